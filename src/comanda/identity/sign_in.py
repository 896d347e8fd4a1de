"""Sign in, stay signed in, sign out.

A sign-in is a family of refresh tokens. Using one makes a child, and spends its parent for good. The parent of a
child that was never used can be used again: the answer that carried the child may have been lost, and some clients
never change their token at all. A spent token that turns up again means that two hold the family, so it is revoked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from comanda.identity.digests import digest, new_secret
from comanda.identity.passwords import is_password
from comanda.identity.signing import Signer
from comanda.kernel.errors import Unauthenticated
from comanda.kernel.ids import new_id
from comanda.store.database import Database
from comanda.store.rate_limits import count_against

ACCESS_LASTS = timedelta(minutes=15)
REFRESH_LASTS = timedelta(days=7)
_PREFIX = "cmr_"
TRIES_PER_MINUTE = 10
"""Passwords that one address may try for one account; others at the same address sign in undisturbed."""
SIGN_INS_PER_MINUTE = 60
"""Passwords that one address may try in all."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has just shown who they are, and their tokens."""

    user_id: UUID
    tenant_id: UUID | None
    email: str
    name: str
    role: str
    location_ids: tuple[UUID, ...] | None
    access_token: str
    refresh_token: str


async def sign_in(database: Database, signer: Signer, email: str, password: str) -> SignedIn:
    """Begin a family of tokens for whoever knows the password.

    Raises:
        Unauthenticated: `wrong_password`, whether or not somebody has the address.
    """
    user_id, at = await check_password(database, email, password)
    return await _issue(database, signer, user_id, new_id(), None, at)


async def count_try(database: Database, where: str, email: str) -> None:
    """Count a password that is about to be tried, whichever page or API it is tried on.

    Args:
        where: the address it comes from.

    Raises:
        TooMany: wait a little.
    """
    await count_against(database, f"login:{where}:{email.lower()}", limit=TRIES_PER_MINUTE, seconds=60)
    await count_against(database, f"login:{where}", limit=SIGN_INS_PER_MINUTE, seconds=60)


async def check_password(database: Database, email: str, password: str) -> tuple[UUID, datetime]:
    """Return whose password it is, and when that was seen.

    Raises:
        Unauthenticated: `wrong_password`, whether or not somebody has the address.
    """
    rows = await database.all(
        "SELECT id, password_hash, now() AS at FROM users WHERE email = %s AND active", (email.strip().lower(),)
    )
    kept = rows[0]["password_hash"] if rows else None
    if not await is_password(kept, password):
        raise Unauthenticated("The address or the password is wrong.", code="wrong_password")
    return rows[0]["id"], rows[0]["at"]


async def refresh(database: Database, signer: Signer, token: str) -> SignedIn:
    """Return new tokens for a refresh token.

    Raises:
        Unauthenticated: `invalid_refresh_token`: unknown, expired, revoked, or spent.
    """
    async with database.connection() as connection, connection.transaction():
        cursor = await connection.execute(
            "SELECT r.id, r.user_id, r.family_id, r.parent_id, r.spent_at, r.revoked_at, r.expires_at > now() AS lives,"
            " now() AS at FROM refresh_tokens r JOIN users u ON u.id = r.user_id AND u.active"
            " WHERE r.token_hash = %s FOR UPDATE OF r",
            (digest(token),),
        )
        row = await cursor.fetchone()
        if row is None or row["revoked_at"] is not None or not row["lives"]:
            raise Unauthenticated("The refresh token is unknown, expired or revoked.", code="invalid_refresh_token")
        stolen = row["spent_at"] is not None
        if stolen:
            await connection.execute(
                "UPDATE refresh_tokens SET revoked_at = now() WHERE family_id = %s AND revoked_at IS NULL",
                (row["family_id"],),
            )
        elif row["parent_id"] is not None:
            await connection.execute(
                "UPDATE refresh_tokens SET spent_at = now() WHERE id = %s AND spent_at IS NULL", (row["parent_id"],)
            )
    if stolen:
        raise Unauthenticated("The refresh token was used before.", code="invalid_refresh_token")
    return await _issue(database, signer, row["user_id"], row["family_id"], row["id"], row["at"])


async def sign_out(database: Database, token: str) -> None:
    """Revoke the family of a refresh token; one that nobody knows is no error."""
    async with database.connection() as connection:
        await connection.execute(
            "UPDATE refresh_tokens SET revoked_at = now() WHERE revoked_at IS NULL"
            " AND family_id IN (SELECT family_id FROM refresh_tokens WHERE token_hash = %s)",
            (digest(token),),
        )


async def sign_out_family(database: Database, family_id: UUID) -> None:
    """Revoke a family of refresh tokens, and with it the access tokens made from it."""
    async with database.connection() as connection:
        await connection.execute(
            "UPDATE refresh_tokens SET revoked_at = now() WHERE family_id = %s AND revoked_at IS NULL", (family_id,)
        )


async def _issue(
    database: Database, signer: Signer, user_id: UUID, family_id: UUID, parent_id: UUID | None, at: datetime
) -> SignedIn:
    token = new_secret(_PREFIX)
    rows = await database.all(
        "WITH made AS (INSERT INTO refresh_tokens (id, user_id, family_id, parent_id, token_hash, expires_at)"
        " VALUES (%s, %s, %s, %s, %s, %s))"
        " SELECT id, tenant_id, email, name, role, location_ids FROM users WHERE id = %s",
        (new_id(), user_id, family_id, parent_id, digest(token), at + REFRESH_LASTS, user_id),
    )
    user = rows[0]
    where = user["location_ids"]
    claims = {
        "sub": str(user_id),
        "kind": "staff",
        "sid": str(family_id),
        "org": str(user["tenant_id"]) if user["tenant_id"] else None,
        "role": user["role"],
        "branches": [str(location) for location in where or ()],
        "jti": str(new_id()),
    }
    return SignedIn(
        user_id,
        user["tenant_id"],
        user["email"],
        user["name"],
        user["role"],
        tuple(where) if where is not None else None,
        await signer.sign(claims, at, ACCESS_LASTS),
        token,
    )
