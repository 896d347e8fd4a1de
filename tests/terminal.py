"""The back end of a location's card terminals: the EPOS Data API over HTTP, and cards that are charged.

It behaves as the terminals' documentation says: an order is fetched by its id before a card is charged, what got no
answer is sent again, and a payment that is refused with 409 is reversed.
"""

import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2 as httpx
import orjson

from comanda.api.epos.presenters.plain import instant

Json = dict[str, Any]
LOCK_SECONDS = 120
PLACES = ("items", "discounts", "taxLines", "payments")


@dataclass(frozen=True)
class Answer:
    """A status, the headers and the parsed body (None when empty)."""

    status: int
    body: Any
    headers: httpx.Headers

    @property
    def data(self) -> Any:
        """What a good answer holds; fails the test on any other."""
        assert self.status == 200, (self.status, self.body)
        return self.body

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and type of a refusal, its envelope checked."""
        assert set(self.body) == {"errorType", "debugMessage", "traceId"}, self.body
        assert len(self.body["traceId"]) == 32
        return self.status, self.body["errorType"]

    @property
    def message(self) -> str:
        """What a refusal says."""
        assert self.status >= 400, self.body
        return cast("str", self.body["debugMessage"])


@dataclass(frozen=True)
class Card:
    """A card that was charged, and what the till's side said to that.

    Attributes:
        answer: to the recording of it.
        reversed: whether the money went back to the guest, since it could not be recorded.
    """

    intent: str
    amount: int
    tip: int
    answer: Answer
    reversed: bool

    @property
    def order(self) -> Json:
        """The order as it was answered once the payment stood on it."""
        return cast("Json", self.answer.data)


@dataclass(frozen=True)
class Terminal:
    """A caller of one location's EPOS Data API."""

    http: httpx.Client
    username: str
    password: str
    currency: str = "SGD"
    headers: dict[str, str] = field(
        default_factory=lambda: {
            "waiter-id": "42",
            "dojo-requesting-product": "Pay at Table",
            "device-id": "tm_sandbox_1",
            "device-type": "Dojo Terminal",
        }
    )

    def as_product(self, name: str) -> "Terminal":
        """Return the same back end on behalf of another product, as its headers say."""
        return replace(self, headers={**self.headers, "dojo-requesting-product": name})

    def call(self, method: str, path: str, body: Any = None) -> Answer:
        """Send a request below `/epos/v1`."""
        response = self.http.request(
            method, "/epos/v1" + path, json=body, headers=self.headers, auth=(self.username, self.password)
        )
        return Answer(response.status_code, response.json() if response.content else None, response.headers)

    def money(self, value: int) -> Json:
        """Return an amount of minor units."""
        return {"value": value, "currencyCode": self.currency}

    # What is there

    def areas(self) -> list[Json]:
        return cast("list[Json]", self.call("GET", "/areas").data)

    def tables(self, **wanted: str) -> list[Json]:
        """Return the tables found, page after page."""
        return list(self._pages("/tables/search", wanted))

    def orders(self, *, payable: bool = False, **where: str) -> list[Json]:
        """Return the orders found, page after page: `tableId`, `waiterId`, `partyId` or `reservationId`."""
        return list(self._pages("/orders/search", {"dineIn": where, "payableOnly": payable}))

    def parties(self, *, completed: bool = False, **wanted: str) -> list[Json]:
        return list(self._pages("/parties/search", {"completedOnly": completed, **wanted}))

    def reservations(self, **wanted: str) -> list[Json]:
        return list(self._pages("/reservations/search", wanted))

    def _pages(self, path: str, wanted: Json, limit: int = 50) -> Iterator[Json]:
        cursor: Json = {"limit": limit}
        while True:
            page = self.call("POST", path, {**wanted, "cursor": cursor}).data
            if isinstance(page, list):
                (page,) = page
            yield from page["data"]
            if "after" not in page:
                return
            cursor = {"limit": limit, "after": page["after"]}

    # Orders

    def order(self, order_id: str) -> Json:
        """Return an order, its sums checked."""
        return whole(self.call("GET", f"/orders/{order_id}").data)

    def place(self, **said: Any) -> Answer:
        return self.call("POST", "/orders", said)

    def cancel(self, order_id: str) -> Answer:
        return self.call("DELETE", f"/orders/{order_id}")

    def bill(self, order_id: str) -> Json:
        return cast("Json", self.call("GET", f"/orders/{order_id}/bill").data)

    def lock(self, order_id: str, lock_id: str, seconds: float = LOCK_SECONDS) -> Answer:
        return self.call("POST", f"/orders/{order_id}/lock", {"lockId": lock_id, "expiry": after(seconds)})

    def extend(self, order_id: str, lock_id: str, seconds: float = LOCK_SECONDS) -> Answer:
        return self.call("PUT", f"/orders/{order_id}/locks/{lock_id}", {"expiry": after(seconds)})

    def unlock(self, order_id: str, lock_id: str) -> Answer:
        return self.call("DELETE", f"/orders/{order_id}/locks/{lock_id}")

    # Money

    def paid(self, intent: str | None, amount: int, tip: int = 0, lock: str | None = None) -> Json:
        """Return what is said of a payment; a tip of nothing and a lock that is not there are not mentioned."""
        said: Json = {"paidAmount": self.money(amount)}
        if intent is not None:
            said["paymentIntentId"] = intent
        if tip:
            said["tipsAmount"] = self.money(tip)
        if lock is not None:
            said["lockId"] = lock
        return said

    def record(self, order_id: str, intent: str, amount: int, tip: int = 0, lock: str | None = None) -> Answer:
        """Tell that a payment was made; nothing more is done about it, whatever the answer."""
        return self.call("POST", f"/orders/{order_id}/record-payment", self.paid(intent, amount, tip, lock))

    def event(self, intent: str, status: str, *, mode: str = "Auto", id_: str | None = None) -> Answer:
        """Tell how far a payment is."""
        topic = "created" if status == "Created" else "status_updated"
        return self.call(
            "POST",
            "/events",
            {
                "id": id_ or f"evt_{uuid4().hex}",
                "accountId": "acc_1",
                "event": f"payment_intent.{topic}",
                "data": {"paymentIntentId": intent, "paymentStatus": status, "captureMode": mode},
                "createdAt": after(0),
            },
        )

    def charge(
        self,
        order_id: str,
        amount: int,
        tip: int = 0,
        *,
        lock: str | None = None,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> Card:
        """Charge a card for an order: look at it once more, take the money, record it, and reverse it if refused.

        Args:
            meanwhile: what happens while the guest types the number.
        """
        found = self.order(order_id)
        assert found["payable"], "a terminal does not offer this order"
        assert amount <= owed(found), "a terminal does not take more than is owed"
        intent = new_intent()
        assert self.event(intent, "Created").status == 200
        meanwhile()
        answer = self.record(order_id, intent, amount, tip, lock)
        if answer.status != 200:
            assert answer.refusal == (409, "Conflict"), answer.body
            assert self.event(intent, "Reversed").status == 200
            return Card(intent, amount, tip, answer, reversed=True)
        assert self.event(intent, "Captured").status == 200
        whole(answer.data)
        return Card(intent, amount, tip, answer, reversed=False)

    @contextmanager
    def record_unheard(self, order_id: str, intent: str, amount: int, tip: int = 0) -> Iterator[None]:
        """Tell that a payment was made, and lose the connection after the block, before any answer is read."""
        address, body = urlsplit(str(self.http.base_url)), orjson.dumps(self.paid(intent, amount, tip))
        path, signed = f"/epos/v1/orders/{order_id}/record-payment", f"{self.username}:{self.password}".encode()
        headers = {
            **self.headers,
            "host": address.netloc,
            "authorization": f"Basic {b64encode(signed).decode()}",
            "content-type": "application/json",
            "content-length": str(len(body)),
        }
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        with socket.create_connection((address.hostname or "", address.port or 80)) as connection:
            connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            yield

    # Parties and reservations

    def seat(self, *table_ids: str, **said: Any) -> Answer:
        """Seat a party."""
        return self.call(
            "POST",
            "/parties",
            {"dojoPartyId": new_id("party"), "startTime": after(0), "tableIds": list(table_ids), **said},
        )

    def party(self, party_id: str) -> Json:
        return cast("Json", self.call("GET", f"/parties/{party_id}").data)

    def change(self, party: Json, **said: Any) -> Answer:
        """Say what a party is now: what it was, but for what is `said`."""
        kept = {name: party[name] for name in ("startTime", "status", "tableIds")}
        return self.call("PUT", f"/parties/{party['id']}", {**kept, **said})

    def leave(self, party: Json, status: str = "left") -> Answer:
        """Let a party leave."""
        return self.change(party, status=status, endTime=after(0))

    def book(self, *table_ids: str, starts: datetime, hours: float = 2, **said: Any) -> Answer:
        """Reserve tables."""
        booking = {
            "dojoReservationId": new_id("reservation"),
            "name": "Mrs Tan",
            "covers": 2,
            "startTime": instant(starts),
            "endTime": instant(starts + timedelta(hours=hours)),
            "tableIds": list(table_ids),
        }
        return self.call("POST", "/reservations", {**booking, **said})


def new_intent() -> str:
    """Return the id of a card payment that is just being made."""
    return new_id("pi_sandbox")


def new_id(kind: str) -> str:
    """Return an id of the terminals' side."""
    return f"{kind}_{uuid4().hex}"


def after(seconds: float) -> str:
    """Return a time so long from now."""
    return instant(datetime.now(UTC) + timedelta(seconds=seconds))


def owed(order: Json) -> int:
    """Return what is still to be paid of an order."""
    due, paid = order["totalAmount"]["value"], order["paidAmount"]["value"]
    assert isinstance(due, int)
    assert isinstance(paid, int)
    return due - paid


def whole(order: Json) -> Json:
    """Check that the sums of an order follow from its parts, and return it."""

    def costs(item: Json) -> int:
        each = item["amountPerItem"]["value"]
        each += sum(part["amountPerModifier"]["value"] * part["quantity"] for part in item["modifiers"])
        each += sum(costs(part) for part in item.get("subItems", ()))
        return int(each * item["quantity"])

    def total(of: str, named: str) -> int:
        return sum(entry[named]["value"] for entry in order[of])

    items = sum(costs(item) for item in order["items"])
    before_taxes = items - total("discounts", "amountTotal") + order["serviceChargeAmount"]["value"]
    expected = {before_taxes, before_taxes + total("taxLines", "amountTotal")}
    assert order["totalAmount"]["value"] in expected, "the parts do not make the total"
    assert order["paidAmount"]["value"] == total("payments", "paidAmount")
    assert order["tipsAmount"]["value"] == total("payments", "tipsAmount")
    assert 0 <= order["paidAmount"]["value"] <= order["totalAmount"]["value"]
    going_on = order["status"] not in ("Finalized", "Canceled", "Failed")
    assert order["payable"] is (going_on and owed(order) > 0)
    assert len({entry["currencyCode"] for name in PLACES for entry in _amounts(order[name])}) <= 1
    return order


def _amounts(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        if "currencyCode" in value:
            yield value
        for entry in value.values():
            yield from _amounts(entry)
    if isinstance(value, list):
        for entry in value:
            yield from _amounts(entry)


@contextmanager
def terminal_at(base_url: str, username: str, password: str) -> Iterator[Terminal]:
    """Return a terminals' back end that many may use at once."""
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
    with httpx.Client(base_url=base_url, timeout=30, limits=limits) as http:
        yield Terminal(http, username, password)
