"""Change an order that is still going: add, replace or take away what it holds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import orjson

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, Invalid, NotFound
from comanda.menu.snapshot import MenuSnapshot
from comanda.offers.redeem_vouchers import lock_vouchers, redeem_vouchers, release_vouchers
from comanda.offers.rules import Voucher
from comanda.ordering import tables
from comanda.ordering.building import (
    Owed,
    breakdown,
    new_payments,
    order_event,
    order_lines,
    service_charge,
    without_empty,
)
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.loyalty import earn_points, redeem_rewards, return_rewards
from comanda.ordering.materials import take_materials
from comanda.ordering.order import ManualDiscount, Order, OrderLine
from comanda.ordering.price_cart import looked_up
from comanda.ordering.queries import lock_order
from comanda.ordering.requests import (
    CartRequest,
    ChangeRequest,
    DiscountRequest,
    LineRequest,
    OptionRequest,
    OrderInfo,
    TableRequest,
)
from comanda.ordering.rows import line_rows, order_row, payment_rows, table_rows
from comanda.ordering.rules.cart import CheckedCart, check_cart, check_rewards_took_effect, check_vouchers_took_effect
from comanda.ordering.rules.locks import check_unlocked
from comanda.ordering.rules.materials import cart_fields, with_materials
from comanda.ordering.rules.payments import check_payment_methods
from comanda.ordering.rules.priced import check_priced_here
from comanda.ordering.rules.settlement import check_payments, check_still_covered
from comanda.ordering.rules.status import Action, Status, check_changeable, next_status
from comanda.ordering.store_credit import spend_credit
from comanda.ordering.void_lines import void_lines
from comanda.pricing.quote import quote
from comanda.pricing.result import Quote
from comanda.store.database import Database, UnitOfWork
from comanda.store.idempotency import Once
from comanda.store.numbers import with_numbers
from comanda.store.rows import insert_rows

_INSERT = (
    b"WITH lines AS ("
    + insert_rows(tables.order_lines)
    + b"), seats AS ("
    + insert_rows(tables.order_tables)
    + b") "
    + insert_rows(tables.payments)
)
_UPDATE = (
    b"UPDATE orders o SET order_no = n.order_no, order_ticket = n.order_ticket, status = n.status,"
    b" version = n.version, dining_option_id = n.dining_option_id, dining_option_name = n.dining_option_name,"
    b" pax = n.pax, customer_id = n.customer_id, notes = n.notes, contact = n.contact, order_at = n.order_at,"
    b" subtotal = n.subtotal, total = n.total, rounding = n.rounding, service_charge = n.service_charge,"
    b" breakdown = n.breakdown,"
    b" updated_at = n.updated_at"
    b" FROM jsonb_populate_record(NULL::orders, %s::jsonb) n WHERE o.tenant_id = n.tenant_id AND o.id = n.id"
)


async def update_order(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    order_id: UUID,
    change: ChangeRequest,
    *,
    expected_version: int | None = None,
    once: Once[Order] | None = None,
) -> Order:
    """Change an order and price it again.

    Lines sent with their id keep their progress, and their price as long as they are the same sale. Promotions stay
    those of the time the order was placed. Payments are added to the ledger. Of stock only the
    difference is taken or given back.

    Args:
        expected_version: refuse if the order has moved on since the caller read this version of it.

    Raises:
        Invalid: naming every field that cannot be taken, and what there is not enough for.
        Conflict: the order is over, has moved on, would cost less than was paid, or a number is taken; a terminal keeps
            its bill (`order_locked`) or made its prices (`priced_elsewhere`).
        NotFound: no such order.
    """

    async def update() -> Order:
        async with database.unit_of_work(actor.tenant_id) as work:
            before = await lock_order(work, order_id)
            check_changeable(before.status)
            check_unlocked(before.lock)
            check_priced_here(before)
            if expected_version is not None and expected_version != before.version:
                raise Conflict(
                    f"The order has changed since; it is at version {before.version} now.", code="stale_version"
                )
            request = _merged(before, change, catalogue.menu)
            status = _status(before.status, change.info.status)
            kept = {voucher.id for voucher in before.breakdown.vouchers}
            found, customer = await looked_up(work, request.vouchers, request.info.customer_id)
            redeemed = before.breakdown.rewards
            check_same_customer(before, request.info.customer_id)
            had = {line.id: line for line in before.lines}
            checked = check_cart(
                request,
                catalogue.menu,
                catalogue.offers,
                catalogue.tables,
                _usable_again(found, kept),
                actor.at,
                customer=customer,
                rewards=catalogue.rewards,
                had=had,
                priced_at=before.created_at,
                redeemed=redeemed,
            )
            check_payment_methods(catalogue.menu, change.payments)
            priced = quote(checked.cart, catalogue.menu.terms, catalogue.offers.automatic, checked.at)
            check_vouchers_took_effect(change.vouchers or (), priced)
            check_rewards_took_effect(change.rewards or (), priced)
            check_still_covered(priced.due, before.ledger.net)
            amounts = [(f"payments[{index}].amount", payment.amount) for index, payment in enumerate(change.payments)]
            check_payments(priced.due, before.ledger.net, amounts, catalogue.menu.exponent)
            order = _changed(before, actor, catalogue, request, change, checked, priced, status, had)
            kept_lines = {line.id for line in order.lines}
            gone = [line for line in before.lines if line.id not in kept_lines]
            if gone and before.status is Status.OPEN:
                await void_lines(work, actor, order, gone, change.void_reason)
            await _move_vouchers(work, kept, set(request.vouchers))
            await _move_rewards(work, actor, before, order)
            await _write(work, actor, before, order)
            await earn_points(work, actor, catalogue, order)
            await spend_credit(work, actor, catalogue.menu, order, order.payments[len(before.payments) :])
            work.record(order_event("order.updated", order, actor))
            if once is not None:
                await once.keep(work, order)
            fields = cart_fields(request.lines, order.lines)
            await take_materials(work, actor, catalogue, order, fields, before=before)
        return order

    given = {("order_no", change.info.order_no): "order_info.order_no"}
    for index, payment in enumerate(change.payments):
        given["receipt_no", payment.receipt_no] = f"payments[{index}].receipt_no"
    return await with_numbers(database, actor.tenant_id, update, given)


def _merged(before: Order, change: ChangeRequest, menu: MenuSnapshot) -> CartRequest:
    """Return the whole cart that a change asks for, with what it leaves out taken from the order."""
    said, info = before.breakdown, change.info
    dining_option_id = info.dining_option_id or before.dining_option_id
    kept_charges = tuple(
        (charge_id, amount)
        for charge_id, amount in said.charge_amounts.items()
        if charge_id in menu.charges and dining_option_id in menu.charges[charge_id].dining_options
    )
    return CartRequest(
        lines=change.lines if change.lines is not None else _same_lines(before, change.without),
        info=OrderInfo(
            dining_option_id=dining_option_id,
            order_no=info.order_no or before.order_no,
            order_ticket=info.order_ticket or before.order_ticket,
            pax=info.pax or before.pax,
            notes=(info.notes or None) if info.notes is not None else before.notes,
            customer_id=info.customer_id or before.customer_id,
            order_at=info.order_at or before.order_at,
            contact=without_empty({**before.contact, **info.contact}),
        ),
        charges=change.charges if change.charges is not None else kept_charges,
        discounts=change.discounts if change.discounts is not None else _same_discounts(said.manual_discounts),
        tables=(
            change.tables
            if change.tables is not None
            else tuple(TableRequest(table.id, table.pax) for table in before.tables)
        ),
        rewards=change.rewards if change.rewards is not None else tuple(used.id for used in said.rewards),
        vouchers=change.vouchers if change.vouchers is not None else tuple(v.id for v in said.vouchers),
    )


def _same_lines(before: Order, without: UUID | None) -> tuple[LineRequest, ...]:
    if without is not None and all(line.id != without for line in before.lines):
        raise NotFound("This order has no such item.")
    return tuple(_same_line(line) for line in before.lines if line.id != without)


def _same_line(line: OrderLine) -> LineRequest:
    open_price = line.item_id is None
    return LineRequest(
        item_id=line.item_id,
        variant_id=line.variant_id,
        name=line.name if open_price else None,
        qty=line.qty if line.measure is None else None,
        measure=line.measure,
        price=line.unit_price if open_price else None,
        notes=line.notes,
        options=tuple(OptionRequest(option.id, option.qty) for option in line.options),
        discounts=_same_discounts(line.manual_discounts),
        line_id=line.id,
    )


def _same_discounts(uses: tuple[ManualDiscount, ...]) -> tuple[DiscountRequest, ...]:
    return tuple(DiscountRequest(use.id, settled=use.value) for use in uses)


def _status(before: Status, asked: str | None) -> Status:
    """Return the status a change leads to. Saying `pending` of an accepted order does not take the acceptance back."""
    if asked is None or asked == before or (asked == Status.PENDING and before is Status.OPEN):
        return before
    return next_status(before, Action(asked), has_transactions=False)


def _usable_again(found: Mapping[UUID, Voucher], kept: set[UUID]) -> dict[UUID, Voucher]:
    """Let vouchers that the order has used already count as unused for its own change."""
    always = datetime.min.replace(tzinfo=UTC)
    return {
        voucher_id: replace(voucher, max_redemptions=None, starts_at=always, ends_at=None)
        if voucher_id in kept
        else voucher
        for voucher_id, voucher in found.items()
    }


async def _move_vouchers(work: UnitOfWork, kept: set[UUID], wanted: set[UUID]) -> None:
    if kept - wanted and wanted - kept:
        await lock_vouchers(work, sorted(kept ^ wanted))
    if kept - wanted:
        await release_vouchers(work, sorted(kept - wanted))
    if wanted - kept:
        await redeem_vouchers(work, sorted(wanted - kept))


async def _move_rewards(work: UnitOfWork, actor: Actor, before: Order, order: Order) -> None:
    """Give back the points of rewards that the order no longer uses, and take those of the ones it uses now."""
    had, has = list(before.breakdown.rewards), list(order.breakdown.rewards)
    for used in before.breakdown.rewards:
        if used in has:
            has.remove(used)
            had.remove(used)
    await return_rewards(work, actor, before, had)
    await redeem_rewards(work, actor, order, has)


def check_same_customer(before: Order, customer_id: UUID | None) -> None:
    """Refuse another customer for an order that has taken points or credit of the one it has.

    Raises:
        Invalid: `customer_committed`.
    """
    if before.customer_id not in (None, customer_id) and (before.breakdown.rewards or before.payments):
        raise Invalid.field(
            "order_info.customer", "the order has taken points or payments of its customer", "customer_committed"
        )


def _changed(
    before: Order,
    actor: Actor,
    catalogue: Catalogue,
    request: CartRequest,
    change: ChangeRequest,
    checked: CheckedCart,
    priced: Quote,
    status: Status,
    had: dict[UUID, OrderLine],
) -> Order:
    info = request.info
    owed = Owed(priced.due, service_charge(priced), before.ledger.net)
    return replace(
        before,
        status=status,
        version=before.version + 1,
        order_no=info.order_no or before.order_no,
        order_ticket=info.order_ticket,
        dining_option_id=info.dining_option_id,
        dining_option_name=checked.dining_option_name,
        pax=info.pax or before.pax,
        customer_id=info.customer_id,
        notes=info.notes,
        contact=info.contact,
        order_at=info.order_at,
        subtotal=priced.subtotal,
        total=priced.total,
        rounding=priced.rounding,
        breakdown=breakdown(checked, priced),
        updated_at=actor.at,
        lines=with_materials(catalogue.recipes, order_lines(checked, priced, had), had),
        tables=checked.tables,
        payments=before.payments + new_payments(catalogue.menu, change.payments, actor.at, owed),
        service_charge=owed.service_charge,
    )


async def _write(work: UnitOfWork, actor: Actor, before: Order, order: Order) -> None:
    which = (work.tenant_id, order.id)
    await work.send("DELETE FROM order_lines WHERE tenant_id = %s AND order_id = %s", which)
    await work.send("DELETE FROM order_tables WHERE tenant_id = %s AND order_id = %s", which)
    added = order.payments[len(before.payments) :]
    await work.send(
        _INSERT,
        tuple(
            orjson.dumps(rows).decode()
            for rows in (
                line_rows(work.tenant_id, order.id, order.lines),
                table_rows(work.tenant_id, order.id, order.tables),
                payment_rows(work.tenant_id, order.id, actor.app_id, added),
            )
        ),
    )
    await work.send(_UPDATE, (orjson.dumps(order_row(work.tenant_id, order)).decode(),))
