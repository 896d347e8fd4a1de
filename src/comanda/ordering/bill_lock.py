"""Keep a bill as it is while it is paid: one holder an order, until it expires.

A lock that has expired counts for nothing, whether or not anybody has taken it away.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.kernel.errors import NotFound
from comanda.ordering.building import order_event
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.credit_deposit import credit_deposit
from comanda.ordering.order import BillLock, Order
from comanda.ordering.queries import lock_order
from comanda.ordering.rules.locks import check_expiry, check_unlocked
from comanda.ordering.rules.status import check_live
from comanda.ordering.search_orders import check_at_location
from comanda.store.database import Database, UnitOfWork
from comanda.store.numbers import with_numbers


async def take_lock(
    database: Database, actor: Actor, catalogue: Catalogue, order_id: UUID, lock_id: str, expires_at: datetime
) -> Order:
    """Lock the bill of an order; its holder may ask again, and has it until the later time.

    What the party paid when it reserved is counted first: whoever locks a bill is about to show what is owed.

    Raises:
        Conflict: `order_locked` by another holder, or the order is over.
        Invalid: `expiry` is in the past.
        NotFound: no such order at this location.
    """
    check_expiry(expires_at, actor.at)

    async def take() -> Order:
        async with database.unit_of_work(actor.tenant_id) as work:
            order = await lock_order(work, order_id)
            check_at_location(order, catalogue.menu.location_id)
            check_unlocked(order.lock, lock_id)
            check_live(order.status)
            if order.lock is None and order.session_id is not None:
                (order,) = await credit_deposit(work, actor, catalogue, order.session_id, (order,))
            lock = BillLock(lock_id, max(expires_at, order.lock.expires_at) if order.lock else expires_at)
            await _write(work, order_id, lock, actor.at)
            if order.lock is None:
                work.record(order_event("order.locked", order, actor))
        return replace(order, lock=lock)

    return await with_numbers(database, actor.tenant_id, take, {})


async def extend_lock(
    database: Database, actor: Actor, location_id: UUID, order_id: UUID, lock_id: str, expires_at: datetime
) -> None:
    """Let a lock last until another time; one that has expired is taken again if nobody else has it.

    Raises:
        Conflict: `order_locked` by another holder, or the order is over.
        Invalid: `expiry` is in the past.
        NotFound: no such order at this location, or `lock_not_found`: nobody locked it under this id.
    """
    check_expiry(expires_at, actor.at)
    async with database.unit_of_work(actor.tenant_id) as work:
        order = await lock_order(work, order_id)
        check_at_location(order, location_id)
        check_unlocked(order.lock, lock_id)
        check_live(order.status)
        kept = await work.one(
            "SELECT lock_id FROM order_locks WHERE tenant_id = %s AND order_id = %s", (work.tenant_id, order_id)
        )
        if kept is None or kept["lock_id"] != lock_id:
            raise NotFound("The bill is not locked under this id.", code="lock_not_found")
        await _write(work, order_id, BillLock(lock_id, expires_at), actor.at)


async def release_lock(database: Database, actor: Actor, location_id: UUID, order_id: UUID, lock_id: str) -> Order:
    """Unlock the bill of an order; one that nobody keeps is answered as it is.

    Raises:
        Conflict: `order_locked` by another holder.
        NotFound: no such order at this location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        order = await lock_order(work, order_id)
        check_at_location(order, location_id)
        check_unlocked(order.lock, lock_id)
        return await _unlock(work, actor, order)


async def break_lock(database: Database, actor: Actor, location_id: UUID, order_id: UUID) -> Order:
    """Take a bill back from whoever keeps it, for a terminal that is lost; one that nobody keeps is answered as it is.

    Raises:
        NotFound: no such order at this location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        order = await lock_order(work, order_id)
        check_at_location(order, location_id)
        if order.lock is None:
            return order
        return await _unlock(work, actor, order)


async def _unlock(work: UnitOfWork, actor: Actor, order: Order) -> Order:
    await work.send("DELETE FROM order_locks WHERE tenant_id = %s AND order_id = %s", (work.tenant_id, order.id))
    if order.lock is not None:
        work.record(order_event("order.unlocked", order, actor))
    return replace(order, lock=None)


async def _write(work: UnitOfWork, order_id: UUID, lock: BillLock, at: datetime) -> None:
    await work.send(
        "INSERT INTO order_locks (tenant_id, order_id, lock_id, expires_at, created_at) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (tenant_id, order_id) DO UPDATE SET lock_id = excluded.lock_id,"
        " expires_at = excluded.expires_at",
        (work.tenant_id, order_id, lock.lock_id, lock.expires_at, at),
    )
