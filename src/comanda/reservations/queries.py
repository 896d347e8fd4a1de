"""Reads of reservations."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from comanda.kernel.errors import NotFound
from comanda.kernel.paging import Seek, Slice
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.store.database import UnitOfWork
from comanda.store.seeking import sought

_RESERVATION: LiteralString = (
    "SELECT r.id, r.location_id, r.status, r.name, r.covers, r.starts_at, r.ends_at, r.host_notes, r.guest_requests,"
    " r.external_id, r.session_id, r.created_at, r.updated_at, ARRAY(SELECT t.table_id FROM reservation_tables t"
    " WHERE t.tenant_id = r.tenant_id AND t.reservation_id = r.id ORDER BY t.sort) AS tables FROM reservations r"
)
_EXPECTED: LiteralString = " AND r.status NOT IN ('no_show', 'cancelled', 'cancelled_payment')"


def _reservation(row: dict[str, Any]) -> Reservation:
    return Reservation(**{**row, "status": ReservationStatus(row["status"]), "tables": tuple(row["tables"])})


async def reservation_at(
    work: UnitOfWork, location_id: UUID, reservation_id: UUID, *, lock: bool = False
) -> Reservation:
    """Return a reservation of a location that was not given up.

    Args:
        lock: let nobody else change it until this unit of work ends.

    Raises:
        NotFound: `reservation_not_found`.
    """
    if lock:
        await work.send(
            "SELECT id FROM reservations WHERE tenant_id = %s AND id = %s FOR UPDATE", (work.tenant_id, reservation_id)
        )
    row = await work.one(
        _RESERVATION + " WHERE r.tenant_id = %s AND r.location_id = %s AND r.id = %s" + _EXPECTED,
        (work.tenant_id, location_id, reservation_id),
    )
    if row is None:
        raise NotFound("No such reservation at this location.", code="reservation_not_found")
    return _reservation(row)


async def find_reservation(work: UnitOfWork, reservation_id: UUID) -> Reservation:
    """Return a reservation, even one that was given up.

    Raises:
        NotFound: `reservation_not_found`.
    """
    row = await work.one(_RESERVATION + " WHERE r.tenant_id = %s AND r.id = %s", (work.tenant_id, reservation_id))
    if row is None:
        raise NotFound("No such reservation.", code="reservation_not_found")
    return _reservation(row)


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
    conditions: list[LiteralString] = ["r.tenant_id = %(tenant)s AND r.location_id = %(location)s" + _EXPECTED]
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
