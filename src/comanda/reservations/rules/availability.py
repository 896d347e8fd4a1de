"""What can be booked on a day (docs/algorithms/availability.md).

A table's day is one integer with a bit for each minute. Whether it is free for two hours, and from when, is then a
handful of shifts for the whole day at once, instead of comparing every slot with every booking.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from comanda.reservations.plan import BookingPlan, Seating, Service
from comanda.reservations.rules.slots import DAY, day_begins, is_closed, runs_on, slots_of
from comanda.restaurants.rules import Opening

_MINUTE = timedelta(minutes=1)
SPAN_DAYS = 3
"""A day's services may run past midnight, and their parties sit on after that."""
_MINUTES = SPAN_DAYS * 24 * 60
_ALL = (1 << _MINUTES) - 1


class Why(StrEnum):
    """Why a slot cannot be booked."""

    PAST = "past"
    NOTICE = "too_soon"
    HORIZON = "too_far"
    CLOSED = "closed"
    COVERS = "party_size"
    PACING = "pacing"
    TABLES = "no_table"


class Held(NamedTuple):
    """Tables that are not to be had for a time."""

    tables: tuple[UUID, ...]
    starts_at: datetime
    ends_at: datetime


class Arriving(NamedTuple):
    """A party that comes or came at a time; no service where a terminal booked it."""

    service_id: UUID | None
    starts_at: datetime
    covers: int


