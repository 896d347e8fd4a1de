"""List Restaurant Locations: the documented answers, every filter, paging by restaurant, the order, bad parameters."""

from typing import Any

import pytest

from tests.api.portal.caller import Caller, Json
from tests.api.portal.conftest import As
from tests.api.portal.scene import CREATED, DATE_PALM, DEMO, EMPTY, TENANT_ONE
from tests.truth import Truth

NO_FILTERS = {
    "search": "",
    "tenant_id": None,
    "city": None,
    "area": None,
    "active_status": None,
    "operational_status": None,
    "admin_status": None,
    "include_empty_tenants": False,
}


def slugs(found: Json) -> dict[str, list[str]]:
    return {group["tenant"]["slug"]: [location["slug"] for location in group["locations"]] for group in found["groups"]}


def only_scene(found: Json) -> dict[str, list[str]]:
    """What was found, without the demo's restaurants."""
    return {tenant: locations for tenant, locations in slugs(found).items() if tenant not in DEMO}


def palm(*which: str) -> dict[str, list[str]]:
    return {"date-palm": [f"palm-{name}" for name in which]}


def test_the_documented_answer(desk: Caller) -> None:
    row = {
        "id": str(TENANT_ONE.spots[0].id),
        "code": 5001,
        "name": {"en": "Downtown Branch"},
        "slug": "downtown-branch",
        "admin_status": "approved",
        "active": True,
        "is_open": True,
        "city": "Erbil",
        "area": "Ankawa",
        "full_address": "Street 60, Ankawa, Erbil",
        "latitude": 36.23,
        "longitude": 43.98,
        "accept_dining": True,
        "accept_delivery": True,
        "accept_takeout": True,
        "created_at": CREATED,
    }
    other = row | {
        "id": str(TENANT_ONE.spots[1].id),
        "code": 5002,
        "name": {"en": "Airport Branch"},
        "slug": "airport-branch",
        "is_open": False,
        "area": "Ainkawa Road",
    }
    answer = desk.list(tenant_id=str(TENANT_ONE.id))
    assert answer.locations
    assert answer.body == {
        "success": True,
        "message": "Restaurants retrieved successfully",
        "data": {
            "groups": [
                {
                    "tenant": {
                        "id": str(TENANT_ONE.id),
                        "name": {"en": "Tenant One"},
                        "slug": "tenant-one",
                        "status": "active",
                    },
                    "summary": {
                        "total_locations": 2,
                        "active_locations": 2,
                        "inactive_locations": 0,
                        "open_locations": 1,
                        "closed_locations": 1,
                    },
                    "locations": [row, other],
                }
            ],
            "pagination": {"page": 1, "limit": 10, "total_groups": 1, "total_locations": 2},
            "filters": NO_FILTERS | {"tenant_id": str(TENANT_ONE.id)},
        },
    }


def test_the_documented_empty_answer(desk: Caller) -> None:
    assert desk.list(search="missing-search").body == {
        "success": True,
        "message": "Restaurants retrieved successfully",
        "data": {
            "groups": [],
            "pagination": {"page": 1, "limit": 10, "total_groups": 0, "total_locations": 0},
            "filters": NO_FILTERS | {"search": "missing-search"},
        },
    }


def test_the_documented_request_with_nothing_filled_in(desk: Caller) -> None:
    found = desk.call(
        "GET",
        "/system/restaurant/locations?page=1&limit=10&search=&tenant_id=&city=&area=&active_status="
        "&operational_status=&admin_status=&include_empty_tenants=false",
    ).locations
    assert found == desk.list().locations
    assert found["filters"] == NO_FILTERS
    assert found["pagination"] == {"page": 1, "limit": 10, "total_groups": 5, "total_locations": 11}


def test_every_restaurant_is_there_with_its_own_locations_in_one_order(desk: Caller) -> None:
    assert slugs(desk.list().locations) == {
        "caleta-morena": ["downtown-lima"],
        "date-palm": ["palm-draft", "palm-waiting", "palm-refused", "palm-stopped", "palm-100-percent"],
        "lantern-and-tiffin": ["chinatown-singapore", "katong-singapore"],
        "tallow-and-rye": ["bermondsey-london"],
        "tenant-one": ["downtown-branch", "airport-branch"],
    }
    assert [group["tenant"]["slug"] for group in desk.list().locations["groups"]] == [
        "caleta-morena",
        "date-palm",
        "lantern-and-tiffin",
        "tallow-and-rye",
        "tenant-one",
    ]


