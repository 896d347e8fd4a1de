"""Check what a payment or refund says, before the ledger decides whether it fits."""

from collections.abc import Sequence

from comanda.kernel.errors import FieldProblem, Invalid
from comanda.menu.snapshot import MenuSnapshot
from comanda.ordering.requests import PaymentRequest, RefundRequest
from comanda.ordering.rules.cart import MAX_PRICE


def check_payment_methods(menu: MenuSnapshot, payments: Sequence[PaymentRequest], path: str = "payments[{}].") -> None:
    """Check that payments name methods and inputs of the location, and amounts above zero.

    Args:
        path: how the caller's fields are prefixed, with `{}` where the index goes.

    Raises:
        Invalid: naming every field that cannot be taken.
    """
    problems = []
    receipts: set[str] = set()
    for index, payment in enumerate(payments):
        field = path.format(index)
        method = menu.payment_methods.get(payment.method_id)
        if method is None:
            problems.append(
                FieldProblem(f"{field}payment", "no such payment method at this location", "unknown_payment")
            )
            continue
        if payment.amount <= 0 or payment.amount > MAX_PRICE:
            problems.append(FieldProblem(f"{field}amount", "an amount above 0 is expected", "amount_out_of_range"))
        known = {asked.id for asked in method.inputs}
        for at, (input_id, _) in enumerate(payment.inputs):
            if input_id not in known:
                where = f"{field}payment_inputs[{at}].payment_input"
                problems.append(FieldProblem(where, f"{method.name} asks for no such input", "unknown_payment_input"))
        if payment.receipt_no is not None:
            if payment.receipt_no in receipts:
                problems.append(FieldProblem(f"{field}receipt_no", "used twice", "receipt_no_taken"))
            receipts.add(payment.receipt_no)
    if problems:
        raise Invalid.fields_of(problems)


def check_refund_amounts(refund: RefundRequest, path: str = "") -> None:
    """Check that a refund gives something back. Which methods it may use is decided by the ledger.

    Raises:
        Invalid: naming every field that cannot be taken.
    """
    if not refund.parts:
        raise Invalid.field(f"{path}refund_payments", "at least one payment is needed", "no_refund_payments")
    problems = [
        FieldProblem(f"{path}refund_payments[{index}].amount", "an amount above 0 is expected", "amount_out_of_range")
        for index, (_, amount) in enumerate(refund.parts)
        if not 0 < amount <= MAX_PRICE
    ]
    if problems:
        raise Invalid.fields_of(problems)
