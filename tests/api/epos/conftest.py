"""The EPOS Data API in this process: on one database that is emptied for every test, or on one of the test's own."""

from collections.abc import Iterator

import psycopg
import pytest
from starlette.testclient import TestClient

from comanda.config import Settings
from comanda.demo.lima import LIMA as CALETA
from comanda.demo.london import LONDON as TALLOW
from comanda.demo.singapore import SINGAPORE as LANTERN
from comanda.wiring import create_app
from tests.api.epos.client import House, Terminal, basic
from tests.api.guest.client import Caller, Place
from tests.api.guest.conftest import EMPTY_FLOOR
from tests.api.online_order.carts import KATONG, LIMA, LONDON, SINGAPORE
from tests.conftest import Template
from tests.partner import Partner
from tests.truth import Truth

KATONG_LOGIN = ("epos-katong", "cmt_katong")
"""What opens Singapore's other location, which the demo leaves closed."""
EMPTY = EMPTY_FLOOR.replace(
    "rate_windows",
    "rate_windows, reservations, reservation_tables, order_locks, payment_events, payment_intents, terminal_calls,"
    " table_waiters",
)


def open_katong(url: str) -> None:
    """Give Singapore's other location a credential."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO terminal_credentials (id, tenant_id, location_id, username, secret_hash, hint)"
            " VALUES (gen_random_uuid(), %s, %s, %s, sha256(convert_to(%s, 'UTF8')), 'cmt_kat')",
            (KATONG.id(), KATONG.location, *KATONG_LOGIN),
        )


def house(http: TestClient, template: Template, url: str, which: str, signed_in: dict[str, Caller]) -> House:
    """Return a demo restaurant's first location."""
    shop, restaurant = {
        "lima": (LIMA, CALETA),
        "singapore": (SINGAPORE, LANTERN),
        "london": (LONDON, TALLOW),
    }[which]
    truth = Truth(url)
    return House(
        Terminal(http, basic(*template.credentials.terminals[shop.slug])),
        Place(http, shop, restaurant, template.credentials, truth, signed_in),
        Partner(http, shop.id(), shop.location, template.tokens[shop.slug]),
        truth,
    )


@pytest.fixture(scope="session")
def terminals_url(template: Template) -> str:
    """A database whose restaurants, menus and people no test changes."""
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE terminals TEMPLATE {template.name} STRATEGY file_copy")
    url = template.admin_url.replace("/postgres?", "/terminals?")
    open_katong(url)
    return url


@pytest.fixture(scope="session")
def terminals_http(terminals_url: str) -> Iterator[TestClient]:
    settings = Settings(database_url=terminals_url, pool_size=4)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def signed_in() -> dict[str, Caller]:
    """Staff of the shared database who have signed in."""
    return {}


@pytest.fixture
def truth(terminals_url: str) -> Truth:
    """The shared database, with nobody at any table."""
    with psycopg.connect(terminals_url, autocommit=True) as connection:
        connection.execute(EMPTY.encode())
    return Truth(terminals_url)


@pytest.fixture
def london(terminals_http: TestClient, template: Template, truth: Truth, signed_in: dict[str, Caller]) -> House:
    """Prices with tax in them, and a service charge on top."""
    return house(terminals_http, template, truth.url, "london", signed_in)


@pytest.fixture
def singapore(terminals_http: TestClient, template: Template, truth: Truth, signed_in: dict[str, Caller]) -> House:
    """Tax and a taxed service charge on top; bills in steps of five cents; two locations."""
    return house(terminals_http, template, truth.url, "singapore", signed_in)


@pytest.fixture
def lima(terminals_http: TestClient, template: Template, truth: Truth, signed_in: dict[str, Caller]) -> House:
    """Prices with tax in them, and nothing on top."""
    return house(terminals_http, template, truth.url, "lima", signed_in)


@pytest.fixture
def katong(terminals_http: TestClient) -> Terminal:
    """The terminals of Singapore's other location."""
    return Terminal(terminals_http, basic(*KATONG_LOGIN))


@pytest.fixture
def own_london(http: TestClient, template: Template, database_url: str) -> House:
    """London on a database of the test's own, whose settings and standing it may change."""
    return house(http, template, database_url, "london", {})
