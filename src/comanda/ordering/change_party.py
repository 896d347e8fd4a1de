"""Change a party as a terminal's backend says it is, let it leave, or take it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg.errors import UniqueViolation

from comanda.dining.events import session_event
from comanda.dining.occupancy import give_up_expired, take_tables
from comanda.dining.queries import party_at, view_session
from comanda.dining.request_table import check_usable
from comanda.dining.session import SessionStatus, SessionView
from comanda.floor.queries import check_tables
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict
from comanda.kernel.unsaid import UNSAID, Unsaid, said_or
from comanda.ordering.close_session import finish_session
from comanda.ordering.move_party import leave_table, take_orders_along
from comanda.ordering.queries import lock_orders_of
from comanda.ordering.rules.bill import check_closable
from comanda.ordering.rules.locks import check_unlocked
from comanda.reservations.rules.period import check_period
from comanda.store.database import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class PartyChange:
    """What a party is to be; what is unsaid stays as it is, and None takes it away.

    Attributes:
        external_id: refused if the party has another; kept if it has none. None does not say.
        ended_at: when it left.
    """

    external_id: str | None
    table_ids: Sequence[UUID]
    stage: str
    started_at: datetime
    name: str | Unsaid | None = UNSAID
    covers: int | Unsaid | None = UNSAID
    expected_end: datetime | Unsaid | None = UNSAID
    ended_at: datetime | Unsaid | None = UNSAID
    host_notes: str | Unsaid | None = UNSAID
    guest_requests: str | Unsaid | None = UNSAID
    deposit: Mapping[str, Any] | Unsaid | None = UNSAID


async def change_party(
    database: Database, actor: Actor, location_id: UUID, session_id: UUID, change: PartyChange
) -> SessionView:
    """Change a party: its words, its tables (its orders come along), and its end.

    Raises:
        Conflict: `table_occupied` or `table_closed`; `table_has_balance` or `session_has_open_orders` when it is to
            leave; `order_locked` while one of its bills is being paid; `party_left` when it is to move although it has
            left; `external_id_differs`.
        Invalid: a time before its beginning, or a table named twice.
        NotFound: no such party or table at this location.
    """
    for said, field in ((change.expected_end, "expectedEndTime"), (change.ended_at, "endTime")):
        if isinstance(said, datetime):
            check_period(change.started_at, said, field)
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            before = await party_at(work, location_id, session_id, lock=True)
            if change.external_id is not None and before.external_id not in (None, change.external_id):
                raise Conflict("The party has another id of yours.", code="external_id_differs")
            await _sit(work, actor, location_id, before, change.table_ids)
            await _write(work, actor, before, change)
            after = await view_session(work, session_id)
            if before.status is SessionStatus.ACTIVE and isinstance(change.ended_at, datetime):
                return await _leave(work, actor, after, change.ended_at)
            work.record(session_event("session.updated", after, actor.at))
            return after
    except UniqueViolation as error:
        if error.diag.constraint_name != "uq_dining_sessions_external_id":
            raise
        raise Conflict("Another party has this id of yours.", code="external_id_differs") from error


async def remove_party(database: Database, actor: Actor, location_id: UUID, session_id: UUID) -> None:
    """Take a party back: it leaves if it has not, and terminals do not hear of it any more.

    Raises:
        Conflict: `table_has_balance`, `session_has_open_orders` or `order_locked`.
        NotFound: no such party at this location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        session = await party_at(work, location_id, session_id, lock=True)
        if session.status is SessionStatus.ACTIVE:
            await _leave(work, actor, session, actor.at)
        else:
            work.record(session_event("session.updated", session, actor.at))
        await work.send(
            "UPDATE dining_sessions SET removed_at = %s WHERE tenant_id = %s AND id = %s",
            (actor.at, work.tenant_id, session_id),
        )


async def _leave(work: UnitOfWork, actor: Actor, session: SessionView, ended_at: datetime) -> SessionView:
    orders = await lock_orders_of(work, session.id)
    for order in orders:
        check_unlocked(order.lock)
    check_closable(orders)
    return await finish_session(work, actor, session, orders, ended_at=ended_at)


async def _sit(
    work: UnitOfWork, actor: Actor, location_id: UUID, session: SessionView, table_ids: Sequence[UUID]
) -> None:
    """Let a locked party be at these tables and no others."""
    had = [table.id for table in session.tables]
    if set(had) == set(table_ids) and len(had) == len(table_ids):
        return
    await check_tables(work, location_id, table_ids)
    if session.status is not SessionStatus.ACTIVE:
        raise Conflict("The party has left its tables.", code="party_left")
    added = [table_id for table_id in table_ids if table_id not in had]
    for table_id in added:
        await check_usable(work, table_id)
    if added:
        await give_up_expired(work, added, actor.at)
        await take_tables(work, session.id, added)
    left = [table for table in session.tables if table.id not in table_ids]
    for table in left:
        await leave_table(work, session.id, table.id)
        await take_orders_along(work, session.id, table.id, table_ids[0])
    moved = await view_session(work, session.id)
    for told in [{"left": {"id": str(table.id), "number": table.number}} for table in left] or [{}]:
        work.record(session_event("session.moved", moved, actor.at, **told))


async def _write(work: UnitOfWork, actor: Actor, before: SessionView, change: PartyChange) -> None:
    deposit = said_or(change.deposit, before.deposit)
    has_left = before.status is SessionStatus.COMPLETED
    ended_at = change.ended_at if has_left and isinstance(change.ended_at, datetime) else before.ended_at
    await work.send(
        "UPDATE dining_sessions SET customer_name = %(name)s, guest_count = %(covers)s, note = %(notes)s,"
        " guest_requests = %(requests)s, stage = %(stage)s, deposit = %(deposit)s::jsonb, started_at = %(starts)s,"
        " planned_until = %(until)s, ended_at = %(ended)s, external_id = coalesce(external_id, %(external)s),"
        " updated_at = %(at)s WHERE tenant_id = %(tenant)s AND id = %(id)s",
        {
            "tenant": work.tenant_id,
            "id": before.id,
            "name": said_or(change.name, before.customer_name) or "",
            "covers": said_or(change.covers, before.guest_count) or 1,
            "notes": said_or(change.host_notes, before.note),
            "requests": said_or(change.guest_requests, before.guest_requests),
            "stage": change.stage,
            "deposit": orjson.dumps(deposit).decode() if deposit is not None else None,
            "starts": change.started_at,
            "until": said_or(change.expected_end, before.planned_until),
            "ended": ended_at,
            "external": change.external_id,
            "at": actor.at,
        },
    )
