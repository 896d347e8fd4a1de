"""Sections 2 to 5 and 7: what the restaurant is, sells, charges and offers."""

from collections.abc import Callable, Iterable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.documenting import described
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_query
from comanda.api.online_order import presenters, shapes
from comanda.api.online_order.errors import REFUSALS, ErrorOut
from comanda.api.online_order.schemas import LocationPageQuery, LocationQuery, PageQuery, Said
from comanda.api.online_order.services import (
    BASE_PATH,
    answer,
    catalogue_at,
    encode,
    enter,
    identify,
    services,
    tagged,
)
from comanda.kernel.paging import Page
from comanda.menu.queries import restaurant_categories
from comanda.ordering.catalogue import Catalogue
from comanda.restaurants import queries as restaurants

router = APIRouter(prefix=BASE_PATH, route_class=PlainRoute)


def _described(summary: str, query: type[Said] | None, shape: Any) -> dict[str, Any]:
    return described(summary=summary, query=query, answer=shape, refusals=REFUSALS, error=ErrorOut)


@router.get(
    "/restaurant", tags=["Restaurant"], **_described("2.1 View restaurant", None, shapes.One[shapes.RestaurantOut])
)
async def view_restaurant(request: Request) -> Response:
    """Name and currency of the restaurant."""
    caller = await identify(request)
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await restaurants.restaurant(work)
    return answer(presenters.restaurant(found))


@router.get(
    "/locations",
    tags=["Restaurant"],
    **_described("2.2 Retrieve all locations", PageQuery, shapes.Many[shapes.LocationOut]),
)
async def list_locations(request: Request) -> Response:
    """The restaurant's locations."""
    caller, query = await enter(request, read_query(request, PageQuery))
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await restaurants.locations(work)
    return answer([presenters.location(row) for row in _page(found, query)])


@router.get(
    "/categories",
    tags=["Menu"],
    **_described("4.3 Retrieve all categories", PageQuery, shapes.Many[shapes.CategoryOut]),
)
async def list_categories(request: Request) -> Response:
    """The restaurant's categories; those at the top have no parent."""
    caller, query = await enter(request, read_query(request, PageQuery))
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await restaurant_categories(work)
    return answer([presenters.category(row) for row in _page(found, query)])


@router.get(
    "/get-settings",
    tags=["Restaurant"],
    deprecated=True,
    **_described("2.6 Retrieve restaurant settings", None, shapes.One[shapes.SettingsOut]),
)
async def get_settings(request: Request) -> Response:
    """Everything of 2.2 to 2.5, 4.2 and 4.3 in one answer, without paging."""
    caller = await identify(request)
    at_hand = services(request)
    async with at_hand.database.unit_of_work(caller.actor.tenant_id) as work:
        locations = await restaurants.locations(work)
        categories = await restaurant_categories(work)
        versions = await restaurants.menu_versions(work)
    menus = [
        (await at_hand.catalogues.get(caller.actor.tenant_id, found.id, versions[found.id])).menu for found in locations
    ]
    return answer(presenters.settings(locations, categories, menus))


def _page(rows: Iterable[Any], query: PageQuery) -> Iterable[Any]:
    since = query.update_at_min
    kept = [row for row in rows if since is None or row.updated_at >= since]
    return Page(query.limit, query.page).of(kept)


async def _listed(
    request: Request,
    kind: str,
    rows: Callable[[Catalogue], Iterable[Any]],
    present: Callable[[Any, int], Any],
) -> Response:
    """Answer a page of something the catalogue holds, from ready bytes when it was asked for before."""
    caller, query = await enter(request, read_query(request, LocationPageQuery))
    catalogue = await catalogue_at(request, caller)
    if query.update_at_min is not None:
        return answer([present(row, catalogue.menu.exponent) for row in _page(rows(catalogue), query)])
    ready = services(request).encoded.setdefault(catalogue, {})
    key = (kind, query.limit, query.page)
    encoded = ready.get(key)
    if encoded is None:
        page = Page(query.limit, query.page).of(list(rows(catalogue)))
        encoded = encode([present(row, catalogue.menu.exponent) for row in page])
        if page:  # pages past the end are not kept: there is no end to them
            ready[key] = encoded
    return tagged(request, encoded)


