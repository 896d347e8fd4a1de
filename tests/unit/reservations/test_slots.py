"""Slots by elapsed time, across the changes of clocks; days and their particular hours (availability.md §1 and §5).

London's clock goes from 01:00 to 02:00 on 29 March 2026 at 01:00 UTC, and back from 02:00 to 01:00 on 25 October at
01:00 UTC. Santiago's goes back from midnight to 23:00 on 4 April at 03:00 UTC and from midnight to 01:00 on 6
September at 04:00 UTC. Singapore's never changes.
"""

import itertools
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from comanda.kernel.errors import Invalid
from comanda.reservations.plan import Service
from comanda.reservations.rules.period import check_period
from comanda.reservations.rules.slots import (
    at_wall,
    day_begins,
    day_of,
    is_closed,
    runs_on,
    slots_of,
    within_hours,
)
from comanda.restaurants.rules import DayHours
from tests.unit.reservations.scene import CLOCK_OF_UTC, LONDON, MONDAY, SANTIAGO, SINGAPORE, opening, service, utc

LATE_LONDON = service("Late", "22:00", "02:30")
LATE_SANTIAGO = service("Late", "22:00", "00:30")
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


def clock(of: Service, day: str, zone: ZoneInfo) -> str:
    return " ".join(f"{slot.astimezone(zone):%H:%M}" for slot in slots_of(of, date.fromisoformat(day), zone))


@pytest.mark.parametrize(
    ("of", "day", "zone", "shown", "first", "last"),
    [
        (
            LATE_LONDON,
            "2026-03-21",
            LONDON,
            "22:00 22:30 23:00 23:30 00:00 00:30 01:00 01:30 02:00 02:30",
            "2026-03-21T22:00",
            "2026-03-22T02:30",
        ),
        (
            LATE_LONDON,
            "2026-03-28",
            LONDON,
            "22:00 22:30 23:00 23:30 00:00 00:30 02:00 02:30",
            "2026-03-28T22:00",
            "2026-03-29T01:30",
        ),
        (
            LATE_LONDON,
            "2026-10-24",
            LONDON,
            "22:00 22:30 23:00 23:30 00:00 00:30 01:00 01:30 01:00 01:30 02:00 02:30",
            "2026-10-24T21:00",
            "2026-10-25T02:30",
        ),
        (
            LATE_SANTIAGO,
            "2026-04-04",
            SANTIAGO,
            "22:00 22:30 23:00 23:30 23:00 23:30 00:00 00:30",
            "2026-04-05T01:00",
            "2026-04-05T04:30",
        ),
        (
            LATE_SANTIAGO,
            "2026-09-05",
            SANTIAGO,
            "22:00 22:30 23:00 23:30 01:00 01:30",
            "2026-09-06T02:00",
            "2026-09-06T04:30",
        ),
        (
            LATE_SANTIAGO,
            "2026-09-05",
            SINGAPORE,
            "22:00 22:30 23:00 23:30 00:00 00:30",
            "2026-09-05T14:00",
            "2026-09-05T16:30",
        ),
    ],
)
def test_s1_slots_are_as_far_apart_as_any_other_day(
    of: Service, day: str, zone: ZoneInfo, shown: str, first: str, last: str
) -> None:
    assert clock(of, day, zone) == shown
    slots = list(slots_of(of, date.fromisoformat(day), zone))
    assert (slots[0], slots[-1]) == (utc(first), utc(last))
    assert {after - before for before, after in itertools.pairwise(slots)} == {timedelta(minutes=30)}


def test_a_lunch_is_at_the_hour_on_the_clock_before_and_after_a_change() -> None:
    lunch = service("Lunch", "12:00", "13:00", every=60)
    for day, hour in (("2026-03-28", 12), ("2026-03-29", 11), ("2026-10-24", 11), ("2026-10-25", 12)):
        assert clock(lunch, day, LONDON) == "12:00 13:00"
        assert next(slots_of(lunch, date.fromisoformat(day), LONDON)) == utc(f"{day}T{hour}:00")


def test_the_last_slot_is_the_last_that_the_steps_reach() -> None:
    assert clock(service("Lunch", "12:00", "13:59", every=45), "2026-06-01", LONDON) == "12:00 12:45 13:30"


def test_a_service_of_one_slot() -> None:
    assert clock(service("Menu", "19:00", "19:00"), "2026-06-01", LONDON) == "19:00"


def test_a_service_that_the_clocks_skip_as_a_whole_has_no_slot_that_night() -> None:
    """It begins at 01:30, which is 02:30 that night, and ends at 02:15."""
    assert clock(service("Night", "01:30", "02:15", every=15), "2026-03-29", LONDON) == ""


@pytest.mark.parametrize(
    ("day", "zone", "begins"),
    [
        ("2026-03-29", LONDON, "2026-03-29T00:00"),
        ("2026-03-30", LONDON, "2026-03-29T23:00"),
        ("2026-04-04", SANTIAGO, "2026-04-04T03:00"),
        ("2026-04-05", SANTIAGO, "2026-04-05T04:00"),
        ("2026-09-06", SANTIAGO, "2026-09-06T04:00"),
        ("2026-09-07", SANTIAGO, "2026-09-07T03:00"),
        ("2026-06-01", SINGAPORE, "2026-05-31T16:00"),
    ],
)
def test_a_day_begins_when_its_date_is_first_shown(day: str, zone: ZoneInfo, begins: str) -> None:
    begun = day_begins(date.fromisoformat(day), zone)
    assert begun == utc(begins)
    assert begun.astimezone(zone).date().isoformat() == day
    assert (begun - timedelta(microseconds=1)).astimezone(zone).date().isoformat() < day


