"""Which tables a party gets, and how all are chosen anew (availability.md §8 and §9)."""

from uuid import UUID

import pytest

from comanda.reservations.plan import BookingPlan, Join
from comanda.reservations.rules.availability import Held, Tables
from comanda.reservations.rules.seating import Movable, best_seating, replanned
from tests.unit.reservations.scene import at, held, join, plan, uid, uids

MIDNIGHT = at("00:00")
ROOM = plan({"1": 2, "2": 4, "3": 4, "4": 6}, joins=[join("1+2", 6), join("2+3", 8)])


def seat(
    offered: BookingPlan, covers: int, *taken: Held, section: str | None = None, hour: str = "19:00"
) -> str | None:
    allowed = frozenset(uids(section)) if section else None
    found = best_seating(offered, allowed, covers, at(hour), at("21:00"), Tables(MIDNIGHT, taken))
    return names(found.tables) if found else None


def names(tables: tuple[UUID, ...]) -> str:
    known = {uid(name): name for name in "123456789"}
    return "+".join(known[table] for table in tables)


TWO_SINCE_SIX = held("2", "12:00", "18:00")
THREE_SINCE_FIVE = held("3", "12:00", "17:00")


@pytest.mark.parametrize(
    ("covers", "taken", "expected"),
    [
        (2, [], "1"),
        (2, [held("1", "19:00", "19:30")], "2"),
        (3, [], "2"),
        (3, [TWO_SINCE_SIX, THREE_SINCE_FIVE], "2"),
        (3, [held("3", "12:00", "18:30"), TWO_SINCE_SIX], "3"),
        (3, [held("2", "20:59", "22:00")], "3"),
        (3, [held("2", "21:00", "22:00")], "2"),
        (5, [], "4"),
        (6, [], "4"),
        (5, [held("4", "18:00", "19:01")], "1+2"),
        (5, [held("4", "18:00", "19:01"), held("1", "20:00", "20:30")], "2+3"),
        (7, [], "2+3"),
        (8, [held("3", "20:00", "21:00")], None),
        (9, [], None),
    ],
)
def test_s8_best_fit(covers: int, taken: list[Held], expected: str | None) -> None:
    assert seat(ROOM, covers, *taken) == expected


def test_one_table_comes_before_several_however_many_chairs_stay_empty() -> None:
    offered = plan({"1": 2, "2": 2, "3": 10}, joins=[join("1+2", 4)])
    assert seat(offered, 4) == "3"
    assert seat(offered, 4, held("3", "19:00", "20:00")) == "1+2"


def test_what_stands_together_for_good_is_as_good_as_one_table() -> None:
    offered = plan({"1": 2, "2": 2, "3": 10, "4": 4}, joins=[join("1+2", 4, fixed=True)])
    assert seat(offered, 3) == "4"
    assert seat(offered, 3, held("4", "19:00", "20:00")) == "1+2"
    assert seat(offered, 2) == "4"
    assert seat(offered, 2, held("4", "19:00", "20:00"), held("2", "19:00", "20:00")) == "3"


def test_of_joins_with_as_many_chairs_the_one_of_fewer_tables() -> None:
    joins = [Join(uid("three"), uids("1+2+3"), 6, fixed=False), Join(uid("two"), uids("3+4"), 6, fixed=False)]
    assert seat(plan({"1": 2, "2": 2, "3": 2, "4": 4}, joins=joins), 5) == "3+4"


def test_a_section_holds_whole_joins_only() -> None:
    assert seat(ROOM, 3, section="3+4") == "3"
    assert seat(ROOM, 5, section="1+2+3") == "1+2"
    assert seat(ROOM, 7, section="1+2+4") is None


def test_a_party_between_two_minutes_gets_no_table_that_another_has_for_a_part_of_one() -> None:
    offered = plan({"1": 2})
    next_one = held("1", "20:30", "22:00")
    tables = Tables(MIDNIGHT, [next_one])
    assert best_seating(offered, None, 2, at("19:00:30"), at("20:30:30"), tables) is None
    assert best_seating(offered, None, 2, at("19:00:30"), at("20:30"), tables) is not None


def booking(name: str, covers: int, starts: str, ends: str, tables: str | None, section: str | None = None) -> Movable:
    return Movable(
        uid(name),
        frozenset(uids(section)) if section else None,
        covers,
        at(starts),
        at(ends),
        uids(tables) if tables else (),
    )


