"""Every operation of the Online Order API answers anything the way its own document says it does."""

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
from comanda.demo.seed import demo_id
from comanda.wiring import create_app
from tests.api.online_order.bookings import asking, at, coming, service, tables
from tests.api.online_order.carts import SINGAPORE as SHOP
from tests.app.singapore import (
    CARD_DIGITS,
    CASH,
    DINE_IN,
    LOCATION,
    NEIGHBOUR,
    RESTAURANT,
    RICE,
    SLUG,
    TABLE,
    VOUCHER,
    WINGS,
    WINGS_VARIANT,
    cart,
    cash,
)
from tests.conftest import Template

EXAMPLES = 15
CUSTOMER = demo_id(SLUG, "customer", "ravi")
LUNCH = service(SHOP, "lunch")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
DOCUMENT = create_app(Settings(database_url="postgresql://nowhere")).surfaces["v1"].openapi()
OPERATIONS = {
    found.ok().label: found.ok()
    for found in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations()
    if isinstance(found, Ok)
}
KNOWN = {
    "location": LOCATION,
    "location_id": LOCATION,
    "item": WINGS,
    "variant": WINGS_VARIANT,
    "modifier_option": RICE,
    "discount": NEIGHBOUR,
    "payment": CASH,
    "payment_input": CARD_DIGITS,
    "dining_option": DINE_IN,
    "object": TABLE,
    "voucher": VOUCHER,
    "customer": CUSTOMER,
    "service": LUNCH,
    "reservation_time": at(SHOP, coming(SHOP), "12:00"),
}
"""What the restaurant has, by the name of the field that refers to it."""


@pytest.fixture(scope="module")
def http(template: Template) -> Iterator[TestClient]:
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE contracts TEMPLATE {template.name} STRATEGY file_copy")
        url = template.admin_url.replace("/postgres?", "/contracts?")
        headers = {"Authorization": f"Bearer {template.tokens[SLUG]}"}
        app = create_app(Settings(database_url=url, pool_size=2))
        with TestClient(app, raise_server_exceptions=False, headers=headers) as client:
            yield client
        admin.execute("DROP DATABASE contracts WITH (FORCE)")


@pytest.fixture(scope="module")
def orders(http: TestClient) -> list[dict[str, Any]]:
    """Orders to be found: one that stands, one that was paid, one that was cancelled."""
    base = f"/v1/{RESTAURANT}/onlineorder"
    placed = [
        http.post(f"{base}/cart/submit", json=body).json()["data"]
        for body in (cart(), cart(payments=[cash(13.95)]), cart())
    ]
    http.post(f"{base}/orders/{placed[2]['id']}/cancel")
    return placed


@pytest.fixture(scope="module")
def reservations(http: TestClient) -> list[str]:
    """Reservations to be found: one that is booked, one whose party sits, one that was given up."""
    base = f"/v1/{RESTAURANT}/onlineorder/reservations"
    made: list[str] = []
    for number, action in ((3, "book"), (4, "seat"), (5, "cancel")):
        asked = asking(SHOP, "lunch", at(SHOP, coming(SHOP), "14:00"), objects=tables(SHOP, number))
        made.append(http.post(base, json=asked).json()["data"]["id"])
        assert http.post(f"{base}/{made[-1]}/{action}").status_code == 200
    return made


def known(said: Any) -> Any:
    """Return what was said with every reference pointing at something that exists."""
    if isinstance(said, list):
        return [known(part) for part in said]
    if isinstance(said, dict):
        return {key: str(KNOWN[key]) if key in KNOWN else known(part) for key, part in said.items()}
    return said


def send(http: TestClient, case: Case[Any]) -> None:
    said = case.as_transport_kwargs(base_url="http://testserver/v1")
    said.pop("cookies", None)
    said["content"] = said.pop("data", None)
    headers = {name: value.encode("latin-1") for name, value in said.pop("headers").items() if value is not None}
    response = http.request(**said, headers={**headers, "Authorization": http.headers["Authorization"].encode()})
    case.validate_response(response, checks=CHECKS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_an_operation_answers_as_documented(
    http: TestClient, orders: list[dict[str, Any]], reservations: list[str], label: str, mode: GenerationMode
) -> None:
    operation = OPERATIONS[label]
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
        mode = GenerationMode.POSITIVE

    @settings(
        max_examples=EXAMPLES if operation.body or operation.query else 5,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), order=st.sampled_from(range(4)), exists=st.booleans())
    def answers(case: Case[Any], order: int, exists: bool) -> None:
        case.path_parameters["restaurant_id"] = str(RESTAURANT)
        if order < len(orders):
            existing = {
                "order_id": orders[order]["id"],
                "order_item_id": orders[order]["items"][0]["id"],
                "reservation_id": reservations[order],
            }
            case.path_parameters |= {name: existing[name] for name in existing if name in case.path_parameters}
        if exists:
            case.body = known(case.body)
            if "location_id" in case.query:
                case.query["location_id"] = str(LOCATION)
        send(http, case)

    answers()


def test_every_operation_is_tried() -> None:
    methods = {"get", "post", "put", "patch", "delete"}
    declared = sum(len(methods & set(operations)) for operations in DOCUMENT["paths"].values())
    assert len(OPERATIONS) == declared > 30
