"""`comanda epos`: what it prints, what it sends, and how it ends."""

import re
from collections.abc import Callable, Iterator

import orjson
import pytest
from typer.testing import CliRunner, Result

from comanda.cli import app
from comanda.identity.terminal_credentials import resolve_credential
from comanda.notifications.terminal_links import CAPABILITIES
from tests.app.running import with_database
from tests.app.singapore import LOCATION, RESTAURANT
from tests.receiver import Receiver, receiving
from tests.truth import Truth

Run = Callable[..., Result]
SLUG = "katong-singapore"
"""A location for which the demo issues no credential."""
KEY = "sk_sandbox_secret"
URL = "https://eat.example/epos"


@pytest.fixture
def comanda(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COMANDA_DATABASE_URL", database_url)
    monkeypatch.delenv("COMANDA_EPOS_API_KEY", raising=False)
    return lambda *arguments: CliRunner().invoke(app, ["epos", *arguments])


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def signs_in(truth: Truth, username: str, password: str) -> bool:
    found = with_database(truth.url, lambda database: resolve_credential(database, username, password))
    return found is not None


def issue(comanda: Run) -> tuple[str, str]:
    issued = comanda("credential", "--location", SLUG)
    assert issued.exit_code == 0, issued.output
    match = re.fullmatch(r"username: (\S+)\npassword: (\S+)\n", issued.stdout)
    assert match is not None, issued.stdout
    return match[1], match[2]


def live(truth: Truth) -> int:
    asked = (
        "SELECT count(*) FROM terminal_credentials c JOIN location_directory d USING (location_id)"
        " WHERE d.slug = 'katong-singapore' AND c.revoked_at IS NULL"
    )
    return int(truth.one(asked))


def test_a_credential_is_issued_listed_and_revoked(comanda: Run, truth: Truth) -> None:
    username, password = issue(comanda)
    assert signs_in(truth, username, password)
    listed = comanda("credentials", "--location", SLUG)
    assert listed.exit_code == 0
    assert password not in listed.stdout
    (line,) = (line for line in listed.stdout.splitlines() if username in line)
    assert password[:8] in line

    revoked = comanda("revoke", "--location", SLUG, "--username", username)
    assert (revoked.exit_code, revoked.stdout.strip()) == (0, "Revoked.")
    assert not signs_in(truth, username, password)
    at = truth.one("SELECT revoked_at FROM terminal_credentials WHERE username = %s", username)
    assert at.isoformat(timespec="seconds") in comanda("credentials", "--location", SLUG).stdout


def test_a_third_credential_is_refused_with_what_to_do(comanda: Run, truth: Truth) -> None:
    issue(comanda)
    issue(comanda)
    refused = comanda("credential", "--location", SLUG)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "revoke one first" in refused.stderr
    assert live(truth) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("credential",),
        ("credentials",),
        ("revoke", "--username", "epos-x"),
        ("connect", "--events-url", "https://api.example/events", "--api-key", KEY),
        ("disconnect",),
        ("register", "--url", URL),
    ],
)
def test_a_location_that_does_not_exist_is_said_so(comanda: Run, arguments: tuple[str, ...]) -> None:
    refused = comanda(*arguments, "--location", "nowhere")
    assert (refused.exit_code, refused.stdout, refused.stderr.strip()) == (1, "", "No such location.")


def test_a_location_is_connected_and_disconnected(comanda: Run, truth: Truth) -> None:
    arguments = ("connect", "--location", "chinatown-singapore", "--events-url", "https://api.example/epos/events")
    assert comanda(*arguments, "--api-key", "sk_old").exit_code == 0
    connected = comanda(*arguments, "--api-key", KEY, "--software-house-id", "soft", "--reseller-id", "resell")
    assert connected.exit_code == 0, connected.output
    assert KEY not in connected.output
    (row,) = truth.rows("SELECT * FROM terminal_links")
    assert (row["tenant_id"], row["location_id"]) == (RESTAURANT, LOCATION)
    assert (row["events_url"], row["api_key"]) == ("https://api.example/epos/events", KEY)
    assert row["api_headers"] == {"version": "2026-02-27", "software-house-id": "soft", "reseller-id": "resell"}

    assert comanda("disconnect", "--location", "chinatown-singapore").exit_code == 0
    assert truth.rows("SELECT * FROM terminal_links") == []
    again = comanda("disconnect", "--location", "chinatown-singapore")
    assert (again.exit_code, again.stderr.strip()) == (1, "This location tells nobody of its changes.")


