"""Move lines of an order along, one, some or all, in the one word that guests and kitchens use."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.kernel.errors import NotFound
from comanda.ordering.building import order_event
from comanda.ordering.order import Order, OrderLine
from comanda.ordering.queries import lock_order
from comanda.ordering.rules.status import PROGRESS, Action, ItemStatus, Status, check_cookable, next_status
from comanda.store.database import Database, Event


async def progress_order(
    database: Database,
    actor: Actor,
    order_id: UUID,
    wanted: ItemStatus,
    *,
    line_ids: Sequence[UUID] | None = None,
    check: Callable[[Order, Sequence[OrderLine]], None] | None = None,
) -> Order:
    """Set how far lines of an order are; setting it twice changes nothing. Starting an order accepts it.

    Args:
        line_ids: which lines, None for all of them.
        check: refuses steps that the caller may not take, once the order is locked.

    Raises:
        Conflict: the order was cancelled, or waits for its payment.
        NotFound: no such order, or it lacks one of the lines.
    """
    kitchen, expedite = PROGRESS[wanted]
    async with database.unit_of_work(actor.tenant_id) as work:
        before = await lock_order(work, order_id)
        lines = [line for line in before.lines if line_ids is None or line.id in line_ids]
        if line_ids is not None and len(lines) != len(set(line_ids)):
            raise NotFound("This order has no such item.", code="item_not_found")
        if check is not None:
            check(before, lines)
        check_cookable(before.status)
        moved = [line for line in lines if line.status is not wanted]
        accepts = before.status is Status.PENDING and wanted is not ItemStatus.PENDING
        if not moved and not accepts:
            return before
        status = next_status(before.status, Action.ACCEPT, has_transactions=False) if accepts else before.status
        ids = {line.id for line in moved}
        order = replace(
            before,
            status=status,
            version=before.version + 1,
            updated_at=actor.at,
            lines=tuple(
                replace(line, kitchen=kitchen, expedite=expedite) if line.id in ids else line for line in before.lines
            ),
        )
        await work.send(
            "UPDATE order_lines SET kitchen = %s, expedite = %s WHERE tenant_id = %s AND id = ANY(%s)",
            (kitchen, expedite, work.tenant_id, list(ids)),
        )
        await work.send(
            "UPDATE orders SET status = %s, version = %s, updated_at = %s WHERE tenant_id = %s AND id = %s",
            (order.status, order.version, order.updated_at, work.tenant_id, order.id),
        )
        if accepts or not moved:
            work.record(order_event("order.updated", order, actor))
        for line in moved:
            payload = {
                "status": order.status,
                "order_no": order.order_no,
                "version": order.version,
                "line": str(line.id),
            }
            work.record(Event("order.item_progressed", order.id, actor.at, order.location_id, actor.app_id, payload))
    return order
