"""`comanda restaurant`: a restaurant's partner apps stop, and call again; and what apps leave behind is forgotten."""

from uuid import UUID, uuid4

import pytest
from typer.testing import CliRunner

from comanda.cli import app
from comanda.identity.grants import forget_spent
from comanda.identity.tokens import TokenQuestion, resolve
from comanda.store.database import Database
from tests.app.running import with_database
from tests.app.singapore import RESTAURANT, SLUG
from tests.conftest import Template
from tests.truth import Truth


def knows(truth: Truth, token: str) -> bool:
    async def ask(database: Database) -> bool:
        (caller,) = await resolve(database, [TokenQuestion(token, None)])
        return caller is not None

    return with_database(truth.url, ask)


def test_a_suspended_restaurants_tokens_stop_until_it_is_reinstated(
    truth: Truth, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMANDA_DATABASE_URL", truth.url)
    token, other = template.tokens[SLUG], template.tokens["caleta-morena"]
    for said, works in (("suspend", False), ("suspend", False), ("reinstate", True), ("reinstate", True)):
        assert CliRunner().invoke(app, ["restaurant", said, SLUG]).exit_code == 0
        assert (knows(truth, token), knows(truth, other)) == (works, True)


def test_a_restaurant_that_is_not_there(truth: Truth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMANDA_DATABASE_URL", truth.url)
    answer = CliRunner().invoke(app, ["restaurant", "suspend", "nowhere"])
    assert (answer.exit_code, "nowhere" in answer.stderr) == (1, True)


def test_codes_and_refresh_tokens_are_forgotten_a_day_after_their_end(truth: Truth) -> None:
    client, user = (truth.rows(f"SELECT id FROM {table} LIMIT 1")[0]["id"] for table in ("apps", "users"))
    grant = uuid4()
    truth.rows(
        "INSERT INTO oauth_grants (id, app_id, tenant_id, user_id, scopes) VALUES (%s, %s, %s, %s, '{}') RETURNING 1",
        grant,
        client,
        RESTAURANT,
        user,
    )
    parent: UUID | None = None
    for number, hours in enumerate((-48, -47, -12, 12)):
        child = uuid4()
        truth.rows(
            "INSERT INTO oauth_refresh_tokens (id, grant_id, parent_id, token_hash, expires_at)"
            " VALUES (%s, %s, %s, %s, now() + make_interval(hours => %s)) RETURNING 1",
            child,
            grant,
            parent,
            bytes([number]),
            hours,
        )
        truth.rows(
            "INSERT INTO oauth_codes (code_hash, app_id, tenant_id, user_id, scopes, redirect_uri, expires_at)"
            " VALUES (%s, %s, %s, %s, '{}', 'x', now() + make_interval(hours => %s)) RETURNING 1",
            bytes([number]),
            client,
            RESTAURANT,
            user,
            hours,
        )
        parent = child
    assert with_database(truth.url, forget_spent) == 4
    assert with_database(truth.url, forget_spent) == 0
    left = "SELECT token_hash AS hash FROM oauth_refresh_tokens UNION ALL SELECT code_hash FROM oauth_codes ORDER BY 1"
    assert [bytes(row["hash"]) for row in truth.rows(left)] == [b"\x02", b"\x02", b"\x03", b"\x03"]
