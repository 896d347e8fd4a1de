"""Create Dine-In Session: what may be said, what is made of it, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.online_order.carts import LIMA
from tests.api.portal.caller import Answer, Caller
from tests.api.portal.conftest import As
from tests.api.portal.people import People
from tests.truth import Truth

GUEST = "01950000-0000-7000-8000-00000000c001"
NOBODY = "01950000-0000-7000-8000-ffffffffffff"
HOUR = timedelta(hours=1)


def at(offset: timedelta) -> str:
    """A time from now, in whole seconds."""
    return (datetime.now(UTC).replace(microsecond=0) + offset).isoformat().replace("+00:00", "Z")


def sessions(truth: Truth) -> int:
    found: int = truth.one("SELECT count(*) FROM dining_sessions")
    return found


@pytest.fixture
def waiter(portal: As) -> Caller:
    return portal("waiter")


def test_the_documented_body(waiter: Caller, people: People, truth: Truth) -> None:
    starts, ends = at(-HOUR), at(2 * HOUR)
    opened = waiter.open(
        {
            "location_id": LIMA.location,
            "slug": "downtown-lima",
            "table_id": LIMA.table(7),
            "customer_id": GUEST,
            "started_at": starts,
            "closed_at": ends,
            "note": "By the window",
        }
    ).opened
    assert opened == {
        "id": opened["id"],
        "tenant_id": LIMA.id(),
        "location_id": LIMA.location,
        "slug": "downtown-lima",
        "table_id": LIMA.table(7),
        "table": {"id": LIMA.table(7), "name": "Ventana", "number": 7},
        "customer_id": GUEST,
        "user_id": people["waiter"].id,
        "status": "active",
        "started_at": starts,
        "closed_at": ends,
        "note": "By the window",
        "created_at": opened["created_at"],
    }
    (kept,) = truth.rows("SELECT * FROM dining_sessions")
    assert (str(kept["id"]), kept["status"], kept["source"]) == (opened["id"], "active", "portal")
    assert (str(kept["opened_by"]), str(kept["customer_id"])) == (people["waiter"].id, GUEST)
    assert datetime.fromisoformat(opened["created_at"]) == kept["created_at"].replace(microsecond=0)
    assert truth.one("SELECT session_id::text FROM table_occupancy WHERE table_id = %s", LIMA.table(7)) == opened["id"]
    assert waiter.sessions().sessions["sessions"] == [opened]


def test_a_location_is_enough(waiter: Caller, people: People, truth: Truth) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    for body in ({"location_id": LIMA.location}, {"slug": "downtown-lima"}):
        opened = waiter.open(body).opened
        assert (opened["location_id"], opened["slug"]) == (LIMA.location, "downtown-lima")
        assert (opened["table_id"], opened["table"], opened["note"], opened["closed_at"]) == (None, None, None, None)
        assert opened["user_id"] == opened["customer_id"] == people["waiter"].id
        assert opened["status"] == "active"
        assert before <= datetime.fromisoformat(opened["started_at"]) <= datetime.now(UTC)
        assert opened["created_at"] == opened["started_at"]
    assert truth.one("SELECT count(*) FROM table_occupancy") == 0


def test_the_documented_body_with_nothing_filled_in_but_the_location(waiter: Caller, people: People) -> None:
    empty = dict.fromkeys(("slug", "table_id", "customer_id", "started_at", "closed_at", "note"), "")
    opened = waiter.open({"location_id": LIMA.location, **empty}).opened
    assert opened["customer_id"] == people["waiter"].id
    assert (opened["table_id"], opened["note"], opened["closed_at"]) == (None, None, None)
    nulls = dict.fromkeys(("location_id", "table_id", "customer_id", "started_at", "closed_at", "note"))
    assert waiter.open({"slug": " downtown-lima ", **nulls}).opened["slug"] == "downtown-lima"


def test_unknown_fields_are_ignored(waiter: Caller, people: People) -> None:
    opened = waiter.open(
        {"slug": "downtown-lima", "user_id": people["owner"].id, "tenant_id": 5, "status": "closed"}
    ).opened
    assert (opened["user_id"], opened["status"]) == (people["waiter"].id, "active")


def test_the_opener_opens_for_a_customer(portal: As, people: People, truth: Truth) -> None:
    opened = portal("manager").open({"slug": "downtown-lima", "customer_id": people["cashier"].id}).opened
    assert (opened["user_id"], opened["customer_id"]) == (people["manager"].id, people["cashier"].id)
    names = "SELECT customer_name FROM dining_sessions ORDER BY created_at DESC LIMIT 1"
    assert truth.one(names) == people["cashier"].name
    portal("manager").open({"slug": "downtown-lima"})
    assert truth.one(names) == people["manager"].name
    for somebody in (GUEST, people["singapore owner"].id):
        portal("manager").open({"slug": "downtown-lima", "customer_id": somebody})
        assert truth.one(names) == "Guest"


def test_a_key_opens_for_a_customer_and_is_nobody_itself(portal: As) -> None:
    key = portal("lima key")
    opened = key.open({"slug": "downtown-lima", "customer_id": GUEST}).opened
    assert (opened["user_id"], opened["customer_id"]) == (None, GUEST)
    assert key.sessions(user_id=GUEST).sessions["sessions"] == [opened]
    status, message = key.open({"slug": "downtown-lima"}).refusal
    assert status == 400
    assert message.startswith("customer_id: ")


def test_a_session_in_the_future_is_planned_and_takes_no_table_yet(waiter: Caller, truth: Truth) -> None:
    starts, ends = at(24 * HOUR), at(26 * HOUR)
    body = {"slug": "downtown-lima", "table_id": LIMA.table(2), "started_at": starts, "closed_at": ends}
    opened = waiter.open(body).opened
    assert (opened["status"], opened["started_at"], opened["closed_at"]) == ("planned", starts, ends)
    assert opened["table"]["number"] == 2
    assert truth.one("SELECT count(*) FROM table_occupancy") == 0
    assert waiter.open({"slug": "downtown-lima", "table_id": LIMA.table(2)}).opened["status"] == "active"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2999-07-10T06:00:00Z", "2999-07-10T06:00:00Z"),
        ("2999-07-10T06:00:00.123Z", "2999-07-10T06:00:00Z"),
        ("2999-07-10T06:00:00", "2999-07-10T06:00:00Z"),
        ("2999-07-10T06:00:00+03:00", "2999-07-10T03:00:00Z"),
        ("2999-07-10", "2999-07-10T00:00:00Z"),
    ],
)
def test_times_may_be_written_in_several_ways(written: str, shown: str, waiter: Caller) -> None:
    assert waiter.open({"slug": "downtown-lima", "started_at": written}).opened["started_at"] == shown


def test_a_table_is_taken_once(portal: As, waiter: Caller, truth: Truth) -> None:
    body = {"slug": "downtown-lima", "table_id": LIMA.table(3)}
    assert waiter.open(body).status == 201
    for who in ("waiter", "owner", "operator"):
        assert portal(who).open(body).refusal[0] == 409
    assert sessions(truth) == 1
    assert waiter.open(body | {"table_id": LIMA.table(4)}).status == 201


def test_of_many_at_once_one_gets_the_table(portal: As, truth: Truth) -> None:
    body = {"slug": "downtown-lima", "table_id": LIMA.table(5)}
    callers = [portal(who) for who in ("waiter", "owner", "manager", "cashier")] * 3
    with ThreadPoolExecutor(len(callers)) as threads:
        answers: list[Answer] = list(threads.map(lambda caller: caller.open(body), callers))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 11
    assert sessions(truth) == 1


def test_a_guest_who_waits_for_the_table_has_it(waiter: Caller, truth: Truth) -> None:
    opened = waiter.open({"slug": "downtown-lima", "table_id": LIMA.table(6)}).opened
    truth.rows(
        "UPDATE dining_sessions SET status = 'pending', expires_at = now() + interval '10 minutes' WHERE id = %s"
        " RETURNING id",
        opened["id"],
    )
    assert waiter.open({"slug": "downtown-lima", "table_id": LIMA.table(6)}).refusal[0] == 409


UUIDS: tuple[Any, ...] = ("nonsense", "1", "{{table_id}}", "0" * 36, "x" * 5000, 5, 1.5, True, [], {}, ["x"])
TIMES: tuple[Any, ...] = (
    "nonsense",
    "yesterday",
    "2026-13-01",
    "2026-01-01T25:00:00Z",
    "0000-01-01",
    "99999-01-01",
    5,
    True,
    [],
    10**30,
)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "location_id: is missing, and so is slug"),
        ({"location_id": "", "slug": "  "}, "location_id: is missing, and so is slug"),
        *(({"location_id": value}, "location_id: Invalid UUID") for value in UUIDS),
        *(({"table_id": value}, "table_id: Invalid UUID") for value in UUIDS),
        *(({"customer_id": value}, "customer_id: Invalid UUID") for value in UUIDS),
        *(({"started_at": value}, "started_at: a time in ISO 8601 is expected") for value in TIMES),
        *(({"closed_at": value}, "closed_at: a time in ISO 8601 is expected") for value in TIMES),
        ({"slug": 5}, "slug: a text is expected"),
        ({"slug": "downtown\x00lima"}, "slug: a text without NUL characters is expected"),
        ({"slug": "x" * 101}, "slug: is too long: at most 100 characters"),
        ({"note": 5}, "note: a text is expected"),
        ({"note": ["x"]}, "note: a text is expected"),
        ({"note": "a\x00b"}, "note: a text without NUL characters is expected"),
        ({"note": "x" * 1001}, "note: is too long: at most 1000 characters"),
        ({"started_at": at(HOUR), "closed_at": at(-HOUR)}, "closed_at: a time after started_at is expected"),
        ({"started_at": at(HOUR), "closed_at": at(HOUR)}, "closed_at: a time after started_at is expected"),
        ({"closed_at": at(-HOUR)}, "closed_at: a time after started_at is expected"),
        ({"started_at": at(-2 * HOUR), "closed_at": at(-HOUR)}, "closed_at: a time yet to come is expected"),
        ([], "The body must be a JSON object."),
        (5, "The body must be a JSON object."),
    ],
)
def test_what_cannot_be_taken(body: Any, message: str, platform: As) -> None:
    if isinstance(body, dict) and body and not body.keys() & {"location_id", "slug"}:
        body = {"location_id": LIMA.location, **body}
    status, said = platform("waiter").open(body).refusal
    assert status == 400
    assert said.startswith(message), said


@pytest.mark.parametrize("content", [b"", b"{", b'{"slug": "downtown-lima"', b"slug=downtown-lima", b"\xff", b"null"])
def test_a_body_that_is_not_json(content: bytes, platform: As) -> None:
    answer = platform("waiter").call("POST", "/restaurant/sessions", content=content)
    assert answer.refusal[0] == 400
    assert answer.refusal[1].startswith("The body ")


def test_a_body_that_is_too_large(platform: As) -> None:
    answer = platform("waiter").call("POST", "/restaurant/sessions", content=b" " * 1_000_001)
    assert answer.refusal[0] == 413


def test_a_table_that_is_not_there(platform: As, platform_url: str) -> None:
    answer = platform("waiter").open({"slug": "downtown-lima", "table_id": NOBODY})
    assert (answer.status, answer.body) == (404, {"success": False, "message": "Table Not Found", "data": None})
    assert sessions(Truth(platform_url)) == 0


def test_two_fields_that_mean_different_locations(portal: As, truth: Truth) -> None:
    katong = str(truth.one("SELECT location_id FROM location_directory WHERE slug = 'katong-singapore'"))
    owner = portal("singapore owner")
    refused = owner.open({"location_id": katong, "slug": "chinatown-singapore"})
    assert refused.refusal == (400, "slug: the slug of the location that location_id means is expected")
    assert owner.open({"location_id": katong, "slug": "katong-singapore"}).opened["location_id"] == katong
