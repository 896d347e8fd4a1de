"""12.3 Update order."""

import pytest

from comanda.api.online_order import shapes
from tests.api.online_order import contract
from tests.api.online_order.carts import (
    LIMA,
    NOBODY,
    SINGAPORE,
    calculate,
    ceviche,
    documented_cart,
    glazed,
    quiet_cart,
    rice,
    rice_cart,
    rows,
    submit,
    view,
)
from tests.api.online_order.stored import accept_nothing, as_restaurant, contact_of, everything, sell_out
from tests.partner import Answer, Json, Partner

MONEY = ("subtotal", "total", "rounding", "paid", "financial_status")


def _put(partner: Partner, order: Json, change: Json, **headers: str) -> Answer:
    return partner.put(f"/orders/{order['id']}", change, **headers)


def _money(order: Json) -> Json:
    kept = {key: order[key] for key in (*MONEY, "discounts", "charges", "taxes", "manufacturer_discounts", "vouchers")}
    kept["lines"] = [(item["price_per"], item["price"], item["discounts"]) for item in order["items"]]
    return kept


def test_a_change_is_answered_with_the_whole_order(lima: Partner) -> None:
    order = submit(lima, rice_cart())
    found = _put(lima, order, {"items": [rice(3)], "order_info": {"pax": 2}})
    shapes.One[shapes.OrderOut].model_validate(found.body)
    contract.hold(found.body, {"data": contract.ORDER})
    assert (found.data["total"], found.data["pax"], found.data["id"]) == (24, 2, order["id"])
    assert found.data["created_at"] == order["created_at"]
    assert view(lima, order["id"]) == found.data


def test_a_change_of_nothing_keeps_all_money(lima: Partner) -> None:
    order = submit(lima, documented_cart())
    changes: tuple[Json, ...] = ({}, {"payments": []}, {"order_info": {}}, {"items": None, "order_info": None})
    for change in changes:
        assert _money(_put(lima, order, change).data) == _money(order)


def test_sending_everything_again_keeps_all_money(lima: Partner) -> None:
    cart = documented_cart()
    order = submit(lima, cart)
    items = [item | {"id": had["id"]} for item, had in zip(cart["items"], order["items"], strict=True)]
    again = {key: cart[key] for key in ("charges", "discounts", "objects", "vouchers", "order_info")}
    changed = _put(lima, order, again | {"items": items}).data
    assert _money(changed) == _money(order)
    assert [item["id"] for item in changed["items"]] == [item["id"] for item in order["items"]]
    assert (changed["order_no"], changed["payments"], changed["objects"]) == (
        "BC928K",
        order["payments"],
        order["objects"],
    )


def test_items_sent_with_their_id_keep_their_progress(lima: Partner) -> None:
    order = submit(lima, quiet_cart(ceviche(garnish=[glazed(1)]), rice()))
    fish, side = order["items"]
    for item in (fish, side):
        assert lima.post(f"/orders/{order['id']}/order_items/{item['id']}/kitchen/fulfill").status == 204
        assert lima.post(f"/orders/{order['id']}/order_items/{item['id']}/expedite/expedite").status == 204
    kept = ceviche(garnish=[glazed(1)]) | {"id": fish["id"]}
    changed = _put(lima, order, {"items": [kept, rice() | {"id": side["id"]}]}).data
    assert [item["id"] for item in changed["items"]] == [fish["id"], side["id"]]
    assert (changed["kitchen_status"], changed["expedite_status"]) == ("fulfilled", "expedited")
    replaced = _put(lima, order, {"items": [kept, rice()]}).data
    assert replaced["items"][0]["id"] == fish["id"]
    assert replaced["items"][1]["id"] != side["id"]
    assert (replaced["kitchen_status"], replaced["expedite_status"]) == ("partial", "partial")
    alone = _put(lima, order, {"items": [rice(2)]}).data
    assert (len(alone["items"]), alone["total"]) == (1, 16)
    assert (alone["kitchen_status"], alone["expedite_status"]) == (None, None)


