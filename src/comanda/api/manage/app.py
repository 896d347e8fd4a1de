"""The Manage API as an application of its own, with its own documentation and errors."""

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from comanda import __version__
from comanda.api.http.documenting import document
from comanda.api.http.limits import BodyLimit
from comanda.api.manage import app_routes, booking_routes, door_routes, plan_routes, stock_routes, webhook_routes
from comanda.api.manage.app_schemas import APP_BODIES
from comanda.api.manage.booking_schemas import BOOKING_BODIES
from comanda.api.manage.errors import document_problems, install_errors
from comanda.api.manage.schemas import BODIES
from comanda.api.manage.services import ManageServices
from comanda.api.manage.stock_schemas import STOCK_BODIES

_DESCRIPTION = """
For a restaurant's own people. Administrators: which apps may ask for access and which have it, where events are told,
and what was heard. Branch managers, too: stock. Staff at a location: its reservation book, and what it offers to book.

Requests carry `Authorization: Bearer {access_token}` of somebody who signed in (`POST /api/auth/login`), or a
long-lived one. Answers are plain objects, lists `{"data": […]}`, errors `application/problem+json`.
"""


def manage_app(services: ManageServices, *, max_body_bytes: int) -> FastAPI:
    """Return the application; it answers below `/manage/v1`, its documentation at `/manage/docs`."""
    app = FastAPIOffline(
        title="Comanda Manage API",
        version=__version__,
        description=_DESCRIPTION,
        docs_url="/manage/docs",
        openapi_url="/manage/openapi.json",
        static_url="/manage/docs/static",
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.services = services
    for part in (app_routes, webhook_routes, booking_routes, door_routes, plan_routes, stock_routes):
        app.router.routes.extend(part.router.routes)
    install_errors(app)
    document(app, BODIES + APP_BODIES + BOOKING_BODIES + STOCK_BODIES)
    document_problems(app)
    app.add_middleware(BodyLimit, max_bytes=max_body_bytes)
    return app
