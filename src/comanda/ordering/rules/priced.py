"""Check an order that comes with its prices: what it names must be sold here, and its amounts must add up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from comanda.kernel.errors import Conflict, FieldProblem, Invalid
from comanda.kernel.money import allocate
from comanda.menu.snapshot import MenuSnapshot
from comanda.ordering.order import ChosenOption, Order
from comanda.ordering.requests import PricedLine, PricedOption, PricedOrder
from comanda.ordering.rules.cart import MAX_LINES, MAX_PRICE, MAX_QTY
from comanda.pricing.result import DiscountRow, TaxRow


class Sold(NamedTuple):
    """What a `plu` stands for: a variant of an item, or an option (`item_id` None)."""

    id: UUID
    item_id: UUID | None
    item_no: str | None
    taxes: tuple[UUID, ...]
    blocked: bool


class CheckedPriced(NamedTuple):
    """A line that may be sold at the caller's price."""

    asked: PricedLine
    sold: Sold
    options: tuple[ChosenOption, ...]
    price_per: int
    price: int
    net: int
    discounts: tuple[DiscountRow, ...]


@dataclass(frozen=True, slots=True)
class CheckedBill:
    """A checked order: its lines, and the rows that are about the whole of it."""

    lines: tuple[CheckedPriced, ...]
    discounts: tuple[DiscountRow, ...]
    taxes: tuple[TaxRow, ...]
    subtotal: int


def check_priced_here(order: Order) -> None:
    """Refuse to price an order again whose prices somebody else made.

    Raises:
        Conflict: `priced_elsewhere`.
    """
    if order.as_sent is not None:
        raise Conflict(
            "A terminal made the prices of this order; cancel it, or place another beside it.", code="priced_elsewhere"
        )


def sold_by_plu(menu: MenuSnapshot) -> Mapping[str, Sold]:
    """Return what each `plu` stands for: the SKU of a variant or an option, or its id where it has none.

    The id of an item that is sold in one way stands for that.
    """
    found: dict[str, Sold] = {}
    for modifier in menu.modifiers.values():
        for option in modifier.options:
            sold = Sold(option.id, None, None, (), option.blocked)
            found[str(option.id)] = sold
            if option.sku:
                found[option.sku] = sold
    for item in menu.items.values():
        for variant in item.variants:
            sold = Sold(variant.id, item.id, item.item_no, item.taxes, item.blocked or variant.blocked)
            found[str(variant.id)] = sold
            if variant.sku:
                found[variant.sku] = sold
            if len(item.variants) == 1:
                found[str(item.id)] = sold
    return found


def check_priced(asked: PricedOrder, menu: MenuSnapshot, new_tax_id: UUID) -> CheckedBill:
    """Check all that an order names and that its amounts add up to its total; its prices are taken as they are.

    Taxes may be inside the prices or on top of them: whichever of the two gives the total.

    Args:
        new_tax_id: stands for taxes that the location does not have.

    Raises:
        Invalid: naming every field that cannot be taken, in the words of the wire.
    """
    checker = _Checker(sold_by_plu(menu))
    if not asked.lines:
        raise Invalid.field("items", "at least one item is needed", "no_items")
    if len(asked.lines) > MAX_LINES:
        raise Invalid.field("items", f"at most {MAX_LINES} items fit in an order", "too_many_items")
    lines = [checker.line(f"items[{index}]", line) for index, line in enumerate(asked.lines)]
    checker.check()
    on_lines, on_order = _discounts(asked, checker)
    checker.check()
    nets = [line.price - sum(row.amount for row in rows) for line, rows in zip(lines, on_lines, strict=True)]
    off = sum(row.amount for row in on_order)
    for index, net in enumerate(nets):
        if net < 0:
            checker.refuse(f"items[{index}].amountPerItem", "discounts take off more than it costs", "discount_too_big")
    checker.check()
    if sum(nets) < off:
        checker.refuse("discounts", "they take off more than everything costs", "discount_too_big")
    checker.check()
    taxes = _taxes(asked, menu, checker, sum(nets) - off, new_tax_id)
    _payments(asked, checker)
    checker.check()
    shares = allocate(off, nets)
    checked = tuple(
        line._replace(net=net - share, discounts=tuple(rows))
        for line, net, share, rows in zip(lines, nets, shares, on_lines, strict=True)
    )
    return CheckedBill(checked, tuple(on_order), taxes, sum(nets) - off)


