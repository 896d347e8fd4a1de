.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help setup demo serve test check bench format snapshots

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

setup: $(READY) ## Build .venv with everything in it

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name it with PYTHON=…"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(READY) ## Serve three demo restaurants on http://127.0.0.1:8000
	$(BIN)/comanda demo

serve: $(READY) ## Serve your own restaurants
	$(BIN)/comanda migrate
	$(BIN)/comanda serve

test: $(READY) ## Run the tests
	$(BIN)/python -m pytest

check: $(READY) ## Format, lint, types, import contracts, migrations and API snapshots
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.check

bench: $(READY) ## Measure speed against this machine's own limits
	$(BIN)/python -m benchmarks

format: $(READY) ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

snapshots: $(READY) ## Write the OpenAPI snapshots anew
	$(BIN)/python -m tools.check --write
