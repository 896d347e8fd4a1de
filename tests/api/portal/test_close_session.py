"""Close Session: its table is free again; money that is owed stands against it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from tests.api.online_order.carts import LIMA, rice_cart
from tests.api.portal.caller import Answer, Caller
from tests.api.portal.conftest import As
from tests.api.portal.people import People
from tests.api.portal.test_list_sessions import NOON, add
from tests.api.portal.test_open_session import HOUR, at
from tests.partner import Partner
from tests.truth import Truth

NOBODY = "01950000-0000-7000-8000-ffffffffffff"


@pytest.fixture
def waiter(portal: As) -> Caller:
    return portal("waiter")


def test_a_session_from_opening_to_closing(waiter: Caller, truth: Truth) -> None:
    body = {"slug": "downtown-lima", "table_id": LIMA.table(1), "closed_at": at(HOUR)}
    opened = waiter.open(body).opened
    closed = waiter.close(opened["id"]).closed
    assert closed == opened | {"status": "closed", "closed_at": closed["closed_at"]}
    assert datetime.fromisoformat(closed["closed_at"]) - datetime.fromisoformat(opened["started_at"]) < timedelta(
        minutes=1
    )
    assert truth.one("SELECT status FROM dining_sessions") == "completed"
    assert truth.one("SELECT count(*) FROM table_occupancy") == 0
    again = waiter.open(body).opened
    assert again["id"] != opened["id"]
    assert [session["id"] for session in waiter.sessions(time_filter="past").sessions["sessions"]] == [opened["id"]]
    assert [session["id"] for session in waiter.sessions(time_filter="present").sessions["sessions"]] == [again["id"]]


def test_the_documented_request_has_no_body_and_any_body_is_ignored(waiter: Caller) -> None:
    for content in (b"", b"{}", b'{"closed_at": "yesterday"}', b"not json"):
        opened = waiter.open({"slug": "downtown-lima"}).opened
        answer = waiter.call("POST", f"/restaurant/sessions/{opened['id']}/close", content=content)
        assert answer.closed["status"] == "closed"


def test_colleagues_and_keys_close_it_too(portal: As) -> None:
    for who in ("owner", "manager", "cashier", "lima key"):
        opened = portal("waiter").open({"slug": "downtown-lima", "table_id": LIMA.table(1)}).opened
        assert portal(who).close(opened["id"]).closed["user_id"] == opened["user_id"]


def test_closing_again_answers_the_same(waiter: Caller, truth: Truth) -> None:
    opened = waiter.open({"slug": "downtown-lima", "table_id": LIMA.table(1)}).opened
    first = waiter.close(opened["id"]).closed
    other = waiter.open({"slug": "downtown-lima", "table_id": LIMA.table(1)}).opened
    assert waiter.close(opened["id"]).closed == first
    assert truth.one("SELECT session_id::text FROM table_occupancy") == other["id"]


def test_closing_many_times_at_once_closes_once(waiter: Caller, truth: Truth) -> None:
    for _ in range(5):
        opened = waiter.open({"slug": "downtown-lima", "table_id": LIMA.table(1)}).opened
        with ThreadPoolExecutor(6) as threads:
            answers: list[Answer] = list(threads.map(lambda _, found=opened: waiter.close(found["id"]), range(6)))
        assert [answer.closed for answer in answers] == [answers[0].closed] * 6
        ended = "SELECT count(*) FROM events WHERE object_id = %s AND topic = 'session.ended'"
        assert truth.one(ended, opened["id"]) == 1


def test_a_request_that_was_rejected_or_given_up_stays_so(waiter: Caller, people: People, truth: Truth) -> None:
    for status in ("rejected", "expired"):
        session_id = add(truth, people["waiter"].id, status)
        assert waiter.close(session_id).closed["status"] == "rejected"


def test_a_session_that_was_only_planned_is_closed(waiter: Caller, people: People, truth: Truth) -> None:
    session_id = add(truth, people["waiter"].id, "planned", NOON + timedelta(days=36500))
    assert waiter.close(session_id).closed["status"] == "closed"


def test_a_request_that_waits_for_an_answer_is_for_staff_to_answer(
    waiter: Caller, people: People, truth: Truth
) -> None:
    session_id = add(truth, people["waiter"].id, "pending")
    assert waiter.close(session_id).refusal == (409, "The session waits for approval: it has not begun.")
    assert truth.one("SELECT status FROM dining_sessions") == "pending"


def test_money_that_is_owed_stands_against_it(portal: As, lima: Partner, truth: Truth) -> None:
    waiter = portal("waiter")
    opened = waiter.open({"slug": "downtown-lima", "table_id": LIMA.table(1)}).opened
    order = lima.post("/cart/submit", rice_cart()).data
    truth.rows("UPDATE orders SET session_id = %s WHERE id = %s RETURNING id", opened["id"], order["id"])
    for who in ("waiter", "owner", "lima key"):
        refused = portal(who).close(opened["id"])
        assert refused.refusal[0] == 409
    assert waiter.sessions().sessions["sessions"] == [opened]
    lima.post(f"/orders/{order['id']}/payments", LIMA.pays("cash", order["total"]))
    assert waiter.close(opened["id"]).closed["status"] == "closed"


@pytest.mark.parametrize("session_id", ["nonsense", "1", "%00", ":session_id", NOBODY.replace("-", ""), "'--"])
def test_an_id_that_is_none(session_id: str, platform: As) -> None:
    answer = platform("waiter").close(session_id)
    assert (answer.status, answer.body) == (400, {"success": False, "message": "Invalid UUID"})


def test_a_session_that_is_not_there(platform: As) -> None:
    answer = platform("waiter").close(NOBODY)
    assert (answer.status, answer.body) == (404, {"success": False, "message": "Session Not Found", "data": None})


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_methods_are_refused_alike(method: str, platform: As) -> None:
    assert platform("waiter").call(method, f"/restaurant/sessions/{NOBODY}/close").refusal[0] == 405
