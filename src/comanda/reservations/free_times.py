"""What a party can still book: on a day, and on the days after it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from comanda.reservations.day import load_day
from comanda.reservations.plan import BookingPlan
from comanda.reservations.rules.availability import DayBook, ServiceDay, services_on
from comanda.reservations.rules.slots import DAY, day_begins
from comanda.restaurants.place import Place
from comanda.store.database import UnitOfWork


async def times_on(
    work: UnitOfWork,
    plan: BookingPlan,
    place: Place,
    day: date,
    covers: int,
    now: datetime,
    *,
    experience_id: UUID | None = None,
    excluding: Sequence[UUID] = (),
) -> tuple[ServiceDay, ...]:
    """Return the services of a local day with every slot, and of each that cannot be had, why.

    Args:
        experience_id: those of this experience, None of any.
        excluding: the reservation that is to be changed, whose own tables it may have.
    """
    base = day_begins(day, place.zone)
    book = await load_day(work, place.location_id, plan, base, now, excluding=excluding)
    return _of(experience_id, services_on(plan, place.opening, place.zone, day, covers, book, now))


async def days_after(
    work: UnitOfWork,
    plan: BookingPlan,
    place: Place,
    day: date,
    covers: int,
    now: datetime,
    *,
    experience_id: UUID | None = None,
    excluding: Sequence[UUID] = (),
    within: int = 14,
    at_most: int = 3,
) -> list[tuple[date, tuple[ServiceDay, ...]]]:
    """Return the next days on which something can be booked, with their services.

    The book is read only of days that would have a time if nobody had booked yet.

    Args:
        within: how many days are looked at.
    """
    found: list[tuple[date, tuple[ServiceDay, ...]]] = []
    for ahead in range(1, within + 1):
        then = day + ahead * DAY
        empty = _of(experience_id, services_on(plan, place.opening, place.zone, then, covers, DayBook(), now))
        if any(one.open_times for one in empty):
            services = await times_on(
                work, plan, place, then, covers, now, experience_id=experience_id, excluding=excluding
            )
            if any(one.open_times for one in services):
                found.append((then, services))
        if len(found) == at_most:
            break
    return found


def _of(experience_id: UUID | None, services: tuple[ServiceDay, ...]) -> tuple[ServiceDay, ...]:
    return tuple(one for one in services if experience_id in (None, one.service.experience_id))
