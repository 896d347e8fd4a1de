"""Sends webhook events to the endpoints that want to hear of them.

A trigger writes what is to be sent in the transaction of the change (`note_for_webhooks`). Whoever delivers claims
rows of `webhook_queue` for a while, sends outside of any transaction, and notes how it was answered. An event's body is
written down before it is sent for the first time and never changes, so that a deliverer that is killed leaves its
claims to run out and another sends the same bytes again: at least once. Every endpoint is a lane of its own.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import httpcore2 as httpcore
import orjson
import psycopg
import structlog

from comanda import __version__
from comanda.kernel.errors import ComandaError, NotFound
from comanda.kernel.ids import new_id
from comanda.notifications.lanes import keep_lanes
from comanda.notifications.tables import webhook_attempts
from comanda.notifications.webhooks.outward import NotPublicError, Resolver, outward_pool
from comanda.notifications.webhooks.rules import MOST_PAUSED, SIGNATURE_HEADER, body_of, signature, wait_after
from comanda.store.batching import Batcher
from comanda.store.database import Database, UnitOfWork
from comanda.store.rows import insert_rows

Load = Callable[[UnitOfWork, UUID, UUID | None], Awaitable[Mapping[str, Any]]]
"""Reads an object as its View shows it, by its id and where it happened; raises NotFound when it is gone."""

CLAIM_SECONDS = 30.0
CALL_SECONDS = 5.0
"""From looking up the address to the last byte; well below the claim, which must not run out during a call."""
LOOK_EVERY_SECONDS = 0.25
ENDPOINTS_AT_ONCE = 64
SLOW_ENDPOINTS_AT_ONCE = 48
"""Of those at once, the most that may be ones that took long the last time: the rest is kept for others."""
SLOW_SECONDS = 2.0
CALLS_PER_ENDPOINT = 10
"""Calls to one endpoint at once, and so the most of its rows that a process claims at a time."""
KEPT_OF_ANSWER = 2048
"""Bytes of an answer that the log shows."""
_MOST_READ = 65_536
"""Bytes of an answer that are read so that its connection can be used again; what is longer costs the connection."""
_MOST_BODIES = 1000
"""Bodies kept at hand, as several endpoints mostly hear of an event at the same time."""
_CONNECTIONS = 4
"""Database connections that it takes for itself at once."""
_INSERT_ATTEMPTS = insert_rows(webhook_attempts)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is this process's until `claimed_until`; nobody else's claim ends at the same instant."""

    delivery_id: UUID
    tenant_id: UUID
    endpoint_id: UUID
    claimed_until: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed delivery, with what it takes to send it.

    Attributes:
        failures: how often in a row it was tried in vain.
        at: when what it tells of happened.
        body: what is sent, None when it was never sent to anybody.
        secrets: what it is signed with.
    """

    claimed: Claimed
    failures: int
    url: str
    secrets: tuple[str, ...]
    event_id: UUID
    topic: str
    object_id: UUID
    location_id: UUID | None
    at: datetime
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What was sent, and how it was answered.

    Attributes:
        status: None when no answer came.
        error: in a few words why it does not count as heard, None when it does.
    """

    at: datetime
    headers: Mapping[str, str]
    status: int | None
    text: str
    error: str | None
    milliseconds: int


