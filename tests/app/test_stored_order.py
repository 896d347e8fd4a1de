"""An order is the same value when it is answered and when it is loaded back, after every kind of change."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from comanda.demo.seed import demo_id
from comanda.ordering.change_status import change_status
from comanda.ordering.order import Order
from comanda.ordering.place_order import place_order
from comanda.ordering.progress_item import progress_item
from comanda.ordering.queries import load_orders, view_order
from comanda.ordering.record_payment import record_payment
from comanda.ordering.record_refund import record_refund
from comanda.ordering.requests import (
    CartRequest,
    ChangeRequest,
    DiscountRequest,
    LineRequest,
    OptionRequest,
    OrderInfo,
    PaymentRequest,
    RefundRequest,
    TableRequest,
)
from comanda.ordering.rules.status import Action, Kitchen
from comanda.ordering.update_order import update_order
from comanda.store.database import Database
from tests.app.running import NOW, an_app, catalogue, with_database
from tests.app.singapore import (
    CARD,
    CARD_DIGITS,
    CASH,
    DINE_IN,
    EGGS,
    RESTAURANT,
    RICE,
    SEABASS,
    SECOND_TABLE,
    SLUG,
    TABLE,
    VOUCHER,
    WINGS,
)
from tests.truth import Truth

MANAGERS_PERCENT = demo_id(SLUG, "discount", "Manager's percent")
SERVICE = demo_id(SLUG, "charge", "Service charge")
BREWERY_VOUCHER = demo_id(SLUG, "voucher", "REDLANTERN")

EVERYTHING = CartRequest(
    lines=(
        LineRequest(WINGS, qty=3, notes="crisp", discounts=(DiscountRequest(MANAGERS_PERCENT, Decimal("12.5")),)),
        LineRequest(SEABASS, measure=998, options=(OptionRequest(RICE, 2),)),
        LineRequest(name="Birthday cake", price=3000, qty=1, key="cake"),
        LineRequest(EGGS, qty=2),
    ),
    info=OrderInfo(
        dining_option_id=DINE_IN,
        order_no="FULL1",
        order_ticket="C23",
        pax=5,
        notes="by the window",
        order_at=datetime(2026, 7, 1, 5, 0, tzinfo=UTC),
        contact={"first_name": "Mei", "address_lat": 1.2834, "timeslot": "noon"},
    ),
    charges=((SERVICE, 777),),
    payments=(
        PaymentRequest(CASH, 5000, "R100"),
        PaymentRequest(CARD, 2500, None, ((CARD_DIGITS, "4242"),)),
    ),
    refunds=(RefundRequest(((CASH, 1000), (CARD, 500)), "RF1"), RefundRequest(((CASH, 1),))),
    tables=(TableRequest(SECOND_TABLE, 3), TableRequest(TABLE)),
    vouchers=(VOUCHER, BREWERY_VOUCHER),
)


async def loaded(database: Database, order_id: UUID) -> Order:
    async with database.unit_of_work(RESTAURANT) as work:
        return await view_order(work, order_id)


async def check_same(database: Database, told: Order) -> None:
    found = await loaded(database, told.id)
    for field in fields(Order):
        assert getattr(found, field.name) == getattr(told, field.name), field.name
    assert found == told


def test_an_order_with_everything_is_loaded_as_it_was_placed(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> Order:
        placed = await place_order(database, an_app(), await catalogue(database), EVERYTHING, channel="online")
        await check_same(database, placed)
        return placed

    order = with_database(database_url, run)
    assert [len(part) for part in (order.lines, order.tables, order.payments, order.refunds)] == [4, 2, 2, 2]
    assert order.breakdown.manufacturer_discounts
    assert {voucher.code for voucher in order.breakdown.vouchers} == {"KAKI5", "REDLANTERN"}
    assert order.breakdown.charge_amounts == {SERVICE: 777}
    assert order.lines[0].manual_discounts[0].value == 125_000
    assert (order.lines[1].measure, order.lines[1].qty, order.lines[1].options[0].qty) == (998, 1, 2)
    assert order.created_at == NOW
    row = truth.order(order.id)
    assert (row["paid"], row["refunded"], row["lines"], row["versions"]) == (7500, 1501, 4, [1])
    assert (
        truth.rows("SELECT redeemed FROM vouchers WHERE id = ANY(%s)", [VOUCHER, BREWERY_VOUCHER])
        == [{"redeemed": 1}] * 2
    )


def test_an_order_with_next_to_nothing_is_loaded_as_it_was_placed(database_url: str) -> None:
    async def run(database: Database) -> None:
        bare = CartRequest(lines=(LineRequest(WINGS, qty=1),))
        placed = await place_order(
            database, replace(an_app(), app_id=None), await catalogue(database), bare, channel="phone"
        )
        await check_same(database, placed)

    with_database(database_url, run)


def test_after_every_change_an_order_is_loaded_as_it_was_answered(database_url: str) -> None:
    async def run(database: Database) -> None:
        sold = await catalogue(database)
        order = await place_order(database, an_app(), sold, EVERYTHING, channel="online")
        later = an_app(NOW + timedelta(minutes=5))
        order = await record_payment(database, later, sold, order.id, PaymentRequest(CARD, 100))
        await check_same(database, order)
        order = await record_refund(database, later, sold, order.id, RefundRequest(((CARD, 50),)))
        await check_same(database, order)
        await progress_item(database, later, order.id, order.lines[0].id, Kitchen.FULFILLED)
        order = await loaded(database, order.id)
        change = ChangeRequest(
            lines=(LineRequest(WINGS, qty=9, line_id=order.lines[0].id), LineRequest(EGGS, qty=20)),
            info=OrderInfo(notes="no longer by the window", contact={"phone": "+65 1"}),
            payments=(PaymentRequest(CASH, 10, "R101"),),
            tables=(TableRequest(TABLE, 2),),
            vouchers=(VOUCHER,),
        )
        changed = await update_order(database, later, sold, order.id, change)
        await check_same(database, changed)
        assert changed.lines[0].kitchen is Kitchen.FULFILLED
        assert changed.lines[0].id == order.lines[0].id
        assert changed.contact == {**order.contact, "phone": "+65 1"}
        closed = await change_status(database, later, order.id, Action.CLOSE)
        await check_same(database, closed)
        assert closed.version == 6

    with_database(database_url, run)


def test_several_orders_keep_their_own_rows_and_the_order_asked_for(database_url: str) -> None:
    async def run(database: Database) -> None:
        sold = await catalogue(database)
        full = await place_order(database, an_app(), sold, EVERYTHING, channel="online")
        bare = await place_order(
            database, an_app(), sold, CartRequest(lines=(LineRequest(EGGS, qty=1),)), channel="online"
        )
        async with database.unit_of_work(RESTAURANT) as work:
            assert await load_orders(work, [bare.id, UUID(int=5), full.id]) == [bare, full]

    with_database(database_url, run)
