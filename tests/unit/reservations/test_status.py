"""The states of a reservation: every state with every action."""

import itertools

import pytest

from comanda.kernel.errors import Conflict
from comanda.reservations.reservation import ReservationStatus as Status
from comanda.reservations.rules.status import (
    GONE,
    KEEPS_TABLES,
    Action,
    check_changeable,
    check_seatable,
    next_status,
)

LEADS_TO = {
    ("pending_payment", "book"): "booked",
    ("pending_payment", "arrive"): "arrived",
    ("pending_payment", "seat"): "seated",
    ("pending_payment", "cancel"): "cancelled_payment",
    ("booked", "pending_payment"): "pending_payment",
    ("booked", "arrive"): "arrived",
    ("booked", "seat"): "seated",
    ("booked", "no_show"): "no_show",
    ("booked", "cancel"): "cancelled",
    ("arrived", "book"): "booked",
    ("arrived", "seat"): "seated",
    ("arrived", "cancel"): "cancelled",
    ("seated", "complete"): "completed",
    ("no_show", "book"): "booked",
    ("no_show", "arrive"): "arrived",
    ("no_show", "seat"): "seated",
}
DONE_ALREADY = {
    ("pending_payment", "pending_payment"),
    ("booked", "book"),
    ("arrived", "arrive"),
    ("seated", "seat"),
    ("completed", "complete"),
    ("no_show", "no_show"),
    ("cancelled", "cancel"),
    ("cancelled_payment", "cancel"),
}
PAIRS = list(itertools.product(Status, Action))


def test_states_and_actions_are_those_of_the_contract() -> None:
    ways = {"booked", "arrived", "seated", "completed", "no_show", "cancelled", "pending_payment", "cancelled_payment"}
    assert set(Status) == ways
    assert set(Action) == {"book", "arrive", "seat", "complete", "no_show", "cancel", "pending_payment"}


@pytest.mark.parametrize(("status", "action"), [pair for pair in PAIRS if pair in LEADS_TO])
def test_an_action_leads_where_the_table_says(status: Status, action: Action) -> None:
    assert next_status(status, action) == LEADS_TO[status, action]


@pytest.mark.parametrize(("status", "action"), [pair for pair in PAIRS if pair in DONE_ALREADY])
def test_what_was_done_already_changes_nothing(status: Status, action: Action) -> None:
    assert next_status(status, action) is status


@pytest.mark.parametrize(
    ("status", "action"), [pair for pair in PAIRS if pair not in LEADS_TO and pair not in DONE_ALREADY]
)
def test_every_other_action_is_refused(status: Status, action: Action) -> None:
    with pytest.raises(Conflict) as refused:
        next_status(status, action)
    assert refused.value.code == "wrong_transition"
    assert refused.value.detail == f"A reservation that is {status.value} cannot take {action.value}."


def test_every_action_may_be_sent_again() -> None:
    for status, action in LEADS_TO:
        reached = next_status(Status(status), Action(action))
        assert next_status(reached, Action(action)) is reached


@pytest.mark.parametrize("status", Status)
def test_who_may_be_seated(status: Status) -> None:
    if status in {"pending_payment", "booked", "arrived", "no_show"}:
        check_seatable(status)
    else:
        with pytest.raises(Conflict) as refused:
            check_seatable(status)
        assert refused.value.code == "reservation_not_seatable"


@pytest.mark.parametrize("status", Status)
def test_what_may_be_changed(status: Status) -> None:
    if status in {"pending_payment", "booked", "arrived"}:
        check_changeable(status)
    else:
        with pytest.raises(Conflict) as refused:
            check_changeable(status)
        assert refused.value.code == "reservation_not_changeable"


def test_who_keeps_tables_and_who_is_gone() -> None:
    assert {"pending_payment", "booked", "arrived"} == KEEPS_TABLES
    assert {"no_show", "cancelled", "cancelled_payment"} == GONE
