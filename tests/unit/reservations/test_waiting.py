"""How long a party at the door waits (availability.md §10)."""

import pytest

from comanda.reservations.plan import BookingPlan
from comanda.reservations.rules.availability import Held
from comanda.reservations.rules.waiting import quoted_wait
from tests.unit.reservations.scene import at, held, join, plan, service

MIDNIGHT = at("00:00")
DINNER = service(turns=((2, 90), (9, 105)))
FLOOR = plan({"1": 2, "2": 4}, DINNER)
EVENING = [held("1", "18:00", "19:22"), held("2", "18:00", "19:45"), held("2", "21:15", "23:00")]


def wait(
    covers: int, *ahead: int, taken: list[Held] = EVENING, offered: BookingPlan = FLOOR, now: str = "19:00"
) -> int | None:
    return quoted_wait(offered, MIDNIGHT, taken, ahead, covers, at(now))


@pytest.mark.parametrize(
    ("covers", "ahead", "minutes"),
    [
        (2, [], 25),
        (2, [2], 45),
        (2, [2, 2], 115),
        (4, [], 240),
        (2, [4], 25),
        (3, [4], None),
        (6, [], None),
        (2, [6], 25),
    ],
)
def test_s10_waits(covers: int, ahead: list[int], minutes: int | None) -> None:
    assert wait(covers, *ahead) == minutes


@pytest.mark.parametrize(
    ("until", "minutes"), [("19:00", 0), ("19:01", 5), ("19:05", 5), ("19:06", 10), ("23:00", 240), ("23:01", None)]
)
def test_quotes_are_rounded_up_to_five_minutes_and_end_at_four_hours(until: str, minutes: int | None) -> None:
    assert wait(2, taken=[held("1", "18:00", until), held("2", "00:00", "47:00")]) == minutes


def test_a_table_is_worth_waiting_for_only_if_it_stays_free_long_enough() -> None:
    blocked = held("2", "00:00", "47:00")
    assert wait(2, taken=[blocked, held("1", "20:30", "22:00")]) == 0
    assert wait(2, taken=[blocked, held("1", "20:29", "22:00")]) == 180


def test_a_party_ahead_takes_the_smallest_table_that_is_free_soonest() -> None:
    assert wait(4, 2, taken=[]) == 0
    assert wait(2, 2, taken=[]) == 0
    assert wait(2, 4, taken=[]) == 0
    assert wait(4, 4, taken=[]) == 105
    assert wait(2, 2, 4, taken=[]) == 90


def test_tables_put_together_count_and_are_gone_together() -> None:
    offered = plan({"1": 2, "2": 4}, DINNER, joins=[join("1+2", 6)])
    assert wait(6, offered=offered, taken=[held("1", "18:00", "19:20")]) == 20
    assert wait(2, 6, offered=offered, taken=[]) == 105


def test_seconds_of_the_clock_add_nothing() -> None:
    assert wait(4, 4, taken=[], now="19:00:30") == 105
    assert wait(2, 2, 4, taken=[], now="19:00:59") == 90


def test_without_tables_there_is_nothing_to_wait_for() -> None:
    assert wait(1, offered=plan({}, DINNER)) is None
