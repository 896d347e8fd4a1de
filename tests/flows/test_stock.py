"""What orders take from stock on every surface, what comes back, and what nobody can order any more."""

from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from comanda.demo.singapore import SINGAPORE
from tests.app.singapore import (
    EGGS,
    EGGS_VARIANT,
    LOCATION,
    RICE,
    SEABASS,
    SLUG,
    WINGS,
    WINGS_VARIANT,
    cart,
    eggs,
    wings,
)
from tests.conftest import Template
from tests.hooks import deliver, endpoint
from tests.partner import Answer, Partner
from tests.phone import House, plate
from tests.receiver import Receiver, receiving
from tests.storekeeper import Storekeeper, ledger_is_level, orders_hold_what_the_ledger_says
from tests.terminal import Terminal, new_id
from tests.truth import Truth

Json = dict[str, Any]


@pytest.fixture
def keeper(http: TestClient, template: Template) -> Storekeeper:
    return Storekeeper(http, template.credentials.user_tokens[SLUG])


@pytest.fixture
def house(http: TestClient, template: Template) -> House:
    return House(http, SINGAPORE, template.credentials)


@pytest.fixture
def terminal(http: TestClient, template: Template) -> Terminal:
    return Terminal(http, *template.credentials.terminals[SLUG])


@pytest.fixture
def adds_up(truth: Truth) -> Any:
    yield
    ledger_is_level(truth)
    orders_hold_what_the_ledger_says(truth)


pytestmark = pytest.mark.usefixtures("adds_up")


def refused(answer: Answer) -> dict[str, str]:
    """Return the refused fields of a cart with what is said about each, all of them sold out."""
    assert (answer.status, answer.error["code"]) == (422, "sold_out")
    assert set(answer.fields.values()) == {"sold_out"}
    return {field["field"]: field["message"] for field in answer.error["fields"]}


def test_an_order_takes_what_its_lines_are_made_of(singapore: Partner, keeper: Storekeeper, truth: Truth) -> None:
    oil, paste = keeper.stock(10, unit="litre", name="Oil"), keeper.stock("2.5", unit="kg", name="Paste")
    keeper.recipe(WINGS_VARIANT, (oil, "0.125"), (paste, 0.05))
    keeper.recipe(EGGS_VARIANT, (oil, 0.001))
    order = singapore.post("/cart/submit", cart(wings(3), eggs(2))).data
    # 3 * 0.125 + 2 * 0.001 litres, 3 * 0.05 kg.
    assert (keeper.level(oil), keeper.level(paste)) == (9.623, 2.35)
    assert keeper.ledger(oil) == [("purchase", 10), ("sale", -0.377)]
    (sold,) = truth.rows("SELECT order_id, note FROM stock_movements WHERE material_id = %s AND kind = 'sale'", oil)
    assert str(sold["order_id"]) == order["id"]


def test_an_option_takes_its_part_as_often_as_it_is_chosen(singapore: Partner, keeper: Storekeeper) -> None:
    rice, fish = keeper.stock(10, unit="kg", name="Rice"), keeper.stock(10, unit="kg", name="Fish")
    keeper.recipe(RICE, (rice, 0.2), option=True)
    (bass,) = [item for item in singapore.at_location("/items") if item["id"] == str(SEABASS)]
    keeper.recipe(bass["variants"][0]["id"], (fish, 1.1))
    line = {"item": str(SEABASS), "qty_unit": 1.255, "modifier_options": [{"modifier_option": str(RICE), "qty": 3}]}
    singapore.post("/cart/submit", cart(line))
    # 1.255 kg sold of which 1.1 kg are needed each: 1.3805, which is 1.381.
    assert (keeper.level(rice), keeper.level(fish)) == (9.4, 8.619)


def test_pricing_a_cart_takes_nothing(singapore: Partner, keeper: Storekeeper) -> None:
    wing = keeper.stock(5)
    keeper.recipe(WINGS_VARIANT, (wing, 1))
    assert singapore.post("/cart/calculate", cart(wings(5))).status == 200
    assert keeper.level(wing) == 5


