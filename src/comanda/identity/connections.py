"""What has access to a restaurant: the grants that its people gave, and tokens that were issued by hand.

A grant is one connection, however many tokens came of it, and ends with all of them.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comanda.identity.grants import revoke_grant
from comanda.kernel.errors import NotFound
from comanda.store.database import Database


@dataclass(frozen=True, slots=True)
class Connection:
    """An app's access to a restaurant, which lives.

    Attributes:
        id: of the grant, or of the token that was issued by hand.
        client_id: None for an app that was never registered, but only given tokens.
        granted_by: who connected the app, None for a token that was issued by hand.
        hint: how the newest access token begins.
        last_token_at: when the app last got an access token.
        expires_at: when access ends if the app never asks for a new token, None for never.
    """

    id: UUID
    app: str
    client_id: str | None
    granted_by: str | None
    hint: str | None
    scopes: list[str]
    created_at: datetime
    last_token_at: datetime | None
    expires_at: datetime | None


async def list_connections(database: Database, tenant_id: UUID) -> list[Connection]:
    """Return what has access to a restaurant now, newest first."""
    rows = await database.all(
        "SELECT g.id, a.name AS app, a.client_id, u.name AS granted_by, newest.hint, g.scopes, g.created_at,"
        " newest.created_at AS last_token_at, ends.expires_at FROM oauth_grants g"
        " JOIN apps a ON a.id = g.app_id JOIN users u ON u.id = g.user_id"
        " LEFT JOIN LATERAL (SELECT t.hint, t.created_at FROM access_tokens t WHERE t.grant_id = g.id"
        " ORDER BY t.created_at DESC, t.id DESC LIMIT 1) newest ON true"
        " CROSS JOIN LATERAL (SELECT max(lives.expires_at) AS expires_at FROM ("
        " SELECT r.expires_at FROM oauth_refresh_tokens r WHERE r.grant_id = g.id AND r.spent_at IS NULL"
        " UNION ALL SELECT t.expires_at FROM access_tokens t WHERE t.grant_id = g.id AND t.revoked_at IS NULL"
        ") lives) ends"
        " WHERE g.tenant_id = %(tenant)s AND g.revoked_at IS NULL AND ends.expires_at > now()"
        " UNION ALL"
        " SELECT t.id, a.name, a.client_id, NULL, t.hint, t.scopes, t.created_at, t.created_at, t.expires_at"
        " FROM access_tokens t JOIN apps a ON a.id = t.app_id"
        " WHERE t.tenant_id = %(tenant)s AND t.grant_id IS NULL AND t.revoked_at IS NULL"
        " AND (t.expires_at IS NULL OR t.expires_at > now())"
        " ORDER BY created_at DESC, id DESC",
        {"tenant": tenant_id},
    )
    return [Connection(**row) for row in rows]


async def end_connection(database: Database, tenant_id: UUID, connection_id: UUID) -> None:
    """End an app's access to a restaurant, from the next request.

    Raises:
        NotFound: `unknown_token`, the restaurant has no such connection. Ending one twice is no error.
    """
    try:
        await revoke_grant(database, tenant_id, connection_id)
    except NotFound:
        rows = await database.all(
            "UPDATE access_tokens SET revoked_at = coalesce(revoked_at, now())"
            " WHERE id = %s AND tenant_id = %s AND grant_id IS NULL RETURNING id",
            (connection_id, tenant_id),
        )
        if not rows:
            raise NotFound("No such token.", code="unknown_token") from None
