"""The floor: tables, areas, who looks after them, and their QR codes."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.guest import presenters
from comanda.api.guest.documenting import by_staff
from comanda.api.guest.schemas import (
    AssignmentIn,
    HistoryQuery,
    PositionIn,
    SpaceChangeIn,
    SpaceIn,
    StatusIn,
    TableChangeIn,
    TableIn,
)
from comanda.api.guest.services import Staff, base_url, catalogue_of, data, path_id, services, staff
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body, read_query
from comanda.dining.queries import sessions_of_table
from comanda.dining.rules import TABLE_STATES
from comanda.dining.session import SessionStatus
from comanda.dining.table_states import set_table_state
from comanda.floor import edit_tables, waiters
from comanda.floor.qr_codes import TableCode, as_pdf, as_svg
from comanda.floor.snapshot import FloorTable
from comanda.identity.people import staff_of
from comanda.kernel.errors import Invalid, NotFound
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.floor import NOTHING, floor_of, party_totals

router = APIRouter(prefix="/api", route_class=PlainRoute)


async def table_at(request: Request, who: Staff) -> tuple[Catalogue, FloorTable]:
    """Return the table in the path, which must be at the location that staff act at.

    Raises:
        NotFound: `table_not_found`.
    """
    catalogue = await catalogue_of(request, who)
    found = catalogue.tables.get(path_id(request, "tableId", "table_not_found"))
    if found is None:
        raise NotFound("No such table.", code="table_not_found")
    return catalogue, found


@router.get("/tables", tags=["Tables"], **by_staff("The floor: every table, its party and its calls"))
async def list_tables(request: Request) -> Response:
    """One call draws the floor; `spaceId` narrows it to an area."""
    who = await staff(request, "tables:read")
    catalogue = await catalogue_of(request, who)
    wanted = request.query_params.get("spaceId")
    tables = [table for area in catalogue.areas if not wanted or str(area.id) == wanted for table in area.tables]
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        views = await floor_of(work, who.place.location_id, [table.id for table in tables])
    home, slug = base_url(request), who.place.slug
    return data(
        {
            "tables": [presenters.table(table, views[table.id], home, slug) for table in tables],
            "branchSlug": slug,
            "spaces": [presenters.space(area) for area in catalogue.areas],
        }
    )


async def _shown(request: Request, table_id: UUID, status: int = 200) -> Response:
    """Answer with a table as it is after a change; a change makes a new catalogue, so who asks is asked again."""
    who = await staff(request, "tables:read")
    catalogue = await catalogue_of(request, who)
    table = catalogue.tables[table_id]
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        views = await floor_of(work, who.place.location_id, [table_id])
    return data(presenters.table(table, views[table_id], base_url(request), who.place.slug), status)


@router.post("/tables", tags=["Tables"], **by_staff("Add a table", TableIn, status=201))
async def post_table(request: Request) -> Response:
    """Its QR code carries a code that nobody can guess."""
    who = await staff(request, "tables:create")
    said = (await read_body(request, TableIn)).get()
    table_id = await edit_tables.add_table(
        services(request).database,
        who.actor,
        who.place.location_id,
        who.place.slug,
        number=said.number,
        pax=said.capacity,
        area_id=said.spaceId,
    )
    return await _shown(request, table_id, 201)


@router.get("/tables/my-assignments", tags=["Tables"], **by_staff("The tables one looks after"))
async def my_assignments(request: Request) -> Response:
    """Of whoever asks."""
    who = await staff(request, "tables:read")
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        found = await waiters.tables_of(work, who.place.location_id, who.person.id)
    return data([{"table_id": table_id} for table_id in found])


@router.get("/tables/qr.pdf", tags=["QR codes"], **by_staff("All QR codes, to print"))
async def all_codes(request: Request) -> Response:
    """Nine a page, each with the table's name and the address in plain text."""
    who = await staff(request, "tables:read")
    catalogue = await catalogue_of(request, who)
    codes = table_codes(catalogue, base_url(request))
    headers = {"Content-Disposition": f'inline; filename="{who.place.slug}-qr.pdf"', "Cache-Control": "no-store"}
    return Response(as_pdf(catalogue.place.name, codes), headers=headers, media_type="application/pdf")


def table_codes(catalogue: Catalogue, home: str) -> list[TableCode]:
    """Return what is printed for every table of a location."""
    slug = catalogue.place.slug
    return [
        TableCode(table.name, area.name, f"{home}/{slug}/{table.code}")
        for area in catalogue.areas
        for table in area.tables
    ]


