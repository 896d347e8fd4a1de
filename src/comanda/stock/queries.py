"""Reads of stock."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from comanda.kernel.errors import NotFound
from comanda.kernel.paging import Page, Seek, Slice
from comanda.kernel.texts import in_language
from comanda.stock.stock import Count, Level, Material, Movement, Need, Recipe, Recipes, StockTake
from comanda.store.database import UnitOfWork

_MATERIAL: LiteralString = (
    "SELECT m.id, m.name, m.sku, m.unit, m.created_at, m.updated_at, m.archived_at FROM materials m"
)
_TAKE: LiteralString = "SELECT id, location_id, notes, cancelled, started_at, ended_at, updated_at FROM stock_takes"


async def load_recipes(work: UnitOfWork, location_id: UUID) -> Recipes:
    """Return what a location's dishes and options are made of, as far as it keeps the materials."""
    rows = await work.all(
        "SELECT r.sold_id, r.material_id, r.qty FROM ("
        "SELECT variant_id AS sold_id, material_id, qty FROM variant_materials WHERE tenant_id = %(tenant)s"
        " UNION ALL SELECT option_id, material_id, qty FROM option_materials WHERE tenant_id = %(tenant)s) r"
        " JOIN stock_levels l ON l.tenant_id = %(tenant)s AND l.location_id = %(location)s"
        " AND l.material_id = r.material_id ORDER BY r.sold_id, r.material_id",
        {"tenant": work.tenant_id, "location": location_id},
    )
    found: dict[UUID, list[Need]] = defaultdict(list)
    for row in rows:
        found[row["sold_id"]].append(Need(row["material_id"], row["qty"]))
    return Recipes({sold_id: tuple(needs) for sold_id, needs in found.items()})


async def find_material(work: UnitOfWork, material_id: UUID) -> Material:
    """Return a material, archived or not.

    Raises:
        NotFound: `material_not_found`.
    """
    row = await work.one(_MATERIAL + " WHERE m.tenant_id = %s AND m.id = %s", (work.tenant_id, material_id))
    if row is None:
        raise NotFound("No such material.", code="material_not_found")
    return Material(**row)


async def list_materials(work: UnitOfWork) -> list[Material]:
    """Return all of the restaurant's materials that are not archived, by name."""
    rows = await work.all(
        _MATERIAL + " WHERE m.tenant_id = %s AND m.archived_at IS NULL ORDER BY m.name, m.id", (work.tenant_id,)
    )
    return [Material(**row) for row in rows]


async def materials_at(
    work: UnitOfWork, location_id: UUID, page: Page, updated_from: datetime | None = None
) -> list[Material]:
    """Return a page of the materials that a location keeps, in the order they were made.

    Args:
        updated_from: only those that were changed then or later, in the order they were.
    """
    by: LiteralString = "m.updated_at, m.id" if updated_from is not None else "m.id"
    rows = await work.all(
        _MATERIAL + " JOIN stock_levels l ON l.tenant_id = m.tenant_id AND l.material_id = m.id"
        " AND l.location_id = %(location)s WHERE m.tenant_id = %(tenant)s AND m.archived_at IS NULL"
        " AND (%(since)s::timestamptz IS NULL OR m.updated_at >= %(since)s)"
        " ORDER BY " + by + " LIMIT %(limit)s OFFSET %(offset)s",
        {
            "tenant": work.tenant_id,
            "location": location_id,
            "since": updated_from,
            "limit": page.limit,
            "offset": page.offset,
        },
    )
    return [Material(**row) for row in rows]


async def levels_at(work: UnitOfWork, location_id: UUID, page: Page | None = None) -> list[Level]:
    """Return the levels of what a location keeps, in the order the materials were made: all, or a page."""
    rows = await work.all(
        _LEVEL + " ORDER BY m.id LIMIT %(limit)s OFFSET %(offset)s",
        {
            "tenant": work.tenant_id,
            "location": location_id,
            "material": None,
            "limit": page.limit if page else None,
            "offset": page.offset if page else 0,
        },
    )
    return [Level(**row) for row in rows]


