"""How far a card payment is, from events that may come twice and in any order."""

from enum import StrEnum

from comanda.kernel.errors import Conflict


class Intent(StrEnum):
    """How far a card payment is."""

    CREATED = "created"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    REVERSED = "reversed"
    REFUNDED = "refunded"
    CANCELED = "canceled"


GONE = frozenset({Intent.REVERSED, Intent.REFUNDED, Intent.CANCELED})
"""The money is not ours, or not any more."""
_RANK = {Intent.CREATED: 0, Intent.AUTHORIZED: 1, Intent.CAPTURED: 2} | dict.fromkeys(GONE, 3)


def furthest(was: Intent, said: Intent) -> Intent:
    """Return how far a payment is that was `was` and is said to be `said`: never back, and nothing follows the end."""
    return said if _RANK[said] > _RANK[was] else was


def check_recordable(intent: Intent) -> None:
    """Refuse to record a payment whose money is gone.

    Raises:
        Conflict: `payment_gone`.
    """
    if intent in GONE:
        raise Conflict(f"This card payment was {intent}.", code="payment_gone")
