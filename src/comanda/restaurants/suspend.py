"""Suspend a restaurant on this platform, or let it go on: what its partner apps hold stops, and works again."""

from comanda.kernel.errors import NotFound
from comanda.store.database import Database


async def set_active(database: Database, slug: str, *, active: bool) -> None:
    """Let a restaurant's partner apps call, or not, from the next request; saying so twice changes nothing.

    Raises:
        NotFound: `unknown_restaurant`.
    """
    rows = await database.all(
        "UPDATE tenants SET active = %s, updated_at = now() WHERE slug = %s RETURNING id",
        (active, slug.replace("\x00", "")),
    )
    if not rows:
        raise NotFound(f"No restaurant has the slug {slug!r}.", code="unknown_restaurant")
