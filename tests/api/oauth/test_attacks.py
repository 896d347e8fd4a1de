"""What somebody tries who should not get in (RFC 9700), each with a twin that shows that the honest way works."""

from datetime import timedelta
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from comanda.demo.seed import demo_id
from comanda.demo.singapore import SINGAPORE
from comanda.identity.apps import change_app, deactivate, find_app, rotate_secret
from comanda.identity.grants import list_grants, revoke_grant
from comanda.identity.tokens import issue_token
from comanda.kernel.errors import Conflict, NotFound
from comanda.store.database import Database
from tests.administrator import Administrator, Page
from tests.api.oauth.conftest import (
    CALLBACK,
    CHALLENGE,
    ISSUER,
    TENANT,
    VERIFIER,
    App,
    challenge_of,
    member,
    refused,
    register,
)
from tests.app.running import with_database
from tests.conftest import Template
from tests.truth import Truth

PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


def reason(truth: Truth) -> str | None:
    """Why the only grant was revoked, if it was."""
    found: str | None = truth.one("SELECT revoked_reason FROM oauth_grants")
    return found


def everything(truth: Truth) -> list[list[dict[str, object]]]:
    """All that a refused request must leave as it was."""
    return [
        truth.rows("SELECT * FROM oauth_codes ORDER BY code_hash"),
        truth.rows("SELECT * FROM oauth_grants ORDER BY id"),
        truth.rows("SELECT * FROM oauth_refresh_tokens ORDER BY id"),
        truth.rows("SELECT * FROM access_tokens ORDER BY id"),
    ]


# Codes


def test_a_code_that_is_used_again_revokes_all_that_came_of_it(app: App, code: str, truth: Truth) -> None:
    tokens = app.exchanges(code).json()
    later = app.refreshes(tokens["refresh_token"]).json()
    assert app.calls(later["access_token"]) == 200
    refused(app.exchanges(code), "invalid_grant")
    assert {app.calls(found["access_token"]) for found in (tokens, later)} == {401}
    refused(app.refreshes(later["refresh_token"]), "invalid_grant")
    assert reason(truth) == "code_reused"


def test_a_code_of_another_app_is_none(app: App, code: str, truth: Truth, http: TestClient) -> None:
    thief = register(truth, http, "Thief")
    before = everything(truth)
    refused(thief.exchanges(code), "invalid_grant")
    assert everything(truth) == before
    tokens = app.exchanges(code).json()
    # A stolen code that was used already does not let a stranger end the grant.
    refused(thief.exchanges(code), "invalid_grant")
    assert app.calls(tokens["access_token"]) == 200


def test_a_code_for_one_restaurant_is_refused_at_anothers_address(app: App, code: str, truth: Truth) -> None:
    before = everything(truth)
    for other in (demo_id(SINGAPORE.slug), "nowhere"):
        answer = app.asks(f"/v1/{other}/oauth/token", grant_type="authorization_code", code=code)
        refused(answer, "invalid_grant")
    assert everything(truth) == before
    tokens = app.exchanges(code).json()
    path = f"/v1/{demo_id(SINGAPORE.slug)}/oauth/token"
    refused(app.asks(path, grant_type="refresh_token", refresh_token=tokens["refresh_token"]), "invalid_grant")
    assert app.calls(tokens["access_token"], demo_id(SINGAPORE.slug)) == 403
    assert app.refreshes(tokens["refresh_token"]).status_code == 200


def test_an_expired_code_is_refused(app: App, code: str, truth: Truth) -> None:
    truth.rows("UPDATE oauth_codes SET expires_at = now() - interval '1 second' RETURNING 1")
    refused(app.exchanges(code), "invalid_grant")
    truth.rows("UPDATE oauth_codes SET expires_at = now() + interval '1 second' RETURNING 1")
    assert app.exchanges(code).status_code == 200


