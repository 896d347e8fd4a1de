"""The one place that puts the parts together: settings, database, surfaces, pages, jobs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from comanda.api.online_order.app import online_order_app
from comanda.api.online_order.services import Services
from comanda.config import Settings
from comanda.identity.tokens import resolve
from comanda.kernel.errors import Unavailable
from comanda.migrations.apply import head
from comanda.ordering.catalogue import Catalogues
from comanda.store.batching import Batcher
from comanda.store.database import Database
from comanda.web.landing import STATIC, landing


def create_app(settings: Settings | None = None) -> Starlette:
    """Return the whole application, on one port.

    Args:
        settings: by default those of the environment, whose database URL must be set.
    """
    settings = settings or Settings()
    if settings.database_url is None:
        raise RuntimeError("COMANDA_DATABASE_URL is not set; `comanda serve` sets it for the embedded database.")
    database = Database(settings.database_url, pool_size=settings.pool_size)
    services = Services(database, Catalogues(database), Batcher(partial(resolve, database)))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await database.open()
        try:
            yield
        finally:
            await database.close()

    async def readyz(_request: Request) -> Response:
        return await _ready(database)

    app = Starlette(
        routes=[
            Route("/", landing),
            Route("/healthz", _healthz),
            Route("/readyz", readyz),
            Mount("/static", StaticFiles(directory=STATIC)),
            Mount("/v1", online_order_app(services, max_body_bytes=settings.max_body_bytes)),
        ],
        lifespan=lifespan,
    )
    app.state.database = database
    return app


async def _healthz(_request: Request) -> Response:
    return _json({"status": "ok"}, 200)


async def _ready(database: Database) -> Response:
    wanted = head()
    try:
        found = await database.all("SELECT version_num FROM alembic_version")
    except Unavailable:
        return _json({"status": "unavailable", "database": "cannot be reached"}, 503)
    at = found[0]["version_num"] if found else None
    if at != wanted:
        return _json({"status": "unavailable", "migrations": f"at {at}, {wanted} expected: run comanda migrate"}, 503)
    return _json({"status": "ok", "migrations": at}, 200)


def _json(body: dict[str, str | None], status: int) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
