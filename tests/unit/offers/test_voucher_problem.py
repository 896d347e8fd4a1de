"""When a voucher may be used, and which reason is given when it may not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from comanda.offers.rules import Voucher, voucher_problem

ANN, BOB = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FREE = Voucher(UUID(int=9), "KAKI5", UUID(int=8), None, None, 0, None, NOW - SECOND, None)


@pytest.mark.parametrize(
    ("voucher", "customer", "expected"),
    [
        (FREE, None, None),
        (FREE, ANN, None),
        (replace(FREE, starts_at=NOW), None, None),
        (replace(FREE, starts_at=NOW + SECOND), None, "not valid yet"),
        (replace(FREE, ends_at=NOW + SECOND), None, None),
        (replace(FREE, ends_at=NOW), None, "expired"),
        (replace(FREE, max_redemptions=2, redeemed=1), None, None),
        (replace(FREE, max_redemptions=2, redeemed=2), None, "used up"),
        (replace(FREE, max_redemptions=0), None, "used up"),
        (replace(FREE, redeemed=1000), None, None),
        (replace(FREE, customer_id=ANN), ANN, None),
        (replace(FREE, customer_id=ANN), BOB, "another customer"),
        (replace(FREE, customer_id=ANN), None, "another customer"),
    ],
)
def test_a_voucher_holds_within_its_time_its_uses_and_for_its_customer(
    voucher: Voucher, customer: UUID | None, expected: str | None
) -> None:
    problem = voucher_problem(voucher, customer, NOW)
    assert problem is None if expected is None else problem is not None and expected in problem
