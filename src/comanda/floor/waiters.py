"""Which waiters look after which tables."""

from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.store.database import Database, UnitOfWork


async def waiters_of(work: UnitOfWork, table_id: UUID) -> list[UUID]:
    """Return the waiters of a table, in the order they were assigned."""
    rows = await work.all(
        "SELECT user_id FROM table_waiters WHERE tenant_id = %s AND table_id = %s ORDER BY created_at, user_id",
        (work.tenant_id, table_id),
    )
    return [row["user_id"] for row in rows]


async def tables_of(work: UnitOfWork, location_id: UUID, user_id: UUID) -> list[UUID]:
    """Return the tables that a waiter looks after at a location."""
    rows = await work.all(
        "SELECT w.table_id FROM table_waiters w JOIN dining_tables t ON t.tenant_id = w.tenant_id AND t.id = w.table_id"
        " WHERE w.tenant_id = %s AND w.user_id = %s AND t.location_id = %s AND t.archived_at IS NULL ORDER BY t.number",
        (work.tenant_id, user_id, location_id),
    )
    return [row["table_id"] for row in rows]


async def waiters_at(work: UnitOfWork, location_id: UUID) -> dict[UUID, list[UUID]]:
    """Return the waiters of a location's tables, by table, in the order they were assigned."""
    rows = await work.all(
        "SELECT w.table_id, w.user_id FROM table_waiters w JOIN dining_tables t ON t.tenant_id = w.tenant_id"
        " AND t.id = w.table_id WHERE w.tenant_id = %s AND t.location_id = %s AND t.archived_at IS NULL"
        " ORDER BY w.created_at, w.user_id",
        (work.tenant_id, location_id),
    )
    found: dict[UUID, list[UUID]] = {}
    for row in rows:
        found.setdefault(row["table_id"], []).append(row["user_id"])
    return found


async def assign(database: Database, actor: Actor, table_id: UUID, user_id: UUID) -> None:
    """Let a waiter look after a table; doing so twice changes nothing."""
    async with database.unit_of_work(actor.tenant_id) as work:
        await work.send(
            "INSERT INTO table_waiters (tenant_id, table_id, user_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (work.tenant_id, table_id, user_id),
        )


async def unassign(database: Database, actor: Actor, table_id: UUID, user_id: UUID) -> None:
    """Let a waiter no longer look after a table."""
    async with database.unit_of_work(actor.tenant_id) as work:
        await work.send(
            "DELETE FROM table_waiters WHERE tenant_id = %s AND table_id = %s AND user_id = %s",
            (work.tenant_id, table_id, user_id),
        )