_LEVEL: LiteralString = (
    "SELECT l.material_id, m.name, m.sku, m.unit, l.qty, l.low_at, l.updated_at FROM stock_levels l"
    " JOIN materials m ON m.tenant_id = l.tenant_id AND m.id = l.material_id"
    " WHERE l.tenant_id = %(tenant)s AND l.location_id = %(location)s"
    " AND (%(material)s::uuid IS NULL OR l.material_id = %(material)s) AND m.archived_at IS NULL"
)


async def find_level(work: UnitOfWork, location_id: UUID, material_id: UUID) -> Level:
    """Return the level of a material at a location.

    Raises:
        NotFound: `level_not_found`: the location does not keep it.
    """
    row = await work.one(_LEVEL, {"tenant": work.tenant_id, "location": location_id, "material": material_id})
    if row is None:
        raise NotFound("This location does not keep this material.", code="level_not_found")
    return Level(**row)


async def list_movements(
    work: UnitOfWork, location_id: UUID, seek: Seek, *, material_id: UUID | None = None, kind: str | None = None
) -> Slice[Movement]:
    """Return a part of a location's ledger, newest first; a seek's keys are ids of movements."""
    rows = await work.all(
        "SELECT id, material_id, kind, qty, order_id, stock_take_id, note, user_id, created_at FROM stock_movements"
        " WHERE tenant_id = %(tenant)s AND location_id = %(location)s AND (%(after)s::uuid IS NULL OR id < %(after)s)"
        " AND (%(material)s::uuid IS NULL OR material_id = %(material)s)"
        " AND (%(kind)s::text IS NULL OR kind = %(kind)s) ORDER BY id DESC LIMIT %(most)s",
        {
            "tenant": work.tenant_id,
            "location": location_id,
            "after": seek.after[0] if seek.after else None,
            "material": material_id,
            "kind": kind,
            "most": seek.limit + 1,
        },
    )
    return Slice.of(seek, [Movement(**row) for row in rows])


async def find_stock_take(work: UnitOfWork, stock_take_id: UUID, location_id: UUID | None = None) -> StockTake:
    """Return a stock take with its counts.

    Args:
        location_id: of this location only.

    Raises:
        NotFound: `stock_take_not_found`.
    """
    row = await work.one(
        _TAKE + " WHERE tenant_id = %(tenant)s AND id = %(take)s"
        " AND (%(location)s::uuid IS NULL OR location_id = %(location)s)",
        {"tenant": work.tenant_id, "take": stock_take_id, "location": location_id},
    )
    if row is None:
        raise NotFound("No such stock take.", code="stock_take_not_found")
    (found,) = await _with_counts(work, [row])
    return found


async def list_stock_takes(
    work: UnitOfWork, location_id: UUID | None, page: Page, updated_from: datetime | None = None
) -> list[StockTake]:
    """Return a page of stock takes, of a location or of all, in the order they were started.

    Args:
        updated_from: only those that were changed then or later, in the order they were.
    """
    by: LiteralString = "updated_at, id" if updated_from is not None else "id"
    rows = await work.all(
        _TAKE + " WHERE tenant_id = %(tenant)s AND (%(location)s::uuid IS NULL OR location_id = %(location)s)"
        " AND (%(since)s::timestamptz IS NULL OR updated_at >= %(since)s)"
        " ORDER BY " + by + " LIMIT %(limit)s OFFSET %(offset)s",
        {
            "tenant": work.tenant_id,
            "location": location_id,
            "since": updated_from,
            "limit": page.limit,
            "offset": page.offset,
        },
    )
    return await _with_counts(work, rows)


async def newest_stock_takes(work: UnitOfWork, location_id: UUID, seek: Seek) -> Slice[StockTake]:
    """Return a part of a location's stock takes, newest first; a seek's keys are their ids."""
    rows = await work.all(
        _TAKE + " WHERE tenant_id = %(tenant)s AND location_id = %(location)s"
        " AND (%(after)s::uuid IS NULL OR id < %(after)s) ORDER BY id DESC LIMIT %(most)s",
        {
            "tenant": work.tenant_id,
            "location": location_id,
            "after": seek.after[0] if seek.after else None,
            "most": seek.limit + 1,
        },
    )
    return Slice.of(seek, await _with_counts(work, rows))


