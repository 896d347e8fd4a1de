"""Accept, hold for payment, close, re-open or cancel an order."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.offers.redeem_vouchers import release_vouchers
from comanda.ordering.building import order_event
from comanda.ordering.loyalty import return_rewards
from comanda.ordering.materials import return_materials
from comanda.ordering.order import Order
from comanda.ordering.queries import lock_order
from comanda.ordering.rules.locks import check_unlocked
from comanda.ordering.rules.status import Action, Status, next_status
from comanda.ordering.void_lines import void_lines
from comanda.store.database import Database, UnitOfWork
from comanda.store.idempotency import Once


async def change_status(
    database: Database,
    actor: Actor,
    order_id: UUID,
    action: Action,
    *,
    reason: str | None = None,
    check: Callable[[Order], None] | None = None,
    once: Once[Order] | None = None,
) -> Order:
    """Do what `action` says with an order; cancelling gives back the vouchers it used and what it took from stock.

    Args:
        reason: why it is cancelled.
        check: refuses orders that the caller may not change, once the order is locked.

    Raises:
        Conflict: the order's state does not take the action, it has payments or refunds and is to be cancelled, or a
            terminal keeps its bill (`order_locked`).
        NotFound: no such order.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        order = await lock_order(work, order_id)
        if check is not None:
            check(order)
        if action is not Action.ACCEPT:
            check_unlocked(order.lock)
        status = next_status(order.status, action, has_transactions=bool(order.payments or order.refunds))
        order = await write_status(work, actor, order, status, reason=reason)
        if once is not None:
            await once.keep(work, order)
    return order


async def write_status(
    work: UnitOfWork,
    actor: Actor,
    before: Order,
    status: Status,
    *,
    reason: str | None = None,
    keep_materials: bool = False,
) -> Order:
    """Write the status that a locked order is to have, and what follows from it.

    Args:
        keep_materials: leave it to the caller to give back what a cancelled order took from stock.
    """
    cancelled = status in (Status.CANCELLED, Status.CANCELLED_PAYMENT)
    order = replace(
        before,
        status=status,
        version=before.version + 1,
        updated_at=actor.at,
        void_reason=reason if cancelled else before.void_reason,
    )
    await work.send(
        "UPDATE orders SET status = %s, version = %s, updated_at = %s, void_reason = %s"
        " WHERE tenant_id = %s AND id = %s",
        (order.status, order.version, order.updated_at, order.void_reason, work.tenant_id, order.id),
    )
    if cancelled:
        if order.breakdown.vouchers:
            await release_vouchers(work, [voucher.id for voucher in order.breakdown.vouchers])
        await return_rewards(work, actor, order, order.breakdown.rewards)
        if before.status is Status.OPEN:
            await void_lines(work, actor, order, before.lines, reason)
    if cancelled and not keep_materials:
        await return_materials(work, actor, [order])
    work.record(order_event("order.cancelled" if cancelled else "order.updated", order, actor))
    return order
