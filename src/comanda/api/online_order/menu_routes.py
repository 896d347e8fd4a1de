"""Sections 4 and 7: what a location sells."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_query
from comanda.api.online_order import presenters, shapes
from comanda.api.online_order.listing import list_described, listed, page_of
from comanda.api.online_order.schemas import LocationPageQuery, LocationQuery, PageQuery
from comanda.api.online_order.services import BASE_PATH, answer, catalogue_at, encode, enter, services, tagged
from comanda.menu.queries import restaurant_categories

router = APIRouter(prefix=BASE_PATH, route_class=PlainRoute)


@router.get(
    "/items", tags=["Menu"], **list_described("4.1 Retrieve all items", LocationPageQuery, shapes.Many[shapes.ItemOut])
)
async def list_items(request: Request) -> Response:
    """Everything a location sells, sold out or not."""
    return await listed(request, "items", lambda found: found.menu.items.values(), presenters.item)


@router.get(
    "/modifiers",
    tags=["Menu"],
    **list_described("4.2 Retrieve all modifiers", LocationPageQuery, shapes.Many[shapes.ModifierOut]),
)
async def list_modifiers(request: Request) -> Response:
    """A location's modifiers and their options."""
    return await listed(request, "modifiers", lambda found: found.menu.modifiers.values(), presenters.modifier)


@router.get(
    "/categories",
    tags=["Menu"],
    **list_described("4.3 Retrieve all categories", PageQuery, shapes.Many[shapes.CategoryOut]),
)
async def list_categories(request: Request) -> Response:
    """The restaurant's categories; those at the top have no parent."""
    caller, query = await enter(request, read_query(request, PageQuery))
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await restaurant_categories(work)
    return answer([presenters.category(row) for row in page_of(found, query)])


@router.get("/menu", tags=["Menu"], **list_described("7 View online menu", LocationQuery, shapes.One[shapes.MenusOut]))
async def view_menu(request: Request) -> Response:
    """A location's menus by time of day, as guests see them: without what is sold out or hidden."""
    caller, _ = await enter(request, read_query(request, LocationQuery))
    catalogue = await catalogue_at(request, caller)
    ready = services(request).encoded.setdefault(catalogue, {})
    encoded = ready.get("menu")
    if encoded is None:
        encoded = ready["menu"] = encode(presenters.menus(catalogue.menu))
    return tagged(request, encoded)
