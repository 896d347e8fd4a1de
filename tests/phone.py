"""Phones at a table and staff on the floor: the Guest API over HTTP, and what both hear on its socket."""

import itertools
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from comanda.demo import blueprint as bp
from comanda.demo.seed import demo_id
from comanda.demo.serve import Credentials, email_of
from tests.app.singapore import WINGS

Json = dict[str, Any]
PATIENCE = 10.0
"""Seconds that something may take to be told; only ever waited for whole when a test fails."""
_addresses = itertools.count(2)


@dataclass(frozen=True)
class Reply:
    """A status, the headers and the parsed body."""

    status: int
    body: Any
    headers: httpx.Headers

    @property
    def data(self) -> Any:
        """What a good answer holds; fails the test on any other."""
        assert self.status in (200, 201), (self.status, self.body)
        assert self.body["success"] is True
        return self.body["data"]

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and code of a refusal, its envelope checked."""
        assert self.body["success"] is False, self.body
        assert {"code", "message"} <= set(self.body["error"])
        return self.status, self.body["error"]["code"]


class Ear:
    """A socket that is listened to from a test."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.heard: list[Json] = []
        """Every message so far but heartbeats, in order."""
        self.beats: list[Json] = []
        self.greeting: Json = {}

    @property
    def rooms(self) -> set[str]:
        """The rooms it was put into when it was greeted."""
        return set(self.greeting["payload"]["rooms"])

    @property
    def seq(self) -> int:
        """The highest number it was told of."""
        numbers: list[int] = [said["seq"] for said in (self.greeting, *self.beats, *self.heard) if "seq" in said]
        return max(numbers)

    def say(self, **said: Any) -> None:
        """Send a message."""
        self.connection.send(json.dumps(said))

    def next(self, kind: str, **payload: Any) -> Json:
        """Return the next message of a kind whose payload says this; what comes before it is kept in `heard`."""
        deadline = time.monotonic() + PATIENCE
        while True:
            said = self._receive(deadline, kind)
            if said["type"] == "heartbeat":
                self.beats.append(said)
            else:
                self.heard.append(said)
            about = said.get("payload") or {}
            if said["type"] == kind and all(about.get(name) == value for name, value in payload.items()):
                return said

    def _receive(self, deadline: float, kind: str) -> Json:
        try:
            said = json.loads(self.connection.recv(max(0.0, deadline - time.monotonic())))
        except (TimeoutError, ConnectionClosed) as error:
            raise AssertionError(f"{kind} was not heard, only {self.kinds()[-20:]}: {error!r}") from error
        assert isinstance(said, dict)
        assert isinstance(said["timestamp"], int), said
        return said

    def kinds(self) -> list[str]:
        """Return the types of all it heard."""
        return [said["type"] for said in self.heard]

    def closed(self) -> int:
        """Wait until the other side closes, keeping what it still says, and return the code."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                said = json.loads(self.connection.recv(max(0.0, deadline - time.monotonic())))
            except ConnectionClosed:
                assert self.connection.close_code is not None
                return self.connection.close_code
            (self.beats if said["type"] == "heartbeat" else self.heard).append(said)


@contextmanager
def raw_socket(base_url: str, query: str = "", origin: str | None = None) -> Iterator[Ear]:
    """Connect to `/ws`, without a word."""
    url = f"ws://{urlsplit(base_url).netloc}/ws{query}"
    with connect(url, origin=Origin(origin) if origin else None, proxy=None, close_timeout=2) as connection:
        yield Ear(connection)


@contextmanager
def listening(base_url: str, token: str, *, seq: int | None = None, by_message: bool = False) -> Iterator[Ear]:
    """Connect to `/ws` with a token, either way, and wait for the greeting."""
    since = {} if seq is None else {"seq": seq}
    query = "" if by_message else f"?token={token}" + "".join(f"&seq={seq}" for seq in since.values())
    with raw_socket(base_url, query) as ear:
        if by_message:
            ear.say(type="auth", token=token, **since)
        ear.greeting = ear.next("auth:success")
        ear.heard.clear()
        yield ear


@dataclass(frozen=True)
class Caller:
    """Whoever holds a token, at one location."""

    house: "House"
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What every request of theirs carries."""
        return {"Authorization": f"Bearer {self.token}"}

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Send a request below `/api`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.house.http.request(method, "/api" + path, json=body, headers=self.headers | named)
        return Reply(response.status_code, response.json(), response.headers)

    def get(self, path: str) -> Reply:
        return self.call("GET", path)

    def post(self, path: str, body: Any = None, **headers: str) -> Reply:
        return self.call("POST", path, body, **headers)

    def put(self, path: str, body: Any) -> Reply:
        return self.call("PUT", path, body)

    def patch(self, path: str, body: Any = None) -> Reply:
        return self.call("PATCH", path, body)

    @contextmanager
    def listening(self, *, seq: int | None = None, by_message: bool = False) -> Iterator[Ear]:
        """Listen on the socket."""
        with listening(str(self.house.http.base_url), self.token, seq=seq, by_message=by_message) as ear:
            yield ear


