"""Make materials, change them, archive them, and say which a location keeps."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.errors import UniqueViolation

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, FieldProblem, Invalid, NotFound
from comanda.kernel.ids import new_id
from comanda.kernel.unsaid import UNSAID, Unsaid, said_or
from comanda.stock.block_what_is_out import block_what_is_out
from comanda.stock.queries import find_level, find_material
from comanda.stock.rules import unit_problem
from comanda.stock.stock import Level, Material
from comanda.store.database import Database, Event, UnitOfWork
from comanda.store.idempotency import Once


@dataclass(frozen=True, slots=True)
class MaterialChange:
    """What a material is to be; `UNSAID` stays as it is."""

    name: str | Unsaid = UNSAID
    sku: str | Unsaid | None = UNSAID
    unit: str | Unsaid = UNSAID


async def create_material(
    database: Database, actor: Actor, *, name: str, sku: str | None, unit: str, once: Once[Material] | None = None
) -> Material:
    """Make a material; no location keeps it yet.

    Raises:
        Invalid: `unknown_unit`, or a name of nothing.
        Conflict: `sku_taken`.
    """
    _check(name, unit)
    material = Material(new_id(), name.strip(), sku or None, unit, actor.at, actor.at)
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            await work.send(
                "INSERT INTO materials (tenant_id, id, name, sku, unit, created_at, updated_at)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                (work.tenant_id, material.id, material.name, material.sku, unit, actor.at, actor.at),
            )
            work.record(Event("material.created", material.id, actor.at))
            if once is not None:
                await once.keep(work, material)
    except UniqueViolation as error:
        raise _taken(error) from error
    return material


async def change_material(database: Database, actor: Actor, material_id: UUID, change: MaterialChange) -> Material:
    """Change a material. Its unit is a name: levels and recipes keep their numbers.

    Raises:
        Invalid: `unknown_unit`, or a name of nothing.
        Conflict: `sku_taken`.
        NotFound: no such material, or it is archived.
    """
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            before = await lock_material(work, material_id)
            name = said_or(change.name, before.name).strip()
            sku = said_or(change.sku, before.sku) or None
            unit = said_or(change.unit, before.unit)
            _check(name, unit)
            await work.send(
                "UPDATE materials SET name = %s, sku = %s, unit = %s, updated_at = %s WHERE tenant_id = %s AND id = %s",
                (name, sku, unit, actor.at, work.tenant_id, material_id),
            )
            work.record(Event("material.updated", material_id, actor.at))
    except UniqueViolation as error:
        raise _taken(error) from error
    return Material(material_id, name, sku, unit, before.created_at, actor.at)


async def archive_material(database: Database, actor: Actor, material_id: UUID) -> None:
    """Take a material off every list; its levels and its ledger stay. Archiving twice is no error.

    Raises:
        Conflict: `material_in_use` by a recipe.
        NotFound: no such material.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        if (await find_material(work, material_id)).archived_at is not None:
            return
        await lock_material(work, material_id)
        used = await work.one(
            "SELECT (SELECT count(*) FROM variant_materials WHERE tenant_id = %(tenant)s AND material_id = %(id)s)"
            " + (SELECT count(*) FROM option_materials WHERE tenant_id = %(tenant)s AND material_id = %(id)s) AS times",
            {"tenant": work.tenant_id, "id": material_id},
        )
        if used is not None and used["times"]:
            raise Conflict(f"{used['times']} recipes use this material.", code="material_in_use")
        await work.send(
            "UPDATE materials SET archived_at = %s, updated_at = %s WHERE tenant_id = %s AND id = %s",
            (actor.at, actor.at, work.tenant_id, material_id),
        )
        work.record(Event("material.deleted", material_id, actor.at))


async def keep_material(
    database: Database, actor: Actor, location_id: UUID, material_id: UUID, *, low_at: int | None
) -> Level:
    """Let a location keep a material, of which it has nothing yet, and say when it is low; or only the latter.

    Raises:
        NotFound: no such material, or it is archived.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        await lock_material(work, material_id)
        row = await work.one(
            "INSERT INTO stock_levels (tenant_id, location_id, material_id, qty, low_at, updated_at)"
            " VALUES (%s, %s, %s, 0, %s, %s) ON CONFLICT DO NOTHING RETURNING material_id",
            (work.tenant_id, location_id, material_id, low_at, actor.at),
        )
        if row is None:
            await work.send(
                "UPDATE stock_levels SET low_at = %s WHERE tenant_id = %s AND location_id = %s AND material_id = %s",
                (low_at, work.tenant_id, location_id, material_id),
            )
        else:
            await block_what_is_out(work, actor.at, location_id, [material_id])
            # Compiled menus have to learn that it counts here from now on, and so have those who follow this list.
            await work.send(
                "UPDATE materials SET updated_at = %s WHERE tenant_id = %s AND id = %s",
                (actor.at, work.tenant_id, material_id),
            )
            work.record(Event("material.updated", material_id, actor.at, location_id))
        return await find_level(work, location_id, material_id)


async def lock_material(work: UnitOfWork, material_id: UUID) -> Material:
    """Return a material that is not archived, and let nobody else change it or put it into a recipe.

    Raises:
        NotFound: `material_not_found`.
    """
    await work.send(
        "SELECT id FROM materials WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE", (work.tenant_id, material_id)
    )
    found = await find_material(work, material_id)
    if found.archived_at is not None:
        raise NotFound("No such material.", code="material_not_found")
    return found


def _check(name: str, unit: str) -> None:
    problems = [FieldProblem("name", "a name is expected", "missing")] if not name.strip() else []
    unknown = unit_problem(unit)
    if unknown is not None:
        problems.append(unknown)
    if problems:
        raise Invalid.fields_of(problems)


def _taken(error: UniqueViolation) -> Exception:
    if error.diag.constraint_name != "uq_materials_sku":
        return error
    problem = FieldProblem("sku", "another material has this sku", "sku_taken")
    return Conflict("sku: another material has this sku", code="sku_taken", fields=(problem,))
