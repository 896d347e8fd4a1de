"""What a party owes: the sum of its rounds, from nothing but the orders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from comanda.kernel.errors import Conflict, Invalid
from comanda.kernel.money import to_text
from comanda.ordering.order import Order, Payment
from comanda.ordering.rules.status import Status
from comanda.pricing.result import TaxRow


@dataclass(frozen=True, slots=True)
class Bill:
    """A party's bill, in minor units.

    Attributes:
        orders: the rounds that count, oldest first; cancelled ones do not.
        gross: what the lines cost before anything is taken off.
        discount: everything taken off.
        charges: name and amount, those of one name together.
        total: what the rounds cost, rounding included.
        outstanding: what is still owed.
        by_guest: what each phone ordered costs; None is what staff added.
        payments: as they still stand, less what was given back.
    """

    orders: tuple[Order, ...]
    gross: int
    discount: int
    charges: tuple[tuple[str, int], ...]
    taxes: tuple[TaxRow, ...]
    rounding: int
    total: int
    paid: int
    tips: int
    outstanding: int
    by_guest: tuple[tuple[UUID | None, int], ...]
    payments: tuple[Payment, ...]


def bill_of(orders: Sequence[Order]) -> Bill:
    """Return the bill of a party with these orders."""
    counted = tuple(order for order in orders if order.status not in (Status.CANCELLED, Status.CANCELLED_PAYMENT))
    charges: dict[str, int] = {}
    taxes: dict[UUID, TaxRow] = {}
    by_guest: dict[UUID | None, int] = {}
    for order in counted:
        for charge in order.breakdown.charges:
            charges[charge.name] = charges.get(charge.name, 0) + charge.amount
        for tax in order.breakdown.taxes:
            before = taxes[tax.tax_id].amount if tax.tax_id in taxes else 0
            taxes[tax.tax_id] = TaxRow(tax.tax_id, tax.name, before + tax.amount, tax.inclusive)
        by_guest[order.guest_id] = by_guest.get(order.guest_id, 0) + order.due
    payments = sorted(
        (replace(held.payment, amount=held.amount, tip=held.tip) for order in counted for held in order.held),
        key=lambda payment: (payment.created_at, payment.id),
    )
    return Bill(
        counted,
        sum(order.gross for order in counted),
        sum(order.discount for order in counted),
        tuple(charges.items()),
        tuple(taxes.values()),
        sum(order.rounding for order in counted),
        sum(order.due for order in counted),
        sum(order.ledger.net for order in counted),
        sum(payment.tip for payment in payments),
        sum(order.outstanding for order in counted),
        tuple(by_guest.items()),
        tuple(payments),
    )


def spread(orders: Sequence[Order], amount: int, exponent: int) -> list[tuple[Order, int]]:
    """Return how a payment for a whole party is spread over its orders: the oldest is paid first.

    Args:
        amount: minor units, above 0.
        exponent: decimals of the currency, for the message.

    Raises:
        Invalid: `overpayment`, naming `amount`.
    """
    owed = sum(order.outstanding for order in orders)
    if amount > owed:
        raise Invalid.field("amount", f"more than what is owed, which is {to_text(owed, exponent)}", "overpayment")
    parts = []
    for order in orders:
        part = min(amount, order.outstanding)
        if part:
            parts.append((order, part))
            amount -= part
    return parts


def check_closable(orders: Sequence[Order]) -> None:
    """Refuse to end the session of a party that has something left to decide or to pay.

    Raises:
        Conflict: `session_has_open_orders` while an order waits to be accepted, `table_has_balance` while money is
            owed.
    """
    if any(order.status in (Status.PENDING, Status.PENDING_PAYMENT) for order in orders):
        raise Conflict("An order of this table still waits to be accepted.", code="session_has_open_orders")
    if any(order.outstanding for order in orders):
        raise Conflict("This table has not paid everything yet.", code="table_has_balance")
