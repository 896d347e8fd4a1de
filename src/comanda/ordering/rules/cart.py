"""Check a requested cart against what the location sells, and settle every price in it (pricing.md §0)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from comanda.customers.customer import ListedReward, Standing
from comanda.floor.snapshot import FloorTable
from comanda.kernel.errors import FieldProblem, Invalid
from comanda.kernel.money import MILLION, to_minor
from comanda.menu.snapshot import Item, MenuSnapshot, Option, Variant
from comanda.offers.rules import Voucher, voucher_problem
from comanda.offers.snapshot import OfferSnapshot
from comanda.ordering.order import ChosenOption, ManualDiscount, OrderLine, OrderTable, UsedReward, UsedVoucher
from comanda.ordering.requests import (
    CartRequest,
    DiscountRequest,
    LineRequest,
    TableRequest,
)
from comanda.pricing.inputs import Cart, Discount, DiscountUse, Line, PromotionUse, Reward
from comanda.pricing.inputs import Option as PricedOption
from comanda.pricing.result import Quote

MAX_LINES = 500
MAX_QTY = 9_999
MAX_MEASURE = 9_999_999
MAX_PRICE = 10**9
"""Dearest unit in minor units; with the other limits it keeps every sum far below 64 bits."""


class CheckedLine(NamedTuple):
    """A line that may be sold, as it will be sold."""

    request: LineRequest
    line: Line
    name: str
    variant_name: str | None
    item_no: str | None
    sku: str | None
    options: tuple[ChosenOption, ...]


@dataclass(frozen=True, slots=True)
class CheckedCart:
    """A cart that may be priced."""

    cart: Cart
    lines: tuple[CheckedLine, ...]
    dining_option_name: str | None
    tables: tuple[OrderTable, ...]
    vouchers: tuple[UsedVoucher, ...]
    at: datetime
    rewards: tuple[UsedReward, ...] = ()


def check_cart(
    request: CartRequest,
    menu: MenuSnapshot,
    offers: OfferSnapshot,
    tables: Mapping[UUID, FloorTable],
    vouchers: Mapping[UUID, Voucher],
    now: datetime,
    *,
    customer: Standing | None = None,
    rewards: Mapping[UUID, ListedReward],
    had: Mapping[UUID, OrderLine] | None = None,
    priced_at: datetime | None = None,
    redeemed: Sequence[UsedReward] = (),
) -> CheckedCart:
    """Check everything a cart names.

    Args:
        vouchers: those of the vouchers it names that exist.
        now: the present, for vouchers; promotions are judged at the order's own time if it has one.
        customer: the one it names, None if there is no such customer.
        rewards: all loyalty rewards.
        had: lines of the order that is being changed, by id. A line that keeps its variant keeps its price, and what
            was ordered before may be sold out by now.
        priced_at: when an order that is being changed was first priced; its promotions stay those of that time.
        redeemed: rewards that such an order has paid for already.

    Raises:
        Invalid: naming every field that cannot be taken.
    """
    checker = _Checker(menu, offers)
    info = request.info
    dining_option = menu.dining_options.get(info.dining_option_id) if info.dining_option_id else None
    if info.dining_option_id and dining_option is None:
        checker.refuse("order_info.dining_option", "no such dining option at this location", "unknown_dining_option")
    if info.customer_id and customer is None:
        checker.refuse("order_info.customer", "no such customer", "unknown_customer")
    if not request.lines:
        checker.refuse("items", "at least one item is needed", "no_items")
    if len(request.lines) > MAX_LINES:
        raise Invalid.field("items", f"at most {MAX_LINES} lines fit in an order", "too_many_items")
    seen: set[UUID] = set()
    lines = []
    for index, asked in enumerate(request.lines):
        path = f"items[{index}]"
        if asked.line_id is not None:
            if had is None or asked.line_id not in had:
                checker.refuse(f"{path}.id", "this order has no such item", "unknown_order_item")
            elif asked.line_id in seen:
                checker.refuse(f"{path}.id", "named twice", "duplicate_order_item")
            seen.add(asked.line_id)
        before = had.get(asked.line_id) if had and asked.line_id else None
        lines.append(checker.line(path, asked, before))
    manual = checker.discounts("discounts", request.discounts, on_item=False)
    used = checker.vouchers(request.vouchers, vouchers, info.customer_id, now)
    by_voucher = checker.voucher_discounts(used)
    checker.stackable("discounts", (*manual, *by_voucher))
    applied, given = checker.rewards(request.rewards, rewards, customer, redeemed)
    cart = Cart(
        lines=tuple(checked.line for checked in lines if checked is not None),
        dining_option_id=info.dining_option_id,
        discounts=(*manual, *by_voucher),
        promotions=checker.voucher_promotions(used),
        rewards=applied,
        charge_amounts=checker.charges(request.charges, info.dining_option_id),
    )
    seated = checker.tables(request.tables, tables)
    if checker.problems:
        raise Invalid.fields_of(checker.problems)
    return CheckedCart(
        cart,
        tuple(checked for checked in lines if checked is not None),
        dining_option.name if dining_option else None,
        seated,
        tuple(UsedVoucher(voucher.id, voucher.code) for voucher in used),
        info.order_at or priced_at or now,
        given,
    )


class _Checker:
    """Collects problems, so that a caller learns of all of them at once."""

    def __init__(self, menu: MenuSnapshot, offers: OfferSnapshot) -> None:
        self.menu = menu
        self.offers = offers
        self.problems: list[FieldProblem] = []

    def refuse(self, field: str, message: str, code: str) -> None:
        self.problems.append(FieldProblem(field, message, code))

    def line(self, path: str, asked: LineRequest, before: OrderLine | None) -> CheckedLine | None:
        if asked.item_id is None:
            return self._open_item(path, asked)
        item = self.menu.items.get(asked.item_id)
        if item is None:
            if before is not None and _same_sale(asked, before):
                return self._as_before(path, asked, before, None)
            self.refuse(f"{path}.item", "no such item at this location", "unknown_item")
            return None
        variant = self._variant(path, asked, item)
        if variant is None:
            return None
        if before is not None and _same_sale(asked, before, variant.id):
            return self._as_before(path, asked, before, item)
        if item.blocked or variant.blocked:
            what, field = (item.name, "item") if item.blocked else (f"{item.name}, {variant.name},", "variant")
            self.refuse(f"{path}.{field}", f"{what} is sold out", "sold_out")
        unit_price = self._unit_price(path, asked, variant)
        qty, measure = self._quantity(path, asked, variant)
        options = self._options(path, asked, item)
        return CheckedLine(
            asked,
            Line(
                unit_price,
                qty,
                measure,
                item.id,
                variant.id,
                tuple([PricedOption(option.id, option.price, option.qty) for option in options]),
                item.categories,
                item.taxes,
                self.discounts(f"{path}.discounts", asked.discounts, on_item=True) if asked.discounts else (),
            ),
            item.name,
            variant.name,
            item.item_no,
            variant.sku,
            options,
        )

    def _as_before(self, path: str, asked: LineRequest, before: OrderLine, item: Item | None) -> CheckedLine:
        qty, measure = self._quantity_again(path, asked, before)
        return CheckedLine(
            asked,
            Line(
                before.unit_price,
                qty,
                measure,
                before.item_id,
                before.variant_id,
                tuple(PricedOption(option.id, option.price, option.qty) for option in before.options),
                item.categories if item else frozenset(),
                before.tax_ids,
                self.discounts(f"{path}.discounts", asked.discounts, on_item=True),
            ),
            before.name,
            before.variant_name,
            before.item_no,
            before.sku,
            before.options,
        )

    def _quantity_again(self, path: str, asked: LineRequest, before: OrderLine) -> tuple[int, int | None]:
        if before.measure is None:
            if asked.measure is not None:
                self.refuse(f"{path}.qty_unit", "this variant is sold by the piece: send qty", "not_sold_by_measure")
            return (before.qty if asked.qty is None else self._pieces(path, asked)), None
        return 1, self._measured(path, asked, before.measure if asked.measure is None else asked.measure)

    def _open_item(self, path: str, asked: LineRequest) -> CheckedLine | None:
        if asked.name is None or not asked.name.strip():
            self.refuse(f"{path}.item", "an item, or the name of an open item, is needed", "item_missing")
            return None
        if asked.price is None:
            self.refuse(f"{path}.price", "an open item needs a price", "price_missing")
        if asked.variant_id is not None:
            self.refuse(f"{path}.variant", "an open item has no variant", "variant_not_allowed")
        if asked.options:
            self.refuse(f"{path}.modifier_options", "an open item has no modifier options", "options_not_allowed")
        if asked.measure is not None:
            self.refuse(f"{path}.qty_unit", "an open item is sold by the piece", "not_sold_by_measure")
        qty = self._pieces(path, asked)
        taxes = tuple(tax.id for tax in self.menu.terms.taxes)
        discounts = self.discounts(f"{path}.discounts", asked.discounts, on_item=True)
        line = Line(self._price(path, asked.price or 0), qty, taxes=taxes, discounts=discounts)
        return CheckedLine(asked, line, asked.name, None, None, None, ())

    def _variant(self, path: str, asked: LineRequest, item: Item) -> Variant | None:
        if asked.variant_id is None:
            if len(item.variants) == 1:
                return item.variants[0]
            self.refuse(f"{path}.variant", f"{item.name} needs one of its variants", "variant_missing")
            return None
        for variant in item.variants:
            if variant.id == asked.variant_id:
                return variant
        self.refuse(f"{path}.variant", f"{item.name} has no such variant", "unknown_variant")
        return None

    def _unit_price(self, path: str, asked: LineRequest, variant: Variant) -> int:
        if variant.price is None:
            if asked.price is None:
                self.refuse(f"{path}.price", "this variant has an open price, which must be given", "price_missing")
                return 0
            return self._price(path, asked.price)
        if asked.price is not None:
            self.refuse(f"{path}.price", "this variant has a price of its own", "price_not_allowed")
        return variant.price

    def _price(self, path: str, price: int) -> int:
        if not 0 <= price <= MAX_PRICE:
            self.refuse(f"{path}.price", "the price is out of range", "price_out_of_range")
        return price

    def _quantity(self, path: str, asked: LineRequest, variant: Variant) -> tuple[int, int | None]:
        if variant.unit is None:
            if asked.measure is not None:
                self.refuse(f"{path}.qty_unit", "this variant is sold by the piece: send qty", "not_sold_by_measure")
            return self._pieces(path, asked), None
        if asked.measure is None:
            self.refuse(
                f"{path}.qty_unit", f"this variant is sold by the {variant.unit}: send qty_unit", "measure_missing"
            )
        return 1, self._measured(path, asked, asked.measure)

    def _measured(self, path: str, asked: LineRequest, measure: int | None) -> int | None:
        if measure is not None and not 1 <= measure <= MAX_MEASURE:
            self.refuse(f"{path}.qty_unit", "more than 0 and less than 10000 is expected", "qty_out_of_range")
        if asked.qty not in (None, 1):
            self.refuse(f"{path}.qty", "a variant sold by measure has no other qty than 1", "qty_not_allowed")
        return measure

    def _pieces(self, path: str, asked: LineRequest) -> int:
        if asked.qty is None or not 1 <= asked.qty <= MAX_QTY:
            self.refuse(f"{path}.qty", f"a whole number from 1 to {MAX_QTY} is expected", "qty_out_of_range")
            return 1
        return asked.qty

    def _options(self, path: str, asked: LineRequest, item: Item) -> tuple[ChosenOption, ...]:
        taken: list[tuple[Option, int]] = []
        counts = [0] * len(item.asks)
        for index, wanted in enumerate(asked.options):
            choice = item.choices.get(wanted.option_id)
            if choice is None:
                field = f"{path}.modifier_options[{index}].modifier_option"
                self.refuse(field, f"{item.name} has no such option", "unknown_option")
                continue
            option, place = choice
            if any(option is other for other, _ in taken):
                field = f"{path}.modifier_options[{index}].modifier_option"
                self.refuse(field, f"{option.name} is named twice", "duplicate_option")
                continue
            if option.blocked:
                field = f"{path}.modifier_options[{index}].modifier_option"
                self.refuse(field, f"{option.name} is sold out", "sold_out")
            if not 1 <= wanted.qty <= option.max_qty:
                field = f"{path}.modifier_options[{index}].qty"
                self.refuse(field, f"{option.name} can be taken 1 to {option.max_qty} times", "option_qty")
            counts[place] += max(0, wanted.qty)
            taken.append((option, wanted.qty))
        for modifier, count in zip(item.asks, counts, strict=True):
            if count < (modifier.min_selection or 0):
                message = f"{modifier.name} needs at least {modifier.min_selection}"
                self.refuse(f"{path}.modifier_options", message, "too_few_options")
            elif modifier.max_selection is not None and count > modifier.max_selection:
                message = f"{modifier.name} takes at most {modifier.max_selection}"
                self.refuse(f"{path}.modifier_options", message, "too_many_options")
        return tuple([ChosenOption(option.id, option.name, option.price, qty, option.sku) for option, qty in taken])

    def discounts(self, path: str, asked: Sequence[DiscountRequest], *, on_item: bool) -> tuple[DiscountUse, ...]:
        if not asked:
            return ()
        uses = []
        for index, wanted in enumerate(asked):
            field = f"{path}[{index}]"
            if wanted.promotion_id is not None or wanted.discount_id is None:
                self._promotion_by_hand(field, wanted.promotion_id)
                continue
            listed = self.offers.discounts.get(wanted.discount_id)
            if listed is None:
                self.refuse(f"{field}.discount", "no such discount at this location", "unknown_discount")
                continue
            discount = listed.discount
            if on_item and discount.manufacturer:
                self.refuse(f"{field}.discount", f"{discount.name} is taken off the whole order", "order_discount_only")
                continue
            value = self._discount_value(field, discount, wanted)
            if value is not None:
                uses.append(DiscountUse(discount, value))
        if on_item:
            self.stackable(path, uses)
        return tuple(uses)

    def _promotion_by_hand(self, field: str, promotion_id: UUID | None) -> None:
        listed = self.offers.promotions.get(promotion_id) if promotion_id else None
        if listed is None:
            self.refuse(f"{field}.discount", "a discount is needed", "discount_missing")
        elif listed.by_voucher:
            self.refuse(
                f"{field}.promotion",
                f"{listed.promotion.name} is given for a voucher: send it in vouchers",
                "voucher_needed",
            )
        else:
            self.refuse(f"{field}.promotion", f"{listed.promotion.name} applies by itself", "promotion_is_automatic")

    def _discount_value(self, field: str, discount: Discount, wanted: DiscountRequest) -> int | None:
        given = wanted.value
        if wanted.settled is not None:
            return wanted.settled
        if discount.value is not None:
            if given is not None:
                self.refuse(f"{field}.value", f"{discount.name} has a value of its own", "value_not_allowed")
                return None
            return discount.value
        if given is None:
            self.refuse(f"{field}.value", f"{discount.name} is open: its value must be given", "value_missing")
            return None
        if discount.percent:
            rate = to_minor(given, 4)
            if rate is None or not 0 <= rate <= MILLION:
                self.refuse(
                    f"{field}.value", "a percentage from 0 to 100 with at most 4 decimals is expected", "value_range"
                )
                return None
            return rate
        amount = to_minor(given, self.menu.exponent)
        if amount is None or not 0 <= amount <= MAX_PRICE:
            self.refuse(f"{field}.value", "an amount of the restaurant's currency is expected", "value_range")
            return None
        return amount

    def stackable(self, path: str, uses: Sequence[DiscountUse]) -> None:
        """Refuse a discount that may not stand beside another, within the order or the manufacturer's level."""
        if len(uses) < 2:
            return
        for manufacturer in (False, True):
            level = [use.discount for use in uses if use.discount.manufacturer is manufacturer]
            alone = next((discount for discount in level if not discount.stackable), None)
            if alone is not None and len(level) > 1:
                self.refuse(path, f"{alone.name} cannot be combined with another discount", "not_stackable")

    def vouchers(
        self, ids: Sequence[UUID], found: Mapping[UUID, Voucher], customer_id: UUID | None, now: datetime
    ) -> list[Voucher]:
        used: list[Voucher] = []
        for index, voucher_id in enumerate(ids):
            field = f"vouchers[{index}].voucher"
            voucher = found.get(voucher_id)
            if voucher is None:
                self.refuse(field, "no such voucher", "unknown_voucher")
            elif voucher in used:
                self.refuse(field, "named twice", "duplicate_voucher")
            elif (problem := voucher_problem(voucher, customer_id, now)) is not None:
                self.refuse(field, problem, "voucher_not_usable")
            elif (
                voucher.discount_id not in self.offers.discounts and voucher.promotion_id not in self.offers.promotions
            ):
                self.refuse(field, "this voucher is not taken at this location", "voucher_not_usable")
            elif voucher.discount_id is not None and self.offers.discounts[voucher.discount_id].discount.value is None:
                self.refuse(field, "this voucher has no value", "voucher_not_usable")
            else:
                used.append(voucher)
        return used

    def voucher_discounts(self, used: Sequence[Voucher]) -> tuple[DiscountUse, ...]:
        uses = []
        for voucher in used:
            if voucher.discount_id is not None:
                discount = self.offers.discounts[voucher.discount_id].discount
                uses.append(DiscountUse(discount, discount.value or 0, voucher.id))
        return tuple(uses)

    def voucher_promotions(self, used: Sequence[Voucher]) -> tuple[PromotionUse, ...]:
        return tuple(
            PromotionUse(self.offers.promotions[voucher.promotion_id].promotion, voucher.id)
            for voucher in used
            if voucher.promotion_id is not None
        )

    def rewards(
        self,
        ids: Sequence[UUID],
        known: Mapping[UUID, ListedReward],
        customer: Standing | None,
        redeemed: Sequence[UsedReward],
    ) -> tuple[tuple[Reward, ...], tuple[UsedReward, ...]]:
        """Return the rewards as they are applied, and as they are paid for; those redeemed before cost nothing more."""
        if not ids:
            return (), ()
        applied, given = [], []
        paid, wanted = list(redeemed), dict.fromkeys((listed.program_id for listed in known.values()), 0)
        for index, reward_id in enumerate(ids):
            field = f"loyalty_program_rewards[{index}].loyalty_program_reward"
            listed = known.get(reward_id)
            before = next((used for used in paid if used.id == reward_id), None)
            if listed is None:
                self.refuse(field, "no such reward", "unknown_reward")
                continue
            if before is not None:
                paid.remove(before)
            elif customer is None:
                self.refuse(field, "a reward is for a customer: name one in order_info", "customer_missing")
            elif listed.program_id not in customer.points:
                self.refuse(field, "the customer is no member of its program", "not_a_member")
            else:
                wanted[listed.program_id] += listed.reward.points
                if wanted[listed.program_id] > customer.points[listed.program_id]:
                    self.refuse(field, "the customer has not enough points", "not_enough_points")
            applied.append(listed.reward)
            given.append(before or UsedReward(reward_id, listed.program_id, listed.reward.points))
        return tuple(applied), tuple(given)

    def charges(self, asked: Sequence[tuple[UUID, int]], dining_option_id: UUID | None) -> dict[UUID, int]:
        amounts: dict[UUID, int] = {}
        for index, (charge_id, amount) in enumerate(asked):
            field = f"charges[{index}]"
            charge = self.menu.charges.get(charge_id)
            if charge is None:
                self.refuse(f"{field}.charge", "no such charge at this location", "unknown_charge")
            elif dining_option_id not in charge.dining_options:
                self.refuse(
                    f"{field}.charge", f"{charge.name} does not apply to this dining option", "charge_not_applicable"
                )
            elif charge_id in amounts:
                self.refuse(f"{field}.charge", f"{charge.name} is named twice", "duplicate_charge")
            elif not 0 <= amount <= MAX_PRICE:
                self.refuse(f"{field}.amount", "the amount is out of range", "amount_out_of_range")
            else:
                amounts[charge_id] = amount
        return amounts

    def tables(self, asked: Sequence[TableRequest], known: Mapping[UUID, FloorTable]) -> tuple[OrderTable, ...]:
        seated: dict[UUID, OrderTable] = {}
        for index, wanted in enumerate(asked):
            table = known.get(wanted.table_id)
            if table is None:
                self.refuse(f"objects[{index}].object", "no such table at this location", "unknown_object")
            elif table.id in seated:
                self.refuse(f"objects[{index}].object", f"{table.name} is named twice", "duplicate_object")
            else:
                seated[table.id] = OrderTable(table.id, table.name, wanted.pax, table.number)
        return tuple(seated.values())


