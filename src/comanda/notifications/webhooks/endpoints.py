"""Say where events are told: endpoints, their secrets, trying them, and having things told again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from comanda.kernel.errors import Conflict, Invalid, NotFound
from comanda.kernel.ids import new_id
from comanda.kernel.time import to_iso_seconds
from comanda.kernel.unsaid import UNSAID, Unsaid
from comanda.notifications.webhooks.deliver import call_off
from comanda.notifications.webhooks.outward import Resolver, check_address, check_leads_outside
from comanda.notifications.webhooks.rules import TEST_TOPIC, TOPICS, body_of, new_signing_secret
from comanda.store.database import Database, UnitOfWork

KEEP_OLD_SECRET_SECONDS = 86_400
MOST_ENDPOINTS = 100
_SECRETS_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class SecretHint:
    """A live secret, without what it is."""

    hint: str
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where somebody wants to hear of events.

    Attributes:
        app_id: whose it is, None for the restaurant's own tools.
        disabled_reason: `failing` after too many events that were not heard, `by_hand`, None while enabled.
        paused: how many events wait for it to be resumed, or to be sent again.
        secrets: newest first.
    """

    id: UUID
    app_id: UUID | None
    url: str
    topics: tuple[str, ...]
    description: str | None
    status: str
    disabled_reason: str | None
    disabled_at: datetime | None
    created_at: datetime
    updated_at: datetime
    paused: int
    secrets: tuple[SecretHint, ...]


_ENDPOINT: LiteralString = (
    "SELECT w.id, w.app_id, w.url, w.topics, w.description, w.status, w.disabled_reason, w.disabled_at, w.created_at,"
    " w.updated_at, (SELECT count(*) FROM webhook_deliveries d WHERE d.tenant_id = w.tenant_id"
    " AND d.endpoint_id = w.id AND d.status = 'paused') AS paused FROM webhook_endpoints w"
    " WHERE w.tenant_id = %(tenant)s AND w.deleted_at IS NULL"
)
_SECRETS: LiteralString = (
    "SELECT endpoint_id, left(secret, 10) AS hint, created_at, expires_at FROM webhook_secrets"
    " WHERE tenant_id = %s AND endpoint_id = ANY(%s) AND (expires_at IS NULL OR expires_at > now())"
    " ORDER BY created_at DESC, id DESC"
)


async def list_endpoints(work: UnitOfWork, endpoint_id: UUID | None = None) -> list[Endpoint]:
    """Return a restaurant's endpoints, or the one with that id, oldest first."""
    rows = await work.all(
        _ENDPOINT + " AND (%(id)s::uuid IS NULL OR w.id = %(id)s) ORDER BY w.created_at, w.id",
        {"tenant": work.tenant_id, "id": endpoint_id},
    )
    hints: dict[UUID, list[SecretHint]] = {row["id"]: [] for row in rows}
    for found in await work.all(_SECRETS, (work.tenant_id, list(hints))):
        hints[found.pop("endpoint_id")].append(SecretHint(**found))
    return [Endpoint(**{**row, "topics": tuple(row["topics"])}, secrets=tuple(hints[row["id"]])) for row in rows]


async def view_endpoint(work: UnitOfWork, endpoint_id: UUID) -> Endpoint:
    """Return an endpoint.

    Raises:
        NotFound: `endpoint_not_found`.
    """
    found = await list_endpoints(work, endpoint_id)
    if not found:
        raise NotFound("No such webhook endpoint.", code="endpoint_not_found")
    return found[0]


