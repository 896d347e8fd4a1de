"""Delivering to many at once, each at its own pace: a lane is what goes to one of them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from typing import Any, TypeVar
from uuid import UUID

import structlog

LOOK_AGAIN_SECONDS = 2.0
"""How soon it looks again when the database had no answer."""
STOP_SECONDS = 2.0
"""How long calls under way may take when it is to stop."""

T = TypeVar("T")
_log = structlog.get_logger(__name__)


async def keep_lanes(
    claim: Callable[[Collection[UUID]], Awaitable[Mapping[UUID, T]]],
    deliver: Callable[[T], Coroutine[Any, Any, object]],
    stop: asyncio.Event,
    *,
    look_every: float,
    what: str,
) -> None:
    """Deliver what is due until `stop` is set.

    Args:
        claim: takes the lanes that are busy, and returns what is to be delivered now on some of the others.
        deliver: delivers what was claimed on one lane, and raises nothing.
        look_every: seconds between looks while nothing ends.
        what: what is looked for, for the log.
    """
    lanes: dict[UUID, asyncio.Task[object]] = {}
    stopping = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            wait = look_every
            lanes = {lane: calls for lane, calls in lanes.items() if not calls.done()}
            try:
                claimed = await claim(lanes.keys())
            except Exception as error:  # whatever it was, nobody is told of anything if this loop ends
                _log.warning(f"looking for {what} failed; trying again", error=str(error))
                claimed, wait = {}, LOOK_AGAIN_SECONDS
            for lane, rows in claimed.items():
                lanes[lane] = asyncio.create_task(deliver(rows))
            # A lane that is done may have more, so it is looked at again at once.
            await asyncio.wait({stopping, *lanes.values()}, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        if lanes:
            _, late = await asyncio.wait(lanes.values(), timeout=STOP_SECONDS)
            for calls in late:
                calls.cancel()
            await asyncio.gather(*late, return_exceptions=True)
