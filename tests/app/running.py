"""Work on a database pool, from a test that is not itself a coroutine."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.ordering.catalogue import Catalogue, Catalogues
from comanda.store.database import Database
from tests.app.singapore import LOCATION, RESTAURANT

T = TypeVar("T")
NOW = datetime(2026, 7, 1, 3, 30, 15, 123456, tzinfo=UTC)
"""A Wednesday, 11:30 in Singapore."""
APP = UUID(int=77)


def with_database(url: str, work: Callable[[Database], Awaitable[T]], *, pool_size: int = 2) -> T:
    """Return what `work` does with an open pool."""

    async def run() -> T:
        database = Database(url, pool_size=pool_size)
        await database.open()
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def an_app(at: datetime = NOW) -> Actor:
    """Return a partner app that may order in Singapore."""
    return Actor(RESTAURANT, at, APP, frozenset({"online_order"}))


async def catalogue(database: Database) -> Catalogue:
    """Return what the Singapore location sells."""
    return await Catalogues(database).get(RESTAURANT, LOCATION, 1)
