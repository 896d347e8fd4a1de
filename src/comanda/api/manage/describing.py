"""How routes of staff are described."""

from typing import Any

from pydantic import BaseModel

from comanda.api.http.documenting import described
from comanda.api.http.once import IDEMPOTENCY_KEY
from comanda.api.manage.errors import REFUSALS, WRITE_REFUSALS, ProblemOut


def reads(summary: str, shape: type[BaseModel], query: type[BaseModel] | None = None) -> dict[str, Any]:
    """Return the description of a route that reads."""
    return described(summary=summary, query=query, answer=shape, refusals=REFUSALS, error=ProblemOut)


def writes(
    summary: str, body: type[BaseModel] | None, shape: type[BaseModel] | None, status: int = 200, *, once: bool = False
) -> dict[str, Any]:
    """Return the description of a route that changes something.

    Args:
        once: it takes an Idempotency-Key.
    """
    return described(
        summary=summary,
        body=body,
        answer=shape,
        status=status,
        refusals=WRITE_REFUSALS,
        error=ProblemOut,
        headers=(IDEMPOTENCY_KEY,) if once else (),
    )
