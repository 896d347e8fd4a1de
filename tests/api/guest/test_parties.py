"""Staff seat parties, let them sit down or turn them away, move them, join them, and see them on the floor."""

from uuid import uuid4

import pytest

from tests.api.guest.client import NOBODY, Json, Place


def _table(place: Place, number: int) -> Json:
    found: Json = place.staff().get(f"/tables/{place.table(number)}").data
    return found


def _move(place: Place, what: str, source: int, target: str) -> tuple[int, Json]:
    path = f"/tables/{place.table(source)}/session/{what}"
    answer = place.staff().post(path, {"targetTableId": target})
    return answer.status, answer.body


def test_what_a_client_reads_of_requests(lima: Place) -> None:
    first = lima.ask(15, "Carlos Rodriguez", customerPhone="+51912345678")
    second = lima.ask(14, "Maria Garcia")
    rows = lima.staff().get("/tables/sessions/pending").data
    assert [row["id"] for row in rows] == [first.session_id, second.session_id]
    row = rows[0]
    assert {key: row[key] for key in ("customer_name", "customer_phone", "table_id", "table_number", "status")} == {
        "customer_name": "Carlos Rodriguez",
        "customer_phone": "+51912345678",
        "table_id": lima.table(15),
        "table_number": 15,
        "status": "pending",
    }
    assert row["started_at"].endswith("Z")


@pytest.mark.parametrize("content", [b"", b"{}", b"  "])
def test_the_body_of_a_decision_may_be_absent(content: bytes, lima: Place) -> None:
    waiter = lima.staff()
    json = {"Content-Type": "application/json"}

    def patch(session_id: str, what: str) -> Json:
        path = f"/tables/sessions/{session_id}/{what}"
        found: Json = waiter.call("PATCH", path, content=content, headers=json).data
        return found

    assert patch(lima.ask(14).session_id, "reject")["status"] == "rejected"
    carlos = lima.ask()
    assert patch(carlos.session_id, "approve")["status"] == "active"
    order = carlos.order(lima.line("arroz-blanco"))
    cancelled = carlos.call("POST", f"/customer/orders/{order['id']}/cancel", content=content, headers=json)
    assert cancelled.data["status"] == "cancelled"
    assert patch(carlos.session_id, "end")["status"] == "completed"


def test_a_reason_is_kept(lima: Place) -> None:
    carlos = lima.ask()
    path = f"/tables/sessions/{carlos.session_id}/reject"
    assert lima.staff().patch(path, {"reason": "x" * 501}).refusal == (400, "VALIDATION_ERROR")
    assert lima.staff().patch(path, {"reason": "\x00"}).refusal == (400, "VALIDATION_ERROR")
    assert lima.staff().patch(path, []).refusal == (400, "BAD_REQUEST")
    assert lima.staff().patch(path, {"reason": "Mesa reservada"}).status == 200
    assert lima.truth.one("SELECT reason FROM dining_sessions") == "Mesa reservada"


def test_a_decision_is_taken_once(lima: Place) -> None:
    carlos = lima.seat()
    for answer in (lima.approve(carlos.session_id), lima.reject(carlos.session_id)):
        assert (answer.refusal, answer.message) == ((404, "NOT_FOUND"), "Sesion pendiente no encontrada")
    maria = lima.ask(14, "Maria Garcia")
    refused = lima.end(maria.session_id)
    assert (refused.refusal, refused.message) == ((404, "NOT_FOUND"), "Sesion activa no encontrada")
    lima.reject(maria.session_id)
    assert lima.approve(maria.session_id).refusal == (404, "NOT_FOUND")
    for session_id in (NOBODY, "no-id"):
        for answer in (lima.approve(session_id), lima.reject(session_id), lima.end(session_id)):
            assert answer.refusal == (404, "NOT_FOUND")
    kept = lima.truth.rows("SELECT customer_name, status FROM dining_sessions ORDER BY created_at")
    assert [row["status"] for row in kept] == ["active", "rejected"]


def test_sessions_by_status(lima: Place) -> None:
    ended, active, rejected, pending = (lima.ask(number) for number in (11, 12, 13, 14))
    lima.approve(ended.session_id)
    lima.end(ended.session_id)
    lima.approve(active.session_id)
    lima.reject(rejected.session_id)
    for status, wanted in (
        ("pending", pending),
        ("active", active),
        ("completed", ended),
        ("rejected", rejected),
    ):
        rows = lima.staff().get("/tables/sessions", status=status).data
        assert [(row["id"], row["status"]) for row in rows] == [(wanted.session_id, status)]
    assert len(lima.staff().get("/tables/sessions").data) == 4
    assert lima.staff().get("/tables/sessions", status="lost").status == 400


