"""CreateParty, GetPartyById, UpdatePartyById, DeletePartyById and SearchParties."""

import pytest

from tests.api.epos.client import NOBODY, House, Json, at_table, fresh, order, pounds

EXAMPLE = {
    "name": "Martin B.",
    "covers": 4,
    "startTime": "2024-08-12T09:30:00.000Z",
    "expectedEndTime": "2024-08-12T11:00:00.000Z",
    "guestRequests": "nut allergy; gluten intolerance; please could we have a table next to a window?",
    "hostNotes": "called ahead to notify kitchen of dietary requirements - confirm upon arrival",
}


def change(party: Json, **more: object) -> Json:
    """What an update must say, and no more."""
    kept = {"startTime": party["startTime"], "status": party["status"], "tableIds": party["tableIds"]}
    return kept | more


def put(house: House, party: Json, **more: object) -> Json:
    changed: Json = house.terminal.put(f"/parties/{party['id']}", change(party, **more)).good
    return changed


def test_the_documented_party(london: House) -> None:
    """T5: the deposit names no payments."""
    booked = london.book(1, 2)
    sent = london.party(1, 2) | EXAMPLE | {"reservationId": booked["id"], "deposit": {"totalAmount": pounds(5000)}}
    party = london.terminal.post("/parties", sent).good
    shown = EXAMPLE | {
        "id": party["id"],
        "status": "Seated",
        "tableIds": london.tables(1, 2),
        "reservationId": booked["id"],
        "deposit": {"totalAmount": pounds(5000), "paymentIntentIds": []},
    }
    assert party == shown
    assert london.terminal.get(f"/parties/{party['id']}").good == party


def test_the_smallest_party(london: House) -> None:
    party = london.seat(3)
    assert party == {
        "covers": 1,
        "id": party["id"],
        "startTime": "2026-08-12T09:30:00.000Z",
        "status": "Seated",
        "tableIds": london.tables(3),
    }


def test_everything_a_party_may_say(london: House) -> None:
    deposit = {"totalAmount": pounds(5000), "paymentIntentIds": ["pi-1", "pi-2"], "description": "Table deposit"}
    party = london.seat(3, status="partially arrived", deposit=deposit, dojoReservationId="dojo-res-210345", **EXAMPLE)
    assert (party["status"], party["deposit"]) == ("partially arrived", deposit)


def test_a_party_is_sent_again(london: House) -> None:
    sent = london.party(1, name="Martin B.")
    first = london.terminal.post("/parties", sent).good
    assert london.terminal.post("/parties", sent).good == first
    assert london.terminal.post("/parties", sent | {"hostNotes": None, "new": 1}).good == first
    assert london.terminal.post("/parties", sent | {"startTime": "2026-08-12T11:30:00+02:00"}).good == first
    now = put(london, first, status="Ordered", name="Martin Baker")
    assert london.terminal.post("/parties", sent).good == now
    for other in ({"name": "Martin C."}, {"covers": 5}, {"tableIds": london.tables(2)}, {"status": "late"}):
        assert london.terminal.post("/parties", sent | other).conflict
    assert london.terminal.ids("parties") == [first["id"]]


def test_a_party_is_sent_again_after_it_left(london: House) -> None:
    sent = london.party(1)
    party = london.terminal.post("/parties", sent).good
    put(london, party, endTime="2026-08-12T11:00:00.000Z")
    assert london.terminal.post("/parties", sent).good["endTime"] == "2026-08-12T11:00:00.000Z"
    other = london.seat(1)
    assert london.terminal.ids("parties") == [other["id"]]


def test_a_table_holds_one_party(london: House) -> None:
    party = london.seat(1, 2)
    for tables in ((1,), (2,), (3, 2)):
        assert london.terminal.post("/parties", london.party(*tables)).conflict
    # What was refused took nothing.
    assert london.seat(3)["tableIds"] == london.tables(3)
    assert set(london.terminal.ids("parties")) == {
        party["id"],
        london.terminal.ids("parties", tableId=london.table(3))[0],
    }


def test_a_phones_party_has_its_table(london: House) -> None:
    guest = london.guest.seat(4, "Ana")
    assert london.terminal.post("/parties", london.party(4)).conflict
    assert london.terminal.ids("parties") == [guest.session_id]


def test_a_table_that_staff_closed(london: House) -> None:
    manager = london.guest.staff("branch_manager")
    table = london.table(5)
    assert manager.patch(f"/tables/{table}/status", {"status": "maintenance"}).status == 200
    assert london.terminal.post("/parties", london.party(5)).conflict
    party = london.seat(6)
    moved = change(party, tableIds=london.tables(5))
    assert london.terminal.put(f"/parties/{party['id']}", moved).conflict
    manager.patch(f"/tables/{table}/status", {"status": "available"})
    assert london.seat(5)["tableIds"] == [table]


