"""Tells card terminals which orders, parties and reservations changed, so that they ask for them again.

A trigger writes what is to be told in the transaction of the change (`tables.terminal_notifications`). Whoever delivers
claims rows for a while, calls outside of any transaction, and removes each row that was heard if nothing changed
meanwhile. A deliverer that is killed leaves its claims to run out, so a change may be told twice, and never not at all.
Any number of deliverers work beside each other. A call says only what changed, so calls may arrive in any order.
"""

import asyncio
import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from itertools import groupby
from typing import Any
from uuid import UUID

import httpx2 as httpx
import orjson
import psycopg
import structlog

from comanda.kernel.errors import ComandaError
from comanda.notifications.lanes import keep_lanes
from comanda.store.database import Database

CLAIM_SECONDS = 30.0
CALL_SECONDS = 10.0
"""From looking up the address to the last byte; well below the claim, which must not run out during a call."""
LOOK_EVERY_SECONDS = 0.5
GIVE_UP_HOURS = 24
SLOWEST_RETRY_SECONDS = 300.0
LINKS_AT_ONCE = 50
CALLS_PER_LINK = 8
"""Calls to one link at once, and so the most of its rows that a process claims at a time."""
_MOST_READ = 65_536
"""Bytes of an answer that are read so that its connection can be used again; what is longer costs the connection."""
_SUBJECTS = {"OrderUpdated": "orderId", "PartyUpdated": "partyId", "ReservationUpdated": "reservationId"}

_MINE = " WHERE location_id = %(location)s AND kind = %(kind)s AND object_id = %(object)s AND claimed_until = %(claim)s"
"""The row, unless its claim ran out and somebody else saw to it: then it may be another row with the same key."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notification that this process delivers, and where to.

    Attributes:
        version: of the row when it was claimed; it is another one when something changed since.
        attempts: how often it was tried in vain.
        claimed_until: until when it is this process's to deliver; nobody else's claim ends at the same instant.
        overdue: it has been due for so long that it is given up when it fails once more.
    """

    location_id: UUID
    kind: str
    object_id: UUID
    version: int
    attempts: int
    claimed_until: datetime
    overdue: bool
    events_url: str
    api_key: str
    api_headers: Mapping[str, str]

    @property
    def row(self) -> dict[str, Any]:
        """Which row it is, as the parameters of `_MINE`."""
        return {
            "location": self.location_id,
            "kind": self.kind,
            "object": self.object_id,
            "claim": self.claimed_until,
            "version": self.version,
        }


def message(kind: str, object_id: UUID) -> dict[str, Any]:
    """Return the body of a call: what kind of thing changed, and which."""
    return {"eventType": kind, "event": {_SUBJECTS[kind]: str(object_id)}}


def back_off(failures: int, luck: float) -> float:
    """Return how many seconds to wait after so many failures in a row (1 or more).

    Args:
        luck: between 0 and 1; it takes up to a fifth off, so that what failed together does not return together.
    """
    doubled = 2.0 ** min(failures - 1, 20)
    return min(doubled, SLOWEST_RETRY_SECONDS) * (1 - 0.2 * luck)


