"""Sections 2, 3 and 5: what the restaurant is, how it takes orders and payments, where it seats, what it offers."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_query
from comanda.api.online_order import presenters, shapes
from comanda.api.online_order.listing import list_described, listed, page_of
from comanda.api.online_order.schemas import LocationPageQuery, PageQuery
from comanda.api.online_order.services import BASE_PATH, answer, enter, identify, services
from comanda.customers.queries import list_groups
from comanda.kernel.paging import Page
from comanda.menu.queries import restaurant_categories
from comanda.restaurants import queries as restaurants

MAX_GROUPS = 1000
"""Customer groups that 2.6 shows; it has no pages."""

router = APIRouter(prefix=BASE_PATH, route_class=PlainRoute)


@router.get(
    "/restaurant", tags=["Restaurant"], **list_described("2.1 View restaurant", None, shapes.One[shapes.RestaurantOut])
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
    **list_described("2.2 Retrieve all locations", PageQuery, shapes.Many[shapes.LocationOut]),
)
async def list_locations(request: Request) -> Response:
    """The restaurant's locations."""
    caller, query = await enter(request, read_query(request, PageQuery))
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await restaurants.locations(work)
    return answer([presenters.location(row) for row in page_of(found, query)])


@router.get(
    "/get-settings",
    tags=["Restaurant"],
    deprecated=True,
    **list_described("2.6 Retrieve restaurant settings", None, shapes.One[shapes.SettingsOut]),
)
async def get_settings(request: Request) -> Response:
    """Everything of 2.2 to 2.5, 4.2, 4.3 and 8.6 in one answer, without paging."""
    caller = await identify(request)
    at_hand = services(request)
    async with at_hand.database.unit_of_work(caller.actor.tenant_id) as work:
        locations = await restaurants.locations(work)
        categories = await restaurant_categories(work)
        versions = await restaurants.menu_versions(work)
        groups = await list_groups(work, Page(MAX_GROUPS))
    menus = [
        (await at_hand.catalogues.get(caller.actor.tenant_id, found.id, versions[found.id])).menu for found in locations
    ]
    return answer(presenters.settings(locations, categories, menus, groups))


@router.get(
    "/dining-options",
    tags=["Restaurant"],
    **list_described("2.3 Retrieve all dining options", LocationPageQuery, shapes.Many[shapes.DiningOptionOut]),
)
async def list_dining_options(request: Request) -> Response:
    """Dine-in, takeaway, delivery: how a location's orders are taken."""
    return await listed(
        request,
        "dining-options",
        lambda found: found.menu.dining_options.values(),
        lambda row, _: presenters.dining_option(row),
    )


@router.get(
    "/payments",
    tags=["Restaurant"],
    **list_described("2.4 Retrieve all payment methods", LocationPageQuery, shapes.Many[shapes.PaymentMethodOut]),
)
async def list_payment_methods(request: Request) -> Response:
    """A location's payment methods, each with what it asks for."""
    return await listed(
        request,
        "payments",
        lambda found: found.menu.payment_methods.values(),
        lambda row, _: presenters.payment_method(row),
    )


@router.get(
    "/charges",
    tags=["Restaurant"],
    **list_described("2.5 Retrieve all charges", LocationPageQuery, shapes.Many[shapes.ChargeOut]),
)
async def list_charges(request: Request) -> Response:
    """A location's service charges and fees, and the dining options each is for."""
    return await listed(
        request, "charges", lambda found: found.menu.charges.values(), lambda row, _: presenters.charge(row)
    )


@router.get(
    "/floorplans",
    tags=["Floor"],
    **list_described("3.1 Retrieve all floorplans", LocationPageQuery, shapes.Many[shapes.FloorplanOut]),
)
async def list_floorplans(request: Request) -> Response:
    """A location's areas and the tables in them."""
    return await listed(request, "floorplans", lambda found: found.areas, lambda row, _: presenters.floorplan(row))


@router.get(
    "/discounts",
    tags=["Offers"],
    **list_described("5.1 Retrieve all discounts", LocationPageQuery, shapes.Many[shapes.DiscountOut]),
)
async def list_discounts(request: Request) -> Response:
    """A location's discounts; one without a value is open, and takes it with the order."""
    return await listed(request, "discounts", lambda found: found.offers.discounts.values(), presenters.discount)


@router.get(
    "/promotions",
    tags=["Offers"],
    **list_described("5.2 Retrieve all promotions", LocationPageQuery, shapes.Many[shapes.PromotionOut]),
)
async def list_promotions(request: Request) -> Response:
    """A location's promotions, automatic and by voucher."""
    return await listed(
        request,
        "promotions",
        lambda found: found.offers.promotions.values(),
        lambda row, _: presenters.promotion(row),
    )
