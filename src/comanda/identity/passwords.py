"""Passwords: kept as argon2id, checked off the event loop."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
_NOBODY = _hasher.hash("")
"""Checked when nobody has the address, so that an answer takes as long as for somebody who exists."""


async def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    return await asyncio.to_thread(_hasher.hash, password)


async def is_password(kept: str | None, password: str) -> bool:
    """Tell whether `password` is the one whose hash was kept; None keeps none, and no password is it."""

    def verify() -> bool:
        try:
            _hasher.verify(kept or _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    return await asyncio.to_thread(verify)
