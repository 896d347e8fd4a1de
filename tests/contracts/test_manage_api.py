"""Every operation of the Manage API answers anything the way the document says it does."""

import secrets
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from comanda.config import Settings
from comanda.wiring import create_app
from tests.app.singapore import SLUG
from tests.conftest import Template

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
DOCUMENT = create_app(Settings(database_url="postgresql://nowhere")).surfaces["manage"].openapi()
BASE = "/manage/v1/webhook-endpoints"
CALLBACK = "https://partner.example/callback"
OPERATIONS = {
    found.ok().label: found.ok()
    for found in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations()
    if isinstance(found, Ok)
}


@pytest.fixture(scope="module")
def http(template: Template) -> Iterator[TestClient]:
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE manage_contracts TEMPLATE {template.name} STRATEGY file_copy")
        url = template.admin_url.replace("/postgres?", "/manage_contracts?")
        headers = {"Authorization": f"Bearer {template.credentials.user_tokens[SLUG]}"}
        app = create_app(Settings(database_url=url, pool_size=2))
        with TestClient(app, raise_server_exceptions=False, headers=headers) as client:
            yield client
        admin.execute("DROP DATABASE manage_contracts WITH (FORCE)")


def existing(http: TestClient) -> dict[str, str]:
    """Return an endpoint, a delivery, an app and a token that are there, each by its name in a path."""
    endpoints = http.get(BASE).json()["data"]
    if not endpoints:
        asked = {"url": "https://8.8.8.8/", "topics": ["order.created"]}
        endpoints = [http.post(BASE, json=asked).json()]
    where = f"{BASE}/{endpoints[0]['id']}"
    app = {"name": secrets.token_hex(8), "redirect_uris": [CALLBACK]}
    found = {
        "endpoint_id": endpoints[0]["id"],
        "delivery_id": http.post(f"{where}/test").json()["delivery_id"],
        "client_id": http.post("/manage/v1/apps", json=app).json()["client_id"],
    }
    tokens = http.get("/manage/v1/tokens").json()["data"]
    return found | ({"token_id": tokens[0]["id"]} if tokens else {})


def send(http: TestClient, case: Case[Any]) -> None:
    said = case.as_transport_kwargs(base_url="http://testserver")
    said.pop("cookies", None)
    said["content"] = said.pop("data", None)
    headers = {name: value.encode("latin-1") for name, value in said.pop("headers").items() if value is not None}
    response = http.request(**said, headers={**headers, "Authorization": http.headers["Authorization"].encode()})
    case.validate_response(response, checks=CHECKS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_an_operation_answers_as_documented(http: TestClient, label: str, mode: GenerationMode) -> None:
    operation = OPERATIONS[label]
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
        mode = GenerationMode.POSITIVE

    @settings(
        max_examples=15 if operation.body or operation.query else 5,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), exists=st.booleans(), takes=st.booleans())
    def answers(case: Case[Any], exists: bool, takes: bool) -> None:
        if exists and case.path_parameters:
            there = existing(http)
            case.path_parameters |= {name: there[name] for name in there if name in case.path_parameters}
        if takes and isinstance(case.body, dict):
            if "url" in case.body:
                case.body["url"] = "https://8.8.8.8/hook"
            if isinstance(case.body.get("topics"), list):
                case.body["topics"] = ["order.updated"]
            if isinstance(case.body.get("redirect_uris"), list):
                case.body["redirect_uris"] = [CALLBACK]
        send(http, case)

    answers()


def test_every_operation_is_tried() -> None:
    assert len(OPERATIONS) == 60
