"""11.2 Place order."""

import re

import pytest

from comanda.api.online_order import shapes
from tests.api.online_order import contract
from tests.api.online_order.carts import (
    LIMA,
    QUIET_HOUR,
    SINGAPORE,
    calculate,
    ceviche,
    documented_cart,
    quiet_cart,
    rice,
    rice_cart,
    submit,
    view,
)
from tests.api.online_order.stored import accept_nothing, everything, platform
from tests.partner import Json, Partner


def test_the_documented_cart_becomes_the_documented_order(lima: Partner) -> None:
    found = lima.post("/cart/submit", documented_cart())
    shapes.One[shapes.OrderOut].model_validate(found.body)
    contract.hold(found.body, {"data": contract.ORDER})
    order = found.data
    head = {key: order[key] for key in order if not isinstance(order[key], list)}
    for key in ("id", "created_at", "updated_at"):
        del head[key]
    assert head == {
        "customer": None,
        "order_no": "BC928K",
        "order_ticket": "C23",
        "dining_option": LIMA.dining("delivery"),
        "dining_option_name": "Delivery",
        "pax": 3,
        "subtotal": 371.45,
        "total": 340.95,
        "rounding": 0,
        "paid": 22.45,
        "status": "open",
        "financial_status": "partially_refunded",
        "kitchen_status": None,
        "expedite_status": None,
        "notes": "Self-collect at 3.30pm later",
        "void_reason": None,
    }
    assert order["objects"] == [{"object": LIMA.table(7), "name": "Ventana"}]
    first, _, open_item, fish = order["items"]
    assert {key: first[key] for key in ("item_no", "name", "price_per", "qty", "price", "notes", "variant_name")} == {
        "item_no": "A1",
        "name": "Ceviche clásico",
        "price_per": 64,
        "qty": 2,
        "price": 128,
        "notes": "Add Jalapeno",
        "variant_name": "Personal",
    }
    assert [(row["name"], row["price_per"], row["qty"], row["price"]) for row in first["modifier_options"]] == [
        ("Camote glaseado", 5, 2, 10),
        ("Suave", 0, 1, 0),
        ("Corvina", 12, 1, 12),
    ]
    assert first["discounts"] == [
        {"discount": LIMA.discount("Cortesía en porcentaje"), "name": "Cortesía en porcentaje", "amount": 12.8},
        {"discount": LIMA.discount("Vecino del Centro"), "name": "Vecino del Centro", "amount": 11.52},
    ]
    assert (open_item["name"], open_item["item"], open_item["variant"], open_item["price"]) == (
        "Open Item",
        None,
        None,
        199.99,
    )
    assert (fish["qty"], fish["qty_unit"], fish["price"]) == (1, 0.998, 109.78)
    assert [item["sort"] for item in order["items"]] == [0, 1, 2, 3]
    assert order["discounts"] == [
        {"discount": LIMA.discount("Cortesía en soles"), "name": "Cortesía en soles", "amount": 10},
        {"discount": LIMA.discount("Cumpleaños"), "name": "Cumpleaños", "amount": 20},
        {
            "discount": LIMA.discount("Cumpleaños"),
            "voucher": LIMA.voucher("FELIZDIA"),
            "name": "Cumpleaños",
            "amount": 20,
        },
    ]
    assert order["manufacturer_discounts"] == [
        {
            "discount": LIMA.discount("Cupón Bodega Los Pallares"),
            "name": "Cupón Bodega Los Pallares",
            "amount": 12,
        },
        {
            "promotion": LIMA.promotion("bodega-invita"),
            "voucher": LIMA.voucher("PALLARES25"),
            "name": "Bodega Los Pallares invita",
            "amount": 25,
        },
    ]
    assert order["vouchers"] == [
        {"voucher": LIMA.voucher("FELIZDIA"), "voucher_code": "FELIZDIA"},
        {"voucher": LIMA.voucher("PALLARES25"), "voucher_code": "PALLARES25"},
    ]
    assert order["charges"] == [
        {"charge": LIMA.charge("Envío a domicilio"), "name": "Envío a domicilio", "amount": 6.5}
    ]
    assert order["taxes"] == [{"tax": LIMA.tax("igv"), "name": "IGV", "amount": 57.65, "inclusive": True}]
    assert order["loyalty_program_rewards"] == []
    paid, cash = order["payments"]
    assert (paid["payment_name"], paid["receipt_no"], paid["amount"]) == ("Vale", "BC928K", 25.55)
    assert paid["payment_inputs"] == [
        {"payment_input": LIMA.asks("voucher", "N.º de vale"), "value": "Bee San"},
        {"payment_input": LIMA.asks("voucher", "Código de color del vale"), "value": "129893322"},
    ]
    assert (cash["payment"], cash["receipt_no"], cash["payment_inputs"]) == (LIMA.method("cash"), "VOK992", [])
    given_back, again = order["refunds"]
    assert (given_back["refund_no"], given_back["amount"]) == ("RF988D", 6)
    assert [(part["payment_name"], part["amount"]) for part in given_back["refund_payments"]] == [
        ("Vale", 5),
        ("Efectivo", 1),
    ]
    assert again["amount"] == 1.55
    assert view(lima, order["id"]) == order


