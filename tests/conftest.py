"""A real PostgreSQL for every test that needs one: migrated and seeded once, copied for each test."""

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from comanda.demo.serve import Credentials, prepare_at
from comanda.migrations.apply import migrate
from comanda.store.embedded import Embedded

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Template:
    """A seeded database that tests copy, and what opens the demo's doors."""

    admin_url: str
    name: str
    credentials: Credentials

    @property
    def tokens(self) -> dict[str, str]:
        """Access tokens by restaurant slug."""
        return self.credentials.tokens


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    folder = tmp_path_factory.mktemp("data")
    embedded = Embedded(folder)
    with psycopg.connect(embedded.url, autocommit=True) as admin:
        # What these tests kill are processes, never the machine, so writes need not reach the disk.
        admin.execute("ALTER SYSTEM SET fsync = off")
        admin.execute("SELECT pg_reload_conf()")
    migrate(embedded.url)
    credentials = asyncio.run(prepare_at(embedded.url, folder))
    yield Template(embedded.url.replace("/comanda?", "/postgres?"), "comanda", credentials)
    embedded.stop()


@pytest.fixture
def database_url(template: Template) -> Iterator[str]:
    """A database of this test's own, seeded with the demo restaurants."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template.name} STRATEGY file_copy")
        yield template.admin_url.replace("/postgres?", f"/{name}?")
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
