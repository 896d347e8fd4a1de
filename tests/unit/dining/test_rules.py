"""Decisions about sessions, guests and tables: every state, allowed or refused."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from comanda.dining.rules import (
    TABLE_STATES,
    check_active,
    check_admitted,
    check_decidable,
    check_table_change,
    status_now,
)
from comanda.dining.session import GuestStatus, SessionStatus
from comanda.kernel.errors import ComandaError, Conflict, Forbidden, NotFound

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LATER, EARLIER = NOW + SECOND, NOW - SECOND
STEPS = {
    ("available", "occupied"),
    ("available", "reserved"),
    ("available", "maintenance"),
    ("occupied", "available"),
    ("occupied", "maintenance"),
    ("reserved", "occupied"),
    ("reserved", "available"),
    ("reserved", "maintenance"),
    ("maintenance", "available"),
}
PAIRS = list(itertools.product(("available", "occupied", "reserved", "maintenance"), repeat=2))


@pytest.mark.parametrize("status", list(SessionStatus))
@pytest.mark.parametrize("expires_at", [None, EARLIER, NOW, LATER])
def test_only_a_request_that_nobody_answered_in_time_reads_as_rejected(
    status: SessionStatus, expires_at: datetime | None
) -> None:
    over = status == "pending" and expires_at in (EARLIER, NOW)
    assert status_now(status, expires_at, NOW) == ("rejected" if over else status)


@pytest.mark.parametrize(
    ("status", "expires_at", "refusal"),
    [
        ("pending", LATER, None),
        ("pending", NOW, (Conflict, "session_expired")),
        ("pending", EARLIER, (Conflict, "session_expired")),
        ("planned", None, None),
        ("active", None, (NotFound, "pending_session_not_found")),
        ("completed", None, (NotFound, "pending_session_not_found")),
        ("rejected", None, (NotFound, "pending_session_not_found")),
    ],
)
def test_what_can_be_decided(
    status: str, expires_at: datetime | None, refusal: tuple[type[ComandaError], str] | None
) -> None:
    if refusal is None:
        check_decidable(SessionStatus(status), expires_at, NOW)
        return
    with pytest.raises(refusal[0]) as refused:
        check_decidable(SessionStatus(status), expires_at, NOW)
    assert refused.value.code == refusal[1]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("planned", "session_pending"),
        ("pending", "session_pending"),
        ("completed", "session_ended"),
        ("rejected", "session_ended"),
    ],
)
def test_nothing_is_done_in_a_session_that_is_not_going_on(status: str, code: str) -> None:
    with pytest.raises(Forbidden) as refused:
        check_active(SessionStatus(status))
    assert refused.value.code == code
    check_active(SessionStatus.ACTIVE)


@pytest.mark.parametrize(("status", "code"), [("waiting", "session_pending"), ("refused", "session_ended")])
def test_a_phone_that_nobody_let_in_does_nothing(status: str, code: str) -> None:
    with pytest.raises(Forbidden) as refused:
        check_admitted(GuestStatus(status))
    assert refused.value.code == code
    check_admitted(GuestStatus.ADMITTED)


@pytest.mark.parametrize(("was", "wanted"), PAIRS)
def test_every_change_of_a_table(was: str, wanted: str) -> None:
    if (was, wanted) in STEPS:
        check_table_change(was, wanted)
        return
    with pytest.raises(Conflict) as refused:
        check_table_change(was, wanted)
    assert refused.value.code == "wrong_table_state"


def test_a_table_is_one_of_four_things() -> None:
    assert set(TABLE_STATES) == {"available", "occupied", "reserved", "maintenance"}
