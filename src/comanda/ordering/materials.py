"""Take what orders are made of from stock, and give it back, inside the transaction of the order.

Called last in it: the level of a popular material is locked from here to the commit.
"""

from collections.abc import Sequence

from comanda.kernel.actor import Actor
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.order import Order
from comanda.ordering.rules.materials import Fields, sold_out, taken
from comanda.stock.move_materials import Reason, lock_levels, move_materials
from comanda.stock.rules import changes
from comanda.stock.stock import NotEnough
from comanda.store.database import UnitOfWork


async def take_materials(
    work: UnitOfWork,
    actor: Actor,
    catalogue: Catalogue,
    order: Order,
    fields: Sequence[Fields],
    *,
    before: Order | None = None,
) -> None:
    """Take what an order's lines say they take; one without recipes costs no statement.

    Args:
        fields: where the caller wrote each line.
        before: what the order was until now; only the difference is moved.

    Raises:
        Invalid: `sold_out`, naming every line that there is not enough for, and how many there is enough for.
    """
    had = taken(before.lines) if before is not None else {}
    moves = changes(had, taken(order.lines))
    if not moves:
        return
    try:
        await move_materials(work, actor, order.location_id, moves, _why(order))
    except NotEnough as error:
        at_hand = {material: error.at_hand.get(material, 0) + had.get(material, 0) for material in {*had, *moves}}
        raise sold_out(catalogue.recipes, order.lines, at_hand, fields) from error


async def return_materials(work: UnitOfWork, actor: Actor, orders: Sequence[Order]) -> None:
    """Give back what cancelled orders of one location took."""
    orders = [order for order in orders if taken(order.lines)]
    if len(orders) > 1:
        await lock_levels(work, orders[0].location_id, sorted({m for order in orders for m in taken(order.lines)}))
    for order in orders:
        await move_materials(work, actor, order.location_id, taken(order.lines), _why(order))


def _why(order: Order) -> Reason:
    return Reason("return", "sale", order_id=order.id)
