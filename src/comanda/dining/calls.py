"""Guests call for the waiter or the bill; staff answer. A call waits, whether or not a screen was open when it came."""

from datetime import timedelta
from uuid import UUID

from comanda.dining.events import call_event
from comanda.dining.queries import hold_session, view_call
from comanda.dining.session import ServiceRequest
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, NotFound, TooMany
from comanda.kernel.ids import new_id
from comanda.store.database import Database

_OFTEN = 10
_WINDOW = timedelta(minutes=10)
"""Calls that one session may make in that time; whoever presses the button more often is not heard more often."""


async def call(database: Database, actor: Actor, session_id: UUID, kind: str) -> tuple[ServiceRequest, bool]:
    """Call for something, once: while a call of the same kind is open, that one is returned.

    Args:
        kind: `call_waiter` or `request_bill`.

    Returns:
        The call, and whether it was open already.

    Raises:
        Forbidden: the session is not active.
        TooMany: the table has called too often.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        session = await hold_session(work, session_id)
        if session.table is None:
            raise Conflict("This session is at no table.", code="no_table")
        made = await work.one(
            "INSERT INTO service_requests (tenant_id, id, session_id, location_id, table_id, guest_id, kind, status,"
            " created_at) VALUES (%(tenant)s, %(id)s, %(session)s, %(location)s, %(table)s, %(guest)s, %(kind)s,"
            " 'pending', %(at)s) ON CONFLICT (session_id, kind, tenant_id) WHERE status IN ('pending', 'acknowledged')"
            " DO NOTHING RETURNING id, (SELECT count(*) FROM service_requests r WHERE r.tenant_id = %(tenant)s"
            " AND r.session_id = %(session)s AND r.created_at > %(since)s) AS earlier",
            {
                "tenant": work.tenant_id,
                "id": new_id(),
                "session": session_id,
                "location": session.location_id,
                "table": session.table.id,
                "guest": actor.guest_id,
                "kind": kind,
                "at": actor.at,
                "since": actor.at - _WINDOW,
            },
        )
        if made is not None and made["earlier"] >= _OFTEN:
            raise TooMany("The table has called often; somebody is coming.", retry_after=60)
        if made is None:
            made = await work.one(
                "SELECT id FROM service_requests WHERE tenant_id = %s AND session_id = %s AND kind = %s"
                " AND status IN ('pending', 'acknowledged')",
                (work.tenant_id, session_id, kind),
            )
            if made is None:  # answered between the two statements
                raise Conflict("Somebody is answering just now; send it again.", code="busy")
            return await view_call(work, made["id"]), True
        found = await view_call(work, made["id"])
        work.record(call_event("service_request.created", found, actor.at))
    return found, False


async def cancel_call(database: Database, actor: Actor, session_id: UUID, call_id: UUID) -> ServiceRequest:
    """Take back a call of one's own table.

    Raises:
        NotFound: `call_not_found`, or it is over.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        changed = await work.one(
            "UPDATE service_requests SET status = 'cancelled', resolved_at = %s WHERE tenant_id = %s AND id = %s"
            " AND session_id = %s AND status IN ('pending', 'acknowledged') RETURNING id",
            (actor.at, work.tenant_id, call_id, session_id),
        )
        if changed is None:
            raise NotFound("No such call is open.", code="call_not_found")
        found = await view_call(work, call_id)
        work.record(call_event("service_request.resolved", found, actor.at))
    return found


async def acknowledge_call(database: Database, actor: Actor, location_id: UUID, call_id: UUID) -> ServiceRequest:
    """Say that somebody is on the way.

    Raises:
        Conflict: `call_taken`: somebody else is, or it is over.
        NotFound: `call_not_found` at this location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        changed = await work.one(
            "UPDATE service_requests SET status = 'acknowledged', acknowledged_by = %s, acknowledged_at = %s"
            " WHERE tenant_id = %s AND id = %s AND location_id = %s AND status = 'pending' RETURNING id",
            (actor.user_id, actor.at, work.tenant_id, call_id, location_id),
        )
        found = await view_call(work, call_id)
        if found.location_id != location_id:
            raise NotFound("No such call.", code="call_not_found")
        if changed is None:
            if found.status == "acknowledged" and found.acknowledged_by == actor.user_id:
                return found
            raise Conflict("Somebody else has answered this call.", code="call_taken")
        work.record(call_event("service_request.acknowledged", found, actor.at))
    return found


async def resolve_call(database: Database, actor: Actor, location_id: UUID, call_id: UUID) -> ServiceRequest:
    """Say that a call was dealt with; doing so twice changes nothing.

    Raises:
        Conflict: `call_taken`: it was cancelled.
        NotFound: `call_not_found` at this location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        changed = await work.one(
            "UPDATE service_requests SET status = 'resolved', resolved_by = %s, resolved_at = %s"
            " WHERE tenant_id = %s AND id = %s AND location_id = %s AND status IN ('pending', 'acknowledged')"
            " RETURNING id",
            (actor.user_id, actor.at, work.tenant_id, call_id, location_id),
        )
        found = await view_call(work, call_id)
        if found.location_id != location_id:
            raise NotFound("No such call.", code="call_not_found")
        if changed is None and found.status != "resolved":
            raise Conflict("This call was taken back.", code="call_taken")
        if changed is not None:
            work.record(call_event("service_request.resolved", found, actor.at))
    return found
