"""Record a payment of an order."""

from dataclasses import replace
from uuid import UUID

import orjson

from comanda.kernel.actor import Actor
from comanda.ordering import tables
from comanda.ordering.building import Owed, new_payments, order_event
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.loyalty import earn_points
from comanda.ordering.order import Order
from comanda.ordering.queries import lock_order
from comanda.ordering.requests import PaymentRequest
from comanda.ordering.rows import payment_rows
from comanda.ordering.rules.locks import check_unlocked
from comanda.ordering.rules.payments import check_payment_methods
from comanda.ordering.rules.settlement import check_payments
from comanda.ordering.rules.status import check_payable
from comanda.ordering.store_credit import spend_credit
from comanda.store.database import Database
from comanda.store.idempotency import Once
from comanda.store.numbers import with_numbers
from comanda.store.rows import insert_rows

_INSERT = insert_rows(tables.payments)


async def record_payment(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    order_id: UUID,
    payment: PaymentRequest,
    *,
    once: Once[Order] | None = None,
) -> Order:
    """Add a payment to an order's ledger.

    Raises:
        Invalid: naming the field, `overpayment` among them.
        Conflict: the order was cancelled, the receipt number is taken, or a terminal keeps the bill (`order_locked`).
        NotFound: no such order.
    """
    check_payment_methods(catalogue.menu, (payment,), "")

    async def record() -> Order:
        async with database.unit_of_work(actor.tenant_id) as work:
            order = await lock_order(work, order_id)
            check_payable(order.status)
            check_unlocked(order.lock)
            check_payments(order.due, order.ledger.net, [("amount", payment.amount)], catalogue.menu.exponent)
            added = new_payments(catalogue.menu, (payment,), actor.at, Owed.on(order))
            order = replace(order, payments=order.payments + added, version=order.version + 1, updated_at=actor.at)
            await work.send(
                _INSERT, (orjson.dumps(payment_rows(work.tenant_id, order.id, actor.app_id, added)).decode(),)
            )
            await work.send(
                "UPDATE orders SET version = %s, updated_at = %s WHERE tenant_id = %s AND id = %s",
                (order.version, order.updated_at, work.tenant_id, order.id),
            )
            work.record(order_event("order.paid", order, actor))
            await earn_points(work, actor, catalogue, order)
            await spend_credit(work, actor, catalogue.menu, order, added, "")
            if once is not None:
                await once.keep(work, order)
        return order

    return await with_numbers(database, actor.tenant_id, record, {("receipt_no", payment.receipt_no): "receipt_no"})
