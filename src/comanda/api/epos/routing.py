"""Routes that write down every call before its answer goes out, and how they are described."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from time import perf_counter
from typing import Any

import structlog
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import request_response

from comanda.api.epos.errors import BODY_REFUSALS, REFUSALS, WRITE_REFUSALS, EPOSError, refused, trace_of
from comanda.api.epos.services import Requester, identified, requester, services
from comanda.api.http.documenting import described
from comanda.api.http.plain_route import PlainRoute
from comanda.identity.terminal_credentials import Terminal, TerminalCall, record_call
from comanda.kernel.ids import new_id

Endpoint = Callable[[Request], Awaitable[Response]]
_HEADERS = (
    ("waiter-id", "Who serves, if known.", "42"),
    ("dojo-requesting-product", "The product that makes the request, if known.", "Order&Pay"),
    ("device-id", "The device that makes the request, if known.", "tm_sandbox_65c5fe8a104a1222b2d8b968"),
    ("device-type", "The kind of device, if known.", "Dojo Terminal"),
)
_PARAMETERS = [
    {
        "name": name,
        "in": "header",
        "required": False,
        "description": meaning,
        "schema": {"type": "string"},
        "example": example,
    }
    for name, meaning, example in _HEADERS
]
_log = structlog.get_logger(__name__)


class TerminalRoute(PlainRoute):
    """A route whose calls are kept in the audit, refused ones as well, under the capability its operation id names."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        assert self.operation_id is not None  # noqa: S101 - every route of this surface is described by `operation`
        self.app = request_response(_watched(self.endpoint, self.operation_id))


def capability(operation_id: str) -> str:
    """Return the contract's name of an operation (`searchOrders` is `SearchOrders`)."""
    return operation_id[0].upper() + operation_id[1:]


def operation(
    operation_id: str,
    summary: str,
    *,
    body: type[BaseModel] | None = None,
    answer: type[BaseModel] | None = None,
    writes: bool = False,
    links: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, Any]:
    """Return the description of a route.

    Args:
        operation_id: the capability, its first letter small.
        answer: None for one without a body.
        writes: whether it changes anything.
        links: what may be asked next: from operation ids to where their parameters are found.
    """
    refusals = WRITE_REFUSALS if writes else REFUSALS | (BODY_REFUSALS if body is not None else {})
    return described(
        summary=summary,
        body=body,
        answer=answer,
        refusals=refusals,
        error=EPOSError,
        headers=_PARAMETERS,
        links={found: {"operationId": found, "parameters": dict(taken)} for found, taken in (links or {}).items()},
    ) | {"operation_id": operation_id, "response_class": JSONResponse if answer is not None else Response}


def _watched(endpoint: Endpoint, operation_id: str) -> Endpoint:
    """Return an endpoint that always answers, and is in the log and the audit by then."""

    async def watched(request: Request) -> Response:
        began = perf_counter()
        try:
            response = await endpoint(request)
        except Exception as error:
            response = refused(request, error)
        took = timedelta(seconds=perf_counter() - began)
        await _write_down(request, capability(operation_id), response.status_code, took)
        return response

    return watched


async def _write_down(request: Request, name: str, status: int, took: timedelta) -> None:
    """Log a call, and keep it in the audit when we know whose it is.

    What was done is done, so a call that cannot be kept is logged as such and answered all the same: to refuse a
    payment that is recorded would have the terminal give the money back.
    """
    said, terminal = requester(request), identified(request)
    line = _log.bind(
        operation=name,
        status=status,
        trace_id=trace_of(request),
        location_id=str(terminal.location_id) if terminal else None,
        **{key: value for key, value in asdict(said).items() if value is not None},
    )
    line.info("terminal call", milliseconds=round(took.total_seconds() * 1000))
    if terminal is None:
        return
    try:
        call = _call(request, terminal, said, name, status)
        await record_call(services(request).database, terminal.actor.tenant_id, call)
    except Exception as error:
        line.error("terminal call is missing in the audit", path=request.url.path, exc_info=error)


def _call(request: Request, terminal: Terminal, said: Requester, name: str, status: int) -> TerminalCall:
    return TerminalCall(
        new_id(),
        terminal.location_id,
        terminal.actor.at,
        name,
        request.url.path,
        status,
        trace_of(request),
        said.waiter_id,
        said.product,
        said.device_id,
        said.device_type,
    )
