"""Place an order that comes with its prices, from a terminal that showed them to the guest."""

from dataclasses import replace
from uuid import UUID

import orjson
from psycopg.errors import UniqueViolation

from comanda.dining.queries import active_session_at, hold_session, party_at
from comanda.floor.snapshot import FloorTable
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, Invalid, NotFound
from comanda.kernel.ids import new_id
from comanda.kernel.money import RoundingMode
from comanda.ordering import tables
from comanda.ordering.building import Owed, new_payments, order_event
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.intents import card_method, hold_intent
from comanda.ordering.materials import take_materials
from comanda.ordering.order import Breakdown, Order, OrderLine, OrderTable
from comanda.ordering.queries import load_orders
from comanda.ordering.record_intent_payment import recorded_elsewhere
from comanda.ordering.requests import PaymentRequest, PricedOrder
from comanda.ordering.rows import line_rows, order_row, payment_rows, table_rows
from comanda.ordering.rules.intents import check_recordable
from comanda.ordering.rules.materials import priced_fields, with_materials
from comanda.ordering.rules.priced import CheckedBill, CheckedPriced, check_priced
from comanda.ordering.rules.status import Expedite, Kitchen, Status
from comanda.pricing.result import ChargeRow
from comanda.reservations.queries import reservation_at
from comanda.restaurants.rules import check_trading
from comanda.store.database import Database, UnitOfWork
from comanda.store.numbers import new_number, with_numbers
from comanda.store.rows import insert_rows

_WRITE = (
    b"WITH "
    + b", ".join(
        b"%s AS (%s)" % (name, insert_rows(table))
        for name, table in ((b"lines", tables.order_lines), (b"seats", tables.order_tables), (b"paid", tables.payments))
    )
    + b" "
    + insert_rows(tables.orders)
)


async def place_priced_order(
    database: Database, actor: Actor, catalogue: Catalogue, asked: PricedOrder, *, trades: bool
) -> Order:
    """Place an order at the caller's prices, with the card payments it carries.

    It joins the party it names, or the one at its table. The same id with the same request again is the same order, as
    it is by then. It is accepted at once unless the location says otherwise for the channel `terminal`.

    Args:
        trades: whether the location takes new orders.

    Raises:
        Invalid: naming every field that cannot be taken; an unknown `plu`, what is sold out, and amounts that do not
            add up among them.
        NotFound: naming the table, party or reservation that is not there.
        Conflict: `external_id_reused` for another request, `payment_recorded` elsewhere, `payment_gone`.
        Forbidden: the party it names has left.
    """

    async def place() -> Order:
        async with database.unit_of_work(actor.tenant_id) as work:
            known = await _placed(work, catalogue.menu.location_id, asked)
            if known is not None:
                return known
            check_trading(trades=trades)
            return await _place(work, actor, catalogue, asked)

    try:
        return await with_numbers(database, actor.tenant_id, place, {})
    except UniqueViolation as error:
        if error.diag.constraint_name != "uq_orders_external_id":
            raise recorded_elsewhere(error) from error
        # The same request came twice at once; by now the other one stands.
        return await place()


async def _placed(work: UnitOfWork, location_id: UUID, asked: PricedOrder) -> Order | None:
    row = await work.one(
        "SELECT id FROM orders WHERE tenant_id = %s AND location_id = %s AND external_id = %s",
        (work.tenant_id, location_id, asked.external_id),
    )
    if row is None:
        return None
    (order,) = await load_orders(work, [row["id"]])
    if order.as_sent != asked.as_sent:
        raise Conflict("This id was used for a different order.", code="external_id_reused")
    return order