async def _with_counts(work: UnitOfWork, takes: Sequence[dict[str, Any]]) -> list[StockTake]:
    rows = await work.all(
        "SELECT stock_take_id, material_id, counted, expected, counted_at FROM stock_take_counts"
        " WHERE tenant_id = %s AND stock_take_id = ANY(%s) ORDER BY material_id",
        (work.tenant_id, [take["id"] for take in takes]),
    )
    counts: dict[UUID, list[Count]] = defaultdict(list)
    for row in rows:
        counts[row.pop("stock_take_id")].append(Count(**row))
    return [StockTake(**take, counts=tuple(counts[take["id"]])) for take in takes]


async def recipe_of(work: UnitOfWork, kind: str, sold_id: UUID) -> tuple[Need, ...]:
    """Return what one of a variant (`variant`) or an option (`option`) takes, wherever it is sold.

    Raises:
        NotFound: `variant_not_found`, `option_not_found`.
    """
    known, needs = _RECIPES[kind]
    which = (work.tenant_id, sold_id)
    found = await work.send(known, which)
    rows = await work.send(needs, which)
    if await found.one() is None:
        raise NotFound(f"No such {kind}.", code=f"{kind}_not_found")
    return tuple(Need(row["material_id"], row["qty"]) for row in await rows.all())


async def list_recipes(work: UnitOfWork) -> list[Recipe]:
    """Return everything the restaurant sells with what it is made of: items' variants, then modifiers' options."""
    sold = await work.send(
        "SELECT s.*, t.language FROM ("
        "SELECT 1 AS place, 'variant' AS kind, v.id, i.name, v.name AS part, i.id AS outer_id, v.sort"
        " FROM item_variants v JOIN items i ON i.tenant_id = v.tenant_id AND i.id = v.item_id"
        " WHERE v.tenant_id = %(tenant)s AND i.archived_at IS NULL"
        " UNION ALL SELECT 2, 'option', o.id, m.name, o.name, m.id, o.sort FROM modifier_options o"
        " JOIN modifiers m ON m.tenant_id = o.tenant_id AND m.id = o.modifier_id WHERE o.tenant_id = %(tenant)s) s"
        " JOIN tenants t ON t.id = %(tenant)s ORDER BY s.place, s.name->>t.language, s.outer_id, s.sort, s.id",
        {"tenant": work.tenant_id},
    )
    taken = await work.send(
        "SELECT variant_id AS sold_id, material_id, qty FROM variant_materials WHERE tenant_id = %(tenant)s"
        " UNION ALL SELECT option_id, material_id, qty FROM option_materials WHERE tenant_id = %(tenant)s"
        " ORDER BY sold_id, material_id",
        {"tenant": work.tenant_id},
    )
    rows, needs = await sold.all(), defaultdict(list)
    for row in await taken.all():
        needs[row["sold_id"]].append(Need(row["material_id"], row["qty"]))
    return [
        Recipe(
            row["kind"],
            row["id"],
            in_language(row["name"], row["language"]),
            in_language(row["part"], row["language"]),
            tuple(needs[row["id"]]),
        )
        for row in rows
    ]


_VARIANT: LiteralString = (
    "SELECT v.id FROM item_variants v JOIN items i ON i.tenant_id = v.tenant_id AND i.id = v.item_id"
    " WHERE v.tenant_id = %s AND v.id = %s AND i.archived_at IS NULL"
)
_RECIPES: dict[str, tuple[LiteralString, LiteralString]] = {
    "variant": (
        _VARIANT,
        "SELECT material_id, qty FROM variant_materials WHERE tenant_id = %s AND variant_id = %s ORDER BY material_id",
    ),
    "option": (
        "SELECT id FROM modifier_options WHERE tenant_id = %s AND id = %s",
        "SELECT material_id, qty FROM option_materials WHERE tenant_id = %s AND option_id = %s ORDER BY material_id",
    ),
}
