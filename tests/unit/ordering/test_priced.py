"""Orders that come with their prices: what they name is sold here, and their amounts add up."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from comanda.kernel.errors import Invalid
from comanda.menu.snapshot import Item, MenuSnapshot, Modifier, Option, Variant
from comanda.ordering.requests import (
    IntentPayment,
    PricedDiscount,
    PricedLine,
    PricedOption,
    PricedOrder,
    PricedPart,
    PricedTax,
)
from comanda.ordering.rules.priced import CheckedBill, check_priced
from comanda.pricing.inputs import Tax, Terms

NOW = datetime(2026, 11, 21, tzinfo=UTC)
NEW_TAX = UUID(int=99)
VAT = Tax(UUID(int=50), "VAT", 200_000, inclusive=True)


def option(number: int, sku: str | None, *, blocked: bool = False) -> Option:
    return Option(UUID(int=number), UUID(int=40), {}, "option", sku, None, 50, 3, False, True, (), 1, blocked)


def item(number: int, *variants: tuple[int, str | None], blocked: bool = False) -> Item:
    sold = tuple(
        Variant(UUID(int=of), UUID(int=number), {}, "way", sku, None, 1000, None, True, 1, False)
        for of, sku in variants
    )
    return Item(
        id=UUID(int=number),
        item_no=f"no-{number}",
        names={},
        name="dish",
        descriptions={},
        description=None,
        image=None,
        category_id=UUID(int=60),
        categories=frozenset(),
        allergens=(),
        diets=(),
        station=None,
        taxes=(VAT.id,),
        sort=1,
        updated_at=NOW,
        variants=sold,
        asks=(),
        choices={},
        blocked=blocked,
    )


ITEMS = [
    item(1, (11, "BURGER")),
    item(2, (21, "PINT"), (22, "HALF")),
    item(3, (31, None)),
    item(4, (41, "GONE"), blocked=True),
]
SAUCES = Modifier(UUID(int=40), {}, "sauces", None, None, 1, NOW, (option(401, "MAYO"), option(402, None)))
MENU = cast(
    "MenuSnapshot",
    SimpleNamespace(
        items={found.id: found for found in ITEMS}, modifiers={SAUCES.id: SAUCES}, terms=Terms(taxes=(VAT,))
    ),
)
BURGER = PricedLine("BURGER", "Burger", 1200, 2)


def check(*lines: PricedLine, total: int, service: int = 0, **more: Any) -> CheckedBill:
    said = {"discounts": (), "taxes": (), "payments": ()} | more
    asked = PricedOrder(external_id="o-1", lines=lines, service_charge=service, total=total, as_sent={}, **said)
    return check_priced(asked, MENU, NEW_TAX)


def refused(*lines: PricedLine, **more: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        check(*lines, **more)
    return {problem.field: problem.code for problem in refusal.value.fields}


def test_the_callers_price_counts_and_the_dish_is_ours() -> None:
    (line,) = check(BURGER, total=2400).lines
    assert (line.price_per, line.price, line.net) == (1200, 2400, 2400)
    assert (line.sold.id, line.sold.item_id, line.sold.item_no) == (UUID(int=11), UUID(int=1), "no-1")
    assert line.sold.taxes == (VAT.id,)


def test_modifiers_are_per_item_and_those_of_parts_per_part() -> None:
    line = PricedLine(
        "BURGER",
        "Set",
        1000,
        3,
        options=(PricedOption("MAYO", "Mayo", 50, 2),),
        parts=(PricedPart("PINT", "Pint", 400, 2, "cold", (PricedOption("MAYO", "Lime", 30, 1),)),),
    )
    # 10.00, twice 0.50 and twice 4.30 are 19.60 each
    (checked,) = check(line, total=5880).lines
    assert checked.price_per == 1960
    mayo, pint, lime = checked.options
    assert (mayo.qty, mayo.sku, mayo.is_item, mayo.part) == (2, "MAYO", False, None)
    assert (pint.id, pint.qty, pint.notes, pint.is_item) == (UUID(int=21), 2, "cold", True)
    assert (lime.qty, lime.part) == (2, 1)


def test_a_modifier_may_take_off() -> None:
    line = PricedLine("BURGER", "Burger", 1200, 1, options=(PricedOption("MAYO", "No bun", -200, 1),))
    assert check(line, total=1000).lines[0].price == 1000


@pytest.mark.parametrize("plu", [str(UUID(int=31)), str(UUID(int=3)), str(UUID(int=402)), "MAYO"])
def test_what_has_no_sku_goes_by_its_id_and_options_are_sold_alone_too(plu: str) -> None:
    assert check(PricedLine(plu, "x", 100, 1), total=100).subtotal == 100


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        (PricedLine("PIZZA", "x", 1, 1), "items[0].plu", "unknown_plu"),
        (PricedLine(str(UUID(int=2)), "two ways", 1, 1), "items[0].plu", "unknown_plu"),
        (PricedLine("GONE", "x", 1, 1), "items[0].plu", "sold_out"),
        (PricedLine("BURGER", "x", 1, 0), "items[0].quantity", "qty_out_of_range"),
        (PricedLine("BURGER", "x", 1, -1), "items[0].quantity", "qty_out_of_range"),
        (PricedLine("BURGER", "x", 1, 10_000), "items[0].quantity", "qty_out_of_range"),
        (PricedLine("BURGER", "x", -1, 1), "items[0].amountPerItem.value", "price_out_of_range"),
        (PricedLine("BURGER", "x", 10**9 + 1, 1), "items[0].amountPerItem.value", "price_out_of_range"),
        (
            PricedLine("BURGER", "x", 1, 1, options=(PricedOption("NOPE", "x", 1, 1),)),
            "items[0].modifiers[0].plu",
            "unknown_plu",
        ),
        (
            PricedLine("BURGER", "x", 1, 1, options=(PricedOption("MAYO", "x", -2, 1),)),
            "items[0].amountPerItem",
            "price_out_of_range",
        ),
        (
            PricedLine(
                "BURGER", "x", 1, 1, parts=(PricedPart("PINT", "x", 1, 1, None, (PricedOption("NO", "x", 1, 1),)),)
            ),
            "items[0].subItems[0].modifiers[0].plu",
            "unknown_plu",
        ),
        (
            PricedLine("BURGER", "x", 1, 1, parts=(PricedPart("PINT", "x", 1, 0),)),
            "items[0].subItems[0].quantity",
            "qty_out_of_range",
        ),
    ],
)
def test_what_is_not_sold_here_is_refused_by_name(line: PricedLine, field: str, code: str) -> None:
    assert refused(line, total=1) == {field: code}


def test_an_order_has_items() -> None:
    assert refused(total=0) == {"items": "no_items"}


@pytest.mark.parametrize("total", [2399, 2401, 0])
def test_amounts_that_do_not_add_up_are_refused(total: int) -> None:
    assert refused(BURGER, total=total) == {"totalAmount.value": "total"}


def test_taxes_may_be_inside_the_prices_or_on_top() -> None:
    taxes = (PricedTax(str(VAT.id), None, 400), PricedTax("city", "City tax", 100))
    inside, on_top = check(BURGER, total=2400, taxes=taxes), check(BURGER, total=2900, taxes=taxes)
    assert [(row.tax_id, row.name, row.amount, row.inclusive) for row in inside.taxes] == [
        (VAT.id, "VAT", 400, True),
        (NEW_TAX, "City tax", 100, True),
    ]
    assert [row.inclusive for row in on_top.taxes] == [False, False]
    assert refused(BURGER, total=2800, taxes=taxes) == {"totalAmount.value": "total"}


def test_the_service_charge_is_inside_the_total() -> None:
    assert check(BURGER, total=2700, service=300).subtotal == 2400
    assert refused(BURGER, total=2400, service=300) == {"totalAmount.value": "total"}
    assert "serviceChargeAmount.value" in refused(BURGER, total=2399, service=-1)


def test_discounts_are_of_an_item_or_of_everything() -> None:
    found = check(
        BURGER,
        PricedLine("PINT", "Pint", 600, 1),
        total=2250,
        discounts=(PricedDiscount("Burger day", 400, "BURGER"), PricedDiscount("Welcome", 350)),
    )
    assert [(row.name, row.amount) for row in found.lines[0].discounts] == [("Burger day", 400)]
    assert [(row.name, row.amount) for row in found.discounts] == [("Welcome", 350)]
    # 350 over 2000 and 600, by largest remainder.
    assert [line.net for line in found.lines] == [2000 - 269, 600 - 81]
    assert found.subtotal == 2250 == sum(line.net for line in found.lines)


def test_discounts_take_no_more_than_there_is() -> None:
    off = (PricedDiscount("Too much", 2401, "BURGER"),)
    assert refused(BURGER, total=0, discounts=off) == {"items[0].amountPerItem": "discount_too_big"}
    assert refused(BURGER, total=0, discounts=(PricedDiscount("x", 2401),)) == {"discounts": "discount_too_big"}
    assert refused(BURGER, total=2400, discounts=(PricedDiscount("x", 1, "PINT"),)) == {
        "discounts[0].affectedPlu": "unknown_plu"
    }


def test_payments_stay_within_the_total_and_are_named_once() -> None:
    check(BURGER, total=2400, payments=(IntentPayment("pi_1", 1400, 100), IntentPayment("pi_2", 1000)))
    check(BURGER, total=2400, payments=(IntentPayment(None, 0),))
    assert refused(BURGER, total=2400, payments=(IntentPayment("pi_1", 1400), IntentPayment("pi_2", 1001))) == {
        "payments[1].paidAmount": "payments_exceed_total"
    }
    assert refused(BURGER, total=2400, payments=(IntentPayment("pi_1", 1), IntentPayment("pi_1", 1))) == {
        "payments[1].paymentIntentId": "duplicate_payment"
    }
    assert refused(BURGER, total=2400, payments=(IntentPayment("pi_1", -1, -1),)) == {
        "payments[0].paidAmount.value": "amount_out_of_range",
        "payments[0].tipsAmount.value": "amount_out_of_range",
    }
