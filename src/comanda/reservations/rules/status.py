"""Where a reservation may go from where it stands."""

from enum import StrEnum

from comanda.kernel.errors import Conflict
from comanda.reservations.reservation import ReservationStatus as Status

GONE = frozenset({Status.NO_SHOW, Status.CANCELLED, Status.CANCELLED_PAYMENT})
"""Reservations of whom nobody is expected any more."""
KEEPS_TABLES = frozenset({Status.PENDING_PAYMENT, Status.BOOKED, Status.ARRIVED})
"""Reservations that keep tables for later; a party that sits has them in another way."""


class Action(StrEnum):
    """What is done to a reservation."""

    BOOK = "book"
    ARRIVE = "arrive"
    SEAT = "seat"
    COMPLETE = "complete"
    NO_SHOW = "no_show"
    CANCEL = "cancel"
    PENDING_PAYMENT = "pending_payment"


_SAT_DOWN = {Action.ARRIVE: Status.ARRIVED, Action.SEAT: Status.SEATED}
"""Whoever stands at the door may come in, whatever the book says: early, late, unpaid, or given up already."""
_ALLOWED: dict[Status, dict[Action, Status]] = {
    Status.PENDING_PAYMENT: {Action.BOOK: Status.BOOKED, Action.CANCEL: Status.CANCELLED_PAYMENT, **_SAT_DOWN},
    Status.BOOKED: {
        Action.PENDING_PAYMENT: Status.PENDING_PAYMENT,
        Action.NO_SHOW: Status.NO_SHOW,
        Action.CANCEL: Status.CANCELLED,
        **_SAT_DOWN,
    },
    Status.ARRIVED: {Action.BOOK: Status.BOOKED, Action.SEAT: Status.SEATED, Action.CANCEL: Status.CANCELLED},
    Status.SEATED: {Action.COMPLETE: Status.COMPLETED},
    Status.NO_SHOW: {Action.BOOK: Status.BOOKED, **_SAT_DOWN},
    Status.COMPLETED: {},
    Status.CANCELLED: {},
    Status.CANCELLED_PAYMENT: {},
}
_RESULTS = {
    Action.BOOK: Status.BOOKED,
    Action.ARRIVE: Status.ARRIVED,
    Action.SEAT: Status.SEATED,
    Action.COMPLETE: Status.COMPLETED,
    Action.NO_SHOW: Status.NO_SHOW,
    Action.PENDING_PAYMENT: Status.PENDING_PAYMENT,
}


def next_status(was: Status, action: Action) -> Status:
    """Return what an action leads to. One that was done already leads nowhere, so a lost answer may be asked for again.

    Raises:
        Conflict: `wrong_transition`.
    """
    if was is _RESULTS.get(action) or (action is Action.CANCEL and was in (Status.CANCELLED, Status.CANCELLED_PAYMENT)):
        return was
    found = _ALLOWED[was].get(action)
    if found is None:
        raise Conflict(f"A reservation that is {was} cannot take {action}.", code="wrong_transition")
    return found


def check_seatable(status: Status) -> None:
    """Refuse to seat a party whose reservation is over, or that sits already.

    Raises:
        Conflict: `reservation_not_seatable`.
    """
    if Action.SEAT not in _ALLOWED[status]:
        raise Conflict(f"A reservation that is {status} cannot be seated.", code="reservation_not_seatable")


def check_changeable(status: Status) -> None:
    """Refuse to change a reservation whose party sits or is not expected any more.

    Raises:
        Conflict: `reservation_not_changeable`.
    """
    if status not in KEEPS_TABLES:
        raise Conflict(f"A reservation that is {status} cannot be changed.", code="reservation_not_changeable")