@router.get(
    "/dining-options",
    tags=["Restaurant"],
    **_described("2.3 Retrieve all dining options", LocationPageQuery, shapes.Many[shapes.DiningOptionOut]),
)
async def list_dining_options(request: Request) -> Response:
    """Dine-in, takeaway, delivery: how a location's orders are taken."""
    return await _listed(
        request,
        "dining-options",
        lambda found: found.menu.dining_options.values(),
        lambda row, _: presenters.dining_option(row),
    )


@router.get(
    "/payments",
    tags=["Restaurant"],
    **_described("2.4 Retrieve all payment methods", LocationPageQuery, shapes.Many[shapes.PaymentMethodOut]),
)
async def list_payment_methods(request: Request) -> Response:
    """A location's payment methods, each with what it asks for."""
    return await _listed(
        request,
        "payments",
        lambda found: found.menu.payment_methods.values(),
        lambda row, _: presenters.payment_method(row),
    )


@router.get(
    "/charges",
    tags=["Restaurant"],
    **_described("2.5 Retrieve all charges", LocationPageQuery, shapes.Many[shapes.ChargeOut]),
)
async def list_charges(request: Request) -> Response:
    """A location's service charges and fees, and the dining options each is for."""
    return await _listed(
        request, "charges", lambda found: found.menu.charges.values(), lambda row, _: presenters.charge(row)
    )


@router.get(
    "/floorplans",
    tags=["Floor"],
    **_described("3.1 Retrieve all floorplans", LocationPageQuery, shapes.Many[shapes.FloorplanOut]),
)
async def list_floorplans(request: Request) -> Response:
    """A location's areas and the tables in them."""
    return await _listed(request, "floorplans", lambda found: found.areas, lambda row, _: presenters.floorplan(row))


@router.get(
    "/items", tags=["Menu"], **_described("4.1 Retrieve all items", LocationPageQuery, shapes.Many[shapes.ItemOut])
)
async def list_items(request: Request) -> Response:
    """Everything a location sells, sold out or not."""
    return await _listed(request, "items", lambda found: found.menu.items.values(), presenters.item)


@router.get(
    "/modifiers",
    tags=["Menu"],
    **_described("4.2 Retrieve all modifiers", LocationPageQuery, shapes.Many[shapes.ModifierOut]),
)
async def list_modifiers(request: Request) -> Response:
    """A location's modifiers and their options."""
    return await _listed(request, "modifiers", lambda found: found.menu.modifiers.values(), presenters.modifier)


@router.get(
    "/discounts",
    tags=["Offers"],
    **_described("5.1 Retrieve all discounts", LocationPageQuery, shapes.Many[shapes.DiscountOut]),
)
async def list_discounts(request: Request) -> Response:
    """A location's discounts; one without a value is open, and takes it with the order."""
    return await _listed(request, "discounts", lambda found: found.offers.discounts.values(), presenters.discount)


@router.get(
    "/promotions",
    tags=["Offers"],
    **_described("5.2 Retrieve all promotions", LocationPageQuery, shapes.Many[shapes.PromotionOut]),
)
async def list_promotions(request: Request) -> Response:
    """A location's promotions, automatic and by voucher."""
    return await _listed(
        request,
        "promotions",
        lambda found: found.offers.promotions.values(),
        lambda row, _: presenters.promotion(row),
    )


@router.get("/menu", tags=["Menu"], **_described("7 View online menu", LocationQuery, shapes.One[shapes.MenusOut]))
async def view_menu(request: Request) -> Response:
    """A location's menus by time of day, as guests see them: without what is sold out or hidden."""
    caller, _ = await enter(request, read_query(request, LocationQuery))
    catalogue = await catalogue_at(request, caller)
    ready = services(request).encoded.setdefault(catalogue, {})
    encoded = ready.get("menu")
    if encoded is None:
        encoded = ready["menu"] = encode(presenters.menus(catalogue.menu))
    return tagged(request, encoded)