def test_a_walk_in_is_active_at_once(lima: Place) -> None:
    said = {"tableId": lima.table(15), "customerName": "Familia Soto", "guestCount": 5}
    data = lima.staff().post("/tables/sessions", said).created
    session = data["session"]
    assert {key: session[key] for key in ("id", "status", "customer_name", "guest_count", "table_number")} == {
        "id": data["sessionId"],
        "status": "active",
        "customer_name": "Familia Soto",
        "guest_count": 5,
        "table_number": 15,
    }
    assert lima.staff().post("/tables/sessions", said).refusal == (409, "TABLE_ALREADY_ACTIVE")
    lima.ask(14)
    assert lima.staff().post("/tables/sessions", said | {"tableId": lima.table(14)}).refusal == (
        409,
        "SESSION_PENDING",
    )
    joined = lima.public.post(f"{lima.path()}/session", {"customerName": "Ana Soto"}).data
    assert (joined["existing"], joined["sessionId"]) == (True, data["sessionId"])
    assert lima.staff().post("/tables/sessions", {"tableId": lima.table(13)}).created["session"]["customer_name"]


@pytest.mark.parametrize(
    "change",
    [
        {"tableId": None},
        {"tableId": "no-id"},
        {"customerName": "x" * 256},
        {"customerName": "\x00"},
        {"customerPhone": "1" * 21},
        {"guestCount": 0},
        {"guestCount": 501},
        {"guestCount": 1.5},
        {"guestCount": "five"},
    ],
)
def test_a_walk_in_that_cannot_be_taken(change: Json, lima: Place) -> None:
    said = {"tableId": lima.table(15), "customerName": "Familia Soto"} | change
    assert lima.staff().post("/tables/sessions", said).refusal == (400, "VALIDATION_ERROR")
    assert lima.staff().post("/tables/sessions", {"tableId": NOBODY}).refusal == (404, "NOT_FOUND")
    assert lima.truth.one("SELECT count(*) FROM dining_sessions") == 0


def test_a_party_moves_with_all_it_has(lima: Place) -> None:
    carlos, maria = lima.seat(15), lima.ask(15, "Maria Garcia")
    order = carlos.order(lima.line("arroz-blanco"))
    call_id = maria.act().data["requestId"]
    carlos.put(f"/customer/cart/lines/{uuid4()}", lima.line("choclo-queso"))
    status, body = _move(lima, "move", 15, lima.table(3))
    assert (status, body["data"]["id"], body["data"]["table_number"]) == (200, carlos.session_id, 3)
    assert [table["number"] for table in body["data"]["tables"]] == [3]
    assert (_table(lima, 15)["status"], _table(lima, 3)["status"]) == ("available", "occupied")
    for who in (carlos, maria):
        assert who.me["session"]["table_number"] == 3
        shown = who.get(f"/customer/orders/{order['id']}").data
        assert (shown["table_id"], shown["table_number"]) == (lima.table(3), 3)
    (call,) = lima.staff().get("/service-requests").data
    assert (call["id"], call["table_number"]) == (call_id, 3)
    (ticket,) = lima.staff("kitchen").get("/kitchen/orders").data
    assert (ticket["id"], ticket["table_number"]) == (order["id"], 3)
    assert len(carlos.get("/customer/cart").data["lines"]) == 1
    new = carlos.order(lima.line("arroz-blanco"))
    assert (new["table_id"], new["table_session_id"]) == (lima.table(3), carlos.session_id)
    assert maria.bill["total"] == 1600
    # The old table is free for others; its code leads to nothing of the party that moved.
    assert lima.public.get(f"{lima.path(15)}/check-session").data == {"hasSession": False}
    assert carlos.get(f"{lima.path(15)}/check-session").data["sessionId"] == carlos.session_id
    assert lima.ask(15, "Stranger").session_id != carlos.session_id
    assert lima.public.get(f"{lima.path(3)}/check-session").data["sessionId"] == carlos.session_id


