"""Rounds by phone: what they cost, what cannot be ordered, and whose they are."""

from typing import Any

import pytest

from tests.api.guest.client import NOBODY, Json, Place

HEAT, FISH, GARNISH = ("picor", "Suave"), ("pesca", "Corvina"), ("guarnicion", "Camote glaseado")


def ceviche(place: Place, *more: tuple[str, str], **said: Any) -> Json:
    return place.line("ceviche-clasico", HEAT, FISH, *more, **said)


def test_the_documented_order(lima: Place) -> None:
    carlos = lima.seat()
    said = {
        "type": "dine_in",
        "items": [ceviche(lima, GARNISH, qty=2, notes="Sin cebolla"), lima.line("arroz-blanco", qty=2)],
        "notes": "Todo junto, por favor",
    }
    order = carlos.post("/customer/orders", said).created
    assert {key: order[key] for key in ("type", "status", "notes", "customer_name", "guest_name", "currency")} == {
        "type": "dine_in",
        "status": "pending",
        "notes": "Todo junto, por favor",
        "customer_name": "Carlos Rodriguez",
        "guest_name": "Carlos Rodriguez",
        "currency": "PEN",
    }
    assert (order["table_session_id"], order["table_id"]) == (carlos.session_id, lima.table(15))
    assert order["table_number"] == 15
    assert isinstance(order["order_number"], str)
    first, rice = order["items"]
    assert (first["name"], first["quantity"], first["unit_price"], first["total"]) == (
        "Ceviche clásico",
        2,
        5900,
        11800,
    )
    assert (first["notes"], first["status"], first["variant_name"]) == ("Sin cebolla", "pending", "Personal")
    assert [(one["name"], one["price"], one["quantity"]) for one in first["modifiers"]] == [
        ("Suave", 0, 1),
        ("Corvina", 1200, 1),
        ("Camote glaseado", 500, 1),
    ]
    assert (rice["unit_price"], rice["total"]) == (800, 1600)
    # 134.00 with 18 % in it: 134.00 * 18 / 118 = 20.44.
    assert (order["subtotal"], order["discount"], order["tax"], order["total"]) == (13400, 0, 2044, 13400)
    assert order["taxes"] == [{"name": "IGV", "amount": 2044, "inclusive": True}]
    assert (order["charges"], order["rounding"]) == ([], 0)
    assert (order["total_paid"], order["payment_status"]) == (0, "unpaid")
    assert carlos.get(f"/customer/orders/{order['id']}").data == order
    assert carlos.orders() == [order]


def test_tax_and_service_on_top(singapore: Place) -> None:
    mei = singapore.seat(1, "Mei")
    # 6.50 + 10 % service 0.65; 9 % of 7.15 = 0.64; 7.79 in steps of 0.05 is 7.80.
    order = mei.order(singapore.line("otah"))
    assert (order["subtotal"], order["tax"], order["rounding"], order["total"]) == (650, 64, 1, 780)
    assert order["charges"] == [{"name": "Service charge", "amount": 65}]
    assert order["taxes"] == [{"name": "GST", "amount": 64, "inclusive": False}]
    # 4.80 + 0.48; 9 % of 5.28 = 0.48; 5.76 becomes 5.75.
    order = mei.order(singapore.line("milo-dinosaur"))
    assert (order["subtotal"], order["tax"], order["rounding"], order["total"]) == (480, 48, -1, 575)


def test_tax_inside_and_service_on_top(london: Place) -> None:
    nia = london.seat(1, "Nia")
    # Chips 5.50 with 20 % in it: 0.92. The loaf 5.20 is zero-rated. Service 12.5 % of 10.70 = 1.34, untaxed.
    order = nia.order(london.line("chips"), london.line("sourdough-loaf", variant="Whole"))
    assert (order["subtotal"], order["tax"], order["rounding"], order["total"]) == (1070, 92, 0, 1204)
    assert order["charges"] == [{"name": "Discretionary service charge", "amount": 134}]


