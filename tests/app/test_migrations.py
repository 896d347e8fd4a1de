"""From nothing to a database that serves, once, again, and by several at a time."""

import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from starlette.testclient import TestClient

from comanda.config import Settings
from comanda.migrations.apply import current, drift, head, migrate
from comanda.wiring import create_app
from tests.conftest import Template
from tests.truth import Truth


@pytest.fixture
def empty_url(template: Template) -> Iterator[str]:
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute("CREATE DATABASE empty")
        yield template.admin_url.replace("/postgres?", "/empty?")
        admin.execute("DROP DATABASE empty WITH (FORCE)")


def test_an_empty_database_is_brought_to_the_newest_revision(empty_url: str) -> None:
    assert current(empty_url) is None
    assert migrate(empty_url) == head()
    assert current(empty_url) == head()


def test_a_migrated_database_has_exactly_the_declared_tables(empty_url: str) -> None:
    migrate(empty_url)
    assert drift(empty_url) == []


def test_migrating_twice_changes_nothing(database_url: str, truth: Truth) -> None:
    tables = "SELECT relname, relfilenode FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relname"
    before = truth.rows(tables)
    assert migrate(database_url) == head()
    assert truth.rows(tables) == before


def test_three_processes_that_migrate_at_once_all_succeed(empty_url: str) -> None:
    program = "import sys; from comanda.migrations.apply import migrate; print(migrate(sys.argv[1]))"
    running = [
        subprocess.Popen([sys.executable, "-c", program, empty_url], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=60) for process in running]
    assert [(process.returncode, out.decode().strip()) for process, (out, _) in zip(running, said, strict=True)] == [
        (0, head())
    ] * 3, said
    assert current(empty_url) == head()


def test_a_server_is_ready_once_its_database_is_migrated(empty_url: str) -> None:
    with TestClient(create_app(Settings(database_url=empty_url)), raise_server_exceptions=False) as http:
        before = http.get("/readyz")
        assert (before.status_code, before.json()["status"]) == (503, "unavailable")
        assert "comanda migrate" in before.json()["migrations"]
        assert http.get("/healthz").status_code == 200
        migrate(empty_url)
        after = http.get("/readyz")
        assert (after.status_code, after.json()) == (200, {"status": "ok", "migrations": head()})


def test_a_server_behind_its_program_is_not_ready(database_url: str, truth: Truth) -> None:
    truth.rows("UPDATE alembic_version SET version_num = '0001' RETURNING version_num")
    with TestClient(create_app(Settings(database_url=database_url)), raise_server_exceptions=False) as http:
        answer = http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == f"at 0001, {head()} expected: run comanda migrate"
