"""How routes by which staff look into the book or change it are described, and who is at them."""

from typing import Any

from pydantic import BaseModel
from starlette.requests import Request

from comanda.api.http.documenting import described
from comanda.api.http.reading import M, read_body
from comanda.api.manage.errors import REFUSALS, WRITE_REFUSALS, ProblemOut
from comanda.api.manage.services import Staff, at_location, catalogue_of
from comanda.ordering.catalogue import Catalogue

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