def test_losers_are_told_which_item_and_how_many_there_are(singapore: Partner, keeper: Storekeeper) -> None:
    wing, rice = keeper.stock(7, name="Wing"), keeper.stock(1, unit="kg", name="Rice")
    keeper.recipe(WINGS_VARIANT, (wing, 2))
    keeper.recipe(RICE, (rice, 0.4), option=True)
    with_variant = wings(1, variant=str(WINGS_VARIANT))
    assert refused(singapore.post("/cart/submit", cart(eggs(1), wings(4)))) == {
        "items[1].item": "Prawn paste chicken wings, Regular, is sold out but for 3"
    }
    assert refused(singapore.post("/cart/submit", cart(wings(3), with_variant))) == {
        "items[1].variant": "Prawn paste chicken wings, Regular, is sold out"
    }
    bass = {"item": str(SEABASS), "qty_unit": 0.5, "modifier_options": [{"modifier_option": str(RICE), "qty": 3}]}
    assert refused(singapore.post("/cart/submit", cart(wings(4), bass))) == {
        "items[0].item": "Prawn paste chicken wings, Regular, is sold out but for 3",
        "items[1].modifier_options[0].modifier_option": "Steamed rice is sold out",
    }
    assert (keeper.level(wing), keeper.level(rice)) == (7, 1), "nothing was taken by those who lost"
    assert keeper.ledger(wing) == [("purchase", 7)]


def test_what_is_cancelled_comes_back_even_if_the_recipe_has_changed(singapore: Partner, keeper: Storekeeper) -> None:
    wing, sauce = keeper.stock(20, name="Wing"), keeper.stock(5, unit="litre", name="Sauce")
    keeper.recipe(WINGS_VARIANT, (wing, 5))
    order = singapore.post("/cart/submit", cart(wings(2))).data
    keeper.recipe(WINGS_VARIANT, (wing, 1), (sauce, 0.1))
    assert singapore.post(f"/orders/{order['id']}/cancel").status == 200
    assert singapore.post(f"/orders/{order['id']}/cancel").status == 409
    assert (keeper.level(wing), keeper.level(sauce)) == (20, 5)
    assert keeper.ledger(wing) == [("purchase", 20), ("sale", -10), ("return", 10)]


def test_a_closed_order_that_is_cancelled_gives_back_too(singapore: Partner, keeper: Storekeeper) -> None:
    wing = keeper.stock(20)
    keeper.recipe(WINGS_VARIANT, (wing, 5))
    order = singapore.post("/cart/submit", cart(wings(2))).data
    assert singapore.post(f"/orders/{order['id']}/close").status == 200
    assert keeper.level(wing) == 10
    assert singapore.post(f"/orders/{order['id']}/cancel").status == 200
    assert keeper.level(wing) == 20


def test_a_change_moves_only_the_difference(singapore: Partner, keeper: Storekeeper) -> None:
    wing, egg = keeper.stock(10, name="Wing"), keeper.stock(10, name="Egg")
    keeper.recipe(WINGS_VARIANT, (wing, 2))
    keeper.recipe(EGGS_VARIANT, (egg, 2))
    order = singapore.post("/cart/submit", cart(wings(2), eggs(1))).data
    first, second = (line["id"] for line in order["items"])
    where = f"/orders/{order['id']}"
    keeper.recipe(EGGS_VARIANT, (egg, 3))
    # One more plate of wings; the eggs stay as they were sold, by the recipe of then.
    assert singapore.put(where, {"items": [wings(3, id=first), eggs(1, id=second)]}).status == 200
    assert (keeper.level(wing), keeper.level(egg)) == (4, 8)
    # Two eggs are made by today's recipe: 6, of which 2 are there already.
    assert singapore.put(where, {"items": [wings(3, id=first), eggs(2, id=second)]}).status == 200
    assert (keeper.level(wing), keeper.level(egg)) == (4, 4)
    assert keeper.ledger(egg) == [("purchase", 10), ("sale", -2), ("sale", -4)]
    # More than there is: of wings there are 6 taken and 4 left, which makes five plates.
    told = refused(singapore.put(where, {"items": [eggs(2, id=second), wings(6, id=first)]}))
    assert told == {"items[1].item": "Prawn paste chicken wings, Regular, is sold out but for 5"}
    assert singapore.put(where, {"items": [eggs(1, id=second)]}).status == 200
    assert (keeper.level(wing), keeper.level(egg)) == (10, 7)
    assert singapore.put(where, {"order_info": {"notes": "No hurry"}}).status == 200
    assert (keeper.level(wing), keeper.level(egg)) == (10, 7)