class Deliverer:
    """Delivers to all endpoints of all restaurants.

    Args:
        payloads: how objects are read, by what a topic begins with.
        allow_local: let endpoints on this machine be called.
    """

    def __init__(self, database: Database, payloads: Mapping[str, Load], *, allow_local: bool) -> None:
        self._database = database
        self._payloads = payloads
        self._resolver = Resolver()
        self._pool = outward_pool(self._resolver, allow_local=allow_local)
        self._connections = asyncio.Semaphore(_CONNECTIONS)
        self._bodies: OrderedDict[UUID, asyncio.Task[bytes]] = OrderedDict()
        self._slow: set[UUID] = set()
        """Endpoints that took long the last time."""
        self._notes: Batcher[tuple[Delivery, Answered], None] = Batcher(self._note)

    async def close(self) -> None:
        """Give all connections back."""
        self._resolver.close()
        await self._pool.aclose()

    async def keep_delivering(self, stop: asyncio.Event, *, claim_seconds: float = CLAIM_SECONDS) -> None:
        """Deliver what is due until `stop` is set, each endpoint at its own pace."""
        await keep_lanes(
            lambda busy: self._claim(busy, claim_seconds),
            self._deliver_lane,
            stop,
            look_every=LOOK_EVERY_SECONDS,
            what="webhook events",
        )

    async def deliver_due(self, *, claim_seconds: float = CLAIM_SECONDS) -> int:
        """Look once for what is due, deliver it, and return how much was heard."""
        claimed = await claim(self._database, (), claim_seconds)
        return sum(await asyncio.gather(*(self._deliver_lane(rows) for rows in claimed.values())))

    async def _claim(self, busy: Collection[UUID], claim_seconds: float) -> dict[UUID, list[Claimed]]:
        """Claim for endpoints that answer first, and then for some of those that took long, however many they are."""
        taken, slow = set(busy), set(self._slow)
        room = ENDPOINTS_AT_ONCE - len(taken)
        claimed = await claim(self._database, taken | slow, claim_seconds, endpoints=room)
        room = min(room - len(claimed), SLOW_ENDPOINTS_AT_ONCE - len(taken & slow))
        if slow - taken and room > 0:
            claimed |= await claim(self._database, taken, claim_seconds, endpoints=room, among=slow)
        return claimed

    async def _deliver_lane(self, claimed: Sequence[Claimed]) -> int:
        try:
            deliveries = await self._read(claimed)
        except (ComandaError, psycopg.Error) as error:
            # The claims run out, and it is tried once more.
            _log.warning("reading webhook deliveries failed", error=str(error))
            return 0
        return sum(await asyncio.gather(*(self._deliver(one) for one in deliveries)))

    def _mind_pace(self, endpoint_id: UUID, answered: Answered) -> None:
        if answered.milliseconds >= SLOW_SECONDS * 1000:
            self._slow.add(endpoint_id)
        else:
            self._slow.discard(endpoint_id)

    async def _read(self, claimed: Sequence[Claimed]) -> list[Delivery]:
        by_id = {one.delivery_id: one for one in claimed}
        async with self._work(claimed[0].tenant_id) as work:
            connected = await work.send(
                "SELECT app_id IS NULL OR app_is_connected(tenant_id, app_id) AS so FROM webhook_endpoints"
                " WHERE tenant_id = %s AND id = %s",
                (work.tenant_id, claimed[0].endpoint_id),
            )
            keys = await work.send(
                "SELECT secret FROM webhook_secrets WHERE tenant_id = %s AND endpoint_id = %s"
                " AND (expires_at IS NULL OR expires_at > now()) ORDER BY created_at DESC, id DESC",
                (work.tenant_id, claimed[0].endpoint_id),
            )
            rows = await work.all(
                "SELECT d.id AS delivery_id, d.failures, w.url, e.id AS event_id, e.topic, e.object_id, e.location_id,"
                " e.created_at AS at, e.body FROM webhook_deliveries d"
                " JOIN webhook_endpoints w ON w.tenant_id = d.tenant_id AND w.id = d.endpoint_id"
                " JOIN webhook_events e ON e.tenant_id = d.tenant_id AND e.id = d.event_id"
                " WHERE d.tenant_id = %s AND d.id = ANY(%s)",
                (work.tenant_id, list(by_id)),
            )
            live = tuple(row["secret"] for row in await keys.all())
            if not all(row["so"] for row in await connected.all()):
                await call_off(work, claimed[0].endpoint_id)  # the restaurant put the app out
                return []
        return [Delivery(by_id[row.pop("delivery_id")], secrets=live, **row) for row in rows]

    async def _deliver(self, delivery: Delivery) -> bool:
        try:
            body = delivery.body if delivery.body is not None else await self._body(delivery)
            answered = await self._call(delivery, body)
        except (ComandaError, psycopg.Error) as error:
            _log.warning("making a webhook event failed; trying again", topic=delivery.topic, error=str(error))
            return False
        except Exception as error:  # nobody else's events may wait for one that cannot be made
            _log.error("a webhook event cannot be made", topic=delivery.topic, exc_info=error)
            answered = Answered(datetime.now(UTC), {}, None, "", "the event could not be made", 0)
        self._mind_pace(delivery.claimed.endpoint_id, answered)
        try:
            await self._notes.get((delivery, answered))
        except (ComandaError, psycopg.Error) as error:
            _log.warning("noting how a webhook event was answered failed", error=str(error))
        return answered.error is None

    async def _body(self, delivery: Delivery) -> bytes:
        """Return what is sent of an event, made by whichever endpoint's turn comes first and the same for all."""
        making = self._bodies.get(delivery.event_id)
        if making is None or (making.done() and (making.cancelled() or making.exception() is not None)):
            making = self._bodies[delivery.event_id] = asyncio.create_task(self._make_body(delivery))
            if len(self._bodies) > _MOST_BODIES:
                self._bodies.popitem(last=False)
        return await asyncio.shield(making)

    async def _make_body(self, delivery: Delivery) -> bytes:
        load = self._payloads.get(delivery.topic.partition(".")[0])
        async with self._work(delivery.claimed.tenant_id) as work:
            data: Mapping[str, Any] = {"id": delivery.object_id}
            if load is not None:
                with suppress(NotFound):
                    data = await load(work, delivery.object_id, delivery.location_id)
            body = body_of(delivery.event_id, delivery.topic, work.tenant_id, delivery.location_id, delivery.at, data)
            row = await work.one(
                "UPDATE webhook_events SET body = coalesce(body, %s) WHERE tenant_id = %s AND id = %s RETURNING body",
                (body, work.tenant_id, delivery.event_id),
            )
        if row is None:
            raise NotFound("The event was forgotten.")
        return bytes(row["body"])

    async def _call(self, delivery: Delivery, body: bytes) -> Answered:
        at = datetime.now(UTC)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"Comanda-Webhooks/{__version__}",
            SIGNATURE_HEADER: signature(body, int(at.timestamp()), delivery.secrets),
        }
        began = time.monotonic()
        status, text, error = await self._send(delivery.url, headers, body)
        return Answered(at, headers, status, text, error, round((time.monotonic() - began) * 1000))

    async def _send(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int | None, str, str | None]:
        """Send one message, and return the status and the beginning of the answer, and what was wrong with it."""
        status, read = None, b""
        try:
            async with (
                asyncio.timeout(CALL_SECONDS),
                self._pool.stream("POST", url, headers=list(headers.items()), content=body) as response,
            ):
                status = response.status
                async for chunk in response.aiter_stream():
                    read += chunk
                    if len(read) > _MOST_READ:
                        break
        except Exception as error:  # whatever the other side does to us, it must not keep others from being told
            if status is None:
                return None, "", _in_words(error)
        # PostgreSQL keeps no NUL in a text.
        text = read[:KEPT_OF_ANSWER].decode("utf-8", "replace").replace("\x00", "\ufffd")
        return status, text, None if 200 <= status < 300 else _status_in_words(status)

    @asynccontextmanager
    async def _work(self, tenant_id: UUID) -> AsyncIterator[UnitOfWork]:
        async with self._connections, self._database.unit_of_work(tenant_id) as work:
            yield work

    async def _note(self, answers: Sequence[tuple[Delivery, Answered]]) -> Sequence[None]:
        """Write down how deliveries were answered, those of each restaurant in one transaction."""
        by_tenant: dict[UUID, list[tuple[Delivery, Answered]]] = {}
        for one in answers:
            by_tenant.setdefault(one[0].claimed.tenant_id, []).append(one)
        for tenant_id, found in by_tenant.items():
            try:
                async with self._work(tenant_id) as work:
                    await _write(work, found)
            except psycopg.IntegrityError:
                for one in found:  # one of them is of a delivery that was forgotten meanwhile
                    with suppress(psycopg.IntegrityError):
                        async with self._work(tenant_id) as work:
                            await _write(work, [one])
        return [None] * len(answers)


