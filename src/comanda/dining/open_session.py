"""Staff, a portal or a terminal seat a party themselves."""

from datetime import datetime
from uuid import UUID

from comanda.dining.events import session_event
from comanda.dining.occupancy import TableTaken, give_up_expired, refusal_of, take_tables, who_has
from comanda.dining.queries import view_session
from comanda.dining.request_table import check_usable
from comanda.dining.session import SessionView
from comanda.kernel.actor import Actor
from comanda.kernel.errors import NotFound
from comanda.kernel.ids import new_id
from comanda.store.database import Database


async def open_session(
    database: Database,
    actor: Actor,
    *,
    location_id: UUID,
    table_id: UUID | None,
    customer_name: str,
    source: str,
    customer_phone: str | None = None,
    customer_id: UUID | None = None,
    guest_count: int = 1,
    note: str | None = None,
    started_at: datetime | None = None,
    planned_until: datetime | None = None,
) -> SessionView:
    """Open a session, active at once; one that starts in the future is planned, and takes its table when approved.

    Args:
        source: `staff`, `portal` or `terminal`.

    Raises:
        Conflict: `session_pending` or `table_occupied`; `table_closed`.
        NotFound: `table_not_found` at this location.
    """
    session_id, starts = new_id(), started_at or actor.at
    planned = starts > actor.at
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            if table_id is not None:
                found = await work.one(
                    "SELECT id FROM dining_tables WHERE tenant_id = %s AND id = %s AND location_id = %s"
                    " AND archived_at IS NULL",
                    (work.tenant_id, table_id, location_id),
                )
                if found is None:
                    raise NotFound("No such table at this location.", code="table_not_found")
                await check_usable(work, table_id)
                await give_up_expired(work, [table_id], actor.at)
            await work.send(
                "INSERT INTO dining_sessions (tenant_id, id, location_id, status, source, customer_name,"
                " customer_phone, customer_id, guest_count, note, opened_by, created_at, started_at, planned_until,"
                " updated_at) VALUES (%(tenant)s, %(id)s, %(location)s, %(status)s, %(source)s, %(name)s, %(phone)s,"
                " %(customer)s, %(guests)s, %(note)s, %(user)s, %(at)s, %(starts)s, %(until)s, %(at)s)",
                {
                    "tenant": work.tenant_id,
                    "id": session_id,
                    "location": location_id,
                    "status": "planned" if planned else "active",
                    "source": source,
                    "name": customer_name,
                    "phone": customer_phone,
                    "customer": customer_id,
                    "guests": guest_count,
                    "note": note,
                    "user": actor.user_id,
                    "at": actor.at,
                    "starts": starts,
                    "until": planned_until,
                },
            )
            if table_id is not None and planned:
                await work.send(
                    "INSERT INTO session_tables (tenant_id, session_id, table_id, sort) VALUES (%s, %s, %s, 1)",
                    (work.tenant_id, session_id, table_id),
                )
            elif table_id is not None:
                await take_tables(work, session_id, [table_id])
            session = await view_session(work, session_id)
            work.record(session_event("session.planned" if planned else "session.started", session, actor.at))
    except TableTaken:
        assert table_id is not None  # noqa: S101 - only a table is taken
        raise refusal_of(await who_has(database, actor.tenant_id, table_id)) from None
    return session
