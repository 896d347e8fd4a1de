"""12.2 View order."""

import pytest

from comanda.api.online_order import shapes
from tests.api.online_order import contract
from tests.api.online_order.carts import LIMA, NOBODY, documented_cart, rice_cart, submit
from tests.partner import Partner


def test_an_order_is_shown_whole(lima: Partner) -> None:
    placed = submit(lima, documented_cart())
    found = lima.get(f"/orders/{placed['id']}")
    shapes.One[shapes.OrderOut].model_validate(found.body)
    contract.hold(found.body, {"data": contract.ORDER})
    assert found.data == placed


def test_its_tag_changes_with_the_order(lima: Partner) -> None:
    order = submit(lima, rice_cart())
    first = lima.get(f"/orders/{order['id']}").headers["etag"]
    assert lima.get(f"/orders/{order['id']}").headers["etag"] == first
    paid = lima.post(f"/orders/{order['id']}/payments", LIMA.pays("cash", 1))
    assert paid.headers["etag"] == lima.get(f"/orders/{order['id']}").headers["etag"] != first


@pytest.mark.parametrize("order_id", [NOBODY, "1", "BC928K", "%00", "'", "%2E%2E", "x" * 3000])
def test_there_is_no_such_order(order_id: str, quiet_lima: Partner) -> None:
    refused = quiet_lima.get(f"/orders/{order_id}")
    assert refused.status == 404
    assert refused.error["title"] == "Not Found"
