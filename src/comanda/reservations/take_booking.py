"""Take a booking: for a guest, a partner app, or staff at the telephone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.errors import ForeignKeyViolation

from comanda.customers.edit_customers import find_or_register
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Invalid
from comanda.kernel.ids import new_id
from comanda.reservations.events import reservation_event
from comanda.reservations.find_tables import find_tables
from comanda.reservations.keep_tables import keep_tables, lock_book
from comanda.reservations.plan import BookingPlan
from comanda.reservations.queries import find_reservation
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.wishes import Wish, check_wish
from comanda.reservations.write import insert_reservation
from comanda.restaurants.place import Place
from comanda.restaurants.rules import check_trading
from comanda.store.database import Database, UnitOfWork
from comanda.store.idempotency import Once
from comanda.store.numbers import new_number, with_numbers

DEPOSIT_LASTS = timedelta(minutes=30)
"""How long tables are kept for a deposit that nobody has paid; those that staff take wait for staff."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom a booking is for; who gives an e-mail address or a phone is a customer, known or new."""

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    customer_id: UUID | None = None

    @property
    def name(self) -> str:
        """The name as one text."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)


@dataclass(frozen=True, slots=True)
class Booking:
    """What is asked for.

    Attributes:
        source: who asks: guest, staff or partner.
        service_id: None only for staff, who may book apart from every service.
        tables: chosen ones; None leaves it to the plan.
        ends_at: None for as long as parties of that size stay.
        reservation_no: None has one made up.
        status: booked or pending_payment; None lets the service's deposit decide.
        notes: what the guests ask for; `host_notes` what the house notes of them.
        freely: no hours, limits or sizes bind; only tables that are reserved already.
    """

    source: str
    service_id: UUID | None
    at: datetime
    adults: int
    children: int = 0
    guest: Guest = Guest()
    tables: tuple[UUID, ...] | None = None
    ends_at: datetime | None = None
    reservation_no: str | None = None
    status: ReservationStatus | None = None
    confirm_by: str | None = None
    notes: str | None = None
    host_notes: str | None = None
    freely: bool = False


async def take_booking(
    database: Database,
    actor: Actor,
    plan: BookingPlan,
    place: Place,
    booking: Booking,
    *,
    trades: bool,
    once: Once[Reservation] | None = None,
) -> Reservation:
    """Reserve tables for a party; with a deposit to pay, for as long as that may take.

    Args:
        trades: whether the location takes new bookings.

    Raises:
        Conflict: `slot_full`, `no_table`, `table_reserved`, or `reservation_no_taken`.
        Forbidden: `location_not_trading`.
        Invalid: naming `time`, `covers`, `service`, `customer`, `ends_at` or `tables[…]`.
    """
    check_trading(trades=trades)
    covers = booking.adults + booking.children
    if covers < 1:
        raise Invalid.field("covers", "at least one guest is expected", "out_of_range")
    service = plan.services.get(booking.service_id) if booking.service_id is not None else None
    if service is None and booking.service_id is not None:
        raise Invalid.field("service", "one of the location's services is expected", "unknown_service")
    wish = Wish(service, booking.at, covers, booking.tables, booking.ends_at, booking.freely)
    check_wish(plan, place.opening, place.zone, wish, actor.at)
    deposit = service.deposit.of(covers) if service is not None and service.deposit is not None else 0
    status = booking.status or (ReservationStatus.PENDING_PAYMENT if deposit else ReservationStatus.BOOKED)
    guest = booking.guest

    async def take() -> Reservation:
        async with database.unit_of_work(actor.tenant_id) as work:
            customer_id = await customer_of(work, actor, guest)
            await lock_book(work, place.location_id, actor.at)
            tables = await find_tables(work, plan, place, wish, actor.at)
            reservation = Reservation(
                id=new_id(),
                location_id=place.location_id,
                status=status,
                source=booking.source,
                app_id=actor.app_id,
                reservation_no=booking.reservation_no or new_number(),
                service_id=booking.service_id,
                customer_id=customer_id,
                name=guest.name,
                first_name=guest.first_name,
                last_name=guest.last_name,
                email=guest.email,
                phone=guest.phone,
                covers=covers,
                adults=booking.adults,
                children=booking.children,
                starts_at=booking.at,
                ends_at=wish.until(plan),
                deposit=deposit,
                paid=0,
                confirm_by=booking.confirm_by,
                host_notes=booking.host_notes,
                guest_requests=booking.notes,
                cancel_reason=None,
                fixed=booking.tables is not None,
                expires_at=expiry(status, booking.source, actor.at),
                arrived_at=None,
                external_id=None,
                session_id=None,
                tables=tables,
                table_names=(),
                created_at=actor.at,
                updated_at=actor.at,
            )
            await insert_reservation(work, reservation)
            await keep_tables(work, reservation.id, tables, reservation.starts_at, reservation.ends_at)
            reservation = await find_reservation(work, reservation.id)
            work.record(reservation_event("reservation.created", reservation, actor))
            if once is not None:
                await once.keep(work, reservation)
        return reservation

    given = {("reservation_no", booking.reservation_no): "reservation_no"}
    try:
        return await with_numbers(database, actor.tenant_id, take, given)
    except ForeignKeyViolation as error:
        raise unknown_reference(error) from error


def expiry(status: ReservationStatus, source: str, at: datetime) -> datetime | None:
    """Return until when tables are kept for a deposit that is still to be paid."""
    return at + DEPOSIT_LASTS if status is ReservationStatus.PENDING_PAYMENT and source != "staff" else None


async def customer_of(work: UnitOfWork, actor: Actor, guest: Guest) -> UUID | None:
    """Return the customer that a guest is, registered if need be; None of a guest who left neither e-mail nor phone."""
    if guest.customer_id is not None:
        return guest.customer_id
    return await find_or_register(work, actor, name=guest.name or "Guest", email=guest.email, phone=guest.phone)


def unknown_reference(error: ForeignKeyViolation) -> Invalid:
    """Return the refusal of a reference to nothing of this restaurant.

    Raises:
        ForeignKeyViolation: it is not about the customer.
    """
    if "customer_id" not in (error.diag.constraint_name or ""):
        raise error
    return Invalid.field("customer", "one of the restaurant's customers is expected", "unknown_customer")
