"""How long a party without a booking waits."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from comanda.reservations.plan import BookingPlan
from comanda.reservations.rules.availability import Held, Tables

_STEP = 5
"""Minutes that quotes are rounded up to."""
LONGEST_QUOTE = 240
"""Minutes: a wait that is longer is no wait any more."""


def quoted_wait(
    plan: BookingPlan, base: datetime, held: Sequence[Held], ahead: Iterable[int], covers: int, now: datetime
) -> int | None:
    """Return after how many minutes a party can be seated, once those before it are, or None within four hours.

    Args:
        base: the beginning of the day.
        held: tables that are taken, by whoever sits there and whoever has booked.
        ahead: covers of the parties that wait already, in their order.
    """
    taken = list(held)
    for party in (*ahead, covers):
        minutes = plan.usual_turn(party)
        tables = Tables(base, taken)
        found = None
        for seating in plan.seatings:
            if seating.covers >= party:
                free = tables.starts(seating, minutes) >> tables.minute(now)
                wait = (free & -free).bit_length() - 1
                if free and (found is None or wait < found[0]):
                    found = wait, seating
        if found is None or found[0] > LONGEST_QUOTE:
            return None
        starts_at = now + timedelta(minutes=found[0])
        taken.append(Held(found[1].tables, starts_at, starts_at + timedelta(minutes=minutes)))
    return -(-found[0] // _STEP) * _STEP
