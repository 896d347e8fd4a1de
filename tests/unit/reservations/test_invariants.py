"""What holds for every floor and book: minutes as bits against intervals that are compared one by one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from comanda.floor.snapshot import FloorTable
from comanda.reservations.plan import BookingPlan, Join, Service, TableSection, seatings_of
from comanda.reservations.rules.availability import (
    Arriving,
    Closure,
    DayBook,
    Held,
    Tables,
    Why,
    refusal,
    services_on,
)
from comanda.reservations.rules.seating import Movable, best_seating, replanned
from comanda.reservations.rules.slots import day_of
from comanda.reservations.rules.waiting import quoted_wait
from tests.unit.reservations.scene import CLOCK_OF_UTC, LONG_AGO, MONDAY, at, opening, service, table, uid

by_rule = settings(max_examples=100, deadline=None, derandomize=True, database=None)
MIDNIGHT = at("00:00")
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
NAMES = "ABCDEF"


@dataclass(frozen=True)
class Case:
    """A floor as it was drawn, and the plan compiled from it."""

    tables: tuple[FloorTable, ...]
    joins: tuple[Join, ...]
    sections: dict[UUID, frozenset[UUID]]
    services: tuple[Service, ...]

    @property
    def plan(self) -> BookingPlan:
        sections = {key: TableSection(key, {}, "", tables, LONG_AGO) for key, tables in self.sections.items()}
        return BookingPlan({}, sections, {one.id: one for one in self.services}, seatings_of(self.tables, self.joins))

    def ways_to_sit(self, covers: int, section: frozenset[UUID] | None) -> list[frozenset[UUID]]:
        """Every set of tables that one party may get, by going through all sets of them."""
        fixed = [set(join.tables) for join in self.joins if join.fixed]
        seats = {table.id: table.pax for table in self.tables}
        ways = []
        for count in range(1, len(seats) + 1):
            for chosen in map(frozenset, combinations(seats, count)):
                split = any(group & chosen and not group <= chosen for group in fixed)
                sizes = [join.covers for join in self.joins if set(join.tables) == chosen]
                if count == 1:
                    sizes = [seats[next(iter(chosen))]]
                if not split and any(size >= covers for size in sizes) and (section is None or chosen <= section):
                    ways.append(chosen)
        return ways


def moments(low: int, high: int) -> st.SearchStrategy[datetime]:
    """Instants of Monday by minutes from its midnight; some of them between two minutes."""
    seconds = st.sampled_from([0, 0, 0, 1, 30, 59])
    return st.builds(
        lambda minute, second: MIDNIGHT + minute * MINUTE + second * SECOND, st.integers(low, high), seconds
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    tables = tuple(table(name, draw(st.integers(1, 6))) for name in NAMES[: draw(st.integers(1, 6))])
    ids = [table.id for table in tables]
    joins = []
    if len(ids) > 1:
        chosen = st.lists(st.sampled_from(ids), min_size=2, max_size=3, unique=True)
        drawn = draw(st.lists(st.tuples(chosen, st.integers(2, 12), st.integers(0, 3)), max_size=4))
        joins = [
            Join(uid(f"join {place}"), tuple(of), seats, not kind) for place, (of, seats, kind) in enumerate(drawn)
        ]
    some = st.frozensets(st.sampled_from(ids))
    sections = {uid("room"): frozenset(ids), uid("terrace"): draw(some)}
    services = tuple(
        service(
            name,
            first,
            last,
            section=draw(st.sampled_from(["room", "terrace"])),
            every=draw(st.sampled_from([15, 20, 60])),
            turns=((draw(st.integers(1, 4)), draw(st.integers(1, 90))), (99, draw(st.integers(60, 400)))),
            pacing=draw(st.none() | st.integers(1, 20)),
            covers=(draw(st.integers(1, 3)), draw(st.integers(3, 9))),
            notice=draw(st.sampled_from([0, 0, 45, 600])),
            horizon=draw(st.sampled_from([0, 1, 100])),
        )
        for name, first, last in (("Lunch", "12:00", "14:00"), ("Dinner", "19:00", "01:00"))
    )
    return Case(tables, tuple(joins), sections, services)


@st.composite
def stays(draw: st.DrawFn, case: Case) -> list[Held]:
    """Tables that are taken, some from the day before and some until the one after; they may overlap."""
    of = st.lists(st.sampled_from([table.id for table in case.tables]), min_size=1, max_size=3, unique=True)
    drawn = draw(st.lists(st.tuples(of, moments(-300, 1700), moments(1, 500)), max_size=12))
    return [Held(tuple(tables), starts, starts + (length - MIDNIGHT)) for tables, starts, length in drawn]


def meet(held: Iterable[Held], tables: frozenset[UUID], starts: datetime, ends: datetime) -> bool:
    return any(tables & set(one.tables) and one.starts_at < ends and starts < one.ends_at for one in held)


def expected_why(
    case: Case, of: Service, slot: datetime, covers: int, book: DayBook, now: datetime
) -> tuple[Why | None, str | None]:
    """Why a slot of Monday cannot be booked, in words as plain as can be."""
    if slot < now:
        return Why.PAST, None
    for closure in book.closures:
        if closure.service_id in {None, of.id} and closure.starts_at <= slot < closure.ends_at:
            return Why.CLOSED, closure.reason
    if slot - now < of.notice_minutes * MINUTE:
        return Why.NOTICE, None
    if (MONDAY - now.date()).days > of.horizon_days:
        return Why.HORIZON, None
    if covers < of.min_covers or covers > of.max_covers:
        return Why.COVERS, None
    until = slot + of.slot_minutes * MINUTE
    coming = [one for one in book.arriving if one.service_id in {None, of.id} and slot <= one.starts_at < until]
    if of.pacing is not None and sum(one.covers for one in coming) + covers > of.pacing:
        return Why.PACING, None
    ends = slot + of.turn(covers) * MINUTE
    ways = case.ways_to_sit(covers, case.sections[of.section_id])
    return (Why.TABLES if all(meet(book.held, way, slot, ends) for way in ways) else None), None


@st.composite
def evenings(draw: st.DrawFn) -> tuple[Case, DayBook, int, datetime]:
    case = draw(cases())
    services = st.sampled_from([uid("Lunch"), uid("Dinner"), None])
    arriving = st.builds(Arriving, services, moments(600, 1600), st.integers(1, 8))
    closures = st.builds(
        lambda of, starts, minutes: Closure(uid("closure"), of, starts, starts + minutes * MINUTE, "Private party"),
        services,
        moments(600, 1600),
        st.integers(1, 120),
    )
    book = DayBook(
        tuple(draw(stays(case))),
        tuple(draw(st.lists(arriving, max_size=8))),
        tuple(draw(st.lists(closures, max_size=2))),
    )
    return case, book, draw(st.integers(1, 10)), draw(moments(-2880, 1300))


@by_rule
@given(evenings())
def test_a_slot_is_open_exactly_where_comparing_intervals_says_so(
    evening: tuple[Case, DayBook, int, datetime],
) -> None:
    case, book, covers, now = evening
    plan, hours = case.plan, opening()
    days = services_on(plan, hours, CLOCK_OF_UTC, MONDAY, covers, book, now)
    assert [one.service for one in days] == list(case.services)
    for of, slots in ((one.service, one.slots) for one in days):
        section = case.sections[of.section_id]
        for slot in slots:
            assert (slot.why, slot.reason) == expected_why(case, of, slot.at, covers, book, now)
            assert day_of(of, slot.at, CLOCK_OF_UTC) == MONDAY
            alone = refusal(of, hours, CLOCK_OF_UTC, MONDAY, slot.at, covers, book, now)
            assert alone == ((None, None) if slot.why is Why.TABLES else (slot.why, slot.reason))
            if alone == (None, None):
                ends = slot.at + of.turn(covers) * MINUTE
                found = best_seating(plan, section, covers, slot.at, ends, Tables(MIDNIGHT, book.held))
                assert (found is None) == (slot.why is Why.TABLES)
                if found is not None:
                    assert frozenset(found.tables) in case.ways_to_sit(covers, section)
                    assert not meet(book.held, frozenset(found.tables), slot.at, ends)


@by_rule
@given(st.data(), st.integers(1, 600))
def test_the_minutes_from_which_a_seating_is_free_are_those_that_no_stay_meets(
    data: st.DataObject, minutes: int
) -> None:
    case = data.draw(cases())
    held = data.draw(stays(case))
    tables = Tables(MIDNIGHT, held)
    for seating in case.plan.seatings:
        free = tables.starts(seating, minutes)
        for minute in range(0, 2200, 7):
            starts = MIDNIGHT + minute * MINUTE
            meets = meet(held, frozenset(seating.tables), starts, starts + minutes * MINUTE)
            assert free >> minute & 1 == (not meets)
            assert tables.is_free(seating.tables, starts, starts + minutes * MINUTE) == (not meets)


@st.composite
def books(draw: st.DrawFn) -> tuple[Case, list[Held], list[Movable]]:
    """A book without overlaps: each booking has tables that were free, or none."""
    case = draw(cases())
    pinned = draw(stays(case))
    taken, movable = list(pinned), []
    for place in range(draw(st.integers(0, 8))):
        covers, section = draw(st.integers(1, 8)), draw(st.sampled_from([None, *case.sections.values()]))
        starts = draw(moments(720, 1500))
        ends = starts + draw(st.integers(10, 240)) * MINUTE
        ways = [way for way in case.ways_to_sit(covers, section) if not meet(taken, way, starts, ends)]
        keeps = draw(st.booleans())
        has = tuple(sorted(draw(st.sampled_from(ways)))) if ways and keeps else ()
        movable.append(Movable(uid(f"booking {place}"), section, covers, starts, ends, has))
        if has:
            taken.append(Held(has, starts, ends))
    return case, pinned, movable


@by_rule
@given(books())
def test_replanning_never_overlaps_leaves_a_section_splits_a_fixed_join_or_takes_a_table_away(
    book: tuple[Case, list[Held], list[Movable]],
) -> None:
    case, pinned, movable = book
    found = replanned(case.plan, MIDNIGHT, pinned, movable)
    if found is None:
        assert any(one.tables for one in movable)
        return
    taken = list(pinned)
    for one in movable:
        assert one.id in found or not one.tables
        if one.id in found:
            tables = frozenset(found[one.id])
            assert tables in case.ways_to_sit(one.covers, one.section)
            assert not meet(taken, tables, one.starts_at, one.ends_at)
            taken.append(Held(found[one.id], one.starts_at, one.ends_at))


@by_rule
@given(books())
def test_replanning_does_not_depend_on_the_order_bookings_are_read_in(
    book: tuple[Case, list[Held], list[Movable]],
) -> None:
    case, pinned, movable = book
    assert replanned(case.plan, MIDNIGHT, pinned, movable) == replanned(
        case.plan, MIDNIGHT, pinned[::-1], movable[::-1]
    )


@by_rule
@given(st.data(), st.integers(1, 10), st.integers(0, 1200))
def test_a_quote_is_the_first_minute_at_which_some_seating_is_free_for_the_whole_stay(
    data: st.DataObject, covers: int, minute: int
) -> None:
    case = data.draw(cases())
    held = data.draw(stays(case))
    now, stay = MIDNIGHT + minute * MINUTE, case.plan.usual_turn(covers) * MINUTE
    ways = case.ways_to_sit(covers, None)
    starts = ((wait, now + wait * MINUTE) for wait in range(241))
    first = next((wait for wait, at_ in starts if any(not meet(held, way, at_, at_ + stay) for way in ways)), None)
    expected = -(-first // 5) * 5 if first is not None else None
    assert quoted_wait(case.plan, MIDNIGHT, held, [], covers, now) == expected
