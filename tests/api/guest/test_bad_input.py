"""Whatever is sent, the answer is a refusal in the envelope, and nothing is written."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.guest.client import Caller, Place

ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    "",
    "\x00",
    "x" * 5000,
    "\ud83c".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "no-id",
    [],
    [None],
    {},
    {"a": 1},
)


def _bodies(place: Place) -> list[tuple[str, str, str, dict[str, Any]]]:
    line = place.line("arroz-blanco", notes="n")
    return [
        ("public", "POST", f"{place.path(1)}/session", {"customerName": "A", "customerPhone": "1"}),
        (
            "public",
            "POST",
            f"{place.path(2)}/register",
            {"customerName": "A", "customerPhone": "1", "email": "a@b.c", "birthDate": "1990-01-01"},
        ),
        ("public", "POST", "/auth/refresh", {"refreshToken": "t"}),
        (
            "phone",
            "POST",
            "/customer/quote",
            {"type": "dine_in", "items": [line], "notes": "n", "couponCode": "FELIZDIA", "cartLineIds": []},
        ),
        ("phone", "PUT", f"/customer/cart/lines/{uuid4()}", line | {"modifiers": []}),
        ("phone", "POST", "/customer/validate-coupon", {"code": "FELIZDIA"}),
        ("phone", "POST", "/customer/table-action", {"action": "call_waiter", "tableSessionId": None}),
        ("phone", "POST", "/customer/table-action/cancel", {"requestId": str(uuid4())}),
        ("phone", "POST", "/customer/redeem-reward", {"rewardId": str(uuid4())}),
        ("staff", "POST", "/payments", {"orderId": str(uuid4()), "method": "cash", "amount": 1, "tip": 0}),
        ("staff", "POST", "/orders", {"items": [line], "tableSessionId": str(uuid4()), "customerName": "A"}),
        ("staff", "POST", "/tables/sessions", {"tableId": str(uuid4()), "customerName": "A", "guestCount": 1}),
        ("staff", "PATCH", f"/tables/{place.table(15)}/status", {"status": "occupied"}),
        ("staff", "POST", f"/tables/{place.table(15)}/session/move", {"targetTableId": str(uuid4())}),
    ]


@pytest.mark.parametrize("number", range(14))
def test_every_field_of_every_type(number: int, lima: Place) -> None:
    phone = lima.seat()
    callers: dict[str, Caller] = {"public": lima.public, "phone": phone, "staff": lima.staff()}
    who, method, path, body = _bodies(lima)[number]
    for name in body:
        for odd in ODD:
            lima.truth.rows("DELETE FROM rate_windows RETURNING key")
            answer = callers[who].call(method, path, json=body | {name: odd})
            assert answer.status < 500, (path, name, odd)
    for odd in ODD:
        lima.truth.rows("DELETE FROM rate_windows RETURNING key")
        assert callers[who].call(method, path, json=odd).status < 500, (path, odd)


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[",
        b'{"a":',
        b"\x00",
        b"\xff\xfe\xfa",
        b"{'a': 1}",
        b"NaN",
        b"{}" * 2,
        b"[" * 2000,
        b'"' + b"x" * 100_000,
    ],
)
def test_what_is_no_json(content: bytes, lima: Place) -> None:
    phone = lima.seat()
    json = {"Content-Type": "application/json"}
    for who, method, path in (
        (lima.public, "POST", f"{lima.path(1)}/session"),
        (lima.public, "POST", "/auth/login"),
        (phone, "POST", "/customer/orders"),
        (phone, "POST", "/customer/table-action"),
        (lima.staff(), "PATCH", f"/tables/sessions/{phone.session_id}/end"),
        (lima.staff("cashier"), "POST", "/payments"),
    ):
        assert who.call(method, path, content=content, headers=json).refusal == (400, "BAD_REQUEST"), path
    assert phone.me["session"]["status"] == "active"


@pytest.mark.parametrize("odd", ["%00", "%00x", "a%00b", "%FF", "..%2F..", "%27--", "x" * 3000, "%20", "🌶️", "{}"])
def test_paths_that_lead_nowhere(odd: str, lima: Place) -> None:
    phone = lima.seat()
    staff = lima.staff()
    for who, path in (
        (lima.public, f"/customer/{odd}/downtown-lima-15/menu"),
        (lima.public, f"/customer/downtown-lima/{odd}/menu"),
        (lima.public, f"/customer/downtown-lima/menu/items/{odd}/modifiers"),
        (lima.public, f"{lima.path()}/session-status/{odd}"),
        (phone, f"/customer/orders/{odd}"),
        (staff, f"/orders/{odd}"),
        (staff, f"/tables/{odd}/history"),
        (staff, f"/tables/sessions/{odd}"),
    ):
        lima.truth.rows("DELETE FROM rate_windows RETURNING key")
        assert who.get(path).status in (400, 404), path
    assert phone.delete(f"/customer/cart/lines/{odd}").status in (400, 404)
    if "%2F" not in odd:  # a slash makes it another route
        lima.truth.rows("DELETE FROM rate_windows RETURNING key")
        for path in (f"downtown-lima/{odd}", f"{odd}/downtown-lima-15"):
            assert lima.public.get(f"/customer/{path}/check-session").data == {"hasSession": False}


@pytest.mark.parametrize(
    "path", ["/%00/x", "/downtown-lima/%00", "/downtown-lima/no-such-code", "/no-branch/x", "/%FF/x"]
)
def test_pages_that_lead_nowhere(path: str, lima: Place) -> None:
    assert lima.http.get(path).status_code == 404


@pytest.mark.parametrize("odd", ["\x00", "x" * 5000, "'--", "-1", "1e9", "ñ"])
def test_query_parameters_that_say_nothing(odd: str, lima: Place) -> None:
    phone, staff = lima.seat(), lima.staff("cashier")
    for who, path, name in (
        (phone, "/customer/my-orders", "scope"),
        (staff, "/orders", "status"),
        (staff, "/orders", "page"),
        (staff, "/orders", "limit"),
        (staff, "/tables", "spaceId"),
        (staff, "/tables/sessions", "status"),
        (staff, "/service-requests", "status"),
        (staff, "/kitchen/orders", "view"),
        (staff, "/payments", "page"),
        (staff, "/payments/summary", "date"),
        (staff, f"/tables/{lima.table(15)}/history", "from"),
    ):
        assert who.get(path, **{name: odd}).status in (200, 400), (path, name)


def test_a_route_or_method_that_is_not_there(lima: Place) -> None:
    assert lima.public.get("/customer/nothing").refusal == (404, "NOT_FOUND")
    assert lima.public.get("/nothing").refusal == (404, "NOT_FOUND")
    assert lima.public.delete("/auth/login").refusal == (405, "METHOD_NOT_ALLOWED")
    assert lima.staff().put("/tables", {}).refusal == (405, "METHOD_NOT_ALLOWED")


def test_a_body_that_is_too_large(lima: Place) -> None:
    answer = lima.public.call("POST", f"{lima.path()}/session", content=b" " * 1_100_000)
    assert answer.refusal == (413, "PAYLOAD_TOO_LARGE")


def test_odd_headers(lima: Place) -> None:
    phone = lima.seat()
    said = {"items": [lima.line("arroz-blanco")]}
    for key in ("", " ", "k" * 255, "'--", "\xe9"):
        headers = {"Idempotency-Key": key.encode("latin-1")}
        answer = phone.call("POST", "/customer/orders", json=said, headers=headers)
        assert answer.status == 201, key
    for branch in ("", "x" * 2000, "\xe9", "{}"):
        staff = lima.staff().raw("GET", "/tables", headers={"X-Branch-Id": branch.encode("latin-1")})
        assert staff.status_code in (400, 403)
        assert staff.json()["success"] is False


def test_another_origin_may_read_everything(lima: Place) -> None:
    origin = {"Origin": "https://front.example"}
    asked = origin | {
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization,content-type,x-branch-id",
    }
    preflight = lima.http.options(f"/api/tables/{lima.table(15)}/status", headers=asked)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] in ("*", "https://front.example")
    allowed = preflight.headers["access-control-allow-headers"].lower()
    assert all(name in allowed for name in ("authorization", "content-type", "x-branch-id"))
    assert "PATCH" in preflight.headers["access-control-allow-methods"]
    for path, status in ((f"{lima.path()}/check-session", 200), ("/tables", 401), (f"{lima.path(99)}/menu", 404)):
        response = lima.public.raw("GET", path, headers=origin)
        assert response.status_code == status
        assert response.headers["access-control-allow-origin"] in ("*", "https://front.example")
