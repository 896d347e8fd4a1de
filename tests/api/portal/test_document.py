"""The surface's own documentation, and that it answers anything the way the documentation says."""

from typing import Any

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

from comanda.api.portal.app import portal_app
from comanda.api.portal.services import PortalServices
from comanda.identity.signing import Signer
from comanda.store.database import Database
from tests.api.online_order.carts import LIMA
from tests.api.portal.caller import Caller
from tests.api.portal.conftest import As

_DATABASE = Database("postgresql://nowhere")
DOCUMENT = portal_app(PortalServices(_DATABASE, Signer(_DATABASE)), max_body_bytes=1_000_000).openapi()
OPERATIONS = {
    found.ok().label: found.ok()
    for found in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations()
    if isinstance(found, Ok)
}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_the_documentation_is_there_and_needs_no_internet(desk: Caller) -> None:
    page = desk.http.get("/restaurant/docs")
    assert page.status_code == 200
    assert "Comanda Portal API" in page.text
    assert "https://" not in page.text
    assert desk.http.get("/restaurant/docs/static/swagger-ui.css").status_code == 200
    assert desk.http.get("/restaurant/openapi.json").json() == DOCUMENT


def test_every_documented_call_of_the_contract_is_there() -> None:
    assert set(OPERATIONS) == {
        "POST /restaurant/sessions",
        "GET /restaurant/sessions",
        "POST /restaurant/sessions/{session_id}/close",
        "GET /system/restaurant/locations",
        "GET /system/restaurant/locations/{locationId}",
        "PUT /system/restaurant/locations/{locationId}/status",
    }
    query = {said["name"] for said in DOCUMENT["paths"]["/system/restaurant/locations"]["get"]["parameters"]}
    assert query == {
        "page",
        "limit",
        "search",
        "tenant_id",
        "city",
        "area",
        "active_status",
        "operational_status",
        "admin_status",
        "include_empty_tenants",
    }


@pytest.mark.parametrize("who", ["operator", "owner"])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_an_operation_answers_as_documented(label: str, mode: GenerationMode, who: str, portal: As) -> None:
    operation = OPERATIONS[label]
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
        mode = GenerationMode.POSITIVE
    caller = portal(who)

    @settings(
        max_examples=25,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), exists=st.booleans())
    def answers(case: Case[Any], exists: bool) -> None:
        if exists and "locationId" in case.path_parameters:
            case.path_parameters["locationId"] = LIMA.location
        if exists and isinstance(case.body, dict) and "location_id" in case.body:
            case.body |= {"location_id": LIMA.location, "slug": "downtown-lima"}
        said = case.as_transport_kwargs(base_url="http://testserver")
        said.pop("cookies", None)
        said["content"] = said.pop("data", None)
        headers = {name: value.encode("latin-1") for name, value in said.pop("headers").items() if value is not None}
        known = {name: value.encode() for name, value in caller.headers.items()}
        case.validate_response(caller.http.request(**said, headers=headers | known), checks=CHECKS)

    answers()
