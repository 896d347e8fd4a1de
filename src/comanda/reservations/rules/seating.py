"""Which tables a party gets."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from comanda.reservations.plan import BookingPlan, Seating
from comanda.reservations.rules.availability import Held, Tables

_ATTEMPTS = 25
"""How often all tables are chosen anew before it is left at what they are; a day that is nearly full takes several."""


class Movable(NamedTuple):
    """A booking whose tables may be chosen anew.

    Attributes:
        section: tables it may get, None for any.
        tables: what it has now.
    """

    id: UUID
    section: frozenset[UUID] | None
    covers: int
    starts_at: datetime
    ends_at: datetime
    tables: tuple[UUID, ...]


def best_seating(
    plan: BookingPlan,
    section: Collection[UUID] | None,
    covers: int,
    starts_at: datetime,
    ends_at: datetime,
    tables: Tables,
) -> Seating | None:
    """Return where a party fits best, or None.

    What stands on the floor before tables put together; then the fewest empty chairs; then the fewest tables; then
    where they have stood empty for the shortest time, so that long stretches stay whole for others; then floor order.

    Args:
        section: tables it may get, None for any.
    """
    best: tuple[tuple[bool, int, int, int], Seating] | None = None
    for seating in plan.seatings:
        if seating.covers < covers or (section is not None and any(table not in section for table in seating.tables)):
            continue
        rank = (seating.joined, seating.covers, len(seating.tables))
        if best is not None and rank > best[0][:3]:
            break  # seatings are in order of rank
        if tables.is_free(seating.tables, starts_at, ends_at):
            full = (*rank, tables.idle_before(seating, starts_at))
            if best is None or full < best[0]:
                best = full, seating
    return best[1] if best is not None else None


def replanned(
    plan: BookingPlan, base: datetime, pinned: Iterable[Held], movable: Iterable[Movable]
) -> dict[UUID, tuple[UUID, ...]] | None:
    """Return the tables of all movable bookings, chosen together: the largest parties first, then the earliest.

    Where that leaves somebody without a table that has one now, it is tried again with that booking before all others.
    One that has no table now and gets none is left out.

    Args:
        base: the beginning of the day.
        pinned: what stays where it is.

    Returns:
        None when somebody would still be left without a table that has one now.
    """
    held = tuple(pinned)
    order = sorted(movable, key=lambda one: (-one.covers, one.starts_at, one.id))
    for _ in range(_ATTEMPTS):
        chosen, lost = _seated(plan, Tables(base, held), order)
        if lost is None:
            return chosen
        order.remove(lost)
        order.insert(0, lost)
    return None


def _seated(
    plan: BookingPlan, tables: Tables, order: Iterable[Movable]
) -> tuple[dict[UUID, tuple[UUID, ...]], Movable | None]:
    """Return the tables of bookings that choose one after another, up to the first that would lose its own."""
    chosen: dict[UUID, tuple[UUID, ...]] = {}
    for one in order:
        seating = best_seating(plan, one.section, one.covers, one.starts_at, one.ends_at, tables)
        if seating is not None:
            chosen[one.id] = seating.tables
            tables.take(Held(seating.tables, one.starts_at, one.ends_at))
        elif one.tables:
            return chosen, one
    return chosen, None
