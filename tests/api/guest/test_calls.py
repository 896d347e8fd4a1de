"""Guests call; staff answer."""

import pytest

from tests.api.guest.client import NOBODY, Json, Place


def _open(place: Place) -> list[Json]:
    found: list[Json] = place.staff().get("/service-requests").data
    return found


def test_a_call_of_a_kind_is_open_once(lima: Place) -> None:
    carlos, maria = lima.seat(), lima.ask(name="Maria Garcia")
    first = carlos.act(tableSessionId=carlos.session_id).data
    assert (first["alreadyPending"], first["status"]) == (False, "pending")
    assert first["message"]
    again = maria.act().data
    assert (again["requestId"], again["alreadyPending"]) == (first["requestId"], True)
    bill = maria.act("request_bill").data
    assert (bill["alreadyPending"], bill["requestId"] == first["requestId"]) == (False, False)
    waiting = _open(lima)
    assert [(call["kind"], call["table_number"], call["guest_name"], call["status"]) for call in waiting] == [
        ("call_waiter", 15, "Carlos Rodriguez", "pending"),
        ("request_bill", 15, "Maria Garcia", "pending"),
    ]
    assert {call["table_session_id"] for call in waiting} == {carlos.session_id}
    assert {call["kind"] for call in carlos.me["open_requests"]} == {"call_waiter", "request_bill"}


def test_whoever_comes_second_is_told(lima: Place) -> None:
    carlos = lima.seat()
    call_id = carlos.act().data["requestId"]
    luis, ana = lima.staff("waiter"), lima.staff("waiter", 1)
    assert luis.post(f"/service-requests/{call_id}/ack").data["status"] == "acknowledged"
    refused = ana.post(f"/service-requests/{call_id}/ack")
    assert (refused.refusal, refused.message) == ((409, "CONFLICT"), "Otra persona ya atiende esta solicitud")
    assert luis.post(f"/service-requests/{call_id}/ack").data["status"] == "acknowledged"
    again = carlos.act().data
    assert (again["requestId"], again["alreadyPending"], again["status"]) == (call_id, True, "acknowledged")
    assert ana.post(f"/service-requests/{call_id}/resolve").data["status"] == "resolved"
    assert luis.post(f"/service-requests/{call_id}/resolve").data["status"] == "resolved"
    assert luis.post(f"/service-requests/{call_id}/ack").refusal == (409, "CONFLICT")
    assert _open(lima) == []
    new = carlos.act().data
    assert (new["alreadyPending"], new["requestId"] == call_id) == (False, False)


def test_a_call_is_taken_back(lima: Place) -> None:
    carlos = lima.seat()
    stranger = lima.seat(14, "Stranger")
    call_id = carlos.act().data["requestId"]
    body = {"requestId": call_id}
    assert stranger.post("/customer/table-action/cancel", body).refusal == (404, "NOT_FOUND")
    assert carlos.post("/customer/table-action/cancel", body).data["status"] == "cancelled"
    assert carlos.post("/customer/table-action/cancel", body).refusal == (404, "NOT_FOUND")
    assert _open(lima) == []
    assert lima.staff().post(f"/service-requests/{call_id}/resolve").refusal == (409, "CONFLICT")
    assert [call["id"] for call in lima.staff().get("/service-requests", status="cancelled").data] == [call_id]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"action": "dance"},
        {"action": 5},
        {"action": None},
        {"action": "call_waiter", "tableSessionId": "no-id"},
        {"action": "call_waiter", "tableSessionId": 5},
    ],
)
def test_a_call_that_cannot_be_taken(body: Json, lima: Place) -> None:
    assert lima.seat().post("/customer/table-action", body).refusal == (400, "VALIDATION_ERROR")
    assert _open(lima) == []


def test_a_call_for_another_tables_session(lima: Place) -> None:
    carlos, other = lima.seat(), lima.seat(14)
    assert carlos.act(tableSessionId=other.session_id).refusal == (403, "FORBIDDEN")
    assert carlos.act(tableSessionId=NOBODY).refusal == (403, "FORBIDDEN")
    assert _open(lima) == []


def test_calls_of_another_restaurant(lima: Place, singapore: Place) -> None:
    call_id = lima.seat().act().data["requestId"]
    kumar = singapore.staff()
    assert kumar.get("/service-requests").data == []
    for what in ("ack", "resolve"):
        assert kumar.post(f"/service-requests/{call_id}/{what}").refusal == (404, "NOT_FOUND")
        assert lima.staff().post(f"/service-requests/{NOBODY}/{what}").refusal == (404, "NOT_FOUND")
        assert lima.staff().post(f"/service-requests/no-id/{what}").refusal == (404, "NOT_FOUND")
    assert [call["status"] for call in _open(lima)] == ["pending"]
    assert lima.staff().get("/service-requests", status="lost").status == 400


def test_calls_end_with_the_session(lima: Place) -> None:
    carlos = lima.seat()
    carlos.act()
    lima.end(carlos.session_id)
    assert _open(lima) == []


def test_a_table_that_calls_all_the_time_is_told_to_wait(lima: Place) -> None:
    carlos = lima.seat()
    for _ in range(10):
        made = carlos.act()
        assert made.status == 200
        carlos.post("/customer/table-action/cancel", {"requestId": made.data["requestId"]})
    refused = carlos.act()
    assert refused.refusal == (429, "RATE_LIMITED")
    assert int(refused.headers["retry-after"]) > 0
    assert refused.body["data"]["retryAfterSec"] > 0
    assert lima.seat(14).act().status == 200
