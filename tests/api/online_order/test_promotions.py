"""Promotions as carts show them: by themselves at their hours, or by voucher."""

from typing import Any

import pytest

from tests.api.online_order import contract
from tests.api.online_order.carts import LIMA, LONDON, SINGAPORE, Shop, calculate, rows
from tests.partner import Json, Partner

SUSPIRO = LIMA.line("suspiro", "Porción")
SOURS = (
    LIMA.line("pisco-sour", "Copa", ("uva", "Quebranta")),
    LIMA.line("maracuya-sour", "Catedral", ("uva", "Quebranta")),
)
LUNCH = (
    LIMA.line("causa-limena", "Porción"),
    LIMA.line("aji-de-gallina", "Porción"),
    LIMA.line("chicha-morada", "Vaso"),
)


def _at(shop: Shop, when: str, *lines: Json, dining: str = "dine_in", **more: Any) -> Json:
    return shop.cart(*lines, dining=dining, order_info={"order_at": when}, **more)


@pytest.mark.parametrize(
    ("when", "taken"),
    [
        ("2026-11-17T14:59:59-05:00", []),
        ("2026-11-17T15:00:00-05:00", [("promotion", 3.8)]),
        ("2026-11-17T20:00:00+00:00", [("promotion", 3.8)]),
        ("2026-11-18T07:59:59+08:00", [("promotion", 3.8)]),
        ("2026-11-17T19:00:00-05:00", []),
        ("2026-11-18T15:00:00-05:00", []),
    ],
)
def test_a_promotion_runs_at_its_local_hours(when: str, taken: list[tuple[str, float]], quiet_lima: Partner) -> None:
    found = calculate(quiet_lima, _at(LIMA, when, SUSPIRO))
    contract.hold(found, contract.CART)
    assert rows(found) == taken
    assert found["total"] == 19 - sum(amount for _, amount in taken)


def test_a_promotion_is_for_its_dining_options(quiet_lima: Partner) -> None:
    at_the_hour = "2026-11-17T16:00:00-05:00"
    assert rows(calculate(quiet_lima, _at(LIMA, at_the_hour, SUSPIRO, dining="takeaway"))) == []


@pytest.mark.parametrize(
    ("shop", "cart", "by_line", "subtotal"),
    [
        pytest.param(
            LIMA, _at(LIMA, "2026-11-18T18:00:00-05:00", *SOURS), [[28], []], 42, id="the cheaper of two is free"
        ),
        pytest.param(LIMA, _at(LIMA, "2026-11-18T18:00:00-05:00", SOURS[0]), [[]], 28, id="one alone is not"),
        pytest.param(
            LIMA,
            _at(LIMA, "2026-11-18T18:00:00-05:00", SOURS[0] | {"qty": 3}),
            [[28]],
            56,
            id="of three, one is free",
        ),
        pytest.param(
            LIMA,
            _at(LIMA, "2026-11-18T13:00:00-05:00", *LUNCH),
            [[4.05], [5.5], [1.45]],
            65,
            id="a set at its price",
        ),
        pytest.param(
            LIMA,
            _at(
                LIMA,
                "2026-11-16T13:00:00-05:00",
                LIMA.line("chaufa-mariscos", "Porción", qty=2),
                dining="takeaway",
            ),
            [[10]],
            86,
            id="an amount off each unit",
        ),
        pytest.param(
            LONDON,
            _at(
                LONDON,
                "2026-11-18T12:00:00+00:00",
                LONDON.line("cinnamon-bun", "Each", qty=6),
                dining="takeaway",
            ),
            [[3.6]],
            18,
            id="the sixth bun",
        ),
        pytest.param(
            LONDON,
            _at(
                LONDON,
                "2026-11-18T12:00:00+00:00",
                LONDON.line("cinnamon-bun", "Each", qty=5),
                dining="takeaway",
            ),
            [[]],
            18,
            id="not the fifth",
        ),
        pytest.param(
            SINGAPORE,
            _at(
                SINGAPORE,
                "2026-11-18T17:00:00+08:00",
                SINGAPORE.line("chicken-satay", "6 sticks", qty=2),
                SINGAPORE.line("red-lantern-lager", "Pint"),
            ),
            [[], [7.5]],
            23.1,
            id="half off another item",
        ),
    ],
)
def test_promotions_on_items(
    shop: Shop, cart: Json, by_line: list[list[float]], subtotal: float, request: pytest.FixtureRequest
) -> None:
    partner: Partner = request.getfixturevalue(
        {LIMA.slug: "quiet_lima", SINGAPORE.slug: "quiet_singapore"}.get(shop.slug, "quiet_london")
    )
    found = calculate(partner, cart)
    assert [[row["amount"] for row in line["discounts"]] for line in found["items"]] == by_line
    assert all(set(row) == {"promotion", "amount"} for line in found["items"] for row in line["discounts"])
    assert found["subtotal"] == subtotal


def test_a_promotion_a_manufacturer_pays_comes_after_taxes(quiet_london: Partner) -> None:
    pies = LONDON.line("ale-pie", "Regular", qty=4)
    thursday = "2026-11-19T18:00:00+00:00"
    found = calculate(quiet_london, _at(LONDON, thursday, pies, dining="delivery"))
    assert found["manufacturer_discounts"] == [{"promotion": LONDON.promotion("arches-delivery"), "amount": 6}]
    assert (found["subtotal"], found["total"], found["discounts"]) == (78, 75.5, [])
    assert [row["amount"] for row in found["taxes"]] == [13.58]
    small = calculate(quiet_london, _at(LONDON, thursday, pies | {"qty": 3}, dining="delivery"))
    assert small["manufacturer_discounts"] == []


@pytest.mark.parametrize(("qty", "taken"), [(25, 30), (60, 60)])
def test_a_voucher_brings_its_promotion(qty: int, taken: float, quiet_lima: Partner) -> None:
    rice = LIMA.line("arroz-blanco", "Porción", qty=qty)
    vouchers = [{"voucher": LIMA.voucher("GRANMESA15")}]
    found = calculate(quiet_lima, _at(LIMA, "2026-11-18T05:00:00-05:00", rice, vouchers=vouchers))
    assert found["vouchers"] == vouchers
    assert found["discounts"] == [
        {"promotion": LIMA.promotion("gran-mesa"), "voucher": LIMA.voucher("GRANMESA15"), "amount": taken}
    ]
    assert found["subtotal"] == 8 * qty - taken


def test_a_voucher_is_not_used_up_for_nothing(quiet_lima: Partner) -> None:
    below_the_threshold = LIMA.line("arroz-blanco", "Porción", qty=24)
    vouchers = [{"voucher": LIMA.voucher("GRANMESA15")}]
    refused = quiet_lima.post(
        "/cart/calculate", _at(LIMA, "2026-11-18T05:00:00-05:00", below_the_threshold, vouchers=vouchers)
    )
    assert refused.status == 422
    assert refused.fields == {"vouchers[0].voucher": "voucher_not_applicable"}
