"""12.4 Create order payment."""

from typing import Any

import pytest

from comanda.api.online_order import shapes
from tests.api.online_order import contract
from tests.api.online_order.carts import LIMA, LONDON, NOBODY, rice_cart, submit, view
from tests.api.online_order.stored import everything
from tests.partner import Answer, Json, Partner


def _pay(partner: Partner, order: Json, body: Any) -> Answer:
    return partner.post(f"/orders/{order['id']}/payments", body)


def test_a_payment_is_recorded_as_documented(lima: Partner) -> None:
    order = submit(lima, rice_cart(5, order_info={"order_no": "BC928K"}))
    inputs = [
        {"payment_input": LIMA.asks("voucher", "N.º de vale"), "value": "Bee San"},
        {"payment_input": LIMA.asks("voucher", "Código de color del vale"), "value": "129893322"},
    ]
    found = _pay(lima, order, LIMA.pays("voucher", 25.55, receipt_no="BC928K", payment_inputs=inputs))
    shapes.One[shapes.OrderOut].model_validate(found.body)
    contract.hold(found.body, {"data": contract.ORDER})
    (payment,) = found.data["payments"]
    assert {key: payment[key] for key in payment if key not in ("id", "created_at")} == {
        "payment": LIMA.method("voucher"),
        "payment_name": "Vale",
        "receipt_no": "BC928K",
        "amount": 25.55,
        "payment_inputs": inputs,
    }
    assert (found.data["paid"], found.data["financial_status"]) == (25.55, "partially_paid")
    assert view(lima, order["id"]) == found.data


def test_payments_add_up_to_what_is_owed_and_no_further(lima: Partner, database_url: str) -> None:
    order = submit(lima, rice_cart())
    assert _pay(lima, order, LIMA.pays("cash", 3)).data["financial_status"] == "partially_paid"
    assert _pay(lima, order, LIMA.pays("card", "4.99")).data["paid"] == 7.99
    before = everything(database_url)
    over = _pay(lima, order, LIMA.pays("cash", 0.02))
    assert (over.status, over.fields) == (422, {"amount": "overpayment"})
    assert everything(database_url) == before
    full = _pay(lima, order, LIMA.pays("cash", 0.01)).data
    assert (full["paid"], full["financial_status"], len(full["payments"])) == (8, "paid", 3)
    assert _pay(lima, order, LIMA.pays("cash", 0.01)).fields == {"amount": "overpayment"}
    receipts = [payment["receipt_no"] for payment in full["payments"]]
    assert len(set(receipts)) == 3


def test_what_was_given_back_may_be_paid_again(lima: Partner) -> None:
    order = submit(lima, rice_cart(payments=[LIMA.pays("cash", 8)]))
    lima.post(f"/orders/{order['id']}/refunds", {"refund_payments": [LIMA.pays("cash", 8)]})
    again = _pay(lima, order, LIMA.pays("card", 8)).data
    assert (again["paid"], again["financial_status"]) == (8, "partially_refunded")


@pytest.mark.parametrize(("action", "status"), [("close", 200), ("cancel", 409)])
def test_a_closed_order_may_still_be_paid_but_not_a_cancelled_one(action: str, status: int, lima: Partner) -> None:
    order = submit(lima, rice_cart())
    lima.post(f"/orders/{order['id']}/{action}")
    paid = _pay(lima, order, LIMA.pays("cash", 8))
    assert paid.status == status
    if status == 409:
        assert paid.error["code"] == "order_cancelled"
        assert view(lima, order["id"])["payments"] == []


@pytest.mark.parametrize("status", ["pending_payment"])
def test_an_order_that_waits_for_its_payment_takes_it(status: str, lima: Partner) -> None:
    order = submit(lima, rice_cart(order_info={"status": status}))
    assert _pay(lima, order, LIMA.pays("cash", 8)).data["financial_status"] == "paid"


def test_payments_that_cannot_be_taken_change_nothing(lima: Partner, database_url: str) -> None:
    submit(lima, rice_cart(payments=[LIMA.pays("cash", 1, receipt_no="TAKEN")]))
    order = submit(lima, rice_cart())
    before = everything(database_url)
    card = LIMA.asks("card", "Últimos 4 dígitos de la tarjeta")
    cases: list[tuple[Any, int, str]] = [
        ({}, 422, "payment"),
        ({"payment": LIMA.method("cash")}, 422, "amount"),
        ({"payment": NOBODY, "amount": 1}, 422, "payment"),
        ({"payment": LONDON.method("amex"), "amount": 1}, 422, "payment"),
        ({"payment": 5, "amount": 1}, 422, "payment"),
        (LIMA.pays("cash", 0), 422, "amount"),
        (LIMA.pays("cash", -1), 422, "amount"),
        (LIMA.pays("cash", "1.234"), 422, "amount"),
        (LIMA.pays("cash", "NaN"), 422, "amount"),
        (LIMA.pays("cash", "1e2"), 422, "amount"),
        (LIMA.pays("cash", 1e300), 422, "amount"),
        (LIMA.pays("cash", True), 422, "amount"),
        (LIMA.pays("cash", None), 422, "amount"),
        (LIMA.pays("cash", [1]), 422, "amount"),
        (LIMA.pays("cash", 10**11), 422, "amount"),
        (LIMA.pays("cash", 1, receipt_no="WITH SPACE"), 422, "receipt_no"),
        (LIMA.pays("cash", 1, receipt_no="ELEVENCHARS"), 422, "receipt_no"),
        (LIMA.pays("cash", 1, receipt_no=""), 422, "receipt_no"),
        (LIMA.pays("cash", 1, receipt_no="TAKEN"), 409, "receipt_no"),
        (LIMA.pays("cash", 1, payment_inputs={}), 422, "payment_inputs"),
        (LIMA.pays("cash", 1, payment_inputs=[{"value": "x"}]), 422, "payment_inputs[0].payment_input"),
        (
            LIMA.pays("cash", 1, payment_inputs=[{"payment_input": card, "value": "1234"}]),
            422,
            "payment_inputs[0].payment_input",
        ),
        (LIMA.pays("card", 1, payment_inputs=[{"payment_input": card}]), 422, "payment_inputs[0].value"),
        (
            LIMA.pays("card", 1, payment_inputs=[{"payment_input": card, "value": "x" * 201}]),
            422,
            "payment_inputs[0].value",
        ),
    ]
    for body, status, field in cases:
        refused = _pay(lima, order, body)
        assert (refused.status, list(refused.fields)) == (status, [field]) or (
            body == {} and set(refused.fields) == {"payment", "amount"}
        ), (body, refused.body)
        assert everything(database_url) == before, body
    assert view(lima, order["id"]) == order
