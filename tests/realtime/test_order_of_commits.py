"""Events become visible when their transactions commit, in whatever order that is; undone ones never do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import orjson
import psycopg

from comanda.demo.singapore import SINGAPORE
from tests.app.singapore import LOCATION, RESTAURANT
from tests.conftest import Template
from tests.phone import House, Phone, house_at
from tests.realtime.hearing import everywhere, told
from tests.server import Server, serving
from tests.truth import Truth


@contextmanager
def under_way(truth: Truth) -> Iterator[psycopg.Connection]:
    """A transaction of somebody else's."""
    with psycopg.connect(truth.url) as connection:
        yield connection


def happen(connection: psycopg.Connection, phone: Phone) -> tuple[int, str]:
    """Log a call of a phone's table in a transaction, and return its number and id."""
    call = str(uuid4())
    table = {"id": str(UUID(int=0)), "number": 0}
    said = {"call": call, "kind": "call_waiter", "session": phone.session, "table": table, "guest_name": "Ana"}
    row = connection.execute(
        "INSERT INTO events (tenant_id, topic, object_id, location_id, payload, created_at)"
        " VALUES (%s, 'service_request.created', %s, %s, %s, %s) RETURNING seq",
        (RESTAURANT, call, LOCATION, orjson.dumps(said).decode(), datetime.now(UTC)),
    ).fetchone()
    assert row is not None
    return row[0], call


def test_the_lower_number_that_commits_later_is_told_too(
    server: Server, house: House, truth: Truth, table: int
) -> None:
    phone = house.seated(table)
    with everywhere(server, phone) as ears, under_way(truth) as slow, under_way(truth) as fast:
        low, late = happen(slow, phone)
        high, early = happen(fast, phone)
        assert low < high
        fast.commit()
        told(ears, "table:call_waiter", requestId=early)
        slow.commit()
        told(ears, "table:call_waiter", requestId=late)
        order = phone.order().data
        told(ears, "order:new", orderId=order["id"])
        assert [ear.kinds() for ear in ears] == [["table:call_waiter", "table:call_waiter", "order:new"]] * len(ears)


def test_many_that_commit_the_other_way_round_are_each_told_once(
    server: Server, house: House, truth: Truth, table: int
) -> None:
    phone = house.seated(table)
    with everywhere(server, phone) as ears:
        connections = [psycopg.connect(truth.url) for _ in range(8)]
        calls = [happen(connection, phone)[1] for connection in connections]
        for connection in reversed(connections):
            connection.commit()
            connection.close()
        order = phone.order().data
        for ear in ears:
            while {said["payload"].get("requestId") for said in ear.heard} < {*calls}:
                ear.next("table:call_waiter")
        for ear in ears:
            ear.next("order:new", orderId=order["id"]) if "order:new" not in ear.kinds() else None
            assert sorted(ear.kinds()) == ["order:new"] + ["table:call_waiter"] * 8


def test_what_was_undone_is_never_told(server: Server, house: House, truth: Truth, table: int) -> None:
    phone = house.seated(table)
    with everywhere(server, phone) as ears:
        with under_way(truth) as undone:
            happen(undone, phone)
            order = phone.order().data
            told(ears, "order:new", orderId=order["id"])
            undone.rollback()
        refused = phone.order(key="undone", items=[{"menuItemId": str(uuid4()), "quantity": 1}])
        assert refused.status == 400
        order = phone.order().data
        told(ears, "order:new", orderId=order["id"])
        assert [ear.kinds() for ear in ears] == [["order:new", "order:new"]] * len(ears)


def test_the_first_to_listen_hears_what_commits_after_it_came(
    template: Template, database_url: str, tmp_path: Path
) -> None:
    """Its number was given before, and a higher one stands already."""
    truth = Truth(database_url)
    with serving(database_url, tmp_path) as server, house_at(server.base_url, SINGAPORE, template.credentials) as house:
        phone = house.seated(3)
        with under_way(truth) as slow:
            _, late = happen(slow, phone)
            assert phone.order().status == 201
            with phone.listening() as ear:
                slow.commit()
                ear.next("table:call_waiter", requestId=late)


def test_whoever_comes_back_hears_a_lower_number_that_committed_meanwhile(
    house: House, truth: Truth, table: int
) -> None:
    phone = house.seated(table)
    with under_way(truth) as slow:
        with phone.listening() as ear:
            _, late = happen(slow, phone)
            order = phone.order().data
            seen = ear.next("order:new", orderId=order["id"])["seq"]
        for _ in range(5):  # while nobody listens, the log goes on
            assert house.staff("waiter").accept(phone.order().data["id"]).status == 200
        slow.commit()
        with phone.listening(seq=seen) as ear:
            ear.next("table:call_waiter", requestId=late)


def test_a_number_that_was_never_used_holds_nobody_back(house: House, truth: Truth, table: int) -> None:
    """Whoever comes back would otherwise be told again what they know."""
    phone = house.seated(table)
    with phone.listening() as ear:
        with under_way(truth) as undone:
            happen(undone, phone)
            undone.rollback()
        order = phone.order().data
        ear.next("order:new", orderId=order["id"])
        newest = truth.one("SELECT max(seq) FROM events")
        for _ in range(4):
            if ear.seq < newest:
                ear.next("heartbeat")
        assert ear.seq >= newest
    with phone.listening(seq=ear.seq) as ear:
        order = phone.order().data
        ear.next("order:new", orderId=order["id"])
        assert ear.kinds() == ["order:new"]
