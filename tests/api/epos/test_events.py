"""HandleEvent: card payments move along, in any order and twice, and what goes back is taken off again."""

from itertools import permutations

import pytest

from tests.api.epos.client import House, Json, Terminal, event, item, order, pounds
from tests.api.epos.test_payments import money
from tests.api.online_order.carts import LONDON

GONE = ("Reversed", "Refunded", "Canceled")


def stage(house: House, intent: str) -> str:
    found: str = house.truth.one("SELECT status FROM payment_intents WHERE intent_id = %s", intent)
    return found


def heard(house: House) -> int:
    count: int = house.truth.one("SELECT count(*) FROM payment_events")
    return count


def test_the_documented_event(london: House) -> None:
    said = {
        "id": "string",
        "accountId": "string",
        "event": "payment_intent.created",
        "data": {"paymentIntentId": "string", "paymentStatus": "Created", "captureMode": "Auto"},
        "createdAt": "2019-08-24T14:15:22Z",
    }
    assert london.terminal.post("/events", said).status == 200
    assert london.terminal.post("/events", said).status == 200
    assert heard(london) == 1


def test_authorized_counts_captured_settles_and_created_comes_late(london: House) -> None:
    terminal, placed = london.terminal, london.place()
    terminal.tell("pi", "Authorized")
    paid = terminal.pay(placed["id"], 5500, 300, intent="pi").good
    assert money(paid) == (5500, 5500, 300, 0, False)
    for status, kept in (("Captured", "captured"), ("Created", "captured"), ("Authorized", "captured")):
        assert terminal.tell("pi", status).status == 200
        assert stage(london, "pi") == kept
        assert terminal.order(placed["id"]) == paid
    assert london.given_back(placed["id"]) == []


@pytest.mark.parametrize("sequence", [*permutations(("Created", "Authorized", "Captured"))])
def test_any_order_of_good_news_changes_no_amount(sequence: tuple[str, ...], london: House) -> None:
    placed = london.place()
    paid = london.terminal.pay(placed["id"], 1000, intent="pi").good
    for status in sequence:
        london.terminal.tell("pi", status)
    assert stage(london, "pi") == "captured"
    assert london.terminal.order(placed["id"]) == paid


@pytest.mark.parametrize("gone", GONE)
def test_a_payment_that_is_gone_is_taken_off_with_its_tip_and_share(gone: str, london: House) -> None:
    guest = london.guest.seat(4, "Ana")
    placed = guest.order(london.guest.line("chips", qty=8))
    london.guest.staff().patch(f"/orders/{placed['id']}/status", {"status": "confirmed"})
    terminal, order_id = london.terminal, placed["id"]
    terminal.pay(order_id, 1650, 200, intent="pi-1")
    terminal.pay(order_id, 3300, 100, intent="pi-2")
    assert money(terminal.order(order_id)) == (4950, 4950, 300, 550, False)
    assert terminal.tell("pi-1", gone).status == 200
    now = terminal.order(order_id)
    # Of 4950 that is owed 3300 is held: payable again for 1650.
    assert money(now) == (4950, 3300, 100, 550, True)
    assert now["payments"] == [
        {"paymentIntentId": "pi-2", "paidAmount": pounds(3300), "tipsAmount": pounds(100)},
    ]
    # The ledger keeps both; the share of the last part of what is held goes back: 550 - 367.
    assert london.payments(order_id) == [(1650, 200, 183), (3300, 100, 367)]
    assert london.given_back(order_id) == [(1650, 200, 183)]
    assert guest.bill["outstanding"] == 1650
    assert terminal.ids(payableOnly=True) == [order_id]
    # Nothing follows the end.
    for status in ("Captured", "Created", *GONE):
        terminal.tell("pi-1", status)
    assert terminal.order(order_id) == now
    assert london.given_back(order_id) == [(1650, 200, 183)]
    assert terminal.pay(order_id, 1650, intent="pi-3").good["payable"] is False
    assert sum(share for _, _, share in london.payments(order_id)) - 183 == 550


@pytest.mark.parametrize("gone", GONE)
def test_a_payment_that_was_gone_before_it_is_recorded(gone: str, london: House) -> None:
    placed = london.place()
    london.terminal.tell("pi", gone)
    assert london.terminal.pay(placed["id"], 1000, intent="pi").conflict
    sent = order(payments=[{"paymentIntentId": "pi", "paidAmount": pounds(1000)}])
    assert london.terminal.post("/orders", sent).conflict
    assert london.terminal.order(placed["id"]) == placed
    assert london.truth.one("SELECT count(*) FROM orders") == 1
    assert london.truth.one("SELECT count(*) FROM payments") == 0


