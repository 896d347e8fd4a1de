"""What a refusal looks like to terminals: one table from the core's errors to status and type, one envelope."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

import orjson
import structlog
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from comanda.kernel.errors import (
    ComandaError,
    Conflict,
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
)

ErrorType = Literal["NotFound", "UnexpectedError", "InvalidRequest", "Conflict"]

_TABLE: Mapping[type[ComandaError], tuple[int, ErrorType]] = {
    Malformed: (400, "InvalidRequest"),
    Invalid: (400, "InvalidRequest"),
    Unauthenticated: (401, "InvalidRequest"),
    Forbidden: (409, "Conflict"),
    NotFound: (404, "NotFound"),
    Conflict: (409, "Conflict"),
    TooLarge: (413, "InvalidRequest"),
    TooMany: (429, "InvalidRequest"),
    Unavailable: (503, "UnexpectedError"),
}
"""The contract knows four types and none for a caller who may not: what a location's standing forbids is its state."""
_OF_CODE: Mapping[str, tuple[int, ErrorType]] = {
    # Nothing is wrong with the request itself: somebody else paid meanwhile.
    "overpayment": (409, "Conflict"),
}
_REALM = 'Basic realm="Comanda"'
REFUSALS = {
    400: "Something in the request cannot be taken; `debugMessage` begins with the field.",
    401: "No credential, or one that is unknown or revoked.",
    404: "No such thing at this location.",
    503: "Try again after the seconds in Retry-After.",
}
BODY_REFUSALS = {413: "The body is larger than 1 MB."}
WRITE_REFUSALS = REFUSALS | BODY_REFUSALS | {409: "The present state, or another write, stands against it."}
_log = structlog.get_logger(__name__)


class EPOSError(BaseModel):
    """Every error answer."""

    model_config = ConfigDict(alias_generator=to_camel)

    error_type: ErrorType
    debug_message: str
    trace_id: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a refusal is answered with."""

    status: int
    error_type: ErrorType
    message: str
    headers: Mapping[str, str]


def refusal_of(error: ComandaError) -> Refusal:
    """Return what a refusal of the core is to terminals."""
    found = _OF_CODE.get(error.code) if isinstance(error, Invalid) else None
    status, kind = found or next(row for refused, row in _TABLE.items() if isinstance(error, refused))
    headers: dict[str, str] = {}
    if isinstance(error, Unauthenticated):
        headers = {"WWW-Authenticate": _REALM}
    elif isinstance(error, TooMany):
        headers = {"Retry-After": str(error.retry_after)}
    elif isinstance(error, Unavailable) or error.code == "busy":
        headers = {"Retry-After": str(Unavailable.retry_after)}
    return Refusal(status, kind, error.detail, headers)


def trace_of(request: Request) -> str:
    """Return what a request is found again by, in the log and in the audit: made when it is first asked for."""
    state = request.state
    if not hasattr(state, "trace_id"):
        state.trace_id = uuid4().hex
    found: str = state.trace_id
    return found


def refused(request: Request, error: Exception) -> Response:
    """Return the answer to a request that came to nothing, and log what is our own fault."""
    if isinstance(error, ComandaError):
        return _answer(request, refusal_of(error))
    if isinstance(error, ClientDisconnect):
        told = "The connection was closed before the body was complete."
        return _answer(request, Refusal(400, "InvalidRequest", told, {}))
    _log.error("request failed", path=request.url.path, trace_id=trace_of(request), exc_info=error)
    told = "Something went wrong on our side; it has been logged."
    return _answer(request, Refusal(500, "UnexpectedError", told, {}))


def _answer(request: Request, refusal: Refusal) -> Response:
    said = {"errorType": refusal.error_type, "debugMessage": refusal.message, "traceId": trace_of(request)}
    return Response(orjson.dumps(said), refusal.status, dict(refusal.headers), media_type="application/json")


def install_errors(app: FastAPI) -> None:
    """Make `app` answer every refusal in this surface's envelope."""
    app.add_exception_handler(HTTPException, _no_route)
    for kind in (ComandaError, ClientDisconnect, Exception):
        app.add_exception_handler(kind, _refused)


async def _refused(request: Request, error: Exception) -> Response:
    return refused(request, error)


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    if error.status_code == 404:
        return _answer(request, Refusal(404, "NotFound", "There is no such address.", {}))
    return _answer(request, Refusal(error.status_code, "InvalidRequest", str(error.detail), dict(error.headers or {})))
