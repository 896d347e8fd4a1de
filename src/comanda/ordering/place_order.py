"""Place an order: price it and write it, with its payments, in one transaction."""

from dataclasses import replace

import orjson

from comanda.customers.redemptions import use_redemption
from comanda.dining.queries import active_session_at, hold_session
from comanda.kernel.actor import Actor
from comanda.kernel.ids import new_id
from comanda.offers.redeem_vouchers import redeem_vouchers
from comanda.ordering import tables
from comanda.ordering.building import (
    Owed,
    breakdown,
    new_payments,
    new_refund,
    order_event,
    order_lines,
    service_charge,
    without_empty,
)
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.loyalty import earn_points, redeem_rewards
from comanda.ordering.materials import take_materials
from comanda.ordering.order import Order
from comanda.ordering.price_cart import PricedCart, looked_up, price_checked, redeemed_by
from comanda.ordering.requests import CartRequest, TableRequest
from comanda.ordering.rows import line_rows, order_row, payment_rows, refund_part_rows, refund_rows, table_rows
from comanda.ordering.rules.cart import check_cart
from comanda.ordering.rules.materials import cart_fields, with_materials
from comanda.ordering.rules.status import Status
from comanda.ordering.shared_cart import take_cart_lines
from comanda.ordering.store_credit import return_credit, spend_credit
from comanda.store.database import Database, UnitOfWork, event_row
from comanda.store.idempotency import Once
from comanda.store.numbers import new_number, with_numbers
from comanda.store.rows import insert_rows
from comanda.store.tables import events

_WRITE = (
    b"WITH "
    + b", ".join(
        b"%s AS (%s)" % (name, insert_rows(table))
        for name, table in (
            (b"lines", tables.order_lines),
            (b"seats", tables.order_tables),
            (b"paid", tables.payments),
            (b"given_back", tables.refunds),
            (b"parts", tables.refund_payments),
            (b"happened", events),
        )
    )
    + b" "
    + insert_rows(tables.orders)
)
"""One statement for an order and all that belongs to it; references are checked when all of it stands."""


async def place_order(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    request: CartRequest,
    *,
    channel: str,
    accepted: bool = False,
    once: Once[Order] | None = None,
) -> Order:
    """Place an order and record its payments and refunds.

    It is accepted at once where the location says so for the channel; otherwise it waits as pending.

    Args:
        channel: how it came in (`online`, `guest`, `staff`).
        accepted: accept it at once whatever the location says, for orders that staff take themselves.
        once: keeps the answer for the request's idempotency key.

    Raises:
        Invalid: naming every field that cannot be taken, and what has just been sold out.
        Conflict: a number is taken, a voucher or a redemption has just been used up, points have just been spent, or
            somebody else has just ordered or changed a line of the shared cart (`cart_changed`).
        Forbidden: the session it is a round of is not active.
    """
    given = {("order_no", request.info.order_no): "order_info.order_no"}
    for index, payment in enumerate(request.payments):
        given["receipt_no", payment.receipt_no] = f"payments[{index}].receipt_no"
    for index, refund in enumerate(request.refunds):
        given["refund_no", refund.refund_no] = f"refunds[{index}].refund_no"
    return await with_numbers(
        database,
        actor.tenant_id,
        lambda: _place(database, actor, catalogue, request, channel, once, accepted=accepted),
        given,
    )


