"""List Sessions (by user): whose, when, in which order, a page at a time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comanda.kernel.ids import new_id
from tests.api.online_order.carts import LIMA
from tests.api.portal.caller import Caller, Json
from tests.api.portal.conftest import As
from tests.api.portal.people import People
from tests.truth import Truth

NOON = datetime(2026, 5, 10, 12, tzinfo=UTC)
STATUSES = ("completed", "rejected", "expired", "pending", "active", "planned")
TIMES = {
    "past": {"completed", "rejected", "expired"},
    "present": {"pending", "active"},
    "future": {"planned"},
}
SHOWN = {"completed": "closed", "expired": "rejected"}


def add(truth: Truth, opener: str, status: str = "active", started_at: datetime = NOON, **columns: Any) -> str:
    """Write a session as it is after an evening; `expired` is a request that nobody answered in time."""
    session_id = str(new_id())
    expires = {"pending": "10 minutes", "expired": "-1 minute"}.get(status)
    truth.rows(
        "INSERT INTO dining_sessions (tenant_id, id, location_id, status, source, customer_name, customer_id,"
        " opened_by, note, created_at, started_at, expires_at, ended_at, updated_at) VALUES (%s, %s, %s, %s, 'portal',"
        " 'A party', %s, %s, %s, %s, %s, now() + %s::interval, %s, now()) RETURNING id",
        LIMA.id(),
        session_id,
        LIMA.location,
        "pending" if status == "expired" else status,
        columns.get("customer_id"),
        opener,
        status,
        started_at,
        started_at,
        expires,
        started_at + timedelta(hours=2) if status == "completed" else None,
    )
    return session_id


def ids(found: Json) -> list[str]:
    return [session["id"] for session in found["sessions"]]


@pytest.fixture
def waiter(portal: As) -> Caller:
    return portal("waiter")


def test_nothing_yet(waiter: Caller) -> None:
    answer = waiter.sessions()
    assert answer.body == {
        "success": True,
        "message": "Sessions retrieved successfully",
        "data": {"sessions": [], "pagination": {"page": 1, "limit": 20, "total": 0}},
    }


def test_the_documented_request_with_nothing_filled_in(waiter: Caller, people: People, truth: Truth) -> None:
    add(truth, people["waiter"].id)
    found = waiter.call(
        "GET", "/restaurant/sessions?time_filter=&sort=&page=&limit=&user_id=&from_date=&to_date="
    ).sessions
    assert found == waiter.sessions().sessions
    assert found["pagination"] == {"page": 1, "limit": 20, "total": 1}


def test_one_sees_what_one_opened_or_is_the_customer_of(portal: As, people: People, truth: Truth) -> None:
    waiter, cashier, owner = (people[who].id for who in ("waiter", "cashier", "owner"))
    opened = add(truth, waiter)
    invited = add(truth, cashier, customer_id=waiter)
    both = add(truth, waiter, customer_id=waiter)
    others = add(truth, cashier, customer_id=owner)
    guests = add(truth, str(new_id()))
    everything = {opened, invited, both, others, guests}
    assert set(ids(portal("waiter").sessions().sessions)) == {opened, invited, both}
    assert set(ids(portal("cashier").sessions().sessions)) == {invited, others}
    assert set(ids(portal("owner").sessions().sessions)) == {others}
    assert set(ids(portal("owner").sessions(user_id=waiter).sessions)) == {opened, invited, both}
    assert set(ids(portal("lima key").sessions(user_id=cashier).sessions)) == {invited, others}
    assert set(ids(portal("lima key").sessions().sessions)) == everything
    assert ids(portal("singapore key").sessions().sessions) == []
    assert ids(portal("owner").sessions(user_id=str(new_id())).sessions) == []


def test_every_status_is_shown_in_the_portals_words(waiter: Caller, people: People, truth: Truth) -> None:
    kept = {add(truth, people["waiter"].id, status): status for status in STATUSES}
    for session in waiter.sessions().sessions["sessions"]:
        status = kept[session["id"]]
        assert session["status"] == SHOWN.get(status, status)
        assert session["customer_id"] == session["user_id"] == people["waiter"].id
        assert session["started_at"] == "2026-05-10T12:00:00Z"
        assert session["closed_at"] == ("2026-05-10T14:00:00Z" if status == "completed" else None)


@pytest.mark.parametrize(
    ("asked", "times"),
    [
        ("past", {"past"}),
        ("present", {"present"}),
        ("future", {"future"}),
        ("past,present", {"past", "present"}),
        ("future, past", {"past", "future"}),
        ("past,past", {"past"}),
        ("past,present,future", {"past", "present", "future"}),
        ("all", {"past", "present", "future"}),
        ("past,all", {"past", "present", "future"}),
        ("past,", {"past"}),
        ("", {"past", "present", "future"}),
    ],
)
def test_times(asked: str, times: set[str], waiter: Caller, people: People, truth: Truth) -> None:
    kept = {status: add(truth, people["waiter"].id, status) for status in STATUSES}
    expected = {kept[status] for time in times for status in TIMES[time]}
    found = waiter.sessions(time_filter=asked).sessions
    assert set(ids(found)) == expected
    assert found["pagination"]["total"] == len(expected)


def test_newest_first_unless_asked_otherwise(waiter: Caller, people: People, truth: Truth) -> None:
    days = [3, 1, 2]
    kept = {day: add(truth, people["waiter"].id, started_at=NOON + timedelta(days=day)) for day in days}
    descending = [kept[3], kept[2], kept[1]]
    assert ids(waiter.sessions().sessions) == ids(waiter.sessions(sort="desc").sessions) == descending
    assert ids(waiter.sessions(sort="asc").sessions) == descending[::-1]


@pytest.mark.parametrize("sort", ["asc", "desc"])
def test_pages_hold_every_session_once_even_of_the_same_moment(
    sort: str, waiter: Caller, people: People, truth: Truth
) -> None:
    kept = {add(truth, people["waiter"].id) for _ in range(7)}
    pages = [waiter.sessions(page=page, limit=3, sort=sort).sessions for page in (1, 2, 3, 4)]
    assert [len(page["sessions"]) for page in pages] == [3, 3, 1, 0]
    assert {found for page in pages for found in ids(page)} == kept
    for number, page in enumerate(pages, 1):
        assert page["pagination"] == {"page": number, "limit": 3, "total": 7}


def test_a_page_holds_20_unless_asked_otherwise_and_at_most_100(waiter: Caller, people: People, truth: Truth) -> None:
    for _ in range(21):
        add(truth, people["waiter"].id)
    assert len(waiter.sessions().sessions["sessions"]) == 20
    assert len(waiter.sessions(limit=100).sessions["sessions"]) == 21


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ({"from_date": "2026-05-11"}, {11, 12}),
        ({"from_date": "2026-05-11T12:00:00Z"}, {11, 12}),
        ({"from_date": "2026-05-11T12:00:01Z"}, {12}),
        ({"from_date": "2026-05-11T14:00:00+02:00"}, {11, 12}),
        ({"to_date": "2026-05-11"}, {10, 11}),
        ({"to_date": "2026-05-11T12:00:00Z"}, {10, 11}),
        ({"to_date": "2026-05-11T11:59:59Z"}, {10}),
        ({"from_date": "2026-05-11", "to_date": "2026-05-11"}, {11}),
        ({"from_date": "2026-05-13"}, set()),
        ({"to_date": "1999-01-01"}, set()),
    ],
)
def test_dates_are_of_the_start_and_inclusive(
    query: dict[str, str], days: set[int], waiter: Caller, people: People, truth: Truth
) -> None:
    kept = {10 + day: add(truth, people["waiter"].id, started_at=NOON + timedelta(days=day)) for day in range(3)}
    assert set(ids(waiter.sessions(**query).sessions)) == {kept[day] for day in days}


TIME_FILTER = "time_filter: past, present, future, several of them separated by commas, or all is expected"
DATE = "a date, or a time in ISO 8601, is expected"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        *(
            ({"time_filter": v}, TIME_FILTER)
            for v in ("nonsense", "past,tomorrow", "PAST", ",", "past present", "\x00")
        ),
        *(({"sort": v}, "sort: Must be one of: asc, desc") for v in ("up", "ASC", "1", "asc,desc", "\x00")),
        *(({"page": v}, "page: a whole number from 1 to 1000000 is expected") for v in ("0", "-1", "x", "9" * 40)),
        *(({"limit": v}, "limit: a whole number from 1 to 100 is expected") for v in ("0", "101", "1.0", "ten")),
        *(({"user_id": v}, "user_id: Invalid UUID") for v in ("nonsense", "1", "me", "\x00")),
        *(({"tenant_id": v}, "tenant_id: Invalid UUID") for v in ("nonsense", "{{tenant_id}}")),
        *(
            ({"from_date": v}, f"from_date: {DATE}")
            for v in ("yesterday", "2026-02-30", "0000-00-00", "x" * 5000, "\x00")
        ),
        *(({"to_date": v}, f"to_date: {DATE}") for v in ("tomorrow", "10000-01-01", "9999-12-31", "10/05/2026")),
        (
            {"from_date": "2026-05-11", "to_date": "2026-05-10"},
            "to_date: a time after from_date is expected",
        ),
    ],
)
def test_what_cannot_be_taken(query: dict[str, str], message: str, platform: As) -> None:
    assert platform("waiter").sessions(**query).refusal == (400, message)


def test_other_parameters_are_ignored(platform: As) -> None:
    assert platform("waiter").sessions(language="ar", sort_by="x", column_filters="{}").sessions["sessions"] == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_alike(method: str, platform: As) -> None:
    assert platform("waiter").call(method, "/restaurant/sessions").refusal[0] == 405
