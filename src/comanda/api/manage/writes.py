"""How requests of staff that change something are answered: once for all their repetitions."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.documenting import described
from comanda.api.http.reading import M, read_body
from comanda.api.manage.errors import REFUSALS, WRITE_REFUSALS, ProblemOut
from comanda.api.manage.services import Staff, at_location, catalogue_of, services
from comanda.kernel.errors import Invalid
from comanda.ordering.catalogue import Catalogue
from comanda.store.idempotency import Answer, Once, answer_once

T = TypeVar("T")
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "Send the same key again after a lost answer, and get the first answer again.",
}

READ, WRITE = "reservations:read", "reservations:update"


def reads(summary: str, shape: type[BaseModel], query: type[BaseModel] | None = None) -> dict[str, Any]:
    """Return the description of a route by which staff read."""
    return described(summary=summary, query=query, answer=shape, refusals=REFUSALS, error=ProblemOut)


def writes(
    summary: str, body: type[BaseModel] | None, shape: type[BaseModel] | None, status: int = 200
) -> dict[str, Any]:
    """Return the description of a route by which staff change something."""
    return described(
        summary=summary,
        body=body,
        answer=shape,
        status=status,
        refusals=WRITE_REFUSALS,
        error=ProblemOut,
        headers=(IDEMPOTENCY_KEY,),
    )


async def writing(request: Request, body: type[M]) -> tuple[Staff, Catalogue, M]:
    """Return who changes something of the book, where, and what they said."""
    who = await at_location(request, WRITE)
    said = (await read_body(request, body)).get()
    return who, await catalogue_of(request, who), said


async def written(
    request: Request,
    who: Staff,
    work: Callable[[Once[T] | None], Awaitable[T]],
    present: Callable[[T], Any],
    status: int = 200,
) -> Response:
    """Answer with what `work` makes; with an Idempotency-Key, once for all its repetitions.

    Raises:
        Invalid: the key is longer than 255 characters.
    """

    def rendered(made: T) -> Answer:
        return Answer(status, orjson.dumps(present(made)))

    key = request.headers.get("idempotency-key")
    if not key:
        kept = rendered(await work(None))
    else:
        if len(key) > 255:
            raise Invalid.field("Idempotency-Key", "at most 255 characters are expected", "too_long")
        said = f"{request.method} {request.url.path}\n".encode() + await request.body()
        digest = hashlib.sha256(said).digest()
        once = Once(who.actor.tenant_id, f"user:{who.person.id}", key, digest, rendered)
        kept = await answer_once(services(request).database, once, lambda: work(once))
    return Response(kept.body, kept.status, media_type="application/json")
