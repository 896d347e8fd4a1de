"""12.5 Create order refund."""

from typing import Any

from comanda.api.online_order import shapes
from tests.api.online_order import contract
from tests.api.online_order.carts import LIMA, NOBODY, rice_cart, submit, view
from tests.api.online_order.stored import everything
from tests.partner import Answer, Json, Partner


def _refund(partner: Partner, order: Json, *parts: Json, **more: Any) -> Answer:
    return partner.post(f"/orders/{order['id']}/refunds", {"refund_payments": list(parts), **more})


def _paid(partner: Partner) -> Json:
    return submit(partner, rice_cart(5, payments=[LIMA.pays("cash", 10), LIMA.pays("card", 20)]))


def test_a_refund_is_recorded_as_documented(lima: Partner) -> None:
    order = _paid(lima)
    found = _refund(lima, order, LIMA.pays("cash", 5.00), LIMA.pays("card", 1.00), refund_no="RF988D")
    shapes.One[shapes.OrderOut].model_validate(found.body)
    contract.hold(found.body, {"data": contract.ORDER})
    (refund,) = found.data["refunds"]
    assert {key: refund[key] for key in refund if key not in ("id", "created_at")} == {
        "refund_no": "RF988D",
        "amount": 6,
        "refund_payments": [
            {"payment": LIMA.method("cash"), "payment_name": "Efectivo", "amount": 5},
            {"payment": LIMA.method("card"), "payment_name": "Tarjeta", "amount": 1},
        ],
    }
    assert (found.data["paid"], found.data["financial_status"]) == (24, "partially_refunded")
    assert found.data["payments"] == order["payments"]
    assert view(lima, order["id"]) == found.data


def test_no_more_is_given_back_than_came_in_by_each_method(lima: Partner, database_url: str) -> None:
    order = _paid(lima)
    assert _refund(lima, order, LIMA.pays("cash", 6)).data["paid"] == 24
    before = everything(database_url)
    for parts, field, code in (
        ([LIMA.pays("cash", 4.01)], "refund_payments[0].amount", "refund_exceeds_payment"),
        ([LIMA.pays("card", 1), LIMA.pays("cash", 5)], "refund_payments[1].amount", "refund_exceeds_payment"),
        ([LIMA.pays("cash", 3), LIMA.pays("cash", 2)], "refund_payments[1].amount", "refund_exceeds_payment"),
        ([LIMA.pays("yape", 1)], "refund_payments[0].payment", "method_not_used"),
        ([{"payment": NOBODY, "amount": 1}], "refund_payments[0].payment", "method_not_used"),
    ):
        refused = _refund(lima, order, *parts)
        assert (refused.status, refused.fields) == (422, {field: code})
        assert everything(database_url) == before
    everything_back = _refund(lima, order, LIMA.pays("cash", 4), LIMA.pays("card", 20)).data
    assert (everything_back["paid"], everything_back["financial_status"]) == (0, "refunded")
    numbers = [refund["refund_no"] for refund in everything_back["refunds"]]
    assert len(set(numbers)) == 2


def test_refunds_that_cannot_be_taken_change_nothing(lima: Partner, database_url: str) -> None:
    other = _paid(lima)
    _refund(lima, other, LIMA.pays("cash", 1), refund_no="TAKEN")
    order = _paid(lima)
    before = everything(database_url)
    cases: list[tuple[Any, int, str]] = [
        ({}, 422, "refund_payments"),
        ({"refund_payments": []}, 422, "refund_payments"),
        ({"refund_payments": None}, 422, "refund_payments"),
        ({"refund_payments": {"payment": LIMA.method("cash"), "amount": 1}}, 422, "refund_payments"),
        ({"refund_payments": [LIMA.pays("cash", 0)]}, 422, "refund_payments[0].amount"),
        ({"refund_payments": [LIMA.pays("cash", -5)]}, 422, "refund_payments[0].amount"),
        ({"refund_payments": [LIMA.pays("cash", 0.001)]}, 422, "refund_payments[0].amount"),
        ({"refund_payments": [LIMA.pays("cash", "Infinity")]}, 422, "refund_payments[0].amount"),
        ({"refund_payments": [{"amount": 1}]}, 422, "refund_payments[0].payment"),
        ({"refund_payments": [LIMA.pays("cash", 1)], "refund_no": "no good"}, 422, "refund_no"),
        ({"refund_payments": [LIMA.pays("cash", 1)], "refund_no": "TAKEN"}, 409, "refund_no"),
    ]
    for body, status, field in cases:
        refused = lima.post(f"/orders/{order['id']}/refunds", body)
        assert (refused.status, list(refused.fields)) == (status, [field]), (body, refused.body)
        assert everything(database_url) == before, body
    assert view(lima, order["id"]) == order


def test_a_closed_order_may_be_refunded(lima: Partner) -> None:
    order = _paid(lima)
    assert lima.post(f"/orders/{order['id']}/close").data["status"] == "closed"
    assert _refund(lima, order, LIMA.pays("cash", 10)).data["paid"] == 20


def test_an_order_nothing_was_paid_for_is_not_refunded(lima: Partner) -> None:
    order = submit(lima, rice_cart())
    refused = _refund(lima, order, LIMA.pays("cash", 1))
    assert (refused.status, refused.fields) == (422, {"refund_payments[0].payment": "method_not_used"})
    lima.post(f"/orders/{order['id']}/cancel")
    cancelled = _refund(lima, order, LIMA.pays("cash", 1))
    assert (cancelled.status, cancelled.error["code"]) == (409, "order_cancelled")
