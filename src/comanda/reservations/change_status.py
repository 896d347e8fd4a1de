"""Say of a reservation that it is paid, that its party has come, did not come, or is not coming."""

from dataclasses import replace
from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict
from comanda.reservations.events import reservation_event
from comanda.reservations.find_tables import find_tables
from comanda.reservations.keep_tables import give_up_tables, keep_tables, lock_book
from comanda.reservations.plan import BookingPlan
from comanda.reservations.queries import find_reservation
from comanda.reservations.reservation import Reservation
from comanda.reservations.reservation import ReservationStatus as Status
from comanda.reservations.rules.status import GONE, KEEPS_TABLES, Action, next_status
from comanda.reservations.rules.wishes import Wish
from comanda.reservations.take_booking import expiry
from comanda.reservations.write import update_reservation
from comanda.restaurants.place import Place
from comanda.store.database import Database, UnitOfWork
from comanda.store.idempotency import Once

_TOPICS = {
    Status.ARRIVED: "reservation.arrived",
    Status.NO_SHOW: "reservation.no_show",
    Status.CANCELLED: "reservation.cancelled",
    Status.CANCELLED_PAYMENT: "reservation.cancelled",
}


async def change_reservation_status(
    database: Database,
    actor: Actor,
    plan: BookingPlan,
    place: Place,
    reservation_id: UUID,
    action: Action,
    *,
    reason: str | None = None,
    once: Once[Reservation] | None = None,
) -> Reservation:
    """Do what `action` says with a reservation: book, arrive, no_show, cancel or pending_payment.

    Done a second time it changes nothing. A party that comes although it was given up gets its tables again, or others;
    one that stands at the door is let in although there are none.

    Args:
        reason: why it is cancelled.

    Raises:
        Conflict: `wrong_transition`; `no_table` when it is to be booked again.
        NotFound: `reservation_not_found` at this location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        before = await find_reservation(work, reservation_id, location_id=place.location_id, lock=True)
        status = next_status(before.status, action)
        if status is before.status:
            if once is not None:
                await once.keep(work, before)
            return before
        after = replace(
            before,
            status=status,
            cancel_reason=reason if status in GONE else None,
            arrived_at=actor.at if status is Status.ARRIVED else None,
            expires_at=expiry(status, before.source, actor.at),
            updated_at=actor.at,
        )
        if status in GONE:
            await give_up_tables(work, before.id)
        elif before.status in GONE:
            after = await _expected_again(work, actor, plan, place, after)
        await update_reservation(work, after)
        changed = await find_reservation(work, before.id)
        work.record(reservation_event(_TOPICS.get(status, "reservation.updated"), changed, actor))
        if once is not None:
            await once.keep(work, changed)
    return changed


async def _expected_again(
    work: UnitOfWork, actor: Actor, plan: BookingPlan, place: Place, after: Reservation
) -> Reservation:
    """Keep tables again for a party that had been given up."""
    assert after.status in KEEPS_TABLES  # noqa: S101 - which is all that leads back
    begins = max(after.starts_at, actor.at) if after.status is Status.ARRIVED else after.starts_at
    ends = max(after.ends_at, begins + (after.ends_at - after.starts_at))
    service = plan.services.get(after.service_id) if after.service_id is not None else None
    wish = Wish(service, begins, after.covers, None, ends, freely=True)
    await lock_book(work, place.location_id, actor.at)
    try:
        tables = await find_tables(work, plan, place, wish, actor.at, excluding=(after.id,), rather=after.tables)
    except Conflict:
        if after.status is not Status.ARRIVED:
            raise
        tables = ()
    await keep_tables(work, after.id, tables, begins, ends)
    return replace(after, starts_at=begins, ends_at=ends, fixed=after.fixed and tables == after.tables)
