"""Record a payment of a whole party."""

from dataclasses import dataclass
from uuid import UUID

from comanda.dining.queries import lock_session
from comanda.kernel.actor import Actor
from comanda.kernel.errors import NotFound
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.credit_deposit import credit_deposit
from comanda.ordering.order import Payment
from comanda.ordering.pay_orders import pay_orders
from comanda.ordering.queries import lock_orders_of
from comanda.ordering.requests import PaymentRequest
from comanda.ordering.rules.locks import check_unlocked
from comanda.ordering.rules.payments import check_payment_methods
from comanda.store.database import Database
from comanda.store.idempotency import Once
from comanda.store.numbers import with_numbers


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

    What the party paid when it reserved is counted first.

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
            standing = await credit_deposit(work, actor, catalogue, session_id, orders)
            owed = sum(order.outstanding for order in standing)
            parts = await pay_orders(work, actor, catalogue, standing, payment)
            made = tuple(order.payments[-1] for order in parts)
            paid = PaidParty(made, tuple(order.order_no for order in parts), owed - payment.amount)
            if once is not None:
                await once.keep(work, paid)
        return paid

    return await with_numbers(database, actor.tenant_id, record, {})
