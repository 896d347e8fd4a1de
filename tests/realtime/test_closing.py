"""Sockets whose owner may no longer listen, and those that do not read, are closed; the others go on."""

import base64
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import jwt
import orjson
import psutil
import psycopg
import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from comanda.api.guest import sockets
from comanda.config import Settings
from comanda.demo.serve import email_of
from comanda.demo.singapore import SINGAPORE
from comanda.identity.signing import Signer
from comanda.store.database import Database
from comanda.wiring import create_app
from tests.app.running import with_database
from tests.app.singapore import LOCATION, RESTAURANT
from tests.conftest import Template
from tests.phone import House, until
from tests.realtime.hearing import everywhere
from tests.server import Server
from tests.truth import Truth


@pytest.fixture
def quick(database_url: str, template: Template, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The application in this process, that asks more often whether a token still counts."""
    monkeypatch.setattr(sockets, "RECHECK_SECONDS", 0.1)
    app = create_app(Settings(database_url=database_url, pool_size=4))
    with TestClient(app, raise_server_exceptions=False) as http:
        yield House(http, SINGAPORE, template.credentials)


def last_words(house: House, token: str, *, when_in: Callable[[], object] = lambda: None) -> tuple[list[str], int]:
    """Connect, do something, and return what is said until the socket is closed, and the code."""
    assert isinstance(house.http, TestClient)
    kinds: list[str] = []
    with house.http.websocket_connect(f"/ws?token={token}") as socket_:
        assert socket_.receive_json()["type"] == "auth:success"
        when_in()
        with pytest.raises(WebSocketDisconnect) as closed:
            while True:
                kinds.append(socket_.receive_json()["type"])
    return [kind for kind in kinds if kind != "heartbeat"], closed.value.code


def test_signing_out_closes_the_socket(quick: House) -> None:
    email = email_of(SINGAPORE, SINGAPORE.staff[0])
    here, elsewhere = quick.sign_in(email), quick.sign_in(email)

    def sign_out() -> None:
        assert here.post("/auth/logout", {"refreshToken": here.refresh_token}).status == 200

    assert last_words(quick, here.token, when_in=sign_out) == (["auth:expired"], 4401)
    assert elsewhere.get("/auth/me").status == 200
    with pytest.raises(WebSocketDenialResponse) as refused:
        last_words(quick, here.token)
    assert refused.value.status_code == 401


def test_leaving_the_restaurant_closes_the_socket(quick: House, database_url: str) -> None:
    truth, cook = Truth(database_url), quick.staff("kitchen")
    assert last_words(
        quick,
        cook.token,
        when_in=lambda: truth.rows("UPDATE users SET active = false WHERE id = %s RETURNING id", cook.id),
    ) == (["auth:expired"], 4401)


def test_a_token_that_expires_closes_the_socket(quick: House, database_url: str) -> None:
    phone = quick.seated(3)
    claims = jwt.decode(phone.token, options={"verify_signature": False})
    kept = {name: claims[name] for name in ("sub", "role", "org", "branch", "table", "jti")}

    async def sign(database: Database) -> str:
        return await Signer(database).sign(kept, datetime.now(UTC), timedelta(seconds=2))

    token = with_database(database_url, sign)
    began = time.monotonic()
    assert last_words(quick, token) == (["auth:expired"], 4401)
    assert time.monotonic() - began < 10
    assert last_words(quick, phone.token, when_in=lambda: quick.staff("waiter").end(phone.session))[1] == 4401


def test_a_database_that_is_away_for_a_moment_sends_nobody_off(
    quick: House, database_url: str, template: Template
) -> None:
    phone = quick.seated(3)
    assert isinstance(quick.http, TestClient)
    with quick.http.websocket_connect(f"/ws?token={phone.token}") as listening:
        assert listening.receive_json()["type"] == "auth:success"
        with psycopg.connect(template.admin_url, autocommit=True) as admin:
            name = urlsplit(database_url).path[1:]
            for _ in range(3):
                admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        until(lambda: quick.http.get("/readyz").status_code == 200)
        order = phone.order().data
        while (said := listening.receive_json())["type"] == "heartbeat":
            pass
        assert (said["type"], said["payload"]["orderId"]) == ("order:new", order["id"])


def mute(server: Server, token: str) -> socket.socket:
    """Connect to `/ws` and never read again."""
    address = urlsplit(server.base_url)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect((address.hostname, address.port))
    key = base64.b64encode(b"0123456789abcdef").decode()
    head = (
        f"GET /ws?token={token} HTTP/1.1",
        f"Host: {address.netloc}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
    )
    connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n")
    assert connection.recv(12) == b"HTTP/1.1 101"
    return connection


def is_held(server: Server, connection: socket.socket) -> bool:
    """Tell whether a process of the server still holds the other end of a connection."""
    address = connection.getsockname()
    return any(
        tuple(found.raddr) == address
        for pid in server.workers()
        for found in psutil.Process(pid).net_connections("tcp")
        if found.status == psutil.CONN_ESTABLISHED
    )


def test_a_phone_that_never_reads_is_dropped_and_the_others_go_on(
    server: Server, house: House, truth: Truth, table: int
) -> None:
    phone = house.seated(table)
    said = {"session": phone.session, "customer_name": "x" * 60_000, "tables": []}
    with everywhere(server, phone) as ears, mute(server, phone.token) as silent:
        until(lambda: is_held(server, silent))
        for _ in range(20):
            truth.rows(
                "INSERT INTO events (tenant_id, topic, object_id, location_id, payload, created_at)"
                " SELECT %s, 'session.approved', %s, %s, %s, now() FROM generate_series(1, 10) RETURNING seq",
                RESTAURANT,
                phone.session,
                LOCATION,
                orjson.dumps(said).decode(),
            )
            order = phone.order().data
            for ear in ears:
                ear.next("order:new", orderId=order["id"])
        for ear in ears:
            assert ear.kinds().count("order:new") == 20
            assert ear.kinds().count("session:approved") >= 190
        until(lambda: not is_held(server, silent), within=60)
        order = phone.order().data
        for ear in ears:
            ear.next("order:new", orderId=order["id"])
