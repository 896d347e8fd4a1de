"""Build what an order keeps from what was checked and quoted. Ids and numbers that nobody gave are made here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.kernel.ids import new_id
from comanda.menu.snapshot import MenuSnapshot
from comanda.ordering.order import Breakdown, Order, OrderLine, Payment, Refund, RefundPart
from comanda.ordering.requests import PaymentRequest, RefundRequest
from comanda.ordering.rules.cart import CheckedCart, manual_discounts
from comanda.ordering.rules.settlement import service_share
from comanda.ordering.rules.status import Expedite, Kitchen
from comanda.pricing.result import Quote
from comanda.store.database import Event
from comanda.store.numbers import new_number


def breakdown(checked: CheckedCart, quoted: Quote) -> Breakdown:
    """Return the quote as the order keeps it."""
    return Breakdown(
        quoted.mode,
        quoted.discounts,
        quoted.manufacturer_discounts,
        quoted.charges,
        quoted.taxes,
        checked.vouchers,
        manual_discounts(checked.cart.discounts),
        checked.cart.charge_amounts,
        checked.rewards,
    )


def order_lines(checked: CheckedCart, quoted: Quote, had: Mapping[UUID, OrderLine]) -> tuple[OrderLine, ...]:
    """Return the lines of an order from its cart and quote; lines it had keep their id and progress."""
    lines = []
    for sort, (line, priced) in enumerate(zip(checked.lines, quoted.lines, strict=True)):
        before = had.get(line.request.line_id) if line.request.line_id else None
        lines.append(
            OrderLine(
                before.id if before else new_id(),
                sort,
                line.line.item_id,
                line.line.variant_id,
                line.item_no,
                line.sku,
                line.name,
                line.variant_name,
                line.line.unit_price,
                priced.price_per,
                line.line.qty,
                line.line.measure,
                priced.price,
                priced.net,
                line.request.notes,
                line.options,
                priced.discounts,
                manual_discounts(line.line.discounts),
                line.line.taxes,
                before.kitchen if before else Kitchen.DEFAULT,
                before.expedite if before else Expedite.DEFAULT,
            )
        )
    return tuple(lines)


class Owed(NamedTuple):
    """What decides how much of a payment is service charge.

    Attributes:
        due: what the order costs.
        service_charge: the part of that which is service charge.
        held: what is held of it so far.
    """

    due: int
    service_charge: int
    held: int

    @classmethod
    def on(cls, order: Order) -> "Owed":
        """Return where an order stands."""
        return cls(order.due, order.service_charge, order.ledger.net)


def new_payments(menu: MenuSnapshot, asked: Sequence[PaymentRequest], at: datetime, owed: Owed) -> tuple[Payment, ...]:
    """Return checked payments as the ledger takes them."""
    payments, held = [], owed.held
    for payment in asked:
        payments.append(
            Payment(
                new_id(),
                payment.method_id,
                menu.payment_methods[payment.method_id].name,
                payment.receipt_no or new_number(8),
                payment.amount,
                payment.inputs,
                at,
                payment.tip,
                payment.reference,
                service_share(owed.due, owed.service_charge, held, payment.amount),
                payment.intent_id,
            )
        )
        held += payment.amount
    return tuple(payments)


def new_refund(menu: MenuSnapshot, asked: RefundRequest, at: datetime, owed: Owed) -> Refund:
    """Return a checked refund as the ledger takes it."""
    parts, held = [], owed.held
    for method_id, amount in asked.parts:
        method = menu.payment_methods.get(method_id)
        held -= amount
        share = service_share(owed.due, owed.service_charge, held, amount)
        parts.append(RefundPart(method_id, method.name if method else "", amount, service_charge=share))
    return Refund(new_id(), asked.refund_no or new_number(8), at, tuple(parts))


def service_charge(quoted: Quote) -> int:
    """Return how much of a quote is service charge, as opposed to fees."""
    return sum(row.amount for row in quoted.charges if row.kind == "service")


def order_event(topic: str, order: Order, actor: Actor) -> Event:
    """Return the event of a change of an order."""
    payload: dict[str, Any] = {"status": order.status, "order_no": order.order_no, "version": order.version}
    if order.session_id is not None:
        payload["session"] = str(order.session_id)
    return Event(topic, order.id, actor.at, order.location_id, actor.app_id, payload)


def without_empty(contact: Mapping[str, Any]) -> dict[str, Any]:
    """Return a contact without the texts that were taken away."""
    return {key: value for key, value in contact.items() if value != ""}