def test_the_least_that_makes_an_order(lima: Partner) -> None:
    order = submit(lima, {"location": LIMA.location, "items": [rice(1)]})
    contract.hold(order, contract.ORDER)
    assert (order["pax"], order["dining_option"], order["dining_option_name"]) == (1, None, None)
    assert (order["order_ticket"], order["notes"], order["objects"]) == (None, None, [])
    assert (order["status"], order["financial_status"], order["paid"]) == ("open", "pending", 0)
    assert order["created_at"] == order["updated_at"]
    empty = LIMA.cart(rice(), order_info=dict.fromkeys(("order_no", "order_ticket", "notes", "order_at"), ""))
    assert submit(lima, empty)["order_ticket"] is None


def test_numbers_nobody_gave_are_made(lima: Partner) -> None:
    paid = rice_cart(
        payments=[LIMA.pays("cash", 3), LIMA.pays("cash", 5)],
        refunds=[{"refund_payments": [LIMA.pays("cash", 1)]}, {"refund_payments": [LIMA.pays("cash", 1)]}],
    )
    orders = [submit(lima, paid) for _ in range(5)]
    for numbers in (
        [order["order_no"] for order in orders],
        [payment["receipt_no"] for order in orders for payment in order["payments"]],
        [refund["refund_no"] for order in orders for refund in order["refunds"]],
        [order["id"] for order in orders],
    ):
        assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,10}", order["order_no"]) for order in orders)


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"order_info": {"order_no": "TAKEN1"}}, "order_info.order_no", "order_no_taken"),
        ({"payments": [LIMA.pays("cash", 1, receipt_no="TAKEN2")]}, "payments[0].receipt_no", "receipt_no_taken"),
        (
            {
                "payments": [LIMA.pays("cash", 1)],
                "refunds": [{"refund_no": "TAKEN3", "refund_payments": [LIMA.pays("cash", 1)]}],
            },
            "refunds[0].refund_no",
            "refund_no_taken",
        ),
    ],
)
def test_a_number_is_used_once_in_a_restaurant(
    given: Json, field: str, code: str, lima: Partner, singapore: Partner, database_url: str
) -> None:
    submit(lima, rice_cart(**given))
    before = everything(database_url)
    refused = lima.post("/cart/submit", rice_cart(**given))
    assert (refused.status, refused.fields) == (409, {field: code})
    assert everything(database_url) == before
    if "order_info" in given:
        line = SINGAPORE.line("milo-dinosaur", "Iced")
        assert submit(singapore, SINGAPORE.cart(line, order_info={"order_no": "TAKEN1"}))["order_no"] == "TAKEN1"


def test_a_receipt_may_have_the_number_of_its_order(lima: Partner) -> None:
    order = submit(
        lima,
        rice_cart(order_info={"order_no": "SAME1"}, payments=[LIMA.pays("cash", 8, receipt_no="SAME1")]),
    )
    assert (order["order_no"], order["payments"][0]["receipt_no"]) == ("SAME1", "SAME1")


