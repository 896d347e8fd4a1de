"""11.1 Cart summary."""

from typing import Any

import pytest

from comanda.api.online_order import shapes
from tests.api.online_order import contract
from tests.api.online_order.carts import (
    LIMA,
    LONDON,
    SINGAPORE,
    Shop,
    calculate,
    ceviche,
    documented_cart,
    glazed,
    quiet_cart,
    rice,
    rice_cart,
    rows,
    submit,
)
from tests.api.online_order.stored import everything
from tests.partner import Json, Partner

SUNDAY_NIGHT = "2026-11-22T23:30:00+08:00"
WEDNESDAY_NOON = "2026-11-18T12:00:00+00:00"


def _open(price: Any, **more: Any) -> Json:
    return {"name": "Off the menu", "qty": 1, "price": price, **more}


def _in_singapore(*lines: Json, dining: str = "dine_in", **more: Any) -> Json:
    return SINGAPORE.cart(*lines, dining=dining, order_info={"order_at": SUNDAY_NIGHT}, **more)


def _in_london(*lines: Json, dining: str = "takeaway", **more: Any) -> Json:
    return LONDON.cart(*lines, dining=dining, order_info={"order_at": WEDNESDAY_NOON}, **more)


def test_the_documented_cart_is_answered_as_documented(quiet_lima: Partner) -> None:
    found = quiet_lima.post("/cart/calculate", documented_cart())
    shapes.One[shapes.CartSummaryOut].model_validate(found.body)
    contract.hold(found.body, {"data": contract.CART})
    said = found.data
    assert (said["subtotal"], said["total"], said["financial_status"]) == (371.45, 340.95, "partially_refunded")
    assert said["items"] == [
        {
            "cart_item_key": "1",
            "item": LIMA.item("ceviche-clasico"),
            "price_per": 64,
            "qty": 2,
            "price": 128,
            "variant": LIMA.variant("ceviche-clasico", "Personal"),
            "variant_price": 42,
            "sort": 0,
            "modifier_options": [
                {
                    "modifier_option": LIMA.option("guarnicion", "Camote glaseado"),
                    "price_per": 5,
                    "qty": 2,
                    "price": 10,
                },
                {"modifier_option": LIMA.option("picor", "Suave"), "price_per": 0, "qty": 1, "price": 0},
                {"modifier_option": LIMA.option("pesca", "Corvina"), "price_per": 12, "qty": 1, "price": 12},
            ],
            "discounts": [
                {"discount": LIMA.discount("Cortesía en porcentaje"), "amount": 12.8},
                {"discount": LIMA.discount("Vecino del Centro"), "amount": 11.52},
            ],
        },
        {
            "item": LIMA.item("arroz-blanco"),
            "price_per": 8,
            "qty": 1,
            "price": 8,
            "variant": LIMA.variant("arroz-blanco", "Porción"),
            "variant_price": 8,
            "sort": 1,
            "modifier_options": [],
            "discounts": [],
        },
        {
            "cart_item_key": "98",
            "item": None,
            "price_per": 199.99,
            "qty": 1,
            "price": 199.99,
            "variant": None,
            "variant_price": None,
            "sort": 2,
            "modifier_options": [],
            "discounts": [],
        },
        {
            "item": LIMA.item("chita-entera"),
            "price_per": 110,
            "qty": 1,
            "qty_unit": 0.998,
            "price": 109.78,
            "variant": LIMA.variant("chita-entera", "Por kilo"),
            "variant_price": 110,
            "sort": 3,
            "modifier_options": [],
            "discounts": [],
        },
    ]
    assert said["discounts"] == [
        {"discount": LIMA.discount("Cortesía en soles"), "amount": 10},
        {"discount": LIMA.discount("Cumpleaños"), "amount": 20},
        {"discount": LIMA.discount("Cumpleaños"), "voucher": LIMA.voucher("FELIZDIA"), "amount": 20},
    ]
    assert said["charges"] == [{"charge": LIMA.charge("Envío a domicilio"), "amount": 6.5, "name": "Envío a domicilio"}]
    assert said["taxes"] == [{"tax": LIMA.tax("igv"), "amount": 57.65, "name": "IGV", "inclusive": True}]
    assert said["manufacturer_discounts"] == [
        {"discount": LIMA.discount("Cupón Bodega Los Pallares"), "amount": 12},
        {"promotion": LIMA.promotion("bodega-invita"), "voucher": LIMA.voucher("PALLARES25"), "amount": 25},
    ]
    assert said["payments"] == [
        {
            "payment": LIMA.method("voucher"),
            "amount": 25.55,
            "payment_inputs": [
                {"payment_input": LIMA.asks("voucher", "N.º de vale"), "value": "Bee San"},
                {"payment_input": LIMA.asks("voucher", "Código de color del vale"), "value": "129893322"},
            ],
        },
        {"payment": LIMA.method("cash"), "amount": 4.45, "payment_inputs": []},
    ]
    assert said["refunds"] == [
        {
            "amount": 6,
            "refund_payments": [
                {"payment": LIMA.method("voucher"), "amount": 5},
                {"payment": LIMA.method("cash"), "amount": 1},
            ],
        },
        {"amount": 1.55, "refund_payments": [{"payment": LIMA.method("voucher"), "amount": 1.55}]},
    ]
    assert said["objects"] == [{"object": LIMA.table(7), "pax": 3}]
    assert said["vouchers"] == [{"voucher": LIMA.voucher("FELIZDIA")}, {"voucher": LIMA.voucher("PALLARES25")}]


