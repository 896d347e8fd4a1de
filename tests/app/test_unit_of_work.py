"""One transaction for one tenant: all of it or nothing, and never a wrong promise."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from comanda.kernel.errors import Conflict, Unavailable
from comanda.store.database import Database, Event, UnitOfWork
from tests.app.running import with_database
from tests.app.singapore import RESTAURANT, VOUCHER, cart, cash
from tests.partner import Partner
from tests.truth import Truth

AT = datetime(2026, 7, 1, tzinfo=UTC)


async def add_menu(work: UnitOfWork, sort: int) -> None:
    await work.send(
        "INSERT INTO menus (tenant_id, id, name, sort) VALUES (%s, gen_random_uuid(), '{}', %s)", (RESTAURANT, sort)
    )


def menus(truth: Truth) -> list[int]:
    return [row["sort"] for row in truth.rows("SELECT sort FROM menus WHERE sort >= 1000 ORDER BY sort")]


def test_what_was_queued_is_written_when_the_block_ends(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        async with database.unit_of_work(RESTAURANT) as work:
            await add_menu(work, 1000)
            work.record(Event("menu.made", uuid4(), AT, payload={"sort": 1000}))

    with_database(database_url, run)
    assert menus(truth) == [1000]
    (event,) = truth.rows("SELECT tenant_id, payload, created_at FROM events WHERE topic = 'menu.made'")
    assert event == {"tenant_id": RESTAURANT, "payload": {"sort": 1000}, "created_at": AT}


def test_an_error_in_the_block_undoes_all_of_it(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        with pytest.raises(ZeroDivisionError):
            async with database.unit_of_work(RESTAURANT) as work:
                await add_menu(work, 1000)
                await work.one("SELECT 1")
                work.record(Event("menu.made", uuid4(), AT))
                raise ZeroDivisionError
        async with database.unit_of_work(RESTAURANT) as work:
            await add_menu(work, 1001)

    with_database(database_url, run, pool_size=1)
    assert menus(truth) == [1001]
    assert truth.one("SELECT count(*) FROM events WHERE topic = 'menu.made'") == 0


def test_a_queued_statement_that_fails_undoes_all_of_it_and_is_named(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        with pytest.raises(errors.UniqueViolation) as failed:
            async with database.unit_of_work(RESTAURANT) as work:
                await add_menu(work, 1000)
                await work.send(
                    "INSERT INTO vouchers (tenant_id, id, code, kind, discount_id, starts_at) SELECT tenant_id, id,"
                    " 'COPY', kind, discount_id, starts_at FROM vouchers WHERE id = %s",
                    (VOUCHER,),
                )
                await add_menu(work, 1001)
                work.record(Event("menu.made", uuid4(), AT))
        assert failed.value.diag.constraint_name == "pk_vouchers"
        async with database.unit_of_work(RESTAURANT) as work:
            await add_menu(work, 1002)

    with_database(database_url, run, pool_size=1)
    assert menus(truth) == [1002]


def test_a_cancelled_request_undoes_all_of_it_and_harms_nobody(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        async def slow() -> None:
            async with database.unit_of_work(RESTAURANT) as work:
                await add_menu(work, 1000)
                await work.one("SELECT pg_sleep(5)")

        task = asyncio.create_task(slow())
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with database.unit_of_work(RESTAURANT) as work:
            await add_menu(work, 1001)

    before = time.monotonic()
    with_database(database_url, run, pool_size=1)
    assert time.monotonic() - before < 4
    assert menus(truth) == [1001]


def test_a_commit_that_did_not_commit_is_told(database_url: str, truth: Truth) -> None:
    """A use case that hides a failed statement gets no further than its commit."""

    async def run(database: Database) -> None:
        for sort in range(1000, 1003):
            with pytest.raises(Unavailable):
                async with database.unit_of_work(RESTAURANT) as work:
                    await add_menu(work, sort)
                    with pytest.raises(errors.DivisionByZero):
                        await work.all("SELECT 1 / 0")
        for sort in range(1010, 1014):
            async with database.unit_of_work(RESTAURANT) as work:
                await add_menu(work, sort)

    with_database(database_url, run, pool_size=1)
    assert menus(truth) == [1010, 1011, 1012, 1013]


END: LiteralString = "SELECT pg_terminate_backend(%s)"


def test_a_connection_that_breaks_in_the_block_is_told_and_replaced(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        with pytest.raises(Unavailable):
            async with database.unit_of_work(RESTAURANT) as work:
                await add_menu(work, 1000)
                row = await work.one("SELECT pg_backend_pid() AS pid")
                assert row is not None
                assert truth.one(END, row["pid"]) is True
                await add_menu(work, 1001)
        async with database.unit_of_work(RESTAURANT) as work:
            await add_menu(work, 1002)

    with_database(database_url, run, pool_size=1)
    assert menus(truth) == [1002]


def test_failures_in_a_row_leave_the_connection_usable(database_url: str, truth: Truth) -> None:
    """What the driver believes to be prepared must be so, whatever went wrong in the pipeline and when."""

    async def fail(database: Database, sort: int) -> None:
        with pytest.raises(errors.CheckViolation):
            async with database.unit_of_work(RESTAURANT) as work:
                await work.send("UPDATE vouchers SET redeemed = -1 WHERE tenant_id = %s", (RESTAURANT,))
                await add_menu(work, sort)
                work.record(Event("menu.made", uuid4(), AT))

    async def succeed(database: Database, sort: int) -> None:
        async with database.unit_of_work(RESTAURANT) as work:
            await add_menu(work, sort)
            work.record(Event("menu.made", uuid4(), AT))

    async def run(database: Database) -> None:
        for turn in range(4):
            for wins in range(turn):
                await succeed(database, 1000 + 10 * turn + wins)
            for _ in range(4):
                await fail(database, 5000)
        await succeed(database, 2000)

    with_database(database_url, run, pool_size=1)
    assert menus(truth) == [1010, 1020, 1021, 1030, 1031, 1032, 2000]
    assert truth.one("SELECT count(*) FROM events WHERE topic = 'menu.made'") == 7


def test_a_frozen_block_sees_one_moment(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        async with database.unit_of_work(RESTAURANT, frozen=True) as work:
            first = await work.one("SELECT count(*) FROM menus")
            truth.rows(
                "INSERT INTO menus (tenant_id, id, name, sort) VALUES (%s, gen_random_uuid(), '{}', 1000) RETURNING id",
                RESTAURANT,
            )
            assert await work.one("SELECT count(*) FROM menus") == first

    with_database(database_url, run)
    assert menus(truth) == [1000]


def test_a_pool_with_nothing_free_says_so(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run(database: Database) -> None:
        monkeypatch.setattr(database._pool, "timeout", 0.2)
        async with database.unit_of_work(RESTAURANT):
            with pytest.raises(Unavailable):
                await database.all("SELECT 1")

    with_database(database_url, run, pool_size=1)


@pytest.fixture
def holding(database_url: str) -> Iterator[psycopg.Connection]:
    """Somebody who holds locks until told otherwise."""
    with psycopg.connect(database_url) as connection:
        yield connection
        connection.rollback()


def test_a_row_that_somebody_holds_is_refused_as_busy_within_the_lock_timeout(
    singapore: Partner, holding: psycopg.Connection
) -> None:
    order = singapore.post("/cart/submit", cart()).data["id"]
    holding.execute("SELECT FROM orders WHERE id = %s FOR NO KEY UPDATE", (order,))
    began = time.monotonic()
    refused = singapore.post(f"/orders/{order}/payments", cash("1.00"))
    waited = time.monotonic() - began
    assert (refused.status, refused.error["code"]) == (409, "busy")
    assert int(refused.headers["retry-after"]) >= 1
    assert 2.5 < waited < 4.5
    assert singapore.get(f"/orders/{order}").data["paid"] == 0
    holding.rollback()
    assert singapore.post(f"/orders/{order}/payments", cash("1.00")).data["paid"] == 1


def test_a_row_that_is_let_go_in_time_is_waited_for(database_url: str, holding: psycopg.Connection) -> None:
    holding.execute("SELECT FROM vouchers WHERE id = %s FOR UPDATE", (VOUCHER,))

    async def run(database: Database) -> None:
        async def take() -> None:
            async with database.unit_of_work(RESTAURANT) as work:
                await work.send("UPDATE vouchers SET redeemed = redeemed + 1 WHERE id = %s", (VOUCHER,))

        task = asyncio.create_task(take())
        await asyncio.sleep(0.3)
        assert not task.done()
        holding.rollback()
        await asyncio.wait_for(task, 2)

    with_database(database_url, run)


def test_a_deadlock_is_a_conflict_for_one_and_nothing_for_the_other(database_url: str) -> None:
    async def run(database: Database) -> None:
        rows = await _vouchers(database)
        ready = asyncio.Barrier(2)

        async def take(first: object, second: object) -> None:
            async with database.unit_of_work(RESTAURANT) as work:
                await work.all("UPDATE vouchers SET redeemed = 1 WHERE id = %s RETURNING id", (first,))
                await ready.wait()
                await work.all("UPDATE vouchers SET redeemed = 1 WHERE id = %s RETURNING id", (second,))

        outcomes = await asyncio.gather(take(*rows), take(*reversed(rows)), return_exceptions=True)
        refused = [outcome for outcome in outcomes if outcome is not None]
        assert len(refused) == 1
        assert isinstance(refused[0], Conflict)
        assert refused[0].code == "busy"

    with_database(database_url, run)


async def _vouchers(database: Database) -> list[object]:
    async with database.unit_of_work(RESTAURANT) as work:
        return [row["id"] for row in await work.all("SELECT id FROM vouchers ORDER BY id LIMIT 2")]
