"""Secrets that are kept as digests."""

import hashlib
import secrets


def digest(secret: str) -> bytes:
    """Return what is kept of a token or key.

    It is 256 random bits, so one round of SHA-256 is as good as a slow hash and a thousand times cheaper.
    """
    return hashlib.sha256(secret.encode()).digest()


def new_secret(prefix: str) -> str:
    """Return a new token or key of 256 random bits."""
    return prefix + secrets.token_urlsafe(32)