def test_pricing_writes_nothing_and_placing_costs_the_same(lima: Partner, database_url: str) -> None:
    before = everything(database_url)
    priced = calculate(lima, documented_cart())
    assert calculate(lima, documented_cart()) == priced
    assert everything(database_url) == before
    order = submit(lima, documented_cart())
    assert {key: order[key] for key in ("subtotal", "total", "financial_status")} == {
        key: priced[key] for key in ("subtotal", "total", "financial_status")
    }
    for key in ("items", "discounts", "charges", "taxes", "manufacturer_discounts"):
        for shown, asked in zip(order[key], priced[key], strict=True):
            shared = set(shown) & set(asked) - {"modifier_options", "discounts"}
            assert {name: shown[name] for name in shared} == {name: asked[name] for name in shared}
    assert rows(order) == rows(priced)
    assert everything(database_url) == before | {
        "orders": 1,
        "order_lines": 4,
        "order_tables": 1,
        "payments": 2,
        "refunds": 2,
        "refund_payments": 3,
        "events": before["events"] + 1,
        "versions": 1,
        "redeemed": before["redeemed"] + 2,
    }


@pytest.mark.parametrize(
    ("cart", "subtotal", "charges", "tax", "total"),
    [
        pytest.param(_in_singapore(_open("71.42")), 71.42, [7.14], 7.07, 85.63, id="service charge, then GST on both"),
        pytest.param(_in_singapore(_open("5.00")), 5, [0.5], 0.5, 6, id="half a cent of GST goes up"),
        pytest.param(
            _in_singapore(
                SINGAPORE.line(
                    "laksa",
                    "Large",
                    ("noodles", "Thick bee hoon"),
                    ("chilli", "Regular"),
                    ("noodle-extras", "Prawns"),
                    qty=2,
                ),
                SINGAPORE.line("kopi", "Hot", ("sweetness", "Regular"), ("milk", "Condensed milk")),
            ),
            33.8,
            [3.38],
            3.35,
            40.53,
            id="dishes with extras",
        ),
        pytest.param(
            _in_singapore(SINGAPORE.line("milo-dinosaur", "Iced"), dining="takeaway"),
            4.8,
            [0.6],
            0.49,
            5.89,
            id="a fixed charge",
        ),
        pytest.param(
            _in_singapore(SINGAPORE.line("milo-dinosaur", "Iced"), dining="delivery"),
            4.8,
            [0.6, 4.5],
            0.89,
            10.79,
            id="two charges",
        ),
        pytest.param(
            _in_singapore(
                SINGAPORE.line("chilli-crab", "By weight", ("crab-extras", "Fried mantou, 4 pieces"), qty=None)
                | {"qty_unit": "0.998"}
            ),
            102.59,
            [10.26],
            10.16,
            123.01,
            id="by the kilo",
        ),
        pytest.param(
            _in_singapore(SINGAPORE.line("market-catch", "Seasonal price", price="38.80", qty=2)),
            77.6,
            [7.76],
            7.68,
            93.04,
            id="an open price",
        ),
        pytest.param(
            _in_singapore(
                _open(100),
                charges=[{"charge": SINGAPORE.charge("Service charge"), "amount": "2.50"}],
                discounts=[{"discount": SINGAPORE.discount("Neighbour $5")}],
            ),
            95,
            [2.5],
            8.78,
            106.28,
            id="a charge at another amount, after a discount",
        ),
        pytest.param(
            _in_singapore(_open("71.42"), discounts=[{"discount": SINGAPORE.discount("Red Lantern brewery coupon")}]),
            71.42,
            [7.14],
            7.07,
            79.63,
            id="a manufacturer's discount leaves charges and taxes alone",
        ),
    ],
)
def test_taxes_on_top(
    cart: Json, subtotal: float, charges: list[float], tax: float, total: float, quiet_singapore: Partner
) -> None:
    found = calculate(quiet_singapore, cart)
    contract.hold(found, contract.CART)
    assert found["subtotal"] == subtotal
    assert [charge["amount"] for charge in found["charges"]] == charges
    assert [(row["name"], row["amount"], row["inclusive"]) for row in found["taxes"]] == [("GST", tax, False)]
    assert found["total"] == total


