"""Section 13.7: a reservation is changed by what is sent."""

from typing import Any

import pytest

from tests.api.online_order import contract
from tests.api.online_order.bookings import FRIDAY, asking, at, book, coming, names, service, tables, times
from tests.api.online_order.carts import KATONG, LONDON, NOBODY, SINGAPORE
from tests.api.online_order.stored import as_restaurant, everything
from tests.partner import Answer, Json, Partner

NOON, LATER = "12:00", "13:30"


def lunch(partner: Partner, adult: int = 2, **more: Any) -> Json:
    return book(partner, SINGAPORE, "lunch", at(SINGAPORE, coming(SINGAPORE), NOON), adult, **more)


def put(partner: Partner, reservation: Json, **info: Any) -> Answer:
    """Change what is said of a reservation; `objects` goes beside the rest."""
    body: Json = {}
    if "objects" in info:
        body["objects"] = info.pop("objects")
    if info:
        body["reservation_info"] = info
    return partner.put(f"/reservations/{reservation['id']}", body)


def test_the_documented_change(singapore: Partner) -> None:
    made = lunch(singapore)
    sent = {
        "objects": [{"object": SINGAPORE.table(5), "pax": 3}],
        "reservation_info": {
            "customer": SINGAPORE.customer("ravi"),
            "reservation_no": "BC928K",
            "reservation_time": at(SINGAPORE, coming(SINGAPORE), LATER),
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
    changed = singapore.put(f"/reservations/{made['id']}", sent)
    contract.hold(changed.body, {"data": contract.RESERVATION})
    assert changed.data == made | {
        "customer": SINGAPORE.customer("ravi"),
        "reservation_no": "BC928K",
        "reservation_time": at(SINGAPORE, coming(SINGAPORE), LATER),
        "pax": 3,
        "adult": 2,
        "children": 1,
        "notes": "It's my mum birthday",
        "objects": [{"object": SINGAPORE.table(5), "name": "T5"}],
        "updated_at": changed.data["updated_at"],
    }
    again = singapore.put(f"/reservations/{made['id']}", sent).data
    assert again == changed.data | {"updated_at": again["updated_at"]}
    assert singapore.get(f"/reservations/{made['id']}").data == again


def test_what_is_not_sent_stays_and_null_takes_away(singapore: Partner) -> None:
    made = lunch(singapore, notes="Window", confirm_by="customer", customer=SINGAPORE.customer("ravi"))
    assert put(singapore, made).data["notes"] == "Window"
    kept = put(
        singapore, made, reservation_time=None, service=None, pax=None, adult=None, children=None, status=None,
        reservation_no=None,
    ).data  # fmt: skip
    assert kept == made | {"updated_at": kept["updated_at"]}
    assert put(singapore, made, confirm_by="restaurant").data["notes"] == "Window"
    gone = put(singapore, made, notes=None, confirm_by=None, customer=None).data
    assert (gone["notes"], gone["confirm_by"], gone["customer"]) == (None, None, None)
    assert put(singapore, made, notes="x").data["notes"] == "x"
    assert put(singapore, made, notes="").data["notes"] is None


def test_another_time_keeps_the_table_if_it_can(singapore: Partner) -> None:
    """T2 was given since T1 was taken; at another time it stays, though T1 is free then."""
    lunch(singapore)
    made = lunch(singapore)
    moved = put(singapore, made, reservation_time=at(SINGAPORE, coming(SINGAPORE), LATER)).data
    assert (names(made), names(moved)) == (["T2"], ["T2"])
    assert (moved["reservation_time"], moved["pax"]) == (at(SINGAPORE, coming(SINGAPORE), LATER), 2)


def test_a_larger_party_gets_a_larger_table(singapore: Partner) -> None:
    made = lunch(singapore)
    larger = put(singapore, made, pax=5, adult=3, children=2).data
    assert (names(made), names(larger)) == (["T1"], ["T7"])
    assert (larger["pax"], larger["adult"], larger["children"]) == (5, 3, 2)
    assert names(lunch(singapore)) == ["T1"], "what it had is free"


def test_the_party_is_the_sum_of_what_is_sent_and_what_stands(singapore: Partner) -> None:
    made = lunch(singapore, 2, children=1)
    assert put(singapore, made, adult=3).data["pax"] == 4
    assert put(singapore, made, pax=4, children=1).data["adult"] == 3
    for wrong in ({"pax": 5}, {"pax": 4, "children": 2}, {"pax": 3, "adult": 3}):
        refused = put(singapore, made, **wrong)
        assert (refused.status, refused.fields) == (422, {"reservation_info.pax": "party_mismatch"})
    nobody = put(singapore, made, adult=0, children=0)
    assert (nobody.status, nobody.fields) == (422, {"reservation_info.pax": "out_of_range"})


def test_tables_are_chosen_and_left_to_the_house_again(singapore: Partner) -> None:
    made = lunch(singapore)
    chosen = put(singapore, made, objects=tables(SINGAPORE, 6)).data
    assert names(chosen) == ["T6"]
    # Somebody's choice stays, whatever else is changed.
    assert names(put(singapore, made, reservation_time=at(SINGAPORE, coming(SINGAPORE), LATER)).data) == ["T6"]
    small = put(singapore, made, adult=5)
    assert (small.status, small.fields) == (422, {"objects": "table_too_small"})
    none: list[Json] = []
    for left in (None, none):
        put(singapore, made, objects=tables(SINGAPORE, 6))
        free = put(singapore, made, objects=left).data
        assert names(put(singapore, free, adult=5).data) == ["T7"]
        put(singapore, made, adult=2)


def test_another_service(singapore: Partner) -> None:
    day = coming(SINGAPORE, FRIDAY)
    made = book(singapore, SINGAPORE, "dinner", at(SINGAPORE, day, "19:00"), 4)
    vip = put(singapore, made, service=service(SINGAPORE, "vip")).data
    assert (vip["service_name"], vip["table_section_name"], names(vip)) == (
        "VIP Dinner Session",
        "VIP Rooms",
        ["Round table"],
    )
    assert times(singapore, day, 4)[service(SINGAPORE, "vip")] == []


def test_where_a_full_body_says_what_stands_nothing_is_looked_for(singapore: Partner, database_url: str) -> None:
    """Apps send everything back with one word changed, although nobody could book at that time any more."""
    made = lunch(singapore)
    as_restaurant(
        database_url,
        SINGAPORE.id(),
        "UPDATE booking_services SET notice_minutes = 60 * 24 * 30 WHERE tenant_id = %s",
        (SINGAPORE.id(),),
    )
    sent = asking(SINGAPORE, "lunch", made["reservation_time"], notes="Late")["reservation_info"]
    assert put(singapore, made, **sent).data["notes"] == "Late"
    moved = put(singapore, made, reservation_time=at(SINGAPORE, coming(SINGAPORE), LATER))
    assert (moved.status, moved.fields) == (422, {"reservation_info.reservation_time": "too_soon"})


REFUSED: list[tuple[str, Json, dict[str, str]]] = [
    ("the past", {"reservation_time": "2020-07-10T06:00:00+00:00"}, {
        "reservation_info.reservation_time": "in_the_past",
    }),
    ("between slots", {"reservation_time": "12:10"}, {"reservation_info.reservation_time": "between_slots"}),
    ("another's service", {"service": service(LONDON, "lunch")}, {"reservation_info.service": "unknown_service"}),
    ("another's customer", {"customer": LONDON.customer("hattie")}, {"reservation_info.customer": "unknown_customer"}),
    ("another's table", {"objects": tables(KATONG, 1)}, {"objects[0].object": "unknown_table"}),
    ("the terrace", {"objects": tables(SINGAPORE, 9)}, {"objects[0].object": "wrong_section"}),
    ("nobody's table", {"objects": [{"object": NOBODY, "pax": 2}]}, {"objects[0].object": "unknown_table"}),
    ("a list", {"objects": "T1"}, {"objects": "not_a_list"}),
    ("too many", {"adult": 13}, {"reservation_info.pax": "party_size"}),
    ("no such status", {"status": "arrived"}, {"reservation_info.status": "not_a_choice"}),
    ("too long", {"notes": "n" * 201, "phone": "1" * 51}, {
        "reservation_info.notes": "too_long", "reservation_info.phone": "too_long",
    }),
    ("no number", {"reservation_no": "BC-928"}, {"reservation_info.reservation_no": "pattern"}),
]  # fmt: skip


def test_what_is_refused_is_named_and_nothing_is_written(singapore: Partner, database_url: str) -> None:
    made = lunch(singapore)
    before = everything(database_url)
    for what, wrong, fields in REFUSED:
        sent = dict(wrong)
        if len(sent.get("reservation_time", "")) == 5:
            sent["reservation_time"] = at(SINGAPORE, coming(SINGAPORE), sent["reservation_time"])
        refused = put(singapore, made, **sent)
        assert (refused.status, refused.fields) == (422, fields), what
    assert everything(database_url) == before
    assert singapore.get(f"/reservations/{made['id']}").data == made


def test_what_others_have_already_is_refused(singapore: Partner) -> None:
    first = lunch(singapore, 12, reservation_no="FIRST1", objects=tables(SINGAPORE, 3, 4, 5))
    other = lunch(singapore, 4)
    number = put(singapore, other, reservation_no="FIRST1")
    assert (number.status, number.fields) == (409, {"reservation_info.reservation_no": "reservation_no_taken"})
    assert put(singapore, first, reservation_no="FIRST1").status == 200
    full = put(singapore, other, adult=5)
    assert (full.status, full.fields) == (409, {"reservation_info.reservation_time": "slot_full"})
    taken = put(singapore, other, objects=tables(SINGAPORE, 4))
    assert (taken.status, taken.fields) == (409, {"objects": "table_reserved"})


def test_once_the_party_sits_only_words_change(singapore: Partner) -> None:
    made = lunch(singapore)
    singapore.post(f"/reservations/{made['id']}/seat")
    for change in (
        {"adult": 3},
        {"reservation_time": at(SINGAPORE, coming(SINGAPORE), LATER)},
        {"objects": tables(SINGAPORE, 2)},
    ):
        refused = put(singapore, made, **change)
        assert (refused.status, refused.error["code"]) == (409, "reservation_not_changeable")
    sent = asking(SINGAPORE, "lunch", made["reservation_time"], notes="Birthday", status="booked")["reservation_info"]
    changed = put(singapore, made, **sent).data
    assert (changed["notes"], changed["status"]) == ("Birthday", "seated")


def test_the_status_in_a_change(singapore: Partner) -> None:
    made = lunch(singapore)
    assert put(singapore, made, status="pending_payment").data["status"] == "pending_payment"
    assert put(singapore, made, status="booked").data["status"] == "booked"
    assert put(singapore, made, status="booked").data["status"] == "booked"
    singapore.post(f"/reservations/{made['id']}/cancel")
    for status in ("booked", "pending_payment"):
        refused = put(singapore, made, status=status)
        assert (refused.status, refused.error["code"]) == (409, "reservation_not_changeable")


@pytest.mark.parametrize("name", ["first_name", "last_name", "email", "phone"])
def test_a_name_or_an_address_is_changed(name: str, singapore: Partner) -> None:
    made = lunch(singapore, first_name="Mark", last_name="Clinton")
    value = {"email": "ravi@mail.example", "phone": "+6565550102"}.get(name, "Tan")
    changed = put(singapore, made, **{name: value}).data
    assert changed["customer"] == (SINGAPORE.customer("ravi") if name in ("email", "phone") else None)
