"""Section 12: orders, from listing to closing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.documenting import described
from comanda.api.http.once import IDEMPOTENCY_KEY
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body, read_query
from comanda.api.online_order import presenters, shapes
from comanda.api.online_order.commands import change_request, payment_request, refund_request
from comanda.api.online_order.errors import REFUSALS, WRITE_REFUSALS, ErrorOut
from comanda.api.online_order.order_answers import IF_MATCH, ORDER, once_or_now, order_answer
from comanda.api.online_order.schemas import OrderChangeIn, OrdersQuery, PaymentIn, RefundIn
from comanda.api.online_order.services import (
    BASE_PATH,
    answer,
    app_asked,
    check_location,
    enter,
    identify,
    services,
)
from comanda.api.online_order.writes import writing
from comanda.identity.tokens import Caller
from comanda.kernel.errors import Invalid, NotFound
from comanda.kernel.ids import parse_id
from comanda.kernel.paging import Page
from comanda.ordering.change_status import change_status
from comanda.ordering.order import Order
from comanda.ordering.progress_item import progress_item
from comanda.ordering.queries import OrderFilter, list_orders, load_orders, order_ids, view_order
from comanda.ordering.record_payment import record_payment
from comanda.ordering.record_refund import record_refund
from comanda.ordering.rules.status import Action, Expedite, Kitchen
from comanda.ordering.update_order import update_order
from comanda.store.idempotency import Once

MAX_DETAILED = 100
MAX_RANGE = timedelta(days=32)
Endpoint = Callable[[Request], Awaitable[Response]]

router = APIRouter(prefix=BASE_PATH, route_class=PlainRoute)


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
    check_location(query.location_id, caller)
    wanted, page = _order_filter(query, caller), Page(query.limit, query.page)
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        if query.detail == "all":
            found = await load_orders(work, await order_ids(work, wanted, page))
            return answer([presenters.order(order) for order in found])
        summaries = await list_orders(work, wanted, page)
    return answer([presenters.order_summary(order) for order in summaries])


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
    return OrderFilter(
        query.location_id,
        app_asked(query.app_id, caller),
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
    **described(summary="12.2 View order", answer=ORDER, refusals=REFUSALS, error=ErrorOut),
)
async def get_order(request: Request) -> Response:
    """A whole order."""
    caller = await identify(request)
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await view_order(work, _order_id(request))
    return order_answer(found)


@router.put(
    "/orders/{order_id}",
    tags=["Orders"],
    **writing("12.3 Update order", OrderChangeIn, ORDER, IDEMPOTENCY_KEY, IF_MATCH),
)
async def put_order(request: Request) -> Response:
    """Add, replace or take away what an order holds; items sent with their id keep their progress."""
    caller, change = await enter(request, await read_body(request, OrderChangeIn))
    order_id = _order_id(request)

    async def update(once: Once[Order] | None) -> Order:
        catalogue = await services(request).catalogues.of_order(caller.actor.tenant_id, order_id)
        asked = change_request(change, catalogue.menu.exponent)
        expected = _expected_version(request)
        return await update_order(
            services(request).database, caller.actor, catalogue, order_id, asked, expected_version=expected, once=once
        )

    return await once_or_now(request, caller, update)


@router.post(
    "/orders/{order_id}/payments",
    tags=["Orders"],
    **writing("12.4 Create order payment", PaymentIn, ORDER, IDEMPOTENCY_KEY),
)
async def post_payment(request: Request) -> Response:
    """Record a payment; never more than what is owed."""
    caller, payment = await enter(request, await read_body(request, PaymentIn))
    order_id = _order_id(request)

    async def pay(once: Once[Order] | None) -> Order:
        catalogue = await services(request).catalogues.of_order(caller.actor.tenant_id, order_id)
        asked = payment_request(payment, catalogue.menu.exponent)
        return await record_payment(services(request).database, caller.actor, catalogue, order_id, asked, once=once)

    return await once_or_now(request, caller, pay)


@router.post(
    "/orders/{order_id}/refunds",
    tags=["Orders"],
    **writing("12.5 Create order refund", RefundIn, ORDER, IDEMPOTENCY_KEY),
)
async def post_refund(request: Request) -> Response:
    """Record money given back; never more than was paid with the same method."""
    caller, refund = await enter(request, await read_body(request, RefundIn))
    order_id = _order_id(request)

    async def give_back(once: Once[Order] | None) -> Order:
        catalogue = await services(request).catalogues.of_order(caller.actor.tenant_id, order_id)
        asked = refund_request(refund, catalogue.menu.exponent)
        return await record_refund(services(request).database, caller.actor, catalogue, order_id, asked, once=once)

    return await once_or_now(request, caller, give_back)


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
        order_id = _order_id(request)

        async def change(once: Once[Order] | None) -> Order:
            return await change_status(services(request).database, caller.actor, order_id, action, once=once)

        return await once_or_now(request, caller, change)

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
        **writing(f"12.6 Change order status: {_action}", None, ORDER, IDEMPOTENCY_KEY),
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
