"""Sections 13.4 to 13.7: reservations made, listed, viewed and changed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.online_order import contract
from tests.api.online_order.bookings import (
    FRIDAY,
    asking,
    at,
    book,
    coming,
    experience,
    names,
    section,
    service,
    tables,
    times,
)
from tests.api.online_order.carts import KATONG, LONDON, NOBODY, SINGAPORE
from tests.api.online_order.stored import as_restaurant, everything, platform
from tests.partner import Json, Partner


def documented() -> Json:
    """The contract's example, on a day to come: 14:00 in Singapore, for lunch."""
    return {
        "location": SINGAPORE.location,
        "objects": [{"object": SINGAPORE.table(3), "pax": 3}],
        "reservation_info": {
            "customer": SINGAPORE.customer("ravi"),
            "reservation_no": "BC928K",
            "reservation_time": f"{coming(SINGAPORE)}T06:00:00+00:00",
            "service": service(SINGAPORE, "lunch"),
            "first_name": "Mark",
            "last_name": "Clinton",
            "email": "mark@example.com",
            "phone": "+6511221122",
            "pax": 3,
            "adult": 2,
            "children": 1,
            "status": "booked",
            "confirm_by": None,
            "notes": "It's my mum birthday",
        },
    }


def test_the_documented_reservation(singapore: Partner, database_url: str) -> None:
    before = everything(database_url)
    made = singapore.post("/reservations", documented())
    contract.hold(made.body, {"data": contract.RESERVATION})
    assert made.data == {
        "id": made.data["id"],
        "customer": SINGAPORE.customer("ravi"),
        "reservation_no": "BC928K",
        "reservation_time": f"{coming(SINGAPORE)}T06:00:00+00:00",
        "service": service(SINGAPORE, "lunch"),
        "service_name": "Lunch Session",
        "experience": experience(SINGAPORE, "indoor"),
        "experience_name": "Indoor Dining",
        "table_section": section(SINGAPORE, "indoor"),
        "table_section_name": "Indoor",
        "pax": 3,
        "adult": 2,
        "children": 1,
        "total_deposit": 0,
        "status": "booked",
        "confirm_by": None,
        "notes": "It's my mum birthday",
        "cancel_reason": None,
        "updated_at": made.data["updated_at"],
        "created_at": made.data["updated_at"],
        "objects": [{"object": SINGAPORE.table(3), "name": "T3"}],
    }
    assert everything(database_url) == before | {
        "reservations": before["reservations"] + 1,
        "reservation_tables": before["reservation_tables"] + 1,
        "events": before["events"] + 1,
    }
    assert singapore.get(f"/reservations/{made.data['id']}").data == made.data
    summary = {key: made.data[key] for key in contract.RESERVATION_SUMMARY}
    listed = singapore.get("/reservations", location_id=SINGAPORE.location)
    contract.hold(listed.body, {"data": [contract.RESERVATION_SUMMARY]})
    assert listed.data == [summary]


def test_the_shortest_reservation(singapore: Partner) -> None:
    """A number is made up, the house chooses the table, and nobody is registered who left no address."""
    made = singapore.post("/reservations", asking(SINGAPORE, "lunch", at(SINGAPORE, coming(SINGAPORE), "12:00"))).data
    contract.hold(made, contract.RESERVATION)
    assert (made["customer"], made["notes"], made["confirm_by"], made["status"]) == (None, None, None, "booked")
    assert made["reservation_no"]
    assert names(made) == ["T1"]


def test_whoever_leaves_an_address_is_a_customer(singapore: Partner) -> None:
    day = coming(SINGAPORE)
    known = book(singapore, SINGAPORE, "lunch", at(SINGAPORE, day, "12:00"), email="RAVI@mail.example")
    assert known["customer"] == SINGAPORE.customer("ravi")
    new = book(singapore, SINGAPORE, "lunch", at(SINGAPORE, day, "12:00"), first_name="Wei", phone="+6598765432")
    customer = singapore.get(f"/customers/{new['customer']}").data
    assert (customer["first_name"], customer["phone"]) == ("Wei", "+6598765432")


