"""Who may ask: the token, the restaurant in the path, other restaurants' orders, locations that do not trade."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from comanda.restaurants.change_governance import change_governance
from comanda.restaurants.rules import Governance
from comanda.store.database import Database
from tests.api.online_order.carts import LIMA, NOBODY, SINGAPORE, rice, rice_cart, submit, view
from tests.api.online_order.stored import as_restaurant, everything, platform
from tests.partner import Partner

GETS = (
    "/restaurant",
    "/locations",
    "/dining-options",
    "/payments",
    "/charges",
    "/get-settings",
    "/floorplans",
    "/items",
    "/materials",
    "/material-stocks",
    "/stock-takes",
    "/modifiers",
    "/categories",
    "/discounts",
    "/promotions",
    "/menu",
    "/orders",
    "/orders/{order}",
)
WRITES = (
    ("POST", "/cart/calculate"),
    ("POST", "/cart/submit"),
    ("PUT", "/orders/{order}"),
    ("POST", "/orders/{order}/payments"),
    ("POST", "/orders/{order}/refunds"),
    *(("POST", f"/orders/{{order}}/{action}") for action in ("close", "open", "cancel", "pending", "pending_payment")),
    *(
        ("POST", f"/orders/{{order}}/order_items/{{item}}/{kind}/{state}")
        for kind, states in (
            ("kitchen", ("pending", "fulfill", "default")),
            ("expedite", ("pending", "expedite", "default")),
        )
        for state in states
    ),
)
OF_CUSTOMERS = (
    ("GET", "/vouchers"),
    ("GET", "/vouchers/search"),
    ("GET", "/vouchers/{item}"),
    ("POST", "/vouchers"),
    ("PUT", "/vouchers/{item}"),
    ("GET", "/customers"),
    ("GET", "/customers/search"),
    ("GET", "/customers/{item}"),
    ("POST", "/customers"),
    ("PUT", "/customers/{item}"),
    ("GET", "/customer-groups"),
    ("GET", "/loyalty/programs"),
    ("GET", "/loyalty/{item}/rewards"),
    ("GET", "/loyalty/{item}/members"),
    ("GET", "/loyalty/{item}/members/{item}"),
    ("POST", "/loyalty/{item}/members"),
    ("POST", "/loyalty/{item}/transactions"),
    ("GET", "/loyalty/{item}/transactions/search"),
    ("GET", "/store-credit/customers/{item}"),
    ("POST", "/store-credit/transactions"),
    ("GET", "/store-credit/transactions/search"),
    ("POST", "/store-credit/topups"),
)
OF_RESERVATIONS = (
    ("GET", "/experiences"),
    ("GET", "/table-sections"),
    ("GET", "/services"),
    ("GET", "/reservations"),
    ("POST", "/reservations"),
    ("GET", "/reservations/{item}"),
    ("PUT", "/reservations/{item}"),
    *(
        ("POST", f"/reservations/{{item}}/{action}")
        for action in ("book", "arrive", "seat", "complete", "no_show", "cancel", "pending_payment")
    ),
)
ROUTES = (*(("GET", path) for path in GETS), *WRITES, *OF_CUSTOMERS, *OF_RESERVATIONS)


def _filled(path: str) -> str:
    return path.format(order=NOBODY, item=NOBODY)


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("content", [b"", b"not json", b'{"location": 5}'])
def test_without_a_good_token_nothing_is_told(method: str, path: str, content: bytes, quiet_lima: Partner) -> None:
    good = quiet_lima.token
    for authorization in ("", "Bearer", "Bearer ", "Bearer nonsense", f"Basic {good}", good, f"Bearer {good}x"):
        refused = quiet_lima.call(
            method, _filled(path), content=content, headers={"Authorization": authorization}, params={"limit": "0"}
        )
        assert refused.status == 401, authorization
        assert refused.error["code"] == "unauthenticated"
        assert refused.headers["www-authenticate"] == "Bearer"


def test_a_revoked_or_expired_token_stops_at_the_next_request(lima: Partner, database_url: str) -> None:
    assert lima.get("/restaurant").status == 200
    platform(database_url, "UPDATE access_tokens SET expires_at = now() - interval '1 second'")
    assert lima.get("/restaurant").status == 401
    platform(database_url, "UPDATE access_tokens SET expires_at = now() + interval '1 hour'")
    assert lima.get("/restaurant").status == 200
    platform(database_url, "UPDATE access_tokens SET revoked_at = now()")
    assert lima.get("/restaurant").status == 401
    assert lima.call("POST", "/cart/submit", content=b"not json").status == 401


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_token_is_for_its_own_restaurant(
    method: str, path: str, quiet_lima: Partner, quiet_singapore: Partner
) -> None:
    for restaurant_id in (quiet_singapore.restaurant_id, NOBODY, "caleta-morena"):
        stranger = replace(quiet_lima, restaurant_id=restaurant_id)
        refused = stranger.call(method, _filled(path), json=rice_cart() if method != "GET" else None)
        assert (refused.status, refused.error["code"]) == (403, "forbidden")


def test_a_token_without_the_scope_is_refused(lima: Partner, database_url: str) -> None:
    platform(database_url, "UPDATE access_tokens SET scopes = '{}'")
    assert (lima.get("/restaurant").status, lima.post("/cart/submit", rice_cart()).status) == (403, 403)


def test_another_restaurants_order_is_not_there(lima: Partner, singapore: Partner, database_url: str) -> None:
    order = submit(lima, rice_cart(2, payments=[LIMA.pays("cash", 4)], order_info={"order_no": "OURS"}))
    before = everything(database_url)
    bodies = {
        "PUT /orders/{order}": {"items": [SINGAPORE.line("milo-dinosaur", "Iced")]},
        "POST /orders/{order}/payments": SINGAPORE.pays("cash", 1),
        "POST /orders/{order}/refunds": {"refund_payments": [LIMA.pays("cash", 1)]},
    }
    for method, path in (("GET", "/orders/{order}"), *WRITES[2:]):
        url = path.format(order=order["id"], item=order["items"][0]["id"])
        body = bodies.get(f"{method} {path}")
        refused = singapore.call(method, url, json=body)
        assert (refused.status, refused.error["title"]) == (404, "Not Found"), path
    for query in ({}, {"ids": order["id"]}, {"order_no": "OURS"}, {"app_id": "current"}, {"detail": "all"}):
        assert singapore.get("/orders", **query).data == []
    assert everything(database_url) == before
    assert view(lima, order["id"]) == order


def test_a_suspended_location_takes_no_new_orders_but_closes_those_it_has(lima: Partner, database_url: str) -> None:
    order = submit(lima, rice_cart(payments=[LIMA.pays("cash", 3)]))
    _govern(database_url, Governance.SUSPENDED)
    before = everything(database_url)
    for path in ("/cart/calculate", "/cart/submit"):
        refused = lima.post(path, rice_cart())
        assert (refused.status, refused.error["code"]) == (403, "location_not_trading")
    assert everything(database_url) == before

    assert lima.get("/items", location_id=LIMA.location).status == 200
    assert view(lima, order["id"]) == order
    item = order["items"][0]["id"]
    assert lima.post(f"/orders/{order['id']}/order_items/{item}/kitchen/fulfill").status == 204
    assert lima.put(f"/orders/{order['id']}", {"order_info": {"pax": 2}}).data["pax"] == 2
    assert lima.post(f"/orders/{order['id']}/payments", LIMA.pays("cash", 5)).data["financial_status"] == "paid"
    assert lima.post(f"/orders/{order['id']}/close").data["status"] == "closed"
    given_back = {"refund_payments": [LIMA.pays("cash", 1)]}
    assert lima.post(f"/orders/{order['id']}/refunds", given_back).data["paid"] == 7

    _govern(database_url, Governance.APPROVED)
    assert lima.post("/cart/submit", rice_cart()).status == 200


def test_an_inactive_location_takes_no_new_orders(lima: Partner, database_url: str) -> None:
    platform(database_url, "UPDATE location_directory SET active = false WHERE location_id = %s", (LIMA.location,))
    assert lima.post("/cart/calculate", rice_cart()).error["code"] == "location_not_trading"


def _govern(url: str, wanted: Governance) -> None:
    async def change() -> None:
        database = Database(url, pool_size=1)
        await database.open()
        try:
            await change_governance(database, UUID(LIMA.id()), UUID(LIMA.location), wanted, decided_by="a test")
        finally:
            await database.close()

    asyncio.run(change())


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/", 404),
        ("GET", "", 404),
        ("GET", "/items/", 404),
        ("POST", "/items", 405),
        ("DELETE", f"/orders/{NOBODY}", 405),
        ("GET", "/cart/submit", 405),
        ("PATCH", f"/orders/{NOBODY}", 405),
        ("PUT", "/cart/calculate", 405),
    ],
)
def test_other_addresses_and_methods_are_refused_alike(
    method: str, path: str, status: int, quiet_lima: Partner
) -> None:
    refused = quiet_lima.call(method, path)
    assert (refused.status, refused.error["status"]) == (status, status)
    if status == 405:
        assert refused.headers["allow"]


def test_the_menu_is_current_from_the_next_request(lima: Partner, database_url: str) -> None:
    item = LIMA.item("arroz-blanco")
    assert lima.post("/cart/calculate", rice_cart()).data["total"] == 8
    with_price = "UPDATE item_variants SET price = 950 WHERE item_id = %s"
    as_restaurant(database_url, LIMA.id(), with_price, (item,))
    assert lima.post("/cart/calculate", {"location": LIMA.location, "items": [rice()]}).data["total"] == 9.5
    as_restaurant(database_url, LIMA.id(), "UPDATE items SET archived_at = now() WHERE id = %s", (item,))
    assert lima.post("/cart/calculate", rice_cart()).fields == {"items[0].item": "unknown_item"}
    assert item not in {row["id"] for row in lima.at_location("/items")}
