"""Whoever sends webhook events, killed in the middle of it; and changes that were never committed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from comanda.kernel.ids import new_id
from comanda.notifications.webhooks.rules import verify
from comanda.store.database import Database, Event
from tests.app.running import with_database
from tests.app.singapore import LOCATION, RESTAURANT, cart
from tests.hooks import deliveries, endpoint
from tests.receiver import Receiver, Told, receiving, wait_until
from tests.server import COMANDA, serving
from tests.truth import Truth

DELIVER = """
import asyncio, sys
from comanda.api.online_order.webhook_payloads import PAYLOADS
from comanda.notifications.webhooks.deliver import Deliverer
from comanda.store.database import Database

async def run():
    database = Database(sys.argv[1], pool_size=4)
    await database.open()
    deliverer = Deliverer(database, PAYLOADS, allow_local=True)
    await deliverer.keep_delivering(asyncio.Event(), claim_seconds=float(sys.argv[2]))

asyncio.run(run())
"""
CHANGE = """
import asyncio, os, sys
from datetime import UTC, datetime
from uuid import UUID
from comanda.store.database import Database, Event

async def run():
    database = Database(sys.argv[1], pool_size=2)
    await database.open()
    async with database.unit_of_work(UUID(sys.argv[2])) as work:
        work.record(Event("order.created", UUID(sys.argv[4]), datetime.now(UTC), UUID(sys.argv[3])))
        if sys.argv[5] == "before":
            await work._flush()
            row = await work.one("SELECT count(*) AS noted FROM webhook_queue")
            print(row["noted"], "noted", flush=True)
            await asyncio.sleep(60)
    print("committed", flush=True)
    await asyncio.sleep(60)

asyncio.run(run())
"""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def change(truth: Truth, count: int) -> list[UUID]:
    """Record a change of so many orders, each in a transaction of its own."""
    orders = [new_id() for _ in range(count)]

    async def work(database: Database) -> None:
        for order in orders:
            async with database.unit_of_work(RESTAURANT) as unit:
                unit.record(Event("order.updated", order, datetime.now(UTC), LOCATION))

    with_database(truth.url, work)
    return orders


@contextmanager
def running(command: list[str], folder: Path, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / f"output-{len(list(folder.iterdir()))}.txt").open("wb") as sink:
        process = subprocess.Popen(command, stdout=sink, stderr=sink, env={**os.environ, **more})
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)


def deliverer(truth: Truth, claim_seconds: float = 30) -> list[str]:
    return [sys.executable, "-c", DELIVER, truth.url, str(claim_seconds)]


def test_what_a_killed_deliverer_was_sending_is_sent_again_byte_by_byte(
    truth: Truth, receiver: Receiver, tmp_path: Path
) -> None:
    patience = threading.Event()

    def hang(_: Told) -> int:
        patience.wait(30)
        return 200

    _, secret = endpoint(truth.url, receiver.url)
    receiver.answer = hang
    orders = sorted(map(str, change(truth, 3)))
    try:
        with running(deliverer(truth, claim_seconds=2), tmp_path) as victim:
            receiver.wait_for(3)
            victim.send_signal(signal.SIGKILL)
            victim.wait(10)
        assert {row["status"] for row in deliveries(truth)} == {"pending"}
        receiver.answer = lambda _: 200
        with running(deliverer(truth), tmp_path):
            receiver.wait_for(6)
            wait_until(lambda: truth.one("SELECT count(*) FROM webhook_queue") == 0)
    finally:
        patience.set()
    first, second = receiver.heard[:3], receiver.heard[3:]
    assert sorted(told.raw for told in first) == sorted(told.raw for told in second)
    assert sorted(told.body["data"]["id"] for told in second) == orders
    assert all(verify(told.headers["x-dinlr-signature"], told.raw, secret, time.time()) is None for told in second)
    assert [row["failures"] for row in deliveries(truth)] == [0, 0, 0], "being killed is nobody's failure"


def test_deliverers_killed_again_and_again_lose_nothing(truth: Truth, receiver: Receiver, tmp_path: Path) -> None:
    endpoint(truth.url, receiver.url)
    orders: list[UUID] = []
    for _ in range(3):
        orders += change(truth, 20)
        with running(deliverer(truth, claim_seconds=1), tmp_path) as victim:
            receiver.wait_for(len(receiver.heard) + 1)
            victim.kill()
            victim.wait(10)
    with running(deliverer(truth), tmp_path):
        wait_until(lambda: truth.one("SELECT count(*) FROM webhook_queue") == 0)
    assert {told.body["data"]["id"] for told in receiver.heard} == set(map(str, orders))
    ids = {told.body["id"]: told.raw for told in receiver.heard}
    assert len(ids) == 60, "an event sent twice has one id"
    assert all(told.raw == ids[told.body["id"]] for told in receiver.heard), "and the same bytes"


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_before_the_commit_sends_nothing_and_one_after_it_sends_it(
    when: str, truth: Truth, receiver: Receiver, tmp_path: Path
) -> None:
    endpoint(truth.url, receiver.url)
    order = new_id()
    command = [sys.executable, "-c", CHANGE, truth.url, str(RESTAURANT), str(LOCATION), str(order), when]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as victim:
        assert victim.stdout is not None
        assert victim.stdout.readline() == {"before": b"1 noted\n", "after": b"committed\n"}[when]
        victim.kill()
    with running(deliverer(truth), tmp_path):
        if when == "after":
            receiver.wait_for(1)
        later = change(truth, 1)
        receiver.wait_for(2 if when == "after" else 1)
        wait_until(lambda: truth.one("SELECT count(*) FROM webhook_queue") == 0)
    told = [one.body["data"]["id"] for one in receiver.heard]
    assert told == ([str(order)] if when == "after" else []) + [str(later[0])]


def test_a_server_killed_after_it_answered_is_made_up_for_by_the_worker(
    truth: Truth, token: str, receiver: Receiver, tmp_path: Path
) -> None:
    endpoint(truth.url, receiver.url)
    with serving(truth.url, tmp_path) as server:
        partner = server.partner(token)
        with partner.http:
            placed = partner.post("/cart/submit", cart()).data
        server.process.kill()
    assert receiver.heard == []
    local = {"COMANDA_DATABASE_URL": truth.url, "COMANDA_WEBHOOKS_ALLOW_LOCAL": "true"}
    with running([COMANDA, "worker"], tmp_path, **local) as worker:
        receiver.wait_for(1)
        wait_until(lambda: truth.one("SELECT count(*) FROM webhook_queue") == 0)
        wait_until(lambda: truth.one("SELECT count(*) FROM procrastinate_workers") == 1)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    (told,) = receiver.heard
    assert (told.body["topic"], told.body["data"]) == ("order.created", placed)


def test_a_worker_that_is_asked_to_stop_waits_for_nobody_who_hangs(
    truth: Truth, receiver: Receiver, tmp_path: Path
) -> None:
    patience = threading.Event()

    def hang(_: Told) -> int:
        patience.wait(30)
        return 200

    receiver.answer = hang
    endpoint(truth.url, receiver.url)
    change(truth, 1)
    local = {"COMANDA_DATABASE_URL": truth.url, "COMANDA_WEBHOOKS_ALLOW_LOCAL": "true"}
    try:
        with running([COMANDA, "worker"], tmp_path, **local) as worker:
            wait_until(lambda: truth.one("SELECT count(*) FROM procrastinate_workers") == 1)
            receiver.wait_for(1)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(8) == 0
    finally:
        patience.set()
    assert truth.one("SELECT count(*) FROM webhook_queue") == 1, "it is sent later"
