"""Lists by page and by time of last change."""

from datetime import datetime, timedelta

import pytest

from tests.api.online_order.carts import LIMA, LONDON, NOBODY
from tests.api.online_order.stored import as_restaurant
from tests.partner import Partner

OF_THE_RESTAURANT = (
    "/locations",
    "/categories",
    "/vouchers",
    "/customers",
    "/customer-groups",
    "/loyalty/programs",
    f"/loyalty/{LIMA.program('puntos')}/members",
)
OF_A_LOCATION = (
    "/dining-options",
    "/payments",
    "/charges",
    "/floorplans",
    "/items",
    "/modifiers",
    "/discounts",
    "/promotions",
    "/materials",
)
LISTS = (*OF_THE_RESTAURANT, *OF_A_LOCATION)


@pytest.mark.parametrize("path", LISTS)
def test_all_pages_together_are_the_whole_list(path: str, quiet_lima: Partner) -> None:
    whole = quiet_lima.at_location(path)
    limit = max(1, len(whole) // 3)
    together = []
    page = 1
    while rows := quiet_lima.get(path, location_id=LIMA.location, limit=limit, page=page).data:
        assert len(rows) <= limit
        together += rows
        page += 1
    assert together == whole
    assert len({row["id"] for row in whole}) == len(whole) > 0
    assert quiet_lima.get(path, location_id=LIMA.location, limit=200, page=2).body == {"data": []}


def test_fifty_rows_are_a_page_unless_said_otherwise(quiet_lima: Partner) -> None:
    whole = quiet_lima.at_location("/items")
    assert len(whole) > 50
    assert quiet_lima.get("/items", location_id=LIMA.location).data == whole[:50]
    assert quiet_lima.get("/items", location_id=LIMA.location, page=2).data == whole[50:]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", "0"),
        ("limit", "201"),
        ("limit", "-1"),
        ("limit", "ten"),
        ("limit", "1.5"),
        ("limit", "9" * 30),
        ("page", "0"),
        ("page", "-1"),
        ("page", "two"),
        ("page", "9" * 30),
        ("update_at_min", "yesterday"),
        ("update_at_min", "2026-13-01T00:00:00+00:00"),
        ("update_at_min", "2026-02-30T00:00:00+00:00"),
        ("update_at_min", "2026-01-01T00:00:00+99:00"),
        ("update_at_min", "0001-01-01T00:00:00+08:00\x00"),
    ],
)
def test_a_page_that_cannot_be_is_refused(path: str, field: str, value: str, quiet_lima: Partner) -> None:
    refused = quiet_lima.get(path, location_id=LIMA.location, **{field: value})
    assert refused.status == 422
    assert list(refused.fields) == [field]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("name", ["update_at_min", "updated_at_min"])
def test_only_what_changed_at_or_after_a_time(path: str, name: str, quiet_lima: Partner) -> None:
    whole = quiet_lima.at_location(path)
    newest = max(datetime.fromisoformat(row["updated_at"]) for row in whole)
    assert quiet_lima.at_location(path, **{name: newest.isoformat()}) == whole
    assert quiet_lima.at_location(path, **{name: (newest + timedelta(seconds=1)).isoformat()}) == []
    assert quiet_lima.at_location(path, **{name: "2020-01-01T00:00:00Z"}) == whole
    assert quiet_lima.at_location(path, **{name: ""}) == whole


@pytest.mark.parametrize("plus", ["%2B", "+", " ", "%20"])
def test_a_plus_sign_may_come_unescaped(plus: str, quiet_lima: Partner) -> None:
    query = f"location_id={LIMA.location}&update_at_min=2020-07-10T06:00:00{plus}08:00"
    assert len(quiet_lima.call("GET", f"/dining-options?{query}").data) == 3


def test_a_change_moves_a_row_past_the_time_asked_for(lima: Partner, database_url: str) -> None:
    later = "2030-01-01T08:30:00+08:00"
    item = LIMA.item("arroz-blanco")
    assert lima.at_location("/items", update_at_min=later) == []
    as_restaurant(database_url, LIMA.id(), "UPDATE items SET updated_at = %s WHERE id = %s", (later, item))
    changed = lima.at_location("/items", update_at_min=later)
    assert [row["id"] for row in changed] == [item]
    assert datetime.fromisoformat(changed[0]["updated_at"]) == datetime.fromisoformat(later)


@pytest.mark.parametrize("path", [*OF_A_LOCATION, "/menu"])
def test_a_list_of_a_location_needs_one_of_the_restaurants_own(path: str, quiet_lima: Partner) -> None:
    missing = quiet_lima.get(path)
    assert (missing.status, missing.fields) == (422, {"location_id": "missing"})
    malformed = quiet_lima.get(path, location_id="downtown")
    assert (malformed.status, list(malformed.fields)) == (422, ["location_id"])
    for unknown in (NOBODY, LONDON.location):
        refused = quiet_lima.get(path, location_id=unknown)
        assert (refused.status, refused.error["code"]) == (404, "unknown_location")
