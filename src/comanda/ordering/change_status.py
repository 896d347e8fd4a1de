"""Accept, hold for payment, close, re-open or cancel an order."""

from dataclasses import replace
from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.offers.redeem_vouchers import release_vouchers
from comanda.ordering.building import order_event
from comanda.ordering.order import Order
from comanda.ordering.queries import lock_order
from comanda.ordering.rules.status import Action, next_status
from comanda.store.database import Database
from comanda.store.idempotency import Once


async def change_status(
    database: Database, actor: Actor, order_id: UUID, action: Action, *, once: Once[Order] | None = None
) -> Order:
    """Do what `action` says with an order; cancelling gives back the vouchers it used.

    Raises:
        Conflict: the order's state does not take the action, or it has payments or refunds and is to be cancelled.
        NotFound: no such order.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        order = await lock_order(work, order_id)
        status = next_status(order.status, action, has_transactions=bool(order.payments or order.refunds))
        order = replace(order, status=status, version=order.version + 1, updated_at=actor.at)
        await work.send(
            "UPDATE orders SET status = %s, version = %s, updated_at = %s WHERE tenant_id = %s AND id = %s",
            (order.status, order.version, order.updated_at, work.tenant_id, order.id),
        )
        if action is Action.CANCEL and order.breakdown.vouchers:
            await release_vouchers(work, [voucher.id for voucher in order.breakdown.vouchers])
        work.record(order_event("order.updated", order, actor))
        if once is not None:
            await once.keep(work, order)
    return order
