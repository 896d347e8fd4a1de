"""How an operator's list is put together: which locations fit, by restaurant, and what a row says of hours."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comanda.kernel.time import WeeklyWindow
from comanda.restaurants.platform import Candidate, LocationFilter, group, opening_of
from comanda.restaurants.rules import DayHours, is_open

A, B, C = (UUID(int=number) for number in (1, 2, 3))
ONE, TWO, THREE, FOUR = (UUID(int=number) for number in (11, 12, 13, 14))
ANY = LocationFilter()


def at(tenant: UUID, location: UUID | None, *, fits: bool = True, opened: bool | None = None) -> Candidate:
    return Candidate(tenant, fits, location, opened)


def test_nobody_asked_for_nothing() -> None:
    assert group([], ANY) == {}


def test_locations_keep_their_order_within_restaurants_that_keep_theirs() -> None:
    found = group([at(B, TWO), at(B, ONE), at(A, FOUR), at(A, THREE)], ANY)
    assert list(found.items()) == [(B, [TWO, ONE]), (A, [FOUR, THREE])]


@pytest.mark.parametrize(("wanted", "expected"), [(True, {A: [ONE]}), (False, {A: [TWO]}), (None, {A: [ONE, TWO]})])
def test_open_and_closed_are_told_apart(wanted: bool | None, expected: dict[UUID, list[UUID]]) -> None:
    candidates = [at(A, ONE, opened=True), at(A, TWO, opened=False)]
    assert group(candidates, LocationFilter(is_open=wanted)) == expected


def test_a_restaurant_without_locations_is_left_out_unless_it_is_wanted() -> None:
    assert group([at(A, None)], ANY) == {}
    assert group([at(A, None)], LocationFilter(empty_tenants=True)) == {A: []}


def test_a_restaurant_that_fits_for_a_location_alone_goes_with_it() -> None:
    wanted = LocationFilter(is_open=True, empty_tenants=True)
    candidates = [at(A, ONE, fits=False, opened=False), at(B, TWO, fits=True, opened=False), at(C, None, fits=False)]
    assert group(candidates, wanted) == {B: []}


def test_a_restaurant_that_lost_its_first_location_keeps_its_place() -> None:
    wanted = LocationFilter(is_open=True, empty_tenants=True)
    candidates = [at(A, ONE, opened=False), at(A, TWO, opened=True), at(B, THREE, opened=True)]
    assert list(group(candidates, wanted).items()) == [(A, [TWO]), (B, [THREE])]


_CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.sampled_from([A, B, C]),
        st.booleans(),
        st.none() | st.uuids(),
        st.booleans(),
    )
)


@given(
    candidates=_CANDIDATES,
    wanted=st.builds(LocationFilter, is_open=st.none() | st.booleans(), empty_tenants=st.booleans()),
)
def test_every_location_that_fits_is_there_once_and_no_other(
    candidates: list[Candidate], wanted: LocationFilter
) -> None:
    found = group(candidates, wanted)
    fitting = [c.location_id for c in candidates if c.location_id and wanted.is_open in (None, c.is_open)]
    assert sorted(location for locations in found.values() for location in locations) == sorted(fitting)
    assert wanted.empty_tenants or all(found.values())


def row(**said: Any) -> dict[str, Any]:
    return {"manual": False, "manual_is_open": False, "week": None, "exceptions": None, **said}


def test_a_row_without_hours_is_never_open() -> None:
    opening = opening_of(row())
    assert (list(opening.week), dict(opening.exceptions)) == ([], {})


def test_a_row_with_hours() -> None:
    opening = opening_of(
        row(
            week=[[0, "12:00:00", "15:00:00"], [0, "18:00:00", "00:30:00"], [1, "12:00:00", "15:00:00"]],
            exceptions=[["2026-12-24", "10:00:00", "14:00:00"], ["2026-12-25", None, None]],
        )
    )
    assert sorted(opening.week, key=lambda window: window.start) == [
        WeeklyWindow(frozenset({0, 1}), time(12), time(15)),
        WeeklyWindow(frozenset({0}), time(18), time(0, 30)),
    ]
    assert opening.exceptions == {
        date(2026, 12, 24): DayHours(time(10), time(14)),
        date(2026, 12, 25): DayHours(None, None),
    }
    baghdad = ZoneInfo("Asia/Baghdad")
    assert is_open(opening, baghdad, datetime(2026, 12, 24, 8, tzinfo=UTC))
    assert not is_open(opening, baghdad, datetime(2026, 12, 25, 8, tzinfo=UTC))


@pytest.mark.parametrize("says", [True, False])
def test_a_row_that_somebody_speaks_for(says: bool) -> None:
    opening = opening_of(row(manual=True, manual_is_open=says, week=[[0, "00:00:00", "00:00:00"]]))
    assert (opening.manual, opening.manual_is_open) == (True, says)