def test_the_table_that_fits_best(singapore: Partner) -> None:
    """One table before several, then the fewest empty chairs: T1 and T2 seat 2, T3 to T6 seat 4, T7 seats 6."""
    noon = at(SINGAPORE, coming(SINGAPORE), "12:00")
    kept = [names(book(singapore, SINGAPORE, "lunch", noon, adult)) for adult in (2, 2, 2, 5)]
    assert kept == [["T1"], ["T2"], ["T3"], ["T7"]]


def test_tables_are_put_together_for_a_large_party(singapore: Partner) -> None:
    """Nothing indoors seats 8 alone; T3 and T4 do together, and so do T5 and T6."""
    noon = at(SINGAPORE, coming(SINGAPORE), "12:00")
    assert names(book(singapore, SINGAPORE, "lunch", noon, 8)) == ["T3", "T4"]
    assert names(book(singapore, SINGAPORE, "lunch", noon, 8)) == ["T5", "T6"]


def test_chosen_tables_are_kept_in_their_order(singapore: Partner) -> None:
    when = at(SINGAPORE, coming(SINGAPORE), "12:00")
    made = book(singapore, SINGAPORE, "lunch", when, 6, objects=tables(SINGAPORE, 7, 2))
    assert made["objects"] == [
        {"object": SINGAPORE.table(7), "name": "T7"},
        {"object": SINGAPORE.table(2), "name": "T2"},
    ]


@pytest.mark.parametrize("objects", [None, []])
def test_no_objects_leave_the_choice_to_the_house(objects: Any, singapore: Partner) -> None:
    when = at(SINGAPORE, coming(SINGAPORE), "12:00")
    assert names(book(singapore, SINGAPORE, "lunch", when, objects=objects)) == ["T1"]


def test_deposits(singapore: Partner) -> None:
    """Dinner costs S$ 10 a head beforehand from 6 guests on, the VIP room S$ 100."""
    day = coming(SINGAPORE, FRIDAY)
    for key, adult, deposit, status in (
        ("dinner", 5, 0, "booked"),
        ("dinner", 6, 60, "pending_payment"),
        ("vip", 4, 100, "pending_payment"),
    ):
        made = book(singapore, SINGAPORE, key, at(SINGAPORE, day, "18:30"), adult)
        contract.hold(made, contract.RESERVATION)
        assert (made["total_deposit"], made["status"]) == (deposit, status)
    paid = book(singapore, SINGAPORE, "dinner", at(SINGAPORE, day, "20:30"), 6, status="booked")
    assert (paid["total_deposit"], paid["status"]) == (60, "booked")
    waits = book(singapore, SINGAPORE, "lunch", at(SINGAPORE, day, "12:00"), status="pending_payment")
    assert (waits["total_deposit"], waits["status"]) == (0, "pending_payment")


def test_the_longest_of_everything_is_taken(singapore: Partner) -> None:
    longest = {
        "reservation_no": "ABCDEFGH10",
        "first_name": "f" * 50,
        "last_name": "l" * 50,
        "email": "e" * 40 + "@b.example",
        "phone": "+" + "1" * 49,
        "notes": "ñ" * 200,
        "confirm_by": "restaurant",
    }
    made = book(singapore, SINGAPORE, "lunch", at(SINGAPORE, coming(SINGAPORE), "12:00"), 2, **longest)
    assert {key: made[key] for key in ("reservation_no", "notes", "confirm_by")} == {
        key: longest[key] for key in ("reservation_no", "notes", "confirm_by")
    }


