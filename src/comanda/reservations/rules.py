"""Decisions about reservations."""

from datetime import datetime

from comanda.kernel.errors import Conflict, Invalid
from comanda.reservations.reservation import ReservationStatus as Status

GONE = frozenset({Status.NO_SHOW, Status.CANCELLED, Status.CANCELLED_PAYMENT})
"""Reservations of whom nobody is expected any more."""
KEEPS_TABLES = frozenset({Status.PENDING_PAYMENT, Status.BOOKED, Status.ARRIVED})
"""Reservations that keep tables for later; a party that sits has them in another way."""


def check_seatable(status: Status) -> None:
    """Refuse to seat a party whose reservation is over, or that sits already.

    Raises:
        Conflict: `reservation_not_seatable`.
    """
    if status not in KEEPS_TABLES:
        raise Conflict(f"A reservation that is {status} cannot be seated.", code="reservation_not_seatable")


def check_changeable(status: Status) -> None:
    """Refuse to change a reservation whose party sits or is not expected any more.

    Raises:
        Conflict: `reservation_not_changeable`.
    """
    if status not in KEEPS_TABLES:
        raise Conflict(f"A reservation that is {status} cannot be changed.", code="reservation_not_changeable")


def check_period(starts_at: datetime, ends_at: datetime, field: str) -> None:
    """Refuse a time that ends before it begins.

    Raises:
        Invalid: naming `field`.
    """
    if ends_at <= starts_at:
        raise Invalid.field(field, "a time after startTime is expected", "out_of_range")
