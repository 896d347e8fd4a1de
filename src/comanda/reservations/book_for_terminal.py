"""Book tables for a party that is to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.errors import UniqueViolation

from comanda.floor.queries import check_tables
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict
from comanda.kernel.ids import new_id
from comanda.reservations.events import reservation_event
from comanda.reservations.keep_tables import keep_tables, lock_book
from comanda.reservations.queries import reservation_at
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.period import check_period
from comanda.reservations.write import insert_reservation
from comanda.restaurants.rules import check_trading
from comanda.store.database import Database, UnitOfWork
from comanda.store.numbers import new_number, with_numbers


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """A booking as a terminal's backend makes it: it has chosen the tables.

    Attributes:
        external_id: the caller's own id: the same one again is the same reservation.
        digest: of all that is asked, to tell whether the same id asks for the same.
    """

    external_id: str
    name: str
    covers: int
    starts_at: datetime
    ends_at: datetime
    table_ids: Sequence[UUID]
    host_notes: str | None
    guest_requests: str | None
    digest: bytes


async def book(
    database: Database, actor: Actor, location_id: UUID, asked: BookingRequest, *, trades: bool
) -> Reservation:
    """Book tables that the caller has chosen. The same id with the same request again is the same reservation.

    Args:
        trades: whether the location takes new bookings.

    Raises:
        Conflict: `table_reserved`, or `external_id_reused` for another request.
        Forbidden: `location_not_trading`.
        Invalid: it ends before it begins.
        NotFound: a table is not at this location; or the reservation of this id was given up since.
    """
    check_period(asked.starts_at, asked.ends_at, "endTime")

    async def place() -> Reservation:
        async with database.unit_of_work(actor.tenant_id) as work:
            known = await _booked(work, location_id, asked)
            if known is not None:
                return known
            check_trading(trades=trades)
            return await _book(work, actor, location_id, asked)

    try:
        return await with_numbers(database, actor.tenant_id, place, {})
    except UniqueViolation as error:
        if error.diag.constraint_name != "uq_reservations_external_id":
            raise
        # The same request came twice at once; by now the other one stands.
        return await with_numbers(database, actor.tenant_id, place, {})


async def _booked(work: UnitOfWork, location_id: UUID, asked: BookingRequest) -> Reservation | None:
    row = await work.one(
        "SELECT id, external_digest FROM reservations WHERE tenant_id = %s AND location_id = %s AND external_id = %s",
        (work.tenant_id, location_id, asked.external_id),
    )
    if row is None:
        return None
    if bytes(row["external_digest"]) != asked.digest:
        raise Conflict("This id was used for a different reservation.", code="external_id_reused")
    return await reservation_at(work, location_id, row["id"])


async def _book(work: UnitOfWork, actor: Actor, location_id: UUID, asked: BookingRequest) -> Reservation:
    await check_tables(work, location_id, asked.table_ids)
    reservation = Reservation(
        id=new_id(),
        location_id=location_id,
        status=ReservationStatus.BOOKED,
        source="terminal",
        app_id=None,
        reservation_no=new_number(),
        service_id=None,
        customer_id=None,
        name=asked.name,
        first_name=asked.name,
        last_name=None,
        email=None,
        phone=None,
        covers=asked.covers,
        adults=asked.covers,
        children=0,
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        deposit=0,
        paid=0,
        confirm_by=None,
        host_notes=asked.host_notes,
        guest_requests=asked.guest_requests,
        cancel_reason=None,
        fixed=True,
        expires_at=None,
        arrived_at=None,
        external_id=asked.external_id,
        session_id=None,
        tables=tuple(asked.table_ids),
        table_names=(),
        created_at=actor.at,
        updated_at=actor.at,
    )
    await insert_reservation(work, reservation, asked.digest)
    await lock_book(work, location_id, actor.at)
    await keep_tables(work, reservation.id, asked.table_ids, asked.starts_at, asked.ends_at)
    reservation = await reservation_at(work, location_id, reservation.id)
    work.record(reservation_event("reservation.created", reservation, actor))
    return reservation