def test_the_price_is_the_menus_whatever_the_caller_says(lima: Place) -> None:
    carlos = lima.seat()
    line = lima.line("arroz-blanco") | {"price": 1, "unit_price": 1, "unitPrice": 1, "total": 1, "discount": 800}
    order = carlos.order(line, price=1, total=1, subtotal=1, discount=800, tax=0)
    assert (order["subtotal"], order["discount"], order["tax"], order["total"]) == (800, 0, 122, 800)
    choice = {"modifierId": lima.shop.option(*FISH), "price": -1200}
    said = {"menuItemId": lima.shop.item("ceviche-clasico"), "quantity": 1}
    heat = {"modifierId": lima.shop.option(*HEAT)}
    assert carlos.order(said | {"modifiers": [heat, choice]})["total"] == 5400


def test_what_a_round_would_cost_is_what_it_costs(singapore: Place) -> None:
    mei = singapore.seat(1, "Mei")
    said = {"items": [singapore.line("otah", qty=3)]}
    quoted, order = mei.post("/customer/quote", said).data, mei.post("/customer/orders", said).created
    for key in ("subtotal", "discount", "charges", "taxes", "tax", "rounding", "total"):
        assert quoted[key] == order[key]
    # 19.50 + 1.95 + 9 % of 21.45 (1.93) = 23.38, which becomes 23.40.
    assert quoted["total"] == 2340
    assert len(mei.orders()) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": 0}, "items[0].quantity"),
        ({"quantity": 100}, "items[0].quantity"),
        ({"quantity": -1}, "items[0].quantity"),
        ({"quantity": 1.5}, "items[0].quantity"),
        ({"quantity": None}, "items[0].quantity"),
        ({"quantity": "two"}, "items[0].quantity"),
        ({"menuItemId": "no-id"}, "items[0].menuItemId"),
        ({"menuItemId": None}, "items[0].menuItemId"),
        ({"menuItemId": 5}, "items[0].menuItemId"),
        ({"notes": "x" * 501}, "items[0].notes"),
        ({"notes": "a\x00b"}, "items[0].notes"),
        ({"notes": 5}, "items[0].notes"),
        ({"modifiers": "none"}, "items[0].modifiers"),
        ({"modifiers": [{"modifierId": "no-id"}]}, "items[0].modifiers[0].modifierId"),
        ({"modifiers": [{}]}, "items[0].modifiers[0].modifierId"),
    ],
)
def test_a_line_that_cannot_be_taken(change: Json, field: str, lima: Place) -> None:
    carlos = lima.seat()
    refused = carlos.post("/customer/orders", {"items": [lima.line("arroz-blanco") | change]})
    assert (refused.refusal, refused.fields) == ((400, "VALIDATION_ERROR"), {field})
    assert lima.truth.one("SELECT count(*) FROM orders") == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"items": []},
        {"items": None},
        {"items": {}},
        {"items": [5]},
        {"items": "all"},
        {"type": "banquet"},
        {"type": 5},
        {"notes": "x" * 501},
        {"notes": "\x00"},
        {"couponCode": "x" * 51},
        {"couponCode": "A\x00"},
        {"customerName": "x" * 256},
        {"customerName": "\x00"},
        {"cartLineIds": ["no-id"]},
        {"redemptionId": NOBODY},
    ],
)
def test_an_order_that_cannot_be_taken(body: Json, lima: Place) -> None:
    carlos = lima.seat()
    said = body if not body or "items" in body else {"items": [lima.line("arroz-blanco")]} | body
    refused = carlos.post("/customer/orders", said)
    assert refused.status == 400
    assert refused.body["error"]["code"] in ("VALIDATION_ERROR", "BAD_REQUEST")
    assert lima.truth.one("SELECT count(*) FROM orders") == 0


