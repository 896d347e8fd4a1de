"""Take one line off an order; taking off the last one cancels it."""

from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.change_status import change_status
from comanda.ordering.order import Order
from comanda.ordering.queries import view_order
from comanda.ordering.requests import ChangeRequest
from comanda.ordering.rules.status import Action
from comanda.ordering.update_order import update_order
from comanda.store.database import Database


async def void_item(
    database: Database, actor: Actor, catalogue: Catalogue, order_id: UUID, line_id: UUID, reason: str | None
) -> Order:
    """Take a line off and price the order again. The kitchen sees it struck through if the order was accepted.

    Raises:
        Conflict: the order is over, or would cost less than was paid.
        NotFound: no such order, or it has no such line.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        order = await view_order(work, order_id)
    if [line.id for line in order.lines] == [line_id]:
        return await change_status(database, actor, order_id, Action.CANCEL, reason=reason)
    change = ChangeRequest(without=line_id, void_reason=reason)
    return await update_order(database, actor, catalogue, order_id, change)
