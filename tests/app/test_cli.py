"""The `comanda` command: what it prints and how it ends."""

import re
import subprocess
import sys
from collections.abc import Callable
from uuid import uuid4

import psycopg
import pytest
from typer.testing import CliRunner, Result

from comanda import __version__
from comanda.cli import app
from comanda.migrations.apply import head
from tests.app.singapore import SLUG
from tests.conftest import Template
from tests.hooks import endpoint, orders
from tests.partner import Partner
from tests.server import COMANDA
from tests.truth import Truth

Run = Callable[..., Result]


@pytest.fixture
def comanda(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COMANDA_DATABASE_URL", database_url)
    monkeypatch.delenv("COMANDA_MIGRATION_URL", raising=False)
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def issue(comanda: Run, name: str) -> str:
    issued = comanda("token", "issue", "--restaurant", SLUG, "--app", name)
    assert issued.exit_code == 0, issued.output
    return issued.stdout.strip()


def test_a_token_is_issued_listed_and_revoked_from_the_next_request(
    comanda: Run, singapore: Partner, truth: Truth
) -> None:
    token = issue(comanda, "Kiosk")
    assert re.fullmatch(r"cmd_[A-Za-z0-9_-]{43}", token)
    kiosk = Partner(singapore.http, singapore.restaurant_id, singapore.location_id, token)
    assert kiosk.get("/restaurant").status == 200

    listed = comanda("token", "list")
    assert listed.exit_code == 0
    assert token not in listed.stdout
    (line,) = (line for line in listed.stdout.splitlines() if "Kiosk" in line)
    token_id, restaurant, *_ = (cell.strip() for cell in line.strip("│┃ ").split("│"))
    assert restaurant == SLUG
    assert token[:8] in line
    assert "online_order" in line

    revoked = comanda("token", "revoke", token_id)
    assert (revoked.exit_code, revoked.stdout.strip()) == (0, "Revoked.")
    refused = kiosk.get("/restaurant")
    assert (refused.status, refused.error["code"]) == (401, "unauthenticated")
    assert singapore.get("/restaurant").status == 200

    at = truth.one("SELECT revoked_at FROM access_tokens WHERE id = %s", token_id)
    assert comanda("token", "revoke", token_id).exit_code == 0
    assert truth.one("SELECT revoked_at FROM access_tokens WHERE id = %s", token_id) == at
    (line,) = (line for line in comanda("token", "list").stdout.splitlines() if "Kiosk" in line)
    assert at.isoformat(timespec="seconds") in line


def test_a_token_is_kept_as_a_hash_only(comanda: Run, truth: Truth) -> None:
    token = issue(comanda, "Kiosk")
    (row,) = truth.rows("SELECT t.* FROM access_tokens t JOIN apps a ON a.id = t.app_id WHERE a.name = 'Kiosk'")
    assert not any(token in str(value) or token.encode() in bytes(str(value), "utf8") for value in row.values())
    assert (len(row["token_hash"]), row["hint"]) == (32, token[:8])


def test_one_app_may_have_several_tokens(comanda: Run, truth: Truth) -> None:
    assert issue(comanda, "Kiosk") != issue(comanda, "Kiosk")
    assert truth.one("SELECT count(*) FROM apps WHERE name = 'Kiosk'") == 1


def test_a_token_for_no_restaurant_is_refused(comanda: Run, truth: Truth) -> None:
    refused = comanda("token", "issue", "--restaurant", "nobody", "--app", "Kiosk")
    assert refused.exit_code == 1
    assert (refused.stdout, refused.stderr.strip()) == ("", "No restaurant has the slug 'nobody'.")
    assert truth.one("SELECT count(*) FROM apps WHERE name = 'Kiosk'") == 0


def test_a_token_that_does_not_exist_is_not_revoked(comanda: Run) -> None:
    unknown = uuid4()
    refused = comanda("token", "revoke", str(unknown))
    assert (refused.exit_code, refused.stderr.strip()) == (1, f"No token has the id {unknown}.")
    assert comanda("token", "revoke", "soup").exit_code == 2


def test_migrate_says_where_the_database_is(comanda: Run) -> None:
    for _ in range(2):
        done = comanda("migrate")
        assert (done.exit_code, done.stdout.strip()) == (0, f"The database is at revision {head()}.")


def test_version_is_that_of_the_package(comanda: Run) -> None:
    assert comanda("version").stdout.strip() == __version__


def findings(result: Result) -> dict[str, str]:
    found = {}
    for line in result.stdout.splitlines():
        if match := re.match(r"(ok|fail|note)\s+([a-z ]+): ", line):
            found[match[2]] = match[1]
    return found


def test_doctor_finds_a_seeded_database_well(comanda: Run) -> None:
    result = comanda("doctor")
    assert result.exit_code == 0, result.stdout
    assert findings(result) == {
        "database": "ok",
        "roles": "ok",
        "migrations": "ok",
        "tenancy guard": "ok",
        "worker": "note",
        "terminals": "ok",
        "webhooks": "ok",
        "clock": "ok",
    }
    assert "Run: comanda worker" in result.stdout


def test_doctor_notes_what_terminals_could_not_be_told(comanda: Run, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO terminal_notifications (location_id, kind, object_id, tenant_id, due_at, attempts, last_error)"
            " SELECT location_id, 'OrderUpdated', gen_random_uuid(), tenant_id, now(), 3, 'HTTP 401'"
            " FROM location_directory LIMIT 2"
        )
    result = comanda("doctor")
    assert result.exit_code == 0, "it serves all the same"
    assert findings(result)["terminals"] == "note"
    assert "2 changes not told yet: HTTP 401" in result.stdout
    assert "comanda epos connect" in result.stdout


def test_doctor_notes_what_webhook_endpoints_could_not_be_told(comanda: Run, database_url: str) -> None:
    endpoint(database_url, "http://127.0.0.1:9000/", "order.updated")
    orders(database_url, 3)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("UPDATE webhook_queue SET created_at = now() - interval '3 minutes'")
    result = comanda("doctor")
    assert result.exit_code == 0, "nothing that is needed is wrong"
    assert findings(result)["webhooks"] == "note"
    assert "3 messages to 1 endpoints wait" in result.stdout


@pytest.mark.parametrize(
    ("harm", "what", "advice"),
    [
        ("UPDATE alembic_version SET version_num = '0001' RETURNING 1", "migrations", "comanda migrate"),
        ("DROP TABLE alembic_version", "migrations", "comanda migrate"),
        ("ALTER TABLE orders NO FORCE ROW LEVEL SECURITY", "tenancy guard", "FORCE ROW LEVEL SECURITY"),
        ("ALTER TABLE orders DISABLE ROW LEVEL SECURITY", "tenancy guard", "FORCE ROW LEVEL SECURITY"),
    ],
)
def test_doctor_names_what_is_wrong_and_what_to_do(
    comanda: Run, database_url: str, harm: str, what: str, advice: str
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(harm)
    result = comanda("doctor")
    assert result.exit_code == 1
    assert [name for name, mark in findings(result).items() if mark == "fail"] == [what]
    assert advice in result.stdout


def test_doctor_tells_of_a_database_that_was_never_migrated(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute("CREATE DATABASE bare")
        monkeypatch.setenv("COMANDA_DATABASE_URL", template.admin_url.replace("/postgres?", "/bare?"))
        try:
            result = CliRunner().invoke(app, ["doctor"])
        finally:
            admin.execute("DROP DATABASE bare WITH (FORCE)")
    assert result.exit_code == 1
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert findings(result)["migrations"] == "fail"


def test_doctor_tells_of_a_database_that_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMANDA_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert findings(result) == {"database": "fail"}
    assert "Check COMANDA_DATABASE_URL" in result.stdout


def test_the_command_and_the_module_answer_without_a_database() -> None:
    for command in ([COMANDA, "--help"], [sys.executable, "-c", "from comanda.cli import app; app(['--help'])"]):
        done = subprocess.run(command, capture_output=True, check=True, timeout=30)
        assert b"token" in done.stdout
        assert b"demo" in done.stdout
