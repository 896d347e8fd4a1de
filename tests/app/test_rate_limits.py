"""Limits that hold over several processes, without asking the database at every request."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from comanda.kernel.errors import TooMany
from comanda.store.database import Database
from comanda.store.rate_limits import Allowances

Work = Callable[[Database], Awaitable[None]]


def run(url: str, work: Work) -> None:
    async def with_database() -> None:
        database = Database(url, pool_size=4)
        await database.open()
        try:
            await work(database)
        finally:
            await database.close()

    asyncio.run(with_database())


async def _let_through(allowances: Allowances, key: str, asked: int) -> int:
    waits, passed = [], 0
    for _ in range(asked):
        try:
            await allowances.take(key)
            passed += 1
        except TooMany as refused:
            waits.append(refused.retry_after)
    assert all(1 <= wait <= 60 for wait in waits)
    return passed


def test_one_process_lets_through_exactly_the_limit_and_rarely_asks(database_url: str) -> None:
    async def work(database: Database) -> None:
        allowances = Allowances(database, 500, 60)
        before = database.statements
        assert await _let_through(allowances, "app:a", 700) == 500
        assert database.statements - before <= 102
        assert await _let_through(allowances, "app:b", 1) == 1

    run(database_url, work)


def test_what_is_left_is_told(database_url: str) -> None:
    async def work(database: Database) -> None:
        allowances = Allowances(database, 300, 60)
        told = [await allowances.take("app:a") for _ in range(300)]
        assert [allowance.remaining for allowance in told] == list(range(299, -1, -1))
        assert {allowance.limit for allowance in told} == {300}
        assert all(1 <= allowance.resets_in <= 60 for allowance in told)

    run(database_url, work)


def test_several_processes_together_keep_the_limit_within_a_twentieth(database_url: str) -> None:
    async def work(database: Database) -> None:
        processes = [Allowances(database, 1000, 60) for _ in range(4)]
        passed = await asyncio.gather(*(_let_through(process, "app:a", 400) for process in processes))
        assert 950 <= sum(passed) <= 1000

    run(database_url, work)


@pytest.mark.parametrize("limit", [1, 7])
def test_a_small_limit_is_exact(database_url: str, limit: int) -> None:
    async def work(database: Database) -> None:
        processes = [Allowances(database, limit, 60) for _ in range(3)]
        passed = [await _let_through(processes[turn % 3], "app:a", 1) for turn in range(20)]
        assert sum(passed) == limit

    run(database_url, work)


def test_a_new_window_begins_when_the_old_one_is_over(database_url: str) -> None:
    async def work(database: Database) -> None:
        allowances = Allowances(database, 2, 1)
        assert await _let_through(allowances, "app:a", 3) == 2
        await asyncio.sleep(1.1)
        assert await _let_through(allowances, "app:a", 3) == 2

    run(database_url, work)
