"""People who sign in: who holds a token, and what they may do where."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from comanda.identity.digests import digest, new_secret
from comanda.identity.permissions import allows
from comanda.identity.signing import Signer
from comanda.kernel.errors import NotFound
from comanda.kernel.ids import new_id, parse_id
from comanda.restaurants.rules import Governance, trades
from comanda.store.database import Database

_PREFIX = "cmu_"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signed in.

    Attributes:
        tenant_id: whose staff they are, None for an operator of the platform.
        location_ids: where they work, None for every location of the restaurant.
        at: the instant they were recognised, by the database's clock.
    """

    id: UUID
    tenant_id: UUID | None
    name: str
    email: str
    role: str
    location_ids: frozenset[UUID] | None
    at: datetime

    def may(self, permission: str) -> bool:
        """Tell whether their role covers a permission."""
        return allows(self.role, permission)

    def works_at(self, location_id: UUID) -> bool:
        """Tell whether they work at a location of their restaurant."""
        return self.location_ids is None or location_id in self.location_ids


@dataclass(frozen=True, slots=True)
class Workplace:
    """The location a member of staff acts at."""

    location_id: UUID
    slug: str
    trades: bool
    menu_version: int


_PERSON = (
    "SELECT u.id, u.tenant_id, u.name, u.email, u.role, u.location_ids, now() AS at,"
    " d.location_id, d.slug, d.governance, d.active, d.menu_version FROM users u"
    " LEFT JOIN location_directory d ON d.tenant_id = u.tenant_id AND d.location_id = %(location)s"
)


async def resolve_staff(
    database: Database, signer: Signer, token: str, location_id: UUID | None = None
) -> tuple[Person, Workplace | None] | None:
    """Return who holds an access token, and the location they act at if it is their restaurant's.

    Roles, workplaces and sign-outs count from the next request: the token says who, the database what they may.

    Returns:
        None for a token that is not ours, has expired, or whose holder signed out or left.
    """
    claims = await signer.read(token)
    if claims is None or claims.get("kind") != "staff":
        return None
    rows = await database.all(
        _PERSON + " WHERE u.id = %(user)s AND u.active AND EXISTS (SELECT FROM refresh_tokens r"
        " WHERE r.family_id = %(family)s AND r.user_id = u.id AND r.revoked_at IS NULL)",
        {"user": parse_id(str(claims["sub"])), "family": parse_id(str(claims.get("sid"))), "location": location_id},
    )
    return _found(rows[0]) if rows else None


async def resolve_bearer(
    database: Database, signer: Signer, token: str, location_id: UUID | None = None
) -> tuple[Person, Workplace | None] | None:
    """Return who holds a bearer token, and the location they act at if it is their restaurant's.

    It is an access token from signing in, or a long-lived one of their own.
    """
    if token.startswith(_PREFIX):
        rows = await database.all(
            _PERSON + " JOIN user_tokens t ON t.user_id = u.id WHERE u.active AND t.token_hash = %(digest)s"
            " AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())",
            {"digest": digest(token), "location": location_id},
        )
        return _found(rows[0]) if rows else None
    return await resolve_staff(database, signer, token, location_id)


def _found(row: dict[str, Any]) -> tuple[Person, Workplace | None]:
    where = row["location_ids"]
    person = Person(
        row["id"],
        row["tenant_id"],
        row["name"],
        row["email"],
        row["role"],
        frozenset(where) if where is not None else None,
        row["at"],
    )
    if row["location_id"] is None:
        return person, None
    may_trade = trades(Governance(row["governance"]), active=row["active"])
    return person, Workplace(row["location_id"], row["slug"], may_trade, row["menu_version"])


async def find_user(database: Database, user_id: UUID) -> Person | None:
    """Return somebody who may sign in, of any restaurant, or None."""
    rows = await database.all(_PERSON + " WHERE u.id = %(user)s AND u.active", {"user": user_id, "location": None})
    return _found(rows[0])[0] if rows else None


async def add_user(
    database: Database,
    *,
    user_id: UUID,
    tenant_id: UUID | None,
    email: str,
    name: str,
    role: str,
    password_hash: str | None,
    location_ids: list[UUID] | None = None,
) -> None:
    """Add somebody who may sign in; somebody with the same id or address stays as they are."""
    async with database.connection() as connection:
        await connection.execute(
            "INSERT INTO users (id, tenant_id, email, name, role, location_ids, password_hash)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (user_id, tenant_id, email.lower(), name, role, location_ids, password_hash),
        )


async def staff_of(database: Database, tenant_id: UUID, location_id: UUID) -> list[Person]:
    """Return the active staff of a location, by name."""
    rows = await database.all(
        _PERSON + " WHERE u.tenant_id = %(tenant)s AND u.active"
        " AND (u.location_ids IS NULL OR %(location)s = ANY(u.location_ids)) ORDER BY u.name, u.id",
        {"tenant": tenant_id, "location": location_id},
    )
    return [_found(row)[0] for row in rows]


async def issue_user_token(database: Database, email: str, *, token: str | None = None) -> str:
    """Issue a long-lived bearer token for somebody who may sign in, and return it: the one time it can be seen.

    Args:
        token: the token to issue, for a demo that must be able to start again; by default a new random one.

    Raises:
        NotFound: nobody has that address.
    """
    token = token or new_secret(_PREFIX)
    rows = await database.all("SELECT id FROM users WHERE email = %s", (email.lower(),))
    if not rows:
        raise NotFound(f"Nobody has the address {email!r}.")
    await database.all(
        "INSERT INTO user_tokens (id, user_id, token_hash, hint) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (token_hash) DO NOTHING RETURNING id",
        (new_id(), rows[0]["id"], digest(token), token[:8]),
    )
    return token
