"""Reads that arrive together share one statement, and nobody is told what was true before they asked."""

import asyncio
from collections.abc import Sequence

import pytest

from comanda.store.batching import Batcher


class Lookup:
    """A lookup that waits to be let through, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.truth = "before"
        self.gate = asyncio.Event()
        self.gate.set()
        self.failing: Exception | None = None

    async def __call__(self, keys: Sequence[str]) -> list[str]:
        self.asked.append(list(keys))
        read = [f"{key} {self.truth}" for key in keys]
        await self.gate.wait()
        failing, self.failing = self.failing, None
        if failing is not None:
            raise failing
        return read


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_callers_that_arrive_together_share_one_lookup() -> None:
    async def run() -> None:
        lookup = Lookup()
        batcher = Batcher(lookup)
        found = await asyncio.gather(*(batcher.get(key) for key in "abca"))
        assert found == ["a before", "b before", "c before", "a before"]
        assert lookup.asked == [["a", "b", "c", "a"]]

    asyncio.run(run())


def test_a_caller_that_arrives_after_the_read_was_sent_gets_a_later_read() -> None:
    async def run() -> None:
        lookup = Lookup()
        lookup.gate.clear()
        batcher = Batcher(lookup)
        first = asyncio.create_task(batcher.get("a"))
        await settle()
        lookup.truth = "after"
        late = [asyncio.create_task(batcher.get(key)) for key in "ab"]
        await settle()
        assert lookup.asked == [["a"]]
        lookup.gate.set()
        assert await first == "a before"
        assert await asyncio.gather(*late) == ["a after", "b after"]
        assert lookup.asked == [["a"], ["a", "b"]]

    asyncio.run(run())


def test_a_caller_alone_after_a_quiet_time_is_served() -> None:
    async def run() -> None:
        batcher = Batcher(Lookup())
        assert await batcher.get("a") == "a before"
        await settle()
        assert await batcher.get("b") == "b before"

    asyncio.run(run())


def test_a_failure_reaches_every_waiter_and_the_next_call_works() -> None:
    async def run() -> None:
        lookup = Lookup()
        lookup.failing = failure = RuntimeError("no database")
        batcher = Batcher(lookup)
        found = await asyncio.gather(*(batcher.get(key) for key in "abc"), return_exceptions=True)
        assert found == [failure] * 3
        assert await batcher.get("a") == "a before"

    asyncio.run(run())


def test_a_failure_of_one_batch_does_not_reach_the_next() -> None:
    async def run() -> None:
        lookup = Lookup()
        lookup.gate.clear()
        batcher = Batcher(lookup)
        first = asyncio.create_task(batcher.get("a"))
        await settle()
        second = asyncio.create_task(batcher.get("b"))
        await settle()
        lookup.failing = RuntimeError("no database")
        lookup.gate.set()
        with pytest.raises(RuntimeError, match="no database"):
            await first
        assert await second == "b before"

    asyncio.run(run())


@pytest.mark.parametrize("cancelled", [0, 1, 2])
def test_a_waiter_that_gives_up_harms_nobody(cancelled: int) -> None:
    async def run() -> None:
        lookup = Lookup()
        lookup.gate.clear()
        batcher = Batcher(lookup)
        waiters = [asyncio.create_task(batcher.get(key)) for key in "abc"]
        await settle()
        waiters[cancelled].cancel()
        await settle()
        lookup.gate.set()
        found = await asyncio.gather(*waiters, return_exceptions=True)
        assert isinstance(found.pop(cancelled), asyncio.CancelledError)
        assert found == [f"{key} before" for at, key in enumerate("abc") if at != cancelled]
        assert await batcher.get("d") == "d before"

    asyncio.run(run())


def test_a_waiter_that_gives_up_before_its_read_was_sent_harms_nobody() -> None:
    async def run() -> None:
        lookup = Lookup()
        lookup.gate.clear()
        batcher = Batcher(lookup)
        first = asyncio.create_task(batcher.get("a"))
        await settle()
        gone, stays = (asyncio.create_task(batcher.get(key)) for key in "bc")
        await settle()
        gone.cancel()
        await settle()
        lookup.gate.set()
        assert await first == "a before"
        assert await stays == "c before"

    asyncio.run(run())


def test_a_failure_reaches_the_others_when_one_has_given_up() -> None:
    async def run() -> None:
        lookup = Lookup()
        lookup.gate.clear()
        lookup.failing = RuntimeError("no database")
        batcher = Batcher(lookup)
        gone, stays = (asyncio.create_task(batcher.get(key)) for key in "ab")
        await settle()
        gone.cancel()
        await settle()
        lookup.gate.set()
        with pytest.raises(RuntimeError, match="no database"):
            await stays

    asyncio.run(run())


def test_a_lookup_that_answers_too_little_fails_its_waiters_and_not_the_next_call() -> None:
    async def run() -> None:
        short = True

        async def lookup(keys: Sequence[str]) -> list[str]:
            return [] if short else list(keys)

        batcher = Batcher(lookup)
        with pytest.raises(ValueError, match="shorter"):
            await asyncio.wait_for(batcher.get("a"), 1)
        short = False
        assert await asyncio.wait_for(batcher.get("a"), 1) == "a"

    asyncio.run(run())
