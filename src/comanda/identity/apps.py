"""Partner apps: registering them, their secrets, and who signs in as one.

An app that a restaurant registered acts for that restaurant alone; one of the platform's may be connected by any.
"""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import errors

from comanda.identity.digests import digest, new_secret
from comanda.identity.oauth_rules import MOST_REDIRECTS, Client, OAuthRefusal, check_redirect_uri
from comanda.kernel.errors import Conflict, Invalid, NotFound
from comanda.kernel.ids import new_id
from comanda.store.database import Database

MOST_LIVE = 2
BOTH_LIVE = timedelta(hours=24)
"""How long a secret that is replaced goes on working, unless it must end at once."""
_CLIENT_PREFIX, _SECRET_PREFIX = "cma_", "cms_"
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_NOBODY = digest("")
"""Compared when there is no secret to compare, so that an answer takes as long as for an app that exists."""
_COLUMNS = "a.id, a.client_id, a.name, a.tenant_id, a.redirect_uris, a.public"


@dataclass(frozen=True, slots=True)
class AppRecord:
    """An app as its owner may see it: never its secrets, only how they begin and until when they live.

    Attributes:
        tenant_id: the restaurant that registered it, None for the platform's.
        restaurant: that restaurant's slug.
    """

    id: UUID
    client_id: str
    tenant_id: UUID | None
    restaurant: str | None
    name: str
    redirect_uris: tuple[str, ...]
    public: bool
    active: bool
    created_at: datetime
    secrets: tuple["SecretRecord", ...]


@dataclass(frozen=True, slots=True)
class SecretRecord:
    """How a live secret begins, and when it stops working if it does."""

    hint: str
    created_at: datetime
    expires_at: datetime | None


async def register_app(
    database: Database,
    tenant_id: UUID | None,
    name: str,
    redirect_uris: Sequence[str],
    public: bool = False,
    *,
    client_id: str | None = None,
    secret: str | None = None,
) -> tuple[str, str | None]:
    """Register an app and return its client id and secret: the one time the latter can be seen.

    The platform's app that so far only had tokens, issued by its name, is completed.

    Args:
        tenant_id: the restaurant whose office registers it, None for an app of the platform.
        public: it keeps no secret, because it runs on other people's devices; None stands for its secret.
        client_id: by default a new one. This and the secret are given by a demo that must be able to start again; an
            app that has the id already stays as it is.

    Raises:
        Invalid: naming `name` or `redirect_uris`.
        Conflict: `app_name_taken`.
    """
    uris = _checked(name, redirect_uris, public=public)
    client_id = client_id or new_secret(_CLIENT_PREFIX)
    secret = None if public else secret or new_secret(_SECRET_PREFIX)
    async with database.connection() as connection, connection.transaction():
        found = await connection.execute("SELECT id FROM apps WHERE client_id = %s", (client_id,))
        if await found.fetchone() is not None:
            return client_id, secret
        found = await connection.execute(
            "INSERT INTO apps AS a (id, client_id, tenant_id, name, redirect_uris, public)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (name, tenant_id) WHERE active DO UPDATE SET"
            " client_id = excluded.client_id, redirect_uris = excluded.redirect_uris, public = excluded.public"
            " WHERE a.tenant_id IS NULL AND a.active AND a.redirect_uris = '{}'"
            " AND NOT EXISTS (SELECT FROM app_secrets s WHERE s.app_id = a.id) RETURNING id",
            (new_id(), client_id, tenant_id, name.strip(), uris, public),
        )
        app = await found.fetchone()
        if app is None:
            raise Conflict("Another app has this name.", code="app_name_taken")
        if secret is not None:
            await connection.execute(
                "INSERT INTO app_secrets (id, app_id, secret_hash, hint) VALUES (%s, %s, %s, %s)",
                (new_id(), app["id"], digest(secret), secret[:8]),
            )
    return client_id, secret


