"""Record a card payment that a terminal took: each counts once, however often it is told."""

from dataclasses import replace
from uuid import UUID

import orjson
from psycopg.errors import UniqueViolation

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, FieldProblem, Invalid
from comanda.ordering import tables
from comanda.ordering.building import Owed, new_payments, order_event
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.intents import card_method, hold_intent
from comanda.ordering.loyalty import earn_points
from comanda.ordering.order import Order
from comanda.ordering.queries import lock_order
from comanda.ordering.requests import IntentPayment, PaymentRequest
from comanda.ordering.rows import payment_rows
from comanda.ordering.rules.intents import check_recordable
from comanda.ordering.rules.locks import check_unlocked
from comanda.ordering.rules.priced import check_intent_amounts
from comanda.ordering.rules.settlement import check_payments
from comanda.ordering.rules.status import check_live
from comanda.ordering.search_orders import check_at_location
from comanda.store.database import Database, UnitOfWork
from comanda.store.numbers import with_numbers
from comanda.store.rows import insert_rows

_INSERT = insert_rows(tables.payments)


async def record_intent_payment(
    database: Database, actor: Actor, catalogue: Catalogue, order_id: UUID, payment: IntentPayment
) -> Order:
    """Add a card payment to an order's ledger; told again with the same amounts, the order is answered as it is.

    Args:
        catalogue: of the location the order must be at.
        payment: with its `intent_id`; with its `lock_id` while the bill is locked.

    Raises:
        Invalid: naming the field, `overpayment` among them.
        Conflict: `payment_recorded` with other amounts or on another order, `payment_gone`, `order_locked` by somebody
            else, or the order takes no payments any more.
        NotFound: no such order at this location.
    """
    problems: list[FieldProblem] = []
    check_intent_amounts(payment.amount, payment.tip, problems)
    if problems:
        raise Invalid.fields_of(problems)
    method = card_method(catalogue.menu)
    asked = PaymentRequest(method.id, payment.amount, tip=payment.tip, intent_id=payment.intent_id)

    async def record() -> Order:
        async with database.unit_of_work(actor.tenant_id) as work:
            order = await lock_order(work, order_id)
            check_at_location(order, catalogue.menu.location_id)
            assert payment.intent_id is not None  # noqa: S101 - every recorded payment has one
            if await _recorded(work, order_id, payment):
                return order
            check_unlocked(order.lock, payment.lock_id)
            check_live(order.status)
            check_recordable(await hold_intent(work, order.location_id, payment.intent_id, actor.at))
            check_payments(order.due, order.ledger.net, [("paidAmount", payment.amount)], catalogue.menu.exponent)
            added = new_payments(catalogue.menu, (asked,), actor.at, Owed.on(order))
            order = replace(order, payments=order.payments + added, version=order.version + 1, updated_at=actor.at)
            await work.send(_INSERT, (orjson.dumps(payment_rows(work.tenant_id, order.id, None, added)).decode(),))
            await work.send(
                "UPDATE orders SET version = %s, updated_at = %s WHERE tenant_id = %s AND id = %s",
                (order.version, order.updated_at, work.tenant_id, order.id),
            )
            work.record(order_event("order.paid", order, actor))
            await earn_points(work, actor, catalogue, order)
        return order

    try:
        return await with_numbers(database, actor.tenant_id, record, {})
    except UniqueViolation as error:
        raise recorded_elsewhere(error) from error


def recorded_elsewhere(error: UniqueViolation) -> Exception:
    """Return the refusal of a card payment that another order has just taken; any other violation as it is."""
    if error.diag.constraint_name != "uq_payments_intent_id":
        return error
    return Conflict("This card payment is recorded on another order.", code="payment_recorded")


async def _recorded(work: UnitOfWork, order_id: UUID, payment: IntentPayment) -> bool:
    row = await work.one(
        "SELECT order_id, amount, tip FROM payments WHERE tenant_id = %s AND intent_id = %s",
        (work.tenant_id, payment.intent_id),
    )
    if row is None:
        return False
    if row["order_id"] != order_id:
        raise Conflict("This card payment is recorded on another order.", code="payment_recorded")
    if (row["amount"], row["tip"]) != (payment.amount, payment.tip):
        raise Conflict("This card payment is recorded with other amounts.", code="payment_recorded")
    return True
