"""A phone at a table, and staff: the Guest API over HTTP, every answer's envelope checked."""

from dataclasses import dataclass, field
from typing import Any

import httpx2 as httpx
from starlette.testclient import TestClient

from comanda.demo.blueprint import Restaurant
from comanda.demo.serve import Credentials, email_of
from tests.api.online_order.carts import Shop
from tests.truth import Truth

Json = dict[str, Any]
NOBODY = "01950000-0000-7000-8000-0000000000ff"
"""An id that nothing has."""


@dataclass(frozen=True)
class Answer:
    """A status, the headers and the parsed body."""

    status: int
    body: Any
    headers: httpx.Headers

    @property
    def data(self) -> Any:
        """What a good answer holds; fails the test on any other."""
        assert self.status in (200, 201), (self.status, self.body)
        return self.body["data"]

    @property
    def created(self) -> Any:
        """What was made."""
        assert self.status == 201, (self.status, self.body)
        return self.body["data"]

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and code of a refusal."""
        assert self.body["success"] is False, (self.status, self.body)
        return self.status, self.body["error"]["code"]

    @property
    def message(self) -> str:
        """The words of a refusal."""
        assert self.body["success"] is False, (self.status, self.body)
        said: str = self.body["error"]["message"]
        return said

    @property
    def fields(self) -> set[str]:
        """The refused fields."""
        return set(self.body["error"].get("details", {}))


def _checked(response: httpx.Response) -> Answer:
    """Every answer is JSON with a body, in one of the two envelopes."""
    assert response.headers["content-type"].startswith("application/json"), (response.status_code, response.text)
    body = response.json()
    assert body["success"] is (response.status_code < 400), body
    if response.status_code < 400:
        assert "data" in body
        assert "error" not in body
    else:
        assert body.keys() <= {"success", "error", "data"}, body
        assert body["error"].keys() <= {"code", "message", "details"}, body
        assert isinstance(body["error"]["code"], str)
        assert body["error"]["message"]
        for field_name, problems in body["error"].get("details", {}).items():
            assert field_name
            assert problems
            assert all(isinstance(problem, str) for problem in problems)
    return Answer(response.status_code, body, response.headers)


@dataclass(frozen=True)
class Caller:
    """Whoever sends these headers."""

    http: TestClient
    headers: dict[str, str] = field(default_factory=dict)

    def raw(self, method: str, path: str, **said: Any) -> httpx.Response:
        """Send a request and return whatever comes back."""
        headers = self.headers | said.pop("headers", {})
        return self.http.request(method, f"/api{path}", headers=headers, **said)

    def call(self, method: str, path: str, **said: Any) -> Answer:
        """Send a request."""
        return _checked(self.raw(method, path, **said))

    def get(self, path: str, **query: Any) -> Answer:
        """GET with query parameters."""
        return self.call("GET", path, params=query)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """POST a JSON body, or none at all although the header announces one."""
        return self._send("POST", path, body, headers)

    def patch(self, path: str, body: Any = None) -> Answer:
        """PATCH a JSON body, or none at all although the header announces one."""
        return self._send("PATCH", path, body, {})

    def put(self, path: str, body: Any) -> Answer:
        """PUT a JSON body."""
        return self._send("PUT", path, body, {})

    def delete(self, path: str) -> Answer:
        """DELETE."""
        return self._send("DELETE", path, None, {})

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is None:
            return self.call(method, path, headers={"Content-Type": "application/json"} | named)
        return self.call(method, path, json=body, headers=named)

    def at(self, http: TestClient) -> "Caller":
        """The same caller at another address."""
        return Caller(http, self.headers)


@dataclass(frozen=True)
class Phone(Caller):
    """A phone that asked for a table, or joined it."""

    token: str = ""
    session_id: str = ""
    """What the answer called its session: that of the party, or of this phone's own request to be let in."""

    @property
    def me(self) -> Any:
        """Who it is, where."""
        return self.get("/customer/me").data

    def order(self, *items: Json, **more: Any) -> Any:
        """Place a round."""
        headers = {"Idempotency_Key": more.pop("key")} if "key" in more else {}
        return self.post("/customer/orders", {"type": "dine_in", "items": list(items), **more}, **headers).created

    def orders(self, **query: str) -> list[Json]:
        """Its rounds, newest first."""
        found: list[Json] = self.get("/customer/my-orders", **query).data
        return found

    @property
    def bill(self) -> Any:
        """The table's bill."""
        return self.get("/customer/bill").data

    def act(self, action: str = "call_waiter", **more: Any) -> Answer:
        """Call."""
        return self.post("/customer/table-action", {"action": action, **more})


