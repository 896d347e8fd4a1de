"""What is still held of each payment, after refunds of one payment and refunds by method."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comanda.ordering.order import Order, Payment, Refund, RefundPart

CARD, CASH = UUID(int=1), UUID(int=2)
BEGIN = datetime(2026, 11, 21, 19, tzinfo=UTC)


@dataclass(frozen=True)
class Ledger:
    """All that matters of an order here."""

    payments: tuple[Payment, ...]
    refunds: tuple[Refund, ...]


def at(minute: int) -> datetime:
    return BEGIN + timedelta(minutes=minute)


def paid(number: int, amount: int, minute: int, *, method: UUID = CARD, tip: int = 0) -> Payment:
    return Payment(UUID(int=100 + number), method, "x", f"r{number}", amount, (), at(minute), tip, None)


def back(minute: int, *parts: RefundPart) -> Refund:
    return Refund(UUID(int=500 + minute), f"f{minute}", at(minute), parts)


def by(method: UUID, amount: int) -> RefundPart:
    return RefundPart(method, "x", amount)


def of(number: int, amount: int, tip: int = 0) -> RefundPart:
    return RefundPart(CARD, "x", amount, tip, 0, UUID(int=100 + number))


def held(payments: list[Payment], refunds: list[Refund]) -> list[tuple[int, int, int]]:
    order: Any = Ledger(tuple(payments), tuple(refunds))
    found = Order.held.fget(cast("Order", order))  # type: ignore[attr-defined]
    return [(entry.payment.id.int - 100, entry.amount, entry.tip) for entry in found]


@pytest.mark.parametrize(
    ("refunds", "expected"),
    [
        ([], [(1, 2000, 200), (2, 1000, 0), (3, 500, 0)]),
        ([back(9, by(CARD, 400))], [(1, 2000, 200), (2, 600, 0), (3, 500, 0)]),
        ([back(9, by(CARD, 1400))], [(1, 1600, 200), (3, 500, 0)]),
        ([back(9, by(CASH, 500))], [(1, 2000, 200), (2, 1000, 0)]),
        ([back(9, of(1, 2000, 200))], [(2, 1000, 0), (3, 500, 0)]),
        ([back(8, of(2, 1000)), back(9, by(CARD, 300))], [(1, 1700, 200), (3, 500, 0)]),
        ([back(9, of(1, 2000))], [(1, 0, 200), (2, 1000, 0), (3, 500, 0)]),
    ],
)
def test_what_is_held(refunds: list[Refund], expected: list[tuple[int, int, int]]) -> None:
    payments = [paid(1, 2000, 1, tip=200), paid(2, 1000, 2), paid(3, 500, 3, method=CASH)]
    assert held(payments, refunds) == expected


def test_a_refund_does_not_move_to_a_payment_that_is_made_after_it() -> None:
    payments = [paid(1, 3070, 1), paid(2, 570, 5)]
    refunds = [back(3, by(CARD, 570))]
    assert held(payments, refunds) == [(1, 2500, 0), (2, 570, 0)]
    assert held(payments, [*refunds, back(6, of(2, 570))]) == [(1, 2500, 0)]


def test_of_two_requests_at_once_the_refund_may_be_dated_first() -> None:
    assert held([paid(1, 1000, 5)], [back(4, by(CARD, 1000))]) == []


@given(st.lists(st.tuples(st.integers(1, 50), st.booleans()), min_size=1, max_size=8), st.data())
def test_nothing_is_lost_and_nothing_goes_back_twice(made: list[tuple[int, bool]], data: st.DataObject) -> None:
    payments = [paid(n, amount, n, method=CARD if card else CASH) for n, (amount, card) in enumerate(made)]
    refunds = []
    for method in (CARD, CASH):
        total = sum(payment.amount for payment in payments if payment.method_id == method)
        for minute in range(20, 23):
            if total:
                amount = data.draw(st.integers(1, total))
                total -= amount
                refunds.append(back(minute, by(method, amount)))
    refunds.sort(key=lambda refund: refund.created_at)
    left = held(payments, refunds)
    gone = sum(part.amount for refund in refunds for part in refund.parts)
    assert sum(amount for _, amount, _ in left) == sum(payment.amount for payment in payments) - gone
    assert all(0 < amount <= payments[number].amount for number, amount, _ in left)
