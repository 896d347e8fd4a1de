"""Status calls of reservations, and what the other surfaces see of them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.online_order import contract
from tests.api.online_order.bookings import FRIDAY, asking, at, book, coming, names, service, tables, times
from tests.api.online_order.carts import SINGAPORE
from tests.api.online_order.stored import everything
from tests.app.singapore import cart, cash
from tests.conftest import Template
from tests.partner import Answer, Json, Partner
from tests.terminal import Terminal
from tests.truth import Truth

ACTIONS = ("book", "arrive", "seat", "complete", "no_show", "cancel", "pending_payment")
NO = None
TRANSITIONS: dict[str, tuple[str | None, ...]] = {
    "pending_payment": ("booked", "arrived", "seated", NO, NO, "cancelled_payment", "pending_payment"),
    "booked": ("booked", "arrived", "seated", NO, "no_show", "cancelled", "pending_payment"),
    "arrived": ("booked", "arrived", "seated", NO, NO, "cancelled", NO),
    "seated": (NO, NO, "seated", "completed", NO, NO, NO),
    "completed": (NO, NO, NO, "completed", NO, NO, NO),
    "no_show": ("booked", "arrived", "seated", NO, "no_show", NO, NO),
    "cancelled": (NO, NO, NO, NO, NO, "cancelled", NO),
    "cancelled_payment": (NO, NO, NO, NO, NO, "cancelled_payment", NO),
}
"""The table of docs/online-order-api.md: what each of the actions leads to from each status, or that it is refused."""
WAY: dict[str, tuple[str, ...]] = {
    "pending_payment": ("pending_payment",),
    "booked": (),
    "arrived": ("arrive",),
    "seated": ("seat",),
    "completed": ("seat", "complete"),
    "no_show": ("no_show",),
    "cancelled": ("cancel",),
    "cancelled_payment": ("pending_payment", "cancel"),
}
GONE = ("no_show", "cancelled", "cancelled_payment")


def act(partner: Partner, reservation: Json, action: str, **headers: str) -> Answer:
    return partner.post(f"/reservations/{reservation['id']}/{action}", **headers)


def lunch(partner: Partner, *numbers: int, **more: Any) -> Json:
    """A lunch for two at these tables, a week ahead."""
    chosen = {"objects": tables(SINGAPORE, *numbers)} if numbers else {}
    return book(partner, SINGAPORE, "lunch", at(SINGAPORE, coming(SINGAPORE), "12:00"), 2, **chosen, **more)


@dataclass(frozen=True)
class Place:
    """Who else looks at the restaurant."""

    partner: Partner
    terminal: Terminal
    staff: dict[str, str]
    truth: Truth

    def parties(self) -> list[Json]:
        return self.terminal.parties()

    def sessions(self) -> list[Json]:
        """What staff are shown."""
        answer = self.partner.http.get("/api/tables/sessions?status=active", headers=self.staff).json()
        sessions: list[Json] = answer["data"]
        return sessions

    def occupied(self) -> set[str]:
        return {str(row["table_id"]) for row in self.truth.rows("SELECT table_id FROM table_occupancy")}


@pytest.fixture
def place(singapore: Partner, template: Template, database_url: str) -> Place:
    found = template.credentials
    waiter = next(email for email in found.passwords if email.endswith("@lantern-and-tiffin.example"))
    login = {"email": waiter, "password": found.passwords[waiter]}
    signed_in = singapore.http.post("/api/auth/login", json=login).json()["data"]
    return Place(
        singapore,
        Terminal(singapore.http, *found.terminals[SINGAPORE.slug]),
        {"Authorization": f"Bearer {signed_in['accessToken']}", "X-Branch-Id": SINGAPORE.location},
        Truth(database_url),
    )


@pytest.mark.parametrize("status", TRANSITIONS)
def test_every_transition(status: str, singapore: Partner, database_url: str) -> None:
    """From one status each action once, by parties of their own at tables of their own."""
    for number, (action, leads_to) in enumerate(zip(ACTIONS, TRANSITIONS[status], strict=True), start=1):
        reservation = lunch(singapore, number)
        for step in WAY[status]:
            reservation = act(singapore, reservation, step).data
        assert reservation["status"] == status
        before = everything(database_url)
        answer = act(singapore, reservation, action)
        if leads_to is None:
            assert answer.status == 409, (status, action, answer.body)
            assert answer.error["code"] in ("wrong_transition", "reservation_not_seatable")
            assert everything(database_url) == before
            assert singapore.get(f"/reservations/{reservation['id']}").data == reservation
            continue
        contract.hold(answer.body, {"data": contract.RESERVATION})
        assert answer.data["status"] == leads_to, (status, action)
        assert singapore.get(f"/reservations/{reservation['id']}").data == answer.data
        # Nothing happens twice.
        events = everything(database_url)["events"]
        assert act(singapore, reservation, action).data == answer.data
        assert everything(database_url)["events"] == events
        if leads_to == status:
            assert everything(database_url) == before


@pytest.mark.parametrize("action", ["cancel", "no_show"])
def test_tables_of_a_party_that_does_not_come_are_free(action: str, singapore: Partner) -> None:
    made = lunch(singapore, 7)
    gone = act(singapore, made, action).data
    assert names(gone) == ["T7"], "which they were stays known"
    assert names(lunch(singapore, 7)) == ["T7"]


def test_a_party_that_comes_after_all_gets_other_tables_if_it_must(singapore: Partner) -> None:
    day = coming(SINGAPORE, FRIDAY)
    made = lunch(singapore)
    act(singapore, made, "no_show")
    assert names(lunch(singapore)) == ["T1"]
    assert names(act(singapore, made, "book").data) == ["T2"]
    evening = at(SINGAPORE, day, "19:00")
    vip = book(singapore, SINGAPORE, "vip", evening, 4)
    act(singapore, act(singapore, vip, "book").data, "no_show")
    book(singapore, SINGAPORE, "vip", evening, 4)
    refused = act(singapore, vip, "book")
    assert (refused.status, refused.error["code"]) == (409, "no_table")
    assert singapore.get(f"/reservations/{vip['id']}").data["status"] == "no_show"


def test_a_key_does_a_status_call_once(singapore: Partner) -> None:
    made = lunch(singapore)
    first = act(singapore, made, "arrive", **{"Idempotency-Key": "they are here"})
    act(singapore, made, "book")
    again = act(singapore, made, "arrive", **{"Idempotency-Key": "they are here"})
    assert again.body == first.body
    assert singapore.get(f"/reservations/{made['id']}").data["status"] == "booked"


def test_a_seated_party_is_seen_by_everybody(place: Place) -> None:
    made = lunch(place.partner, 3, 4, first_name="Mark", last_name="Clinton", notes="By the window")
    assert place.parties() == []
    seated = act(place.partner, made, "seat").data
    assert (seated["status"], names(seated)) == ("seated", ["T3", "T4"])
    (party,) = place.parties()
    assert (party["reservationId"], party["name"], party["covers"]) == (made["id"], "Mark Clinton", 2)
    assert party["tableIds"] == [SINGAPORE.table(3), SINGAPORE.table(4)]
    (session,) = place.sessions()
    assert (session["id"], session["status"], session["customer_name"]) == (party["id"], "active", "Mark Clinton")
    assert place.occupied() == {SINGAPORE.table(3), SINGAPORE.table(4)}
    # Whoever walks in does not get the table.
    walk_in = place.terminal.seat(SINGAPORE.table(4))
    assert walk_in.refusal == (409, "Conflict")


def test_a_party_that_left_frees_its_tables(place: Place) -> None:
    made = lunch(place.partner, 3)
    act(place.partner, made, "seat")
    completed = act(place.partner, made, "complete").data
    assert (completed["status"], place.occupied(), place.parties()) == ("completed", set(), [])
    (party,) = place.terminal.parties(completed=True)
    assert party["reservationId"] == made["id"]
    again = act(place.partner, lunch(place.partner, 2), "seat").data
    assert again["status"] == "seated"
    assert place.terminal.seat(SINGAPORE.table(3)).status == 200


def test_a_party_does_not_leave_before_it_has_paid(place: Place) -> None:
    """S$ 12.80 of wings and 9 % tax, in steps of 5 cents."""
    made = lunch(place.partner, 3)
    act(place.partner, made, "seat")
    order = place.partner.post("/cart/submit", cart(objects=[{"object": SINGAPORE.table(3)}])).data
    refused = act(place.partner, made, "complete")
    assert (refused.status, refused.error["code"]) == (409, "table_has_balance")
    assert place.partner.get(f"/reservations/{made['id']}").data["status"] == "seated"
    assert place.occupied() == {SINGAPORE.table(3)}
    place.partner.post(f"/orders/{order['id']}/payments", cash(13.95)).data  # noqa: B018 - fails the test if refused
    assert act(place.partner, made, "complete").data["status"] == "completed"
    assert place.partner.get(f"/orders/{order['id']}").data["status"] == "closed"
    assert place.occupied() == set()


def test_a_party_does_not_leave_while_a_terminal_takes_its_card(place: Place) -> None:
    made = lunch(place.partner, 3)
    act(place.partner, made, "seat")
    order = place.partner.post("/cart/submit", cart(objects=[{"object": SINGAPORE.table(3)}])).data
    assert place.terminal.lock(order["id"], "card").status == 200
    refused = act(place.partner, made, "complete")
    assert (refused.status, refused.error["code"]) == (409, "order_locked")


def test_seating_where_somebody_sits(place: Place) -> None:
    """A reservation keeps nobody from a table before its time; whoever sits there is not sent away."""
    made = lunch(place.partner, 3)
    assert place.terminal.seat(SINGAPORE.table(3)).status == 200
    refused = act(place.partner, made, "seat")
    assert (refused.status, refused.error["code"]) == (409, "table_occupied")
    assert place.partner.get(f"/reservations/{made['id']}").data["status"] == "booked"


def test_a_party_that_leaves_by_a_terminal_has_left(place: Place) -> None:
    made = lunch(place.partner, 3)
    act(place.partner, made, "seat")
    (party,) = place.parties()
    assert place.terminal.leave(party).status == 200
    assert place.partner.get(f"/reservations/{made['id']}").data["status"] == "completed"
    assert act(place.partner, made, "complete").data["status"] == "completed"


def test_parties_that_joined_leave_together(place: Place) -> None:
    both = [lunch(place.partner, number) for number in (3, 4)]
    for made in both:
        act(place.partner, made, "seat")
    merged = place.partner.http.post(
        f"/api/tables/{SINGAPORE.table(3)}/session/merge",
        json={"targetTableId": SINGAPORE.table(4)},
        headers=place.staff,
    )
    assert merged.status_code == 200, merged.text
    assert act(place.partner, both[0], "complete").data["status"] == "completed"
    assert place.partner.get(f"/reservations/{both[1]['id']}").data["status"] == "completed"
    told = "SELECT count(*) FROM events WHERE topic = 'reservation.completed'"
    assert (place.truth.one(told), place.occupied()) == (2, set())


def test_what_a_terminal_books_is_listed_and_takes_its_table(place: Place) -> None:
    """It has no service; its whole party counts as adults."""
    day = coming(SINGAPORE, FRIDAY)
    vip = service(SINGAPORE, "vip")
    starts = datetime.fromisoformat(at(SINGAPORE, day, "18:00")).astimezone(UTC)
    booked = place.terminal.book(SINGAPORE.table(8), starts=starts, hours=4, covers=5, guestRequests="High chair").data
    assert times(place.partner, day, 4)[vip] == []
    (listed,) = place.partner.get("/reservations").data
    contract.hold(listed, contract.RESERVATION_SUMMARY)
    found = place.partner.get(f"/reservations/{booked['id']}").data
    contract.hold(found, contract.RESERVATION)
    assert listed == {key: found[key] for key in contract.RESERVATION_SUMMARY}
    nothing = ("service", "service_name", "experience", "experience_name", "table_section", "table_section_name")
    assert [found[key] for key in nothing] == [None] * 6
    assert (found["pax"], found["adult"], found["children"], found["total_deposit"]) == (5, 5, 0, 0)
    assert (found["notes"], found["status"], names(found)) == ("High chair", "booked", ["Round table"])
    assert place.partner.get("/reservations", app_id="current").data == []
    # Words can be changed; for another time it needs a service.
    assert (
        place.partner.put(f"/reservations/{booked['id']}", {"reservation_info": {"notes": "Two"}}).data["notes"]
        == "Two"
    )
    moved = {"reservation_info": {"reservation_time": at(SINGAPORE, day, "19:30")}}
    refused = place.partner.put(f"/reservations/{booked['id']}", moved)
    assert (refused.status, refused.fields) == (422, {"reservation_info.service": "unknown_service"})
    moved["reservation_info"]["service"] = vip
    assert place.partner.put(f"/reservations/{booked['id']}", moved).data["service_name"] == "VIP Dinner Session"


def test_what_a_partner_books_is_found_by_terminals(place: Place) -> None:
    made = lunch(place.partner, 3, first_name="Mark", last_name="Clinton", notes="Peanuts")
    (found,) = place.terminal.reservations()
    assert (found["id"], found["name"], found["covers"]) == (made["id"], "Mark Clinton", 2)
    assert (found["tableIds"], found["guestRequests"]) == ([SINGAPORE.table(3)], "Peanuts")
    starts = datetime.fromisoformat(made["reservation_time"])
    assert datetime.fromisoformat(found["startTime"]) == starts
    # Two guests keep a table for an hour and a half.
    assert datetime.fromisoformat(found["endTime"]) == starts + timedelta(minutes=90)
    overlapping = place.terminal.book(SINGAPORE.table(3), starts=starts + timedelta(hours=1))
    assert overlapping.refusal == (409, "Conflict")
    act(place.partner, made, "cancel")
    assert place.terminal.reservations() == []
    assert place.terminal.book(SINGAPORE.table(3), starts=starts + timedelta(hours=1)).status == 200


@pytest.mark.parametrize("action", GONE[:2])
def test_a_body_of_a_status_call_is_not_read(action: str, singapore: Partner) -> None:
    made = lunch(singapore)
    verb = {"cancelled": "cancel", "no_show": "no_show"}[action]
    answer = singapore.post(f"/reservations/{made['id']}/{verb}", {"cancel_reason": 5})
    assert answer.data["status"] == action


def test_asking_again_after_a_lost_answer(singapore: Partner) -> None:
    """Without a key the number tells that it stands already."""
    sent = asking(SINGAPORE, "lunch", at(SINGAPORE, coming(SINGAPORE), "12:00"), reservation_no="LOST1")
    singapore.post("/reservations", sent)
    assert singapore.post("/reservations", sent).error["code"] == "reservation_no_taken"
    assert len(singapore.get("/reservations", reservation_no="LOST1").data) == 1
