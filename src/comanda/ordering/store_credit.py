"""Store credit as a way to pay: it leaves the customer's account with the payment, and returns with the refund."""

from collections.abc import Sequence

from comanda.customers.store_credit import move_credit
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Invalid
from comanda.menu.snapshot import MenuSnapshot
from comanda.ordering.order import Order, Payment, Refund
from comanda.store.database import UnitOfWork

KIND = "store_credit"
"""The kind of payment method that takes it."""


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
        if method is None or method.kind != KIND:
            continue
        field = path.format(index)
        if order.customer_id is None:
            raise Invalid.field(f"{field}payment", f"{method.name} needs the order's customer", "customer_missing")
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
            raise Invalid.field(f"{field}amount", "more than the customer's store credit", "not_enough_credit")


async def return_credit(work: UnitOfWork, actor: Actor, menu: MenuSnapshot, order: Order, refund: Refund) -> None:
    """Give back the credit that a refund returns."""
    for part in refund.parts:
        method = menu.payment_methods.get(part.method_id)
        if method is not None and method.kind == KIND and order.customer_id is not None:
            await move_credit(
                work,
                actor,
                order.customer_id,
                part.amount,
                "refunded",
                location_id=order.location_id,
                order_id=order.id,
            )
