"""Every operation of the Guest API answers anything the way its own document says it does, and never fails."""

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
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from starlette.testclient import TestClient

from comanda.config import Settings
from comanda.demo.lima import LIMA
from comanda.demo.seed import demo_id
from comanda.demo.serve import email_of
from comanda.wiring import create_app
from tests.conftest import Template

EXAMPLES = 12
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
DOCUMENT = create_app(Settings(database_url="postgresql://nowhere")).surfaces["api"].openapi()
OPERATIONS = {
    found.ok().label: found.ok()
    for found in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations()
    if isinstance(found, Ok)
}
SPOILS = {"POST /api/auth/logout"}
"""Would end the sign-in that the others use."""
BRANCH = LIMA.locations[0].slug
DATABASE = "guest_contract"


class Scene:
    """A party that has ordered, a phone at its table, and the owner."""

    def __init__(self, http: TestClient, template: Template) -> None:
        self.http = http
        owner = LIMA.staff[0]
        email = email_of(LIMA, owner)
        said = {"email": email, "password": template.credentials.passwords[email]}
        token = http.post("/api/auth/login", json=said).json()["data"]["accessToken"]
        self.staff = {"Authorization": f"Bearer {token}", "X-Branch-Id": str(demo_id(LIMA.slug, BRANCH))}
        code = f"{BRANCH}-1"
        arrival = http.post(f"/api/customer/{BRANCH}/{code}/session", json={"customerName": "Ana"}).json()["data"]
        self.phone = {"Authorization": f"Bearer {arrival['token']}"}
        http.patch(f"/api/tables/sessions/{arrival['sessionId']}/approve", headers=self.staff)
        menu = http.get(f"/api/customer/{BRANCH}/{code}/menu").json()["data"]
        dish = next(item for item in menu["items"] if item["is_available"] and not item["has_modifiers"])
        line = {"menuItemId": dish["id"], "quantity": 1}
        order = http.post("/api/customer/orders", json={"items": [line]}, headers=self.phone).json()["data"]
        called = {"action": "call_waiter"}
        call = http.post("/api/customer/table-action", json=called, headers=self.phone).json()["data"]
        self.known = {
            "branchSlug": BRANCH,
            "tableCode": code,
            "sessionId": arrival["sessionId"],
            "tableSessionId": arrival["sessionId"],
            "tableId": menu["table"]["id"],
            "targetTableId": str(demo_id(LIMA.slug, BRANCH, "table", "2")),
            "orderId": order["id"],
            "menuItemId": dish["id"],
            "requestId": call["requestId"],
        }
        self.line_id = order["items"][0]["id"]
        self.dish_id = dish["id"]

    def of(self, path: str) -> dict[str, str]:
        """Return what exists, by the name of the field or parameter, for an operation."""
        item = self.line_id if "/items/{itemId}/" in path and "menu" not in path else self.dish_id
        return {**self.known, "itemId": item}


@pytest.fixture(scope="module")
def scene(template: Template) -> Iterator[Scene]:
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {template.name} STRATEGY file_copy")
        url = template.admin_url.replace("/postgres?", f"/{DATABASE}?")
        app = create_app(Settings(database_url=url, pool_size=2))
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Scene(client, template)
        admin.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def known(said: Any, exists: dict[str, str]) -> Any:
    """Return what was said with every reference pointing at something that exists."""
    if isinstance(said, list):
        return [known(part, exists) for part in said]
    if isinstance(said, dict):
        return {key: exists.get(key, known(part, exists)) for key, part in said.items()}
    return said


def send(scene: Scene, case: Case[Any]) -> None:
    said = case.as_transport_kwargs(base_url="http://testserver")
    said.pop("cookies", None)
    said["content"] = said.pop("data", None)
    headers = {name: value.encode("latin-1") for name, value in said.pop("headers").items() if value is not None}
    who = scene.phone if case.operation.path.startswith("/api/customer/") else scene.staff
    response = scene.http.request(**said, headers={**headers, **{name: said.encode() for name, said in who.items()}})
    case.validate_response(response, checks=CHECKS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
@pytest.mark.parametrize("label", sorted(OPERATIONS.keys() - SPOILS))
def test_an_operation_answers_as_documented(scene: Scene, label: str, mode: GenerationMode) -> None:
    operation = OPERATIONS[label]
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
        mode = GenerationMode.POSITIVE

    @settings(
        max_examples=EXAMPLES if operation.body or operation.query else 4,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), exists=st.booleans())
    def answers(case: Case[Any], exists: bool) -> None:
        found = scene.of(operation.path)
        if exists:
            case.path_parameters |= {name: found[name] for name in found if name in case.path_parameters}
            case.body = known(case.body, found)
        send(scene, case)

    answers()