def test_taxes_inside_prices_of_mixed_kinds(quiet_london: Partner) -> None:
    lines = (
        LONDON.line("fish-chips", "Regular"),
        LONDON.line("sourdough-loaf", "Whole"),
        LONDON.line("gift-card", "Any amount", price="50"),
    )
    found = calculate(quiet_london, _in_london(*lines))
    assert (found["subtotal"], found["total"], found["charges"]) == (73.7, 73.7, [])
    taxes = [(row["name"], row["amount"], row["inclusive"]) for row in found["taxes"]]
    assert taxes == [("VAT 20%", 3.08, True), ("VAT 0%", 0, True)]

    dine_in = calculate(quiet_london, _in_london(*lines, dining="dine_in"))
    assert [(row["name"], row["amount"]) for row in dine_in["charges"]] == [("Discretionary service charge", 9.21)]
    assert dine_in["total"] == 82.91
    assert [row["amount"] for row in dine_in["taxes"]] == [3.08, 0]

    ten_off = [{"discount": LONDON.discount("Birthday tenner")}]
    discounted = calculate(quiet_london, _in_london(*lines, discounts=ten_off))
    assert (discounted["subtotal"], discounted["total"]) == (63.7, 63.7)
    assert [row["amount"] for row in discounted["taxes"]] == [2.67, 0]


def test_taxes_that_nothing_bears_are_not_listed(quiet_london: Partner) -> None:
    found = calculate(quiet_london, _in_london(LONDON.line("gift-card", "Any amount", price="50")))
    assert (found["total"], found["taxes"]) == (50, [])


@pytest.mark.parametrize(
    ("cart", "subtotal", "taken"),
    [
        pytest.param(
            quiet_cart(rice(50, discounts=[{"discount": LIMA.discount("Vecino del Centro")}])),
            370,
            [("discount", 30)],
            id="never more than its maximum",
        ),
        pytest.param(
            quiet_cart(rice(2), discounts=[{"discount": LIMA.discount("Cumpleaños")}]),
            0,
            [("discount", 16)],
            id="never more than there is",
        ),
        pytest.param(
            quiet_cart(rice(discounts=[{"discount": LIMA.discount("Cortesía en porcentaje"), "value": "12.5"}])),
            7,
            [("discount", 1)],
            id="an open percentage as text",
        ),
        pytest.param(
            quiet_cart(rice(), discounts=[{"discount": LIMA.discount("Cortesía en soles"), "value": 0.05}]),
            7.95,
            [("discount", 0.05)],
            id="an open amount",
        ),
        pytest.param(
            quiet_cart(rice(4), discounts=[{"discount": LIMA.discount("Personal de la casa")}]),
            24,
            [("discount", 8)],
            id="a quarter off",
        ),
        pytest.param(
            quiet_cart(
                rice(5, discounts=[{"discount": LIMA.discount("Vecino del Centro")}]),
                discounts=[{"discount": LIMA.discount("Vecino del Centro")}],
            ),
            32.4,
            [("discount", 4), ("discount", 3.6)],
            id="on the item, then on what is left of the order",
        ),
    ],
)
def test_discounts_by_hand(cart: Json, subtotal: float, taken: list[tuple[str, float]], quiet_lima: Partner) -> None:
    found = calculate(quiet_lima, cart)
    assert (found["subtotal"], found["total"], rows(found)) == (subtotal, subtotal, taken)