def test_lists_are_replaced_or_emptied_or_kept(lima: Partner) -> None:
    cart = quiet_cart(
        rice(10),
        dining="delivery",
        discounts=[{"discount": LIMA.discount("Cumpleaños")}],
        charges=[{"charge": LIMA.charge("Envío a domicilio"), "amount": 5}],
        objects=[{"object": LIMA.table(1)}, {"object": LIMA.table(2), "pax": 2}],
    )
    order = submit(lima, cart)
    assert (order["subtotal"], order["total"]) == (60, 65)

    other_items = _put(lima, order, {"items": [rice(20)]}).data
    assert (other_items["subtotal"], other_items["total"]) == (140, 145)
    assert other_items["objects"] == order["objects"]

    courtesy = [{"discount": LIMA.discount("Cortesía en soles"), "value": 7.5}]
    other_discount = _put(lima, order, {"discounts": courtesy}).data
    assert (other_discount["subtotal"], other_discount["total"]) == (152.5, 157.5)
    assert _put(lima, order, {"objects": []}).data["total"] == 157.5

    own_charge = _put(lima, order, {"charges": [], "discounts": []}).data
    assert (own_charge["subtotal"], own_charge["total"], own_charge["discounts"]) == (160, 168, [])
    assert own_charge["objects"] == []
    dine_in = _put(lima, order, {"order_info": {"dining_option": LIMA.dining("dine_in")}}).data
    assert (dine_in["total"], dine_in["dining_option_name"], dine_in["charges"]) == (160, "En salón", [])
    seated = _put(lima, order, {"objects": [{"object": LIMA.table(20), "pax": 1}]}).data
    assert seated["objects"] == [{"object": LIMA.table(20), "name": "Esquina"}]


def test_empty_order_info_keeps_what_the_order_had(lima: Partner) -> None:
    info = {"order_no": "KEEP1", "order_ticket": "C23", "pax": 5, "notes": "By the window"}
    order = submit(lima, rice_cart(order_info=info))
    for empty in ("", None):
        said = dict.fromkeys(("order_no", "order_ticket", "pax", "status", "order_at"), empty)
        kept = _put(lima, order, {"order_info": said}).data
        assert {key: kept[key] for key in info} == info
        assert (kept["status"], kept["dining_option"]) == (order["status"], order["dining_option"])
    changed = {"order_no": "NEW1", "order_ticket": "D1", "pax": 2, "notes": "At the bar"}
    found = _put(lima, order, {"order_info": changed}).data
    assert {key: found[key] for key in changed} == changed


def test_an_empty_text_takes_the_text_away(lima: Partner, database_url: str) -> None:
    order = submit(lima, rice_cart(order_info={"notes": "By the window", "phone": "+511", "first_name": "Ana"}))
    found = _put(lima, order, {"order_info": {"notes": "", "phone": ""}}).data
    assert found["notes"] is None
    assert contact_of(database_url, order["id"]) == {"first_name": "Ana"}


def test_a_set_charge_goes_with_the_dining_option_it_was_for(lima: Partner) -> None:
    packaging = LIMA.charge("Envases para llevar")
    takeaway = rice_cart(
        charges=[{"charge": packaging, "amount": 5}], order_info={"dining_option": LIMA.dining("takeaway")}
    )
    order = submit(lima, takeaway)
    assert [row["amount"] for row in order["charges"]] == [5]
    found = _put(lima, order, {"order_info": {"dining_option": LIMA.dining("dine_in")}}).data
    assert found["charges"] == []


