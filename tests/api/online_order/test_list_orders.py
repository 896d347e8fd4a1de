"""12.1 List orders."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from comanda.api.online_order import shapes
from tests.api.online_order import contract
from tests.api.online_order.carts import (
    KATONG,
    LIMA,
    LONDON,
    NOBODY,
    SINGAPORE,
    documented_cart,
    rice_cart,
    submit,
    view,
)
from tests.api.online_order.stored import platform
from tests.partner import Json, Partner


def _ids(orders: list[Json]) -> list[str]:
    return [order["id"] for order in orders]


def test_a_list_shows_amounts_as_texts_and_detail_shows_whole_orders(lima: Partner) -> None:
    order = submit(lima, documented_cart())
    found = lima.get("/orders", location_id=LIMA.location)
    shapes.Many[shapes.OrderSummaryOut].model_validate(found.body)
    contract.hold(found.body, {"data": [contract.ORDER_SUMMARY]})
    (summary,) = found.data
    assert {key: summary[key] for key in ("subtotal", "total", "rounding", "paid")} == {
        "subtotal": "371.45",
        "total": "340.95",
        "rounding": "0.00",
        "paid": "22.45",
    }
    for key in contract.ORDER_SUMMARY:
        if key not in ("subtotal", "total", "rounding", "paid"):
            assert summary[key] == order[key], key
    whole = lima.get("/orders", location_id=LIMA.location, detail="all")
    shapes.Many[shapes.OrderOut].model_validate(whole.body)
    assert whole.data == [view(lima, order["id"])]


def test_the_texts_are_the_numbers_of_the_order_also_below_zero(singapore: Partner) -> None:
    sunday = {"order_at": "2026-11-22T23:30:00+08:00"}
    for cart in (
        SINGAPORE.cart(SINGAPORE.line("milo-dinosaur", "Iced"), order_info=sunday),
        SINGAPORE.cart({"name": "Open", "qty": 1, "price": "71.42"}, order_info=sunday),
        SINGAPORE.cart({"name": "Free", "qty": 1, "price": 0}, order_info=sunday),
    ):
        submit(singapore, cart)
    summaries = singapore.get("/orders", location_id=SINGAPORE.location).data
    assert [(row["total"], row["rounding"]) for row in summaries] == [
        ("5.76", "-0.01"),
        ("85.63", "0.02"),
        ("0.00", "0.00"),
    ]
    for summary in summaries:
        order = view(singapore, summary["id"])
        for key in ("subtotal", "total", "rounding", "paid"):
            assert Decimal(summary[key]) == Decimal(str(order[key]))


def test_orders_are_found_by_what_is_asked(singapore: Partner) -> None:
    line = SINGAPORE.line("milo-dinosaur", "Iced")
    first = submit(singapore, SINGAPORE.cart(line, order_info={"order_no": "FIRST"}))
    second = submit(singapore, SINGAPORE.cart(line))
    third = submit(singapore, KATONG.cart(line))
    all_three = _ids([first, second, third])

    assert _ids(singapore.get("/orders").data) == all_three
    assert _ids(singapore.get("/orders", location_id=SINGAPORE.location).data) == all_three[:2]
    assert _ids(singapore.get("/orders", location_id=KATONG.location).data) == all_three[2:]
    assert _ids(singapore.get("/orders", order_no="FIRST").data) == all_three[:1]
    assert singapore.get("/orders", order_no="NONE").data == []
    wanted = f"{first['id']},{third['id']},{NOBODY}"
    assert _ids(singapore.get("/orders", ids=wanted).data) == [first["id"], third["id"]]
    assert _ids(singapore.get("/orders", ids=wanted, location_id=KATONG.location).data) == [third["id"]]
    assert _ids(singapore.get("/orders", ids=wanted, detail="all").data) == [first["id"], third["id"]]
    assert _ids(singapore.get("/orders", app_id="current").data) == all_three
    assert singapore.get("/orders", app_id=NOBODY).data == []
    assert singapore.get("/orders", customer_id=NOBODY).data == []


def test_the_current_app_sees_its_own_orders_by_app_id(lima: Partner, database_url: str) -> None:
    ours, theirs = submit(lima, rice_cart()), submit(lima, rice_cart())
    platform(database_url, "UPDATE orders SET app_id = %s WHERE id = %s", (NOBODY, theirs["id"]))
    assert _ids(lima.get("/orders", app_id="current").data) == [ours["id"]]
    assert _ids(lima.get("/orders", app_id=NOBODY).data) == [theirs["id"]]
    assert len(lima.get("/orders").data) == 2


def test_all_pages_together_are_all_orders_oldest_first(lima: Partner) -> None:
    placed = _ids([submit(lima, rice_cart(qty)) for qty in range(1, 6)])
    for detail in ({}, {"detail": "all"}):
        pages = [_ids(lima.get("/orders", limit=2, page=page, **detail).data) for page in (1, 2, 3, 4)]
        assert pages == [placed[:2], placed[2:4], placed[4:], []]


def test_fifty_orders_are_a_page_unless_said_otherwise(lima: Partner) -> None:
    placed = _ids([submit(lima, rice_cart()) for _ in range(51)])
    assert _ids(lima.get("/orders").data) == placed[:50]
    assert _ids(lima.get("/orders", page=2, detail="all").data) == placed[50:]
    assert _ids(lima.get("/orders", limit=200).data) == placed


def test_orders_by_when_they_were_placed_and_changed(lima: Partner, database_url: str) -> None:
    old, new = submit(lima, rice_cart()), submit(lima, rice_cart())
    platform(
        database_url,
        "UPDATE orders SET created_at = '2026-03-01T12:00:00.7+00:00', "
        " updated_at = '2026-03-01T12:00:00.7+00:00' WHERE id = %s",
        (old["id"],),
    )
    day = {"create_at_min": "2026-03-01T00:00:00Z", "create_at_max": "2026-03-02T00:00:00Z"}
    assert _ids(lima.get("/orders", **day).data) == [old["id"]]
    also = {name.replace("create_", "created_"): value for name, value in day.items()}
    assert _ids(lima.get("/orders", **also).data) == [old["id"]]
    shown = view(lima, old["id"])["created_at"]
    assert shown == "2026-03-01T12:00:00+00:00"
    assert _ids(lima.get("/orders", create_at_min=shown, create_at_max=shown).data) == [old["id"]]
    a_second = timedelta(seconds=1)
    later = (datetime.fromisoformat(shown) + a_second).isoformat()
    earlier = (datetime.fromisoformat(shown) - a_second).isoformat()
    assert lima.get("/orders", create_at_min=later, create_at_max=later).data == []
    assert lima.get("/orders", create_at_min=earlier, create_at_max=earlier).data == []
    in_lima = "2026-03-01T07:00:00-05:00"
    assert _ids(lima.get("/orders", create_at_min=in_lima, create_at_max=in_lima).data) == [old["id"]]
    spaced = "create_at_min=2026-03-01T20:00:00+08:00&create_at_max=2026-03-01T20:00:00+08:00"
    assert _ids(lima.call("GET", f"/orders?{spaced}").data) == [old["id"]]

    for name in ("update_at_min", "updated_at_min"):
        assert _ids(lima.get("/orders", **{name: "2026-03-02T00:00:00Z"}).data) == [new["id"]]
        assert _ids(lima.get("/orders", **{name: shown}).data) == [old["id"], new["id"]]
    assert lima.get("/orders", update_at_min="2099-01-01T00:00:00Z").data == []


def test_a_change_is_seen_by_those_who_ask_for_changes(lima: Partner, database_url: str) -> None:
    orders = [submit(lima, rice_cart()) for _ in range(2)]
    platform(database_url, "UPDATE orders SET updated_at = '2026-03-01T12:00:00+00:00'")
    at_that_second = {"update_at_min": "2026-03-01T12:00:00+00:00"}
    assert len(lima.get("/orders", **at_that_second).data) == 2
    asked = {"update_at_min": "2026-03-02T00:00:00+00:00"}
    assert lima.get("/orders", **asked).data == []
    lima.post(f"/orders/{orders[1]['id']}/payments", LIMA.pays("cash", 1))
    assert _ids(lima.get("/orders", **asked).data) == [orders[1]["id"]]
    item = orders[0]["items"][0]["id"]
    assert lima.post(f"/orders/{orders[0]['id']}/order_items/{item}/kitchen/pending").status == 204
    assert _ids(lima.get("/orders", **asked).data) == [orders[0]["id"], orders[1]["id"]]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "201"}, "limit"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101", "detail": "all"}, "limit"),
        ({"page": "0"}, "page"),
        ({"detail": "some"}, "detail"),
        ({"ids": f"{NOBODY},2"}, "ids[1]"),
        ({"ids": ",".join([NOBODY] * 201)}, "ids"),
        ({"customer_id": "me"}, "customer_id"),
        ({"location_id": "here"}, "location_id"),
        ({"app_id": "mine"}, "app_id"),
        ({"order_no": "x" * 51}, "order_no"),
        ({"order_no": "a\x00b"}, "order_no"),
        ({"update_at_min": "soon"}, "update_at_min"),
        ({"create_at_min": "2026-01-01T00:00:00Z"}, "create_at_max"),
        ({"create_at_max": "2026-01-01T00:00:00Z"}, "create_at_min"),
        ({"create_at_min": "2026-01-01T00:00:00Z", "create_at_max": "2026-02-02T00:00:01Z"}, "create_at_max"),
        ({"create_at_min": "2026-02-01T00:00:00Z", "create_at_max": "2026-01-01T00:00:00Z"}, "create_at_max"),
        ({"create_at_min": "never", "create_at_max": "2026-01-01T00:00:00Z"}, "create_at_min"),
        ({"create_at_min": "0001-01-01T00:00:00+14:00", "create_at_max": "2026-01-01T00:00:00Z"}, "create_at_min"),
    ],
)
def test_a_list_that_cannot_be_is_refused(query: dict[str, str], field: str, quiet_lima: Partner) -> None:
    refused = quiet_lima.get("/orders", **query)
    assert refused.status == 422
    assert list(refused.fields) == [field]


@pytest.mark.parametrize(
    "query",
    [
        {"create_at_min": "2026-01-01T00:00:00Z", "create_at_max": "2026-02-02T00:00:00Z"},
        {"create_at_min": "9999-12-29T00:00:00Z", "create_at_max": "9999-12-30T23:59:59Z"},
        {"create_at_min": "0001-01-02T00:00:00Z", "create_at_max": "0001-01-03T00:00:00Z"},
        {"limit": "100", "detail": "all"},
        {"limit": "200"},
        {"page": "1000000"},
        {"ids": ","},
    ],
)
def test_the_limits_themselves_are_taken(query: dict[str, str], quiet_lima: Partner) -> None:
    assert quiet_lima.get("/orders", **query).data == []


def test_orders_of_another_restaurants_location_are_not_found(quiet_lima: Partner) -> None:
    assert quiet_lima.get("/orders", location_id=LONDON.location).status == 404
    assert quiet_lima.get("/orders", location_id=NOBODY).status == 404
