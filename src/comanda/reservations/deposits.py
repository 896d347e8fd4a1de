"""Deposits: paid before the party comes, given back, or counted towards its bill."""

from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, Invalid
from comanda.kernel.ids import new_id
from comanda.kernel.money import to_text
from comanda.menu.snapshot import STORE_CREDIT, MenuSnapshot
from comanda.reservations.events import reservation_event
from comanda.reservations.queries import find_reservation
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.status import GONE
from comanda.reservations.write import update_reservation
from comanda.store.database import Database, UnitOfWork
from comanda.store.idempotency import Once


class Unspent(NamedTuple):
    """What is left of a deposit that was paid in one way, in minor units."""

    reservation_id: UUID
    reservation_no: str
    method_id: UUID
    amount: int


async def pay_deposit(
    database: Database,
    actor: Actor,
    menu: MenuSnapshot,
    reservation_id: UUID,
    method_id: UUID,
    amount: int,
    reference: str | None = None,
    *,
    once: Once[Reservation] | None = None,
) -> Reservation:
    """Record what was paid of a deposit; once all of it is, a reservation that waited for it is booked.

    Store credit pays bills and no deposits.

    Args:
        amount: minor units.
        reference: the payment's own, such as a bank's.

    Raises:
        Conflict: `reservation_not_expected`: it was given up.
        Invalid: naming `payment` or `amount`, `overpayment` among them.
        NotFound: `reservation_not_found` at this location.
    """
    method = menu.payment_methods.get(method_id)
    if method is None or method.kind == STORE_CREDIT:
        raise Invalid.field("payment", "one of the location's ways to pay is expected", "unknown_payment")
    async with database.unit_of_work(actor.tenant_id) as work:
        before = await find_reservation(work, reservation_id, location_id=menu.location_id, lock=True)
        if before.status in GONE:
            raise Conflict(f"A reservation that is {before.status} takes no deposit.", code="reservation_not_expected")
        owed = before.deposit - before.paid
        if not 0 < amount <= owed:
            message = f"an amount above 0 and up to what is owed, {to_text(owed, menu.exponent)}, is expected"
            raise Invalid.field("amount", message, "overpayment" if amount > owed else "amount_out_of_range")
        await _record(work, before.id, "deposit", method_id, amount, reference, actor)
        status = before.status
        if status is ReservationStatus.PENDING_PAYMENT and amount == owed:
            status = ReservationStatus.BOOKED
        expires_at = before.expires_at if status is before.status else None
        await update_reservation(work, replace(before, status=status, expires_at=expires_at, updated_at=actor.at))
        changed = await find_reservation(work, before.id)
        work.record(reservation_event("reservation.updated", changed, actor))
        if once is not None:
            await once.keep(work, changed)
    return changed


async def refund_deposit(
    database: Database,
    actor: Actor,
    menu: MenuSnapshot,
    reservation_id: UUID,
    amount: int,
    *,
    once: Once[Reservation] | None = None,
) -> Reservation:
    """Record that some of a deposit was given back, in the ways it had been paid.

    Args:
        amount: minor units.

    Raises:
        Invalid: `amount` is more than what is left of the deposit.
        NotFound: `reservation_not_found` at this location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        before = await find_reservation(work, reservation_id, location_id=menu.location_id, lock=True)
        left = await _unspent(work, (before.id,))
        most = sum(part.amount for part in left)
        if not 0 < amount <= most:
            message = f"an amount above 0 and up to what is left, {to_text(most, menu.exponent)}, is expected"
            raise Invalid.field("amount", message, "amount_out_of_range")
        for part in left:
            back = min(part.amount, amount)
            if back:
                await _record(work, before.id, "refund", part.method_id, back, None, actor)
                amount -= back
        await update_reservation(work, replace(before, updated_at=actor.at))
        changed = await find_reservation(work, before.id)
        work.record(reservation_event("reservation.updated", changed, actor))
        if once is not None:
            await once.keep(work, changed)
    return changed


async def unspent_deposits(work: UnitOfWork, session_id: UUID) -> list[Unspent]:
    """Return what is left of the deposits of a session's reservations, which are locked with that."""
    rows = await work.all(
        "SELECT id FROM reservations WHERE tenant_id = %s AND session_id = %s ORDER BY id FOR UPDATE",
        (work.tenant_id, session_id),
    )
    return await _unspent(work, tuple(row["id"] for row in rows)) if rows else []


async def record_credited(work: UnitOfWork, deposit: Unspent, amount: int, actor: Actor) -> None:
    """Record that some of a deposit was counted towards the party's bill."""
    await _record(work, deposit.reservation_id, "credited", deposit.method_id, amount, None, actor)


async def _unspent(work: UnitOfWork, reservation_ids: tuple[UUID, ...]) -> list[Unspent]:
    rows = await work.all(
        "SELECT p.reservation_id, r.reservation_no, p.method_id,"
        " sum(CASE p.kind WHEN 'deposit' THEN p.amount ELSE -p.amount END)::bigint AS amount"
        " FROM reservation_payments p JOIN reservations r ON r.tenant_id = p.tenant_id AND r.id = p.reservation_id"
        " WHERE p.tenant_id = %s AND p.reservation_id = ANY(%s)"
        " GROUP BY p.reservation_id, r.reservation_no, p.method_id"
        " HAVING sum(CASE p.kind WHEN 'deposit' THEN p.amount ELSE -p.amount END) > 0"
        " ORDER BY p.reservation_id, p.method_id",
        (work.tenant_id, list(reservation_ids)),
    )
    return [Unspent(**row) for row in rows]


async def _record(
    work: UnitOfWork,
    reservation_id: UUID,
    kind: str,
    method_id: UUID,
    amount: int,
    reference: str | None,
    actor: Actor,
) -> None:
    await work.send(
        "INSERT INTO reservation_payments (tenant_id, id, reservation_id, kind, method_id, amount, reference, user_id,"
        " created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (work.tenant_id, new_id(), reservation_id, kind, method_id, amount, reference, actor.user_id, actor.at),
    )
