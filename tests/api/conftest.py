"""The whole application, in this process, on a database of the test's own."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from comanda.config import Settings
from comanda.demo.lima import LIMA
from comanda.demo.london import LONDON
from comanda.demo.seed import demo_id
from comanda.demo.singapore import SINGAPORE
from comanda.wiring import create_app
from tests.conftest import Template
from tests.partner import Partner


@pytest.fixture
def http(database_url: str) -> Iterator[TestClient]:
    settings = Settings(database_url=database_url, pool_size=4)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def lima(http: TestClient, template: Template) -> Partner:
    slug = LIMA.slug
    return Partner(http, str(demo_id(slug)), str(demo_id(slug, LIMA.locations[0].slug)), template.tokens[slug])


@pytest.fixture
def singapore(http: TestClient, template: Template) -> Partner:
    slug = SINGAPORE.slug
    return Partner(http, str(demo_id(slug)), str(demo_id(slug, SINGAPORE.locations[0].slug)), template.tokens[slug])


@pytest.fixture
def london(http: TestClient, template: Template) -> Partner:
    slug = LONDON.slug
    return Partner(http, str(demo_id(slug)), str(demo_id(slug, LONDON.locations[0].slug)), template.tokens[slug])
