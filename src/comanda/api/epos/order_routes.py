"""Orders: found, placed, cancelled, kept as they are while they are paid, paid, printed."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.epos import commands, shapes
from comanda.api.epos.bill import bill_document
from comanda.api.epos.paging import Search, instant_and_id, page, seek_of
from comanda.api.epos.presenters import orders
from comanda.api.epos.presenters.plain import Json
from comanda.api.epos.routing import TerminalRoute, operation
from comanda.api.epos.schemas import (
    CreateOrderLockRequest,
    CreateOrderRequest,
    ExtendOrderLockRequest,
    RecordOrderPaymentRequest,
    SearchOrdersDineIn,
    SearchOrdersRequest,
)
from comanda.api.epos.services import answer, base_url, catalogue_of, identify, path_id, services, wanted_id
from comanda.api.http.reading import read_body
from comanda.identity.receipt_codes import Receipt, receipt_code
from comanda.identity.terminal_credentials import Terminal
from comanda.kernel.errors import NotFound
from comanda.ordering.bill_lock import extend_lock, release_lock, take_lock
from comanda.ordering.cancel_order import cancel_order
from comanda.ordering.order import Order
from comanda.ordering.place_priced_order import place_priced_order
from comanda.ordering.record_intent_payment import record_intent_payment
from comanda.ordering.search_orders import OrderSearch, order_at_location, search_orders
from comanda.reservations.queries import reservations_of

MISSING = "order_not_found"
router = APIRouter(prefix="/epos/v1/orders", route_class=TerminalRoute, tags=["Orders"])


@router.post(
    "",
    **operation(
        "createOrder",
        "Create an order",
        body=CreateOrderRequest,
        answer=shapes.Order,
        writes=True,
        links={
            followed: {"orderId": "$response.body#/id"}
            for followed in (
                "getOrderById",
                "cancelOrderById",
                "createOrderLock",
                "recordOrderPaymentById",
                "getOrderBillById",
            )
        },
    ),
)
async def create_order(request: Request) -> Response:
    """Place an order with its prices and the payments it carries; the same dojoOrderId again is the same order."""
    terminal = await identify(request)
    said = (await read_body(request, CreateOrderRequest)).get()
    catalogue = await catalogue_of(request, terminal)
    asked = commands.priced_order(said, catalogue.menu.currency)
    database = services(request).database
    placed = await place_priced_order(database, terminal.actor, catalogue, asked, trades=terminal.trades)
    return await _shown(request, terminal, placed)


@router.post(
    "/search",
    **operation("searchOrders", "Search orders", body=SearchOrdersRequest, answer=shapes.PagedOrders),
)
async def post_search(request: Request) -> Response:
    """Orders, newest first. What is said narrows; something that is not here finds nothing."""
    terminal = await identify(request)
    said = (await read_body(request, SearchOrdersRequest)).get()
    dine_in = said.dine_in or SearchOrdersDineIn()
    filters = commands.normalised(dine_in) | {"payableOnly": bool(said.payable_only)}
    search = Search("searchOrders", terminal.location_id, filters)
    seek = seek_of(search, said.cursor, instant_and_id)
    wanted = OrderSearch(
        wanted_id(dine_in.table_id),
        dine_in.waiter_id,
        wanted_id(dine_in.party_id),
        wanted_id(dine_in.reservation_id),
        bool(said.payable_only),
    )
    async with services(request).database.unit_of_work(terminal.actor.tenant_id) as work:
        found = await search_orders(work, terminal.location_id, wanted, seek)
        came_by = await reservations_of(work, _parties(found.rows))
    catalogue = await catalogue_of(request, terminal)
    shown = [orders.order(order, catalogue, _reservation(order, came_by)) for order in found.rows]
    return answer(page(search, found, lambda order: (order.created_at, order.id), shown))


@router.get("/{orderId}", **operation("getOrderById", "Get an order by id", answer=shapes.Order))
async def get_order(request: Request) -> Response:
    """An order, while it is locked as well."""
    terminal = await identify(request)
    return answer((await _read(request, terminal))[1])


@router.delete("/{orderId}", **operation("cancelOrderById", "Cancel an order by id", answer=shapes.Order, writes=True))
async def delete_order(request: Request) -> Response:
    """Cancel an order that nobody has paid anything of; one that is cancelled is answered as it is."""
    terminal = await identify(request)
    order_id = path_id(request, "orderId", MISSING)
    database = services(request).database
    cancelled = await cancel_order(database, terminal.actor, terminal.location_id, order_id)
    return await _shown(request, terminal, cancelled)


@router.post(
    "/{orderId}/lock",
    **operation(
        "createOrderLock",
        "Lock an order",
        body=CreateOrderLockRequest,
        answer=shapes.Order,
        writes=True,
        links={
            followed: {"orderId": "$response.body#/id", "lockId": "$request.body#/lockId"}
            for followed in ("extendOrderLock", "deleteOrderLock")
        },
    ),
)
async def post_lock(request: Request) -> Response:
    """Keep a bill as it is until the lock expires or is deleted; 409 while somebody else does."""
    terminal = await identify(request)
    order_id = path_id(request, "orderId", MISSING)
    said = (await read_body(request, CreateOrderLockRequest)).get()
    database = services(request).database
    catalogue = await catalogue_of(request, terminal)
    locked = await take_lock(database, terminal.actor, catalogue, order_id, said.lock_id, said.expiry)
    return await _shown(request, terminal, locked)


@router.put(
    "/{orderId}/locks/{lockId}",
    **operation("extendOrderLock", "Extend a lock", body=ExtendOrderLockRequest, answer=shapes.Nothing, writes=True),
)
async def put_lock(request: Request) -> Response:
    """Keep a bill as it is until another time."""
    terminal = await identify(request)
    order_id, lock_id = path_id(request, "orderId", MISSING), _lock_id(request)
    said = (await read_body(request, ExtendOrderLockRequest)).get()
    database = services(request).database
    await extend_lock(database, terminal.actor, terminal.location_id, order_id, lock_id, said.expiry)
    return answer({})


@router.delete(
    "/{orderId}/locks/{lockId}",
    **operation("deleteOrderLock", "Delete a lock", answer=shapes.Order, writes=True),
)
async def delete_lock(request: Request) -> Response:
    """Let a bill go; one that nobody keeps is answered as it is."""
    terminal = await identify(request)
    order_id, lock_id = path_id(request, "orderId", MISSING), _lock_id(request)
    database = services(request).database
    freed = await release_lock(database, terminal.actor, terminal.location_id, order_id, lock_id)
    return await _shown(request, terminal, freed)


@router.post(
    "/{orderId}/record-payment",
    **operation(
        "recordOrderPaymentById",
        "Record a payment",
        body=RecordOrderPaymentRequest,
        answer=shapes.Order,
        writes=True,
    ),
)
async def post_payment(request: Request) -> Response:
    """Add a payment to what was paid; the same paymentIntentId with the same amounts again changes nothing."""
    terminal = await identify(request)
    order_id = path_id(request, "orderId", MISSING)
    said = (await read_body(request, RecordOrderPaymentRequest)).get()
    catalogue = await catalogue_of(request, terminal)
    commands.check_currency(said, catalogue.menu.currency)
    database, payment = services(request).database, commands.payment(said)
    paid = await record_intent_payment(database, terminal.actor, catalogue, order_id, payment)
    return await _shown(request, terminal, paid)


@router.get("/{orderId}/bill", **operation("getOrderBillById", "Get an order's bill", answer=shapes.OrderBill))
async def get_bill(request: Request) -> Response:
    """An order with what the location prints above and below it; the address is of the guest's receipt."""
    terminal = await identify(request)
    found, shown = await _read(request, terminal)
    catalogue = await catalogue_of(request, terminal)
    code = await receipt_code(services(request).signer, Receipt(found.id, terminal.actor.tenant_id))
    return answer(bill_document(shown, catalogue.place, found, f"{base_url(request)}/receipt/{code}"))


