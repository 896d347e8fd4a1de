"""Page numbers, for the contracts that have them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

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
