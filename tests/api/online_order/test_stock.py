"""14.1 to 14.3: materials, their stock, and stock takes."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from comanda.api.online_order import stock_shapes as shapes
from comanda.api.online_order.shapes import Many
from comanda.demo.seed import demo_id
from tests.api.online_order import contract
from tests.api.online_order.carts import LIMA, LONDON, NOBODY
from tests.conftest import Template
from tests.partner import Partner
from tests.storekeeper import Storekeeper

LISTS = ("/materials", "/material-stocks", "/stock-takes")
CORVINA = str(demo_id("caleta-morena", "material", "corvina"))
MARISCOS = str(demo_id("caleta-morena", "material", "mariscos"))
AJI = str(demo_id("caleta-morena", "material", "aji"))
PISCO = str(demo_id("caleta-morena", "material", "pisco"))


@pytest.fixture
def keeper(lima: Partner, template: Template) -> Storekeeper:
    return Storekeeper(lima.http, template.credentials.user_tokens["caleta-morena"], UUID(lima.location_id))


def test_materials(quiet_lima: Partner) -> None:
    found = quiet_lima.get("/materials", location_id=LIMA.location)
    Many[shapes.MaterialOut].model_validate(found.body)
    contract.hold(found.body, {"data": [contract.MATERIAL]})
    told = {row["id"]: (row["name"], row["sku"], row["unit"]) for row in found.data}
    assert told[CORVINA] == ("Corvina en filete", "PES-001", "kg")
    assert ("Servilletas", None, "pack") in told.values()
    assert {"kg", "pc", "can", "bottle", "litre"} <= {unit for _, _, unit in told.values()}


def test_stock_levels_are_exact_to_three_decimals(quiet_lima: Partner) -> None:
    found = quiet_lima.get("/material-stocks", location_id=LIMA.location)
    Many[shapes.MaterialStockOut].model_validate(found.body)
    contract.hold(found.body, {"data": [contract.MATERIAL_STOCK]})
    told = {row["material"]: row["qty"] for row in found.data}
    assert (told[CORVINA], told[MARISCOS], told[AJI], told[PISCO]) == (2400, 1800.5, 380.125, 1200.75)
    assert type(told[CORVINA]) is int
    assert [row["material"] for row in found.data] == [row["id"] for row in quiet_lima.at_location("/materials")]


def test_a_finished_stock_take_and_one_that_goes_on(quiet_lima: Partner) -> None:
    found = quiet_lima.get("/stock-takes", location_id=LIMA.location)
    Many[shapes.StockTakeOut].model_validate(found.body)
    contract.hold(found.body, {"data": [contract.STOCK_TAKE]})
    finished, running = found.data
    assert finished["notes"] == "Cierre de mes: huevos rotos en la entrega"
    assert datetime.fromisoformat(finished["start_date"]) < datetime.fromisoformat(finished["end_date"])
    assert finished["updated_at"] == finished["end_date"]
    counted = {row["material"]: row["counted"] for row in finished["materials"]}
    assert (counted[CORVINA], counted[PISCO]) == (2400, 1200.75)
    assert (running["notes"], running["end_date"], running["materials"]) == (None, None, [])


def test_the_contracts_samples_can_be_said_and_come_back(lima: Partner, keeper: Storekeeper) -> None:
    samples = [("Angus Beef Patty", None, "pc", 30), ("Tiger Beer", "10248763192", "litre", 10.252)]
    samples += [("Coca Cola", "10248763432", "can", 30.01)]
    made = []
    for name, sku, unit, qty in samples:
        material = keeper.material(name, unit, sku=sku)
        keeper.here("PUT", f"/material-stocks/{material}", {})
        keeper.move(material, qty)
        made.append(material)
    rows = {row["id"]: row for row in lima.at_location("/materials")}
    assert [(rows[id_]["name"], rows[id_]["sku"], rows[id_]["unit"]) for id_ in made] == [
        sample[:3] for sample in samples
    ]
    levels = {row["material"]: row["qty"] for row in lima.at_location("/material-stocks")}
    assert [levels[id_] for id_ in made] == [30, 10.252, 30.01]
    (running,) = [row for row in lima.at_location("/stock-takes") if row["end_date"] is None]
    keeper.here("POST", f"/stock-takes/{running['id']}/cancel")
    take = keeper.here("POST", "/stock-takes", {"notes": "Egg shortage due to cracks"}).body
    counts = [{"material": id_, "counted": counted} for id_, counted in zip(made, (54, "32.133", 3.5), strict=True)]
    keeper.here("PUT", f"/stock-takes/{take['id']}/counts", {"counts": counts})
    keeper.here("POST", f"/stock-takes/{take['id']}/finish")
    shown = {row["id"]: row for row in lima.at_location("/stock-takes")}
    assert shown[take["id"]]["notes"] == "Egg shortage due to cracks"
    assert {row["material"]: row["counted"] for row in shown[take["id"]]["materials"]} == dict(
        zip(made, (54, 32.133, 3.5), strict=True)
    )
    assert (shown[running["id"]]["materials"], shown[running["id"]]["end_date"] is None) == ([], False)
    levels = {row["material"]: row["qty"] for row in lima.at_location("/material-stocks")}
    assert [levels[id_] for id_ in made] == [54, 32.133, 3.5]


@pytest.mark.parametrize("path", LISTS)
def test_all_pages_together_are_the_whole_list(path: str, quiet_lima: Partner) -> None:
    whole = quiet_lima.at_location(path)
    together, page = [], 1
    while rows := quiet_lima.get(path, location_id=LIMA.location, limit=1, page=page).data:
        assert len(rows) == 1
        together += rows
        page += 1
    assert together == whole
    assert len(whole) > 1


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(("field", "value"), [("limit", "0"), ("limit", "201"), ("page", "0"), ("page", "two")])
def test_a_page_that_cannot_be_is_refused(path: str, field: str, value: str, quiet_lima: Partner) -> None:
    refused = quiet_lima.get(path, location_id=LIMA.location, **{field: value})
    assert (refused.status, list(refused.fields)) == (422, [field])


@pytest.mark.parametrize("name", ["update_at_min", "updated_at_min"])
def test_stock_takes_that_changed_since(name: str, quiet_lima: Partner) -> None:
    finished, running = quiet_lima.at_location("/stock-takes")
    ended = datetime.fromisoformat(finished["updated_at"])
    assert quiet_lima.at_location("/stock-takes", **{name: ended.isoformat()}) == [finished, running]
    assert quiet_lima.at_location("/stock-takes", **{name: (ended + timedelta(seconds=1)).isoformat()}) == [running]
    assert quiet_lima.get("/stock-takes", **{name: "yesterday"}).status == 422


def test_levels_know_no_time(quiet_lima: Partner) -> None:
    whole = quiet_lima.at_location("/material-stocks")
    assert quiet_lima.at_location("/material-stocks", update_at_min="2099-01-01T00:00:00Z") == whole


def test_stock_takes_of_everywhere(quiet_singapore: Partner) -> None:
    everywhere = quiet_singapore.get("/stock-takes").data
    here = quiet_singapore.at_location("/stock-takes")
    assert (len(everywhere), len(here)) == (4, 2)
    assert [row for row in everywhere if row in here] == here


@pytest.mark.parametrize("path", LISTS)
def test_a_location_of_somebody_else_is_nobodys(path: str, quiet_lima: Partner) -> None:
    for unknown in (NOBODY, LONDON.location):
        refused = quiet_lima.get(path, location_id=unknown)
        assert (refused.status, refused.error["code"]) == (404, "unknown_location")
    assert quiet_lima.get(path, location_id="downtown").fields == {"location_id": "unknown_id"}
    missing = quiet_lima.get(path)
    if path == "/stock-takes":
        assert missing.status == 200
    else:
        assert (missing.status, missing.fields) == (422, {"location_id": "missing"})


def test_what_a_location_does_not_keep_is_not_its(lima: Partner, keeper: Storekeeper) -> None:
    material = keeper.material("Truffle", "g")
    assert material not in {row["id"] for row in lima.at_location("/materials")}
    later = lima.get("/materials", location_id=LIMA.location, limit=200).data[0]["updated_at"]
    keeper.here("PUT", f"/material-stocks/{material}", {})
    changed = lima.at_location("/materials", update_at_min=later)
    assert changed[-1]["id"] == material, "it comes up where only changes are asked for"
    keeper.call("DELETE", f"/materials/{material}")
    for path, key in (("/materials", "id"), ("/material-stocks", "material")):
        assert material not in {row[key] for row in lima.at_location(path)}
