"""Card payments whose events come twice and in any order, and bills that somebody keeps."""

from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import permutations

import pytest

from comanda.kernel.errors import Conflict, Invalid
from comanda.ordering.order import BillLock
from comanda.ordering.rules.intents import GONE, Intent, check_recordable, furthest
from comanda.ordering.rules.locks import check_expiry, check_unlocked

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
LOCK = BillLock("lock-1", NOW + timedelta(minutes=2))


@pytest.mark.parametrize(
    ("said", "end"),
    [
        (["created", "captured"], "captured"),
        (["created", "authorized", "captured"], "captured"),
        (["created", "authorized", "reversed"], "reversed"),
        (["created", "canceled"], "canceled"),
        (["created", "authorized", "captured", "refunded"], "refunded"),
    ],
)
def test_however_the_events_of_a_payment_are_ordered_it_ends_where_it_ended(said: list[str], end: str) -> None:
    for order in permutations([*said, *said[:1]]):
        assert reduce(furthest, map(Intent, order), Intent.CREATED) is Intent(end), order


@pytest.mark.parametrize("gone", sorted(GONE))
@pytest.mark.parametrize("said", list(Intent))
def test_nothing_follows_the_end(gone: Intent, said: Intent) -> None:
    assert furthest(gone, said) is gone


@pytest.mark.parametrize("intent", [Intent.CREATED, Intent.AUTHORIZED, Intent.CAPTURED])
def test_a_payment_that_is_not_gone_may_be_recorded(intent: Intent) -> None:
    check_recordable(intent)


@pytest.mark.parametrize("intent", [Intent.REVERSED, Intent.REFUNDED, Intent.CANCELED])
def test_a_payment_whose_money_is_gone_is_not_recorded(intent: Intent) -> None:
    with pytest.raises(Conflict) as refused:
        check_recordable(intent)
    assert refused.value.code == "payment_gone"


def test_a_bill_that_nobody_keeps_is_anybodys() -> None:
    check_unlocked(None)
    check_unlocked(None, "lock-1")


def test_a_kept_bill_is_its_holders() -> None:
    check_unlocked(LOCK, "lock-1")


@pytest.mark.parametrize("lock_id", [None, "lock-2", ""])
def test_everybody_else_is_told_who_keeps_it(lock_id: str | None) -> None:
    with pytest.raises(Conflict, match="lock-1 until 2026-11-21T19:32:00Z") as refused:
        check_unlocked(LOCK, lock_id)
    assert refused.value.code == "order_locked"


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_lock_ends_in_the_future(seconds: int) -> None:
    with pytest.raises(Invalid) as refused:
        check_expiry(NOW + timedelta(seconds=seconds), NOW)
    assert [problem.field for problem in refused.value.fields] == ["expiry"]
    check_expiry(NOW + timedelta(seconds=1), NOW)