def test_a_code_is_good_only_for_the_address_it_was_sent_to(app: App, code: str, truth: Truth) -> None:
    before = everything(truth)
    for wrong in ("https://partner.example/other?source=comanda", CALLBACK + "/", "https://evil.example/"):
        refused(app.exchanges(code, redirect_uri=wrong), "invalid_grant")
    assert everything(truth) == before
    assert app.exchanges(code, redirect_uri=CALLBACK).status_code == 200


# PKCE


def test_a_challenge_wants_its_verifier(admin: Administrator, app: App, truth: Truth) -> None:
    code = admin.allows(client_id=app.client_id, redirect_uri=CALLBACK, **PKCE)["code"]
    before = everything(truth)
    wrong = "a" * 43, VERIFIER[:-1], VERIFIER + "x", CHALLENGE, "short", "\x00" * 43
    for verifier in (None, *wrong):
        refused(app.exchanges(code, code_verifier=verifier), "invalid_grant")
    assert everything(truth) == before
    assert app.exchanges(code, code_verifier=VERIFIER).status_code == 200


def test_a_verifier_without_a_challenge_is_a_downgrade(app: App, code: str) -> None:
    refused(app.exchanges(code, code_verifier=VERIFIER), "invalid_grant")
    assert app.exchanges(code).status_code == 200


def test_too_short_a_verifier_does_not_count_although_it_fits(admin: Administrator, app: App) -> None:
    more = {"code_challenge": challenge_of("short"), "code_challenge_method": "S256"}
    code = admin.allows(client_id=app.client_id, redirect_uri=CALLBACK, **more)["code"]
    refused(app.exchanges(code, code_verifier="short"), "invalid_grant")


WITHOUT_S256: tuple[dict[str, str], ...] = (
    {},
    {"code_challenge": VERIFIER},
    {"code_challenge": VERIFIER, "code_challenge_method": "plain"},
    {"code_challenge": "short", "code_challenge_method": "S256"},
    {"code_challenge_method": "S256"},
)


def test_a_public_app_cannot_begin_without_s256(admin: Administrator, phone_app: App) -> None:
    for said in WITHOUT_S256:
        page = admin.opens(client_id=phone_app.client_id, redirect_uri=CALLBACK, state="s", **said)
        assert page.told["error"] == "invalid_request", said
        assert (page.told["state"], page.told["iss"]) == ("s", ISSUER)


def test_a_stolen_code_of_a_public_app_is_worth_nothing(admin: Administrator, phone_app: App) -> None:
    code = admin.allows(client_id=phone_app.client_id, redirect_uri=CALLBACK, **PKCE)["code"]
    refused(phone_app.exchanges(code), "invalid_grant")
    refused(phone_app.exchanges(code, code_verifier="b" * 43), "invalid_grant")
    assert phone_app.exchanges(code, code_verifier=VERIFIER).status_code == 200


# Redirects


NOT_REGISTERED = (
    CALLBACK + "/",
    CALLBACK + "/..",
    CALLBACK + "?x=1",
    CALLBACK + "#",
    CALLBACK + "%2f",
    CALLBACK.upper(),
    "http://partner.example/callback",
    "https://partner.example/callbackevil",
    "https://partner.example.evil.example/callback",
    "https://partner.example@evil.example/callback",
    "https://evil.example/?https://partner.example/callback",
    "https://partner.example:443/callback",
    "//partner.example/callback",
    "javascript:alert(1)",
    "https://partner.example/",
    " " + CALLBACK,
)


def test_only_a_registered_address_gets_an_answer(admin: Administrator, app: App) -> None:
    for uri in NOT_REGISTERED:
        page = admin.opens(client_id=app.client_id, redirect_uri=uri, state="s", response_type="token")
        assert page.status == 400, uri
        assert "location" not in page.response.headers
        assert "redirect_uri" in page.text
        assert page.reader.action is None


def test_two_addresses_are_none(admin: Administrator, app: App) -> None:
    both = f"client_id={app.client_id}&redirect_uri={CALLBACK}&redirect_uri={CALLBACK}"
    assert admin.opens(f"/oauth/authorize?{both}").status == 400


