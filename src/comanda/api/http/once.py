"""The Idempotency-Key: a request that carries one is carried out once for all its repetitions."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from comanda.kernel.errors import Invalid
from comanda.store.database import Database
from comanda.store.idempotency import Answer, Once, answer_once

T = TypeVar("T")
_LONGEST = 255
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": _LONGEST},
    "description": "Send the same key again after a lost answer, and get the first answer again.",
}
"""The header as documents describe it."""


async def carried_out(
    request: Request,
    database: Database,
    tenant_id: UUID,
    caller: str,
    work: Callable[[Once[T] | None], Awaitable[T]],
    render: Callable[[T], Answer],
) -> Response:
    """Answer with what `work` makes; with an Idempotency-Key, once for all its repetitions.

    Args:
        caller: whose key it is; two callers may use the same one.
        render: how what was made becomes an answer.

    Raises:
        Conflict: the key was used for a request that said something else.
        Invalid: the key is longer than 255 characters.
    """
    key = request.headers.get("idempotency-key")
    if not key:
        answer = render(await work(None))
    else:
        if len(key) > _LONGEST:
            raise Invalid.field("Idempotency-Key", f"at most {_LONGEST} characters are expected", "too_long")
        said = f"{request.method} {request.url.path}\n".encode() + await request.body()
        once = Once(tenant_id, caller, key, hashlib.sha256(said).digest(), render)
        answer = await answer_once(database, once, lambda: work(once))
    return Response(answer.body, answer.status, media_type="application/json")
