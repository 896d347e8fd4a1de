"""The floor of a location, compiled with its menu."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comanda.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class FloorTable:
    """A table that guests sit at; `code` is what its QR code carries."""

    id: UUID
    number: int
    name: str
    code: str
    pax: int


@dataclass(frozen=True, slots=True)
class Area:
    """A room or terrace, with its tables in order."""

    id: UUID
    names: Text
    name: str
    sort: int
    updated_at: datetime
    tables: tuple[FloorTable, ...]