async def create_endpoint(
    database: Database,
    tenant_id: UUID,
    *,
    url: str,
    topics: Collection[str],
    description: str | None = None,
    app_id: UUID | None = None,
    allow_local: bool,
    secret: str | None = None,
) -> tuple[Endpoint, str]:
    """Tell somebody of events from now on, and return the endpoint and the secret: the one time it is shown.

    Args:
        allow_local: let an address on this machine pass.
        secret: by default a new random one.

    Raises:
        Invalid: an address that does not lead outside, a topic that is unknown, an app that is not the restaurant's.
        Conflict: `too_many_endpoints`.
    """
    _check_topics(topics)
    await _check_url(url, allow_local=allow_local)
    endpoint_id, secret = new_id(), secret or new_signing_secret()
    async with database.unit_of_work(tenant_id) as work:
        if app_id is not None:
            await _check_app(work, app_id)
        if len(await list_endpoints(work)) >= MOST_ENDPOINTS:
            raise Conflict(f"There are {MOST_ENDPOINTS} webhook endpoints already.", code="too_many_endpoints")
        await work.send(
            "INSERT INTO webhook_endpoints (tenant_id, id, app_id, url, topics, description)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (tenant_id, endpoint_id, app_id, url, list(dict.fromkeys(topics)), description),
        )
        await _add_secret(work, endpoint_id, secret)
        return await view_endpoint(work, endpoint_id), secret


async def change_endpoint(
    database: Database,
    tenant_id: UUID,
    endpoint_id: UUID,
    *,
    url: str | Unsaid = UNSAID,
    topics: Collection[str] | Unsaid = UNSAID,
    description: str | Unsaid | None = UNSAID,
    enabled: bool | None = None,
    allow_local: bool,
) -> Endpoint:
    """Change an endpoint; what is not said stays.

    Args:
        enabled: False lets it miss what happens from now on; True is as good as to resume it.

    Raises:
        NotFound: `endpoint_not_found`.
        Invalid: an address that does not lead outside, or a topic that is unknown.
    """
    if topics is not UNSAID:
        _check_topics(topics)
    if url is not UNSAID:
        await _check_url(url, allow_local=allow_local)
    async with database.unit_of_work(tenant_id) as work:
        await _lock(work, endpoint_id, writers=enabled is not None)
        before = await view_endpoint(work, endpoint_id)
        await work.send(
            "UPDATE webhook_endpoints SET url = %s, topics = %s, description = %s, updated_at = now()"
            " WHERE tenant_id = %s AND id = %s",
            (
                before.url if url is UNSAID else url,
                list(before.topics if topics is UNSAID else dict.fromkeys(topics)),
                before.description if description is UNSAID else description,
                tenant_id,
                endpoint_id,
            ),
        )
        if enabled is not None:
            await _switch(work, endpoint_id, enabled=enabled)
    async with database.unit_of_work(tenant_id) as work:
        if enabled is False:
            await call_off(work, endpoint_id)
        elif enabled and before.status == "disabled":
            await _tell_paused(work, endpoint_id)
        return await view_endpoint(work, endpoint_id)


async def delete_endpoint(database: Database, tenant_id: UUID, endpoint_id: UUID) -> None:
    """Tell an endpoint nothing any more; its secrets are gone at once, its log stays as long as any.

    Raises:
        NotFound: `endpoint_not_found`.
    """
    async with database.unit_of_work(tenant_id) as work:
        await _lock(work, endpoint_id, writers=True)
        await work.send(
            "UPDATE webhook_endpoints SET deleted_at = now(), status = 'disabled', disabled_reason = 'by_hand',"
            " disabled_at = coalesce(disabled_at, now()), updated_at = now() WHERE tenant_id = %s AND id = %s",
            (tenant_id, endpoint_id),
        )
        await work.send(
            "DELETE FROM webhook_secrets WHERE tenant_id = %s AND endpoint_id = %s", (tenant_id, endpoint_id)
        )
    async with database.unit_of_work(tenant_id) as work:
        await call_off(work, endpoint_id)


