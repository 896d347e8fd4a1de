"""What a refusal looks like: problem details (RFC 9457), with the fields concerned."""

from http import HTTPStatus
from typing import Any

import orjson
import structlog
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from comanda.kernel.errors import (
    ComandaError,
    Conflict,
    FieldProblem,
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
    Invalid: 422,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    TooLarge: 413,
    TooMany: 429,
    Unavailable: 503,
}
REFUSALS = {
    401: "No credential, or one that is unknown, expired or revoked.",
    403: "The caller's role does not cover it.",
    404: "No such thing in this restaurant.",
    422: "A field cannot be taken; `errors` names each.",
    503: "Try again after the seconds in Retry-After.",
}
WRITE_REFUSALS = REFUSALS | {
    400: "The body is not a JSON object.",
    409: "The present state, or another write, stands against it.",
    413: "The body is larger than 1 MB.",
}
_MEDIA_TYPE = "application/problem+json"
_log = structlog.get_logger(__name__)


class FieldOut(BaseModel):
    """A field that cannot be taken."""

    model_config = ConfigDict(extra="forbid")

    field: str
    code: str
    message: str


class ProblemOut(BaseModel):
    """Every error answer, as `application/problem+json`. `code` is stable; sentences may change."""

    model_config = ConfigDict(extra="forbid")

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldOut]


def install_errors(app: FastAPI) -> None:
    """Make `app` answer every refusal as a problem."""
    app.add_exception_handler(ComandaError, _refused)
    app.add_exception_handler(HTTPException, _no_route)
    app.add_exception_handler(ClientDisconnect, _hung_up)
    app.add_exception_handler(Exception, _failed)


def document_problems(app: FastAPI) -> None:
    """Make the document of `app` show refusals under their own media type."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is not None:
            return app.openapi_schema
        schema = plain()
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, said in operation["responses"].items():
                    if int(status) >= 400:
                        said["content"] = {_MEDIA_TYPE: said["content"]["application/json"]}
        return schema

    app.openapi = openapi  # type: ignore[method-assign]


def _problem(
    status: int, code: str, detail: str, fields: tuple[FieldProblem, ...] = (), headers: dict[str, str] | None = None
) -> Response:
    said = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": [{"field": one.field, "code": one.code, "message": one.message} for one in fields],
    }
    return Response(orjson.dumps(said), status, headers, media_type=_MEDIA_TYPE)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, ComandaError)  # noqa: S101 - registered for it
    status = next(code for kind, code in _STATUS.items() if isinstance(error, kind))
    headers = None
    if isinstance(error, Unauthenticated):
        headers = {"WWW-Authenticate": "Bearer"}
    elif isinstance(error, TooMany):
        headers = {"Retry-After": str(error.retry_after)}
    elif isinstance(error, Unavailable) or error.code == "busy":
        headers = {"Retry-After": str(Unavailable.retry_after)}
    return _problem(status, error.code, error.detail, error.fields, headers)


async def _no_route(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    detail = "There is no such address." if error.status_code == 404 else str(error.detail)
    code = HTTPStatus(error.status_code).name.lower()
    return _problem(error.status_code, code, detail, headers=dict(error.headers or {}))


async def _hung_up(_: Request, __: Exception) -> Response:
    return _problem(400, "malformed", "The connection was closed before the body was complete.")


async def _failed(request: Request, error: Exception) -> Response:
    _log.error("request failed", path=request.url.path, exc_info=error)
    return _problem(500, "failed", "Something went wrong on our side; it has been logged.")
