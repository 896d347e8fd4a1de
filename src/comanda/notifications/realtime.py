"""The realtime hub: follows the event log and hands what happened to the sockets of this process.

Every process follows the log by itself, so it does not matter which one wrote. Whoever commits wakes the others with a
NOTIFY that says nothing but "look"; it is sent after the commit, not in it, because a transaction that notifies makes
all others of its kind wait for its write to disk. A process that died in between is made up for by looking anyway,
once a second. Numbers of the log are given before the commit, so they may become visible out of order: a number that
is missing is looked for until no transaction is alive that can hold it.
"""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
import structlog

from comanda.kernel.errors import ComandaError
from comanda.store.database import SESSION_OPTIONS, Database

CHANNEL = "comanda_events"
LOOK_EVERY_SECONDS = 1.0
NOTIFY_EVERY_SECONDS = 0.02
LOOK_AGAIN_SECONDS = 0.05
"""How often it looks while a number is missing."""
GAP_LASTS_SECONDS = 60.0
"""Longer than the store lets any transaction live."""
MOST_QUEUED = 256
"""Messages a socket may be behind before it is dropped."""
MOST_REPLAYED = 500
_BATCH = 100
"""Events read at once: fewer than a socket may be behind, so that one that reads is never dropped for a burst."""
_TRIES = 5
_REACH = 500
"""How far below a new number others may still be on their way."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event as the log keeps it."""

    seq: int
    tenant_id: UUID
    topic: str
    object_id: UUID
    location_id: UUID | None
    payload: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """What a room is told of an event.

    Attributes:
        seq: of the event; once it is sent, the number to come back with.
    """

    seq: int
    type: str
    payload: dict[str, Any]
    rooms: tuple[str, ...]
    at: datetime


Present = Callable[[list[LoggedEvent]], Awaitable[list[Message]]]
"""A surface's presenter: from events, in order, to what rooms are told."""


@dataclass(slots=True)
class Gap:
    """A number that was given and is not to be seen yet, or never will be.

    Attributes:
        since: when it was missed first, on this process's clock.
        before: every transaction that may hold it has a lower id than this; None until that was asked.
    """

    since: float
    before: int | None = None


@dataclass(eq=False, slots=True)
class Listener:
    """A socket of this process: which rooms it is in, and what it has yet to be told.

    Attributes:
        locations: events of other locations are not even looked at for it.
        overrun: it fell behind and is to be dropped.
    """

    locations: frozenset[UUID]
    rooms: frozenset[str]
    queue: asyncio.Queue[Message] = field(default_factory=lambda: asyncio.Queue(MOST_QUEUED))
    overrun: bool = False

    def tell(self, message: Message) -> None:
        """Queue a message, or give the socket up when it is too far behind."""
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.overrun = True


