"""Move a party to another table, or join it to the party there. Its orders, guests and calls go with it."""

from uuid import UUID

from comanda.dining.end_session import end_session
from comanda.dining.events import session_event
from comanda.dining.occupancy import TableTaken, give_up_expired, refusal_of, take_tables, who_has
from comanda.dining.queries import live_session_at, lock_session, view_session
from comanda.dining.request_table import check_usable
from comanda.dining.session import SessionStatus, SessionView
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, Invalid, NotFound
from comanda.store.database import Database, UnitOfWork


async def move_party(
    database: Database, actor: Actor, location_id: UUID, table_id: UUID, target_id: UUID
) -> SessionView:
    """Move the party at one table to another that is free.

    Raises:
        Conflict: `table_occupied` or `session_pending` at the target, or `table_closed`.
        NotFound: `active_session_not_found` at the table, `table_not_found` for the target.
    """
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            session = await _party_at(work, location_id, table_id, target_id)
            await check_usable(work, target_id)
            await give_up_expired(work, [target_id], actor.at)
            await leave_table(work, session.id, table_id)
            await take_tables(work, session.id, [target_id])
            await take_orders_along(work, session.id, table_id, target_id)
            moved = await view_session(work, session.id)
            old = next(table for table in session.tables if table.id == table_id)
            left = {"id": str(old.id), "number": old.number}
            work.record(session_event("session.moved", moved, actor.at, left=left))
    except TableTaken:
        raise refusal_of(await who_has(database, actor.tenant_id, target_id)) from None
    return moved


async def merge_parties(
    database: Database, actor: Actor, location_id: UUID, table_id: UUID, target_id: UUID
) -> SessionView:
    """Join the party at one table to the party at another: one session at all their tables, with one bill.

    Raises:
        Conflict: `no_party_there` when nobody sits at the target; `same_party` when they are one already.
        NotFound: `active_session_not_found` at the table, `table_not_found` for the target.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        joining = await _party_at(work, location_id, table_id, target_id, lock=False)
        host = await live_session_at(work, target_id)
        if host is None or host.status is not SessionStatus.ACTIVE:
            raise Conflict("Nobody sits at the other table.", code="no_party_there")
        if host.id == joining.id:
            raise Conflict("They are one party already.", code="same_party")
        # Both in the order of their ids, so that two who merge the other way round do not wait for each other.
        locked = {session_id: await lock_session(work, session_id) for session_id in sorted((host.id, joining.id))}
        joining, host = locked[joining.id], locked[host.id]
        at = {table.id for table in joining.tables}, {table.id for table in host.tables}
        active = all(session.status is SessionStatus.ACTIVE for session in locked.values())
        if not active or table_id not in at[0] or target_id not in at[1]:
            raise Conflict("One of the parties has just left.", code="no_party_there")
        await _join(work, joining, host)
        await end_session(work, joining, actor.at, ended_by=actor.user_id, topic="session.merged_away")
        await take_tables(work, host.id, [table.id for table in joining.tables])
        together = await view_session(work, host.id)
        work.record(session_event("session.merged", together, actor.at, joined=str(joining.id)))
    return together


async def _party_at(
    work: UnitOfWork, location_id: UUID, table_id: UUID, target_id: UUID, *, lock: bool = True
) -> SessionView:
    if table_id == target_id:
        raise Invalid.field("targetTableId", "another table is expected", "same_table")
    known = await work.all(
        "SELECT id FROM dining_tables WHERE tenant_id = %s AND location_id = %s AND id = ANY(%s)"
        " AND archived_at IS NULL",
        (work.tenant_id, location_id, [table_id, target_id]),
    )
    if len(known) != 2:
        raise NotFound("No such table at this location.", code="table_not_found")
    session = await live_session_at(work, table_id)
    if session is not None and lock:
        session = await lock_session(work, session.id)
    if (
        session is None
        or session.status is not SessionStatus.ACTIVE
        or all(table.id != table_id for table in session.tables)
    ):
        raise NotFound("Nobody sits at this table.", code="active_session_not_found")
    return session


async def leave_table(work: UnitOfWork, session_id: UUID, table_id: UUID) -> None:
    """Free one table of a locked session."""
    which = (work.tenant_id, session_id, table_id)
    await work.send("DELETE FROM table_occupancy WHERE tenant_id = %s AND session_id = %s AND table_id = %s", which)
    await work.send("DELETE FROM session_tables WHERE tenant_id = %s AND session_id = %s AND table_id = %s", which)


async def take_orders_along(work: UnitOfWork, session_id: UUID, table_id: UUID, target_id: UUID) -> None:
    """Let a locked session's orders and calls be for the new table: what the kitchen still makes must find its way."""
    await work.send(
        "SELECT id FROM orders WHERE tenant_id = %s AND session_id = %s ORDER BY id FOR NO KEY UPDATE",
        (work.tenant_id, session_id),
    )
    params = {"tenant": work.tenant_id, "session": session_id, "table": table_id, "target": target_id}
    await work.send(
        "UPDATE order_tables t SET table_id = %(target)s FROM orders o WHERE o.tenant_id = t.tenant_id"
        " AND o.id = t.order_id AND o.tenant_id = %(tenant)s AND o.session_id = %(session)s"
        " AND t.table_id = %(table)s AND NOT EXISTS (SELECT FROM order_tables n WHERE n.tenant_id = t.tenant_id"
        " AND n.order_id = t.order_id AND n.table_id = %(target)s)",
        params,
    )
    await work.send(
        "UPDATE orders SET version = version + 1, updated_at = now() WHERE tenant_id = %(tenant)s"
        " AND session_id = %(session)s",
        params,
    )
    await work.send(
        "UPDATE service_requests SET table_id = %(target)s WHERE tenant_id = %(tenant)s AND session_id = %(session)s"
        " AND table_id = %(table)s",
        params,
    )


async def _join(work: UnitOfWork, joining: SessionView, host: SessionView) -> None:
    """Hand everything of one session to another. A call that both have made is one call."""
    move = {"tenant": work.tenant_id, "from": joining.id, "to": host.id}
    await work.send(
        "UPDATE service_requests r SET status = 'resolved', resolved_at = now() WHERE tenant_id = %(tenant)s"
        " AND session_id = %(from)s AND status IN ('pending', 'acknowledged')"
        " AND EXISTS (SELECT FROM service_requests n WHERE n.tenant_id = r.tenant_id"
        " AND n.session_id = %(to)s AND n.kind = r.kind"
        " AND n.status IN ('pending', 'acknowledged'))",
        move,
    )
    await work.send(
        "UPDATE orders SET session_id = %(to)s, version = version + 1, updated_at = now()"
        " WHERE tenant_id = %(tenant)s AND session_id = %(from)s",
        move,
    )
    await work.send(
        "UPDATE guests SET session_id = %(to)s, is_opener = false WHERE tenant_id = %(tenant)s"
        " AND session_id = %(from)s",
        move,
    )
    await work.send(
        "UPDATE service_requests SET session_id = %(to)s WHERE tenant_id = %(tenant)s AND session_id = %(from)s", move
    )
    await work.send(
        "UPDATE cart_lines SET session_id = %(to)s WHERE tenant_id = %(tenant)s AND session_id = %(from)s", move
    )
    await work.send(
        "UPDATE reservations SET session_id = %(to)s WHERE tenant_id = %(tenant)s AND session_id = %(from)s", move
    )
    await work.send(
        "UPDATE dining_sessions SET guest_count = guest_count + %(count)s WHERE tenant_id = %(tenant)s AND id = %(to)s",
        {**move, "count": joining.guest_count},
    )