def test_a_reversed_payment_is_not_taken_a_second_time(london: House) -> None:
    """Told again it is answered with the order as it is, and never counts."""
    placed = london.place()
    london.terminal.pay(placed["id"], 1000, intent="pi")
    london.terminal.tell("pi", "Reversed")
    assert london.terminal.pay(placed["id"], 1000, intent="pi").good["payable"] is True
    assert london.terminal.pay(placed["id"], 999, intent="pi").conflict
    assert money(london.terminal.order(placed["id"])) == (5500, 0, 0, 0, True)


def test_an_event_is_heard_once(london: House) -> None:
    placed = london.place()
    london.terminal.pay(placed["id"], 1000, intent="pi")
    said = event("pi", "Reversed")
    for _ in range(3):
        assert london.terminal.post("/events", said).status == 200
    assert london.terminal.post("/events", said | {"extra": 1}).status == 200
    assert heard(london) == 1
    assert london.given_back(placed["id"]) == [(1000, 0, 0)]


def test_an_event_of_the_same_id_that_says_something_else(london: House) -> None:
    """ "An event's id counts once: whatever comes with it again is 200 and changes nothing"."""
    placed = london.place()
    paid = london.terminal.pay(placed["id"], 1000, intent="pi").good
    london.terminal.post("/events", event("pi", "Captured", id="e-1"))
    assert london.terminal.post("/events", event("pi", "Reversed", id="e-1")).status == 200
    assert london.terminal.order(placed["id"]) == paid
    assert (heard(london), stage(london, "pi")) == (1, "captured")


def test_refunded_after_a_refund_at_the_till_is_that_refund(london: House) -> None:
    """ "if a refund of it was recorded by the till, it is that one"."""
    terminal, placed = london.terminal, london.place()
    terminal.pay(placed["id"], 3000, 100, intent="pi")
    terminal.tell("pi", "Captured")
    given = {"refund_payments": [LONDON.pays("card", 12)]}
    assert london.partner.post(f"/orders/{placed['id']}/refunds", given).status == 200
    before = terminal.order(placed["id"])
    assert money(before)[:2] == (5500, 1800)
    assert terminal.tell("pi", "Refunded").status == 200
    assert terminal.order(placed["id"]) == before
    assert [amount for amount, _, _ in london.given_back(placed["id"])] == [1200]
    assert stage(london, "pi") == "refunded"


def test_refunded_without_a_refund_at_the_till_is_all_of_it(london: House) -> None:
    terminal, placed = london.terminal, london.place()
    terminal.pay(placed["id"], 3000, 100, intent="pi")
    terminal.tell("pi", "Refunded")
    assert money(terminal.order(placed["id"])) == (5500, 0, 0, 0, True)
    assert london.given_back(placed["id"]) == [(3000, 100, 0)]


def test_a_refund_at_the_till_before_a_reversal_leaves_nothing_twice(london: House) -> None:
    """A payment is reversed: what is still held of it goes, not more than that."""
    terminal, placed = london.terminal, london.place()
    terminal.pay(placed["id"], 3000, intent="pi")
    london.partner.post(f"/orders/{placed['id']}/refunds", {"refund_payments": [LONDON.pays("card", 12)]})
    terminal.tell("pi", "Reversed")
    assert money(terminal.order(placed["id"])) == (5500, 0, 0, 0, True)
    assert sorted(amount for amount, _, _ in london.given_back(placed["id"])) == [1200, 1800]


def test_events_of_payments_that_came_with_the_order(london: House) -> None:
    """Order & Pay: authorised with the order, captured afterwards; or reversed, and then it is owed."""
    card: Json = {"paymentIntentId": "pi", "paidAmount": pounds(5500), "tipsAmount": pounds(500)}
    london.terminal.tell("pi", "Created")
    london.terminal.tell("pi", "Authorized")
    placed = london.terminal.post("/orders", order(payments=[card])).good
    assert money(placed) == (5500, 5500, 500, 0, False)
    london.terminal.tell("pi", "Captured")
    assert london.terminal.order(placed["id"]) == placed
    london.terminal.tell("pi", "Refunded")
    assert money(london.terminal.order(placed["id"])) == (5500, 0, 0, 0, True)


