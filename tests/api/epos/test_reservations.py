"""CreateReservation, GetReservationById, UpdateReservationById, DeleteReservationById and SearchReservations."""

import pytest

from tests.api.epos.client import NOBODY, House, Json

SAMPLE = {
    "dojoReservationId": "dojo-res-210345",
    "name": "Sasha J.",
    "covers": 3,
    "startTime": "2024-08-12T13:00:00.000Z",
    "endTime": "2024-08-12T15:00:00.000Z",
    "guestRequests": "we'll be bringing our dog",
    "hostNotes": "dog may be given little snacks",
}


def change(reservation: Json, **more: object) -> Json:
    """What an update must say, and no more."""
    return {name: reservation[name] for name in ("name", "covers", "startTime", "endTime", "tableIds")} | more


def put(house: House, reservation: Json, **more: object) -> Json:
    changed: Json = house.terminal.put(f"/reservations/{reservation['id']}", change(reservation, **more)).good
    return changed


def test_the_documented_reservation(london: House) -> None:
    sent = SAMPLE | {"tableIds": london.tables(2, 3)}
    booked = london.terminal.post("/reservations", sent).good
    shown = {name: value for name, value in sent.items() if name != "dojoReservationId"} | {"id": booked["id"]}
    assert booked == shown
    assert london.terminal.get(f"/reservations/{booked['id']}").good == shown


def test_a_reservation_without_words(london: House) -> None:
    booked = london.book(1)
    assert booked.keys() == {"id", "name", "covers", "startTime", "endTime", "tableIds"}


def test_a_reservation_is_sent_again(london: House) -> None:
    sent = london.booking(1)
    first = london.terminal.post("/reservations", sent).good
    assert london.terminal.post("/reservations", sent).good == first
    assert london.terminal.post("/reservations", sent | {"hostNotes": None, "new": []}).good == first
    for other in ({"name": "Sasha K."}, {"covers": 4}, {"tableIds": london.tables(2)}, {"hostNotes": "x"}):
        assert london.terminal.post("/reservations", sent | other).conflict
    now = put(london, first, covers=9)
    assert london.terminal.post("/reservations", sent).good == now
    london.terminal.delete(f"/reservations/{first['id']}")
    # The id stands for that one for good, and it is gone.
    assert london.terminal.post("/reservations", sent).missing
    assert london.terminal.found("reservations") == []


def test_two_reservations_do_not_overlap_on_a_table(london: House) -> None:
    london.book(1, 2, start="13:00", end="15:00")
    for start, end in (
        ("12:00", "13:01"),
        ("14:59", "16:00"),
        ("13:30", "14:00"),
        ("12:00", "16:00"),
        ("13:00", "15:00"),
    ):
        assert london.terminal.post("/reservations", london.booking(2, 3, start=start, end=end)).conflict
    # One may begin when another ends, and other tables are free.
    before = london.book(2, start="11:00", end="13:00")
    after = london.book(1, 2, start="15:00", end="17:00")
    beside = london.book(3, start="13:00", end="15:00")
    assert len({before["id"], after["id"], beside["id"]}) == 3


def test_a_reservation_is_changed(london: House) -> None:
    booked = london.book(1, hostNotes="n", guestRequests="g")
    # T5: the published sample says no dojoReservationId and no words.
    changed = put(london, booked, name="Sasha K.", covers=5, tableIds=london.tables(2, 3))
    assert changed == booked | {"name": "Sasha K.", "covers": 5, "tableIds": london.tables(2, 3)}
    moved = put(london, changed, startTime="2026-12-13T13:00:00.000Z", endTime="2026-12-13T15:00:00.000Z")
    assert london.terminal.get(f"/reservations/{booked['id']}").good == moved
    assert put(london, moved, hostNotes="new", guestRequests="words") == moved | {
        "hostNotes": "new",
        "guestRequests": "words",
    }
    gone = put(london, moved, hostNotes=None, guestRequests=None)
    assert not {"hostNotes", "guestRequests"} & gone.keys()
    # What it had is free, and what it has is not.
    assert london.book(1)["tableIds"] == london.tables(1)
    taken = london.booking(3) | {"startTime": "2026-12-13T14:00:00.000Z", "endTime": "2026-12-13T16:00:00.000Z"}
    assert london.terminal.post("/reservations", taken).conflict


def test_a_reservation_does_not_stand_in_its_own_way(london: House) -> None:
    booked = london.book(1, start="13:00", end="15:00")
    later = put(london, booked, startTime="2026-12-12T14:00:00.000Z", endTime="2026-12-12T16:00:00.000Z")
    assert later["endTime"] == "2026-12-12T16:00:00.000Z"
    assert put(london, later, tableIds=london.tables(1, 2))["tableIds"] == london.tables(1, 2)


def test_a_change_that_overlaps(london: House) -> None:
    first, second = london.book(1), london.book(2)
    path = f"/reservations/{second['id']}"
    assert london.terminal.put(path, change(second, tableIds=london.tables(1))).conflict
    assert london.terminal.put(path, change(second, tableIds=london.tables(2, 1), covers=9)).conflict
    assert london.terminal.get(path).good == second
    assert london.terminal.get(f"/reservations/{first['id']}").good == first


def test_the_callers_id_of_a_reservation(london: House) -> None:
    sent = london.booking(1)
    booked = london.terminal.post("/reservations", sent).good
    assert put(london, booked, dojoReservationId=sent["dojoReservationId"]) == booked
    other = change(booked, dojoReservationId="dojo-other")
    assert london.terminal.put(f"/reservations/{booked['id']}", other).conflict


