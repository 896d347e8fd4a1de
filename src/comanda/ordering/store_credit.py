"""Store credit as a way to pay: it leaves the customer's account with the payment, and returns with the refund."""

from collections.abc import Sequence
from uuid import UUID

from comanda.customers.queries import view_credit
from comanda.customers.store_credit import move_credit
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Invalid
from comanda.menu.snapshot import STORE_CREDIT, MenuSnapshot, PaymentMethod
from comanda.ordering.order import Order, Payment, Refund
from comanda.ordering.requests import PaymentRequest
from comanda.store.database import UnitOfWork


async def spend_credit(
    work: UnitOfWork,
    actor: Actor,
    menu: MenuSnapshot,
    order: Order,
    payments: Sequence[Payment],
    path: str = "payments[{}].",
) -> None:
    """Take the credit that payments of an order spend.

    Args:
        path: how the caller's fields are prefixed, with `{}` where the index goes.

    Raises:
        Invalid: `customer_missing` or `not_enough_credit`, naming the field.
    """
    for index, payment in enumerate(payments):
        method = menu.payment_methods.get(payment.method_id)
        if method is None or method.kind != STORE_CREDIT:
            continue
        field = path.format(index)
        if order.customer_id is None:
            raise _nobody(field, method)
        moved = await move_credit(
            work,
            actor,
            order.customer_id,
            -payment.amount,
            "spent",
            location_id=order.location_id,
            order_id=order.id,
        )
        if moved is None:
            raise _too_much(field)


async def check_credit(
    work: UnitOfWork, menu: MenuSnapshot, customer_id: UUID | None, payments: Sequence[PaymentRequest]
) -> None:
    """Refuse payments that `spend_credit` would refuse, and take nothing.

    Raises:
        Invalid: `customer_missing` or `not_enough_credit`, naming the field.
    """
    left = None
    for index, payment in enumerate(payments):
        method = menu.payment_methods.get(payment.method_id)
        if method is None or method.kind != STORE_CREDIT:
            continue
        if customer_id is None:
            raise _nobody(f"payments[{index}].", method)
        if left is None:
            left = (await view_credit(work, customer_id)).balance
        left -= payment.amount
        if left < 0:
            raise _too_much(f"payments[{index}].")


def takes_credit(menu: MenuSnapshot, payments: Sequence[PaymentRequest]) -> bool:
    """Tell whether any of these payments is by store credit."""
    methods = (menu.payment_methods.get(payment.method_id) for payment in payments)
    return any(method is not None and method.kind == STORE_CREDIT for method in methods)


def _nobody(field: str, method: PaymentMethod) -> Invalid:
    return Invalid.field(f"{field}payment", f"{method.name} needs the order's customer", "customer_missing")


def _too_much(field: str) -> Invalid:
    return Invalid.field(f"{field}amount", "more than the customer's store credit", "not_enough_credit")


async def return_credit(work: UnitOfWork, actor: Actor, menu: MenuSnapshot, order: Order, refund: Refund) -> None:
    """Give back the credit that a refund returns."""
    for part in refund.parts:
        method = menu.payment_methods.get(part.method_id)
        if method is not None and method.kind == STORE_CREDIT and order.customer_id is not None:
            await move_credit(
                work,
                actor,
                order.customer_id,
                part.amount,
                "refunded",
                location_id=order.location_id,
                order_id=order.id,
            )
