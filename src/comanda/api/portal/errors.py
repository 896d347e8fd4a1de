"""What a refusal looks like to portals: one table from the core's errors to statuses, one envelope.

The contract shows no `data` where a request cannot be taken as it is, and `"data": null` everywhere else.
"""

from typing import Literal

import orjson
import structlog
from fastapi import FastAPI
from pydantic import BaseModel
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

_STATUS: dict[type[ComandaError], int] = {
    Malformed: 400,
    Invalid: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    TooLarge: 413,
    TooMany: 429,
    Unavailable: 503,
}
_STATUS_OF_CODE = {"wrong_transition": 400}
_MESSAGES = {
    "unauthenticated": "Unauthorized",
    "forbidden": "Insufficient Permissions",
    "unknown_location": "Location Not Found",
    "session_not_found": "Session Not Found",
    "table_not_found": "Table Not Found",
    "wrong_transition": "Restaurant location status transition is not allowed",
}
"""The contract's words for what the core refuses; what is not here is said in the core's."""
REFUSALS = {
    400: "Something in the request cannot be taken.",
    401: "No credential, or one that is unknown, expired or revoked.",
    403: "The caller may not do this.",
    404: "No such thing for this caller.",
    503: "Try again after the seconds in Retry-After.",
}
WRITE_REFUSALS = REFUSALS | {
    409: "The present state, or another write, stands against it.",
    413: "The body is larger than 1 MB.",
}
_log = structlog.get_logger(__name__)


class ErrorOut(BaseModel):
    """Every error answer; `data` is absent where the request cannot be taken as it is."""

    success: Literal[False]
    message: str
    data: None = None


def install_errors(app: FastAPI) -> None:
    """Make `app` answer every refusal in this surface's envelope."""
    app.add_exception_handler(ComandaError, _refused)
    app.add_exception_handler(HTTPException, _no_route)
    app.add_exception_handler(ClientDisconnect, _hung_up)
    app.add_exception_handler(Exception, _failed)


def _answer(status: int, message: str, headers: dict[str, str] | None = None, *, data: bool = True) -> Response:
    said = {"success": False, "message": message}
    body = orjson.dumps(said | {"data": None} if data else said)
    return Response(body, status, headers, media_type="application/json")


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, ComandaError)  # noqa: S101 - registered for it
    status = _STATUS_OF_CODE.get(error.code) or next(code for kind, code in _STATUS.items() if isinstance(error, kind))
    headers = None
    if isinstance(error, Unauthenticated):
        headers = {"WWW-Authenticate": "Bearer"}
    elif isinstance(error, TooMany):
        headers = {"Retry-After": str(error.retry_after)}
    elif isinstance(error, Unavailable) or error.code == "busy":
        headers = {"Retry-After": str(Unavailable.retry_after)}
    message = _MESSAGES.get(error.code, error.detail)
    return _answer(status, message, headers, data=not isinstance(error, Invalid | Malformed))


async def _no_route(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    message = "There is no such address." if error.status_code == 404 else str(error.detail)
    return _answer(error.status_code, message, dict(error.headers or {}))


async def _hung_up(_: Request, __: Exception) -> Response:
    return _answer(400, "The connection was closed before the body was complete.", data=False)


async def _failed(request: Request, error: Exception) -> Response:
    _log.error("request failed", path=request.url.path, exc_info=error)
    return _answer(500, "Something went wrong on our side; it has been logged.")