def _checked(name: str, redirect_uris: Sequence[str], *, public: bool) -> list[str]:
    plain = name.strip()
    if not 1 <= len(plain) <= 50 or not plain.isprintable():
        raise Invalid.field("name", "1 to 50 characters are expected, all of which can be seen", "name")
    if not 1 <= len(redirect_uris) <= MOST_REDIRECTS:
        raise Invalid.field("redirect_uris", f"1 to {MOST_REDIRECTS} addresses are expected", "redirect_uris")
    for uri in redirect_uris:
        check_redirect_uri(uri, public=public)
    return list(dict.fromkeys(redirect_uris))


async def list_apps(database: Database, tenant_id: UUID | None = None, *, everybody: bool = False) -> list[AppRecord]:
    """Return the apps that a restaurant registered, newest first.

    Args:
        tenant_id: None for the platform's own.
        everybody: return the apps of all.
    """
    return await _records(database, {"tenant": tenant_id, "all": everybody, "client": None})


async def find_app(database: Database, client_id: str) -> AppRecord:
    """Return an app by its client id.

    Raises:
        NotFound: `unknown_app`.
    """
    which = {"tenant": None, "all": True, "client": client_id}
    found = await _records(database, which) if _CLIENT_ID.fullmatch(client_id) else []
    if not found:
        raise NotFound("No such app.", code="unknown_app")
    return found[0]


async def _records(database: Database, which: dict[str, Any]) -> list[AppRecord]:
    rows = await database.all(
        f"SELECT {_COLUMNS}, a.active, a.created_at, r.slug AS restaurant,"
        " (SELECT coalesce(jsonb_agg(jsonb_build_array(s.hint, s.created_at, s.expires_at)"
        " ORDER BY s.created_at, s.id), '[]') FROM app_secrets s WHERE s.app_id = a.id"
        " AND (s.expires_at IS NULL OR s.expires_at > now())) AS secrets"
        " FROM apps a LEFT JOIN tenants r ON r.id = a.tenant_id"
        " WHERE (%(all)s OR a.tenant_id IS NOT DISTINCT FROM %(tenant)s::uuid)"
        " AND (%(client)s::text IS NULL OR a.client_id = %(client)s) ORDER BY a.created_at DESC, a.id DESC",
        which,
    )
    return [_record(row) for row in rows]


def _record(row: dict[str, Any]) -> AppRecord:
    secrets = tuple(
        SecretRecord(hint, datetime.fromisoformat(made), datetime.fromisoformat(ends) if ends else None)
        for hint, made, ends in row["secrets"]
    )
    return AppRecord(
        row["id"],
        row["client_id"],
        row["tenant_id"],
        row["restaurant"],
        row["name"],
        tuple(row["redirect_uris"]),
        row["public"],
        row["active"],
        row["created_at"],
        secrets,
    )


async def rotate_secret(database: Database, app_id: UUID, *, at_once: bool = False) -> str:
    """Return a new secret of an app; the present one goes on working for a day.

    Args:
        at_once: end every other secret now, as when one got into wrong hands.

    Raises:
        NotFound: `unknown_app`; it is not active.
        Conflict: `public_app`, which keeps no secret; `two_secrets_live`.
    """
    secret = new_secret(_SECRET_PREFIX)
    async with database.connection() as connection, connection.transaction():
        # Whoever rotates at the same time waits here, and counts afterwards.
        app = await _locked(connection, app_id)
        if app["public"]:
            raise Conflict("A public app keeps no secret.", code="public_app")
        if not at_once:
            found = await connection.execute(
                "SELECT count(*) AS live FROM app_secrets"
                " WHERE app_id = %s AND (expires_at IS NULL OR expires_at > now())",
                (app_id,),
            )
            counted = await found.fetchone()
            if counted is not None and counted["live"] >= MOST_LIVE:
                raise Conflict(
                    f"The app has {MOST_LIVE} secrets in use: wait until the older one ends, or end both at once.",
                    code="two_secrets_live",
                )
        await connection.execute(
            "UPDATE app_secrets SET expires_at = least(expires_at, now() + %s)"
            " WHERE app_id = %s AND (expires_at IS NULL OR expires_at > now())",
            (timedelta(0) if at_once else BOTH_LIVE, app_id),
        )
        await connection.execute(
            "INSERT INTO app_secrets (id, app_id, secret_hash, hint) VALUES (%s, %s, %s, %s)",
            (new_id(), app_id, digest(secret), secret[:8]),
        )
    return secret


