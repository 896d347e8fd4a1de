"""What a location offers: turn times, deposits, and which tables seat a party (availability.md §2 and §7)."""

import pytest

from comanda.reservations.plan import Deposit, seatings_of
from tests.unit.reservations.scene import join, plan, service, table, uids


@pytest.mark.parametrize(("covers", "minutes"), [(1, 90), (2, 90), (3, 105), (4, 105), (5, 120), (8, 120), (12, 120)])
def test_s2_larger_parties_stay_longer(covers: int, minutes: int) -> None:
    assert service(turns=((2, 90), (4, 105), (8, 120))).turn(covers) == minutes


@pytest.mark.parametrize(
    ("deposit", "covers", "amount"),
    [
        (Deposit(1000, per_cover=True, from_covers=5), 4, 0),
        (Deposit(1000, per_cover=True, from_covers=5), 5, 5000),
        (Deposit(1000, per_cover=True, from_covers=5), 8, 8000),
        (Deposit(2500, per_cover=False, from_covers=2), 1, 0),
        (Deposit(2500, per_cover=False, from_covers=2), 2, 2500),
        (Deposit(2500, per_cover=False, from_covers=2), 6, 2500),
    ],
)
def test_s2_deposits(deposit: Deposit, covers: int, amount: int) -> None:
    assert deposit.of(covers) == amount


def test_a_party_without_a_booking_stays_as_long_as_the_slowest_service_lets_it() -> None:
    quick, slow = service("Lunch", turns=((2, 60), (8, 150))), service("Dinner", turns=((4, 105), (8, 120)))
    old = service("Brunch", turns=((8, 300),), archived=True)
    assert [plan({}, quick, slow, old).usual_turn(covers) for covers in (2, 5)] == [105, 150]


def test_without_a_service_a_party_stays_ninety_minutes() -> None:
    assert plan({}).usual_turn(4) == 90
    assert plan({}, service(archived=True)).usual_turn(4) == 90


FLOOR = [table("1", 2), table("2", 2), table("3", 4), table("4", 4)]


def test_s7_what_stands_together_for_good_is_never_split() -> None:
    joins = [join("3+4", 8), join("1+2+3", 8), join("2+3", 6), join("1+2", 4, fixed=True)]
    assert [(one.tables, one.covers, one.joined) for one in seatings_of(FLOOR, joins)] == [
        (uids("3"), 4, False),
        (uids("4"), 4, False),
        (uids("1+2"), 4, False),
        (uids("3+4"), 8, True),
        (uids("1+2+3"), 8, True),
    ]


def test_seatings_of_a_size_are_in_floor_order_whatever_order_joins_are_in() -> None:
    floor = [table("9", 4), table("5", 2), table("7", 2), table("8", 2)]
    joins = [join("8+7", 4), join("7+5", 4), join("9+8", 4)]
    assert [one.tables for one in seatings_of(floor, joins)] == [
        uids("5"), uids("7"), uids("8"), uids("9"), uids("9+8"), uids("7+5"), uids("8+7"),
    ]  # fmt: skip


def test_a_fixed_join_within_a_larger_fixed_one_is_part_of_it() -> None:
    joins = [join("1+2", 4, fixed=True), join("1+2+3", 9, fixed=True)]
    assert [one.tables for one in seatings_of(FLOOR, joins)] == [uids("4"), uids("1+2+3")]


@pytest.mark.parametrize("fixed", [True, False])
def test_a_join_that_lost_a_table_is_none_and_its_other_tables_stand_alone(fixed: bool) -> None:
    for broken in (join("1+gone", 6, fixed=fixed), join("1", 6, fixed=fixed)):
        found = seatings_of(FLOOR[:1], [broken])
        assert [(one.tables, one.covers) for one in found] == [(uids("1"), 2)]
