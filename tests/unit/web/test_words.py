"""The words of the pages for people who sign in: every one that is used is there, in every language."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "src" / "comanda" / "web" / "static"
KEY = re.compile(r'^  (?:"([^"]+)"|(\w+)):', re.MULTILINE)
USED = re.compile(r'\bt\(\s*"([^"]+)"')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
HOLES = re.compile(r"\{(\w+)\}")
ENTRY = re.compile(r'^  (?:"([^"]+)"|(\w+)):(.*?)(?=^  \S|\Z)', re.MULTILINE | re.DOTALL)


def words(place: str, language: str) -> dict[str, set[str]]:
    """Return the keys of a file of words, and what is filled into each."""
    text = (STATIC / place / f"words-{language}.js").read_text()
    found = {quoted or plain: set(HOLES.findall(said)) for quoted, plain, said in ENTRY.findall(text)}
    assert len(found) == len(KEY.findall(text)), "a key is there twice"
    return found


@pytest.mark.parametrize("place", ["shared", "staff", "staff/book", "office"])
def test_each_language_says_all_of_it(place: str) -> None:
    assert words(place, "es") == words(place, "en")


@pytest.mark.parametrize(("place", "around"), [("staff", ()), ("staff/book", ("staff",)), ("office", ())])
def test_all_that_is_said_has_words(place: str, around: tuple[str, ...]) -> None:
    known = set(words(place, "en"))
    for other in ("shared", *around):
        assert not known & words(other, "en").keys() - {"sign_in.note"}
        known |= words(other, "en").keys()
    for module in [*(STATIC / place).glob("*.js"), *(STATIC / "shared").glob("*.js")]:
        missing = {key for key in USED.findall(COMMENT.sub("", module.read_text())) if key not in known}
        assert not missing, (module.name, missing)