async def change_app(
    database: Database, app_id: UUID, *, name: str | None = None, redirect_uris: Sequence[str] | None = None
) -> None:
    """Give an app another name or other redirect addresses; what is None stays.

    Raises:
        NotFound: `unknown_app`.
        Invalid: naming `name` or `redirect_uris`.
        Conflict: `app_name_taken`.
    """
    async with database.connection() as connection, connection.transaction():
        app = await _locked(connection, app_id)
        name = app["name"] if name is None else name
        uris = _checked(name, app["redirect_uris"] if redirect_uris is None else redirect_uris, public=app["public"])
        try:
            await connection.execute(
                "UPDATE apps SET name = %s, redirect_uris = %s WHERE id = %s", (name.strip(), uris, app_id)
            )
        except errors.UniqueViolation as error:
            raise Conflict("Another app has this name.", code="app_name_taken") from error


async def deactivate(database: Database, app_id: UUID) -> None:
    """End an app for good: its secrets, and every token it has anywhere, stop working from the next request.

    Raises:
        NotFound: `unknown_app`. An app that is ended already is one, too.
    """
    async with database.connection() as connection, connection.transaction():
        await _locked(connection, app_id)
        await connection.execute("UPDATE apps SET active = false WHERE id = %s", (app_id,))
        await connection.execute(
            "UPDATE oauth_grants SET revoked_at = now(), revoked_reason = 'app_deactivated'"
            " WHERE app_id = %s AND revoked_at IS NULL",
            (app_id,),
        )
        await connection.execute(
            "UPDATE access_tokens SET revoked_at = now() WHERE app_id = %s AND revoked_at IS NULL", (app_id,)
        )


async def _locked(connection: Any, app_id: UUID) -> dict[str, Any]:
    found = await connection.execute(
        "SELECT name, redirect_uris, public FROM apps WHERE id = %s AND active FOR UPDATE", (app_id,)
    )
    app: dict[str, Any] | None = await found.fetchone()
    if app is None:
        raise NotFound("No such app.", code="unknown_app")
    return app


async def find_client(database: Database, client_id: str) -> Client | None:
    """Return the active app with a client id, or None."""
    if not _CLIENT_ID.fullmatch(client_id):
        return None
    rows = await database.all(f"SELECT {_COLUMNS} FROM apps a WHERE a.client_id = %s AND a.active", (client_id,))
    return _client(rows[0]) if rows else None


async def authenticate_client(database: Database, client_id: str, secret: str | None) -> Client:
    """Return the app that signs in with these; a public app has no secret.

    Raises:
        OAuthRefusal: `invalid_client`, whatever of the two is wrong.
    """
    rows = await database.all(
        f"SELECT {_COLUMNS}, ARRAY(SELECT s.secret_hash FROM app_secrets s WHERE s.app_id = a.id"
        " AND (s.expires_at IS NULL OR s.expires_at > now())) AS hashes FROM apps a"
        " WHERE a.client_id = %s AND a.active",
        (client_id if _CLIENT_ID.fullmatch(client_id) else "",),
    )
    made = digest((secret or "").encode(errors="replace").decode())
    kept = [bytes(one) for one in rows[0]["hashes"]] if rows else []
    fits = [hmac.compare_digest(one, made) for one in (*kept, _NOBODY)[:MOST_LIVE]]
    known = rows and (secret is None if rows[0]["public"] else secret is not None and any(fits[: len(kept)]))
    if not known:
        raise OAuthRefusal("The app is unknown, or its secret is wrong.", code="invalid_client")
    return _client(rows[0])


def _client(row: dict[str, Any]) -> Client:
    return Client(
        row["id"], row["client_id"], row["name"], row["tenant_id"], tuple(row["redirect_uris"]), row["public"]
    )
