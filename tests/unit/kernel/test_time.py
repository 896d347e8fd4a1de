"""Instants as clients write them, and weekly hours."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comanda.kernel.time import WeeklyWindow, parse_iso, to_iso_seconds

by_rule = settings(max_examples=200, deadline=None, derandomize=True, database=None)
zones = st.sampled_from([ZoneInfo(name) for name in ("UTC", "Asia/Singapore", "America/St_Johns", "Europe/Berlin")])
FIVE = datetime(2018, 3, 8, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2018-03-08T05:00:00+00:00",
        "2018-03-08T05:00:00Z",
        "2018-03-08T05:00:00",
        "2018-03-08 05:00:00",
        "2018-03-08T05:00",
        "2018-03-08T13:00:00+08:00",
        "2018-03-08T13:00:00 08:00",
        "2018-03-08 13:00:00 08:00",
        "2018-03-08T13:00:00.000 08:00",
        "2018-03-08T13:00:00.000000+08:00",
        "2018-03-07T21:30:00-07:30",
        "2018-03-08T05:00:00.000Z",
        "  2018-03-08T05:00:00Z\n",
        "20180308T050000Z",
    ],
)
def test_parse_iso_takes_what_clients_send(text: str) -> None:
    assert parse_iso(text) == FIVE


def test_parse_iso_keeps_the_fraction_and_answers_in_utc() -> None:
    at = parse_iso("2018-03-08T13:00:00.25+08:00")
    assert at == FIVE + timedelta(milliseconds=250)
    assert at is not None
    assert at.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "yesterday",
        "1520485200",
        "2018-13-08T05:00:00Z",
        "2018-02-30T05:00:00Z",
        "2018-03-08T25:00:00Z",
        "2018-03-08T05:00:00 garbage",
        "2018-03-08T05:00:00+99:00",
        "2018-03-08T05:00:00 99:99",
        "08/03/2018 05:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2018-03-08T05:00:00\ud800",
    ],
)
def test_parse_iso_answers_none_to_garbage(text: str) -> None:
    assert parse_iso(text) is None


@by_rule
@given(st.text(max_size=40))
def test_parse_iso_never_raises(text: str) -> None:
    found = parse_iso(text)
    assert found is None or found.tzinfo is UTC


@by_rule
@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)),  # noqa: DTZ001 - given an offset below
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(["+", " "]),
)
def test_parse_iso_reads_every_offset_also_with_a_space_for_plus(naive: datetime, minutes: int, plus: str) -> None:
    sign = "-" if minutes < 0 else plus
    hours, rest = divmod(abs(minutes), 60)
    found = parse_iso(f"{naive.isoformat()}{sign}{hours:02}:{rest:02}")
    assert found == naive.replace(tzinfo=UTC) - timedelta(minutes=minutes)


@by_rule
@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=zones))  # noqa: DTZ001 - bounds
def test_to_iso_seconds_round_trips_to_the_second(at: datetime) -> None:
    text = to_iso_seconds(at)
    assert len(text) == 25
    assert text.endswith("+00:00")
    assert parse_iso(text) == at.astimezone(UTC).replace(microsecond=0)


def test_to_iso_seconds_is_utc_with_a_numeric_offset() -> None:
    assert to_iso_seconds(datetime(2018, 3, 8, 13, 0, 0, 999_999, ZoneInfo("Asia/Singapore"))) == (
        "2018-03-08T05:00:00+00:00"
    )


def local(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """March 2026, where day 2 is a Monday."""
    return datetime(2026, 3, day, hour, minute, second, tzinfo=UTC)


MONDAY, FRIDAY, SUNDAY = 0, 4, 6


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        (local(6, 10, 59, 59), False),
        (local(6, 11), True),
        (local(6, 13, 59, 59), True),
        (local(6, 14), False),
        (local(7, 12), False),
    ],
)
def test_window_within_a_day_includes_its_start_and_not_its_end(at: datetime, inside: bool) -> None:
    assert WeeklyWindow(frozenset({FRIDAY}), time(11), time(14)).contains(at) is inside


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        (local(8, 21, 59, 59), False),
        (local(8, 22), True),
        (local(9, 0), True),
        (local(9, 1, 59, 59), True),
        (local(9, 2), False),
        (local(9, 22), False),
        (local(8, 1), False),
    ],
)
def test_window_over_midnight_belongs_to_the_day_it_starts_on(at: datetime, inside: bool) -> None:
    assert WeeklyWindow(frozenset({SUNDAY}), time(22), time(2)).contains(at) is inside


def test_window_to_midnight_and_equal_ends() -> None:
    evening = WeeklyWindow(frozenset({FRIDAY}), time(18), time(0))
    assert evening.contains(local(6, 23, 59, 59))
    assert not evening.contains(local(7, 0))
    whole_day = WeeklyWindow(frozenset({MONDAY}), time(0), time(0))
    assert whole_day.contains(local(2, 0))
    assert whole_day.contains(local(2, 23, 59, 59))
    assert not whole_day.contains(local(3, 0))
    from_six_to_six = WeeklyWindow(frozenset({MONDAY}), time(6), time(6))
    assert not from_six_to_six.contains(local(2, 5, 59, 59))
    assert from_six_to_six.contains(local(3, 5, 59, 59))
    assert not from_six_to_six.contains(local(3, 6))


def test_window_without_days_never_holds() -> None:
    assert not any(WeeklyWindow(frozenset(), time(0), time(0)).contains(local(day, 12)) for day in range(2, 9))


@by_rule
@given(
    st.frozensets(st.integers(0, 6)),
    st.times(),
    st.times(),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - local times
)
def test_window_holds_from_each_start_until_its_end(
    days: frozenset[int], start: time, end: time, now: datetime
) -> None:
    spans = []
    for back in range(2):
        day = (now - timedelta(days=back)).date()
        if day.weekday() in days:
            opens, closes = datetime.combine(day, start), datetime.combine(day, end)
            spans.append((opens, closes if closes > opens else closes + timedelta(days=1)))
    assert WeeklyWindow(days, start, end).contains(now) is any(opens <= now < closes for opens, closes in spans)
