"""The surface's own document says what the contract says."""

import re
from typing import Any

import pytest

from comanda.config import Settings
from comanda.wiring import create_app
from tests.api.epos import contract

DOCUMENT = create_app(Settings(database_url="postgresql://nowhere")).surfaces["epos"].openapi()
OPERATIONS = {
    (verb.upper(), path.removeprefix("/epos/v1")): said
    for path, verbs in DOCUMENT["paths"].items()
    for verb, said in verbs.items()
}
HEADERS = {"waiter-id", "dojo-requesting-product", "device-id", "device-type"}
REQUIRED = {
    ("POST", "/orders"): {"details", "items", "totalAmount", "dojoOrderId", "payments"},
    ("POST", "/orders/{orderId}/lock"): {"lockId", "expiry"},
    ("PUT", "/orders/{orderId}/locks/{lockId}"): {"expiry"},
    ("POST", "/orders/{orderId}/record-payment"): {"paymentIntentId", "paidAmount"},
    ("POST", "/parties"): {"startTime", "tableIds", "dojoPartyId"},
    # T5: the published samples of updates have no id of the caller's.
    ("PUT", "/parties/{partyId}"): {"startTime", "status", "tableIds"},
    ("POST", "/reservations"): {"dojoReservationId", "name", "covers", "startTime", "endTime", "tableIds"},
    ("PUT", "/reservations/{reservationId}"): {"name", "covers", "startTime", "endTime", "tableIds"},
    ("POST", "/events"): {"id", "accountId", "event", "data", "createdAt"},
}


def resolved(schema: Any) -> Any:
    """Return a schema, or the one it refers to."""
    while "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def schema_of(content: Any) -> Any:
    return resolved(content["content"]["application/json"]["schema"])


def test_every_operation_of_the_contract_and_no_other() -> None:
    wanted = [(verb, re.compile(path)) for verb, path, _ in contract.ANSWERS]
    for verb, path in OPERATIONS:
        assert [one for one in wanted if one[0] == verb and one[1].fullmatch(path)], (verb, path)
    assert len(OPERATIONS) == len(wanted) == 22


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_what_every_operation_says(operation: tuple[str, str]) -> None:
    said = OPERATIONS[operation]
    headers = {one["name"]: one for one in said["parameters"] if one["in"] == "header"}
    assert headers.keys() >= HEADERS
    assert not any(one.get("required") for one in headers.values())
    answers = said["responses"]
    assert {"200", "401", "503"} <= answers.keys()
    for status, answer in answers.items():
        if status != "200":
            error = schema_of(answer)
            assert set(error["properties"]) == {"errorType", "debugMessage", "traceId"}
    if "{" in operation[1] or "dineIn" in str(REQUIRED.get(operation)):
        assert "404" in answers
    if operation[0] in ("PUT", "DELETE"):
        assert "409" in answers
    assert said.get("security") or DOCUMENT.get("security")


@pytest.mark.parametrize("operation", REQUIRED, ids=" ".join)
def test_what_bodies_must_have(operation: tuple[str, str]) -> None:
    body = schema_of(OPERATIONS[operation]["requestBody"])
    assert set(body["required"]) == REQUIRED[operation]
    assert OPERATIONS[operation]["requestBody"]["required"] is True


@pytest.mark.parametrize("what", ["tables", "orders", "parties", "reservations"])
def test_searches_need_nothing(what: str) -> None:
    body = schema_of(OPERATIONS[("POST", f"/{what}/search")]["requestBody"])
    assert not body.get("required")


def test_what_is_published_of_answers() -> None:
    """Keys by key, from the contract's own shapes."""
    for verb, pattern, shape in contract.ANSWERS:
        (path,) = [one for way, one in OPERATIONS if way == verb and re.fullmatch(pattern, one)]
        answer = OPERATIONS[(verb, path)]["responses"]["200"]
        if shape is None:
            assert "application/json" not in answer.get("content", {})
        else:
            _same(schema_of(answer), shape, f"{verb} {path}")


def _same(schema: Any, shape: Any, path: str) -> None:
    if isinstance(shape, list):
        assert schema["type"] == "array", path
        _same(resolved(schema["items"]), shape[0], path + "[]")
    elif isinstance(shape, contract.OneOf):
        assert set(schema["enum"]) == set(shape), path
    elif isinstance(shape, dict):
        wanted = {key.rstrip("?"): inner for key, inner in shape.items()}
        assert set(schema.get("properties", {})) == wanted.keys(), path
        assert {key for key in shape if not key.endswith("?")} <= set(schema.get("required", [])), path
        for key, inner in wanted.items():
            _same(resolved(schema["properties"][key]), inner, f"{path}.{key}")
    else:
        types = {contract.text: "string", contract.time: "string", contract.count: "integer", contract.flag: "boolean"}
        if shape in types:
            assert schema["type"] == types[shape], path
