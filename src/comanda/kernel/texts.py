"""Names that customers read, kept per language."""

import re
from collections.abc import Mapping

Text = Mapping[str, str]


def in_language(text: Text, language: str) -> str:
    """Return the name in `language`, or in whichever language it has when it lacks that one."""
    found = text.get(language)
    if found is None:
        return next(iter(text.values()), "")
    return found


def table_label(number: int, name: str | None) -> str:
    """Return what stands behind the word "table": its own name, unless that is only a letter and a number."""
    return str(number) if not name or re.fullmatch(r"[A-Za-z]?\d+", name) else name
