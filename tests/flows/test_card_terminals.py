"""What card terminals do at a restaurant, in named flows over HTTP: `pytest -s` prints each as a transcript."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from comanda.demo.singapore import SINGAPORE
from comanda.notifications.terminal_links import connect_link
from tests.app.running import with_database
from tests.app.singapore import CARD, LOCATION, RESTAURANT, SLUG, WINGS, cash
from tests.conftest import Template
from tests.flows.transcript import Transcript
from tests.partner import Partner
from tests.phone import House, Json, Phone, Staff, house_at, until
from tests.receiver import Receiver, receiving
from tests.server import COMANDA, Server, serving
from tests.terminal import Terminal, new_id, new_intent, owed, terminal_at, whole
from tests.truth import Truth

ONE, TWO = 1535, 3070
"""One plate of wings at 12.80 and two: 10 % service, 9 % tax on top, to the next 0.05. 12.80 + 1.28 = 14.08, tax
1.2672, 15.35; 25.60 + 2.56 = 28.16, tax 2.5344, 30.69, which is 30.70."""
SERVICE = 256
"""What of two plates is service charge."""


@dataclass(frozen=True)
class Stage:
    """Everybody at the restaurant, and what really is."""

    terminal: Terminal
    house: House
    partner: Partner
    truth: Truth
    told: Transcript

    @property
    def waiter(self) -> Staff:
        return self.house.staff("waiter")

    def ledger(self, order_id: str) -> list[tuple[int, int, int]]:
        """Return amount, tip and share of the service charge of every payment of an order, oldest first."""
        rows = self.truth.rows(
            "SELECT amount, tip, service_charge FROM payments WHERE order_id = %s ORDER BY created_at, id", order_id
        )
        return [(row["amount"], row["tip"], row["service_charge"]) for row in rows]

    def given_back(self, order_id: str) -> list[tuple[int, int, int]]:
        """Return the same of every refund."""
        rows = self.truth.rows(
            "SELECT amount, tip, service_charge FROM refund_payments WHERE order_id = %s ORDER BY sort", order_id
        )
        return [(row["amount"], row["tip"], row["service_charge"]) for row in rows]

    def on_floor(self, number: int) -> Json:
        """Return a table as staff see it."""
        (found,) = [each for each in self.waiter.get("/tables").data["tables"] if each["number"] == number]
        shown: Json = found
        return shown

    def round_at(self, number: int, plates: int = 2) -> tuple[Phone, Json]:
        """Return a phone whose order at a table was accepted, and the order as terminals find it there."""
        phone = self.house.seated(number)
        order = phone.order(plates).data
        assert self.waiter.accept(order["id"]).status == 200
        (found,) = self.terminal.orders(tableId=self.house.table(number), payable=True)
        assert found["id"] == order["id"]
        return phone, whole(found)

    def rings_up(self, **said: object) -> Json:
        """Return what a terminal says of two plates at its own prices, 30.69 with tax and service."""
        money = self.terminal.money
        item = {"name": "Har cheong gai", "plu": str(WINGS), "quantity": 2, "amountPerItem": money(1280)}
        return {
            "dojoOrderId": new_id("order"),
            "details": {"orderType": "DineIn", "dineIn": {}},
            "items": [item],
            "serviceChargeAmount": money(SERVICE),
            "taxLines": [{"name": "GST", "amountTotal": money(253), "amountPercentage": 900}],
            "totalAmount": money(RUNG_UP),
            "payments": [],
            **said,
        }


RUNG_UP = 2560 + SERVICE + 253


@pytest.fixture(scope="module")
def truth(template: Template) -> Iterator[Truth]:
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE simulator TEMPLATE {template.name} STRATEGY file_copy")
        yield Truth(template.admin_url.replace("/postgres?", "/simulator?"))
        admin.execute("DROP DATABASE simulator WITH (FORCE)")


@pytest.fixture(scope="module")
def server(truth: Truth, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(truth.url, tmp_path_factory.mktemp("server"), workers=2) as found:
        yield found


@pytest.fixture(scope="module")
def house(server: Server, template: Template) -> Iterator[House]:
    with house_at(server.base_url, SINGAPORE, template.credentials) as found:
        yield found


@pytest.fixture
def stage(
    server: Server, house: House, truth: Truth, template: Template, request: pytest.FixtureRequest
) -> Iterator[Stage]:
    told = Transcript(request.node.name.removeprefix("test_").replace("_", " "))
    partner = server.partner(template.tokens[SLUG])
    with partner.http, terminal_at(server.base_url, *template.credentials.terminals[SLUG]) as terminal:
        for role in ("waiter", "kitchen", "cashier"):
            house.staff(role)
        with told.listening(terminal=terminal.http, till=partner.http, house=house.http):
            yield Stage(terminal, house, partner, truth, told)
    for number in range(1, 17):
        house.staff("waiter").free(number)


@pytest.fixture
def backend(truth: Truth, tmp_path: Path) -> Iterator[Receiver]:
    """Where the terminals' back end hears of changes, and somebody who tells them."""
    with receiving() as found, (tmp_path / "worker.txt").open("wb") as sink:
        with_database(truth.url, lambda database: connect_link(database, RESTAURANT, LOCATION, found.url, "sk_x", {}))
        environment = {**os.environ, "COMANDA_DATABASE_URL": truth.url}
        worker = subprocess.Popen([COMANDA, "worker"], stdout=sink, stderr=sink, env=environment)
        try:
            yield found
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(20)
            truth.rows("DELETE FROM terminal_links RETURNING location_id")


