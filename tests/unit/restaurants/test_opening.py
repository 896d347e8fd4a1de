"""Whether a location is open: the week, exceptions, somebody's word, and clocks that change."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from comanda.kernel.time import WeeklyWindow
from comanda.restaurants.rules import DayHours, Opening, is_open

LONDON = ZoneInfo("Europe/London")
LIMA = ZoneInfo("America/Lima")
MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6


def window(days: set[int], start: str, end: str) -> WeeklyWindow:
    return WeeklyWindow(frozenset(days), time.fromisoformat(start), time.fromisoformat(end))


def weekly(*windows: WeeklyWindow, exceptions: Mapping[date, DayHours] | None = None) -> Opening:
    return Opening(manual=False, manual_is_open=False, week=windows, exceptions=exceptions or {})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


LUNCH = weekly(window({MONDAY}, "12:00", "15:00"))
LATE = weekly(window({FRIDAY}, "18:00", "02:00"))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-01-05T11:59:59.999999", False),
        ("2026-01-05T12:00:00", True),
        ("2026-01-05T14:59:59.999999", True),
        ("2026-01-05T15:00:00", False),
        ("2026-01-06T13:00:00", False),
        ("2026-01-04T13:00:00", False),
    ],
)
def test_hours_hold_from_their_start_to_just_before_their_end_on_their_day(at: str, expected: bool) -> None:
    assert is_open(LUNCH, LONDON, utc(at)) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-01-09T17:59", False),
        ("2026-01-09T18:00", True),
        ("2026-01-09T23:59:59", True),
        ("2026-01-10T00:00", True),
        ("2026-01-10T01:59:59", True),
        ("2026-01-10T02:00", False),
        ("2026-01-09T01:00", False),
        ("2026-01-11T01:00", False),
    ],
)
def test_hours_that_end_after_midnight_belong_to_the_evening_they_began(at: str, expected: bool) -> None:
    assert is_open(LATE, LONDON, utc(at)) is expected


def test_hours_that_end_when_they_start_last_a_whole_day() -> None:
    always = weekly(window({MONDAY}, "06:00", "06:00"))
    assert is_open(always, LONDON, utc("2026-01-05T06:00"))
    assert is_open(always, LONDON, utc("2026-01-06T05:59:59"))
    assert not is_open(always, LONDON, utc("2026-01-06T06:00"))
    assert not is_open(always, LONDON, utc("2026-01-05T05:59:59"))


def test_a_day_may_have_several_hours() -> None:
    both = weekly(window({MONDAY}, "12:00", "15:00"), window({MONDAY}, "18:00", "23:00"))
    assert [is_open(both, LONDON, utc(f"2026-01-05T{hour}:30")) for hour in (12, 16, 18, 23)] == [
        True, False, True, False,
    ]  # fmt: skip


def test_hours_are_those_of_the_locations_clock() -> None:
    assert is_open(LUNCH, LIMA, utc("2026-01-05T17:00"))
    assert not is_open(LUNCH, LIMA, utc("2026-01-05T12:00"))
    assert is_open(LATE, LIMA, utc("2026-01-10T06:59"))
    assert not is_open(LATE, LIMA, utc("2026-01-10T07:00"))


def test_an_instant_counts_in_whatever_zone_it_is_written() -> None:
    singapore = datetime(2026, 1, 5, 20, 30, tzinfo=ZoneInfo("Asia/Singapore"))
    assert is_open(LUNCH, LONDON, singapore)


def test_an_exception_replaces_the_hours_of_its_day() -> None:
    shorter = weekly(window({MONDAY}, "12:00", "15:00"), exceptions={date(2026, 1, 5): DayHours(time(13), time(14))})
    assert not is_open(shorter, LONDON, utc("2026-01-05T12:30"))
    assert is_open(shorter, LONDON, utc("2026-01-05T13:30"))
    assert is_open(shorter, LONDON, utc("2026-01-12T12:30"))


def test_an_exception_opens_a_day_that_is_closed_by_the_week() -> None:
    holiday = weekly(exceptions={date(2026, 1, 6): DayHours(time(10), time(11))})
    assert is_open(holiday, LONDON, utc("2026-01-06T10:30"))


@pytest.mark.parametrize("hours", [DayHours(None, None), DayHours(time(9), None), DayHours(None, time(9))])
def test_an_exception_without_hours_closes_its_day(hours: DayHours) -> None:
    closed = weekly(window({MONDAY}, "00:00", "00:00"), exceptions={date(2026, 1, 5): hours})
    assert not is_open(closed, LONDON, utc("2026-01-05T12:00"))


def test_a_closed_day_does_not_cut_short_the_evening_before() -> None:
    closed = weekly(window({FRIDAY}, "18:00", "02:00"), exceptions={date(2026, 1, 10): DayHours(None, None)})
    assert is_open(closed, LONDON, utc("2026-01-10T01:00"))


def test_a_closed_evening_does_not_run_on_past_midnight() -> None:
    closed = weekly(window({FRIDAY}, "18:00", "02:00"), exceptions={date(2026, 1, 9): DayHours(None, None)})
    assert not is_open(closed, LONDON, utc("2026-01-10T01:00"))


def test_an_exception_may_itself_run_on_past_midnight() -> None:
    longer = weekly(exceptions={date(2026, 12, 31): DayHours(time(20), time(4))})
    assert is_open(longer, LONDON, utc("2027-01-01T03:59"))
    assert not is_open(longer, LONDON, utc("2027-01-01T04:00"))


@pytest.mark.parametrize("says", [True, False])
def test_somebodys_word_outweighs_hours_and_exceptions(says: bool) -> None:
    manual = Opening(True, says, LUNCH.week, {date(2026, 1, 5): DayHours(None, None)})
    for at in ("2026-01-05T13:00", "2026-01-05T03:00"):
        assert is_open(manual, LONDON, utc(at)) is says


def test_no_hours_at_all_is_closed() -> None:
    assert not is_open(weekly(), LONDON, utc("2026-01-05T13:00"))


@pytest.mark.parametrize(
    ("at", "expected"),
    [("2026-03-29T00:59:59", True), ("2026-03-29T01:00", False)],
)
def test_a_night_that_loses_an_hour_ends_when_the_clock_jumps_past_the_end(at: str, expected: bool) -> None:
    """At 01:00 UTC London's clock goes from 01:00 to 02:00."""
    night = weekly(window({SATURDAY}, "22:00", "01:30"))
    assert is_open(night, LONDON, utc(at)) is expected


