"""The Online Order API as an application of its own, with its own documentation and errors."""

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from comanda import __version__
from comanda.api.http.documenting import document
from comanda.api.http.limits import BodyLimit, RateLimitHeaders
from comanda.api.online_order import (
    cart_routes,
    customer_routes,
    customer_schemas,
    loyalty_routes,
    menu_routes,
    order_routes,
    reservation_routes,
    reservation_schemas,
    settings_routes,
    stock_routes,
    store_credit_routes,
    voucher_routes,
)
from comanda.api.online_order.errors import install_errors
from comanda.api.online_order.schemas import BODIES
from comanda.api.online_order.services import Services

_DESCRIPTION = """
For partner apps: read the menu, price a cart, place the order, pay it, follow it through the kitchen, close it;
keep customers, their vouchers, their points and their credit; reserve tables, and follow the party until it leaves;
follow the stock.

Every request carries `Authorization: Bearer {access_token}`. Answers are `{"data": …}`, errors
`{"errors": {"status", "title", "detail", "code", "fields"}, "message"}`. Writes take an `Idempotency-Key`.
"""


def online_order_app(services: Services, *, max_body_bytes: int) -> FastAPI:
    """Return the application; it answers everything below `/v1`, its documentation at `/v1/docs`."""
    app = FastAPIOffline(
        title="Comanda Online Order API",
        version=__version__,
        description=_DESCRIPTION,
        docs_url="/v1/docs",
        openapi_url="/v1/openapi.json",
        static_url="/v1/docs/static",
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.services = services
    # Put side by side rather than included: a router inside a router is matched twice for every request.
    # The busiest come first, as routes are tried in this order.
    for part in (
        cart_routes,
        menu_routes,
        order_routes,
        settings_routes,
        customer_routes,
        voucher_routes,
        loyalty_routes,
        store_credit_routes,
        reservation_routes,
        stock_routes,
    ):
        app.router.routes.extend(part.router.routes)
    install_errors(app)
    document(app, (*BODIES, *customer_schemas.BODIES, *reservation_schemas.BODIES))
    app.add_middleware(BodyLimit, max_bytes=max_body_bytes)
    app.add_middleware(RateLimitHeaders)
    return app
