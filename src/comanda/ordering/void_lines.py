"""Keep what was taken off an order after it was accepted, for those who may have begun to make it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.kernel.errors import NotFound
from comanda.kernel.ids import new_id
from comanda.ordering.order import Order, OrderLine
from comanda.ordering.rules.status import ItemStatus
from comanda.store.database import Database, Event, UnitOfWork


@dataclass(frozen=True, slots=True)
class VoidedLine:
    """A line that was taken off, until the kitchen has seen that it was."""

    id: UUID
    order_id: UUID
    item_id: UUID | None
    name: str
    variant_name: str | None
    qty: int
    reason: str | None
    voided_at: datetime


async def void_lines(
    work: UnitOfWork, actor: Actor, order: Order, lines: Sequence[OrderLine], reason: str | None
) -> None:
    """Keep lines that are taken off an accepted order; what was served already is nothing for the kitchen to see."""
    for line in lines:
        seen_at = actor.at if line.status is ItemStatus.SERVED else None
        await work.send(
            "INSERT INTO voided_lines (tenant_id, id, order_id, location_id, item_id, name, variant_name, qty, price,"
            " reason, voided_by, voided_at, seen_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                work.tenant_id,
                new_id(),
                order.id,
                order.location_id,
                line.item_id,
                line.name,
                line.variant_name,
                line.qty,
                line.price,
                reason,
                actor.user_id,
                actor.at,
                seen_at,
            ),
        )


async def unseen_voids(work: UnitOfWork, location_id: UUID) -> list[VoidedLine]:
    """Return what was taken off at a location and the kitchen has not seen, oldest first."""
    rows = await work.all(
        "SELECT id, order_id, item_id, name, variant_name, qty, reason, voided_at FROM voided_lines"
        " WHERE tenant_id = %s AND location_id = %s AND seen_at IS NULL ORDER BY voided_at, id LIMIT 500",
        (work.tenant_id, location_id),
    )
    return [VoidedLine(**row) for row in rows]


async def see_void(database: Database, actor: Actor, location_id: UUID, void_id: UUID) -> None:
    """Say that the kitchen has seen a void; saying so twice changes nothing.

    Raises:
        NotFound: no such void at this location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        row = await work.one(
            "UPDATE voided_lines SET seen_at = coalesce(seen_at, %s) WHERE tenant_id = %s AND id = %s"
            " AND location_id = %s RETURNING order_id",
            (actor.at, work.tenant_id, void_id, location_id),
        )
        if row is None:
            raise NotFound("No such void.")
        work.record(Event("order.void_seen", row["order_id"], actor.at, location_id))
