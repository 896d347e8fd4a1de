"""Change a reservation, or give it up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from comanda.floor.queries import check_tables
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict
from comanda.kernel.unsaid import Unsaid, said_or
from comanda.reservations.events import reservation_event
from comanda.reservations.keep_tables import give_up_tables, keep_tables, lock_book
from comanda.reservations.queries import reservation_at
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.period import check_period
from comanda.reservations.rules.status import check_changeable
from comanda.reservations.write import update_reservation
from comanda.store.database import Database


@dataclass(frozen=True, slots=True)
class BookingChange:
    """What a reservation is to be; words that are unsaid stay as they are.

    Attributes:
        external_id: refused if it is not the reservation's; None does not say.
    """

    external_id: str | None
    name: str
    covers: int
    starts_at: datetime
    ends_at: datetime
    table_ids: Sequence[UUID]
    host_notes: str | Unsaid | None
    guest_requests: str | Unsaid | None


async def change_reservation(
    database: Database, actor: Actor, location_id: UUID, reservation_id: UUID, change: BookingChange
) -> Reservation:
    """Change a reservation whose party has not come yet; of one whose party has, only words.

    Raises:
        Conflict: `table_reserved`, `reservation_not_changeable`, or `external_id_differs`.
        Invalid: it would end before it begins.
        NotFound: no such reservation at this location, or a table that is not there.
    """
    check_period(change.starts_at, change.ends_at, "endTime")
    async with database.unit_of_work(actor.tenant_id) as work:
        before = await reservation_at(work, location_id, reservation_id, lock=True)
        if change.external_id is not None and before.external_id not in (None, change.external_id):
            raise Conflict("The reservation has another id of yours.", code="external_id_differs")
        kept = (before.starts_at, before.ends_at, sorted(before.tables))
        if (change.starts_at, change.ends_at, sorted(change.table_ids)) != kept:
            check_changeable(before.status)
            await check_tables(work, location_id, change.table_ids)
            await lock_book(work, location_id, actor.at)
            await keep_tables(work, before.id, change.table_ids, change.starts_at, change.ends_at)
        renamed = change.name != before.name
        resized = change.covers != before.covers
        after = replace(
            before,
            name=change.name,
            first_name=change.name if renamed else before.first_name,
            last_name=None if renamed else before.last_name,
            covers=change.covers,
            adults=change.covers if resized else before.adults,
            children=0 if resized else before.children,
            starts_at=change.starts_at,
            ends_at=change.ends_at,
            host_notes=said_or(change.host_notes, before.host_notes),
            guest_requests=said_or(change.guest_requests, before.guest_requests),
            fixed=before.fixed or sorted(change.table_ids) != sorted(before.tables),
            updated_at=actor.at,
        )
        await update_reservation(work, after)
        reservation = await reservation_at(work, location_id, reservation_id)
        work.record(reservation_event("reservation.updated", reservation, actor))
    return reservation


async def cancel_reservation(database: Database, actor: Actor, location_id: UUID, reservation_id: UUID) -> None:
    """Give a reservation up; its tables are free for others.

    Raises:
        Conflict: `reservation_not_changeable`: its party sits, or has left.
        NotFound: no such reservation at this location, or it was given up before.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        reservation = await reservation_at(work, location_id, reservation_id, lock=True)
        check_changeable(reservation.status)
        reservation = replace(reservation, status=ReservationStatus.CANCELLED, updated_at=actor.at)
        await update_reservation(work, reservation)
        await give_up_tables(work, reservation_id)
        work.record(reservation_event("reservation.cancelled", reservation, actor))
