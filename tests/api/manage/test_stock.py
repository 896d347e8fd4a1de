"""Stock for those who look after it: materials, levels, recipes, the ledger, stock takes, and what is refused."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from comanda.api.manage import stock_shapes as shapes
from comanda.demo.london import LONDON
from comanda.demo.seed import demo_id
from comanda.demo.singapore import SINGAPORE
from comanda.stock.stock import UNITS
from tests.app.singapore import LOCATION, RICE, SLUG, WINGS_VARIANT
from tests.conftest import Template
from tests.phone import House
from tests.storekeeper import Storekeeper, ledger_is_level
from tests.truth import Truth

Json = dict[str, Any]
NOBODY = str(uuid4())


@pytest.fixture
def keeper(local: TestClient, template: Template) -> Storekeeper:
    return Storekeeper(local, template.credentials.user_tokens[SLUG])


@pytest.fixture
def stranger(local: TestClient, template: Template) -> Storekeeper:
    """The administrator of another restaurant."""
    where = demo_id(LONDON.slug, LONDON.locations[0].slug)
    return Storekeeper(local, template.credentials.user_tokens[LONDON.slug], where)


def running(keeper: Storekeeper) -> str:
    (found,) = [row for row in keeper.here("GET", "/stock-takes").body["data"] if row["status"] == "running"]
    return f"/stock-takes/{found['id']}"


def test_a_material_is_made_changed_and_archived(keeper: Storekeeper, truth: Truth) -> None:
    said = {"name": " Saffron ", "unit": "g", "sku": "SAF-1"}
    made = keeper.call("POST", "/materials", said).good(shapes.MaterialOut, 201)
    assert (made["name"], made["unit"], made["sku"]) == ("Saffron", "g", "SAF-1")
    where = f"/materials/{made['id']}"
    changed = keeper.call("PATCH", where, {"unit": "kg"}).good(shapes.MaterialOut)
    assert (changed["name"], changed["unit"], changed["sku"]) == ("Saffron", "kg", "SAF-1")
    changed = keeper.call("PATCH", where, {"name": "Good saffron", "sku": None}).good(shapes.MaterialOut)
    assert (changed["name"], changed["unit"], changed["sku"]) == ("Good saffron", "kg", None)
    listed = keeper.call("GET", "/materials").good(shapes.MaterialsOut)["data"]
    assert changed in listed
    assert [row["name"] for row in listed] == sorted(row["name"] for row in listed)
    for _ in range(2):
        assert keeper.call("DELETE", where).status == 204
    assert made["id"] not in {row["id"] for row in keeper.call("GET", "/materials").body["data"]}
    assert keeper.call("PATCH", where, {"unit": "g"}).refused(404, "material_not_found") == {}
    told = truth.rows("SELECT topic FROM events WHERE object_id = %s ORDER BY seq", made["id"])
    assert [row["topic"] for row in told] == [
        "material.created", "material.updated", "material.updated", "material.deleted",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"name": "Tea", "unit": "furlong"}, {"unit": "unknown_unit"}),
        ({"name": "Tea", "unit": "PC"}, {"unit": "unknown_unit"}),
        ({"name": "  ", "unit": "pc"}, {"name": "missing"}),
        ({"unit": "pc"}, {"name": "missing"}),
        ({"name": "Tea"}, {"unit": "missing"}),
        ({"name": "T" * 101, "unit": "pc"}, {"name": "too_long"}),
        ({"name": "Tea", "unit": "pc", "sku": "S" * 51}, {"sku": "too_long"}),
        ({"name": "Tea", "unit": "pc", "colour": "green"}, {"colour": "extra_forbidden"}),
        ({"name": 5, "unit": "pc"}, {"name": "not_a_text"}),
        ({"name": "Te\x00a", "unit": "pc"}, {"name": "nul_character"}),
    ],
)
def test_materials_that_cannot_be(keeper: Storekeeper, body: Json, fields: dict[str, str]) -> None:
    before = keeper.call("GET", "/materials").body
    refused = keeper.call("POST", "/materials", body)
    assert refused.refused(422, next(iter(fields.values()))) == fields
    assert keeper.call("GET", "/materials").body == before


def test_an_unknown_unit_is_told_the_known_ones(keeper: Storekeeper) -> None:
    refused = keeper.call("POST", "/materials", {"name": "Tea", "unit": "furlong"})
    assert refused.body["errors"][0]["message"] == f"one of {', '.join(UNITS)} is expected"


def test_no_two_materials_have_one_sku_unless_archived(keeper: Storekeeper) -> None:
    first = keeper.material("Tea", sku="TEA")
    assert keeper.call("POST", "/materials", {"name": "Green tea", "unit": "pc", "sku": "TEA"}).refused(
        409, "sku_taken"
    ) == {"sku": "sku_taken"}
    other = keeper.material("Black tea")
    assert keeper.call("PATCH", f"/materials/{other}", {"sku": "TEA"}).refused(409, "sku_taken")
    keeper.call("DELETE", f"/materials/{first}")
    assert keeper.call("PATCH", f"/materials/{other}", {"sku": "TEA"}).status == 200


def test_what_a_recipe_uses_is_not_archived(keeper: Storekeeper) -> None:
    tea = keeper.material("Tea")
    keeper.recipe(RICE, (tea, 1), option=True)
    assert keeper.call("DELETE", f"/materials/{tea}").refused(409, "material_in_use") == {}
    keeper.recipe(RICE, option=True)
    assert keeper.call("DELETE", f"/materials/{tea}").status == 204
    refused = keeper.call("PUT", f"/variants/{WINGS_VARIANT}/materials", {"materials": [{"material": tea, "qty": 1}]})
    assert refused.refused(422, "unknown_material") == {"materials[0].material": "unknown_material"}


def test_a_location_keeps_a_material_and_says_when_it_is_low(keeper: Storekeeper) -> None:
    tea = keeper.material("Tea", "kg")
    where = f"/material-stocks/{tea}"
    kept = keeper.here("PUT", where, {"low_at": 1.5}).good(shapes.StockOut)
    assert (kept["name"], kept["unit"], kept["qty"], kept["low_at"], kept["low"]) == ("Tea", "kg", 0, 1.5, True)
    keeper.move(tea, 2)
    (row,) = [row for row in keeper.here("GET", "/material-stocks").body["data"] if row["material"] == tea]
    assert (row["qty"], row["low"]) == (2, False)
    changed = keeper.here("PUT", where, {"low_at": "2"}).good(shapes.StockOut)
    assert (changed["qty"], changed["low_at"], changed["low"]) == (2, 2, True)
    assert keeper.here("PUT", where, {"low_at": None}).good(shapes.StockOut)["low"] is False
    for body, code in (({"low_at": -0.001}, "out_of_range"), ({"low_at": 0.0001}, "too_many_decimals")):
        assert keeper.here("PUT", where, body).refused(422, code) == {"low_at": code}
    assert keeper.here("PUT", f"/material-stocks/{NOBODY}", {}).refused(404, "material_not_found") == {}


def test_the_ledger_is_read_from_the_newest_on(keeper: Storekeeper, truth: Truth) -> None:
    tea = keeper.stock(10, name="Tea")
    keeper.move(tea, 2.5, kind="waste", note="Fell down")
    keeper.move(tea, "-1.25", kind="adjustment")
    keeper.move(tea, 0.001, kind="adjustment")
    rows, after = [], None
    while True:
        query = {"material": tea, "limit": 3} | ({"after": after} if after else {})
        page = keeper.here("GET", "/stock-movements", params=query).good(shapes.MovementsOut)
        rows += page["data"]
        after = page["next"]
        if after is None:
            break
    assert [(row["kind"], row["qty"], row["note"]) for row in rows] == [
        ("adjustment", 0.001, None),
        ("adjustment", -1.25, None),
        ("waste", -2.5, "Fell down"),
        ("purchase", 10, None),
    ]
    assert keeper.level(tea) == 6.251
    assert {row["user"] for row in rows} == {
        str(truth.one("SELECT id FROM users WHERE tenant_id = %s AND role = 'org_admin'", demo_id(SLUG)))
    }
    wasted = keeper.here("GET", "/stock-movements", params={"material": tea, "kind": "waste"}).body["data"]
    assert wasted == [rows[2]]
    ledger_is_level(truth)


@pytest.mark.parametrize(
    ("kind", "qty", "code"),
    [
        ("purchase", -1, "out_of_range"),
        ("purchase", 0, "out_of_range"),
        ("waste", -1, "out_of_range"),
        ("waste", 0, "out_of_range"),
        ("adjustment", 0, "out_of_range"),
        ("purchase", 1.2345, "too_many_decimals"),
        ("adjustment", "-0.0001", "too_many_decimals"),
        ("purchase", 1_000_000_001, "out_of_range"),
        ("adjustment", -1_000_000_001, "out_of_range"),
        ("purchase", "a lot", "not_a_number"),
        ("purchase", "1e3", "not_a_number"),
        ("purchase", None, "not_a_number"),
        ("purchase", True, "not_a_number"),
        ("purchase", "NaN", "not_a_number"),
    ],
)
def test_quantities_that_cannot_be(keeper: Storekeeper, kind: str, qty: object, code: str) -> None:
    tea = keeper.stock(5)
    refused = keeper.here("POST", "/stock-movements", {"material": tea, "kind": kind, "qty": qty})
    assert refused.refused(422, code) == {"qty": code}
    assert keeper.ledger(tea) == [("purchase", 5)]


def test_movements_that_cannot_be(keeper: Storekeeper, stranger: Storekeeper) -> None:
    tea, elsewhere = keeper.stock(5), keeper.material("Tea")
    good = {"material": tea, "kind": "purchase", "qty": 1}
    for said, field, code in (
        ({"kind": "sale"}, "kind", "not_a_choice"),
        ({"kind": "count"}, "kind", "not_a_choice"),
        ({"material": "tea"}, "material", "unknown_id"),
        ({"material": NOBODY}, "material", "unknown_material"),
        ({"material": elsewhere}, "material", "unknown_material"),
        ({"material": stranger.stock(1)}, "material", "unknown_material"),
        ({"note": "n" * 201}, "note", "too_long"),
    ):
        assert keeper.here("POST", "/stock-movements", good | said).refused(422, code) == {field: code}
    for kind, qty in (("waste", 5.001), ("adjustment", -6)):
        refused = keeper.here("POST", "/stock-movements", {"material": tea, "kind": kind, "qty": qty})
        assert refused.refused(409, "insufficient_stock") == {}
        assert refused.body["detail"] == "Only 5 of it is there."
    assert keeper.ledger(tea) == [("purchase", 5)]


def test_there_is_a_most_that_can_be_there(keeper: Storekeeper, truth: Truth) -> None:
    tea = keeper.stock(1_000_000_000)
    truth.rows("UPDATE stock_levels SET qty = 10 ^ 15 - 1000 WHERE material_id = %s RETURNING qty", tea)
    keeper.move(tea, 1)
    refused = keeper.here("POST", "/stock-movements", {"material": tea, "kind": "purchase", "qty": 0.001})
    assert refused.refused(422, "out_of_range") == {"qty": "out_of_range"}
    assert keeper.level(tea) == 10**12


def test_a_lost_answer_does_not_double_a_purchase(keeper: Storekeeper) -> None:
    tea = keeper.stock()
    body = {"material": tea, "kind": "purchase", "qty": 12}
    first, again = (keeper.here("POST", "/stock-movements", body, Idempotency_Key="delivery-7") for _ in range(2))
    assert first.good(shapes.MovementOut, 201) == again.good(shapes.MovementOut, 201)
    assert keeper.level(tea) == 12
    other = keeper.here("POST", "/stock-movements", body | {"qty": 13}, Idempotency_Key="delivery-7")
    other.refused(409, "idempotency_key_reused")
    too_long = keeper.here("POST", "/stock-movements", body, Idempotency_Key="k" * 256)
    assert too_long.refused(422, "too_long") == {"Idempotency-Key": "too_long"}
    assert keeper.level(tea) == 12


def test_recipes(keeper: Storekeeper) -> None:
    oil, salt = sorted([keeper.material("Oil", "litre"), keeper.material("Salt", "g")])
    for path in (f"/variants/{WINGS_VARIANT}/materials", f"/modifier-options/{RICE}/materials"):
        before = keeper.call("GET", path).good(shapes.RecipeOut)
        said = {"materials": [{"material": oil, "qty": 0.125}, {"material": salt, "qty": "3"}]}
        expected = {"materials": [{"material": oil, "qty": 0.125}, {"material": salt, "qty": 3}]}
        assert keeper.call("PUT", path, said).good(shapes.RecipeOut) == expected
        assert keeper.call("GET", path).good(shapes.RecipeOut) == expected
        assert keeper.call("PUT", path, before).good(shapes.RecipeOut) == before


def test_all_recipes_by_what_is_sold(keeper: Storekeeper) -> None:
    found = keeper.call("GET", "/recipes").good(shapes.RecipesOut)["data"]
    told = {(row["name"], row["part"]): row for row in found}
    lager = told["Red Lantern Lager", "Pint"]
    keg = str(demo_id(SLUG, "material", "lager-keg"))
    assert (lager["kind"], lager["materials"]) == ("variant", [{"material": keg, "qty": 0.568}])
    rice = told["With your mains", "Steamed rice"]
    assert (rice["kind"], rice["id"]) == ("option", str(RICE))
    assert told["Prawn paste chicken wings", "Regular"]["materials"] == []
    assert [row["kind"] for row in found] == sorted((row["kind"] for row in found), reverse=True)


@pytest.mark.parametrize("path", ["/variants/{}/materials", "/modifier-options/{}/materials"])
def test_recipes_that_cannot_be(keeper: Storekeeper, stranger: Storekeeper, path: str) -> None:
    sold = {"/variants/{}/materials": WINGS_VARIANT, "/modifier-options/{}/materials": RICE}[path]
    oil, theirs = keeper.material("Oil", "litre"), stranger.material("Oil", "litre")
    before = keeper.call("GET", path.format(sold)).body

    def refused(*materials: Json) -> dict[str, str]:
        answer = keeper.call("PUT", path.format(sold), {"materials": list(materials)})
        assert answer.status == 422
        return answer.refused(422, answer.body["code"])

    good = {"material": oil, "qty": 1}
    assert refused(good | {"qty": 0}) == {"materials[0].qty": "out_of_range"}
    assert refused(good, good | {"qty": -1}) == {"materials[1].qty": "out_of_range"}
    assert refused(good | {"qty": 0.0005}) == {"materials[0].qty": "too_many_decimals"}
    assert refused(good, good) == {"materials[1].material": "duplicate_material"}
    assert refused(good | {"material": NOBODY}) == {"materials[0].material": "unknown_material"}
    assert refused(good | {"material": theirs}) == {"materials[0].material": "unknown_material"}
    assert refused(*[good] * 51) == {"materials": "too_long"}
    assert keeper.call("GET", path.format(sold)).body == before
    for unknown in (NOBODY, "wings", str(demo_id(LONDON.slug, "item", "chips", "Regular"))):
        for method, body in (("GET", None), ("PUT", {"materials": [good]})):
            assert keeper.call(method, path.format(unknown), body).status == 404


def test_a_stock_take_from_start_to_finish(keeper: Storekeeper) -> None:
    tea, salt, milk = (keeper.stock(10, name=name) for name in ("Tea", "Salt", "Milk"))
    keeper.here("POST", f"{running(keeper)}/finish").good(shapes.StockTakeOut)
    take = keeper.here("POST", "/stock-takes", {"notes": "Friday"}).good(shapes.StockTakeOut, 201)
    assert (take["status"], take["notes"], take["ended_at"], take["counts"]) == ("running", "Friday", None, [])
    assert take["location"] == str(LOCATION)
    where = f"/stock-takes/{take['id']}"
    keeper.here("PUT", f"{where}/counts", {"counts": [{"material": tea, "counted": 9}]}).good(shapes.StockTakeOut)
    keeper.move(tea, 5)
    said = {"counts": [{"material": tea, "counted": "14.5"}, {"material": salt, "counted": 0}]}
    counted = keeper.here("PUT", f"{where}/counts", said).good(shapes.StockTakeOut)
    told = {row["material"]: (row["counted"], row["expected"]) for row in counted["counts"]}
    assert told == {tea: (14.5, 15), salt: (0, 10)}
    assert (keeper.level(tea), keeper.level(salt)) == (15, 10), "counting alone changes nothing"
    ended = keeper.here("POST", f"{where}/finish").good(shapes.StockTakeOut)
    assert ended["status"] == "finished"
    assert (keeper.level(tea), keeper.level(salt), keeper.level(milk)) == (14.5, 0, 10)
    assert keeper.ledger(tea) == [("purchase", 10), ("purchase", 5), ("count", -0.5)]
    assert keeper.here("GET", where).good(shapes.StockTakeOut) == ended
    for path, body in (("/finish", None), ("/cancel", None), ("/counts", said)):
        method = "PUT" if body else "POST"
        assert keeper.here(method, where + path, body).refused(409, "stock_take_over") == {}
    assert keeper.here("GET", "/stock-takes", params={"limit": 1}).body["data"] == [ended]


def test_a_cancelled_stock_take_changes_nothing(keeper: Storekeeper) -> None:
    tea, where = keeper.stock(10), running(keeper)
    keeper.here("PUT", f"{where}/counts", {"counts": [{"material": tea, "counted": 1}]})
    cancelled = keeper.here("POST", f"{where}/cancel").good(shapes.StockTakeOut)
    assert (cancelled["status"], cancelled["counts"]) == ("cancelled", [])
    assert cancelled["ended_at"] is not None
    assert keeper.level(tea) == 10


def test_one_stock_take_runs_at_a_location(keeper: Storekeeper) -> None:
    where = running(keeper)
    assert keeper.here("POST", "/stock-takes", {}).refused(409, "stock_take_running") == {}
    keeper.here("POST", f"{where}/cancel")
    first = keeper.here("POST", "/stock-takes", {}, Idempotency_Key="k").good(shapes.StockTakeOut, 201)
    assert keeper.here("POST", "/stock-takes", {}, Idempotency_Key="k").body == first, "asked again after a lost answer"


@pytest.mark.parametrize(
    ("count", "field", "code"),
    [
        ({"counted": -1}, "counts[0].counted", "out_of_range"),
        ({"counted": -0.001}, "counts[0].counted", "out_of_range"),
        ({"counted": 1.0001}, "counts[0].counted", "too_many_decimals"),
        ({"counted": "many"}, "counts[0].counted", "not_a_number"),
        ({"counted": 10**9 + 1}, "counts[0].counted", "out_of_range"),
        ({"counted": None}, "counts[0].counted", "not_a_number"),
        ({"material": NOBODY}, "counts[0].material", "unknown_material"),
        ({"material": "tea"}, "counts[0].material", "unknown_id"),
        ({"unit": "kg"}, "counts[0].unit", "extra_forbidden"),
    ],
)
def test_counts_that_cannot_be(keeper: Storekeeper, count: Json, field: str, code: str) -> None:
    tea, where = keeper.stock(10), running(keeper)
    before = keeper.here("GET", where).body
    said = {"counts": [{"material": tea, "counted": 1, **count}]}
    assert keeper.here("PUT", f"{where}/counts", said).refused(422, code) == {field: code}
    assert keeper.here("GET", where).body == before


def test_counts_of_nothing_twice_or_elsewhere(keeper: Storekeeper, stranger: Storekeeper) -> None:
    tea, where = keeper.stock(10), running(keeper)
    one = {"material": tea, "counted": 1}
    before = keeper.here("GET", where).body
    assert keeper.here("PUT", f"{where}/counts", {"counts": []}).refused(422, "too_short") == {"counts": "too_short"}
    for other, code in (
        (one, "duplicate_material"),
        ({"material": stranger.stock(1), "counted": 1}, "unknown_material"),
        ({"material": keeper.material("Nowhere"), "counted": 1}, "unknown_material"),
    ):
        refused = keeper.here("PUT", f"{where}/counts", {"counts": [one, other]})
        assert refused.refused(422, code) == {"counts[1].material": code}
    assert keeper.here("GET", where).body == before
    assert stranger.here("GET", where).refused(404, "stock_take_not_found") == {}
    assert stranger.here("PUT", f"{where}/counts", {"counts": [one]}).refused(404, "stock_take_not_found") == {}
    for path in (f"/stock-takes/{NOBODY}", "/stock-takes/friday"):
        assert keeper.here("GET", path).status == 404


def calls() -> list[tuple[str, str, Json | None]]:
    at = f"/locations/{LOCATION}"
    sold = f"/variants/{WINGS_VARIANT}/materials"
    return [
        ("GET", "/materials", None),
        ("POST", "/materials", {"name": "Tea", "unit": "pc"}),
        ("PATCH", f"/materials/{NOBODY}", {"unit": "pc"}),
        ("DELETE", f"/materials/{NOBODY}", None),
        ("GET", "/recipes", None),
        ("GET", sold, None),
        ("PUT", sold, {"materials": []}),
        ("GET", f"{at}/material-stocks", None),
        ("PUT", f"{at}/material-stocks/{NOBODY}", {}),
        ("GET", f"{at}/stock-movements", None),
        ("POST", f"{at}/stock-movements", {"material": NOBODY, "kind": "purchase", "qty": 1}),
        ("GET", f"{at}/stock-takes", None),
        ("POST", f"{at}/stock-takes", {}),
        ("GET", f"{at}/stock-takes/{NOBODY}", None),
        ("PUT", f"{at}/stock-takes/{NOBODY}/counts", {"counts": [{"material": NOBODY, "counted": 1}]}),
        ("POST", f"{at}/stock-takes/{NOBODY}/finish", None),
        ("POST", f"{at}/stock-takes/{NOBODY}/cancel", None),
    ]


@pytest.mark.parametrize(("method", "path", "body"), calls())
def test_who_may(
    local: TestClient, template: Template, stranger: Storekeeper, method: str, path: str, body: Json | None
) -> None:
    house = House(local, SINGAPORE, template.credentials)
    assert Storekeeper(local, None).call(method, path, body).refused(401, "unauthenticated") == {}
    for role in ("waiter", "cashier", "kitchen"):
        refused = Storekeeper(local, house.staff(role).token).call(method, path, body)
        assert refused.refused(403, "forbidden") == {}
    assert Storekeeper(local, house.staff("branch_manager").token).call(method, path, body).status not in (401, 403)
    if "/locations/" in path:
        assert stranger.call(method, path, body).refused(404, "unknown_location") == {}


def test_a_manager_of_another_branch_keeps_out(local: TestClient, template: Template, truth: Truth) -> None:
    manager = House(local, SINGAPORE, template.credentials).staff("branch_manager")
    katong = demo_id(SLUG, "katong-singapore")
    truth.rows("UPDATE users SET location_ids = %s WHERE id = %s RETURNING id", [katong], UUID(manager.id))
    assert Storekeeper(local, manager.token, katong).here("GET", "/material-stocks").status == 200
    refused = Storekeeper(local, manager.token).here("GET", "/material-stocks")
    assert refused.refused(403, "forbidden") == {}
