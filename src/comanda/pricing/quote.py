"""The order of calculation (docs/algorithms/pricing.md §1-§9)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from comanda.kernel.money import MILLION, RoundingMode, allocate, divide
from comanda.pricing.inputs import (
    AmountOffOrder,
    Cart,
    Charge,
    DiscountUse,
    Effect,
    Line,
    PercentOffOrder,
    Promotion,
    Terms,
)
from comanda.pricing.promotions import Units, applies_at, item_amounts
from comanda.pricing.result import ChargeRow, DiscountRow, Quote, QuotedLine
from comanda.pricing.taxes import tax_rows


def quote(cart: Cart, terms: Terms, automatic: Sequence[Promotion], at: datetime) -> Quote:
    """Price a cart.

    Args:
        cart: validated lines and what is applied to them.
        terms: the location's taxes, charges and rounding.
        automatic: promotions that apply by themselves when their conditions hold, in the order they are tried.
        at: the instant that time windows are judged at, zone-aware.

    Returns:
        The quote; equal inputs give an equal quote.

    Raises:
        ValueError: a manufacturer discount stands on a line.
    """
    mode = terms.rounding
    per_unit = [_price_per(line) for line in cart.lines]
    prices = [_line_price(line, per, mode) for line, per in zip(cart.lines, per_unit, strict=True)]
    nets = list(prices)
    rows: list[list[DiscountRow]] = [[] for _ in cart.lines]
    for index, line in enumerate(cart.lines):
        for use in line.discounts:
            if use.discount.manufacturer:
                raise ValueError("a manufacturer discount is taken off the order, never off a line")
            _take_from_line(nets, rows, index, _manual_row(use, nets[index], mode))

    effects = _effects(cart, automatic, terms, at)
    units = Units(cart.lines, per_unit)
    for applied in effects:
        if not applied.manufacturer and not isinstance(applied.effect, PercentOffOrder | AmountOffOrder):
            if sum(nets) < applied.min_spend:
                continue
            amounts = item_amounts(applied.effect, units, nets, mode)
            if not any(amounts):
                continue
            for index, amount in enumerate(_capped(amounts, applied.max_amount)):
                if amount:
                    _take_from_line(nets, rows, index, applied.row(amount))

    running = sum(nets)
    order_rows: list[DiscountRow] = []
    for row in _order_level(cart.discounts, effects, running, mode):
        order_rows.append(row)
        for index, share in enumerate(allocate(row.amount, nets)):
            nets[index] -= share
    subtotal = sum(nets)

    charges = tuple(_charge_rows(cart, terms.charges, subtotal, mode))
    taxes = tax_rows(cart.lines, nets, terms, charges)
    gross = subtotal + sum(row.amount for row in charges) + sum(row.amount for row in taxes if not row.inclusive)
    manufacturer = tuple(_order_level(cart.discounts, effects, gross, mode, manufacturer_spend=subtotal))
    total = gross - sum(row.amount for row in manufacturer)
    rounding = divide(total, terms.increment, mode) * terms.increment - total if terms.increment > 1 else 0

    lines = tuple(
        QuotedLine(line, per, price, tuple(discounts), net)
        for line, per, price, discounts, net in zip(cart.lines, per_unit, prices, rows, nets, strict=True)
    )
    return Quote(lines, tuple(order_rows), subtotal, charges, taxes, manufacturer, total, rounding, mode)


class _Applied:
    """A promotion or reward of this cart, in the form all effects are applied in."""

    __slots__ = ("effect", "manufacturer", "max_amount", "min_spend", "name", "promotion_id", "reward_id", "voucher_id")

    def __init__(
        self,
        effect: Effect,
        name: str,
        *,
        min_spend: int = 0,
        max_amount: int | None = None,
        manufacturer: bool = False,
        promotion_id: UUID | None = None,
        reward_id: UUID | None = None,
        voucher_id: UUID | None = None,
    ) -> None:
        self.effect = effect
        self.name = name
        self.min_spend = min_spend
        self.max_amount = max_amount
        self.manufacturer = manufacturer
        self.promotion_id = promotion_id
        self.reward_id = reward_id
        self.voucher_id = voucher_id

    def row(self, amount: int) -> DiscountRow:
        return DiscountRow(amount, self.name, None, self.promotion_id, self.reward_id, self.voucher_id)


def _effects(cart: Cart, automatic: Iterable[Promotion], terms: Terms, at: datetime) -> list[_Applied]:
    """Return what applies besides discounts, in the order of §3: by voucher, automatic, rewards."""
    found = []
    local = at.astimezone(terms.zone)
    by_voucher = ((use.promotion, use.voucher_id) for use in cart.promotions)
    for promotion, voucher_id in (*by_voucher, *((promotion, None) for promotion in automatic)):
        if applies_at(promotion, cart.dining_option_id, at, local):
            found.append(
                _Applied(
                    promotion.effect,
                    promotion.name,
                    min_spend=promotion.min_spend,
                    max_amount=promotion.max_amount,
                    manufacturer=promotion.manufacturer,
                    promotion_id=promotion.id,
                    voucher_id=voucher_id,
                )
            )
    for reward in cart.rewards:
        found.append(  # noqa: PERF401 - reads like the loop above
            _Applied(
                reward.effect,
                reward.name,
                max_amount=reward.max_amount,
                manufacturer=reward.manufacturer,
                reward_id=reward.id,
            )
        )
    return found


def _price_per(line: Line) -> int:
    """§1: one unit with its options."""
    return line.unit_price + sum(option.price * option.qty for option in line.options)


def _line_price(line: Line, price_per: int, mode: RoundingMode) -> int:
    """§2: the line before discounts."""
    if line.measure is None:
        return price_per * line.qty
    return divide(price_per * line.measure, 1000, mode)


def _percent(rate: int, base: int, mode: RoundingMode) -> int:
    return divide(rate * base, MILLION, mode)


def _manual_row(use: DiscountUse, running: int, mode: RoundingMode) -> DiscountRow:
    """§3: one manual discount on what is left: its value, then its maximum, then never more than what is left."""
    discount = use.discount
    amount = _percent(use.value, running, mode) if discount.percent else use.value
    if discount.max_amount is not None:
        amount = min(amount, discount.max_amount)
    return DiscountRow(min(amount, running), discount.name, discount_id=discount.id, voucher_id=use.voucher_id)


def _take_from_line(nets: list[int], rows: list[list[DiscountRow]], index: int, row: DiscountRow) -> None:
    nets[index] -= row.amount
    rows[index].append(row)


def _capped(amounts: list[int], max_amount: int | None) -> list[int]:
    """§3: a promotion's maximum over several lines, kept by shrinking them in proportion."""
    if max_amount is None or sum(amounts) <= max_amount:
        return amounts
    return allocate(max_amount, amounts)


