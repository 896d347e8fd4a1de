"""Record money given back on an order."""

from dataclasses import replace
from uuid import UUID

import orjson

from comanda.kernel.actor import Actor
from comanda.ordering import tables
from comanda.ordering.building import Owed, new_refund, order_event
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.loyalty import reverse_points
from comanda.ordering.order import Order
from comanda.ordering.queries import lock_order
from comanda.ordering.requests import RefundRequest
from comanda.ordering.rows import refund_part_rows, refund_rows
from comanda.ordering.rules.locks import check_unlocked
from comanda.ordering.rules.payments import check_refund_amounts
from comanda.ordering.rules.settlement import check_refunds
from comanda.ordering.rules.status import check_payable
from comanda.ordering.store_credit import return_credit
from comanda.store.database import Database
from comanda.store.idempotency import Once
from comanda.store.numbers import with_numbers
from comanda.store.rows import insert_rows

_WRITE = b"WITH given_back AS (" + insert_rows(tables.refunds) + b") " + insert_rows(tables.refund_payments)


async def record_refund(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    order_id: UUID,
    refund: RefundRequest,
    *,
    once: Once[Order] | None = None,
) -> Order:
    """Add a refund to an order's ledger.

    Raises:
        Invalid: naming the field; more than was paid, or by a method that was not used.
        Conflict: the order was cancelled, the refund number is taken, or a terminal keeps the bill (`order_locked`).
        NotFound: no such order.
    """
    check_refund_amounts(refund)

    async def record() -> Order:
        async with database.unit_of_work(actor.tenant_id) as work:
            order = await lock_order(work, order_id)
            check_payable(order.status)
            check_unlocked(order.lock)
            parts = [
                (f"refund_payments[{index}]", method_id, amount)
                for index, (method_id, amount) in enumerate(refund.parts)
            ]
            check_refunds(order.ledger, parts)
            added = new_refund(catalogue.menu, refund, actor.at, Owed.on(order))
            order = replace(order, refunds=(*order.refunds, added), version=order.version + 1, updated_at=actor.at)
            head = refund_rows(work.tenant_id, order.id, actor.app_id, (added,))
            rows = refund_part_rows(work.tenant_id, order.id, (added,))
            await work.send(_WRITE, (orjson.dumps(head).decode(), orjson.dumps(rows).decode()))
            await work.send(
                "UPDATE orders SET version = %s, updated_at = %s WHERE tenant_id = %s AND id = %s",
                (order.version, order.updated_at, work.tenant_id, order.id),
            )
            work.record(order_event("order.updated", order, actor))
            await reverse_points(work, actor, order)
            await return_credit(work, actor, catalogue.menu, order, added)
            if once is not None:
                await once.keep(work, order)
        return order

    return await with_numbers(database, actor.tenant_id, record, {("refund_no", refund.refund_no): "refund_no"})
