"""Write into the ledger what came or went by hand: a purchase, waste, an adjustment."""

from typing import Literal
from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, Invalid, NotFound
from comanda.stock.move_materials import Reason, move_materials
from comanda.stock.queries import find_level
from comanda.stock.rules import in_units
from comanda.stock.stock import MAX_LEVEL, Movement, NotEnough
from comanda.store.database import Database, UnitOfWork
from comanda.store.idempotency import Once

Kind = Literal["purchase", "waste", "adjustment"]


async def record_movement(
    database: Database,
    actor: Actor,
    location_id: UUID,
    material_id: UUID,
    kind: Kind,
    change: int,
    note: str | None,
    *,
    once: Once[Movement] | None = None,
) -> Movement:
    """Change the level of a material and say why.

    Args:
        change: thousandths; above 0 is put there, below 0 taken.

    Raises:
        Conflict: `insufficient_stock`: there is less of it.
        Invalid: `unknown_material`: the location does not keep it; or the level would be larger than can be shown.
    """
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            await _check_kept(work, location_id, material_id)
            moved = await move_materials(work, actor, location_id, {material_id: change}, Reason(kind, kind, note=note))
            if moved[material_id].level > MAX_LEVEL:
                raise Invalid.field("qty", "nobody has that much of it", "out_of_range")
            movement = Movement(
                moved[material_id].id, material_id, kind, change, None, None, note, actor.user_id, actor.at
            )
            if once is not None:
                await once.keep(work, movement)
    except NotEnough as error:
        left = in_units(error.at_hand.get(material_id, 0))
        raise Conflict(f"Only {left} of it is there.", code=NotEnough.code) from error
    return movement


async def _check_kept(work: UnitOfWork, location_id: UUID, material_id: UUID) -> None:
    try:
        await find_level(work, location_id, material_id)
    except NotFound as error:
        raise Invalid.field("material", "this location does not keep this material", "unknown_material") from error