def test_payments_are_only_ever_added(lima: Partner) -> None:
    order = submit(lima, rice_cart(2, payments=[LIMA.pays("cash", 6, receipt_no="FIRST")]))
    code = [{"payment_input": LIMA.asks("yape", "Código de operación"), "value": "001"}]
    changed = _put(lima, order, {"payments": [LIMA.pays("yape", 4, receipt_no="SECOND", payment_inputs=code)]}).data
    assert changed["payments"][0] == order["payments"][0]
    assert [(row["receipt_no"], row["amount"]) for row in changed["payments"]] == [("FIRST", 6), ("SECOND", 4)]
    assert changed["payments"][1]["payment_inputs"] == code
    assert (changed["paid"], changed["financial_status"]) == (10, "partially_paid")
    too_much = _put(lima, order, {"payments": [LIMA.pays("cash", 6), LIMA.pays("cash", 0.01)]})
    assert (too_much.status, too_much.fields) == (422, {"payments[1].amount": "overpayment"})
    more_items = _put(lima, order, {"items": [rice(3)], "payments": [LIMA.pays("cash", 14)]}).data
    assert (more_items["total"], more_items["paid"], more_items["financial_status"]) == (24, 24, "paid")


def test_an_order_cannot_cost_less_than_was_paid(lima: Partner, database_url: str) -> None:
    order = submit(lima, rice_cart(3, payments=[LIMA.pays("cash", 20)]))
    before = everything(database_url)
    refused = _put(lima, order, {"items": [rice(2)]})
    assert (refused.status, refused.error["code"]) == (409, "paid_beyond_total")
    assert everything(database_url) == before
    assert view(lima, order["id"]) == order
    lima.post(f"/orders/{order['id']}/refunds", {"refund_payments": [LIMA.pays("cash", 4)]})
    assert _put(lima, order, {"items": [rice(2)]}).data["total"] == 16


@pytest.mark.parametrize("action", ["close", "cancel"])
def test_an_order_that_is_over_is_not_changed(action: str, lima: Partner, database_url: str) -> None:
    order = submit(lima, rice_cart())
    over = lima.post(f"/orders/{order['id']}/{action}").data
    before = everything(database_url)
    refused = _put(lima, order, {"items": [rice(2)]})
    assert (refused.status, refused.error["code"]) == (409, "order_not_changeable")
    assert everything(database_url) == before
    assert view(lima, order["id"]) == over


def test_a_change_may_be_tied_to_the_version_it_starts_from(lima: Partner, database_url: str) -> None:
    order = submit(lima, rice_cart())
    tag = lima.get(f"/orders/{order['id']}").headers["etag"]
    first = _put(lima, order, {"items": [rice(2)]}, **{"If-Match": tag})
    assert first.data["total"] == 16
    before = everything(database_url)
    stale = _put(lima, order, {"items": [rice(3)]}, **{"If-Match": tag})
    assert (stale.status, stale.error["code"]) == (409, "stale_version")
    assert everything(database_url) == before
    assert _put(lima, order, {"items": [rice(4)]}, **{"If-Match": first.headers["etag"]}).data["total"] == 32
    assert _put(lima, order, {"items": [rice(5)]}, **{"If-Match": "*"}).data["total"] == 40
    nonsense = _put(lima, order, {"items": [rice(6)]}, **{"If-Match": '"not-ours"'})
    assert (nonsense.status, nonsense.fields) == (422, {"If-Match": "not_an_etag"})


def test_status_follows_what_the_order_allows(lima: Partner, database_url: str) -> None:
    accept_nothing(database_url, LIMA.id())
    order = submit(lima, rice_cart())
    assert order["status"] == "pending"
    assert _put(lima, order, {"order_info": {"status": "open"}}).error["code"] == "wrong_transition"
    waits = _put(lima, order, {"order_info": {"status": "pending_payment"}}).data
    assert waits["status"] == "pending_payment"
    assert _put(lima, order, {"order_info": {"status": "pending"}}).data["status"] == "pending"
    accepted = lima.post(f"/orders/{order['id']}/order_items/{order['items'][0]['id']}/kitchen/pending")
    assert accepted.status == 204
    refused = _put(lima, order, {"order_info": {"status": "pending_payment"}})
    assert (refused.status, refused.error["code"]) == (409, "wrong_transition")
    assert _put(lima, order, {"order_info": {"status": "pending"}}).data["status"] == "open"


