"""What was paid and given back, what may be, and what that makes of an order."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comanda.kernel.errors import Conflict, Invalid
from comanda.ordering.rules.settlement import (
    Ledger,
    check_payments,
    check_refunds,
    check_still_covered,
    financial_status,
    service_share,
)
from comanda.ordering.rules.status import Status

CASH, CARD = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("due", "payments", "refunds", "expected"),
    [
        (1000, 0, 0, "pending"),
        (1000, 1, 0, "partially_paid"),
        (1000, 999, 0, "partially_paid"),
        (1000, 1000, 0, "paid"),
        (1000, 1000, 1, "partially_refunded"),
        (1000, 1000, 1000, "refunded"),
        (1000, 500, 500, "refunded"),
        (1000, 500, 499, "partially_refunded"),
        (0, 0, 0, "paid"),
        (0, 500, 500, "refunded"),
    ],
)
@pytest.mark.parametrize("status", ["pending", "pending_payment", "open", "closed"])
def test_the_financial_status_of_an_order_that_stands(
    status: str, due: int, payments: int, refunds: int, expected: str
) -> None:
    assert financial_status(Status(status), due, payments, refunds) == expected


@pytest.mark.parametrize("status", ["cancelled", "cancelled_payment"])
@pytest.mark.parametrize("due", [0, 1000])
def test_a_cancelled_order_is_voided(status: str, due: int) -> None:
    assert financial_status(Status(status), due, 0, 0) == "voided"


def test_payments_up_to_what_is_due_are_taken() -> None:
    check_payments(1000, 0, [("amount", 1000)], 2)
    check_payments(1000, 400, [("payments[0].amount", 300), ("payments[1].amount", 300)], 2)
    check_payments(1000, 1000, [], 2)


@pytest.mark.parametrize(
    ("due", "held", "amounts", "field", "owed"),
    [
        (1000, 0, [1001], "payments[0].amount", "10.00"),
        (1000, 1000, [1], "payments[0].amount", "0.00"),
        (1000, 400, [600, 1], "payments[1].amount", "0.00"),
        (1000, 400, [500, 200], "payments[1].amount", "1.00"),
        (0, 0, [1], "payments[0].amount", "0.00"),
    ],
)
def test_the_first_payment_that_is_too_much_is_named_with_what_is_owed(
    due: int, held: int, amounts: list[int], field: str, owed: str
) -> None:
    with pytest.raises(Invalid) as refused:
        check_payments(due, held, [(f"payments[{at}].amount", amount) for at, amount in enumerate(amounts)], 2)
    (problem,) = refused.value.fields
    assert (problem.field, problem.code) == (field, "overpayment")
    assert owed in problem.message


@given(due=st.integers(0, 10_000), amounts=st.lists(st.integers(1, 5_000), max_size=6))
def test_payments_are_taken_exactly_when_their_sum_is_covered(due: int, amounts: list[int]) -> None:
    named = [(str(at), amount) for at, amount in enumerate(amounts)]
    if sum(amounts) <= due:
        check_payments(due, 0, named, 2)
    else:
        with pytest.raises(Invalid):
            check_payments(due, 0, named, 2)


def refused_refund(ledger: Ledger, *parts: tuple[UUID, int]) -> tuple[str, str]:
    with pytest.raises(Invalid) as refused:
        check_refunds(ledger, [(f"refund_payments[{at}]", *part) for at, part in enumerate(parts)])
    (problem,) = refused.value.fields
    return problem.field, problem.code


def test_each_method_gives_back_what_it_took() -> None:
    ledger = Ledger({CASH: 500, CARD: 300}, {CARD: 100})
    check_refunds(ledger, [("refund_payments[0]", CASH, 500), ("refund_payments[1]", CARD, 200)])


def test_no_method_gives_back_more_than_it_took() -> None:
    ledger = Ledger({CASH: 500, CARD: 300}, {CARD: 100})
    assert refused_refund(ledger, (CARD, 201)) == ("refund_payments[0].amount", "refund_exceeds_payment")
    assert refused_refund(ledger, (CASH, 300), (CASH, 201)) == ("refund_payments[1].amount", "refund_exceeds_payment")


def test_a_method_that_took_nothing_gives_nothing_back() -> None:
    assert refused_refund(Ledger({CASH: 500}, {}), (CARD, 1)) == ("refund_payments[0].payment", "method_not_used")


def test_checking_refunds_changes_no_ledger() -> None:
    refunded = {CASH: 1}
    check_refunds(Ledger({CASH: 500}, refunded), [("refund_payments[0]", CASH, 100)])
    assert refunded == {CASH: 1}


def test_a_ledger_holds_what_came_in_less_what_went_back() -> None:
    ledger = Ledger({CASH: 500, CARD: 300}, {CARD: 100})
    assert (ledger.payments, ledger.refunds, ledger.net) == (800, 100, 700)


def test_an_order_never_costs_less_than_what_is_held() -> None:
    check_still_covered(1000, 1000)
    with pytest.raises(Conflict) as refused:
        check_still_covered(999, 1000)
    assert refused.value.code == "paid_beyond_total"


@given(
    due=st.integers(1, 10**7),
    charged=st.integers(0, 10**6),
    cuts=st.lists(st.integers(1, 10**7), max_size=8),
)
def test_the_shares_of_all_payments_are_the_whole_service_charge(due: int, charged: int, cuts: list[int]) -> None:
    charged = min(charged, due)
    ends = sorted({min(cut, due) for cut in cuts} | {due})
    shares, held = [], 0
    for end in ends:
        shares.append((service_share(due, charged, held, end - held), end - held))
        held = end
    assert sum(share for share, _ in shares) == charged
    assert all(0 <= share <= amount for share, amount in shares)


def test_each_payment_holds_its_part_of_the_service_charge() -> None:
    # 112.50 with 12.50 of service charge: a third of it, then the rest.
    assert service_share(11250, 1250, 0, 3750) == 417
    assert service_share(11250, 1250, 3750, 7500) == 833
    # What goes back takes its share along.
    assert service_share(11250, 1250, 3750, 7500) == service_share(11250, 1250, 11250 - 7500, 7500)
    assert service_share(0, 0, 0, 0) == 0
