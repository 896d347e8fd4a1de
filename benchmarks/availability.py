"""What it costs to say what can be booked on a day: `python -m benchmarks.availability [--rounds N] [--served]`.

CPU time of the rules alone, without database and HTTP, beside what it takes to compare each slot with each booking.
`--served` asks a running application for the times of such a day, and shows what the request costs it and PostgreSQL.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from uuid import UUID
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from benchmarks.booked_day import served
from comanda.floor.snapshot import FloorTable
from comanda.reservations.plan import BookingPlan, Join, Service, TableSection, seatings_of
from comanda.reservations.rules.availability import Arriving, DayBook, Held, ServiceDay, Tables, refusal, services_on
from comanda.reservations.rules.seating import Movable, best_seating, replanned
from comanda.reservations.rules.slots import day_begins, slots_of
from comanda.reservations.rules.waiting import quoted_wait
from comanda.restaurants.rules import DayHours, Opening

SECTIONS, TABLES, JOINS, BOOKINGS = 3, 60, 12, 300
SIZES = (2, 2, 2, 4, 4, 4, 4, 6, 6, 8)
PARTIES = (1, 2, 2, 2, 2, 3, 3, 4, 4, 4, 5, 6, 7, 8, 10)
ZONE, DAY = ZoneInfo("Europe/London"), date(2026, 6, 5)
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
HOURS = Opening(False, False, (), {DAY: DayHours(wall(9), wall(2))})


def floor() -> BookingPlan:
    """A plan of 60 tables in 3 sections, 12 joins, and one service a section from 11:00 to 22:30, every 15 minutes."""
    tables = [
        FloorTable(UUID(int=1 + at), UUID(int=0), at, str(at), str(at), SIZES[at % len(SIZES)], None, None, "square")
        for at in range(TABLES)
    ]
    each = TABLES // SECTIONS
    parts = [tables[at * each : (at + 1) * each] for at in range(SECTIONS)]
    joins = [
        Join(UUID(int=100 + at), (left.id, right.id), left.pax + right.pax, fixed=at % 4 == 0)
        for at in range(JOINS)
        for left, right in [parts[at % SECTIONS][at // SECTIONS * 2 : at // SECTIONS * 2 + 2]]
    ]
    ids = [UUID(int=200 + at) for at in range(SECTIONS)]
    services = [
        Service(
            id=UUID(int=300 + at),
            names={},
            name=str(at),
            experience_id=UUID(int=0),
            section_id=ids[at],
            days=frozenset(range(7)),
            first=wall(11),
            last=wall(22, 30),
            slot_minutes=15,
            turn_minutes=((2, 90), (4, 105), (99, 120)),
            pacing=24,
            min_covers=1,
            max_covers=16,
            notice_minutes=60,
            horizon_days=60,
            deposit=None,
            sort=at,
            archived=False,
            updated_at=NOW,
        )
        for at in range(SECTIONS)
    ]
    sections = {
        key: TableSection(key, {}, "", frozenset(table.id for table in part), NOW)
        for key, part in zip(ids, parts, strict=True)
    }
    return BookingPlan({}, sections, {one.id: one for one in services}, seatings_of(tables, joins))


def bookings(plan: BookingPlan) -> list[Movable]:
    """300 bookings of the day, each at the tables where it fitted best when it was made."""
    chance, made = random.Random(7), list[Movable]()
    tables, arriving = Tables(day_begins(DAY, ZONE), ()), list[Arriving]()
    while len(made) < BOOKINGS:
        service = chance.choice(list(plan.services.values()))
        at, covers = chance.choice(list(slots_of(service, DAY, ZONE))), chance.choice(PARTIES)
        ends = at + timedelta(minutes=service.turn(covers))
        section = plan.sections[service.section_id].tables
        seating = best_seating(plan, section, covers, at, ends, tables)
        why, _ = refusal(service, HOURS, ZONE, DAY, at, covers, DayBook(arriving=tuple(arriving)), NOW)
        if seating is not None and why is None:
            made.append(Movable(UUID(int=1000 + len(made)), section, covers, at, ends, seating.tables))
            arriving.append(Arriving(service.id, at, covers))
            tables.take(Held(seating.tables, at, ends))
    return made


def book_of(plan: BookingPlan, made: list[Movable]) -> DayBook:
    """The bookings as the rules take them."""
    service_of = {plan.sections[one.section_id].tables: one.id for one in plan.services.values()}
    return DayBook(
        tuple(Held(one.tables, one.starts_at, one.ends_at) for one in made),
        tuple(Arriving(service_of[one.section or frozenset()], one.starts_at, one.covers) for one in made),
    )


def compared(plan: BookingPlan, covers: int, book: DayBook) -> list[list[datetime]]:
    """The open times of each service, by comparing each slot with each booking."""
    taken: dict[UUID, list[Held]] = {}
    for one in book.held:
        for table in one.tables:
            taken.setdefault(table, []).append(one)
    found = []
    for service in plan.services.values():
        section = plan.sections[service.section_id].tables
        turn = timedelta(minutes=service.turn(covers))
        found.append(
            [
                at
                for at in slots_of(service, DAY, ZONE)
                if refusal(service, HOURS, ZONE, DAY, at, covers, book, NOW)[0] is None
                and any(
                    not any(
                        one.starts_at < at + turn and at < one.ends_at
                        for table in seating.tables
                        for one in taken.get(table, ())
                    )
                    for seating in plan.seatings
                    if seating.covers >= covers and section.issuperset(seating.tables)
                )
            ]
        )
    return found


def cpu_ms(work: Callable[[], object], rounds: int) -> list[float]:
    """CPU milliseconds of each of many rounds."""
    work()
    spent = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        spent.append((time.process_time() - begun) * 1000)
    return spent


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=300)
    options.add_argument("--served", action="store_true")
    said = options.parse_args()
    if said.served:
        served([SIZES[at % len(SIZES)] for at in range(TABLES)], PARTIES, BOOKINGS, JOINS, seconds=4)
        return
    rounds: int = said.rounds
    plan = floor()
    made = bookings(plan)
    book, base = book_of(plan, made), day_begins(DAY, ZONE)
    evening = base + timedelta(hours=19)
    assert len(replanned(plan, base, (), made) or ()) == BOOKINGS
    printed = Table("CPU", "median ms", "worst ms", "one by one, ms", "of that")
    for covers in (2, 4, 8):
        printed.add_row(*_day(plan, covers, book, rounds))
    others: dict[str, Callable[[], object]] = {
        "200 bookings planned anew": lambda: replanned(plan, base, (), made[:200]),
        f"all {BOOKINGS} planned anew": lambda: replanned(plan, base, (), made),
        "a wait with ten parties ahead": lambda: quoted_wait(plan, base, book.held, [2, 4] * 5, 4, evening),
    }
    for name, work in others.items():
        spent = cpu_ms(work, max(1, rounds // 10))
        printed.add_row(name, f"{statistics.median(spent):.2f}", f"{max(spent):.2f}", "", "")
    Console(width=120).print(printed)


def _day(plan: BookingPlan, covers: int, book: DayBook, rounds: int) -> tuple[str, ...]:
    def day() -> tuple[ServiceDay, ...]:
        return services_on(plan, HOURS, ZONE, DAY, covers, book, NOW)

    def one_by_one() -> list[list[datetime]]:
        return compared(plan, covers, book)

    assert [list(one.open_times) for one in day()] == one_by_one()
    slots = sum(len(one.slots) for one in day())
    open_slots = sum(len(one.open_times) for one in day())
    ours, theirs = cpu_ms(day, rounds), statistics.median(cpu_ms(one_by_one, rounds))
    median = statistics.median(ours)
    name = f"a day for a party of {covers}: {slots} slots, {open_slots} of them open"
    return name, f"{median:.2f}", f"{max(ours):.2f}", f"{theirs:.2f}", f"{median / theirs:.2f}"


if __name__ == "__main__":
    main()
