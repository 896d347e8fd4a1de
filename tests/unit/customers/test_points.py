"""How points are earned and taken back; the tables are those of docs/algorithms/loyalty.md."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comanda.customers.rules import Bought, earning, points_earned, points_to_reverse, reward
from comanda.pricing.inputs import AmountOffOrder, BuyGet

COFFEES, FOOD = UUID(int=1), UUID(int=2)
ESPRESSO, RICE, CHEESECAKE = UUID(int=11), UUID(int=12), UUID(int=13)
MONDAY_NOON = datetime(2026, 7, 13, 12, 0, tzinfo=UTC)
MONDAY_EVENING = datetime(2026, 7, 13, 18, 30, tzinfo=UTC)

MONEY = earning({"per_amount": {"spend": 1000, "points": 1}})
STAMPS = earning({"items": [{"pick": {"items": [], "categories": [str(COFFEES)]}, "points": 1}]})
EVENINGS = [{"days": [0], "start": "17:00", "end": "22:00"}]


def bought(item: UUID | None, qty: int, *categories: UUID) -> Bought:
    return Bought(item, frozenset(categories), qty)


@pytest.mark.parametrize(
    ("spent", "points"),
    [(0, 0), (1, 0), (999, 0), (1000, 1), (1999, 1), (2000, 2), (12000, 12), (13800, 13), (10**9, 10**6)],
)
def test_one_point_for_each_whole_ten(spent: int, points: int) -> None:
    assert points_earned(MONEY, spent, [], MONDAY_NOON) == points


def test_several_points_for_each_step() -> None:
    rule = earning({"per_amount": {"spend": 500, "points": 3}})
    assert [points_earned(rule, spent, [], MONDAY_NOON) for spent in (499, 500, 1400)] == [0, 3, 6]


def test_stamps_for_each_unit_of_what_is_picked() -> None:
    lines = [bought(ESPRESSO, 3, COFFEES), bought(RICE, 5, FOOD), bought(None, 2)]
    assert points_earned(STAMPS, 99_999, lines, MONDAY_NOON) == 3
    assert points_earned(STAMPS, 0, [bought(CHEESECAKE, 1, FOOD, COFFEES)], MONDAY_NOON) == 1


def test_items_and_money_add_up() -> None:
    rule = earning(
        {
            "per_amount": {"spend": 1000, "points": 1},
            "items": [
                {"pick": {"items": [str(CHEESECAKE)]}, "points": 5},
                {"pick": {"categories": [str(FOOD)]}, "points": 2},
            ],
        }
    )
    lines = [bought(CHEESECAKE, 2, FOOD), bought(RICE, 1, FOOD)]
    # 4 for 45.00; two cheesecakes at 5 and 2 each; rice at 2.
    assert points_earned(rule, 4500, lines, MONDAY_NOON) == 4 + 2 * 7 + 2


def test_a_pick_of_nothing_in_particular_is_everything() -> None:
    rule = earning({"items": [{"pick": {}, "points": 1}]})
    assert points_earned(rule, 0, [bought(None, 2), bought(RICE, 3, FOOD)], MONDAY_NOON) == 5


@pytest.mark.parametrize(("at", "points"), [(MONDAY_NOON, 12), (MONDAY_EVENING, 24)])
def test_points_count_twice_at_some_hours(at: datetime, points: int) -> None:
    rule = earning({"per_amount": {"spend": 1000, "points": 1}, "multipliers": [{"windows": EVENINGS, "times": 2}]})
    assert points_earned(rule, 12_000, [], at) == points


def test_of_several_multipliers_the_highest_counts() -> None:
    rule = earning(
        {
            "per_amount": {"spend": 1000, "points": 1},
            "multipliers": [{"times": 3}, {"windows": EVENINGS, "times": 2}, {"windows": [], "times": 1}],
        }
    )
    assert points_earned(rule, 2000, [], MONDAY_EVENING) == 6


@pytest.mark.parametrize(
    ("earned", "before", "due", "refunded", "goes"),
    [
        (12, 0, 12000, 0, 0),
        (12, 0, 12000, 5000, 5),
        (12, 5, 12000, 5100, 1),
        (12, 6, 12000, 12000, 6),
        (12, 0, 12000, 1, 1),
        (12, 12, 12000, 12000, 0),
        (3, 0, 900, 300, 1),
        (3, 1, 900, 301, 1),
        (1, 0, 10_000, 1, 1),
        (5, 0, 1000, 2000, 5),
        (5, 0, 0, 100, 0),
        (0, 0, 1000, 1000, 0),
    ],
)
def test_points_go_in_proportion_rounded_up(earned: int, before: int, due: int, refunded: int, goes: int) -> None:
    assert points_to_reverse(earned, before, due, refunded) == goes


@given(
    earned=st.integers(0, 10**6),
    due=st.integers(1, 10**7),
    parts=st.lists(st.integers(1, 10**6), max_size=20),
)
def test_however_it_is_given_back_the_points_that_go_are_those_of_the_whole(
    earned: int, due: int, parts: list[int]
) -> None:
    gone = refunded = 0
    for part in parts:
        refunded = min(due, refunded + part)
        goes = points_to_reverse(earned, gone, due, refunded)
        assert goes >= 0
        gone += goes
    assert gone == points_to_reverse(earned, 0, due, refunded) <= earned
    if refunded == due:
        assert gone == earned


@pytest.mark.parametrize(
    "rule",
    [
        {"per_amount": {"spend": 1000}},
        {"per_amount": {"spend": -1, "points": 1}},
        {"per_amount": {"spend": "1000", "points": 1}},
        {"items": [{"points": 1}]},
        {"items": [{"pick": {}, "points": 0}]},
        {"items": [{"pick": {"items": ["espresso"]}, "points": 1}]},
        {"multipliers": [{"times": 0}]},
        {"multipliers": [{"windows": [{"days": [0]}], "times": 2}]},
        {"multipliers": 2},
    ],
)
def test_a_rule_that_says_what_it_may_not(rule: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        earning(rule)


def test_a_rule_that_says_nothing_earns_nothing() -> None:
    assert points_earned(earning({}), 10**6, [bought(RICE, 9, FOOD)], MONDAY_NOON) == 0


def test_rewards_speak_as_promotions_do() -> None:
    off = reward(UUID(int=1), "15 off", 50, {"effect": {"kind": "amount_off_order", "amount": 1500}})
    assert (off.points, off.effect, off.max_amount) == (50, AmountOffOrder(1500), None)
    pick = {"items": [str(ESPRESSO)]}
    said = {"kind": "buy_get", "buy": pick, "buy_qty": 0, "get": pick, "get_qty": 1, "max_times": 1}
    free = reward(UUID(int=2), "An espresso", 8, {"effect": said, "max_amount": 900})
    assert isinstance(free.effect, BuyGet)
    assert free.max_amount == 900
    rules: list[dict[str, Any]] = [{}, {"effect": {}}, {"effect": {"kind": "surprise"}}]
    for rule in (*rules, {"effect": said, "max_amount": -1}):
        with pytest.raises(ValueError, match=r"reward|expected|unknown"):
            reward(UUID(int=3), "Nothing", 1, rule)
