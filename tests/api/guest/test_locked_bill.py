"""While a card terminal pays a bill, the staff see that it does, and cannot change what it pays."""

from datetime import datetime

import pytest

from tests.api.guest.client import Json, Phone, Place

WORDS = "Un terminal de tarjetas esta cobrando esta cuenta"


def lock(place: Place, order: Json, lasts: str = "1 minute") -> datetime:
    """Let a terminal keep the bill of an order for so long from now on."""
    until: datetime = place.truth.rows(
        "INSERT INTO order_locks (tenant_id, order_id, lock_id, expires_at, created_at)"
        " SELECT tenant_id, id, 'L1', now() + %s::interval, now() FROM orders WHERE id = %s RETURNING expires_at",
        lasts,
        order["id"],
    )[0]["expires_at"]
    return until


def accepted(place: Place, guest: Phone) -> Json:
    order: Json = guest.order(place.line("arroz-blanco"), place.line("choclo-queso"))
    assert place.staff().patch(f"/orders/{order['id']}/status", {"status": "confirmed"}).status == 200
    return order


def test_staff_see_until_when_a_bill_is_kept(lima: Place) -> None:
    carlos = lima.seat()
    first, second = accepted(lima, carlos), accepted(lima, carlos)
    seen = lima.party(carlos.session_id)
    assert (seen["bill"]["locked_until"], [order["locked_until"] for order in seen["orders"]]) == (None, [None, None])
    until = lock(lima, first)
    seen = lima.party(carlos.session_id)
    kept = {order["id"]: order["locked_until"] for order in seen["orders"]}
    assert datetime.fromisoformat(seen["bill"]["locked_until"]) == until.replace(
        microsecond=until.microsecond // 1000 * 1000
    )
    assert kept == {first["id"]: seen["bill"]["locked_until"], second["id"]: None}
    assert lima.staff().get(f"/orders/{first['id']}").data["locked_until"] == seen["bill"]["locked_until"]


def test_a_lock_that_has_expired_is_none(lima: Place) -> None:
    carlos = lima.seat()
    order = accepted(lima, carlos)
    lock(lima, order, "-1 second")
    assert lima.party(carlos.session_id)["bill"]["locked_until"] is None
    assert lima.pay(100, orderId=order["id"]).status == 201


@pytest.mark.parametrize("change", ["pay the order", "pay the party", "void a dish", "cancel"])
def test_a_bill_that_is_kept_cannot_be_changed(change: str, lima: Place) -> None:
    carlos = lima.seat()
    order = accepted(lima, carlos)
    lock(lima, order)
    path = f"/orders/{order['id']}"
    if change == "pay the order":
        refused = lima.pay(100, orderId=order["id"])
    elif change == "pay the party":
        refused = lima.pay(100, tableSessionId=carlos.session_id)
    elif change == "void a dish":
        refused = lima.staff().post(f"{path}/items/{order['items'][0]['id']}/void", {"reason": "x"})
    else:
        refused = lima.staff().patch(f"{path}/status", {"status": "cancelled"})
    assert (refused.refusal, refused.message) == ((409, "ORDER_LOCKED"), WORDS)
    assert lima.party(carlos.session_id)["bill"]["total"] == 2400
    assert lima.party(carlos.session_id)["bill"]["paid"] == 0


def test_staff_see_what_is_ready_to_be_brought(lima: Place) -> None:
    carlos = lima.seat()
    order = accepted(lima, carlos)
    first, second = (f"/orders/{order['id']}/items/{item['id']}/status" for item in order["items"])

    def ready() -> int:
        tables = lima.staff().get("/tables").data["tables"]
        (count,) = [table["ready_items"] for table in tables if table["number"] == 15]
        return int(count)

    assert ready() == 0
    kitchen = lima.staff("kitchen")
    assert kitchen.patch(first, {"status": "ready"}).status == 200
    assert kitchen.patch(second, {"status": "ready"}).status == 200
    assert ready() == 2
    assert lima.staff().patch(first, {"status": "served"}).status == 200
    assert ready() == 1


def test_staff_are_not_told_the_name_of_the_only_way_a_dish_is_made(lima: Place) -> None:
    carlos = lima.seat()
    accepted(lima, carlos)
    (order,) = lima.party(carlos.session_id)["orders"]
    assert [item["variant_name"] for item in order["items"]] == [None, None]


def test_staff_take_a_bill_back_from_a_lost_terminal(lima: Place) -> None:
    carlos = lima.seat()
    order = accepted(lima, carlos)
    lock(lima, order)
    assert lima.staff().delete(f"/orders/{order['id']}/lock").data["locked_until"] is None
    assert lima.party(carlos.session_id)["bill"]["locked_until"] is None
    assert lima.pay(100, orderId=order["id"]).status == 201
    assert lima.staff().delete(f"/orders/{order['id']}/lock").status == 200