def test_a_lost_answer_takes_once(singapore: Partner, keeper: Storekeeper) -> None:
    wing = keeper.stock(5)
    keeper.recipe(WINGS_VARIANT, (wing, 2))
    first, again = (singapore.post("/cart/submit", cart(wings(2)), **{"Idempotency-Key": "k"}) for _ in range(2))
    assert again.data == first.data, "although there would not be enough for another"
    assert keeper.level(wing) == 1


def test_a_number_that_is_taken_takes_nothing(singapore: Partner, keeper: Storekeeper) -> None:
    wing = keeper.stock(5)
    keeper.recipe(WINGS_VARIANT, (wing, 2))
    body = cart(wings(1), order_info={"order_no": "W1"})
    assert singapore.post("/cart/submit", body).status == 200
    again = singapore.post("/cart/submit", body)
    assert (again.status, again.error["code"]) == (409, "order_no_taken")
    assert keeper.level(wing) == 3


def test_rounds_of_guests_and_waiters(house: House, keeper: Storekeeper) -> None:
    wing = keeper.stock(25)
    keeper.recipe(WINGS_VARIANT, (wing, 5))
    waiter, phone = house.staff("waiter"), house.seated(3)
    order = phone.order(2).data
    session = {"tableSessionId": phone.session}
    taken = waiter.post("/orders", {**session, "items": [plate(2)]}).data
    assert keeper.level(wing) == 5
    lost = phone.order(2)
    assert lost.refusal == (400, "BAD_REQUEST")
    assert lost.body["error"]["message"] == "Solo quedan 1: Prawn paste chicken wings, Regular"
    assert lost.body["error"]["details"] == {
        "items[0].variantId": ["Prawn paste chicken wings, Regular, is sold out but for 1"]
    }
    # The guest gives up what nobody has accepted, the manager voids what the waiter took: all comes back.
    assert phone.post(f"/customer/orders/{order['id']}/cancel").status == 200
    assert keeper.level(wing) == 15
    manager = house.staff("branch_manager")
    voided = manager.post(f"/orders/{taken['id']}/items/{taken['items'][0]['id']}/void", {"reason": "mistake"})
    assert voided.status == 200
    assert keeper.level(wing) == 25
    assert [kind for kind, _ in keeper.ledger(wing)] == ["purchase", "sale", "sale", "return", "return"]


def test_closing_a_party_gives_back_what_nobody_accepted(house: House, keeper: Storekeeper) -> None:
    wing, egg = keeper.stock(40, name="Wing"), keeper.stock(40, name="Egg")
    keeper.recipe(WINGS_VARIANT, (wing, 5))
    keeper.recipe(EGGS_VARIANT, (egg, 2))
    waiter, phone = house.staff("waiter"), house.seated(3)
    accepted = phone.order(1).data
    waiter.accept(accepted["id"])
    for _ in range(2):
        assert phone.order(2, items=[plate(1), {"menuItemId": str(EGGS), "quantity": 1}]).status == 201
    assert (keeper.level(wing), keeper.level(egg)) == (25, 36)
    assert house.staff("branch_manager").end(phone.session, force=True).status == 200
    assert (keeper.level(wing), keeper.level(egg)) == (35, 40), "the accepted round was eaten"


def test_orders_of_card_terminals(terminal: Terminal, keeper: Storekeeper) -> None:
    wing, rice = keeper.stock(12, name="Wing"), keeper.stock(2, name="Rice")
    keeper.recipe(WINGS_VARIANT, (wing, 5))
    keeper.recipe(RICE, (rice, 1), option=True)

    def place(plates: int, order_id: str) -> Any:
        rice_on_top = {"name": "Steamed rice", "quantity": 1, "amountPerModifier": terminal.money(120), "plu": "RSSTE"}
        line = {
            "plu": "HARCHE",
            "name": "Wings",
            "quantity": plates,
            "amountPerItem": terminal.money(1280),
            "modifiers": [rice_on_top],
        }
        return terminal.place(
            items=[line],
            totalAmount=terminal.money(1400 * plates),
            dojoOrderId=order_id,
            payments=[],
            details={"orderType": "DineIn"},
        )

    lost = place(3, new_id("order"))
    assert lost.refusal == (400, "InvalidRequest")
    assert lost.message == "items[0].plu: Wings is sold out but for 2"
    name = new_id("order")
    order = place(2, name).data
    assert place(2, name).data["id"] == order["id"], "the same order again"
    assert (keeper.level(wing), keeper.level(rice)) == (2, 0)
    assert terminal.cancel(order["id"]).status == 200
    assert terminal.cancel(order["id"]).status == 200
    assert (keeper.level(wing), keeper.level(rice)) == (12, 2)


