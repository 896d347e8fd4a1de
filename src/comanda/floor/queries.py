"""Reads of the floor."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from comanda.floor.snapshot import Area, FloorTable
from comanda.kernel.errors import Invalid, NotFound
from comanda.kernel.texts import in_language
from comanda.store.database import UnitOfWork


async def check_tables(work: UnitOfWork, location_id: UUID, table_ids: Sequence[UUID]) -> None:
    """Refuse tables that are not on a location's floor, or are named twice.

    Raises:
        Invalid: `duplicate_table`, naming `tableIds[…]`.
        NotFound: `table_not_found`, naming `tableIds[…]`.
    """
    rows = await work.all(
        "SELECT id FROM dining_tables WHERE tenant_id = %s AND location_id = %s AND id = ANY(%s)"
        " AND archived_at IS NULL",
        (work.tenant_id, location_id, list(table_ids)),
    )
    known, seen = {row["id"] for row in rows}, set()
    for index, table_id in enumerate(table_ids):
        if table_id in seen:
            raise Invalid.field(f"tableIds[{index}]", "named twice", "duplicate_table")
        if table_id not in known:
            raise NotFound(f"tableIds[{index}]: no such table at this location.", code="table_not_found")
        seen.add(table_id)


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