def _order_level(
    discounts: Iterable[DiscountUse],
    effects: Iterable[_Applied],
    running: int,
    mode: RoundingMode,
    *,
    manufacturer_spend: int | None = None,
) -> Iterable[DiscountRow]:
    """§4 and §8: the rows on the whole order, each on what the one before it left.

    A minimum spend is judged on what the lines cost at that moment: the running net of the order's own rows, and
    `manufacturer_spend` for the manufacturers' rows, which lower no line.
    """
    manufacturer = manufacturer_spend is not None
    for use in discounts:
        if use.discount.manufacturer is manufacturer:
            row = _manual_row(use, running, mode)
            running -= row.amount
            yield row
    for applied in effects:
        effect = applied.effect
        if applied.manufacturer is not manufacturer or not isinstance(effect, PercentOffOrder | AmountOffOrder):
            continue
        if (running if manufacturer_spend is None else manufacturer_spend) < applied.min_spend:
            continue
        amount = _percent(effect.rate, running, mode) if isinstance(effect, PercentOffOrder) else effect.amount
        if applied.max_amount is not None:
            amount = min(amount, applied.max_amount)
        amount = min(amount, running)
        if amount:
            running -= amount
            yield applied.row(amount)


def _charge_rows(cart: Cart, charges: Iterable[Charge], subtotal: int, mode: RoundingMode) -> Iterable[ChargeRow]:
    """§6: every charge of the order's dining option, at its own amount or the one the caller set."""
    for charge in charges:
        if cart.dining_option_id is None or cart.dining_option_id not in charge.dining_options:
            continue
        amount = cart.charge_amounts.get(charge.id)
        if amount is None:
            amount = charge.amount if charge.rate is None else _percent(charge.rate, subtotal, mode)
        yield ChargeRow(charge.id, charge.name, amount or 0, charge.kind)
