"""The one place that puts the parts together: settings, database, surfaces, pages, jobs."""

import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
from fastapi import FastAPI
from psycopg import errors
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from comanda.api.epos.app import epos_app
from comanda.api.epos.services import EposServices
from comanda.api.guest.app import guest_app
from comanda.api.guest.public_routes import find_table, menu_document
from comanda.api.guest.realtime import messages_of
from comanda.api.guest.services import GuestServices
from comanda.api.manage.app import manage_app
from comanda.api.manage.services import ManageServices
from comanda.api.oauth.app import oauth_app
from comanda.api.oauth.services import OAuthServices
from comanda.api.online_order.app import online_order_app
from comanda.api.online_order.services import Services
from comanda.api.portal.app import portal_app
from comanda.api.portal.services import PortalServices
from comanda.config import Settings
from comanda.identity.receipt_codes import read_receipt_code
from comanda.identity.signing import Signer
from comanda.identity.tokens import resolve
from comanda.jobs import working_inline
from comanda.kernel.errors import NotFound, Unavailable
from comanda.logs import configure_logs
from comanda.migrations.apply import head
from comanda.notifications.realtime import Hub
from comanda.ordering.catalogue import Catalogue, Catalogues
from comanda.ordering.order import Order
from comanda.ordering.queries import view_order
from comanda.store.batching import Batcher
from comanda.store.database import Database
from comanda.store.rate_limits import Allowances
from comanda.web import oauth
from comanda.web.booking.routes import booking_routes
from comanda.web.guest import guest_routes
from comanda.web.guide import guide_routes
from comanda.web.landing import STATIC, landing
from comanda.web.office import office_routes
from comanda.web.receipt import receipt_routes
from comanda.web.staff import staff_routes


class Comanda:
    """Everything on one port: each surface answers below its first path segment, the pages answer the rest."""

    def __init__(self, pages: ASGIApp, surfaces: Mapping[str, FastAPI], database: Database) -> None:
        self.pages = pages
        self.surfaces = surfaces
        self.database = database

    def documents(self) -> dict[str, dict[str, Any]]:
        """Return the OpenAPI document of every surface, by its title in kebab case (`online-order`)."""
        return {
            app.title.removeprefix("Comanda ").removesuffix(" API").lower().replace(" ", "-"): app.openapi()
            for app in set(self.surfaces.values())
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a connection to whoever answers it."""
        app = self.pages if scope["type"] == "lifespan" else self._answering(scope["path"])
        await app(scope, receive, send)

    def _answering(self, path: str) -> ASGIApp:
        if path == oauth.PATH:  # a page among what is otherwise a surface
            return self.pages
        _, first, *rest = [*path.split("/", 3), ""]  # also of `*`, which OPTIONS may ask for
        if first == "v1" and rest[1:2] == ["oauth/token"]:  # the contract's other address of the same
            first = "oauth"
        return self.surfaces.get(first, self.pages)


def create_app(settings: Settings | None = None) -> Comanda:
    """Return the whole application, on one port.

    Args:
        settings: by default those of the environment, whose database URL must be set.
    """
    configure_logs()
    settings = settings or Settings()
    if settings.database_url is None:
        raise RuntimeError("COMANDA_DATABASE_URL is not set; `comanda serve` sets it for the embedded database.")
    database = Database(settings.database_url, pool_size=settings.pool_size)
    catalogues, signer = Catalogues(database), Signer(database)
    allowances = Allowances(database, settings.app_requests_per_minute, 60)
    services = Services(database, catalogues, Batcher(partial(resolve, database)), allowances)
    guests = GuestServices(database, catalogues, signer, settings.public_url)
    hub = Hub(database, settings.database_url, partial(messages_of, database))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await database.open()
        hub.start()
        # What was loaded so far stays; looking through it again at every full collection would stall requests.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 10, 10)
        try:
            async with working_inline(
                database, wanted=settings.work_inline, webhooks_allow_local=settings.webhooks_allow_local
            ):
                yield
        finally:
            await hub.stop()
            await database.close()

    async def readyz(_request: Request) -> Response:
        return await _ready(database)

    async def menu_of(slug: str, code: str) -> tuple[bytes, str] | None:
        try:
            here, catalogue, table = await find_table(guests, slug, code)
        except NotFound:
            return None
        menu = await menu_document(guests, here, catalogue, table)
        return menu.data, menu.etag

    async def receipt_of(code: str) -> tuple[Order, Catalogue] | None:
        receipt = await read_receipt_code(signer, code)
        if receipt is None:
            return None
        try:
            catalogue = await catalogues.of_order(receipt.tenant_id, receipt.order_id)
            async with database.unit_of_work(receipt.tenant_id) as work:
                return await view_order(work, receipt.order_id), catalogue
        except NotFound:
            return None

    pages = Starlette(
        routes=[
            Route("/", landing),
            Route("/healthz", _healthz),
            Route("/readyz", readyz),
            Mount("/static", Assets(directory=STATIC)),
            *staff_routes,
            *office_routes,
            *guide_routes,
            *receipt_routes(receipt_of),
            *oauth.oauth_routes(database, signer, settings.public_url),
            *booking_routes(database, catalogues, signer, settings.public_url),
            *guest_routes(menu_of),
        ],
        middleware=[Middleware(GZipMiddleware, minimum_size=512)],
        lifespan=lifespan,
    )
    limit = settings.max_body_bytes
    online_order = online_order_app(services, max_body_bytes=limit)
    guest = guest_app(guests, hub, allowed_origins=settings.allowed_origins, max_body_bytes=limit)
    portal = portal_app(PortalServices(database, signer), max_body_bytes=limit)
    epos = epos_app(EposServices(database, catalogues, signer, settings.public_url), max_body_bytes=limit)
    access_lasts = timedelta(seconds=settings.access_token_seconds)
    tokens = oauth_app(OAuthServices(database, access_lasts, settings.public_url), max_body_bytes=limit)
    manage = manage_app(
        ManageServices(database, catalogues, signer, settings.webhooks_allow_local), max_body_bytes=limit
    )
    surfaces = {
        "v1": online_order,
        "api": guest,
        "ws": guest,
        "restaurant": portal,
        "system": portal,
        "epos": epos,
        "manage": manage,
        "oauth": tokens,
        ".well-known": tokens,
    }
    return Comanda(pages, surfaces, database)


class Assets(StaticFiles):
    """The pages' own files. Browsers ask each time whether they changed, so that no page mixes two versions."""

    def file_response(self, *args: Any, **options: Any) -> Response:
        """Return a file, to be asked for again by its tag."""
        response = super().file_response(*args, **options)
        response.headers["Cache-Control"] = "no-cache"
        return response


async def _healthz(_request: Request) -> Response:
    return _json({"status": "ok"}, 200)


async def _ready(database: Database) -> Response:
    wanted = head()
    try:
        found = await database.all("SELECT version_num FROM alembic_version")
    except Unavailable:
        return _json({"status": "unavailable", "database": "cannot be reached"}, 503)
    except errors.UndefinedTable:
        found = []
    at = found[0]["version_num"] if found else None
    if at != wanted:
        return _json({"status": "unavailable", "migrations": f"at {at}, {wanted} expected: run comanda migrate"}, 503)
    return _json({"status": "ok", "migrations": at}, 200)


def _json(body: dict[str, str | None], status: int) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
