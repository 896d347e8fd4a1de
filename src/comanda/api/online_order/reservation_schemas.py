"""What partner apps send of reservations. Unknown keys are ignored, empty texts count as null."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import Field

from comanda.api.http.fields import Code, Day, Id, Instant, Text, Text50, Text200
from comanda.api.online_order.schemas import Clearable, LocationQuery, ObjectIn, PageQuery, Pax, Said

BookingDay = Annotated[Day, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
BookingTime = Annotated[
    Instant, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(2999, 12, 31, 23, 59, 59, tzinfo=UTC))
]
"""Nearer to the ends of the calendar there is no day after, which a party might stay into."""
Guests = Annotated[int, Field(ge=0, le=9_999)]
Objects = Annotated[list[ObjectIn], Field(max_length=50)]


class ServicesQuery(LocationQuery):
    """13.3. At least one guest is expected."""

    date: BookingDay = Field(description="The local day.")
    adult: Guests
    children: Guests = 0


class ReservationsQuery(PageQuery):
    """13.5."""

    location_id: Id | None = None
    app_id: Text | None = Field(None, description="`current` for the calling app, or an app's id.")
    reservation_no: Text50 | None = None


class _InfoIn(Clearable):
    """What both bodies may say of a reservation."""

    customer: Id | None = None
    reservation_no: Code | None = Field(None, description="Made up when there is none.")
    first_name: Text50 | None = None
    last_name: Text50 | None = None
    email: Text50 | None = None
    phone: Text50 | None = None
    status: Literal["booked", "pending_payment"] | None = Field(
        None, description="By default pending_payment where a deposit is to be paid, else booked."
    )
    confirm_by: Literal["restaurant", "customer"] | None = None
    notes: Text200 | None = None


class ReservationInfoIn(_InfoIn):
    """13.4: who comes when, for which service."""

    reservation_time: BookingTime = Field(description="One of the service's available times.")
    service: Id
    pax: Pax = Field(description="The sum of `adult` and `children`.")
    adult: Guests
    children: Guests


class ReservationIn(Said):
    """13.4. Without `objects` the house chooses the tables."""

    location: Id
    objects: Objects | None = None
    reservation_info: ReservationInfoIn

    @property
    def location_id(self) -> Id:
        """The location the reservation is for."""
        return self.location


class ReservationInfoChangeIn(_InfoIn):
    """13.7: what is not sent stays. Null takes away a customer, a name, an address, a note or a confirmation."""

    reservation_time: BookingTime | None = None
    service: Id | None = None
    pax: Pax | None = None
    adult: Guests | None = None
    children: Guests | None = None


class ReservationChangeIn(Said):
    """13.7. `objects` that are null or empty leave the choice of tables to the house."""

    objects: Objects | None = None
    reservation_info: ReservationInfoChangeIn | None = None


BODIES = (ReservationIn, ReservationChangeIn)
"""Every body that a route reads, for the documentation."""
