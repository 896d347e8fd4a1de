"""How the routes of this surface are described."""

from typing import Any

from pydantic import BaseModel

from comanda.api.guest.errors import REFUSALS, ErrorOut
from comanda.api.http.documenting import described
from comanda.api.http.once import IDEMPOTENCY_KEY

BRANCH = {
    "name": "X-Branch-Id",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
    "description": "The location that staff act at; the query parameter branchId will do too.",
}


class Answer(BaseModel):
    """Every good answer."""

    success: bool
    data: Any


def public(
    summary: str, body: type[BaseModel] | None = None, query: type[BaseModel] | None = None, status: int = 200
) -> dict[str, Any]:
    """Return the description of a route for everybody who scanned a code, or who is signing in."""
    return _route(summary, body, query, status, ())


def by_guest(
    summary: str, body: type[BaseModel] | None = None, *, status: int = 200, once: bool = False
) -> dict[str, Any]:
    """Return the description of a route for phones with a token; `once` for one that minds an Idempotency-Key."""
    return _route(summary, body, None, status, (IDEMPOTENCY_KEY,) if once else ())


def by_staff(
    summary: str,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    *,
    status: int = 200,
    once: bool = False,
) -> dict[str, Any]:
    """Return the description of a route for staff at a location; `once` as for phones."""
    return _route(summary, body, query, status, (BRANCH, IDEMPOTENCY_KEY) if once else (BRANCH,))


def _route(
    summary: str,
    body: type[BaseModel] | None,
    query: type[BaseModel] | None,
    status: int,
    headers: tuple[dict[str, Any], ...],
) -> dict[str, Any]:
    return described(
        summary=summary,
        body=body,
        query=query,
        answer=Answer,
        status=status,
        refusals=REFUSALS,
        error=ErrorOut,
        headers=headers,
    )
