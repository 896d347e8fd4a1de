"""The invariants of docs/algorithms/pricing.md, by number, over random carts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import floor
from unittest.mock import patch
from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st

from comanda.kernel.money import RoundingMode, allocate, to_minor, to_text
from comanda.pricing.inputs import AmountOffOrder, Cart, DiscountUse, Line, PercentOffOrder, Promotion, Reward, Terms
from comanda.pricing.result import DiscountRow, Quote, QuotedLine, TaxRow
from tests.unit.pricing.carts import Case, amount_off, amounts, by_rule, cases, line_nets, percent_off


def rounded(exact: Fraction, mode: RoundingMode) -> int:
    assert exact >= 0
    return round(exact) if mode is RoundingMode.HALF_EVEN else floor(exact + Fraction(1, 2))


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    exact = [Fraction(amount * weight, max(sum(weights), 1)) for weight in weights]
    parts = [floor(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda index: parts[index] - exact[index])
    for index in by_remainder[: amount - sum(parts)]:
        parts[index] += 1
    return parts


def manual_amount(use: DiscountUse, base: int, mode: RoundingMode) -> int:
    amount = rounded(Fraction(base * use.value, 1_000_000), mode) if use.discount.percent else use.value
    limits = [base] if use.discount.max_amount is None else [base, use.discount.max_amount]
    return min(amount, *limits)


def every_row(quoted: Quote) -> list[DiscountRow]:
    on_lines = [row for entry in quoted.lines for row in entry.discounts]
    return [*on_lines, *quoted.discounts, *quoted.manufacturer_discounts]


def content(entry: QuotedLine) -> str:
    return f"{entry.line} {entry.price_per} {entry.price} {entry.discounts} {entry.net}"


@by_rule
@given(cases())
def test_1_2_prices_are_rounded_once_and_all_amounts_are_whole_and_not_negative(case: Case) -> None:
    quoted = case.quote()
    for entry in quoted.lines:
        line = entry.line
        assert entry.price_per == line.unit_price + sum(option.price * option.qty for option in line.options)
        quantity = Fraction(line.qty) if line.measure is None else Fraction(line.measure, 1000)
        assert entry.price == rounded(entry.price_per * quantity, case.terms.rounding)
    shown = [quoted.subtotal, quoted.total, quoted.due, *amounts(tuple(every_row(quoted)))]
    shown += [value for entry in quoted.lines for value in (entry.price_per, entry.price, entry.net)]
    shown += [row.amount for row in quoted.charges] + [row.amount for row in quoted.taxes]
    for amount in shown:
        assert type(amount) is int
        assert amount >= 0
        assert to_minor(Decimal(to_text(amount, case.decimals)), case.decimals) == amount


@by_rule
@given(cases())
def test_3_4_5_discounts_never_exceed_what_they_are_taken_from(case: Case) -> None:
    quoted = case.quote()
    nets = line_nets(quoted)
    assert all(0 <= net <= entry.price for net, entry in zip(nets, quoted.lines, strict=True))
    assert all(0 <= entry.net <= net for net, entry in zip(nets, quoted.lines, strict=True))
    on_order = sum(amounts(quoted.discounts))
    assert on_order <= sum(nets)
    assert quoted.subtotal == sum(nets) - on_order == sum(entry.net for entry in quoted.lines)


@by_rule
@given(cases())
def test_4_each_order_discount_is_spread_over_the_nets_left_by_largest_remainder(case: Case) -> None:
    quoted = case.quote()
    nets = line_nets(quoted)
    for row in quoted.discounts:
        parts = shares(row.amount, nets)
        assert sum(parts) == row.amount
        nets = [net - part for net, part in zip(nets, parts, strict=True)]
    assert [entry.net for entry in quoted.lines] == nets


@by_rule
@given(cases())
def test_6_7_total_is_the_sum_of_its_rows_without_inclusive_taxes_and_due_the_nearest_multiple(case: Case) -> None:
    quoted = case.quote()
    added = sum(row.amount for row in quoted.charges) + sum(row.amount for row in quoted.taxes if not row.inclusive)
    assert quoted.total == quoted.subtotal + added - sum(amounts(quoted.manufacturer_discounts)) >= 0
    exclusive = tuple(tax for tax in case.terms.taxes if not tax.inclusive)
    without = replace(case, terms=replace(case.terms, taxes=exclusive)).quote()
    assert (without.subtotal, without.total, without.due) == (quoted.subtotal, quoted.total, quoted.due)
    increment = case.terms.increment
    assert quoted.due == quoted.total + quoted.rounding
    assert quoted.due == rounded(Fraction(quoted.total, increment), case.terms.rounding) * increment
    assert abs(quoted.rounding) * 2 <= increment - (increment == 1)


@by_rule
@given(cases())
def test_8_manual_discounts_are_their_value_on_what_is_left_up_to_their_maximum(case: Case) -> None:
    quoted = case.quote()
    mode = case.terms.rounding
    scopes: list[tuple[int, Sequence[DiscountUse], tuple[DiscountRow, ...]]] = [
        (entry.price, entry.line.discounts, entry.discounts) for entry in quoted.lines
    ]
    gross = quoted.total + sum(amounts(quoted.manufacturer_discounts))
    for base, manufacturer, rows in (
        (sum(line_nets(quoted)), False, quoted.discounts),
        (gross, True, quoted.manufacturer_discounts),
    ):
        scopes.append((base, [use for use in case.cart.discounts if use.discount.manufacturer is manufacturer], rows))
    for base, uses, rows in scopes:
        left = base
        for use, row in zip(uses, rows, strict=False):
            assert (row.discount_id, row.voucher_id) == (use.discount.id, use.voucher_id)
            assert row.amount == manual_amount(use, left, mode)
            left -= row.amount
        assert all(row.discount_id is None for row in rows[len(uses) :])


@by_rule
@given(cases())
def test_8_promotions_and_rewards_keep_to_their_maximum_over_the_whole_order(case: Case) -> None:
    taken: Counter[str] = Counter()
    promotions: list[Promotion | Reward] = [
        *(use.promotion for use in case.cart.promotions),
        *case.automatic,
        *case.cart.rewards,
    ]
    allowed: Counter[str] = Counter()
    for found in promotions:
        allowed[str(found.id)] += 10**12 if found.max_amount is None else found.max_amount
    for row in every_row(case.quote()):
        taken[str(row.promotion_id or row.reward_id or "")] += row.amount
    assert all(taken[each] <= allowed[each] for each in allowed)


@by_rule
@given(cases(), st.integers(0, 1_000_000), st.integers(0, 2_000), st.integers(0, 3))
def test_9_manufacturer_discounts_stand_apart_and_change_nothing_before_them(
    case: Case, rate: int, amount: int, place: int
) -> None:
    quoted = case.quote()
    of_manufacturers: set[UUID] = {use.discount.id for use in case.cart.discounts if use.discount.manufacturer}
    assert {row.discount_id for row in quoted.manufacturer_discounts} - {None} == of_manufacturers
    on_goods = {row.discount_id for row in quoted.discounts}
    on_goods |= {row.discount_id for entry in quoted.lines for row in entry.discounts}
    assert on_goods.isdisjoint(of_manufacturers)
    for use in (
        percent_off(str(Decimal(rate) / 10_000), name="added", manufacturer=True),
        amount_off(amount, name="added", manufacturer=True),
    ):
        discounts = (*case.cart.discounts[:place], use, *case.cart.discounts[place:])
        more = replace(case, cart=replace(case.cart, discounts=discounts)).quote()
        assert (more.lines, more.discounts) == (quoted.lines, quoted.discounts)
        assert (more.subtotal, more.charges, more.taxes) == (quoted.subtotal, quoted.charges, quoted.taxes)
        assert more.total <= quoted.total


@by_rule
@given(cases())
def test_10_equal_inputs_give_equal_quotes(case: Case) -> None:
    cart = case.cart
    again = replace(
        case,
        cart=Cart(
            tuple(line._replace() for line in cart.lines),
            cart.dining_option_id,
            cart.discounts,
            cart.promotions,
            cart.rewards,
            dict(cart.charge_amounts),
        ),
        terms=replace(case.terms),
    )
    assert again.quote() == case.quote()


@by_rule
@given(cases(promotions=False, one_tax_set=True), st.data())
def test_10_order_of_lines_changes_no_amount_of_the_order(case: Case, data: st.DataObject) -> None:
    lines = data.draw(st.permutations(case.cart.lines))
    one, other = case.quote(), replace(case, cart=replace(case.cart, lines=tuple(lines))).quote()
    assert replace(one, lines=()) == replace(other, lines=())


@by_rule
@given(cases(), st.data())
def test_10_order_of_lines_changes_nothing_when_no_remainder_cent_is_tied(case: Case, data: st.DataObject) -> None:
    tied = False

    def watched(amount: int, weights: Sequence[int]) -> list[int]:
        nonlocal tied
        total = sum(weights)
        if total:
            remainders = sorted((amount * weight % total for weight in weights), reverse=True)
            given_out = sum(remainders) // total
            tied = tied or (0 < given_out < len(weights) and remainders[given_out - 1] == remainders[given_out])
        return allocate(amount, weights)

    lines = data.draw(st.permutations(case.cart.lines))
    with patch("comanda.pricing.quote.allocate", watched):
        one = case.quote()
        assume(not tied)
        other = replace(case, cart=replace(case.cart, lines=tuple(lines))).quote()
    assert replace(one, lines=()) == replace(other, lines=())
    assert Counter(map(content, one.lines)) == Counter(map(content, other.lines))


@by_rule
@given(cases(promotions=False, one_tax_set=True), st.data())
def test_12_a_higher_quantity_or_price_never_lowers_the_total(case: Case, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(case.cart.lines) - 1))
    more = data.draw(st.integers(1, 100))
    line = case.cart.lines[index]
    raised: list[Line] = [line._replace(unit_price=line.unit_price + more)]
    if line.measure is None:
        raised.append(line._replace(qty=line.qty + more))
    else:
        raised.append(line._replace(measure=line.measure + more))
    if line.options:
        first, *rest = line.options
        raised.append(line._replace(options=(first._replace(price=first.price + more), *rest)))
        raised.append(line._replace(options=(first._replace(qty=first.qty + 1), *rest)))
    before = case.quote()
    for each in raised:
        lines = (*case.cart.lines[:index], each, *case.cart.lines[index + 1 :])
        after = replace(case, cart=replace(case.cart, lines=lines)).quote()
        assert after.subtotal >= before.subtotal
        assert after.total >= before.total
        assert after.due >= before.due


@by_rule
@given(cases())
def test_14_charges_are_those_of_the_dining_option_at_their_own_amount_or_the_one_set(case: Case) -> None:
    quoted = case.quote()
    expected = []
    for charge in case.terms.charges:
        if case.cart.dining_option_id in charge.dining_options:
            own = charge.amount
            if charge.rate is not None:
                own = rounded(Fraction(charge.rate * quoted.subtotal, 1_000_000), case.terms.rounding)
            expected.append((charge.id, case.cart.charge_amounts.get(charge.id, own)))
    assert [(row.charge_id, row.amount) for row in quoted.charges] == expected


@by_rule
@given(cases())
def test_s7_each_tax_is_the_exact_sum_over_lines_and_charges_rounded_once(case: Case) -> None:
    quoted = case.quote()
    taxes_on = {charge.id: charge.taxes for charge in case.terms.charges}
    bases = [(entry.line.taxes, entry.net) for entry in quoted.lines]
    bases += [(taxes_on[row.charge_id], row.amount) for row in quoted.charges]
    by_id = {tax.id: tax for tax in case.terms.taxes}
    expected = []
    for tax in case.terms.taxes:
        exact, borne = Fraction(0), False
        for tax_set, base in bases:
            if tax.id in tax_set:
                borne = True
                contained = sum(by_id[each].rate for each in tax_set if by_id[each].inclusive) if tax.inclusive else 0
                exact += Fraction(base * tax.rate, 1_000_000 + contained)
        if borne:
            expected.append(TaxRow(tax.id, tax.name, rounded(exact, case.terms.rounding), tax.inclusive))
    assert list(quoted.taxes) == expected


@by_rule
@given(cases())
def test_s4_order_effects_are_their_value_on_what_is_left(case: Case) -> None:
    quoted = case.quote()
    mode = case.terms.rounding
    applied: list[Promotion | Reward] = [
        *(use.promotion for use in case.cart.promotions),
        *case.automatic,
        *case.cart.rewards,
    ]
    gross = quoted.total + sum(amounts(quoted.manufacturer_discounts))
    for left, manufacturer, rows in (
        (sum(line_nets(quoted)), False, quoted.discounts),
        (gross, True, quoted.manufacturer_discounts),
    ):
        left -= sum(row.amount for row in rows if row.discount_id is not None)
        expected = []
        for found in applied:
            effect = found.effect
            if found.manufacturer is not manufacturer or not isinstance(effect, PercentOffOrder | AmountOffOrder):
                continue
            spend = quoted.subtotal if manufacturer else left
            if isinstance(found, Promotion) and spend < found.min_spend:
                continue
            amount = (
                rounded(Fraction(left * effect.rate, 1_000_000), mode)
                if isinstance(effect, PercentOffOrder)
                else effect.amount
            )
            amount = min(amount, left, amount if found.max_amount is None else found.max_amount)
            if amount:
                expected.append((found.id, amount))
                left -= amount
        assert [(r.promotion_id or r.reward_id, r.amount) for r in rows if r.discount_id is None] == expected


def test_an_empty_cart_costs_nothing() -> None:
    quoted = Case(Cart(()), Terms()).quote()
    assert (quoted.subtotal, quoted.total, quoted.due) == (0, 0, 0)
