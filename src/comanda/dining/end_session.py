"""End a session inside somebody's unit of work. Whether it may end is for the caller, who knows of money."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from comanda.dining.events import session_event
from comanda.dining.occupancy import free_tables
from comanda.dining.session import SessionStatus, SessionView
from comanda.store.database import UnitOfWork


async def end_session(
    work: UnitOfWork, session: SessionView, at: datetime, *, ended_by: UUID | None, topic: str = "session.ended"
) -> SessionView:
    """End a locked session: its tables are free, its tokens dead, its open calls and shared cart gone."""
    which = (work.tenant_id, session.id)
    await work.send(
        "UPDATE dining_sessions SET status = 'completed', ended_at = %s, decided_by = coalesce(%s, decided_by),"
        " expires_at = NULL, updated_at = %s WHERE tenant_id = %s AND id = %s",
        (at, ended_by, at, *which),
    )
    await free_tables(work, session.id)
    await work.send(
        "UPDATE service_requests SET status = 'cancelled', resolved_at = %s WHERE tenant_id = %s AND session_id = %s"
        " AND status IN ('pending', 'acknowledged')",
        (at, *which),
    )
    await work.send("DELETE FROM cart_lines WHERE tenant_id = %s AND session_id = %s", which)
    session = replace(session, status=SessionStatus.COMPLETED, ended_at=at, expires_at=None)
    work.record(session_event(topic, session, at))
    return session