def test_an_address_that_is_taken_away_gets_no_answer_any_more(admin: Administrator, app: App, truth: Truth) -> None:
    page = admin.signs_in(admin.opens(client_id=app.client_id, redirect_uri=CALLBACK))

    with_database(truth.url, lambda database: _change(database, app.client_id))
    for decision in ("allow", "deny"):
        answer = page.send(decision)
        assert answer.status == 400
        assert "location" not in answer.response.headers


async def _change(database: Database, client_id: str) -> None:
    found = await find_app(database, client_id)
    await change_app(database, found.id, redirect_uris=["https://partner.example/new"])


def test_an_unknown_app_is_told_to_the_person_only(admin: Administrator) -> None:
    for client_id in ("cma_nobody", "", "x" * 200, "a\x00b", "'; DROP TABLE apps"):
        page = admin.opens(client_id=client_id, redirect_uri=CALLBACK)
        assert page.status == 400
        assert "location" not in page.response.headers


# Refresh tokens


def test_a_refresh_token_that_is_used_again_revokes_the_family(app: App, code: str, truth: Truth) -> None:
    first = app.exchanges(code).json()
    second = app.refreshes(first["refresh_token"]).json()
    third = app.refreshes(second["refresh_token"]).json()
    assert app.calls(third["access_token"]) == 200
    refused(app.refreshes(first["refresh_token"]), "invalid_grant")
    assert {app.calls(found["access_token"]) for found in (first, second, third)} == {401}
    refused(app.refreshes(third["refresh_token"]), "invalid_grant")
    assert reason(truth) == "refresh_token_reused"


def test_a_refresh_token_of_another_app_is_none(app: App, code: str, truth: Truth, http: TestClient) -> None:
    thief = register(truth, http, "Thief")
    tokens = app.exchanges(code).json()
    before = everything(truth)
    refused(thief.refreshes(tokens["refresh_token"]), "invalid_grant")
    refused(thief.asks("/oauth/revoke", token=tokens["refresh_token"]), "invalid_grant")
    refused(thief.asks("/oauth/revoke", token=tokens["access_token"]), "invalid_grant")
    assert everything(truth) == before
    assert app.refreshes(tokens["refresh_token"]).status_code == 200


def test_an_expired_refresh_token_is_refused(app: App, code: str, truth: Truth) -> None:
    tokens = app.exchanges(code).json()
    truth.rows("UPDATE oauth_refresh_tokens SET expires_at = now() - interval '1 second' RETURNING 1")
    refused(app.refreshes(tokens["refresh_token"]), "invalid_grant")
    assert reason(truth) is None


def test_tokens_are_not_each_other(app: App, code: str) -> None:
    tokens = app.exchanges(code).json()
    assert app.calls(tokens["refresh_token"]) == 401
    assert app.calls(code) == 401
    refused(app.refreshes(tokens["access_token"]), "invalid_grant")


def test_no_scope_beyond_what_was_granted(admin: Administrator, app: App, code: str, truth: Truth) -> None:
    page = admin.opens(client_id=app.client_id, redirect_uri=CALLBACK, scope="online_order admin")
    assert page.told["error"] == "invalid_scope"
    tokens = app.exchanges(code, scope="admin").json()  # which means nothing here, and gives nothing
    assert tokens["scope"] == "online_order"
    before = everything(truth)
    refused(app.refreshes(tokens["refresh_token"], scope="online_order admin"), "invalid_scope")
    assert everything(truth) == before
    assert app.refreshes(tokens["refresh_token"], scope="online_order").json()["scope"] == "online_order"


def test_an_access_token_ends(app: App, code: str, truth: Truth) -> None:
    tokens = app.exchanges(code).json()
    truth.rows("UPDATE access_tokens SET expires_at = now() WHERE grant_id IS NOT NULL RETURNING 1")
    assert app.calls(tokens["access_token"]) == 401
    assert app.calls(app.refreshes(tokens["refresh_token"]).json()["access_token"]) == 200


