"""Reads of the floor."""

from collections import defaultdict
from uuid import UUID

from comanda.floor.snapshot import Area, FloorTable
from comanda.kernel.texts import in_language
from comanda.store.database import UnitOfWork


async def load_areas(work: UnitOfWork, location_id: UUID, language: str) -> tuple[Area, ...]:
    """Return the areas of a location and their tables."""
    here = (work.tenant_id, location_id)
    area_rows = await work.send(
        "SELECT id, name, description, floor_number, sort, updated_at FROM areas"
        " WHERE tenant_id = %s AND location_id = %s ORDER BY sort, id",
        here,
    )
    table_rows = await work.send(
        "SELECT id, area_id, number, name, code, pax, x, y, shape FROM dining_tables"
        " WHERE tenant_id = %s AND location_id = %s AND archived_at IS NULL ORDER BY sort, id",
        here,
    )
    tables = defaultdict(list)
    for row in await table_rows.all():
        tables[row["area_id"]].append(FloorTable(**row))
    return tuple(
        Area(
            row["id"],
            row["name"],
            in_language(row["name"], language),
            row["description"],
            row["floor_number"],
            row["sort"],
            row["updated_at"],
            tuple(tables[row["id"]]),
        )
        for row in await area_rows.all()
    )