_TIME = "reservation_info.reservation_time"
MISSHAPEN: list[tuple[str, Json, dict[str, str]]] = [
    ("none of it", {"reservation_info": {}}, dict.fromkeys(
        (_TIME, *(f"reservation_info.{name}" for name in ("service", "pax", "adult", "children"))), "missing"
    )),
    ("no info", {"reservation_info": None}, {"reservation_info": "not_an_object"}),
    ("no location", {"location": None}, {"location": "unknown_id"}),
    ("a list", {"objects": {}}, {"objects": "not_a_list"}),
    ("no table", {"objects": [{"pax": 2}]}, {"objects[0].object": "missing"}),
    ("no id", {"objects": [{"object": "T3"}]}, {"objects[0].object": "unknown_id"}),
    ("nobody at a table", {"objects": [{"object": NOBODY, "pax": 0}]}, {"objects[0].pax": "out_of_range"}),
    ("no number at a table", {"objects": [{"object": NOBODY, "pax": "x"}]}, {"objects[0].pax": "not_an_integer"}),
]  # fmt: skip
WRONG: list[tuple[str, Json, dict[str, str]]] = [
    ("no time", {"reservation_time": "tomorrow"}, {_TIME: "not_a_time"}),
    ("no time at all", {"reservation_time": None}, {_TIME: "not_a_time"}),
    ("a number", {"reservation_time": 1594360800}, {_TIME: "not_a_time"}),
    ("the end of the calendar", {"reservation_time": "9998-12-30T06:00:00+00:00"}, {_TIME: "out_of_range"}),
    ("its beginning", {"reservation_time": "0001-01-03T06:00:00+00:00"}, {_TIME: "out_of_range"}),
    ("the example's day", {"reservation_time": "2020-07-10T06:00:00+00:00"}, {_TIME: "in_the_past"}),
    ("too far ahead", {"reservation_time": "far"}, {_TIME: "too_far"}),
    ("between two slots", {"reservation_time": "12:10"}, {_TIME: "between_slots"}),
    ("before lunch", {"reservation_time": "11:30"}, {_TIME: "outside_service_hours"}),
    ("after lunch", {"reservation_time": "14:30"}, {_TIME: "outside_service_hours"}),
    ("no service", {"service": "lunch"}, {"reservation_info.service": "unknown_id"}),
    ("nobody's service", {"service": NOBODY}, {"reservation_info.service": "unknown_service"}),
    ("another location's", {"service": service(KATONG, "dinner")}, {"reservation_info.service": "unknown_service"}),
    ("another restaurant's", {"service": service(LONDON, "lunch")}, {"reservation_info.service": "unknown_service"}),
    ("nobody comes", {"pax": 0, "adult": 0}, {"reservation_info.pax": "out_of_range"}),
    ("fewer than nobody", {"pax": 1, "adult": -1, "children": 2}, {"reservation_info.adult": "out_of_range"}),
    ("a wrong sum", {"pax": 3}, {"reservation_info.pax": "party_mismatch"}),
    ("half a guest", {"pax": 2.5}, {"reservation_info.pax": "not_an_integer"}),
    ("too many for lunch", {"pax": 13, "adult": 13}, {"reservation_info.pax": "party_size"}),
    ("no customer", {"customer": "ravi"}, {"reservation_info.customer": "unknown_id"}),
    ("nobody", {"customer": NOBODY}, {"reservation_info.customer": "unknown_customer"}),
    ("another's customer", {"customer": LONDON.customer("hattie")}, {"reservation_info.customer": "unknown_customer"}),
    ("a long number", {"reservation_no": "ABCDEFGH101"}, {"reservation_info.reservation_no": "pattern"}),
    ("a number with a space", {"reservation_no": "BC 928"}, {"reservation_info.reservation_no": "pattern"}),
    ("no such status", {"status": "seated"}, {"reservation_info.status": "not_a_choice"}),
    ("confirmed by whom", {"confirm_by": "staff"}, {"reservation_info.confirm_by": "not_a_choice"}),
    ("too long", {
        "first_name": "f" * 51, "last_name": "l" * 51, "email": "e" * 51, "phone": "1" * 51, "notes": "n" * 201,
    }, {f"reservation_info.{name}": "too_long" for name in ("first_name", "last_name", "email", "phone", "notes")}),
    ("a NUL", {"notes": "a\x00b"}, {"reservation_info.notes": "nul_character"}),
]  # fmt: skip
TABLES: list[tuple[str, list[Json], dict[str, str]]] = [
    ("nobody's table", [{"object": NOBODY}], {"objects[0].object": "unknown_table"}),
    ("another location's", tables(KATONG, 1), {"objects[0].object": "unknown_table"}),
    ("another restaurant's", tables(LONDON, 1), {"objects[0].object": "unknown_table"}),
    ("another section's", tables(SINGAPORE, 1, 9), {"objects[1].object": "wrong_section"}),
    ("one twice", tables(SINGAPORE, 3, 3), {"objects[1].object": "duplicate_table"}),
    ("too few chairs", tables(SINGAPORE, 1), {"objects": "table_too_small"}),
]


