"""Stock takes: start one, count, finish or cancel it. Orders go on meanwhile (docs/algorithms/stock.md)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import orjson
from psycopg.errors import UniqueViolation

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, FieldProblem, Invalid
from comanda.kernel.ids import new_id
from comanda.stock.move_materials import Reason, lock_levels, move_materials
from comanda.stock.queries import find_stock_take
from comanda.stock.rules import correction
from comanda.stock.stock import StockTake
from comanda.store.database import Database, Event, UnitOfWork
from comanda.store.idempotency import Once

_COUNT = (
    "INSERT INTO stock_take_counts (tenant_id, stock_take_id, material_id, counted, expected, counted_at)"
    " SELECT l.tenant_id, %(take)s, l.material_id, c.counted, l.qty, %(at)s"
    " FROM jsonb_to_recordset(%(counts)s::jsonb) AS c(material_id uuid, counted bigint)"
    " JOIN stock_levels l ON l.tenant_id = %(tenant)s AND l.location_id = %(location)s"
    " AND l.material_id = c.material_id"
    " JOIN materials m ON m.tenant_id = l.tenant_id AND m.id = l.material_id AND m.archived_at IS NULL"
    " ON CONFLICT (tenant_id, stock_take_id, material_id) DO UPDATE SET counted = excluded.counted,"
    " expected = excluded.expected, counted_at = excluded.counted_at RETURNING material_id"
)


async def start_stock_take(
    database: Database, actor: Actor, location_id: UUID, notes: str | None, *, once: Once[StockTake] | None = None
) -> StockTake:
    """Begin to count what is there.

    Raises:
        Conflict: `stock_take_running` at this location.
    """
    take = StockTake(
        new_id(),
        location_id,
        notes,
        cancelled=False,
        started_at=actor.at,
        ended_at=None,
        updated_at=actor.at,
        counts=(),
    )
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            await work.send(
                "INSERT INTO stock_takes (tenant_id, id, location_id, notes, cancelled, started_at, updated_at)"
                " VALUES (%s, %s, %s, %s, false, %s, %s)",
                (work.tenant_id, take.id, location_id, notes, actor.at, actor.at),
            )
            work.record(Event("stock_take.created", take.id, actor.at, location_id))
            if once is not None:
                await once.keep(work, take)
    except UniqueViolation as error:
        if error.diag.constraint_name != "uq_stock_takes_running":
            raise
        raise Conflict("A stock take is going on at this location.", code="stock_take_running") from error
    return take


async def count_materials(
    database: Database, actor: Actor, location_id: UUID, stock_take_id: UUID, counted: Mapping[UUID, int]
) -> StockTake:
    """Write down what was counted, beside the level at this moment; counting again replaces the count before.

    Raises:
        Conflict: `stock_take_over`.
        Invalid: naming every material that this location does not keep.
        NotFound: `stock_take_not_found` at this location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        await _lock_running(work, location_id, stock_take_id)
        counts = [{"material_id": material, "counted": qty} for material, qty in sorted(counted.items())]
        written = await work.all(
            _COUNT,
            {
                "tenant": work.tenant_id,
                "location": location_id,
                "take": stock_take_id,
                "counts": orjson.dumps(counts).decode(),
                "at": actor.at,
            },
        )
        known = {row["material_id"] for row in written}
        problems = [
            FieldProblem(f"counts[{at}].material", "this location does not keep this material", "unknown_material")
            for at, material in enumerate(counted)
            if material not in known
        ]
        if problems:
            raise Invalid.fields_of(problems)
        return await _changed(work, actor, stock_take_id, location_id)


async def finish_stock_take(database: Database, actor: Actor, location_id: UUID, stock_take_id: UUID) -> StockTake:
    """End a stock take: what was missing or too much when it was counted is taken off the levels or added to them.

    Raises:
        Conflict: `stock_take_over`.
        NotFound: `stock_take_not_found` at this location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        take = await _lock_running(work, location_id, stock_take_id)
        levels = await lock_levels(work, location_id, [count.material_id for count in take.counts])
        moves = {
            count.material_id: correction(levels[count.material_id], count.counted, count.expected)
            for count in take.counts
        }
        changed = {material: change for material, change in moves.items() if change}
        ended = await _changed(work, actor, stock_take_id, location_id, ended_at=actor.at)
        if changed:
            why = Reason("count", "count", stock_take_id=stock_take_id)
            await move_materials(work, actor, location_id, changed, why)
        return ended


async def cancel_stock_take(database: Database, actor: Actor, location_id: UUID, stock_take_id: UUID) -> StockTake:
    """End a stock take as if it had not been: levels stay as they are, and its counts are forgotten.

    Raises:
        Conflict: `stock_take_over`.
        NotFound: `stock_take_not_found` at this location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        await _lock_running(work, location_id, stock_take_id)
        await work.send(
            "DELETE FROM stock_take_counts WHERE tenant_id = %s AND stock_take_id = %s", (work.tenant_id, stock_take_id)
        )
        return await _changed(work, actor, stock_take_id, location_id, ended_at=actor.at, cancelled=True)


async def _lock_running(work: UnitOfWork, location_id: UUID, stock_take_id: UUID) -> StockTake:
    await work.send(
        "SELECT id FROM stock_takes WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE", (work.tenant_id, stock_take_id)
    )
    take = await find_stock_take(work, stock_take_id, location_id)
    if take.ended_at is not None:
        raise Conflict("This stock take has ended.", code="stock_take_over")
    return take


async def _changed(
    work: UnitOfWork,
    actor: Actor,
    stock_take_id: UUID,
    location_id: UUID,
    *,
    ended_at: datetime | None = None,
    cancelled: bool = False,
) -> StockTake:
    await work.send(
        "UPDATE stock_takes SET updated_at = %s, ended_at = %s, cancelled = %s WHERE tenant_id = %s AND id = %s",
        (actor.at, ended_at, cancelled, work.tenant_id, stock_take_id),
    )
    work.record(Event("stock_take.updated", stock_take_id, actor.at, location_id))
    return await find_stock_take(work, stock_take_id, location_id)
