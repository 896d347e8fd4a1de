"""Cancel an order for a terminal: once is enough, and what is over stays as it is."""

from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict
from comanda.ordering.change_status import write_status
from comanda.ordering.order import Order
from comanda.ordering.queries import lock_order
from comanda.ordering.rules.locks import check_unlocked
from comanda.ordering.rules.status import Action, Status, next_status
from comanda.ordering.search_orders import check_at_location
from comanda.store.database import Database


async def cancel_order(database: Database, actor: Actor, location_id: UUID, order_id: UUID) -> Order:
    """Cancel an order; one that is cancelled already is answered as it is.

    Raises:
        Conflict: it has payments, its bill is locked, or it is finished.
        NotFound: no such order at this location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        order = await lock_order(work, order_id)
        check_at_location(order, location_id)
        if order.status in (Status.CANCELLED, Status.CANCELLED_PAYMENT):
            return order
        if order.status is Status.CLOSED:
            raise Conflict("The order is finished and stays as it is.", code="order_not_changeable")
        check_unlocked(order.lock)
        status = next_status(order.status, Action.CANCEL, has_transactions=bool(order.payments or order.refunds))
        return await write_status(work, actor, order, status)
