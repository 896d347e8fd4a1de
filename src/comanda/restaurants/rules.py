"""Decisions about locations: their standing with the platform, and whether they are open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from comanda.kernel.errors import Conflict, Forbidden
from comanda.kernel.time import WeeklyWindow


class Governance(StrEnum):
    """A location's standing with the platform."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUSPENDED = "suspended"


_ALLOWED = {
    Governance.DRAFT: {Governance.PENDING_APPROVAL},
    Governance.PENDING_APPROVAL: {Governance.APPROVED, Governance.REJECTED},
    Governance.APPROVED: {Governance.SUSPENDED},
    Governance.SUSPENDED: {Governance.APPROVED},
    Governance.REJECTED: set(),
}


def check_transition(was: Governance, wanted: Governance) -> None:
    """Refuse a change of standing that the platform does not know.

    Raises:
        Conflict: with code `wrong_transition`.
    """
    if wanted not in _ALLOWED[was]:
        raise Conflict(f"A location that is {was} cannot become {wanted}.", code="wrong_transition")


def trades(governance: Governance, *, active: bool) -> bool:
    """Tell whether a location takes new guests, orders and bookings."""
    return active and governance is Governance.APPROVED


def check_trading(*, trades: bool) -> None:
    """Refuse new business at a location that is not approved and active.

    Raises:
        Forbidden: `location_not_trading`.
    """
    if not trades:
        raise Forbidden("This location is not taking orders at the moment.", code="location_not_trading")


@dataclass(frozen=True, slots=True)
class DayHours:
    """Hours of one particular day instead of the week's; closed all day when either is None."""

    opens: time | None
    closes: time | None


@dataclass(frozen=True, slots=True)
class Opening:
    """When a location is open: by the week with exceptions, or as somebody says."""

    manual: bool
    manual_is_open: bool
    week: Sequence[WeeklyWindow]
    exceptions: Mapping[date, DayHours]


def is_open(opening: Opening, zone: ZoneInfo, at: datetime) -> bool:
    """Tell whether a location is open at `at` (zone-aware).

    An exception replaces the week's hours of its day; hours that began the evening before run on past midnight.
    """
    if opening.manual:
        return opening.manual_is_open
    local = at.astimezone(zone)
    today = date(local.year, local.month, local.day)
    yesterday = date.fromordinal(today.toordinal() - 1)
    return _open_from(opening, today, local) or _open_from(opening, yesterday, local)


def _open_from(opening: Opening, day: date, local: datetime) -> bool:
    """Tell whether the hours that begin on `day` cover `local`."""
    exception = opening.exceptions.get(day)
    if exception is not None:
        if exception.opens is None or exception.closes is None:
            return False
        spans = [(exception.opens, exception.closes)]
    else:
        spans = [(window.start, window.end) for window in opening.week if day.weekday() in window.days]
    now, same_day = local.time(), local.date() == day
    for opens, closes in spans:
        overnight = closes <= opens
        if same_day and now >= opens and (overnight or now < closes):
            return True
        if not same_day and overnight and now < closes:
            return True
    return False
