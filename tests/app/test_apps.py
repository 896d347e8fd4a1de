"""Partner apps as the core keeps them, and `comanda app`."""

import re
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from comanda.cli import app
from comanda.identity.apps import (
    authenticate_client,
    change_app,
    deactivate,
    find_app,
    list_apps,
    register_app,
    rotate_secret,
)
from comanda.identity.oauth_rules import OAuthRefusal
from comanda.identity.tokens import issue_token
from comanda.kernel.errors import Conflict, Invalid, NotFound
from comanda.store.database import Database
from tests.app.running import with_database
from tests.app.singapore import RESTAURANT, SLUG
from tests.truth import Truth

URI = "https://partner.example/callback"
Run = Callable[..., Result]


@pytest.fixture
def comanda(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COMANDA_DATABASE_URL", database_url)
    return lambda *arguments: CliRunner().invoke(app, ["app", *arguments])


def signs_in(truth: Truth, client_id: str, secret: str | None) -> bool:
    try:
        with_database(truth.url, lambda database: authenticate_client(database, client_id, secret))
    except OAuthRefusal:
        return False
    return True


def test_an_app_is_registered_listed_and_ended_from_the_command_line(comanda: Run, truth: Truth) -> None:
    made = comanda("register", "--name", "Kiosk", "--redirect-uri", URI, "--redirect-uri", "http://127.0.0.1:1/")
    match = re.fullmatch(r"client_id: (\S+)\nclient_secret: (\S+)\n", made.stdout)
    assert match is not None, made.output
    client_id, secret = match[1], match[2]
    assert signs_in(truth, client_id, secret)
    listed = comanda("list")
    assert listed.exit_code == 0
    assert client_id in listed.stdout
    assert secret not in listed.stdout
    assert secret[:8] in listed.stdout

    rotated = comanda("rotate-secret", client_id)
    newer = rotated.stdout.strip()
    assert all(signs_in(truth, client_id, one) for one in (secret, newer))
    refused = comanda("rotate-secret", client_id)
    assert (refused.exit_code, "2 secrets in use" in refused.stderr) == (1, True)
    newest = comanda("rotate-secret", client_id, "--at-once").stdout.strip()
    assert [signs_in(truth, client_id, one) for one in (secret, newer, newest)] == [False, False, True]

    assert comanda("deactivate", client_id).exit_code == 0
    assert not signs_in(truth, client_id, newest)
    assert comanda("deactivate", client_id).exit_code == 1
    assert "deactivated" in comanda("list").stdout


def test_a_public_app_has_no_secret(comanda: Run, truth: Truth) -> None:
    uri = "com.example.kiosk:/callback"
    made = comanda("register", "--name", "Kiosk", "--redirect-uri", uri, "--public", "--restaurant", SLUG)
    match = re.fullmatch(r"client_id: (\S+)\n", made.stdout)
    assert match is not None, made.output
    assert signs_in(truth, match[1], None)
    assert not signs_in(truth, match[1], "")
    refused = comanda("rotate-secret", match[1])
    assert (refused.exit_code, "keeps no secret" in refused.stderr) == (1, True)
    assert truth.one("SELECT tenant_id FROM apps WHERE client_id = %s", match[1]) == RESTAURANT


@pytest.mark.parametrize(
    "arguments",
    [
        ("--name", "Kiosk", "--redirect-uri", "http://partner.example/"),
        ("--name", " ", "--redirect-uri", URI),
        ("--name", "x" * 51, "--redirect-uri", URI),
        ("--name", "Kiosk", "--redirect-uri", URI, "--restaurant", "nowhere"),
        ("--name", "Comanda demo", "--redirect-uri", URI),
    ],
)
def test_what_cannot_be_registered(comanda: Run, truth: Truth, arguments: tuple[str, ...]) -> None:
    before = truth.one("SELECT count(*) FROM apps")
    refused = comanda("register", *arguments)
    assert refused.exit_code == 1
    assert refused.stderr
    assert truth.one("SELECT count(*) FROM apps") == before


def test_two_restaurants_may_use_one_name_and_one_may_not_use_it_twice(truth: Truth) -> None:
    async def work(database: Database) -> None:
        for tenant_id in (None, RESTAURANT):
            await register_app(database, tenant_id, "Kiosk", [URI])
            with pytest.raises(Conflict):
                await register_app(database, tenant_id, "Kiosk", [URI])
        (own,) = await list_apps(database, RESTAURANT)
        assert (own.name, own.restaurant, own.redirect_uris) == ("Kiosk", SLUG, (URI,))
        assert "Kiosk" in [found.name for found in await list_apps(database)]

    with_database(truth.url, work)


def test_the_app_that_had_tokens_only_is_completed(truth: Truth) -> None:
    async def work(database: Database) -> None:
        await issue_token(database, SLUG, "Kiosk")
        client_id, secret = await register_app(database, None, "Kiosk", [URI])
        found = await find_app(database, client_id)
        assert found.redirect_uris == (URI,)
        assert (await authenticate_client(database, client_id, secret)).id == found.id
        await issue_token(database, SLUG, "Kiosk")

    with_database(truth.url, work)
    assert truth.one("SELECT count(*) FROM apps WHERE name = 'Kiosk'") == 1


def test_the_demos_app_can_be_registered_at_every_start(truth: Truth) -> None:
    async def work(database: Database) -> None:
        for _ in range(2):
            made = await register_app(database, None, "Kiosk", [URI], client_id="cma_kiosk", secret="cms_kiosk")
            assert made == ("cma_kiosk", "cms_kiosk")
        await authenticate_client(database, "cma_kiosk", "cms_kiosk")

    with_database(truth.url, work)
    assert truth.one("SELECT count(*) FROM app_secrets s JOIN apps a ON a.id = s.app_id WHERE name = 'Kiosk'") == 1


def test_an_app_is_changed(truth: Truth) -> None:
    async def work(database: Database) -> None:
        client_id, _ = await register_app(database, RESTAURANT, "Kiosk", [URI])
        await register_app(database, RESTAURANT, "Web shop", [URI])
        app_id = (await find_app(database, client_id)).id
        await change_app(database, app_id, name="Kiosk 2")
        await change_app(database, app_id, redirect_uris=[URI + "/new", URI + "/new"])
        found = await find_app(database, client_id)
        assert (found.name, found.redirect_uris) == ("Kiosk 2", (URI + "/new",))
        for name in ("", "a\nb"):
            with pytest.raises(Invalid):
                await change_app(database, app_id, name=name)
        for uris in ([], ["ftp://x/"]):
            with pytest.raises(Invalid):
                await change_app(database, app_id, redirect_uris=uris)
        with pytest.raises(Conflict):
            await change_app(database, app_id, name="Web shop")
        assert await find_app(database, client_id) == found
        await deactivate(database, app_id)
        for ended in (change_app(database, app_id, name="x"), rotate_secret(database, app_id)):
            with pytest.raises(NotFound):
                await ended

    with_database(truth.url, work)


def test_unknown_apps(truth: Truth) -> None:
    for client_id in ("cma_nobody", "a\x00b", ""):
        with pytest.raises(NotFound):
            with_database(truth.url, lambda database, client_id=client_id: find_app(database, client_id))  # type: ignore[misc]