def terminal_client() -> httpx.AsyncClient:
    """Return the client that calls are made with; it follows no redirects and keeps no cookies."""
    most = LINKS_AT_ONCE * CALLS_PER_LINK
    return httpx.AsyncClient(
        timeout=CALL_SECONDS,
        follow_redirects=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        limits=httpx.Limits(max_connections=most, max_keepalive_connections=most // 4, keepalive_expiry=60),
    )


async def keep_delivering(database: Database, stop: asyncio.Event, *, claim_seconds: float = CLAIM_SECONDS) -> None:
    """Deliver what is due until `stop` is set, each link at its own pace."""
    async with terminal_client() as client:
        await keep_lanes(
            lambda busy: _claim(database, busy, claim_seconds),
            lambda rows: _deliver_link(database, client, rows),
            stop,
            look_every=LOOK_EVERY_SECONDS,
            what="what terminals have to hear",
        )


async def deliver_due(database: Database, client: httpx.AsyncClient, *, claim_seconds: float = CLAIM_SECONDS) -> int:
    """Look once for what is due, deliver it, and return how much was heard."""
    claimed = await _claim(database, (), claim_seconds)
    return sum(await asyncio.gather(*(_deliver_link(database, client, rows) for rows in claimed.values())))


async def _claim(database: Database, busy: Collection[UUID], claim_seconds: float) -> dict[UUID, list[Claimed]]:
    """Claim what is due, a few rows of each of several links.

    Which links is left to chance when there are too many, so that none has to wait for others for ever.

    Args:
        busy: links to leave alone, since calls to them are under way.
    """
    rows = await database.all(
        "WITH links AS (SELECT l.location_id FROM terminal_links l WHERE l.location_id <> ALL(%(busy)s::uuid[])"
        " AND EXISTS (SELECT FROM terminal_notifications n WHERE n.location_id = l.location_id AND n.due_at <= now()"
        " AND (n.claimed_until IS NULL OR n.claimed_until <= now())) ORDER BY random() LIMIT %(links)s),"
        " due AS MATERIALIZED (SELECT found.* FROM links CROSS JOIN LATERAL"
        " (SELECT n.location_id, n.kind, n.object_id FROM terminal_notifications n"
        " WHERE n.location_id = links.location_id AND n.due_at <= now()"
        " AND (n.claimed_until IS NULL OR n.claimed_until <= now())"
        " ORDER BY n.due_at LIMIT %(calls)s FOR UPDATE SKIP LOCKED) found)"
        " UPDATE terminal_notifications n SET claimed_until = now() + make_interval(secs => %(seconds)s)"
        " FROM due JOIN terminal_links l ON l.location_id = due.location_id"
        " WHERE n.location_id = due.location_id AND n.kind = due.kind AND n.object_id = due.object_id"
        " RETURNING n.location_id, n.kind, n.object_id, n.version, n.attempts,"
        " n.claimed_until, n.created_at < now() - make_interval(hours => %(hours)s) AS overdue,"
        " l.events_url, l.api_key, l.api_headers",
        {
            "busy": list(busy),
            "links": max(LINKS_AT_ONCE - len(busy), 0),
            "calls": CALLS_PER_LINK,
            "seconds": claim_seconds,
            "hours": GIVE_UP_HOURS,
        },
    )
    claimed = sorted((Claimed(**row) for row in rows), key=lambda one: one.location_id)
    return {link: list(found) for link, found in groupby(claimed, key=lambda one: one.location_id)}


async def _deliver_link(database: Database, client: httpx.AsyncClient, claimed: list[Claimed]) -> int:
    return sum(await asyncio.gather(*(_deliver(database, client, one) for one in claimed)))


async def _deliver(database: Database, client: httpx.AsyncClient, claimed: Claimed) -> bool:
    problem = await _call(client, claimed)
    try:
        if problem is None:
            await _heard(database, claimed)
        else:
            await _failed(database, claimed, problem)
    except (ComandaError, psycopg.Error) as error:
        # The claim runs out, and it is told once more.
        _log.warning("noting what a terminal was told failed", location=str(claimed.location_id), error=str(error))
    return problem is None


async def _call(client: httpx.AsyncClient, claimed: Claimed) -> str | None:
    """Tell a link of one change, and return None if it was heard, else in a few words why not."""
    headers = {
        **claimed.api_headers,
        "Authorization": f"Basic {claimed.api_key}",  # the key as it is: this is how the other side reads it
        "Content-Type": "application/json",
    }
    body = orjson.dumps(message(claimed.kind, claimed.object_id))
    status = None
    try:
        async with (
            asyncio.timeout(CALL_SECONDS),
            client.stream("POST", claimed.events_url, content=body, headers=headers) as response,
        ):
            status = response.status_code
            read = 0
            async for chunk in response.aiter_raw():
                read += len(chunk)
                if read > _MOST_READ:
                    break
    except Exception as error:  # whatever the other side does to us, it must not keep others from being told
        if status is None:
            return type(error).__name__
    return None if 200 <= status < 300 else f"HTTP {status}"


async def _heard(database: Database, claimed: Claimed) -> None:
    gone = await database.all(
        "DELETE FROM terminal_notifications" + _MINE + " AND version = %(version)s RETURNING 1", claimed.row
    )
    if not gone:  # it changed during the call, so it is due again at once, and as fresh as a new one
        await database.all(
            "UPDATE terminal_notifications SET claimed_until = NULL, attempts = 0, last_error = NULL,"
            " due_at = now(), created_at = now()" + _MINE + " RETURNING 1",
            claimed.row,
        )


async def _failed(database: Database, claimed: Claimed, problem: str) -> None:
    if claimed.overdue and await database.all(
        "DELETE FROM terminal_notifications" + _MINE + " AND version = %(version)s RETURNING 1", claimed.row
    ):
        _log.warning(
            "gave up telling a terminal",
            location=str(claimed.location_id),
            kind=claimed.kind,
            object=str(claimed.object_id),
            attempts=claimed.attempts + 1,
            error=problem,
        )
        return
    wait = back_off(claimed.attempts + 1, random.random())  # noqa: S311 - spreads calls, guards nothing
    await database.all(
        "UPDATE terminal_notifications SET claimed_until = NULL, attempts = attempts + 1, last_error = %(problem)s,"
        " due_at = now() + make_interval(secs => %(wait)s)" + _MINE + " RETURNING 1",
        {**claimed.row, "problem": problem, "wait": wait},
    )
