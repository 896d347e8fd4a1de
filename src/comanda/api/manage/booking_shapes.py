"""The shapes of answers about reservations, the book and the booking plan. Amounts are minor units."""

from comanda.api.manage.shapes import Shape


class TableRefOut(Shape):
    """A table that is kept."""

    id: str
    name: str


class ReservationOut(Shape):
    """A reservation."""

    id: str
    reservation_no: str
    status: str
    source: str
    service: str | None
    service_name: str | None
    time: str
    ends_at: str
    covers: int
    adults: int
    children: int
    name: str
    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    customer_id: str | None
    notes: str | None
    host_notes: str | None
    confirm_by: str | None
    cancel_reason: str | None
    deposit: int
    paid: int
    expires_at: str | None
    tables: list[TableRefOut]
    tables_fixed: bool
    arrived_at: str | None
    session_id: str | None
    created_at: str
    updated_at: str


class SlotOut(Shape):
    """A time of a service; `why` says why it cannot be booked, `reason` what staff said when they closed it."""

    time: str
    covers: int
    why: str | None
    reason: str | None


class ServiceDayOut(Shape):
    """A service on a day."""

    id: str
    name: str
    experience: str
    section: str
    tables: list[str]
    pacing: int | None
    slot_minutes: int
    slots: list[SlotOut]


class SittingOut(Shape):
    """A party that is at tables now: `due_at` is when it was to leave, `ends_at` when it is taken to, after now."""

    session_id: str
    name: str
    covers: int
    tables: list[str]
    started_at: str
    due_at: str
    ends_at: str


class WaitingOut(Shape):
    """A party that waits."""

    id: str
    status: str
    name: str
    phone: str | None
    covers: int
    notes: str | None
    quoted_minutes: int | None
    session_id: str | None
    created_at: str
    updated_at: str


class ClosureOut(Shape):
    """Slots that staff closed."""

    id: str
    service: str | None
    starts_at: str
    ends_at: str
    reason: str


class BookTableOut(Shape):
    """A table of the floor."""

    id: str
    number: int
    name: str
    seats: int
    area: str


class BookOut(Shape):
    """The reservation book of a day."""

    date: str
    timezone: str
    currency: str
    exponent: int
    now: str
    begins_at: str
    ends_at: str
    tables: list[BookTableOut]
    services: list[ServiceDayOut]
    reservations: list[ReservationOut]
    sitting: list[SittingOut]
    waitlist: list[WaitingOut]
    closures: list[ClosureOut]


class WaitOut(Shape):
    """How long a party would wait; null is longer than anybody would."""

    minutes: int | None


class SeatedOut(Shape):
    """The dining session of a party that sits."""

    session_id: str


class ReplannedOut(Shape):
    """The reservations that have other tables now."""

    moved: list[str]


class CountedOut(Shape):
    """How much of a deposit was counted towards the bill."""

    counted: int


class ExperienceOut(Shape):
    """A kind of dining."""

    id: str
    name: dict[str, str]


class SectionOut(Shape):
    """Tables that are booked together as one supply."""

    id: str
    name: dict[str, str]
    tables: list[str]


class TurnOut(Shape):
    """How long parties of up to so many stay."""

    up_to: int
    minutes: int


class DepositRuleOut(Shape):
    """What a booking costs beforehand."""

    amount: int
    per_cover: bool
    from_covers: int


class ServiceOut(Shape):
    """Hours in which tables can be booked."""

    id: str
    name: dict[str, str]
    experience: str
    section: str
    days: list[int]
    first: str
    last: str
    slot_minutes: int
    turns: list[TurnOut]
    pacing: int | None
    min_covers: int
    max_covers: int
    notice_minutes: int
    horizon_days: int
    deposit: DepositRuleOut | None


class JoinOut(Shape):
    """Tables that can be put together."""

    tables: list[str]
    covers: int
    fixed: bool


class BookingPlanOut(Shape):
    """All that a location offers to book."""

    experiences: list[ExperienceOut]
    sections: list[SectionOut]
    services: list[ServiceOut]
    joins: list[JoinOut]