def test_what_was_ordered_keeps_its_price_and_may_be_sold_out_by_now(lima: Partner, database_url: str) -> None:
    order = submit(lima, rice_cart(2))
    as_restaurant(
        database_url,
        LIMA.id(),
        "UPDATE item_variants SET price = 900 WHERE id = %s",
        (LIMA.variant("arroz-blanco", "Porción"),),
    )
    sell_out(database_url, LIMA.id(), LIMA.location, LIMA.item("arroz-blanco"))
    assert _put(lima, order, {"order_info": {"pax": 2}}).data["total"] == 16
    kept = rice(3) | {"id": order["items"][0]["id"]}
    assert _put(lima, order, {"items": [kept]}).data["total"] == 24
    as_new = _put(lima, order, {"items": [kept, rice()]})
    assert (as_new.status, as_new.fields) == (422, {"items[1].item": "sold_out"})


def test_open_prices_and_measures_stay_when_nothing_is_said(lima: Partner) -> None:
    cart = quiet_cart(
        LIMA.line("fuera-de-carta", "Precio del día", price="99.99"),
        {"item": LIMA.item("chita-entera"), "variant": LIMA.variant("chita-entera", "Por kilo"), "qty_unit": 0.988},
        {"name": "Torta", "qty": 2, "price": "10.01"},
    )
    order = submit(lima, cart)
    assert order["total"] == 228.69
    kept = _put(lima, order, {"order_info": {"notes": "Candles"}}).data
    assert (kept["total"], kept["items"]) == (228.69, order["items"])
    repriced = _put(
        lima,
        order,
        {
            "items": [
                cart["items"][0] | {"id": order["items"][0]["id"], "price": "89.99"},
                cart["items"][1] | {"id": order["items"][1]["id"], "qty_unit": 1.5},
                cart["items"][2] | {"id": order["items"][2]["id"], "qty": 1},
            ]
        },
    ).data
    assert [item["price"] for item in repriced["items"]] == [89.99, 165, 10.01]


def test_the_quantity_of_a_kept_item_is_checked_like_a_new_ones(lima: Partner, database_url: str) -> None:
    kilo = {"item": LIMA.item("chita-entera"), "variant": LIMA.variant("chita-entera", "Por kilo"), "qty_unit": 1}
    order = submit(lima, quiet_cart(kilo, rice(2)))
    fish, side = (item["id"] for item in order["items"])
    before = everything(database_url)
    cases: tuple[tuple[Json, str], ...] = (
        (kilo | {"id": fish, "qty_unit": 0}, "items[0].qty_unit"),
        (kilo | {"id": fish, "qty_unit": -0.5}, "items[0].qty_unit"),
        (kilo | {"id": fish, "qty_unit": 10_000}, "items[0].qty_unit"),
        (kilo | {"id": fish, "qty_unit": 99_999_999}, "items[0].qty_unit"),
        (kilo | {"id": fish, "qty_unit": "0.9985"}, "items[0].qty_unit"),
        (kilo | {"id": fish, "qty": 2}, "items[0].qty"),
        (rice(0, id=side), "items[0].qty"),
        (rice(-1, id=side), "items[0].qty"),
        (rice(10_000, id=side), "items[0].qty"),
        (rice(1, id=side, qty_unit=1), "items[0].qty_unit"),
    )
    for item, field in cases:
        refused = _put(lima, order, {"items": [item]})
        assert (refused.status, list(refused.fields)) == (422, [field]), item
        assert everything(database_url) == before
    assert view(lima, order["id"]) == order


def test_promotions_stay_those_of_when_the_order_was_placed(lima: Partner) -> None:
    tuesday = {"order_at": "2026-11-17T16:00:00-05:00"}
    order = submit(lima, LIMA.cart(LIMA.line("suspiro", "Porción"), order_info=tuesday))
    assert rows(order) == [("promotion", 3.8)]
    changed = _put(lima, order, {"items": [LIMA.line("suspiro", "Porción", qty=2)]}).data
    assert (rows(changed), changed["total"]) == ([("promotion", 7.6)], 30.4)
    moved = _put(lima, order, {"order_info": {"order_at": "2026-11-18T16:00:00-05:00"}}).data
    assert (rows(moved), moved["total"]) == ([], 38)


