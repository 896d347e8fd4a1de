"""SearchOrders: what narrows, and orders of every origin."""

import pytest

from tests.api.epos.client import NOBODY, House, at_table, item, order, pounds
from tests.api.epos.test_floor import look_after, waiter_of


def test_newest_first(london: House) -> None:
    placed = [london.place() for _ in range(3)]
    assert london.terminal.found() == placed[::-1]


def test_only_what_waits_for_money(london: House) -> None:
    open_, half, paid, cancelled = (london.place() for _ in range(4))
    london.place(item(price=0))
    london.terminal.pay(half["id"], 1)
    london.terminal.pay(paid["id"], 5500)
    london.terminal.delete(f"/orders/{cancelled['id']}")
    assert london.terminal.ids(payableOnly=True) == [half["id"], open_["id"]]
    assert len(london.terminal.ids(payableOnly=False)) == 5
    assert len(london.terminal.ids()) == 5
    # "A locked order stays payable."
    london.terminal.lock(open_["id"], "l1")
    assert open_["id"] in london.terminal.ids(payableOnly=True)


def test_by_table(london: House) -> None:
    here = london.place(details=at_table(london.table(1)))
    london.place(details=at_table(london.table(2)))
    london.place()
    assert london.terminal.ids(dineIn={"tableId": london.table(1)}) == [here["id"]]
    assert london.terminal.ids(dineIn={"tableId": london.table(3)}) == []
    assert len(london.terminal.ids(dineIn={})) == 3


def test_by_party_and_reservation(london: House) -> None:
    booked = london.book(1)
    ahead = london.place(details={"orderType": "DineIn", "dineIn": {"reservationId": booked["id"]}})
    party = london.seat(1, reservationId=booked["id"])
    first, second = (london.place(details=at_table(london.table(1))) for _ in range(2))
    other = london.seat(2)
    theirs = london.place(details=at_table(london.table(2)))
    found = london.terminal.ids
    assert found(dineIn={"partyId": party["id"]}) == [second["id"], first["id"]]
    assert found(dineIn={"partyId": other["id"]}) == [theirs["id"]]
    assert found(dineIn={"reservationId": booked["id"]}) == [second["id"], first["id"], ahead["id"]]
    assert found(dineIn={"reservationId": booked["id"], "partyId": other["id"]}) == []
    london.terminal.pay(first["id"], 5500)
    assert found(dineIn={"partyId": party["id"]}, payableOnly=True) == [second["id"]]


def test_by_waiter(london: House) -> None:
    """ "finds orders that were sent with that waiter, and those of the tables they look after"."""
    nia = waiter_of(london)
    look_after(london, nia, 1)
    sent = london.place(details={"orderType": "DineIn", "dineIn": {"waiterId": "42"}})
    tended = london.place(details=at_table(london.table(1)))
    london.place(details=at_table(london.table(2), waiterId="7"))
    found = london.terminal.ids
    assert found(dineIn={"waiterId": "42"}) == [sent["id"]]
    assert found(dineIn={"waiterId": nia}) == [tended["id"]]
    assert found(dineIn={"waiterId": "42", "tableId": london.table(1)}) == []
    assert sent["details"]["dineIn"]["waiterId"] == "42"


@pytest.mark.parametrize("unknown", [NOBODY, "string", "", "💳", "x" * 300, "%"])
@pytest.mark.parametrize("name", ["tableId", "waiterId", "partyId", "reservationId"])
def test_what_is_not_here_finds_nothing(name: str, unknown: str, london: House) -> None:
    london.place(details=at_table(london.table(1)))
    assert london.terminal.found(dineIn={name: unknown}) == []


def test_a_terminal_pays_at_the_table(london: House) -> None:
    """Pay at Table: list what is payable, take one, pay it in two parts, and it is listed no more."""
    sent = order(details=at_table(london.table(5)), displayName="Window")
    placed = london.terminal.post("/orders", sent).good
    (listed,) = london.terminal.found(payableOnly=True, dineIn={"tableId": london.table(5)})
    assert listed["displayName"] == "Window"
    order_id = london.terminal.order(listed["id"])["id"]
    assert london.terminal.lock(order_id, "l1").good["payable"] is True
    half = london.terminal.pay(order_id, 2750, 300, lockId="l1").good
    assert (half["paidAmount"], half["payable"]) == (pounds(2750), True)
    rest = london.terminal.pay(order_id, 2750, 200, lockId="l1").good
    assert (rest["paidAmount"], rest["tipsAmount"], rest["payable"]) == (pounds(5500), pounds(500), False)
    assert london.terminal.unlock(order_id, "l1").good == rest
    assert london.terminal.found(payableOnly=True) == []
    assert placed["id"] == order_id