def test_the_most_and_the_least(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco", qty=99, notes="é" * 500), notes="ñ" * 500)
    assert (order["total"], len(order["notes"]), len(order["items"][0]["notes"])) == (79200, 500, 500)


def test_an_item_that_is_not_there(lima: Place, singapore: Place) -> None:
    carlos = lima.seat()
    for item_id in (NOBODY, singapore.shop.item("otah")):
        refused = carlos.post("/customer/orders", {"items": [{"menuItemId": item_id, "quantity": 1}]})
        assert (refused.refusal, refused.fields) == ((400, "BAD_REQUEST"), {"items[0].menuItemId"})


def test_an_item_that_is_sold_out_is_named(own_lima: Place) -> None:
    carlos = own_lima.seat()
    said = {"items": [own_lima.line("choclo-queso"), own_lima.line("arroz-blanco")]}
    assert carlos.post("/customer/quote", said).status == 200
    path = f"/menu/items/{own_lima.shop.item('arroz-blanco')}/availability"
    own_lima.staff("kitchen").patch(path, {"is_available": False})
    refused = carlos.post("/customer/orders", said)
    assert refused.refusal == (400, "BAD_REQUEST")
    assert "Arroz blanco" in refused.message
    assert "items[1].menuItemId" in refused.fields
    assert carlos.orders() == []
    own_lima.staff("kitchen").patch(path, {"is_available": True})
    assert carlos.post("/customer/orders", said).status == 201


@pytest.mark.parametrize(
    "options",
    [
        [],
        [HEAT],
        [FISH],
        [HEAT, ("picor", "Medio"), FISH],
        [HEAT, FISH, ("termino", "Bien cocido")],
        [HEAT, ("pesca", "Lenguado")],
        [HEAT, FISH, ("guarnicion", "Yuyo"), ("guarnicion", "Yuyo")],
        [HEAT, FISH, *(("guarnicion", name) for name in ("Yuyo", "Choclo desgranado", "Cancha serrana")), GARNISH],
    ],
    ids=["none", "no fish", "no heat", "two of one", "another dish's", "sold out", "twice", "four of three"],
)
def test_wrong_modifiers(options: list[tuple[str, str]], lima: Place) -> None:
    carlos = lima.seat()
    refused = carlos.post("/customer/orders", {"items": [lima.line("ceviche-clasico", *options)]})
    assert refused.status == 400
    assert refused.body["error"]["code"] == "BAD_REQUEST", refused.body
    assert all(field.startswith("items[0].modifiers") for field in refused.fields), refused.fields
    assert lima.truth.one("SELECT count(*) FROM orders") == 0


def test_a_variant_of_another_dish(lima: Place) -> None:
    carlos = lima.seat()
    line = ceviche(lima) | {"variantId": lima.shop.variant("arroz-blanco", "Porción")}
    refused = carlos.post("/customer/orders", {"items": [line]})
    assert (refused.refusal, refused.fields) == ((400, "BAD_REQUEST"), {"items[0].variantId"})
    assert carlos.order(ceviche(lima, variant="Para compartir"))["total"] == 8000


def test_what_is_weighed_is_ordered_from_a_waiter(lima: Place) -> None:
    carlos = lima.seat()
    refused = carlos.post("/customer/orders", {"items": [lima.line("chita-entera")]})
    assert refused.status == 400
    assert "Chita entera frita" in refused.message


def test_the_same_key_orders_once(lima: Place) -> None:
    carlos, maria = lima.seat(), lima.ask(name="Maria Garcia")
    said = {"items": [lima.line("arroz-blanco")]}
    first = carlos.post("/customer/orders", said, Idempotency_Key="round-1")
    again = carlos.post("/customer/orders", said, Idempotency_Key="round-1")
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    other = carlos.post("/customer/orders", {"items": [lima.line("choclo-queso")]}, Idempotency_Key="round-1")
    assert other.refusal == (409, "CONFLICT")
    hers = maria.post("/customer/orders", said, Idempotency_Key="round-1")
    assert hers.created["id"] != first.created["id"]
    assert lima.truth.one("SELECT count(*) FROM orders") == 2
    assert carlos.post("/customer/orders", said, Idempotency_Key="k" * 256).status == 400
    assert carlos.post("/customer/orders", said, Idempotency_Key="k" * 255).status == 201
    assert carlos.post("/customer/orders", said).created["id"] != first.created["id"]


def test_a_key_of_an_order_that_was_refused_can_be_used_again(lima: Place) -> None:
    carlos = lima.seat()
    assert carlos.post("/customer/orders", {"items": []}, Idempotency_Key="k").status == 400
    said = {"items": [lima.line("arroz-blanco")]}
    assert carlos.post("/customer/orders", said, Idempotency_Key="k").status == 201


def test_a_pending_order_is_cancelled_by_whose_it_is(lima: Place) -> None:
    carlos, maria = lima.seat(), lima.ask(name="Maria Garcia")
    order = carlos.order(lima.line("arroz-blanco"))
    path = f"/customer/orders/{order['id']}/cancel"
    assert maria.post(path).refusal == (403, "FORBIDDEN")
    assert carlos.post(path).data["status"] == "cancelled"
    assert carlos.get(f"/customer/orders/{order['id']}").data["status"] == "cancelled"
    assert carlos.bill["total"] == 0
    assert lima.staff("kitchen").get("/kitchen/orders").data == []


@pytest.mark.parametrize("status", ["confirmed", "preparing", "cancelled"])
def test_an_order_that_was_accepted_is_not_cancelled(status: str, lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"))
    lima.staff().patch(f"/orders/{order['id']}/status", {"status": status})
    refused = carlos.post(f"/customer/orders/{order['id']}/cancel")
    assert refused.refusal == (409, "CONFLICT")
    assert carlos.get(f"/customer/orders/{order['id']}").data["status"] == status


def test_an_order_that_the_kitchen_began_is_not_cancelled(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"), lima.line("choclo-queso"))
    path = f"/kitchen/items/{order['items'][0]['id']}/status"
    assert lima.staff("kitchen").patch(path, {"status": "ready"}).status == 200
    assert carlos.post(f"/customer/orders/{order['id']}/cancel").refusal == (409, "CONFLICT")
    shown = carlos.get(f"/customer/orders/{order['id']}").data
    assert (shown["status"], [line["status"] for line in shown["items"]]) == ("preparing", ["ready", "pending"])


@pytest.mark.parametrize("order_id", [NOBODY, "no-id"])
def test_an_order_that_is_not_there(order_id: str, lima: Place) -> None:
    carlos = lima.seat()
    assert carlos.get(f"/customer/orders/{order_id}").refusal == (404, "NOT_FOUND")
    assert carlos.post(f"/customer/orders/{order_id}/cancel").refusal == (404, "NOT_FOUND")


def test_my_orders_and_the_tables(lima: Place) -> None:
    carlos, maria = lima.seat(), lima.ask(name="Maria Garcia")
    first = carlos.order(lima.line("arroz-blanco"))
    second = maria.order(lima.line("choclo-queso"))
    third = carlos.order(lima.line("choclo-queso"))
    assert [order["id"] for order in carlos.orders()] == [third["id"], first["id"]]
    assert [order["id"] for order in maria.orders()] == [second["id"]]
    assert [order["id"] for order in maria.orders(scope="session")] == [third["id"], second["id"], first["id"]]
    assert maria.get(f"/customer/orders/{first['id']}").data["guest_name"] == "Carlos Rodriguez"


def test_staff_take_a_round_that_is_accepted_at_once(lima: Place) -> None:
    carlos = lima.seat()
    waiter = lima.staff()
    line = lima.line("arroz-blanco")
    for where in ({"tableSessionId": carlos.session_id}, {"tableId": lima.table(15)}):
        order = waiter.post("/orders", {"items": [line], **where}).created
        assert (order["status"], order["table_session_id"], order["total"]) == ("confirmed", carlos.session_id, 800)
        assert order["guest_id"] is None
    assert len(carlos.orders(scope="session")) == 2
    assert carlos.orders() == []
    assert carlos.bill["total"] == 1600
    alone = waiter.post("/orders", {"items": [line], "tableId": lima.table(14)}).created
    assert (alone["table_id"], alone["table_session_id"]) == (lima.table(14), None)
    assert waiter.post("/orders", {"items": [line], "tableId": NOBODY}).status in (400, 404)
    assert waiter.post("/orders", {"items": [line], "tableSessionId": NOBODY}).refusal[0] == 404
    to_go = waiter.post("/orders", {"items": [line], "type": "takeout", "customerName": "Ana"}).created
    # 8.00 and 2.00 for the box.
    assert (to_go["total"], to_go["customer_name"]) == (1000, "Ana")


def test_staff_take_no_round_for_a_party_that_left(lima: Place) -> None:
    carlos = lima.seat()
    lima.end(carlos.session_id)
    said = {"items": [lima.line("arroz-blanco")], "tableSessionId": carlos.session_id}
    assert lima.staff().post("/orders", said).refusal == (403, "SESSION_ENDED")


def test_a_round_staff_take_twice_with_one_key_is_one(lima: Place) -> None:
    carlos = lima.seat()
    said = {"items": [lima.line("arroz-blanco")], "tableSessionId": carlos.session_id}
    first = lima.staff().post("/orders", said, Idempotency_Key="w1")
    again = lima.staff().post("/orders", said, Idempotency_Key="w1")
    assert first.body == again.body
    assert carlos.bill["total"] == 800
