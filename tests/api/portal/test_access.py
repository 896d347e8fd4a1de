"""Who may ask: the two credentials, what each role may do, other restaurants, credentials that end."""

from typing import Any, LiteralString

import pytest

from comanda.identity.permissions import ROLES
from tests.api.online_order.carts import LIMA, LONDON, SINGAPORE
from tests.api.portal.caller import Answer, Caller
from tests.api.portal.conftest import As
from tests.api.portal.people import HIRED, KATONG, People
from tests.truth import Truth

NOBODY = "01950000-0000-7000-8000-ffffffffffff"
SYSTEM = (
    ("GET", "/system/restaurant/locations"),
    ("GET", f"/system/restaurant/locations/{LIMA.location}"),
    ("PUT", f"/system/restaurant/locations/{LIMA.location}/status"),
)
SESSIONS = (
    ("POST", "/restaurant/sessions"),
    ("GET", "/restaurant/sessions"),
    ("POST", f"/restaurant/sessions/{NOBODY}/close"),
)
UNAUTHORIZED = {"success": False, "message": "Unauthorized", "data": None}
FORBIDDEN = {"success": False, "message": "Insufficient Permissions", "data": None}


@pytest.mark.parametrize(("method", "path"), [*SYSTEM, *SESSIONS])
@pytest.mark.parametrize("content", [b"", b"not json", b'{"status": 5}'])
def test_without_a_good_credential_nothing_is_told(
    method: str, path: str, content: bytes, desk: Caller, platform_people: People, platform: As
) -> None:
    good, key = platform_people["operator"].token, platform("lima key").headers["X-APIKey"]
    for headers in (
        {},
        {"authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": "Bearer  "},
        {"authorization": "Bearer nonsense"},
        {"authorization": "Bearer a.b.c"},
        {"authorization": f"Basic {good}"},
        {"authorization": good},
        {"authorization": f"Bearer {good}x"},
        {"authorization": f"Bearer {key}"},
        {"x_apikey": "nonsense"},
        {"x_apikey": good},
        {"x_api_key": key + "x"},
        {"x_apikey": ""},
        {"authorization": "Bearer nonsense", "x_apikey": key},
    ):
        refused = desk.with_headers(**headers).call(method, path, content=content, params={"limit": "0"})
        assert (refused.status, refused.body) == (401, UNAUTHORIZED), headers
        assert refused.headers["www-authenticate"] == "Bearer"


def test_credentials_of_odd_bytes_are_no_failures(desk: Caller) -> None:
    for name in (b"authorization", b"x-apikey"):
        for value in (b"Bearer \xff\xfe", b"Bearer " + b"a" * 5000, "Bearer ñ".encode()):
            response = desk.http.get("/restaurant/sessions", headers={name: value})
            assert (response.status_code, response.json()) == (401, UNAUTHORIZED)


@pytest.mark.parametrize(("method", "path"), SYSTEM)
@pytest.mark.parametrize(
    "who", ["owner", "manager", "cashier", "waiter", "cook", "singapore owner", "lima key", "singapore key"]
)
def test_only_operators_administer_restaurants(who: str, method: str, path: str, platform: As) -> None:
    for content in (b'{"status": "suspended"}', b"not json"):
        refused = platform(who).call(method, path, content=content, params={"limit": "0"})
        assert (refused.status, refused.body) == (403, FORBIDDEN)


def test_every_role_is_among_them() -> None:
    assert {role for _, role, _ in HIRED.values()} == set(ROLES)


@pytest.mark.parametrize("header", ["X-APIKey", "X-API-Key", "x-apikey"])
def test_both_spellings_of_the_key_header_are_understood(header: str, platform: As) -> None:
    caller = platform("lima key")
    caller.headers[header] = caller.headers.pop("X-APIKey")
    assert caller.sessions().sessions["pagination"]["total"] == 0


def test_a_bearer_token_counts_before_a_key(portal: As) -> None:
    both = Caller(portal("waiter").http, portal("waiter").headers | portal("singapore key").headers)
    assert both.open({"slug": "downtown-lima"}).opened["tenant_id"] == LIMA.id()
    empty = Caller(both.http, {"Authorization": "Bearer "} | portal("lima key").headers)
    assert empty.sessions().sessions["pagination"]["total"] == 1


def test_a_credential_that_ends_stops_with_the_next_request(portal: As, truth: Truth) -> None:
    def statuses() -> list[int]:
        return [portal(who).sessions(user_id=NOBODY).status for who in ("owner", "lima key")]

    assert statuses() == [200, 200]
    for table in ("user_tokens", "api_keys"):
        for column in ("expires_at", "revoked_at"):
            was = statuses()
            _end(truth, table, column, "now() - interval '1 second'")
            assert statuses().count(401) == 1, (table, column)
            _end(truth, table, column, "NULL")
            assert statuses() == was
    truth.rows("UPDATE users SET active = false WHERE role = 'org_admin' RETURNING id")
    assert statuses() == [401, 200]


def _end(truth: Truth, table: LiteralString, column: LiteralString, value: LiteralString) -> None:
    truth.rows(f"UPDATE {table} SET {column} = {value} RETURNING id")


