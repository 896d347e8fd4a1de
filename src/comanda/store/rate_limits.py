"""How often something may be asked, counted over all processes."""

import math

from comanda.kernel.errors import TooMany
from comanda.store.database import Database


async def count_against(database: Database, key: str, *, limit: int, seconds: int) -> None:
    """Count one request against a limit of so many in a window of so many seconds.

    Args:
        key: what is counted; never a secret.

    Raises:
        TooMany: the limit was reached already; it says when the window ends.
    """
    rows = await database.all(
        "INSERT INTO rate_windows AS w (key, starts_at, count) VALUES (%(key)s, now(), 1)"
        " ON CONFLICT (key) DO UPDATE SET"
        " count = CASE WHEN w.starts_at <= now() - make_interval(secs => %(seconds)s) THEN 1 ELSE w.count + 1 END,"
        " starts_at = CASE WHEN w.starts_at <= now() - make_interval(secs => %(seconds)s) THEN now()"
        " ELSE w.starts_at END"
        " RETURNING count, extract(epoch FROM starts_at - now())::float8 + %(seconds)s AS left",
        {"key": key, "seconds": seconds},
    )
    if rows[0]["count"] > limit:
        raise TooMany("Asked too often; wait a little.", retry_after=max(1, math.ceil(rows[0]["left"])))


async def forget_windows(database: Database) -> None:
    """Delete the counts of windows that are long over."""
    async with database.connection() as connection:
        await connection.execute("DELETE FROM rate_windows WHERE starts_at < now() - interval '1 day'")
