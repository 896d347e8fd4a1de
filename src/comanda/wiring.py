"""The one place that puts the parts together: settings, database, surfaces, pages, jobs."""

import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import orjson
from fastapi import FastAPI
from psycopg import errors
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from comanda.api.online_order.app import online_order_app
from comanda.api.online_order.services import Services
from comanda.config import Settings
from comanda.identity.tokens import resolve
from comanda.kernel.errors import Unavailable
from comanda.logs import configure_logs
from comanda.migrations.apply import head
from comanda.ordering.catalogue import Catalogues
from comanda.store.batching import Batcher
from comanda.store.database import Database
from comanda.web.landing import STATIC, landing


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
            for app in self.surfaces.values()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a connection to whoever answers it."""
        app: ASGIApp = self.pages
        if scope["type"] != "lifespan":
            app = self.surfaces.get(scope["path"].split("/", 2)[1], self.pages)
        await app(scope, receive, send)


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
    services = Services(database, Catalogues(database), Batcher(partial(resolve, database)))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await database.open()
        # What was loaded so far stays; looking through it again at every full collection would stall requests.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 10, 10)
        try:
            yield
        finally:
            await database.close()

    async def readyz(_request: Request) -> Response:
        return await _ready(database)

    pages = Starlette(
        routes=[
            Route("/", landing),
            Route("/healthz", _healthz),
            Route("/readyz", readyz),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        lifespan=lifespan,
    )
    return Comanda(pages, {"v1": online_order_app(services, max_body_bytes=settings.max_body_bytes)}, database)


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
