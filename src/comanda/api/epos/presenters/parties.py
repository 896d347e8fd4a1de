"""Parties and reservations."""

from uuid import UUID

from comanda.api.epos.presenters.plain import Json, instant, instant_or_none, known
from comanda.dining.session import SessionStatus, SessionView
from comanda.ordering.floor import NOTHING, PartyTotals
from comanda.reservations.reservation import Reservation


def party(found: SessionView, totals: PartyTotals | None, reservation_id: UUID | None) -> Json:
    """Return a party.

    Args:
        totals: of its orders, None when it has none.
        reservation_id: the reservation it came by.
    """
    return known(
        {
            "id": str(found.id),
            "name": found.customer_name,
            "covers": found.guest_count,
            "tableIds": [str(table.id) for table in found.tables],
            "status": found.stage or derived_status(found.status, totals or NOTHING),
            "startTime": instant(found.started_at),
            "expectedEndTime": instant_or_none(found.planned_until),
            "endTime": instant_or_none(found.ended_at),
            "hostNotes": found.note,
            "guestRequests": found.guest_requests,
            "reservationId": str(reservation_id) if reservation_id is not None else None,
            "deposit": dict(found.deposit) if found.deposit is not None else None,
        }
    )


def derived_status(status: SessionStatus, totals: PartyTotals) -> str:
    """Return how far a party is, for one of which nobody has said it."""
    if status is SessionStatus.COMPLETED:
        return "Left"
    if not totals.order_count:
        return "Seated"
    return "Ordered" if totals.outstanding else "Paid"


def reservation(found: Reservation) -> Json:
    """Return a reservation."""
    return known(
        {
            "id": str(found.id),
            "name": found.name,
            "covers": found.covers,
            "startTime": instant(found.starts_at),
            "endTime": instant(found.ends_at),
            "tableIds": [str(table_id) for table_id in found.tables],
            "hostNotes": found.host_notes,
            "guestRequests": found.guest_requests,
        }
    )
