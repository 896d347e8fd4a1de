"""The Guest API in this process: on one database that is emptied for every test, or on one of the test's own."""

from collections.abc import Iterator

import psycopg
import pytest
from starlette.testclient import TestClient

from comanda.config import Settings
from comanda.demo.lima import LIMA as CALETA
from comanda.demo.london import LONDON as TALLOW
from comanda.demo.singapore import SINGAPORE as LANTERN
from comanda.wiring import Comanda, create_app
from tests.api.guest.client import Caller, Place
from tests.api.online_order.carts import LIMA, LONDON, SINGAPORE
from tests.conftest import Template
from tests.truth import Truth

EMPTY_FLOOR = (
    "TRUNCATE dining_sessions, session_tables, table_occupancy, guests, service_requests, cart_lines, table_states,"
    " orders, order_lines, order_tables, payments, refunds, refund_payments, voided_lines, idempotency_keys,"
    " rate_windows CASCADE"
)


@pytest.fixture(scope="session")
def floor_url(template: Template) -> str:
    """A database whose restaurants, menus and people no test changes."""
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE floor TEMPLATE {template.name} STRATEGY file_copy")
    return template.admin_url.replace("/postgres?", "/floor?")


@pytest.fixture(scope="session")
def floor_app(floor_url: str) -> Comanda:
    return create_app(Settings(database_url=floor_url, pool_size=4))


@pytest.fixture(scope="session")
def floor_http(floor_app: Comanda) -> Iterator[TestClient]:
    with TestClient(floor_app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def signed_in() -> dict[str, Caller]:
    """Staff of the shared database who have signed in."""
    return {}


@pytest.fixture
def truth(floor_url: str) -> Truth:
    """The shared database, with nobody at any table."""
    with psycopg.connect(floor_url, autocommit=True) as connection:
        connection.execute(EMPTY_FLOOR)
    return Truth(floor_url)


@pytest.fixture
def lima(floor_http: TestClient, template: Template, truth: Truth, signed_in: dict[str, Caller]) -> Place:
    """Prices with tax in them."""
    return Place(floor_http, LIMA, CALETA, template.credentials, truth, signed_in)


@pytest.fixture
def singapore(floor_http: TestClient, template: Template, truth: Truth, signed_in: dict[str, Caller]) -> Place:
    """Tax and a taxed service charge on top; bills in steps of five cents."""
    return Place(floor_http, SINGAPORE, LANTERN, template.credentials, truth, signed_in)


@pytest.fixture
def london(floor_http: TestClient, template: Template, truth: Truth, signed_in: dict[str, Caller]) -> Place:
    """Prices with tax in them, and a service charge on top."""
    return Place(floor_http, LONDON, TALLOW, template.credentials, truth, signed_in)


@pytest.fixture
def own_lima(http: TestClient, template: Template, database_url: str) -> Place:
    """Lima on a database of the test's own, whose menu, settings and standing it may change."""
    return Place(http, LIMA, CALETA, template.credentials, Truth(database_url))


@pytest.fixture
def elsewhere(floor_app: Comanda, floor_http: TestClient) -> TestClient:
    """The same application, from another address."""
    other = TestClient(floor_app, raise_server_exceptions=False, client=("192.0.2.7", 50000))
    other.portal = floor_http.portal
    return other
