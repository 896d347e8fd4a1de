"""Idempotency-Key: a request that is sent again is carried out once and answered alike."""

from tests.api.online_order.carts import LIMA, SINGAPORE, rice, rice_cart, submit, view
from tests.api.online_order.stored import everything, sell_out
from tests.partner import Json, Partner

KEY = {"Idempotency-Key": "a lost answer"}


def test_placing_twice_with_a_key_places_once(lima: Partner, database_url: str) -> None:
    first = lima.post("/cart/submit", rice_cart(), **KEY)
    before = everything(database_url)
    again = lima.post("/cart/submit", rice_cart(), **KEY)
    assert (again.status, again.body) == (200, first.body)
    assert everything(database_url) == before
    assert (before["orders"], before["idempotency_keys"]) == (1, 1)
    other = lima.post("/cart/submit", rice_cart(), **{"Idempotency-Key": "another"})
    assert other.data["id"] != first.data["id"]
    without = [submit(lima, rice_cart())["id"] for _ in range(2)]
    assert len({first.data["id"], other.data["id"], *without}) == 4


def test_a_key_is_for_one_request(lima: Partner, singapore: Partner, database_url: str) -> None:
    order = lima.post("/cart/submit", rice_cart(), **KEY).data
    before = everything(database_url)
    for path, body in (
        ("/cart/submit", rice_cart(2)),
        (f"/orders/{order['id']}/payments", LIMA.pays("cash", 1)),
        (f"/orders/{order['id']}/payments", rice_cart()),
    ):
        refused = lima.post(path, body, **KEY)
        if body == rice_cart():
            assert refused.status == 422
        else:
            assert (refused.status, refused.error["code"]) == (409, "idempotency_key_reused")
        assert everything(database_url) == before
    elsewhere = singapore.post("/cart/submit", SINGAPORE.cart(SINGAPORE.line("milo-dinosaur", "Iced")), **KEY)
    assert elsewhere.data["id"] != order["id"]


def test_the_first_answer_comes_again_though_it_could_not_be_given_now(lima: Partner, database_url: str) -> None:
    first = lima.post("/cart/submit", rice_cart(order_info={"order_no": "ONCE"}), **KEY)
    sell_out(database_url, LIMA.id(), LIMA.location, LIMA.item("arroz-blanco"))
    assert lima.post("/cart/submit", rice_cart()).fields == {"items[0].item": "sold_out"}
    again = lima.post("/cart/submit", rice_cart(order_info={"order_no": "ONCE"}), **KEY)
    assert (again.status, again.body) == (200, first.body)
    lima.post(f"/orders/{first.data['id']}/cancel")
    once_more = lima.post("/cart/submit", rice_cart(order_info={"order_no": "ONCE"}), **KEY)
    assert once_more.body == first.body


def test_a_refusal_is_not_kept(lima: Partner, database_url: str) -> None:
    order = submit(lima, rice_cart(payments=[LIMA.pays("cash", 8)]))
    path = f"/orders/{order['id']}/payments"
    assert lima.post(path, LIMA.pays("cash", 8), **KEY).status == 422
    assert everything(database_url)["idempotency_keys"] == 0
    lima.post(f"/orders/{order['id']}/refunds", {"refund_payments": [LIMA.pays("cash", 8)]})
    assert lima.post(path, LIMA.pays("cash", 8), **KEY).data["paid"] == 8


def test_every_write_of_an_order_is_carried_out_once(lima: Partner, database_url: str) -> None:
    writes: tuple[tuple[str, str, Json], ...] = (
        ("POST", "/payments", LIMA.pays("cash", 5)),
        ("POST", "/refunds", {"refund_payments": [LIMA.pays("card", 4)]}),
        ("PUT", "", {"items": [rice(3)], "payments": [LIMA.pays("cash", 19)]}),
        ("POST", "/close", {}),
    )
    order = submit(lima, rice_cart(2, payments=[LIMA.pays("card", 4)]))
    for method, path, body in writes:
        url, key = f"/orders/{order['id']}{path}", {"Idempotency-Key": f"{method}{path}"}
        first = lima.call(method, url, json=body, headers=key)
        assert first.status == 200
        before = everything(database_url)
        again = lima.call(method, url, json=body, headers=key)
        assert (again.status, again.body) == (200, first.body)
        assert everything(database_url) == before
        assert view(lima, order["id"]) == first.data
    assert view(lima, order["id"])["paid"] == 24


def test_a_key_has_a_length(quiet_lima: Partner) -> None:
    refused = quiet_lima.post("/cart/submit", rice_cart(), **{"Idempotency-Key": "k" * 256})
    assert (refused.status, list(refused.fields)) == (422, ["Idempotency-Key"])
