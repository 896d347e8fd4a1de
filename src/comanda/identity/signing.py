"""Signed tokens: what they claim is believed because we signed it, until they expire."""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from comanda.store.database import Database

_ALGORITHM = "HS256"
_LEEWAY_SECONDS = 5
"""Clocks of several machines differ a little."""


class Signer:
    """Signs and reads tokens with the keys of the database, which every process shares."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keys: dict[str, bytes] = {}
        self._loading = asyncio.Lock()

    async def sign(self, claims: Mapping[str, Any], at: datetime, lasts: timedelta) -> str:
        """Return a token that makes these claims and expires `lasts` after `at`."""
        keys = await self._loaded()
        newest = max(keys, key=int)
        dated = {**claims, "iat": int(at.timestamp()), "exp": int((at + lasts).timestamp())}
        return jwt.encode(dated, keys[newest], _ALGORITHM, headers={"kid": newest})

    async def read(self, token: str) -> dict[str, Any] | None:
        """Return what a token claims, or None for one that is not ours or has expired."""
        keys = await self._loaded()
        try:
            key = keys.get(str(jwt.get_unverified_header(token).get("kid")))
            if key is None:
                return None
            claims: dict[str, Any] = jwt.decode(
                token, key, [_ALGORITHM], leeway=_LEEWAY_SECONDS, options={"require": ["exp", "sub"]}
            )
        except jwt.InvalidTokenError:
            return None
        return claims

    async def seals(self, message: bytes) -> list[bytes]:
        """Return the HMAC-SHA256 of a message by each key, the newest key's first.

        A token's signature is one of these too, of a message that begins with a letter: begin others differently.
        """
        keys = await self._loaded()
        return [hmac.digest(keys[name], message, hashlib.sha256) for name in sorted(keys, key=int, reverse=True)]

    async def _loaded(self) -> dict[str, bytes]:
        if not self._keys:
            async with self._loading:
                if not self._keys:
                    self._keys = await self._load()
        return self._keys

    async def _load(self) -> dict[str, bytes]:
        async with self._database.connection() as connection:
            # Whoever comes first makes the key; everybody reads what is there then.
            await connection.execute(
                "INSERT INTO signing_keys (id, secret) VALUES (1, %s) ON CONFLICT DO NOTHING",
                (secrets.token_bytes(32),),
            )
            rows = await (await connection.execute("SELECT id, secret FROM signing_keys")).fetchall()
        return {str(row["id"]): bytes(row["secret"]) for row in rows}


def expiry(claims: Mapping[str, Any]) -> datetime:
    """Return when a token that was read expires."""
    return datetime.fromtimestamp(claims["exp"], UTC)
