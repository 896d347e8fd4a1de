"""Approve or reject a request for a table, and let single phones in."""

from dataclasses import replace
from uuid import UUID

from comanda.dining.events import guest_event, session_event
from comanda.dining.occupancy import free_tables, give_up_expired, take_tables
from comanda.dining.queries import find_guest, hold_session, view_session
from comanda.dining.rules import check_decidable
from comanda.dining.session import Guest, GuestStatus, SessionStatus, SessionView
from comanda.kernel.actor import Actor
from comanda.kernel.errors import NotFound
from comanda.store.database import Database, UnitOfWork


async def approve_session(database: Database, actor: Actor, location_id: UUID, session_id: UUID) -> SessionView:
    """Let a party sit down: a request becomes active; a planned party takes its tables.

    Raises:
        NotFound: `pending_session_not_found`, also for a session of another location.
        Conflict: `session_expired`, or `table_occupied` for a planned party.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        session = await _decidable(work, actor, location_id, session_id)
        if session.status is SessionStatus.PLANNED:
            tables = [table.id for table in session.tables]
            await give_up_expired(work, tables, actor.at)
            await take_tables(work, session_id, tables)
        session = replace(session, status=SessionStatus.ACTIVE, started_at=actor.at, expires_at=None)
        await work.send(
            "UPDATE dining_sessions SET status = 'active', started_at = %s, expires_at = NULL, decided_by = %s,"
            " updated_at = %s WHERE tenant_id = %s AND id = %s",
            (actor.at, actor.user_id, actor.at, work.tenant_id, session_id),
        )
        work.record(session_event("session.approved", session, actor.at))
    return session


async def reject_session(
    database: Database, actor: Actor, location_id: UUID, session_id: UUID, reason: str | None = None
) -> SessionView:
    """Turn a request down; its table is free and its phone's token dead at once.

    Raises:
        NotFound: `pending_session_not_found`, also for a session of another location.
        Conflict: `session_expired`.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        session = await _decidable(work, actor, location_id, session_id)
        session = replace(session, status=SessionStatus.REJECTED, expires_at=None, ended_at=actor.at)
        await work.send(
            "UPDATE dining_sessions SET status = 'rejected', expires_at = NULL, ended_at = %s, decided_by = %s,"
            " reason = %s, updated_at = %s WHERE tenant_id = %s AND id = %s",
            (actor.at, actor.user_id, reason, actor.at, work.tenant_id, session_id),
        )
        await free_tables(work, session_id)
        work.record(session_event("session.rejected", session, actor.at, reason=reason))
    return session


async def decide_guest(database: Database, actor: Actor, session_id: UUID, guest_id: UUID, *, admit: bool) -> Guest:
    """Let a phone that waits into an active session, or refuse it. Deciding the same twice changes nothing.

    Raises:
        NotFound: `guest_not_found`.
        Forbidden: the session is not active.
    """
    wanted = GuestStatus.ADMITTED if admit else GuestStatus.REFUSED
    async with database.unit_of_work(actor.tenant_id) as work:
        session = await hold_session(work, session_id)
        changed = await work.one(
            "UPDATE guests SET status = %s WHERE tenant_id = %s AND id = %s AND session_id = %s AND status = 'waiting'"
            " RETURNING id",
            (wanted, work.tenant_id, guest_id, session_id),
        )
        guest = await find_guest(work, guest_id)
        if guest is None or guest.session_id != session_id or guest.status is not wanted:
            raise NotFound("Nobody of that id waits at this table.", code="guest_not_found")
        if changed is not None:
            topic = "guest.admitted" if admit else "guest.refused"
            work.record(guest_event(topic, session, guest_id, guest.name, actor.at))
    return guest


async def _decidable(work: UnitOfWork, actor: Actor, location_id: UUID, session_id: UUID) -> SessionView:
    await work.send(
        "SELECT id FROM dining_sessions WHERE tenant_id = %s AND id = %s FOR UPDATE", (work.tenant_id, session_id)
    )
    kept = await work.one(
        "SELECT status, expires_at FROM dining_sessions WHERE tenant_id = %s AND id = %s AND location_id = %s",
        (work.tenant_id, session_id, location_id),
    )
    if kept is None:
        raise NotFound("No request of that id waits for an answer.", code="pending_session_not_found")
    check_decidable(SessionStatus(kept["status"]), kept["expires_at"], actor.at)
    return await view_session(work, session_id)
