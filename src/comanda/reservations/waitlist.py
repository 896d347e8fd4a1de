"""Parties that wait at the door: quoted a time, called when their table is ready, seated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, LiteralString
from uuid import UUID

from comanda.dining.session import SessionView
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, Invalid, NotFound
from comanda.kernel.ids import new_id
from comanda.reservations.day import load_day
from comanda.reservations.plan import BookingPlan
from comanda.reservations.rules.slots import day_begins
from comanda.reservations.rules.waiting import quoted_wait
from comanda.reservations.seat_reservation import WalkIn, walk_in
from comanda.restaurants.place import Place
from comanda.restaurants.rules import check_trading
from comanda.store.database import Database, Event, UnitOfWork
from comanda.store.idempotency import Once

_MOST_COVERS = 1000
_ENTRY: LiteralString = (
    "SELECT id, status, name, phone, covers, notes, quoted_minutes, session_id, created_at, updated_at"
    " FROM waitlist_entries WHERE tenant_id = %s AND location_id = %s"
)


class Waiting(StrEnum):
    """Where a waiting party stands."""

    WAITING = "waiting"
    CALLED = "called"
    SEATED = "seated"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class WaitlistEntry:
    """A party that waits.

    Attributes:
        quoted_minutes: how long it was told to wait, None when nobody could say.
    """

    id: UUID
    status: Waiting
    name: str
    phone: str | None
    covers: int
    notes: str | None
    quoted_minutes: int | None
    session_id: UUID | None
    created_at: datetime
    updated_at: datetime


async def waiting(work: UnitOfWork, location_id: UUID) -> list[WaitlistEntry]:
    """Return the parties that wait, in the order they came."""
    rows = await work.all(
        _ENTRY + " AND status IN ('waiting', 'called') ORDER BY created_at, id", (work.tenant_id, location_id)
    )
    return [_entry(row) for row in rows]


async def quote(
    work: UnitOfWork, plan: BookingPlan, place: Place, covers: int, ahead: Sequence[WaitlistEntry], now: datetime
) -> int | None:
    """Return how many minutes a party waits behind those that wait already; None is longer than anybody would."""
    base = day_begins(now.astimezone(place.zone).date(), place.zone)
    book = await load_day(work, place.location_id, plan, base, now)
    return quoted_wait(plan, base, book.held, [entry.covers for entry in ahead], covers, now)


async def join_waitlist(
    database: Database,
    actor: Actor,
    plan: BookingPlan,
    place: Place,
    *,
    name: str,
    covers: int,
    phone: str | None,
    notes: str | None,
    trades: bool,
    once: Once[WaitlistEntry] | None = None,
) -> WaitlistEntry:
    """Put a party at the end of the list, and quote its wait.

    Raises:
        Forbidden: `location_not_trading`.
        Invalid: naming `covers`.
    """
    check_trading(trades=trades)
    if not 0 < covers <= _MOST_COVERS:
        raise Invalid.field("covers", f"from 1 to {_MOST_COVERS} guests are expected", "out_of_range")
    async with database.unit_of_work(actor.tenant_id) as work:
        quoted = await quote(work, plan, place, covers, await waiting(work, place.location_id), actor.at)
        entry = WaitlistEntry(new_id(), Waiting.WAITING, name, phone, covers, notes, quoted, None, actor.at, actor.at)
        await work.send(
            "INSERT INTO waitlist_entries (tenant_id, id, location_id, status, name, phone, covers, notes,"
            " quoted_minutes, created_at, updated_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                work.tenant_id,
                entry.id,
                place.location_id,
                entry.status,
                name,
                phone,
                covers,
                notes,
                quoted,
                actor.at,
                actor.at,
            ),
        )
        work.record(_event("waitlist.joined", entry.id, actor, place.location_id))
        if once is not None:
            await once.keep(work, entry)
    return entry


async def call_party(database: Database, actor: Actor, location_id: UUID, entry_id: UUID) -> WaitlistEntry:
    """Note that a party was told its table is ready; a second time changes nothing.

    Raises:
        Conflict: `not_waiting`: it sits or has left.
        NotFound: `waitlist_entry_not_found`.
    """
    return await _set(database, actor, location_id, entry_id, Waiting.CALLED)


async def leave_waitlist(database: Database, actor: Actor, location_id: UUID, entry_id: UUID) -> WaitlistEntry:
    """Take a party that gave up from the list.

    Raises:
        Conflict: `not_waiting`: it sits already.
        NotFound: `waitlist_entry_not_found`.
    """
    return await _set(database, actor, location_id, entry_id, Waiting.LEFT)


async def seat_waiting(
    database: Database,
    actor: Actor,
    plan: BookingPlan,
    place: Place,
    entry_id: UUID,
    *,
    tables: tuple[UUID, ...] | None = None,
    trades: bool,
    once: Once[SessionView] | None = None,
) -> SessionView:
    """Seat a party that waits.

    Args:
        tables: chosen ones; None lets it sit where it fits best.

    Raises:
        Conflict: `not_waiting`, `table_occupied`, `table_closed`, or `no_table`.
        Forbidden: `location_not_trading`.
        Invalid: naming `tables[…]`.
        NotFound: `waitlist_entry_not_found`.
    """
    check_trading(trades=trades)
    async with database.unit_of_work(actor.tenant_id) as work:
        entry = await _locked(work, place.location_id, entry_id)
        _check_waits(entry)
        asked = WalkIn(entry.covers, entry.name, entry.phone, entry.notes, tables)
        session = await walk_in(work, actor, plan, place, asked)
        await work.send(
            "UPDATE waitlist_entries SET status = 'seated', session_id = %s, updated_at = %s"
            " WHERE tenant_id = %s AND id = %s",
            (session.id, actor.at, work.tenant_id, entry_id),
        )
        work.record(_event("waitlist.seated", entry_id, actor, place.location_id))
        if once is not None:
            await once.keep(work, session)
    return session


async def _set(database: Database, actor: Actor, location_id: UUID, entry_id: UUID, status: Waiting) -> WaitlistEntry:
    async with database.unit_of_work(actor.tenant_id) as work:
        entry = await _locked(work, location_id, entry_id)
        if entry.status is status:
            return entry
        _check_waits(entry)
        row = await work.one(
            "UPDATE waitlist_entries SET status = %s, updated_at = %s WHERE tenant_id = %s AND id = %s RETURNING id",
            (status, actor.at, work.tenant_id, entry_id),
        )
        assert row is not None  # noqa: S101 - it is locked
        work.record(_event(f"waitlist.{status}", entry_id, actor, location_id))
        return await _locked(work, location_id, entry_id)


async def _locked(work: UnitOfWork, location_id: UUID, entry_id: UUID) -> WaitlistEntry:
    row = await work.one(_ENTRY + " AND id = %s FOR UPDATE", (work.tenant_id, location_id, entry_id))
    if row is None:
        raise NotFound("No such party waits here.", code="waitlist_entry_not_found")
    return _entry(row)


def _check_waits(entry: WaitlistEntry) -> None:
    if entry.status not in (Waiting.WAITING, Waiting.CALLED):
        raise Conflict(f"The party does not wait any more: {entry.status}.", code="not_waiting")


def _entry(row: dict[str, Any]) -> WaitlistEntry:
    return WaitlistEntry(**{**row, "status": Waiting(row["status"])})


def _event(topic: str, entry_id: UUID, actor: Actor, location_id: UUID) -> Event:
    return Event(topic, entry_id, actor.at, location_id)