async def _read(request: Request, terminal: Terminal) -> tuple[Order, Json]:
    """Return the order that the path names, and how terminals read it."""
    order_id = path_id(request, "orderId", MISSING)
    async with services(request).database.unit_of_work(terminal.actor.tenant_id) as work:
        found = await order_at_location(work, terminal.location_id, order_id)
        came_by = await reservations_of(work, _parties([found]))
    return found, orders.order(found, await catalogue_of(request, terminal), _reservation(found, came_by))


async def _shown(request: Request, terminal: Terminal, order: Order) -> Response:
    """Answer with an order that was just written; one of a party is asked how its party came."""
    came_by: Mapping[UUID, UUID] = {}
    if order.session_id is not None:
        async with services(request).database.unit_of_work(terminal.actor.tenant_id) as work:
            came_by = await reservations_of(work, _parties([order]))
    return answer(orders.order(order, await catalogue_of(request, terminal), _reservation(order, came_by)))


def _parties(found: Sequence[Order]) -> list[UUID]:
    return [order.session_id for order in found if order.session_id is not None]


def _reservation(order: Order, came_by: Mapping[UUID, UUID]) -> UUID | None:
    return came_by.get(order.session_id) if order.session_id is not None else None


def _lock_id(request: Request) -> str:
    """Return the lock that the path names.

    Raises:
        NotFound: it cannot be the id of one.
    """
    found: str = request.path_params["lockId"]
    if not 1 <= len(found) <= 200 or "\x00" in found:
        raise NotFound("No such lock on this order.", code="lock_not_found")
    return found
