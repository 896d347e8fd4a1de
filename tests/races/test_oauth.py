"""A code or a refresh token that arrives twice at the same moment, at several processes."""

from collections.abc import Callable, Iterator
from uuid import UUID

import httpx2 as httpx
import pytest

from comanda.demo.serve import REDIRECT_URI, email_of
from comanda.demo.singapore import SINGAPORE
from comanda.identity.digests import digest
from tests.administrator import Administrator
from tests.conftest import Template
from tests.server import Server, together
from tests.truth import Truth

ROUNDS = 12
AT_ONCE = 6


@pytest.fixture(scope="module")
def clients(server: Server) -> Iterator[list[httpx.Client]]:
    """Clients with connections of their own, so that several processes answer."""
    found = [httpx.Client(base_url=server.base_url, timeout=30) for _ in range(AT_ONCE)]
    yield found
    for client in found:
        client.close()


@pytest.fixture(scope="module")
def new_code(clients: list[httpx.Client], template: Template) -> Callable[[], str]:
    email = email_of(SINGAPORE, next(person for person in SINGAPORE.staff if person.role == "org_admin"))
    admin = Administrator(clients[0], email, template.credentials.passwords[email])
    page = admin.signs_in(admin.opens(client_id=template.credentials.client[0], redirect_uri=REDIRECT_URI))
    return lambda: page.send("allow").told["code"]


def ask(client: httpx.Client, template: Template, **form: str) -> httpx.Response:
    client_id, secret = template.credentials.client
    return client.post("/oauth/token", data={"client_id": client_id, "client_secret": secret, **form})


def all_at_once(clients: list[httpx.Client], template: Template, **form: str) -> list[httpx.Response]:
    return together([lambda client=client: ask(client, template, **form) for client in clients])  # type: ignore[misc]


def check(answers: list[httpx.Response], truth: Truth, grant_id: UUID, reason: str) -> None:
    """One got tokens, all others `invalid_grant`, and nothing of the grant lives."""
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * (AT_ONCE - 1)
    assert {answer.json()["error"] for answer in answers if answer.status_code == 400} == {"invalid_grant"}
    assert truth.one("SELECT revoked_reason FROM oauth_grants WHERE id = %s", grant_id) == reason
    living = "SELECT count(*) FROM access_tokens WHERE grant_id = %s AND revoked_at IS NULL"
    assert truth.one(living, grant_id) == 0
    (won,) = (answer.json() for answer in answers if answer.status_code == 200)
    kept = "SELECT revoked_at IS NOT NULL FROM access_tokens WHERE token_hash = %s"
    assert truth.one(kept, digest(won["access_token"])) is True


def test_a_code_used_at_the_same_moment_gives_one_answer_and_no_grant(
    clients: list[httpx.Client], template: Template, truth: Truth, new_code: Callable[[], str]
) -> None:
    for _ in range(ROUNDS):
        code = new_code()
        answers = all_at_once(clients, template, grant_type="authorization_code", code=code)
        grant_id = truth.one("SELECT grant_id FROM oauth_codes WHERE code_hash = %s", digest(code))
        check(answers, truth, grant_id, "code_reused")
    assert truth.one("SELECT count(*) FROM oauth_grants WHERE revoked_reason = 'code_reused'") == ROUNDS


def test_a_refresh_token_used_at_the_same_moment_revokes_the_family(
    clients: list[httpx.Client], template: Template, truth: Truth, new_code: Callable[[], str]
) -> None:
    for _ in range(ROUNDS):
        first = ask(clients[0], template, grant_type="authorization_code", code=new_code()).json()
        token = first["refresh_token"]
        grant_id = truth.one("SELECT grant_id FROM oauth_refresh_tokens WHERE token_hash = %s", digest(token))
        answers = all_at_once(clients, template, grant_type="refresh_token", refresh_token=token)
        check(answers, truth, grant_id, "refresh_token_reused")
        # One child, however many asked for one.
        assert truth.one("SELECT count(*) FROM oauth_refresh_tokens WHERE grant_id = %s", grant_id) == 2
    assert truth.one("SELECT count(*) FROM oauth_grants WHERE revoked_reason = 'refresh_token_reused'") == ROUNDS


def test_a_family_that_is_revoked_while_it_is_refreshed_stays_revoked(
    clients: list[httpx.Client], template: Template, truth: Truth, new_code: Callable[[], str]
) -> None:
    client_id, secret = template.credentials.client
    for _ in range(ROUNDS):
        token = ask(clients[0], template, grant_type="authorization_code", code=new_code()).json()["refresh_token"]
        grant_id = truth.one("SELECT grant_id FROM oauth_refresh_tokens WHERE token_hash = %s", digest(token))
        form = {"client_id": client_id, "client_secret": secret, "token": token}
        refreshed, ended = together(
            [
                lambda token=token: ask(clients[1], template, grant_type="refresh_token", refresh_token=token),  # type: ignore[misc]
                lambda form=form: clients[2].post("/oauth/revoke", data=form),  # type: ignore[misc]
            ]
        )
        assert ended.status_code == 200
        assert refreshed.status_code in (200, 400)
        living = "SELECT count(*) FROM access_tokens WHERE grant_id = %s AND revoked_at IS NULL"
        assert truth.one(living, grant_id) == 0
        assert truth.one("SELECT revoked_reason FROM oauth_grants WHERE id = %s", grant_id) == "by_app"
