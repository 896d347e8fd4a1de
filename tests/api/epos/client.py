"""The back end of a location's card terminals: the EPOS Data API over HTTP, every answer held to the contract."""

import itertools
import json
import re
from base64 import b64encode
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2 as httpx
from starlette.testclient import TestClient

from tests.api.epos import contract
from tests.api.guest.client import Place
from tests.partner import Partner
from tests.truth import Truth

Json = dict[str, Any]
NOBODY = "01950000-0000-7000-8000-0000000000ff"
"""An id that nothing has."""
TRACE = re.compile(r"[0-9a-f]{32}")
_TYPES = {
    400: "InvalidRequest",
    401: "InvalidRequest",
    404: "NotFound",
    405: "InvalidRequest",
    409: "Conflict",
    413: "InvalidRequest",
    500: "UnexpectedError",
    503: "UnexpectedError",
}
_numbers = itertools.count(1)


def fresh(what: str) -> str:
    """Return an id that no test has used."""
    return f"dojo-{what}-{next(_numbers)}"


def basic(username: str, password: str) -> dict[str, str]:
    """Return the header of HTTP Basic."""
    return {"Authorization": "Basic " + b64encode(f"{username}:{password}".encode()).decode()}


@dataclass(frozen=True)
class Answer:
    """A status, the headers and the parsed body."""

    status: int
    body: Any
    headers: httpx.Headers

    @property
    def good(self) -> Any:
        """What a good answer holds; fails the test on any other."""
        assert self.status == 200, (self.status, self.body)
        return self.body

    @property
    def conflict(self) -> str:
        """The words of a refusal because of the state of things."""
        return self.refused(409)

    @property
    def missing(self) -> str:
        """The words of a refusal because something is not there."""
        return self.refused(404)

    @property
    def field(self) -> str:
        """The field that a bad request was refused for."""
        return self.refused(400).partition(":")[0]

    def refused(self, status: int) -> str:
        """Return the words of a refusal, its type checked."""
        assert (self.status, self.body["errorType"]) == (status, _TYPES[status]), (self.status, self.body)
        said: str = self.body["debugMessage"]
        return said


def checked(method: str, path: str, response: httpx.Response) -> Answer:
    """Return an answer that has the shape the contract gives it, or a refusal in the contract's envelope."""
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/json", response.text
        body = response.json()
        contract.hold(body, contract.ERROR)
        assert TRACE.fullmatch(body["traceId"])
        return Answer(response.status_code, body, response.headers)
    assert response.status_code == 200, (response.status_code, response.text)
    shape = contract.answer_of(method, path)
    if shape is None:
        assert response.content == b""
        return Answer(200, None, response.headers)
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    contract.hold(body, shape)
    for order in _orders_in(shape, body):
        contract.adds_up(order)
    return Answer(200, body, response.headers)


def _orders_in(shape: Any, body: Any) -> list[Json]:
    if shape is contract.ORDER:
        return [body]
    if shape is contract.BILL:
        return [body["order"]]
    return body["data"] if shape == contract.paged(contract.ORDER) else []


