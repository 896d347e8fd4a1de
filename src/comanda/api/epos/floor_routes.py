"""Areas and tables."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.epos import shapes
from comanda.api.epos.paging import Search, page, seek_of, slice_of, table_key
from comanda.api.epos.presenters import floor
from comanda.api.epos.routing import TerminalRoute, operation
from comanda.api.epos.schemas import SearchTablesRequest
from comanda.api.epos.services import answer, catalogue_of, identify, services
from comanda.api.http.reading import read_body
from comanda.floor.waiters import waiters_at
from comanda.identity.terminal_credentials import Terminal

router = APIRouter(prefix="/epos/v1", route_class=TerminalRoute, tags=["Floor"])


@router.get("/areas", **operation("listAreas", "List areas", answer=shapes.AreasAnswer))
async def list_areas(request: Request) -> Response:
    """All areas, in the order of the floor plan; their waiters are those of their tables."""
    terminal = await identify(request)
    catalogue = await catalogue_of(request, terminal)
    return answer(floor.areas(catalogue.areas, await _waiters(request, terminal)))


@router.post(
    "/tables/search",
    **operation("searchTables", "Search tables", body=SearchTablesRequest, answer=shapes.TablesAnswer),
)
async def search_tables(request: Request) -> Response:
    """Tables, area by area, by number. The answer is a list of one page."""
    terminal = await identify(request)
    said = (await read_body(request, SearchTablesRequest)).get()
    filters = {"areaId": said.area_id, "waiterId": said.waiter_id}
    search = Search("searchTables", terminal.location_id, filters)
    seek = seek_of(search, said.cursor, table_key)
    catalogue = await catalogue_of(request, terminal)
    waiters = await _waiters(request, terminal)
    rows = [
        ((place, seat.number, seat.id), seat)
        for place, area in enumerate(catalogue.areas)
        for seat in area.tables
        if said.area_id in (None, str(area.id))
        and (said.waiter_id is None or said.waiter_id in map(str, waiters.get(seat.id, ())))
    ]
    found = slice_of(sorted(rows, key=lambda row: row[0]), seek)
    return answer([page(search, found, lambda row: row[0], [floor.table(seat, waiters) for _, seat in found.rows])])


async def _waiters(request: Request, terminal: Terminal) -> dict[UUID, list[UUID]]:
    async with services(request).database.unit_of_work(terminal.actor.tenant_id) as work:
        return await waiters_at(work, terminal.location_id)
