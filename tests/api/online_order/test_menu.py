"""4.1 to 4.3 and 7: items, modifiers, categories, and the online menu."""

import re

import pytest

from comanda.api.online_order import shapes
from tests.api.online_order import contract
from tests.api.online_order.carts import KATONG, LIMA, LONDON, SINGAPORE, calculate, of_item
from tests.partner import Json, Partner


def _by_id(rows: list[Json]) -> dict[str, Json]:
    return {row["id"]: row for row in rows}


def test_items_have_variants_and_refer_to_their_modifiers(quiet_lima: Partner) -> None:
    found = quiet_lima.get("/items", location_id=LIMA.location, limit=200)
    shapes.Many[shapes.ItemOut].model_validate(found.body)
    contract.hold(found.body, {"data": [contract.ITEM]})
    ceviche = _by_id(found.data)[LIMA.item("ceviche-clasico")]
    assert (ceviche["item_no"], ceviche["name"]) == ("A1", "Ceviche clásico")
    assert ceviche["description"].startswith("Pescado fresco")
    assert ceviche["category"] == LIMA.id("category", "ceviches")
    assert ceviche["variants"] == [
        {
            "id": LIMA.variant("ceviche-clasico", "Personal"),
            "name": "Personal",
            "sku": "CEVCLA",
            "summary": None,
            "price": 42,
            "show_in_menu": True,
            "sort": 0,
        },
        {
            "id": LIMA.variant("ceviche-clasico", "Para compartir"),
            "name": "Para compartir",
            "sku": "CEVCLAG",
            "summary": None,
            "price": 68,
            "show_in_menu": True,
            "sort": 1,
        },
    ]
    assert ceviche["modifiers"] == [{"id": LIMA.id("modifier", key)} for key in ("picor", "pesca", "guarnicion")]


def test_an_open_price_has_no_price_key(quiet_lima: Partner, quiet_london: Partner) -> None:
    suggestion = _by_id(quiet_lima.at_location("/items"))[LIMA.item("fuera-de-carta")]
    assert "price" not in suggestion["variants"][0]
    gift_card = _by_id(quiet_london.at_location("/items"))[LONDON.item("gift-card")]
    assert "price" not in gift_card["variants"][0]
    assert gift_card["variants"][0]["show_in_menu"] is False
    assert gift_card["item_no"] is None
    priced = [variant for item in quiet_lima.at_location("/items") for variant in item["variants"]]
    assert sum("price" not in variant for variant in priced) == 1


def test_descriptions_and_names_keep_to_the_documented_lengths(
    quiet_lima: Partner, quiet_singapore: Partner, quiet_london: Partner
) -> None:
    for partner in (quiet_lima, quiet_singapore, quiet_london):
        assert max(len(item["description"] or "") for item in partner.at_location("/items")) <= 100


def test_items_are_those_of_the_location_sold_out_or_not(quiet_singapore: Partner) -> None:
    chinatown = {item["id"] for item in quiet_singapore.at_location("/items")}
    katong = {item["id"] for item in quiet_singapore.get("/items", location_id=KATONG.location, limit=200).data}
    assert {SINGAPORE.item("mutton-satay"), SINGAPORE.item("pepper-crab")} <= katong - chinatown
    assert {SINGAPORE.item("oyster-omelette"), SINGAPORE.item("sugar-cane")} <= chinatown - katong
    assert SINGAPORE.item("youtiao") in chinatown


def test_modifiers_say_how_many_options_they_take(quiet_lima: Partner) -> None:
    found = quiet_lima.get("/modifiers", location_id=LIMA.location)
    shapes.Many[shapes.ModifierOut].model_validate(found.body)
    contract.hold(found.body, {"data": [contract.MODIFIER]})
    limits = {row["name"]: (row["min_selection"], row["max_selection"]) for row in found.data}
    assert limits["Nivel de picor"] == (1, 1)
    assert limits["Guarnición extra"] == (None, 3)
    assert limits["Agréguele"] == (None, None)
    assert limits["Elija dos bolas"] == (2, 2)
    milk = next(row for row in found.data if row["name"] == "Leche")
    assert milk["modifier_options"][2] == {
        "id": LIMA.option("leche", "De almendras"),
        "name": "De almendras",
        "sku": "LECALM",
        "summary": None,
        "price": 2.5,
        "max_qty": 1,
        "default_selected": False,
        "show_in_menu": True,
        "sort": 2,
    }
    assert [option["default_selected"] for option in milk["modifier_options"]] == [True, False, False]


