"""The reservation book of a day, as staff look at it."""

from dataclasses import dataclass
from datetime import date, datetime

from comanda.reservations.day import SittingParty, load_day, sitting_parties
from comanda.reservations.plan import BookingPlan
from comanda.reservations.queries import reservations_between
from comanda.reservations.reservation import Reservation
from comanda.reservations.rules.availability import Closure, ServiceDay, services_on
from comanda.reservations.rules.slots import DAY, day_begins
from comanda.reservations.waitlist import WaitlistEntry, waiting
from comanda.restaurants.place import Place
from comanda.store.database import UnitOfWork


@dataclass(frozen=True, slots=True)
class Book:
    """A day.

    Attributes:
        ends_at: the end of the local day, or when the parties of its last slot leave.
        services: with every slot, and why it cannot be booked by a party of the size that was asked about.
        reservations: of every status.
        sitting: parties that are at tables now, whatever day is looked at.
        waitlist: parties that wait now.
    """

    day: date
    begins_at: datetime
    ends_at: datetime
    services: tuple[ServiceDay, ...]
    reservations: tuple[Reservation, ...]
    sitting: tuple[SittingParty, ...]
    waitlist: tuple[WaitlistEntry, ...]
    closures: tuple[Closure, ...]


async def view_book(work: UnitOfWork, plan: BookingPlan, place: Place, day: date, covers: int, now: datetime) -> Book:
    """Return the book of a local day.

    Args:
        covers: size of the party that slots are judged for.
    """
    begins_at = day_begins(day, place.zone)
    book = await load_day(work, place.location_id, plan, begins_at, now)
    services = services_on(plan, place.opening, place.zone, day, covers, book, now)
    last = [one.slots[-1].at for one in services if one.slots]
    ends_at = max([day_begins(day + DAY, place.zone), *last])
    return Book(
        day,
        begins_at,
        ends_at,
        services,
        tuple(await reservations_between(work, place.location_id, begins_at, ends_at)),
        tuple(await sitting_parties(work, place.location_id, plan, now)),
        tuple(await waiting(work, place.location_id)),
        book.closures,
    )
