"""Hear how far card payments are, from events that come at least once and in any order."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import orjson

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict
from comanda.kernel.ids import new_id
from comanda.ordering import tables
from comanda.ordering.building import order_event
from comanda.ordering.intents import hold_intent
from comanda.ordering.loyalty import reverse_points
from comanda.ordering.order import HeldPayment, Order, Refund, RefundPart
from comanda.ordering.queries import lock_order
from comanda.ordering.rows import refund_part_rows, refund_rows
from comanda.ordering.rules.intents import GONE, Intent, furthest
from comanda.ordering.rules.settlement import service_share
from comanda.store.database import Database, UnitOfWork
from comanda.store.numbers import new_number, with_numbers
from comanda.store.rows import insert_rows

_WRITE = b"WITH given_back AS (" + insert_rows(tables.refunds) + b") " + insert_rows(tables.refund_payments)
_TRIES = 3


@dataclass(frozen=True, slots=True)
class PaymentEvent:
    """What we are told of a card payment; `id` is the event's own, `topic` what kind it is."""

    id: str
    account_id: str
    topic: str
    intent_id: str
    status: Intent
    capture_mode: str
    sent_at: datetime


class _RecordedMeanwhile(Exception):
    """The payment was recorded between looking for it and holding its intent."""


async def hear_payment_event(database: Database, actor: Actor, location_id: UUID, event: PaymentEvent) -> None:
    """Keep what an event says, once. Money that went back is taken off the order that had it, with rows of its own.

    An event of a payment that nobody has recorded yet is kept: once its money is gone, it is not recorded any more.

    Raises:
        Conflict: `busy`: somebody records this very payment again and again; send the event again.
    """
    for _ in range(_TRIES):
        try:
            await with_numbers(database, actor.tenant_id, lambda: _hear(database, actor, location_id, event), {})
        except _RecordedMeanwhile:
            continue
        return
    raise Conflict("This payment is being recorded just now; send it again.", code="busy")


async def _hear(database: Database, actor: Actor, location_id: UUID, event: PaymentEvent) -> None:
    async with database.unit_of_work(actor.tenant_id) as work:
        new = await work.one(
            "INSERT INTO payment_events (tenant_id, event_id, location_id, account_id, topic, intent_id, status,"
            " sent_at, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
            " RETURNING event_id",
            (
                work.tenant_id,
                event.id,
                location_id,
                event.account_id,
                event.topic,
                event.intent_id,
                event.status,
                event.sent_at,
                actor.at,
            ),
        )
        if new is None:
            return
        # The order before the intent, as whoever records a payment does.
        order_id = await _order_of(work, location_id, event.intent_id)
        order = await lock_order(work, order_id) if order_id is not None else None
        was = await hold_intent(work, location_id, event.intent_id, actor.at)
        if order_id is None and await _order_of(work, location_id, event.intent_id) is not None:
            raise _RecordedMeanwhile
        now = furthest(was, event.status)
        if now is was:
            return
        await work.send(
            "UPDATE payment_intents SET status = %s, capture_mode = %s, updated_at = %s"
            " WHERE tenant_id = %s AND location_id = %s AND intent_id = %s",
            (now, event.capture_mode, actor.at, work.tenant_id, location_id, event.intent_id),
        )
        if order is not None and now in GONE:
            await _give_back(work, actor, order, event.intent_id, now)


async def _order_of(work: UnitOfWork, location_id: UUID, intent_id: str) -> UUID | None:
    row = await work.one(
        "SELECT p.order_id FROM payments p JOIN orders o ON o.tenant_id = p.tenant_id AND o.id = p.order_id"
        " WHERE p.tenant_id = %s AND p.intent_id = %s AND o.location_id = %s",
        (work.tenant_id, intent_id, location_id),
    )
    return row["order_id"] if row is not None else None


async def _give_back(work: UnitOfWork, actor: Actor, order: Order, intent_id: str, now: Intent) -> None:
    """Take what is still held of a payment off a locked order.

    An event says that money was refunded, not how much. If somebody has recorded a refund of it, that is the one it
    means; otherwise it was all.
    """
    held = next((found for found in order.held if found.payment.intent_id == intent_id), None)
    if held is None or (now is Intent.REFUNDED and held.amount < held.payment.amount):
        return
    refund = _refund_of(order, held, actor.at)
    order = replace(order, refunds=(*order.refunds, refund), version=order.version + 1, updated_at=actor.at)
    head = refund_rows(work.tenant_id, order.id, None, (refund,))
    parts = refund_part_rows(work.tenant_id, order.id, (refund,))
    await work.send(_WRITE, (orjson.dumps(head).decode(), orjson.dumps(parts).decode()))
    await work.send(
        "UPDATE orders SET version = %s, updated_at = %s WHERE tenant_id = %s AND id = %s",
        (order.version, order.updated_at, work.tenant_id, order.id),
    )
    work.record(order_event("order.updated", order, actor))
    await reverse_points(work, actor, order)


def _refund_of(order: Order, held: HeldPayment, at: datetime) -> Refund:
    net = order.ledger.net
    share = service_share(order.due, order.service_charge, net - held.amount, held.amount)
    payment = held.payment
    part = RefundPart(payment.method_id, payment.method_name, held.amount, held.tip, share, payment.id)
    return Refund(new_id(), new_number(8), at, (part,))
