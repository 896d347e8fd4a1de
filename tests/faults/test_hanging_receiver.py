"""Ten receivers hear of the same events, and one of them hangs: how late are the others told?

`COMANDA_WEBHOOK_EVENTS=1000 pytest -s tests/faults/test_hanging_receiver.py` measures the full size.
"""

import asyncio
import os
import statistics
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from comanda.store.database import Database, Event
from tests.app.running import with_database
from tests.app.singapore import LOCATION, RESTAURANT, cart
from tests.faults.test_killed_webhooks import deliverer, running
from tests.hooks import endpoint, orders
from tests.partner import Partner
from tests.receiver import Told, receiving, wait_until
from tests.truth import Truth

EVENTS = int(os.environ.get("COMANDA_WEBHOOK_EVENTS", "200"))
EVERY_SECONDS = 0.05
"""How often something happens: 20 times a second, told to ten."""
RECEIVERS = 10


def test_one_hanging_receiver_of_ten_delays_nobody_else(singapore: Partner, truth: Truth, tmp_path: Path) -> None:
    order = UUID(singapore.post("/cart/submit", cart()).data["id"])
    patience = threading.Event()

    def hang(_: Told) -> int:
        patience.wait(300)
        return 200

    async def change(database: Database) -> None:
        """Record a change every now and then, each in a transaction of its own."""
        began = time.monotonic()
        for number in range(EVENTS):
            await asyncio.sleep(max(0.0, began + number * EVERY_SECONDS - time.monotonic()))
            async with database.unit_of_work(RESTAURANT) as work:
                work.record(Event("order.updated", order, datetime.now(UTC), LOCATION))

    with ExitStack() as stack:
        stack.callback(patience.set)
        receivers = [stack.enter_context(receiving()) for _ in range(RECEIVERS)]
        receivers[0].answer = hang
        for receiver in receivers:
            endpoint(truth.url, receiver.url)
        stack.enter_context(running(deliverer(truth), tmp_path))
        looks = "SELECT count(*) FROM pg_stat_activity WHERE query ~ 'UPDATE webhook_queue' AND pid <> pg_backend_pid()"
        wait_until(lambda: truth.one(looks) > 0)
        with_database(truth.url, change)
        for receiver in receivers[1:]:
            wait_until(lambda one=receiver: len(one.heard) >= EVENTS, within=120)  # type: ignore[misc]
    happened = {row["id"]: row["created_at"] for row in truth.rows("SELECT id::text, created_at FROM webhook_events")}
    delays = [told.at - happened[told.body["id"]].timestamp() for receiver in receivers[1:] for told in receiver.heard]
    worst, median = max(delays), statistics.median(delays)
    print(
        f"\n{EVENTS} events told to {RECEIVERS - 1} receivers that answer while one hangs: {len(delays)} messages,"
        f" median delay {median * 1000:.0f} ms, worst {worst * 1000:.0f} ms;"
        f" {len(receivers[0].heard)} calls to the one that hangs"
    )
    assert len(delays) == (RECEIVERS - 1) * EVENTS, "each heard of each event once"
    assert worst < 5, "less than the timeout of the one that hangs"


def test_more_hanging_receivers_than_there_are_lanes_delay_nobody_else(truth: Truth, tmp_path: Path) -> None:
    """Once they are known to hang, which takes one timeout."""
    patience = threading.Event()

    def hang(_: Told) -> int:
        patience.wait(300)
        return 200

    with ExitStack() as stack:
        stack.callback(patience.set)
        good, bad = (stack.enter_context(receiving()) for _ in range(2))
        bad.answer = hang
        for number in range(90):
            endpoint(truth.url, f"{bad.url}/{number}")
        orders(truth.url, 3)
        stack.enter_context(running(deliverer(truth), tmp_path))
        tried = "SELECT count(DISTINCT endpoint_id) FROM webhook_deliveries WHERE failures > 0"
        wait_until(lambda: truth.one(tried) == 90, within=60)
        endpoint(truth.url, good.url)
        delays = []
        for count in range(1, 11):
            began = time.time()
            orders(truth.url, 1)
            delays.append(good.wait_for(count)[-1].at - began)
    print(f"\n10 events told to one while 90 hang: worst delay {max(delays) * 1000:.0f} ms")
    assert max(delays) < 5, "less than the timeout of those that hang"
