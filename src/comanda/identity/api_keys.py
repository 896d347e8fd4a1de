"""Keys that let a program act for a whole restaurant."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comanda.identity.digests import digest, new_secret
from comanda.kernel.ids import new_id
from comanda.store.database import Database

_PREFIX = "cmk_"


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A program that holds a key; `at` is when it was recognised, by the database's clock."""

    id: UUID
    tenant_id: UUID
    at: datetime


async def resolve_key(database: Database, key: str) -> KeyHolder | None:
    """Return who holds a key, or None for one that is unknown, expired or revoked."""
    rows = await database.all(
        "SELECT k.id, k.tenant_id, now() AS at FROM api_keys k WHERE k.key_hash = %s AND k.revoked_at IS NULL"
        " AND (k.expires_at IS NULL OR k.expires_at > now())",
        (digest(key),),
    )
    return KeyHolder(**rows[0]) if rows else None


async def issue_key(database: Database, tenant_id: UUID, name: str, *, key: str | None = None) -> str:
    """Issue a key of a restaurant and return it: the one time it can be seen.

    Args:
        key: the key to issue, for a demo that must be able to start again; by default a new random one.
    """
    key = key or new_secret(_PREFIX)
    await database.all(
        "INSERT INTO api_keys (id, tenant_id, name, key_hash, hint) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (key_hash) DO NOTHING RETURNING id",
        (new_id(), tenant_id, name, digest(key), key[:8]),
    )
    return key
