"""The menu that a phone reads, and the modifiers of a dish."""

import pytest

from tests.api.guest.client import NOBODY, Place


def test_what_a_client_reads_of_the_menu(lima: Place) -> None:
    menu = lima.public.get(f"{lima.path()}/menu").data
    branch = menu["branch"]
    assert (branch["id"], branch["name"], branch["slug"], branch["currency"]) == (
        lima.branch,
        "Centro de Lima",
        "downtown-lima",
        "PEN",
    )
    assert branch["tax_rate"] == 1800
    assert (menu["table"]["id"], menu["table"]["number"]) == (lima.table(15), 15)
    assert menu["categories"][0].keys() >= {"id", "name"}
    by_name = {item["name"]: item for item in menu["items"]}
    ceviche = by_name["Ceviche clásico"]
    assert {key: ceviche[key] for key in ("id", "price", "is_available", "image_url")} == {
        "id": lima.shop.item("ceviche-clasico"),
        "price": 4200,
        "is_available": True,
        "image_url": ceviche["image_url"],
    }
    assert isinstance(ceviche["description"], str)
    assert ceviche["category_id"] in {category["id"] for category in menu["categories"]}
    assert [(way["name"], way["price"]) for way in ceviche["variants"]] == [
        ("Personal", 4200),
        ("Para compartir", 6800),
    ]
    assert set(ceviche["allergens"]) == {"fish", "celery"}
    assert by_name["Ceviche de conchas negras"]["is_available"] is False


def test_every_table_has_its_own_menu_tag(lima: Place) -> None:
    first = lima.public.get(f"{lima.path(15)}/menu")
    again = lima.public.raw("GET", f"{lima.path(15)}/menu", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    other = lima.public.raw("GET", f"{lima.path(14)}/menu", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200
    assert other.json()["data"]["table"]["number"] == 14


def test_money_is_whole_minor_units_everywhere(singapore: Place, london: Place) -> None:
    for place, name, price, currency in (
        (singapore, "Milo dinosaur", 480, "SGD"),
        (london, "Triple-cooked chips", 550, "GBP"),
    ):
        menu = place.public.get(f"{place.path(1)}/menu").data
        assert menu["branch"]["currency"] == currency
        assert {item["name"]: item["price"] for item in menu["items"]}[name] == price
        for item in menu["items"]:
            assert isinstance(item["price"], int)
            for group in item["modifier_groups"]:
                assert all(isinstance(choice["price"], int) for choice in group["modifiers"])


def test_the_modifiers_of_a_dish(lima: Place) -> None:
    path = f"/customer/downtown-lima/menu/items/{lima.shop.item('ceviche-clasico')}/modifiers"
    heat, fish, garnish = lima.public.get(path).data
    assert (heat["name"], heat["is_required"], heat["min_selections"], heat["max_selections"]) == (
        "Nivel de picor",
        True,
        1,
        1,
    )
    assert [(one["name"], one["price"]) for one in heat["modifiers"]] == [
        ("Sin ají", 0),
        ("Suave", 0),
        ("Medio", 0),
        ("Bravo", 0),
    ]
    assert [(one["name"], one["price"]) for one in fish["modifiers"]] == [("Pesca del día", 0), ("Corvina", 1200)]
    assert (garnish["is_required"], garnish["min_selections"], garnish["max_selections"]) == (False, 0, 3)
    plain = f"/customer/downtown-lima/menu/items/{lima.shop.item('arroz-blanco')}/modifiers"
    assert lima.public.get(plain).data == []


@pytest.mark.parametrize("item", [NOBODY, "no-id", "'"])
def test_the_modifiers_of_no_dish(item: str, lima: Place) -> None:
    answer = lima.public.get(f"/customer/downtown-lima/menu/items/{item}/modifiers")
    assert answer.refusal == (404, "NOT_FOUND")


def test_the_modifiers_of_another_restaurants_dish(lima: Place, singapore: Place) -> None:
    for slug in ("chinatown-singapore", "no-such-branch"):
        path = f"/customer/{slug}/menu/items/{lima.shop.item('ceviche-clasico')}/modifiers"
        assert singapore.public.get(path).refusal == (404, "NOT_FOUND")


def test_what_staff_sell_out_is_sold_out_on_every_menu(own_lima: Place) -> None:
    rice = own_lima.shop.item("arroz-blanco")
    path = f"/menu/items/{rice}/availability"
    assert own_lima.staff("waiter").patch(path, {"is_available": False}).refusal == (403, "FORBIDDEN")
    for available in (False, True):
        said = own_lima.staff("kitchen").patch(path, {"is_available": available}).data
        assert said == {"id": rice, "is_available": available}
        menu = own_lima.public.get(f"{own_lima.path()}/menu").data
        assert {item["id"]: item["is_available"] for item in menu["items"]}[rice] is available
        listed = own_lima.staff("kitchen").get("/menu/items").data
        assert {item["id"]: item["is_available"] for item in listed}[rice] is available


def test_what_staff_read_of_the_menu(lima: Place) -> None:
    staff = lima.staff("kitchen")
    categories = staff.get("/menu/categories").data
    menu = lima.public.get(f"{lima.path()}/menu").data
    assert [category["id"] for category in categories] == [category["id"] for category in menu["categories"]]
    groups = staff.get(f"/menu/items/{lima.shop.item('ceviche-clasico')}/modifier-groups").data
    assert [one["name"] for one in groups[1]["modifiers"]] == ["Pesca del día", "Corvina", "Lenguado"]
    assert staff.get(f"/menu/items/{NOBODY}/modifier-groups").refusal == (404, "NOT_FOUND")
