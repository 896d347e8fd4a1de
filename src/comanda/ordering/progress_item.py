"""Move a line along in the kitchen, or on its way to the guest."""

from typing import LiteralString
from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.kernel.errors import NotFound
from comanda.ordering.rules.status import Action, Expedite, Kitchen, Status, check_cookable, next_status
from comanda.store.database import Database, Event


async def progress_item(
    database: Database, actor: Actor, order_id: UUID, line_id: UUID, progress: Kitchen | Expedite
) -> None:
    """Set how far a line is; any state may follow any other, and setting it twice changes nothing.

    Working on an order that nobody has accepted yet accepts it.

    Raises:
        Conflict: the order was cancelled, or waits for its payment.
        NotFound: no such order, or it has no such line.
    """
    if isinstance(progress, Kitchen):
        column: LiteralString = "kitchen"
    else:
        column = "expedite"
    async with database.unit_of_work(actor.tenant_id) as work:
        # A statement sees the order as it is once locked, but the line as it was before it waited: so lock first.
        await work.send(
            "SELECT id FROM orders WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE", (work.tenant_id, order_id)
        )
        row = await work.one(
            "SELECT o.status, o.order_no, o.location_id, o.version, l.kitchen, l.expedite FROM orders o"
            " LEFT JOIN order_lines l ON l.tenant_id = o.tenant_id AND l.order_id = o.id AND l.id = %s"
            " WHERE o.tenant_id = %s AND o.id = %s",
            (line_id, work.tenant_id, order_id),
        )
        if row is None or row["kitchen"] is None:
            raise NotFound("No such order." if row is None else "This order has no such item.")
        status = Status(row["status"])
        check_cookable(status)
        if row[column] == progress:
            return
        if status is Status.PENDING and progress != "default":
            status = next_status(status, Action.ACCEPT, has_transactions=False)
        await work.send(
            "UPDATE order_lines SET " + column + " = %s WHERE tenant_id = %s AND id = %s",
            (progress, work.tenant_id, line_id),
        )
        await work.send(
            "UPDATE orders SET status = %s, version = version + 1, updated_at = %s WHERE tenant_id = %s AND id = %s",
            (status, actor.at, work.tenant_id, order_id),
        )
        payload = {
            "status": status,
            "order_no": row["order_no"],
            "version": row["version"] + 1,
            "line": str(line_id),
            column: progress,
        }
        work.record(Event("order.updated", order_id, actor.at, row["location_id"], actor.app_id, payload))
