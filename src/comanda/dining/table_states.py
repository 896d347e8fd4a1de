"""What staff say of a table where nobody has a session: reserved, closed, or taken without one."""

from collections.abc import Sequence
from uuid import UUID

from comanda.dining.events import table_event
from comanda.dining.queries import live_session_at
from comanda.dining.rules import check_table_change
from comanda.dining.session import SessionStatus
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, NotFound
from comanda.store.database import Database, UnitOfWork


async def set_table_state(database: Database, actor: Actor, location_id: UUID, table_id: UUID, wanted: str) -> str:
    """Change what a table is, and return it; saying what it is already changes nothing.

    Args:
        wanted: `available`, `occupied`, `reserved` or `maintenance`.

    Raises:
        Conflict: `wrong_table_state`, or `table_has_session` while a session is at it.
        NotFound: `table_not_found` at this location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        table = await work.one(
            "SELECT number FROM dining_tables WHERE tenant_id = %s AND id = %s AND location_id = %s"
            " AND archived_at IS NULL FOR NO KEY UPDATE",
            (work.tenant_id, table_id, location_id),
        )
        if table is None:
            raise NotFound("No such table at this location.", code="table_not_found")
        session = await live_session_at(work, table_id)
        kept = await work.one(
            "SELECT state FROM table_states WHERE tenant_id = %s AND table_id = %s", (work.tenant_id, table_id)
        )
        active = session is not None and session.status is SessionStatus.ACTIVE
        was = "occupied" if active else kept["state"] if kept else "available"
        if wanted == was:
            return wanted
        check_table_change(was, wanted)
        if session is not None and wanted != "reserved":
            raise Conflict("A session is at this table; end it first.", code="table_has_session")
        which = (work.tenant_id, table_id)
        if wanted == "available":
            await work.send("DELETE FROM table_states WHERE tenant_id = %s AND table_id = %s", which)
        else:
            await work.send(
                "INSERT INTO table_states (tenant_id, table_id, state) VALUES (%s, %s, %s)"
                " ON CONFLICT (tenant_id, table_id) DO UPDATE SET state = excluded.state",
                (*which, wanted),
            )
        work.record(table_event(location_id, table_id, table["number"], wanted, actor.at))
    return wanted


async def table_states(work: UnitOfWork, table_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return what staff said of those tables of which they said anything."""
    rows = await work.all(
        "SELECT table_id, state FROM table_states WHERE tenant_id = %s AND table_id = ANY(%s)",
        (work.tenant_id, list(table_ids)),
    )
    return {row["table_id"]: row["state"] for row in rows}