class Hub:
    """Follows the log for as long as anybody listens."""

    def __init__(self, database: Database, url: str, present: Present) -> None:
        self.seq = 0
        """The number up to which everything was told: whoever comes back with it misses nothing."""
        self._seq = 0
        """The highest number of the log seen so far."""
        self._database = database
        self._url = url
        self._present = present
        self._listeners: set[Listener] = set()
        self._gaps: dict[int, Gap] = {}
        self._wake = asyncio.Event()
        self._committed = asyncio.Event()
        self._following: asyncio.Task[None] | None = None
        self._others: list[asyncio.Task[None]] = []
        self._reading = asyncio.Lock()

    def start(self) -> None:
        """Begin to wake other processes after commits of this one."""
        self._database.after_events = self._after_commit
        self._others = [asyncio.create_task(self._notify())]

    async def stop(self) -> None:
        """End every task of the hub."""
        self._database.after_events = None
        tasks = [*self._others, *([self._following] if self._following else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._following, self._others = None, []

    async def join(self, locations: Iterable[UUID], rooms: Iterable[str]) -> Listener:
        """Let a socket listen from now on: what was committed before it came, it is not told."""
        listener = Listener(frozenset(locations), frozenset(rooms))
        async with self._reading:
            if self._listeners:
                await self._look()
            else:
                await self._begin()
            self._listeners.add(listener)
        if self._following is None:
            self._following = asyncio.create_task(self._follow())
            self._others.append(asyncio.create_task(self._listen()))
        return listener

    def leave(self, listener: Listener) -> None:
        """Let a socket listen no longer."""
        self._listeners.discard(listener)

    async def missed(self, tenant_id: UUID, listener: Listener, since: int) -> list[Message] | None:
        """Return what a socket's rooms were told after `since`, None when that is too much to repeat."""
        rows = await self._database.read_platform(
            "SELECT seq, tenant_id, topic, object_id, location_id, payload, created_at FROM events"
            " WHERE tenant_id = %s AND seq > %s AND seq <= %s AND location_id = ANY(%s) ORDER BY seq LIMIT %s",
            (tenant_id, since, self._seq, list(listener.locations), MOST_REPLAYED + 1),
        )
        if len(rows) > MOST_REPLAYED:
            return None
        messages = await self._present([LoggedEvent(**row) for row in rows])
        return [
            replace(message, seq=min(message.seq, self.seq))
            for message in messages
            if listener.rooms.intersection(message.rooms)
        ]

    def _after_commit(self) -> None:
        self._wake.set()
        self._committed.set()

    async def _notify(self) -> None:
        while True:
            await self._committed.wait()
            self._committed.clear()
            with contextlib.suppress(ComandaError, psycopg.Error):
                async with self._database.connection() as connection:
                    await connection.execute("SELECT pg_notify(%s, '')", (CHANNEL,))
            await asyncio.sleep(NOTIFY_EVERY_SECONDS)

    async def _listen(self) -> None:
        while True:
            try:
                options = f"{SESSION_OPTIONS} -c statement_timeout=0"
                async with await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True, options=options
                ) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    async for _ in connection.notifies():
                        self._wake.set()
            except psycopg.Error as error:
                _log.warning("listening for events failed; looking once a second instead", error=str(error))
                await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _follow(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_SECONDS if self._gaps else LOOK_EVERY_SECONDS):
                    await self._wake.wait()
            self._wake.clear()
            if not self._listeners:
                continue  # whoever comes next begins with the newest
            try:
                async with self._reading:
                    await self._look()
            except (ComandaError, psycopg.Error) as error:
                _log.warning("reading events failed; trying again", error=str(error))

    async def _look(self) -> None:
        over = await self._over() if self._gaps else set()
        while True:
            rows = await self._database.read_platform(
                "SELECT seq, tenant_id, topic, object_id, location_id, payload, created_at FROM events"
                " WHERE seq > %s OR seq = ANY(%s) ORDER BY seq LIMIT %s",
                (self._seq, list(self._gaps), _BATCH),
            )
            events = [LoggedEvent(**row) for row in rows]
            self._mind_gaps([event.seq for event in events])
            if len(events) < _BATCH:
                for number in over:
                    self._gaps.pop(number, None)
            await self._tell(events)
            self.seq = self._whole()
            if len(events) < _BATCH:
                return

    async def _over(self) -> set[int]:
        """Return the missing numbers whose transactions have ended by now: what is not read after this never comes."""
        (row,) = await self._database.read_platform(
            "SELECT pg_snapshot_xmin(now.snapshot)::text::bigint AS oldest,"
            " pg_snapshot_xmax(now.snapshot)::text::bigint AS next"
            " FROM (SELECT pg_current_snapshot() AS snapshot) now"
        )
        over = set()
        for number, gap in self._gaps.items():
            if gap.before is None:
                gap.before = row["next"]
            if row["oldest"] >= gap.before or time.monotonic() - gap.since > GAP_LASTS_SECONDS:
                over.add(number)
        return over

    def _mind_gaps(self, numbers: list[int]) -> None:
        now = time.monotonic()
        for number in numbers:
            self._gaps.pop(number, None)
            if number > self._seq:
                first = max(self._seq + 1, number - _REACH)
                self._gaps.update({missing: Gap(now) for missing in range(first, number)})
                self._seq = number

    async def _tell(self, events: list[LoggedEvent]) -> None:
        here = {location for listener in self._listeners for location in listener.locations}
        wanted = [event for event in events if event.location_id in here]
        if not wanted:
            return
        in_room: dict[str, list[Listener]] = defaultdict(list)
        told_up_to = self._told_up_to([event.seq for event in events])
        messages = [replace(found, seq=told_up_to[found.seq]) for found in await self._present(wanted)]
        for listener in self._listeners:
            for room in listener.rooms:
                in_room[room].append(listener)
        for message in messages:
            told = {id(listener): listener for room in message.rooms for listener in in_room.get(room, ())}
            for listener in told.values():
                listener.tell(message)

    def _whole(self) -> int:
        """Return the number below which none is missing."""
        return min(self._gaps) - 1 if self._gaps else self._seq

    def _told_up_to(self, numbers: list[int]) -> dict[int, int]:
        """Return for each number that is told now the one up to which everything has been told then.

        A client comes back with the last of these. While a number is missing they stand still, so that what became
        visible late is told again rather than never.
        """
        following = [*numbers[1:], self._seq + 1]
        nearest_gap = min(self._gaps, default=self._seq + 1)
        return {number: min(after, nearest_gap) - 1 for number, after in zip(numbers, following, strict=True)}

    async def _begin(self) -> None:
        """Begin with the newest event, minding numbers that were given before it and may yet be committed."""
        rows = await self._database.read_platform("SELECT seq FROM events ORDER BY seq DESC LIMIT %s", (_REACH,))
        seen = {row["seq"] for row in rows}
        self._seq = max(seen, default=0)
        now = time.monotonic()
        self._gaps = {number: Gap(now) for number in range(min(seen, default=0), self._seq) if number not in seen}
        # Most holes are of writes that were undone long ago; nobody should come back to them for as long as it takes
        # the next look to see that.
        for _ in range(_TRIES):
            if not self._gaps:
                break
            for number in await self._over():
                del self._gaps[number]
        self.seq = self._whole()
