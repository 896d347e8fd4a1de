"""Keep tables for a reservation, inside somebody's unit of work."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comanda.kernel.errors import Conflict
from comanda.reservations.lapse import give_up_unpaid
from comanda.store.database import UnitOfWork


async def lock_book(work: UnitOfWork, location_id: UUID, at: datetime) -> None:
    """Let nobody else keep tables at a location until this unit of work ends; what nobody paid in time is given up.

    Whoever keeps tables at a location waits for whoever else does so: overlaps are then seen before they are written,
    and nobody runs into the constraint that forbids them, where many at once would wait for each other in circles.
    """
    await work.send("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"reservations/{location_id}",))
    await give_up_unpaid(work, location_id, at)


async def keep_tables(
    work: UnitOfWork, reservation_id: UUID, table_ids: Sequence[UUID], starts_at: datetime, ends_at: datetime
) -> None:
    """Keep tables for a time, instead of those that the reservation kept before. The book must be locked.

    Raises:
        Conflict: `table_reserved`: another reservation keeps one of them at that time.
    """
    await work.send(
        "DELETE FROM reservation_tables WHERE tenant_id = %s AND reservation_id = %s", (work.tenant_id, reservation_id)
    )
    taken = await work.one(
        "SELECT d.name FROM reservation_tables t JOIN dining_tables d ON d.tenant_id = t.tenant_id"
        " AND d.id = t.table_id WHERE t.tenant_id = %s AND t.table_id = ANY(%s) AND t.live"
        " AND t.starts_at < %s AND t.ends_at > %s ORDER BY t.starts_at LIMIT 1",
        (work.tenant_id, list(table_ids), ends_at, starts_at),
    )
    if taken is not None:
        raise Conflict(f"Table {taken['name']} is reserved at that time.", code="table_reserved")
    await work.send(
        "INSERT INTO reservation_tables (tenant_id, reservation_id, table_id, sort, starts_at, ends_at, live)"
        " SELECT %s, %s, t.id, t.place, %s, %s, true FROM unnest(%s::uuid[]) WITH ORDINALITY t(id, place)",
        (work.tenant_id, reservation_id, starts_at, ends_at, list(table_ids)),
    )


async def give_up_tables(work: UnitOfWork, reservation_id: UUID) -> None:
    """Let others have the tables of a reservation; which they were stays known."""
    await work.send(
        "UPDATE reservation_tables SET live = false WHERE tenant_id = %s AND reservation_id = %s",
        (work.tenant_id, reservation_id),
    )
