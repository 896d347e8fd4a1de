"""Access tokens of partner apps: issuing, listing, revoking, and who holds one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comanda.identity.digests import digest, new_secret
from comanda.kernel.actor import Actor
from comanda.kernel.errors import NotFound
from comanda.kernel.ids import new_id
from comanda.restaurants.rules import Governance, trades
from comanda.store.database import Database

ONLINE_ORDER = "online_order"
"""The one scope of the Online Order API: the whole of it, for one restaurant."""
_PREFIX = "cmd_"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a request needs to know of a location before anything else.

    Attributes:
        trades: whether it takes new orders.
        menu_version: version of the compiled menu that is current.
    """

    location_id: UUID
    trades: bool
    menu_version: int


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever holds a token, and the standing of the location asked about, None when it is not the caller's."""

    actor: Actor
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class TokenQuestion:
    """A token as presented, and the location the request is about, if it names one."""

    token: str
    location_id: UUID | None


async def resolve(database: Database, questions: Sequence[TokenQuestion]) -> list[Caller | None]:
    """Tell for each question who is calling, or None for a token that is unknown, expired, revoked or suspended.

    A restaurant that is not active has no callers. A location's standing does not matter here: what is open there can
    still be paid.
    """
    rows = await database.all(
        "SELECT t.tenant_id, t.app_id, t.scopes, now() AS at, l.location_id, l.governance, l.active, l.menu_version"
        " FROM unnest(%s::bytea[], %s::uuid[]) WITH ORDINALITY AS asked(token_hash, location_id, place)"
        " LEFT JOIN (access_tokens t JOIN tenants r ON r.id = t.tenant_id AND r.active)"
        " ON t.token_hash = asked.token_hash AND t.revoked_at IS NULL"
        " AND (t.expires_at IS NULL OR t.expires_at > now())"
        " LEFT JOIN location_directory l ON l.location_id = asked.location_id AND l.tenant_id = t.tenant_id"
        " ORDER BY asked.place",
        ([digest(asked.token) for asked in questions], [asked.location_id for asked in questions]),
    )
    return [_caller(row) for row in rows]


def _caller(row: dict[str, object]) -> Caller | None:
    if row["tenant_id"] is None:
        return None
    actor = Actor(row["tenant_id"], row["at"], row["app_id"], frozenset(row["scopes"]))  # type: ignore[arg-type,call-overload]
    if row["location_id"] is None:
        return Caller(actor, None)
    may_trade = trades(Governance(str(row["governance"])), active=bool(row["active"]))
    return Caller(actor, Standing(row["location_id"], may_trade, row["menu_version"]))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token as its owner may see it again: never the token itself."""

    id: UUID
    restaurant: str
    app: str
    hint: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


async def issue_token(database: Database, restaurant_slug: str, app_name: str, *, token: str | None = None) -> str:
    """Issue an access token of an app for one restaurant, registering the app if it is new.

    Args:
        token: the token to issue, for a demo that must be able to start again; by default a new random one.

    Returns:
        The token. It is kept as a hash only, so this is the one time it can be seen.

    Raises:
        NotFound: no restaurant has that slug.
    """
    token = token or new_secret(_PREFIX)
    found = await database.all("SELECT id FROM tenants WHERE slug = %s", (restaurant_slug,))
    if not found:
        raise NotFound(f"No restaurant has the slug {restaurant_slug!r}.")
    apps = await database.all(
        "INSERT INTO apps (id, name) VALUES (%s, %s)"
        " ON CONFLICT (name, tenant_id) WHERE active DO UPDATE SET name = excluded.name RETURNING id",
        (new_id(), app_name),
    )
    await database.all(
        "INSERT INTO access_tokens (id, token_hash, hint, tenant_id, app_id, scopes) VALUES (%s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (token_hash) DO NOTHING RETURNING id",
        (new_id(), digest(token), token[:8], found[0]["id"], apps[0]["id"], [ONLINE_ORDER]),
    )
    return token


async def list_tokens(database: Database) -> list[TokenRecord]:
    """Return all tokens, newest first."""
    rows = await database.all(
        "SELECT t.id, r.slug AS restaurant, a.name AS app, t.hint, t.scopes, t.created_at, t.expires_at, t.revoked_at"
        " FROM access_tokens t JOIN tenants r ON r.id = t.tenant_id JOIN apps a ON a.id = t.app_id"
        " ORDER BY t.created_at DESC, t.id DESC"
    )
    return [TokenRecord(**row) for row in rows]


async def revoke_token(database: Database, token_id: UUID) -> None:
    """Revoke a token; it stops working from the next request.

    Raises:
        NotFound: no token has that id. Revoking twice is no error.
    """
    rows = await database.all(
        "UPDATE access_tokens SET revoked_at = coalesce(revoked_at, now()) WHERE id = %s RETURNING id", (token_id,)
    )
    if not rows:
        raise NotFound(f"No token has the id {token_id}.")
