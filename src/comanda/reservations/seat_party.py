"""Seat a party: one that has reserved, or one that walks in."""

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
from comanda.dining.session import SessionView
from comanda.floor.queries import check_tables
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, NotFound
from comanda.kernel.ids import new_id
from comanda.reservations.events import reservation_event
from comanda.reservations.keep_tables import give_up_tables
from comanda.reservations.queries import reservation_at
from comanda.reservations.reservation import ReservationStatus
from comanda.reservations.rules import check_period, check_seatable
from comanda.restaurants.rules import check_trading
from comanda.store.database import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class PartyRequest:
    """A party that sits down, as a terminal's backend says it.

    Attributes:
        external_id: the caller's own id: the same one again is the same party.
        stage: how far they are, in free words.
        digest: of all that is asked, to tell whether the same id asks for the same.
    """

    external_id: str
    name: str | None
    covers: int | None
    table_ids: Sequence[UUID]
    stage: str | None
    started_at: datetime
    expected_end: datetime | None
    host_notes: str | None
    guest_requests: str | None
    reservation_id: UUID | None
    deposit: Mapping[str, Any] | None
    digest: bytes


async def seat_party(
    database: Database, actor: Actor, location_id: UUID, asked: PartyRequest, *, trades: bool
) -> SessionView:
    """Open a dining session at the tables, at once; the reservation it names is seated with it.

    The same id with the same request again is the same party, as it is by then.

    Args:
        trades: whether the location takes new guests.

    Raises:
        Forbidden: `location_not_trading`.
        Conflict: `table_occupied` or `table_closed`, `reservation_not_seatable`, or `external_id_reused` for another
            request.
        Invalid: it would end before it begins.
        NotFound: naming the table or the reservation that is not at this location.
    """
    if asked.expected_end is not None:
        check_period(asked.started_at, asked.expected_end, "expectedEndTime")

    async def seat() -> SessionView:
        async with database.unit_of_work(actor.tenant_id) as work:
            known = await _seated(work, location_id, asked)
            if known is not None:
                return known
            check_trading(trades=trades)
            return await _seat(work, actor, location_id, asked)

    try:
        return await seat()
    except UniqueViolation as error:
        if error.diag.constraint_name != "uq_dining_sessions_external_id":
            raise
        # The same request came twice at once; by now the other one stands.
        return await seat()


async def _seated(work: UnitOfWork, location_id: UUID, asked: PartyRequest) -> SessionView | None:
    row = await work.one(
        "SELECT id, external_digest FROM dining_sessions"
        " WHERE tenant_id = %s AND location_id = %s AND external_id = %s",
        (work.tenant_id, location_id, asked.external_id),
    )
    if row is None:
        return None
    if row["external_digest"] is None or bytes(row["external_digest"]) != asked.digest:
        raise Conflict("This id was used for a different party.", code="external_id_reused")
    return await party_at(work, location_id, row["id"])


async def _seat(work: UnitOfWork, actor: Actor, location_id: UUID, asked: PartyRequest) -> SessionView:
    session_id = new_id()
    await check_tables(work, location_id, asked.table_ids)
    for table_id in asked.table_ids:
        await check_usable(work, table_id)
    await give_up_expired(work, asked.table_ids, actor.at)
    await work.send(
        "INSERT INTO dining_sessions (tenant_id, id, location_id, status, source, customer_name, guest_count, note,"
        " guest_requests, stage, deposit, external_id, external_digest, created_at, started_at, planned_until,"
        " updated_at) VALUES (%(tenant)s, %(id)s, %(location)s, 'active', 'terminal', %(name)s, %(covers)s, %(notes)s,"
        " %(requests)s, %(stage)s, %(deposit)s::jsonb, %(external)s, %(digest)s, %(at)s, %(starts)s, %(until)s,"
        " %(at)s)",
        {
            "tenant": work.tenant_id,
            "id": session_id,
            "location": location_id,
            "name": asked.name or "",
            "covers": asked.covers or 1,
            "notes": asked.host_notes,
            "requests": asked.guest_requests,
            "stage": asked.stage,
            "deposit": orjson.dumps(asked.deposit).decode() if asked.deposit is not None else None,
            "external": asked.external_id,
            "digest": asked.digest,
            "at": actor.at,
            "starts": asked.started_at,
            "until": asked.expected_end,
        },
    )
    await take_tables(work, session_id, asked.table_ids)
    if asked.reservation_id is not None:
        await _seat_reservation(work, actor, location_id, asked.reservation_id, session_id)
    session = await view_session(work, session_id)
    work.record(session_event("session.started", session, actor.at))
    return session


async def _seat_reservation(
    work: UnitOfWork, actor: Actor, location_id: UUID, reservation_id: UUID, session_id: UUID
) -> None:
    try:
        reservation = await reservation_at(work, location_id, reservation_id, lock=True)
    except NotFound:
        raise NotFound("reservationId: no such reservation at this location.", code="reservation_not_found") from None
    check_seatable(reservation.status)
    await work.send(
        "UPDATE reservations SET status = %s, session_id = %s, updated_at = %s WHERE tenant_id = %s AND id = %s",
        (ReservationStatus.SEATED, session_id, actor.at, work.tenant_id, reservation_id),
    )
    # From here on it is the party that has tables, and perhaps others than those that were kept.
    await give_up_tables(work, reservation_id)
    work.record(reservation_event("reservation.seated", reservation, actor.at))


async def complete_reservation(work: UnitOfWork, actor: Actor, session_id: UUID) -> None:
    """Let the reservation of a party that leaves be over, if it had one."""
    row = await work.one(
        "UPDATE reservations SET status = 'completed', updated_at = %s WHERE tenant_id = %s AND session_id = %s"
        " AND status = 'seated' RETURNING id, location_id",
        (actor.at, work.tenant_id, session_id),
    )
    if row is not None:
        reservation = await reservation_at(work, row["location_id"], row["id"])
        work.record(reservation_event("reservation.completed", reservation, actor.at))
