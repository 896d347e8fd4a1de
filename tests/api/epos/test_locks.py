"""Locks: who holds a bill, until when, and whom that stops on every surface."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.epos.client import NOBODY, House, Json, at_table, pounds
from tests.api.guest.client import Answer, Place
from tests.api.online_order.carts import LONDON

LATER = "2099-01-01T00:00:00.000Z"


def soon(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def expire(house: House, order_id: str) -> None:
    """Let the lock of an order have run out."""
    house.truth.rows(
        "UPDATE order_locks SET expires_at = now() - interval '1 second' WHERE order_id = %s RETURNING lock_id",
        order_id,
    )


def holder(house: House, order_id: str) -> list[str]:
    rows = house.truth.rows("SELECT lock_id FROM order_locks WHERE order_id = %s", order_id)
    return [row["lock_id"] for row in rows]


def test_a_bill_is_locked_extended_and_unlocked(london: House) -> None:
    terminal, placed = london.terminal, london.place()
    locked = terminal.lock(placed["id"], "l1", soon(60)).good
    # A locked order stays payable: whoever locked it is about to pay.
    assert locked == placed
    assert terminal.put(f"/orders/{placed['id']}/locks/l1", {"expiry": LATER}).good == {}
    until = london.truth.one("SELECT expires_at FROM order_locks WHERE order_id = %s", placed["id"])
    assert until == datetime(2099, 1, 1, tzinfo=UTC)
    assert terminal.unlock(placed["id"], "l1").good == placed
    assert holder(london, placed["id"]) == []


def test_the_same_lock_again_is_no_error_and_another_is(london: House) -> None:
    terminal, placed = london.terminal, london.place()
    for _ in range(3):
        assert terminal.lock(placed["id"], "l1").good == placed
    said = terminal.lock(placed["id"], "l2").conflict
    # "another is told who holds it"
    assert "l1" in said
    assert holder(london, placed["id"]) == ["l1"]


def test_asking_again_does_not_shorten_a_lock(london: House) -> None:
    """The answer to the first may have been lost, and the second may overtake an extension."""
    terminal, placed = london.terminal, london.place()
    terminal.lock(placed["id"], "l1", soon(3600))
    terminal.lock(placed["id"], "l1", soon(60))
    expires = london.truth.one("SELECT expires_at FROM order_locks WHERE order_id = %s", placed["id"])
    assert expires > datetime.now(UTC) + timedelta(seconds=3000)


def test_the_wrong_lock(london: House) -> None:
    terminal, placed = london.terminal, london.place()
    terminal.lock(placed["id"], "l1")
    path = f"/orders/{placed['id']}/locks"
    assert "l1" in terminal.unlock(placed["id"], "l2").conflict
    assert "l1" in terminal.put(f"{path}/l2", {"expiry": LATER}).conflict
    assert "l1" in terminal.pay(placed["id"], 100, lockId="l2").conflict
    assert "l1" in terminal.pay(placed["id"], 100).conflict
    assert holder(london, placed["id"]) == ["l1"]
    assert terminal.order(placed["id"]) == placed


def test_what_nobody_keeps(london: House) -> None:
    """Unlocking is answered with the order; extending what was never taken is not found."""
    terminal, placed = london.terminal, london.place()
    assert terminal.unlock(placed["id"], "l1").good == placed
    assert terminal.unlock(placed["id"], "l1").good == placed
    assert terminal.put(f"/orders/{placed['id']}/locks/l1", {"expiry": LATER}).missing
    terminal.lock(placed["id"], "l1")
    terminal.unlock(placed["id"], "l1")
    assert terminal.unlock(placed["id"], "l1").good == placed
    assert terminal.put(f"/orders/{placed['id']}/locks/l1", {"expiry": LATER}).missing


def test_a_lock_that_ran_out_is_none(london: House) -> None:
    terminal, placed = london.terminal, london.place()
    terminal.lock(placed["id"], "l1")
    expire(london, placed["id"])
    # Whoever had it takes it again, as nobody else has.
    assert terminal.put(f"/orders/{placed['id']}/locks/l1", {"expiry": LATER}).good == {}
    assert terminal.lock(placed["id"], "l2").conflict
    expire(london, placed["id"])
    assert terminal.lock(placed["id"], "l2").good == placed
    assert terminal.put(f"/orders/{placed['id']}/locks/l1", {"expiry": LATER}).conflict
    expire(london, placed["id"])
    # A payment under a lock that ran out needs none.
    assert terminal.pay(placed["id"], 100, lockId="l1").good["paidAmount"] == pounds(100)
    assert terminal.pay(placed["id"], 100).good["paidAmount"] == pounds(200)
    assert terminal.unlock(placed["id"], "l1").good["paidAmount"] == pounds(200)


def test_reading_goes_on(london: House) -> None:
    terminal, placed = london.terminal, london.place(details=at_table(london.table(1)))
    terminal.lock(placed["id"], "l1")
    assert terminal.order(placed["id"]) == placed
    assert terminal.found(payableOnly=True) == [placed]
    assert terminal.get(f"/orders/{placed['id']}/bill").good["order"] == placed


def test_one_lock_an_order(london: House) -> None:
    """The same id may lock two orders: it is the order that has one lock."""
    terminal = london.terminal
    first, second = london.place(), london.place()
    assert terminal.lock(first["id"], "l1").good == first
    assert terminal.lock(second["id"], "l2").good == second
    assert terminal.pay(first["id"], 100, lockId="l1").status == 200
    assert terminal.pay(second["id"], 100, lockId="l1").conflict


def test_the_id_of_a_lock_may_be_any_text(london: House) -> None:
    terminal, placed = london.terminal, london.place()
    for lock_id, path in (("a b", "a%20b"), ("💳", "%F0%9F%92%B3"), ("x" * 200, "x" * 200)):
        assert terminal.lock(placed["id"], lock_id).good == placed
        found = terminal.http.delete(f"/epos/v1/orders/{placed['id']}/locks/{path}", headers=terminal.headers)
        assert found.status_code == 200, (lock_id, found.text)
        assert holder(london, placed["id"]) == []


@pytest.fixture
def table(london: House) -> Json:
    """A party of a phone that has ordered eight plates of chips: £44.00 and £5.50 of service charge."""
    guest = london.guest.seat(4, "Ana")
    placed = guest.order(london.guest.line("chips", qty=8))
    assert london.guest.staff().patch(f"/orders/{placed['id']}/status", {"status": "confirmed"}).status == 200
    return {"phone": guest, "order": placed["id"], "line": placed["items"][0]["id"], "session": guest.session_id}


CHANGES: dict[str, Callable[[Place, Json], Answer]] = {
    "pay the order": lambda g, t: g.pay(100, orderId=t["order"]),
    "pay the party": lambda g, t: g.pay(100, tableSessionId=t["session"]),
    "void": lambda g, t: g.staff().post(f"/orders/{t['order']}/items/{t['line']}/void", {"reason": "x"}),
    "cancel": lambda g, t: g.staff().patch(f"/orders/{t['order']}/status", {"status": "cancelled"}),
    "phone cancels": lambda _, t: t["phone"].post(f"/customer/orders/{t['order']}/cancel"),
    "end": lambda g, t: g.end(t["session"]),
    "force the end": lambda g, t: g.end(t["session"], force=True),
    "free the table": lambda g, _: g.staff("branch_manager").post(f"/tables/{g.table(4)}/free", {"force": True}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_neither_till_nor_phone_changes_a_locked_bill(what: str, london: House, table: Json) -> None:
    before = london.terminal.order(table["order"])
    london.terminal.lock(table["order"], "l1")
    refused = CHANGES[what](london.guest, table)
    assert refused.status == 409, refused.body
    assert london.terminal.order(table["order"]) == before
    assert london.terminal.ids("parties") == [table["session"]]
    assert london.truth.one("SELECT count(*) FROM payments") == 0


def test_cooking_and_serving_go_on(london: House, table: Json) -> None:
    london.terminal.lock(table["order"], "l1")
    kitchen = london.guest.staff("kitchen")
    for status, shown in (("preparing", "Preparing"), ("ready", "Prepared"), ("served", "Ready")):
        assert kitchen.patch(f"/orders/{table['order']}/status", {"status": status}).status == 200
        assert london.terminal.order(table["order"])["status"] == shown
    assert london.terminal.pay(table["order"], 100, lockId="l1").status == 200


def test_another_round_may_be_ordered_beside_a_locked_bill(london: House, table: Json) -> None:
    london.terminal.lock(table["order"], "l1")
    second = table["phone"].order(london.guest.line("chips"))
    assert set(london.terminal.ids(dineIn={"tableId": london.table(4)})) == {table["order"], second["id"]}


def test_a_partner_app_changes_no_locked_bill(london: House) -> None:
    shop = LONDON
    cash = shop.pays("cash", 10)
    cart = shop.cart(shop.line("chips", "Regular", qty=8), dining="takeaway", payments=[cash])
    placed = london.partner.post("/cart/submit", cart).data
    before = london.terminal.order(placed["id"])
    london.terminal.lock(placed["id"], "l1")
    path = f"/orders/{placed['id']}"
    for answer in (
        london.partner.put(path, {"items": [shop.line("chips", "Regular", qty=9)]}),
        london.partner.post(f"{path}/payments", cash),
        london.partner.post(f"{path}/refunds", {"refund_payments": [cash]}),
        london.partner.post(f"{path}/cancel"),
        london.partner.post(f"{path}/close"),
    ):
        assert (answer.status, answer.error["code"]) == (409, "order_locked")
    assert london.terminal.order(placed["id"]) == before
    assert london.partner.get(path).data["paid"] == 10
    london.terminal.unlock(placed["id"], "l1")
    assert london.partner.post(f"{path}/payments", cash).data["paid"] == 20


def test_the_till_takes_a_bill_back(london: House, table: Json) -> None:
    """DELETE /api/orders/{id}/lock, for a terminal that is lost."""
    london.terminal.lock(table["order"], "l1")
    assert london.guest.staff("branch_manager").delete(f"/orders/{table['order']}/lock").status == 200
    assert holder(london, table["order"]) == []
    assert london.guest.pay(100, orderId=table["order"]).status == 201


def test_a_party_whose_bill_is_locked_stays(london: House, table: Json) -> None:
    terminal = london.terminal
    paid = london.guest.pay(4950, orderId=table["order"])
    assert paid.created["fully_paid"] is True
    terminal.lock(table["order"], "l1")
    party = terminal.get(f"/parties/{table['session']}").good
    change = {"startTime": party["startTime"], "status": "Paying", "tableIds": party["tableIds"]}
    assert terminal.put(f"/parties/{party['id']}", change | {"endTime": "2099-01-01T00:00:00Z"}).conflict
    assert terminal.delete(f"/parties/{party['id']}").conflict
    assert terminal.get(f"/parties/{party['id']}").good == party
    terminal.unlock(table["order"], "l1")
    assert terminal.delete(f"/parties/{party['id']}").status == 200


def test_locks_of_orders_that_are_not_there(london: House) -> None:
    assert london.terminal.lock(NOBODY, "l1").missing
    assert london.terminal.unlock(NOBODY, "l1").missing


def test_an_order_that_is_over_is_not_locked(london: House) -> None:
    placed = london.place()
    london.terminal.delete(f"/orders/{placed['id']}")
    assert london.terminal.lock(placed["id"], "l1").conflict
    assert london.terminal.pay(placed["id"], 100).conflict