# Which server answered (RFC 9207)


def test_every_answer_to_an_app_says_who_gives_it(admin: Administrator, app: App) -> None:
    page = admin.opens(client_id=app.client_id, redirect_uri=CALLBACK)
    consent = admin.signs_in(page)
    bad = admin.opens(client_id=app.client_id, redirect_uri=CALLBACK, response_type="token")
    answers = [page.send("deny"), consent.send("deny"), consent.send("allow"), bad]
    assert {answer.told["iss"] for answer in answers} == {ISSUER}
    metadata = admin.http.get("/.well-known/oauth-authorization-server").json()
    assert metadata["issuer"] == ISSUER


# Suspension


def test_a_suspended_restaurants_tokens_stop_and_nothing_is_issued(
    admin: Administrator, app: App, code: str, truth: Truth
) -> None:
    tokens = app.exchanges(code).json()
    other = admin.allows(client_id=app.client_id, redirect_uri=CALLBACK)["code"]
    consent = admin.signs_in(admin.opens(client_id=app.client_id, redirect_uri=CALLBACK))
    before = everything(truth)
    truth.rows("UPDATE tenants SET active = false WHERE id = %s RETURNING 1", TENANT)
    assert app.calls(tokens["access_token"]) == 401
    refused(app.refreshes(tokens["refresh_token"]), "invalid_grant")
    refused(app.exchanges(other), "invalid_grant")
    for page in (consent.send("allow"), admin.signs_in(admin.opens(client_id=app.client_id, redirect_uri=CALLBACK))):
        assert page.status == 403
        assert "suspended" in page.text
    assert everything(truth) == before

    truth.rows("UPDATE tenants SET active = true WHERE id = %s RETURNING 1", TENANT)
    assert app.calls(tokens["access_token"]) == 200
    assert app.refreshes(tokens["refresh_token"]).status_code == 200
    assert app.exchanges(other).status_code == 200


def test_with_all_locations_suspended_nobody_new_comes_but_what_is_open_can_be_ended(
    admin: Administrator, app: App, code: str, truth: Truth
) -> None:
    tokens = app.exchanges(code).json()
    other = admin.allows(client_id=app.client_id, redirect_uri=CALLBACK)["code"]
    truth.rows("UPDATE location_directory SET governance = 'suspended' WHERE tenant_id = %s RETURNING 1", TENANT)
    refused(app.exchanges(other), "invalid_grant")
    page = admin.signs_in(admin.opens(client_id=app.client_id, redirect_uri=CALLBACK))
    assert page.status == 403
    assert app.calls(tokens["access_token"]) == 200
    assert app.refreshes(tokens["refresh_token"]).status_code == 200


# Ending it from our side


def test_a_restaurant_ends_what_it_granted(app: App, code: str, truth: Truth) -> None:
    tokens = app.exchanges(code).json()
    (grant,) = with_database(truth.url, lambda database: list_grants(database, TENANT))
    assert (grant.app, grant.client_id, grant.scopes) == ("Order Anywhere", app.client_id, ["online_order"])
    assert grant.last_token_at is not None
    other = demo_id(SINGAPORE.slug)
    with pytest.raises(NotFound):
        with_database(truth.url, lambda database: revoke_grant(database, other, grant.id))
    assert app.calls(tokens["access_token"]) == 200
    with_database(truth.url, lambda database: revoke_grant(database, TENANT, grant.id))
    assert app.calls(tokens["access_token"]) == 401
    refused(app.refreshes(tokens["refresh_token"]), "invalid_grant")