def chosen(offered: BookingPlan, pinned: list[Held], *movable: Movable) -> dict[str, str] | None:
    found = replanned(offered, MIDNIGHT, pinned, movable)
    if found is None:
        return None
    known = {uid(name): name for name in ("Ada", "Ben", "Cy", "Dee")}
    return {known[booked]: names(tables) for booked, tables in found.items()}


SMALL = plan({"1": 2, "2": 4})
ADA = booking("Ada", 2, "19:00", "21:00", "2")
BEN = booking("Ben", 4, "19:30", "21:30", None)


def test_s9_a_party_gives_way_to_one_that_needs_its_table() -> None:
    assert seat(SMALL, 4, held("2", "19:00", "21:00")) is None
    assert chosen(SMALL, [], ADA, BEN) == {"Ada": "1", "Ben": "2"}
    assert chosen(SMALL, [], BEN, ADA) == {"Ada": "1", "Ben": "2"}


def test_s9_the_largest_party_is_seated_first() -> None:
    offered = plan({"1": 2, "2": 2, "3": 3}, joins=[join("1+2", 4)])
    ada, ben = booking("Ada", 2, "19:00", "21:00", "1"), booking("Ben", 4, "19:30", "21:30", None)
    assert chosen(offered, [], ada, ben) == {"Ada": "3", "Ben": "1+2"}


def test_s9_what_is_pinned_stays_and_who_had_no_table_may_get_none() -> None:
    assert chosen(SMALL, [held("2", "19:00", "21:00")], BEN) == {}
    cy = booking("Cy", 2, "19:00", "21:00", "1")
    assert chosen(SMALL, [held("2", "19:00", "21:00")], BEN, cy) == {"Cy": "1"}


def test_s9_who_would_lose_a_table_chooses_before_all_others() -> None:
    """Ada comes first and would take table 1, where somebody left just before; only there has Ben a whole stay."""
    pair = plan({"1": 2, "2": 2})
    pinned = [held("1", "17:00", "18:00"), held("2", "20:00", "22:00")]
    ada, ben = booking("Ada", 2, "18:00", "19:30", "2"), booking("Ben", 2, "19:00", "21:00", "1")
    assert chosen(pair, pinned, ada, ben) == {"Ben": "1", "Ada": "2"}


def test_s9_a_party_that_had_none_gets_no_table_that_another_would_lose() -> None:
    """Dee's party is the larger one, and there is one table."""
    dee = booking("Dee", 4, "19:00", "21:00", None)
    assert chosen(plan({"2": 4}), [], ADA, dee) == {"Ada": "2"}


def test_s9_nothing_is_moved_where_somebody_would_lose_a_table() -> None:
    """Two were given the same table by hand, which no plan can do."""
    ada, ben = booking("Ada", 2, "19:00", "21:00", "1"), booking("Ben", 2, "20:00", "22:00", "1")
    assert chosen(plan({"1": 2}), [], ada, ben) is None
    assert chosen(plan({"1": 2}), [held("1", "20:30", "20:45")], ada) is None


def test_of_parties_of_a_size_the_earlier_is_seated_first() -> None:
    late, early = booking("Ada", 2, "20:00", "22:00", "2"), booking("Ben", 2, "19:00", "21:00", "2")
    assert chosen(SMALL, [], late, early) == {"Ben": "1", "Ada": "2"}


def test_a_booking_stays_in_its_section() -> None:
    outside = booking("Ada", 2, "19:00", "21:00", "2", section="2")
    assert chosen(SMALL, [], outside, booking("Ben", 2, "19:00", "21:00", "1")) == {"Ada": "2", "Ben": "1"}
    assert chosen(SMALL, [], outside) == {"Ada": "2"}
    assert chosen(SMALL, [], booking("Ada", 3, "19:00", "21:00", "1", section="1")) is None


def test_a_table_is_used_again_when_the_party_before_has_left() -> None:
    rows = [booking(name, 4, starts, ends, "2") for name, starts, ends in (
        ("Ada", "17:00", "19:00"), ("Ben", "19:00", "21:00"), ("Cy", "21:00", "23:00"),
    )]  # fmt: skip
    assert chosen(SMALL, [], *rows) == {"Ada": "2", "Ben": "2", "Cy": "2"}


def test_nobody_to_move() -> None:
    assert replanned(SMALL, MIDNIGHT, [held("1", "19:00", "21:00")], []) == {}
