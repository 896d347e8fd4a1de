"""Sections 11 and 12: pricing carts, and orders from placing to closing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.documenting import described
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body, read_query
from comanda.api.online_order import presenters, shapes
from comanda.api.online_order.commands import cart_request, change_request, payment_request, refund_request
from comanda.api.online_order.errors import REFUSALS, WRITE_REFUSALS, ErrorOut
from comanda.api.online_order.schemas import CartIn, OrderChangeIn, OrdersQuery, PaymentIn, RefundIn, Said
from comanda.api.online_order.services import (
    BASE_PATH,
    answer,
    as_response,
    catalogue_for,
    enter,
    identify,
    once_for,
    services,
)
from comanda.identity.tokens import Caller
from comanda.kernel.errors import Invalid, NotFound
from comanda.kernel.ids import parse_id
from comanda.kernel.money import exponent
from comanda.kernel.paging import Page
from comanda.ordering.change_status import change_status
from comanda.ordering.order import Order
from comanda.ordering.place_order import place_order
from comanda.ordering.price_cart import check_trading, price_cart
from comanda.ordering.progress_item import progress_item
from comanda.ordering.queries import OrderFilter, list_orders, load_orders, order_ids, view_order
from comanda.ordering.record_payment import record_payment
from comanda.ordering.record_refund import record_refund
from comanda.ordering.rules.status import Action, Expedite, Kitchen
from comanda.ordering.update_order import update_order
from comanda.restaurants import queries as restaurants
from comanda.store.idempotency import Answer, answer_once

CHANNEL = "online"
MAX_DETAILED = 100
MAX_RANGE = timedelta(days=32)
BODIES = (CartIn, OrderChangeIn, PaymentIn, RefundIn)
Endpoint = Callable[[Request], Awaitable[Response]]

router = APIRouter(prefix=BASE_PATH, route_class=PlainRoute)

_ORDER = shapes.One[shapes.OrderOut]
_IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "Send the same key again after a lost answer, and get the first answer again.",
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of the order that the change starts from; 409 if it has moved on.",
}


def _writing(summary: str, body: type[Said] | None, shape: Any, *headers: dict[str, Any]) -> dict[str, Any]:
    return described(summary=summary, body=body, answer=shape, refusals=WRITE_REFUSALS, error=ErrorOut, headers=headers)


@router.post(
    "/cart/calculate", tags=["Cart"], **_writing("11.1 Cart summary", CartIn, shapes.One[shapes.CartSummaryOut])
)
async def calculate_cart(request: Request) -> Response:
    """What a cart costs, exactly as placing it would; nothing is written."""
    caller, cart = await enter(request, await read_body(request, CartIn))
    catalogue, standing = await catalogue_for(request, caller)
    check_trading(trades=standing.trades)
    asked = cart_request(cart, catalogue.menu.exponent)
    priced = await price_cart(services(request).database, caller.actor, catalogue, asked)
    return answer(presenters.cart_summary(priced, asked, catalogue.menu.exponent))


@router.post("/cart/submit", tags=["Cart"], **_writing("11.2 Place order", CartIn, _ORDER, _IDEMPOTENCY))
async def submit_cart(request: Request) -> Response:
    """Place an order, with payments and refunds if it has any."""
    caller, cart = await enter(request, await read_body(request, CartIn))
    catalogue, standing = await catalogue_for(request, caller)
    database = services(request).database
    once = await once_for(request, caller, _rendered)

    async def place() -> Order:
        check_trading(trades=standing.trades)
        asked = cart_request(cart, catalogue.menu.exponent)
        return await place_order(database, caller.actor, catalogue, asked, channel=CHANNEL, once=once)

    if once is not None:
        return as_response(await answer_once(database, once, place))
    return _order_answer(await place())


@router.get(
    "/orders",
    tags=["Orders"],
    **described(
        summary="12.1 List orders",
        query=OrdersQuery,
        answer=shapes.Many[shapes.OrderSummaryOut | shapes.OrderOut],
        refusals=REFUSALS,
        error=ErrorOut,
    ),
)
async def get_orders(request: Request) -> Response:
    """Orders, oldest first: in summary with amounts as strings, or whole with `detail=all`."""
    caller, query = await enter(request, read_query(request, OrdersQuery))
    if query.location_id is not None and caller.standing is None:
        raise NotFound("This restaurant has no such location.", code="unknown_location")
    wanted, page = _order_filter(query, caller), Page(query.limit, query.page)
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        currency = await restaurants.currency(work)
        if query.detail == "all":
            found = await load_orders(work, await order_ids(work, wanted, page))
            return answer([presenters.order(order, exponent(currency)) for order in found])
        summaries = await list_orders(work, wanted, page)
    return answer([presenters.order_summary(order, exponent(currency)) for order in summaries])


def _order_filter(query: OrdersQuery, caller: Caller) -> OrderFilter:
    if query.detail == "all" and query.limit > MAX_DETAILED:
        raise Invalid.field("limit", f"at most {MAX_DETAILED} is expected with detail=all", "out_of_range")
    if (query.create_at_min is None) is not (query.create_at_max is None):
        missing = "create_at_min" if query.create_at_min is None else "create_at_max"
        raise Invalid.field(missing, "create_at_min and create_at_max are used together", "missing")
    if query.create_at_min is not None and query.create_at_max is not None:
        if query.create_at_max < query.create_at_min:
            raise Invalid.field("create_at_max", "a time after create_at_min is expected", "out_of_range")
        if query.create_at_max - query.create_at_min > MAX_RANGE:
            raise Invalid.field("create_at_max", "at most 32 days after create_at_min is expected", "out_of_range")
    app_id = caller.actor.app_id if query.app_id == "current" else None
    if query.app_id is not None and app_id is None:
        app_id = parse_id(query.app_id)
        if app_id is None:
            raise Invalid.field("app_id", "current, or an app's id, is expected", "unknown_id")
    return OrderFilter(
        query.location_id,
        app_id,
        tuple(query.ids) if query.ids is not None else None,
        query.order_no,
        query.customer_id,
        query.update_at_min,
        query.create_at_min,
        query.create_at_max,
    )


@router.get(
    "/orders/{order_id}",
    tags=["Orders"],
    **described(summary="12.2 View order", answer=_ORDER, refusals=REFUSALS, error=ErrorOut),
)
async def get_order(request: Request) -> Response:
    """A whole order."""
    caller = await identify(request)
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await view_order(work, _order_id(request))
    return _order_answer(found)


@router.put(
    "/orders/{order_id}",
    tags=["Orders"],
    **_writing("12.3 Update order", OrderChangeIn, _ORDER, _IDEMPOTENCY, _IF_MATCH),
)
async def put_order(request: Request) -> Response:
    """Add, replace or take away what an order holds; items sent with their id keep their progress."""
    caller, change = await enter(request, await read_body(request, OrderChangeIn))
    order_id, database = _order_id(request), services(request).database
    once = await once_for(request, caller, _rendered)

    async def update() -> Order:
        catalogue = await services(request).catalogues.of_order(caller.actor.tenant_id, order_id)
        asked = change_request(change, catalogue.menu.exponent)
        expected = _expected_version(request)
        return await update_order(
            database, caller.actor, catalogue, order_id, asked, expected_version=expected, once=once
        )

    if once is not None:
        return as_response(await answer_once(database, once, update))
    return _order_answer(await update())


@router.post(
    "/orders/{order_id}/payments",
    tags=["Orders"],
    **_writing("12.4 Create order payment", PaymentIn, _ORDER, _IDEMPOTENCY),
)
async def post_payment(request: Request) -> Response:
    """Record a payment; never more than what is owed."""
    caller, payment = await enter(request, await read_body(request, PaymentIn))
    order_id, database = _order_id(request), services(request).database
    once = await once_for(request, caller, _rendered)

    async def pay() -> Order:
        catalogue = await services(request).catalogues.of_order(caller.actor.tenant_id, order_id)
        asked = payment_request(payment, catalogue.menu.exponent)
        return await record_payment(database, caller.actor, catalogue, order_id, asked, once=once)

    if once is not None:
        return as_response(await answer_once(database, once, pay))
    return _order_answer(await pay())


@router.post(
    "/orders/{order_id}/refunds",
    tags=["Orders"],
    **_writing("12.5 Create order refund", RefundIn, _ORDER, _IDEMPOTENCY),
)
async def post_refund(request: Request) -> Response:
    """Record money given back; never more than was paid with the same method."""
    caller, refund = await enter(request, await read_body(request, RefundIn))
    order_id, database = _order_id(request), services(request).database
    once = await once_for(request, caller, _rendered)

    async def give_back() -> Order:
        catalogue = await services(request).catalogues.of_order(caller.actor.tenant_id, order_id)
        asked = refund_request(refund, catalogue.menu.exponent)
        return await record_refund(database, caller.actor, catalogue, order_id, asked, once=once)

    if once is not None:
        return as_response(await answer_once(database, once, give_back))
    return _order_answer(await give_back())


_ACTIONS = {
    Action.CLOSE: "Close an open order.",
    Action.OPEN: "Open a closed order again.",
    Action.CANCEL: "Cancel an order without payments or refunds.",
    Action.PENDING: "Set an order that waits for its payment as pending.",
    Action.PENDING_PAYMENT: "Let a pending order wait for its payment.",
}
_PROGRESS: dict[str, tuple[str, dict[str, Kitchen | Expedite]]] = {
    "kitchen": (
        "12.7 Change order item kitchen status",
        {"pending": Kitchen.PENDING, "fulfill": Kitchen.FULFILLED, "default": Kitchen.DEFAULT},
    ),
    "expedite": (
        "12.8 Change order item expedite status",
        {"pending": Expedite.PENDING, "expedite": Expedite.EXPEDITED, "default": Expedite.DEFAULT},
    ),
}


def _acting(action: Action) -> Endpoint:
    async def act(request: Request) -> Response:
        caller = await identify(request)
        changed = await change_status(services(request).database, caller.actor, _order_id(request), action)
        return _order_answer(changed)

    return act


def _progressing(state: Kitchen | Expedite) -> Endpoint:
    async def progress(request: Request) -> Response:
        caller = await identify(request)
        line_id = parse_id(request.path_params["order_item_id"])
        if line_id is None:
            raise NotFound("This order has no such item.")
        await progress_item(services(request).database, caller.actor, _order_id(request), line_id, state)
        return Response(status_code=204)

    return progress


for _action, _meaning in _ACTIONS.items():
    router.add_api_route(
        f"/orders/{{order_id}}/{_action}",
        _acting(_action),
        methods=["POST"],
        tags=["Orders"],
        name=f"order_{_action}",
        description=_meaning,
        **_writing(f"12.6 Change order status: {_action}", None, _ORDER),
    )
for _kind, (_summary, _states) in _PROGRESS.items():
    for _verb, _state in _states.items():
        router.add_api_route(
            f"/orders/{{order_id}}/order_items/{{order_item_id}}/{_kind}/{_verb}",
            _progressing(_state),
            methods=["POST"],
            tags=["Kitchen"],
            name=f"{_kind}_{_verb}",
            description=f"Set the item's {_kind} status to {_state}.",
            **described(summary=f"{_summary}: {_verb}", status=204, refusals=WRITE_REFUSALS, error=ErrorOut),
        )


def _order_id(request: Request) -> UUID:
    found = parse_id(request.path_params["order_id"])
    if found is None:
        raise NotFound("No such order.")
    return found


def _expected_version(request: Request) -> int | None:
    said = request.headers.get("if-match")
    if not said or said == "*":
        return None
    version = said.strip().strip('"')
    if not version.isdigit():
        raise Invalid.field("If-Match", "the ETag of an order is expected", "not_an_etag")
    return int(version)


def _body(order: Order) -> bytes:
    return orjson.dumps({"data": presenters.order(order, exponent(order.currency))})


def _rendered(order: Order) -> Answer:
    return Answer(200, _body(order))


def _order_answer(order: Order) -> Response:
    return Response(_body(order), headers={"ETag": f'"{order.version}"'}, media_type="application/json")
