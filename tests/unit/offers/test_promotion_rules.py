"""What a promotion's rule may say: every kind, every condition, and what is refused."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

import pytest

from comanda.kernel.time import WeeklyWindow
from comanda.offers.rules import promotion
from comanda.pricing.inputs import (
    AmountOffItems,
    AmountOffOrder,
    BuyGet,
    Effect,
    FixedPriceSet,
    PercentOffItems,
    PercentOffOrder,
    Pick,
    Promotion,
)

ID, ITEM, OTHER, CATEGORY, OPTION = (UUID(int=number) for number in range(1, 6))
STARTS = datetime(2026, 1, 1, tzinfo=UTC)
PICK = {"items": [str(ITEM)], "categories": [str(CATEGORY)]}
PICKED = Pick(frozenset({ITEM}), frozenset({CATEGORY}))


def compiled(rule: Any, *, manufacturer: bool = False) -> Promotion:
    return promotion(id=ID, name="Tea time", rule=rule, starts_at=STARTS, ends_at=None, manufacturer=manufacturer)


KINDS: list[tuple[dict[str, Any], Effect]] = [
    ({"kind": "percent_off_items", "pick": PICK, "rate": 300_000}, PercentOffItems(PICKED, 300_000)),
    ({"kind": "amount_off_items", "pick": PICK, "amount": 50}, AmountOffItems(PICKED, 50)),
    ({"kind": "percent_off_order", "rate": 100_000}, PercentOffOrder(100_000)),
    ({"kind": "amount_off_order", "amount": 800}, AmountOffOrder(800)),
    (
        {"kind": "buy_get", "buy": PICK, "buy_qty": 2, "get": {"items": [str(OTHER)]}, "get_qty": 1},
        BuyGet(PICKED, 2, Pick(frozenset({OTHER})), 1, 1_000_000, None),
    ),
    (
        {"kind": "buy_get", "buy": {}, "buy_qty": 1, "get": {}, "get_qty": 1, "rate": 500_000, "max_times": 2},
        BuyGet(Pick(), 1, Pick(), 1, 500_000, 2),
    ),
    (
        {"kind": "fixed_price_set", "slots": [{"pick": PICK, "qty": 1}, {"pick": {}, "qty": 2}], "price": 720},
        FixedPriceSet(((PICKED, 1), (Pick(), 2)), 720, None),
    ),
    (
        {"kind": "fixed_price_set", "slots": [{"pick": PICK, "qty": 1}], "price": 0, "max_times": 3},
        FixedPriceSet(((PICKED, 1),), 0, 3),
    ),
]


@pytest.mark.parametrize(("said", "effect"), KINDS)
def test_every_kind_of_effect_is_read(said: dict[str, Any], effect: Effect) -> None:
    assert compiled({"effect": said}) == Promotion(ID, "Tea time", effect, STARTS)


def test_all_conditions_are_read() -> None:
    found = compiled(
        {
            "effect": {"kind": "percent_off_order", "rate": 100_000},
            "windows": [
                {"days": [0, 4], "start": "12:00", "end": "15:00"},
                {"days": [5], "start": "22:00", "end": "02:00"},
            ],
            "dining_options": [str(OPTION)],
            "min_spend": 5000,
            "max_amount": 1500,
        },
        manufacturer=True,
    )
    assert found.windows == (
        WeeklyWindow(frozenset({0, 4}), time(12), time(15)),
        WeeklyWindow(frozenset({5}), time(22), time(2)),
    )
    assert found.dining_options == frozenset({OPTION})
    assert (found.min_spend, found.max_amount, found.manufacturer) == (5000, 1500, True)


PERCENT = {"kind": "percent_off_order", "rate": 100_000}
BAD: list[Any] = [
    {},
    {"effect": None},
    {"effect": []},
    {"effect": {}},
    {"effect": {"kind": "half_price"}},
    {"effect": {"kind": "percent_off_order"}},
    {"effect": {"kind": "percent_off_items", "rate": 100_000}},
    {"effect": {"kind": "percent_off_items", "pick": [str(ITEM)], "rate": 100_000}},
    {"effect": {"kind": "percent_off_items", "pick": None, "rate": 100_000}},
    {"effect": {"kind": "percent_off_items", "pick": {"items": ["soup"]}, "rate": 100_000}},
    {"effect": {"kind": "amount_off_items", "pick": {}}},
    {"effect": {"kind": "amount_off_order"}},
    {"effect": {"kind": "buy_get", "buy": {}, "buy_qty": 1, "get": {}}},
    {"effect": {"kind": "fixed_price_set", "price": 720}},
    {"effect": {"kind": "fixed_price_set", "slots": [{"qty": 1}], "price": 720}},
    {"effect": {"kind": "fixed_price_set", "slots": 3, "price": 720}},
    {"effect": PERCENT, "windows": [{"days": [0], "start": "12:00"}]},
    {"effect": PERCENT, "windows": [{"days": [0], "start": "noon", "end": "15:00"}]},
    {"effect": PERCENT, "windows": [{"days": 0, "start": "12:00", "end": "15:00"}]},
    {"effect": PERCENT, "windows": 1},
    {"effect": PERCENT, "dining_options": ["dine-in"]},
    {"effect": PERCENT, "dining_options": [7]},
]


@pytest.mark.parametrize("rule", BAD)
def test_a_rule_that_says_what_it_may_not_is_refused(rule: Any) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        compiled(rule)


@pytest.mark.parametrize("said", [said for said, effect in KINDS if not str(said["kind"]).endswith("_order")])
def test_a_manufacturer_pays_for_orders_only(said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="manufacturer"):
        compiled({"effect": said}, manufacturer=True)


@pytest.mark.parametrize(
    "effect",
    [
        {"kind": "percent_off_order", "rate": "300000"},
        {"kind": "percent_off_order", "rate": 1_000_001},
        {"kind": "amount_off_order", "amount": -1},
        {"kind": "amount_off_order", "amount": True},
        {"kind": "buy_get", "buy": {}, "buy_qty": 1, "get": {}, "get_qty": 0},
        {"kind": "buy_get", "buy": {}, "buy_qty": 1, "get": {}, "get_qty": 1, "max_times": 0},
        {"kind": "fixed_price_set", "slots": [{"pick": {}, "qty": 0}], "price": 900},
    ],
)
def test_numbers_out_of_range_are_refused(effect: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        compiled({"effect": effect})
