"""Events noted while an endpoint is resumed, disabled or deleted: none is lost, none is sent to one that is gone."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from comanda.kernel.ids import new_id
from comanda.notifications.webhooks.endpoints import change_endpoint, delete_endpoint, resume_endpoint
from comanda.store.database import Database, Event
from tests.app.running import with_database
from tests.app.singapore import LOCATION, RESTAURANT
from tests.hooks import deliver, deliveries, endpoint, orders
from tests.receiver import receiving, wait_until
from tests.truth import Truth

NOTE = (
    "INSERT INTO events (tenant_id, topic, object_id, location_id, payload, created_at)"
    " VALUES (%s, 'order.updated', %s, %s, '{}', now())"
)


@pytest.fixture
def own(database_url: str) -> Truth:
    """Of a database of the test's own: what other tests left would be sent, too."""
    return Truth(database_url)


def noting(own: Truth) -> tuple[psycopg.Connection[Any], UUID]:
    """Return a transaction that has noted an event, and is not committed."""
    connection = psycopg.connect(own.url)
    connection.execute("SET LOCAL ROLE comanda_app")
    connection.execute("SELECT set_config('comanda.tenant', %s, true)", (str(RESTAURANT),))
    order = new_id()
    connection.execute(NOTE, (RESTAURANT, order, LOCATION))
    return connection, order


def fail(own: Truth) -> None:
    with psycopg.connect(own.url, autocommit=True) as connection:
        connection.execute("UPDATE webhook_endpoints SET status = 'disabled', disabled_reason = 'failing'")


def waits_for_a_lock(own: Truth) -> bool:
    found: int = own.one("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    return found > 0


def test_what_is_noted_while_an_endpoint_is_resumed_is_sent(own: Truth) -> None:
    with receiving() as receiver, ThreadPoolExecutor() as threads:
        endpoint_id, _ = endpoint(own.url, receiver.url)
        fail(own)
        connection, order = noting(own)
        with connection:
            resumed = threads.submit(
                with_database, own.url, lambda database: resume_endpoint(database, RESTAURANT, endpoint_id)
            )
            wait_until(lambda: waits_for_a_lock(own))
            assert not resumed.done()
        assert resumed.result(10).status == "enabled"
        assert deliver(own) == 1
        assert [told.body["data"]["id"] for told in receiver.heard] == [str(order)]


@pytest.mark.parametrize("gone", ["disabled", "deleted"])
def test_what_is_noted_while_an_endpoint_goes_is_not_sent(gone: str, own: Truth) -> None:
    async def go(database: Database) -> None:
        if gone == "deleted":
            await delete_endpoint(database, RESTAURANT, endpoint_id)
        else:
            await change_endpoint(database, RESTAURANT, endpoint_id, enabled=False, allow_local=True)

    with receiving() as receiver, ThreadPoolExecutor() as threads:
        endpoint_id, _ = endpoint(own.url, receiver.url)
        connection, _ = noting(own)
        with connection:
            going = threads.submit(with_database, own.url, go)
            wait_until(lambda: waits_for_a_lock(own))
        going.result(10)
        orders(own.url, 1)
        assert deliver(own) == 0
        assert receiver.heard == []
        assert [row["status"] for row in deliveries(own)] == ["paused"]


def test_an_endpoint_resumed_again_and_again_amid_events_hears_all_of_them(own: Truth) -> None:
    stop = threading.Event()
    told: list[str] = []

    async def change(database: Database) -> None:
        while not stop.is_set():
            order = new_id()
            async with database.unit_of_work(RESTAURANT) as work:
                work.record(Event("order.updated", order, datetime.now(UTC), LOCATION))
            told.append(str(order))

    with receiving() as receiver, ThreadPoolExecutor() as threads:
        endpoint_id, _ = endpoint(own.url, receiver.url)
        writers = [threads.submit(with_database, own.url, change) for _ in range(3)]

        async def resume(database: Database) -> None:
            for _ in range(15):
                fail(own)
                await asyncio.sleep(0.02)
                await resume_endpoint(database, RESTAURANT, endpoint_id)

        with_database(own.url, resume)
        stop.set()
        for writer in writers:
            writer.result(10)
        assert {row["status"] for row in deliveries(own)} == {"pending"}, "nothing stays paused"
        heard = deliver(own, times=len(told) // 10 + 1)
    assert heard == len(told) > 30
    assert {one.body["data"]["id"] for one in receiver.heard} == set(told)
