"""The pages that the server draws, over HTTP, on a database of the test's own."""

import pytest
from starlette.testclient import TestClient

from comanda.demo.lima import LIMA as CALETA
from comanda.demo.london import LONDON as TALLOW
from comanda.demo.singapore import SINGAPORE as LANTERN
from tests.api.conftest import http
from tests.api.guest.client import Place
from tests.api.online_order.carts import LIMA, LONDON, SINGAPORE
from tests.conftest import Template
from tests.truth import Truth

__all__ = ["http", "lima", "london", "singapore"]


@pytest.fixture
def lima(http: TestClient, template: Template, database_url: str) -> Place:
    return Place(http, LIMA, CALETA, template.credentials, Truth(database_url))


@pytest.fixture
def singapore(http: TestClient, template: Template, database_url: str) -> Place:
    return Place(http, SINGAPORE, LANTERN, template.credentials, Truth(database_url))


@pytest.fixture
def london(http: TestClient, template: Template, database_url: str) -> Place:
    return Place(http, LONDON, TALLOW, template.credentials, Truth(database_url))
