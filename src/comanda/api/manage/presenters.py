"""From core values to what administrators' programs read. Pure."""

from datetime import datetime
from typing import Any

from comanda.kernel.paging import Slice
from comanda.kernel.time import to_iso_seconds
from comanda.notifications.webhooks.endpoints import Endpoint
from comanda.notifications.webhooks.log import AttemptRecord, DeliveryRecord

Json = dict[str, Any]


def _time(at: datetime | None) -> str | None:
    return to_iso_seconds(at) if at is not None else None


def endpoint(found: Endpoint) -> Json:
    """A webhook endpoint."""
    return {
        "id": found.id,
        "app_id": found.app_id,
        "url": found.url,
        "topics": found.topics,
        "description": found.description,
        "status": found.status,
        "disabled_reason": found.disabled_reason,
        "disabled_at": _time(found.disabled_at),
        "paused_events": found.paused,
        "secrets": [
            {"hint": f"{live.hint}…", "created_at": _time(live.created_at), "expires_at": _time(live.expires_at)}
            for live in found.secrets
        ],
        "created_at": _time(found.created_at),
        "updated_at": _time(found.updated_at),
    }


def deliveries(found: Slice[DeliveryRecord]) -> Json:
    """A page of the log."""
    return {
        "data": [delivery(one) for one in found.rows],
        "next": found.rows[-1].id if found.more_after and found.rows else None,
    }


def delivery(found: DeliveryRecord) -> Json:
    """A delivery in the log."""
    return {
        "id": found.id,
        "event_id": found.event_id,
        "topic": found.topic,
        "object_id": found.object_id,
        "location_id": found.location_id,
        "status": found.status,
        "failures": found.failures,
        "event_at": _time(found.event_at),
        "created_at": _time(found.created_at),
        "delivered_at": _time(found.delivered_at),
        "next_attempt_at": _time(found.next_attempt_at),
        "attempts": [_attempt(one) for one in found.attempts],
    }


def whole_delivery(found: DeliveryRecord) -> Json:
    """A delivery by itself."""
    return delivery(found) | {"request_body": found.body.decode() if found.body is not None else None}


def _attempt(found: AttemptRecord) -> Json:
    return {
        "id": found.id,
        "at": found.at.isoformat(timespec="milliseconds"),
        "request_headers": found.request_headers,
        "response_status": found.response_status,
        "response_body": found.response_body,
        "error": found.error,
        "duration_ms": found.duration_ms,
    }