async def rotate_secret(
    database: Database, tenant_id: UUID, endpoint_id: UUID, *, keep_old_seconds: int = KEEP_OLD_SECRET_SECONDS
) -> tuple[Endpoint, str]:
    """Give an endpoint a new secret and return it: the one time it is shown. Until the old one ends, both sign.

    Raises:
        NotFound: `endpoint_not_found`.
        Conflict: `two_secrets_live`, unless the old ones are to end at once.
    """
    secret = new_signing_secret()
    async with database.unit_of_work(tenant_id) as work:
        await _lock(work, endpoint_id)
        live = len((await view_endpoint(work, endpoint_id)).secrets)
        if live >= _SECRETS_AT_ONCE and keep_old_seconds > 0:
            raise Conflict("Two secrets are in use: wait until the old one has ended.", code="two_secrets_live")
        await work.send(
            "UPDATE webhook_secrets SET expires_at = least(expires_at, now() + make_interval(secs => %s))"
            " WHERE tenant_id = %s AND endpoint_id = %s",
            (keep_old_seconds, tenant_id, endpoint_id),
        )
        await _add_secret(work, endpoint_id, secret)
        return await view_endpoint(work, endpoint_id), secret


async def resume_endpoint(database: Database, tenant_id: UUID, endpoint_id: UUID) -> Endpoint:
    """Enable an endpoint, and tell it everything that was paused.

    Raises:
        NotFound: `endpoint_not_found`.
    """
    async with database.unit_of_work(tenant_id) as work:
        await _lock(work, endpoint_id, writers=True)
        await _switch(work, endpoint_id, enabled=True)
    # From here on events are noted as pending, and all that were noted as paused can be seen.
    async with database.unit_of_work(tenant_id) as work:
        await _tell_paused(work, endpoint_id)
        return await view_endpoint(work, endpoint_id)


async def send_test(database: Database, tenant_id: UUID, endpoint_id: UUID) -> UUID:
    """Have a message sent that tells of nothing but the endpoint, even to a disabled one, and return the delivery's id.

    Raises:
        NotFound: `endpoint_not_found`.
    """
    event_id, delivery_id = new_id(), new_id()
    async with database.unit_of_work(tenant_id) as work:
        found = await view_endpoint(work, endpoint_id)
        row = await work.one("SELECT now() AS at")
        assert row is not None  # noqa: S101 - it selects no table
        data = {
            "id": found.id,
            "url": found.url,
            "topics": found.topics,
            "status": found.status,
            "created_at": to_iso_seconds(found.created_at),
        }
        body = body_of(event_id, TEST_TOPIC, tenant_id, None, row["at"], data)
        await work.send(
            "INSERT INTO webhook_events (tenant_id, id, topic, object_id, body, created_at)"
            " VALUES (%s, %s, %s, %s, %s, now())",
            (tenant_id, event_id, TEST_TOPIC, endpoint_id, body),
        )
        await work.send(
            "INSERT INTO webhook_deliveries (tenant_id, id, event_id, endpoint_id, status)"
            " VALUES (%s, %s, %s, %s, 'pending')",
            (tenant_id, delivery_id, event_id, endpoint_id),
        )
        await work.send(
            "INSERT INTO webhook_queue (delivery_id, tenant_id, endpoint_id, due_at) VALUES (%s, %s, %s, now())",
            (delivery_id, tenant_id, endpoint_id),
        )
    return delivery_id