@dataclass(frozen=True)
class Phone(Caller):
    """A guest's phone."""

    session: str

    def order(self, quantity: int = 1, key: str | None = None, **said: Any) -> Reply:
        """Order plates of wings, or whatever `said` says instead."""
        body = {"items": [plate(quantity)], **said}
        return self.post("/customer/orders", body, **({"Idempotency_Key": key} if key else {}))

    def ask_for(self, action: str) -> Reply:
        """Call the waiter, or ask for the bill."""
        return self.post("/customer/table-action", {"action": action, "tableSessionId": self.session})


@dataclass(frozen=True)
class Staff(Caller):
    """Somebody who signed in."""

    refresh_token: str
    id: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "X-Branch-Id": self.house.branch_id}

    def approve(self, session: str) -> Reply:
        return self.patch(f"/tables/sessions/{session}/approve")

    def reject(self, session: str) -> Reply:
        return self.patch(f"/tables/sessions/{session}/reject", {"reason": "Full house"})

    def end(self, session: str, *, force: bool = False) -> Reply:
        return self.patch(f"/tables/sessions/{session}/end", {"force": force})

    def free(self, table: int) -> None:
        """Make a table free, whatever happens at it."""
        self.post(f"/tables/{self.house.table(table)}/free", {"force": True})

    def move(self, table: int, target: int) -> Reply:
        where = {"targetTableId": self.house.table(target)}
        return self.post(f"/tables/{self.house.table(table)}/session/move", where)

    def merge(self, table: int, target: int) -> Reply:
        where = {"targetTableId": self.house.table(target)}
        return self.post(f"/tables/{self.house.table(table)}/session/merge", where)

    def accept(self, order: str) -> Reply:
        return self.patch(f"/orders/{order}/status", {"status": "confirmed"})

    def pay(self, session: str, amount: int, **said: Any) -> Reply:
        return self.post("/payments", {"tableSessionId": session, "method": "cash", "amount": amount, **said})


@dataclass(frozen=True)
class House:
    """The first location of a demo restaurant, on some server."""

    http: httpx.Client
    restaurant: bp.Restaurant
    credentials: Credentials
    signed_in: dict[str, Staff] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.restaurant.locations[0].slug

    @property
    def branch_id(self) -> str:
        return str(demo_id(self.restaurant.slug, self.slug))

    def table(self, number: int) -> str:
        """Return the id of a table."""
        return str(demo_id(self.restaurant.slug, self.slug, "table", str(number)))

    def at(self, table: int) -> str:
        """Return the path that a table's code opens."""
        return f"/api/customer/{self.slug}/{self.slug}-{table}"

    def ask(self, table: int, name: str = "Ana") -> Reply:
        """Ask for a table as any phone may, from an address of its own: requests of one address are limited."""
        with self._from_elsewhere() as http:
            response = http.post(self.at(table) + "/session", json={"customerName": name})
        return Reply(response.status_code, response.json(), response.headers)

    def phone(self, table: int, name: str = "Ana") -> Phone:
        """Return a phone that asked for a table, or joined whoever sits there."""
        said = self.ask(table, name).data
        return Phone(self, said["token"], said["sessionId"])

    def seated(self, table: int, name: str = "Ana") -> Phone:
        """Return a phone that asked for a table and was let in."""
        phone = self.phone(table, name)
        assert self.staff("waiter").approve(phone.session).data["status"] == "active"
        return phone

    def look(self, table: int, session: str | None = None) -> Any:
        """Return what somebody is told who has no token: of a table, or of a request."""
        path = f"/session-status/{session}" if session else "/check-session"
        response = self.http.get(self.at(table) + path)
        return Reply(response.status_code, response.json(), response.headers).data

    def staff(self, role: str, which: int = 0) -> Staff:
        """Return somebody of a role; the same sign-in each time, since sign-ins are limited."""
        person = [each for each in self.restaurant.staff if each.role == role][which]
        email = email_of(self.restaurant, person)
        if email not in self.signed_in:
            self.signed_in[email] = self.sign_in(email)
        return self.signed_in[email]

    def sign_in(self, email: str) -> Staff:
        """Sign somebody in anew."""
        who = {"email": email, "password": self.credentials.passwords[email]}
        said = self.http.post("/api/auth/login", json=who).json()["data"]
        return Staff(self, said["accessToken"], said["refreshToken"], said["user"]["id"])

    @contextmanager
    def _from_elsewhere(self) -> Iterator[httpx.Client]:
        if type(self.http) is not httpx.Client:  # in this process, where there are no addresses
            yield self.http
            return
        number = next(_addresses)
        transport = httpx.HTTPTransport(local_address=f"127.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
        with httpx.Client(base_url=self.http.base_url, transport=transport, timeout=30) as http:
            yield http


Work = list[Callable[[], Reply]]
"""What several people do at once."""


def plate(quantity: int = 1, **more: Any) -> Json:
    """Return a line of wings."""
    return {"menuItemId": str(WINGS), "quantity": quantity, **more}


@contextmanager
def house_at(base_url: str, restaurant: bp.Restaurant, credentials: Credentials) -> Iterator[House]:
    """Return a restaurant on a server, spoken to by many at once."""
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
    with httpx.Client(base_url=base_url, timeout=30, limits=limits) as http:
        yield House(http, restaurant, credentials)


def until(what: Callable[[], bool], within: float = PATIENCE) -> None:
    """Wait until something outside of the test's hands is so."""
    deadline = time.monotonic() + within
    while not what():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.02)
