"""Web processes killed while they work, answers that never arrive, and a server asked to stop."""

import os
import signal
import socket
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2 as httpx
import orjson
import psycopg

from tests.app.singapore import RESTAURANT, cart, cash
from tests.faults.load import Told, ask_again, check_kept, ordering
from tests.server import Server, never_failed, serving
from tests.truth import Truth


def wait_for(server: Server, workers: int, gone: int) -> None:
    """Wait until a killed process has been replaced."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        running = server.workers()
        if len(running) == workers and gone not in running:
            return
        time.sleep(0.05)
    raise AssertionError("the killed process was not replaced")


def test_killing_web_processes_loses_no_acknowledged_order(truth: Truth, token: str, tmp_path: Path) -> None:
    told = Told()
    with serving(truth.url, tmp_path, workers=2) as server:
        with ordering(lambda: server.partner(token), told):
            for _ in range(2):
                time.sleep(0.4)
                victim = server.workers()[0]
                os.kill(victim, signal.SIGKILL)
                wait_for(server, 2, victim)
            time.sleep(0.4)
        assert len(told.acknowledged) > 50
        check_kept(truth, told)
        never_failed(told.refused)
        partner = server.partner(token)
        with partner.http:
            ask_again(partner, told, truth)


def test_killing_the_whole_server_loses_no_acknowledged_order(truth: Truth, token: str, tmp_path: Path) -> None:
    told = Told()
    with serving(truth.url, tmp_path) as server, ordering(lambda: server.partner(token), told):
        time.sleep(1)
        os.kill(server.process.pid, signal.SIGKILL)
        time.sleep(0.1)
    assert told.acknowledged
    assert told.unanswered
    check_kept(truth, told)
    kept = {row["key"] for row in truth.rows("SELECT key FROM idempotency_keys")}
    told.unsure = [key for key in told.unsure if key in kept] + told.unsure[:20]
    with serving(truth.url, tmp_path) as server:
        partner = server.partner(token)
        with partner.http:
            ask_again(partner, told, truth)


def raw_submit(token: str, key: str, body: bytes) -> bytes:
    head = (
        f"POST /v1/{RESTAURANT}/onlineorder/cart/submit HTTP/1.1",
        "Host: localhost",
        f"Authorization: Bearer {token}",
        f"Idempotency-Key: {key}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def test_an_order_whose_answer_was_lost_is_placed_once(truth: Truth, token: str, tmp_path: Path) -> None:
    """The caller hangs up as soon as it has sent, or while the order is being written, and asks again with its key."""
    body = orjson.dumps(cart())
    with serving(truth.url, tmp_path, workers=2) as server:
        address = urlsplit(server.base_url)
        assert address.hostname is not None
        partner = server.partner(token)
        keys = [str(uuid4()) for _ in range(40)]
        told = []
        with partner.http:
            for at, key in enumerate(keys):
                with socket.create_connection((address.hostname, address.port or 80)) as connection:
                    if at % 2:
                        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    connection.sendall(raw_submit(token, key, body))
                    time.sleep((at % 5) * 0.002)
                answers = [partner.post("/cart/submit", cart(), **{"Idempotency-Key": key}) for _ in range(2)]
                never_failed(answers)
                told.append([answer.data["id"] for answer in answers])
    assert all(first == second for first, second in told)
    assert truth.one("SELECT count(*) FROM orders") == len(keys) == len({first for first, _ in told})
    truth.has_only_whole_orders()


def test_half_a_request_places_nothing_and_harms_nobody(truth: Truth, token: str, tmp_path: Path) -> None:
    with serving(truth.url, tmp_path) as server:
        address = urlsplit(server.base_url)
        said = raw_submit(token, "half", orjson.dumps(cart()))
        for length in (len(said) - 1, len(said) // 2, 30):
            with socket.create_connection((address.hostname or "", address.port or 80)) as connection:
                connection.sendall(said[:length])
        partner = server.partner(token)
        with partner.http:
            assert partner.get("/restaurant").status == 200
    assert truth.one("SELECT count(*) FROM orders") == 0
    assert server.errors.read_text() == ""


def test_a_server_asked_to_stop_finishes_what_it_was_asked(truth: Truth, token: str, tmp_path: Path) -> None:
    for workers in (1, 2):
        with serving(truth.url, tmp_path, workers=workers) as server, psycopg.connect(truth.url) as holding:
            partner = server.partner(token)
            with partner.http:
                order = partner.post("/cart/submit", cart()).data["id"]
                holding.execute("SELECT FROM orders WHERE id = %s FOR NO KEY UPDATE", (order,))
                answers = []
                paying = threading.Thread(
                    target=lambda: answers.append(partner.post(f"/orders/{order}/payments", cash("1.00")))  # noqa: B023
                )
                paying.start()
                time.sleep(0.4)
                server.process.send_signal(signal.SIGTERM)
                time.sleep(0.8)
                assert server.process.poll() is None, "it waits for the request under way"
                holding.rollback()
                paying.join()
            assert [answer.status for answer in answers] == [200]
            assert truth.order(order)["paid"] == 100
            assert server.process.wait(10) == 0
            try:
                httpx.get(server.base_url + "/healthz", timeout=2)
            except httpx.TransportError:
                continue
            raise AssertionError("a stopped server still answers")


def test_a_server_that_stops_under_load_drops_nobody_it_answered(truth: Truth, token: str, tmp_path: Path) -> None:
    told = Told()
    with serving(truth.url, tmp_path) as server, ordering(lambda: server.partner(token), told):
        time.sleep(0.8)
        assert server.stop() == 0
        time.sleep(0.1)
    assert told.acknowledged
    never_failed(told.refused)
    check_kept(truth, told)
    assert truth.one("SELECT count(*) FROM orders") == len(told.acknowledged), "nothing was done that was not answered"
