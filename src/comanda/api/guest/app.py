"""The Guest API as an application of its own, with its own documentation and errors, and its socket."""

from collections.abc import Sequence

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from comanda import __version__
from comanda.api.guest import (
    auth_routes,
    customer_routes,
    loyalty_routes,
    order_routes,
    payment_routes,
    public_routes,
    session_routes,
    settings_routes,
    table_routes,
)
from comanda.api.guest.errors import install_errors
from comanda.api.guest.schemas import BODIES
from comanda.api.guest.services import GuestServices
from comanda.api.guest.sockets import Sockets
from comanda.api.http.documenting import document
from comanda.api.http.limits import BodyLimit
from comanda.notifications.realtime import Hub

_DESCRIPTION = """
For phones at a table and for staff: scan the code, ask for the table, be let in, order, follow it, call, pay.

Answers are `{"success": true, "data": …}`, errors `{"success": false, "error": {"code", "message", "details"}}`.
Money is whole minor units. Phones carry the token they were given; staff sign in and name their location in
`X-Branch-Id`. What happens is told at once on `/ws`.
"""


def guest_app(services: GuestServices, hub: Hub, *, allowed_origins: Sequence[str], max_body_bytes: int) -> FastAPI:
    """Return the application; it answers everything below `/api`, and `/ws`; its documentation is at `/api/docs`.

    Args:
        allowed_origins: origins of pages that may call it from elsewhere, `*` for all of them.
    """
    app = FastAPIOffline(
        title="Comanda Guest API",
        version=__version__,
        description=_DESCRIPTION,
        docs_url="/api/docs",
        openapi_url="/api/openapi.json",
        static_url="/api/docs/static",
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.services = services
    app.state.allowed_origins = allowed_origins
    for part in (
        customer_routes,
        loyalty_routes,
        public_routes,
        session_routes,
        table_routes,
        order_routes,
        payment_routes,
        settings_routes,
        auth_routes,
    ):
        app.router.routes.extend(part.router.routes)
    sockets = Sockets(services, hub, allowed_origins)

    async def converse(socket: WebSocket) -> None:
        await sockets(socket)

    app.router.routes.append(WebSocketRoute("/ws", converse))
    install_errors(app)
    document(app, BODIES)
    app.add_middleware(BodyLimit, max_bytes=max_body_bytes)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(allowed_origins),
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["authorization", "content-type", "x-branch-id", "idempotency-key", "if-match", "if-none-match"],
        expose_headers=["etag", "retry-after"],
        max_age=600,
    )
    return app
