"""Take and give back uses of vouchers, inside the transaction of the order that uses them."""

from collections.abc import Sequence
from uuid import UUID

from comanda.kernel.errors import Conflict
from comanda.store.database import UnitOfWork


async def lock_vouchers(work: UnitOfWork, ids: Sequence[UUID]) -> None:
    """Let nobody else use these vouchers until the unit of work ends: for whoever takes some and gives others back."""
    await work.send(
        "SELECT id FROM vouchers WHERE tenant_id = %s AND id = ANY(%s) ORDER BY id FOR UPDATE",
        (work.tenant_id, list(ids)),
    )


async def redeem_vouchers(work: UnitOfWork, ids: Sequence[UUID]) -> None:
    """Take one use of each voucher; whether one is left is decided by the statement that takes it.

    Raises:
        Conflict: one of them was used up by somebody else just before.
    """
    taken = await work.all(
        "UPDATE vouchers SET redeemed = redeemed + 1, updated_at = now()"
        " WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM vouchers WHERE tenant_id = %s AND id = ANY(%s)"
        " ORDER BY id FOR UPDATE) AND (max_redemptions IS NULL OR redeemed < max_redemptions) RETURNING id",
        (work.tenant_id, list(ids)),
    )
    if len(taken) != len(set(ids)):
        raise Conflict("A voucher has been used up.", code="voucher_used_up")


async def release_vouchers(work: UnitOfWork, ids: Sequence[UUID]) -> None:
    """Give back one use of each voucher, when the order that used it is cancelled or no longer names it."""
    await work.send(
        "UPDATE vouchers SET redeemed = redeemed - 1, updated_at = now()"
        " WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM vouchers WHERE tenant_id = %s AND id = ANY(%s)"
        " ORDER BY id FOR UPDATE) AND redeemed > 0",
        (work.tenant_id, list(ids)),
    )