def test_a_request_that_waits_for_staff_is_no_party_yet(london: House) -> None:
    waiting = london.guest.ask(4, "Ana")
    assert london.terminal.found("parties") == []
    assert london.terminal.get(f"/parties/{waiting.session_id}").missing
    assert london.terminal.delete(f"/parties/{waiting.session_id}").missing
    assert london.guest.approve(waiting.session_id).status == 200
    party = london.terminal.get(f"/parties/{waiting.session_id}").good
    assert (party["name"], party["tableIds"], party["status"]) == ("Ana", london.tables(4), "Seated")
    rejected = london.guest.ask(5, "Nobody")
    london.guest.reject(rejected.session_id)
    assert london.terminal.get(f"/parties/{rejected.session_id}").missing
    assert london.terminal.found("parties", completedOnly=True) == []


def test_what_is_said_is_set_and_what_is_not_stays(london: House) -> None:
    deposit = {"totalAmount": pounds(5000), "paymentIntentIds": ["pi-1"]}
    party = london.seat(3, deposit=deposit, **EXAMPLE)
    # T5: the published sample says no dojoPartyId.
    changed = put(london, party, startTime="2024-08-12T09:45:00.000Z", status="Ordered")
    assert changed == party | {"startTime": "2024-08-12T09:45:00.000Z", "status": "Ordered"}
    new = {
        "name": "Martin Baker",
        "covers": 6,
        "expectedEndTime": "2024-08-12T12:00:00.000Z",
        "hostNotes": "moved",
        "guestRequests": "none",
        "deposit": {"totalAmount": pounds(1), "paymentIntentIds": []},
    }
    assert put(london, changed, **new) == changed | new
    gone = put(london, changed, hostNotes=None, guestRequests=None, deposit=None, expectedEndTime=None, name=None)
    assert not {"hostNotes", "guestRequests", "deposit", "expectedEndTime", "name"} & gone.keys()
    assert london.terminal.get(f"/parties/{party['id']}").good == gone


def test_an_update_sent_twice_is_one(london: House) -> None:
    party = london.seat(3)
    first = put(london, party, status="Paying", tableIds=london.tables(3, 4))
    assert put(london, party, status="Paying", tableIds=london.tables(3, 4)) == first


def test_the_callers_id_of_a_party(london: House) -> None:
    """ "Not such an id until an update gives it one"; then it stands for that party, for good."""
    guest = london.guest.seat(4, "Ana")
    party = london.terminal.get(f"/parties/{guest.session_id}").good
    ours = london.party(5)
    created = london.terminal.post("/parties", ours).good
    assert put(london, party, dojoPartyId="dojo-ana")["id"] == party["id"]
    assert put(london, party, dojoPartyId="dojo-ana")["id"] == party["id"]
    path = f"/parties/{party['id']}"
    assert london.terminal.put(path, change(party, dojoPartyId="dojo-other")).conflict
    assert london.terminal.put(f"/parties/{created['id']}", change(created, dojoPartyId="dojo-ana")).conflict
    assert london.terminal.post("/parties", london.party(6, dojoPartyId="dojo-ana")).conflict
    assert put(london, created, dojoPartyId=ours["dojoPartyId"])["id"] == created["id"]


def test_a_party_moves_and_its_orders_go_along(london: House) -> None:
    guest = london.guest.seat(4, "Ana")
    placed = guest.order(london.guest.line("chips"))
    party = london.terminal.get(f"/parties/{guest.session_id}").good
    moved = put(london, party, tableIds=london.tables(5, 6))
    assert moved["tableIds"] == london.tables(5, 6)
    assert london.terminal.order(placed["id"])["details"]["dineIn"]["tableId"] == london.table(5)
    assert london.terminal.ids(dineIn={"tableId": london.table(4)}) == []
    assert london.terminal.ids(dineIn={"tableId": london.table(5)}) == [placed["id"]]
    assert london.seat(4)["tableIds"] == london.tables(4)
    # 5.50, and 12.5 % of it.
    assert guest.bill["total"] == 619
    # Its other tables are given up likewise.
    put(london, party, tableIds=london.tables(6))
    assert london.seat(5)["tableIds"] == london.tables(5)


def test_a_party_does_not_move_to_others(london: House) -> None:
    party, other = london.seat(1), london.seat(2)
    assert london.terminal.put(f"/parties/{party['id']}", change(party, tableIds=london.tables(1, 2))).conflict
    assert london.terminal.get(f"/parties/{party['id']}").good == party
    assert london.terminal.get(f"/parties/{other['id']}").good == other


