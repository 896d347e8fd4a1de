"""Identifiers: UUIDv7, so that rows created together lie together in every index."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a new UUIDv7."""
    return uuid7()


def parse_id(text: str) -> UUID | None:
    """Return the id that `text` writes in the 36-character hyphenated form, or None when it is not one."""
    if len(text) != 36:
        return None
    try:
        return UUID(text)
    except ValueError:
        return None
