"""Count what a party paid when it reserved towards its bill."""

from collections.abc import Sequence
from uuid import UUID

from comanda.dining.queries import lock_session
from comanda.kernel.actor import Actor
from comanda.kernel.errors import NotFound
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.order import Order
from comanda.ordering.pay_orders import pay_orders
from comanda.ordering.queries import lock_orders_of
from comanda.ordering.requests import PaymentRequest
from comanda.ordering.rules.locks import check_unlocked
from comanda.reservations.deposits import record_credited, unspent_deposits
from comanda.store.database import Database, UnitOfWork
from comanda.store.numbers import with_numbers


async def count_deposit(database: Database, actor: Actor, catalogue: Catalogue, session_id: UUID) -> int:
    """Count the deposit of a party towards what it owes, and return how much of it that took, in minor units.

    Raises:
        Conflict: `order_locked` while a terminal keeps one of the bills.
        NotFound: no such session at this location.
    """

    async def count() -> int:
        async with database.unit_of_work(actor.tenant_id) as work:
            session = await lock_session(work, session_id)
            if session.location_id != catalogue.menu.location_id:
                raise NotFound("No such session at this location.", code="session_not_found")
            orders = await lock_orders_of(work, session_id)
            for order in orders:
                check_unlocked(order.lock)
            credited = await credit_deposit(work, actor, catalogue, session_id, orders)
            return sum(order.outstanding for order in orders) - sum(order.outstanding for order in credited)

    return await with_numbers(database, actor.tenant_id, count, {})


async def credit_deposit(
    work: UnitOfWork, actor: Actor, catalogue: Catalogue, session_id: UUID, orders: Sequence[Order]
) -> list[Order]:
    """Pay locked orders of a session from the deposits of its reservations, and return the orders as they are then.

    It happens when the bill is asked for and not before: until then lines may be voided, which a payment forbids.
    """
    standing = {order.id: order for order in orders}
    if not any(order.outstanding for order in orders):
        return list(orders)
    for deposit in await unspent_deposits(work, session_id):
        amount = min(deposit.amount, sum(order.outstanding for order in standing.values()))
        if not amount:
            break
        asked = PaymentRequest(deposit.method_id, amount, reference=deposit.reservation_no)
        for paid in await pay_orders(work, actor, catalogue, list(standing.values()), asked):
            standing[paid.id] = paid
        await record_credited(work, deposit, amount, actor)
    return list(standing.values())