def test_a_party_leaves(london: House) -> None:
    party = london.seat(1)
    left = put(london, party, endTime="2026-08-12T11:00:00.000Z")
    assert left == party | {"endTime": "2026-08-12T11:00:00.000Z"}
    assert london.terminal.get(f"/parties/{party['id']}").good == left
    assert london.terminal.found("parties") == []
    assert london.terminal.found("parties", completedOnly=True) == [left]
    assert london.seat(1)["tableIds"] == london.tables(1)
    # Sent again, and with a better time.
    assert put(london, left, endTime="2026-08-12T11:00:00.000Z") == left
    assert put(london, left, endTime="2026-08-12T11:05:00.000Z")["endTime"] == "2026-08-12T11:05:00.000Z"
    assert london.terminal.put(f"/parties/{party['id']}", change(left, tableIds=london.tables(2))).conflict


@pytest.mark.parametrize("end", ["2026-08-12T09:30:00.000Z", "2026-08-12T09:29:59.999Z"])
def test_a_party_does_not_leave_before_it_came(end: str, london: House) -> None:
    party = london.seat(1)
    assert london.terminal.put(f"/parties/{party['id']}", change(party, endTime=end)).field == "endTime"
    assert london.terminal.ids("parties") == [party["id"]]


def test_a_party_that_owes_stays(london: House) -> None:
    party = london.seat(1)
    placed = london.place(details=at_table(london.table(1)))
    path, leaving = f"/parties/{party['id']}", change(party, endTime="2099-08-12T11:00:00.000Z")
    for paid in (0, 5499):
        if paid:
            london.terminal.pay(placed["id"], paid)
        assert london.terminal.put(path, leaving).conflict
        assert london.terminal.delete(path).conflict
    assert london.terminal.ids("parties", tableId=london.table(1)) == [party["id"]]
    london.terminal.pay(placed["id"], 1)
    assert london.terminal.put(path, leaving).good["endTime"] == "2099-08-12T11:00:00.000Z"
    assert london.terminal.order(placed["id"])["status"] == "Finalized"


def test_a_party_whose_order_waits_to_be_accepted_stays(london: House) -> None:
    guest = london.guest.seat(4, "Ana")
    placed = guest.order(london.guest.line("chips"))
    assert london.terminal.order(placed["id"])["status"] == "Submitted"
    assert london.guest.pay(placed["total"], orderId=placed["id"]).created["fully_paid"] is True
    party = london.terminal.get(f"/parties/{guest.session_id}").good
    leaving = change(party, endTime="2099-08-12T11:00:00.000Z")
    assert london.terminal.put(f"/parties/{party['id']}", leaving).conflict
    london.guest.staff().patch(f"/orders/{placed['id']}/status", {"status": "confirmed"})
    assert london.terminal.put(f"/parties/{party['id']}", leaving).status == 200


def test_a_party_is_deleted(london: House) -> None:
    party = london.seat(1)
    assert london.terminal.delete(f"/parties/{party['id']}").status == 200
    assert london.terminal.get(f"/parties/{party['id']}").missing
    assert london.terminal.delete(f"/parties/{party['id']}").missing
    assert london.terminal.put(f"/parties/{party['id']}", change(party)).missing
    assert london.terminal.found("parties") == []
    assert london.terminal.found("parties", completedOnly=True) == []
    assert london.seat(1)["tableIds"] == london.tables(1)
    # "It stays in the restaurant's own history."
    assert london.truth.one("SELECT status FROM dining_sessions WHERE id = %s", party["id"]) == "completed"


def test_how_far_a_party_is(london: House) -> None:
    """ "status is what was said last; until somebody says so, Seated, Ordered, Paid or Left"."""

    def status() -> str:
        found: str = london.terminal.get(f"/parties/{party['id']}").good["status"]
        return found

    party = london.seat(1)
    assert status() == "Seated"
    placed = london.place(details=at_table(london.table(1)))
    assert status() == "Ordered"
    london.terminal.pay(placed["id"], 5000)
    assert status() == "Ordered"
    london.terminal.pay(placed["id"], 500, intent="pi")
    assert status() == "Paid"
    london.terminal.tell("pi", "Reversed")
    assert status() == "Ordered"
    london.terminal.pay(placed["id"], 500)
    # Staff let it leave, so nobody says anything in words.
    assert london.guest.end(party["id"]).status == 200
    assert status() == "Left"


def test_what_was_said_last_counts(london: House) -> None:
    party = london.seat(1, status="partially arrived")
    london.place(details=at_table(london.table(1)))
    assert london.terminal.get(f"/parties/{party['id']}").good["status"] == "partially arrived"
    assert put(london, party, status="paying")["status"] == "paying"


