"""What a refusal looks like to phones and staff: one table from the core's errors to statuses, codes and words."""

from typing import Any

import orjson
import structlog
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from comanda.api.http.reading import Misshapen
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

_KINDS: dict[type[ComandaError], tuple[int, str]] = {
    Malformed: (400, "BAD_REQUEST"),
    Misshapen: (400, "VALIDATION_ERROR"),
    Invalid: (400, "BAD_REQUEST"),
    Unauthenticated: (401, "UNAUTHORIZED"),
    Forbidden: (403, "FORBIDDEN"),
    NotFound: (404, "NOT_FOUND"),
    Conflict: (409, "CONFLICT"),
    TooLarge: (413, "PAYLOAD_TOO_LARGE"),
    TooMany: (429, "RATE_LIMITED"),
    Unavailable: (503, "UNAVAILABLE"),
}
_CODES: dict[str, tuple[int, str, str]] = {
    "session_pending": (409, "SESSION_PENDING", "Esta mesa esta en espera de aprobacion"),
    "session_ended": (403, "SESSION_ENDED", "La sesion ha terminado"),
    "session_expired": (410, "SESSION_EXPIRED", "La solicitud ha expirado"),
    "session_not_found": (404, "NOT_FOUND", "Sesion no encontrada"),
    "pending_session_not_found": (404, "NOT_FOUND", "Sesion pendiente no encontrada"),
    "active_session_not_found": (404, "NOT_FOUND", "Sesion activa no encontrada"),
    "unknown_location": (404, "NOT_FOUND", "Sucursal no encontrada"),
    "table_not_found": (404, "NOT_FOUND", "Mesa no encontrada"),
    "item_not_found": (404, "NOT_FOUND", "Producto no encontrado"),
    "guest_not_found": (404, "NOT_FOUND", "Invitado no encontrado"),
    "call_not_found": (404, "NOT_FOUND", "Solicitud no encontrada"),
    "order_not_found": (404, "NOT_FOUND", "Orden no encontrada"),
    "voucher_not_found": (404, "NOT_FOUND", "Cupon no encontrado"),
    "voucher_unusable": (400, "INVALID", "El cupon no se puede usar"),
    "reward_not_found": (404, "REWARD_NOT_FOUND", "Recompensa no encontrada"),
    "not_a_member": (400, "LOYALTY_NOT_FOUND", "No esta inscrito en el programa de lealtad"),
    "not_enough_points": (400, "INSUFFICIENT_POINTS", "Puntos insuficientes"),
    "redemption_used": (409, "CONFLICT", "El canje ya se uso en otra orden"),
    "table_occupied": (409, "TABLE_ALREADY_ACTIVE", "La mesa ya tiene una sesion activa"),
    "table_has_session": (409, "TABLE_HAS_OPEN_SESSION", "La mesa tiene una sesion abierta"),
    "table_has_balance": (409, "TABLE_HAS_BALANCE", "La mesa tiene un saldo pendiente"),
    "table_closed": (409, "TABLE_CLOSED", "La mesa no esta disponible"),
    "table_full": (409, "TABLE_FULL", "Demasiados telefonos en esta mesa"),
    "session_has_open_orders": (409, "SESSION_HAS_OPEN_ORDERS", "Hay ordenes por aceptar en esta mesa"),
    "cart_changed": (409, "CART_CHANGED", "El carrito de la mesa acaba de cambiar"),
    "wrong_table_state": (400, "BAD_REQUEST", "Ese cambio de estado de la mesa no es posible"),
    "wrong_transition": (400, "BAD_REQUEST", "Ese cambio de estado no es posible"),
    "order_not_pending": (409, "CONFLICT", "Solo se puede cancelar una orden pendiente"),
    "location_not_trading": (403, "FORBIDDEN", "Este local no recibe pedidos en este momento"),
    "wrong_password": (401, "UNAUTHORIZED", "Correo o contrasena incorrectos"),
    "invalid_refresh_token": (401, "UNAUTHORIZED", "La sesion ha expirado; ingrese de nuevo"),
    "call_taken": (409, "CONFLICT", "Otra persona ya atiende esta solicitud"),
    "order_locked": (409, "ORDER_LOCKED", "Un terminal de tarjetas esta cobrando esta cuenta"),
    "idempotency_key_reused": (409, "CONFLICT", "Esta clave de idempotencia ya se uso para otro pedido"),
}
"""What stands in the contract, by the core's code: status, code and the words of the contract's language."""
_WORDS = {
    "BAD_REQUEST": "Solicitud invalida",
    "UNAUTHORIZED": "No autorizado",
    "FORBIDDEN": "No tiene permiso para esto",
    "NOT_FOUND": "No encontrado",
    "CONFLICT": "El estado actual no lo permite",
    "PAYLOAD_TOO_LARGE": "La solicitud es demasiado grande",
    "RATE_LIMITED": "Demasiadas solicitudes; intente de nuevo en un momento",
    "UNAVAILABLE": "No disponible en este momento; intente de nuevo",
    "INTERNAL_ERROR": "Ocurrio un error de nuestro lado; ha quedado registrado",
}
REFUSALS = {
    400: "A field cannot be taken; `error.details` names each.",
    401: "No token, or one that is not valid any more.",
    403: "A good token that may not do this.",
    404: "No such thing here.",
    409: "The present state stands against it.",
    410: "It has expired.",
    413: "The body is larger than 1 MB.",
    429: "Asked too often; again after the seconds in Retry-After.",
    503: "Try again after the seconds in Retry-After.",
}
_log = structlog.get_logger(__name__)