def test_pay_at_the_table_without_a_lock(stage: Stage) -> None:
    told, terminal = stage.told, stage.terminal
    told.step("a phone orders at table 1; the terminal lists what is to be paid there")
    phone, order = stage.round_at(1)
    assert (order["displayName"], order["totalAmount"]["value"], owed(order)) == ("T1", TWO, TWO)
    told.step("it prints the bill")
    bill = terminal.bill(order["id"])
    assert bill["order"]["id"] == order["id"]
    told.step("it charges a card and records it")
    card = terminal.charge(order["id"], TWO, tip=300)
    assert (card.reversed, owed(card.order), card.order["payable"]) == (False, 0, False)
    told.step("the order is not offered any more, and the phone sees that it is paid")
    assert terminal.orders(tableId=stage.house.table(1), payable=True) == []
    shown = phone.get("/customer/bill").data
    assert (shown["outstanding"], shown["paid"], shown["tips"]) == (0, TWO, 300)
    assert stage.ledger(order["id"]) == [(TWO, 300, SERVICE)]
    told.step("who caused each call is in the audit")
    kept = stage.truth.rows(
        "SELECT DISTINCT waiter_id, product, device_id, device_type FROM terminal_calls WHERE path LIKE %s",
        f"%{order['id']}%",
    )
    assert kept == [
        {"waiter_id": "42", "product": "Pay at Table", "device_id": "tm_sandbox_1", "device_type": "Dojo Terminal"}
    ]


def test_pay_with_one_long_lock(stage: Stage) -> None:
    told, terminal = stage.told, stage.terminal
    told.step("a phone orders at table 2; the terminal locks the bill for long")
    phone, order = stage.round_at(2)
    lock = new_id("lock")
    locked = whole(terminal.lock(order["id"], lock, seconds=600).data)
    assert (locked["payable"], locked["totalAmount"]["value"]) == (True, TWO)
    told.step("it asks for the same lock again, having lost the answer; nobody else gets one")
    assert terminal.lock(order["id"], lock).status == 200
    refused = terminal.lock(order["id"], new_id("lock"))
    assert refused.refusal == (409, "Conflict")
    assert lock in refused.message, "it says who has it"
    told.step("two cards are charged under the lock")
    first = terminal.charge(order["id"], 2000, tip=200, lock=lock)
    second = terminal.charge(order["id"], TWO - 2000, lock=lock)
    assert (owed(first.order), owed(second.order)) == (TWO - 2000, 0)
    told.step("it unlocks; once more changes nothing")
    assert whole(terminal.unlock(order["id"], lock).data) == whole(terminal.unlock(order["id"], lock).data)
    assert stage.truth.one("SELECT count(*) FROM order_locks WHERE order_id = %s", order["id"]) == 0
    # 256 x 2000 / 3070 is 166.8.
    assert stage.ledger(order["id"]) == [(2000, 200, 167), (TWO - 2000, 0, SERVICE - 167)]
    assert phone.get("/customer/bill").data["outstanding"] == 0