def test_a_payment_that_goes_back_after_the_order_is_finished(london: House) -> None:
    """ "with rows of their own, and the order is payable for that much if it is going on"."""
    party = london.seat(5)
    where = {"orderType": "DineIn", "dineIn": {"partyId": party["id"]}}
    card = {"paymentIntentId": "pi", "paidAmount": pounds(5500)}
    placed = london.place(details=where, payments=[card])
    assert london.terminal.delete(f"/parties/{party['id']}").status == 200
    assert london.terminal.tell("pi", "Refunded").status == 200
    now = london.terminal.order(placed["id"])
    assert (now["status"], money(now)) == ("Finalized", (5500, 0, 0, 0, False))
    assert london.given_back(placed["id"]) == [(5500, 0, 0)]


def test_events_while_the_bill_is_locked(london: House) -> None:
    """What happened to a card has happened, whoever keeps the bill."""
    placed = london.place()
    london.terminal.pay(placed["id"], 1000, intent="pi")
    london.terminal.lock(placed["id"], "l1")
    assert london.terminal.tell("pi", "Reversed").status == 200
    assert london.terminal.order(placed["id"])["paidAmount"] == pounds(0)


def test_events_of_payments_that_nobody_knows(london: House) -> None:
    for status in ("Created", "Authorized", "Captured", "Reversed", "Refunded", "Canceled"):
        assert london.terminal.tell(f"unknown-{status}", status).status == 200
    assert heard(london) == 6


def test_events_at_one_location_touch_no_other(london: House, singapore: House) -> None:
    placed = london.place()
    london.terminal.pay(placed["id"], 1000, intent="pi")
    assert singapore.terminal.tell("pi", "Reversed").status == 200
    assert london.terminal.order(placed["id"])["paidAmount"] == pounds(1000)


def _dollars(house: House) -> Json:
    """What places an order of one plate of otah at 6.50 in Singapore."""
    plate = item(house.guest.shop.item("otah"), 650)
    sent = order(plate)
    plate["amountPerItem"] = sent["totalAmount"] = pounds(650, "SGD")
    return sent


def test_events_at_the_other_location_touch_nothing(singapore: House, katong: Terminal) -> None:
    """ "One credential is for one location", and a restaurant may have several."""
    placed = singapore.terminal.post("/orders", _dollars(singapore)).good
    body = {"paymentIntentId": "pi", "paidAmount": pounds(650, "SGD")}
    paid = singapore.terminal.post(f"/orders/{placed['id']}/record-payment", body).good
    for status in ("Captured", *GONE):
        assert katong.tell("pi", status).status in (200, 404, 409)
    assert singapore.terminal.order(placed["id"]) == paid
    assert singapore.given_back(placed["id"]) == []
    # What this location itself hears still counts.
    assert singapore.terminal.tell("pi", "Reversed").status == 200
    assert singapore.terminal.order(placed["id"])["paidAmount"]["value"] == 0


def test_an_events_id_is_of_its_location(singapore: House, katong: Terminal) -> None:
    """ "each stand for one thing at the location"."""
    placed = singapore.terminal.post("/orders", _dollars(singapore)).good
    body = {"paymentIntentId": "pi", "paidAmount": pounds(650, "SGD")}
    assert singapore.terminal.post(f"/orders/{placed['id']}/record-payment", body).status == 200
    assert katong.post("/events", event("pi-of-katong", "Created", id="e-1")).status == 200
    assert singapore.terminal.post("/events", event("pi", "Reversed", id="e-1")).status == 200
    assert singapore.terminal.order(placed["id"])["paidAmount"]["value"] == 0


def test_one_card_payment_is_not_two_locations(singapore: House, katong: Terminal) -> None:
    """A payment's id is the payment's own in all of the restaurant; the other location learns no more than that."""
    sent = _dollars(singapore)
    here, there = singapore.terminal.post("/orders", sent).good, katong.post("/orders", sent).good
    assert here["id"] != there["id"]
    body = {"paymentIntentId": "pi", "paidAmount": pounds(650, "SGD")}
    paid = singapore.terminal.post(f"/orders/{here['id']}/record-payment", body).good
    said = katong.post(f"/orders/{there['id']}/record-payment", body).conflict
    assert here["id"] not in said
    assert katong.order(there["id"]) == there
    assert singapore.terminal.order(here["id"]) == paid
