"""Whoever tells terminals of changes, killed in the middle of it, and asked to stop."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import orjson
import pytest

from comanda.kernel.ids import new_id
from comanda.notifications.terminal_links import connect_link
from comanda.store.database import Database, Event
from tests.app.running import with_database
from tests.app.singapore import LOCATION, RESTAURANT
from tests.receiver import Receiver, Told, receiving, wait_until
from tests.server import COMANDA
from tests.truth import Truth

DELIVER = """
import asyncio, sys
from comanda.notifications.terminals import keep_delivering
from comanda.store.database import Database

async def run():
    database = Database(sys.argv[1], pool_size=2)
    await database.open()
    await keep_delivering(database, asyncio.Event(), claim_seconds=float(sys.argv[2]))

asyncio.run(run())
"""


@pytest.fixture
def link(truth: Truth) -> Iterator[Receiver]:
    """Somebody who hears of every change in Singapore."""
    with receiving() as receiver:
        with_database(
            truth.url,
            lambda database: connect_link(database, RESTAURANT, LOCATION, receiver.url, "sk_x", {"version": "1"}),
        )
        yield receiver


def change(truth: Truth, count: int = 1) -> list[UUID]:
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


def orders_in(told: list[Told]) -> list[str]:
    return sorted(one.body["event"]["orderId"] for one in told)


def test_what_a_killed_deliverer_was_telling_is_told_by_another(truth: Truth, link: Receiver, tmp_path: Path) -> None:
    patience = threading.Event()

    def hang(_: Told) -> int:
        patience.wait(30)
        return 200

    link.answer = hang
    orders = sorted(map(str, change(truth, 3)))
    try:
        with running(deliverer(truth, claim_seconds=2), tmp_path) as victim:
            link.wait_for(3)
            victim.send_signal(signal.SIGKILL)
            victim.wait(10)
        assert truth.one("SELECT count(*) FROM terminal_notifications WHERE claimed_until IS NOT NULL") == 3
        link.answer = lambda _: 200
        with running(deliverer(truth), tmp_path):
            link.wait_for(6)
            wait_until(lambda: truth.one("SELECT count(*) FROM terminal_notifications") == 0)
    finally:
        patience.set()
    assert orders_in(link.heard[:3]) == orders_in(link.heard[3:]) == orders


def test_deliverers_killed_again_and_again_lose_nothing(truth: Truth, link: Receiver, tmp_path: Path) -> None:
    orders: list[UUID] = []
    for _ in range(3):
        orders += change(truth, 20)
        with running(deliverer(truth, claim_seconds=1), tmp_path) as victim:
            link.wait_for(len(link.heard) + 1)
            victim.kill()
            victim.wait(10)
    with running(deliverer(truth), tmp_path):
        wait_until(lambda: truth.one("SELECT count(*) FROM terminal_notifications") == 0)
    assert set(orders_in(link.heard)) == set(map(str, orders))


def test_a_worker_tells_terminals_and_stops_when_asked(truth: Truth, link: Receiver, tmp_path: Path) -> None:
    with running([COMANDA, "worker"], tmp_path, COMANDA_DATABASE_URL=truth.url) as worker:
        first = change(truth)
        link.wait_for(1)
        second = change(truth)
        link.wait_for(2)
        assert [one.body["event"]["orderId"] for one in link.heard] == [str(first[0]), str(second[0])]
        wait_until(lambda: truth.one("SELECT count(*) FROM terminal_notifications") == 0)
        wait_until(lambda: truth.one("SELECT count(*) FROM procrastinate_workers") == 1)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    (output,) = tmp_path.iterdir()
    first_line, *log = output.read_text().splitlines()
    assert first_line == "Working; Ctrl-C stops."
    assert {orjson.loads(line)["level"] for line in log} <= {"info"}, log


def test_a_worker_that_is_asked_to_stop_waits_for_nobody_who_hangs(
    truth: Truth, link: Receiver, tmp_path: Path
) -> None:
    patience = threading.Event()

    def hang(_: Told) -> int:
        patience.wait(30)
        return 200

    link.answer = hang
    change(truth)
    try:
        with running([COMANDA, "worker"], tmp_path, COMANDA_DATABASE_URL=truth.url) as worker:
            wait_until(lambda: truth.one("SELECT count(*) FROM procrastinate_workers") == 1)
            link.wait_for(1)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(8) == 0
    finally:
        patience.set()
    assert truth.one("SELECT count(*) FROM terminal_notifications") == 1, "it is told later"
