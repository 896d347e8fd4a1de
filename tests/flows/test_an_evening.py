"""A whole evening over HTTP and sockets: ask, be let in, order from two phones, cook, call, pay, go."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2 as httpx
import pytest

from comanda.demo.singapore import SINGAPORE
from tests.app.singapore import SLUG
from tests.conftest import Template
from tests.partner import Partner
from tests.phone import House, Json, Staff, house_at, plate
from tests.server import Server, serving
from tests.truth import Truth

TABLE = 4
ONE, TWO = 1535, 3070
"""One plate of wings at 12.80 and two: 10 % service, 9 % tax on top, to the next 0.05. 12.80 + 1.28 = 14.08, tax
1.2672, 15.35; 25.60 + 2.56 = 28.16, tax 2.5344, 30.69, which is 30.70."""


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[Server]:
    with serving(database_url, tmp_path, workers=2) as found:
        yield found


@pytest.fixture
def house(server: Server, template: Template) -> Iterator[House]:
    with house_at(server.base_url, SINGAPORE, template.credentials) as found:
        yield found


@pytest.fixture
def partner(server: Server, template: Template) -> Iterator[Partner]:
    found = server.partner(template.tokens[SLUG])
    with found.http:
        yield found


def on_floor(waiter: Staff) -> Json:
    """Return the table as the floor shows it."""
    (found,) = [each for each in waiter.get("/tables").data["tables"] if each["number"] == TABLE]
    shown: Json = found
    return shown


def test_an_evening(house: House, partner: Partner, truth: Truth) -> None:
    waiter, cook, cashier = house.staff("waiter"), house.staff("kitchen"), house.staff("cashier")
    with ExitStack() as open_sockets:
        floor = open_sockets.enter_context(waiter.listening())
        kitchen = open_sockets.enter_context(cook.listening())

        # Ana scans the code, looks at the menu and asks for the table.
        menu = house.http.get(house.at(TABLE) + "/menu").json()["data"]
        (dish,) = [item for item in menu["items"] if item["id"] == plate()["menuItemId"]]
        assert (dish["price"], dish["is_available"]) == (1280, True)
        assert house.look(TABLE) == {"hasSession": False}
        ana = house.phone(TABLE, "Ana")
        assert house.look(TABLE, ana.session)["status"] == "pending"
        assert house.ask(TABLE, "Luis").refusal == (409, "SESSION_PENDING")
        assert ana.order().refusal == (403, "SESSION_PENDING")
        at_ana = open_sockets.enter_context(ana.listening(by_message=True))

        # The waiter sees it at once, and lets her in.
        heard = floor.next("session:pending")["payload"]
        assert (heard["sessionId"], heard["tableNumber"], heard["customerName"]) == (ana.session, TABLE, "Ana")
        assert [found["id"] for found in waiter.get("/tables/sessions/pending").data] == [ana.session]
        assert waiter.approve(heard["sessionId"]).data["status"] == "active"
        assert at_ana.next("session:approved")["payload"]["sessionId"] == ana.session
        assert house.look(TABLE, ana.session)["status"] == "active"
        assert on_floor(waiter)["status"] == "occupied"

        # Luis joins her; each orders from their own phone, and each sees the other's round.
        luis = house.phone(TABLE, "Luis")
        assert luis.session == ana.session
        at_luis = open_sockets.enter_context(luis.listening())
        quoted = ana.post("/customer/quote", {"items": [plate(2)]}).data
        hers = ana.order(2, "round 1").data
        his = luis.order(1, "round 1", notes="no lime").data
        assert (quoted["total"], hers["total"], his["total"]) == (TWO, TWO, ONE)
        assert ana.order(2, "round 1").data == hers
        for ear in (at_ana, at_luis, kitchen, floor):
            assert ear.next("order:new", orderId=hers["id"])["payload"]["status"] == "pending"
            assert ear.next("order:new", orderId=his["id"])["payload"]["notes"] == "no lime"
        assert [order["id"] for order in luis.get("/customer/my-orders").data] == [his["id"]]
        assert [order["id"] for order in luis.get("/customer/my-orders?scope=session").data] == [his["id"], hers["id"]]

        # The kitchen has both as tickets, oldest first; it starts one, and bumps both.
        tickets = cook.get("/kitchen/orders").data
        assert [ticket["id"] for ticket in tickets] == [hers["id"], his["id"]]
        assert {ticket["table_number"] for ticket in tickets} == {TABLE}
        assert waiter.accept(hers["id"]).data["status"] == "confirmed"
        (line,) = hers["items"]
        assert cook.patch(f"/kitchen/items/{line['id']}/status", {"status": "preparing"}).status == 200
        assert at_ana.next("order:item_status")["payload"]["item"]["status"] == "preparing"
        for order in (hers, his):
            assert cook.post(f"/kitchen/orders/{order['id']}/bump").data["status"] == "ready"
            for ear in (at_ana, at_luis, floor):
                heard = ear.next("order:item_status", orderId=order["id"], status="ready")["payload"]
                assert heard["item"]["status"] == "ready"
        assert ana.get(f"/customer/orders/{hers['id']}").data["status"] == "ready"

        # A partner app of the restaurant sees the same orders, with their table, and the same money.
        listed = {order["id"]: order for order in partner.at_location("/orders")}
        assert set(listed) == {hers["id"], his["id"]}
        seen = partner.get(f"/orders/{hers['id']}").data
        assert [table["object"] for table in seen["objects"]] == [house.table(TABLE)]
        assert (seen["status"], seen["kitchen_status"], seen["financial_status"]) == ("open", "fulfilled", "pending")
        assert round((seen["total"] + seen["rounding"]) * 100) == TWO

        # Served; the bill is asked for, and somebody comes.
        for order in (hers, his):
            assert waiter.post(f"/kitchen/orders/{order['id']}/serve").data["status"] == "served"
        bill = ana.get("/customer/bill").data
        assert (bill["total"], bill["paid"], bill["outstanding"]) == (TWO + ONE, 0, TWO + ONE)
        assert {guest["name"]: guest["total"] for guest in bill["guests"]} == {"Ana": TWO, "Luis": ONE}
        call = luis.ask_for("request_bill").data["requestId"]
        heard = floor.next("table:request_bill")["payload"]
        assert (heard["requestId"], heard["tableNumber"], heard["customerName"]) == (call, TABLE, "Luis")
        assert waiter.post(f"/service-requests/{call}/ack").status == 200
        at_luis.next("service_request:acknowledged", requestId=call)
        assert on_floor(waiter)["outstanding"] == TWO + ONE

        # Nobody leaves without paying; they pay in two parts, with a tip.
        refused = waiter.end(ana.session)
        assert refused.refusal == (409, "TABLE_HAS_BALANCE")
        assert refused.body["data"]["outstanding"] == TWO + ONE
        assert cashier.pay(ana.session, TWO + ONE + 1).status == 400
        assert cashier.pay(ana.session, 2000, method="card").data["remaining"] == TWO + ONE - 2000
        assert cashier.pay(ana.session, TWO + ONE - 2000, tip=300).data["fully_paid"] is True
        for ear in (at_ana, at_luis):
            ear.next("payment:recorded", orderId=hers["id"], outstanding=0)
            ear.next("payment:recorded", orderId=his["id"], outstanding=0)
        bill = luis.get("/customer/bill").data
        assert (bill["outstanding"], bill["paid"], bill["tips"]) == (0, TWO + ONE, 300)
        assert waiter.post(f"/service-requests/{call}/resolve").status == 200

        # The table is closed: free for the next, and the phones' tokens are dead.
        assert waiter.end(ana.session).data["status"] == "completed"
        for ear in (at_ana, at_luis):
            ear.next("session:ended", sessionId=ana.session)
            assert ear.closed() == 4401
        floor.next("table:status", tableId=house.table(TABLE), status="available")
        assert ana.order().refusal == luis.get("/customer/bill").refusal == (403, "SESSION_ENDED")
        assert house.look(TABLE) == {"hasSession": False}
        assert on_floor(waiter)["status"] == "available"
        closed = partner.get(f"/orders/{hers['id']}").data
        assert (closed["status"], closed["financial_status"]) == ("closed", "paid")

        # The next party knows nothing of them.
        eva = house.seated(TABLE, "Eva")
        assert eva.session != ana.session
        assert eva.get("/customer/my-orders?scope=session").data == []
        assert eva.get(f"/customer/orders/{hers['id']}").refusal == (404, "NOT_FOUND")

    truth.has_only_whole_orders()
    told = [
        row["topic"] for row in truth.rows("SELECT topic FROM events WHERE object_id = %s ORDER BY seq", ana.session)
    ]
    assert [topic for topic in told if topic.startswith("session.")] == [
        "session.requested", "session.approved", "session.ended",
    ]  # fmt: skip
    paid = truth.rows("SELECT amount, tip FROM payments ORDER BY created_at, id")
    assert sum(payment["amount"] for payment in paid) == TWO + ONE
    assert sum(payment["tip"] for payment in paid) == 300


def test_a_suspended_restaurant_takes_no_new_guests_from_the_next_request_on(
    house: House, partner: Partner, template: Template
) -> None:
    waiter = house.staff("waiter")
    ana, waiting = house.seated(TABLE, "Ana"), house.phone(5, "Waiting")
    order = ana.order().data

    def decide(status: str) -> httpx.Response:
        return house.http.put(
            f"/system/restaurant/locations/{house.branch_id}/status",
            json={"status": status, "admin_notes": "Licence has run out"},
            headers={"Authorization": f"Bearer {template.credentials.system_token}"},
        )

    suspended = decide("suspended")
    assert suspended.status_code == 200, suspended.text
    # Every process knows, not only the one that was told.
    for _ in range(10):
        assert house.ask(6, "Newcomer").refusal == (403, "FORBIDDEN")
        assert house.ask(TABLE, "Joiner").refusal == (403, "FORBIDDEN")
        assert ana.order().refusal == (403, "FORBIDDEN")
        assert waiter.approve(waiting.session).refusal == (403, "FORBIDDEN")
        assert waiter.post("/tables/sessions", {"tableId": house.table(6)}).refusal == (403, "FORBIDDEN")
        assert partner.post("/cart/submit", {"location": house.branch_id, "items": []}).status in (403, 409, 422)
    assert house.look(6) == {"hasSession": False}

    # Who is there already is served, pays and leaves.
    assert waiter.accept(order["id"]).data["status"] == "confirmed"
    assert waiter.post(f"/kitchen/orders/{order['id']}/bump").data["status"] == "ready"
    assert ana.get("/customer/bill").data["outstanding"] == ONE
    assert waiter.pay(ana.session, ONE).data["fully_paid"] is True
    assert waiter.end(ana.session).data["status"] == "completed"

    assert decide("approved").status_code == 200
    assert waiter.approve(waiting.session).status == 200
    assert waiting.order().status == 201
    assert house.ask(6, "Newcomer").status == 201
