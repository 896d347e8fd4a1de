"""The shapes of answers about reservations."""

from typing import Literal

from comanda.api.online_order.shapes import Amount, Named, NamedSorted, Shape

ReservationStatus = Literal[
    "booked", "arrived", "seated", "completed", "no_show", "cancelled", "pending_payment", "cancelled_payment"
]


class ExperienceOut(NamedSorted):
    """13.1."""

    updated_at: str


class TableSectionOut(Named):
    """13.2."""

    updated_at: str


class AvailableTimeOut(Shape):
    """A time at which the party can come."""

    time: str


class ServiceOut(Named):
    """13.3."""

    experience: str
    table_section: str
    available_times: list[AvailableTimeOut]


class ReservedTableOut(Shape):
    """A table that is kept for a party."""

    object: str
    name: str


class ReservationSummaryOut(Shape):
    """13.5. What was booked apart from all services has none."""

    id: str
    customer: str | None
    reservation_no: str
    reservation_time: str
    service: str | None
    experience: str | None
    table_section: str | None
    pax: int
    adult: int
    children: int
    total_deposit: Amount
    status: ReservationStatus
    confirm_by: Literal["restaurant", "customer"] | None
    updated_at: str
    created_at: str
    objects: list[ReservedTableOut]


class ReservationOut(ReservationSummaryOut):
    """13.6."""

    service_name: str | None
    experience_name: str | None
    table_section_name: str | None
    notes: str | None
    cancel_reason: str | None
