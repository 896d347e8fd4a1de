"""How long a party without a booking waits."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from comanda.reservations.plan import BookingPlan, Seating
from comanda.reservations.rules.availability import Held, Tables

_STEP = 5
"""Minutes that quotes are rounded up to."""
LONGEST_QUOTE = 240
"""Minutes: a wait that is longer is no wait any more."""


def quoted_wait(
    plan: BookingPlan, base: datetime, held: Iterable[Held], ahead: Iterable[int], covers: int, now: datetime
) -> int | None:
    """Return after how many minutes a party can be seated, once those before it are, or None within four hours.

    A party that no table is free for in that time is not waited for by those behind it.

    Args:
        base: the beginning of the day.
        held: tables that are taken, by whoever sits there and whoever has booked.
        ahead: covers of the parties that wait already, in their order.
    """
    now = now.replace(second=0, microsecond=0)
    tables = Tables(base, held)
    for party in ahead:
        found = _first_free(plan, tables, party, now)
        if found is not None:
            wait, seating = found
            starts_at = now + timedelta(minutes=wait)
            ends_at = starts_at + timedelta(minutes=plan.usual_turn(party))
            tables.take(Held(seating.tables, starts_at, ends_at))
    found = _first_free(plan, tables, covers, now)
    return -(-found[0] // _STEP) * _STEP if found is not None else None


def _first_free(plan: BookingPlan, tables: Tables, covers: int, now: datetime) -> tuple[int, Seating] | None:
    """Return in how many minutes the first seating for a party is free, and which; of several at once the best fit."""
    turn = plan.usual_turn(covers)
    best: tuple[int, Seating] | None = None
    for seating in plan.seatings:
        if seating.covers >= covers:
            free = tables.starts(seating, turn) >> tables.minute(now)
            wait = (free & -free).bit_length() - 1
            if 0 <= wait <= LONGEST_QUOTE and (best is None or wait < best[0]):
                best = wait, seating
    return best