def test_a_deactivated_app_is_out(admin: Administrator, app: App, code: str, truth: Truth) -> None:
    tokens = app.exchanges(code).json()
    other = admin.allows(client_id=app.client_id, redirect_uri=CALLBACK)["code"]
    issued = with_database(truth.url, lambda database: issue_token(database, "caleta-morena", "Order Anywhere"))
    assert app.calls(issued) == 200
    app_id = UUID(str(truth.one("SELECT id FROM apps WHERE client_id = %s", app.client_id)))
    with_database(truth.url, lambda database: deactivate(database, app_id))
    assert {app.calls(token) for token in (tokens["access_token"], issued)} == {401}
    refused(app.refreshes(tokens["refresh_token"]), "invalid_client", 401)
    refused(app.exchanges(other), "invalid_client", 401)
    assert admin.opens(client_id=app.client_id, redirect_uri=CALLBACK).status == 400
    # Its name is free for another app, which has nothing of it.
    another = with_database(truth.url, lambda database: issue_token(database, "caleta-morena", "Order Anywhere"))
    assert (app.calls(another), app.calls(issued)) == (200, 401)


# Who the app is


def test_which_of_client_and_secret_is_wrong_is_not_told(app: App, code: str, truth: Truth) -> None:
    before = everything(truth)
    assert app.secret is not None
    wrong = (app.client_id, "cms_wrong"), ("cma_nobody", app.secret), ("cma_nobody", "cms_wrong"), ("é", "ü")
    said = set()
    form = {"grant_type": "authorization_code", "code": code}
    for client_id, secret in wrong:
        for credentials in ({"auth": (client_id, secret)}, {"client_id": client_id, "client_secret": secret}):
            answer = app.asks(**form, **credentials)  # type: ignore[arg-type]
            assert answer.headers["www-authenticate"].startswith("Basic")
            said.add(refused(answer, "invalid_client", 401))
    assert len(said) == 1
    assert everything(truth) == before


def test_an_app_with_a_secret_needs_it_and_one_without_has_none(app: App, phone_app: App, code: str) -> None:
    refused(App(app.http, app.client_id, None).exchanges(code), "invalid_client", 401)
    refused(App(app.http, phone_app.client_id, "cms_any").exchanges(code), "invalid_client", 401)
    refused(app.asks(client_id=None, client_secret=None, grant_type="refresh_token"), "invalid_client", 401)


def test_two_secrets_live_while_one_is_replaced(app: App, truth: Truth, code: str) -> None:
    app_id = UUID(str(truth.one("SELECT id FROM apps WHERE client_id = %s", app.client_id)))
    newer = App(app.http, app.client_id, with_database(truth.url, lambda database: rotate_secret(database, app_id)))
    tokens = newer.exchanges(code).json()
    tokens = app.refreshes(tokens["refresh_token"]).json()
    with pytest.raises(Conflict):
        with_database(truth.url, lambda database: rotate_secret(database, app_id))
    truth.rows("UPDATE app_secrets SET expires_at = now() WHERE expires_at IS NOT NULL RETURNING 1")
    refused(app.refreshes(tokens["refresh_token"]), "invalid_client", 401)
    newest = with_database(truth.url, lambda database: rotate_secret(database, app_id, at_once=True))
    refused(newer.refreshes(tokens["refresh_token"]), "invalid_client", 401)
    assert App(app.http, app.client_id, newest).refreshes(tokens["refresh_token"]).status_code == 200


