"""Webhook endpoints of tests, and delivering to them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import psycopg

from comanda.api.online_order.webhook_payloads import PAYLOADS
from comanda.kernel.ids import new_id
from comanda.notifications.webhooks.deliver import Deliverer
from comanda.notifications.webhooks.endpoints import create_endpoint
from comanda.store.database import Database, Event
from tests.app.running import with_database
from tests.app.singapore import LOCATION, RESTAURANT
from tests.truth import Truth

T = TypeVar("T")


def endpoint(url: str, address: str, *topics: str, tenant_id: UUID = RESTAURANT, **more: Any) -> tuple[UUID, str]:
    """Make an endpoint and return its id and secret; by default it wants to hear of orders."""

    async def work(database: Database) -> tuple[UUID, str]:
        wanted = topics or ("order.created", "order.updated")
        found, secret = await create_endpoint(database, tenant_id, url=address, topics=wanted, allow_local=True, **more)
        return found.id, secret

    return with_database(url, work)


def happened(url: str, *events: tuple[str, UUID], location_id: UUID | None = LOCATION, **payload: Any) -> None:
    """Record events in one transaction."""

    async def work(database: Database) -> None:
        async with database.unit_of_work(RESTAURANT) as unit:
            for topic, object_id in events:
                unit.record(Event(topic, object_id, datetime.now(UTC), location_id, payload=payload))

    with_database(url, work)


def orders(url: str, count: int, topic: str = "order.updated") -> list[UUID]:
    """Record a change of so many orders that nobody knows, and return them."""
    found = [new_id() for _ in range(count)]
    happened(url, *((topic, order) for order in found))
    return found


def with_deliverer(url: str, work: Callable[[Deliverer], Awaitable[T]], *, allow_local: bool = True) -> T:
    """Return what `work` does with a deliverer."""

    async def run(database: Database) -> T:
        deliverer = Deliverer(database, PAYLOADS, allow_local=allow_local)
        try:
            return await work(deliverer)
        finally:
            await deliverer.close()

    return with_database(url, run, pool_size=6)


def deliver(truth: Truth, *, times: int = 1, allow_local: bool = True) -> int:
    """Look once or several times, with everything due, and return how much was heard."""

    async def work(deliverer: Deliverer) -> int:
        heard = 0
        for _ in range(times):
            hurry(truth)
            heard += await deliverer.deliver_due()
        return heard

    return with_deliverer(truth.url, work, allow_local=allow_local)


def deliver_until(url: str, what: Callable[[], None], **more: Any) -> None:
    """Keep delivering until `what`, in a thread, returns."""

    async def work(deliverer: Deliverer) -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(deliverer.keep_delivering(stop, **more))
        try:
            await asyncio.to_thread(what)
        finally:
            stop.set()
            await task

    with_deliverer(url, work)


def hurry(truth: Truth) -> None:
    """Make everything due that would become so later."""
    with psycopg.connect(truth.url, autocommit=True) as connection:
        connection.execute("UPDATE webhook_queue SET due_at = now()")


def deliveries(truth: Truth) -> list[dict[str, Any]]:
    """Return all deliveries, oldest first."""
    return truth.rows(
        "SELECT d.*, e.topic, e.object_id, e.location_id, e.body, q.due_at FROM webhook_deliveries d"
        " JOIN webhook_events e ON e.id = d.event_id LEFT JOIN webhook_queue q ON q.delivery_id = d.id"
        " ORDER BY e.created_at, e.topic, d.id"
    )