def test_pay_with_short_locks_that_are_extended(stage: Stage) -> None:
    told, terminal = stage.told, stage.terminal
    told.step("the terminal locks the bill of table 3 for a moment, and extends it while the guest looks for a card")
    _, order = stage.round_at(3)
    lock = new_id("lock")
    assert terminal.lock(order["id"], lock, seconds=5).status == 200
    for _ in range(3):
        assert terminal.extend(order["id"], lock, seconds=5).data == {}
    told.step("a lock that was never taken cannot be extended")
    assert terminal.extend(order["id"], new_id("lock")).refusal == (409, "Conflict")
    told.step("the terminal is silent for too long: the lock runs out, and the till may take money again")
    assert terminal.extend(order["id"], lock, seconds=0.2).status == 200
    until(lambda: stage.partner.post(f"/orders/{order['id']}/payments", cash(10)).status == 200)
    told.step("it is back, and takes the lock again, since nobody else has it; the order is looked at anew")
    assert terminal.extend(order["id"], lock, seconds=30).status == 200
    assert owed(terminal.order(order["id"])) == TWO - 1000
    card = terminal.charge(order["id"], TWO - 1000, lock=lock)
    assert not card.reversed
    assert terminal.unlock(order["id"], lock).status == 200
    assert terminal.extend(order["id"], lock).refusal == (404, "NotFound"), "there is nothing to extend any more"
    assert [row[:2] for row in stage.ledger(order["id"])] == [(1000, 0), (TWO - 1000, 0)]


def test_staff_take_a_bill_back_from_a_terminal_that_is_lost(stage: Stage) -> None:
    told, terminal = stage.told, stage.terminal
    told.step("a terminal locks a bill, and is dropped into the soup")
    phone, order = stage.round_at(15)
    lock = new_id("lock")
    assert terminal.lock(order["id"], lock).status == 200
    assert stage.waiter.pay(phone.session, 570).refusal == (409, "ORDER_LOCKED")
    told.step("staff take the bill back, and take cash; another terminal gets the lock")
    assert stage.waiter.call("DELETE", f"/orders/{order['id']}/lock").data["locked_until"] is None
    assert stage.waiter.pay(phone.session, 570).status == 201
    other = new_id("lock")
    assert terminal.lock(order["id"], other).status == 200
    told.step("the lost one is found, and knows nothing of that: its card is reversed")
    assert terminal.charge(order["id"], 2500, lock=lock).reversed
    assert not terminal.charge(order["id"], 2500, lock=other).reversed
    assert terminal.unlock(order["id"], other).status == 200
    assert [row[:2] for row in stage.ledger(order["id"])] == [(570, 0), (2500, 0)]


