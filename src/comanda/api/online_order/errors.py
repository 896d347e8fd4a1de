"""What a refusal looks like to partner apps: one table from the core's errors to statuses, one envelope."""

from http import HTTPStatus
from typing import Any

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
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    TooLarge: 413,
    Invalid: 422,
    TooMany: 429,
    Unavailable: 503,
}
REFUSALS = {
    401: "No token, or one that is unknown, expired or revoked.",
    403: "The token is for another restaurant.",
    404: "No such thing in this restaurant.",
    422: "A field cannot be taken; `errors.fields` names each.",
    429: "The app has asked too often for this restaurant; again after the seconds in Retry-After.",
    503: "Try again after the seconds in Retry-After.",
}
WRITE_REFUSALS = REFUSALS | {
    400: "The body is not JSON.",
    409: "The present state, or another write, stands against it.",
    413: "The body is larger than 1 MB.",
}
_log = structlog.get_logger(__name__)


class ErrorField(BaseModel):
    """A field that cannot be taken."""

    field: str
    code: str
    message: str


class ErrorDetail(BaseModel):
    """What went wrong."""

    status: int
    title: str
    detail: str
    code: str
    fields: list[ErrorField] | None = None


class ErrorOut(BaseModel):
    """Every error answer."""

    errors: ErrorDetail
    message: str


def install_errors(app: FastAPI) -> None:
    """Make `app` answer every refusal in this surface's envelope."""
    app.add_exception_handler(ComandaError, _refused)
    app.add_exception_handler(HTTPException, _no_route)
    app.add_exception_handler(ClientDisconnect, _hung_up)
    app.add_exception_handler(Exception, _failed)


def _answer(
    status: int,
    detail: str,
    code: str,
    fields: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    said: dict[str, Any] = {
        "status": status,
        "title": HTTPStatus(status).phrase,
        "detail": detail,
        "code": code,
    }
    if fields:
        said["fields"] = fields
    body = orjson.dumps({"errors": said, "message": detail})
    return Response(body, status, headers, media_type="application/json")


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, ComandaError)  # noqa: S101 - registered for it
    status = next(status for kind, status in _STATUS.items() if isinstance(error, kind))
    headers = None
    if isinstance(error, Unauthenticated):
        headers = {"WWW-Authenticate": "Bearer"}
    elif isinstance(error, TooMany):
        headers = {"Retry-After": str(error.retry_after)}
    elif isinstance(error, Unavailable) or error.code == "busy":
        headers = {"Retry-After": str(Unavailable.retry_after)}
    fields = [{"field": f.field, "code": f.code, "message": f.message} for f in error.fields]
    return _answer(status, error.detail, error.code, fields, headers)


async def _no_route(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    headers = dict(error.headers or {})
    detail = "There is no such address." if error.status_code == 404 else str(error.detail)
    return _answer(error.status_code, detail, "http_error", headers=headers)


async def _hung_up(_: Request, __: Exception) -> Response:
    return _answer(400, "The connection was closed before the body was complete.", Malformed.code)


async def _failed(request: Request, error: Exception) -> Response:
    _log.error("request failed", path=request.url.path, exc_info=error)
    return _answer(500, "Something went wrong on our side; it has been logged.", "internal_error")
