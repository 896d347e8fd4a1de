"""The document: every operation under its name, nothing null in answers, links that lead somewhere."""

from typing import Any, cast

import pytest

from comanda.api.epos.app import epos_app
from comanda.api.epos.routing import capability
from comanda.api.epos.services import EposServices

OPERATIONS = {
    "ListAreas": "GET /epos/v1/areas",
    "SearchTables": "POST /epos/v1/tables/search",
    "CreateOrder": "POST /epos/v1/orders",
    "GetOrderById": "GET /epos/v1/orders/{orderId}",
    "CancelOrderById": "DELETE /epos/v1/orders/{orderId}",
    "SearchOrders": "POST /epos/v1/orders/search",
    "CreateOrderLock": "POST /epos/v1/orders/{orderId}/lock",
    "ExtendOrderLock": "PUT /epos/v1/orders/{orderId}/locks/{lockId}",
    "DeleteOrderLock": "DELETE /epos/v1/orders/{orderId}/locks/{lockId}",
    "GetOrderBillById": "GET /epos/v1/orders/{orderId}/bill",
    "RecordOrderPaymentById": "POST /epos/v1/orders/{orderId}/record-payment",
    "CreateParty": "POST /epos/v1/parties",
    "GetPartyById": "GET /epos/v1/parties/{partyId}",
    "UpdatePartyById": "PUT /epos/v1/parties/{partyId}",
    "DeletePartyById": "DELETE /epos/v1/parties/{partyId}",
    "SearchParties": "POST /epos/v1/parties/search",
    "CreateReservation": "POST /epos/v1/reservations",
    "GetReservationById": "GET /epos/v1/reservations/{reservationId}",
    "UpdateReservationById": "PUT /epos/v1/reservations/{reservationId}",
    "DeleteReservationById": "DELETE /epos/v1/reservations/{reservationId}",
    "SearchReservations": "POST /epos/v1/reservations/search",
    "HandleEvent": "POST /epos/v1/events",
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return epos_app(cast("EposServices", None), max_body_bytes=1_000_000).openapi()


def test_every_operation_has_the_name_of_its_capability(document: dict[str, Any]) -> None:
    found = {
        capability(said["operationId"]): f"{verb.upper()} {path}"
        for path, verbs in document["paths"].items()
        for verb, said in verbs.items()
    }
    assert found == OPERATIONS


def test_callers_are_known_by_http_basic(document: dict[str, Any]) -> None:
    assert document["components"]["securitySchemes"] == {"basic": {"type": "http", "scheme": "basic"}}
    assert document["security"] == [{"basic": []}]


def test_links_lead_to_operations_and_their_parameters(document: dict[str, Any]) -> None:
    operations = {said["operationId"]: said for verbs in document["paths"].values() for said in verbs.values()}
    followed = set()
    for said in operations.values():
        for link in said["responses"]["200"].get("links", {}).values():
            target = operations[link["operationId"]]
            names = {found["name"] for found in target["parameters"] if found["in"] == "path"}
            assert set(link["parameters"]) == names
            followed.add(link["operationId"])
    assert {"getOrderById", "cancelOrderById", "createOrderLock", "recordOrderPaymentById"} <= followed
    assert {"getOrderBillById", "getPartyById", "deletePartyById", "updateReservationById"} <= followed


def test_answers_know_no_null(document: dict[str, Any]) -> None:
    bodies = {"In", "Request", "Event", "DineInIn"}
    for name, schema in document["components"]["schemas"].items():
        if not any(name.endswith(end) for end in bodies) and name != "SearchOrdersDineIn":
            assert "null" not in str(schema), name


def test_an_answer_without_a_body_says_so(document: dict[str, Any]) -> None:
    empty = {
        said["operationId"]
        for verbs in document["paths"].values()
        for said in verbs.values()
        if "content" not in said["responses"]["200"]
    }
    assert empty == {"deletePartyById", "deleteReservationById", "handleEvent"}


def test_bounds_are_in_the_schemas(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["OrderItemIn"]["properties"]["quantity"]["maximum"] == 9_999
    limit = schemas["CursorIn"]["properties"]["limit"]["anyOf"][0]
    assert (limit["minimum"], limit["maximum"]) == (1, 100)