class Closure(NamedTuple):
    """Slots that staff closed, of one service or of all.

    Attributes:
        ends_at: slots from `starts_at` on and before this are closed.
    """

    id: UUID
    service_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class DayBook:
    """What stands in the book around a day."""

    held: tuple[Held, ...] = ()
    arriving: tuple[Arriving, ...] = ()
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which a service takes bookings.

    Attributes:
        covers: how many arrive then so far.
        why: why it cannot be booked, None if it can.
        reason: what staff said when they closed it.
    """

    at: datetime
    covers: int
    why: Why | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ServiceDay:
    """A service on a day."""

    service: Service
    slots: tuple[Slot, ...]

    @property
    def open_times(self) -> tuple[datetime, ...]:
        """The times that can be booked."""
        return tuple(slot.at for slot in self.slots if slot.why is None)


class Tables:
    """When which tables are taken, from the beginning of a day on."""

    __slots__ = ("_base", "_taken")

    def __init__(self, base: datetime, held: Iterable[Held]) -> None:
        self._base = base
        self._taken: dict[UUID, int] = {}
        for one in held:
            self.take(one)

    def take(self, held: Held) -> None:
        """Let nobody else have tables for a time."""
        bits = self._minutes(held.starts_at, held.ends_at)
        if bits:
            for table in held.tables:
                self._taken[table] = self._taken.get(table, 0) | bits

    def minute(self, at: datetime) -> int:
        """Return the minute of an instant, from the beginning of the day."""
        return (at - self._base) // _MINUTE

    def is_free(self, tables: Iterable[UUID], starts_at: datetime, ends_at: datetime) -> bool:
        """Tell whether nobody has any of these tables meanwhile."""
        bits = self._minutes(starts_at, ends_at)
        return not any(self._taken.get(table, 0) & bits for table in tables)

    def starts(self, seating: Seating, minutes: int) -> int:
        """Return the minutes from which a seating is free for so long, as bits."""
        free, known = _ALL & ~self._taken_of(seating), 1
        while known < minutes:  # a bit that is left stands for `known` free minutes from there on
            step = min(known, minutes - known)
            free &= free >> step
            known += step
        return free

    def idle_before(self, seating: Seating, at: datetime) -> int:
        """Return for how many minutes a seating has been free at an instant at which it is."""
        minute = self.minute(at)
        return minute - (self._taken_of(seating) & ((1 << minute) - 1)).bit_length()

    def _taken_of(self, seating: Seating) -> int:
        taken = 0
        for table in seating.tables:
            taken |= self._taken.get(table, 0)
        return taken

    def _minutes(self, starts_at: datetime, ends_at: datetime) -> int:
        """Return the minutes that a stay touches, as bits; what is begun counts whole."""
        begin = max(0, self.minute(starts_at))
        end = min(_MINUTES, -((self._base - ends_at) // _MINUTE))
        return ((1 << (end - begin)) - 1) << begin if begin < end else 0


def services_on(
    plan: BookingPlan, opening: Opening, zone: ZoneInfo, day: date, covers: int, book: DayBook, now: datetime
) -> tuple[ServiceDay, ...]:
    """Return the services of a local day with their slots, and of each that cannot be booked, why.

    Args:
        covers: of the party that asks.
        book: of that day, with what reaches into it.
        now: what has passed is not to be had any more.
    """
    base = day_begins(day, zone)
    tables = Tables(base, book.held)
    free: dict[tuple[UUID, int], int] = {}
    days = []
    for service in plan.services.values():
        if not runs_on(service, day):
            continue
        turn = service.turn(covers)
        key = (service.section_id, turn)
        if key not in free:
            section = plan.sections[service.section_id].tables
            starts = 0
            for seating in plan.seatings:
                if seating.covers >= covers and section.issuperset(seating.tables):
                    starts |= tables.starts(seating, turn)
            free[key] = starts
        times = tuple(slots_of(service, day, zone))
        coming = _arriving(service, times, book.arriving)
        slots = []
        for at in times:
            why, reason = _refusal(service, opening, zone, day, at, covers, coming.get(at, 0), book.closures, now)
            if why is None and not free[key] >> tables.minute(at) & 1:
                why = Why.TABLES
            slots.append(Slot(at, coming.get(at, 0), why, reason))
        days.append(ServiceDay(service, tuple(slots)))
    return tuple(days)


def covers_at(service: Service, at: datetime, arriving: Iterable[Arriving]) -> int:
    """Return how many covers arrive in the slot of a service that begins at `at`."""
    end = at + timedelta(minutes=service.slot_minutes)
    return sum(one.covers for one in arriving if at <= one.starts_at < end and one.service_id in (None, service.id))


def _arriving(service: Service, times: tuple[datetime, ...], arriving: Iterable[Arriving]) -> Mapping[datetime, int]:
    """Return the covers of each slot; parties that come between two count for the one before."""
    coming: dict[datetime, int] = {}
    if times:
        length = timedelta(minutes=service.slot_minutes)
        for one in arriving:
            if one.service_id in (None, service.id) and times[0] <= one.starts_at < times[-1] + length:
                at = times[0] + (one.starts_at - times[0]) // length * length
                coming[at] = coming.get(at, 0) + one.covers
    return coming


def _refusal(
    service: Service,
    opening: Opening,
    zone: ZoneInfo,
    day: date,
    at: datetime,
    covers: int,
    coming: int,
    closures: Iterable[Closure],
    now: datetime,
) -> tuple[Why | None, str | None]:
    if at < now:
        return Why.PAST, None
    if is_closed(opening, day, at, zone):
        return Why.CLOSED, None
    for closure in closures:
        if closure.service_id in (None, service.id) and closure.starts_at <= at < closure.ends_at:
            return Why.CLOSED, closure.reason
    if at < now + timedelta(minutes=service.notice_minutes):
        return Why.NOTICE, None
    if day > now.astimezone(zone).date() + service.horizon_days * DAY:
        return Why.HORIZON, None
    if not service.min_covers <= covers <= service.max_covers:
        return Why.COVERS, None
    if service.pacing is not None and coming + covers > service.pacing:
        return Why.PACING, None
    return None, None


def refusal(
    service: Service,
    opening: Opening,
    zone: ZoneInfo,
    day: date,
    at: datetime,
    covers: int,
    book: DayBook,
    now: datetime,
) -> tuple[Why | None, str | None]:
    """Return why a slot of a day cannot be booked, tables aside, and what staff said when they closed it."""
    coming = covers_at(service, at, book.arriving)
    return _refusal(service, opening, zone, day, at, covers, coming, book.closures, now)