def test_hours_that_start_in_the_lost_hour_start_when_the_clock_jumps() -> None:
    early = weekly(window({SUNDAY}, "01:30", "05:00"))
    assert not is_open(early, LONDON, utc("2026-03-29T00:59:59"))
    assert is_open(early, LONDON, utc("2026-03-29T01:00"))
    assert is_open(early, LONDON, utc("2026-03-29T03:59:59"))
    assert not is_open(early, LONDON, utc("2026-03-29T04:00"))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-10-25T00:15", True),
        ("2026-10-25T00:45", False),
        ("2026-10-25T01:15", True),
        ("2026-10-25T01:45", False),
    ],
)
def test_the_hour_that_comes_twice_is_read_off_the_clock_twice(at: str, expected: bool) -> None:
    """At 01:00 UTC London's clock goes from 02:00 back to 01:00; what it shows decides."""
    night = weekly(window({SATURDAY}, "22:00", "01:30"))
    assert is_open(night, LONDON, utc(at)) is expected


def test_a_day_of_23_or_25_hours_opens_at_the_hour_on_the_clock() -> None:
    lunch = weekly(window({SUNDAY}, "12:00", "15:00"))
    assert is_open(lunch, LONDON, utc("2026-03-29T11:00"))
    assert not is_open(lunch, LONDON, utc("2026-03-29T14:00"))
    assert not is_open(lunch, LONDON, utc("2026-10-25T11:00"))
    assert is_open(lunch, LONDON, utc("2026-10-25T12:00"))
