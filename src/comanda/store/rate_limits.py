"""How often something may be asked, counted over all processes."""

import asyncio
import math
import time
from dataclasses import dataclass

from comanda.kernel.errors import TooMany
from comanda.store.database import Database


async def count_against(database: Database, key: str, *, limit: int, seconds: int) -> None:
    """Count one request against a limit of so many in a window of so many seconds.

    Args:
        key: what is counted; never a secret.

    Raises:
        TooMany: the limit was reached already; it says when the window ends.
    """
    count, left = await _add(database, key, 1, seconds)
    if count > limit:
        raise TooMany("Asked too often; wait a little.", retry_after=max(1, math.ceil(left)))


async def _add(database: Database, key: str, requests: int, seconds: int) -> tuple[int, float]:
    """Add requests to the present window, and return how many it has now and in how many seconds it ends."""
    rows = await database.all(
        "INSERT INTO rate_windows AS w (key, starts_at, count) VALUES (%(key)s, now(), %(requests)s)"
        " ON CONFLICT (key) DO UPDATE SET"
        " count = CASE WHEN w.starts_at <= now() - make_interval(secs => %(seconds)s) THEN excluded.count"
        " ELSE w.count + excluded.count END,"
        " starts_at = CASE WHEN w.starts_at <= now() - make_interval(secs => %(seconds)s) THEN now()"
        " ELSE w.starts_at END"
        " RETURNING count, extract(epoch FROM starts_at - now())::float8 + %(seconds)s AS left",
        {"key": key, "requests": requests, "seconds": seconds},
    )
    return rows[0]["count"], rows[0]["left"]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit: at most `remaining` requests until the window ends in `resets_in` seconds."""

    limit: int
    remaining: int
    resets_in: int


@dataclass(slots=True)
class _Window:
    """What this process holds of a window.

    Attributes:
        ends: when it is over, on this process's clock.
        left: requests it may still let through without asking.
        unclaimed: what nobody had taken when it asked last.
        used_up: when it asked for more, there was none.
    """

    ends: float
    left: int
    unclaimed: int
    used_up: bool


class Allowances:
    """A limit for each of many callers, over all processes, that costs a statement every so many requests only.

    A process takes a hundredth of the limit at a time from the window in the database, and counts down from that by
    itself. What a process has taken and does not use is lost to the others, so several processes together let through
    a little less than the limit, and never more.
    """

    def __init__(self, database: Database, limit: int, seconds: int) -> None:
        self._database = database
        self.limit = limit
        self._seconds = seconds
        self._share = max(1, limit // 100)
        self._windows: dict[str, _Window] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def take(self, key: str) -> Allowance:
        """Count one request of a caller.

        Args:
            key: who is counted; never a secret.

        Raises:
            TooMany: the limit was reached; it says when the window ends.
        """
        window = self._windows.get(key)
        if window is None or not self._usable(window):
            async with self._asking.setdefault(key, asyncio.Lock()):
                window = self._windows.get(key)
                if window is None or not self._usable(window):
                    window = self._windows[key] = await self._ask(key)
        resets_in = max(1, math.ceil(window.ends - time.monotonic()))
        if window.left <= 0:
            raise TooMany(f"More than {self.limit} requests in {self._seconds} s; wait.", retry_after=resets_in)
        window.left -= 1
        return Allowance(self.limit, window.left + window.unclaimed, resets_in)

    def _usable(self, window: _Window) -> bool:
        return time.monotonic() < window.ends and (window.left > 0 or window.used_up)

    async def _ask(self, key: str) -> _Window:
        count, left = await _add(self._database, key, self._share, self._seconds)
        granted = min(self._share, max(0, self.limit - (count - self._share)))
        return _Window(time.monotonic() + left, granted, max(0, self.limit - count), granted == 0)


async def forget_windows(database: Database) -> None:
    """Delete the counts of windows that are long over."""
    async with database.connection() as connection:
        await connection.execute("DELETE FROM rate_windows WHERE starts_at < now() - interval '1 day'")
