"""A location that may not trade takes nothing new; what is open is paid and closed."""

import pytest

from tests.api.epos.client import House, at_table, order

SUSPEND = "UPDATE location_directory SET governance = 'suspended' WHERE slug = 'bermondsey-london' RETURNING slug"
CLOSE_DOWN = "UPDATE location_directory SET active = false WHERE slug = 'bermondsey-london' RETURNING slug"
REINSTATE = (
    "UPDATE location_directory SET governance = 'approved', active = true WHERE slug = 'bermondsey-london'"
    " RETURNING slug"
)


def test_nothing_new_begins(own_london: House) -> None:
    terminal = own_london.terminal
    for change in (SUSPEND, CLOSE_DOWN):
        own_london.truth.rows(REINSTATE)
        own_london.truth.rows(change)
        assert terminal.post("/orders", order()).conflict
        assert terminal.post("/parties", own_london.party(1)).conflict
        assert terminal.post("/reservations", own_london.booking(1)).conflict
    for table in ("orders", "dining_sessions", "reservations"):
        count = own_london.truth.rows(
            "SELECT (SELECT count(*) FROM orders) AS orders,"
            " (SELECT count(*) FROM dining_sessions) AS dining_sessions,"
            " (SELECT count(*) FROM reservations) AS reservations"
        )[0]
        assert count[table] == 0
    own_london.truth.rows(REINSTATE)
    assert terminal.post("/orders", order()).status == 200


def test_what_is_open_is_paid_and_closed(own_london: House) -> None:
    terminal = own_london.terminal
    booked, party = own_london.book(1), own_london.seat(1)
    placed = own_london.place(details=at_table(own_london.table(1)))
    cancelled = own_london.place()
    own_london.truth.rows(SUSPEND)
    assert terminal.ids(payableOnly=True) == [cancelled["id"], placed["id"]]
    assert terminal.delete(f"/orders/{cancelled['id']}").good["status"] == "Canceled"
    assert terminal.lock(placed["id"], "l1").good == placed
    assert terminal.pay(placed["id"], 5500, 100, intent="pi", lockId="l1").good["payable"] is False
    assert terminal.unlock(placed["id"], "l1").status == 200
    assert terminal.tell("pi", "Captured").status == 200
    assert terminal.get(f"/orders/{placed['id']}/bill").status == 200
    again = {name: booked[name] for name in ("name", "covers", "startTime", "endTime", "tableIds")}
    assert terminal.put(f"/reservations/{booked['id']}", again).good == booked
    assert terminal.delete(f"/reservations/{booked['id']}").status == 200
    leaving = {"startTime": party["startTime"], "status": "Paid", "tableIds": party["tableIds"]}
    leaving["endTime"] = "2099-01-01T00:00:00.000Z"
    assert terminal.put(f"/parties/{party['id']}", leaving).good["endTime"] == "2099-01-01T00:00:00.000Z"
    assert terminal.order(placed["id"])["status"] == "Finalized"


@pytest.mark.parametrize("what", ["orders", "parties", "reservations"])
def test_what_was_made_before_may_be_sent_again(what: str, own_london: House) -> None:
    """Whoever did not get an answer sends the same again, and is answered with the thing."""
    sent = {"orders": order(), "parties": own_london.party(1), "reservations": own_london.booking(1)}[what]
    first = own_london.terminal.post(f"/{what}", sent).good
    own_london.truth.rows(SUSPEND)
    assert own_london.terminal.post(f"/{what}", sent).good == first