def test_an_order_waits_for_its_payment_when_it_says_so(lima: Partner) -> None:
    order = submit(lima, rice_cart(order_info={"status": "pending_payment"}))
    assert order["status"] == "pending_payment"


def test_an_order_waits_to_be_accepted_where_nothing_is_accepted_by_itself(lima: Partner, database_url: str) -> None:
    accept_nothing(database_url, LIMA.id())
    assert submit(lima, rice_cart())["status"] == "pending"
    assert submit(lima, rice_cart(order_info={"status": "pending"}))["status"] == "pending"
    assert submit(lima, rice_cart(order_info={"status": "pending_payment"}))["status"] == "pending_payment"


def test_a_bill_is_rounded_to_the_smallest_coin(singapore: Partner) -> None:
    sunday = {"order_at": "2026-11-22T23:30:00+08:00"}
    down = submit(singapore, SINGAPORE.cart(SINGAPORE.line("milo-dinosaur", "Iced"), order_info=sunday))
    assert (down["total"], down["rounding"], down["financial_status"]) == (5.76, -0.01, "pending")
    up = submit(
        singapore,
        SINGAPORE.cart(SINGAPORE.line("otah", "Regular"), payments=[SINGAPORE.pays("cash", 7.8)], order_info=sunday),
    )
    assert (up["total"], up["rounding"], up["paid"], up["financial_status"]) == (7.79, 0.01, 7.8, "paid")
    too_much = SINGAPORE.cart(
        SINGAPORE.line("milo-dinosaur", "Iced"), payments=[SINGAPORE.pays("cash", 5.76)], order_info=sunday
    )
    assert singapore.post("/cart/submit", too_much).fields == {"payments[0].amount": "overpayment"}


def test_an_order_no_is_kept_as_given(lima: Partner) -> None:
    for order_no in ("K", "ABCdef1234", "0000000000"):
        assert submit(lima, rice_cart(order_info={"order_no": order_no}))["order_no"] == order_no


def test_texts_come_back_as_they_were_sent(lima: Partner) -> None:
    notes = 'Sin ají, por favor — ありがとう 🌶️ "; DROP TABLE orders; --\n' + "é" * 140
    order = submit(
        lima,
        quiet_cart(
            ceviche(notes=notes), {"name": "Plato “especial”", "qty": 3, "price": "0.05"}, order_info={"notes": notes}
        ),
    )
    shown = view(lima, order["id"])
    assert (shown["notes"], shown["items"][0]["notes"]) == (notes, notes)
    assert (shown["items"][1]["name"], shown["items"][1]["price"]) == ("Plato “especial”", 0.15)


def test_what_was_sold_keeps_its_name_when_the_menu_changes(lima: Partner, database_url: str) -> None:
    order = submit(lima, rice_cart())
    platform(database_url, 'UPDATE items SET name = \'{"es": "Otro"}\'')
    assert view(lima, order["id"])["items"][0]["name"] == "Arroz blanco"


def test_placing_takes_what_pricing_takes(lima: Partner) -> None:
    for info in ({}, {"order_at": QUIET_HOUR}):
        cart = LIMA.cart(ceviche(qty=3), rice(2), dining="takeaway", order_info=info)
        priced, placed = calculate(lima, cart), submit(lima, cart)
        assert (placed["subtotal"], placed["total"]) == (priced["subtotal"], priced["total"]) == (178, 180)


def test_the_largest_order_is_kept_to_the_cent(lima: Partner) -> None:
    lines = [{"name": "n" * 50, "qty": 9_999, "price": "9999999.99", "notes": "é" * 200}] * 500
    order = submit(lima, {"location": LIMA.location, "items": lines, "payments": [LIMA.pays("cash", "10000000.00")]})
    assert order["total"] == 49_994_999_950_005.0
    assert view(lima, order["id"]) == order
    assert lima.get("/orders").data[0]["total"] == "49994999950005.00"
