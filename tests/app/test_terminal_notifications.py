"""What terminals are told of changes, by whom, how often, and what happens when nobody listens."""

import asyncio
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import httpx2 as httpx
import psycopg
import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from comanda.config import Settings
from comanda.demo.lima import LIMA
from comanda.demo.seed import demo_id
from comanda.kernel.errors import Invalid, NotFound
from comanda.kernel.ids import new_id
from comanda.notifications import lanes, terminals
from comanda.notifications.terminal_links import connect_link, disconnect_link
from comanda.notifications.terminals import deliver_due, keep_delivering, terminal_client
from comanda.store.database import Database, Event
from comanda.wiring import create_app
from tests.app.running import with_database
from tests.app.singapore import LOCATION, RESTAURANT, cart
from tests.conftest import Template
from tests.partner import Partner
from tests.receiver import Receiver, Told, receiving, wait_until
from tests.truth import Truth

T = TypeVar("T")
Deliver = Callable[[Database, httpx.AsyncClient], Awaitable[T]]
LIMA_PLACE = (demo_id(LIMA.slug), demo_id(LIMA.slug, LIMA.locations[0].slug))
KEY = "sk_sandbox_c2VjcmV0"
HEADERS = {"version": "2026-02-27", "software-house-id": "soft-1", "reseller-id": "resell-1"}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def link(database_url: str, receiver: Receiver) -> Receiver:
    """The receiver, connected to the Singapore location."""
    connect(database_url, receiver.url + "/epos/events")
    return receiver


def connect(database_url: str, events_url: str, tenant_id: UUID = RESTAURANT, location_id: UUID = LOCATION) -> None:
    with_database(
        database_url, lambda database: connect_link(database, tenant_id, location_id, events_url, KEY, HEADERS)
    )


async def change(
    database: Database, *objects: tuple[str, UUID], tenant_id: UUID = RESTAURANT, location_id: UUID = LOCATION
) -> None:
    """Record events of these objects, in one transaction."""
    async with database.unit_of_work(tenant_id) as work:
        for topic, object_id in objects:
            work.record(Event(topic, object_id, datetime.now(UTC), location_id))


def changed(database_url: str, *objects: tuple[str, UUID]) -> None:
    with_database(database_url, lambda database: change(database, *objects))


def hurry(truth: Truth) -> None:
    """Make everything due that would become so later."""
    with psycopg.connect(truth.url, autocommit=True) as connection:
        connection.execute("UPDATE terminal_notifications SET due_at = now()")


def rows(truth: Truth) -> list[dict[str, Any]]:
    return truth.rows("SELECT *, due_at > now() AS later FROM terminal_notifications ORDER BY kind, object_id")


def deliver(truth: Truth, **more: Any) -> int:
    """Look once, with everything due, and return how much was heard."""
    hurry(truth)

    async def work(database: Database) -> int:
        async with terminal_client() as client:
            return await deliver_due(database, client, **more)

    return with_database(truth.url, work)


async def delivering_until(database: Database, what: Callable[[], bool]) -> None:
    """Keep delivering until something is so."""
    stop = asyncio.Event()
    task = asyncio.create_task(keep_delivering(database, stop))
    await asyncio.to_thread(wait_until, what)
    stop.set()
    await task


def test_a_burst_of_changes_is_told_once(database_url: str, link: Receiver, truth: Truth) -> None:
    order = new_id()
    for topic in ("order.created", "order.updated", "order.paid"):
        changed(database_url, (topic, order))
    assert [(row["kind"], row["object_id"], row["version"]) for row in rows(truth)] == [("OrderUpdated", order, 3)]
    assert deliver(truth) == 1
    (told,) = link.heard
    assert (told.method, told.path) == ("POST", "/epos/events")
    assert told.body == {"eventType": "OrderUpdated", "event": {"orderId": str(order)}}
    assert told.headers["authorization"] == f"Basic {KEY}"
    assert told.headers["content-type"] == "application/json"
    assert {name: told.headers[name] for name in HEADERS} == HEADERS
    assert rows(truth) == []
    assert deliver(truth) == 0
    assert len(link.heard) == 1


def test_each_kind_of_object_is_told_of_in_its_own_words(database_url: str, link: Receiver, truth: Truth) -> None:
    order, party, reservation = (str(new_id()) for _ in range(3))
    changed(
        database_url,
        ("order.updated", UUID(order)),
        ("session.started", UUID(party)),
        ("session.ended", UUID(party)),
        ("reservation.booked", UUID(reservation)),
        ("cart.updated", new_id()),
        ("table.status_changed", new_id()),
        ("order.void_seen", new_id()),
    )
    assert deliver(truth) == 3
    assert sorted(link.bodies, key=json.dumps) == [
        {"event": {"orderId": order}, "eventType": "OrderUpdated"},
        {"event": {"partyId": party}, "eventType": "PartyUpdated"},
        {"event": {"reservationId": reservation}, "eventType": "ReservationUpdated"},
    ]


