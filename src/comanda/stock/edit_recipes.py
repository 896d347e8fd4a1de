"""Say what a variant or an option is made of."""

from collections.abc import Sequence
from typing import LiteralString
from uuid import UUID

import orjson

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Invalid
from comanda.stock.block_what_is_out import block_what_is_out, hold_blocks
from comanda.stock.queries import recipe_of
from comanda.stock.rules import recipe_problems
from comanda.stock.stock import Need
from comanda.store.database import Database

_DELETE: dict[str, LiteralString] = {
    "variant": "DELETE FROM variant_materials WHERE tenant_id = %s AND variant_id = %s",
    "option": "DELETE FROM option_materials WHERE tenant_id = %s AND option_id = %s",
}
_INSERT: dict[str, LiteralString] = {
    "variant": "INSERT INTO variant_materials (tenant_id, variant_id, material_id, qty)"
    " SELECT %s, %s, material_id, qty FROM jsonb_to_recordset(%s::jsonb) AS n(material_id uuid, qty bigint)",
    "option": "INSERT INTO option_materials (tenant_id, option_id, material_id, qty)"
    " SELECT %s, %s, material_id, qty FROM jsonb_to_recordset(%s::jsonb) AS n(material_id uuid, qty bigint)",
}


async def set_recipe(
    database: Database, actor: Actor, kind: str, sold_id: UUID, needs: Sequence[Need]
) -> tuple[Need, ...]:
    """Say all that one of a `variant` or an `option` takes; nothing is no recipe. Orders keep what they took.

    Raises:
        Invalid: naming every material that is unknown or named twice.
        NotFound: no such variant or option.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        before = await recipe_of(work, kind, sold_id)
        wanted = [need.material_id for need in needs]
        known = await work.all(
            "SELECT id FROM materials WHERE tenant_id = %s AND id = ANY(%s) AND archived_at IS NULL"
            " ORDER BY id FOR SHARE",
            (work.tenant_id, wanted),
        )
        problems = recipe_problems(wanted, {row["id"] for row in known})
        if problems:
            raise Invalid.fields_of(problems)
        # In the order that whoever moves materials has: levels, what is out, then the menu's rows.
        await work.send(
            "SELECT qty FROM stock_levels WHERE tenant_id = %s AND material_id = ANY(%s)"
            " ORDER BY location_id, material_id FOR NO KEY UPDATE",
            (work.tenant_id, [*wanted, *(need.material_id for need in before)]),
        )
        places = await work.all("SELECT id FROM locations WHERE tenant_id = %s ORDER BY id", (work.tenant_id,))
        for place in places:
            await hold_blocks(work, place["id"])
        await work.send(_DELETE[kind], (work.tenant_id, sold_id))
        rows = [{"material_id": need.material_id, "qty": need.qty} for need in needs]
        await work.send(_INSERT[kind], (work.tenant_id, sold_id, orjson.dumps(rows).decode()))
        for place in places:
            await block_what_is_out(work, actor.at, place["id"], [], sold=sold_id)
        return await recipe_of(work, kind, sold_id)