def test_names_are_in_the_language_of_whoever_has_them(desk: Caller) -> None:
    (group,) = desk.list(search="caleta").locations["groups"]
    assert group["tenant"]["name"] == {"es": "Caleta Morena"}
    assert group["locations"][0]["name"] == {"es": "Centro de Lima"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"search": "Tenant One"}, {"tenant-one": ["downtown-branch", "airport-branch"]}),
        ({"search": "tEnAnT-o"}, {"tenant-one": ["downtown-branch", "airport-branch"]}),
        ({"search": "  airport "}, {"tenant-one": ["airport-branch"]}),
        ({"search": "AIRPORT-BR"}, {"tenant-one": ["airport-branch"]}),
        ({"search": "5102"}, palm("waiting")),
        ({"search": "510"}, palm("draft", "waiting", "refused", "stopped", "100-percent")),
        ({"search": "date palm"}, palm("draft", "waiting", "refused", "stopped", "100-percent")),
        ({"search": "100%"}, palm("100-percent")),
        ({"search": "%"}, palm("100-percent")),
        ({"search": "palm_g"}, palm("100-percent")),
        ({"search": "\\"}, {}),
        ({"search": "' OR true --"}, {}),
        ({"tenant_id": str(DATE_PALM.id), "search": "airport"}, {}),
        ({"tenant_id": str(DATE_PALM.id).upper(), "search": "waiting"}, palm("waiting")),
        ({"tenant_id": "01950000-0000-7000-8000-0000000000ff"}, {}),
        ({"city": "Basra"}, palm("draft", "waiting", "refused")),
        ({"city": "basra"}, palm("draft", "waiting", "refused")),
        ({"city": "Bas"}, {}),
        ({"city": "erbil"}, {"date-palm": ["palm-stopped"], "tenant-one": ["downtown-branch", "airport-branch"]}),
        ({"area": "ANKAWA", "city": "Erbil"}, {"date-palm": ["palm-stopped"], "tenant-one": ["downtown-branch"]}),
        ({"active_status": "inactive"}, palm("refused")),
        ({"active_status": "active", "city": "Basra"}, palm("draft", "waiting")),
        ({"operational_status": "open", "city": "Basra"}, palm("waiting", "refused")),
        ({"operational_status": "closed", "city": "Basra"}, palm("draft")),
        ({"admin_status": "draft"}, palm("draft")),
        ({"admin_status": "pending_approval"}, palm("waiting")),
        ({"admin_status": "rejected"}, palm("refused")),
        ({"admin_status": "suspended"}, palm("stopped")),
        (
            {"admin_status": "approved"},
            {"date-palm": ["palm-100-percent"], "tenant-one": ["downtown-branch", "airport-branch"]},
        ),
        (
            {"admin_status": "approved", "operational_status": "open", "search": "branch"},
            {"tenant-one": ["downtown-branch"]},
        ),
    ],
)
def test_filters(query: dict[str, str], expected: dict[str, list[str]], desk: Caller) -> None:
    found = desk.list(**query).locations
    assert only_scene(found) == expected
    everything = sum(len(locations) for locations in slugs(found).values())
    assert found["pagination"]["total_locations"] == everything
    assert found["pagination"]["total_groups"] == len(found["groups"])


def test_filters_are_told_as_they_were_understood(desk: Caller) -> None:
    asked = {
        "search": "palm",
        "tenant_id": str(DATE_PALM.id),
        "city": "Basra",
        "area": "Ankawa",
        "active_status": "active",
        "operational_status": "open",
        "admin_status": "pending_approval",
        "include_empty_tenants": "true",
    }
    found = desk.list(**asked).locations
    assert found["filters"] == asked | {"include_empty_tenants": True}
    assert slugs(found) == palm("waiting")


