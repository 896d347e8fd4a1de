"""The Portal API, on a database of the test's own or on one that nobody writes to."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import psycopg
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from comanda.api.portal.app import portal_app
from comanda.api.portal.services import PortalServices
from comanda.identity.signing import Signer
from comanda.store.database import Database
from tests.api.online_order.carts import LIMA, SINGAPORE
from tests.api.portal.caller import Caller, OnOnePort
from tests.api.portal.people import People, hire
from tests.api.portal.scene import build
from tests.conftest import Template
from tests.truth import Truth

As = Callable[[str], Caller]


@contextmanager
def serving(url: str) -> Iterator[TestClient]:
    """Serve the surface, in this process."""
    database = Database(url, pool_size=4)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await database.open()
        yield
        await database.close()

    surface = portal_app(PortalServices(database, Signer(database)), max_body_bytes=1_000_000)
    app = OnOnePort(surface, Starlette(lifespan=lifespan))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def _as(http: TestClient, people: People) -> As:
    def caller(who: str) -> Caller:
        keys = {"lima key": LIMA.slug, "singapore key": SINGAPORE.slug}
        if who in keys:
            return Caller(http, {"X-APIKey": people.keys[keys[who]]})
        return Caller(http, {"Authorization": f"Bearer {people[who].token}"})

    return caller


@pytest.fixture
def people(database_url: str) -> People:
    return hire(database_url)


@pytest.fixture
def portal(database_url: str, people: People) -> Iterator[As]:
    """Callers by what they are (`portal("waiter")`), on a database of the test's own."""
    with serving(database_url) as http:
        yield _as(http, people)


@pytest.fixture
def operator(portal: As) -> Caller:
    return portal("operator")


@pytest.fixture
def truth(database_url: str) -> Truth:
    return Truth(database_url)


@pytest.fixture(scope="session")
def platform_url(template: Template) -> str:
    """A database that nobody writes to, with the restaurants of `scene` beside the demo's."""
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE platform TEMPLATE {template.name} STRATEGY file_copy")
    url = template.admin_url.replace("/postgres?", "/platform?")
    build(Truth(url))
    return url


@pytest.fixture(scope="session")
def platform_people(platform_url: str) -> People:
    return hire(platform_url)


@pytest.fixture(scope="session")
def platform(platform_url: str, platform_people: People) -> Iterator[As]:
    with serving(platform_url) as http:
        yield _as(http, platform_people)


@pytest.fixture(scope="session")
def desk(platform: As) -> Caller:
    """An operator who looks at a platform full of restaurants."""
    return platform("operator")