class ErrorDetail(BaseModel):
    """What went wrong."""

    code: str
    message: str
    details: dict[str, list[str]] | None = None


class ErrorOut(BaseModel):
    """Every error answer."""

    success: bool
    error: ErrorDetail


def install_errors(app: FastAPI) -> None:
    """Make `app` answer every refusal in this surface's envelope."""
    app.add_exception_handler(ComandaError, _refused)
    app.add_exception_handler(HTTPException, _no_route)
    app.add_exception_handler(ClientDisconnect, _hung_up)
    app.add_exception_handler(Exception, _failed)


def _answer(
    status: int,
    code: str,
    message: str,
    details: dict[str, list[str]] | None = None,
    headers: dict[str, str] | None = None,
    data: dict[str, Any] | None = None,
) -> Response:
    error: dict[str, Any] = {"code": code, "message": message}
    if details:
        error["details"] = details
    body: dict[str, Any] = {"success": False, "error": error}
    if data is not None:
        body["data"] = data
    return Response(orjson.dumps(body), status, headers, media_type="application/json")


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, ComandaError)  # noqa: S101 - registered for it
    return refusal(error)


def refusal(error: ComandaError, data: dict[str, Any] | None = None) -> Response:
    """Return how a refusal of the core is answered here.

    Args:
        data: what the caller needs to know beside it.
    """
    status, code = next(said for kind, said in _KINDS.items() if isinstance(error, kind))
    message = _WORDS.get(code, error.detail)
    if error.code in _CODES:
        status, code, message = _CODES[error.code]
        if isinstance(error, Forbidden) and error.code == "session_pending":
            status = 403
    details: dict[str, list[str]] = {}
    for problem in error.fields:
        details.setdefault(_field(problem), []).append(problem.message)
    if isinstance(error, Invalid) and error.code not in _CODES:
        message = _said(error.fields)
    headers = None
    if isinstance(error, TooMany):
        headers, data = {"Retry-After": str(error.retry_after)}, {"retryAfterSec": error.retry_after}
    elif isinstance(error, Unavailable) or error.code == "busy":
        headers = {"Retry-After": str(Unavailable.retry_after)}
    elif isinstance(error, Unauthenticated):
        headers = {"WWW-Authenticate": "Bearer"}
    return _answer(status, code, message, details, headers, data)


def _said(problems: tuple[FieldProblem, ...]) -> str:
    """Return the first problem in words; what is sold out is named, for it is the guest who reads this."""
    if not problems:
        return "Datos invalidos"
    first = problems[0]
    if first.code == "sold_out":
        name, _, left = first.message.partition(" is sold out")
        number = left.removeprefix(" but for ")
        return f"Solo quedan {number}: {name.rstrip(',')}" if number else f"Agotado: {name.rstrip(',')}"
    return f"{_field(first)}: {first.message}"


_NAMES = {
    "item": "menuItemId",
    "variant": "variantId",
    "qty": "quantity",
    "modifier_options": "modifiers",
    "modifier_option": "modifierId",
    "voucher": "couponCode",
    "loyalty_program_reward": "redemptionId",
}


def _field(problem: FieldProblem) -> str:
    """Return a field's path in the words of this surface: `items[0].menuItemId`."""
    parts = []
    for part in problem.field.split("."):
        name, bracket, rest = part.partition("[")
        parts.append(_NAMES.get(name, name) + bracket + rest)
    return ".".join(parts)


async def _no_route(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    code = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}.get(error.status_code, "BAD_REQUEST")
    return _answer(error.status_code, code, _WORDS.get(code, str(error.detail)), headers=dict(error.headers or {}))


async def _hung_up(_: Request, __: Exception) -> Response:
    return _answer(400, "BAD_REQUEST", _WORDS["BAD_REQUEST"])


async def _failed(request: Request, error: Exception) -> Response:
    _log.error("request failed", path=request.url.path, exc_info=error)
    # This is answered outside of what adds the header to every other answer.
    allowed, origin = request.app.state.allowed_origins, request.headers.get("origin")
    welcome = "*" if "*" in allowed else origin if origin in allowed else None
    headers = {"Access-Control-Allow-Origin": welcome} if welcome else None
    return _answer(500, "INTERNAL_ERROR", _WORDS["INTERNAL_ERROR"], headers=headers)
