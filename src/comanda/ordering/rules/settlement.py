"""What was paid, what may be paid and given back, and what that makes of an order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from comanda.kernel.errors import Conflict, Invalid
from comanda.kernel.money import divide, to_text
from comanda.ordering.rules.status import Status


@dataclass(frozen=True, slots=True)
class Ledger:
    """The sums of an order's ledger by payment method, in minor units."""

    paid: Mapping[UUID, int]
    refunded: Mapping[UUID, int]

    @property
    def payments(self) -> int:
        """Everything that came in."""
        return sum(self.paid.values())

    @property
    def refunds(self) -> int:
        """Everything that went back."""
        return sum(self.refunded.values())

    @property
    def net(self) -> int:
        """What is held."""
        return self.payments - self.refunds


def financial_status(status: Status, due: int, payments: int, refunds: int) -> str:
    """Return how an order stands financially, from nothing but these four.

    Args:
        due: total plus rounding.
        payments: sum of all payments.
        refunds: sum of all refunds.
    """
    if status in (Status.CANCELLED, Status.CANCELLED_PAYMENT) and not payments:
        return "voided"
    if refunds:
        return "refunded" if refunds >= payments else "partially_refunded"
    if not payments and due > 0:
        return "pending"
    return "partially_paid" if payments < due else "paid"


def service_share(due: int, service_charge: int, held: int, amount: int) -> int:
    """Return how much of a payment is service charge.

    The shares of all payments of an order that is paid in full come to exactly its service charge.

    Args:
        due: total plus rounding.
        service_charge: the part of the total that is service charge.
        held: payments less refunds so far.
        amount: of this payment.
    """
    if due <= 0 or held + amount > due:
        return 0
    return divide(service_charge * (held + amount), due) - divide(service_charge * max(0, held), due)


def check_payments(due: int, held: int, amounts: Sequence[tuple[str, int]], exponent: int) -> None:
    """Refuse payments that together exceed what is owed.

    Args:
        due: total plus rounding.
        held: payments less refunds so far.
        amounts: the field each payment's amount stands in, and the amount.
        exponent: decimals of the currency, for the message.

    Raises:
        Invalid: `overpayment`, naming the first payment that is too much.
    """
    for field, amount in amounts:
        held += amount
        if held > due:
            left = max(0, due - (held - amount))
            raise Invalid.field(field, f"more than what is owed, which is {to_text(left, exponent)}", "overpayment")


def check_refunds(ledger: Ledger, parts: Sequence[tuple[str, UUID, int]]) -> None:
    """Refuse to give back more than came in, in all and by each method.

    Args:
        parts: the field each part stands in, its payment method and its amount.

    Raises:
        Invalid: `refund_exceeds_payment` or `method_not_used`, naming the field.
    """
    refunded = dict(ledger.refunded)
    for field, method_id, amount in parts:
        paid = ledger.paid.get(method_id, 0)
        if not paid:
            raise Invalid.field(
                f"{field}.payment", "nothing was paid with this payment method on this order", "method_not_used"
            )
        refunded[method_id] = refunded.get(method_id, 0) + amount
        if refunded[method_id] > paid:
            raise Invalid.field(
                f"{field}.amount", "more than what was paid with this payment method", "refund_exceeds_payment"
            )


def check_still_covered(due: int, held: int) -> None:
    """Refuse a change that would leave an order paid beyond what it costs.

    Raises:
        Conflict: `paid_beyond_total`.
    """
    if held > due:
        raise Conflict(
            "The order would cost less than what was paid; give the difference back first.", code="paid_beyond_total"
        )
