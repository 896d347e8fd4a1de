"""Seat a party: one that has reserved, or one that walks in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation

from comanda.dining.queries import party_at
from comanda.dining.session import SessionView
from comanda.dining.sit_down import Arrived, sit_down
from comanda.floor.queries import check_tables
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, NotFound
from comanda.reservations.events import reservation_event
from comanda.reservations.keep_tables import give_up_tables
from comanda.reservations.queries import reservation_at
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.period import check_period
from comanda.reservations.rules.status import check_seatable
from comanda.reservations.write import update_reservation
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
    await check_tables(work, location_id, asked.table_ids)
    party = Arrived(
        location_id=location_id,
        source="terminal",
        name=asked.name or "",
        covers=asked.covers or 1,
        started_at=asked.started_at,
        planned_until=asked.expected_end,
        note=asked.host_notes,
        guest_requests=asked.guest_requests,
        stage=asked.stage,
        deposit=asked.deposit,
        external_id=asked.external_id,
        external_digest=asked.digest,
    )
    session = await sit_down(work, actor, party, asked.table_ids)
    if asked.reservation_id is not None:
        await _seat_reservation(work, actor, location_id, asked.reservation_id, session.id)
    return session


async def _seat_reservation(
    work: UnitOfWork, actor: Actor, location_id: UUID, reservation_id: UUID, session_id: UUID
) -> None:
    try:
        reservation = await reservation_at(work, location_id, reservation_id, lock=True)
    except NotFound:
        raise NotFound("reservationId: no such reservation at this location.", code="reservation_not_found") from None
    await mark_seated(work, actor, reservation, session_id)


async def mark_seated(work: UnitOfWork, actor: Actor, reservation: Reservation, session_id: UUID) -> Reservation:
    """Let the party of a locked reservation sit.

    Raises:
        Conflict: `reservation_not_seatable`.
    """
    check_seatable(reservation.status)
    seated = replace(
        reservation, status=ReservationStatus.SEATED, session_id=session_id, expires_at=None, updated_at=actor.at
    )
    await update_reservation(work, seated)
    # From here on it is the party that has tables, and perhaps others than those that were kept.
    await give_up_tables(work, reservation.id)
    work.record(reservation_event("reservation.seated", seated, actor))
    return seated


async def complete_reservation(work: UnitOfWork, actor: Actor, session_id: UUID) -> None:
    """Let the reservation of a party that leaves be over, if it had one; parties that joined may have had several."""
    rows = await work.all(
        "UPDATE reservations SET status = 'completed', updated_at = %s WHERE tenant_id = %s AND session_id = %s"
        " AND status = 'seated' RETURNING id, location_id",
        (actor.at, work.tenant_id, session_id),
    )
    for row in rows:
        reservation = await reservation_at(work, row["location_id"], row["id"])
        work.record(reservation_event("reservation.completed", reservation, actor))
