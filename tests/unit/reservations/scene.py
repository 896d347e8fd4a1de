"""Floors, services and bookings for the tests of booking rules: names as ids, short builders."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from uuid import NAMESPACE_OID, UUID, uuid5
from zoneinfo import ZoneInfo

from comanda.floor.snapshot import FloorTable
from comanda.reservations.plan import BookingPlan, Deposit, Join, Service, TableSection, seatings_of
from comanda.reservations.rules.availability import Arriving, Closure, DayBook, Held, ServiceDay, services_on
from comanda.restaurants.rules import DayHours, Opening

LONDON, SANTIAGO, SINGAPORE = (ZoneInfo(name) for name in ("Europe/London", "America/Santiago", "Asia/Singapore"))
CLOCK_OF_UTC = ZoneInfo("UTC")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
EVERY_DAY = frozenset(range(7))
MONDAY = date(2026, 6, 1)


@cache
def uid(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, name)


def uids(names: str) -> tuple[UUID, ...]:
    """The ids of names written together: `A+B`."""
    return tuple(uid(name) for name in names.split("+"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at(hour: str) -> datetime:
    """An hour of Monday; from 24:00 on, of the night after it."""
    hours, minutes, seconds = (int(part) for part in f"{hour}:00".split(":")[:3])
    return datetime(2026, 6, 1, tzinfo=UTC) + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def table(name: str, pax: int) -> FloorTable:
    return FloorTable(uid(name), uid("room"), 1, name, name, pax, None, None, "square")


def join(names: str, covers: int, *, fixed: bool = False) -> Join:
    return Join(uid(f"join {names}"), uids(names), covers, fixed)


def service(
    name: str = "Dinner",
    first: str = "18:00",
    last: str = "21:00",
    *,
    section: str = "room",
    days: Iterable[int] = EVERY_DAY,
    every: int = 30,
    turns: tuple[tuple[int, int], ...] = ((2, 90), (99, 120)),
    pacing: int | None = None,
    covers: tuple[int, int] = (1, 20),
    notice: int = 0,
    horizon: int = 100_000,
    deposit: Deposit | None = None,
    archived: bool = False,
) -> Service:
    return Service(
        id=uid(name),
        names={"en": name},
        name=name,
        experience_id=uid("indoors"),
        section_id=uid(section),
        days=frozenset(days),
        first=time.fromisoformat(first),
        last=time.fromisoformat(last),
        slot_minutes=every,
        turn_minutes=turns,
        pacing=pacing,
        min_covers=covers[0],
        max_covers=covers[1],
        notice_minutes=notice,
        horizon_days=horizon,
        deposit=deposit,
        sort=0,
        archived=archived,
        updated_at=LONG_AGO,
    )


def plan(
    tables: dict[str, int],
    *services: Service,
    joins: Iterable[Join] = (),
    sections: dict[str, str] | None = None,
) -> BookingPlan:
    """What a location offers whose tables, in floor order, seat so many; all of them are in the section `room`."""
    named = {"room": "+".join(tables)} | (sections or {})
    return BookingPlan(
        {},
        {uid(name): TableSection(uid(name), {}, name, frozenset(uids(of)), LONG_AGO) for name, of in named.items()},
        {one.id: one for one in services},
        seatings_of([table(name, pax) for name, pax in tables.items()], list(joins)),
    )


def opening(exceptions: dict[date, DayHours] | None = None) -> Opening:
    return Opening(manual=False, manual_is_open=False, week=(), exceptions=exceptions or {})


def held(names: str, starts: str, ends: str) -> Held:
    return Held(uids(names), at(starts), at(ends))


def arriving(of: str | None, starts: str, covers: int) -> Arriving:
    return Arriving(uid(of) if of else None, at(starts), covers)


def closure(of: str | None, starts: str, ends: str, reason: str) -> Closure:
    return Closure(uid("closure"), uid(of) if of else None, at(starts), at(ends), reason)


def days_of(
    offered: BookingPlan,
    covers: int,
    book: DayBook | None = None,
    *,
    now: datetime = LONG_AGO,
    day: date = MONDAY,
    hours: Opening | None = None,
    zone: ZoneInfo = CLOCK_OF_UTC,
) -> tuple[ServiceDay, ...]:
    return services_on(offered, hours or opening(), zone, day, covers, book or DayBook(), now)


def why(days: Iterable[ServiceDay]) -> dict[str, str | None]:
    """Why each slot of Monday cannot be booked, by its hour in UTC."""
    return {f"{slot.at:%H:%M}": slot.why for one in days for slot in one.slots}
