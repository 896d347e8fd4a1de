"""Every worked table of docs/algorithms/pricing.md §2 to §10, by section."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from comanda.kernel.money import RoundingMode, divide
from comanda.kernel.time import WeeklyWindow
from comanda.pricing.inputs import (
    AmountOffOrder,
    BuyGet,
    Charge,
    FixedPriceSet,
    Option,
    PercentOffItems,
    PercentOffOrder,
    Promotion,
    PromotionUse,
    Reward,
    Terms,
)
from comanda.pricing.promotions import applies_at
from tests.unit.pricing.carts import (
    LONG_AGO,
    amount_off,
    amounts,
    line,
    line_nets,
    m,
    pct,
    percent_off,
    pick,
    price,
    promotion,
    tax,
    uid,
    uids,
)

UP, EVEN = RoundingMode.HALF_UP, RoundingMode.HALF_EVEN


def test_s2_units() -> None:
    options = (Option(uid("egg"), m("0.50")), Option(uid("sauce"), m("0.15"), 2))
    entry = price(line("dish", m("9.50"), 2, options=options)).lines[0]
    assert (entry.price_per, entry.price) == (m("10.30"), m("20.60"))


@pytest.mark.parametrize(("mode", "expected"), [(UP, "27.45"), (EVEN, "27.44")])
def test_s2_measure_on_the_half_cent(mode: RoundingMode, expected: str) -> None:
    entry = price(line("fish", m("27.50"), measure=998), terms=Terms(rounding=mode)).lines[0]
    assert (entry.price_per, entry.price) == (m("27.50"), m(expected))


def test_s2_measure_with_an_option() -> None:
    entry = price(line("fish", m("27.50"), options=(Option(uid("marinade"), m("1.00")),), measure=998)).lines[0]
    assert (entry.price_per, entry.price) == (m("28.50"), m("28.44"))


def test_s3_discounts_on_a_line_run_on_what_is_left() -> None:
    entry = price(
        line(
            "dish",
            m("10.30"),
            2,
            percent_off("10"),
            amount_off(m("1.00")),
            percent_off("30", m("3.00")),
            amount_off(m("20.00")),
        )
    ).lines[0]
    assert amounts(entry.discounts) == [m("2.06"), m("1.00"), m("3.00"), m("14.54")]
    assert entry.net == 0


def test_s3_maximum_of_a_promotion_over_three_lines() -> None:
    quoted = price(
        line("a", m("18.00")),
        line("b", m("12.00")),
        line("c", m("7.00")),
        automatic=(promotion(PercentOffItems(pick(), pct("25")), max_amount=m("5.00")),),
    )
    assert [amounts(entry.discounts) for entry in quoted.lines] == [[m("2.43")], [m("1.62")], [m("0.95")]]
    assert line_nets(quoted) == [m("15.57"), m("10.38"), m("6.05")]
    assert quoted.total == m("32.00")


def test_s4_order_discounts_run_on_what_is_left() -> None:
    voucher = percent_off("20", m("5.00"), name="voucher's", voucher="v")
    quoted = price(
        line("dish", m("40.00")),
        discounts=(percent_off("10", name="manual"), voucher),
        automatic=(
            promotion(PercentOffOrder(pct("10")), "too far", min_spend=m("35.00")),
            promotion(PercentOffOrder(pct("10")), "reached", min_spend=m("31.00")),
        ),
        rewards=(Reward(uid("reward"), "reward", 100, AmountOffOrder(m("3.00"))),),
    )
    assert [(row.name, row.amount) for row in quoted.discounts] == [
        ("manual", m("4.00")),
        ("voucher's", m("5.00")),
        ("reached", m("3.10")),
        ("reward", m("3.00")),
    ]
    assert quoted.subtotal == m("24.90")


@pytest.mark.parametrize(
    ("prices", "nets"),
    [
        (("10.00", "10.00", "10.00"), ("6.66", "6.67", "6.67")),
        (("7.00", "5.00", "2.50"), ("2.17", "1.55", "0.78")),
    ],
)
def test_s5_remainder_cents(prices: tuple[str, ...], nets: tuple[str, ...]) -> None:
    quoted = price(
        *(line(f"item {index}", m(text)) for index, text in enumerate(prices)),
        discounts=(amount_off(m("10.00")),),
    )
    assert [entry.net for entry in quoted.lines] == [m(text) for text in nets]


def test_s6_charges() -> None:
    cover = Charge(uid("cover"), "cover", uids("dine-in"), amount=m("3.00"))
    quoted = price(
        line("dish", m("50.30")),
        terms=Terms(
            charges=(
                Charge(uid("service"), "service", uids("dine-in"), rate=pct("10")),
                Charge(uid("linen"), "linen", uids("dine-in"), rate=pct("2.5")),
                Charge(uid("packing"), "packing", uids("take-away"), amount=m("0.80")),
                cover,
            )
        ),
        dining_option="dine-in",
        charge_amounts={cover.id: m("1.50")},
    )
    assert [(row.name, row.amount) for row in quoted.charges] == [
        ("service", m("5.03")),
        ("linen", m("1.26")),
        ("cover", m("1.50")),
    ]


def test_s7_exclusive_on_a_taxable_charge_sgd() -> None:
    quoted = price(
        line("dish", m("23.40"), 2, taxes="gst"),
        terms=Terms(
            (tax("gst", "9"),),
            (Charge(uid("service"), "service", uids("dine-in"), rate=pct("10"), taxes=(uid("gst"),)),),
            increment=m("0.05"),
        ),
        dining_option="dine-in",
    )
    assert (quoted.subtotal, quoted.charges[0].amount) == (m("46.80"), m("4.68"))
    assert quoted.taxes[0].amount == m("4.63")
    assert (quoted.total, quoted.rounding, quoted.due) == (m("56.11"), m("-0.01"), m("56.10"))


def test_s7_one_rounding_per_tax() -> None:
    quoted = price(*(line(name, m("0.50"), taxes="gst") for name in ("a", "b", "c")), terms=Terms((tax("gst", "9"),)))
    assert quoted.taxes[0].amount == m("0.14")
    assert quoted.total == m("1.64")


def test_s7_inclusive_18_percent() -> None:
    quoted = price(
        line("plate", m("49.90"), taxes="vat"),
        line("drink", m("11.80"), taxes="vat"),
        terms=Terms((tax("vat", "18", inclusive=True),)),
    )
    assert [(row.amount, row.inclusive) for row in quoted.taxes] == [(m("9.41"), True)]
    assert (quoted.subtotal, quoted.total) == (m("61.70"), m("61.70"))


def test_s7_two_inclusive_taxes_share_one_divisor() -> None:
    quoted = price(
        line("dish", m("38.00"), taxes="ten five"),
        terms=Terms((tax("ten", "10", inclusive=True), tax("five", "5", inclusive=True))),
    )
    assert [row.amount for row in quoted.taxes] == [m("3.30"), m("1.65")]
    assert quoted.total == m("38.00")


def test_s7_mixed_inclusive_and_zero_rated() -> None:
    quoted = price(
        line("food", m("59.00"), taxes="vat"),
        line("book", m("41.00"), taxes="zero"),
        terms=Terms((tax("vat", "18", inclusive=True), tax("zero", "0", inclusive=True))),
        discounts=(amount_off(m("10.00")),),
    )
    assert [entry.net for entry in quoted.lines] == [m("53.10"), m("36.90")]
    assert [(row.name, row.amount) for row in quoted.taxes] == [("vat", m("8.10")), ("zero", 0)]
    assert quoted.total == m("90.00")


def test_s7_inclusive_and_exclusive_on_one_line() -> None:
    quoted = price(
        line("dish", m("21.00"), taxes="in on"),
        terms=Terms((tax("in", "5", inclusive=True), tax("on", "9"))),
    )
    assert [row.amount for row in quoted.taxes] == [m("1.00"), m("1.89")]
    assert quoted.total == m("22.89")


def test_s7_jpy_without_decimals() -> None:
    quoted = price(
        line("bowl", 480, 3, taxes="tax"),
        terms=Terms((tax("tax", "10"),), increment=10),
        discounts=(percent_off("10"),),
    )
    assert (amounts(quoted.discounts), quoted.subtotal) == ([144], 1296)
    assert quoted.taxes[0].amount == 130
    assert (quoted.total, quoted.rounding, quoted.due) == (1426, 4, 1430)


def test_s7_kwd_with_three_decimals() -> None:
    quoted = price(
        line("wrap", m("1.250", 3), 2, percent_off("5"), options=(Option(uid("dip"), m("0.100", 3)),)),
        terms=Terms(
            charges=(Charge(uid("service"), "service", uids("dine-in"), rate=pct("12.5")),), increment=m("0.005", 3)
        ),
        dining_option="dine-in",
    )
    assert (quoted.lines[0].price, amounts(quoted.lines[0].discounts)) == (m("2.700", 3), [m("0.135", 3)])
    assert (quoted.subtotal, quoted.charges[0].amount) == (m("2.565", 3), m("0.321", 3))
    assert (quoted.total, quoted.rounding, quoted.due) == (m("2.886", 3), m("-0.001", 3), m("2.885", 3))


@pytest.mark.parametrize(
    ("total", "increment", "mode", "rounding", "due"),
    [
        ("10.02", "0.05", UP, "-0.02", "10.00"),
        ("10.02", "0.05", EVEN, "-0.02", "10.00"),
        ("10.03", "0.05", UP, "0.02", "10.05"),
        ("10.03", "0.05", EVEN, "0.02", "10.05"),
        ("4.25", "0.10", UP, "0.05", "4.30"),
        ("4.25", "0.10", EVEN, "-0.05", "4.20"),
        ("4.35", "0.10", UP, "0.05", "4.40"),
        ("4.35", "0.10", EVEN, "0.05", "4.40"),
        ("4.35", "0.01", UP, "0.00", "4.35"),
        ("4.35", "0.01", EVEN, "0.00", "4.35"),
    ],
)
def test_s9_rounding_to_the_increment(total: str, increment: str, mode: RoundingMode, rounding: str, due: str) -> None:
    quoted = price(line("dish", m(total)), terms=Terms(increment=m(increment), rounding=mode))
    assert (quoted.total, quoted.rounding, quoted.due) == (m(total), m(rounding), m(due))
    assert quoted.mode is mode


@pytest.mark.parametrize(
    ("instant", "applies"),
    [
        ("2026-03-06T13:59:59Z", False),
        ("2026-03-06T14:00:00Z", True),
        ("2026-03-06T17:59:59Z", True),
        ("2026-03-06T18:00:00Z", False),
        ("2026-03-05T17:00:00Z", False),
    ],
)
def test_s10_window_over_midnight(instant: str, applies: bool) -> None:
    late = Promotion(
        uid("late"), "late", PercentOffOrder(1), LONG_AGO, windows=(WeeklyWindow(frozenset({4}), time(22), time(2)),)
    )
    at = datetime.fromisoformat(instant)
    assert applies_at(late, None, at, at.astimezone(ZoneInfo("Asia/Singapore"))) is applies


def test_s10_buy_two_get_one() -> None:
    coffee = pick(categories="coffee")
    quoted = price(
        line("flat white", m("4.50"), 2, categories="coffee"),
        line("espresso", m("3.00"), 2, percent_off("10"), categories="coffee"),
        automatic=(promotion(BuyGet(coffee, 2, coffee, 1)),),
    )
    assert [amounts(entry.discounts) for entry in quoted.lines] == [[], [m("0.60"), m("2.70")]]
    assert line_nets(quoted) == [m("9.00"), m("2.70")]
    assert quoted.total == m("11.70")


def test_s10_fixed_price_set() -> None:
    lunch = FixedPriceSet(((pick(categories="main"), 1), (pick(categories="drink"), 1)), m("12.00"))
    quoted = price(
        line("pasta", m("9.80"), categories="main"),
        line("tea", m("3.20"), categories="drink"),
        line("steak", m("11.50"), categories="main"),
        line("juice", m("4.00"), categories="drink"),
        automatic=(promotion(lunch),),
    )
    assert [amounts(entry.discounts) for entry in quoted.lines] == [[m("0.75")], [m("0.25")], [m("2.60")], [m("0.90")]]
    assert quoted.total == m("24.00")


def test_s10_sets_add_up_to_their_price_when_a_net_does_not_divide() -> None:
    snack = FixedPriceSet(((pick("bun"), 1), (pick(categories="dip"), 1)), m("1.00"))
    vouchers = (PromotionUse(promotion(snack), uid("v")),)
    quoted = price(
        line("bun", m("2.01"), 2, amount_off(m("0.01"))),
        line("red dip", m("0.60"), categories="dip"),
        line("white dip", m("0.50"), categories="dip"),
        vouchers=vouchers,
    )
    assert [amounts(entry.discounts)[-1] for entry in quoted.lines] == [m("2.44"), m("0.37"), m("0.30")]
    assert quoted.total == m("2.00")


@pytest.mark.parametrize(
    ("numerator", "denominator", "up", "even"),
    [(25, 10, 3, 2), (35, 10, 4, 4), (4999, 10_000, 0, 0), (-5, 10, -1, 0), (-15, 10, -2, -2)],
)
def test_rounding_modes(numerator: int, denominator: int, up: int, even: int) -> None:
    assert divide(numerator, denominator, UP) == up
    assert divide(numerator, denominator, EVEN) == even


@pytest.mark.parametrize(("mode", "expected"), [(UP, 3), (EVEN, 2)])
def test_rounding_mode_holds_for_every_step(mode: RoundingMode, expected: int) -> None:
    plain = Terms(rounding=mode)
    half = percent_off("50")
    of_manufacturer = percent_off("50", manufacturer=True)
    mall = Promotion(uid("mall"), "mall", PercentOffOrder(pct("50")), LONG_AGO, manufacturer=True)
    for quoted in (
        price(line("a", 5, 1, half), terms=plain),
        price(line("a", 5), terms=plain, discounts=(half,)),
        price(line("a", 5), terms=plain, discounts=(of_manufacturer,)),
        price(line("a", 5), terms=plain, automatic=(promotion(PercentOffItems(pick(), pct("50"))),)),
        price(line("a", 5), terms=plain, automatic=(promotion(PercentOffOrder(pct("50"))),)),
        price(line("a", 5), terms=plain, automatic=(mall,)),
    ):
        assert 5 - quoted.total == expected
    service = Charge(uid("service"), "service", uids("dine-in"), rate=pct("50"))
    charged = price(line("a", 5), terms=Terms(charges=(service,), rounding=mode), dining_option="dine-in")
    assert charged.charges[0].amount == expected
    for found in (tax("tax", "50"), tax("tax", "100", inclusive=True)):
        taxed = price(line("a", 5, taxes="tax"), terms=Terms((found,), rounding=mode))
        assert taxed.taxes[0].amount == expected


def test_s6_a_charge_may_be_set_to_nothing() -> None:
    cover = Charge(uid("cover"), "cover", uids("dine-in"), amount=m("3.00"))
    terms = Terms(charges=(cover,))
    quoted = price(line("a", 100), terms=terms, dining_option="dine-in", charge_amounts={cover.id: 0})
    assert [row.amount for row in quoted.charges] == [0]
    assert price(line("a", 100), terms=terms).charges == ()