@router.get("/tables/{tableId}/qr.svg", tags=["QR codes"], **by_staff("A table's QR code"))
async def one_code(request: Request) -> Response:
    """As SVG."""
    who = await staff(request, "tables:read")
    _, table = await table_at(request, who)
    code = as_svg(f"{base_url(request)}/{who.place.slug}/{table.code}")
    return Response(code, headers={"Cache-Control": "no-store"}, media_type="image/svg+xml")


@router.post("/tables/{tableId}/qr", tags=["QR codes"], **by_staff("Give a table a new code"))
async def new_code(request: Request) -> Response:
    """The old code is dead from now on."""
    who = await staff(request, "tables:create")
    _, table = await table_at(request, who)
    code = await edit_tables.replace_code(
        services(request).database, who.actor, who.place.location_id, who.place.slug, table.id
    )
    return data({"qr_code": code, "qr_url": f"{base_url(request)}/{who.place.slug}/{code}"})


@router.get("/tables/{tableId}", tags=["Tables"], **by_staff("A table"))
async def get_table(request: Request) -> Response:
    """As the floor shows it."""
    who = await staff(request, "tables:read")
    _, table = await table_at(request, who)
    return await _shown(request, table.id)


@router.patch("/tables/{tableId}", tags=["Tables"], **by_staff("Change a table", TableChangeIn))
async def patch_table(request: Request) -> Response:
    """What is left out stays."""
    who = await staff(request, "tables:create")
    said = (await read_body(request, TableChangeIn)).get()
    table_id = path_id(request, "tableId", "table_not_found")
    await edit_tables.change_table(
        services(request).database,
        who.actor,
        who.place.location_id,
        table_id,
        number=said.number,
        pax=said.capacity,
        area_id=said.spaceId,
    )
    return await _shown(request, table_id)


@router.patch("/tables/{tableId}/position", tags=["Tables"], **by_staff("Put a table somewhere else", PositionIn))
async def patch_position(request: Request) -> Response:
    """On the floor map."""
    who = await staff(request, "tables:update")
    said = (await read_body(request, PositionIn)).get()
    table_id = path_id(request, "tableId", "table_not_found")
    await edit_tables.change_table(
        services(request).database, who.actor, who.place.location_id, table_id, at=(said.x, said.y)
    )
    return await _shown(request, table_id)


@router.patch("/tables/{tableId}/status", tags=["Tables"], **by_staff("Say what a table is", StatusIn))
async def patch_status(request: Request) -> Response:
    """Reserved, closed, taken without a session, or free again."""
    who = await staff(request, "tables:update")
    said = (await read_body(request, StatusIn)).get()
    if said.status not in TABLE_STATES:
        raise Invalid.field("status", f"one of {', '.join(TABLE_STATES)} is expected", "not_a_choice")
    _, table = await table_at(request, who)
    await set_table_state(services(request).database, who.actor, who.place.location_id, table.id, said.status)
    return await _shown(request, table.id)


@router.delete("/tables/{tableId}", tags=["Tables"], **by_staff("Take a table off the floor"))
async def delete_table(request: Request) -> Response:
    """Its past stays in the reports."""
    who = await staff(request, "tables:delete")
    table_id = path_id(request, "tableId", "table_not_found")
    await edit_tables.remove_table(services(request).database, who.actor, who.place.location_id, table_id)
    return data({"id": table_id, "deleted": True})


@router.get("/tables/{tableId}/history", tags=["Tables"], **by_staff("A table's past sessions", query=HistoryQuery))
async def table_history(request: Request) -> Response:
    """The newest 100 sessions of the time asked for, and their sums."""
    who = await staff(request, "tables:read")
    said = read_query(request, HistoryQuery).get()
    _, table = await table_at(request, who)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        sessions = await sessions_of_table(work, table.id, said.from_, said.to, 100)
        totals = await party_totals(work, [session.id for session in sessions])
    rows = []
    for session in sessions:
        sums = totals.get(session.id, NOTHING)
        end = session.ended_at or who.actor.at
        rows.append(
            presenters.session(session)
            | {
                "duration_minutes": max(0, round((end - session.started_at).total_seconds() / 60)),
                "order_count": sums.order_count,
                "total_revenue": sums.total,
            }
        )
    over = [row["duration_minutes"] for row in rows if row["status"] is SessionStatus.COMPLETED]
    summary = {
        "total_sessions": len(rows),
        "total_revenue": sum(row["total_revenue"] for row in rows),
        "total_orders": sum(row["order_count"] for row in rows),
        "avg_duration_minutes": round(sum(over) / len(over)) if over else 0,
    }
    return data({"summary": summary, "sessions": rows})


