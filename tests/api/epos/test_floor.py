"""ListAreas and SearchTables."""

import pytest

from tests.api.epos.client import NOBODY, House, Json, Terminal
from tests.api.online_order.carts import KATONG


def tables(house: House, **said: object) -> list[Json]:
    (page,) = house.terminal.post("/tables/search", said).good
    rows: list[Json] = page["data"]
    return rows


def look_after(house: House, waiter: str, *numbers: int) -> None:
    """Let a waiter look after tables."""
    for number in numbers:
        house.truth.rows(
            "INSERT INTO table_waiters (tenant_id, table_id, user_id)"
            " SELECT tenant_id, id, %s FROM dining_tables WHERE id = %s RETURNING table_id",
            waiter,
            house.table(number),
        )


def waiter_of(house: House, name: str = "Nia Roberts") -> str:
    return house.guest.shop.id("staff", name)


def test_areas_in_the_order_of_the_floor_plan(london: House) -> None:
    found = london.terminal.get("/areas").good
    assert [(area["name"], area["waiterIds"]) for area in found] == [
        ("Dining room", []),
        ("Garden", []),
        ("Counter", []),
    ]
    assert len({area["id"] for area in found}) == 3


def test_the_waiters_of_an_area_are_those_of_its_tables(london: House) -> None:
    nia, jack = waiter_of(london), waiter_of(london, "Jack Dunn")
    look_after(london, nia, 1, 2, 10)
    look_after(london, jack, 2)
    dining, garden, counter = (area["waiterIds"] for area in london.terminal.get("/areas").good)
    assert (sorted(dining), garden, counter) == (sorted([nia, jack]), [nia], [])
    by_name = {table["id"]: table["waiterIds"] for table in tables(london)}
    assert sorted(by_name[london.table(2)]) == sorted([nia, jack])
    assert by_name[london.table(3)] == []


def test_tables_come_as_a_list_of_one_page(london: House) -> None:
    """T1: the published answer is a list whose one entry is a page."""
    answer = london.terminal.post("/tables/search", {}).good
    assert isinstance(answer, list)
    (page,) = answer
    assert page.keys() == {"data"}
    assert len(page["data"]) == 18
    dining, garden, counter = (area["id"] for area in london.terminal.get("/areas").good)
    assert page["data"][0] == {
        "id": london.table(1),
        "name": page["data"][0]["name"],
        "maxCovers": 2,
        "areaId": dining,
        "waiterIds": [],
    }
    assert [table["maxCovers"] for table in page["data"]] == [2, 2, 2, 4, 4, 4, 4, 6, 8, 2, 2, 4, 4, 6, 1, 1, 2, 2]
    assert [table["areaId"] for table in page["data"]] == [dining] * 9 + [garden] * 5 + [counter] * 4
    assert [table["id"] for table in page["data"]] == london.tables(*range(1, 19))
    assert page["data"][8]["name"] == "The snug"
    assert len({(table["areaId"], table["name"]) for table in page["data"]}) == 18


def test_tables_of_an_area_and_of_a_waiter(london: House) -> None:
    nia = waiter_of(london)
    look_after(london, nia, 4, 10, 15)
    _, garden, _ = (area["id"] for area in london.terminal.get("/areas").good)
    assert [table["id"] for table in tables(london, areaId=garden)] == london.tables(10, 11, 12, 13, 14)
    assert [table["id"] for table in tables(london, waiterId=nia)] == london.tables(4, 10, 15)
    assert [table["id"] for table in tables(london, areaId=garden, waiterId=nia)] == london.tables(10)


@pytest.mark.parametrize("unknown", [NOBODY, "area_1234", "", "💳", "x" * 300])
def test_what_is_not_here_finds_nothing(unknown: str, london: House) -> None:
    assert tables(london, areaId=unknown) == []
    assert tables(london, waiterId=unknown) == []


def test_nothing_of_other_locations(singapore: House, katong: Terminal) -> None:
    (theirs,) = katong.get("/areas").good[:1]
    assert tables(singapore, areaId=theirs["id"]) == []
    here = {table["id"] for table in tables(singapore)}
    assert len(here) == 16
    assert KATONG.table(1) not in here


def test_an_area_is_no_table(london: House) -> None:
    assert tables(london, waiterId=london.table(1)) == []
