"""Orders.

For every order that we priced, items less discounts plus tax lines plus service charge are the total: taxes that are
inside the prices are therefore no tax lines, fees are items, and rounding is an item or a discount. An order that a
terminal sent with its prices shows the tax lines it sent, which may be inside its prices.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from comanda.api.epos.presenters.plain import Json, instant, known, money
from comanda.menu.snapshot import Item
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.order import ChosenOption, HeldPayment, Order, OrderLine
from comanda.ordering.rules.status import Round, Status
from comanda.pricing.result import DiscountRow

ROUNDING = "Rounding"
_DINE_IN = "dine_in"
_STATUS = {
    Status.PENDING_PAYMENT: "New",
    Status.PENDING: "Submitted",
    Status.CLOSED: "Finalized",
    Status.CANCELLED: "Canceled",
    Status.CANCELLED_PAYMENT: "Failed",
}
_PROGRESS = {
    Round.CONFIRMED: "Accepted",
    Round.PREPARING: "Preparing",
    Round.READY: "Prepared",
    Round.SERVED: "Ready",
}


def order(found: Order, catalogue: Catalogue, reservation_id: UUID | None) -> Json:
    """Return an order.

    Args:
        catalogue: of its location.
        reservation_id: the reservation its party came by.
    """
    sent: Mapping[str, Any] = found.as_sent or {}
    dine_in = is_dine_in(found, catalogue)
    return known(
        {
            "id": str(found.id),
            "items": [*_items(found, catalogue)],
            "note": found.notes,
            "customer": known(sent.get("customer", {})) or customer(found),
            "discounts": _as_sent(sent, "discounts") if found.as_sent is not None else [*_discounts(found)],
            "taxLines": _as_sent(sent, "taxLines") if found.as_sent is not None else _tax_lines(found),
            "status": status(found, dine_in=dine_in),
            "createdAt": instant(found.created_at),
            "updatedAt": instant(found.updated_at),
            "totalAmount": money(found.due, found.currency),
            "payments": [_payment(held, found.currency) for held in found.held],
            "payable": found.payable,
            "paidAmount": money(found.ledger.net, found.currency),
            "serviceChargeAmount": money(found.service_charge, found.currency),
            "reference": sent.get("reference") or found.order_no,
            "tipsAmount": money(found.tips, found.currency),
            "details": _dine_in(found, sent, reservation_id) if dine_in else _collection(found, sent),
            "displayName": sent.get("displayName") or display_name(found),
        }
    )


def status(found: Order, *, dine_in: bool) -> str:
    """Return how far an order is; one that is fetched is ready as soon as it is made."""
    if found.status is not Status.OPEN:
        return _STATUS[found.status]
    progress = found.round_status
    return "Ready" if progress is Round.READY and not dine_in else _PROGRESS[progress]


def is_dine_in(found: Order, catalogue: Catalogue) -> bool:
    """Tell whether an order is eaten here: by what was sent, where it sits, or how it was taken."""
    if found.as_sent is not None:
        return bool(found.as_sent["details"]["orderType"] == "DineIn")
    option = catalogue.menu.dining_options.get(found.dining_option_id) if found.dining_option_id else None
    return bool(found.tables) or found.session_id is not None or (option is not None and option.kind == _DINE_IN)


def display_name(found: Order) -> str:
    """Return what a terminal's list calls an order of which nobody has said it."""
    return ", ".join(table.name for table in found.tables) or found.order_no


def customer(found: Order) -> Json | None:
    """Return who ordered, as far as the order says; None when it does not."""
    said = found.contact
    name = said.get("name") or " ".join(said[part] for part in ("first_name", "last_name") if said.get(part))
    shown = known(
        {
            "id": str(found.customer_id) if found.customer_id is not None else None,
            "emailAddress": said.get("email"),
            "phoneNumber": said.get("phone"),
            "name": name,
        }
    )
    return shown or None


def plu(line: OrderLine) -> str:
    """Return what a terminal knows a line by."""
    return line.sku or str(line.variant_id or line.item_id or line.id)


def _items(found: Order, catalogue: Catalogue) -> Iterator[Json]:
    for line in found.lines:
        yield _item(line, found.currency, catalogue.menu.items.get(line.item_id) if line.item_id else None)
    for charge in found.breakdown.charges:
        if charge.kind == "fee" and charge.amount:
            yield _extra(charge.name, str(charge.charge_id), charge.amount, found.currency)
    if found.rounding > 0:
        yield _extra(ROUNDING, "rounding", found.rounding, found.currency)