def test_where_a_party_cannot_move(lima: Place) -> None:
    carlos = lima.seat(15)
    lima.seat(14, "Maria Garcia")
    lima.ask(13, "Waiting")
    lima.staff().patch(f"/tables/{lima.table(12)}/status", {"status": "maintenance"})
    for target, wanted in (
        (lima.table(14), (409, "TABLE_ALREADY_ACTIVE")),
        (lima.table(13), (409, "SESSION_PENDING")),
        (lima.table(12), (409, "TABLE_CLOSED")),
        (NOBODY, (404, "NOT_FOUND")),
    ):
        status, body = _move(lima, "move", 15, target)
        assert (status, body["error"]["code"]) == wanted
    assert _move(lima, "move", 15, lima.table(15))[0] == 400
    assert _move(lima, "move", 15, "no-id")[0] == 400
    assert _move(lima, "move", 13, lima.table(1))[1]["error"]["code"] == "NOT_FOUND"
    assert _move(lima, "move", 1, lima.table(2))[1]["error"]["message"] == "Sesion activa no encontrada"
    assert carlos.me["session"]["table_number"] == 15


def test_a_party_moves_to_a_table_whose_request_expired(lima: Place) -> None:
    carlos, late = lima.seat(15), lima.ask(14, "Late")
    lima.expire(late.session_id)
    assert _move(lima, "move", 15, lima.table(14))[0] == 200
    assert carlos.me["session"]["table_number"] == 14


def test_two_parties_become_one(lima: Place) -> None:
    carlos, maria, ines = lima.seat(15), lima.seat(14, "Maria Garcia"), lima.ask(14, "Ines")
    his, hers = carlos.order(lima.line("arroz-blanco")), ines.order(lima.line("choclo-queso"))
    for who in (carlos, maria):
        who.act("call_waiter")
    maria.act("request_bill")
    maria.put(f"/customer/cart/lines/{uuid4()}", lima.line("arroz-blanco"))
    status, body = _move(lima, "merge", 14, lima.table(15))
    assert (status, body["data"]["id"]) == (200, carlos.session_id)
    assert {table["number"] for table in body["data"]["tables"]} == {14, 15}
    assert _table(lima, 14)["session"]["id"] == _table(lima, 15)["session"]["id"] == carlos.session_id
    for who in (carlos, maria, ines):
        assert who.me["session"]["id"] == carlos.session_id
        assert (who.bill["total"], who.bill["outstanding"]) == (2400, 2400)
        assert {order["id"] for order in who.orders(scope="session")} == {his["id"], hers["id"]}
    assert {guest["name"] for guest in carlos.me["session"]["guests"]} == {"Carlos Rodriguez", "Maria Garcia", "Ines"}
    assert [guest["name"] for guest in carlos.me["session"]["guests"] if guest["is_opener"]] == ["Carlos Rodriguez"]
    assert len(carlos.get("/customer/cart").data["lines"]) == 1
    calls = lima.staff().get("/service-requests").data
    assert sorted(call["kind"] for call in calls) == ["call_waiter", "request_bill"]
    assert {call["table_session_id"] for call in calls} == {carlos.session_id}
    assert maria.order(lima.line("arroz-blanco"))["table_session_id"] == carlos.session_id
    paid = lima.pay(3200, tableSessionId=carlos.session_id).created
    assert paid["fully_paid"] is True
    for order in carlos.orders(scope="session"):
        if order["status"] == "pending":
            lima.staff().patch(f"/orders/{order['id']}/status", {"status": "confirmed"})
    assert lima.end(carlos.session_id).data["status"] == "completed"
    assert (_table(lima, 14)["status"], _table(lima, 15)["status"]) == ("available", "available")
    assert maria.get("/customer/bill").refusal == (403, "SESSION_ENDED")


def test_what_cannot_be_merged(lima: Place) -> None:
    lima.seat(15)
    lima.ask(13, "Waiting")
    assert _move(lima, "merge", 15, lima.table(12))[0] == 409
    assert _move(lima, "merge", 15, lima.table(13))[0] == 409
    assert _move(lima, "merge", 13, lima.table(15))[0] == 404
    assert _move(lima, "merge", 12, lima.table(15))[0] == 404
    assert _move(lima, "merge", 15, lima.table(15))[0] == 400
    assert _move(lima, "merge", 15, NOBODY)[0] == 404
    lima.seat(14)
    assert _move(lima, "merge", 14, lima.table(15))[0] == 200
    assert _move(lima, "merge", 14, lima.table(15))[0] == 409


