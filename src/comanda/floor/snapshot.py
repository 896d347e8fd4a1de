"""The floor of a location, compiled with its menu."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comanda.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class FloorTable:
    """A table that guests sit at.

    Attributes:
        code: what its QR code carries.
        x: where it stands in its area, in the units of the floor map, None when nobody has placed it.
        y: likewise.
    """

    id: UUID
    area_id: UUID
    number: int
    name: str
    code: str
    pax: int
    x: float | None
    y: float | None
    shape: str


@dataclass(frozen=True, slots=True)
class Area:
    """A room or terrace, with its tables in order."""

    id: UUID
    names: Text
    name: str
    description: str
    floor_number: int
    sort: int
    updated_at: datetime
    tables: tuple[FloorTable, ...]
