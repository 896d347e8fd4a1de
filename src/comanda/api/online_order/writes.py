"""How requests that change something are described and answered: once for all their repetitions."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.documenting import described
from comanda.api.http.once import carried_out
from comanda.api.online_order.errors import WRITE_REFUSALS, ErrorOut
from comanda.api.online_order.services import services
from comanda.identity.tokens import Caller
from comanda.store.idempotency import Answer, Once

T = TypeVar("T")


def writing(summary: str, body: type[BaseModel] | None, shape: Any, *headers: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a route that changes something."""
    return described(summary=summary, body=body, answer=shape, refusals=WRITE_REFUSALS, error=ErrorOut, headers=headers)


async def written(
    request: Request,
    caller: Caller,
    work: Callable[[Once[T] | None], Awaitable[T]],
    present: Callable[[T], Any],
) -> Response:
    """Answer with what `work` makes; with an Idempotency-Key, once for all its repetitions."""

    def rendered(made: T) -> Answer:
        return Answer(200, orjson.dumps({"data": present(made)}))

    database, actor = services(request).database, caller.actor
    return await carried_out(request, database, actor.tenant_id, f"app:{actor.app_id}", work, rendered)
