"""Cursors: where in a list a page ended, for a caller who hands it back as it is.

A cursor is the key of a row and a mark of the search it came from: operation, location and filters. It is not signed,
for one that somebody makes up can at worst skip rows of a search that is theirs anyway.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import orjson

from comanda.api.epos.schemas import CursorIn
from comanda.kernel.errors import Invalid
from comanda.kernel.ids import parse_id
from comanda.kernel.paging import Seek, Slice
from comanda.kernel.time import parse_iso

T = TypeVar("T")
Key = tuple[Any, ...]
ReadKey = Callable[[Sequence[Any]], Key | None]
"""From the parts of a cursor to the key of a row, None when they are none."""
DEFAULT_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched: the same for every page of one search.

    Attributes:
        filters: by the names of the wire, JSON-ready.
    """

    operation: str
    location_id: UUID
    filters: Mapping[str, Any]

    @property
    def mark(self) -> str:
        """What tells its cursors from those of other searches."""
        said = orjson.dumps([self.operation, self.location_id, self.filters], option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(said).hexdigest()[:16]


def seek_of(search: Search, cursor: CursorIn | None, read_key: ReadKey) -> Seek:
    """Return where a page starts and how long it is.

    Raises:
        Invalid: `cursor`, when both directions are asked for; `cursor.after` or `cursor.before`, when it is not one of
            this search.
    """
    if cursor is None:
        return Seek(DEFAULT_LIMIT)
    if cursor.after is not None and cursor.before is not None:
        raise Invalid.field("cursor", "either after or before is expected, not both", "both_directions")
    after = _key(search, "cursor.after", cursor.after, read_key)
    before = _key(search, "cursor.before", cursor.before, read_key)
    return Seek(cursor.limit or DEFAULT_LIMIT, after, before)


def slice_of(rows: Sequence[tuple[Key, T]], seek: Seek) -> Slice[tuple[Key, T]]:
    """Return a part of a list that is in memory, in its own order, each row with its key."""
    before, after = seek.before, seek.after
    if before is not None:
        wanted = [row for row in reversed(rows) if row[0] < before]
    else:
        wanted = [row for row in rows if after is None or row[0] > after]
    return Slice.of(seek, wanted)


def page(
    search: Search, found: Slice[T], key_of: Callable[[T], Key], shown: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return a page as the contract has it: `before` and `after` are there when there is more on that side.

    Args:
        shown: the rows as callers read them.
    """
    said: dict[str, Any] = {"data": shown}
    if found.rows and found.more_before:
        said["before"] = cursor_of(search, key_of(found.rows[0]))
    if found.rows and found.more_after:
        said["after"] = cursor_of(search, key_of(found.rows[-1]))
    return said


def cursor_of(search: Search, key: Key) -> str:
    """Return the cursor of a row."""
    return urlsafe_b64encode(orjson.dumps([*key, search.mark])).decode().rstrip("=")


def read_cursor(search: Search, text: str, read_key: ReadKey) -> Key | None:
    """Return the key of a row, or None for a cursor that is not one of this search."""
    try:
        parts = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None
    if not isinstance(parts, list) or not parts or parts[-1] != search.mark:
        return None
    key = read_key(parts[:-1])
    # What is written otherwise than we write it was not made by us.
    return key if key is not None and cursor_of(search, key) == text else None


def instant_and_id(parts: Sequence[Any]) -> Key | None:
    """Read the key of lists that are by time."""
    if len(parts) != 2 or not all(isinstance(part, str) for part in parts):
        return None
    at, id_ = parse_iso(parts[0]), parse_id(parts[1])
    return (at, id_) if at is not None and id_ is not None else None


def table_key(parts: Sequence[Any]) -> Key | None:
    """Read the key of a table: the place of its area, its number and its id."""
    if len(parts) != 3 or type(parts[0]) is not int or type(parts[1]) is not int or not isinstance(parts[2], str):
        return None
    id_ = parse_id(parts[2])
    return (parts[0], parts[1], id_) if id_ is not None else None


def _key(search: Search, field: str, text: str | None, read_key: ReadKey) -> Key | None:
    if text is None:
        return None
    key = read_cursor(search, text, read_key)
    if key is None:
        raise Invalid.field(field, "a cursor that this search gave is expected", "unknown_cursor")
    return key
