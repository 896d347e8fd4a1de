"""12.6 Change order status."""

import pytest

from comanda.api.online_order import shapes
from tests.api.online_order import contract
from tests.api.online_order.carts import LIMA, rice_cart, submit, view
from tests.api.online_order.stored import accept_nothing, everything
from tests.partner import Json, Partner

ACTIONS = ("close", "open", "cancel", "pending", "pending_payment")
LEADS_TO = {
    ("pending", "pending_payment"): "pending_payment",
    ("pending", "cancel"): "cancelled",
    ("pending_payment", "pending"): "pending",
    ("pending_payment", "cancel"): "cancelled_payment",
    ("open", "close"): "closed",
    ("open", "cancel"): "cancelled",
    ("closed", "open"): "open",
    ("closed", "cancel"): "cancelled",
}


def _in_status(partner: Partner, status: str) -> Json:
    order = submit(partner, rice_cart(order_info={"status": "pending_payment" if "payment" in status else "pending"}))
    if status == "open":
        partner.post(f"/orders/{order['id']}/order_items/{order['items'][0]['id']}/kitchen/pending")
        partner.post(f"/orders/{order['id']}/order_items/{order['items'][0]['id']}/kitchen/default")
    elif status == "closed":
        order = _in_status(partner, "open")
        partner.post(f"/orders/{order['id']}/close")
    elif status.startswith("cancelled"):
        partner.post(f"/orders/{order['id']}/cancel")
    return view(partner, order["id"])


@pytest.mark.parametrize("status", ["pending", "pending_payment", "open", "closed", "cancelled", "cancelled_payment"])
def test_an_order_goes_where_its_status_allows(status: str, lima: Partner, database_url: str) -> None:
    accept_nothing(database_url, LIMA.id())
    for action in ACTIONS:
        order = _in_status(lima, status)
        assert order["status"] == status
        before = everything(database_url)
        found = lima.post(f"/orders/{order['id']}/{action}")
        expected = LEADS_TO.get((status, action))
        if expected is None:
            assert (found.status, found.error["code"]) == (409, "wrong_transition"), action
            assert everything(database_url) == before
            assert view(lima, order["id"]) == order
        else:
            shapes.One[shapes.OrderOut].model_validate(found.body)
            contract.hold(found.body, {"data": contract.ORDER})
            assert found.data["status"] == expected, action
            assert view(lima, order["id"]) == found.data
            assert found.data["financial_status"] == ("voided" if "cancelled" in expected else "pending")


@pytest.mark.parametrize("given_back", [False, True])
def test_an_order_with_payments_or_refunds_is_not_cancelled(given_back: bool, lima: Partner, database_url: str) -> None:
    order = submit(lima, rice_cart(payments=[LIMA.pays("cash", 8)]))
    if given_back:
        lima.post(f"/orders/{order['id']}/refunds", {"refund_payments": [LIMA.pays("cash", 8)]})
    before = everything(database_url)
    for close_first in (False, True):
        if close_first:
            assert lima.post(f"/orders/{order['id']}/close").status == 200
            before = everything(database_url)
        refused = lima.post(f"/orders/{order['id']}/cancel")
        assert (refused.status, refused.error["code"]) == (409, "has_transactions")
        assert everything(database_url) == before


def test_the_body_of_a_status_change_does_not_matter(lima: Partner) -> None:
    order = submit(lima, rice_cart())
    assert lima.post(f"/orders/{order['id']}/close", {"anything": [1]}).data["status"] == "closed"
    assert lima.call("POST", f"/orders/{order['id']}/open", content=b"not json").data["status"] == "open"


@pytest.mark.parametrize("path", ["accept", "void", "closed", "fulfilled", "CLOSE", ""])
def test_there_are_no_other_actions(path: str, quiet_lima: Partner) -> None:
    refused = quiet_lima.post(f"/orders/{LIMA.location}/{path}")
    assert refused.status == 404
    assert refused.error["code"] == "http_error"
