"""The bill of a table, what was paid of it, and when a party may leave."""

import pytest

from tests.api.guest.client import NOBODY, Json, Place


def test_a_bill_is_the_sum_of_its_rounds(singapore: Place) -> None:
    mei, wei = singapore.seat(1, "Mei"), singapore.ask(1, "Wei")
    mei.order(singapore.line("otah"))
    wei.order(singapore.line("milo-dinosaur"))
    gone = wei.order(singapore.line("otah", qty=9))
    wei.post(f"/customer/orders/{gone['id']}/cancel")
    singapore.staff().post("/orders", {"items": [singapore.line("otah")], "tableSessionId": mei.session_id})
    bill = wei.bill
    # 6.50 + 4.80 + 6.50; service 0.65 + 0.48 + 0.65; GST 0.64 + 0.48 + 0.64; rounding 0.01 - 0.01 + 0.01.
    assert {key: bill[key] for key in ("subtotal", "discount", "tax", "rounding", "total", "currency")} == {
        "subtotal": 1780,
        "discount": 0,
        "tax": 176,
        "rounding": 1,
        "total": 2135,
        "currency": "SGD",
    }
    assert bill["charges"] == [{"name": "Service charge", "amount": 178}]
    assert bill["taxes"] == [{"name": "GST", "amount": 176, "inclusive": False}]
    assert (bill["paid"], bill["tips"], bill["outstanding"], bill["payments"]) == (0, 0, 2135, [])
    assert {(guest["name"], guest["total"]) for guest in bill["guests"]} == {("Mei", 780), ("Wei", 575), (None, 780)}
    assert len(bill["orders"]) == 3
    assert mei.bill == bill
    assert singapore.party(mei.session_id)["bill"] == bill


