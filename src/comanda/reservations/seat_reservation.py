"""Seat a party that has reserved, or one that just came, as staff do it at the door."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from comanda.dining.session import SessionView
from comanda.dining.sit_down import Arrived, sit_down
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, Invalid
from comanda.reservations.day import load_day
from comanda.reservations.plan import BookingPlan
from comanda.reservations.queries import find_reservation
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.availability import Tables
from comanda.reservations.rules.seating import best_seating
from comanda.reservations.rules.slots import day_begins
from comanda.reservations.rules.status import check_seatable
from comanda.reservations.rules.wishes import check_tables
from comanda.reservations.seat_party import mark_seated
from comanda.restaurants.place import Place
from comanda.restaurants.rules import check_trading
from comanda.store.database import Database, UnitOfWork
from comanda.store.idempotency import Once


async def seat_reservation(
    database: Database,
    actor: Actor,
    plan: BookingPlan,
    place: Place,
    currency: str,
    reservation_id: UUID,
    *,
    tables: tuple[UUID, ...] | None = None,
    once: Once[Reservation] | None = None,
) -> Reservation:
    """Open a dining session for the party of a reservation; one that sits already is answered as it is.

    Early or late is the staff's decision. Where it keeps no tables any more, the party sits where it fits best.

    Args:
        currency: of the location.
        tables: others than those that were kept.

    Raises:
        Conflict: `reservation_not_seatable`, `table_occupied`, `table_closed`, or `no_table`.
        Invalid: naming `tables[…]`.
        NotFound: `reservation_not_found` at this location.
    """
    if tables is not None:
        check_tables(plan, tables)

    async def seat() -> Reservation:
        async with database.unit_of_work(actor.tenant_id) as work:
            before = await find_reservation(work, reservation_id, location_id=place.location_id)
            if before.status is ReservationStatus.SEATED:
                if once is not None:
                    await once.keep(work, before)
                return before
            check_seatable(before.status)
            until = actor.at + (before.ends_at - before.starts_at)
            where = (
                tables or before.tables or await _anywhere(work, plan, place, actor, before.covers, until, (before.id,))
            )
            party = Arrived(
                location_id=place.location_id,
                source="staff",
                name=before.name,
                covers=before.covers,
                started_at=actor.at,
                planned_until=until,
                note=before.host_notes,
                guest_requests=before.guest_requests,
                deposit={
                    "totalAmount": {"value": before.paid, "currencyCode": currency},
                    "paymentIntentIds": [],
                    "description": f"Reservation {before.reservation_no}",
                }
                if before.paid
                else None,
                phone=before.phone,
                customer_id=before.customer_id,
            )
            # Tables before the reservation, as a terminal takes them: see docs/algorithms/locking.md.
            session = await sit_down(work, actor, party, where)
            locked = await find_reservation(work, reservation_id, lock=True)
            await mark_seated(work, actor, locked, session.id)
            seated = await find_reservation(work, reservation_id)
            if once is not None:
                await once.keep(work, seated)
        return seated

    try:
        return await seat()
    except Conflict:
        # Somebody else may have seated it at the same moment, which is what was wanted.
        async with database.unit_of_work(actor.tenant_id) as work:
            found = await find_reservation(work, reservation_id, location_id=place.location_id)
        if found.status is not ReservationStatus.SEATED:
            raise
        return found


@dataclass(frozen=True, slots=True)
class WalkIn:
    """A party that comes without a booking.

    Attributes:
        tables: chosen ones; None lets it sit where it fits best.
        ends_at: when it is expected to leave; None for as long as parties of that size stay.
    """

    covers: int
    name: str = ""
    phone: str | None = None
    note: str | None = None
    tables: tuple[UUID, ...] | None = None
    ends_at: datetime | None = None


async def seat_walk_in(
    database: Database,
    actor: Actor,
    plan: BookingPlan,
    place: Place,
    asked: WalkIn,
    *,
    trades: bool,
    once: Once[SessionView] | None = None,
) -> SessionView:
    """Open a dining session for a party without a booking.

    Raises:
        Conflict: `table_occupied`, `table_closed`, or `no_table`: none stands free for as long as the party stays.
        Forbidden: `location_not_trading`.
        Invalid: naming `covers`, `ends_at` or `tables[…]`.
    """
    check_trading(trades=trades)
    async with database.unit_of_work(actor.tenant_id) as work:
        session = await walk_in(work, actor, plan, place, asked)
        if once is not None:
            await once.keep(work, session)
    return session


async def walk_in(work: UnitOfWork, actor: Actor, plan: BookingPlan, place: Place, asked: WalkIn) -> SessionView:
    """Seat a party without a booking, inside somebody's unit of work. Raises as `seat_walk_in` does."""
    if asked.covers < 1:
        raise Invalid.field("covers", "at least one guest is expected", "out_of_range")
    if asked.tables is not None:
        check_tables(plan, asked.tables)
    until = asked.ends_at or actor.at + timedelta(minutes=plan.usual_turn(asked.covers))
    if until <= actor.at:
        raise Invalid.field("ends_at", "a time to come is expected", "out_of_range")
    party = Arrived(
        location_id=place.location_id,
        source="staff",
        name=asked.name,
        covers=asked.covers,
        started_at=actor.at,
        planned_until=until,
        note=asked.note,
        phone=asked.phone,
    )
    tables = asked.tables or await _anywhere(work, plan, place, actor, asked.covers, until)
    return await sit_down(work, actor, party, tables)


async def _anywhere(
    work: UnitOfWork,
    plan: BookingPlan,
    place: Place,
    actor: Actor,
    covers: int,
    until: datetime,
    excluding: tuple[UUID, ...] = (),
) -> tuple[UUID, ...]:
    """Return tables that stand free from now on for so long."""
    base = day_begins(actor.at.astimezone(place.zone).date(), place.zone)
    book = await load_day(work, place.location_id, plan, base, actor.at, excluding=excluding)
    found = best_seating(plan, None, covers, actor.at, until, Tables(base, book.held))
    if found is None:
        raise Conflict("No table of that size is free for as long as the party stays.", code="no_table")
    return found.tables
