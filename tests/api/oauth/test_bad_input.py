"""Requests that cannot be taken: each a clear, documented error, and nothing changed."""

from typing import Any

from starlette.testclient import TestClient

from tests.administrator import Administrator
from tests.api.oauth.conftest import CALLBACK, CHALLENGE, ISSUER, TENANT, App, refused
from tests.api.oauth.test_attacks import everything
from tests.truth import Truth

FORM = "application/x-www-form-urlencoded"


WRONGLY_ASKED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": "code id_token"}, "unsupported_response_type"),
    ({"response_mode": "fragment"}, "invalid_request"),
    ({"scope": "everything"}, "invalid_scope"),
    ({"code_challenge": CHALLENGE}, "invalid_request"),
    ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge": CHALLENGE + "=", "code_challenge_method": "S256"}, "invalid_request"),
    ({"code_challenge_method": "S256"}, "invalid_request"),
    ({"scope": ["online_order", "online_order"]}, "invalid_request"),
)


def test_what_an_app_asks_wrongly_is_told_to_it(admin: Administrator, app: App) -> None:
    for said, error in WRONGLY_ASKED:
        page = admin.opens(client_id=app.client_id, redirect_uri=CALLBACK, state="s", **said)
        assert page.sent_to.startswith(CALLBACK + "?"), said
        assert (page.told["error"], page.told["state"], page.told["iss"]) == (error, "s", ISSUER)
        assert page.told["error_description"]


def test_fields_without_a_value_count_as_left_out_and_unknown_ones_are_ignored(admin: Administrator, app: App) -> None:
    more = {"response_type": "", "scope": "", "code_challenge": "", "prompt": "login", "nonce": "n"}
    assert admin.opens(client_id=app.client_id, redirect_uri=CALLBACK, **more).status == 200


def test_two_states_are_not_sent_back(admin: Administrator, app: App) -> None:
    page = admin.opens(client_id=app.client_id, redirect_uri=CALLBACK, state=["a", "b"])
    assert page.told["error"] == "invalid_request"
    assert "state" not in page.told


def test_an_address_may_be_left_out_only_where_there_is_one(admin: Administrator, app: App, demo_app: App) -> None:
    assert admin.opens(client_id=app.client_id).status == 400
    told = admin.allows(client_id=demo_app.client_id)
    assert demo_app.exchanges(told["code"]).status_code == 200


def test_a_query_that_cannot_be_read(admin: Administrator) -> None:
    for query in ("%ff", "client_id=%ff", "a&" * 60, "x=" + "y" * 9_000, "client_id=é"):
        page = admin.opens(f"/oauth/authorize?{query}")
        assert page.status == 400
        assert "location" not in page.response.headers


def test_a_form_that_cannot_be_read(http: TestClient) -> None:
    headers = {"Content-Type": FORM}
    for body, status in ((b"%ff=%ff", 400), (b"asked=a&asked=b", 400), (b"", 400), (b"x=" + b"y" * 20_000, 413)):
        answer = http.post("/oauth/authorize", content=body, headers=headers, follow_redirects=False)
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("text/html")


def test_other_methods(http: TestClient) -> None:
    assert http.put("/oauth/authorize").status_code == 405
    answer = http.get("/oauth/token")
    refused(answer, "invalid_request", 405)
    assert answer.headers["allow"] == "POST"
    refused(http.get("/oauth/nothing"), "invalid_request", 404)
    refused(http.get(f"/v1/{TENANT}/oauth/token"), "invalid_request", 405)


NOT_TAKEN: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "invalid_request"),
    ({"grant_type": "password", "username": "a", "password": "b"}, "unsupported_grant_type"),
    ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
    ({"grant_type": "authorization_code"}, "invalid_request"),
    ({"grant_type": "authorization_code", "code": ""}, "invalid_request"),
    ({"grant_type": "authorization_code", "code": "cmc_unknown"}, "invalid_grant"),
    ({"grant_type": "authorization_code", "code": "\x00'\"ü"}, "invalid_grant"),
    ({"grant_type": "refresh_token"}, "invalid_request"),
    ({"grant_type": "refresh_token", "refresh_token": "cmo_unknown"}, "invalid_grant"),
    ({"grant_type": ["refresh_token", "refresh_token"]}, "invalid_request"),
)


def test_a_token_request_that_cannot_be_taken(app: App, code: str, truth: Truth) -> None:
    before = everything(truth)
    for path in ("/oauth/token", f"/v1/{TENANT}/oauth/token"):
        for said, error in NOT_TAKEN:
            refused(app.asks(path, **said), error)
    assert everything(truth) == before
    assert app.exchanges(code).status_code == 200


def test_only_forms_are_taken(app: App, http: TestClient) -> None:
    body = {"grant_type": "refresh_token", "client_id": app.client_id, "client_secret": app.secret}
    refused(http.post("/oauth/token", json=body), "invalid_request")
    refused(http.post("/oauth/token", content=b"%ff=1", headers={"Content-Type": FORM}), "invalid_request")
    refused(http.post("/oauth/token", content=b"a" * 9_000, headers={"Content-Type": FORM}), "invalid_request")
    refused(http.post("/oauth/token", content=b"a" * 1_100_000, headers={"Content-Type": FORM}), "invalid_request", 413)
    refused(http.post("/oauth/token", params=body), "invalid_request")


def test_ways_to_sign_in_that_are_none(app: App, http: TestClient) -> None:
    assert app.secret is not None
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    for header in ("Bearer abc", "Basic ***", "Basic /w==", "Basic", "Digest x"):
        answer = http.post("/oauth/token", data=form, headers={"Authorization": header})
        refused(answer, "invalid_client", 401)
    twice = {**form, "client_secret": app.secret}
    refused(http.post("/oauth/token", data=twice, auth=(app.client_id, app.secret)), "invalid_request")
    other = {**form, "client_id": "cma_other"}
    refused(http.post("/oauth/token", data=other, auth=(app.client_id, app.secret)), "invalid_request")
    # Saying the same id once more is what many clients do.
    same = {**form, "client_id": app.client_id}
    refused(http.post("/oauth/token", data=same, auth=(app.client_id, app.secret)), "invalid_grant")
