"""Set what a location offers to book: its experiences, sections, services and joins, all in one."""

from collections.abc import Sequence
from typing import Any, LiteralString
from uuid import UUID

import orjson

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Invalid
from comanda.kernel.ids import new_id
from comanda.reservations.rules.drafts import PlanDraft, check_draft
from comanda.store.database import Database, UnitOfWork

_SERVICE_COLUMNS: LiteralString = (
    "name, experience_id, section_id, days, first_slot, last_slot, slot_minutes, turn_minutes, pacing, min_covers,"
    " max_covers, notice_minutes, horizon_days, deposit_amount, deposit_per_cover, deposit_from, sort, archived_at"
)
_NAMED_COLUMNS: LiteralString = "name, sort, archived_at"
_PUT: LiteralString = (
    "INSERT INTO {table} AS k (tenant_id, id, location_id, {columns}, updated_at)"
    " SELECT tenant_id, id, location_id, {columns}, updated_at FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
    " ON CONFLICT (tenant_id, id) DO UPDATE SET ({columns}, updated_at) = (SELECT {excluded}, excluded.updated_at)"
    " WHERE k.location_id = excluded.location_id AND ({kept}) IS DISTINCT FROM ({excluded})"
)
_LEAVE: LiteralString = (
    "UPDATE {table} SET archived_at = %s, updated_at = %s WHERE tenant_id = %s AND location_id = %s"
    " AND id <> ALL(%s::uuid[]) AND archived_at IS NULL"
)


def _put(table: LiteralString, columns: LiteralString) -> LiteralString:
    names = columns.split(", ")
    kept: LiteralString = ", ".join("k." + name for name in names)
    excluded: LiteralString = ", ".join("excluded." + name for name in names)
    return _PUT.format(table=table, columns=columns, kept=kept, excluded=excluded)


_PUT_EXPERIENCES = _put("experiences", _NAMED_COLUMNS)
_PUT_SECTIONS = _put("table_sections", _NAMED_COLUMNS)
_PUT_SERVICES = _put("booking_services", _SERVICE_COLUMNS)


async def edit_plan(
    database: Database, actor: Actor, location_id: UUID, floor: Sequence[UUID], draft: PlanDraft
) -> None:
    """Make a location's booking plan what the draft says.

    What is left out is offered no more and stays known for its bookings.

    Args:
        floor: the location's tables.

    Raises:
        Invalid: naming every field that cannot be taken.
    """
    check_draft(draft, frozenset(floor))
    async with database.unit_of_work(actor.tenant_id) as work:
        # Whoever changes the same plan at the same time waits here.
        await work.send(
            "SELECT id FROM locations WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE", (work.tenant_id, location_id)
        )
        await _check_own(work, location_id, draft)
        await _write(work, actor, location_id, draft)


async def _check_own(work: UnitOfWork, location_id: UUID, draft: PlanDraft) -> None:
    """Refuse ids that are in use at another location."""
    statements: tuple[tuple[str, LiteralString, Sequence[UUID]], ...] = (
        (
            "experiences",
            "SELECT id FROM experiences WHERE tenant_id = %s AND location_id <> %s AND id = ANY(%s)",
            [row.id for row in draft.experiences],
        ),
        (
            "sections",
            "SELECT id FROM table_sections WHERE tenant_id = %s AND location_id <> %s AND id = ANY(%s)",
            [row.id for row in draft.sections],
        ),
        (
            "services",
            "SELECT id FROM booking_services WHERE tenant_id = %s AND location_id <> %s AND id = ANY(%s)",
            [row.id for row in draft.services],
        ),
    )
    for kind, statement, ids in statements:
        found = await work.one(statement, (work.tenant_id, location_id, ids))
        if found is not None:
            raise Invalid.field(f"{kind}[{ids.index(found['id'])}].id", "used at another location", "duplicate_id")


async def _write(work: UnitOfWork, actor: Actor, location_id: UUID, draft: PlanDraft) -> None:
    here = {"tenant_id": work.tenant_id, "location_id": location_id, "updated_at": actor.at}
    where = (work.tenant_id, location_id)
    experiences = [
        {**here, "id": row.id, "name": dict(row.name), "sort": place} for place, row in enumerate(draft.experiences)
    ]
    sections = [
        {**here, "id": row.id, "name": dict(row.name), "sort": place} for place, row in enumerate(draft.sections)
    ]
    services = [
        {
            **here,
            "id": row.id,
            "name": dict(row.name),
            "experience_id": row.experience,
            "section_id": row.section,
            "days": sorted(set(row.days)),
            "first_slot": row.first,
            "last_slot": row.last,
            "slot_minutes": row.slot_minutes,
            "turn_minutes": row.turn_minutes,
            "pacing": row.pacing,
            "min_covers": row.min_covers,
            "max_covers": row.max_covers,
            "notice_minutes": row.notice_minutes,
            "horizon_days": row.horizon_days,
            "deposit_amount": row.deposit_amount,
            "deposit_per_cover": row.deposit_per_cover,
            "deposit_from": row.deposit_from,
            "sort": place,
        }
        for place, row in enumerate(draft.services)
    ]
    await work.send(_PUT_EXPERIENCES, _json(experiences))
    await work.send(_PUT_SECTIONS, _json(sections))
    await work.send(_PUT_SERVICES, _json(services))
    left: tuple[tuple[LiteralString, list[UUID]], ...] = (
        (_LEAVE.format(table="booking_services"), [row.id for row in draft.services]),
        (_LEAVE.format(table="table_sections"), [row.id for row in draft.sections]),
        (_LEAVE.format(table="experiences"), [row.id for row in draft.experiences]),
    )
    for statement, ids in left:
        await work.send(statement, (actor.at, actor.at, *where, ids))
    await work.send(
        "DELETE FROM table_section_tables WHERE tenant_id = %s AND section_id = ANY(%s)",
        (work.tenant_id, [row.id for row in draft.sections]),
    )
    await work.send(
        "INSERT INTO table_section_tables (tenant_id, section_id, table_id) SELECT %s, r.section, r.dining_table"
        " FROM jsonb_to_recordset(%s::jsonb) r(section uuid, dining_table uuid)",
        (
            work.tenant_id,
            *_json([{"section": s.id, "dining_table": table} for s in draft.sections for table in s.tables]),
        ),
    )
    await work.send("DELETE FROM table_joins WHERE tenant_id = %s AND location_id = %s", where)
    for join in draft.joins:
        join_id = new_id()
        await work.send(
            "INSERT INTO table_joins (tenant_id, id, location_id, covers, fixed) VALUES (%s, %s, %s, %s, %s)",
            (work.tenant_id, join_id, location_id, join.covers, join.fixed),
        )
        await work.send(
            "INSERT INTO table_join_tables (tenant_id, join_id, table_id, sort)"
            " SELECT %s, %s, t.id, t.place FROM unnest(%s::uuid[]) WITH ORDINALITY t(id, place)",
            (work.tenant_id, join_id, list(join.tables)),
        )


def _json(rows: Sequence[dict[str, Any]]) -> tuple[str]:
    return (orjson.dumps(rows).decode(),)
