"""Reads of what a location offers to book."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from comanda.floor.snapshot import FloorTable
from comanda.kernel.texts import in_language
from comanda.reservations.plan import BookingPlan, Deposit, Experience, Join, Service, TableSection, seatings_of
from comanda.store.database import UnitOfWork


async def load_plan(work: UnitOfWork, location_id: UUID, language: str, tables: Sequence[FloorTable]) -> BookingPlan:
    """Return what a location offers to book.

    Args:
        tables: of the location, in floor order.
    """
    here = (work.tenant_id, location_id)
    experience_rows = await work.send(
        "SELECT id, name, sort, updated_at, archived_at IS NOT NULL AS archived FROM experiences"
        " WHERE tenant_id = %s AND location_id = %s"
        " ORDER BY sort, id",
        here,
    )
    section_rows = await work.send(
        "SELECT s.id, s.name, s.updated_at, s.archived_at IS NOT NULL AS archived,"
        " ARRAY(SELECT t.table_id FROM table_section_tables t"
        " WHERE t.tenant_id = s.tenant_id AND t.section_id = s.id) AS tables FROM table_sections s"
        " WHERE s.tenant_id = %s AND s.location_id = %s ORDER BY s.sort, s.id",
        here,
    )
    service_rows = await work.send(
        "SELECT id, name, experience_id, section_id, days, first_slot AS first, last_slot AS last, slot_minutes,"
        " turn_minutes, pacing, min_covers, max_covers, notice_minutes, horizon_days, deposit_amount,"
        " deposit_per_cover, deposit_from, sort, archived_at IS NOT NULL AS archived, updated_at FROM booking_services"
        " WHERE tenant_id = %s AND location_id = %s ORDER BY sort, id",
        here,
    )
    join_rows = await work.send(
        "SELECT j.id, j.covers, j.fixed, t.table_id FROM table_joins j JOIN table_join_tables t"
        " ON t.tenant_id = j.tenant_id AND t.join_id = j.id WHERE j.tenant_id = %s AND j.location_id = %s"
        " ORDER BY j.id, t.sort",
        here,
    )
    experiences = {
        row["id"]: Experience(
            row["id"], row["name"], in_language(row["name"], language), row["sort"], row["updated_at"], row["archived"]
        )
        for row in await experience_rows.all()
    }
    sections = {
        row["id"]: TableSection(
            row["id"],
            row["name"],
            in_language(row["name"], language),
            frozenset(row["tables"]),
            row["updated_at"],
            row["archived"],
        )
        for row in await section_rows.all()
    }
    services = {}
    for row in await service_rows.all():
        amount, per_cover, least = (row.pop(name) for name in ("deposit_amount", "deposit_per_cover", "deposit_from"))
        names = row.pop("name")
        services[row["id"]] = Service(
            names=names,
            name=in_language(names, language),
            deposit=Deposit(amount, per_cover, least) if amount is not None else None,
            **{
                **row,
                "days": frozenset(row["days"]),
                "turn_minutes": tuple((most, minutes) for most, minutes in row["turn_minutes"]),
            },
        )
    joined: dict[tuple[UUID, int, bool], list[UUID]] = defaultdict(list)
    for row in await join_rows.all():
        joined[row["id"], row["covers"], row["fixed"]].append(row["table_id"])
    floor = {table.id for table in tables}
    joins = [
        Join(join_id, tuple(ids), covers, fixed)
        for (join_id, covers, fixed), ids in joined.items()
        if floor.issuperset(ids)  # a join ends when one of its tables is taken off the floor
    ]
    return BookingPlan(experiences, sections, services, seatings_of(tables, joins), tuple(joins))