@pytest.mark.parametrize("who", ["owner", "manager", "cashier", "waiter", "lima key", "operator"])
def test_these_open_and_close_sessions(who: str, portal: As, people: People) -> None:
    body = {"location_id": LIMA.location, "table_id": LIMA.table(1), "customer_id": people["owner"].id}
    opened = portal(who).open(body).opened
    assert portal(who).close(opened["id"], tenant_id=LIMA.id()).closed["id"] == opened["id"]


def test_the_kitchen_opens_and_closes_no_sessions(portal: As) -> None:
    opened = portal("waiter").open({"slug": "downtown-lima"}).opened
    assert portal("cook").open({"slug": "downtown-lima"}).body == FORBIDDEN
    assert portal("cook").call("POST", "/restaurant/sessions", content=b"not json").body == FORBIDDEN
    assert portal("cook").close(opened["id"]).body == FORBIDDEN
    assert portal("cook").sessions().sessions["sessions"] == []


def test_staff_of_another_location_open_and_close_no_sessions(portal: As) -> None:
    waiter, owner = portal("katong waiter"), portal("singapore owner")
    assert waiter.open({"location_id": SINGAPORE.location}).body == FORBIDDEN
    there = owner.open({"location_id": SINGAPORE.location, "table_id": SINGAPORE.table(1)}).opened
    assert waiter.close(there["id"]).body == FORBIDDEN
    assert owner.sessions().sessions["sessions"][0]["status"] == "active"
    here = waiter.open({"location_id": KATONG}).opened
    assert waiter.close(here["id"]).closed["status"] == "closed"


@pytest.mark.parametrize("who", ["waiter", "owner", "lima key"])
def test_other_restaurants_are_not_there(who: str, portal: As, people: People) -> None:
    theirs = portal("singapore owner").open({"location_id": SINGAPORE.location, "table_id": SINGAPORE.table(1)}).opened
    caller = portal(who)
    body = {"customer_id": people["owner"].id}
    for elsewhere in (
        {"location_id": SINGAPORE.location},
        {"location_id": LONDON.location},
        {"slug": "chinatown-singapore"},
        {"location_id": SINGAPORE.location, "slug": "downtown-lima"},
        {"location_id": NOBODY},
        {"slug": "nowhere"},
    ):
        assert caller.open(body | elsewhere).refusal == (404, "Location Not Found"), elsewhere
    assert caller.open(
        body | {"location_id": LIMA.location, "slug": "chinatown-singapore"}
    ).refusal == (400, "slug: the slug of the location that location_id means is expected")  # fmt: skip
    assert caller.open(body | {"slug": "downtown-lima", "table_id": SINGAPORE.table(1)}).refusal == (
        404,
        "Table Not Found",
    )
    assert caller.close(theirs["id"]).refusal == (404, "Session Not Found")
    assert caller.close(NOBODY).refusal == (404, "Session Not Found")
    if who != "waiter":
        assert caller.sessions(user_id=people["singapore owner"].id).sessions["pagination"]["total"] == 0
    assert caller.sessions(tenant_id=SINGAPORE.id()).body == FORBIDDEN
    assert caller.close(theirs["id"], tenant_id=SINGAPORE.id()).body == FORBIDDEN
    (still,) = portal("singapore owner").sessions().sessions["sessions"]
    assert still == theirs


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 200),
        ("manager", 200),
        ("lima key", 200),
        ("cashier", 403),
        ("waiter", 403),
        ("cook", 403),
    ],
)
def test_whose_sessions_one_may_see(who: str, status: int, portal: As, people: People) -> None:
    opened = portal("waiter").open({"slug": "downtown-lima"}).opened
    other = people["owner" if who == "waiter" else "waiter"].id
    answer = portal(who).sessions(user_id=other)
    assert answer.status == status
    if status == 403:
        assert answer.body == FORBIDDEN
    else:
        assert answer.sessions["sessions"] == [opened]
    if who != "lima key":
        assert portal(who).sessions(user_id=people[who].id).status == 200


def test_operators_say_which_restaurant_they_mean(portal: As, people: People) -> None:
    operator = portal("operator")
    opened = operator.open({"slug": "downtown-lima"}).opened
    assert (opened["user_id"], opened["tenant_id"]) == (people["operator"].id, LIMA.id())
    needed = (400, "tenant_id: is needed from operators, who belong to no restaurant")
    for refused in (operator.sessions(), operator.close(opened["id"])):
        assert refused.refusal == needed
    assert operator.sessions(tenant_id=LIMA.id()).sessions["sessions"] == [opened]
    theirs: dict[str, Any] = {"tenant_id": LIMA.id(), "user_id": people["waiter"].id}
    assert operator.sessions(**theirs).sessions["sessions"] == []
    waiters = portal("waiter").open({"slug": "downtown-lima"}).opened
    assert operator.sessions(**theirs).sessions["sessions"] == [waiters]
    assert operator.sessions(user_id=people["waiter"].id).sessions["sessions"] == [waiters]
    for unplaced in (NOBODY, people["second operator"].id):
        assert operator.sessions(user_id=unplaced).refusal == needed
    assert operator.close(opened["id"], tenant_id=SINGAPORE.id()).refusal == (404, "Session Not Found")
    assert operator.close(opened["id"], tenant_id=LIMA.id()).closed["status"] == "closed"


def test_a_user_of_the_restaurant_may_name_it(portal: As) -> None:
    answer: Answer = portal("waiter").sessions(tenant_id=LIMA.id())
    assert answer.sessions["sessions"] == []
