"""How many statements phones and staff screens send, once the server has been asked before."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from starlette.testclient import TestClient

from comanda.demo.lima import LIMA
from comanda.demo.seed import demo_id
from comanda.demo.serve import email_of
from comanda.store.database import Database
from tests.conftest import Template

BUDGET = {
    "check session": 5,
    "guest menu": 1,
    "guest menu by ETag": 1,
    "quote": 6,
    "order": 12,
    "order what has recipes": 13,
    "bill": 17,
    "floor": 9,
    "kitchen": 13,
    "bump": 27,
}
"""`BEGIN`, the tenant and `COMMIT` included; docs/performance.md says the same."""


@pytest.fixture
def asked(http: TestClient, template: Template) -> dict[str, Callable[[], Any]]:
    """Each request, made so that it can be sent again and again."""
    slug, code = LIMA.locations[0].slug, f"{LIMA.locations[0].slug}-1"
    at = f"/api/customer/{slug}/{code}"
    email = email_of(LIMA, LIMA.staff[0])
    sign_in = {"email": email, "password": template.credentials.passwords[email]}
    token = http.post("/api/auth/login", json=sign_in).json()["data"]["accessToken"]
    staff = {"Authorization": f"Bearer {token}", "X-Branch-Id": str(demo_id(LIMA.slug, slug))}
    arrival = http.post(f"{at}/session", json={"customerName": "Ana"}).json()["data"]
    http.patch(f"/api/tables/sessions/{arrival['sessionId']}/approve", headers=staff)
    phone = {"Authorization": f"Bearer {arrival['token']}"}
    menu = http.get(f"{at}/menu")
    dish = next(i for i in menu.json()["data"]["items"] if i["is_available"] and not i["has_modifiers"])
    round_ = {"items": [{"menuItemId": dish["id"], "quantity": 1}]}
    made = {"items": [{"menuItemId": str(demo_id(LIMA.slug, "item", "causa-limena")), "quantity": 1}]}
    order = http.post("/api/customer/orders", json=round_, headers=phone).json()["data"]
    ticket = f"/api/kitchen/orders/{order['id']}"
    turns = count()
    return {
        "check session": lambda: http.get(f"{at}/check-session"),
        "guest menu": lambda: http.get(f"{at}/menu"),
        "guest menu by ETag": lambda: http.get(f"{at}/menu", headers={"If-None-Match": menu.headers["etag"]}),
        "quote": lambda: http.post("/api/customer/quote", json=round_, headers=phone),
        "order": lambda: http.post("/api/customer/orders", json=round_, headers=phone),
        "order what has recipes": lambda: http.post("/api/customer/orders", json=made, headers=phone),
        "bill": lambda: http.get("/api/customer/bill", headers=phone),
        "floor": lambda: http.get("/api/tables", headers=staff),
        "kitchen": lambda: http.get("/api/kitchen/orders?view=kitchen", headers=staff),
        "bump": lambda: http.post(f"{ticket}/{('bump', 'recall')[next(turns) % 2]}", headers=staff),
    }


def test_no_request_sends_more_than_its_budget(http: TestClient, asked: dict[str, Callable[[], Any]]) -> None:
    database: Database = http.app.database  # type: ignore[attr-defined]
    found = {}
    for name, ask in asked.items():
        ask()
        before = database.statements
        answer = ask()
        found[name] = database.statements - before
        assert answer.status_code in (200, 201, 304), (name, answer.text)
    assert found == BUDGET