def shown(partner: Partner) -> set[str]:
    """Return the items that guests are shown."""
    menus = partner.get("/menu", location_id=str(LOCATION)).data["menus"]
    return {item["item"] for menu in menus for category in menu["categories"] for item in category["items"]}


def test_what_is_out_is_blocked_until_it_is_not(
    singapore: Partner, keeper: Storekeeper, house: House, truth: Truth
) -> None:
    wing = keeper.stock(11, low_at=6)
    keeper.recipe(WINGS_VARIANT, (wing, 5))
    with receiving() as receiver:
        endpoint(truth.url, receiver.url, *OF_BLOCKS, "material_stock.low")
        order = singapore.post("/cart/submit", cart(wings(1))).data
        assert told(truth, receiver) == {"material_stock.low"}
        low = receiver.heard[-1].body
        assert (low["object"], low["location"]) == ("material_stock", str(LOCATION))
        assert (low["data"]["material"], low["data"]["qty"]) == (wing, 6)
        assert singapore.post("/cart/submit", cart(wings(1))).status == 200
        assert told(truth, receiver) == {"item.blocked", "item_variant.blocked"}
        assert {one.body["data"]["id"] for one in receiver.heard[-2:]} == {str(WINGS), str(WINGS_VARIANT)}
        # Now the menu says so, before anybody tries.
        assert refused(singapore.post("/cart/calculate", cart(wings(1)))) == {
            "items[0].variant": "Prawn paste chicken wings, Regular, is sold out"
        }
        assert singapore.post("/cart/submit", cart(wings(1), eggs(1))).status == 422
        assert singapore.post(f"/orders/{order['id']}/cancel").status == 200
        assert told(truth, receiver) == {"item.unblocked", "item_variant.unblocked"}
        assert singapore.post("/cart/submit", cart(wings(1))).status == 200
        assert told(truth, receiver) == {"item.blocked", "item_variant.blocked"}
        # Staff who say themselves that it is out are not overruled by a delivery.
        cook = house.staff("kitchen")
        path = f"/menu/items/{WINGS}/availability"
        assert cook.patch(path, {"is_available": False}).status == 200
        told(truth, receiver)
        keeper.move(wing, 100)
        assert told(truth, receiver) == {"item_variant.unblocked"}
        assert singapore.post("/cart/submit", cart(wings(1))).fields == {"items[0].item": "sold_out"}
        assert cook.patch(path, {"is_available": True}).status == 200
        assert singapore.post("/cart/submit", cart(wings(1))).status == 200


OF_BLOCKS = tuple(
    f"{thing}.{how}" for thing in ("item", "item_variant", "modifier_option") for how in ("blocked", "unblocked")
)


def told(truth: Truth, receiver: Receiver) -> set[str]:
    """Deliver, and return the topics that are new."""
    before = len(receiver.heard)
    deliver(truth)
    return {one.body["topic"] for one in receiver.heard[before:]}


