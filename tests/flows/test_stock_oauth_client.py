"""The whole way with a client library that knows nothing of us: Authlib's, set up from our metadata alone."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import pytest
from authlib.common.security import generate_token  # type: ignore[import-untyped]
from authlib.integrations.base_client.errors import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]

from comanda.demo.lima import LIMA
from comanda.demo.seed import demo_id
from comanda.demo.serve import REDIRECT_URI, email_of
from comanda.identity.apps import register_app
from tests.administrator import Administrator
from tests.app.running import with_database
from tests.conftest import Template
from tests.server import Server, serving

RESTAURANT = demo_id(LIMA.slug)


@pytest.fixture
def server(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(database_url, tmp_path_factory.mktemp("server"), workers=2) as found:
        yield found


@pytest.fixture
def admin(server: Server, template: Template) -> Iterator[Administrator]:
    email = email_of(LIMA, next(person for person in LIMA.staff if person.role == "org_admin"))
    with httpx.Client(base_url=server.base_url) as http:
        yield Administrator(http, email, template.credentials.passwords[email])


@pytest.fixture
def metadata(server: Server) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(server.base_url + "/.well-known/oauth-authorization-server").json()
    return found


@pytest.mark.parametrize("how", ["client_secret_basic", "client_secret_post", "none"])
def test_a_stock_client(
    server: Server, admin: Administrator, template: Template, database_url: str, metadata: dict[str, Any], how: str
) -> None:
    client_id, secret = template.credentials.client
    if how == "none":
        uris = [REDIRECT_URI]
        client_id, _ = with_database(
            database_url, lambda database: register_app(database, None, "Pocket Menu", uris, public=True)
        )
    refreshed: list[dict[str, Any]] = []
    session = OAuth2Session(
        client_id,
        secret if how != "none" else None,
        scope="online_order",
        redirect_uri=REDIRECT_URI,
        token_endpoint=metadata["token_endpoint"],
        token_endpoint_auth_method=how,
        revocation_endpoint_auth_method=how,
        code_challenge_method="S256",
        update_token=lambda token, **_: refreshed.append(token),
    )
    with session:
        verifier = generate_token(48)
        url, state = session.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier)
        sent_to = admin.signs_in(admin.opens(url)).send("allow").sent_to
        said = parse_qs(urlsplit(sent_to).query)
        assert sent_to.startswith(REDIRECT_URI)
        assert said["iss"] == [metadata["issuer"]] == [server.base_url]
        assert said["restaurant_id"] == [str(RESTAURANT)]

        token = session.fetch_token(authorization_response=sent_to, state=state, code_verifier=verifier)
        assert token["expires_in"] == 1_209_600
        shown = session.get(f"{server.base_url}/v1/{RESTAURANT}/onlineorder/restaurant")
        assert shown.json()["data"]["name"] == LIMA.name

        # An expired token is replaced by the client itself.
        session.token = {**token, "expires_at": 1}
        assert session.get(f"{server.base_url}/v1/{RESTAURANT}/onlineorder/locations").status_code == 200
        assert [found["access_token"] for found in refreshed] == [session.token["access_token"]]
        assert session.token["access_token"] != token["access_token"]

        # What was spent is refused, with an error that the client understands, and ends the rest.
        with pytest.raises(OAuthError) as refused:
            session.refresh_token(metadata["token_endpoint"], refresh_token=token["refresh_token"])
        assert refused.value.error == "invalid_grant"
        session.token = refreshed[0]
        assert session.get(f"{server.base_url}/v1/{RESTAURANT}/onlineorder/restaurant").status_code == 401

        # Again, and ended by the app.
        url, state = session.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier)
        sent_to = admin.signs_in(admin.opens(url)).send("allow").sent_to
        token = session.fetch_token(authorization_response=sent_to, state=state, code_verifier=verifier)
        ended = session.revoke_token(metadata["revocation_endpoint"], token["refresh_token"])
        assert ended.status_code == 200
        assert session.get(f"{server.base_url}/v1/{RESTAURANT}/onlineorder/restaurant").status_code == 401