def _extra(name: str, code: str, amount: int, currency: str) -> Json:
    return {
        "name": name,
        "amountPerItem": money(amount, currency),
        "plu": code,
        "quantity": 1,
        "subItems": [],
        "modifiers": [],
    }


def _item(line: OrderLine, currency: str, dish: Item | None) -> Json:
    amounts = [_option_amount(line, option) for option in line.options]
    chosen = sum(amount * option.qty for amount, option in zip(amounts, line.options, strict=True))

    def modifier(option: ChosenOption, amount: int, parent_qty: int) -> Json:
        return {
            "name": option.name,
            "quantity": option.qty // parent_qty,
            "amountPerModifier": money(amount, currency),
            "plu": option.sku or str(option.id),
        }

    def modifiers(part: int | None, parent_qty: int) -> list[Json]:
        return [
            modifier(option, amount, parent_qty)
            for option, amount in zip(line.options, amounts, strict=True)
            if not option.is_item and option.part == part
        ]

    parts = [
        known(
            {
                "name": option.name,
                "amountPerItem": money(amounts[place], currency),
                "plu": option.sku or str(option.id),
                "quantity": option.qty,
                "note": option.notes,
                "modifiers": modifiers(place, option.qty),
            }
        )
        for place, option in enumerate(line.options)
        if option.is_item
    ]
    return known(
        {
            "name": _name(line, dish),
            "amountPerItem": money(line.unit_price if line.measure is None else line.price - chosen, currency),
            "plu": plu(line),
            "quantity": line.qty if line.measure is None else 1,
            "note": line.notes,
            "subItems": parts,
            "modifiers": modifiers(None, 1),
        }
    )


def _option_amount(line: OrderLine, option: ChosenOption) -> int:
    """Return what an option costs each; of a line sold by measure, its share of what was weighed.

    The share is rounded down, so that the item itself never costs less than nothing.
    """
    return option.price if line.measure is None else option.price * line.measure // 1000


def _name(line: OrderLine, dish: Item | None) -> str:
    """Return what was sold: which way, if there are several, and how much, if it was weighed."""
    ways = dish.variants if dish is not None else ()
    name = f"{line.name}, {line.variant_name}" if line.variant_name and len(ways) != 1 else line.name
    if line.measure is None:
        return name
    unit = next((way.unit for way in ways if way.id == line.variant_id), None)
    weighed = f"{line.measure / 1000:.3f} {unit or ''}".strip()
    return f"{name} ({weighed})"


def _as_sent(sent: Mapping[str, Any], name: str) -> list[Json]:
    return [known(row) for row in sent.get(name, [])]


def _discounts(found: Order) -> Iterator[Json]:
    codes = {voucher.id: voucher.code for voucher in found.breakdown.vouchers}

    def shown(row: DiscountRow, affected: str | None) -> Json:
        return known(
            {
                "name": row.name,
                "amountTotal": money(row.amount, found.currency),
                "affectedPlu": affected,
                "code": codes.get(row.voucher_id) if row.voucher_id is not None else None,
            }
        )

    for line in found.lines:
        for row in line.discounts:
            yield shown(row, plu(line))
    for row in (*found.breakdown.discounts, *found.breakdown.manufacturer_discounts):
        yield shown(row, None)
    if found.rounding < 0:
        yield {"name": ROUNDING, "amountTotal": money(-found.rounding, found.currency)}


def _tax_lines(found: Order) -> list[Json]:
    return [
        {"id": str(tax.tax_id), "name": tax.name, "amountTotal": money(tax.amount, found.currency)}
        for tax in found.breakdown.taxes
        if not tax.inclusive
    ]


def _payment(held: HeldPayment, currency: str) -> Json:
    return {
        "paymentIntentId": held.payment.intent_id or str(held.payment.id),
        "paidAmount": money(held.amount, currency),
        "tipsAmount": money(held.tip, currency),
    }


def _dine_in(found: Order, sent: Mapping[str, Any], reservation_id: UUID | None) -> Json:
    said = sent.get("details", {}).get("dineIn", {})
    where = known(
        {
            "tableId": str(found.tables[0].id) if found.tables else None,
            "waiterId": said.get("waiterId"),
            "partyId": str(found.session_id) if found.session_id is not None else None,
            "reservationId": str(reservation_id) if reservation_id is not None else said.get("reservationId"),
            "readyAt": instant(found.order_at) if found.order_at is not None else None,
        }
    )
    return {"orderType": "DineIn", "dineIn": where}


def _collection(found: Order, sent: Mapping[str, Any]) -> Json:
    said = sent.get("details", {}).get("collection")
    when = {"asap": True} if found.order_at is None else {"asap": False, "collectAt": instant(found.order_at)}
    return {"orderType": "Collection", "collection": said or when}
