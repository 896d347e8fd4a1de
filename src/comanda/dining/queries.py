"""Reads of dining sessions, their guests and their calls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from comanda.dining.rules import check_active, status_now
from comanda.dining.session import Guest, GuestStatus, SeatedTable, ServiceRequest, SessionStatus, SessionView
from comanda.kernel.errors import NotFound
from comanda.kernel.paging import Page, Seek, Slice
from comanda.store.database import UnitOfWork
from comanda.store.seeking import sought

_COLUMNS: LiteralString = (
    "s.id, s.location_id, s.status, s.source, s.customer_name, s.customer_phone, s.customer_id, s.guest_count, s.note,"
    " s.opened_by, s.created_at, s.started_at, s.expires_at, s.planned_until, s.ended_at, s.guest_requests, s.stage,"
    " s.deposit, s.external_id, now() AS at,"
    " (SELECT array_agg(ARRAY[t.table_id::text, d.number::text, d.name, d.code] ORDER BY t.sort, t.table_id)"
    " FROM session_tables t JOIN dining_tables d ON d.tenant_id = t.tenant_id AND d.id = t.table_id"
    " WHERE t.tenant_id = s.tenant_id AND t.session_id = s.id) AS tables"
)
_SESSION: LiteralString = "SELECT " + _COLUMNS + " FROM dining_sessions s"
_GUEST: LiteralString = "SELECT id, session_id, name, status, is_opener, created_at, customer_id FROM guests"
_CALL: LiteralString = (
    "SELECT r.id, r.session_id, r.location_id, r.table_id, d.number AS table_number, g.name AS guest_name, r.kind,"
    " r.status, r.acknowledged_by, r.created_at FROM service_requests r"
    " JOIN dining_tables d ON d.tenant_id = r.tenant_id AND d.id = r.table_id"
    " LEFT JOIN guests g ON g.tenant_id = r.tenant_id AND g.id = r.guest_id"
)


def session_of(row: dict[str, Any]) -> SessionView:
    """Return the session that a row with the columns of a session is."""
    tables = tuple(
        SeatedTable(UUID(table_id), int(number), name, code) for table_id, number, name, code in row["tables"] or ()
    )
    status = status_now(SessionStatus(row["status"]), row["expires_at"], row["at"])
    kept = {name: row[name] for name in SessionView.__dataclass_fields__ if name not in ("status", "tables")}
    return SessionView(**kept, status=status, tables=tables)


def _guest(row: dict[str, Any]) -> Guest:
    return Guest(**row | {"status": GuestStatus(row["status"])})


async def view_session(work: UnitOfWork, session_id: UUID) -> SessionView:
    """Return a session.

    Raises:
        NotFound: `session_not_found`.
    """
    row = await work.one(_SESSION + " WHERE s.tenant_id = %s AND s.id = %s", (work.tenant_id, session_id))
    if row is None:
        raise NotFound("No such session.", code="session_not_found")
    return session_of(row)


async def lock_session(work: UnitOfWork, session_id: UUID) -> SessionView:
    """Return a session, and let nobody else change or order in it until this unit of work ends.

    Raises:
        NotFound: `session_not_found`.
    """
    await work.send(
        "SELECT id FROM dining_sessions WHERE tenant_id = %s AND id = %s FOR UPDATE", (work.tenant_id, session_id)
    )
    return await view_session(work, session_id)


async def hold_session(work: UnitOfWork, session_id: UUID) -> SessionView:
    """Return an active session, and keep it from ending or moving until this unit of work ends; others may hold it too.

    Raises:
        NotFound: `session_not_found`.
        Forbidden: `session_pending` or `session_ended`.
    """
    await work.send(
        "SELECT id FROM dining_sessions WHERE tenant_id = %s AND id = %s FOR SHARE", (work.tenant_id, session_id)
    )
    session = await view_session(work, session_id)
    check_active(session.status)
    return session


async def active_session_at(work: UnitOfWork, table_ids: Sequence[UUID]) -> UUID | None:
    """Return the one active session at any of these tables, held as `hold_session` does; None for none or several."""
    rows = await work.all(
        "SELECT s.id FROM dining_sessions s WHERE s.tenant_id = %(tenant)s AND s.status = 'active' AND s.id IN"
        " (SELECT o.session_id FROM table_occupancy o WHERE o.tenant_id = %(tenant)s AND o.table_id = ANY(%(tables)s))"
        " FOR SHARE",
        {"tenant": work.tenant_id, "tables": list(table_ids)},
    )
    return rows[0]["id"] if len(rows) == 1 else None


async def live_session_at(work: UnitOfWork, table_id: UUID) -> SessionView | None:
    """Return the pending or active session of a table, None when there is none."""
    row = await work.one(
        _SESSION + " JOIN table_occupancy o ON o.tenant_id = s.tenant_id AND o.session_id = s.id"
        " WHERE o.tenant_id = %s AND o.table_id = %s",
        (work.tenant_id, table_id),
    )
    session = session_of(row) if row is not None else None
    live = session is not None and session.status in (SessionStatus.PENDING, SessionStatus.ACTIVE)
    return session if live else None


async def sessions_at(
    work: UnitOfWork, location_id: UUID, statuses: Sequence[SessionStatus] | None, limit: int
) -> list[SessionView]:
    """Return the newest sessions of a location with one of these statuses (None is any), newest first."""
    rows = await work.all(
        _SESSION + " WHERE s.tenant_id = %(tenant)s AND s.location_id = %(location)s AND (%(any)s OR"
        " CASE WHEN s.status = 'pending' AND s.expires_at <= now() THEN 'rejected' ELSE s.status END"
        " = ANY(%(statuses)s)) ORDER BY s.started_at DESC, s.id DESC LIMIT %(limit)s",
        {
            "tenant": work.tenant_id,
            "location": location_id,
            "any": statuses is None,
            "statuses": list(statuses or ()),
            "limit": limit,
        },
    )
    return [session_of(row) for row in rows]


async def search_parties(
    work: UnitOfWork, location_id: UUID, *, table_id: UUID | None, completed: bool, seek: Seek
) -> Slice[SessionView]:
    """Return the parties of a location, newest first, by `(started_at, id)`.

    Args:
        table_id: those at this table, or that were there when they left; None is any.
        completed: those that have left, rather than those that are there.
    """
    conditions: list[LiteralString] = [
        "s.tenant_id = %(tenant)s AND s.location_id = %(location)s AND s.removed_at IS NULL",
        "s.status = 'completed'" if completed else "s.status = 'active'",
    ]
    if table_id is not None:
        conditions.append(
            "EXISTS (SELECT FROM session_tables t WHERE t.tenant_id = s.tenant_id AND t.session_id = s.id"
            " AND t.table_id = %(table)s)"
        )
    part = sought(seek, "s.started_at", "s.id", newest_first=True)
    conditions.append(part.condition)
    rows = await work.all(
        _SESSION + " WHERE " + " AND ".join(conditions) + part.order,
        {
            "tenant": work.tenant_id,
            "location": location_id,
            "table": table_id,
            **part.params,
        },
    )
    return Slice.of(seek, [session_of(row) for row in rows])


async def party_at(work: UnitOfWork, location_id: UUID, session_id: UUID, *, lock: bool = False) -> SessionView:
    """Return a party that is at a location, or was.

    Args:
        lock: let nobody else change it or order in it until this unit of work ends.

    Raises:
        NotFound: `session_not_found`: there is none, it never sat down, or it was taken back.
    """
    if lock:
        await work.send(
            "SELECT id FROM dining_sessions WHERE tenant_id = %s AND id = %s FOR UPDATE", (work.tenant_id, session_id)
        )
    row = await work.one(
        _SESSION + " WHERE s.tenant_id = %s AND s.id = %s AND s.location_id = %s AND s.removed_at IS NULL"
        " AND s.status IN ('active', 'completed')",
        (work.tenant_id, session_id, location_id),
    )
    if row is None:
        raise NotFound("No such party at this location.", code="session_not_found")
    return session_of(row)


async def sessions_of_table(
    work: UnitOfWork, table_id: UUID, started_from: datetime | None, started_to: datetime | None, limit: int
) -> list[SessionView]:
    """Return the newest sessions that were at a table, newest first."""
    rows = await work.all(
        _SESSION + " JOIN session_tables at ON at.tenant_id = s.tenant_id AND at.session_id = s.id"
        " WHERE at.tenant_id = %(tenant)s AND at.table_id = %(table)s"
        " AND s.started_at >= coalesce(%(from)s::timestamptz, '-infinity')"
        " AND s.started_at <= coalesce(%(to)s::timestamptz, 'infinity')"
        " ORDER BY s.started_at DESC, s.id DESC LIMIT %(limit)s",
        {"tenant": work.tenant_id, "table": table_id, "from": started_from, "to": started_to, "limit": limit},
    )
    return [session_of(row) for row in rows]


_TIMES: dict[str, list[str]] = {
    "past": ["completed", "rejected"],
    "present": ["pending", "active"],
    "future": ["planned"],
}


async def sessions_of_user(
    work: UnitOfWork,
    user_id: UUID | None,
    *,
    times: frozenset[str],
    descending: bool,
    started_from: datetime | None,
    started_to: datetime | None,
    page: Page,
) -> tuple[list[SessionView], int]:
    """Return a page of the sessions that somebody opened or is the customer of, and how many there are in all.

    Args:
        user_id: whose; None is everybody's.
        times: any of past (over), present (pending or active) and future (planned).
    """
    statuses = [status for time in times for status in _TIMES[time]]
    wanted: LiteralString = (
        " WHERE s.tenant_id = %(tenant)s AND (%(user)s::uuid IS NULL OR s.opened_by = %(user)s"
        " OR s.customer_id = %(user)s)"
        " AND CASE WHEN s.status = 'pending' AND s.expires_at <= now() THEN 'rejected' ELSE s.status END"
        " = ANY(%(statuses)s)"
        " AND s.started_at >= coalesce(%(from)s::timestamptz, '-infinity')"
        " AND s.started_at <= coalesce(%(to)s::timestamptz, 'infinity')"
    )
    params = {
        "tenant": work.tenant_id,
        "user": user_id,
        "statuses": statuses,
        "from": started_from,
        "to": started_to,
        "limit": page.limit,
        "offset": page.offset,
    }
    order: LiteralString = " ORDER BY s.started_at DESC, s.id DESC" if descending else " ORDER BY s.started_at, s.id"
    counted = await work.send("SELECT count(*) AS total FROM dining_sessions s" + wanted, params)
    rows = await work.send(_SESSION + wanted + order + " LIMIT %(limit)s OFFSET %(offset)s", params)
    total = await counted.one()
    return [session_of(row) for row in await rows.all()], total["total"] if total else 0


async def guests_of(work: UnitOfWork, session_ids: Sequence[UUID]) -> list[Guest]:
    """Return the guests of sessions, in the order they came."""
    rows = await work.all(
        _GUEST + " WHERE tenant_id = %s AND session_id = ANY(%s) ORDER BY created_at, id",
        (work.tenant_id, list(session_ids)),
    )
    return [_guest(row) for row in rows]


async def find_guest(work: UnitOfWork, guest_id: UUID) -> Guest | None:
    """Return a guest, or None."""
    row = await work.one(_GUEST + " WHERE tenant_id = %s AND id = %s", (work.tenant_id, guest_id))
    return _guest(row) if row is not None else None


async def calls_at(
    work: UnitOfWork, location_id: UUID, statuses: Sequence[str], session_ids: Sequence[UUID] | None = None
) -> list[ServiceRequest]:
    """Return the calls of a location with one of these statuses, oldest first, of some sessions or of all."""
    rows = await work.all(
        _CALL + " WHERE r.tenant_id = %(tenant)s AND r.location_id = %(location)s AND r.status = ANY(%(statuses)s)"
        " AND (%(all)s OR r.session_id = ANY(%(sessions)s)) ORDER BY r.created_at, r.id LIMIT 500",
        {
            "tenant": work.tenant_id,
            "location": location_id,
            "statuses": list(statuses),
            "all": session_ids is None,
            "sessions": list(session_ids or ()),
        },
    )
    return [ServiceRequest(**row) for row in rows]


async def view_call(work: UnitOfWork, call_id: UUID) -> ServiceRequest:
    """Return a call.

    Raises:
        NotFound: `call_not_found`.
    """
    row = await work.one(_CALL + " WHERE r.tenant_id = %s AND r.id = %s", (work.tenant_id, call_id))
    if row is None:
        raise NotFound("No such call.", code="call_not_found")
    return ServiceRequest(**row)
