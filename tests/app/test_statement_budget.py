"""How many statements each hot request sends, once the server has been asked before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from starlette.testclient import TestClient

from comanda.demo.seed import demo_id
from comanda.store.database import Database
from tests.app.singapore import SLUG, cart, cash, voucher, wings
from tests.partner import Answer, Partner

BUDGET = {
    "list items": 1,
    "list items by ETag": 1,
    "view menu": 1,
    "calculate": 1,
    "calculate with a voucher": 5,
    "submit": 5,
    "submit what has recipes": 6,
    "submit with a payment": 5,
    "submit with a voucher": 7,
    "submit for a customer": 6,
    "submit with a payment for a member": 12,
    "submit with an Idempotency-Key": 6,
    "repeat with an Idempotency-Key": 10,
    "view order": 10,
    "list orders": 5,
    "available times": 8,
    "list orders with detail": 11,
    "payment": 18,
    "change what has recipes": 21,
    "kitchen": 9,
    "close": 13,
}

_keys = count(1)


@pytest.fixture
def statements(http: TestClient) -> Callable[[], int]:
    database: Database = http.app.database  # type: ignore[attr-defined]
    return lambda: database.statements


def requests(singapore: Partner) -> dict[str, Callable[[], Answer]]:
    """Return each request, made so that it can be sent again and again."""
    order = singapore.post("/cart/submit", cart()).data
    path, line = f"/orders/{order['id']}", order["items"][0]["id"]
    items: dict[str, Any] = {"location_id": singapore.location_id}
    made_of = {"item": str(demo_id(SLUG, "item", "char-siew-rice"))}
    sold = singapore.post("/cart/submit", cart({**made_of, "qty": 1})).data
    etag = singapore.get("/items", **items).headers["etag"]
    repeated = {"Idempotency-Key": "again"}
    singapore.post("/cart/submit", cart(), **repeated)
    customer = {"customer": str(demo_id(SLUG, "customer", "jiamin"))}
    turns = count()
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)

    def close_or_open() -> Answer:
        return singapore.post(f"{path}/{('close', 'open')[next(turns) % 2]}")

    def kitchen() -> Answer:
        return singapore.post(f"{path}/order_items/{line}/kitchen/{('pending', 'fulfill')[next(turns) % 2]}")

    return {
        "list items": lambda: singapore.get("/items", **items),
        "list items by ETag": lambda: singapore.call("GET", "/items", params=items, headers={"If-None-Match": etag}),
        "view menu": lambda: singapore.get("/menu", **items),
        "calculate": lambda: singapore.post("/cart/calculate", cart(wings(2))),
        "calculate with a voucher": lambda: singapore.post("/cart/calculate", cart(vouchers=voucher())),
        "submit": lambda: singapore.post("/cart/submit", cart()),
        "submit what has recipes": lambda: singapore.post("/cart/submit", cart({**made_of, "qty": 1})),
        "submit with a payment": lambda: singapore.post("/cart/submit", cart(payments=[cash("13.95")])),
        "submit with a voucher": lambda: singapore.post("/cart/submit", cart(vouchers=voucher())),
        "submit for a customer": lambda: singapore.post("/cart/submit", cart(order_info=customer)),
        "submit with a payment for a member": lambda: singapore.post(
            "/cart/submit", cart(order_info=customer, payments=[cash("13.95")])
        ),
        "submit with an Idempotency-Key": lambda: singapore.post(
            "/cart/submit", cart(), **{"Idempotency-Key": f"key-{next(_keys)}"}
        ),
        "repeat with an Idempotency-Key": lambda: singapore.post("/cart/submit", cart(), **repeated),
        "view order": lambda: singapore.get(path),
        "list orders": lambda: singapore.get("/orders", **items),
        "available times": lambda: singapore.get("/services", **items, date=str(tomorrow), adult=2),
        "list orders with detail": lambda: singapore.get("/orders", detail="all", **items),
        "payment": lambda: singapore.post(f"{path}/payments", cash("0.05")),
        "change what has recipes": lambda: singapore.put(
            f"/orders/{sold['id']}", {"items": [{**made_of, "id": sold["items"][0]["id"], "qty": 1 + next(turns) % 2}]}
        ),
        "kitchen": kitchen,
        "close": close_or_open,
    }


@pytest.mark.parametrize("name", BUDGET)
def test_a_request_keeps_within_its_statements(singapore: Partner, statements: Callable[[], int], name: str) -> None:
    send = requests(singapore)[name]
    costs = []
    for _ in range(4):
        before = statements()
        answer = send()
        assert answer.status in (200, 204, 304), answer.body
        costs.append(statements() - before)
    assert max(costs[1:]) <= BUDGET[name], costs
