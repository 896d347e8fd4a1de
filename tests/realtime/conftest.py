"""One server of two processes for all of these tests, on a database of their own."""

import itertools
from collections.abc import Iterator

import psycopg
import pytest

from comanda.demo.lima import LIMA
from comanda.demo.singapore import SINGAPORE
from tests.conftest import Template
from tests.phone import House, house_at
from tests.server import Server, serving
from tests.truth import Truth

_numbers = itertools.cycle(range(1, 17))


@pytest.fixture(scope="package")
def truth(template: Template) -> Iterator[Truth]:
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE realtime TEMPLATE {template.name} STRATEGY file_copy")
        yield Truth(template.admin_url.replace("/postgres?", "/realtime?"))
        admin.execute("DROP DATABASE realtime WITH (FORCE)")


@pytest.fixture(scope="package")
def server(truth: Truth, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(truth.url, tmp_path_factory.mktemp("server"), workers=2) as found:
        yield found


@pytest.fixture(scope="package")
def house(server: Server, template: Template) -> Iterator[House]:
    with house_at(server.base_url, SINGAPORE, template.credentials) as found:
        yield found


@pytest.fixture(scope="package")
def abroad(server: Server, template: Template) -> Iterator[House]:
    """Another restaurant on the same server."""
    with house_at(server.base_url, LIMA, template.credentials) as found:
        yield found


def _free_table(house: House) -> Iterator[int]:
    number = next(_numbers)
    yield number
    house.staff("waiter").free(number)


@pytest.fixture
def table(house: House) -> Iterator[int]:
    """A free table."""
    yield from _free_table(house)


@pytest.fixture
def second_table(house: House) -> Iterator[int]:
    """Another free table."""
    yield from _free_table(house)
