"""Reads that arrive together share one statement.

A caller joins the batch that has not been sent yet, so what it is told was read after it asked: unlike a cache, this
never answers with yesterday's truth.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Batcher(Generic[K, V]):
    """Collects keys while a read is under way and looks all of them up with the next.

    Args:
        lookup: takes keys and returns one value per key, in order.
    """

    def __init__(self, lookup: Callable[[Sequence[K]], Awaitable[Sequence[V]]]) -> None:
        self._lookup = lookup
        self._waiting: list[tuple[K, asyncio.Future[V]]] = []
        self._running: asyncio.Task[None] | None = None

    async def get(self, key: K) -> V:
        """Return the value of `key`, read after this call."""
        future: asyncio.Future[V] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, future))
        if self._running is None:
            self._running = asyncio.create_task(self._drain())
        return await future

    async def _drain(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                values = await self._lookup([key for key, _ in batch])
                answered = list(zip(batch, values, strict=True))
            except Exception as error:
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
            else:
                for (_, future), value in answered:
                    if not future.done():
                        future.set_result(value)
        self._running = None
