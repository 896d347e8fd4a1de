"""Reads of reservations."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from comanda.kernel.errors import NotFound
from comanda.kernel.paging import Page, Seek, Slice
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.wishes import LONGEST_STAY
from comanda.store.database import UnitOfWork
from comanda.store.seeking import sought

_RESERVATION: LiteralString = (
    "SELECT r.id, r.location_id, r.status, r.source, r.app_id, r.reservation_no, r.service_id, r.customer_id, r.name,"
    " r.first_name, r.last_name, r.email, r.phone, r.covers, r.adults, r.children, r.starts_at, r.ends_at, r.deposit,"
    " r.confirm_by, r.host_notes, r.guest_requests, r.cancel_reason, r.fixed, r.expires_at, r.arrived_at,"
    " r.external_id, r.session_id, r.created_at, r.updated_at, kept.tables, kept.table_names,"
    " (SELECT coalesce(sum(CASE p.kind WHEN 'deposit' THEN p.amount WHEN 'refund' THEN -p.amount END), 0)::bigint"
    " FROM reservation_payments p WHERE p.tenant_id = r.tenant_id AND p.reservation_id = r.id) AS paid"
    " FROM reservations r CROSS JOIN LATERAL (SELECT"
    " coalesce(array_agg(t.table_id ORDER BY t.sort), '{}') AS tables,"
    " coalesce(array_agg(d.name ORDER BY t.sort), '{}') AS table_names FROM reservation_tables t"
    " JOIN dining_tables d ON d.tenant_id = t.tenant_id AND d.id = t.table_id"
    " WHERE t.tenant_id = r.tenant_id AND t.reservation_id = r.id) kept"
)
_GIVEN_UP = (ReservationStatus.CANCELLED, ReservationStatus.CANCELLED_PAYMENT)


def _reservation(row: dict[str, Any]) -> Reservation:
    said = {
        **row,
        "status": ReservationStatus(row["status"]),
        "tables": tuple(row["tables"]),
        "table_names": tuple(row["table_names"]),
    }
    return Reservation(**said)


async def reservation_at(
    work: UnitOfWork, location_id: UUID, reservation_id: UUID, *, lock: bool = False
) -> Reservation:
    """Return a reservation of a location that was not given up.

    Args:
        lock: let nobody else change it until this unit of work ends.

    Raises:
        NotFound: `reservation_not_found`.
    """
    found = await find_reservation(work, reservation_id, location_id=location_id, lock=lock)
    if found.status in _GIVEN_UP:
        raise NotFound("No such reservation at this location.", code="reservation_not_found")
    return found


async def find_reservation(
    work: UnitOfWork, reservation_id: UUID, *, location_id: UUID | None = None, lock: bool = False
) -> Reservation:
    """Return a reservation, even one that was given up.

    Args:
        location_id: refuse one of any other location.
        lock: let nobody else change it until this unit of work ends.

    Raises:
        NotFound: `reservation_not_found`.
    """
    if lock:
        await work.send(
            "SELECT id FROM reservations WHERE tenant_id = %s AND id = %s FOR UPDATE", (work.tenant_id, reservation_id)
        )
    row = await work.one(
        _RESERVATION + " WHERE r.tenant_id = %(tenant)s AND r.id = %(id)s"
        " AND (%(location)s::uuid IS NULL OR r.location_id = %(location)s)",
        {"tenant": work.tenant_id, "id": reservation_id, "location": location_id},
    )
    if row is None:
        raise NotFound("No such reservation.", code="reservation_not_found")
    return _reservation(row)


async def list_reservations(
    work: UnitOfWork,
    page: Page,
    *,
    location_id: UUID | None = None,
    app_id: UUID | None = None,
    reservation_no: str | None = None,
    updated_from: datetime | None = None,
) -> list[Reservation]:
    """Return reservations of every status, in the order they last changed.

    Args:
        location_id: of this location, None of any.
        app_id: made by this app, None by anybody.
        updated_from: those that changed then or since.
    """
    rows = await work.all(
        _RESERVATION
        + " WHERE r.tenant_id = %(tenant)s AND (%(location)s::uuid IS NULL OR r.location_id = %(location)s)"
        " AND (%(app)s::uuid IS NULL OR r.app_id = %(app)s)"
        " AND (%(number)s::text IS NULL OR r.reservation_no = %(number)s)"
        " AND (%(since)s::timestamptz IS NULL OR r.updated_at >= %(since)s)"
        " ORDER BY r.updated_at, r.id LIMIT %(limit)s OFFSET %(offset)s",
        {
            "tenant": work.tenant_id,
            "location": location_id,
            "app": app_id,
            "number": reservation_no,
            "since": updated_from,
            "limit": page.limit,
            "offset": page.offset,
        },
    )
    return [_reservation(row) for row in rows]


async def reservations_between(
    work: UnitOfWork, location_id: UUID, starts_at: datetime, ends_at: datetime
) -> list[Reservation]:
    """Return the reservations of a location, of every status, that lie between two instants with any part of them."""
    rows = await work.all(
        _RESERVATION + " WHERE r.tenant_id = %s AND r.location_id = %s AND r.starts_at < %s AND r.ends_at > %s"
        " AND r.starts_at > %s ORDER BY r.starts_at, r.id",
        (work.tenant_id, location_id, ends_at, starts_at, starts_at - LONGEST_STAY),
    )
    return [_reservation(row) for row in rows]


async def search_reservations(
    work: UnitOfWork,
    location_id: UUID,
    *,
    table_id: UUID | None,
    from_time: datetime | None,
    to_time: datetime | None,
    seek: Seek,
) -> Slice[Reservation]:
    """Return the reservations of a location that were not given up, earliest first, by `(starts_at, id)`.

    Args:
        table_id: those that keep this table; None is any.
        from_time: those that end after this.
        to_time: those that begin before this.
    """
    conditions: list[LiteralString] = [
        "r.tenant_id = %(tenant)s AND r.location_id = %(location)s AND r.status <> ALL(%(given_up)s)"
    ]
    if table_id is not None:
        conditions.append(
            "EXISTS (SELECT FROM reservation_tables t WHERE t.tenant_id = r.tenant_id AND t.reservation_id = r.id"
            " AND t.table_id = %(table)s)"
        )
    if from_time is not None:
        conditions.append("r.ends_at > %(from)s")
    if to_time is not None:
        conditions.append("r.starts_at < %(to)s")
    part = sought(seek, "r.starts_at", "r.id", newest_first=False)
    conditions.append(part.condition)
    rows = await work.all(
        _RESERVATION + " WHERE " + " AND ".join(conditions) + part.order,
        {
            "tenant": work.tenant_id,
            "location": location_id,
            "given_up": [str(status) for status in _GIVEN_UP],
            "table": table_id,
            "from": from_time,
            "to": to_time,
            **part.params,
        },
    )
    return Slice.of(seek, [_reservation(row) for row in rows])


async def reservations_of(work: UnitOfWork, session_ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
    """Return the reservation of each of these dining sessions that had one, by session."""
    if not session_ids:
        return {}
    rows = await work.all(
        "SELECT session_id, id FROM reservations WHERE tenant_id = %s AND session_id = ANY(%s)",
        (work.tenant_id, list(session_ids)),
    )
    return {row["session_id"]: row["id"] for row in rows}