def test_an_order_is_paid_in_parts(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco", qty=10))
    first = lima.pay(3000, orderId=order["id"], reference="A1", tip=500).created
    assert {key: first[key] for key in ("fully_paid", "remaining", "order_number")} == {
        "fully_paid": False,
        "remaining": 5000,
        "order_number": order["order_number"],
    }
    assert carlos.orders()[0]["payment_status"] == "partial"
    (row,) = lima.staff("cashier").get("/payments/unpaid-orders").data
    assert {key: row[key] for key in ("id", "table_number", "customer_name", "total", "total_paid", "remaining")} == {
        "id": order["id"],
        "table_number": 15,
        "customer_name": "Carlos Rodriguez",
        "total": 8000,
        "total_paid": 3000,
        "remaining": 5000,
    }
    refused = lima.pay(5001, orderId=order["id"])
    assert (refused.refusal, refused.fields) == ((400, "BAD_REQUEST"), {"amount"})
    second = lima.pay(5000, orderId=order["id"], method="card").created
    assert (second["fully_paid"], second["remaining"]) == (True, 0)
    assert lima.pay(1, orderId=order["id"]).status == 400
    assert lima.staff("cashier").get("/payments/unpaid-orders").data == []
    bill = carlos.bill
    assert (bill["total"], bill["paid"], bill["tips"], bill["outstanding"]) == (8000, 8000, 500, 0)
    assert [(payment["amount"], payment["tip"], payment["method"]) for payment in bill["payments"]] == [
        (3000, 500, "Efectivo"),
        (5000, 0, "Tarjeta"),
    ]


def test_a_payment_of_a_party_pays_the_oldest_round_first(lima: Place) -> None:
    carlos = lima.seat()
    first, second = carlos.order(lima.line("arroz-blanco")), carlos.order(lima.line("choclo-queso"))
    paid = lima.pay(1000, tableSessionId=carlos.session_id, tip=300).created
    assert (paid["fully_paid"], paid["remaining"]) == (False, 1400)
    assert [(part["amount"], part["tip"]) for part in paid["payments"]] == [(800, 0), (200, 300)]
    assert paid["order_number"] == f"{first['order_number']}, {second['order_number']}"
    assert [order["total_paid"] for order in carlos.orders()] == [200, 800]
    refused = lima.pay(1401, tableSessionId=carlos.session_id)
    assert (refused.refusal, refused.fields) == ((400, "BAD_REQUEST"), {"amount"})
    assert lima.pay(1400, tableSessionId=carlos.session_id).created["fully_paid"] is True
    assert lima.pay(1, tableSessionId=carlos.session_id).status == 400
    bill = carlos.bill
    assert (bill["paid"], bill["tips"], bill["outstanding"]) == (2400, 300, 0)


@pytest.mark.parametrize("of", ["order", "party"])
def test_a_payment_sent_twice_is_one(of: str, lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"))
    what = {"orderId": order["id"]} if of == "order" else {"tableSessionId": carlos.session_id}
    first = lima.pay(500, key="p1", **what)
    again = lima.pay(500, key="p1", **what)
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert lima.pay(300, key="p1", **what).refusal == (409, "CONFLICT")
    assert carlos.bill["paid"] == 500


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -1}, "amount"),
        ({"amount": 1.5}, "amount"),
        ({"amount": None}, "amount"),
        ({"amount": "all"}, "amount"),
        ({"amount": 10**13}, "amount"),
        ({"tip": -1}, "tip"),
        ({"tip": 0.5}, "tip"),
        ({"method": "shells"}, "method"),
        ({"method": None}, "method"),
        ({"method": "\x00"}, "method"),
        ({"reference": "x" * 51}, "reference"),
        ({"reference": "\x00"}, "reference"),
        ({"orderId": "no-id"}, "orderId"),
        ({"orderId": None}, "orderId"),
        ({"tableSessionId": NOBODY}, "orderId"),
    ],
)
def test_a_payment_that_cannot_be_taken(change: Json, field: str, lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"))
    said = {"orderId": order["id"], "method": "cash", "amount": 100} | change
    refused = lima.staff("cashier").post("/payments", said)
    assert (refused.status, refused.fields) == (400, {field})
    assert carlos.bill["paid"] == 0


def test_payments_of_what_is_not_there(lima: Place) -> None:
    assert lima.pay(1, orderId=NOBODY).refusal == (404, "NOT_FOUND")
    assert lima.pay(1, tableSessionId=NOBODY).refusal == (404, "NOT_FOUND")


def test_a_cancelled_order_is_not_paid(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"))
    carlos.post(f"/customer/orders/{order['id']}/cancel")
    assert lima.pay(100, orderId=order["id"]).refusal == (409, "CONFLICT")
    assert lima.staff("cashier").get("/payments/unpaid-orders").data == []


def test_every_method_of_the_location(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"))
    listed = lima.staff("cashier").get("/payments/methods").data
    assert [(way["method"], way["name"]) for way in listed] == [
        ("cash", "Efectivo"),
        ("card", "Tarjeta"),
        ("yape", "Yape"),
        ("voucher", "Vale"),
        ("store_credit", "Saldo a favor"),
    ]
    for way in listed[:4]:
        assert lima.pay(100, orderId=order["id"], method=way["method"]).status == 201
        assert lima.pay(100, orderId=order["id"], method=way["id"]).status == 201
    assert carlos.bill["paid"] == 800
    # Nobody's credit: the phone gave no address and no number.
    other = carlos.order(lima.line("arroz-blanco"))
    assert lima.pay(100, orderId=other["id"], method="store_credit").status == 400


def test_what_was_taken_today(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco", qty=2))
    lima.pay(700, orderId=order["id"], tip=100)
    lima.pay(900, orderId=order["id"], method="card")
    cashier = lima.staff("cashier")
    summary = cashier.get("/payments/summary").data
    assert (summary["total"], summary["tips"], summary["count"]) == (1600, 100, 2)
    assert sum(row["amount"] for row in summary["by_method"]) == 1600
    assert cashier.get("/payments/summary", date="2020-01-01").data["total"] == 0
    for date in ("yesterday", "2026-13-01", "\x00", "9999-12-31", "0001-01-01"):
        assert cashier.get("/payments/summary", date=date).status in (200, 400)
    listed = cashier.get("/payments", limit=1)
    assert [row["amount"] for row in listed.data] == [900]
    assert listed.body["pagination"]["total"] == 2


def test_a_party_leaves_when_everything_is_decided_and_paid(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"))
    refused = lima.end(carlos.session_id)
    assert (refused.refusal, refused.message) == (
        (409, "SESSION_HAS_OPEN_ORDERS"),
        "Hay ordenes por aceptar en esta mesa",
    )
    lima.staff().patch(f"/orders/{order['id']}/status", {"status": "confirmed"})
    lima.pay(300, orderId=order["id"])
    refused = lima.end(carlos.session_id)
    assert (refused.refusal, refused.body["data"]) == ((409, "TABLE_HAS_BALANCE"), {"outstanding": 500})
    assert carlos.orders()[0]["status"] == "confirmed"
    assert lima.staff().post(f"/tables/{lima.table(15)}/free").refusal == (409, "TABLE_HAS_BALANCE")
    lima.pay(500, orderId=order["id"])
    assert lima.end(carlos.session_id).data["status"] == "completed"
    assert lima.staff().get(f"/orders/{order['id']}").data["status"] == "completed"
    assert lima.end(carlos.session_id).refusal == (404, "NOT_FOUND")


def test_a_party_that_left_without_paying_is_forced_out(lima: Place) -> None:
    carlos = lima.seat()
    accepted, pending = carlos.order(lima.line("arroz-blanco")), carlos.order(lima.line("choclo-queso"))
    lima.staff().patch(f"/orders/{accepted['id']}/status", {"status": "confirmed"})
    assert lima.end(carlos.session_id, force=False).refusal == (409, "SESSION_HAS_OPEN_ORDERS")
    assert lima.end(carlos.session_id, force=True).data["status"] == "completed"
    shown = [lima.staff().get(f"/orders/{order['id']}").data["status"] for order in (accepted, pending)]
    assert shown == ["completed", "cancelled"]
    owed = [row["id"] for row in lima.staff("cashier").get("/payments/unpaid-orders").data]
    assert owed == [accepted["id"]]
    assert lima.pay(800, orderId=accepted["id"]).created["fully_paid"] is True


@pytest.mark.parametrize("force", ["yes", 5, None, []])
def test_force_is_true_or_false(force: object, lima: Place) -> None:
    carlos = lima.seat()
    assert lima.end(carlos.session_id, force=force).status in (200, 400)
    refused = lima.staff().patch(f"/tables/sessions/{carlos.session_id}/end", {"force": force})
    assert refused.status in (400, 404)


def test_two_payments_may_have_one_reference(lima: Place) -> None:
    """The last digits of a card, say."""
    first, second = lima.seat(15), lima.seat(14)
    orders = [who.order(lima.line("arroz-blanco")) for who in (first, second)]
    for order in orders:
        assert lima.pay(400, orderId=order["id"], method="card", reference="4242").status == 201
    for who in (first, second):
        assert lima.pay(400, tableSessionId=who.session_id, method="card", reference="4242").status == 201


def test_a_round_that_is_cancelled_after_a_payment_of_the_party_is_not_lost(lima: Place) -> None:
    carlos = lima.seat()
    paid, unpaid = carlos.order(lima.line("arroz-blanco")), carlos.order(lima.line("choclo-queso"))
    assert lima.pay(800, tableSessionId=carlos.session_id).created["remaining"] == 1600
    assert carlos.post(f"/customer/orders/{paid['id']}/cancel").refusal == (409, "CONFLICT")
    assert carlos.post(f"/customer/orders/{unpaid['id']}/cancel").data["status"] == "cancelled"
    bill = carlos.bill
    assert (bill["total"], bill["paid"], bill["outstanding"]) == (800, 800, 0)
    assert lima.end(carlos.session_id).refusal == (409, "SESSION_HAS_OPEN_ORDERS")