class _Checker:
    """Collects problems, so that a caller learns of all of them at once."""

    def __init__(self, plus: Mapping[str, Sold]) -> None:
        self.plus = plus
        self.problems: list[FieldProblem] = []

    def refuse(self, field: str, message: str, code: str) -> None:
        self.problems.append(FieldProblem(field, message, code))

    def check(self) -> None:
        if self.problems:
            raise Invalid.fields_of(self.problems)

    def line(self, path: str, asked: PricedLine) -> CheckedPriced:
        sold = self.sold(path, asked.plu)
        self.quantity(f"{path}.quantity", asked.qty)
        self.price(f"{path}.amountPerItem", asked.price, lowest=0)
        options = [self.option(f"{path}.modifiers[{at}]", option) for at, option in enumerate(asked.options)]
        for at, part in enumerate(asked.parts):
            where = f"{path}.subItems[{at}]"
            inner = self.sold(where, part.plu)
            self.quantity(f"{where}.quantity", part.qty)
            self.price(f"{where}.amountPerItem", part.price, lowest=0)
            place = len(options)
            options.append(ChosenOption(inner.id, part.name, part.price, part.qty, part.plu, part.notes, is_item=True))
            for index, option in enumerate(part.options):
                chosen = self.option(f"{where}.modifiers[{index}]", option)
                options.append(chosen._replace(qty=chosen.qty * part.qty, part=place))
        price_per = asked.price + sum(option.price * option.qty for option in options)
        if price_per < 0 <= asked.price:
            self.refuse(f"{path}.amountPerItem", "its modifiers take off more than it costs", "price_out_of_range")
        price = price_per * asked.qty
        return CheckedPriced(asked, sold, tuple(options), price_per, price, price, ())

    def option(self, path: str, asked: PricedOption) -> ChosenOption:
        sold = self.sold(path, asked.plu)
        self.quantity(f"{path}.quantity", asked.qty)
        self.price(f"{path}.amountPerModifier", asked.price, lowest=-MAX_PRICE)
        return ChosenOption(sold.id, asked.name, asked.price, asked.qty, asked.plu)

    def sold(self, path: str, plu: str) -> Sold:
        found = self.plus.get(plu)
        if found is None:
            self.refuse(f"{path}.plu", f"nothing with the plu {plu!r} is sold here", "unknown_plu")
            return _NOTHING
        if found.blocked:
            self.refuse(f"{path}.plu", f"{plu!r} is sold out", "sold_out")
        return found

    def quantity(self, field: str, qty: int) -> None:
        if not 1 <= qty <= MAX_QTY:
            self.refuse(field, f"a whole number from 1 to {MAX_QTY} is expected", "qty_out_of_range")

    def price(self, field: str, price: int, lowest: int) -> None:
        if not lowest <= price <= MAX_PRICE:
            self.refuse(f"{field}.value", "the amount is out of range", "price_out_of_range")


_NOTHING = Sold(UUID(int=0), None, None, (), blocked=False)


def _discounts(asked: PricedOrder, checker: _Checker) -> tuple[list[list[DiscountRow]], list[DiscountRow]]:
    """Return the discounts on each line, and those on the whole: of a `plu` that is a line's, the first such line's."""
    on_lines: list[list[DiscountRow]] = [[] for _ in asked.lines]
    on_order = []
    places = {line.plu: at for at, line in reversed(list(enumerate(asked.lines)))}
    inside = {plu for line in asked.lines for plu in _plus_inside(line)}
    for index, discount in enumerate(asked.discounts):
        checker.price(f"discounts[{index}].amountTotal", discount.amount, lowest=0)
        row = DiscountRow(discount.amount, discount.name)
        if not discount.plu or discount.plu in inside - places.keys():
            on_order.append(row)
        elif discount.plu in places:
            on_lines[places[discount.plu]].append(row)
        else:
            checker.refuse(f"discounts[{index}].affectedPlu", "no item of this order has this plu", "unknown_plu")
    return on_lines, on_order


def _plus_inside(line: PricedLine) -> list[str]:
    parts = [plu for part in line.parts for plu in (part.plu, *(option.plu for option in part.options))]
    return [option.plu for option in line.options] + parts


def _taxes(
    asked: PricedOrder, menu: MenuSnapshot, checker: _Checker, subtotal: int, new_tax_id: UUID
) -> tuple[TaxRow, ...]:
    for index, tax in enumerate(asked.taxes):
        checker.price(f"taxLines[{index}].amountTotal", tax.amount, lowest=0)
    checker.price("serviceChargeAmount", asked.service_charge, lowest=0)
    inside = subtotal + asked.service_charge
    on_top = inside + sum(tax.amount for tax in asked.taxes)
    if asked.total not in (inside, on_top):
        expected = f"{inside}" if inside == on_top else f"{on_top}, or {inside} with taxes inside the prices,"
        checker.refuse("totalAmount.value", f"items, discounts, taxes and service charge add up to {expected}", "total")
    known = {key: tax for tax in menu.terms.taxes for key in (str(tax.id), tax.name)}
    rows = []
    for tax in asked.taxes:
        ours = known.get(tax.id or "") or known.get(tax.name or "")
        name = tax.name or (ours.name if ours else "Tax")
        rows.append(TaxRow(ours.id if ours else new_tax_id, name, tax.amount, asked.total == inside))
    return tuple(rows)


def _payments(asked: PricedOrder, checker: _Checker) -> None:
    held = 0
    intents: set[str] = set()
    for index, payment in enumerate(asked.payments):
        if not payment.amount and not payment.tip:
            # What costs nothing may be said to be paid with nothing.
            continue
        check_intent_amounts(payment.amount, payment.tip, checker.problems, f"payments[{index}].")
        held += payment.amount
        if held > asked.total:
            checker.refuse(f"payments[{index}].paidAmount", "more than the order costs", "payments_exceed_total")
        if payment.intent_id is not None and payment.intent_id in intents:
            checker.refuse(f"payments[{index}].paymentIntentId", "named twice", "duplicate_payment")
        intents.update([payment.intent_id] if payment.intent_id is not None else [])


def check_intent_amounts(amount: int, tip: int, problems: list[FieldProblem], path: str = "") -> None:
    """Add to `problems` what is wrong with the amounts of a card payment."""
    if not 0 < amount <= MAX_PRICE:
        problems.append(FieldProblem(f"{path}paidAmount.value", "an amount above 0 is expected", "amount_out_of_range"))
    if not 0 <= tip <= MAX_PRICE:
        problems.append(FieldProblem(f"{path}tipsAmount.value", f"0 to {MAX_PRICE} is expected", "amount_out_of_range"))
