"""Say that a dish is sold out at a location, or to be had again."""

from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.kernel.errors import NotFound
from comanda.store.database import Database, Event


async def set_availability(
    database: Database, actor: Actor, location_id: UUID, item_id: UUID, *, available: bool
) -> None:
    """Change whether a dish can be had; every menu shows it from the next request.

    Raises:
        NotFound: `item_not_found` in this restaurant.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        row = await work.one(
            "SELECT id FROM items WHERE tenant_id = %s AND id = %s AND archived_at IS NULL", (work.tenant_id, item_id)
        )
        if row is None:
            raise NotFound("No such item.", code="item_not_found")
        which = (work.tenant_id, location_id, item_id)
        if available:
            await work.send("DELETE FROM item_blocks WHERE tenant_id = %s AND location_id = %s AND item_id = %s", which)
        else:
            await work.send(
                "INSERT INTO item_blocks (tenant_id, location_id, item_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                which,
            )
        payload = {"item": str(item_id), "available": available}
        work.record(Event("menu.availability_changed", item_id, actor.at, location_id, payload=payload))
