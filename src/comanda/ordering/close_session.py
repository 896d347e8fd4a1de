"""End a party's session, once it has paid: its open orders close with it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comanda.dining.end_session import end_session
from comanda.dining.queries import lock_session
from comanda.dining.session import SessionStatus, SessionView
from comanda.kernel.actor import Actor
from comanda.kernel.errors import NotFound
from comanda.ordering.change_status import write_status
from comanda.ordering.materials import return_materials
from comanda.ordering.order import Order
from comanda.ordering.queries import lock_orders_of
from comanda.ordering.rules.bill import check_closable
from comanda.ordering.rules.locks import check_unlocked
from comanda.ordering.rules.status import LIVE, Action, Status, next_status
from comanda.reservations.seat_party import complete_reservation
from comanda.store.database import Database, UnitOfWork


async def close_session(
    database: Database, actor: Actor, session_id: UUID, *, location_id: UUID | None = None, force: bool = False
) -> SessionView:
    """End an active or planned session, free its tables and close its orders.

    Args:
        location_id: refuse a session of any other location.
        force: end it although money is owed or an order waits. Orders that nobody accepted are cancelled; what is
            owed stays owed on the closed orders.

    Raises:
        Conflict: `session_has_open_orders` or `table_has_balance`, unless forced; `order_locked` while a terminal
            keeps a bill.
        NotFound: `active_session_not_found`.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        return await close_within(work, actor, session_id, location_id=location_id, force=force)


async def close_within(
    work: UnitOfWork, actor: Actor, session_id: UUID, *, location_id: UUID | None = None, force: bool = False
) -> SessionView:
    """End a session as `close_session` does, inside somebody's unit of work that has locked nothing behind sessions."""
    session = await lock_session(work, session_id)
    if session.status not in (SessionStatus.ACTIVE, SessionStatus.PLANNED) or (
        location_id is not None and session.location_id != location_id
    ):
        raise NotFound("No such session is going on.", code="active_session_not_found")
    orders = await lock_orders_of(work, session_id)
    for order in orders:
        check_unlocked(order.lock)
    if not force:
        check_closable(orders)
    return await finish_session(work, actor, session, orders)


async def finish_session(
    work: UnitOfWork,
    actor: Actor,
    session: SessionView,
    orders: Sequence[Order],
    *,
    ended_at: datetime | None = None,
) -> SessionView:
    """End a locked session whose orders are locked: they are finished, its tables free, its reservation completed.

    Args:
        ended_at: when the party left, by default now.
    """
    cancelled = [order for order in orders if await _finish(work, actor, order)]
    await complete_reservation(work, actor, session.id)
    ended = await end_session(work, session, ended_at or actor.at, ended_by=actor.user_id)
    await return_materials(work, actor, cancelled)
    return ended


async def _finish(work: UnitOfWork, actor: Actor, order: Order) -> bool:
    """Close or cancel an order, and tell whether it was cancelled."""
    if order.status not in LIVE:
        return False
    transacted = bool(order.payments or order.refunds)
    if order.status is Status.OPEN or transacted:
        # What was paid for without anybody having accepted it was taken all the same.
        await write_status(work, actor, order, Status.CLOSED)
        return False
    status = next_status(order.status, Action.CANCEL, has_transactions=False)
    await write_status(work, actor, order, status, keep_materials=True)
    return True