def test_a_reservation_is_given_up(london: House) -> None:
    booked = london.book(1)
    path = f"/reservations/{booked['id']}"
    assert london.terminal.delete(path).status == 200
    assert london.terminal.get(path).missing
    assert london.terminal.delete(path).missing
    assert london.terminal.put(path, change(booked)).missing
    assert london.terminal.found("reservations") == []
    assert london.book(1)["id"] != booked["id"]
    late = london.party(1, reservationId=booked["id"])
    assert london.terminal.post("/parties", late).missing.startswith("reservationId:")


def test_whoever_sends_them_has_decided(london: House) -> None:
    """ "They may lie in the past, and covers need not fit the tables."""
    past = SAMPLE | {"tableIds": london.tables(15), "covers": 40}
    assert london.terminal.post("/reservations", past).good["covers"] == 40


def test_a_reservation_is_seated(london: House) -> None:
    """Booking → seat → leave: "that reservation is seated, whatever tables it had"."""
    booked = london.book(1, 2)
    party = london.seat(5, reservationId=booked["id"])
    assert (party["reservationId"], party["tableIds"]) == (booked["id"], london.tables(5))
    path = f"/reservations/{booked['id']}"
    shown = london.terminal.get(path).good
    assert {name: shown[name] for name in ("id", "name", "startTime", "endTime")} == {
        name: booked[name] for name in ("id", "name", "startTime", "endTime")
    }
    assert london.terminal.delete(path).conflict
    assert london.terminal.post("/parties", london.party(6, reservationId=booked["id"])).conflict
    # "only its words can be changed"
    moved = change(shown, endTime="2026-12-12T16:00:00.000Z")
    assert london.terminal.put(path, moved).conflict
    assert london.terminal.put(path, change(shown, tableIds=london.tables(7))).conflict
    assert put(london, shown, hostNotes="window", name="Sasha K.")["hostNotes"] == "window"
    # The tables that were kept are free.
    assert london.seat(1)["tableIds"] == london.tables(1)
    assert london.terminal.delete(f"/parties/{party['id']}").status == 200
    assert london.terminal.delete(path).conflict
    assert london.terminal.put(path, moved).conflict


def test_a_seating_that_is_refused_leaves_the_reservation(london: House) -> None:
    booked = london.book(1)
    london.seat(5)
    assert london.terminal.post("/parties", london.party(5, reservationId=booked["id"])).conflict
    assert put(london, booked, endTime="2026-12-12T16:00:00.000Z")["endTime"] == "2026-12-12T16:00:00.000Z"


def test_reservations_are_found(london: House) -> None:
    late = london.book(1, start="19:00", end="21:00")
    early = london.book(1, 2, start="12:00", end="14:00")
    same = london.book(3, start="19:00", end="22:00")
    terminal = london.terminal
    found = terminal.found("reservations")
    assert found[0] == early
    assert {one["id"] for one in found[1:]} == {late["id"], same["id"]}
    assert terminal.found("reservations", tableId=london.table(2)) == [early]
    assert terminal.ids("reservations", tableId=london.table(1)) == [early["id"], late["id"]]
    for unknown in (NOBODY, "table-02-003", "", london.guest.branch):
        assert terminal.found("reservations", tableId=unknown) == []


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("11:00", "12:00", False),
        ("11:00", "13:00", False),
        ("11:00", "13:01", True),
        ("13:30", "14:00", True),
        ("12:00", "16:00", True),
        ("14:59", "16:00", True),
        ("15:00", "16:00", False),
        ("14:00", None, True),
        ("15:00", None, False),
        (None, "13:01", True),
        (None, "13:00", False),
    ],
)
def test_what_lies_in_between_with_any_part(start: str | None, end: str | None, found: bool, london: House) -> None:
    """One from 13:00 to 15:00."""
    london.book(1)
    said = {}
    if start:
        said["fromTime"] = f"2026-12-12T{start}:00.000Z"
    if end:
        said["toTime"] = f"2026-12-12T{end}:00.000Z"
    assert bool(london.terminal.found("reservations", **said)) is found


def test_times_of_any_offset(london: House) -> None:
    booked = london.book(1, startTime="2026-12-12T14:00:00+01:00", endTime="2026-12-12T12:00:00.1239-03:00")
    assert (booked["startTime"], booked["endTime"]) == ("2026-12-12T13:00:00.000Z", "2026-12-12T15:00:00.123Z")
    plain = london.book(2, startTime="2026-12-12T14:00:00", endTime="2026-12-12T15:00:00")
    assert plain["startTime"] == "2026-12-12T14:00:00.000Z"


def test_times_of_more_digits_are_those_that_are_shown(london: House) -> None:
    """The contract's own example has seven digits; what is read and sent back as it is moves nothing."""
    times = {"startTime": "2026-12-12T13:00:00.1239999Z", "endTime": "2026-12-12T15:00:00.6050276Z"}
    booked = london.book(1, **times)
    assert (booked["startTime"], booked["endTime"]) == ("2026-12-12T13:00:00.123Z", "2026-12-12T15:00:00.605Z")
    london.seat(1, reservationId=booked["id"])
    assert put(london, booked, hostNotes="window")["hostNotes"] == "window"


def test_the_same_tables_in_another_order_are_no_move(london: House) -> None:
    booked = london.book(1, 2)
    london.seat(1, 2, reservationId=booked["id"])
    assert put(london, booked, hostNotes="window", tableIds=london.tables(2, 1))["hostNotes"] == "window"