def test_three_friends_share_a_bill_equally(stage: Stage) -> None:
    told, terminal = stage.told, stage.terminal
    told.step("30.70 in three parts: one pays the odd cent; each leaves another tip")
    phone, order = stage.round_at(4)
    each = [TWO // 3 + (place < TWO % 3) for place in range(3)]
    assert each == [1024, 1023, 1023]
    left = [owed(terminal.charge(order["id"], part, tip).order) for part, tip in zip(each, (100, 0, 50), strict=True)]
    assert left == [2046, 1023, 0]
    told.step("every cent, tip and share of the service charge is on the ledger")
    paid = terminal.order(order["id"])
    assert [payment["paidAmount"]["value"] for payment in paid["payments"]] == each
    assert paid["tipsAmount"]["value"] == 150
    # 256 x 1024 / 3070 is 85.4, and x 2047 / 3070 is 170.7.
    assert stage.ledger(order["id"]) == [(1024, 100, 85), (1023, 0, 86), (1023, 50, 85)]
    assert phone.get("/customer/bill").data["tips"] == 150


def test_a_bill_is_split_as_the_guests_like(stage: Stage) -> None:
    told, terminal = stage.told, stage.terminal
    told.step("cash to the waiter, two cards, another order of the table on a third")
    phone, order = stage.round_at(5)
    second = phone.order(1).data
    assert stage.waiter.accept(second["id"]).status == 200
    cash_paid = stage.waiter.post("/payments", {"orderId": order["id"], "method": "cash", "amount": 570})
    assert cash_paid.data["remaining"] == 2500
    told.step("the terminal sees the cash as a payment with an id of ours")
    seen = terminal.order(order["id"])
    (by_cash,) = seen["payments"]
    assert (by_cash["paidAmount"]["value"], owed(seen)) == (570, 2500)
    assert not terminal.charge(order["id"], 1500, tip=150).reversed
    assert not terminal.charge(order["id"], 1000).reversed
    assert not terminal.charge(second["id"], ONE, tip=1).reversed
    told.step("nothing of the party is left to pay")
    assert terminal.orders(partyId=phone.session, payable=True) == []
    assert len(terminal.orders(partyId=phone.session)) == 2
    assert phone.get("/customer/bill").data["outstanding"] == 0
    assert [row[:2] for row in stage.ledger(order["id"])] == [(570, 0), (1500, 150), (1000, 0)]
    assert sum(row[2] for row in stage.ledger(order["id"])) == SERVICE


def test_the_answer_to_a_payment_is_lost(stage: Stage) -> None:
    told, terminal = stage.told, stage.terminal
    told.step("the terminal records a payment, and its connection breaks before the answer")
    _, order = stage.round_at(6)
    intent = new_intent()
    with terminal.record_unheard(order["id"], intent, 2000, tip=100):
        until(lambda: stage.truth.one("SELECT count(*) FROM payments WHERE intent_id = %s", intent) == 1)
    told.step("it sends the same again, three times: each is answered with the order, and nothing is added")
    answers = [terminal.record(order["id"], intent, 2000, tip=100) for _ in range(3)]
    assert [answer.status for answer in answers] == [200] * 3
    assert all(answer.body == answers[0].body for answer in answers)
    assert owed(whole(answers[0].data)) == TWO - 2000
    assert [row[:2] for row in stage.ledger(order["id"])] == [(2000, 100)]
    told.step("even when the order is paid and closed by then")
    assert not terminal.charge(order["id"], TWO - 2000).reversed
    assert stage.partner.post(f"/orders/{order['id']}/close").status == 200
    assert terminal.record(order["id"], intent, 2000, tip=100).data["status"] == "Finalized"
    assert len(stage.ledger(order["id"])) == 2


def test_payments_that_stand_against_each_other(stage: Stage) -> None:
    told, terminal = stage.told, stage.terminal
    _, order = stage.round_at(7)
    told.step("a payment that is recorded is told with other amounts, and on another order")
    card = terminal.charge(order["id"], 1000, tip=100)
    other = terminal.place(**stage.rings_up()).data
    for refused in (
        terminal.record(order["id"], card.intent, 1001, tip=100),
        terminal.record(order["id"], card.intent, 1000),
        terminal.record(other["id"], card.intent, 1000, tip=100),
    ):
        assert refused.refusal == (409, "Conflict")
    told.step("the till takes cash while a guest types the number: the card is too much, and reversed")
    late = terminal.charge(
        order["id"],
        TWO - 1000,
        meanwhile=lambda: stage.partner.post(f"/orders/{order['id']}/payments", cash(10)).data,
    )
    assert late.reversed
    assert owed(terminal.order(order["id"])) == TWO - 2000
    told.step("somebody else holds the bill: a card charged without their lock is reversed as well")
    lock = new_id("lock")
    assert terminal.lock(order["id"], lock).status == 200
    for wrong in (None, new_id("lock")):
        assert terminal.charge(order["id"], 500, lock=wrong).reversed
    told.step("what was reversed is not recorded later")
    assert terminal.record(order["id"], late.intent, 500, lock=lock).refusal == (409, "Conflict")
    assert terminal.extend(order["id"], new_id("lock")).refusal == (409, "Conflict")
    assert terminal.unlock(order["id"], new_id("lock")).refusal == (409, "Conflict")
    assert [row[:2] for row in stage.ledger(order["id"])] == [(1000, 100), (1000, 0)]
    assert stage.ledger(other["id"]) == stage.given_back(order["id"]) == []
    assert terminal.unlock(order["id"], lock).status == 200


def test_order_and_pay(stage: Stage) -> None:
    told, terminal = stage.told, stage.terminal.as_product("Order&Pay")
    table, cook = stage.house.table(8), stage.house.staff("kitchen")
    with cook.listening() as kitchen:
        told.step("two guests pre-authorise their cards; the order comes with both payments")
        intents = [new_intent(), new_intent()]
        for intent in intents:
            assert terminal.event(intent, "Created", mode="Manual").status == 200
            assert terminal.event(intent, "Authorized", mode="Manual").status == 200
        body = stage.rings_up(
            details={"orderType": "DineIn", "dineIn": {"tableId": table, "waiterId": "42"}},
            displayName="Table eight",
            payments=[terminal.paid(intents[0], 2000, tip=300), terminal.paid(intents[1], RUNG_UP - 2000)],
        )
        placed = whole(terminal.place(**body).data)
        assert (placed["status"], placed["payable"], owed(placed)) == ("Accepted", False, 0)
        assert placed["tipsAmount"]["value"] == 300
        told.step("the kitchen hears of it at once")
        assert kitchen.next("order:new", orderId=placed["id"])["payload"]["tableNumber"] == 8
        told.step("the answer was lost and it is sent again: the same order, no payment twice")
        assert terminal.place(**body).data == placed
        told.step("the cards are captured")
        for intent in intents:
            assert terminal.event(intent, "Captured", mode="Manual").status == 200
        assert terminal.order(placed["id"]) == placed
        told.step("it is made and served like any other; terminals see how far it is")
        assert cook.post(f"/kitchen/orders/{placed['id']}/bump").status == 200
        assert terminal.order(placed["id"])["status"] == "Prepared"
        assert stage.waiter.post(f"/kitchen/orders/{placed['id']}/serve").status == 200
        assert terminal.order(placed["id"])["status"] == "Ready"
        told.heard("the kitchen", kitchen)
    told.step("an order whose amounts do not add up is not taken, so its cards are not captured but reversed")
    lost = new_intent()
    assert terminal.event(lost, "Authorized", mode="Manual").status == 200
    wrong = terminal.place(**stage.rings_up(totalAmount=terminal.money(RUNG_UP + 1), payments=[terminal.paid(lost, 1)]))
    assert wrong.refusal == (400, "InvalidRequest")
    assert wrong.message.startswith("totalAmount")
    assert terminal.event(lost, "Reversed", mode="Manual").status == 200
    assert stage.truth.one("SELECT count(*) FROM payments WHERE intent_id = %s", lost) == 0
    assert [row[:2] for row in stage.ledger(placed["id"])] == [(2000, 300), (RUNG_UP - 2000, 0)]
    assert sum(row[2] for row in stage.ledger(placed["id"])) == SERVICE


def test_an_order_is_cancelled(stage: Stage) -> None:
    told, terminal = stage.told, stage.terminal
    with stage.house.staff("kitchen").listening() as kitchen:
        told.step("an order for table 9 is placed, and cancelled; twice is once")
        where = {"orderType": "DineIn", "dineIn": {"tableId": stage.house.table(9)}}
        placed = terminal.place(**stage.rings_up(details=where)).data
        kitchen.next("order:new", orderId=placed["id"])
        cancelled = whole(terminal.cancel(placed["id"]).data)
        assert (cancelled["status"], cancelled["payable"]) == ("Canceled", False)
        assert terminal.cancel(placed["id"]).data == cancelled
        kitchen.next("order:cancelled", orderId=placed["id"])
        told.heard("the kitchen", kitchen)
    told.step("it takes no money any more, and nobody locks it")
    assert terminal.record(placed["id"], new_intent(), 100).refusal == (409, "Conflict")
    assert terminal.lock(placed["id"], new_id("lock")).refusal == (409, "Conflict")
    assert terminal.orders(tableId=stage.house.table(9), payable=True) == []
    assert stage.ledger(placed["id"]) == []


def test_an_order_with_money_on_it_is_not_cancelled(stage: Stage) -> None:
    told, terminal = stage.told, stage.terminal
    told.step("a card pays a part of an order; cancelling it is refused")
    placed = terminal.place(**stage.rings_up()).data
    card = terminal.charge(placed["id"], 1000)
    assert terminal.cancel(placed["id"]).refusal == (409, "Conflict")
    assert terminal.order(placed["id"]) == card.order
    told.step("neither is a finished one")
    assert not terminal.charge(placed["id"], RUNG_UP - 1000).reversed
    assert stage.partner.post(f"/orders/{placed['id']}/close").status == 200
    assert terminal.cancel(placed["id"]).refusal == (409, "Conflict")
    assert terminal.order(placed["id"])["status"] == "Finalized"
    assert sum(row[0] for row in stage.ledger(placed["id"])) == RUNG_UP


def test_from_a_booking_to_an_empty_table(stage: Stage) -> None:
    told, terminal, table = stage.told, stage.terminal, stage.house.table(10)
    starts = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    told.step("table 10 is booked for now; nobody else gets it for that time")
    booked = terminal.book(table, starts=starts, guestRequests="a quiet corner").data
    assert terminal.book(table, starts=starts + timedelta(hours=1)).refusal == (409, "Conflict")
    assert [found["id"] for found in terminal.reservations(tableId=table)] == [booked["id"]]
    told.step("the party comes and is seated")
    party = terminal.seat(table, name="Mrs Tan", covers=2, reservationId=booked["id"]).data
    assert (party["status"], party["reservationId"]) == ("Seated", booked["id"])
    assert stage.on_floor(10)["status"] == "occupied"
    assert terminal.seat(table).refusal == (409, "Conflict")
    assert terminal.call("DELETE", f"/reservations/{booked['id']}").refusal == (409, "Conflict")
    told.step("it orders; the order is found by table, party and reservation")
    where = {"orderType": "DineIn", "dineIn": {"partyId": party["id"], "waiterId": "42"}}
    placed = terminal.place(**stage.rings_up(details=where)).data
    assert placed["details"]["dineIn"] == {
        "tableId": table,
        "waiterId": "42",
        "partyId": party["id"],
        "reservationId": booked["id"],
    }
    for by in ({"tableId": table}, {"partyId": party["id"]}, {"reservationId": booked["id"]}):
        assert [found["id"] for found in terminal.orders(**by, payable=True)] == [placed["id"]]
    assert terminal.party(party["id"])["status"] == "Ordered"
    told.step("it cannot leave while it owes; it pays")
    refused = terminal.leave(party)
    assert refused.refusal == (409, "Conflict")
    assert terminal.party(party["id"])["status"] == "Ordered", "a refused change leaves no word behind"
    assert not terminal.charge(placed["id"], RUNG_UP, tip=500).reversed
    assert terminal.party(party["id"])["status"] == "Paid"
    told.step("it leaves: the order is finished, the reservation over, the table free and to be booked again")
    left = terminal.leave(party).data
    assert (left["status"], "endTime" in left) == ("left", True)
    assert terminal.order(placed["id"])["status"] == "Finalized"
    assert stage.truth.one("SELECT status FROM reservations WHERE id = %s", booked["id"]) == "completed"
    assert stage.on_floor(10)["status"] == "available"
    assert terminal.parties(tableId=table) == []
    assert party["id"] in [found["id"] for found in terminal.parties(completed=True)]
    again = terminal.book(table, starts=starts).data
    assert terminal.call("DELETE", f"/reservations/{again['id']}").status == 200
    assert terminal.call("GET", f"/reservations/{again['id']}").refusal == (404, "NotFound")
    assert [row[:2] for row in stage.ledger(placed["id"])] == [(RUNG_UP, 500)]


def test_events_come_twice_and_in_any_order(stage: Stage) -> None:
    told, terminal = stage.told, stage.terminal
    phone, order = stage.round_at(11)
    told.step("captured is heard before authorized and created: it stays captured")
    card = terminal.charge(order["id"], 2000, tip=200)
    for status in ("Authorized", "Created", "Captured"):
        assert terminal.event(card.intent, status).status == 200
    assert terminal.order(order["id"]) == card.order
    told.step("it is reversed after all, which is said twice under one id and once under another")
    once = new_id("evt")
    for id_ in (once, once, None):
        assert terminal.event(card.intent, "Reversed", id_=id_).status == 200
    owing = terminal.order(order["id"])
    assert (owing["payments"], owed(owing), owing["payable"]) == ([], TWO, True)
    assert stage.given_back(order["id"]) == [(2000, 200, 167)]
    bill = phone.get("/customer/bill").data
    assert (bill["paid"], bill["tips"], bill["outstanding"]) == (0, 0, TWO), "the tip went back as well"
    told.step("a late Captured does not bring it back; what was recorded is only answered")
    assert terminal.event(card.intent, "Captured").status == 200
    assert owed(terminal.record(order["id"], card.intent, 2000, tip=200).data) == TWO
    told.step("a payment that was reversed before it was recorded is refused")
    gone = new_intent()
    assert terminal.event(gone, "Reversed").status == 200
    assert terminal.event(gone, "Authorized").status == 200
    assert terminal.record(order["id"], gone, 100).refusal == (409, "Conflict")
    told.step("the till gives back a part of a card payment; the event of that takes nothing more")
    card = terminal.charge(order["id"], TWO)
    back = {"refund_payments": [{"payment": str(CARD), "amount": 5.7}]}
    assert stage.partner.post(f"/orders/{order['id']}/refunds", back).status == 200
    assert terminal.event(card.intent, "Refunded").status == 200
    partly = terminal.order(order["id"])
    assert [payment["paidAmount"]["value"] for payment in partly["payments"]] == [2500]
    told.step("a refund that the till knows nothing of is taken to be of everything")
    rest = terminal.charge(order["id"], 570)
    assert terminal.event(rest.intent, "Refunded").status == 200
    assert terminal.event(rest.intent, "Refunded").status == 200
    assert owed(terminal.order(order["id"])) == 570
    stands = stage.truth.order(order["id"])
    assert (stands["paid"], stands["refunded"]) == (2000 + TWO + 570, 2000 + 570 + 570)


def test_a_walk_in_party_moves_to_another_table(stage: Stage) -> None:
    told, terminal, house = stage.told, stage.terminal, stage.house
    here, there = house.table(12), house.table(13)
    told.step("a party walks in at table 12; a phone scans the code and joins it")
    party = terminal.seat(here, covers=3).data
    phone = house.phone(12, "Ana")
    assert phone.session == party["id"]
    order = phone.order(1).data
    assert stage.waiter.accept(order["id"]).status == 200
    with phone.listening() as at_phone, house.staff("kitchen").listening() as kitchen:
        told.step("it is moved to table 13")
        moved = terminal.change(party, tableIds=[there], status="moved").data
        assert (moved["tableIds"], moved["status"]) == ([there], "moved")
        heard = at_phone.next("session:moved", sessionId=party["id"])["payload"]
        assert (heard["tableId"], heard["tableNumber"]) == (there, 13)
        kitchen.next("session:moved", sessionId=party["id"])
        told.heard("the phone", at_phone)
    told.step("its order and its phone come along")
    assert terminal.orders(tableId=here) == []
    (found,) = terminal.orders(tableId=there, payable=True)
    assert (found["id"], found["displayName"]) == (order["id"], "T13")
    tickets = {ticket["id"]: ticket for ticket in house.staff("kitchen").get("/kitchen/orders").data}
    assert tickets[order["id"]]["table_number"] == 13
    second = phone.order(1).data
    assert second["table_number"] == 13
    assert stage.waiter.accept(second["id"]).status == 200
    assert (stage.on_floor(12)["status"], stage.on_floor(13)["status"]) == ("available", "occupied")
    told.step("somebody else sits down at table 12; the party cannot go back there, nor to two tables of which one is")
    assert terminal.seat(here).status == 200
    for wanted in ([here], [here, there]):
        assert terminal.change(moved, tableIds=wanted).refusal == (409, "Conflict")
    assert terminal.party(party["id"])["tableIds"] == [there]
    told.step("it pays both rounds and leaves")
    for due in terminal.orders(partyId=party["id"], payable=True):
        assert not terminal.charge(due["id"], ONE).reversed
    assert terminal.leave(moved).status == 200
    assert stage.on_floor(13)["status"] == "available"


def refuse_everybody(stage: Stage, phone: Phone, order: Json) -> None:
    """Let everybody but the terminal try to change an order whose bill is kept."""
    path, line = f"/orders/{order['id']}", order["items"][0]["id"]
    waiter, partner = stage.waiter, stage.partner
    by_hand = [
        phone.post(f"/customer{path}/cancel"),
        waiter.post("/payments", {"orderId": order["id"], "method": "cash", "amount": 100}),
        waiter.pay(phone.session, 100),
        waiter.post(f"{path}/items/{line}/void", {"reason": "cold"}),
        waiter.post(f"{path}/void", {"reason": "left"}),
        waiter.end(phone.session, force=True),
    ]
    assert {answer.refusal for answer in by_hand} == {(409, "ORDER_LOCKED")}
    by_app = [
        partner.put(path, {"items": [{"item": str(WINGS), "qty": 5}]}),
        partner.post(f"{path}/payments", cash(1)),
        partner.post(f"{path}/refunds", {"refund_payments": [cash(1)]}),
        partner.post(f"{path}/close"),
        partner.post(f"{path}/cancel"),
    ]
    assert {(answer.status, answer.error["code"]) for answer in by_app} == {(409, "order_locked")}


def test_one_party_on_every_surface(stage: Stage, backend: Receiver) -> None:
    """A phone asks, staff approve, the kitchen cooks, a terminal takes the money and lets the party go."""
    told, terminal, house, partner = stage.told, stage.terminal, stage.house, stage.partner
    waiter, cook, table = stage.waiter, house.staff("kitchen"), house.table(14)
    with ExitStack() as sockets:
        floor = sockets.enter_context(waiter.listening())
        kitchen = sockets.enter_context(cook.listening())

        told.step("Ana's phone asks for table 14; the waiter hears it and lets her in")
        ana = house.phone(14, "Ana")
        told.note("phone    POST   /api/customer/{slug}/{code}/session -> 201  pending")
        at_ana = sockets.enter_context(ana.listening())
        floor.next("session:pending", sessionId=ana.session)
        assert terminal.parties(tableId=table) == [], "who only asks is no party yet"
        assert waiter.approve(ana.session).data["status"] == "active"
        at_ana.next("session:approved", sessionId=ana.session)

        told.step("she orders two plates; the kitchen hears it")
        order = ana.order(2, "round 1").data
        assert order["total"] == TWO
        assert kitchen.next("order:new", orderId=order["id"])["payload"]["tableNumber"] == 14

        told.step("the terminals' back end was told of both, and asks for them")
        wanted = [("OrderUpdated", "orderId", order["id"]), ("PartyUpdated", "partyId", ana.session)]
        until(lambda: all({"eventType": kind, "event": {name: id_}} in backend.bodies for kind, name, id_ in wanted))
        told.note("[events] " + ", ".join(f"{body['eventType']}" for body in backend.bodies))
        (party,) = terminal.parties(tableId=table)
        assert (party["id"], party["name"], party["status"]) == (ana.session, "Ana", "Ordered")
        (found,) = terminal.orders(tableId=table, payable=True)
        assert (found["id"], found["status"], found["displayName"]) == (order["id"], "Submitted", "T14")
        assert found["details"]["dineIn"]["partyId"] == party["id"]

        told.step("the terminal locks the bill; phone and kitchen hear that it changed")
        lock = new_id("lock")
        locked = whole(terminal.lock(order["id"], lock).data)
        assert (locked["payable"], owed(locked)) == (True, TWO)
        for ear in (at_ana, kitchen):
            ear.next("order:updated", orderId=order["id"])

        told.step("nobody else can change it: not the phone, not the till, not a partner app, not another terminal")
        refuse_everybody(stage, ana, order)
        assert terminal.lock(order["id"], new_id("lock")).refusal == (409, "Conflict")
        assert terminal.cancel(order["id"]).refusal == (409, "Conflict")
        assert terminal.leave(party).refusal == (409, "Conflict")
        assert terminal.charge(order["id"], 500).reversed

        told.step("everybody can read it, and it goes on being made")
        assert ana.get("/customer/bill").data["outstanding"] == TWO
        assert ana.get(f"/customer/orders/{order['id']}").data["total"] == TWO
        assert waiter.get(f"/orders/{order['id']}").data["locked_until"] is not None
        assert partner.get(f"/orders/{order['id']}").status == 200
        assert waiter.accept(order["id"]).data["status"] == "confirmed"
        assert cook.post(f"/kitchen/orders/{order['id']}/bump").data["status"] == "ready"
        at_ana.next("order:item_status", orderId=order["id"], status="ready")
        assert terminal.order(order["id"])["status"] == "Prepared"

        told.step("two cards pay it, each with a tip; phone and kitchen hear each payment")
        first = terminal.charge(order["id"], 2000, tip=200, lock=lock)
        for ear in (at_ana, kitchen, floor):
            heard = ear.next("payment:recorded", orderId=order["id"], outstanding=TWO - 2000)["payload"]
            assert heard["paid"] == 2000
        second = terminal.charge(order["id"], TWO - 2000, tip=107, lock=lock)
        for ear in (at_ana, kitchen, floor):
            assert ear.next("payment:recorded", orderId=order["id"], outstanding=0)["payload"]["paid"] == TWO
        assert (owed(first.order), owed(second.order)) == (TWO - 2000, 0)
        bill = ana.get("/customer/bill").data
        assert (bill["paid"], bill["tips"], bill["outstanding"]) == (TWO, 307, 0)

        told.step("it unlocks, prints the bill, and lets the party leave")
        assert whole(terminal.unlock(order["id"], lock).data)["payable"] is False
        printed = terminal.bill(order["id"])
        assert printed["order"] == terminal.order(order["id"])
        left = terminal.leave(party).data
        assert (left["status"], "endTime" in left) == ("left", True)
        at_ana.next("session:ended", sessionId=ana.session)
        assert at_ana.closed() == 4401
        kitchen.next("session:ended", sessionId=ana.session)
        floor.next("table:status", tableId=table, status="available")
        told.heard("Ana's phone", at_ana)
        told.heard("the kitchen", kitchen)
        heard_of = {"session:approved", "order:new", "payment:recorded", "session:ended"}
        for ear in (at_ana, kitchen):
            assert [kind for kind in ear.kinds() if kind in heard_of] == [
                "session:approved",
                "order:new",
                "payment:recorded",
                "payment:recorded",
                "session:ended",
            ]

        told.step("her phone is out, the table is free, the order finished")
        assert ana.order().refusal == (403, "SESSION_ENDED")
        assert stage.on_floor(14)["status"] == "available"
        assert terminal.parties(tableId=table) == []
        assert terminal.order(order["id"])["status"] == "Finalized"
        closed = partner.get(f"/orders/{order['id']}").data
        assert (closed["status"], closed["financial_status"], closed["paid"]) == ("closed", "paid", TWO / 100)

    told.step("the ledger is exact")
    ledger = stage.ledger(order["id"])
    # 256 x 2000 / 3070 is 166.8.
    assert ledger == [(2000, 200, 167), (TWO - 2000, 107, SERVICE - 167)]
    assert stage.given_back(order["id"]) == []
    intents = stage.truth.rows("SELECT intent_id FROM payments WHERE order_id = %s ORDER BY created_at", order["id"])
    assert [row["intent_id"] for row in intents] == [first.intent, second.intent]
    stage.truth.has_only_whole_orders()
    for amount, tip, share in ledger:
        told.note(f"[sql] payment {amount / 100:.2f}, tip {tip / 100:.2f}, of it service charge {share / 100:.2f}")
    told.note(f"[sql] together {sum(row[0] for row in ledger) / 100:.2f} of {TWO / 100:.2f} due, nothing given back")