def phone(http: TestClient, token: str, session_id: str = "") -> Phone:
    """A phone with a token."""
    return Phone(http, {"Authorization": f"Bearer {token}"}, token, session_id)


@dataclass(frozen=True)
class Place:
    """A demo restaurant's first location, its guests and its staff."""

    http: TestClient
    shop: Shop
    restaurant: Restaurant
    credentials: Credentials
    truth: Truth
    signed_in: dict[str, Caller] = field(default_factory=dict)

    @property
    def public(self) -> Caller:
        """Somebody who scanned a code."""
        return Caller(self.http)

    @property
    def branch(self) -> str:
        """The location's id."""
        return self.shop.location

    def code(self, table: int) -> str:
        """What stands in the QR code of a table, after the slug."""
        return f"{self.shop.place}-{table}"

    def path(self, table: int = 15) -> str:
        """Where the guests of a table ask."""
        return f"/customer/{self.shop.place}/{self.code(table)}"

    def table(self, number: int) -> str:
        """A table's id."""
        return self.shop.table(number)

    def email(self, role: str, nth: int = 0) -> str:
        """The address somebody of a role signs in with."""
        return email_of(self.restaurant, [one for one in self.restaurant.staff if one.role == role][nth])

    def sign_in(self, role: str, nth: int = 0) -> Any:
        """Sign in as somebody of a role, and return what that answers."""
        email = self.email(role, nth)
        return self.public.post("/auth/login", {"email": email, "password": self.credentials.passwords[email]}).data

    def staff(self, role: str = "waiter", nth: int = 0) -> Caller:
        """Somebody of a role, at this location; they sign in once."""
        key = f"{self.shop.slug}/{role}/{nth}"
        if key not in self.signed_in:
            token = self.sign_in(role, nth)["accessToken"]
            self.signed_in[key] = Caller(
                self.http,
                {"Authorization": f"Bearer {token}", "X-Branch-Id": self.branch, "Content-Type": "application/json"},
            )
        return self.signed_in[key]

    def ask(self, table: int = 15, name: str = "Carlos Rodriguez", **more: Any) -> Phone:
        """Ask for a table, or join it."""
        said = self.public.post(f"{self.path(table)}/session", {"customerName": name, **more}).data
        return phone(self.http, said["token"], said["sessionId"])

    def seat(self, table: int = 15, name: str = "Carlos Rodriguez") -> Phone:
        """Ask for a table and be let sit down."""
        opener = self.ask(table, name)
        assert self.approve(opener.session_id).status == 200
        return opener

    def approve(self, session_id: str, role: str = "waiter") -> Answer:
        """Let a party sit down."""
        return self.staff(role).patch(f"/tables/sessions/{session_id}/approve")

    def reject(self, session_id: str) -> Answer:
        """Turn a party away."""
        return self.staff().patch(f"/tables/sessions/{session_id}/reject")

    def end(self, session_id: str, **said: Any) -> Answer:
        """End a party's session."""
        return self.staff().patch(f"/tables/sessions/{session_id}/end", said or None)

    def party(self, session_id: str) -> Any:
        """A party as staff see it."""
        return self.staff().get(f"/tables/sessions/{session_id}").data

    def expire(self, session_id: str) -> None:
        """Let a request have waited too long."""
        self.truth.rows(
            "UPDATE dining_sessions SET expires_at = now() - interval '1 second' WHERE id = %s RETURNING id",
            session_id,
        )

    def line(self, item: str, *options: tuple[str, str], variant: str | None = None, qty: int = 1, **more: Any) -> Json:
        """A line of an order: each option once."""
        said: Json = {"menuItemId": self.shop.item(item), "quantity": qty, **more}
        if variant is not None:
            said["variantId"] = self.shop.variant(item, variant)
        if options:
            said["modifiers"] = [{"modifierId": self.shop.option(*option)} for option in options]
        return said

    def pay(self, amount: int, role: str = "cashier", key: str | None = None, **more: Any) -> Answer:
        """Take a payment of an order (`orderId`) or a party (`tableSessionId`)."""
        body = {"method": "cash", "amount": amount, **more}
        return self.staff(role).post("/payments", body, **({"Idempotency_Key": key} if key else {}))
