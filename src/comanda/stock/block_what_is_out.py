"""Block what can no longer be made of what is there, and unblock what can."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from comanda.stock.rules import VariantState, after_blocks, items_to_be_had
from comanda.store.database import Event, UnitOfWork

_VARIANTS: LiteralString = (
    "SELECT 'variant' AS kind, v.id, coalesce(bool_or(l.qty < r.qty), false) AS out,"
    " EXISTS (SELECT FROM variant_blocks b WHERE b.tenant_id = v.tenant_id AND b.location_id = %(location)s"
    " AND b.variant_id = v.id AND b.reason = 'stock') AS by_stock,"
    " EXISTS (SELECT FROM variant_blocks b WHERE b.tenant_id = v.tenant_id AND b.location_id = %(location)s"
    " AND b.variant_id = v.id AND b.reason = 'staff') AS by_staff FROM item_variants v"
    " LEFT JOIN variant_materials r ON r.tenant_id = v.tenant_id AND r.variant_id = v.id"
    " LEFT JOIN stock_levels l ON l.tenant_id = r.tenant_id AND l.material_id = r.material_id"
    " AND l.location_id = %(location)s"
    " WHERE v.tenant_id = %(tenant)s AND (v.id = %(sold)s OR v.id IN (SELECT variant_id FROM variant_materials"
    " WHERE tenant_id = %(tenant)s AND material_id = ANY(%(materials)s))) GROUP BY v.tenant_id, v.id"
)
_OPTIONS: LiteralString = (
    "SELECT 'option' AS kind, o.id, coalesce(bool_or(l.qty < r.qty), false) AS out,"
    " EXISTS (SELECT FROM option_blocks b WHERE b.tenant_id = o.tenant_id AND b.location_id = %(location)s"
    " AND b.option_id = o.id AND b.reason = 'stock') AS by_stock,"
    " EXISTS (SELECT FROM option_blocks b WHERE b.tenant_id = o.tenant_id AND b.location_id = %(location)s"
    " AND b.option_id = o.id AND b.reason = 'staff') AS by_staff FROM modifier_options o"
    " LEFT JOIN option_materials r ON r.tenant_id = o.tenant_id AND r.option_id = o.id"
    " LEFT JOIN stock_levels l ON l.tenant_id = r.tenant_id AND l.material_id = r.material_id"
    " AND l.location_id = %(location)s"
    " WHERE o.tenant_id = %(tenant)s AND (o.id = %(sold)s OR o.id IN (SELECT option_id FROM option_materials"
    " WHERE tenant_id = %(tenant)s AND material_id = ANY(%(materials)s))) GROUP BY o.tenant_id, o.id"
)
_CHANGED: LiteralString = (
    "SELECT kind, id, out, by_staff FROM (" + _VARIANTS + " UNION ALL " + _OPTIONS + ") s"
    " WHERE out <> by_stock ORDER BY kind, id"
)
_SIBLINGS: LiteralString = (
    "SELECT v.id, v.item_id,"
    " EXISTS (SELECT FROM variant_blocks b WHERE b.tenant_id = v.tenant_id AND b.location_id = %(location)s"
    " AND b.variant_id = v.id AND b.reason = 'staff') OR EXISTS (SELECT FROM item_blocks b"
    " WHERE b.tenant_id = v.tenant_id AND b.location_id = %(location)s AND b.item_id = v.item_id) AS by_staff,"
    " EXISTS (SELECT FROM variant_blocks b WHERE b.tenant_id = v.tenant_id AND b.location_id = %(location)s"
    " AND b.variant_id = v.id AND b.reason = 'stock') AS by_stock FROM item_variants v"
    " WHERE v.tenant_id = %(tenant)s AND v.item_id IN (SELECT item_id FROM item_variants"
    " WHERE tenant_id = %(tenant)s AND id = ANY(%(variants)s)) ORDER BY v.item_id, v.id"
)
_BLOCK: dict[str, LiteralString] = {
    "variant": "INSERT INTO variant_blocks (tenant_id, location_id, variant_id, reason)"
    " SELECT %s, %s, id, 'stock' FROM unnest(%s::uuid[]) id",
    "option": "INSERT INTO option_blocks (tenant_id, location_id, option_id, reason)"
    " SELECT %s, %s, id, 'stock' FROM unnest(%s::uuid[]) id",
}
_FREE: dict[str, LiteralString] = {
    "variant": "DELETE FROM variant_blocks WHERE tenant_id = %s AND location_id = %s AND variant_id = ANY(%s)"
    " AND reason = 'stock'",
    "option": "DELETE FROM option_blocks WHERE tenant_id = %s AND location_id = %s AND option_id = ANY(%s)"
    " AND reason = 'stock'",
}


async def hold_blocks(work: UnitOfWork, location_id: UUID) -> None:
    """Let nobody else decide what is out at a location until this unit of work ends.

    Two who change two materials of one dish would otherwise each judge by the other's old level.
    """
    await work.send("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"stock/{location_id}",))


async def block_what_is_out(
    work: UnitOfWork, at: datetime, location_id: UUID, materials: Sequence[UUID], *, sold: UUID | None = None
) -> None:
    """Decide anew whether what is made of these materials can be made, and write and tell only what changed.

    What staff blocked by hand stays blocked. The blocks are rows of the menu, so a change of them makes a new menu
    version; the look at what is to change does not.

    Args:
        sold: a variant or an option to decide about, too.
    """
    await hold_blocks(work, location_id)
    where = {"tenant": work.tenant_id, "location": location_id}
    changed = await work.all(_CHANGED, {**where, "materials": list(materials), "sold": sold})
    if not changed:
        return
    variants = {row["id"]: row["out"] for row in changed if row["kind"] == "variant"}
    states: dict[UUID, VariantState] = {}
    if variants:
        rows = await work.all(_SIBLINGS, {**where, "variants": list(variants)})
        states = {row["id"]: VariantState(row["item_id"], row["by_staff"], row["by_stock"]) for row in rows}
    for kind in ("variant", "option"):
        for out, statement in ((True, _BLOCK[kind]), (False, _FREE[kind])):
            ids = [row["id"] for row in changed if row["kind"] == kind and row["out"] is out]
            if ids:
                await work.send(statement, (work.tenant_id, location_id, ids))
    could, can = items_to_be_had(states), items_to_be_had(after_blocks(states, variants))
    for row in changed:
        if row["by_staff"]:
            continue
        payload: dict[str, Any] = {row["kind"]: str(row["id"]), "available": not row["out"]}
        if row["kind"] == "variant":
            item_id = states[row["id"]].item_id
            payload |= {"item": str(item_id), "item_available": can[item_id]}
        work.record(Event("menu.availability_changed", row["id"], at, location_id, payload=payload))
    for item_id, available in can.items():
        if available is not could[item_id]:
            payload = {"item": str(item_id), "available": available}
            work.record(Event("menu.availability_changed", item_id, at, location_id, payload=payload))
