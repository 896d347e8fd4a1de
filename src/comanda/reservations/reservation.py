"""A reservation as the core knows it: a table kept for a party that is to come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ReservationStatus(StrEnum):
    """Where a reservation stands."""

    PENDING_PAYMENT = "pending_payment"
    BOOKED = "booked"
    ARRIVED = "arrived"
    SEATED = "seated"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    CANCELLED_PAYMENT = "cancelled_payment"


@dataclass(frozen=True, slots=True)
class Reservation:
    """A reservation.

    Attributes:
        ends_at: when the party is expected to leave.
        host_notes: the host's words, which no guest is shown.
        guest_requests: the guests' words, which nobody else changes.
        external_id: the id that a terminal's backend gave it.
        session_id: the dining session it became when the party was seated.
        tables: the tables kept for it, in the order they were named.
    """

    id: UUID
    location_id: UUID
    status: ReservationStatus
    name: str
    covers: int
    starts_at: datetime
    ends_at: datetime
    host_notes: str | None
    guest_requests: str | None
    external_id: str | None
    session_id: UUID | None
    tables: tuple[UUID, ...]
    created_at: datetime
    updated_at: datetime
