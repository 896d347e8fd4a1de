"""What the backend of a location's card terminals signs in with, who that makes it, and what it did.

A location may have two live credentials, so that one can be replaced without a moment in which none works.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comanda.identity.digests import digest, new_secret
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, Invalid, NotFound
from comanda.kernel.ids import new_id
from comanda.restaurants.rules import Governance, trades
from comanda.store.database import Database

TERMINAL = "terminal"
"""The one scope of a terminal: all that its location's terminals may do."""
MOST_LIVE = 2
_PREFIX = "cmt_"
_NOBODY = digest("")
"""Compared when nobody has the username, so that an answer takes as long as for somebody who exists."""
_LONGEST = 500
"""Characters that are kept of what a caller says of itself."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """The backend of a location's card terminals, and the standing of the location.

    Attributes:
        trades: whether the location takes new orders and bookings.
        menu_version: version of the compiled menu that is current.
    """

    actor: Actor
    location_id: UUID
    trades: bool
    menu_version: int


async def resolve_credential(database: Database, username: str, password: str) -> Terminal | None:
    """Return who signs in with these, or None when they are unknown, do not belong together or were revoked."""
    rows = await database.all(
        "SELECT c.tenant_id, c.location_id, c.secret_hash, now() AS at, l.governance, l.active, l.menu_version"
        " FROM terminal_credentials c"
        " JOIN location_directory l ON l.location_id = c.location_id AND l.tenant_id = c.tenant_id"
        " WHERE c.username = %s AND c.revoked_at IS NULL",
        (_readable(username),),
    )
    kept = bytes(rows[0]["secret_hash"]) if rows else _NOBODY
    if not hmac.compare_digest(kept, digest(_readable(password))) or not rows:
        return None
    row = rows[0]
    actor = Actor(row["tenant_id"], row["at"], scopes=frozenset({TERMINAL}))
    may_trade = trades(Governance(row["governance"]), active=row["active"])
    return Terminal(actor, row["location_id"], may_trade, row["menu_version"])


def _readable(text: str) -> str:
    """Return a text with marks in place of what PostgreSQL cannot keep: NUL, and halves of characters."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()


async def issue_credential(
    database: Database,
    tenant_id: UUID,
    location_id: UUID,
    *,
    username: str | None = None,
    password: str | None = None,
) -> tuple[str, str]:
    """Issue a credential of a location and return username and password: the one time the latter can be seen.

    Args:
        username: by default a new one that says which location it is of.
        password: by default 256 random bits. Both are given by a demo that must be able to start again: a pair that
            was issued before is left as it is, revoked or not.

    Raises:
        NotFound: `unknown_location`.
        Invalid: a username with a colon, at which HTTP Basic ends it.
        Conflict: `username_taken` by another password or location; `two_credentials_live`.
    """
    if username is not None and (not username or ":" in username or _readable(username) != username):
        raise Invalid.field("username", "a text without colons is expected")
    password = password or new_secret(_PREFIX)
    async with database.connection() as connection, connection.transaction():
        # Whoever issues one for a location waits here for whoever does so at the same time, and counts afterwards.
        found = await connection.execute(
            "SELECT slug FROM location_directory WHERE tenant_id = %s AND location_id = %s FOR NO KEY UPDATE",
            (tenant_id, location_id),
        )
        location = await found.fetchone()
        if location is None:
            raise NotFound("No such location.", code="unknown_location")
        username = username or f"epos-{location['slug']}-{secrets.token_hex(4)}"
        found = await connection.execute(
            "SELECT location_id, username, secret_hash, revoked_at IS NULL AS live FROM terminal_credentials"
            " WHERE location_id = %s OR username = %s",
            (location_id, username),
        )
        others = await found.fetchall()
        for other in others:
            if other["username"] == username:
                same = hmac.compare_digest(bytes(other["secret_hash"]), digest(password))
                if other["location_id"] == location_id and same:
                    return username, password
                raise Conflict(f"The username {username!r} is taken.", code="username_taken")
        if sum(other["live"] for other in others) >= MOST_LIVE:
            raise Conflict(
                f"This location has {MOST_LIVE} credentials in use already; revoke one first.",
                code="two_credentials_live",
            )
        inserted = await connection.execute(
            "INSERT INTO terminal_credentials (id, tenant_id, location_id, username, secret_hash, hint)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (username) DO NOTHING",
            (new_id(), tenant_id, location_id, username, digest(password), password[:8]),
        )
        if inserted.rowcount == 0:  # taken for another location at this very moment
            raise Conflict(f"The username {username!r} is taken.", code="username_taken")
    return username, password


@dataclass(frozen=True, slots=True)
class CredentialRecord:
    """A credential as its owner may see it again: never the password itself."""

    username: str
    hint: str
    created_at: datetime
    revoked_at: datetime | None


async def list_credentials(database: Database, location_id: UUID) -> list[CredentialRecord]:
    """Return all credentials of a location, newest first."""
    rows = await database.all(
        "SELECT username, hint, created_at, revoked_at FROM terminal_credentials WHERE location_id = %s"
        " ORDER BY created_at DESC, id DESC",
        (location_id,),
    )
    return [CredentialRecord(**row) for row in rows]


async def revoke_credential(database: Database, location_id: UUID, username: str) -> None:
    """Revoke a credential; it stops working from the next request.

    Raises:
        NotFound: the location has no such credential. Revoking twice is no error.
    """
    rows = await database.all(
        "UPDATE terminal_credentials SET revoked_at = coalesce(revoked_at, now())"
        " WHERE location_id = %s AND username = %s RETURNING id",
        (location_id, _readable(username)),
    )
    if not rows:
        raise NotFound(f"This location has no credential with the username {username!r}.", code="unknown_credential")


@dataclass(frozen=True, slots=True)
class TerminalCall:
    """One call, as the audit keeps it.

    Attributes:
        operation: by its name in the contract (`SearchOrders`).
        status: what it was answered with, as HTTP has it.
        trace_id: what the caller was told to ask after.
        waiter_id: on whose behalf, as the caller says; like the product and the device, it is not checked.
    """

    id: UUID
    location_id: UUID
    at: datetime
    operation: str
    path: str
    status: int
    trace_id: str
    waiter_id: str | None = None
    product: str | None = None
    device_id: str | None = None
    device_type: str | None = None


async def record_call(database: Database, tenant_id: UUID, call: TerminalCall) -> None:
    """Add a call to the audit, which nobody can change afterwards. Texts of absurd length are cut.

    A crash of the database may take the calls of the last second, which no caller waits to see on disk; what they
    changed is not concerned.
    """
    said = (call.operation, call.path, call.trace_id, call.waiter_id, call.product, call.device_id, call.device_type)
    operation, path, trace_id, waiter_id, product, device_id, device_type = (
        None if text is None else _readable(text[:_LONGEST]) for text in said
    )
    async with database.unit_of_work(tenant_id) as work:
        await work.send(b"SET LOCAL synchronous_commit = off")
        await work.send(
            "INSERT INTO terminal_calls (tenant_id, id, location_id, operation, path, status, trace_id, waiter_id,"
            " product, device_id, device_type, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                tenant_id,
                call.id,
                call.location_id,
                operation,
                path,
                call.status,
                trace_id,
                waiter_id,
                product,
                device_id,
                device_type,
                call.at,
            ),
        )