def _same_sale(asked: LineRequest, before: OrderLine, variant_id: UUID | None = None) -> bool:
    """Tell whether a line asked for again is what was sold: the same variant and options, at no other open price."""
    return (
        asked.item_id == before.item_id
        and (variant_id or asked.variant_id) == before.variant_id
        and (asked.price is None or asked.price == before.unit_price)
        and {(o.option_id, o.qty) for o in asked.options} == {(o.id, o.qty) for o in before.options}
    )


def check_vouchers_took_effect(ids: Sequence[UUID], priced: Quote) -> None:
    """Refuse vouchers that would be used up for nothing, because their promotion does not apply to the cart.

    Raises:
        Invalid: `voucher_not_applicable`, naming each.
    """
    if not ids:
        return
    rows = [row for line in priced.lines for row in line.discounts]
    used = {row.voucher_id for row in (*rows, *priced.discounts, *priced.manufacturer_discounts)}
    problems = [
        FieldProblem(f"vouchers[{index}].voucher", "this voucher gives nothing on this order", "voucher_not_applicable")
        for index, voucher_id in enumerate(ids)
        if voucher_id not in used
    ]
    if problems:
        raise Invalid.fields_of(problems)


def check_rewards_took_effect(ids: Sequence[UUID], priced: Quote) -> None:
    """Refuse rewards that would be paid for with points and give nothing on the cart.

    Raises:
        Invalid: `reward_not_applicable`, naming each.
    """
    if not ids:
        return
    rows = [row for line in priced.lines for row in line.discounts]
    used = {row.reward_id for row in (*rows, *priced.discounts, *priced.manufacturer_discounts)}
    problems = [
        FieldProblem(
            f"loyalty_program_rewards[{index}].loyalty_program_reward",
            "this reward gives nothing on this order",
            "reward_not_applicable",
        )
        for index, reward_id in enumerate(ids)
        if reward_id not in used
    ]
    if problems:
        raise Invalid.fields_of(problems)


def manual_discounts(uses: Sequence[DiscountUse]) -> tuple[ManualDiscount, ...]:
    """Return what a caller asked for by hand, to be kept with the order."""
    return tuple(ManualDiscount(use.discount.id, use.value) for use in uses if use.voucher_id is None)
