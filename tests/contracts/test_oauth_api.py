"""Every operation of the OAuth API answers anything the way its own document says it does."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from starlette.testclient import TestClient

from comanda.config import Settings
from comanda.wiring import create_app
from tests.app.singapore import RESTAURANT
from tests.conftest import Template
from tests.contracts.test_schemathesis import CHECKS

DOCUMENT = create_app(Settings(database_url="postgresql://nowhere")).surfaces["oauth"].openapi()
OPERATIONS = {
    found.ok().label: found.ok()
    for found in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations()
    if isinstance(found, Ok)
}


@pytest.fixture(scope="module")
def http(template: Template) -> Iterator[TestClient]:
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE contracts_oauth TEMPLATE {template.name} STRATEGY file_copy")
        url = template.admin_url.replace("/postgres?", "/contracts_oauth?")
        with TestClient(create_app(Settings(database_url=url, pool_size=2)), raise_server_exceptions=False) as client:
            yield client
        admin.execute("DROP DATABASE contracts_oauth WITH (FORCE)")


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_an_operation_answers_as_documented(
    http: TestClient, template: Template, label: str, mode: GenerationMode
) -> None:
    operation, (client_id, secret) = OPERATIONS[label], template.credentials.client
    if not operation.body:
        mode = GenerationMode.POSITIVE

    @settings(
        max_examples=40 if operation.body else 3,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), signs_in=st.booleans(), basic=st.booleans())
    def answers(case: Case[Any], signs_in: bool, basic: bool) -> None:
        if "restaurant_id" in case.path_parameters:
            case.path_parameters["restaurant_id"] = str(RESTAURANT)
        said = case.as_transport_kwargs(base_url="http://testserver")
        said.pop("cookies", None)
        headers = {name: value.encode("latin-1") for name, value in said.pop("headers").items() if value is not None}
        body = said.pop("data", None)
        if isinstance(body, dict):
            if signs_in and not basic:
                body |= {"client_id": client_id, "client_secret": secret}
            said["data"] = {name: value for name, value in body.items() if value is not None}
        else:
            said["content"] = body
        if signs_in and basic:
            said["auth"] = (client_id, secret)
        case.validate_response(http.request(**said, headers=headers), checks=CHECKS)

    answers()


def test_every_operation_is_tried() -> None:
    assert set(OPERATIONS) == {
        "POST /oauth/token",
        "POST /v1/{restaurant_id}/oauth/token",
        "POST /oauth/revoke",
        "GET /.well-known/oauth-authorization-server",
    }
