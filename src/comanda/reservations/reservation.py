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
        source: who made it: guest, staff, partner or terminal.
        reservation_no: what people call it.
        name: whom it is for, as one text.
        covers: how many come: adults and children.
        ends_at: when the party is expected to leave.
        deposit: what is to be paid beforehand, in minor units, and `paid` what has been.
        confirm_by: who has confirmed that the party comes: `restaurant`, `customer` or nobody yet.
        host_notes: the host's words, which no guest is shown.
        guest_requests: the guests' words, which nobody else changes.
        fixed: the tables are somebody's choice and stay when others are planned anew.
        expires_at: until when the tables are kept for a deposit that is not paid yet.
        external_id: the id that a terminal's backend gave it.
        session_id: the dining session it became when the party was seated.
        tables: the tables kept for it, in the order they were named, and `table_names` what they are called.
    """

    id: UUID
    location_id: UUID
    status: ReservationStatus
    source: str
    app_id: UUID | None
    reservation_no: str
    service_id: UUID | None
    customer_id: UUID | None
    name: str
    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    covers: int
    adults: int
    children: int
    starts_at: datetime
    ends_at: datetime
    deposit: int
    paid: int
    confirm_by: str | None
    host_notes: str | None
    guest_requests: str | None
    cancel_reason: str | None
    fixed: bool
    expires_at: datetime | None
    arrived_at: datetime | None
    external_id: str | None
    session_id: UUID | None
    tables: tuple[UUID, ...]
    table_names: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
