"""Administrators register apps and see what has access: their own, and nobody else's."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from comanda.api.manage import app_shapes as shapes
from comanda.demo.lima import LIMA
from comanda.demo.seed import demo_id
from comanda.demo.serve import APP, email_of
from comanda.demo.singapore import SINGAPORE
from tests.administrator import Administrator
from tests.api.manage.admin import Answer, Json
from tests.conftest import Template

CALLBACK = "https://harbour.example/callback"
HARBOUR = {"name": "Harbour Orders", "redirect_uris": [CALLBACK]}


@dataclass(frozen=True)
class Manager:
    """A caller of the Manage API."""

    http: httpx.Client
    token: str | None

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        response = self.http.request(method, f"/manage/v1{path}", json=body, headers=headers)
        return Answer(response.status_code, response.json() if response.content else None, response)

    def registers(self, **said: Any) -> Json:
        return self.ask("POST", "/apps", HARBOUR | said).good(shapes.NewAppSecretOut, 201)

    def apps(self) -> list[Json]:
        found: list[Json] = self.ask("GET", "/apps").good(shapes.AppsOut)["data"]
        return found

    def tokens(self) -> list[Json]:
        found: list[Json] = self.ask("GET", "/tokens").good(shapes.TokensOut)["data"]
        return found


@pytest.fixture
def lima(http: TestClient, template: Template) -> Manager:
    return Manager(http, template.credentials.user_tokens[LIMA.slug])


@pytest.fixture
def singapore(http: TestClient, template: Template) -> Manager:
    return Manager(http, template.credentials.user_tokens[SINGAPORE.slug])


@pytest.fixture
def owner(http: TestClient, template: Template) -> Administrator:
    email = email_of(LIMA, LIMA.staff[0])
    return Administrator(http, email, template.credentials.passwords[email])


def exchange(http: TestClient, owner: Administrator, app: Any) -> httpx.Response:
    """Connect an app, and get its tokens."""
    code = owner.allows(client_id=app["client_id"], redirect_uri=CALLBACK, state="s")["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    return http.post("/oauth/token", data=form, auth=httpx.BasicAuth(app["client_id"], app["client_secret"]))


def reads(http: TestClient, token: str) -> int:
    path = f"/v1/{demo_id(LIMA.slug)}/onlineorder/restaurant"
    return http.get(path, headers={"Authorization": f"Bearer {token}"}).status_code


def test_an_app_is_registered_seen_changed_and_ended(lima: Manager) -> None:
    assert lima.apps() == []
    made = lima.registers()
    secret = made.pop("client_secret")
    assert (made["name"], made["redirect_uris"], made["public"], made["active"]) == (
        "Harbour Orders",
        [CALLBACK],
        False,
        True,
    )
    assert [one["hint"] for one in made["secrets"]] == [f"{secret[:8]}…"]
    assert lima.apps() == [made]

    path = f"/apps/{made['client_id']}"
    changed = lima.ask("PATCH", path, {"redirect_uris": [CALLBACK, "http://127.0.0.1:8976/callback"]}).good(
        shapes.AppOut
    )
    assert changed == made | {"redirect_uris": [CALLBACK, "http://127.0.0.1:8976/callback"]}
    changed = lima.ask("PATCH", path, {"name": "Harbour"}).good(shapes.AppOut)
    assert (changed["name"], len(changed["redirect_uris"])) == ("Harbour", 2)

    assert lima.ask("DELETE", path).status == 204
    assert [one["active"] for one in lima.apps()] == [False]
    lima.ask("PATCH", path, {"name": "Harbour again"}).refused(404, "unknown_app")
    lima.ask("POST", f"{path}/rotate-secret").refused(404, "unknown_app")


def test_a_public_app_has_no_secret(lima: Manager) -> None:
    made = lima.registers(public=True, redirect_uris=["com.example.harbour:/callback"])
    assert (made["public"], made["client_secret"], made["secrets"]) == (True, None, [])
    lima.ask("POST", f"/apps/{made['client_id']}/rotate-secret").refused(409, "public_app")


def test_secrets_are_rotated_two_at_a_time(lima: Manager) -> None:
    path = f"/apps/{lima.registers()['client_id']}"
    second = lima.ask("POST", f"{path}/rotate-secret").good(shapes.NewAppSecretOut)
    assert [one["expires_at"] is None for one in second["secrets"]] == [False, True]
    lima.ask("POST", f"{path}/rotate-secret", {}).refused(409, "two_secrets_live")
    third = lima.ask("POST", f"{path}/rotate-secret", {"at_once": True}).good(shapes.NewAppSecretOut)
    assert [one["hint"] for one in third["secrets"]] == [f"{third['client_secret'][:8]}…"]


def test_what_has_access_is_seen_and_ended(http: TestClient, lima: Manager, owner: Administrator) -> None:
    (by_hand,) = lima.tokens()
    assert (by_hand["app"]["name"], by_hand["granted_by"], by_hand["expires_at"]) == (APP, None, None)
    app = lima.registers()
    tokens = exchange(http, owner, app).json()
    assert reads(http, tokens["access_token"]) == 200

    granted, _ = lima.tokens()
    assert granted["app"] == {"name": "Harbour Orders", "client_id": app["client_id"]}
    assert granted["granted_by"] == LIMA.staff[0].name
    assert granted["hint"] == f"{tokens['access_token'][:8]}…"
    assert granted["expires_at"] is not None

    assert lima.ask("DELETE", f"/tokens/{granted['id']}").status == 204
    assert reads(http, tokens["access_token"]) == 401
    assert [one["id"] for one in lima.tokens()] == [by_hand["id"]]
    assert lima.ask("DELETE", f"/tokens/{granted['id']}").status == 204


def test_a_token_issued_by_hand_is_ended(http: TestClient, template: Template, lima: Manager) -> None:
    token = template.tokens[LIMA.slug]
    assert reads(http, token) == 200
    (by_hand,) = lima.tokens()
    assert lima.ask("DELETE", f"/tokens/{by_hand['id']}").status == 204
    assert reads(http, token) == 401
    assert lima.tokens() == []


def test_an_app_that_is_ended_has_no_access(http: TestClient, lima: Manager, owner: Administrator) -> None:
    app = lima.registers()
    tokens = exchange(http, owner, app).json()
    lima.ask("DELETE", f"/apps/{app['client_id']}")
    assert reads(http, tokens["access_token"]) == 401
    assert [one["granted_by"] for one in lima.tokens()] == [None]


def test_nobody_touches_what_is_another_restaurants(lima: Manager, singapore: Manager) -> None:
    app, (token,) = lima.registers(), lima.tokens()
    path = f"/apps/{app['client_id']}"
    assert singapore.apps() == []
    assert token["id"] not in [one["id"] for one in singapore.tokens()]
    singapore.ask("PATCH", path, {"name": "Ours now"}).refused(404, "unknown_app")
    singapore.ask("POST", f"{path}/rotate-secret", {"at_once": True}).refused(404, "unknown_app")
    singapore.ask("DELETE", path).refused(404, "unknown_app")
    singapore.ask("DELETE", f"/tokens/{token['id']}").refused(404, "unknown_token")
    app.pop("client_secret")
    assert (lima.apps(), lima.tokens()) == ([app], [token])


def test_the_platforms_apps_are_nobodys_to_change(lima: Manager, template: Template) -> None:
    client_id, _ = template.credentials.client
    for method, path in (("PATCH", ""), ("DELETE", ""), ("POST", "/rotate-secret")):
        lima.ask(method, f"/apps/{client_id}{path}", {}).refused(404, "unknown_app")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"name": ""}, {"name": "name"}),
        ({"name": "x" * 51}, {"name": "name"}),
        ({"name": "a\x00b"}, {"name": "nul_character"}),
        ({"name": None}, {"name": "not_a_text"}),
        ({"redirect_uris": []}, {"redirect_uris": "redirect_uris"}),
        ({"redirect_uris": "https://a.example"}, {"redirect_uris": "not_a_list"}),
        ({"redirect_uris": ["http://harbour.example/callback"]}, {"redirect_uris": "redirect_uri"}),
        ({"redirect_uris": ["https://harbour.example/#here"]}, {"redirect_uris": "redirect_uri"}),
        ({"redirect_uris": ["com.example.harbour:/callback"]}, {"redirect_uris": "redirect_uri"}),
        ({"redirect_uris": [CALLBACK] * 11}, {"redirect_uris": "redirect_uris"}),
        ({"public": "perhaps"}, {"public": "bool_type"}),
        ({"secret": "mine"}, {"secret": "extra_forbidden"}),
    ],
)
def test_bad_input_names_its_fields(lima: Manager, body: Any, fields: dict[str, str]) -> None:
    (code,) = fields.values()
    assert lima.ask("POST", "/apps", HARBOUR | body).refused(422, code) == fields
    assert lima.apps() == []


@pytest.mark.parametrize("client_id", ["%00", "cma_nobody", "a" * 200, "%F0%9F%8D%9C", "a%2Fb"])
def test_what_is_no_client_id_is_nobodys(lima: Manager, client_id: str) -> None:
    answer = lima.ask("DELETE", f"/apps/{client_id}")
    answer.refused(404, "not_found" if client_id == "a%2Fb" else "unknown_app")
    lima.ask("DELETE", f"/tokens/{client_id}").refused(404, "not_found")


def test_a_name_is_taken_once(lima: Manager, singapore: Manager) -> None:
    lima.registers()
    lima.ask("POST", "/apps", HARBOUR).refused(409, "app_name_taken")
    assert singapore.registers()["name"] == "Harbour Orders"


def test_the_name_of_an_app_that_ended_is_free_again(lima: Manager) -> None:
    ended = lima.registers()
    assert lima.ask("DELETE", f"/apps/{ended['client_id']}").status == 204
    again = lima.registers()
    assert (again["name"], again["client_id"] == ended["client_id"]) == (ended["name"], False)


def test_only_administrators_manage(http: TestClient, template: Template, lima: Manager) -> None:
    app = lima.registers()
    routes = [
        ("GET", "/apps"),
        ("POST", "/apps"),
        ("PATCH", f"/apps/{app['client_id']}"),
        ("DELETE", f"/apps/{app['client_id']}"),
        ("POST", f"/apps/{app['client_id']}/rotate-secret"),
        ("GET", "/tokens"),
        ("DELETE", f"/tokens/{uuid4()}"),
    ]
    (waiter, *_) = (email_of(LIMA, person) for person in LIMA.staff if person.role == "waiter")
    said = {"email": waiter, "password": template.credentials.passwords[waiter]}
    token = http.post("/api/auth/login", json=said).json()["data"]["accessToken"]
    for method, path in routes:
        Manager(http, None).ask(method, path, HARBOUR).refused(401, "unauthenticated")
        Manager(http, "cmu_unknown").ask(method, path, HARBOUR).refused(401, "unauthenticated")
        Manager(http, token).ask(method, path, HARBOUR).refused(403, "forbidden")
        # An operator of the platform is no administrator of a restaurant.
        Manager(http, template.credentials.system_token).ask(method, path, HARBOUR).refused(403, "forbidden")
    assert len(lima.apps()) == 1