def test_counts_are_of_the_locations_that_are_shown(desk: Caller) -> None:
    (group,) = desk.list(tenant_id=str(DATE_PALM.id), city="basra").locations["groups"]
    assert group["summary"] == {
        "total_locations": 3,
        "active_locations": 2,
        "inactive_locations": 1,
        "open_locations": 2,
        "closed_locations": 1,
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["date-palm", "no-places-yet", "tenant-one"]),
        ({"tenant_id": str(EMPTY.id)}, ["no-places-yet"]),
        ({"search": "no places"}, ["no-places-yet"]),
        ({"search": "missing-search"}, []),
        ({"city": "Erbil"}, ["date-palm", "no-places-yet", "tenant-one"]),
        # A restaurant that is there for one of its locations alone is not there without it.
        ({"search": "airport", "operational_status": "open"}, []),
        ({"search": "tenant one", "admin_status": "draft"}, ["tenant-one"]),
        ({"search": "tenant one", "admin_status": "approved", "active_status": "inactive"}, ["tenant-one"]),
    ],
)
def test_restaurants_without_locations_are_there_when_wanted(
    query: dict[str, str], expected: list[str], desk: Caller
) -> None:
    found = desk.list(include_empty_tenants="true", **query).locations
    assert list(only_scene(found)) == expected
    assert found["pagination"]["total_groups"] == len(found["groups"])
    without = desk.list(include_empty_tenants="false", **query).locations
    assert all(group["locations"] for group in without["groups"])


def test_an_empty_restaurant_is_all_zeros(desk: Caller) -> None:
    (group,) = desk.list(tenant_id=str(EMPTY.id), include_empty_tenants="true").locations["groups"]
    assert group["tenant"]["status"] == "inactive"
    assert group["locations"] == []
    assert set(group["summary"].values()) == {0}


def test_pages_count_restaurants(desk: Caller) -> None:
    whole = desk.list(limit=50).locations["groups"]
    pages = [desk.list(limit=2, page=number).locations for number in (1, 2, 3)]
    assert [len(page["groups"]) for page in pages] == [2, 2, 1]
    assert [group for page in pages for group in page["groups"]] == whole
    for number, page in enumerate(pages, 1):
        assert page["pagination"] == {"page": number, "limit": 2, "total_groups": 5, "total_locations": 11}


def test_a_page_past_the_end_is_empty_and_still_counts(desk: Caller) -> None:
    found = desk.list(page=1_000_000).locations
    assert found["groups"] == []
    assert found["pagination"] == {"page": 1_000_000, "limit": 10, "total_groups": 5, "total_locations": 11}


CHOICES = {
    "active_status": "Must be one of: active, inactive",
    "operational_status": "Must be one of: open, closed",
    "admin_status": "Must be one of: draft, pending_approval, approved, rejected, suspended",
    "include_empty_tenants": "Must be one of: true, false",
}


@pytest.mark.parametrize("value", ["nonsense", "Active", "1", "active,inactive", "null", "{{value}}", "\x00"])
@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_that_is_none(name: str, value: str, desk: Caller) -> None:
    assert desk.list(**{name: value}).body == {"success": False, "message": CHOICES[name]}


@pytest.mark.parametrize("value", ["nonsense", "01950000-0000-7000-8000-00000000000", "0" * 36, "1'; --", "\x00"])
def test_a_tenant_id_that_is_none(value: str, desk: Caller) -> None:
    answer = desk.list(tenant_id=value)
    assert (answer.status, answer.body) == (400, {"success": False, "message": "Invalid UUID"})


@pytest.mark.parametrize("value", ["0", "-1", "51", "1.5", "ten", "9" * 30, "9" * 5000, "1e1", "٣", "\x00", "+"])
def test_a_limit_out_of_range(value: str, desk: Caller) -> None:
    assert desk.list(limit=value).refusal == (400, "limit: a whole number from 1 to 50 is expected")


@pytest.mark.parametrize("value", ["0", "-1", "1000001", "0.5", "first", "9" * 30])
def test_a_page_out_of_range(value: str, desk: Caller) -> None:
    assert desk.list(page=value).refusal == (400, "page: a whole number from 1 to 1000000 is expected")


@pytest.mark.parametrize("name", ["search", "city", "area"])
@pytest.mark.parametrize(("value", "expected"), [("a\x00b", "NUL"), ("a" * 201, "too long")])
def test_a_text_that_cannot_be_searched_for(name: str, value: str, expected: str, desk: Caller) -> None:
    status, message = desk.list(**{name: value}).refusal
    assert status == 400
    assert name in message
    assert expected in message


def test_bytes_that_are_no_text_find_nothing(desk: Caller) -> None:
    found = desk.call("GET", "/system/restaurant/locations?search=%ff%fe&city=%c3").locations
    assert found["groups"] == []


def test_other_parameters_are_ignored(desk: Caller) -> None:
    assert desk.list(sort_by="name", column_filters="x", language="ar").locations == desk.list().locations


