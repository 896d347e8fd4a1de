"""What a refusal looks like to OAuth clients: RFC 6749 5.2, flat JSON that nothing keeps."""

from typing import Any, Literal

import orjson
import structlog
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from comanda.identity.oauth_rules import OAuthRefusal
from comanda.kernel.errors import ComandaError, TooLarge, TooMany, Unavailable

NOT_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}
REFUSALS = {
    400: "The request cannot be taken, or what it presents is not good any more.",
    401: "The app is unknown, or its secret is wrong.",
    413: "The body is larger than 1 MB.",
    429: "Asked too often; try again after the seconds in Retry-After.",
    503: "Try again after the seconds in Retry-After.",
}
_log = structlog.get_logger(__name__)


class ErrorOut(BaseModel):
    """Every error answer."""

    error: Literal[
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "temporarily_unavailable",
        "server_error",
    ]
    error_description: str


def install_errors(app: FastAPI) -> None:
    """Make `app` answer every refusal in this surface's words."""
    app.add_exception_handler(ComandaError, _refused)
    app.add_exception_handler(HTTPException, _no_route)
    app.add_exception_handler(ClientDisconnect, _hung_up)
    app.add_exception_handler(Exception, _failed)


def _answer(status: int, error: str, description: str, headers: dict[str, Any] | None = None) -> Response:
    body = orjson.dumps({"error": error, "error_description": description})
    return Response(body, status, NOT_KEPT | (headers or {}), media_type="application/json")


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, ComandaError)  # noqa: S101 - registered for it
    if isinstance(error, OAuthRefusal):
        if error.code == "invalid_client":
            return _answer(401, error.code, error.detail, {"WWW-Authenticate": 'Basic realm="Comanda"'})
        return _answer(400, error.code, error.detail)
    if isinstance(error, TooMany):
        return _answer(429, "temporarily_unavailable", error.detail, {"Retry-After": str(error.retry_after)})
    if isinstance(error, Unavailable) or error.code == "busy":
        return _answer(503, "temporarily_unavailable", error.detail, {"Retry-After": str(Unavailable.retry_after)})
    return _answer(413 if isinstance(error, TooLarge) else 400, "invalid_request", error.detail)


async def _no_route(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    message = "There is no such address." if error.status_code == 404 else str(error.detail)
    return _answer(error.status_code, "invalid_request", message, dict(error.headers or {}))


async def _hung_up(_: Request, __: Exception) -> Response:
    return _answer(400, "invalid_request", "The connection was closed before the body was complete.")


async def _failed(request: Request, error: Exception) -> Response:
    _log.error("request failed", path=request.url.path, exc_info=error)
    return _answer(500, "server_error", "Something went wrong on our side; it has been logged.")