async def claim(
    database: Database,
    busy: Collection[UUID],
    claim_seconds: float,
    *,
    endpoints: int = ENDPOINTS_AT_ONCE,
    among: Collection[UUID] | None = None,
) -> dict[UUID, list[Claimed]]:
    """Claim what is due, a few rows of each of several endpoints.

    Of one endpoint, what has waited longest since it was first told comes first. Which endpoints is left to chance when
    there are too many, so that none has to wait for others for ever.

    Args:
        busy: endpoints to leave alone, since calls to them are under way.
        endpoints: how many at most.
        among: these only.
    """
    rows = await database.all(
        # Every endpoint that has something waiting, by skipping from one to the next along the index.
        "WITH RECURSIVE endpoints AS ((SELECT endpoint_id FROM webhook_queue ORDER BY endpoint_id LIMIT 1) UNION ALL"
        " SELECT (SELECT q.endpoint_id FROM webhook_queue q WHERE q.endpoint_id > e.endpoint_id"
        " ORDER BY q.endpoint_id LIMIT 1) FROM endpoints e WHERE e.endpoint_id IS NOT NULL),"
        " lanes AS (SELECT e.endpoint_id FROM endpoints e WHERE e.endpoint_id <> ALL(%(busy)s::uuid[])"
        " AND (%(among)s::uuid[] IS NULL OR e.endpoint_id = ANY(%(among)s))"
        " AND EXISTS (SELECT FROM webhook_queue q WHERE q.endpoint_id = e.endpoint_id AND q.due_at <= now()"
        " AND (q.claimed_until IS NULL OR q.claimed_until <= now())) ORDER BY random() LIMIT %(endpoints)s),"
        " due AS MATERIALIZED (SELECT found.* FROM lanes CROSS JOIN LATERAL"
        " (SELECT q.delivery_id FROM webhook_queue q WHERE q.endpoint_id = lanes.endpoint_id AND q.due_at <= now()"
        " AND (q.claimed_until IS NULL OR q.claimed_until <= now())"
        " ORDER BY q.created_at LIMIT %(calls)s FOR UPDATE SKIP LOCKED) found)"
        " UPDATE webhook_queue q SET claimed_until = now() + make_interval(secs => %(seconds)s)"
        " FROM due WHERE q.delivery_id = due.delivery_id"
        " RETURNING q.delivery_id, q.tenant_id, q.endpoint_id, q.claimed_until",
        {
            "busy": list(busy),
            "among": None if among is None else list(among),
            "endpoints": max(endpoints, 0),
            "calls": CALLS_PER_ENDPOINT,
            "seconds": claim_seconds,
        },
    )
    claimed = sorted((Claimed(**row) for row in rows), key=lambda one: one.endpoint_id)
    return {endpoint: list(found) for endpoint, found in groupby(claimed, key=lambda one: one.endpoint_id)}


