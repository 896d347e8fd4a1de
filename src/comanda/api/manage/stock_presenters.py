"""From core values about stock to what programs that look after it read. Pure."""

from collections.abc import Sequence
from typing import Any

from comanda.kernel.paging import Slice
from comanda.kernel.time import to_iso_seconds
from comanda.stock.rules import as_number, is_low
from comanda.stock.stock import Level, Material, Movement, Need, Recipe, StockTake

Json = dict[str, Any]


def material(found: Material) -> Json:
    """A material."""
    return {
        "id": found.id,
        "name": found.name,
        "sku": found.sku,
        "unit": found.unit,
        "created_at": to_iso_seconds(found.created_at),
        "updated_at": to_iso_seconds(found.updated_at),
    }


def level(found: Level) -> Json:
    """How much of a material is at a location."""
    return {
        "material": found.material_id,
        "name": found.name,
        "sku": found.sku,
        "unit": found.unit,
        "qty": as_number(found.qty),
        "low_at": as_number(found.low_at) if found.low_at is not None else None,
        "low": is_low(found.qty, found.low_at),
        "updated_at": to_iso_seconds(found.updated_at),
    }


def recipe(found: Sequence[Need]) -> Json:
    """What one takes."""
    return {"materials": [{"material": need.material_id, "qty": as_number(need.qty)} for need in found]}


def sold_recipe(found: Recipe) -> Json:
    """Something that is sold, and what one of it takes."""
    return {"kind": found.kind, "id": found.sold_id, "name": found.name, "part": found.part, **recipe(found.needs)}


def movement(found: Movement) -> Json:
    """An entry of the ledger."""
    return {
        "id": found.id,
        "material": found.material_id,
        "kind": found.kind,
        "qty": as_number(found.qty),
        "order": found.order_id,
        "stock_take": found.stock_take_id,
        "note": found.note,
        "user": found.user_id,
        "created_at": to_iso_seconds(found.created_at),
    }


def movements(found: Slice[Movement]) -> Json:
    """A part of the ledger."""
    return {
        "data": [movement(one) for one in found.rows],
        "next": found.rows[-1].id if found.more_after and found.rows else None,
    }


def stock_take(found: StockTake) -> Json:
    """A stock take."""
    status = "running" if found.ended_at is None else "cancelled" if found.cancelled else "finished"
    return {
        "id": found.id,
        "location": found.location_id,
        "notes": found.notes,
        "status": status,
        "started_at": to_iso_seconds(found.started_at),
        "ended_at": to_iso_seconds(found.ended_at) if found.ended_at is not None else None,
        "updated_at": to_iso_seconds(found.updated_at),
        "counts": [
            {
                "material": count.material_id,
                "counted": as_number(count.counted),
                "expected": as_number(count.expected),
                "counted_at": to_iso_seconds(count.counted_at),
            }
            for count in found.counts
        ],
    }


def stock_takes(found: Slice[StockTake]) -> Json:
    """A part of the stock takes."""
    return {
        "data": [stock_take(one) for one in found.rows],
        "next": found.rows[-1].id if found.more_after and found.rows else None,
    }
