"""Take tables for a session and give them back. The key of `table_occupancy` lets nobody take one twice."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comanda.dining.queries import live_session_at
from comanda.dining.session import SessionStatus, SessionView
from comanda.kernel.errors import Conflict
from comanda.store.database import Database, UnitOfWork


class TableTaken(Conflict):
    """Another session has the table; nothing was written."""

    code = "table_occupied"


async def give_up_expired(work: UnitOfWork, table_ids: Sequence[UUID], at: datetime) -> None:
    """Free tables of requests that nobody answered in time."""
    await work.send(
        "WITH gone AS (UPDATE dining_sessions s SET status = 'rejected', reason = 'expired', ended_at = s.expires_at,"
        " expires_at = NULL, updated_at = %(at)s WHERE s.tenant_id = %(tenant)s AND s.status = 'pending'"
        " AND s.expires_at <= %(at)s AND s.id IN (SELECT o.session_id FROM table_occupancy o"
        " WHERE o.tenant_id = %(tenant)s AND o.table_id = ANY(%(tables)s)) RETURNING s.id)"
        " DELETE FROM table_occupancy o USING gone WHERE o.tenant_id = %(tenant)s AND o.session_id = gone.id",
        {"tenant": work.tenant_id, "tables": list(table_ids), "at": at},
    )


async def take_tables(work: UnitOfWork, session_id: UUID, table_ids: Sequence[UUID]) -> None:
    """Occupy tables for a session, all or none.

    Raises:
        TableTaken: somebody has one of them.
    """
    taken = await work.all(
        "WITH o AS (INSERT INTO table_occupancy (tenant_id, table_id, session_id)"
        " SELECT %(tenant)s, t, %(session)s FROM unnest(%(tables)s::uuid[]) t ORDER BY t"
        " ON CONFLICT DO NOTHING RETURNING table_id),"
        " seated AS (INSERT INTO session_tables (tenant_id, session_id, table_id, sort)"
        " SELECT %(tenant)s, %(session)s, t.id, t.place + (SELECT coalesce(max(sort), 0) FROM session_tables"
        " WHERE tenant_id = %(tenant)s AND session_id = %(session)s)"
        " FROM unnest(%(tables)s::uuid[]) WITH ORDINALITY t(id, place)"
        " ON CONFLICT DO NOTHING)"
        " SELECT table_id FROM o",
        {"tenant": work.tenant_id, "session": session_id, "tables": list(table_ids)},
    )
    if len(taken) != len(table_ids):
        raise TableTaken("Somebody is at this table.")
    await work.send(
        "DELETE FROM table_states WHERE tenant_id = %s AND table_id = ANY(%s)", (work.tenant_id, list(table_ids))
    )


async def free_tables(work: UnitOfWork, session_id: UUID) -> None:
    """Give back every table of a session."""
    await work.send(
        "DELETE FROM table_occupancy WHERE tenant_id = %s AND session_id = %s", (work.tenant_id, session_id)
    )


async def who_has(database: Database, tenant_id: UUID, table_id: UUID) -> SessionView | None:
    """Return the live session of a table, as it is just now."""
    async with database.unit_of_work(tenant_id) as work:
        return await live_session_at(work, table_id)


def refusal_of(occupant: SessionView | None) -> Conflict:
    """Return why a table cannot be taken."""
    if occupant is not None and occupant.status is SessionStatus.PENDING:
        return Conflict("This table waits for approval.", code="session_pending")
    return Conflict("Somebody is at this table already.", code="table_occupied")