def test_the_key_may_come_from_the_environment(comanda: Run, truth: Truth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMANDA_EPOS_API_KEY", KEY)
    url = "https://api.example/events"
    done = comanda("connect", "--location", SLUG, "--events-url", url, "--version", "2027-01-01")
    assert done.exit_code == 0, done.output
    (row,) = truth.rows("SELECT * FROM terminal_links")
    assert (row["api_key"], row["api_headers"]) == (KEY, {"version": "2027-01-01"})


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("connect", "--events-url", "http://api.example/events", "--api-key", KEY), "events_url"),
        (("connect", "--events-url", "https://api.example/events", "--api-key", "a\nb"), "api_key"),
        (("register", "--url", "http://eat.example/epos"), "url"),
        (("register", "--url", URL, "--send", "--api-key", KEY, "--api-url", "http://api.example"), "api_url"),
        (("register", "--url", URL, "--send", "--api-key", KEY, "--version", ""), "version"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_done(
    comanda: Run, truth: Truth, arguments: tuple[str, ...], field: str
) -> None:
    refused = comanda(*arguments, "--location", SLUG)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"{field}: ")
    assert truth.rows("SELECT * FROM terminal_links") == []
    assert live(truth) == 0


def test_a_registration_is_printed_with_a_new_credential(comanda: Run, truth: Truth) -> None:
    done = comanda("register", "--location", SLUG, "--url", URL)
    assert done.exit_code == 0, done.output
    document = orjson.loads(done.stdout)
    assert document["url"] == URL
    assert document["capabilities"] == [{"name": name, "version": "v1"} for name in CAPABILITIES]
    assert document["auth"]["authType"] == "basic"
    assert signs_in(truth, **document["auth"]["basic"])
    assert live(truth) == 1


def test_a_registration_is_sent(comanda: Run, truth: Truth, receiver: Receiver) -> None:
    sending = ("--send", "--api-url", receiver.url + "/", "--api-key", KEY, "--software-house-id", "soft")
    done = comanda("register", "--location", SLUG, "--url", URL, *sending)
    assert done.exit_code == 0, done.output
    (told,) = receiver.heard
    assert (told.method, told.path) == ("PUT", "/epos/integrations/rest")
    assert told.headers["authorization"] == f"Basic {KEY}"
    assert told.headers["version"] == "2026-02-27"
    assert told.headers["software-house-id"] == "soft"
    assert "reseller-id" not in told.headers
    basic = told.body["auth"]["basic"]
    assert (told.body["url"], len(told.body["capabilities"])) == (URL, len(CAPABILITIES))
    assert signs_in(truth, **basic)
    assert basic["username"] in done.stdout
    assert basic["password"] not in done.output
    assert KEY not in done.output


@pytest.mark.parametrize("status", [301, 401, 500])
def test_a_registration_that_is_refused_leaves_no_credential(
    comanda: Run, truth: Truth, receiver: Receiver, status: int
) -> None:
    receiver.answer = lambda _: status
    receiver.also = {"location": receiver.url}
    sending = ("--send", "--api-url", receiver.url, "--api-key", KEY)
    refused = comanda("register", "--location", SLUG, "--url", URL, *sending)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert f"answered {status}. ok" in refused.stderr
    basic = receiver.heard[0].body["auth"]["basic"]
    assert basic["username"] in refused.stderr
    assert basic["password"] not in refused.stderr
    assert not signs_in(truth, **basic)
    assert live(truth) == 0
    assert len(receiver.heard) == 1


def test_a_registration_that_nobody_answers_leaves_no_credential(comanda: Run, truth: Truth) -> None:
    sending = ("--send", "--api-url", "http://127.0.0.1:1", "--api-key", KEY)
    refused = comanda("register", "--location", SLUG, "--url", URL, *sending)
    assert refused.exit_code == 1
    assert "no answer from http://127.0.0.1:1" in refused.stderr
    assert live(truth) == 0


def test_sending_needs_a_key(comanda: Run, truth: Truth) -> None:
    refused = comanda("register", "--location", SLUG, "--url", URL, "--send")
    assert refused.exit_code == 2
    assert "--api-key" in refused.stderr
    assert live(truth) == 0