def test_an_app_that_asks_too_often_is_told_when_to_come_back(
    app: App, code: str, phone_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comanda.api.oauth.services.CALLS_PER_MINUTE", 2)
    tokens = app.exchanges(code).json()
    tokens = app.refreshes(tokens["refresh_token"]).json()
    answer = app.refreshes(tokens["refresh_token"])
    assert refused(answer, "temporarily_unavailable", 429)
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    # Neither another app nor what the token opens suffers.
    refused(phone_app.refreshes("cmo_unknown"), "invalid_grant")
    assert app.calls(tokens["access_token"]) == 200
    monkeypatch.undo()
    assert app.refreshes(tokens["refresh_token"]).status_code == 200


def test_guessing_secrets_does_not_lock_the_app_out(app: App, code: str) -> None:
    for _ in range(20):
        refused(App(app.http, app.client_id, "cms_guess").exchanges(code), "invalid_client", 401)
    assert app.exchanges(code).status_code == 200


# The person


def test_passwords_are_counted_and_nobody_learns_who_exists(admin: Administrator, app: App) -> None:
    page = admin.opens(client_id=app.client_id, redirect_uri=CALLBACK)
    for email in (admin.email, "nobody@nowhere.example", "a\x00b@c", "x" * 3_000):
        answer = page.send("sign_in", email=email, password="wrong")
        assert answer.status == 401
        assert "The e-mail address or the password is wrong." in answer.text
    for _ in range(9):
        assert page.send("sign_in", email=admin.email.upper(), password="wrong").status == 401
    limited = page.send("sign_in", email=admin.email, password=admin.password)
    assert limited.status == 429
    assert 1 <= int(limited.response.headers["retry-after"]) <= 60
    assert "allow" not in limited.reader.buttons


def test_tries_count_together_with_those_at_the_staffs_sign_in(admin: Administrator, app: App) -> None:
    body = {"email": admin.email, "password": "wrong"}
    for _ in range(10):
        assert admin.http.post("/api/auth/login", json=body).status_code == 401
    assert admin.signs_in(admin.opens(client_id=app.client_id, redirect_uri=CALLBACK)).status == 429


def test_nothing_typed_is_told_in_words(admin: Administrator, app: App) -> None:
    page = admin.opens(client_id=app.client_id, redirect_uri=CALLBACK).send("sign_in")
    assert page.status == 422
    assert "Enter your e-mail address." in page.text
    assert "Enter your password." in page.text


def test_whoever_may_not_any_more_cannot_finish(admin: Administrator, app: App, truth: Truth) -> None:
    def consent() -> Page:
        return admin.signs_in(admin.opens(client_id=app.client_id, redirect_uri=CALLBACK))

    page = consent()
    truth.rows("UPDATE users SET role = 'waiter' WHERE email = %s RETURNING 1", admin.email)
    assert page.send("allow").status == 403
    truth.rows("UPDATE users SET role = 'org_admin', active = false WHERE email = %s RETURNING 1", admin.email)
    assert page.send("allow").status == 400
    truth.rows("UPDATE users SET active = true WHERE email = %s RETURNING 1", admin.email)
    assert page.send("allow").status == 303


def test_consent_cannot_be_forged(
    http: TestClient, template: Template, admin: Administrator, app: App, truth: Truth
) -> None:
    page = admin.opens(client_id=app.client_id, redirect_uri=CALLBACK)
    staff = http.post("/api/auth/login", json={"email": admin.email, "password": admin.password}).json()["data"]
    consent = admin.signs_in(page)
    genuine = consent.reader.fields["asked"]
    forged = genuine[:-2] + ("AA" if genuine[-2:] != "AA" else "BB")
    asked = page.reader.fields["asked"]
    for token in (asked, forged, staff["accessToken"], "", "x.y.z"):
        form = {"asked": token, "decision": "allow", "restaurant": str(TENANT)}
        answer = Page(http, http.post("/oauth/authorize", data=form, follow_redirects=False))
        assert answer.status in (400, 422), answer.text
    # What another restaurant's administrator signed in for is not ours to give.
    stranger = member(http, template, "org_admin", SINGAPORE)
    theirs = stranger.signs_in(stranger.opens(client_id=app.client_id, redirect_uri=CALLBACK))
    assert theirs.send("allow", restaurant=str(TENANT)).status == 422
    assert truth.one("SELECT count(*) FROM oauth_codes") == 0
    # And a page of ours is no token for anything else.
    assert http.get("/api/auth/me", headers={"Authorization": f"Bearer {genuine}"}).status_code == 401


def test_a_page_is_good_for_ten_minutes(admin: Administrator, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comanda.web.oauth._LASTS", timedelta(seconds=-10))
    page = admin.opens(client_id=app.client_id, redirect_uri=CALLBACK)
    answer = admin.signs_in(page)
    assert answer.status == 400
    assert "ten minutes" in answer.text
