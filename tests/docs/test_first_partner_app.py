"""The page for a first partner app is one program: it runs from top to bottom, and prints what the page says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from comanda.demo.serve import ready_document, write_ready_file
from tests.conftest import Template
from tests.server import serving

PAGE = Path(__file__).parents[2] / "docs" / "first-partner-app.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "-- the next block --"


def blocks() -> list[tuple[str, str]]:
    """Return each program block of the page, and what it is said to print."""
    found: list[tuple[str, str]] = []
    for kind, text in BLOCK.findall(PAGE.read_text()):
        if kind == "python":
            found.append((text, ""))
        else:
            assert kind == "text", f"a block of {kind!r} would not be run"
            program, said = found[-1]
            assert not said
            found[-1] = (program, text)
    return found


def as_pattern(said: str) -> str:
    """Return a pattern of a text in which `…` stands for anything on its line."""
    return "[^\n]+".join(re.escape(part) for part in said.split("…"))


def test_the_page_does_what_it_says(
    database_url: str, template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the demo sets, too.
    monkeypatch.setenv("COMANDA_WORK_INLINE", "true")
    monkeypatch.setenv("COMANDA_WEBHOOKS_ALLOW_LOCAL", "true")
    page = blocks()
    assert len(page) > 10
    program = f"\nprint({MARK!r})\n".join(text for text, _ in page)
    (tmp_path / "server").mkdir()
    with serving(database_url, tmp_path / "server") as server:
        write_ready_file(tmp_path / "ready.json", ready_document(server.base_url, template.credentials))
        ran = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    printed = ran.stdout.split(MARK + "\n")
    for (text, said), came in zip(page, printed, strict=True):
        assert re.fullmatch(as_pattern(said), came), f"{text}\nprinted {came!r}, not {said!r}"
