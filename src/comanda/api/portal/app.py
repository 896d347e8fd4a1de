"""The Portal API as an application of its own, with its own documentation and errors."""

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from comanda import __version__
from comanda.api.http.documenting import document
from comanda.api.http.limits import BodyLimit
from comanda.api.portal import location_routes, session_routes
from comanda.api.portal.errors import install_errors
from comanda.api.portal.schemas import BODIES
from comanda.api.portal.services import PortalServices

_DESCRIPTION = """
For portals: open, list and close dining sessions. For operators of the platform: see the locations of every restaurant,
approve, reject, suspend and reinstate them.

Requests carry `Authorization: Bearer {access_token}` of somebody who signed in; sessions also take a restaurant's
`X-APIKey`. Answers are `{"success": true, "message": …, "data": …}`, errors `{"success": false, "message": …}`.
"""


def portal_app(services: PortalServices, *, max_body_bytes: int) -> FastAPI:
    """Return the application; it answers below `/restaurant` and `/system`, its documentation at `/restaurant/docs`."""
    app = FastAPIOffline(
        title="Comanda Portal API",
        version=__version__,
        description=_DESCRIPTION,
        docs_url="/restaurant/docs",
        openapi_url="/restaurant/openapi.json",
        static_url="/restaurant/docs/static",
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.services = services
    for part in (session_routes, location_routes):
        app.router.routes.extend(part.router.routes)
    install_errors(app)
    document(app, BODIES)
    app.add_middleware(BodyLimit, max_bytes=max_body_bytes)
    return app
