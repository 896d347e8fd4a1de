"""Instants are UTC inside and ISO 8601 with an offset outside; local time exists only against a location's zone."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_EARLIEST = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
_LATEST = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
"""Closer to the ends of the calendar, an instant has no local time in some zones."""


def to_iso_seconds(at: datetime) -> str:
    """Return `at` as ISO 8601 in UTC with a numeric offset and whole seconds: `2018-03-08T05:00:00+00:00`."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def parse_iso(text: str) -> datetime | None:
    """Return the instant that `text` names, or None.

    Accepts what clients send: an offset or `Z`, a fraction or none, and a `+` that a URL turned into a space. A time
    without an offset is read as UTC.
    """
    candidate = text.strip()
    if len(candidate) > 19 and candidate[-6] == " ":
        candidate = candidate[:-6] + "+" + candidate[-5:]
    try:
        at = datetime.fromisoformat(candidate)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if _EARLIEST <= at <= _LATEST else None


@dataclass(frozen=True, slots=True)
class WeeklyWindow:
    """Hours on some weekdays (0 is Monday), local time; an end at or before the start is on the next day."""

    days: frozenset[int]
    start: time
    end: time

    def contains(self, local: datetime) -> bool:
        """Tell whether a local moment lies in the window, its start included and its end not."""
        now, today = local.time(), local.weekday()
        if self.start < self.end:
            return today in self.days and self.start <= now < self.end
        yesterday = (today - 1) % 7
        return (today in self.days and now >= self.start) or (yesterday in self.days and now < self.end)