async def _write(work: UnitOfWork, answers: Sequence[tuple[Delivery, Answered]]) -> None:
    await work.send(_INSERT_ATTEMPTS, (orjson.dumps([_attempt(work, *one) for one in answers]).decode(),))
    heard = [delivery for delivery, answered in answers if answered.error is None]
    failed = [delivery for delivery, answered in answers if answered.error is not None]
    if heard:
        ids = [delivery.claimed.delivery_id for delivery in heard]
        await work.send(
            "UPDATE webhook_deliveries SET status = 'delivered', failures = 0, delivered_at = now()"
            " WHERE tenant_id = %s AND id = ANY(%s)",
            (work.tenant_id, ids),
        )
        await work.send(
            "DELETE FROM webhook_queue q USING unnest(%s::uuid[], %s::timestamptz[]) AS mine(id, claim)"
            " WHERE q.delivery_id = mine.id AND q.claimed_until = mine.claim",
            (ids, [delivery.claimed.claimed_until for delivery in heard]),
        )
    if failed:
        await _fail(work, failed)


async def _fail(work: UnitOfWork, failed: Sequence[Delivery]) -> None:
    """Have each tried again later, pause what was tried often enough, and disable endpoints with too much of that."""
    waits = [wait_after(delivery.failures + 1) for delivery in failed]
    rows = await work.all(
        # A row whose claim ran out is somebody else's by now, and one that is gone was called off.
        "WITH mine AS (SELECT * FROM unnest(%(ids)s::uuid[], %(claims)s::timestamptz[], %(waits)s::integer[])"
        " AS mine(id, claim, wait)),"
        " later AS (UPDATE webhook_queue q SET claimed_until = NULL, due_at = now() + make_interval(secs => mine.wait)"
        " FROM mine WHERE q.delivery_id = mine.id AND q.claimed_until = mine.claim AND mine.wait IS NOT NULL"
        " RETURNING q.delivery_id),"
        " last AS (DELETE FROM webhook_queue q USING mine"
        " WHERE q.delivery_id = mine.id AND q.claimed_until = mine.claim AND mine.wait IS NULL RETURNING q.delivery_id)"
        " UPDATE webhook_deliveries d SET failures = d.failures + 1,"
        " status = CASE WHEN d.id IN (SELECT delivery_id FROM last) THEN 'paused' ELSE d.status END"
        " WHERE d.tenant_id = %(tenant)s AND d.id IN (SELECT delivery_id FROM later UNION SELECT delivery_id FROM last)"
        " RETURNING d.endpoint_id, d.status",
        {
            "tenant": work.tenant_id,
            "ids": [delivery.claimed.delivery_id for delivery in failed],
            "claims": [delivery.claimed.claimed_until for delivery in failed],
            "waits": waits,
        },
    )
    paused = {row["endpoint_id"] for row in rows if row["status"] == "paused"}
    if not paused:
        return
    disabled = await work.all(
        "UPDATE webhook_endpoints w SET status = 'disabled', disabled_reason = 'failing', disabled_at = now(),"
        " updated_at = now() WHERE w.tenant_id = %(tenant)s AND w.id = ANY(%(endpoints)s) AND w.status = 'enabled'"
        " AND (SELECT count(*) FROM webhook_deliveries d WHERE d.tenant_id = w.tenant_id AND d.endpoint_id = w.id"
        " AND d.status = 'paused') > %(most)s RETURNING w.id",
        {"tenant": work.tenant_id, "endpoints": list(paused), "most": MOST_PAUSED},
    )
    for row in disabled:
        _log.warning("disabled a webhook endpoint that does not answer", endpoint=str(row["id"]))
        await call_off(work, row["id"])


