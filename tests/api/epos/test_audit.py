"""Who caused a call, as the four headers say, is kept with every call, refused ones too."""

from typing import Any

import pytest

from tests.api.epos.client import NOBODY, House, basic, item, order

SAID = {
    "waiter_id": "42",
    "dojo_requesting_product": "Order&Pay",
    "device_id": "tm_sandbox_65c5fe8a104a1222b2d8b968",
    "device_type": "Dojo Terminal",
}
"""The contract's own examples."""


def calls(house: House) -> list[dict[str, Any]]:
    return house.truth.rows(
        "SELECT operation, path, status, trace_id, waiter_id, product, device_id, device_type, location_id::text"
        " FROM terminal_calls ORDER BY created_at, id"
    )


def test_the_four_headers_are_kept(london: House) -> None:
    london.terminal.saying(**SAID).get("/areas")
    (call,) = calls(london)
    assert len(call.pop("trace_id")) == 32
    assert call == {
        "operation": "ListAreas",
        "path": "/epos/v1/areas",
        "status": 200,
        "waiter_id": "42",
        "product": "Order&Pay",
        "device_id": "tm_sandbox_65c5fe8a104a1222b2d8b968",
        "device_type": "Dojo Terminal",
        "location_id": london.guest.branch,
    }


def test_they_are_optional(london: House) -> None:
    london.terminal.get("/areas")
    london.terminal.saying(device_type="Dojo Terminal").get("/areas")
    assert [(call["waiter_id"], call["product"], call["device_id"], call["device_type"]) for call in calls(london)] == [
        (None, None, None, None),
        (None, None, None, "Dojo Terminal"),
    ]


def test_refused_calls_are_kept_with_what_they_were_told(london: House) -> None:
    terminal = london.terminal.saying(**SAID)
    refused = [
        terminal.get(f"/orders/{NOBODY}"),
        terminal.get("/orders/no-id"),
        terminal.post("/orders", "{"),
        terminal.post("/orders", order(item("NOPLU"))),
        terminal.post("/orders/search", {"cursor": {"limit": 0}}),
        terminal.delete(f"/parties/{NOBODY}"),
    ]
    assert [answer.status for answer in refused] == [404, 404, 400, 400, 400, 404]
    assert [(call["operation"], call["status"], call["trace_id"], call["waiter_id"]) for call in calls(london)] == [
        (name, answer.status, answer.body["traceId"], "42")
        for name, answer in zip(
            ["GetOrderById", "GetOrderById", "CreateOrder", "CreateOrder", "SearchOrders", "DeletePartyById"],
            refused,
            strict=True,
        )
    ]


def test_a_call_of_nobody_we_know_is_nobodys(london: House) -> None:
    london.terminal.saying(**SAID, **basic("epos-bermondsey-london", "wrong")).get("/areas")
    assert calls(london) == []


def test_every_operation_is_kept_by_the_name_of_its_capability(london: House) -> None:
    terminal = london.terminal
    for verb, path in (
        ("GET", "/areas"),
        ("POST", "/tables/search"),
        ("POST", "/orders"),
        ("GET", f"/orders/{NOBODY}"),
        ("DELETE", f"/orders/{NOBODY}"),
        ("POST", "/orders/search"),
        ("POST", f"/orders/{NOBODY}/lock"),
        ("PUT", f"/orders/{NOBODY}/locks/l"),
        ("DELETE", f"/orders/{NOBODY}/locks/l"),
        ("GET", f"/orders/{NOBODY}/bill"),
        ("POST", f"/orders/{NOBODY}/record-payment"),
        ("POST", "/parties"),
        ("GET", f"/parties/{NOBODY}"),
        ("PUT", f"/parties/{NOBODY}"),
        ("DELETE", f"/parties/{NOBODY}"),
        ("POST", "/parties/search"),
        ("POST", "/reservations"),
        ("GET", f"/reservations/{NOBODY}"),
        ("PUT", f"/reservations/{NOBODY}"),
        ("DELETE", f"/reservations/{NOBODY}"),
        ("POST", "/reservations/search"),
        ("POST", "/events"),
    ):
        terminal.call(verb, path, content=b"{}")
    assert [call["operation"] for call in calls(london)] == [
        "ListAreas",
        "SearchTables",
        "CreateOrder",
        "GetOrderById",
        "CancelOrderById",
        "SearchOrders",
        "CreateOrderLock",
        "ExtendOrderLock",
        "DeleteOrderLock",
        "GetOrderBillById",
        "RecordOrderPaymentById",
        "CreateParty",
        "GetPartyById",
        "UpdatePartyById",
        "DeletePartyById",
        "SearchParties",
        "CreateReservation",
        "GetReservationById",
        "UpdateReservationById",
        "DeleteReservationById",
        "SearchReservations",
        "HandleEvent",
    ]


@pytest.mark.parametrize("said", ["x" * 3000, "a waiter; drop table", "%s{}"])
def test_headers_may_say_anything(said: str, london: House) -> None:
    assert london.terminal.saying(waiter_id=said).get("/areas").status == 200
    (call,) = calls(london)
    assert call["waiter_id"][:500] == said[:500]


def test_the_audit_cannot_be_rewritten(london: House) -> None:
    london.terminal.get("/areas")
    granted = london.truth.rows(
        "SELECT privilege_type FROM information_schema.role_table_grants"
        " WHERE table_name = 'terminal_calls' AND grantee = 'comanda_app'"
    )
    assert {row["privilege_type"] for row in granted} == {"SELECT", "INSERT"}
