"""What a party may ask for, before anybody looks whether it is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from comanda.kernel.errors import ComandaError, Conflict, FieldProblem, Invalid
from comanda.reservations.plan import BookingPlan, Service
from comanda.reservations.rules.availability import DayBook, Why, refusal
from comanda.reservations.rules.slots import day_of, within_hours
from comanda.restaurants.rules import Opening

LONGEST_STAY = timedelta(days=7)
"""No reservation is longer: how far back reads by time must look."""
_FURTHEST = timedelta(days=3652)
"""How far from now anybody books: far enough for every plan, and not as far as where the calendar ends."""


@dataclass(frozen=True, slots=True)
class Wish:
    """When, for how many and where a party wants to sit.

    Attributes:
        service: None where staff or a terminal book apart from all of them.
        covers: how many come.
        tables: chosen ones; None leaves it to the plan.
        ends_at: None for as long as the service lets a party of that size stay.
        freely: staff decide: no hours, limits or sizes bind them, only tables that are reserved already.
    """

    service: Service | None
    at: datetime
    covers: int
    tables: tuple[UUID, ...] | None
    ends_at: datetime | None
    freely: bool

    def until(self, plan: BookingPlan) -> datetime:
        """Return when the party is expected to leave."""
        if self.ends_at is not None:
            return self.ends_at
        minutes = self.service.turn(self.covers) if self.service is not None else plan.usual_turn(self.covers)
        return self.at + timedelta(minutes=minutes)


def book_day(wish: Wish, zone: ZoneInfo) -> date:
    """Return the local day in whose book a wish belongs: a slot after midnight is of the evening before."""
    found = day_of(wish.service, wish.at, zone) if wish.service is not None else None
    return found or wish.at.astimezone(zone).date()


def check_wish(plan: BookingPlan, opening: Opening, zone: ZoneInfo, wish: Wish, now: datetime) -> None:
    """Refuse what cannot be had whatever the book says.

    Raises:
        Invalid: naming `time`, `covers`, `service`, `ends_at` or `tables[…]`.
    """
    if abs(wish.at - now) > _FURTHEST:
        raise Invalid.field("time", "a time within ten years is expected", "too_far")
    until = wish.until(plan)
    if not wish.at < until <= wish.at + LONGEST_STAY:
        raise Invalid.field("ends_at", "a time after the party comes, and within a week, is expected", "out_of_range")
    if wish.tables is not None:
        check_tables(plan, wish.tables)
    if wish.freely:
        return
    service = wish.service
    if service is None or service.archived:
        raise Invalid.field("service", "one of the location's services is expected", "unknown_service")
    if day_of(service, wish.at, zone) is None:
        if within_hours(service, wish.at, zone):
            raise Invalid.field("time", f"a slot of {service.name} is expected", "between_slots")
        raise Invalid.field("time", f"{service.name} does not run at that time", "outside_service_hours")
    check_slot(opening, zone, wish, DayBook(), now)
    if wish.tables is not None:
        _check_fit(plan, wish, wish.tables)


def check_slot(opening: Opening, zone: ZoneInfo, wish: Wish, book: DayBook, now: datetime) -> None:
    """Refuse a slot that is not to be had, tables aside.

    Args:
        book: what stands in it so far.

    Raises:
        Conflict: `slot_full`: as many come then as the service takes.
        Invalid: naming `time` or `covers`.
    """
    assert wish.service is not None  # noqa: S101 - only staff book apart from services, and are bound by none
    day = book_day(wish, zone)
    why, reason = refusal(wish.service, opening, zone, day, wish.at, wish.covers, book, now)
    if why is not None:
        raise refused(why, wish.service, reason)


def refused(why: Why, service: Service, reason: str | None = None) -> ComandaError:
    """Return the refusal of a slot.

    Args:
        reason: what staff said when they closed it.
    """
    if why is Why.PACING:
        return taken("time", "as many guests arrive then as can be looked after", "slot_full")
    if why is Why.TABLES:
        return taken("time", "no table of that size is free then", "no_table")
    if why is Why.COVERS:
        expected = f"from {service.min_covers} to {service.max_covers} guests are expected by {service.name}"
        return Invalid.field("covers", expected, "party_size")
    said = {
        Why.PAST: ("a time to come is expected", "in_the_past"),
        Why.CLOSED: (f"closed then: {reason}" if reason else "the restaurant is closed then", "closed"),
        Why.NOTICE: (f"at least {service.notice_minutes} minutes ahead are expected", "too_soon"),
        Why.HORIZON: (f"at most {service.horizon_days} days ahead are expected", "too_far"),
    }
    message, code = said[why]
    return Invalid.field("time", message, code)


def taken(field: str, message: str, code: str) -> Conflict:
    """Return the refusal of what somebody else has already."""
    return Conflict(f"{field}: {message}", code=code, fields=(FieldProblem(field, message, code),))


def check_tables(plan: BookingPlan, tables: Sequence[UUID]) -> None:
    """Refuse tables that are not on the floor, are named twice, or stand together with others that are not named.

    Raises:
        Invalid: naming `tables[…]`.
    """
    if not tables:
        raise Invalid.field("tables", "at least one table is expected", "too_short")
    for place, table in enumerate(tables):
        field = f"tables[{place}]"
        if plan.chairs((table,)) is None and not any(table in group for group in plan.fixed):
            raise Invalid.field(field, "no such table at this location", "unknown_table")
        if table in tables[:place]:
            raise Invalid.field(field, "named twice", "duplicate_table")
        if any(table in group and not group.issubset(tables) for group in plan.fixed):
            raise Invalid.field(field, "it stands together with others, which are to be named too", "joined_table")


def _check_fit(plan: BookingPlan, wish: Wish, tables: Sequence[UUID]) -> None:
    if wish.service is not None:
        section = plan.sections[wish.service.section_id].tables
        for place, table in enumerate(tables):
            if table not in section:
                raise Invalid.field(f"tables[{place}]", f"not a table of {wish.service.name}", "wrong_section")
    if (plan.chairs(tables) or 0) < wish.covers:
        raise Invalid.field("tables", f"tables for {wish.covers} guests are expected", "table_too_small")
