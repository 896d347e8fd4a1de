"""12.7 and 12.8: how far an order's items are in the kitchen and on their way."""

import itertools

import pytest

from tests.api.online_order.carts import LIMA, NOBODY, quiet_cart, rice, rice_cart, submit, view
from tests.api.online_order.stored import accept_nothing, everything
from tests.partner import Answer, Json, Partner

DONE = {"kitchen": "fulfill", "expedite": "expedite"}
ALL_DONE = {"kitchen": "fulfilled", "expedite": "expedited"}


def _set(partner: Partner, order: Json, item: Json, kind: str, state: str) -> Answer:
    return partner.post(f"/orders/{order['id']}/order_items/{item['id']}/{kind}/{state}")


@pytest.mark.parametrize("kind", ["kitchen", "expedite"])
def test_any_state_follows_any_other_and_is_answered_with_nothing(kind: str, lima: Partner) -> None:
    order = submit(lima, rice_cart())
    (item,) = order["items"]
    states = ("default", "pending", DONE[kind])
    for before, after in itertools.product(states, states):
        assert _set(lima, order, item, kind, before).status == 204
        answer = _set(lima, order, item, kind, after)
        assert (answer.status, answer.body) == (204, None)
        expected = ALL_DONE[kind] if after == DONE[kind] else None
        assert view(lima, order["id"])[f"{kind}_status"] == expected


@pytest.mark.parametrize("kind", ["kitchen", "expedite"])
def test_the_order_shows_none_some_or_all_done(kind: str, lima: Partner) -> None:
    order = submit(lima, quiet_cart(rice(1), rice(2), rice(3)))
    other = "expedite_status" if kind == "kitchen" else "kitchen_status"
    shown = []
    for item in order["items"]:
        _set(lima, order, item, kind, "pending")
        shown.append(view(lima, order["id"])[f"{kind}_status"])
        _set(lima, order, item, kind, DONE[kind])
        shown.append(view(lima, order["id"])[f"{kind}_status"])
    assert shown == [None, "partial", "partial", "partial", "partial", ALL_DONE[kind]]
    (summary,) = lima.get("/orders").data
    assert summary[f"{kind}_status"] == ALL_DONE[kind]
    assert summary[other] is None
    _set(lima, order, order["items"][0], kind, "default")
    assert view(lima, order["id"])[f"{kind}_status"] == "partial"
    assert lima.get("/orders").data[0][f"{kind}_status"] == "partial"


def test_setting_it_twice_changes_nothing(lima: Partner, database_url: str) -> None:
    order = submit(lima, rice_cart())
    assert _set(lima, order, order["items"][0], "kitchen", "fulfill").status == 204
    before = everything(database_url)
    assert _set(lima, order, order["items"][0], "kitchen", "fulfill").status == 204
    assert everything(database_url) == before


def test_starting_on_a_pending_order_accepts_it(lima: Partner, database_url: str) -> None:
    accept_nothing(database_url, LIMA.id())
    for kind, state in (("kitchen", "pending"), ("kitchen", "fulfill"), ("expedite", "expedite")):
        order = submit(lima, rice_cart())
        assert order["status"] == "pending"
        assert _set(lima, order, order["items"][0], kind, "default").status == 204
        assert view(lima, order["id"])["status"] == "pending"
        assert _set(lima, order, order["items"][0], kind, state).status == 204
        assert view(lima, order["id"])["status"] == "open"


@pytest.mark.parametrize("status", ["cancelled", "pending_payment"])
def test_what_is_not_to_be_made_makes_no_progress(status: str, lima: Partner, database_url: str) -> None:
    order = submit(lima, rice_cart(order_info={"status": "pending_payment" if "payment" in status else "pending"}))
    if status == "cancelled":
        lima.post(f"/orders/{order['id']}/cancel")
    before = everything(database_url)
    for kind, state in (("kitchen", "pending"), ("expedite", "expedite")):
        refused = _set(lima, order, order["items"][0], kind, state)
        assert (refused.status, refused.error["code"]) == (409, "order_not_cookable")
    assert everything(database_url) == before


def test_only_an_orders_own_items_make_progress(lima: Partner, database_url: str) -> None:
    order, other = submit(lima, rice_cart()), submit(lima, rice_cart())
    before = everything(database_url)
    for path in (
        f"/orders/{order['id']}/order_items/{other['items'][0]['id']}/kitchen/pending",
        f"/orders/{order['id']}/order_items/{NOBODY}/kitchen/pending",
        f"/orders/{order['id']}/order_items/1/expedite/expedite",
        f"/orders/{NOBODY}/order_items/{order['items'][0]['id']}/kitchen/pending",
        f"/orders/{order['id']}/order_items/{order['items'][0]['id']}/kitchen/expedite",
        f"/orders/{order['id']}/order_items/{order['items'][0]['id']}/expedite/fulfill",
        f"/orders/{order['id']}/order_items/{order['items'][0]['id']}/kitchen/done",
    ):
        assert lima.post(path).status == 404, path
    assert everything(database_url) == before
