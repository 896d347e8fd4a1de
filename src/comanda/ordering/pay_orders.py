"""Record a payment on several locked orders, inside somebody's unit of work."""

from collections.abc import Sequence
from dataclasses import replace

import orjson

from comanda.kernel.actor import Actor
from comanda.ordering import tables
from comanda.ordering.building import Owed, new_payments, order_event
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.loyalty import earn_points
from comanda.ordering.order import Order
from comanda.ordering.requests import PaymentRequest
from comanda.ordering.rows import payment_rows
from comanda.ordering.rules.bill import spread
from comanda.ordering.store_credit import spend_credit
from comanda.store.database import UnitOfWork
from comanda.store.rows import insert_rows

_INSERT = insert_rows(tables.payments)


async def pay_orders(
    work: UnitOfWork, actor: Actor, catalogue: Catalogue, orders: Sequence[Order], payment: PaymentRequest
) -> list[Order]:
    """Spread a payment over orders, the oldest first, and return those it reached with it as their last payment.

    The tip goes with the last part.

    Raises:
        Invalid: `overpayment`, or the customer's credit does not suffice.
    """
    parts = spread(orders, payment.amount, catalogue.menu.exponent)
    paid = []
    for place, (order, amount) in enumerate(parts):
        asked = replace(payment, amount=amount, tip=payment.tip if place == len(parts) - 1 else 0)
        (added,) = new_payments(catalogue.menu, (asked,), actor.at, Owed.on(order))
        await work.send(
            _INSERT, (orjson.dumps(payment_rows(work.tenant_id, order.id, actor.app_id, (added,))).decode(),)
        )
        changed = replace(order, payments=(*order.payments, added), version=order.version + 1, updated_at=actor.at)
        await work.send(
            "UPDATE orders SET version = %s, updated_at = %s WHERE tenant_id = %s AND id = %s",
            (changed.version, changed.updated_at, work.tenant_id, order.id),
        )
        work.record(order_event("order.paid", changed, actor))
        await earn_points(work, actor, catalogue, changed)
        await spend_credit(work, actor, catalogue.menu, changed, (added,), "")
        paid.append(changed)
    return paid
