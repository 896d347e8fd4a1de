"""What endpoints were sent and how they answered, and forgetting it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from comanda.kernel.errors import NotFound
from comanda.kernel.paging import Seek, Slice
from comanda.store.database import Database, UnitOfWork

KEEP_DAYS = 30


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One attempt to deliver.

    Attributes:
        response_status: None when no answer came.
        response_body: its first 2 KB.
        error: why it did not count as heard, None when it did.
    """

    id: UUID
    at: datetime
    request_headers: Mapping[str, str]
    response_status: int | None
    response_body: str
    error: str | None
    duration_ms: int


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """What an endpoint is to hear of an event.

    Attributes:
        failures: how often in a row it was not heard.
        next_attempt_at: None when none is to come.
        body: what is sent, None before it was sent first.
        attempts: newest first.
    """

    id: UUID
    event_id: UUID
    topic: str
    object_id: UUID
    location_id: UUID | None
    status: str
    failures: int
    event_at: datetime
    created_at: datetime
    delivered_at: datetime | None
    next_attempt_at: datetime | None
    body: bytes | None
    attempts: tuple[AttemptRecord, ...]


_DELIVERY: LiteralString = (
    "SELECT d.id, d.event_id, e.topic, e.object_id, e.location_id, d.status, d.failures, e.created_at AS event_at,"
    " d.created_at, d.delivered_at, q.due_at AS next_attempt_at, e.body FROM webhook_deliveries d"
    " JOIN webhook_events e ON e.tenant_id = d.tenant_id AND e.id = d.event_id"
    " LEFT JOIN webhook_queue q ON q.delivery_id = d.id"
    " WHERE d.tenant_id = %(tenant)s AND d.endpoint_id = %(endpoint)s"
)
_ATTEMPTS: LiteralString = (
    "SELECT delivery_id, id, at, request_headers, response_status, response_body, error, duration_ms"
    " FROM webhook_attempts WHERE tenant_id = %s AND delivery_id = ANY(%s) ORDER BY at DESC, id DESC"
)


async def list_deliveries(
    work: UnitOfWork,
    endpoint_id: UUID,
    *,
    limit: int,
    after: UUID | None = None,
    status: str | None = None,
    topic: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Slice[DeliveryRecord]:
    """Return the deliveries of an endpoint with their attempts, newest first, by `(created_at, id)`.

    Args:
        after: go on behind this one.
        since: noted at this or after it.
        until: noted before this.
    """
    narrowed: list[LiteralString] = []
    if status is not None:
        narrowed.append(" AND d.status = %(status)s")
    if topic is not None:
        narrowed.append(" AND e.topic = %(topic)s")
    if since is not None:
        narrowed.append(" AND d.created_at >= %(since)s")
    if until is not None:
        narrowed.append(" AND d.created_at < %(until)s")
    if after is not None:
        narrowed.append(
            " AND (d.created_at, d.id) < (SELECT a.created_at, a.id FROM webhook_deliveries a"
            " WHERE a.tenant_id = %(tenant)s AND a.id = %(after)s)"
        )
    rows = await work.all(
        _DELIVERY + "".join(narrowed) + " ORDER BY d.created_at DESC, d.id DESC LIMIT %(most)s",
        {
            "tenant": work.tenant_id,
            "endpoint": endpoint_id,
            "status": status,
            "topic": topic,
            "since": since,
            "until": until,
            "after": after,
            "most": limit + 1,
        },
    )
    seek = Seek(limit, after=None if after is None else (after,))
    return Slice.of(seek, await _with_attempts(work, rows))


async def view_delivery(work: UnitOfWork, endpoint_id: UUID, delivery_id: UUID) -> DeliveryRecord:
    """Return one delivery of an endpoint.

    Raises:
        NotFound: `delivery_not_found`.
    """
    rows = await work.all(
        _DELIVERY + " AND d.id = %(delivery)s",
        {"tenant": work.tenant_id, "endpoint": endpoint_id, "delivery": delivery_id},
    )
    if not rows:
        raise NotFound("This endpoint has no such delivery.", code="delivery_not_found")
    return (await _with_attempts(work, rows))[0]


async def _with_attempts(work: UnitOfWork, rows: Sequence[dict[str, Any]]) -> list[DeliveryRecord]:
    attempts: dict[UUID, list[AttemptRecord]] = {row["id"]: [] for row in rows}
    if rows:
        for found in await work.all(_ATTEMPTS, (work.tenant_id, list(attempts))):
            attempts[found.pop("delivery_id")].append(AttemptRecord(**found))
    return [DeliveryRecord(**row, attempts=tuple(attempts[row["id"]])) for row in rows]


async def forget_log(database: Database, days: int = KEEP_DAYS) -> int:
    """Delete attempts that are older than so many days, and events and endpoints that nothing is left of.

    Returns:
        How many events were deleted.
    """
    forgotten = 0
    for tenant in await database.all("SELECT id FROM tenants"):
        params = {"tenant": tenant["id"], "days": days}
        async with database.unit_of_work(tenant["id"]) as work:
            await work.send(
                "DELETE FROM webhook_attempts WHERE tenant_id = %(tenant)s"
                " AND at < now() - make_interval(days => %(days)s)",
                params,
            )
            gone = await work.all(
                "DELETE FROM webhook_events e WHERE e.tenant_id = %(tenant)s"
                " AND e.created_at < now() - make_interval(days => %(days)s)"
                " AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.tenant_id = e.tenant_id"
                " AND d.event_id = e.id AND (d.status = 'pending'"
                " OR d.created_at >= now() - make_interval(days => %(days)s)"
                " OR EXISTS (SELECT FROM webhook_attempts a WHERE a.tenant_id = d.tenant_id AND a.delivery_id = d.id)))"
                " RETURNING e.id",
                params,
            )
            await work.send("DELETE FROM webhook_secrets WHERE tenant_id = %(tenant)s AND expires_at < now()", params)
            await work.send(
                "DELETE FROM webhook_endpoints w WHERE w.tenant_id = %(tenant)s AND w.deleted_at IS NOT NULL"
                " AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.tenant_id = w.tenant_id"
                " AND d.endpoint_id = w.id)",
                params,
            )
            forgotten += len(gone)
    return forgotten
