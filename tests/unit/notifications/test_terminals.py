"""What a call to a terminal's backend says, and how long it waits before it is made again."""

from uuid import UUID

import pytest

from comanda.notifications.terminals import back_off, message

OBJECT = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.mark.parametrize(
    ("kind", "field"),
    [("OrderUpdated", "orderId"), ("PartyUpdated", "partyId"), ("ReservationUpdated", "reservationId")],
)
def test_a_call_says_only_what_changed(kind: str, field: str) -> None:
    assert message(kind, OBJECT) == {"eventType": kind, "event": {field: "01890a5d-ac96-774b-bcce-b302099a8057"}}


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(1, 1), (2, 2), (3, 4), (4, 8), (8, 128), (9, 256), (10, 300), (11, 300), (400, 300), (10_000, 300)],
)
def test_the_wait_doubles_from_a_second_to_five_minutes(failures: int, seconds: float) -> None:
    assert back_off(failures, 0) == seconds


@pytest.mark.parametrize("failures", [1, 5, 10, 400])
def test_luck_takes_up_to_a_fifth_off(failures: int) -> None:
    longest = back_off(failures, 0)
    waits = [back_off(failures, luck / 10) for luck in range(11)]
    assert waits == sorted(waits, reverse=True)
    assert len(set(waits)) == 11
    assert waits[-1] == pytest.approx(0.8 * longest)
