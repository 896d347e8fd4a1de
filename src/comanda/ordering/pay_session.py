"""Record a payment of a whole party."""

from dataclasses import dataclass, replace
from uuid import UUID

import orjson

from comanda.dining.queries import lock_session
from comanda.kernel.actor import Actor
from comanda.kernel.errors import NotFound
from comanda.ordering import tables
from comanda.ordering.building import Owed, new_payments, order_event
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.loyalty import earn_points
from comanda.ordering.order import Payment
from comanda.ordering.queries import lock_orders_of
from comanda.ordering.requests import PaymentRequest
from comanda.ordering.rows import payment_rows
from comanda.ordering.rules.bill import spread
from comanda.ordering.rules.locks import check_unlocked
from comanda.ordering.rules.payments import check_payment_methods
from comanda.ordering.store_credit import spend_credit
from comanda.store.database import Database
from comanda.store.idempotency import Once
from comanda.store.numbers import with_numbers
from comanda.store.rows import insert_rows

_INSERT = insert_rows(tables.payments)


@dataclass(frozen=True, slots=True)
class PaidParty:
    """What a party's payment came to: its parts, one an order, and what is still owed."""

    payments: tuple[Payment, ...]
    order_numbers: tuple[str, ...]
    remaining: int


async def pay_session(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    session_id: UUID,
    payment: PaymentRequest,
    *,
    once: Once[PaidParty] | None = None,
) -> PaidParty:
    """Spread a payment over the party's orders, the oldest first; the tip goes with the last part.

    Raises:
        Invalid: naming the field, `overpayment` among them.
        Conflict: `order_locked` while a terminal keeps one of the bills.
        NotFound: no such session at this location.
    """
    check_payment_methods(catalogue.menu, (payment,), "")

    async def record() -> PaidParty:
        async with database.unit_of_work(actor.tenant_id) as work:
            session = await lock_session(work, session_id)
            if session.location_id != catalogue.menu.location_id:
                raise NotFound("No such session at this location.", code="session_not_found")
            orders = await lock_orders_of(work, session_id)
            for order in orders:
                check_unlocked(order.lock)
            owed = sum(order.outstanding for order in orders)
            parts = spread(orders, payment.amount, catalogue.menu.exponent)
            made = []
            for place, (order, amount) in enumerate(parts):
                last = place == len(parts) - 1
                asked = replace(payment, amount=amount, tip=payment.tip if last else 0)
                (added,) = new_payments(catalogue.menu, (asked,), actor.at, Owed.on(order))
                made.append(added)
                await work.send(
                    _INSERT, (orjson.dumps(payment_rows(work.tenant_id, order.id, actor.app_id, (added,))).decode(),)
                )
                changed = replace(
                    order, payments=(*order.payments, added), version=order.version + 1, updated_at=actor.at
                )
                await work.send(
                    "UPDATE orders SET version = %s, updated_at = %s WHERE tenant_id = %s AND id = %s",
                    (changed.version, changed.updated_at, work.tenant_id, order.id),
                )
                work.record(order_event("order.paid", changed, actor))
                await earn_points(work, actor, catalogue, changed)
                await spend_credit(work, actor, catalogue.menu, changed, (added,), "")
            numbers = tuple(order.order_no for order, _ in parts)
            paid = PaidParty(tuple(made), numbers, owed - payment.amount)
            if once is not None:
                await once.keep(work, paid)
        return paid

    return await with_numbers(database, actor.tenant_id, record, {})