def test_categories_at_the_top_have_no_parent(quiet_lima: Partner) -> None:
    found = quiet_lima.get("/categories", limit=200)
    shapes.Many[shapes.CategoryOut].model_validate(found.body)
    contract.hold(found.body, {"data": [contract.CATEGORY]})
    rows = _by_id(found.data)
    assert rows[LIMA.id("category", "frios")]["parent_category"] is None
    assert rows[LIMA.id("category", "postres")]["parent_category"] is None
    assert rows[LIMA.id("category", "ceviches")]["parent_category"] == LIMA.id("category", "frios")


@pytest.mark.parametrize("restaurant", ["quiet_lima", "quiet_singapore", "quiet_london"])
def test_what_items_refer_to_is_listed(restaurant: str, request: pytest.FixtureRequest) -> None:
    partner: Partner = request.getfixturevalue(restaurant)
    items = partner.at_location("/items")
    modifiers = {row["id"] for row in partner.at_location("/modifiers")}
    categories = {row["id"] for row in partner.get("/categories", limit=200).data}
    assert {reference["id"] for item in items for reference in item["modifiers"]} <= modifiers
    assert {item["category"] for item in items} <= categories


@pytest.mark.parametrize("restaurant", ["quiet_lima", "quiet_singapore", "quiet_london"])
def test_every_item_on_the_menu_can_be_ordered(restaurant: str, request: pytest.FixtureRequest) -> None:
    partner: Partner = request.getfixturevalue(restaurant)
    modifiers = partner.at_location("/modifiers")
    menus = partner.get("/menu", location_id=partner.location_id).data["menus"]
    on_menus = {item["id"] for menu in menus for item in menu["items"]}
    items = [item for item in partner.at_location("/items") if item["id"] in on_menus]
    lines = []
    for item in items:
        line = of_item(modifiers, item)
        if re.search("por kilo|by weight", item["variants"][0]["name"], re.IGNORECASE):
            del line["qty"]
            line["qty_unit"] = 1
        lines.append(line)
    summary = calculate(partner, {"location": partner.location_id, "items": lines})
    assert len(summary["items"]) == len(on_menus) == len(items)


def test_the_online_menu_leaves_out_what_is_sold_out_or_hidden(quiet_lima: Partner, quiet_london: Partner) -> None:
    found = quiet_lima.get("/menu", location_id=LIMA.location)
    shapes.One[shapes.MenusOut].model_validate(found.body)
    contract.hold(found.body, {"data": contract.MENUS})
    shown = {item["id"] for menu in found.data["menus"] for item in menu["items"]}
    sold_out = {LIMA.item(key) for key in ("ceviche-conchas", "carapulcra", "ipa")}
    assert shown.isdisjoint(sold_out)
    assert shown | sold_out == {item["id"] for item in quiet_lima.at_location("/items")}
    london = quiet_london.get("/menu", location_id=LONDON.location).data["menus"]
    assert LONDON.item("gift-card") not in {item["id"] for menu in london for item in menu["items"]}


def test_the_online_menu_says_when_each_menu_is_offered(quiet_lima: Partner) -> None:
    everything, lunch, bar = quiet_lima.get("/menu", location_id=LIMA.location).data["menus"]
    assert [(menu["name"], menu["sort"]) for menu in (everything, lunch, bar)] == [
        ("Carta", 0),
        ("Almuerzo", 1),
        ("Barra y happy hour", 2),
    ]
    assert everything["times"] == []
    assert lunch["times"] == [
        {"day": day, "start_time": "12:00", "end_time": "16:00"}
        for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    ]
    assert {"day": "Saturday", "start_time": "22:00", "end_time": "01:00"} in bar["times"]
    assert len(bar["times"]) == 9
    sorts = [item["sort"] for item in everything["items"]]
    assert sorts == sorted(set(sorts))


def test_a_known_menu_is_not_sent_again(quiet_lima: Partner) -> None:
    first = quiet_lima.get("/menu", location_id=LIMA.location)
    again = quiet_lima.call(
        "GET", "/menu", params={"location_id": LIMA.location}, headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status, again.body) == (304, None)
