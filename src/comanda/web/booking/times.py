"""The times that guests choose from, for a new booking and for one that is to be changed."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from starlette.responses import Response

from comanda.kernel.errors import FieldProblem
from comanda.reservations.free_times import days_after, times_on
from comanda.reservations.rules.availability import ServiceDay
from comanda.reservations.rules.slots import DAY, day_of
from comanda.web.booking.forms import Chosen, Limits, Search, limits_of, offered
from comanda.web.booking.shown import TimeShown, called, date_text, services_shown, times_shown
from comanda.web.booking.visit import Desk, Visit


class DayLeft(NamedTuple):
    """The times that can be had on a day."""

    text: str
    times: tuple[tuple[str, TimeShown], ...]


class Day(NamedTuple):
    """A day and its services."""

    day: date
    services: tuple[ServiceDay, ...]

    @property
    def free(self) -> bool:
        """Whether anything can be had."""
        return any(one.open_times for one in self.services)


def day_chosen(visit: Visit, chosen: Chosen) -> date | None:
    """Return the local day whose slot was chosen, or None when it is none, or none that anybody may book.

    The book is read around the day, which nobody can do at the ends of the calendar.
    """
    zone = visit.catalogue.place.zone
    day = day_of(chosen.service, chosen.at, zone)
    limits = limits_of(visit.catalogue.booking, visit.here.at.astimezone(zone).date())
    # After midnight, the slots that are left of the evening before can still be had.
    return day if day is not None and limits.first - DAY <= day <= limits.last else None


async def is_free(desk: Desk, visit: Visit, search: Search, chosen: Chosen, excluding: Sequence[UUID] = ()) -> bool:
    """Tell whether a time can be had just now."""
    place, day = visit.catalogue.place, day_chosen(visit, chosen)
    if day is None:
        return False
    async with desk.database.unit_of_work(visit.here.tenant_id) as work:
        services = await times_on(
            work, visit.catalogue.booking, place, day, search.covers, visit.here.at, excluding=excluding
        )
    return any(one.service.id == chosen.service.id and chosen.at in one.open_times for one in services)


async def free_still(desk: Desk, visit: Visit, search: Search) -> list[Day]:
    """Return the day that is looked for if it has anything, otherwise the next days that have."""
    today, later = await _looked_up(desk, visit, search, ())
    return [today] if today.free else later


async def _looked_up(desk: Desk, visit: Visit, search: Search, excluding: Sequence[UUID]) -> tuple[Day, list[Day]]:
    """The day that is looked for, and if it has nothing, the next ones that have."""
    plan, place, now = visit.catalogue.booking, visit.catalogue.place, visit.here.at
    where = search.experience_id
    async with desk.database.unit_of_work(visit.here.tenant_id) as work:
        services = await times_on(
            work, plan, place, search.day, search.covers, now, experience_id=where, excluding=excluding
        )
        found = Day(search.day, services)
        if found.free:
            return found, []
        later = await days_after(
            work, plan, place, search.day, search.covers, now, experience_id=where, excluding=excluding
        )
    return found, [Day(*one) for one in later]


def times_to_choose(days: Sequence[Day], visit: Visit) -> list[DayLeft]:
    """Return what is left, for a form in which another time is chosen."""
    words, zone = visit.words, visit.catalogue.place.zone
    left = []
    for day, services in days:
        times: list[tuple[str, TimeShown]] = []
        for one in services:
            free = [slot for slot in one.slots if slot.why is None]
            name = called(one.service, words)
            times += [(name, time) for time in times_shown(one.service, free, day, zone, words)]
        left.append(DayLeft(date_text(day, words), tuple(times)))
    return left


async def times_page(
    desk: Desk,
    visit: Visit,
    search: Search,
    limits: Limits,
    status: int = 200,
    *,
    problems: tuple[FieldProblem, ...] = (),
    notice: str | None = None,
    excluding: Sequence[UUID] = (),
    tail: str = "",
    **more: Any,
) -> Response:
    """Show the form that looks for a table, and what it found.

    Args:
        problems: what cannot be taken of what is looked for; then nothing is.
        tail: which of the location's booking pages this is.
    """
    words, catalogue = visit.words, visit.catalogue
    found: dict[str, Any] = {"day": None, "services": [], "later": []}
    if not problems:
        today, later = await _looked_up(desk, visit, search, excluding)
        found = {
            "day": date_text(search.day, words),
            "services": services_shown(today.services, search.day, search.covers, catalogue, words),
            "free": today.free,
            "later": [(date_text(one.day, words), visit.url(tail, **search.query(day=one.day))) for one in later],
        }
    before, after = search.day - DAY, search.day + DAY
    bad = {
        problem.field: words[f"bad_{problem.field}_{problem.code}"].format(
            most=limits.covers, first=date_text(limits.first, words), last=date_text(limits.last, words)
        )
        for problem in problems
    }
    kinds = dict.fromkeys(service.experience_id for service in offered(catalogue.booking))
    return visit.page(
        "times",
        422 if problems else status,
        search=search,
        limits=limits,
        problems=bad,
        notice=notice,
        action=visit.url(tail).partition("?")[0],
        link=lambda time: visit.url(tail, **search.query(time=time)),
        before=visit.url(tail, **search.query(day=before)) if before >= limits.first else None,
        after=visit.url(tail, **search.query(day=after)) if after <= limits.last else None,
        experiences=[(kind, called(catalogue.booking.experiences[kind], words)) for kind in kinds],
        **found,
        **more,
    )