def _info(wrong: Json) -> Json:
    """What is sent of a lunch for two, but for what is wrong; a time on the wall is of a day to come."""
    when = wrong.get("reservation_time")
    if when == "far":
        wrong = wrong | {"reservation_time": at(SINGAPORE, coming(SINGAPORE) + timedelta(days=70), "12:00")}
    elif isinstance(when, str) and len(when) == 5:
        wrong = wrong | {"reservation_time": at(SINGAPORE, coming(SINGAPORE), when)}
    sent: Json = asking(SINGAPORE, "lunch", at(SINGAPORE, coming(SINGAPORE), "12:00"))["reservation_info"]
    return sent | wrong


@pytest.mark.parametrize(("body", "fields"), [case[1:] for case in MISSHAPEN], ids=[case[0] for case in MISSHAPEN])
def test_a_body_of_another_shape(body: Json, fields: dict[str, str], quiet_singapore: Partner) -> None:
    sent = {"location": SINGAPORE.location, "reservation_info": _info({})} | body
    refused = quiet_singapore.post("/reservations", sent)
    assert (refused.status, refused.fields) == (422, fields)


@pytest.mark.parametrize(("wrong", "fields"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_refused_is_named_and_nothing_is_written(
    wrong: Json, fields: dict[str, str], quiet_singapore: Partner
) -> None:
    sent = {"location": SINGAPORE.location, "reservation_info": _info(wrong)}
    refused = quiet_singapore.post("/reservations", sent)
    assert (refused.status, refused.fields) == (422, fields)
    first = next(iter(fields))
    assert refused.error["detail"].startswith(f"{first}: ")


@pytest.mark.parametrize(("objects", "fields"), [case[1:] for case in TABLES], ids=[case[0] for case in TABLES])
def test_tables_that_cannot_be_chosen(objects: list[Json], fields: dict[str, str], quiet_singapore: Partner) -> None:
    sent = asking(SINGAPORE, "lunch", at(SINGAPORE, coming(SINGAPORE), "12:00"), 3, objects=objects)
    refused = quiet_singapore.post("/reservations", sent)
    assert (refused.status, refused.fields) == (422, fields)


def test_tables_that_stand_together_for_good(quiet_london: Partner) -> None:
    """T4 and T5 of the dining room are one table."""
    when = at(LONDON, coming(LONDON), "12:00")
    refused = quiet_london.post("/reservations", asking(LONDON, "lunch", when, objects=tables(LONDON, 4)))
    assert (refused.status, refused.fields) == (422, {"objects[0].object": "joined_table"})


@pytest.mark.parametrize("location", [NOBODY, LONDON.location])
def test_a_location_of_somebody_else(location: str, quiet_singapore: Partner) -> None:
    sent = asking(SINGAPORE, "lunch", at(SINGAPORE, coming(SINGAPORE), "12:00")) | {"location": location}
    refused = quiet_singapore.post("/reservations", sent)
    assert (refused.status, refused.fields) == (422, {"location": "unknown_location"})


def test_what_others_have_already_is_refused(singapore: Partner) -> None:
    day = coming(SINGAPORE, FRIDAY)
    noon, evening = at(SINGAPORE, day, "12:00"), at(SINGAPORE, day, "19:00")
    book(singapore, SINGAPORE, "lunch", noon, 12, objects=tables(SINGAPORE, 3, 4, 5), reservation_no="FIRST1")
    book(singapore, SINGAPORE, "vip", evening, 4)

    def refused(*asked: Any, **more: Any) -> tuple[int, str, dict[str, str]]:
        answer = singapore.post("/reservations", asking(SINGAPORE, *asked, **more))
        return answer.status, answer.error["code"], answer.fields

    assert refused("lunch", noon, 5) == (409, "slot_full", {_TIME: "slot_full"})
    assert refused("vip", evening, 4) == (409, "no_table", {_TIME: "no_table"})
    taken = refused("lunch", at(SINGAPORE, day, "12:30"), 2, objects=tables(SINGAPORE, 4))
    assert taken == (409, "table_reserved", {"objects": "table_reserved"})
    number = "reservation_no_taken"
    assert refused("lunch", noon, 2, reservation_no="FIRST1") == (
        409,
        number,
        {"reservation_info.reservation_no": number},
    )


def test_closed_and_too_soon(singapore: Partner, database_url: str) -> None:
    day = coming(SINGAPORE, FRIDAY)
    as_restaurant(
        database_url,
        SINGAPORE.id(),
        "INSERT INTO location_hour_exceptions (tenant_id, location_id, day) VALUES (%s, %s, %s)",
        (SINGAPORE.id(), SINGAPORE.location, day),
    )
    as_restaurant(
        database_url,
        SINGAPORE.id(),
        "UPDATE booking_services SET notice_minutes = 60 * 24 * 30 WHERE tenant_id = %s AND id = %s",
        (SINGAPORE.id(), service(SINGAPORE, "dinner")),
    )
    for key, on, code in (("lunch", day, "closed"), ("dinner", day + timedelta(days=1), "too_soon")):
        when = at(SINGAPORE, on, "12:00" if key == "lunch" else "19:00")
        refused = singapore.post("/reservations", asking(SINGAPORE, key, when))
        assert (refused.status, refused.fields) == (422, {_TIME: code})


def test_a_suspended_location_takes_no_bookings_but_gives_up_those_it_has(
    singapore: Partner, database_url: str
) -> None:
    when = at(SINGAPORE, coming(SINGAPORE), "12:00")
    made = book(singapore, SINGAPORE, "lunch", when)
    platform(
        database_url,
        "UPDATE location_directory SET governance = 'suspended' WHERE location_id = %s",
        (SINGAPORE.location,),
    )
    refused = singapore.post("/reservations", asking(SINGAPORE, "lunch", when))
    assert (refused.status, refused.error["code"]) == (403, "location_not_trading")
    assert singapore.put(f"/reservations/{made['id']}", {"reservation_info": {"notes": "x"}}).data["notes"] == "x"
    assert singapore.post(f"/reservations/{made['id']}/cancel").data["status"] == "cancelled"


def test_reservations_of_somebody_else_are_not_there(singapore: Partner, london: Partner, database_url: str) -> None:
    ours = book(london, LONDON, "lunch", at(LONDON, coming(LONDON), "12:00"), reservation_no="OURS")
    before = everything(database_url)
    assert singapore.get("/reservations").data == []
    foreign = singapore.get("/reservations", location_id=LONDON.location)
    assert (foreign.status, foreign.error["code"]) == (404, "unknown_location")
    for reservation in (ours["id"], NOBODY, "OURS"):
        for answer in (
            singapore.get(f"/reservations/{reservation}"),
            singapore.put(f"/reservations/{reservation}", {"reservation_info": {"notes": "mine"}}),
            *(
                singapore.post(f"/reservations/{reservation}/{action}")
                for action in ("book", "arrive", "seat", "complete", "no_show", "cancel", "pending_payment")
            ),
        ):
            assert (answer.status, answer.error["code"]) == (404, "reservation_not_found")
    assert everything(database_url) == before
    # Numbers are each restaurant's own.
    when = at(SINGAPORE, coming(SINGAPORE), "12:00")
    assert book(singapore, SINGAPORE, "lunch", when, reservation_no="OURS")["reservation_no"] == "OURS"


def test_the_list(singapore: Partner, database_url: str) -> None:
    day = coming(SINGAPORE)
    made = [book(singapore, SINGAPORE, "lunch", at(SINGAPORE, day, wall)) for wall in ("12:00", "12:30", "13:00")]
    there = singapore.post("/reservations", asking(KATONG, "dinner", at(KATONG, day, "18:00"))).data
    singapore.post(f"/reservations/{made[0]['id']}/cancel")
    ids = [made[1]["id"], made[2]["id"], there["id"], made[0]["id"]]

    def listed(**query: Any) -> list[str]:
        return [row["id"] for row in singapore.get("/reservations", **query).data]

    assert listed() == ids, "in the order they were last changed"
    assert listed(limit=3) + listed(limit=3, page=2) == ids
    assert listed(page=2) == []
    assert listed(location_id=KATONG.location) == [there["id"]]
    assert listed(location_id=SINGAPORE.location) == [ids[0], ids[1], ids[3]]
    assert listed(reservation_no=made[1]["reservation_no"]) == [made[1]["id"]]
    assert listed(reservation_no="NONE") == []
    assert listed(update_at_min=made[0]["updated_at"]) == ids, "inclusive, and times are shown in whole seconds"
    assert listed(update_at_min="2999-01-01T00:00:00+00:00") == []
    assert listed(app_id="current") == ids
    assert listed(app_id=NOBODY) == []
    as_restaurant(
        database_url,
        SINGAPORE.id(),
        "UPDATE reservations SET app_id = NULL, source = 'staff' WHERE tenant_id = %s AND id = %s",
        (SINGAPORE.id(), there["id"]),
    )
    assert listed(app_id="current") == [ids[0], ids[1], ids[3]]
    assert singapore.get("/reservations", app_id="ours").fields == {"app_id": "unknown_id"}
    assert singapore.get("/reservations", limit=0).fields == {"limit": "out_of_range"}


def test_once_for_a_key(singapore: Partner, database_url: str) -> None:
    key = {"Idempotency-Key": "a table for two"}
    sent = asking(SINGAPORE, "lunch", at(SINGAPORE, coming(SINGAPORE), "12:00"))
    first = singapore.post("/reservations", sent, **key)
    before = everything(database_url)
    again = singapore.post("/reservations", sent, **key)
    assert (again.status, again.body) == (200, first.body)
    other = singapore.post("/reservations", sent | {"objects": tables(SINGAPORE, 2)}, **key)
    assert (other.status, other.error["code"]) == (409, "idempotency_key_reused")
    assert everything(database_url) == before
    path = f"/reservations/{first.data['id']}"
    for call, body in ((singapore.put, {"reservation_info": {"notes": "Window"}}), (singapore.post, None)):
        where = path if call == singapore.put else f"{path}/arrive"
        change = {"Idempotency-Key": where}
        done = call(where, body, **change)
        assert done.status == 200
        events = everything(database_url)["events"]
        assert call(where, body, **change).body == done.body
        assert everything(database_url)["events"] == events


def test_a_refused_booking_may_be_sent_again_with_its_key(singapore: Partner) -> None:
    day = coming(SINGAPORE, FRIDAY)
    key = {"Idempotency-Key": "the vip room"}
    first = book(singapore, SINGAPORE, "vip", at(SINGAPORE, day, "19:00"), 4)
    sent = asking(SINGAPORE, "vip", at(SINGAPORE, day, "19:00"), 6)
    assert singapore.post("/reservations", sent, **key).error["code"] == "no_table"
    singapore.post(f"/reservations/{first['id']}/cancel")
    assert singapore.post("/reservations", sent, **key).data["pax"] == 6


def test_two_of_the_same_availability(singapore: Partner) -> None:
    """Whoever is answered a time can book it, and then nobody else can."""
    day = coming(SINGAPORE, FRIDAY)
    (last,) = times(singapore, day, 8)[service(SINGAPORE, "vip")][-1:]
    book(singapore, SINGAPORE, "vip", last, 8)
    assert last not in times(singapore, day, 8)[service(SINGAPORE, "vip")]
