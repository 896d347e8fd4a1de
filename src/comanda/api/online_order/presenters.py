"""From core values to what partner apps read. Pure; money is a number, but a string in the order list."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from comanda.customers.customer import CustomerGroup
from comanda.floor.snapshot import Area
from comanda.kernel.money import exponent, to_number, to_text
from comanda.kernel.time import to_iso_seconds
from comanda.menu.snapshot import (
    Category,
    DiningOption,
    Item,
    ListedCharge,
    Menu,
    MenuSnapshot,
    Modifier,
    PaymentMethod,
    Variant,
)
from comanda.offers.snapshot import ListedDiscount, ListedPromotion
from comanda.ordering.order import Order, OrderLine, OrderSummary
from comanda.ordering.price_cart import PricedCart
from comanda.ordering.requests import CartRequest
from comanda.pricing.result import DiscountRow
from comanda.restaurants.queries import LocationSummary, Restaurant

Json = dict[str, Any]
Money = Callable[[int], int | float]
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _money(exponent: int) -> Money:
    """Return `to_number` for one currency, for answers with many amounts."""
    if exponent == 0:
        return int
    scale = 10**exponent
    return lambda amount: amount / scale


def restaurant(found: Restaurant) -> Json:
    """2.1."""
    return {
        "id": found.id,
        "name": found.name,
        "currency": found.currency,
        "updated_at": to_iso_seconds(found.updated_at),
    }


def location(found: LocationSummary) -> Json:
    """2.2."""
    return {"id": found.id, "name": found.name, "updated_at": to_iso_seconds(found.updated_at)}


def dining_option(option: DiningOption) -> Json:
    """2.3."""
    return {
        "id": option.id,
        "name": option.name,
        "sort": option.sort,
        "updated_at": to_iso_seconds(option.updated_at),
    }


def payment_method(method: PaymentMethod) -> Json:
    """2.4."""
    return {
        "id": method.id,
        "name": method.name,
        "sort": method.sort,
        "updated_at": to_iso_seconds(method.updated_at),
        "payment_inputs": [{"id": asked.id, "name": asked.name, "sort": asked.sort} for asked in method.inputs],
    }


def charge(listed: ListedCharge) -> Json:
    """2.5."""
    return {
        "id": listed.id,
        "name": listed.name,
        "updated_at": to_iso_seconds(listed.updated_at),
        "dining_options": [{"id": option} for option in listed.dining_options],
    }


def settings(
    locations: Iterable[LocationSummary],
    categories: Iterable[Category],
    menus: list[MenuSnapshot],
    groups: Iterable[CustomerGroup],
) -> Json:
    """2.6: everything at once, of all locations together."""
    dining_options = _union(menu.dining_options for menu in menus)
    methods = _union(menu.payment_methods for menu in menus)
    charges = _union(menu.charges for menu in menus)
    modifiers = _union(menu.modifiers for menu in menus)
    exponent = menus[0].exponent if menus else 2
    listed = list(categories)
    return {
        "locations": [{"id": found.id, "name": found.name} for found in locations],
        "dining_options": [_named(option) | {"sort": option.sort} for option in dining_options],
        "payments": [_named(method) | {"sort": method.sort} for method in methods],
        "categories": [
            _named(root) | {"sub_categories": [_named(child) for child in listed if child.parent_id == root.id]}
            for root in listed
            if root.parent_id is None
        ],
        "modifiers": [_settings_modifier(modifier, exponent) for modifier in modifiers],
        "charges": [_named(found) | {"dining_options": list(found.dining_options)} for found in charges],
        "customer_groups": [_named(group) for group in groups],
    }


def _union(parts: Iterable[Any]) -> list[Any]:
    together: dict[UUID, Any] = {}
    for part in parts:
        together |= part
    return list(together.values())


def _named(found: Any) -> Json:
    return {"id": found.id, "name": found.name}


def _settings_modifier(found: Modifier, exponent: int) -> Json:
    said = modifier(found, exponent)
    del said["updated_at"]
    for option in said["modifier_options"]:
        del option["sku"], option["summary"]
    return said


def floorplan(area: Area) -> Json:
    """3.1."""
    return {
        "id": area.id,
        "name": area.name,
        "sort": area.sort,
        "updated_at": to_iso_seconds(area.updated_at),
        "objects": [{"id": table.id, "name": table.name, "pax": table.pax} for table in area.tables],
    }


def item(found: Item, exponent: int) -> Json:
    """4.1."""
    return {
        "id": found.id,
        "item_no": found.item_no,
        "name": found.name,
        "description": found.description,
        "image": found.image,
        "category": found.category_id,
        "updated_at": to_iso_seconds(found.updated_at),
        "variants": [_variant(variant, exponent) for variant in found.variants],
        "modifiers": [{"id": asked.id} for asked in found.asks],
    }


def _variant(found: Variant, exponent: int) -> Json:
    said: Json = {"id": found.id, "name": found.name, "sku": found.sku, "summary": found.summary}
    if found.price is not None:  # an open price is an absent key
        said["price"] = to_number(found.price, exponent)
    return said | {"show_in_menu": found.show_in_menu, "sort": found.sort}


def modifier(found: Modifier, exponent: int) -> Json:
    """4.2."""
    return {
        "id": found.id,
        "name": found.name,
        "min_selection": found.min_selection,
        "max_selection": found.max_selection,
        "sort": found.sort,
        "updated_at": to_iso_seconds(found.updated_at),
        "modifier_options": [
            {
                "id": option.id,
                "name": option.name,
                "sku": option.sku,
                "summary": option.summary,
                "price": to_number(option.price, exponent),
                "max_qty": option.max_qty,
                "default_selected": option.default_selected,
                "show_in_menu": option.show_in_menu,
                "sort": option.sort,
            }
            for option in found.options
        ],
    }


def category(found: Category) -> Json:
    """4.3."""
    return {
        "id": found.id,
        "name": found.name,
        "parent_category": found.parent_id,
        "updated_at": to_iso_seconds(found.updated_at),
    }


def discount(listed: ListedDiscount, exponent: int) -> Json:
    """5.1."""
    found = listed.discount
    value: int | float | None = None
    if found.value is not None:
        value = to_number(found.value, 4) if found.percent else to_number(found.value, exponent)
    return {
        "id": found.id,
        "name": found.name,
        "type": "percent" if found.percent else "price",
        "stackable": found.stackable,
        "manufacturer_discount": found.manufacturer,
        "value": value,
        "max_value": None if found.max_amount is None else to_number(found.max_amount, exponent),
        "updated_at": to_iso_seconds(listed.updated_at),
    }


def promotion(listed: ListedPromotion) -> Json:
    """5.2."""
    found = listed.promotion
    return {
        "id": found.id,
        "name": found.name,
        "summary": listed.summary,
        "type": "voucher" if listed.by_voucher else "auto",
        "start_date": to_iso_seconds(found.starts_at),
        "end_date": None if found.ends_at is None else to_iso_seconds(found.ends_at),
        "updated_at": to_iso_seconds(listed.updated_at),
    }


def menus(snapshot: MenuSnapshot) -> Json:
    """7: what guests may order now and at which times; sold-out items are left out."""
    return {"menus": [_menu(found, snapshot) for found in snapshot.menus]}


def _menu(found: Menu, snapshot: MenuSnapshot) -> Json:
    return {
        "id": found.id,
        "name": found.name,
        "sort": found.sort,
        "items": [
            _menu_item(snapshot.items[item_id], sort, snapshot.exponent)
            for sort, item_id in enumerate(found.items)
            if not snapshot.items[item_id].blocked
        ],
        "times": [
            {
                "day": _DAYS[times.weekday],
                "start_time": times.start.strftime("%H:%M"),
                "end_time": times.end.strftime("%H:%M"),
            }
            for times in found.times
        ],
    }


def _menu_item(found: Item, sort: int, exponent: int) -> Json:
    return {
        "id": found.id,
        "item_no": found.item_no,
        "name": found.name,
        "description": found.description,
        "sort": sort,
        "image": found.image,
        "category": found.category_id,
        "variants": [
            _variant(variant, exponent) for variant in found.variants if variant.show_in_menu and not variant.blocked
        ],
        "modifiers": [{"id": asked.id} for asked in found.asks],
    }


def cart_summary(priced: PricedCart, request: CartRequest, exponent: int) -> Json:
    """11.1."""
    money, quoted = _money(exponent), priced.quote
    return {
        "subtotal": money(quoted.subtotal),
        "total": money(quoted.total),
        "financial_status": priced.financial_status,
        "items": [_cart_line(priced, index, money) for index in range(len(quoted.lines))],
        "discounts": [_discount_row(row, money) for row in quoted.discounts],
        "charges": [{"charge": row.charge_id, "amount": money(row.amount), "name": row.name} for row in quoted.charges],
        "taxes": [
            {"tax": row.tax_id, "amount": money(row.amount), "name": row.name, "inclusive": row.inclusive}
            for row in quoted.taxes
        ],
        "manufacturer_discounts": [_discount_row(row, money) for row in quoted.manufacturer_discounts],
        "payments": [
            {
                "payment": payment.method_id,
                "amount": money(payment.amount),
                "payment_inputs": [{"payment_input": input_id, "value": value} for input_id, value in payment.inputs],
            }
            for payment in request.payments
        ],
        "refunds": [
            {
                "amount": money(sum(amount for _, amount in refund.parts)),
                "refund_payments": [
                    {"payment": method_id, "amount": money(amount)} for method_id, amount in refund.parts
                ],
            }
            for refund in request.refunds
        ],
        "objects": [
            {"object": table.id} | ({"pax": table.pax} if table.pax is not None else {})
            for table in priced.checked.tables
        ],
        "vouchers": [{"voucher": voucher.id} for voucher in priced.checked.vouchers],
    }


def _cart_line(priced: PricedCart, index: int, money: Money) -> Json:
    checked, quoted = priced.checked.lines[index], priced.quote.lines[index]
    line = checked.line
    said: Json = {}
    if checked.request.key is not None:
        said["cart_item_key"] = checked.request.key
    said["item"] = line.item_id
    said["price_per"] = money(quoted.price_per)
    said["qty"] = line.qty
    if line.measure is not None:
        said["qty_unit"] = to_number(line.measure, 3)
    said["price"] = money(quoted.price)
    said["variant"] = line.variant_id
    said["variant_price"] = money(line.unit_price) if line.variant_id is not None else None
    said["sort"] = index
    said["modifier_options"] = [
        {
            "modifier_option": option.id,
            "price_per": money(option.price),
            "qty": option.qty,
            "price": money(option.price * option.qty),
        }
        for option in checked.options
    ]
    said["discounts"] = [_discount_row(row, money) for row in quoted.discounts]
    return said


def _discount_row(row: DiscountRow, money: Money, *, named: bool = False) -> Json:
    if row.reward_id is not None:
        return {"loyalty_program_reward": row.reward_id, "amount": money(row.amount)}
    said: Json = {"promotion": row.promotion_id} if row.promotion_id is not None else {"discount": row.discount_id}
    if row.voucher_id is not None:
        said["voucher"] = row.voucher_id
    if named:
        said["name"] = row.name
    said["amount"] = money(row.amount)
    return said


def order(found: Order) -> Json:
    """12.2."""
    money, breakdown, ledger = _money(exponent(found.currency)), found.breakdown, found.ledger
    return {
        "id": found.id,
        "customer": found.customer_id,
        "order_no": found.order_no,
        "order_ticket": found.order_ticket,
        "dining_option": found.dining_option_id,
        "dining_option_name": found.dining_option_name,
        "pax": found.pax,
        "subtotal": money(found.subtotal),
        "total": money(found.total),
        "rounding": money(found.rounding),
        "paid": money(ledger.net),
        "status": found.status,
        "financial_status": found.financial_status,
        "kitchen_status": found.kitchen_status,
        "expedite_status": found.expedite_status,
        "notes": found.notes,
        "void_reason": found.void_reason,
        "updated_at": to_iso_seconds(found.updated_at),
        "created_at": to_iso_seconds(found.created_at),
        "objects": [{"object": table.id, "name": table.name} for table in found.tables],
        "items": [_order_line(line, money) for line in found.lines],
        "discounts": [_discount_row(row, money, named=True) for row in breakdown.discounts],
        "charges": [
            {"charge": row.charge_id, "name": row.name, "amount": money(row.amount)} for row in breakdown.charges
        ],
        "taxes": [
            {"tax": row.tax_id, "name": row.name, "amount": money(row.amount), "inclusive": row.inclusive}
            for row in breakdown.taxes
        ],
        "manufacturer_discounts": [_discount_row(row, money, named=True) for row in breakdown.manufacturer_discounts],
        "loyalty_program_rewards": [
            {"loyalty_program_reward": used.id, "point": used.points} for used in breakdown.rewards
        ],
        "vouchers": [{"voucher": voucher.id, "voucher_code": voucher.code} for voucher in breakdown.vouchers],
        "payments": [
            {
                "id": payment.id,
                "payment": payment.method_id,
                "payment_name": payment.method_name,
                "receipt_no": payment.receipt_no,
                "amount": money(payment.amount),
                "created_at": to_iso_seconds(payment.created_at),
                "payment_inputs": [{"payment_input": input_id, "value": value} for input_id, value in payment.inputs],
            }
            for payment in found.payments
        ],
        "refunds": [
            {
                "id": refund.id,
                "refund_no": refund.refund_no,
                "amount": money(refund.amount),
                "created_at": to_iso_seconds(refund.created_at),
                "refund_payments": [
                    {"payment": part.method_id, "payment_name": part.method_name, "amount": money(part.amount)}
                    for part in refund.parts
                ],
            }
            for refund in found.refunds
        ],
    }


def _order_line(line: OrderLine, money: Money) -> Json:
    said: Json = {
        "id": line.id,
        "item": line.item_id,
        "item_no": line.item_no,
        "name": line.name,
        "price_per": money(line.price_per),
        "qty": line.qty,
    }
    if line.measure is not None:
        said["qty_unit"] = to_number(line.measure, 3)
    return said | {
        "price": money(line.price),
        "notes": line.notes,
        "variant": line.variant_id,
        "variant_name": line.variant_name,
        "variant_price": money(line.unit_price) if line.variant_id is not None else None,
        "sort": line.sort,
        "modifier_options": [
            {
                "modifier_option": option.id,
                "name": option.name,
                "price_per": money(option.price),
                "qty": option.qty,
                "price": money(option.price * option.qty),
            }
            for option in line.options
        ],
        "discounts": [_discount_row(row, money, named=True) for row in line.discounts],
    }


def order_summary(found: OrderSummary) -> Json:
    """12.1 without detail: amounts are strings."""
    decimals = exponent(found.currency)
    return {
        "id": found.id,
        "customer": found.customer_id,
        "order_no": found.order_no,
        "order_ticket": found.order_ticket,
        "dining_option": found.dining_option_id,
        "subtotal": to_text(found.subtotal, decimals),
        "total": to_text(found.total, decimals),
        "rounding": to_text(found.rounding, decimals),
        "paid": to_text(found.paid, decimals),
        "status": found.status,
        "financial_status": found.financial_status,
        "kitchen_status": found.kitchen_status,
        "expedite_status": found.expedite_status,
        "updated_at": to_iso_seconds(found.updated_at),
        "created_at": to_iso_seconds(found.created_at),
        "objects": [{"object": table_id, "name": name} for table_id, name in found.tables],
    }
