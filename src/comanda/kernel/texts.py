"""Names that customers read, kept per language."""

from collections.abc import Mapping

Text = Mapping[str, str]


def in_language(text: Text, language: str) -> str:
    """Return the name in `language`, or in whichever language it has when it lacks that one."""
    found = text.get(language)
    if found is None:
        return next(iter(text.values()), "")
    return found
