"""Codes of receipts: whoever holds one may read one order's receipt, and nobody can guess one."""

from typing import NamedTuple
from uuid import UUID

from comanda.identity.sealed_codes import Sealed, seal, unseal
from comanda.identity.signing import Signer

_PURPOSE = b"\x00receipt\x00"


class Receipt(NamedTuple):
    """Which order's receipt a code opens."""

    order_id: UUID
    tenant_id: UUID


async def receipt_code(signer: Signer, receipt: Receipt) -> str:
    """Return the code that opens a receipt: 64 characters that may stand in an address as they are."""
    return await seal(signer, _PURPOSE, Sealed(*receipt))


async def read_receipt_code(signer: Signer, code: str) -> Receipt | None:
    """Return what a code opens, or None for one that is not ours."""
    found = await unseal(signer, _PURPOSE, code)
    return Receipt(*found) if found is not None else None