async def call_off(work: UnitOfWork, endpoint_id: UUID) -> None:
    """Send nothing more to an endpoint: what waits for it is paused."""
    await work.send(
        "UPDATE webhook_deliveries SET status = 'paused' WHERE tenant_id = %s AND endpoint_id = %s"
        " AND status = 'pending'",
        (work.tenant_id, endpoint_id),
    )
    await work.send(
        "DELETE FROM webhook_queue WHERE tenant_id = %s AND endpoint_id = %s", (work.tenant_id, endpoint_id)
    )


def _attempt(work: UnitOfWork, delivery: Delivery, answered: Answered) -> dict[str, Any]:
    return {
        "tenant_id": work.tenant_id,
        "id": new_id(),
        "delivery_id": delivery.claimed.delivery_id,
        "request_headers": answered.headers,
        "response_status": answered.status,
        "response_body": answered.text,
        "error": answered.error,
        "duration_ms": answered.milliseconds,
        "at": answered.at,
    }


def _in_words(error: Exception) -> str:
    """Say why no answer came, and nothing of what we look like inside."""
    if isinstance(error, NotPublicError):
        return "the host does not lead to a public address"
    if isinstance(error, TimeoutError | httpcore.TimeoutException):
        return f"no answer within {CALL_SECONDS:.0f} seconds"
    if isinstance(error, httpcore.ConnectError):
        said = str(error)
        if "certificate" in said.lower() or "ssl" in said.lower():
            return "the certificate, or the encryption, cannot be trusted"
        return "the host has no address" if "no address" in said else "nobody answers there"
    if isinstance(error, httpcore.NetworkError | httpcore.ProtocolError):
        return "the connection was closed, or is not HTTP"
    return f"the message could not be sent ({type(error).__name__})"


def _status_in_words(status: int) -> str:
    return f"HTTP {status}" + ("; redirects are not followed" if 300 <= status < 400 else "")
