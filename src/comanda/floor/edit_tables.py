"""Change the floor: areas, tables, where they stand, and what their QR codes carry."""

import secrets
from typing import LiteralString
from uuid import UUID

import orjson
from psycopg.errors import ForeignKeyViolation, UniqueViolation

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, Invalid, NotFound
from comanda.kernel.ids import new_id
from comanda.store.database import Database, UnitOfWork

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_code(slug: str, number: int) -> str:
    """Return a code that nobody can guess: about 128 random bits behind what people read."""
    return f"{slug}-{number}-" + "".join(secrets.choice(_ALPHABET) for _ in range(26))


async def add_table(
    database: Database, actor: Actor, location_id: UUID, slug: str, *, number: int, pax: int, area_id: UUID | None
) -> UUID:
    """Add a table, in the first area if none is named.

    Raises:
        Conflict: `table_number_taken`.
        Invalid: no such area at this location.
    """
    table_id = new_id()
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            area = await _area(work, location_id, area_id)
            await work.send(
                "INSERT INTO dining_tables (tenant_id, id, location_id, area_id, number, name, code, pax, sort)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (
                    work.tenant_id,
                    table_id,
                    location_id,
                    area,
                    number,
                    f"T{number}",
                    new_code(slug, number),
                    pax,
                    number,
                ),
            )
    except UniqueViolation as error:
        raise _number_taken(number) from error
    return table_id


async def change_table(
    database: Database,
    actor: Actor,
    location_id: UUID,
    table_id: UUID,
    *,
    number: int | None = None,
    pax: int | None = None,
    area_id: UUID | None = None,
    at: tuple[float, float] | None = None,
) -> None:
    """Change a table; None leaves a thing as it is.

    Args:
        at: where it stands on the floor map.

    Raises:
        Conflict: `table_number_taken`.
        Invalid: no such area at this location.
        NotFound: `table_not_found`.
    """
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            area = await _area(work, location_id, area_id) if area_id is not None else None
            changed = await work.one(
                "UPDATE dining_tables SET number = coalesce(%s, number),"
                " name = CASE WHEN %s::int IS NOT NULL AND name = 'T' || number THEN 'T' || %s::int ELSE name END,"
                " pax = coalesce(%s, pax), area_id = coalesce(%s, area_id), x = coalesce(%s, x), y = coalesce(%s, y)"
                " WHERE tenant_id = %s AND id = %s AND location_id = %s AND archived_at IS NULL RETURNING id",
                (
                    number,
                    number,
                    number,
                    pax,
                    area,
                    at[0] if at else None,
                    at[1] if at else None,
                    work.tenant_id,
                    table_id,
                    location_id,
                ),
            )
            if changed is None:
                raise NotFound("No such table.", code="table_not_found")
    except UniqueViolation as error:
        raise _number_taken(number) from error


async def replace_code(database: Database, actor: Actor, location_id: UUID, slug: str, table_id: UUID) -> str:
    """Give a table a new code and return it; the old one is dead from now on.

    Raises:
        NotFound: `table_not_found`.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        row = await work.one(
            "SELECT number FROM dining_tables WHERE tenant_id = %s AND id = %s AND location_id = %s"
            " AND archived_at IS NULL",
            (work.tenant_id, table_id, location_id),
        )
        if row is None:
            raise NotFound("No such table.", code="table_not_found")
        code = new_code(slug, row["number"])
        await work.send(
            "UPDATE dining_tables SET code = %s WHERE tenant_id = %s AND id = %s", (code, work.tenant_id, table_id)
        )
    return code


async def remove_table(database: Database, actor: Actor, location_id: UUID, table_id: UUID) -> None:
    """Take a table off the floor; its past orders keep it.

    Raises:
        Conflict: `table_has_session`.
        NotFound: `table_not_found`.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        occupied = await work.one(
            "SELECT table_id FROM table_occupancy WHERE tenant_id = %s AND table_id = %s", (work.tenant_id, table_id)
        )
        if occupied is not None:
            raise Conflict("A session is at this table; end it first.", code="table_has_session")
        gone = await work.one(
            "UPDATE dining_tables SET archived_at = %s, code = id::text WHERE tenant_id = %s AND id = %s"
            " AND location_id = %s AND archived_at IS NULL RETURNING id",
            (actor.at, work.tenant_id, table_id, location_id),
        )
        if gone is None:
            raise NotFound("No such table.", code="table_not_found")