@pytest.mark.parametrize(("method", "status"), [("POST", 405), ("DELETE", 405)])
def test_other_methods_are_refused_alike(method: str, status: int, desk: Caller) -> None:
    assert desk.call(method, "/system/restaurant/locations").refusal[0] == status


@pytest.mark.parametrize("path", ["/system", "/system/restaurant", "/system/restaurant/locations/", "/restaurant"])
def test_other_addresses_are_refused_alike(path: str, desk: Caller) -> None:
    assert desk.get(path).refusal == (404, "There is no such address.")


def _hours(truth: Truth, location_id: Any, day: str | None) -> None:
    """Open round the clock on the day it is there now, or on any other day only."""
    truth.rows("UPDATE locations SET opening_mode = 'schedule' WHERE id = %s RETURNING id", location_id)
    truth.rows("DELETE FROM location_hours WHERE location_id = %s RETURNING weekday", location_id)
    truth.rows("DELETE FROM location_hour_exceptions WHERE location_id = %s RETURNING day", location_id)
    truth.rows(
        "INSERT INTO location_hours (tenant_id, location_id, weekday, opens, closes)"
        " SELECT l.tenant_id, l.id, d, '00:00', '00:00' FROM locations l, generate_series(0, 6) d"
        " WHERE l.id = %s AND (d = extract(isodow FROM now() AT TIME ZONE l.timezone) - 1) = %s RETURNING weekday",
        location_id,
        day == "today",
    )


def test_open_is_what_the_hours_say_by_the_locations_own_clock(operator: Caller, truth: Truth) -> None:
    lima = truth.one("SELECT location_id FROM location_directory WHERE slug = 'downtown-lima'")
    # Far enough from every other zone that a wrong clock shows.
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"):
        truth.rows("UPDATE locations SET timezone = %s WHERE id = %s RETURNING id", zone, lima)
        for day, expected in (("today", "open"), ("other days", "closed")):
            _hours(truth, lima, day)
            for asked in ("open", "closed"):
                found = slugs(operator.list(operational_status=asked, search="downtown-lima").locations)
                assert bool(found) is (asked == expected), (zone, day, asked)
            (group,) = operator.list(search="downtown-lima").locations["groups"]
            assert group["locations"][0]["is_open"] is (expected == "open")
            assert operator.view(lima).location["is_open"] is (expected == "open")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/London", "Pacific/Pago_Pago"])
def test_a_day_that_differs_outweighs_the_week(zone: str, operator: Caller, truth: Truth) -> None:
    lima = truth.one("SELECT location_id FROM location_directory WHERE slug = 'downtown-lima'")
    truth.rows("UPDATE locations SET timezone = %s WHERE id = %s RETURNING id", zone, lima)

    def differs(days_ago: int, hours: str | None) -> str:
        truth.rows("DELETE FROM location_hour_exceptions WHERE location_id = %s RETURNING day", lima)
        truth.rows(
            "INSERT INTO location_hour_exceptions (tenant_id, location_id, day, opens, closes)"
            " SELECT tenant_id, id, (now() AT TIME ZONE timezone)::date - %s, %s, %s FROM locations WHERE id = %s"
            " RETURNING day",
            days_ago,
            hours,
            hours,
            lima,
        )
        found = [
            status
            for status in ("open", "closed")
            if slugs(operator.list(operational_status=status).locations).get("caleta-morena")
        ]
        assert len(found) == 1
        return found[0]

    _hours(truth, lima, "today")
    assert differs(0, None) == "closed"
    assert differs(0, "00:00") == "open"
    assert differs(1, None) == "open"
    _hours(truth, lima, "other days")
    assert differs(0, "00:00") == "open"
    truth.rows("DELETE FROM location_hours WHERE location_id = %s RETURNING weekday", lima)
    assert differs(1, "23:59:59.999999") == "open"
    assert differs(2, "23:59:59.999999") == "closed"


def test_what_changes_shows_with_the_next_request(operator: Caller, portal: As, truth: Truth) -> None:
    before = operator.list(search="bermondsey").locations["groups"][0]["locations"][0]
    assert (before["active"], before["admin_status"]) == (True, "approved")
    truth.rows("UPDATE location_directory SET active = false WHERE slug = 'bermondsey-london' RETURNING slug")
    after = portal("second operator").list(search="bermondsey").locations["groups"][0]["locations"][0]
    assert after["active"] is False
