"""The EPOS Data API as an application of its own, with its own documentation and errors."""

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from comanda import __version__
from comanda.api.epos import event_routes, floor_routes, order_routes, party_routes, reservation_routes
from comanda.api.epos.errors import install_errors
from comanda.api.epos.schemas import BODIES
from comanda.api.epos.services import EposServices
from comanda.api.http.documenting import document
from comanda.api.http.limits import BodyLimit

_DESCRIPTION = """
For the backend of card terminals: read the floor, find, place, lock, pay and print orders, seat parties, keep
reservations. One credential is for one location.

Requests carry HTTP Basic credentials, and may say in four headers who caused them; the audit of calls keeps those.
Answers are the objects themselves, errors `{"errorType": …, "debugMessage": …, "traceId": …}`. Amounts are in minor
units of the location's currency, times in UTC to the millisecond. What has no value is absent, never null.

Creating, paying and locking may be repeated after a lost answer: the ids that a request carries make it count once.
"""


def epos_app(services: EposServices, *, max_body_bytes: int) -> FastAPI:
    """Return the application; it answers below `/epos`, its documentation at `/epos/docs`."""
    app = FastAPIOffline(
        title="Comanda EPOS API",
        version=__version__,
        description=_DESCRIPTION,
        docs_url="/epos/docs",
        openapi_url="/epos/openapi.json",
        static_url="/epos/docs/static",
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.services = services
    for part in (floor_routes, order_routes, party_routes, reservation_routes, event_routes):
        app.router.routes.extend(part.router.routes)
    install_errors(app)
    document(app, BODIES, scheme="basic")
    app.add_middleware(BodyLimit, max_bytes=max_body_bytes)
    return app