@router.get("/tables/{tableId}/assignments", tags=["Tables"], **by_staff("The waiters of a table"))
async def get_assignments(request: Request) -> Response:
    """In the order they were assigned."""
    who = await staff(request, "tables:read")
    _, table = await table_at(request, who)
    return await _assignments(request, who, table.id)


@router.post("/tables/{tableId}/assignments", tags=["Tables"], **by_staff("Assign a waiter", AssignmentIn))
async def post_assignment(request: Request) -> Response:
    """Doing so twice changes nothing."""
    who = await staff(request, "tables:create")
    said = (await read_body(request, AssignmentIn)).get()
    _, table = await table_at(request, who)
    colleagues = await staff_of(services(request).database, who.actor.tenant_id, who.place.location_id)
    if all(colleague.id != said.userId for colleague in colleagues):
        raise Invalid.field("userId", "a member of staff of this location is expected", "unknown_user")
    await waiters.assign(services(request).database, who.actor, table.id, said.userId)
    return await _assignments(request, who, table.id)


@router.delete("/tables/{tableId}/assignments/{userId}", tags=["Tables"], **by_staff("Take a waiter off a table"))
async def delete_assignment(request: Request) -> Response:
    """One who is not assigned is no error."""
    who = await staff(request, "tables:create")
    _, table = await table_at(request, who)
    user_id = path_id(request, "userId", "table_not_found")
    await waiters.unassign(services(request).database, who.actor, table.id, user_id)
    return await _assignments(request, who, table.id)


async def _assignments(request: Request, who: Staff, table_id: UUID) -> Response:
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        found = await waiters.waiters_of(work, table_id)
    colleagues = {
        colleague.id: colleague
        for colleague in await staff_of(services(request).database, who.actor.tenant_id, who.place.location_id)
    }
    return data(
        [
            {
                "id": f"{table_id}:{user_id}",
                "user_id": user_id,
                "user_name": colleagues[user_id].name,
                "user_role": colleagues[user_id].role,
            }
            for user_id in found
            if user_id in colleagues
        ]
    )


@router.get("/spaces", tags=["Tables"], **by_staff("The areas"))
async def list_spaces(request: Request) -> Response:
    """In order."""
    who = await staff(request, "tables:read")
    return data([presenters.space(area) for area in (await catalogue_of(request, who)).areas])


@router.post("/spaces", tags=["Tables"], **by_staff("Add an area", SpaceIn, status=201))
async def post_space(request: Request) -> Response:
    """After the others."""
    who = await staff(request, "tables:create")
    said = (await read_body(request, SpaceIn)).get()
    area_id = await edit_tables.add_area(
        services(request).database,
        who.actor,
        who.place.location_id,
        name=said.name,
        description=said.description or "",
        floor_number=said.floor_number,
        language=(await catalogue_of(request, who)).place.language,
    )
    return await _space(request, area_id, 201)


@router.patch("/spaces/{spaceId}", tags=["Tables"], **by_staff("Change an area", SpaceChangeIn))
async def patch_space(request: Request) -> Response:
    """What is left out stays."""
    who = await staff(request, "tables:create")
    said = (await read_body(request, SpaceChangeIn)).get()
    area_id = path_id(request, "spaceId", "area_not_found")
    await edit_tables.change_area(
        services(request).database,
        who.actor,
        who.place.location_id,
        area_id,
        name=said.name,
        description=said.description,
        floor_number=said.floor_number,
        language=(await catalogue_of(request, who)).place.language,
    )
    return await _space(request, area_id)


async def _space(request: Request, area_id: UUID, status: int = 200) -> Response:
    catalogue = await catalogue_of(request, await staff(request, "tables:read"))
    return data(next(presenters.space(area) for area in catalogue.areas if area.id == area_id), status)


@router.delete("/spaces/{spaceId}", tags=["Tables"], **by_staff("Remove an area"))
async def delete_space(request: Request) -> Response:
    """Only one that has no tables."""
    who = await staff(request, "tables:delete")
    area_id = path_id(request, "spaceId", "area_not_found")
    await edit_tables.remove_area(services(request).database, who.actor, who.place.location_id, area_id)
    return data({"id": area_id, "deleted": True})
