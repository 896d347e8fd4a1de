"""The OAuth pages and endpoints, on a database of the test's own, with an app of each kind."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from comanda.demo.lima import LIMA
from comanda.demo.seed import demo_id
from comanda.demo.serve import REDIRECT_URI, email_of
from comanda.identity.apps import register_app
from tests.administrator import Administrator
from tests.app.running import with_database
from tests.conftest import Template
from tests.truth import Truth

CALLBACK = "https://partner.example/callback"
OTHER_CALLBACK = "https://partner.example/other?source=comanda"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
"""The pair of RFC 7636, appendix B."""
ISSUER = "http://testserver"
TENANT = demo_id(LIMA.slug)


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass(frozen=True)
class App:
    """A partner app, as it speaks to us."""

    http: httpx.Client
    client_id: str
    secret: str | None

    def asks(self, path: str = "/oauth/token", *, auth: tuple[str, str] | None = None, **form: Any) -> httpx.Response:
        """Send a form, signing in with it unless otherwise."""
        if auth is None:
            form = {"client_id": self.client_id, "client_secret": self.secret or "", **form}
        said = {name: value for name, value in form.items() if value is not None}
        return self.http.post(
            path, data=said, auth=httpx.BasicAuth(*auth) if auth is not None else httpx.USE_CLIENT_DEFAULT
        )

    def exchanges(self, code: str, **more: Any) -> httpx.Response:
        return self.asks(grant_type="authorization_code", code=code, **more)

    def refreshes(self, token: str, **more: Any) -> httpx.Response:
        return self.asks(grant_type="refresh_token", refresh_token=token, **more)

    def calls(self, access_token: str, tenant_id: UUID = TENANT) -> int:
        """Read the restaurant over the Online Order API, and return how that is answered."""
        path = f"/v1/{tenant_id}/onlineorder/restaurant"
        return self.http.get(path, headers={"Authorization": f"Bearer {access_token}"}).status_code


def refused(response: httpx.Response, error: str, status: int = 400) -> str:
    """Check a refusal's shape (RFC 6749 5.2), and return its description."""
    assert response.headers["content-type"] == "application/json"
    assert "no-store" in response.headers["cache-control"]
    said = response.json()
    assert set(said) == {"error", "error_description"}
    assert (response.status_code, said["error"]) == (status, error), said
    description: str = said["error_description"]
    return description


def register(
    truth: Truth, http: httpx.Client, name: str, *, tenant_id: UUID | None = None, public: bool = False
) -> App:
    uris = [CALLBACK, OTHER_CALLBACK]
    found = with_database(truth.url, lambda database: register_app(database, tenant_id, name, uris, public))
    return App(http, *found)


@pytest.fixture
def truth(database_url: str) -> Truth:
    return Truth(database_url)


@pytest.fixture
def app(truth: Truth, http: TestClient) -> App:
    """An app of the platform that keeps a secret."""
    return register(truth, http, "Order Anywhere")


@pytest.fixture
def phone_app(truth: Truth, http: TestClient) -> App:
    """A public one."""
    return register(truth, http, "Pocket Menu", public=True)


@pytest.fixture
def demo_app(template: Template, http: TestClient) -> App:
    return App(http, *template.credentials.client)


def member(http: TestClient, template: Template, role: str, restaurant: Any = LIMA) -> Administrator:
    person = next(person for person in restaurant.staff if person.role == role)
    email = email_of(restaurant, person)
    return Administrator(http, email, template.credentials.passwords[email])


@pytest.fixture
def admin(http: TestClient, template: Template) -> Administrator:
    """The administrator of the Lima restaurant."""
    return member(http, template, "org_admin")


@pytest.fixture
def code(admin: Administrator, app: App) -> str:
    """A code that the Lima restaurant gave the app."""
    return admin.allows(client_id=app.client_id, redirect_uri=CALLBACK, state="s")["code"]


__all__ = ["REDIRECT_URI"]
