"""What restaurants grant to partner apps: codes, the tokens made from them, and ending it.

A grant is a family. A code makes one; each refresh token of it is used once and makes the next. A code or a refresh
token that turns up a second time means that two hold it, so the whole family is revoked (RFC 9700 4.14.2): two uses at
the same moment count as such, whoever sent them. Nothing in here is ever kept as it is sent, only as a hash.

Locks are taken in this order: code, app, refresh token, grant.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import DictRow

from comanda.identity.digests import digest, new_secret
from comanda.identity.oauth_rules import Client, OAuthRefusal, Wish, check_verifier
from comanda.identity.people import Person
from comanda.kernel.errors import Forbidden, NotFound
from comanda.kernel.ids import new_id
from comanda.store.database import Database

CONNECT = "apps:connect"
"""The permission to let an app act for the whole restaurant."""
CODE_LASTS = timedelta(minutes=10)
REFRESH_LASTS = timedelta(days=180)
"""Counted anew with every refresh token, so an app that calls now and then is never cut off."""
_ACCESS_PREFIX, _REFRESH_PREFIX, _CODE_PREFIX = "cmd_", "cmo_", "cmc_"
_OPEN = (
    "r.active AND NOT coalesce((SELECT bool_and(d.governance = 'suspended') FROM location_directory d"
    " WHERE d.tenant_id = r.id), false)"
)
"""Whether a restaurant may be connected anew: it is active, and not all of its locations are suspended."""

Connection = AsyncConnection[DictRow]


@dataclass(frozen=True, slots=True)
class Choice:
    """A restaurant that somebody may connect."""

    tenant_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Issued:
    """What an app gets for a code or a refresh token; kept as hashes, so this is the one time it can be seen."""

    access_token: str
    refresh_token: str
    lasts: timedelta
    tenant_id: UUID
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GrantRecord:
    """A grant as its restaurant may see it.

    Attributes:
        revoked_reason: `by_app`, `by_restaurant`, `app_deactivated`, `code_reused` or `refresh_token_reused`.
        last_token_at: when the app last got a token.
    """

    id: UUID
    app_id: UUID
    app: str
    client_id: str
    granted_by: str
    scopes: list[str]
    created_at: datetime
    last_token_at: datetime | None
    revoked_at: datetime | None
    revoked_reason: str | None


async def choices(database: Database, person: Person, client: Client) -> list[Choice]:
    """Return the restaurants that somebody may connect an app with, by name.

    Raises:
        Forbidden: `may_not_connect`, their role does not cover it; `foreign_app`, it is another restaurant's own;
            `restaurant_suspended`.
    """
    if not person.may(CONNECT):
        raise Forbidden("Only an administrator may connect apps.", code="may_not_connect")
    if client.tenant_id is not None and person.tenant_id not in (None, client.tenant_id):
        raise Forbidden("The app belongs to another restaurant.", code="foreign_app")
    rows = await database.all(
        "SELECT r.id AS tenant_id, r.name FROM tenants r WHERE " + _OPEN + " AND (%(home)s::uuid IS NULL OR r.id ="
        " %(home)s) AND (%(app)s::uuid IS NULL OR r.id = %(app)s) ORDER BY r.name, r.id",
        {"home": person.tenant_id, "app": client.tenant_id},
    )
    if not rows:
        raise Forbidden("The restaurant is suspended.", code="restaurant_suspended")
    return [Choice(**row) for row in rows]


async def issue_code(database: Database, client: Client, wish: Wish, person: Person, tenant_id: UUID) -> str:
    """Grant what an app wishes for a restaurant, and return the code that the app exchanges for tokens."""
    code = new_secret(_CODE_PREFIX)
    await database.all(
        "INSERT INTO oauth_codes (code_hash, app_id, tenant_id, user_id, scopes, redirect_uri, code_challenge,"
        " expires_at) VALUES (%s, %s, %s, %s, %s, %s, %s, now() + %s) RETURNING expires_at",
        (
            digest(code),
            client.id,
            tenant_id,
            person.id,
            list(wish.scopes),
            wish.redirect_uri,
            wish.challenge,
            CODE_LASTS,
        ),
    )
    return code


async def exchange_code(
    database: Database,
    client: Client,
    code: str,
    *,
    redirect_uri: str | None,
    verifier: str | None,
    tenant_id: UUID | None,
    lasts: timedelta,
) -> Issued:
    """Return tokens for a code, once.

    Args:
        redirect_uri: where the code went, if the app says so; left out by the contract's short form.
        tenant_id: the restaurant that the request was addressed to, if it was.
        lasts: how long the access token lives.

    Raises:
        OAuthRefusal: `invalid_grant`. The code stays as it was, but one that was used before takes its grant with it.
    """
    async with database.connection() as connection, connection.transaction():
        found = await connection.execute(
            "SELECT c.tenant_id, c.user_id, c.scopes, c.redirect_uri, c.code_challenge, c.used_at, c.grant_id,"
            " c.expires_at > now() AS lives, " + _OPEN + " AS open FROM oauth_codes c"
            " JOIN apps a ON a.id = c.app_id AND a.active JOIN tenants r ON r.id = c.tenant_id"
            " WHERE c.code_hash = %s AND c.app_id = %s FOR UPDATE OF c FOR SHARE OF a",
            (digest(code), client.id),
        )
        row = await found.fetchone()
        if row is None:
            raise _refused("The code is unknown.")
        if row["used_at"] is None:
            _check_code(row, redirect_uri, tenant_id)
            check_verifier(row["code_challenge"], verifier)
            grant_id, scopes = new_id(), list(row["scopes"])
            await connection.execute(
                "INSERT INTO oauth_grants (id, app_id, tenant_id, user_id, scopes) VALUES (%s, %s, %s, %s, %s)",
                (grant_id, client.id, row["tenant_id"], row["user_id"], scopes),
            )
            await connection.execute(
                "UPDATE oauth_codes SET used_at = now(), grant_id = %s WHERE code_hash = %s", (grant_id, digest(code))
            )
            return await _issue(connection, client.id, row["tenant_id"], grant_id, None, scopes, lasts)
        await _revoke(connection, row["grant_id"], "code_reused")
    raise _refused("The code was used before; what came of it is revoked.")


def _check_code(row: dict[str, Any], redirect_uri: str | None, tenant_id: UUID | None) -> None:
    if not row["lives"]:
        raise _refused("The code has expired.")
    if redirect_uri is not None and redirect_uri != row["redirect_uri"]:
        raise _refused("redirect_uri is not the one that the code was sent to.")
    if tenant_id not in (None, row["tenant_id"]):
        raise _refused("The code is for another restaurant.")
    if not row["open"]:
        raise _refused("The restaurant is suspended.")


async def refresh_grant(
    database: Database,
    client: Client,
    token: str,
    *,
    scope: str | None,
    tenant_id: UUID | None,
    lasts: timedelta,
) -> Issued:
    """Return new tokens for a refresh token, which is spent with that.

    Args:
        scope: what the new access token is to cover; it cannot be more than was granted.
        tenant_id: the restaurant that the request was addressed to, if it was.
        lasts: how long the access token lives.

    Raises:
        OAuthRefusal: `invalid_grant`, `invalid_scope`. The token stays as it was, but one that was spent before takes
            its grant with it.
    """
    async with database.connection() as connection, connection.transaction():
        found = await connection.execute(
            "SELECT t.id, t.grant_id, t.spent_at, t.expires_at > now() AS lives, g.tenant_id, g.scopes, g.revoked_at,"
            " r.active FROM oauth_refresh_tokens t JOIN oauth_grants g ON g.id = t.grant_id"
            " JOIN tenants r ON r.id = g.tenant_id WHERE t.token_hash = %s AND g.app_id = %s FOR UPDATE OF t, g",
            (digest(token), client.id),
        )
        row = await found.fetchone()
        if row is None or row["revoked_at"] is not None:
            raise _refused("The refresh token is unknown or revoked.")
        if row["spent_at"] is None:
            if not row["lives"]:
                raise _refused("The refresh token has expired.")
            if tenant_id not in (None, row["tenant_id"]):
                raise _refused("The refresh token is for another restaurant.")
            if not row["active"]:
                raise _refused("The restaurant is suspended.")
            if scope is not None and set(scope.split()) - set(row["scopes"]):
                raise OAuthRefusal("More is asked for than was granted.", code="invalid_scope")
            await connection.execute("UPDATE oauth_refresh_tokens SET spent_at = now() WHERE id = %s", (row["id"],))
            scopes = list(row["scopes"])
            return await _issue(connection, client.id, row["tenant_id"], row["grant_id"], row["id"], scopes, lasts)
        await _revoke(connection, row["grant_id"], "refresh_token_reused")
    raise _refused("The refresh token was used before; all that came of it is revoked.")


async def _issue(
    connection: Connection,
    app_id: UUID,
    tenant_id: UUID,
    grant_id: UUID,
    parent_id: UUID | None,
    scopes: list[str],
    lasts: timedelta,
) -> Issued:
    access, refresh = new_secret(_ACCESS_PREFIX), new_secret(_REFRESH_PREFIX)
    await connection.execute(
        "INSERT INTO access_tokens (id, token_hash, hint, tenant_id, app_id, scopes, expires_at, grant_id)"
        " VALUES (%s, %s, %s, %s, %s, %s, now() + %s, %s)",
        (new_id(), digest(access), access[:8], tenant_id, app_id, scopes, lasts, grant_id),
    )
    await connection.execute(
        "INSERT INTO oauth_refresh_tokens (id, grant_id, parent_id, token_hash, expires_at)"
        " VALUES (%s, %s, %s, %s, now() + %s)",
        (new_id(), grant_id, parent_id, digest(refresh), REFRESH_LASTS),
    )
    return Issued(access, refresh, lasts, tenant_id, tuple(scopes))


async def _revoke(connection: Connection, grant_id: UUID, reason: LiteralString) -> None:
    # The grant comes first: whoever is about to make tokens of it holds it, and is done when we get it.
    await connection.execute(
        "UPDATE oauth_grants SET revoked_at = now(), revoked_reason = %s WHERE id = %s AND revoked_at IS NULL",
        (reason, grant_id),
    )
    await connection.execute(
        "UPDATE access_tokens SET revoked_at = now() WHERE grant_id = %s AND revoked_at IS NULL", (grant_id,)
    )


async def revoke_token(database: Database, client: Client, token: str) -> None:
    """End an access token, or with a refresh token the whole grant (RFC 7009); one that nobody knows is no error.

    Raises:
        OAuthRefusal: `invalid_grant`, the token is another app's.
    """
    async with database.connection() as connection, connection.transaction():
        found = await connection.execute(
            "SELECT app_id, id AS access_id, NULL::uuid AS grant_id FROM access_tokens WHERE token_hash = %(digest)s"
            " UNION ALL SELECT g.app_id, NULL, g.id FROM oauth_refresh_tokens t"
            " JOIN oauth_grants g ON g.id = t.grant_id WHERE t.token_hash = %(digest)s",
            {"digest": digest(token)},
        )
        row = await found.fetchone()
        if row is None:
            return
        if row["app_id"] != client.id:
            raise _refused("The token was issued to another app.")
        if row["grant_id"] is not None:
            await _revoke(connection, row["grant_id"], "by_app")
        else:
            await connection.execute(
                "UPDATE access_tokens SET revoked_at = coalesce(revoked_at, now()) WHERE id = %s", (row["access_id"],)
            )


async def list_grants(database: Database, tenant_id: UUID) -> list[GrantRecord]:
    """Return what a restaurant granted, newest first."""
    rows = await database.all(
        "SELECT g.id, g.app_id, a.name AS app, a.client_id, u.name AS granted_by, g.scopes, g.created_at,"
        " (SELECT max(t.created_at) FROM access_tokens t WHERE t.grant_id = g.id) AS last_token_at,"
        " g.revoked_at, g.revoked_reason FROM oauth_grants g JOIN apps a ON a.id = g.app_id"
        " JOIN users u ON u.id = g.user_id WHERE g.tenant_id = %s ORDER BY g.created_at DESC, g.id DESC",
        (tenant_id,),
    )
    return [GrantRecord(**row) for row in rows]


async def revoke_grant(database: Database, tenant_id: UUID, grant_id: UUID) -> None:
    """End a grant of a restaurant: every token of it stops working from the next request.

    Raises:
        NotFound: `unknown_grant`. Revoking twice is no error.
    """
    async with database.connection() as connection, connection.transaction():
        found = await connection.execute(
            "SELECT id FROM oauth_grants WHERE id = %s AND tenant_id = %s", (grant_id, tenant_id)
        )
        if await found.fetchone() is None:
            raise NotFound("No such grant.", code="unknown_grant")
        await _revoke(connection, grant_id, "by_restaurant")


def _refused(why: str) -> OAuthRefusal:
    return OAuthRefusal(why, code="invalid_grant")


async def forget_spent(database: Database) -> int:
    """Forget codes and refresh tokens that could not be used any more for a day, and return how many there were.

    Until then a second use of one still tells that two hold it.
    """
    codes = await database.all(
        "DELETE FROM oauth_codes WHERE expires_at < now() - interval '1 day' RETURNING code_hash"
    )
    tokens = await database.all(
        "WITH gone AS (SELECT id FROM oauth_refresh_tokens WHERE expires_at < now() - interval '1 day'),"
        " freed AS (UPDATE oauth_refresh_tokens t SET parent_id = NULL FROM gone WHERE t.parent_id = gone.id)"
        " SELECT id FROM gone"
    )
    await database.all(
        "DELETE FROM oauth_refresh_tokens WHERE id = ANY(%s) RETURNING id", ([token["id"] for token in tokens],)
    )
    return len(codes) + len(tokens)