def test_a_change_of_an_order_is_one_of_its_party(database_url: str, link: Receiver, truth: Truth) -> None:
    """How far a party is depends on what it ordered and paid."""
    orders, party = [new_id(), new_id()], new_id()

    async def work(database: Database) -> None:
        async with database.unit_of_work(RESTAURANT) as unit:
            for order in orders:
                payload = {"session": str(party)}
                unit.record(Event("order.paid", order, datetime.now(UTC), LOCATION, payload=payload))

    with_database(database_url, work)
    assert deliver(truth) == 3
    said = [(told.body["eventType"], *told.body["event"].values()) for told in link.heard]
    assert sorted(said) == [
        *(("OrderUpdated", str(order)) for order in sorted(orders)),
        ("PartyUpdated", str(party)),
    ]


def test_a_change_that_was_undone_is_told_to_nobody(database_url: str, link: Receiver, truth: Truth) -> None:
    async def undone(database: Database) -> None:
        async with database.unit_of_work(RESTAURANT) as work:
            work.record(Event("order.updated", new_id(), datetime.now(UTC), LOCATION))
            await work._flush()
            assert await work.one("SELECT FROM terminal_notifications") is not None
            raise LookupError

    with pytest.raises(LookupError):
        with_database(database_url, undone)
    assert rows(truth) == []
    assert deliver(truth) == 0
    assert link.heard == []


def test_a_location_without_a_link_writes_nothing(database_url: str, link: Receiver, truth: Truth) -> None:
    tenant_id, location_id = LIMA_PLACE
    with_database(
        database_url,
        lambda database: change(database, ("order.updated", new_id()), tenant_id=tenant_id, location_id=location_id),
    )
    assert rows(truth) == []
    assert link.heard == []


def test_what_was_refused_is_told_again_later(database_url: str, link: Receiver, truth: Truth) -> None:
    answers = iter([500, 302, 404, 204])
    link.answer = lambda _: next(answers)
    link.also = {"location": "/elsewhere"}
    changed(database_url, ("order.updated", new_id()))
    for attempt, problem in enumerate(("HTTP 500", "HTTP 302", "HTTP 404"), 1):
        assert deliver(truth) == 0
        (row,) = rows(truth)
        assert (row["attempts"], row["last_error"], row["claimed_until"]) == (attempt, problem, None)
        assert row["later"]
    assert deliver(truth) == 1
    assert rows(truth) == []
    assert [told.path for told in link.heard] == ["/epos/events"] * 4, "redirects are not followed"


def test_what_failed_waits_longer_each_time(database_url: str, link: Receiver, truth: Truth) -> None:
    link.answer = lambda _: 503
    changed(database_url, ("order.updated", new_id()))
    for nominal in (1, 2, 4, 8):
        before = truth.one("SELECT now()")
        deliver(truth)
        (row,) = rows(truth)
        assert (row["due_at"] - before).total_seconds() >= 0.8 * nominal
        assert (row["due_at"] - truth.one("SELECT now()")).total_seconds() <= nominal


def test_a_receiver_that_was_away_hears_of_it_once_it_is_back(database_url: str, truth: Truth) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    connect(database_url, f"http://127.0.0.1:{port}/")
    order = new_id()
    changed(database_url, ("order.updated", order))
    assert deliver(truth) == 0
    (row,) = rows(truth)
    assert (row["attempts"], row["last_error"]) == (1, "ConnectError")
    with receiving(Receiver(port)) as receiver:
        assert deliver(truth) == 1
        assert receiver.bodies == [{"eventType": "OrderUpdated", "event": {"orderId": str(order)}}]


def test_a_receiver_that_does_not_answer_in_time_is_asked_again(
    database_url: str, link: Receiver, truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminals, "CALL_SECONDS", 0.2)
    patience = threading.Event()

    def hang(_: Told) -> int:
        patience.wait(20)
        return 200

    link.answer = hang
    changed(database_url, ("order.updated", new_id()))
    try:
        assert deliver(truth) == 0
    finally:
        patience.set()
    (row,) = rows(truth)
    assert row["last_error"] in ("ReadTimeout", "TimeoutError")


