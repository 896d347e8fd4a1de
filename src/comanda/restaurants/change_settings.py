"""Change what a location leaves to its own taste."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from comanda.kernel.actor import Actor
from comanda.kernel.errors import NotFound
from comanda.restaurants.settings import changed
from comanda.store.database import Database


async def change_settings(database: Database, actor: Actor, location_id: UUID, wanted: Mapping[str, Any]) -> None:
    """Change some settings of a location; they count from the next request.

    Raises:
        Invalid: naming each setting that is not known or cannot have its value.
        NotFound: no such location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        row = await work.one(
            "SELECT settings FROM locations WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE",
            (work.tenant_id, location_id),
        )
        if row is None:
            raise NotFound("No such location.", code="unknown_location")
        merged = changed(row["settings"], wanted)
        await work.send(
            "UPDATE locations SET settings = %s::jsonb, updated_at = %s WHERE tenant_id = %s AND id = %s",
            (orjson.dumps(merged).decode(), actor.at, work.tenant_id, location_id),
        )