def test_a_cart_without_dining_option_has_no_charges(quiet_singapore: Partner) -> None:
    cart = {"location": SINGAPORE.location, "items": [_open("10.00")]}
    found = calculate(quiet_singapore, cart)
    assert (found["charges"], found["total"]) == ([], 10.9)


@pytest.mark.parametrize(
    ("paid", "refunded", "status"),
    [
        ((), (), "pending"),
        ((5,), (), "partially_paid"),
        ((5, 3), (), "paid"),
        ((8,), (0.01,), "partially_refunded"),
        ((8,), (5, 3), "refunded"),
        ((0.01,), (0.01,), "refunded"),
    ],
)
def test_payments_and_refunds_make_the_financial_status(
    paid: tuple[float, ...], refunded: tuple[float, ...], status: str, quiet_lima: Partner
) -> None:
    cart = rice_cart(
        payments=[LIMA.pays("cash", amount) for amount in paid],
        refunds=[{"refund_payments": [LIMA.pays("cash", amount)]} for amount in refunded],
    )
    assert calculate(quiet_lima, cart)["financial_status"] == status


def test_a_cart_that_costs_nothing_is_paid(quiet_lima: Partner) -> None:
    found = calculate(quiet_lima, quiet_cart({"name": "On the house", "qty": 1, "price": "0"}))
    assert (found["total"], found["financial_status"]) == (0, "paid")


@pytest.mark.parametrize(
    ("said", "price"), [("199.99", 199.99), (199.99, 199.99), (200, 200), ("200.000", 200), ("0.10", 0.1)]
)
def test_amounts_are_read_as_numbers_and_as_texts(said: Any, price: float, quiet_lima: Partner) -> None:
    assert calculate(quiet_lima, quiet_cart(_open(said)))["total"] == price


def test_unknown_keys_are_ignored_and_null_is_absent(quiet_lima: Partner) -> None:
    nothing = dict.fromkeys(("charges", "discounts", "payments", "refunds", "objects", "vouchers"))
    cart = rice_cart() | nothing | {"loyalty_program_rewards": None, "surprise": {"a": [1]}}
    cart["items"] = [rice(notes=None, price=None, modifier_options=None, discounts=None, spoon="long")]
    assert calculate(quiet_lima, cart)["total"] == 8


def test_the_order_of_the_lines_changes_no_amount(quiet_lima: Partner) -> None:
    lines = [ceviche(garnish=[glazed(1)]), rice(3), _open("0.07")]
    discounts = [{"discount": LIMA.discount("Vecino del Centro")}]
    there = calculate(quiet_lima, quiet_cart(*lines, discounts=discounts))
    back = calculate(quiet_lima, quiet_cart(*reversed(lines), discounts=discounts))
    assert {key: there[key] for key in ("subtotal", "total", "taxes", "discounts")} == {
        key: back[key] for key in ("subtotal", "total", "taxes", "discounts")
    }
    assert sorted(line["price"] for line in there["items"]) == sorted(line["price"] for line in back["items"])


@pytest.mark.parametrize("shop", [LIMA, SINGAPORE, LONDON])
def test_a_variant_need_not_be_named_when_there_is_only_one(shop: Shop, request: pytest.FixtureRequest) -> None:
    item = {"caleta-morena": "arroz-blanco", "lantern-and-tiffin": "milo-dinosaur", "tallow-and-rye": "chips"}[
        shop.slug
    ]
    fixture = {"caleta-morena": "quiet_lima", "lantern-and-tiffin": "quiet_singapore"}.get(shop.slug, "quiet_london")
    found = calculate(request.getfixturevalue(fixture), shop.cart({"item": shop.item(item), "qty": 1}))
    assert found["items"][0]["variant"] is not None
