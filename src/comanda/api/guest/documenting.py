"""How the routes of this surface are described."""

from typing import Any

from pydantic import BaseModel

from comanda.api.guest.errors import REFUSALS, ErrorOut
from comanda.api.http.documenting import described

IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "Send the same key again after a lost answer, and get the first answer again.",
}
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
    """Return the description of a route for everybody who scanned a code."""
    return described(
        summary=summary, body=body, query=query, answer=Answer, status=status, refusals=REFUSALS, error=ErrorOut
    )


def by_guest(
    summary: str,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    status: int = 200,
    *,
    once: bool = False,
) -> dict[str, Any]:
    """Return the description of a route for phones with a token."""
    headers = (IDEMPOTENCY_KEY,) if once else ()
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


def by_staff(
    summary: str,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    status: int = 200,
    *,
    once: bool = False,
) -> dict[str, Any]:
    """Return the description of a route for staff at a location."""
    headers = (BRANCH, IDEMPOTENCY_KEY) if once else (BRANCH,)
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
