"""A real PostgreSQL for every test that needs one: migrated and seeded once, copied for each test."""

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from comanda.demo.serve import prepare
from comanda.migrations.apply import migrate
from comanda.store.database import Database
from comanda.store.embedded import Embedded

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Template:
    """A seeded database that tests copy, and the demo's access tokens by restaurant slug."""

    admin_url: str
    name: str
    tokens: dict[str, str]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    folder = tmp_path_factory.mktemp("data")
    embedded = Embedded(folder)
    with psycopg.connect(embedded.url, autocommit=True) as admin:
        # What these tests kill are processes, never the machine, so writes need not reach the disk.
        admin.execute("ALTER SYSTEM SET fsync = off")
        admin.execute("SELECT pg_reload_conf()")
    migrate(embedded.url)
    tokens = asyncio.run(_seed(embedded.url, folder))
    yield Template(embedded.url.replace("/comanda?", "/postgres?"), "comanda", tokens)
    embedded.stop()


async def _seed(url: str, folder: Path) -> dict[str, str]:
    database = Database(url, pool_size=2)
    await database.open()
    try:
        return await prepare(database, folder, lambda _: None)
    finally:
        await database.close()


@pytest.fixture
def database_url(template: Template) -> Iterator[str]:
    """A database of this test's own, seeded with the demo restaurants."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template.name} STRATEGY file_copy")
        yield template.admin_url.replace("/postgres?", f"/{name}?")
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
