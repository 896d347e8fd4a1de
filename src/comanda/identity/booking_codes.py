"""Codes of bookings: whoever holds one may see, change and cancel one reservation, and nobody can guess one."""

from typing import NamedTuple
from uuid import UUID

from comanda.identity.sealed_codes import Sealed, seal, unseal
from comanda.identity.signing import Signer

_PURPOSE = b"\x00booking\x00"


class BookingCode(NamedTuple):
    """Which reservation a code opens."""

    reservation_id: UUID
    tenant_id: UUID


async def booking_code(signer: Signer, booking: BookingCode) -> str:
    """Return the code that opens a reservation: 64 characters that may stand in an address as they are."""
    return await seal(signer, _PURPOSE, Sealed(*booking))


async def read_booking_code(signer: Signer, code: str) -> BookingCode | None:
    """Return what a code opens, or None for one that is not ours."""
    found = await unseal(signer, _PURPOSE, code)
    return BookingCode(*found) if found is not None else None
