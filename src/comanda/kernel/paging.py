"""Pages of lists: by number, for the contracts that have numbers, and by the rows they lie between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """The `number`-th page (1-based) of up to `limit` rows."""

    limit: int = 50
    number: int = 1

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.limit

    def of(self, rows: Sequence[T]) -> Sequence[T]:
        """Return this page of rows that are already in memory; a page past the end is empty."""
        return rows[self.offset : self.offset + self.limit]


@dataclass(frozen=True, slots=True)
class Seek:
    """Up to `limit` rows behind the row whose key is `after`, or in front of the one whose key is `before`.

    A key is what the list is ordered by, so rows that come or go meanwhile move nobody's place.
    """

    limit: int = 50
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None

    @property
    def key(self) -> tuple[Any, ...] | None:
        """The key it starts from, None for the list's beginning."""
        return self.before if self.before is not None else self.after

    @property
    def backwards(self) -> bool:
        """Whether rows are read towards the list's beginning."""
        return self.before is not None


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """Rows of a list in its own order, and whether there are more on either side."""

    rows: tuple[T, ...]
    more_before: bool
    more_after: bool

    @classmethod
    def of(cls, seek: Seek, read: Sequence[T]) -> "Slice[T]":
        """Return the slice that was asked for.

        Args:
            read: up to one row more than the limit, in the direction of the seek.
        """
        rows, more = tuple(read[: seek.limit]), len(read) > seek.limit
        if seek.backwards:
            return cls(rows[::-1], more, more_after=True)
        return cls(rows, seek.after is not None, more)