def test_options_variants_and_recipes_block_and_free(singapore: Partner, keeper: Storekeeper, truth: Truth) -> None:
    rice = keeper.stock("0.5", unit="kg")
    with receiving() as receiver:
        endpoint(truth.url, receiver.url, *OF_BLOCKS)
        keeper.recipe(RICE, (rice, 0.6), option=True)
        assert told(truth, receiver) == {"modifier_option.blocked"}
        assert receiver.heard[-1].body["data"]["id"] == str(RICE)
        bass = {"item": str(SEABASS), "qty_unit": 0.5, "modifier_options": [{"modifier_option": str(RICE)}]}
        assert singapore.post("/cart/submit", cart(bass)).fields == {
            "items[0].modifier_options[0].modifier_option": "sold_out"
        }
        keeper.recipe(RICE, (rice, 0.5), option=True)
        assert told(truth, receiver) == {"modifier_option.unblocked"}
        assert singapore.post("/cart/submit", cart(bass)).status == 200
        assert told(truth, receiver) == {"modifier_option.blocked"}
        keeper.recipe(RICE, option=True)
        assert told(truth, receiver) == {"modifier_option.unblocked"}
        # A location that begins to keep a material has nothing of it.
        oil = keeper.material("Oil")
        keeper.recipe(WINGS_VARIANT, (oil, 1))
        assert told(truth, receiver) == set()
        assert singapore.post("/cart/submit", cart(wings(1))).status == 200
        keeper.here("PUT", f"/material-stocks/{oil}", {"low_at": None})
        assert told(truth, receiver) == {"item.blocked", "item_variant.blocked"}
        keeper.move(oil, 2, kind="adjustment")
        assert told(truth, receiver) == {"item.unblocked", "item_variant.unblocked"}
        keeper.move(oil, 2, kind="waste")
        assert told(truth, receiver) == {"item.blocked", "item_variant.blocked"}


def test_one_location_runs_out_alone(singapore: Partner, keeper: Storekeeper, truth: Truth) -> None:
    wing = keeper.stock(5)
    keeper.recipe(WINGS_VARIANT, (wing, 5))
    assert singapore.post("/cart/submit", cart(wings(1))).status == 200
    assert singapore.post("/cart/submit", cart(wings(1))).status == 422
    katong = truth.one("SELECT location_id::text AS id FROM location_directory WHERE slug = 'katong-singapore'")
    there = replace(singapore, location_id=katong)
    assert there.post("/cart/submit", {**cart(wings(9)), "location": katong}).status == 200, "which does not keep it"


def test_what_changes_about_stock_is_told(keeper: Storekeeper, singapore: Partner, truth: Truth) -> None:
    topics = ("material.created", "material.updated", "material.deleted", "stock_take.created", "stock_take.updated")
    with receiving() as receiver:
        endpoint(truth.url, receiver.url, *topics)
        material = keeper.material("Saffron", "g", sku="SAF")
        assert told(truth, receiver) == {"material.created"}
        said = receiver.heard[-1].body["data"]
        assert {key: said[key] for key in ("id", "name", "sku", "unit")} == {
            "id": material,
            "name": "Saffron",
            "sku": "SAF",
            "unit": "g",
        }
        keeper.call("PATCH", f"/materials/{material}", {"name": "Good saffron"})
        assert told(truth, receiver) == {"material.updated"}
        keeper.here("PUT", f"/material-stocks/{material}", {"low_at": 1})
        assert told(truth, receiver) == {"material.updated"}, "it is of this location's materials now"
        (row,) = [row for row in singapore.at_location("/materials") if row["id"] == material]
        assert receiver.heard[-1].body["data"] == row
        (running,) = [row for row in singapore.at_location("/stock-takes") if row["end_date"] is None]
        keeper.here("POST", f"/stock-takes/{running['id']}/finish")
        assert told(truth, receiver) == {"stock_take.updated"}
        (ended,) = [row for row in singapore.at_location("/stock-takes") if row["id"] == running["id"]]
        assert receiver.heard[-1].body["data"] == ended
        assert ended["materials"]
        keeper.here("POST", "/stock-takes", {"notes": "Again"})
        assert told(truth, receiver) == {"stock_take.created"}
        keeper.call("DELETE", f"/materials/{material}")
        assert told(truth, receiver) == {"material.deleted"}


def test_orders_go_on_while_somebody_counts(singapore: Partner, keeper: Storekeeper) -> None:
    """12 are said to be there; 11 are counted, then two plates of 2 are sold: 7 are left, not 11 and not 8."""
    wing = keeper.stock(12)
    keeper.recipe(WINGS_VARIANT, (wing, 2))
    (running,) = [row for row in singapore.at_location("/stock-takes") if row["end_date"] is None]
    where = f"/stock-takes/{running['id']}"
    counted = keeper.here("PUT", f"{where}/counts", {"counts": [{"material": wing, "counted": 11}]})
    assert counted.status == 200
    singapore.post("/cart/submit", cart(wings(2)))
    assert keeper.level(wing) == 8
    assert keeper.here("POST", f"{where}/finish").status == 200
    assert keeper.level(wing) == 7
    assert keeper.ledger(wing) == [("purchase", 12), ("sale", -4), ("count", -1)]
