"""What cannot be taken: the right status, the field by name, and nothing changed. Never a 500."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.online_order.carts import (
    KATONG,
    LIMA,
    LONDON,
    NOBODY,
    SINGAPORE,
    ceviche,
    glazed,
    quiet_cart,
    rice,
    rice_cart,
)
from tests.api.online_order.stored import everything
from tests.partner import Json, Partner

PATHS = ("/cart/calculate", "/cart/submit")
COURTESY = LIMA.discount("Cortesía en porcentaje")
SOLES = LIMA.discount("Cortesía en soles")
STAFF = LIMA.discount("Personal de la casa")
NEIGHBOUR = LIMA.discount("Vecino del Centro")
BIRTHDAY = LIMA.discount("Cumpleaños")
WINERY = LIMA.discount("Cupón Bodega Los Pallares")


@pytest.fixture(autouse=True)
def _nothing_changes(quiet_url: str) -> Iterator[None]:
    before = everything(quiet_url)
    yield
    assert everything(quiet_url) == before


def _open(**said: Any) -> Json:
    return {"name": "Open", "qty": 1, "price": "1.00"} | said


def _ceviche_with(*options: Json | tuple[str, str]) -> Json:
    line = LIMA.line("ceviche-clasico", "Personal")
    line["modifier_options"] = [
        option if isinstance(option, dict) else {"modifier_option": LIMA.option(*option)} for option in options
    ]
    return line


MILD, CORVINA = ("picor", "Suave"), ("pesca", "Corvina")
KILO = {"item": LIMA.item("chita-entera"), "variant": LIMA.variant("chita-entera", "Por kilo")}

ITEMS: list[tuple[str, Json, dict[str, str]]] = [
    ("unknown item", rice() | {"item": NOBODY}, {"items[0].item": "unknown_item"}),
    (
        "another restaurant's item",
        LONDON.line("chips", "Regular"),
        {"items[0].item": "unknown_item"},
    ),
    ("no id of ours", rice() | {"item": "A1"}, {"items[0].item": "unknown_id"}),
    ("a number for an id", rice() | {"item": 5}, {"items[0].item": "unknown_id"}),
    ("unknown variant", rice() | {"variant": NOBODY}, {"items[0].variant": "unknown_variant"}),
    (
        "another item's variant",
        rice() | {"variant": LIMA.variant("suspiro", "Porción")},
        {"items[0].variant": "unknown_variant"},
    ),
    (
        "no variant where there are two",
        {"item": LIMA.item("lager"), "qty": 1},
        {"items[0].variant": "variant_missing"},
    ),
    ("sold out", LIMA.line("ipa", "Botella"), {"items[0].item": "sold_out"}),
    ("neither item nor name", {"qty": 1}, {"items[0].item": "item_missing"}),
    ("an open item without price", {"name": "Open", "qty": 1}, {"items[0].price": "price_missing"}),
    (
        "an open item with a variant",
        _open(variant=LIMA.variant("arroz-blanco", "Porción")),
        {"items[0].variant": "variant_not_allowed"},
    ),
    (
        "an open item with options",
        _open(modifier_options=[glazed(1)]),
        {"items[0].modifier_options": "options_not_allowed"},
    ),
    ("an open item by measure", _open(qty_unit=1), {"items[0].qty_unit": "not_sold_by_measure"}),
    ("an open item below zero", _open(price=-1), {"items[0].price": "price_out_of_range"}),
    ("an open item with a blank name", _open(name="  "), {"items[0].item": "item_missing"}),
    ("a price for a priced variant", rice(price="8.00"), {"items[0].price": "price_not_allowed"}),
    (
        "no price for an open one",
        LIMA.line("fuera-de-carta", "Precio del día"),
        {"items[0].price": "price_missing"},
    ),
    ("no qty", rice(qty=None), {"items[0].qty": "qty_out_of_range"}),
    ("qty 0", rice(0), {"items[0].qty": "qty_out_of_range"}),
    ("qty below 0", rice(-1), {"items[0].qty": "qty_out_of_range"}),
    ("qty above all bounds", rice(10_000), {"items[0].qty": "qty_out_of_range"}),
    ("half a portion", rice(qty=1.5), {"items[0].qty": "not_an_integer"}),
    ("by measure though sold by the piece", rice(qty_unit=1), {"items[0].qty_unit": "not_sold_by_measure"}),
    ("by the piece though sold by measure", KILO | {"qty": 1}, {"items[0].qty_unit": "measure_missing"}),
    ("no weight", KILO | {"qty_unit": 0}, {"items[0].qty_unit": "qty_out_of_range"}),
    ("a weight below 0", KILO | {"qty_unit": "-0.5"}, {"items[0].qty_unit": "qty_out_of_range"}),
    ("ten tonnes", KILO | {"qty_unit": 10_000}, {"items[0].qty_unit": "qty_out_of_range"}),
    ("less than a gram", KILO | {"qty_unit": "0.9985"}, {"items[0].qty_unit": "too_many_decimals"}),
    ("two of a weighed one", KILO | {"qty_unit": 1, "qty": 2}, {"items[0].qty": "qty_not_allowed"}),
    ("too few options", _ceviche_with(MILD), {"items[0].modifier_options": "too_few_options"}),
    (
        "too many options",
        _ceviche_with(MILD, ("picor", "Bravo"), CORVINA),
        {"items[0].modifier_options": "too_many_options"},
    ),
    (
        "too many of an optional modifier",
        ceviche(garnish=[glazed(2), {"modifier_option": LIMA.option("guarnicion", "Choclo desgranado"), "qty": 2}]),
        {"items[0].modifier_options": "too_many_options"},
    ),
    (
        "more of an option than it allows",
        ceviche(garnish=[glazed(3)]),
        {"items[0].modifier_options[2].qty": "option_qty"},
    ),
    ("none of an option", ceviche(garnish=[glazed(0)]), {"items[0].modifier_options[2].qty": "option_qty"}),
    ("less than none", ceviche(garnish=[glazed(-1)]), {"items[0].modifier_options[2].qty": "option_qty"}),
    (
        "an option twice",
        ceviche(garnish=[glazed(1), glazed(1)]),
        {"items[0].modifier_options[3].modifier_option": "duplicate_option"},
    ),
    (
        "a sold-out option",
        _ceviche_with(MILD, ("pesca", "Lenguado")),
        {"items[0].modifier_options[1].modifier_option": "sold_out"},
    ),
    (
        "another item's option",
        rice(modifier_options=[{"modifier_option": LIMA.option("picor", "Suave")}]),
        {"items[0].modifier_options[0].modifier_option": "unknown_option"},
    ),
    (
        "an unknown option",
        rice(modifier_options=[{"modifier_option": NOBODY}]),
        {"items[0].modifier_options[0].modifier_option": "unknown_option"},
    ),
    ("a line that is no object", [], {"items[0]": "not_an_object"}),  # type: ignore[list-item]
    ("an option that is no object", rice(modifier_options=["x"]), {"items[0].modifier_options[0]": "not_an_object"}),
    ("an option without id", rice(modifier_options=[{}]), {"items[0].modifier_options[0].modifier_option": "missing"}),
    ("long notes", rice(notes="x" * 201), {"items[0].notes": "too_long"}),
    ("a long name", _open(name="x" * 51), {"items[0].name": "too_long"}),
    ("a long key", rice(cart_item_key="x" * 51), {"items[0].cart_item_key": "too_long"}),
    ("NUL in notes", rice(notes="a\x00b"), {"items[0].notes": "nul_character"}),
    ("NUL in a name", _open(name="\x00"), {"items[0].name": "nul_character"}),
    ("too many decimals", _open(price="1.001"), {"items[0].price": "too_many_decimals"}),
    ("a price above all bounds", _open(price=10**10), {"items[0].price": "price_out_of_range"}),
    ("an order item before there is an order", rice() | {"id": NOBODY}, {"items[0].id": "unknown_order_item"}),
    (
        "an unknown discount",
        rice(discounts=[{"discount": NOBODY}]),
        {"items[0].discounts[0].discount": "unknown_discount"},
    ),
    (
        "a manufacturer's discount on an item",
        rice(discounts=[{"discount": WINERY}]),
        {"items[0].discounts[0].discount": "order_discount_only"},
    ),
    (
        "a discount that stands alone beside another",
        rice(discounts=[{"discount": STAFF}, {"discount": NEIGHBOUR}]),
        {"items[0].discounts": "not_stackable"},
    ),
]


@pytest.mark.parametrize(("line", "fields"), [pytest.param(*case, id=name) for name, *case in ITEMS])
def test_a_line_that_cannot_be_sold_is_refused(line: Json, fields: dict[str, str], quiet_lima: Partner) -> None:
    for path in PATHS:
        refused = quiet_lima.post(path, quiet_cart(line))
        assert (refused.status, refused.fields) == (422, fields)


def _by_hand(**discount: Any) -> Json:
    return quiet_cart(rice(10), discounts=[discount])


CARTS: list[tuple[str, Json, dict[str, str]]] = [
    ("no location", {"items": [rice()]}, {"location": "missing"}),
    ("an unknown location", rice_cart() | {"location": NOBODY}, {"location": "unknown_location"}),
    ("another restaurant's location", rice_cart() | {"location": LONDON.location}, {"location": "unknown_location"}),
    ("a location by name", rice_cart() | {"location": "downtown-lima"}, {"location": "unknown_id"}),
    ("no items key", {"location": LIMA.location}, {"items": "missing"}),
    ("no items", quiet_cart(), {"items": "no_items"}),
    ("items as an object", rice_cart() | {"items": {"0": rice()}}, {"items": "not_a_list"}),
    ("too many items", quiet_cart(*[rice()] * 501), {"items": "too_many_items"}),
    ("a discount's value given", _by_hand(discount=NEIGHBOUR, value=10), {"discounts[0].value": "value_not_allowed"}),
    ("an open discount's value missing", _by_hand(discount=COURTESY), {"discounts[0].value": "value_missing"}),
    ("more than all", _by_hand(discount=COURTESY, value=100.01), {"discounts[0].value": "value_range"}),
    ("less than nothing", _by_hand(discount=COURTESY, value=-1), {"discounts[0].value": "value_range"}),
    ("an amount below zero", _by_hand(discount=SOLES, value=-1), {"discounts[0].value": "value_range"}),
    ("an amount with a third decimal", _by_hand(discount=SOLES, value="1.005"), {"discounts[0].value": "value_range"}),
    ("an unknown discount", _by_hand(discount=NOBODY), {"discounts[0].discount": "unknown_discount"}),
    (
        "another restaurant's discount",
        _by_hand(discount=LONDON.discount("Staff meal")),
        {"discounts[0].discount": "unknown_discount"},
    ),
    ("no discount", _by_hand(value=1), {"discounts[0].discount": "discount_missing"}),
    (
        "a discount that stands alone beside another",
        quiet_cart(rice(10), discounts=[{"discount": NEIGHBOUR}, {"discount": STAFF}]),
        {"discounts": "not_stackable"},
    ),
    (
        "a discount that stands alone beside a voucher's",
        quiet_cart(rice(10), discounts=[{"discount": STAFF}], vouchers=[{"voucher": LIMA.voucher("FELIZDIA")}]),
        {"discounts": "not_stackable"},
    ),
    (
        "a promotion by hand",
        _by_hand(promotion=LIMA.promotion("gran-mesa")),
        {"discounts[0].promotion": "voucher_needed"},
    ),
    ("an unknown voucher", rice_cart(vouchers=[{"voucher": NOBODY}]), {"vouchers[0].voucher": "unknown_voucher"}),
    ("a voucher by its code", rice_cart(vouchers=[{"voucher": "FELIZDIA"}]), {"vouchers[0].voucher": "unknown_id"}),
    (
        "an unknown reward",
        rice_cart(loyalty_program_rewards=[{"loyalty_program_reward": NOBODY}]),
        {"loyalty_program_rewards[0].loyalty_program_reward": "unknown_reward"},
    ),
    (
        "an unknown charge",
        rice_cart(charges=[{"charge": NOBODY, "amount": 1}]),
        {"charges[0].charge": "unknown_charge"},
    ),
    (
        "a charge of another dining option",
        rice_cart(charges=[{"charge": LIMA.charge("Envío a domicilio"), "amount": 8}]),
        {"charges[0].charge": "charge_not_applicable"},
    ),
    (
        "a charge without a dining option",
        LIMA.cart(rice(), dining=None, charges=[{"charge": LIMA.charge("Envío a domicilio"), "amount": 8}]),
        {"charges[0].charge": "charge_not_applicable"},
    ),
    (
        "a charge without amount",
        rice_cart(charges=[{"charge": LIMA.charge("Envío a domicilio")}]),
        {"charges[0].amount": "missing"},
    ),
    (
        "a charge below zero",
        LIMA.cart(rice(), dining="delivery", charges=[{"charge": LIMA.charge("Envío a domicilio"), "amount": -0.01}]),
        {"charges[0].amount": "amount_out_of_range"},
    ),
    (
        "a charge twice",
        LIMA.cart(rice(), dining="delivery", charges=[{"charge": LIMA.charge("Envío a domicilio"), "amount": 1}] * 2),
        {"charges[1].charge": "duplicate_charge"},
    ),
    ("an unknown table", rice_cart(objects=[{"object": NOBODY}]), {"objects[0].object": "unknown_object"}),
    (
        "another restaurant's table",
        rice_cart(objects=[{"object": LONDON.table(1)}]),
        {"objects[0].object": "unknown_object"},
    ),
    ("a table twice", rice_cart(objects=[{"object": LIMA.table(1)}] * 2), {"objects[1].object": "duplicate_object"}),
    ("nobody at a table", rice_cart(objects=[{"object": LIMA.table(1), "pax": 0}]), {"objects[0].pax": "out_of_range"}),
    (
        "an unknown payment method",
        rice_cart(payments=[{"payment": NOBODY, "amount": 1}]),
        {"payments[0].payment": "unknown_payment"},
    ),
    (
        "a payment input of another method",
        rice_cart(
            payments=[
                LIMA.pays(
                    "cash",
                    1,
                    payment_inputs=[{"payment_input": LIMA.asks("yape", "Código de operación"), "value": "1"}],
                )
            ]
        ),
        {"payments[0].payment_inputs[0].payment_input": "unknown_payment_input"},
    ),
    ("a payment of nothing", rice_cart(payments=[LIMA.pays("cash", 0)]), {"payments[0].amount": "amount_out_of_range"}),
    (
        "a payment below zero",
        rice_cart(payments=[LIMA.pays("cash", -1)]),
        {"payments[0].amount": "amount_out_of_range"},
    ),
    ("an overpayment", rice_cart(payments=[LIMA.pays("cash", 8.01)]), {"payments[0].amount": "overpayment"}),
    (
        "an overpayment in two",
        rice_cart(payments=[LIMA.pays("cash", 8), LIMA.pays("card", 0.01)]),
        {"payments[1].amount": "overpayment"},
    ),
    (
        "a receipt twice",
        rice_cart(payments=[LIMA.pays("cash", 1, receipt_no="R1"), LIMA.pays("cash", 1, receipt_no="R1")]),
        {"payments[1].receipt_no": "receipt_no_taken"},
    ),
    (
        "a refund of what was not paid",
        rice_cart(refunds=[{"refund_payments": [LIMA.pays("cash", 1)]}]),
        {"refunds[0].refund_payments[0].payment": "method_not_used"},
    ),
    (
        "a refund by another method",
        rice_cart(payments=[LIMA.pays("cash", 8)], refunds=[{"refund_payments": [LIMA.pays("card", 1)]}]),
        {"refunds[0].refund_payments[0].payment": "method_not_used"},
    ),
    (
        "refunds above what was paid",
        rice_cart(payments=[LIMA.pays("cash", 8)], refunds=[{"refund_payments": [LIMA.pays("cash", 5)]}] * 2),
        {"refunds[1].refund_payments[0].amount": "refund_exceeds_payment"},
    ),
    (
        "a refund of nothing",
        rice_cart(payments=[LIMA.pays("cash", 8)], refunds=[{"refund_payments": []}]),
        {"refunds[0].refund_payments": "no_refund_payments"},
    ),
    (
        "an unknown dining option",
        rice_cart(order_info={"dining_option": NOBODY}),
        {"order_info.dining_option": "unknown_dining_option"},
    ),
    (
        "another restaurant's dining option",
        rice_cart(order_info={"dining_option": LONDON.dining("dine_in")}),
        {"order_info.dining_option": "unknown_dining_option"},
    ),
    ("an unknown customer", rice_cart(order_info={"customer": NOBODY}), {"order_info.customer": "unknown_customer"}),
    ("a status of its own", rice_cart(order_info={"status": "closed"}), {"order_info.status": "not_a_choice"}),
    ("an order placed as open", rice_cart(order_info={"status": "open"}), {"order_info.status": "not_a_choice"}),
    ("nobody comes", rice_cart(order_info={"pax": 0}), {"order_info.pax": "out_of_range"}),
    ("too many come", rice_cart(order_info={"pax": 10_000}), {"order_info.pax": "out_of_range"}),
    ("half a guest", rice_cart(order_info={"pax": 1.5}), {"order_info.pax": "not_an_integer"}),
    ("a spaced order no", rice_cart(order_info={"order_no": "BC 28"}), {"order_info.order_no": "pattern"}),
    ("a dashed order no", rice_cart(order_info={"order_no": "BC-928"}), {"order_info.order_no": "pattern"}),
    ("an order no with a line end", rice_cart(order_info={"order_no": "BC928\n"}), {"order_info.order_no": "pattern"}),
    ("an order no in Arabic digits", rice_cart(order_info={"order_no": "٣٤٥"}), {"order_info.order_no": "pattern"}),
    ("a long order no", rice_cart(order_info={"order_no": "A" * 11}), {"order_info.order_no": "pattern"}),
    (
        "a bad receipt no",
        rice_cart(payments=[LIMA.pays("cash", 1, receipt_no="é")]),
        {"payments[0].receipt_no": "pattern"},
    ),
    (
        "a bad refund no",
        rice_cart(refunds=[{"refund_no": "#1", "refund_payments": [LIMA.pays("cash", 1)]}]),
        {"refunds[0].refund_no": "pattern"},
    ),
    ("a country of three letters", rice_cart(order_info={"country": "SGP"}), {"order_info.country": "pattern"}),
    (
        "a latitude off the globe",
        rice_cart(order_info={"address_lat": 181}),
        {"order_info.address_lat": "out_of_range"},
    ),
    ("info as a list", rice_cart() | {"order_info": []}, {"order_info": "not_an_object"}),
    ("info as a text", rice_cart() | {"order_info": "dine in"}, {"order_info": "not_an_object"}),
    ("payments as an object", rice_cart(payments={"payment": 1}), {"payments": "not_a_list"}),
    ("a discount as a text", rice_cart(discounts=["x"]), {"discounts[0]": "not_an_object"}),
]
CARTS += [
    (f"long {key}", rice_cart(order_info={key: "x" * (longest + 1)}), {f"order_info.{key}": "too_long"})
    for key, longest in {
        "order_ticket": 50,
        "notes": 200,
        "first_name": 50,
        "last_name": 50,
        "email": 50,
        "phone": 50,
        "address1": 100,
        "address2": 100,
        "city": 100,
        "postal": 50,
    }.items()
]
CARTS += [
    (f"NUL in {key}", rice_cart(order_info={key: "\x00"}), {f"order_info.{key}": "nul_character"})
    for key in ("order_ticket", "notes", "first_name", "email", "address1", "timeslot", "delivery_zone")
]
CARTS += [
    (f"{key} {value!r}", rice_cart(order_info={key: value}), {f"order_info.{key}": "not_a_time"})
    for key in ("order_at", "timeslot_start", "timeslot_end")
    for value in (
        "soon",
        "2026-02-30T10:00:00+00:00",
        "2026-01-01T25:00:00Z",
        1_700_000_000,
        "0001-01-01T00:00:00+14:00",
    )
]


@pytest.mark.parametrize(("cart", "fields"), [pytest.param(*case, id=name) for name, *case in CARTS])
def test_a_cart_that_cannot_be_taken_is_refused(cart: Json, fields: dict[str, str], quiet_lima: Partner) -> None:
    for path in PATHS:
        refused = quiet_lima.post(path, cart)
        assert (refused.status, refused.fields) == (422, fields)


def test_an_item_of_the_other_location_only_is_not_sold_here(quiet_singapore: Partner) -> None:
    line = SINGAPORE.line("itek-tim", "Regular")
    for path in PATHS:
        refused = quiet_singapore.post(path, SINGAPORE.cart(line))
        assert (refused.status, refused.fields) == (422, {"items[0].item": "unknown_item"})
        assert quiet_singapore.post("/cart/calculate", KATONG.cart(line)).status == 200
        table = quiet_singapore.post(
            path, SINGAPORE.cart({"name": "x", "qty": 1, "price": 1}, objects=[{"object": KATONG.table(1)}])
        )
        assert table.fields == {"objects[0].object": "unknown_object"}


def test_all_that_is_wrong_is_told_at_once(quiet_lima: Partner) -> None:
    cart = quiet_cart(rice(0), ceviche(garnish=[glazed(3)]), LIMA.line("ipa", "Botella"), objects=[{"object": NOBODY}])
    refused = quiet_lima.post("/cart/submit", cart)
    assert refused.fields == {
        "items[0].qty": "qty_out_of_range",
        "items[1].modifier_options[2].qty": "option_qty",
        "items[2].item": "sold_out",
        "objects[0].object": "unknown_object",
    }
    assert "items[0].qty" in refused.error["detail"]


NUMBERS = (
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "1E5",
    "0x10",
    "1_000",
    "1,5",
    "",
    " ",
    "--1",
    "٣",
    "1" * 5000,
    "+1",
)


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: f"{number[:12]!r}")
def test_a_text_that_is_no_plain_number_is_no_amount(number: str, quiet_lima: Partner) -> None:
    for cart, field in (
        (quiet_cart(_open(price=number)), "items[0].price"),
        (quiet_cart(KILO | {"qty_unit": number}), "items[0].qty_unit"),
        (rice_cart(payments=[LIMA.pays("cash", number)]), "payments[0].amount"),
        (_by_hand(discount=COURTESY, value=number), "discounts[0].value"),
    ):
        for path in PATHS:
            refused = quiet_lima.post(path, cart)
            assert (refused.status, list(refused.fields)) == (422, [field])


LITERALS = (
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "-1e400",
    "1" * 400,
    "1e15",
    "true",
    "[]",
    "{}",
    "1.0000001",
)


@pytest.mark.parametrize("literal", LITERALS, ids=lambda literal: literal[:12])
def test_a_literal_that_is_no_amount_is_refused(literal: str, quiet_lima: Partner) -> None:
    places: tuple[tuple[Json, str], ...] = (
        (quiet_cart(_open(price="@")), "items[0].price"),
        (rice_cart(payments=[LIMA.pays("cash", "@")]), "payments[0].amount"),
        (rice_cart(order_info={"address_lat": "@"}), "order_info.address_lat"),
        (quiet_cart(rice(qty="@")), "items[0].qty"),
        (rice_cart(order_info={"pax": "@"}), "order_info.pax"),
    )
    for cart, field in places:
        if literal in ("true", "1.0000001") and not field.endswith(("price", "amount")):
            continue
        content = json.dumps(cart).replace('"@"', literal).encode()
        for path in PATHS:
            refused = quiet_lima.call("POST", path, content=content)
            assert refused.status in (400, 422), (field, refused.body)
            if refused.status == 422:
                assert list(refused.fields) == [field]


BODIES = {
    "empty": b"",
    "blank": b"   ",
    "text": b"not json",
    "half": b'{"location": "',
    "single quotes": b"{'location': 1}",
    "trailing comma": b'{"location": "x",}',
    "form": b"location=1&items=2",
    "not UTF-8": b'{"location": "\xff\xfe"}',
    "UTF-16": '{"location": "x"}'.encode("utf-16"),
    "NUL": b"\x00",
    "null": b"null",
    "list": b"[]",
    "number": b"1",
    "true": b"true",
    "quoted": b'"cart"',
    "deep lists": b"[" * 100_000,
    "deep lists, closed": b"[" * 50_000 + b"]" * 50_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
}
TAKING_BODIES = (
    ("POST", "/cart/calculate"),
    ("POST", "/cart/submit"),
    ("PUT", f"/orders/{NOBODY}"),
    ("POST", f"/orders/{NOBODY}/payments"),
    ("POST", f"/orders/{NOBODY}/refunds"),
)


@pytest.mark.parametrize(("method", "path"), TAKING_BODIES)
@pytest.mark.parametrize("content", [pytest.param(body, id=name) for name, body in BODIES.items()])
def test_a_body_that_is_no_json_object_is_malformed(
    content: bytes, method: str, path: str, quiet_lima: Partner
) -> None:
    refused = quiet_lima.call(method, path, content=content)
    assert (refused.status, refused.error["code"]) == (400, "malformed")


@pytest.mark.parametrize(("method", "path"), TAKING_BODIES)
def test_a_body_over_a_megabyte_is_too_large(method: str, path: str, quiet_lima: Partner) -> None:
    for content in (b" " * 1_048_577, json.dumps(rice_cart(padding="x" * 1_100_000)).encode()):
        refused = quiet_lima.call(method, path, content=content)
        assert (refused.status, refused.error["code"]) == (413, "too_large")

    def in_chunks() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    assert quiet_lima.call(method, path, content=in_chunks()).status == 413


def test_a_large_body_within_the_limit_is_read(quiet_lima: Partner) -> None:
    content = json.dumps(rice_cart(padding="x" * 900_000)).encode()
    assert quiet_lima.call("POST", "/cart/calculate", content=content).data["total"] == 8


SURROGATES = (rb"\ud800", rb"\udfff", rb"a\ud83d b", rb"\udc00\ud800")


@pytest.mark.parametrize("surrogate", SURROGATES, ids=lambda surrogate: surrogate.decode())
@pytest.mark.parametrize("key", ["notes", "order_ticket", "first_name", "order_no", "email", "timeslot", "country"])
def test_half_a_character_is_refused(surrogate: bytes, key: str, quiet_lima: Partner) -> None:
    content = json.dumps(rice_cart(order_info={key: "@"})).encode().replace(b'"@"', b'"' + surrogate + b'"')
    for path in PATHS:
        refused = quiet_lima.call("POST", path, content=content)
        assert refused.status in (400, 422)


@pytest.mark.parametrize("number", [10**18, 10**30, 10**300, -(10**30), 2**31, 2**63, 2**64])
def test_huge_integers_are_refused_by_name(number: int, quiet_lima: Partner) -> None:
    for cart, field in (
        (quiet_cart(rice(number)), "items[0].qty"),
        (quiet_cart(_open(price=number)), "items[0].price"),
        (quiet_cart(KILO | {"qty_unit": number}), "items[0].qty_unit"),
        (quiet_cart(ceviche(garnish=[glazed(number)])), "items[0].modifier_options[2].qty"),
        (rice_cart(order_info={"pax": number}), "order_info.pax"),
        (rice_cart(objects=[{"object": LIMA.table(1), "pax": number}]), "objects[0].pax"),
        (rice_cart(payments=[LIMA.pays("cash", number)]), "payments[0].amount"),
        (_by_hand(discount=SOLES, value=number), "discounts[0].value"),
    ):
        for path in PATHS:
            refused = quiet_lima.post(path, cart)
            assert refused.status == 422, (field, refused.body)
            assert field in refused.fields


@pytest.mark.parametrize(
    "when",
    ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59-12:00", "1900-01-01T00:00:00Z"],
)
def test_a_time_at_the_end_of_all_times_does_no_harm(when: str, quiet_lima: Partner, quiet_singapore: Partner) -> None:
    for partner, shop in ((quiet_lima, LIMA), (quiet_singapore, SINGAPORE)):
        for key in ("order_at", "timeslot_start"):
            cart = shop.cart({"name": "x", "qty": 1, "price": 1}, order_info={key: when})
            answer = partner.post("/cart/calculate", cart)
            assert answer.status in (200, 422), answer.body


def test_the_longest_of_everything_is_taken(quiet_lima: Partner) -> None:
    most = quiet_cart(*[_open(name="n" * 50, qty=9_999, price="10000000.00", notes="é" * 200)] * 500)
    answer = quiet_lima.post("/cart/calculate", most)
    assert answer.data["total"] == 10_000_000 * 9_999 * 500


@pytest.mark.parametrize("value", [None, 5, True, [], {}, "x", [[]], {"a": 1}, 1.5])
@pytest.mark.parametrize(
    "key",
    [
        "location",
        "items",
        "charges",
        "discounts",
        "payments",
        "refunds",
        "objects",
        "loyalty_program_rewards",
        "vouchers",
        "order_info",
    ],
)
def test_anything_anywhere_is_answered(key: str, value: Any, quiet_lima: Partner) -> None:
    for said in ({key: value}, {key: [value]}, {key: [{"item": value, "discount": value, "payment": value}]}):
        answer = quiet_lima.post("/cart/calculate", rice_cart() | said)
        assert answer.status in (200, 422), answer.body
