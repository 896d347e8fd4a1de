"""Take materials from a location's stock and put them there: the one way that levels change."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

import orjson

from comanda.kernel.actor import Actor
from comanda.kernel.ids import new_id
from comanda.stock.block_what_is_out import block_what_is_out
from comanda.stock.rules import became_low
from comanda.stock.stock import NotEnough
from comanda.store.database import Event, UnitOfWork

_MOVE = (
    "WITH wanted AS ("
    "SELECT * FROM jsonb_to_recordset(%(moves)s::jsonb) AS w(id uuid, material_id uuid, change bigint, kind text)"
    "), held AS ("
    "SELECT l.material_id, l.qty FROM stock_levels l WHERE l.tenant_id = %(tenant)s AND l.location_id = %(location)s"
    " AND l.material_id = ANY(%(materials)s) ORDER BY l.material_id FOR NO KEY UPDATE"
    "), moved AS ("
    "UPDATE stock_levels l SET qty = h.qty + w.change, updated_at = greatest(l.updated_at, %(at)s)"
    " FROM wanted w JOIN held h ON h.material_id = w.material_id"
    " WHERE l.tenant_id = %(tenant)s AND l.location_id = %(location)s AND l.material_id = w.material_id"
    " AND h.qty + w.change >= 0"
    " RETURNING l.material_id, l.qty, l.low_at, w.id, w.change, w.kind"
    "), noted AS ("
    "INSERT INTO stock_movements (tenant_id, id, location_id, material_id, kind, qty, order_id, stock_take_id, note,"
    " user_id, created_at) SELECT %(tenant)s, m.id, %(location)s, m.material_id, m.kind, m.change, %(order)s::uuid,"
    " %(take)s::uuid, %(note)s::text, %(user)s::uuid, %(at)s FROM moved m"
    ") SELECT m.id, m.material_id, m.qty, m.change, m.low_at,"
    " EXISTS (SELECT FROM variant_materials r WHERE r.tenant_id = %(tenant)s AND r.material_id = m.material_id"
    " AND r.qty > least(m.qty, m.qty - m.change) AND r.qty <= greatest(m.qty, m.qty - m.change))"
    " OR EXISTS (SELECT FROM option_materials r WHERE r.tenant_id = %(tenant)s AND r.material_id = m.material_id"
    " AND r.qty > least(m.qty, m.qty - m.change) AND r.qty <= greatest(m.qty, m.qty - m.change)) AS crossed"
    " FROM moved m"
)
"""Levels are locked in the order of their materials, and the locked rows decide: the statement's own look at the table
may be older than what it had to wait for. Whether a level passed what one of something takes is asked in the same
breath, so that in the ordinary case nothing further is sent."""


class Moved(NamedTuple):
    """A movement that was written, and the level that it led to."""

    id: UUID
    level: int


class Reason(NamedTuple):
    """Why materials move.

    Attributes:
        came: the kind of movement for what is put there, and `went` for what is taken.
    """

    came: str
    went: str
    order_id: UUID | None = None
    stock_take_id: UUID | None = None
    note: str | None = None


async def move_materials(
    work: UnitOfWork, actor: Actor, location_id: UUID, moves: Mapping[UUID, int], why: Reason
) -> dict[UUID, Moved]:
    """Change levels by so much, all of them or none, and note each change in the ledger.

    What can no longer be made is blocked, and what can again is not. Nothing else may be locked afterwards: a popular
    material's level is held until the unit of work ends.

    Args:
        moves: by material; below 0 is taken.

    Returns:
        The movement of each material.

    Raises:
        NotEnough: one of them would come to less than nothing, or has no level here.
    """
    rows = [
        {"id": new_id(), "material_id": material, "change": change, "kind": why.came if change > 0 else why.went}
        for material, change in sorted(moves.items())
    ]
    moved = await work.all(
        _MOVE,
        {
            "tenant": work.tenant_id,
            "location": location_id,
            "moves": orjson.dumps(rows).decode(),
            "materials": list(moves),
            "order": why.order_id,
            "take": why.stock_take_id,
            "note": why.note,
            "user": actor.user_id,
            "at": actor.at,
        },
    )
    if len(moved) != len(moves):
        raise NotEnough(await _at_hand(work, location_id, moves, {row["material_id"] for row in moved}))
    for row in moved:
        if became_low(row["qty"], row["change"], row["low_at"]):
            payload = {"material": str(row["material_id"]), "qty": row["qty"], "low_at": row["low_at"]}
            work.record(Event("material_stock.low", row["material_id"], actor.at, location_id, payload=payload))
    crossed = [row["material_id"] for row in moved if row["crossed"]]
    if crossed:
        await block_what_is_out(work, actor.at, location_id, crossed)
    return {row["material_id"]: Moved(row["id"], row["qty"]) for row in moved}


async def lock_levels(work: UnitOfWork, location_id: UUID, material_ids: list[UUID]) -> dict[UUID, int]:
    """Return levels, and let nobody else change them: for whoever needs to know them, or moves more than once."""
    rows = await work.all(
        "SELECT material_id, qty FROM stock_levels WHERE tenant_id = %s AND location_id = %s AND material_id = ANY(%s)"
        " ORDER BY material_id FOR NO KEY UPDATE",
        (work.tenant_id, location_id, material_ids),
    )
    return {row["material_id"]: row["qty"] for row in rows}


async def _at_hand(work: UnitOfWork, location_id: UUID, moves: Mapping[UUID, int], moved: set[UUID]) -> dict[UUID, int]:
    rows = await work.all(
        "SELECT material_id, qty FROM stock_levels WHERE tenant_id = %s AND location_id = %s AND material_id = ANY(%s)",
        (work.tenant_id, location_id, list(moves)),
    )
    # This transaction sees what it has taken itself, and is about to undo.
    return {
        row["material_id"]: row["qty"] - (moves[row["material_id"]] if row["material_id"] in moved else 0)
        for row in rows
    }
