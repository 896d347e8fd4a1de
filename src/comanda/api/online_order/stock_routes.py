"""Section 14: materials, how much of them there is, and stock takes."""

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.fields import Id
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_query
from comanda.api.online_order import stock_presenters as presenters
from comanda.api.online_order.listing import list_described
from comanda.api.online_order.schemas import MAX_LIMIT, LocationPageQuery, LocationQuery, PageQuery
from comanda.api.online_order.services import BASE_PATH, answer, check_location, enter, services
from comanda.api.online_order.shapes import Many
from comanda.api.online_order.stock_shapes import MaterialOut, MaterialStockOut, StockTakeOut
from comanda.kernel.paging import Page
from comanda.stock.queries import levels_at, list_stock_takes, materials_at

router = APIRouter(prefix=BASE_PATH, route_class=PlainRoute, tags=["Stock"])


class MaterialStocksQuery(LocationQuery):
    """A page of the levels of a location."""

    limit: int = Field(50, ge=1, le=MAX_LIMIT, description="Rows per page.")
    page: int = Field(1, ge=1, le=1_000_000, description="1-based; a page past the end is empty.")


class StockTakesQuery(PageQuery):
    """A page of stock takes."""

    location_id: Id | None = Field(None, description="Of this location; by default of all.")


@router.get("/materials", **list_described("14.1 Retrieve all materials", LocationPageQuery, Many[MaterialOut]))
async def get_materials(request: Request) -> Response:
    """What a location keeps to make its dishes of."""
    caller, query = await enter(request, read_query(request, LocationPageQuery))
    check_location(query.location_id, caller)
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await materials_at(work, query.location_id, Page(query.limit, query.page), query.update_at_min)
    return answer([presenters.material(row) for row in found])


@router.get(
    "/material-stocks",
    **list_described("14.2 Get stock level of all materials", MaterialStocksQuery, Many[MaterialStockOut]),
)
async def get_material_stocks(request: Request) -> Response:
    """How much of each material a location has, in the material's unit."""
    caller, query = await enter(request, read_query(request, MaterialStocksQuery))
    check_location(query.location_id, caller)
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await levels_at(work, query.location_id, Page(query.limit, query.page))
    return answer([presenters.level(row) for row in found])


@router.get("/stock-takes", **list_described("14.3 Retrieve all stock takes", StockTakesQuery, Many[StockTakeOut]))
async def get_stock_takes(request: Request) -> Response:
    """When somebody went round and counted, and what they found; one that goes on has no end and no counts yet."""
    caller, query = await enter(request, read_query(request, StockTakesQuery))
    check_location(query.location_id, caller)
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await list_stock_takes(work, query.location_id, Page(query.limit, query.page), query.update_at_min)
    return answer([presenters.stock_take(row) for row in found])
