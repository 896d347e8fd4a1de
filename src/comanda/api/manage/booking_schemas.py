"""What staff's programs send of reservations and the booking plan."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from comanda.api.http.fields import Code, Id, Instant, Text50, Text100, Text200
from comanda.api.manage.schemas import Said

Covers = Annotated[int, Field(ge=1, le=1000)]
Names = Annotated[
    dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")], Text50],
    Field(description="By language.", examples=[{"en": "Dinner", "es": "Cena"}], min_length=1),
]
TableIds = Annotated[list[Id], Field(max_length=20)]


class BookQuery(Said):
    """Which day, and whom slots are judged for."""

    date: date
    covers: Covers = 2


class WaitQuery(Said):
    """Who would wait."""

    covers: Covers


class ReservationIn(Said):
    """A booking that staff take."""

    service: Id | None = Field(None, description="null books apart from every service.")
    time: Instant
    adults: int = Field(ge=0, le=1000)
    children: int = Field(0, ge=0, le=1000)
    tables: TableIds | None = Field(None, description="null lets the plan choose.")
    ends_at: Instant | None = None
    first_name: Text50 | None = None
    last_name: Text50 | None = None
    email: Text50 | None = None
    phone: Text50 | None = None
    customer_id: Id | None = None
    reservation_no: Code | None = None
    status: Literal["booked", "pending_payment"] | None = None
    confirm_by: Literal["restaurant", "customer"] | None = None
    notes: Text200 | None = Field(None, description="What the guests ask for.")
    host_notes: Text200 | None = Field(None, description="What the house notes; guests never see it.")
    freely: bool = Field(
        False,
        strict=True,
        description="Staff decide: hours, limits and sizes do not bind, only tables that are reserved already.",
    )


class ReservationChangeIn(Said):
    """A change of a reservation; what is not sent stays as it is."""

    service: Id | None = None
    time: Instant | None = None
    adults: int | None = Field(None, ge=0, le=1000)
    children: int | None = Field(None, ge=0, le=1000)
    tables: TableIds | None = Field(None, description="null leaves the choice to the plan again.")
    ends_at: Instant | None = None
    first_name: Text50 | None = None
    last_name: Text50 | None = None
    email: Text50 | None = None
    phone: Text50 | None = None
    customer_id: Id | None = None
    reservation_no: Code | None = None
    confirm_by: Literal["restaurant", "customer"] | None = None
    notes: Text200 | None = None
    host_notes: Text200 | None = None
    deposit: int | None = Field(None, ge=0, le=10**9, description="Minor units.")
    freely: bool = Field(False, strict=True)


class SeatIn(Said):
    """Where a party sits."""

    tables: TableIds | None = Field(None, description="null: the tables that were kept, or where it fits best.")


class CancelIn(Said):
    """Why it is given up."""

    reason: Text200 | None = None


class DepositIn(Said):
    """A deposit that was paid."""

    payment: Id = Field(description="The payment method.")
    amount: int = Field(ge=1, le=10**9, description="Minor units.")
    reference: Text100 | None = None


class DepositRefundIn(Said):
    """A deposit that was given back."""

    amount: int = Field(ge=1, le=10**9, description="Minor units.")


class WalkInIn(Said):
    """A party without a booking."""

    covers: Covers
    name: Text50 = ""
    phone: Text50 | None = None
    notes: Text200 | None = None
    tables: TableIds | None = Field(None, description="null lets it sit where it fits best.")
    ends_at: Instant | None = None


class WaitingIn(Said):
    """A party that waits."""

    covers: Covers
    name: Text50
    phone: Text50 | None = None
    notes: Text200 | None = None


class ClosureIn(Said):
    """Slots that are to be closed."""

    service: Id | None = Field(None, description="null is all of them.")
    starts_at: Instant
    ends_at: Instant = Field(description="Slots from starts_at on and before this.")
    reason: Text200 = Field(description="What whoever asks is told.", min_length=1)


class ReplanIn(Said):
    """The day to plan anew."""

    date: date


class ExperienceIn(Said):
    """A kind of dining that guests choose between."""

    id: Id
    name: Names


class SectionIn(Said):
    """Tables that are booked together as one supply."""

    id: Id
    name: Names
    tables: list[Id] = Field(max_length=1000)


class TurnIn(Said):
    """How long parties of up to so many stay."""

    up_to: int
    minutes: int


class DepositRuleIn(Said):
    """What a booking costs beforehand."""

    amount: int = Field(description="Minor units.")
    per_cover: bool = Field(True, strict=True)
    from_covers: int = Field(1, description="Smaller parties pay none.")


class ServiceIn(Said):
    """Hours in which tables can be booked."""

    id: Id
    name: Names
    experience: Id
    section: Id
    days: list[int] = Field(description="Weekdays, 0 is Monday.", max_length=7)
    first: time = Field(description="Local time of the first slot.", examples=["18:00"])
    last: time = Field(description="Local time of the last slot; earlier than first is after midnight.")
    slot_minutes: int = 30
    turns: list[TurnIn] = Field(description="From the smallest party to the largest.", max_length=50)
    pacing: int | None = Field(None, description="Covers that may arrive in one slot; null is no limit.")
    min_covers: int = 1
    max_covers: int
    notice_minutes: int = 0
    horizon_days: int = 60
    deposit: DepositRuleIn | None = None


class JoinIn(Said):
    """Tables that can be put together."""

    tables: list[Id] = Field(max_length=20)
    covers: int
    fixed: bool = Field(False, strict=True, description="They stand together for good and are never split.")


class BookingPlanIn(Said):
    """All that a location offers to book; ids of what is new are chosen by the caller."""

    experiences: list[ExperienceIn] = Field(max_length=100)
    sections: list[SectionIn] = Field(max_length=100)
    services: list[ServiceIn] = Field(max_length=100)
    joins: list[JoinIn] = Field(max_length=500)


BOOKING_BODIES = (
    ReservationIn,
    ReservationChangeIn,
    SeatIn,
    CancelIn,
    DepositIn,
    DepositRefundIn,
    WalkInIn,
    WaitingIn,
    ClosureIn,
    ReplanIn,
    BookingPlanIn,
)