def test_an_answer_that_trickles_in_is_not_waited_for(
    database_url: str, truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The status is what counts; a body that never ends costs its connection and nothing else."""
    monkeypatch.setattr(terminals, "CALL_SECONDS", 0.5)
    done = threading.Event()

    def trickle(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
            while not done.wait(0.05):
                try:
                    connection.sendall(b".")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=trickle, args=(listening,))
        thread.start()
        connect(database_url, f"http://127.0.0.1:{listening.getsockname()[1]}/")
        changed(database_url, ("order.updated", new_id()))
        try:
            assert deliver(truth) == 1
        finally:
            done.set()
            thread.join()
    assert rows(truth) == []


def test_a_change_during_the_call_is_told_as_well(database_url: str, link: Receiver, truth: Truth) -> None:
    order = new_id()
    news = [("order.paid", order)]

    def change_meanwhile(_: Told) -> int:
        while news:
            changed(database_url, news.pop())
        return 200

    link.answer = change_meanwhile
    changed(database_url, ("order.created", order))
    assert deliver(truth) == 1
    (row,) = rows(truth)
    assert (row["claimed_until"], row["attempts"], row["later"]) == (None, 0, False), "it is due again at once"
    assert deliver(truth) == 1
    assert rows(truth) == []
    assert len(link.heard) == 2


def test_a_claim_that_ran_out_removes_nothing_that_came_after_it(
    database_url: str, link: Receiver, truth: Truth
) -> None:
    """While a call drags on, another deliverer tells of the change and removes its row; then there is a new one."""
    order = new_id()

    def live_on(_: Told) -> int:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute("DELETE FROM terminal_notifications")
        changed(database_url, ("order.paid", order))
        return 200

    link.answer = live_on
    changed(database_url, ("order.created", order))
    deliver(truth)
    (row,) = rows(truth)
    assert (row["object_id"], row["version"]) == (order, 1)


def test_what_nobody_wants_to_hear_is_given_up_after_a_day(database_url: str, link: Receiver, truth: Truth) -> None:
    link.answer = lambda _: 500
    old, young = sorted((new_id(), new_id()))
    changed(database_url, ("order.updated", old), ("order.updated", young))
    with psycopg.connect(database_url, autocommit=True) as connection:
        for order, hours in ((old, 24.1), (young, 23.9)):
            connection.execute(
                "UPDATE terminal_notifications SET created_at = now() - make_interval(secs => %s) WHERE object_id = %s",
                (hours * 3600, order),
            )
    with capture_logs() as logs:
        assert deliver(truth) == 0
    assert [row["object_id"] for row in rows(truth)] == [young]
    (entry,) = logs
    assert (entry["log_level"], entry["object"], entry["error"]) == ("warning", str(old), "HTTP 500")
    assert KEY not in str(entry)


def test_what_changed_within_the_day_is_not_given_up(database_url: str, link: Receiver, truth: Truth) -> None:
    link.answer = lambda _: 500
    order = new_id()
    changed(database_url, ("order.created", order))
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("UPDATE terminal_notifications SET created_at = now() - interval '25 hours'")
    changed(database_url, ("order.paid", order))
    assert deliver(truth) == 0
    assert [row["object_id"] for row in rows(truth)] == [order]


def test_a_link_that_hangs_delays_no_other(database_url: str, link: Receiver, truth: Truth) -> None:
    patience = threading.Event()

    def hang(_: Told) -> int:
        patience.wait(20)
        return 200

    link.answer = hang
    tenant_id, location_id = LIMA_PLACE

    async def work(database: Database, other: Receiver) -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(keep_delivering(database, stop))
        await change(database, *(("order.updated", new_id()) for _ in range(30)))
        await asyncio.to_thread(link.wait_for, terminals.CALLS_PER_LINK)
        for count in (1, 2):  # more than one look while the other one hangs
            await change(database, ("order.updated", new_id()), tenant_id=tenant_id, location_id=location_id)
            await asyncio.to_thread(other.wait_for, count)
        assert len(link.heard) == terminals.CALLS_PER_LINK, "and it is not called more often meanwhile"
        patience.set()
        await asyncio.to_thread(link.wait_for, 30)
        stop.set()
        await task

    with receiving() as other:
        connect(database_url, other.url, *LIMA_PLACE)
        try:
            with_database(database_url, lambda database: work(database, other))
        finally:
            patience.set()
    assert len(link.heard) == 30
    assert rows(truth) == []


def test_two_deliverers_at_once_tell_of_each_change_once(database_url: str, link: Receiver, truth: Truth) -> None:
    orders = [new_id() for _ in range(60)]
    changed(database_url, *(("order.updated", order) for order in orders))
    hurry(truth)
    link.answer = lambda _: threading.Event().wait(0.01) or 200

    async def work(first: Database) -> list[int]:
        second = Database(database_url, pool_size=4)
        await second.open()
        try:
            async with terminal_client() as client:
                counts: list[int] = []
                for _ in range(10):
                    counts += await asyncio.gather(deliver_due(first, client), deliver_due(second, client))
                return counts
        finally:
            await second.close()

    counts = with_database(database_url, work)
    assert sum(counts) == 60, [row["last_error"] for row in rows(truth)]
    assert sorted(told.body["event"]["orderId"] for told in link.heard) == sorted(map(str, orders))
    assert rows(truth) == []


def test_what_is_claimed_is_left_alone_until_the_claim_runs_out(
    database_url: str, link: Receiver, truth: Truth
) -> None:
    changed(database_url, ("order.updated", new_id()))

    async def claim_and_go(database: Database) -> None:
        hurry(truth)
        await terminals._claim(database, (), 3600)

    with_database(database_url, claim_and_go)
    assert deliver(truth) == 0
    assert link.heard == []
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("UPDATE terminal_notifications SET claimed_until = now()")
    assert deliver(truth) == 1
    assert len(link.heard) == 1


def test_connections_are_used_again_and_cookies_are_not_kept(database_url: str, link: Receiver, truth: Truth) -> None:
    link.also = {"set-cookie": "session=of-somebody-else; Path=/"}

    async def work(database: Database) -> None:
        async with terminal_client() as client:
            for _ in range(3):
                await change(database, ("order.updated", new_id()))
                hurry(truth)
                assert await deliver_due(database, client) == 1

    with_database(database_url, work)
    assert len({told.connection for told in link.heard}) == 1
    assert not any("cookie" in told.headers for told in link.heard)


def test_a_new_link_takes_over_what_the_old_one_did_not_hear(database_url: str, link: Receiver, truth: Truth) -> None:
    link.answer = lambda _: 401
    changed(database_url, ("order.updated", new_id()))
    assert deliver(truth) == 0
    with receiving() as better:
        connect(database_url, better.url)
        (row,) = rows(truth)
        assert not row["later"], "nobody waits for the back-off of a wrong key"
        assert deliver(truth) == 1
        assert len(better.heard) == 1
    assert len(link.heard) == 1


def test_after_disconnecting_nobody_is_told_of_anything(database_url: str, link: Receiver, truth: Truth) -> None:
    changed(database_url, ("order.updated", new_id()))
    with_database(database_url, lambda database: disconnect_link(database, LOCATION))
    assert rows(truth) == []
    changed(database_url, ("order.updated", new_id()))
    assert rows(truth) == []
    assert deliver(truth) == 0
    assert link.heard == []
    with pytest.raises(NotFound):
        with_database(database_url, lambda database: disconnect_link(database, LOCATION))


def test_a_link_that_cannot_be_called_is_refused(database_url: str, truth: Truth) -> None:
    with pytest.raises(Invalid) as refused:
        connect(database_url, "http://api.dojo.tech/epos/events")
    assert refused.value.fields[0].field == "events_url"
    assert truth.one("SELECT count(*) FROM terminal_links") == 0


def test_a_deliverer_outlives_a_database_that_is_away(
    database_url: str, link: Receiver, truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "LOOK_AGAIN_SECONDS", 0.05)

    async def work(database: Database) -> None:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute("ALTER TABLE terminal_links RENAME TO away")
            stop = asyncio.Event()
            task = asyncio.create_task(keep_delivering(database, stop))
            await asyncio.sleep(0.3)
            assert not task.done()
            connection.execute("ALTER TABLE away RENAME TO terminal_links")
        await change(database, ("order.updated", new_id()))
        await asyncio.to_thread(link.wait_for, 1)
        stop.set()
        await task

    with capture_logs() as logs:
        with_database(database_url, work)
    assert {entry["log_level"] for entry in logs} == {"warning"}
    assert rows(truth) == []


def test_a_web_process_delivers_where_it_is_told_to(template: Template, link: Receiver, truth: Truth) -> None:
    """Over HTTP, from an order placed to the terminal that hears of it."""
    settings = Settings(database_url=truth.url, work_inline=True)
    with TestClient(create_app(settings), raise_server_exceptions=False) as http:
        partner = Partner(http, str(RESTAURANT), str(LOCATION), template.tokens["lantern-and-tiffin"])
        order = partner.post("/cart/submit", cart()).data["id"]
        told = link.wait_for(1)
        assert told[0].body == {"eventType": "OrderUpdated", "event": {"orderId": order}}
        wait_until(lambda: rows(truth) == [])
    assert len(link.heard) == 1


def test_a_web_process_delivers_nothing_by_itself(template: Template, link: Receiver, truth: Truth) -> None:
    with TestClient(create_app(Settings(database_url=truth.url)), raise_server_exceptions=False) as http:
        partner = Partner(http, str(RESTAURANT), str(LOCATION), template.tokens["lantern-and-tiffin"])
        order = partner.post("/cart/submit", cart()).data["id"]
    (row,) = rows(truth)
    assert (row["kind"], str(row["object_id"]), row["attempts"]) == ("OrderUpdated", order, 0)
    with_database(truth.url, lambda database: delivering_until(database, lambda: len(link.heard) == 1))
