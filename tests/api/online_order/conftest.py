"""Partners on one database for all tests that write nothing; that nothing was written is checked at the end."""

from collections.abc import Iterator

import psycopg
import pytest
from starlette.testclient import TestClient

from comanda.config import Settings
from comanda.wiring import create_app
from tests.api.online_order.carts import LIMA, LONDON, SINGAPORE, Shop
from tests.api.online_order.stored import everything
from tests.conftest import Template
from tests.partner import Partner


@pytest.fixture(scope="session")
def quiet_url(template: Template) -> Iterator[str]:
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE quiet TEMPLATE {template.name} STRATEGY file_copy")
    url = template.admin_url.replace("/postgres?", "/quiet?")
    before = everything(url)
    yield url
    assert everything(url) == before


@pytest.fixture(scope="session")
def quiet_http(quiet_url: str) -> Iterator[TestClient]:
    settings = Settings(database_url=quiet_url, pool_size=4)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def _partner(http: TestClient, template: Template, shop: Shop) -> Partner:
    return Partner(http, shop.id(), shop.location, template.tokens[shop.slug])


@pytest.fixture(scope="session")
def quiet_lima(quiet_http: TestClient, template: Template) -> Partner:
    return _partner(quiet_http, template, LIMA)


@pytest.fixture(scope="session")
def quiet_singapore(quiet_http: TestClient, template: Template) -> Partner:
    return _partner(quiet_http, template, SINGAPORE)


@pytest.fixture(scope="session")
def quiet_london(quiet_http: TestClient, template: Template) -> Partner:
    return _partner(quiet_http, template, LONDON)