def test_a_party_as_staff_see_it(lima: Place) -> None:
    carlos, maria = lima.seat(), lima.ask(name="Maria Garcia")
    order = maria.order(lima.line("arroz-blanco"))
    carlos.act()
    party = lima.party(carlos.session_id)
    assert party["session"]["id"] == carlos.session_id
    assert [(guest["name"], guest["is_opener"]) for guest in party["guests"]] == [
        ("Carlos Rodriguez", True),
        ("Maria Garcia", False),
    ]
    assert [shown["id"] for shown in party["orders"]] == [order["id"]]
    assert (party["bill"]["total"], len(party["requests"])) == (800, 1)
    active = lima.staff().get(f"/tables/{lima.table(15)}/active-session").data
    assert active["id"] == carlos.session_id
    assert lima.staff().get(f"/tables/{lima.table(14)}/active-session").body == {"success": True, "data": None}
    assert lima.staff().get(f"/tables/sessions/{NOBODY}").refusal == (404, "NOT_FOUND")
    assert lima.staff().get("/tables/sessions/no-id").refusal == (404, "NOT_FOUND")


def test_the_floor(lima: Place) -> None:
    carlos = lima.seat()
    waiting = lima.ask(14, "Waiting")
    order = carlos.order(lima.line("arroz-blanco"), lima.line("choclo-queso"))
    carlos.act("request_bill")
    lima.pay(400, orderId=order["id"])
    floor = lima.staff().get("/tables").data
    assert floor["branchSlug"] == "downtown-lima"
    by_number = {table["number"]: table for table in floor["tables"]}
    assert sorted(by_number) == list(range(1, 21))
    table = by_number[15]
    assert {key: table[key] for key in ("id", "capacity", "status", "qr_code", "order_count", "pending_orders")} == {
        "id": lima.table(15),
        "capacity": 4,
        "status": "occupied",
        "qr_code": "downtown-lima-15",
        "order_count": 1,
        "pending_orders": 1,
    }
    assert (table["total"], table["paid"], table["outstanding"], table["open_items"]) == (2400, 400, 2000, 2)
    assert table["session"]["id"] == carlos.session_id
    assert [call["kind"] for call in table["requests"]] == ["request_bill"]
    assert table["qr_url"].endswith("/downtown-lima/downtown-lima-15")
    assert (by_number[14]["status"], by_number[14]["session"]["id"]) == ("available", waiting.session_id)
    assert by_number[14]["session"]["status"] == "pending"
    assert (by_number[1]["session"], by_number[1]["total"], by_number[1]["requests"]) == (None, 0, [])
    spaces = lima.staff().get("/spaces").data
    assert [space["name"] for space in spaces] == ["Salón", "Terraza", "Barra"]
    terrace = lima.staff().get("/tables", spaceId=spaces[1]["id"]).data["tables"]
    assert [one["number"] for one in terrace] == [11, 12, 13, 14, 15, 16]
    assert {one["space_id"] for one in terrace} == {spaces[1]["id"]}


TABLE_STATES = ("available", "occupied", "reserved", "maintenance")
TABLE_STEPS = {
    "available": {"occupied", "reserved", "maintenance"},
    "occupied": {"available", "maintenance"},
    "reserved": {"occupied", "available", "maintenance"},
    "maintenance": {"available"},
}


@pytest.mark.parametrize("was", TABLE_STATES)
def test_every_change_of_a_tables_state(was: str, lima: Place) -> None:
    waiter = lima.staff()
    for number, wanted in enumerate(TABLE_STATES, start=1):
        path = f"/tables/{lima.table(number)}/status"
        if was != "available":
            assert waiter.patch(path, {"status": was}).data["status"] == was
        answer = waiter.patch(path, {"status": wanted})
        allowed = wanted in TABLE_STEPS[was] | {was}
        if not allowed:
            assert answer.refusal == (400, "BAD_REQUEST"), (was, wanted)
        assert _table(lima, number)["status"] == (wanted if allowed else was)


def test_a_table_with_a_party_stays_occupied(lima: Place) -> None:
    carlos = lima.seat()
    path = f"/tables/{lima.table(15)}/status"
    for status in ("available", "maintenance"):
        assert lima.staff().patch(path, {"status": status}).refusal == (409, "TABLE_HAS_OPEN_SESSION")
    assert lima.staff().patch(path, {"status": "reserved"}).refusal == (400, "BAD_REQUEST")
    assert lima.staff().patch(path, {"status": "occupied"}).status == 200
    assert _table(lima, 15)["session"]["id"] == carlos.session_id


def test_freeing_a_table(lima: Place) -> None:
    waiter = lima.staff()
    carlos, waiting = lima.seat(15), lima.ask(14, "Waiting")
    waiter.patch(f"/tables/{lima.table(13)}/status", {"status": "reserved"})
    for number in (12, 13, 14, 15):
        assert waiter.post(f"/tables/{lima.table(number)}/free").status == 200
        assert (_table(lima, number)["status"], _table(lima, number)["session"]) == ("available", None)
    assert carlos.get("/customer/bill").refusal == (403, "SESSION_ENDED")
    status = lima.public.get(f"{lima.path(14)}/session-status/{waiting.session_id}").data
    assert status["status"] == "rejected"