def test_of_a_time_that_comes_twice_the_first_counts_and_of_one_that_is_skipped_the_one_after() -> None:
    assert at_wall(date(2026, 10, 25), time(1, 30), LONDON) == utc("2026-10-25T00:30")
    assert at_wall(date(2026, 4, 4), time(23, 30), SANTIAGO) == utc("2026-04-05T02:30")
    skipped = at_wall(date(2026, 9, 6), time(0, 30), SANTIAGO)
    assert f"{skipped.astimezone(SANTIAGO):%H:%M}" == "01:30"


def test_a_service_runs_on_its_weekdays_until_it_is_archived() -> None:
    weekend = service(days=(SATURDAY, SUNDAY))
    assert [runs_on(weekend, MONDAY + timedelta(days=days)) for days in range(7)] == [False] * 5 + [True] * 2
    assert not runs_on(service(archived=True), MONDAY)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-06-06T18:00", "2026-06-06"),
        ("2026-06-07T01:00", "2026-06-06"),
        ("2026-06-06T18:15", None),
        ("2026-06-06T17:30", None),
        ("2026-06-07T01:30", None),
        ("2026-06-06T01:00", None),
        ("2026-06-07T18:00", None),
    ],
)
def test_a_slot_after_midnight_is_of_the_evening_before(at: str, day: str | None) -> None:
    saturdays = service("Dinner", "19:00", "02:00", days=(SATURDAY,))  # in London's summer 18:00 to 01:00 UTC
    found = day_of(saturdays, utc(at), LONDON)
    assert (found.isoformat() if found else None) == day


def test_the_day_of_an_hour_that_comes_twice() -> None:
    saturdays = service("Late", "22:00", "02:30", days=(SATURDAY,))
    for at in ("2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:30"):
        assert day_of(saturdays, utc(at), LONDON) == date(2026, 10, 24)
    assert day_of(saturdays, utc("2026-10-25T03:00"), LONDON) is None


@pytest.mark.parametrize("of", [service(archived=True), service(days=(FRIDAY,))])
def test_no_slot_where_the_service_does_not_run(of: Service) -> None:
    assert day_of(of, utc("2026-06-01T18:00"), CLOCK_OF_UTC) is None
    assert not within_hours(of, utc("2026-06-01T18:00"), CLOCK_OF_UTC)


@pytest.mark.parametrize(
    ("at", "within"),
    [
        ("2026-06-06T17:59:59", False),
        ("2026-06-06T18:00", True),
        ("2026-06-06T18:07", True),
        ("2026-06-07T00:59", True),
        ("2026-06-07T01:00", True),
        ("2026-06-07T01:00:01", False),
        ("2026-06-06T00:30", False),
    ],
)
def test_between_slots_is_within_hours(at: str, within: bool) -> None:
    saturdays = service("Dinner", "19:00", "02:00", days=(SATURDAY,))
    assert within_hours(saturdays, utc(at), LONDON) is within


DINNER = service("Dinner", "18:00", "01:00", every=60)


@pytest.mark.parametrize(
    ("hours", "left"),
    [
        (None, "18:00 19:00 20:00 21:00 22:00 23:00 00:00 01:00"),
        (DayHours(None, None), ""),
        (DayHours(time(12), None), ""),
        (DayHours(None, time(23)), ""),
        (DayHours(time(19), time(22)), "19:00 20:00 21:00"),
        (DayHours(time(12), time(19)), "18:00"),
        (DayHours(time(20), time(0)), "20:00 21:00 22:00 23:00"),
        (DayHours(time(12), time(0, 30)), "18:00 19:00 20:00 21:00 22:00 23:00 00:00"),
        (DayHours(time(6), time(6)), "18:00 19:00 20:00 21:00 22:00 23:00 00:00 01:00"),
    ],
)
def test_s5_particular_hours_leave_slots_out(hours: DayHours | None, left: str) -> None:
    said = opening({MONDAY: hours} if hours else {})
    slots = [slot for slot in slots_of(DINNER, MONDAY, LONDON) if not is_closed(said, MONDAY, slot, LONDON)]
    assert " ".join(f"{slot.astimezone(LONDON):%H:%M}" for slot in slots) == left


def test_a_closed_day_leaves_the_night_of_the_day_before_alone() -> None:
    said = opening({date(2026, 6, 2): DayHours(None, None)})
    assert not any(is_closed(said, MONDAY, slot, LONDON) for slot in slots_of(DINNER, MONDAY, LONDON))
    tuesday = date(2026, 6, 2)
    assert all(is_closed(said, tuesday, slot, LONDON) for slot in slots_of(DINNER, tuesday, LONDON))


def test_particular_hours_across_a_change_of_clocks_are_those_on_the_wall() -> None:
    saturday = date(2026, 3, 28)
    said = opening({saturday: DayHours(time(22), time(2, 30))})
    slots = [slot for slot in slots_of(LATE_LONDON, saturday, LONDON) if not is_closed(said, saturday, slot, LONDON)]
    assert slots[-1] == utc("2026-03-29T01:00")


@pytest.mark.parametrize("ends", ["2026-06-01T18:00", "2026-06-01T17:59:59"])
def test_a_time_that_ends_before_it_begins_is_refused(ends: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_period(utc("2026-06-01T18:00"), utc(ends), "endTime")
    assert [(one.field, one.code) for one in refused.value.fields] == [("endTime", "out_of_range")]
    check_period(utc("2026-06-01T18:00"), utc("2026-06-01T18:00:01"), "endTime")
