"""A party pays together: how a payment is spread, and when it may leave."""

from dataclasses import dataclass
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comanda.kernel.errors import Conflict, Invalid
from comanda.ordering.order import Order
from comanda.ordering.rules.bill import check_closable, spread
from comanda.ordering.rules.status import Status


@dataclass(frozen=True)
class Owed:
    """All that matters of an order here."""

    outstanding: int
    status: Status = Status.OPEN


def _orders(*owed: int) -> list[Order]:
    return cast("list[Order]", [Owed(amount) for amount in owed])


@pytest.mark.parametrize(
    ("owed", "amount", "parts"),
    [
        ((800,), 800, [800]),
        ((800, 1600), 1000, [800, 200]),
        ((800, 1600), 800, [800]),
        ((800, 1600), 1, [1]),
        ((0, 1600), 5, [5]),
        ((800, 0, 1600), 2400, [800, 1600]),
    ],
)
def test_the_oldest_is_paid_first(owed: tuple[int, ...], amount: int, parts: list[int]) -> None:
    assert [part for _, part in spread(_orders(*owed), amount, 2)] == parts


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=10), st.data())
def test_a_payment_is_spread_whole_and_pays_nothing_twice(owed: list[int], data: st.DataObject) -> None:
    total = sum(owed)
    if not total:
        return
    amount = data.draw(st.integers(1, total))
    orders = _orders(*owed)
    parts = spread(orders, amount, 2)
    assert sum(part for _, part in parts) == amount
    assert all(0 < part <= order.outstanding for order, part in parts)
    assert all(part == order.outstanding for order, part in parts[:-1])
    owing = [order for order in orders if order.outstanding]
    assert [id(order) for order, _ in parts] == [id(order) for order in owing[: len(parts)]]


@pytest.mark.parametrize(("owed", "amount"), [((800,), 801), ((800, 1600), 2401), ((0,), 1), ((), 1)])
def test_more_than_is_owed_is_refused(owed: tuple[int, ...], amount: int) -> None:
    with pytest.raises(Invalid) as refused:
        spread(_orders(*owed), amount, 2)
    assert [(problem.field, problem.code) for problem in refused.value.fields] == [("amount", "overpayment")]


@pytest.mark.parametrize(
    ("orders", "code"),
    [
        ([], None),
        ([Owed(0)], None),
        ([Owed(0, Status.CLOSED), Owed(0, Status.CANCELLED)], None),
        ([Owed(1)], "table_has_balance"),
        ([Owed(0), Owed(1, Status.CLOSED)], "table_has_balance"),
        ([Owed(0, Status.PENDING)], "session_has_open_orders"),
        ([Owed(5, Status.PENDING_PAYMENT)], "session_has_open_orders"),
        ([Owed(1), Owed(5, Status.PENDING)], "session_has_open_orders"),
    ],
)
def test_when_a_party_may_leave(orders: list[Owed], code: str | None) -> None:
    if code is None:
        check_closable(cast("list[Order]", orders))
        return
    with pytest.raises(Conflict) as refused:
        check_closable(cast("list[Order]", orders))
    assert refused.value.code == code
