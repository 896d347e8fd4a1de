"""The two golden vectors of docs/algorithms/pricing.md (§8 and §9), step by step."""

from comanda.pricing.inputs import Charge, Option, Terms
from comanda.pricing.result import TaxRow
from tests.unit.pricing.carts import amount_off, amounts, line, m, pct, percent_off, price, tax, uid, uids


def test_golden_vector_a_subtotal_15_54_total_10_54() -> None:
    terms = Terms(
        taxes=(tax("tax", "8.5"),),
        charges=(Charge(uid("fee"), "fee", uids("dine-in"), amount=m("8.00"), taxes=(uid("tax"),)),),
    )
    options = (Option(uid("egg"), m("0.50")), Option(uid("sauce"), m("0.15"), 2))
    quoted = price(
        line("dish", m("9.50"), 2, percent_off("10"), amount_off(m("1.00")), options=options, taxes="tax"),
        line("cake", m("10.00"), taxes="tax"),
        terms=terms,
        dining_option="dine-in",
        discounts=(
            amount_off(m("10.00")),
            amount_off(m("5.00"), manufacturer=True),
            amount_off(m("2.00")),
            amount_off(m("10.00"), manufacturer=True),
        ),
    )
    first, second = quoted.lines
    assert (first.price_per, first.price, second.price) == (m("10.30"), m("20.60"), m("10.00"))
    assert amounts(first.discounts) == [m("2.06"), m("1.00")]
    assert amounts(second.discounts) == []
    assert amounts(quoted.discounts) == [m("10.00"), m("2.00")]
    assert (first.net, second.net) == (m("9.90"), m("5.64"))
    assert quoted.subtotal == m("15.54")
    assert [row.amount for row in quoted.charges] == [m("8.00")]
    assert quoted.taxes == (TaxRow(uid("tax"), "tax", m("2.00"), inclusive=False),)
    assert amounts(quoted.manufacturer_discounts) == [m("5.00"), m("10.00")]
    assert (quoted.total, quoted.rounding, quoted.due) == (m("10.54"), 0, m("10.54"))


def test_golden_vector_b_71_42_becomes_79_06_due_79_05() -> None:
    terms = Terms(
        taxes=(tax("tax", "7"),),
        charges=(Charge(uid("service"), "service", uids("dine-in"), rate=pct("10"), taxes=(uid("tax"),)),),
        increment=m("0.05"),
    )
    quoted = price(
        line("dinner", m("71.42"), taxes="tax"),
        terms=terms,
        dining_option="dine-in",
        discounts=(amount_off(m("5.00"), manufacturer=True),),
    )
    assert quoted.subtotal == m("71.42")
    assert [row.amount for row in quoted.charges] == [m("7.14")]
    assert [row.amount for row in quoted.taxes] == [m("5.50")]
    assert amounts(quoted.manufacturer_discounts) == [m("5.00")]
    assert (quoted.total, quoted.rounding, quoted.due) == (m("79.06"), m("-0.01"), m("79.05"))