@dataclass(frozen=True)
class Terminal:
    """Whoever calls with these headers."""

    http: TestClient
    headers: dict[str, str] = field(default_factory=dict)

    def saying(self, **headers: str) -> "Terminal":
        """The same caller with more headers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers=self.headers | named)

    def call(self, method: str, path: str, **said: Any) -> Answer:
        """Send a request below `/epos/v1`."""
        response = self.http.request(method, f"/epos/v1{path}", headers=self.headers, **said)
        return checked(method, path, response)

    def get(self, path: str) -> Answer:
        return self.call("GET", path)

    def post(self, path: str, body: Any = None) -> Answer:
        return self._send("POST", path, body)

    def put(self, path: str, body: Any) -> Answer:
        return self._send("PUT", path, body)

    def delete(self, path: str) -> Answer:
        return self.call("DELETE", path)

    def _send(self, method: str, path: str, body: Any) -> Answer:
        content = body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)
        headers = self.headers | {"Content-Type": "application/json"}
        return checked(method, path, self.http.request(method, f"/epos/v1{path}", headers=headers, content=content))

    def order(self, order_id: str) -> Json:
        """An order as it stands."""
        found: Json = self.get(f"/orders/{order_id}").good
        return found

    def found(self, what: str = "orders", **filters: Any) -> list[Json]:
        """All that a search finds on its first page."""
        rows: list[Json] = self.post(f"/{what}/search", filters).good["data"]
        return rows

    def ids(self, what: str = "orders", **filters: Any) -> list[str]:
        """The ids of all that a search finds on its first page."""
        return [row["id"] for row in self.found(what, **filters)]

    def pay(self, order_id: str, amount: int, tip: int | None = None, intent: str | None = None, **more: Any) -> Answer:
        """Record a payment in pounds."""
        body: Json = {"paymentIntentId": intent or fresh("pi"), "paidAmount": pounds(amount), **more}
        if tip is not None:
            body["tipsAmount"] = pounds(tip)
        return self.post(f"/orders/{order_id}/record-payment", body)

    def lock(self, order_id: str, lock_id: str, expiry: str = "2099-01-01T00:00:00.000Z") -> Answer:
        """Lock an order."""
        return self.post(f"/orders/{order_id}/lock", {"lockId": lock_id, "expiry": expiry})

    def unlock(self, order_id: str, lock_id: str) -> Answer:
        """Unlock an order."""
        return self.delete(f"/orders/{order_id}/locks/{lock_id}")

    def tell(self, intent: str, status: str, **more: Any) -> Answer:
        """Tell of a card payment."""
        return self.post("/events", event(intent, status, **more))


def pounds(value: int, currency: str = "GBP") -> Json:
    """An amount in pence."""
    return {"value": value, "currencyCode": currency}


def event(intent: str, status: str, **more: Any) -> Json:
    """An event about a card payment."""
    return {
        "id": fresh("event"),
        "accountId": "acc_1",
        "event": "payment_intent.created" if status == "Created" else "payment_intent.status_updated",
        "data": {"paymentIntentId": intent, "paymentStatus": status, "captureMode": "Manual"},
        "createdAt": "2026-08-24T14:15:22Z",
    } | more


def item(plu: str = "CHIPSX", price: int = 550, quantity: int = 1, name: str = "Chips", **more: Any) -> Json:
    """A line of an order: by default triple-cooked chips at £5.50."""
    return {"amountPerItem": pounds(price), "quantity": quantity, "name": name, "plu": plu, **more}


def order(*items: Json, **more: Any) -> Json:
    """What places an order: by default ten plates of chips, £55.00."""
    lines = list(items) or [item(quantity=10)]
    total = sum(line["amountPerItem"]["value"] * line["quantity"] for line in lines)
    said: Json = {
        "items": lines,
        "totalAmount": pounds(total),
        "dojoOrderId": fresh("order"),
        "payments": [],
        "details": {"orderType": "DineIn"},
    }
    return said | more


def at_table(table_id: str, **more: Any) -> Json:
    """Where an order is for."""
    return {"orderType": "DineIn", "dineIn": {"tableId": table_id, **more}}


@dataclass(frozen=True)
class House:
    """A demo restaurant's first location, as its terminals, its guests, its staff and a partner app see it."""

    terminal: Terminal
    guest: Place
    partner: Partner
    truth: Truth

    def table(self, number: int) -> str:
        """A table's id."""
        return self.guest.table(number)

    def tables(self, *numbers: int) -> list[str]:
        """The ids of tables."""
        return [self.table(number) for number in numbers]

    def place(self, *items: Json, **more: Any) -> Json:
        """Place an order, and return it."""
        placed: Json = self.terminal.post("/orders", order(*items, **more)).good
        return placed

    def party(self, *tables: int, **more: Any) -> Json:
        """What seats a party."""
        said: Json = {
            "dojoPartyId": fresh("party"),
            "startTime": "2026-08-12T09:30:00.000Z",
            "tableIds": self.tables(*(tables or (1,))),
        }
        return said | more

    def seat(self, *tables: int, **more: Any) -> Json:
        """Seat a party, and return it."""
        seated: Json = self.terminal.post("/parties", self.party(*tables, **more)).good
        return seated

    def booking(self, *tables: int, start: str = "13:00", end: str = "15:00", **more: Any) -> Json:
        """What makes a reservation."""
        said: Json = {
            "dojoReservationId": fresh("reservation"),
            "name": "Sasha J.",
            "covers": 3,
            "startTime": f"2026-12-12T{start}:00.000Z",
            "endTime": f"2026-12-12T{end}:00.000Z",
            "tableIds": self.tables(*(tables or (1,))),
        }
        return said | more

    def book(self, *tables: int, **more: Any) -> Json:
        """Make a reservation, and return it."""
        booked: Json = self.terminal.post("/reservations", self.booking(*tables, **more)).good
        return booked

    def payments(self, order_id: str) -> list[tuple[int, int, int]]:
        """Amount, tip and service charge of every payment on the ledger, oldest first."""
        rows = self.truth.rows(
            "SELECT amount, tip, service_charge FROM payments WHERE order_id = %s ORDER BY created_at, id", order_id
        )
        return [(row["amount"], row["tip"], row["service_charge"]) for row in rows]

    def given_back(self, order_id: str) -> list[tuple[int, int, int]]:
        """Amount, tip and service charge of everything that was given back."""
        rows = self.truth.rows(
            "SELECT amount, tip, service_charge FROM refund_payments WHERE order_id = %s ORDER BY refund_id, sort",
            order_id,
        )
        return [(row["amount"], row["tip"], row["service_charge"]) for row in rows]
