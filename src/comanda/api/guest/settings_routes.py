"""What staff pages need to know of the restaurant: its locations, settings, people and menu."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.guest import presenters
from comanda.api.guest.documenting import by_staff
from comanda.api.guest.schemas import AvailabilityIn, SettingsIn
from comanda.api.guest.services import catalogue_of, data, path_id, person, services, staff
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body
from comanda.identity.people import staff_of
from comanda.kernel.errors import NotFound
from comanda.menu.availability import set_availability
from comanda.ordering.catalogue import Catalogue
from comanda.restaurants.change_settings import change_settings
from comanda.restaurants.queries import locations, restaurant

router = APIRouter(prefix="/api", route_class=PlainRoute)


@router.get("/settings/org", tags=["Settings"], **by_staff("The restaurant"))
async def get_org(request: Request) -> Response:
    """Its name and currency; for everybody who works there."""
    who = await person(request)
    if who.tenant_id is None:
        raise NotFound("You work at no restaurant.", code="unknown_location")
    async with services(request).database.unit_of_work(who.tenant_id) as work:
        found = await restaurant(work)
    return data({"id": found.id, "name": found.name, "slug": found.slug, "currency": found.currency})


@router.get("/branches", tags=["Settings"], **by_staff("Where one works"))
async def get_branches(request: Request) -> Response:
    """The locations of whoever asks."""
    who = await person(request)
    if who.tenant_id is None:
        return data([])
    async with services(request).database.unit_of_work(who.tenant_id) as work:
        found = await locations(work)
    return data([{"id": place.id, "name": place.name} for place in found if who.works_at(place.id)])


@router.get("/settings/branch", tags=["Settings"], **by_staff("The location and its settings"))
async def get_branch(request: Request) -> Response:
    """With the stations of its kitchen."""
    who = await staff(request, "settings:read")
    return data(_branch(await catalogue_of(request, who)))


def _branch(catalogue: Catalogue) -> dict[str, Any]:
    place, menu = catalogue.place, catalogue.menu
    stations = sorted({item.station for item in menu.items.values() if item.station})
    return {
        "id": place.location_id,
        "name": place.name,
        "slug": place.slug,
        "address": place.address,
        "currency": menu.currency,
        "currency_exponent": menu.exponent,
        "tax_rate": sum(tax.rate for tax in menu.terms.taxes) // 100,
        "timezone": str(place.zone),
        "language": place.language,
        "languages": place.languages,
        "settings": asdict(place.settings) | {"stations": stations},
    }


@router.patch("/settings/branch", tags=["Settings"], **by_staff("Change settings", SettingsIn))
async def patch_branch(request: Request) -> Response:
    """They count from the next request."""
    who = await staff(request, "settings:update")
    said = (await read_body(request, SettingsIn)).get()
    await change_settings(services(request).database, who.actor, who.place.location_id, said.settings)
    who = await staff(request, "settings:update")
    return data(_branch(await catalogue_of(request, who)))


@router.get("/staff", tags=["Settings"], **by_staff("Who works here"))
async def get_staff(request: Request) -> Response:
    """By name."""
    who = await staff(request, "staff:read")
    found = await staff_of(services(request).database, who.actor.tenant_id, who.place.location_id)
    return data([{"id": each.id, "name": each.name, "role": each.role} for each in found])


@router.get("/menu/categories", tags=["Menu"], **by_staff("The categories"))
async def get_categories(request: Request) -> Response:
    """Those that have dishes, in menu order."""
    who = await staff(request, "menu:read")
    menu = (await catalogue_of(request, who)).menu
    return data([presenters.category(each) for each in presenters.in_menu_order(menu)])


@router.get("/menu/items", tags=["Menu"], **by_staff("The dishes"))
async def get_items(request: Request) -> Response:
    """In menu order, with variants and modifiers."""
    who = await staff(request, "menu:read")
    return data([presenters.item(dish) for dish in (await catalogue_of(request, who)).menu.items.values()])


@router.get("/menu/items/{itemId}/modifier-groups", tags=["Menu"], **by_staff("The modifiers of a dish"))
async def get_groups(request: Request) -> Response:
    """All of them, sold out or not."""
    who = await staff(request, "menu:read")
    dish = (await catalogue_of(request, who)).menu.items.get(path_id(request, "itemId", "item_not_found"))
    if dish is None:
        raise NotFound("No such item.", code="item_not_found")
    return data([presenters.modifier_group(group, every=True) for group in dish.asks])


@router.patch("/menu/items/{itemId}/availability", tags=["Menu"], **by_staff("Sold out, or not", AvailabilityIn))
async def patch_availability(request: Request) -> Response:
    """Every menu shows it from the next request."""
    who = await staff(request, "menu:availability")
    said = (await read_body(request, AvailabilityIn)).get()
    item_id = path_id(request, "itemId", "item_not_found")
    await set_availability(
        services(request).database, who.actor, who.place.location_id, item_id, available=said.is_available
    )
    return data({"id": item_id, "is_available": said.is_available})