def test_a_change_is_priced_as_a_cart_would_be(singapore: Partner) -> None:
    sunday = {"order_at": "2026-11-22T23:30:00+08:00"}
    order = submit(singapore, SINGAPORE.cart(SINGAPORE.line("milo-dinosaur", "Iced"), order_info=sunday))
    lines = [{"name": "Open", "qty": 1, "price": "71.42"}]
    changed = _put(singapore, order, {"items": lines}).data
    priced = calculate(singapore, SINGAPORE.cart(*lines, order_info=sunday))
    assert (changed["total"], changed["rounding"]) == (priced["total"], 0.02) == (85.63, 0.02)


UNTAKEABLE: list[tuple[Json, int, str]] = [
    ({"items": []}, 422, "items"),
    ({"items": [rice(0)]}, 422, "items[0].qty"),
    ({"items": [rice() | {"id": NOBODY}]}, 422, "items[0].id"),
    ({"items": [rice() | {"id": "1"}]}, 422, "items[0].id"),
    ({"items": [rice() | {"item": NOBODY}]}, 422, "items[0].item"),
    ({"items": "rice"}, 422, "items"),
    ({"payments": [{"payment": NOBODY, "amount": 1}]}, 422, "payments[0].payment"),
    ({"payments": [LIMA.pays("cash", 0)]}, 422, "payments[0].amount"),
    (
        {"payments": [LIMA.pays("cash", 1, receipt_no="A"), LIMA.pays("cash", 1, receipt_no="A")]},
        422,
        "payments[1].receipt_no",
    ),
    ({"charges": [{"charge": LIMA.charge("Envío a domicilio"), "amount": 1}]}, 422, "charges[0].charge"),
    ({"discounts": [{"discount": NOBODY}]}, 422, "discounts[0].discount"),
    ({"objects": [{"object": NOBODY}]}, 422, "objects[0].object"),
    ({"vouchers": [{"voucher": NOBODY}]}, 422, "vouchers[0].voucher"),
    ({"order_info": {"dining_option": NOBODY}}, 422, "order_info.dining_option"),
    ({"order_info": {"status": "closed"}}, 422, "order_info.status"),
    ({"order_info": {"pax": 0}}, 422, "order_info.pax"),
    ({"order_info": {"notes": "x" * 201}}, 422, "order_info.notes"),
    ({"order_info": {"order_no": "TAKEN"}}, 409, "order_info.order_no"),
    ({"payments": [LIMA.pays("cash", 1, receipt_no="TAKEN")]}, 409, "payments[0].receipt_no"),
]


def test_a_change_that_cannot_be_taken_changes_nothing(lima: Partner, database_url: str) -> None:
    submit(lima, rice_cart(payments=[LIMA.pays("cash", 1, receipt_no="TAKEN")], order_info={"order_no": "TAKEN"}))
    order = submit(lima, rice_cart())
    before = everything(database_url)
    for change, status, field in UNTAKEABLE:
        refused = _put(lima, order, change)
        assert (refused.status, list(refused.fields)) == (status, [field]), change
        assert everything(database_url) == before, change
        assert view(lima, order["id"]) == order


def test_an_item_is_kept_once(lima: Partner) -> None:
    order = submit(lima, rice_cart())
    same = rice() | {"id": order["items"][0]["id"]}
    refused = _put(lima, order, {"items": [same, same]})
    assert (refused.status, refused.fields) == (422, {"items[1].id": "duplicate_order_item"})
    other = submit(lima, rice_cart())
    foreign = _put(lima, other, {"items": [same]})
    assert (foreign.status, foreign.fields) == (422, {"items[0].id": "unknown_order_item"})
