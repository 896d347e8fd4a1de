"""Which times a service offers on a day, by the clock on the wall and across its changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from comanda.reservations.plan import Service
from comanda.restaurants.rules import Opening

DAY = timedelta(days=1)


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a local day begins."""
    return at_wall(day, time(0), zone)


def at_wall(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the instant of a local time: of one that comes twice the first, of one that is skipped the one after."""
    return datetime.combine(day, wall, zone).astimezone(UTC)


def slots_of(service: Service, day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """Return the instants at which a service takes bookings on a local day, whether or not it runs on that weekday.

    From the first slot on it is the elapsed time that counts, so the day that clocks are changed has slots as far
    apart as any other, and neither one twice nor one that no clock shows.
    """
    end_day = day + DAY if service.last < service.first else day
    at, end = at_wall(day, service.first, zone), at_wall(end_day, service.last, zone)
    while at <= end:
        yield at
        at += timedelta(minutes=service.slot_minutes)


def runs_on(service: Service, day: date) -> bool:
    """Tell whether a service runs on a local day."""
    return not service.archived and day.weekday() in service.days


def day_of(service: Service, at: datetime, zone: ZoneInfo) -> date | None:
    """Return the local day whose slot an instant is, or None when it is none of this service's."""
    local = at.astimezone(zone).date()
    for day in (local, local - DAY):
        if runs_on(service, day) and at in slots_of(service, day, zone):
            return day
    return None


def within_hours(service: Service, at: datetime, zone: ZoneInfo) -> bool:
    """Tell whether an instant lies between the first and the last slot of a day, though it may be none of them."""
    local = at.astimezone(zone).date()
    for day in (local, local - DAY):
        if runs_on(service, day):
            end_day = day + DAY if service.last < service.first else day
            if at_wall(day, service.first, zone) <= at <= at_wall(end_day, service.last, zone):
                return True
    return False


def is_closed(opening: Opening, day: date, at: datetime, zone: ZoneInfo) -> bool:
    """Tell whether a particular day's hours, which stand above every service's, leave a slot of that day out."""
    hours = opening.exceptions.get(day)
    if hours is None:
        return False
    if hours.opens is None or hours.closes is None:
        return True
    closing_day = day + DAY if hours.closes <= hours.opens else day
    return not at_wall(day, hours.opens, zone) <= at < at_wall(closing_day, hours.closes, zone)