async def redeliver(
    database: Database,
    tenant_id: UUID,
    endpoint_id: UUID,
    *,
    delivery_id: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> int:
    """Tell an endpoint again what it was told, the same bytes, and return how much that is.

    Args:
        delivery_id: one delivery; without it, all that were noted from `since` on and before `until`.

    Raises:
        NotFound: `endpoint_not_found`, `delivery_not_found`.
        Conflict: `endpoint_disabled`.
    """
    async with database.unit_of_work(tenant_id) as work:
        await _lock(work, endpoint_id)
        if (await view_endpoint(work, endpoint_id)).status == "disabled":
            raise Conflict("The endpoint is disabled: resume it first.", code="endpoint_disabled")
        count = await _tell_again(work, endpoint_id, "", delivery_id, since, until)
        if delivery_id is not None and count == 0:
            raise NotFound("This endpoint has no such delivery.", code="delivery_not_found")
        return count


async def _tell_again(
    work: UnitOfWork,
    endpoint_id: UUID,
    which: LiteralString,
    delivery_id: UUID | None,
    since: datetime | None,
    until: datetime | None,
) -> int:
    rows = await work.all(
        "WITH again AS (UPDATE webhook_deliveries d SET status = 'pending', failures = 0"
        " WHERE d.tenant_id = %(tenant)s AND d.endpoint_id = %(endpoint)s"
        " AND (%(delivery)s::uuid IS NULL OR d.id = %(delivery)s)"
        " AND d.created_at >= coalesce(%(since)s::timestamptz, '-infinity')"
        " AND d.created_at < coalesce(%(until)s::timestamptz, 'infinity')" + which + " RETURNING d.id, d.created_at)"
        " INSERT INTO webhook_queue AS q (delivery_id, tenant_id, endpoint_id, due_at, created_at)"
        " SELECT id, %(tenant)s, %(endpoint)s, now(), created_at FROM again ORDER BY id"
        " ON CONFLICT (delivery_id) DO UPDATE SET due_at = now(), claimed_until = NULL RETURNING q.delivery_id",
        {
            "tenant": work.tenant_id,
            "endpoint": endpoint_id,
            "delivery": delivery_id,
            "since": since,
            "until": until,
        },
    )
    return len(rows)


async def _tell_paused(work: UnitOfWork, endpoint_id: UUID) -> None:
    await _tell_again(work, endpoint_id, " AND d.status = 'paused'", None, None, None)


async def _switch(work: UnitOfWork, endpoint_id: UUID, *, enabled: bool) -> None:
    await work.send(
        "UPDATE webhook_endpoints SET status = %(status)s, disabled_reason = %(reason)s, updated_at = now(),"
        " disabled_at = CASE WHEN %(enabled)s THEN NULL ELSE coalesce(disabled_at, now()) END"
        " WHERE tenant_id = %(tenant)s AND id = %(id)s",
        {
            "tenant": work.tenant_id,
            "id": endpoint_id,
            "enabled": enabled,
            "status": "enabled" if enabled else "disabled",
            "reason": None if enabled else "by_hand",
        },
    )


async def _lock(work: UnitOfWork, endpoint_id: UUID, *, writers: bool = False) -> None:
    """Let nobody else change an endpoint until this unit of work ends.

    Args:
        writers: wait, too, for whoever has noted an event for it and not committed yet, and let no other do so; such a
            unit of work must be short, as orders wait for it.
    """
    row = await work.one(
        b"SELECT id FROM webhook_endpoints WHERE tenant_id = %s AND id = %s AND deleted_at IS NULL FOR "
        + (b"UPDATE" if writers else b"NO KEY UPDATE"),
        (work.tenant_id, endpoint_id),
    )
    if row is None:
        raise NotFound("No such webhook endpoint.", code="endpoint_not_found")


async def _add_secret(work: UnitOfWork, endpoint_id: UUID, secret: str) -> None:
    await work.send(
        "INSERT INTO webhook_secrets (tenant_id, id, endpoint_id, secret) VALUES (%s, %s, %s, %s)",
        (work.tenant_id, new_id(), endpoint_id, secret),
    )


async def _check_app(work: UnitOfWork, app_id: UUID) -> None:
    """Refuse an app that the restaurant neither has nor let in."""
    row = await work.one("SELECT app_is_connected(%s, %s) AS connected", (work.tenant_id, app_id))
    if row is None or not row["connected"]:
        raise Invalid.field("app_id", "an app that is connected to this restaurant is expected", "unknown_app")


def _check_topics(topics: Collection[str]) -> None:
    if not topics:
        raise Invalid.field("topics", "at least one topic is expected", "missing")
    for index, topic in enumerate(topics):
        if topic not in TOPICS:
            raise Invalid.field(f"topics[{index}]", f"one of {', '.join(TOPICS)} is expected", "unknown_topic")


async def _check_url(url: str, *, allow_local: bool) -> None:
    host, port = check_address("url", url, allow_local=allow_local)
    resolver = Resolver()
    try:
        await check_leads_outside("url", host, port, resolver, allow_local=allow_local)
    finally:
        resolver.close()
