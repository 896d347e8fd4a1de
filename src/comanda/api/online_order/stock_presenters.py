"""From core values about stock to what partner apps read. Pure."""

from typing import Any

from comanda.kernel.time import to_iso_seconds
from comanda.stock.rules import as_number
from comanda.stock.stock import Level, Material, StockTake

Json = dict[str, Any]


def material(found: Material) -> Json:
    """A row of 14.1."""
    return {
        "id": found.id,
        "name": found.name,
        "sku": found.sku,
        "unit": found.unit,
        "updated_at": to_iso_seconds(found.updated_at),
    }


def level(found: Level) -> Json:
    """A row of 14.2."""
    return {
        "material": found.material_id,
        "qty": as_number(found.qty),
        "updated_at": to_iso_seconds(found.updated_at),
    }


def stock_take(found: StockTake) -> Json:
    """A row of 14.3, whose counts are told once it has ended."""
    ended = found.ended_at is not None
    return {
        "id": found.id,
        "notes": found.notes,
        "start_date": to_iso_seconds(found.started_at),
        "end_date": to_iso_seconds(found.ended_at) if found.ended_at is not None else None,
        "updated_at": to_iso_seconds(found.updated_at),
        "materials": [
            {"material": count.material_id, "counted": as_number(count.counted)}
            for count in (found.counts if ended else ())
        ],
    }