async def add_area(
    database: Database,
    actor: Actor,
    location_id: UUID,
    *,
    name: str,
    description: str,
    floor_number: int,
    language: str,
) -> UUID:
    """Add an area after the others."""
    area_id = new_id()
    async with database.unit_of_work(actor.tenant_id) as work:
        await work.send(
            "INSERT INTO areas (tenant_id, id, location_id, name, description, floor_number, sort)"
            " SELECT %(tenant)s, %(id)s, %(location)s, %(name)s::jsonb, %(description)s, %(floor)s,"
            " coalesce((SELECT max(sort) + 1 FROM areas"
            " WHERE tenant_id = %(tenant)s AND location_id = %(location)s), 0)",
            {
                "tenant": work.tenant_id,
                "id": area_id,
                "location": location_id,
                "name": orjson.dumps({language: name}).decode(),
                "description": description,
                "floor": floor_number,
            },
        )
    return area_id


async def change_area(
    database: Database,
    actor: Actor,
    location_id: UUID,
    area_id: UUID,
    *,
    name: str | None,
    description: str | None,
    floor_number: int | None,
    language: str,
) -> None:
    """Change an area; None leaves a thing as it is.

    Raises:
        NotFound: `area_not_found`.
    """
    renamed = orjson.dumps({language: name} if name is not None else {}).decode()
    async with database.unit_of_work(actor.tenant_id) as work:
        changed = await work.one(
            "UPDATE areas SET name = name || %s::jsonb, description = coalesce(%s, description),"
            " floor_number = coalesce(%s, floor_number), updated_at = %s"
            " WHERE tenant_id = %s AND id = %s AND location_id = %s RETURNING id",
            (renamed, description, floor_number, actor.at, work.tenant_id, area_id, location_id),
        )
        if changed is None:
            raise NotFound("No such area.", code="area_not_found")


async def remove_area(database: Database, actor: Actor, location_id: UUID, area_id: UUID) -> None:
    """Remove an area that has no tables; those that were taken off the floor go to another area's past.

    Raises:
        Conflict: `area_has_tables`.
        NotFound: `area_not_found`.
    """
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            await work.send(
                "UPDATE dining_tables SET area_id = other.id FROM (SELECT id FROM areas WHERE tenant_id = %(tenant)s"
                " AND location_id = %(location)s AND id <> %(area)s ORDER BY sort, id LIMIT 1) other"
                " WHERE tenant_id = %(tenant)s AND area_id = %(area)s AND archived_at IS NOT NULL",
                {"tenant": work.tenant_id, "location": location_id, "area": area_id},
            )
            gone = await work.one(
                "DELETE FROM areas WHERE tenant_id = %s AND id = %s AND location_id = %s RETURNING id",
                (work.tenant_id, area_id, location_id),
            )
            if gone is None:
                raise NotFound("No such area.", code="area_not_found")
    except ForeignKeyViolation as error:
        raise Conflict("This area has tables; move them first.", code="area_has_tables") from error


async def _area(work: UnitOfWork, location_id: UUID, area_id: UUID | None) -> UUID:
    statement: LiteralString = (
        "SELECT id FROM areas WHERE tenant_id = %s AND location_id = %s AND (%s::uuid IS NULL OR id = %s)"
        " ORDER BY sort, id LIMIT 1"
    )
    row = await work.one(statement, (work.tenant_id, location_id, area_id, area_id))
    if row is None:
        raise Invalid.field("spaceId", "an area of this location is expected", "unknown_area")
    found: UUID = row["id"]
    return found


def _number_taken(number: int | None) -> Conflict:
    return Conflict(f"There is a table {number} at this location already.", code="table_number_taken")