def test_a_reserved_table_is_asked_for_and_occupied(lima: Place) -> None:
    lima.staff().patch(f"/tables/{lima.table(15)}/status", {"status": "reserved"})
    carlos = lima.seat()
    assert _table(lima, 15)["status"] == "occupied"
    lima.end(carlos.session_id)
    assert _table(lima, 15)["status"] == "available"


def test_a_tables_past(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"))
    lima.staff().patch(f"/orders/{order['id']}/status", {"status": "confirmed"})
    lima.pay(800, orderId=order["id"])
    lima.end(carlos.session_id)
    lima.truth.rows("UPDATE dining_sessions SET started_at = ended_at - interval '90 minutes' RETURNING id")
    path = f"/tables/{lima.table(15)}/history"
    found = lima.staff().get(path).data
    summary = found["summary"]
    assert (summary["total_revenue"], summary["total_orders"], summary["avg_duration_minutes"]) == (800, 1, 90)
    (row,) = found["sessions"]
    assert {key: row[key] for key in ("id", "customer_name", "status", "duration_minutes", "order_count")} == {
        "id": carlos.session_id,
        "customer_name": "Carlos Rodriguez",
        "status": "completed",
        "duration_minutes": 90,
        "order_count": 1,
    }
    assert row["total_revenue"] == 800
    past = {"from": "2020-01-01T00:00:00Z", "to": "2020-12-31T00:00:00Z"}
    assert lima.staff().get(path, **past).data["sessions"] == []
    assert lima.staff().get(path, **{"from": "2020-01-01T00:00:00Z"}).data["summary"]["total_orders"] == 1
    assert lima.staff().get(path, **{"from": "yesterday"}).refusal == (400, "VALIDATION_ERROR")


def test_a_phone_that_was_merged_calls_with_the_session_it_knows(lima: Place) -> None:
    carlos, maria = lima.seat(15), lima.seat(14, "Maria Garcia")
    assert _move(lima, "merge", 14, lima.table(15))[0] == 200
    assert maria.act("call_waiter", tableSessionId=maria.session_id).status == 200
    assert maria.act("request_bill", tableSessionId=carlos.session_id).status == 200
    told = maria.get(f"{lima.path(14)}/check-session").data
    assert (told["hasSession"], told["status"]) == (True, "active")


def test_a_walk_in_is_not_seated_at_a_closed_table(lima: Place) -> None:
    lima.staff().patch(f"/tables/{lima.table(15)}/status", {"status": "maintenance"})
    refused = lima.staff().post("/tables/sessions", {"tableId": lima.table(15)})
    assert refused.refusal == (409, "TABLE_CLOSED")


def test_a_waiter_cannot_decide_for_a_guest_of_a_party_that_waits_itself(lima: Place) -> None:
    carlos = lima.ask()
    guest_id = carlos.me["guest"]["id"]
    path = f"/tables/sessions/{carlos.session_id}/guests/{guest_id}"
    assert lima.staff().patch(f"{path}/reject").status in (403, 404)
    assert lima.staff().patch(f"{path}/approve").status in (403, 404)
    assert carlos.me["guest"]["status"] == "admitted"


def test_an_opener_is_not_refused_by_a_guest(lima: Place) -> None:
    carlos, maria = lima.seat(), lima.ask(name="Maria Garcia")
    guest_id = carlos.me["guest"]["id"]
    assert maria.post(f"/customer/guests/{guest_id}/reject").refusal == (403, "FORBIDDEN")
    assert carlos.post(f"/customer/guests/{guest_id}/reject").refusal == (404, "NOT_FOUND")
    assert carlos.orders() == []


def test_a_merged_opener_no_longer_decides_who_joins(own_lima: Place) -> None:
    own_lima.staff("branch_manager").patch("/settings/branch", {"settings": {"join_policy": "approve"}})
    carlos, maria = own_lima.seat(15), own_lima.seat(14, "Maria Garcia")
    assert _move(own_lima, "merge", 14, own_lima.table(15))[0] == 200
    ines = own_lima.ask(14, "Ines")
    guest_id = ines.me["guest"]["id"]
    assert maria.post(f"/customer/guests/{guest_id}/approve").refusal == (403, "FORBIDDEN")
    assert carlos.post(f"/customer/guests/{guest_id}/approve").data["status"] == "admitted"
    assert ines.order(own_lima.line("arroz-blanco"))["table_session_id"] == carlos.session_id
