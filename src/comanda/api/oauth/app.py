"""The token endpoints as an application of their own, with their own documentation and errors."""

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from comanda import __version__
from comanda.api.http.documenting import document
from comanda.api.http.limits import BodyLimit
from comanda.api.oauth import routes
from comanda.api.oauth.errors import install_errors
from comanda.api.oauth.services import OAuthServices

_DESCRIPTION = """
How a partner app gets the access token that the Online Order API wants: OAuth 2.0, authorization code and refresh
token, with PKCE (S256).

Send the restaurant's administrator to `GET /oauth/authorize?client_id=…&redirect_uri=…&state=…`; they come back with a
`code`, which is good once, for ten minutes, here. A refresh token is good once, too: keep the new one that comes with
every answer. One that is used twice ends everything that came of the restaurant's consent.

Requests are forms; answers and errors are flat JSON as in RFC 6749. Apps sign in by HTTP Basic or in the form.
"""


def oauth_app(services: OAuthServices, *, max_body_bytes: int) -> FastAPI:
    """Return the application; its documentation is at `/oauth/docs`."""
    app = FastAPIOffline(
        title="Comanda OAuth API",
        version=__version__,
        description=_DESCRIPTION,
        docs_url="/oauth/docs",
        openapi_url="/oauth/openapi.json",
        static_url="/oauth/docs/static",
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.services = services
    app.router.routes.extend(routes.router.routes)
    install_errors(app)
    document(app, routes.BODIES, scheme="basic")
    app.add_middleware(BodyLimit, max_bytes=max_body_bytes)
    return app