async def _place(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    request: CartRequest,
    channel: str,
    once: Once[Order] | None,
    *,
    accepted: bool,
) -> Order:
    async with database.unit_of_work(actor.tenant_id) as work:
        if request.session_id is not None or request.tables:
            request = await _at_the_table(work, request)
        found, customer = await looked_up(work, request.vouchers, request.info.customer_id)
        checked = check_cart(
            request,
            catalogue.menu,
            catalogue.offers,
            catalogue.tables,
            found,
            actor.at,
            customer=customer,
            rewards=catalogue.rewards,
            redeemed=redeemed_by(request),
        )
        order = _new_order(actor, catalogue, request, price_checked(catalogue, request, checked), channel)
        if accepted and order.status is Status.PENDING:
            order = replace(order, status=Status.OPEN)
        if request.vouchers:
            await redeem_vouchers(work, request.vouchers)
        await _redeem(work, actor, order, request)
        tenant_id = actor.tenant_id
        work.happened = True
        await work.send(
            _WRITE,
            tuple(
                orjson.dumps(rows).decode()
                for rows in (
                    line_rows(tenant_id, order.id, order.lines),
                    table_rows(tenant_id, order.id, order.tables),
                    payment_rows(tenant_id, order.id, actor.app_id, order.payments),
                    refund_rows(tenant_id, order.id, actor.app_id, order.refunds),
                    refund_part_rows(tenant_id, order.id, order.refunds),
                    [event_row(tenant_id, order_event("order.created", order, actor))],
                    [order_row(tenant_id, order)],
                )
            ),
        )
        await earn_points(work, actor, catalogue, order)
        await spend_credit(work, actor, catalogue.menu, order, order.payments)
        for refund in order.refunds:
            await return_credit(work, actor, catalogue.menu, order, refund)
        if once is not None:
            await once.keep(work, order)
        await take_materials(work, actor, catalogue, order, cart_fields(request.lines, order.lines))
    return order


async def _redeem(work: UnitOfWork, actor: Actor, order: Order, request: CartRequest) -> None:
    unpaid = list(order.breakdown.rewards)
    for used in redeemed_by(request):
        unpaid.remove(used)
    await redeem_rewards(work, actor, order, unpaid)
    if request.redemption is not None:
        await use_redemption(work, request.redemption.id, order.id)


async def _at_the_table(work: UnitOfWork, request: CartRequest) -> CartRequest:
    """Return the request as a round of the session it belongs to, which cannot end or move until it is written."""
    if request.session_id is None:
        session_id = await active_session_at(work, [table.table_id for table in request.tables])
        return replace(request, session_id=session_id)
    session = await hold_session(work, request.session_id)
    lines = await take_cart_lines(work, session.id, request.cart_line_ids) if request.cart_line_ids else ()
    seated = tuple(TableRequest(table.id) for table in session.tables)
    return replace(request, lines=request.lines + lines, tables=seated)


def _new_order(actor: Actor, catalogue: Catalogue, request: CartRequest, priced: PricedCart, channel: str) -> Order:
    info, menu, quoted, checked = request.info, catalogue.menu, priced.quote, priced.checked
    status = Status(info.status or Status.PENDING)
    if status is Status.PENDING and menu.auto_accept.get(channel, False):
        status = Status.OPEN
    owed = Owed(quoted.due, service_charge(quoted), 0)
    return Order(
        id=new_id(),
        location_id=menu.location_id,
        currency=menu.currency,
        channel=channel,
        app_id=actor.app_id,
        session_id=request.session_id,
        guest_id=request.guest_id,
        order_no=info.order_no or new_number(),
        order_ticket=info.order_ticket,
        status=status,
        version=1,
        dining_option_id=info.dining_option_id,
        dining_option_name=checked.dining_option_name,
        pax=info.pax or 1,
        customer_id=info.customer_id,
        notes=info.notes or None,
        void_reason=None,
        contact=without_empty(info.contact),
        order_at=info.order_at,
        subtotal=quoted.subtotal,
        total=quoted.total,
        rounding=quoted.rounding,
        breakdown=breakdown(checked, quoted),
        created_at=actor.at,
        updated_at=actor.at,
        lines=with_materials(catalogue.recipes, order_lines(checked, quoted, {})),
        tables=checked.tables,
        payments=new_payments(menu, request.payments, actor.at, owed),
        refunds=tuple(
            new_refund(menu, refund, actor.at, owed._replace(held=sum(paid.amount for paid in request.payments)))
            for refund in request.refunds
        ),
        service_charge=owed.service_charge,
    )
