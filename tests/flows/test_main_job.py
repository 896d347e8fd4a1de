"""The main job, over HTTP from end to end: read the menu, price, order, cook, serve, pay, give back, close."""

from typing import Any

from tests.app.singapore import CARD, CARD_DIGITS, CASH, DINE_IN, LOCATION, RESTAURANT, TABLE, cash, eggs, wings
from tests.partner import Json, Partner
from tests.truth import Truth

SUBTOTAL, SERVICE, TAX, TOTAL, ROUNDING, DUE = 30.8, 3.08, 3.05, 36.93, 0.02, 36.95
"""Two wings at 12.80 and two eggs at 2.60; 10 % service; 9 % tax on 33.88, which is 3.0492; to the next 0.05."""


def standing(order: Json) -> tuple[Any, ...]:
    return tuple(order[key] for key in ("status", "financial_status", "kitchen_status", "expedite_status", "paid"))


def test_an_order_goes_from_the_menu_to_the_books(singapore: Partner, truth: Truth) -> None:
    menu = singapore.get("/menu", location_id=singapore.location_id).data["menus"][0]
    offered = {item["id"]: item for item in menu["items"]}
    body: Json = {
        "location": str(LOCATION),
        "items": [wings(2, cart_item_key="a", notes="crisp"), eggs(2, cart_item_key="b")],
        "objects": [{"object": str(TABLE), "pax": 2}],
        "order_info": {"dining_option": str(DINE_IN), "pax": 2},
    }
    for line, price in zip(body["items"], (12.8, 2.6), strict=True):
        assert offered[line["item"]]["variants"][0]["price"] == price

    priced = singapore.post("/cart/calculate", body).data
    assert (priced["subtotal"], priced["total"], priced["financial_status"]) == (SUBTOTAL, TOTAL, "pending")
    assert [line["price"] for line in priced["items"]] == [25.6, 5.2]
    assert [charge["amount"] for charge in priced["charges"]] == [SERVICE]
    assert [tax["amount"] for tax in priced["taxes"]] == [TAX]
    assert truth.one("SELECT count(*) FROM orders") == 0

    order = singapore.post("/cart/submit", {**body, "payments": [cash(10)]}).data
    path, lines = f"/orders/{order['id']}", [line["id"] for line in order["items"]]
    assert (order["subtotal"], order["total"], order["rounding"]) == (SUBTOTAL, TOTAL, ROUNDING)
    assert standing(order) == ("open", "partially_paid", None, None, 10)
    assert [table["object"] for table in order["objects"]] == [str(TABLE)]
    assert singapore.get(path).data == order

    def move(line: str, step: str) -> Json:
        assert singapore.post(f"{path}/order_items/{line}/{step}").status == 204
        found: Json = singapore.get(path).data
        return found

    assert standing(move(lines[0], "kitchen/pending")) == ("open", "partially_paid", None, None, 10)
    assert standing(move(lines[0], "kitchen/fulfill"))[2:4] == ("partial", None)
    assert standing(move(lines[1], "kitchen/fulfill"))[2:4] == ("fulfilled", None)
    assert standing(move(lines[0], "expedite/expedite"))[2:4] == ("fulfilled", "partial")
    assert standing(move(lines[1], "expedite/expedite"))[2:4] == ("fulfilled", "expedited")

    too_much = singapore.post(f"{path}/payments", cash(26.96))
    assert (too_much.status, too_much.fields) == (422, {"amount": "overpayment"})
    card = {
        "payment": str(CARD),
        "amount": 26.95,
        "receipt_no": "SLIP1",
        "payment_inputs": [{"payment_input": str(CARD_DIGITS), "value": "4242"}],
    }
    paid = singapore.post(f"{path}/payments", card).data
    assert standing(paid) == ("open", "paid", "fulfilled", "expedited", DUE)
    assert [payment["amount"] for payment in paid["payments"]] == [10, 26.95]

    not_cancelled = singapore.post(f"{path}/cancel")
    assert (not_cancelled.status, not_cancelled.error["code"]) == (409, "has_transactions")
    given_back = singapore.post(
        f"{path}/refunds", {"refund_no": "BACK1", "refund_payments": [{"payment": str(CARD), "amount": 2.6}]}
    ).data
    assert standing(given_back) == ("open", "partially_refunded", "fulfilled", "expedited", 34.35)
    assert given_back["refunds"][0]["amount"] == 2.6

    closed = singapore.post(f"{path}/close").data
    assert standing(closed) == ("closed", "partially_refunded", "fulfilled", "expedited", 34.35)
    refused = singapore.put(path, {"items": [wings(1)]})
    assert (refused.status, refused.error["code"]) == (409, "order_not_changeable")
    assert singapore.get(path).data == closed
    (listed,) = singapore.at_location("/orders")
    assert listed["id"] == order["id"]
    assert (listed["status"], listed["total"], listed["paid"]) == ("closed", "36.93", "34.35")

    events = truth.rows("SELECT tenant_id, topic, object_id, location_id, payload FROM events ORDER BY seq")
    assert {(event["tenant_id"], event["location_id"], str(event["object_id"])) for event in events} == {
        (RESTAURANT, LOCATION, order["id"])
    }
    assert [event["topic"] for event in events] == [
        "order.created",
        *["order.updated"] * 5,
        "order.paid",
        *["order.updated"] * 2,
    ]
    assert [event["payload"]["version"] for event in events] == list(range(1, 10))
    assert [event["payload"]["status"] for event in events] == ["open"] * 8 + ["closed"]
    assert [event["payload"].get("line") for event in events[1:6]] == [lines[0], lines[0], lines[1], lines[0], lines[1]]
    ledger = truth.rows("SELECT payment_method_id, amount FROM payments ORDER BY created_at, id")
    assert ledger == [{"payment_method_id": CASH, "amount": 1000}, {"payment_method_id": CARD, "amount": 2695}]
    truth.has_only_whole_orders()
