"""Change a booking: its time, its party, its tables, or only words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from psycopg.errors import ForeignKeyViolation

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Invalid
from comanda.reservations.events import reservation_event
from comanda.reservations.find_tables import find_tables
from comanda.reservations.keep_tables import keep_tables, lock_book
from comanda.reservations.plan import BookingPlan
from comanda.reservations.queries import find_reservation
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.status import Action, check_changeable, next_status
from comanda.reservations.rules.wishes import Wish, check_wish
from comanda.reservations.take_booking import Guest, customer_of, expiry, unknown_reference
from comanda.reservations.write import update_reservation
from comanda.restaurants.place import Place
from comanda.store.database import Database, UnitOfWork
from comanda.store.idempotency import Once
from comanda.store.numbers import with_numbers

_WHERE_AND_WHEN = {
    "at": "starts_at",
    "service_id": "service_id",
    "adults": "adults",
    "children": "children",
    "covers": "covers",
    "ends_at": "ends_at",
}
"""What changes where and when a party sits, and what it is called once it stands; its tables aside."""
_GUEST = ("first_name", "last_name", "email", "phone")
_WORDS = ("confirm_by", "guest_requests", "host_notes", "deposit", "reservation_no", "customer_id", *_GUEST)


async def change_booking(
    database: Database,
    actor: Actor,
    plan: BookingPlan,
    place: Place,
    reservation_id: UUID,
    said: Mapping[str, Any],
    *,
    freely: bool = False,
    once: Once[Reservation] | None = None,
) -> Reservation:
    """Change what is said of a booking and keep the rest; a new time or size gets other tables only if it must.

    Tables that somebody chose stay chosen: `tables` None leaves them to the plan again. What waits for a deposit has
    it counted anew, and is booked if nothing is left to pay.

    Args:
        said: any of at, service_id, adults, children, covers (their sum, refused if it is not), tables, ends_at,
            status (booked or pending_payment), reservation_no, customer_id, first_name, last_name, email, phone,
            confirm_by, guest_requests, host_notes, deposit (minor units). What stands already is no change.
        freely: staff decide; see `Wish`.

    Raises:
        Conflict: `slot_full`, `no_table`, `table_reserved`, `reservation_no_taken`, or `reservation_not_changeable`:
            where and when, once the party sits or is not expected any more.
        Invalid: naming `time`, `covers`, `service`, `customer`, `ends_at` or `tables[…]`.
        NotFound: `reservation_not_found` at this location.
    """

    async def change() -> Reservation:
        async with database.unit_of_work(actor.tenant_id) as work:
            before = await find_reservation(work, reservation_id, location_id=place.location_id, lock=True)
            after = replace(before, **{name: said[name] for name in _WORDS if name in said})
            after = await _named(work, actor, before, after, said)
            moved = _moves(before, said)
            if moved:
                after = await _moved(work, actor, plan, place, before, after, said, freely=freely)
            status = said.get("status")
            if status is not None and status is not before.status and not _says_less(before.status, status):
                action = Action.BOOK if status is ReservationStatus.BOOKED else Action.PENDING_PAYMENT
                check_changeable(before.status)
                status = next_status(before.status, action)
                after = replace(after, status=status, expires_at=expiry(status, before.source, actor.at))
            elif _owes_nothing_more(before, after):
                after = replace(after, status=ReservationStatus.BOOKED, expires_at=None)
            await update_reservation(work, replace(after, updated_at=actor.at))
            if moved and (after.tables, after.starts_at, after.ends_at) != (
                before.tables,
                before.starts_at,
                before.ends_at,
            ):
                await keep_tables(work, before.id, after.tables, after.starts_at, after.ends_at)
            changed = await find_reservation(work, before.id)
            work.record(reservation_event("reservation.updated", changed, actor))
            if once is not None:
                await once.keep(work, changed)
        return changed

    number = said.get("reservation_no")
    try:
        return await with_numbers(database, actor.tenant_id, change, {("reservation_no", number): "reservation_no"})
    except ForeignKeyViolation as error:
        raise unknown_reference(error) from error


def _moves(before: Reservation, said: Mapping[str, Any]) -> bool:
    """Tell whether what is said changes where or when a party sits."""
    if any(name in said and said[name] != getattr(before, stands) for name, stands in _WHERE_AND_WHEN.items()):
        return True
    return "tables" in said and said["tables"] != (before.tables if before.fixed else None)


def _owes_nothing_more(before: Reservation, after: Reservation) -> bool:
    """Tell whether a change has taken away what a reservation waited for."""
    waits = after.status is ReservationStatus.PENDING_PAYMENT
    return waits and after.deposit != before.deposit and after.deposit <= before.paid


def _says_less(stands: ReservationStatus, said: ReservationStatus) -> bool:
    """Tell whether `booked` is said of a party that has come since, which it still is."""
    return said is ReservationStatus.BOOKED and stands in (
        ReservationStatus.ARRIVED,
        ReservationStatus.SEATED,
        ReservationStatus.COMPLETED,
    )


async def _named(
    work: UnitOfWork, actor: Actor, before: Reservation, after: Reservation, said: Mapping[str, Any]
) -> Reservation:
    if not any(name in said for name in _GUEST):
        return after
    guest = Guest(after.first_name, after.last_name, after.email, after.phone, after.customer_id)
    reached = (after.email, after.phone) != (before.email, before.phone)
    if reached and before.customer_id == after.customer_id:
        found = await customer_of(work, actor, replace(guest, customer_id=None))
        guest = replace(guest, customer_id=found or before.customer_id)
    return replace(after, name=guest.name or after.name, customer_id=guest.customer_id)


async def _moved(
    work: UnitOfWork,
    actor: Actor,
    plan: BookingPlan,
    place: Place,
    before: Reservation,
    after: Reservation,
    said: Mapping[str, Any],
    *,
    freely: bool,
) -> Reservation:
    """Return a locked reservation with another time, party or tables."""
    check_changeable(before.status)
    adults, children = said.get("adults", before.adults), said.get("children", before.children)
    covers, at = adults + children, said.get("at", before.starts_at)
    if said.get("covers", covers) != covers:
        raise Invalid.field("covers", "the sum of adults and children is expected", "party_mismatch")
    if covers < 1:
        raise Invalid.field("covers", "at least one guest is expected", "out_of_range")
    service_id = said.get("service_id", before.service_id)
    service = plan.services.get(service_id) if service_id is not None else None
    if service is None and service_id is not None:
        raise Invalid.field("service", "one of the location's services is expected", "unknown_service")
    fixed = said["tables"] is not None if "tables" in said else before.fixed
    tables = said.get("tables") if "tables" in said else before.tables if fixed else None
    ends_at = said.get("ends_at")
    if ends_at is None and (service_id, covers) == (before.service_id, before.covers):
        ends_at = at + (before.ends_at - before.starts_at)
    wish = Wish(service, at, covers, tuple(tables) if tables is not None else None, ends_at, freely)
    check_wish(plan, place.opening, place.zone, wish, actor.at)
    await lock_book(work, place.location_id, actor.at)
    found = await find_tables(work, plan, place, wish, actor.at, excluding=(before.id,), rather=before.tables)
    deposit = after.deposit
    if "deposit" not in said and before.status is ReservationStatus.PENDING_PAYMENT and service is not None:
        deposit = service.deposit.of(covers) if service.deposit is not None else 0
    return replace(
        after,
        service_id=service_id,
        adults=adults,
        children=children,
        covers=covers,
        starts_at=at,
        ends_at=wish.until(plan),
        tables=found,
        fixed=fixed,
        deposit=deposit,
    )
