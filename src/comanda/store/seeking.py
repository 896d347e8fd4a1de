"""Read a part of a list that is ordered by a time and an id, in either direction."""

from typing import Any, LiteralString, NamedTuple

from comanda.kernel.paging import Seek


class Sought(NamedTuple):
    """The pieces of a statement that reads what a seek asks for, and one row more."""

    condition: LiteralString
    order: LiteralString
    params: dict[str, Any]


def sought(seek: Seek, time: LiteralString, id: LiteralString, *, newest_first: bool) -> Sought:  # noqa: A002 - a column
    """Return what goes behind WHERE, what goes behind the other conditions, and its parameters.

    Args:
        time: the column the list is ordered by, and `id` the one that decides among equals.
    """
    upwards = seek.backwards is newest_first
    condition: LiteralString = "true"
    if seek.key is not None:
        condition = "(" + time + ", " + id + ") " + (">" if upwards else "<") + " (%(seek_time)s, %(seek_id)s)"
    direction: LiteralString = "" if upwards else " DESC"
    order: LiteralString = " ORDER BY " + time + direction + ", " + id + direction + " LIMIT %(seek_most)s"
    at, row_id = seek.key or (None, None)
    return Sought(condition, order, {"seek_time": at, "seek_id": row_id, "seek_most": seek.limit + 1})
