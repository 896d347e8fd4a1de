"""Decisions about dining sessions, their guests and their calls."""

from datetime import datetime

from comanda.dining.session import GuestStatus, SessionStatus
from comanda.kernel.errors import Conflict, Forbidden, NotFound

CALLS = frozenset({"call_waiter", "request_bill"})
TABLE_STATES = {
    "available": {"occupied", "reserved", "maintenance"},
    "occupied": {"available", "maintenance"},
    "reserved": {"occupied", "available", "maintenance"},
    "maintenance": {"available"},
}
"""What staff may say of a table, by what it is."""


def status_now(status: SessionStatus, expires_at: datetime | None, at: datetime) -> SessionStatus:
    """Return how a session's kept status counts at `at`: a request nobody answered in time reads as rejected."""
    if status is SessionStatus.PENDING and expires_at is not None and expires_at <= at:
        return SessionStatus.REJECTED
    return status


def check_decidable(status: SessionStatus, expires_at: datetime | None, at: datetime) -> None:
    """Refuse to approve or reject what no longer waits for it.

    Raises:
        Conflict: `session_expired`.
        NotFound: `pending_session_not_found`.
    """
    if status is SessionStatus.PENDING and status_now(status, expires_at, at) is not status:
        raise Conflict("The request has expired; the guest may ask again.", code="session_expired")
    if status not in (SessionStatus.PENDING, SessionStatus.PLANNED):
        raise NotFound("No request of that id waits for an answer.", code="pending_session_not_found")


def check_active(status: SessionStatus) -> None:
    """Refuse to act in a session that is not going on.

    Raises:
        Forbidden: `session_pending` or `session_ended`.
    """
    if status in (SessionStatus.PENDING, SessionStatus.PLANNED):
        raise Forbidden("The table has not been approved yet.", code="session_pending")
    if status is not SessionStatus.ACTIVE:
        raise Forbidden("The session has ended.", code="session_ended")


def check_admitted(status: GuestStatus) -> None:
    """Refuse a phone that nobody let in.

    Raises:
        Forbidden: `session_pending` while it waits, `session_ended` when it was refused.
    """
    if status is GuestStatus.WAITING:
        raise Forbidden("Somebody has to let you in first.", code="session_pending")
    if status is GuestStatus.REFUSED:
        raise Forbidden("You were not let in.", code="session_ended")


def check_table_change(was: str, wanted: str) -> None:
    """Refuse a change of a table's state that makes no sense.

    Raises:
        Conflict: `wrong_table_state`.
    """
    if wanted not in TABLE_STATES[was]:
        raise Conflict(f"A table that is {was} cannot become {wanted}.", code="wrong_table_state")
