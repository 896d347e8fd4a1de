"""Areas and tables."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from comanda.api.epos.presenters.plain import Json
from comanda.floor.snapshot import Area, FloorTable

Waiters = Mapping[UUID, Sequence[UUID]]
"""Who looks after which table."""


def areas(found: Sequence[Area], waiters: Waiters) -> list[Json]:
    """List areas."""
    return [area(one, waiters) for one in found]


def area(found: Area, waiters: Waiters) -> Json:
    """Return an area, with whoever looks after any of its tables."""
    serving = dict.fromkeys(waiter for seat in found.tables for waiter in waiters.get(seat.id, ()))
    return {"id": str(found.id), "name": found.name, "waiterIds": [str(waiter) for waiter in serving]}


def table(found: FloorTable, waiters: Waiters) -> Json:
    """Return a table."""
    return {
        "id": str(found.id),
        "name": found.name,
        "maxCovers": found.pax,
        "areaId": str(found.area_id),
        "waiterIds": [str(waiter) for waiter in waiters.get(found.id, ())],
    }
