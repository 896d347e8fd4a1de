"""What `make check` asks beyond the linters: are the migrations in step with the tables, the API snapshots current?

`--write` writes the snapshots anew, to be read and committed with the change that made them differ.
"""

import json
import sys
import tempfile
from pathlib import Path

from comanda.config import Settings
from comanda.migrations.apply import drift, migrate
from comanda.store.embedded import Embedded
from comanda.wiring import create_app

SNAPSHOTS = Path(__file__).parent.parent / "openapi"


def main() -> int:
    """Check or write, say what was found, and return the exit status."""
    write = "--write" in sys.argv
    problems = _migrations() + _snapshots(write=write)
    for problem in problems:
        print(f"FAIL {problem}")
    if not problems:
        print("Migrations are in step with the tables; API snapshots are current.")
    return bool(problems)


def _migrations() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        embedded = Embedded(Path(folder))
        try:
            migrate(embedded.url)
            return [f"migrations differ from the tables: {difference}" for difference in drift(embedded.url)]
        finally:
            embedded.stop()


def _snapshots(*, write: bool) -> list[str]:
    problems = []
    for name, document in create_app(Settings(database_url="postgresql://nowhere")).documents().items():
        path = SNAPSHOTS / f"{name}.json"
        current = json.dumps(document, indent=2, sort_keys=True) + "\n"
        if write:
            path.write_text(current)
        elif not path.exists() or path.read_text() != current:
            problems.append(f"{path.name} is not what the API says: run `make snapshots` and read the difference")
    return problems


if __name__ == "__main__":
    sys.exit(main())