def test_cancelled_orders_are_no_debts(london: House) -> None:
    party = london.seat(1)
    placed = london.place(details=at_table(london.table(1)))
    london.terminal.delete(f"/orders/{placed['id']}")
    assert london.terminal.delete(f"/parties/{party['id']}").status == 200


def test_parties_are_found(london: House) -> None:
    old = london.seat(1, startTime="2020-08-12T09:30:00.000Z")
    new = london.seat(2, 3, startTime="2026-08-12T09:30:00.000Z")
    middle = london.seat(4, startTime="2024-08-12T09:30:00.000Z")
    terminal = london.terminal
    assert terminal.found("parties") == [new, middle, old]
    assert terminal.found("parties", tableId=london.table(3)) == [new]
    assert terminal.found("parties", tableId=london.table(9)) == []
    for unknown in (NOBODY, "table-01-001", "", fresh("x")):
        assert terminal.found("parties", tableId=unknown) == []
    assert terminal.found("parties", completedOnly=True) == []
    left = put(london, middle, endTime="2024-08-12T10:30:00.000Z")
    assert terminal.found("parties", completedOnly=False) == [new, old]
    assert terminal.found("parties", completedOnly=True) == [left]


def test_a_party_that_left_is_found_by_the_table_it_had(london: House) -> None:
    party = london.seat(1)
    put(london, party, endTime="2026-08-12T11:00:00.000Z")
    assert london.terminal.ids("parties", completedOnly=True, tableId=london.table(1)) == [party["id"]]
    assert london.terminal.ids("parties", completedOnly=True, tableId=london.table(2)) == []


def test_guests_words_are_not_changed_by_us(london: House) -> None:
    party = london.seat(1, guestRequests="  nut allergy\n\n(severe)  ")
    assert party["guestRequests"] == "  nut allergy\n\n(severe)  "
    assert put(london, party, status="x")["guestRequests"] == "  nut allergy\n\n(severe)  "


def test_orders_for_a_party_that_left_or_was_deleted(london: House) -> None:
    left, deleted = london.seat(1), london.seat(2)
    put(london, left, endTime="2026-08-12T11:00:00.000Z")
    london.terminal.delete(f"/parties/{deleted['id']}")
    refused = [
        london.terminal.post("/orders", order(details={"orderType": "DineIn", "dineIn": {"partyId": party["id"]}}))
        for party in (left, deleted)
    ]
    assert refused[0].conflict
    assert refused[1].missing.startswith("details.dineIn.partyId:")
    assert london.terminal.found() == []


def test_a_party_that_left_may_be_deleted(london: House) -> None:
    party = london.seat(1)
    put(london, party, endTime="2026-08-12T11:00:00.000Z")
    assert london.terminal.delete(f"/parties/{party['id']}").status == 200
    assert london.terminal.get(f"/parties/{party['id']}").missing
    assert london.terminal.found("parties", completedOnly=True) == []


def test_a_party_that_was_deleted_and_is_sent_again(london: House) -> None:
    """Its id stands for it for good, and it is gone: nobody is seated by a late repetition."""
    sent = london.party(1)
    party = london.terminal.post("/parties", sent).good
    london.terminal.delete(f"/parties/{party['id']}")
    assert london.terminal.post("/parties", sent).missing
    assert london.terminal.found("parties") == []


def test_a_party_with_nothing_but_cancelled_orders_has_ordered_nothing(london: House) -> None:
    party = london.seat(1)
    placed = london.place(details=at_table(london.table(1)))
    london.terminal.delete(f"/orders/{placed['id']}")
    assert london.terminal.get(f"/parties/{party['id']}").good["status"] == "Seated"


def test_times_of_a_party_have_milliseconds(london: House) -> None:
    party = london.seat(1, startTime="2026-08-12T11:30:00.6050276+02:00", expectedEndTime="2026-08-12T12:00:00")
    assert (party["startTime"], party["expectedEndTime"]) == ("2026-08-12T09:30:00.605Z", "2026-08-12T12:00:00.000Z")
    assert put(london, party, expectedEndTime="2026-08-12T13:00:00.0Z")["startTime"] == party["startTime"]


def test_orders_for_a_request_that_nobody_has_approved(london: House) -> None:
    """ "Requests that nobody has approved are not parties yet"."""
    waiting = london.guest.ask(4, "Ana")
    sent = order(details={"orderType": "DineIn", "dineIn": {"partyId": waiting.session_id}})
    assert london.terminal.post("/orders", sent).missing.startswith("details.dineIn.partyId:")
    assert london.place(details=at_table(london.table(4)))["details"]["dineIn"] == {"tableId": london.table(4)}
