"""How orders are answered: the same whole order after whatever was done to it."""

from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.once import carried_out
from comanda.api.online_order import presenters, shapes
from comanda.api.online_order.services import services
from comanda.identity.tokens import Caller
from comanda.ordering.order import Order
from comanda.store.idempotency import Answer, Once

ORDER = shapes.One[shapes.OrderOut]
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of the order that the change starts from; 409 if it has moved on.",
}


async def once_or_now(
    request: Request, caller: Caller, work: Callable[[Once[Order] | None], Awaitable[Order]]
) -> Response:
    """Answer with the order that `work` makes; with an Idempotency-Key, once for all its repetitions."""
    if not request.headers.get("idempotency-key"):
        return order_answer(await work(None))
    database, actor = services(request).database, caller.actor
    return await carried_out(request, database, actor.tenant_id, f"app:{actor.app_id}", work, _rendered)


def order_answer(order: Order) -> Response:
    """Return a whole order; its ETag is its version."""
    return Response(_body(order), headers={"ETag": f'"{order.version}"'}, media_type="application/json")


def _rendered(order: Order) -> Answer:
    return Answer(200, _body(order))


def _body(order: Order) -> bytes:
    return orjson.dumps({"data": presenters.order(order)})
