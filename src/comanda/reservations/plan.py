"""What a location offers to book: services, sections, and which tables seat how many. Compiled with its menu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID

from comanda.floor.snapshot import FloorTable
from comanda.kernel.texts import Text

USUAL_MINUTES = 90
"""How long a party stays where no service says it."""


@dataclass(frozen=True, slots=True)
class Experience:
    """A kind of dining that guests choose between: indoors, on the terrace, in the private room.

    Attributes:
        archived: not offered any more, and known only for the bookings there are.
    """

    id: UUID
    names: Text
    name: str
    sort: int
    updated_at: datetime
    archived: bool = False


@dataclass(frozen=True, slots=True)
class TableSection:
    """Tables that are booked together as one supply.

    Attributes:
        archived: not offered any more, and known only for the bookings there are.
    """

    id: UUID
    names: Text
    name: str
    tables: frozenset[UUID]
    updated_at: datetime
    archived: bool = False


class Deposit(NamedTuple):
    """What a booking costs beforehand.

    Attributes:
        amount: minor units, for each cover or for the booking.
        from_covers: smaller parties pay none.
    """

    amount: int
    per_cover: bool
    from_covers: int

    def of(self, covers: int) -> int:
        """Return what a party of so many pays beforehand, in minor units."""
        if covers < self.from_covers:
            return 0
        return self.amount * covers if self.per_cover else self.amount


@dataclass(frozen=True, slots=True)
class Service:
    """Hours in which tables can be booked: lunch, dinner.

    Attributes:
        days: weekdays, 0 is Monday.
        first: local time of the first slot.
        last: local time of the last one; earlier than `first` is on the next day.
        slot_minutes: from one slot to the next.
        turn_minutes: how long a party keeps its table: up to so many covers, so many minutes; the last for all larger.
        pacing: covers that may arrive in one slot, None for no limit.
        notice_minutes: how long before a slot it can still be booked.
        horizon_days: how many days ahead it can be booked.
        archived: not offered any more, and known only for the bookings there are.
    """

    id: UUID
    names: Text
    name: str
    experience_id: UUID
    section_id: UUID
    days: frozenset[int]
    first: time
    last: time
    slot_minutes: int
    turn_minutes: tuple[tuple[int, int], ...]
    pacing: int | None
    min_covers: int
    max_covers: int
    notice_minutes: int
    horizon_days: int
    deposit: Deposit | None
    sort: int
    archived: bool
    updated_at: datetime

    def turn(self, covers: int) -> int:
        """Return how many minutes a party of so many keeps its table."""
        for most, minutes in self.turn_minutes:
            if covers <= most:
                return minutes
        return self.turn_minutes[-1][1]


@dataclass(frozen=True, slots=True)
class Join:
    """Tables that can be put together.

    Attributes:
        covers: how many they seat together.
        fixed: they stand together for good, and none of them is booked alone.
    """

    id: UUID
    tables: tuple[UUID, ...]
    covers: int
    fixed: bool


class Seating(NamedTuple):
    """A table, or tables put together, where one party sits.

    Attributes:
        joined: they are put together for the party; what stands together for good is as good as one table.
    """

    tables: tuple[UUID, ...]
    covers: int
    joined: bool = False


@dataclass(frozen=True, slots=True)
class BookingPlan:
    """All that a location offers to book.

    All of them are in order, and archived ones are among them.

    Attributes:
        seatings: what stands on the floor first, then tables put together; each by how many they seat, then the fewest
            tables, then in floor order.
        joins: the tables that can be put together.
    """

    experiences: Mapping[UUID, Experience]
    sections: Mapping[UUID, TableSection]
    services: Mapping[UUID, Service]
    seatings: tuple[Seating, ...]
    joins: tuple[Join, ...] = ()

    @property
    def fixed(self) -> tuple[frozenset[UUID], ...]:
        """The groups of tables that stand together for good."""
        return tuple(frozenset(join.tables) for join in self.joins if join.fixed)

    def chairs(self, tables: Sequence[UUID]) -> int | None:
        """Return how many these tables seat together, or None when one of them is not on the floor."""
        wanted = frozenset(tables)
        for seating in self.seatings:
            if wanted == frozenset(seating.tables):
                return seating.covers
        parts = [
            seating
            for seating in self.seatings
            if wanted.issuperset(seating.tables)
            and (len(seating.tables) == 1 or frozenset(seating.tables) in self.fixed)
        ]
        if frozenset().union(*(seating.tables for seating in parts)) != wanted:
            return None
        return sum(seating.covers for seating in parts)

    def usual_turn(self, covers: int) -> int:
        """Return how many minutes a party of so many that nobody booked is expected to stay."""
        return max(
            (service.turn(covers) for service in self.services.values() if not service.archived), default=USUAL_MINUTES
        )


def seatings_of(tables: Sequence[FloorTable], joins: Sequence[Join]) -> tuple[Seating, ...]:
    """Return every way to seat one party; what is fixed together is never split.

    A join counts while all its tables are on the floor, and at least two of them.

    Args:
        tables: in floor order.
    """
    places = {table.id: place for place, table in enumerate(tables)}
    whole = [join for join in joins if len(join.tables) > 1 and all(table in places for table in join.tables)]
    fixed = [frozenset(join.tables) for join in whole if join.fixed]
    bound = frozenset().union(*fixed)
    seatings = [Seating((table.id,), table.pax) for table in tables if table.id not in bound]
    seatings += [
        Seating(join.tables, join.covers, not join.fixed)
        for join in whole
        if all(group.issubset(join.tables) or group.isdisjoint(join.tables) for group in fixed)
    ]
    seatings.sort(
        key=lambda one: (one.joined, one.covers, len(one.tables), sorted(places[table] for table in one.tables))
    )
    return tuple(seatings)
