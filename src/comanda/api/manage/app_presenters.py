"""From apps and their access to what administrators' programs read. Pure."""

from datetime import datetime
from typing import Any

from comanda.identity.apps import AppRecord
from comanda.identity.connections import Connection
from comanda.kernel.time import to_iso_seconds

Json = dict[str, Any]


def _time(at: datetime | None) -> str | None:
    return to_iso_seconds(at) if at is not None else None


def app(found: AppRecord) -> Json:
    """An app."""
    return {
        "id": found.id,
        "client_id": found.client_id,
        "name": found.name,
        "redirect_uris": found.redirect_uris,
        "public": found.public,
        "active": found.active,
        "secrets": [
            {"hint": f"{live.hint}…", "created_at": _time(live.created_at), "expires_at": _time(live.expires_at)}
            for live in found.secrets
        ],
        "created_at": _time(found.created_at),
    }


def token(found: Connection) -> Json:
    """An app's access."""
    return {
        "id": found.id,
        "app": {"name": found.app, "client_id": found.client_id},
        "granted_by": found.granted_by,
        "hint": f"{found.hint}…" if found.hint is not None else None,
        "scopes": found.scopes,
        "created_at": _time(found.created_at),
        "last_token_at": _time(found.last_token_at),
        "expires_at": _time(found.expires_at),
    }
