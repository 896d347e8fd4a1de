"""Get Restaurant Location Detail."""

import pytest

from tests.api.portal.caller import Caller
from tests.api.portal.scene import CREATED, DATE_PALM, DECIDED, OPERATOR, TENANT_ONE, UPDATED, build
from tests.truth import Truth

BRANCH = TENANT_ONE.spots[0].id
NOBODY = "01950000-0000-7000-8000-ffffffffffff"


def test_the_documented_answer(operator: Caller, truth: Truth) -> None:
    build(truth)
    truth.rows(
        "UPDATE locations SET opening_mode = 'schedule', manual_is_open = true, branding = %s WHERE id = %s"
        " RETURNING id",
        '{"logo": "https://cdn.example.com/logo.png", "cover_image": "https://cdn.example.com/cover.png",'
        ' "banners": []}',
        BRANCH,
    )
    truth.rows(
        "INSERT INTO location_hours (tenant_id, location_id, weekday, opens, closes)"
        " SELECT %s, %s, day, '00:00', '00:00' FROM generate_series(0, 6) day RETURNING weekday",
        TENANT_ONE.id,
        BRANCH,
    )
    answer = operator.view(BRANCH)
    assert answer.location
    assert answer.body == {
        "success": True,
        "message": "Restaurant location retrieved successfully",
        "data": {
            "id": str(BRANCH),
            "tenant_id": str(TENANT_ONE.id),
            "name": {"en": "Downtown Branch"},
            "slug": "downtown-branch",
            "active": True,
            "admin_status": "approved",
            "approved_by": OPERATOR,
            "approved_at": DECIDED,
            "admin_notes": "Approved for public access",
            "is_open": True,
            "languages": ["en", "ar"],
            "time_zone": "Asia/Baghdad",
            "created_at": CREATED,
            "updated_at": UPDATED,
            "code": 5001,
            "latitude": 36.23,
            "longitude": 43.98,
            "address": {
                "city": "Erbil",
                "area": "Ankawa",
                "full_address": "Street 60, Ankawa, Erbil",
                "latitude": 36.23,
                "longitude": 43.98,
            },
            "branding_settings": {
                "logo": "https://cdn.example.com/logo.png",
                "cover_image": "https://cdn.example.com/cover.png",
                "banners": [],
            },
            "is_manual_mode": False,
            "manual_is_open": True,
            "availability_version": 12,
            "accept_dining": True,
            "accept_delivery": True,
            "accept_takeout": True,
            "tenant": {
                "id": str(TENANT_ONE.id),
                "name": {"en": "Tenant One"},
                "slug": "tenant-one",
                "status": "active",
            },
        },
    }


def test_what_a_location_does_not_have_is_null(desk: Caller) -> None:
    found = desk.view(DATE_PALM.spots[0].id).location
    assert found["admin_status"] == "draft"
    assert (found["approved_by"], found["approved_at"], found["admin_notes"]) == (None, None, None)
    assert found["branding_settings"] == {"logo": None, "cover_image": None, "banners": []}
    assert (found["address"]["area"], found["is_manual_mode"], found["is_open"]) == (None, True, False)


def test_a_location_without_languages_has_its_own(operator: Caller, truth: Truth) -> None:
    lima = truth.one("SELECT id FROM locations WHERE name = 'Centro de Lima'")
    truth.rows("UPDATE locations SET languages = '{}' WHERE id = %s RETURNING id", lima)
    assert operator.view(lima).location["languages"] == ["es"]


def test_changing_the_hours_makes_a_new_availability_version(operator: Caller, truth: Truth) -> None:
    lima, tenant = truth.rows("SELECT id, tenant_id FROM locations WHERE name = 'Centro de Lima'")[0].values()
    before = operator.view(lima).location["availability_version"]
    truth.rows(
        "WITH t AS MATERIALIZED (SELECT set_config('comanda.tenant', %s, true))"
        " UPDATE locations SET manual_is_open = true FROM t WHERE id = %s RETURNING id",
        str(tenant),
        lima,
    )
    assert operator.view(lima).location["availability_version"] == before + 1


@pytest.mark.parametrize("location_id", ["nonsense", "1", "%00", f"{NOBODY}0", NOBODY.replace("-", ""), "' OR 1=1"])
def test_an_id_that_is_none(location_id: str, desk: Caller) -> None:
    answer = desk.view(location_id)
    assert (answer.status, answer.body) == (400, {"success": False, "message": "Invalid UUID"})


def test_a_location_that_is_not_there(desk: Caller) -> None:
    answer = desk.view(NOBODY)
    assert (answer.status, answer.body) == (404, {"success": False, "message": "Location Not Found", "data": None})
    assert desk.view(TENANT_ONE.id).refusal == (404, "Location Not Found")
