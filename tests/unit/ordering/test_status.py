"""The states of an order: every state with every action, and what is derived from lines."""

import itertools

import pytest

from comanda.kernel.errors import Conflict
from comanda.ordering.rules.status import (
    LIVE,
    Action,
    Expedite,
    Kitchen,
    Status,
    check_changeable,
    check_cookable,
    check_payable,
    expedite_status,
    kitchen_status,
    next_status,
)

LEADS_TO = {
    ("pending", "accept"): "open",
    ("pending", "pending_payment"): "pending_payment",
    ("pending", "cancel"): "cancelled",
    ("pending_payment", "pending"): "pending",
    ("pending_payment", "cancel"): "cancelled_payment",
    ("open", "close"): "closed",
    ("open", "cancel"): "cancelled",
    ("closed", "open"): "open",
    ("closed", "cancel"): "cancelled",
}
PAIRS = list(itertools.product(Status, Action))


def test_there_are_six_states() -> None:
    assert set(Status) == {"pending_payment", "pending", "open", "closed", "cancelled", "cancelled_payment"}


@pytest.mark.parametrize(("status", "action"), [pair for pair in PAIRS if pair in LEADS_TO])
def test_an_action_leads_where_the_table_says(status: Status, action: Action) -> None:
    assert next_status(status, action, has_transactions=False) == LEADS_TO[status, action]


@pytest.mark.parametrize("has_transactions", [True, False])
@pytest.mark.parametrize(("status", "action"), [pair for pair in PAIRS if pair not in LEADS_TO])
def test_every_other_action_is_refused_and_the_allowed_ones_are_named(
    status: Status, action: Action, has_transactions: bool
) -> None:
    with pytest.raises(Conflict) as refused:
        next_status(status, action, has_transactions=has_transactions)
    assert refused.value.code == "wrong_transition"
    allowed = {act for was, act in LEADS_TO if was == status} - {"accept"}
    if allowed:
        said = refused.value.detail.rpartition("changed by: ")[2].rstrip(".")
        assert set(said.split(", ")) == allowed
    else:
        assert "cannot be changed any more" in refused.value.detail


@pytest.mark.parametrize(("status", "action"), [pair for pair in PAIRS if pair in LEADS_TO])
def test_an_order_with_payments_or_refunds_is_never_cancelled(status: Status, action: Action) -> None:
    if action == "cancel":
        with pytest.raises(Conflict) as refused:
            next_status(status, action, has_transactions=True)
        assert refused.value.code == "has_transactions"
    else:
        assert next_status(status, action, has_transactions=True) == LEADS_TO[status, action]


@pytest.mark.parametrize("status", list(Status))
def test_only_a_live_order_is_changed(status: Status) -> None:
    assert (status in LIVE) is (status in {"pending", "pending_payment", "open"})
    if status in LIVE:
        check_changeable(status)
    else:
        with pytest.raises(Conflict) as refused:
            check_changeable(status)
        assert refused.value.code == "order_not_changeable"


@pytest.mark.parametrize("status", list(Status))
def test_only_a_cancelled_order_takes_no_money(status: Status) -> None:
    if status in {"cancelled", "cancelled_payment"}:
        with pytest.raises(Conflict) as refused:
            check_payable(status)
        assert refused.value.code == "order_cancelled"
    else:
        check_payable(status)


@pytest.mark.parametrize("status", list(Status))
def test_only_an_order_that_is_to_be_made_is_cooked(status: Status) -> None:
    if status in {"pending", "open", "closed"}:
        check_cookable(status)
    else:
        with pytest.raises(Conflict) as refused:
            check_cookable(status)
        assert refused.value.code == "order_not_cookable"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], None),
        (["default"], None),
        (["pending"], None),
        (["fulfilled"], "fulfilled"),
        (["fulfilled", "pending"], "partial"),
        (["fulfilled", "default"], "partial"),
        (["fulfilled", "fulfilled"], "fulfilled"),
    ],
)
def test_the_kitchen_status_of_an_order_is_that_of_its_lines(lines: list[str], expected: str | None) -> None:
    assert kitchen_status([Kitchen(line) for line in lines]) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], None),
        (["default", "pending"], None),
        (["expedited", "pending"], "partial"),
        (["expedited", "expedited"], "expedited"),
    ],
)
def test_the_expedite_status_of_an_order_is_that_of_its_lines(lines: list[str], expected: str | None) -> None:
    assert expedite_status([Expedite(line) for line in lines]) == expected
