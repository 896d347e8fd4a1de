"""Sections 13.1 to 13.3: experiences, table sections, and what can be reserved when."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.api.online_order import contract
from tests.api.online_order.bookings import FRIDAY, at, book, coming, experience, section, service, tables, times
from tests.api.online_order.carts import KATONG, LONDON, NOBODY, SINGAPORE
from tests.api.online_order.stored import as_restaurant, platform
from tests.partner import Partner


def test_experiences(quiet_singapore: Partner) -> None:
    found = quiet_singapore.get("/experiences", location_id=SINGAPORE.location)
    contract.hold(found.body, {"data": [contract.EXPERIENCE]})
    assert [(row["id"], row["name"], row["sort"]) for row in found.data] == [
        (experience(SINGAPORE, "indoor"), "Indoor Dining", 0),
        (experience(SINGAPORE, "outdoor"), "Outdoor Dining", 1),
        (experience(SINGAPORE, "vip"), "VIP Room", 2),
    ]


def test_table_sections(quiet_singapore: Partner) -> None:
    found = quiet_singapore.get("/table-sections", location_id=SINGAPORE.location)
    contract.hold(found.body, {"data": [contract.TABLE_SECTION]})
    assert [row["name"] for row in found.data] == ["VIP Rooms", "Indoor", "Outdoor"]
    assert found.data[1]["id"] == section(SINGAPORE, "indoor")


@pytest.mark.parametrize("path", ["/experiences", "/table-sections"])
def test_pages_and_changes(path: str, quiet_singapore: Partner) -> None:
    everything = quiet_singapore.at_location(path)
    first = quiet_singapore.get(path, location_id=SINGAPORE.location, limit=2).data
    second = quiet_singapore.get(path, location_id=SINGAPORE.location, limit=2, page=2).data
    assert (len(first), first + second) == (2, everything)
    assert quiet_singapore.get(path, location_id=SINGAPORE.location, page=3).data == []
    assert quiet_singapore.at_location(path, update_at_min=everything[0]["updated_at"]) == everything
    assert quiet_singapore.at_location(path, update_at_min="2999-01-01T00:00:00+00:00") == []
    assert quiet_singapore.get(path).fields == {"location_id": "missing"}
    assert quiet_singapore.get(path, location_id=SINGAPORE.location, limit=201).fields == {"limit": "out_of_range"}
    foreign = quiet_singapore.get(path, location_id=LONDON.location)
    assert (foreign.status, foreign.error["code"]) == (404, "unknown_location")


def test_the_services_of_a_day(quiet_singapore: Partner) -> None:
    day = coming(SINGAPORE, FRIDAY)
    query: dict[str, Any] = {"location_id": SINGAPORE.location, "date": day.isoformat(), "adult": 3, "children": 1}
    found = quiet_singapore.get("/services", **query)
    contract.hold(found.body, {"data": [contract.SERVICE]})
    assert [row["name"] for row in found.data] == [
        "Lunch Session",
        "Dinner Session",
        "Alfresco Dinner",
        "VIP Dinner Session",
    ]
    lunch, vip = found.data[0], found.data[3]
    assert (lunch["experience"], lunch["table_section"]) == (
        experience(SINGAPORE, "indoor"),
        section(SINGAPORE, "indoor"),
    )
    # 12:00 to 14:00 in Singapore, every half hour.
    assert [slot["time"] for slot in lunch["available_times"]] == [
        f"{day}T{wall}:00+00:00" for wall in ("04:00", "04:30", "05:00", "05:30", "06:00")
    ]
    assert [slot["time"] for slot in vip["available_times"]] == [
        at(SINGAPORE, day, wall) for wall in ("18:30", "19:00", "19:30", "20:00")
    ]


def test_only_what_runs_that_day(quiet_singapore: Partner) -> None:
    """The alfresco dinner is on Fridays, Saturdays and Sundays."""
    for weekday, running in ((3, False), (4, True), (6, True)):
        day = coming(SINGAPORE, weekday)
        assert (service(SINGAPORE, "alfresco") in times(quiet_singapore, day)) is running


def test_a_party_too_small_or_large_for_a_service(quiet_singapore: Partner) -> None:
    """The VIP room takes 4 to 8, and no table of the terrace seats more than 4."""
    day = coming(SINGAPORE, FRIDAY)
    lunch, vip, alfresco = (service(SINGAPORE, key) for key in ("lunch", "vip", "alfresco"))
    for adult, children, taken in (
        (3, 0, {"lunch": True, "vip": False, "alfresco": True}),
        (2, 2, {"lunch": True, "vip": True, "alfresco": True}),
        (0, 5, {"lunch": True, "vip": True, "alfresco": False}),
        (9, 0, {"lunch": True, "vip": False, "alfresco": False}),
        (13, 0, {"lunch": False, "vip": False, "alfresco": False}),
    ):
        found = times(quiet_singapore, day, adult, children)
        shown = {"lunch": bool(found[lunch]), "vip": bool(found[vip]), "alfresco": bool(found[alfresco])}
        assert shown == taken, (adult, children)


REFUSED: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"date": None}, {"date": "missing"}),
    ({"adult": None}, {"adult": "missing"}),
    ({"location_id": None}, {"location_id": "missing"}),
    ({"date": "10-07-2026"}, {"date": "not_a_date"}),
    ({"date": "2026-02-30"}, {"date": "not_a_date"}),
    ({"date": "2026-7-1"}, {"date": "not_a_date"}),
    ({"date": "2026-07-10T06:00:00+00:00"}, {"date": "not_a_date"}),
    ({"date": "0001-01-01"}, {"date": "out_of_range"}),
    ({"date": "9999-12-31"}, {"date": "out_of_range"}),
    ({"adult": 0}, {"adult": "out_of_range"}),
    ({"adult": 0, "children": 0}, {"adult": "out_of_range"}),
    ({"adult": -1, "children": 3}, {"adult": "out_of_range"}),
    ({"children": -1}, {"children": "out_of_range"}),
    ({"adult": "two"}, {"adult": "not_an_integer"}),
    ({"children": 1.5}, {"children": "not_an_integer"}),
    ({"location_id": "here"}, {"location_id": "unknown_id"}),
]


@pytest.mark.parametrize(("wrong", "fields"), REFUSED)
def test_a_query_that_cannot_be_read(wrong: dict[str, Any], fields: dict[str, str], quiet_singapore: Partner) -> None:
    query = {"location_id": SINGAPORE.location, "date": coming(SINGAPORE).isoformat(), "adult": 2} | wrong
    refused = quiet_singapore.get("/services", **{key: value for key, value in query.items() if value is not None})
    assert (refused.status, refused.fields) == (422, fields)


def test_times_of_another_location(quiet_singapore: Partner) -> None:
    day = coming(SINGAPORE, FRIDAY).isoformat()
    here = quiet_singapore.get("/services", location_id=KATONG.location, date=day, adult=6).data
    assert [row["id"] for row in here] == [service(KATONG, "dinner"), service(KATONG, "vip")]
    for nowhere in (LONDON.location, NOBODY):
        refused = quiet_singapore.get("/services", location_id=nowhere, date=day, adult=2)
        assert (refused.status, refused.error["code"]) == (404, "unknown_location")


def test_days_before_today_and_far_ahead_have_no_times(quiet_singapore: Partner) -> None:
    for day in (coming(SINGAPORE) - timedelta(days=8), coming(SINGAPORE) + timedelta(days=70), date(2020, 7, 10)):
        found = times(quiet_singapore, day)
        assert found.keys() >= {service(SINGAPORE, "lunch"), service(SINGAPORE, "dinner")}
        assert not any(found.values())


def test_what_is_reserved_is_not_available(singapore: Partner) -> None:
    """One table for 4 to 8 from 18:30; a party of 4 stays two hours, so until 20:30."""
    day, vip = coming(SINGAPORE, FRIDAY), service(SINGAPORE, "vip")
    walls = [at(SINGAPORE, day, wall) for wall in ("18:30", "19:00", "19:30", "20:00")]
    assert times(singapore, day, 4)[vip] == walls
    made = book(singapore, SINGAPORE, "vip", walls[0], 4)
    assert times(singapore, day, 4)[vip] == []
    assert times(singapore, day + timedelta(days=1), 4)[vip] != []
    singapore.post(f"/reservations/{made['id']}/cancel")
    assert times(singapore, day, 4)[vip] == walls


def test_pacing(singapore: Partner) -> None:
    """Lunch takes 16 guests in one slot."""
    day, lunch = coming(SINGAPORE), service(SINGAPORE, "lunch")
    noon, later = at(SINGAPORE, day, "12:00"), at(SINGAPORE, day, "12:30")
    book(singapore, SINGAPORE, "lunch", noon, 12)
    assert noon in times(singapore, day, 4)[lunch]
    five = times(singapore, day, 5)[lunch]
    assert noon not in five
    assert later in five


def test_a_closed_day(singapore: Partner, database_url: str) -> None:
    day = coming(SINGAPORE)
    as_restaurant(
        database_url,
        SINGAPORE.id(),
        "INSERT INTO location_hour_exceptions (tenant_id, location_id, day, opens, closes)"
        " VALUES (%s, %s, %s, NULL, NULL), (%s, %s, %s, '12:30', '18:31')",
        (SINGAPORE.id(), SINGAPORE.location, day, SINGAPORE.id(), SINGAPORE.location, day + timedelta(days=1)),
    )
    assert not any(times(singapore, day).values())
    short = times(singapore, day + timedelta(days=1))
    walls = ("12:30", "13:00", "13:30", "14:00")
    assert short[service(SINGAPORE, "lunch")] == [at(SINGAPORE, day + timedelta(days=1), wall) for wall in walls]
    assert short[service(SINGAPORE, "dinner")] == [
        at(SINGAPORE, day + timedelta(days=1), wall) for wall in ("18:00", "18:30")
    ]


def test_slots_that_staff_closed(singapore: Partner, database_url: str) -> None:
    day = coming(SINGAPORE)
    as_restaurant(
        database_url,
        SINGAPORE.id(),
        "INSERT INTO slot_closures (tenant_id, id, location_id, service_id, starts_at, ends_at, reason, created_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, 'Private party', now())",
        (
            SINGAPORE.id(),
            str(uuid4()),
            SINGAPORE.location,
            service(SINGAPORE, "lunch"),
            at(SINGAPORE, day, "12:30"),
            at(SINGAPORE, day, "13:30"),
        ),
    )
    found = times(singapore, day)[service(SINGAPORE, "lunch")]
    assert found == [at(SINGAPORE, day, wall) for wall in ("12:00", "13:30", "14:00")]


def test_a_service_that_is_not_offered_any_more(singapore: Partner, database_url: str) -> None:
    day = coming(SINGAPORE)
    made = book(singapore, SINGAPORE, "lunch", at(SINGAPORE, day, "12:00"))
    as_restaurant(
        database_url,
        SINGAPORE.id(),
        "UPDATE booking_services SET archived_at = now() WHERE tenant_id = %s AND id = %s",
        (SINGAPORE.id(), service(SINGAPORE, "lunch")),
    )
    assert service(SINGAPORE, "lunch") not in times(singapore, day)
    assert singapore.get(f"/reservations/{made['id']}").data == made


def test_a_suspended_location_has_no_times(singapore: Partner, database_url: str) -> None:
    platform(
        database_url,
        "UPDATE location_directory SET governance = 'suspended' WHERE location_id = %s",
        (SINGAPORE.location,),
    )
    found = times(singapore, coming(SINGAPORE))
    assert service(SINGAPORE, "lunch") in found
    assert not any(found.values())


def clocks_go_forward() -> date:
    """The next last Sunday of March that is a week ahead or more: at 01:00 the clocks of London show 02:00."""
    today = coming(LONDON)
    for year in (today.year, today.year + 1):
        last = date(year, 3, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        if sunday > today:
            return sunday
    raise AssertionError


def test_the_day_that_clocks_are_changed(london: Partner, database_url: str) -> None:
    sunday = clocks_go_forward()
    as_restaurant(
        database_url,
        LONDON.id(),
        "UPDATE booking_services SET horizon_days = 800 WHERE tenant_id = %s",
        (LONDON.id(),),
    )
    as_restaurant(
        database_url,
        LONDON.id(),
        "UPDATE booking_services SET first_slot = '00:00', last_slot = '03:00', days = '{6}'"
        " WHERE tenant_id = %s AND id = %s",
        (LONDON.id(), service(LONDON, "late")),
    )
    # Noon on the wall is another instant than the day before.
    assert (
        times(london, sunday - timedelta(days=1))[service(LONDON, "lunch")][0]
        == f"{sunday - timedelta(days=1)}T12:00:00+00:00"
    )
    assert times(london, sunday)[service(LONDON, "lunch")][0] == f"{sunday}T11:00:00+00:00"
    # From midnight to 03:00 are two hours that night.
    night = times(london, sunday)[service(LONDON, "late")]
    assert night == [f"{sunday}T{wall}:00+00:00" for wall in ("00:00", "00:30", "01:00", "01:30", "02:00")]
    for when in night:
        made = book(london, LONDON, "late", when, objects=tables(LONDON, 10 + night.index(when)))
        assert made["reservation_time"] == when
