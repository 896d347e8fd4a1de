"""Codes that open one thing of one tenant to whoever holds them, and that nobody can guess."""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple
from uuid import UUID

from comanda.identity.signing import Signer

_SEALED = 32
"""Bytes that are sealed: the thing's id and the tenant's."""
_SEAL = 16
"""Bytes of the seal: as many as nobody can try through."""
_CODE = re.compile(r"[A-Za-z0-9_-]{64}")
"""48 bytes in base64url, which leave no bit over: no two codes are of the same thing by the same key."""


class Sealed(NamedTuple):
    """What a code opens."""

    id: UUID
    tenant_id: UUID


async def seal(signer: Signer, purpose: bytes, named: Sealed) -> str:
    """Return the code that opens a thing: 64 characters that may stand in an address as they are.

    Args:
        purpose: of which kind the thing is, in a zero byte and a word and a zero byte, lest the seal of something
            else could stand for this one's.
    """
    content = named.id.bytes + named.tenant_id.bytes
    newest = (await signer.seals(purpose + content))[0]
    return urlsafe_b64encode(content + newest[:_SEAL]).decode()


async def unseal(signer: Signer, purpose: bytes, code: str) -> Sealed | None:
    """Return what a code opens, or None for one that is not ours; which of our keys made it does not matter."""
    if not _CODE.fullmatch(code):
        return None
    sealed = urlsafe_b64decode(code)
    content, seal = sealed[:_SEALED], sealed[_SEALED:]
    fits = [hmac.compare_digest(seal, found[:_SEAL]) for found in await signer.seals(purpose + content)]
    return Sealed(UUID(bytes=content[:16]), UUID(bytes=content[16:])) if any(fits) else None
