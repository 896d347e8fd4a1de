"""The shared cart of a table."""

from uuid import uuid4

import pytest

from tests.api.guest.client import Json, Phone, Place


def _put(who: Phone, line_id: str, line: Json) -> Json:
    found: Json = who.put(f"/customer/cart/lines/{line_id}", line).data
    return found


def test_what_phones_put_in_everybody_sees(lima: Place) -> None:
    carlos, maria = lima.seat(), lima.ask(name="Maria Garcia")
    first, second = str(uuid4()), str(uuid4())
    _put(carlos, first, lima.line("arroz-blanco"))
    cart = _put(maria, second, lima.line("ceviche-clasico", ("picor", "Suave"), ("pesca", "Corvina"), notes="Ya"))
    assert carlos.get("/customer/cart").data == cart
    assert [(line["id"], line["guest_name"], line["name"], line["total"]) for line in cart["lines"]] == [
        (first, "Carlos Rodriguez", "Arroz blanco", 800),
        (second, "Maria Garcia", "Ceviche clásico", 5400),
    ]
    assert (cart["total"], cart["currency"]) == (6200, "PEN")
    assert cart["lines"][1]["menuItemId"] == lima.shop.item("ceviche-clasico")
    assert [chosen["modifierId"] for chosen in cart["lines"][1]["modifiers"]] == [
        lima.shop.option("picor", "Suave"),
        lima.shop.option("pesca", "Corvina"),
    ]


def test_a_line_put_twice_is_one_line_with_the_last_words(lima: Place) -> None:
    carlos, maria = lima.seat(), lima.ask(name="Maria Garcia")
    line_id = str(uuid4())
    for _ in range(2):
        cart = _put(carlos, line_id, lima.line("arroz-blanco"))
        assert [(line["quantity"], line["total"]) for line in cart["lines"]] == [(1, 800)]
    cart = _put(maria, line_id, lima.line("arroz-blanco", qty=3))
    assert [(line["quantity"], line["total"], line["guest_name"]) for line in cart["lines"]] == [
        (3, 2400, "Carlos Rodriguez")
    ]
    assert maria.delete(f"/customer/cart/lines/{line_id}").data["lines"] == []
    assert maria.delete(f"/customer/cart/lines/{line_id}").data["total"] == 0


def test_another_tables_line_stays_its_own(lima: Place) -> None:
    carlos, stranger = lima.seat(), lima.seat(14, "Stranger")
    line_id = str(uuid4())
    _put(carlos, line_id, lima.line("arroz-blanco"))
    assert stranger.put(f"/customer/cart/lines/{line_id}", lima.line("choclo-queso", qty=9)).status in (400, 404, 409)
    assert stranger.delete(f"/customer/cart/lines/{line_id}").data["lines"] == []
    assert stranger.post("/customer/orders", {"cartLineIds": [line_id]}).refusal == (409, "CART_CHANGED")
    assert stranger.post("/customer/quote", {"cartLineIds": [line_id]}).refusal == (409, "CART_CHANGED")
    assert [line["total"] for line in carlos.get("/customer/cart").data["lines"]] == [800]


def test_ordering_takes_its_lines_once(lima: Place) -> None:
    carlos, maria = lima.seat(), lima.ask(name="Maria Garcia")
    ids = [str(uuid4()) for _ in range(3)]
    for line_id in ids:
        _put(carlos, line_id, lima.line("arroz-blanco"))
    quoted = carlos.post("/customer/quote", {"cartLineIds": ids[:2]}).data
    order = carlos.order(cartLineIds=ids[:2])
    assert (quoted["total"], order["total"], len(order["items"])) == (1600, 1600, 2)
    assert [line["id"] for line in maria.get("/customer/cart").data["lines"]] == ids[2:]
    refused = maria.post("/customer/orders", {"cartLineIds": ids})
    assert refused.refusal == (409, "CART_CHANGED")
    assert [line["id"] for line in maria.get("/customer/cart").data["lines"]] == ids[2:]
    both = maria.order(lima.line("choclo-queso"), cartLineIds=ids[2:])
    assert both["total"] == 2400
    assert len(carlos.orders(scope="session")) == 2


def test_a_lost_answer_does_not_take_the_lines_twice(lima: Place) -> None:
    carlos = lima.seat()
    line_id = str(uuid4())
    _put(carlos, line_id, lima.line("arroz-blanco"))
    said = {"cartLineIds": [line_id]}
    first = carlos.post("/customer/orders", said, Idempotency_Key="k")
    assert carlos.post("/customer/orders", said, Idempotency_Key="k").body == first.body
    assert carlos.bill["total"] == 800


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": 0},
        {"quantity": 100},
        {"menuItemId": "no-id"},
        {"notes": "\x00"},
        {"modifiers": [{"modifierId": 1}]},
    ],
)
def test_a_line_that_cannot_be_taken(change: Json, lima: Place) -> None:
    carlos = lima.seat()
    path = f"/customer/cart/lines/{uuid4()}"
    assert carlos.put(path, lima.line("arroz-blanco") | change).refusal == (400, "VALIDATION_ERROR")
    assert carlos.put(path, lima.line("ceviche-clasico")).refusal == (400, "BAD_REQUEST")
    assert carlos.put("/customer/cart/lines/no-id", lima.line("arroz-blanco")).refusal == (404, "NOT_FOUND")
    assert carlos.get("/customer/cart").data["lines"] == []


def test_what_is_sold_out_meanwhile_has_no_price_and_is_not_ordered(own_lima: Place) -> None:
    carlos = own_lima.seat()
    line_id = str(uuid4())
    _put(carlos, line_id, own_lima.line("arroz-blanco"))
    path = f"/menu/items/{own_lima.shop.item('arroz-blanco')}/availability"
    own_lima.staff("kitchen").patch(path, {"is_available": False})
    (line,) = carlos.get("/customer/cart").data["lines"]
    assert (line["name"], line["unit_price"], line["total"]) == ("Arroz blanco", None, None)
    refused = carlos.post("/customer/orders", {"cartLineIds": [line_id]})
    assert refused.refusal == (400, "BAD_REQUEST")
    assert "Arroz blanco" in refused.message
    assert len(carlos.get("/customer/cart").data["lines"]) == 1


def test_the_cart_goes_with_the_party(lima: Place) -> None:
    carlos = lima.seat()
    _put(carlos, str(uuid4()), lima.line("arroz-blanco"))
    lima.end(carlos.session_id)
    assert lima.seat().get("/customer/cart").data["lines"] == []