async def _place(work: UnitOfWork, actor: Actor, catalogue: Catalogue, asked: PricedOrder) -> Order:
    menu, order_id = catalogue.menu, new_id()
    bill = check_priced(asked, menu, order_id)
    seated, session_id = await _seats(work, catalogue, asked)
    if asked.reservation_id is not None:
        try:
            await reservation_at(work, menu.location_id, asked.reservation_id)
        except NotFound:
            raise NotFound("details.dineIn.reservationId: no such reservation.", code="reservation_not_found") from None
    owed = Owed(asked.total, asked.service_charge, 0)
    paid = [
        PaymentRequest(UUID(int=0), p.amount, tip=p.tip, intent_id=p.intent_id)
        for p in asked.payments
        if p.amount or p.tip
    ]
    if paid:
        method = card_method(menu)
        paid = [replace(payment, method_id=method.id) for payment in paid]
    for intent_id in sorted(payment.intent_id for payment in paid if payment.intent_id is not None):
        check_recordable(await hold_intent(work, menu.location_id, intent_id, actor.at))
    kind = "dine_in" if asked.dine_in else "takeaway"
    option = next((option for option in menu.dining_options.values() if option.kind == kind), None)
    order = Order(
        id=order_id,
        location_id=menu.location_id,
        currency=menu.currency,
        channel="terminal",
        app_id=None,
        session_id=session_id,
        guest_id=None,
        order_no=new_number(),
        order_ticket=None,
        status=Status.OPEN if menu.auto_accept.get("terminal", True) else Status.PENDING,
        version=1,
        dining_option_id=option.id if option else None,
        dining_option_name=option.name if option else None,
        pax=1,
        customer_id=None,
        notes=asked.notes,
        void_reason=None,
        contact=asked.contact,
        order_at=asked.order_at,
        subtotal=bill.subtotal,
        total=asked.total,
        rounding=0,
        breakdown=_breakdown(catalogue, asked, bill, order_id),
        created_at=actor.at,
        updated_at=actor.at,
        lines=with_materials(catalogue.recipes, [_line(sort, line) for sort, line in enumerate(bill.lines)]),
        tables=tuple(OrderTable(table.id, table.name, None, table.number) for table in seated),
        payments=new_payments(menu, paid, actor.at, owed),
        refunds=(),
        service_charge=asked.service_charge,
        external_id=asked.external_id,
        as_sent=asked.as_sent,
    )
    await work.send(
        _WRITE,
        tuple(
            orjson.dumps(rows).decode()
            for rows in (
                line_rows(work.tenant_id, order.id, order.lines),
                table_rows(work.tenant_id, order.id, order.tables),
                payment_rows(work.tenant_id, order.id, None, order.payments),
                [order_row(work.tenant_id, order)],
            )
        ),
    )
    work.record(order_event("order.created", order, actor))
    await take_materials(work, actor, catalogue, order, priced_fields(asked.lines))
    return order


async def _seats(
    work: UnitOfWork, catalogue: Catalogue, asked: PricedOrder
) -> tuple[tuple[FloorTable, ...], UUID | None]:
    """Return the tables an order is for and the party it is of, which cannot leave until it is written."""
    table = catalogue.tables.get(asked.table_id) if asked.table_id is not None else None
    if asked.table_id is not None and table is None:
        raise NotFound("details.dineIn.tableId: no such table at this location.", code="table_not_found")
    if asked.session_id is None:
        session_id = await active_session_at(work, [table.id]) if table is not None else None
        return ((table,) if table is not None else ()), session_id
    try:
        await party_at(work, catalogue.menu.location_id, asked.session_id)
    except NotFound:
        raise NotFound("details.dineIn.partyId: no such party at this location.", code="session_not_found") from None
    session = await hold_session(work, asked.session_id)
    its = tuple(catalogue.tables[seat.id] for seat in session.tables if seat.id in catalogue.tables)
    if table is not None and table not in its:
        raise Invalid.field("details.dineIn.tableId", "the party sits at another table", "not_its_table")
    return ((table,) if table is not None else its), session.id


def _line(sort: int, line: CheckedPriced) -> OrderLine:
    asked, sold = line.asked, line.sold
    return OrderLine(
        id=new_id(),
        sort=sort,
        item_id=sold.item_id,
        variant_id=sold.id if sold.item_id is not None else None,
        item_no=sold.item_no,
        sku=asked.plu,
        name=asked.name,
        variant_name=None,
        unit_price=asked.price,
        price_per=line.price_per,
        qty=asked.qty,
        measure=None,
        price=line.price,
        net=line.net,
        notes=asked.notes,
        options=line.options,
        discounts=line.discounts,
        manual_discounts=(),
        tax_ids=sold.taxes,
        kitchen=Kitchen.DEFAULT,
        expedite=Expedite.DEFAULT,
    )


def _breakdown(catalogue: Catalogue, asked: PricedOrder, bill: CheckedBill, order_id: UUID) -> Breakdown:
    charges: tuple[ChargeRow, ...] = ()
    if asked.service_charge:
        ours = next((charge for charge in catalogue.menu.terms.charges if charge.kind == "service"), None)
        name = ours.name if ours else "Service charge"
        # A location without a service charge of its own has no id for one; the order's stands for it.
        charges = (ChargeRow(ours.id if ours else order_id, name, asked.service_charge),)
    return Breakdown(RoundingMode.HALF_UP, bill.discounts, (), charges, bill.taxes, (), (), {})
