"""An app is connected: the pages, the redirect, the tokens, and what they open."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from comanda.demo.singapore import SINGAPORE
from tests.administrator import AUTHORIZE, Administrator
from tests.api.oauth.conftest import (
    CALLBACK,
    CHALLENGE,
    ISSUER,
    OTHER_CALLBACK,
    REDIRECT_URI,
    TENANT,
    VERIFIER,
    App,
    member,
    refused,
    register,
)
from tests.app.singapore import LOCATION
from tests.conftest import Template
from tests.truth import Truth


def test_the_short_form_of_the_contract(admin: Administrator, demo_app: App) -> None:
    page = admin.opens(client_id=demo_app.client_id, redirect_uri=REDIRECT_URI, state="a state & more")
    assert page.status == 200
    assert "Comanda demo" in page.text
    consent = admin.signs_in(page)
    assert consent.status == 200
    for said in ("Connect Comanda demo?", "Caleta Morena", "Place orders", "Record payments", "127.0.0.1:8976"):
        assert said in consent.text
    allowed = consent.send("allow")
    assert allowed.sent_to.startswith(REDIRECT_URI + "?")
    assert set(allowed.told) == {"code", "restaurant_id", "state", "iss"}
    assert allowed.told["restaurant_id"] == str(TENANT)
    assert allowed.told["state"] == "a state & more"
    assert allowed.told["iss"] == ISSUER

    # The contract's client signs in with the form, and does not repeat redirect_uri.
    answer = demo_app.asks(f"/v1/{TENANT}/oauth/token", grant_type="authorization_code", code=allowed.told["code"])
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["pragma"] == "no-cache"
    tokens = answer.json()
    assert set(tokens) == {"access_token", "token_type", "expires_in", "refresh_token", "scope", "restaurant_id"}
    assert tokens["token_type"] == "bearer"
    assert tokens["expires_in"] == 1_209_600
    assert tokens["scope"] == "online_order"
    assert tokens["restaurant_id"] == str(TENANT)
    assert demo_app.calls(tokens["access_token"]) == 200


def test_the_standard_form_with_pkce_at_the_standard_endpoint(admin: Administrator, app: App) -> None:
    told = admin.allows(
        response_type="code",
        client_id=app.client_id,
        redirect_uri=OTHER_CALLBACK,
        scope="online_order",
        state="xyz",
        code_challenge=CHALLENGE,
        code_challenge_method="S256",
    )
    assert told.pop("source") == "comanda"  # the query that the app's address has of its own
    assert app.secret is not None
    answer = app.asks(
        auth=(app.client_id, app.secret),
        grant_type="authorization_code",
        code=told["code"],
        redirect_uri=OTHER_CALLBACK,
        code_verifier=VERIFIER,
    )
    assert answer.status_code == 200, answer.text
    assert app.calls(answer.json()["access_token"]) == 200


def test_a_public_app_has_no_secret_but_pkce(admin: Administrator, phone_app: App) -> None:
    told = admin.allows(
        client_id=phone_app.client_id, redirect_uri=CALLBACK, code_challenge=CHALLENGE, code_challenge_method="S256"
    )
    assert "state" not in told
    tokens = phone_app.exchanges(told["code"], code_verifier=VERIFIER).json()
    assert phone_app.calls(tokens["access_token"]) == 200
    assert phone_app.refreshes(tokens["refresh_token"]).status_code == 200


def test_refusing_says_so_to_the_app(admin: Administrator, app: App, truth: Truth) -> None:
    page = admin.opens(client_id=app.client_id, redirect_uri=CALLBACK, state="s")
    for refusing in (page, admin.signs_in(page)):
        told = refusing.send("deny").told
        assert (told["error"], told["state"], told["iss"]) == ("access_denied", "s", ISSUER)
        assert "code" not in told
    assert truth.one("SELECT count(*) FROM oauth_codes") == 0


def test_refresh_tokens_rotate(app: App, code: str) -> None:
    first = app.exchanges(code).json()
    second = app.refreshes(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    third = app.asks(f"/v1/{TENANT}/oauth/token", grant_type="refresh_token", refresh_token=second["refresh_token"])
    assert third.status_code == 200
    assert {app.calls(tokens["access_token"]) for tokens in (first, second, third.json())} == {200}


def test_nothing_is_kept_as_it_is_sent(app: App, code: str, truth: Truth) -> None:
    tokens = app.exchanges(code).json()
    dumps = [
        str(truth.rows("SELECT * FROM oauth_codes")),
        str(truth.rows("SELECT * FROM oauth_grants")),
        str(truth.rows("SELECT * FROM oauth_refresh_tokens")),
        str(truth.rows("SELECT * FROM access_tokens")),
        str(truth.rows("SELECT * FROM app_secrets")),
        str(truth.rows("SELECT * FROM rate_windows")),
    ]
    assert app.secret is not None
    for secret in (code, tokens["access_token"], tokens["refresh_token"], app.secret):
        assert secret not in "".join(dumps)


def test_how_long_everything_lasts(app: App, code: str, truth: Truth) -> None:
    assert truth.one("SELECT expires_at - created_at FROM oauth_codes") == timedelta(minutes=10)
    app.exchanges(code)
    made = "SELECT expires_at - created_at FROM access_tokens WHERE grant_id IS NOT NULL"
    assert truth.one(made) == timedelta(days=14)
    assert truth.one("SELECT expires_at - created_at FROM oauth_refresh_tokens") == timedelta(days=180)


def test_a_refresh_token_ends_everything_an_access_token_only_itself(app: App, code: str) -> None:
    first = app.exchanges(code).json()
    second = app.refreshes(first["refresh_token"]).json()
    ended = app.asks("/oauth/revoke", token=first["access_token"], token_type_hint="refresh_token")
    assert (ended.status_code, ended.content) == (200, b"")
    assert app.calls(first["access_token"]) == 401
    assert app.calls(second["access_token"]) == 200
    assert app.asks("/oauth/revoke", token=second["refresh_token"]).status_code == 200
    assert app.calls(second["access_token"]) == 401
    refused(app.refreshes(second["refresh_token"]), "invalid_grant")
    # Ending what is over, or what nobody knows, is no error.
    for token in (second["refresh_token"], "cmd_unknown"):
        assert app.asks("/oauth/revoke", token=token).status_code == 200
    refused(app.asks("/oauth/revoke"), "invalid_request")


def test_metadata(http: TestClient) -> None:
    answer = http.get("/.well-known/oauth-authorization-server")
    assert answer.status_code == 200
    said = answer.json()
    assert said["issuer"] == ISSUER
    for name, path in (("authorization", AUTHORIZE), ("token", "/oauth/token"), ("revocation", "/oauth/revoke")):
        assert said[f"{name}_endpoint"] == ISSUER + path
    assert said["response_types_supported"] == ["code"]
    assert said["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["authorization_response_iss_parameter_supported"] is True
    assert set(said["token_endpoint_auth_methods_supported"]) == {"client_secret_basic", "client_secret_post", "none"}


def test_a_restaurants_own_app(http: TestClient, template: Template, admin: Administrator, truth: Truth) -> None:
    own = register(truth, http, "Our web shop", tenant_id=TENANT)
    page = admin.signs_in(admin.opens(client_id=own.client_id, redirect_uri=CALLBACK))
    assert "Registered by your restaurant." in page.text
    assert own.exchanges(page.send("allow").told["code"]).status_code == 200

    stranger = member(http, template, "org_admin", SINGAPORE)
    page = stranger.signs_in(stranger.opens(client_id=own.client_id, redirect_uri=CALLBACK))
    assert page.status == 403
    assert "belongs to another restaurant" in page.text


@pytest.mark.parametrize("role", ["branch_manager", "cashier", "waiter", "kitchen"])
def test_only_administrators_connect_apps(http: TestClient, template: Template, app: App, role: str) -> None:
    person = member(http, template, role)
    page = person.signs_in(person.opens(client_id=app.client_id, redirect_uri=CALLBACK))
    assert page.status == 403
    assert "Only an administrator" in page.text
    assert "allow" not in page.reader.buttons


def test_an_operator_of_the_platform_chooses_the_restaurant(admin: Administrator, app: App, truth: Truth) -> None:
    email = truth.one(
        "UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE email = %s)"
        " WHERE role = 'super_admin' RETURNING email",
        admin.email,
    )
    operator = Administrator(admin.http, email, admin.password)
    page = operator.signs_in(operator.opens(client_id=app.client_id, redirect_uri=CALLBACK))
    assert list(page.reader.options) == ["Caleta Morena", "Lantern & Tiffin", "Tallow & Rye"]
    unchosen = page.send("allow")
    assert unchosen.status == 422
    assert "Choose a restaurant." in unchosen.text
    assert page.send("allow", restaurant=str(LOCATION)).status == 422
    chosen = page.reader.options["Caleta Morena"]
    told = page.send("allow", restaurant=chosen).told
    assert told["restaurant_id"] == chosen == str(TENANT)


def test_pages_speak_spanish(http: TestClient, admin: Administrator, app: App) -> None:
    http.headers["accept-language"] = "es-PE,es;q=0.9"
    page = admin.signs_in(admin.opens(client_id=app.client_id, redirect_uri=CALLBACK))
    assert "¿Conectar Order Anywhere?" in page.text


def test_what_an_app_is_called_cannot_break_the_page(http: TestClient, admin: Administrator, truth: Truth) -> None:
    app = register(truth, http, "<b>{words}</b> & {0}")
    page = admin.signs_in(admin.opens(client_id=app.client_id, redirect_uri=CALLBACK))
    assert page.status == 200
    assert "Connect <b>{words}</b> & {0}?" in page.text
    assert "<b>" not in page.response.text


def test_pages_are_neither_kept_nor_framed_nor_told_on(admin: Administrator, app: App) -> None:
    page = admin.opens(client_id=app.client_id, redirect_uri=CALLBACK)
    for shown in (page, admin.signs_in(page), admin.signs_in(page).send("allow"), admin.opens(client_id="nobody")):
        headers = shown.response.headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        if shown.status != 303:
            policy = headers["content-security-policy"]
            assert "frame-ancestors 'none'" in policy
            assert "default-src 'none'" in policy
        assert "set-cookie" not in headers
    assert "form-action 'self' https://partner.example;" in page.response.headers["content-security-policy"]


def test_state_comes_back_letter_by_letter(admin: Administrator, app: App) -> None:
    state = 'ünïcode/%26=&+ "quote" \'#?' + "x" * 500
    told = admin.allows(client_id=app.client_id, redirect_uri=CALLBACK, state=state)
    assert told["state"] == state
    page = admin.opens(client_id=app.client_id, redirect_uri=CALLBACK, state=state, response_type="token")
    assert parse_qs(urlsplit(page.sent_to).query)["state"] == [state]
