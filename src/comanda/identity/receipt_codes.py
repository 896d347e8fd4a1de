"""Codes of receipts: whoever holds one may read one order's receipt, and nobody can guess one."""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple
from uuid import UUID

from comanda.identity.signing import Signer

_SEALED = 32
"""Bytes that are sealed: the order's id and the tenant's."""
_SEAL = 16
"""Bytes of the seal: as many as nobody can try through."""
_PURPOSE = b"\x00receipt\x00"
"""What is sealed begins so, lest the seal of something else could stand for a receipt's."""
_CODE = re.compile(r"[A-Za-z0-9_-]{64}")
"""48 bytes in base64url, which leave no bit over: no two codes are of the same receipt by the same key."""


class Receipt(NamedTuple):
    """Which order's receipt a code opens."""

    order_id: UUID
    tenant_id: UUID


async def receipt_code(signer: Signer, receipt: Receipt) -> str:
    """Return the code that opens a receipt: 64 characters that may stand in an address as they are."""
    named = receipt.order_id.bytes + receipt.tenant_id.bytes
    newest = (await signer.seals(_PURPOSE + named))[0]
    return urlsafe_b64encode(named + newest[:_SEAL]).decode()


async def read_receipt_code(signer: Signer, code: str) -> Receipt | None:
    """Return what a code opens, or None for one that is not ours; which of our keys made it does not matter."""
    if not _CODE.fullmatch(code):
        return None
    content = urlsafe_b64decode(code)
    named, seal = content[:_SEALED], content[_SEALED:]
    fits = [hmac.compare_digest(seal, found[:_SEAL]) for found in await signer.seals(_PURPOSE + named)]
    return Receipt(UUID(bytes=named[:16]), UUID(bytes=named[16:])) if any(fits) else None
