"""Section 13: what can be reserved when, and reservations from booking to leaving."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.once import IDEMPOTENCY_KEY
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body, read_query
from comanda.api.online_order import reservation_presenters as presenters
from comanda.api.online_order.listing import list_described, listed
from comanda.api.online_order.reservation_commands import booking_change, booking_of, naming_what_was_sent
from comanda.api.online_order.reservation_schemas import (
    ReservationChangeIn,
    ReservationIn,
    ReservationsQuery,
    ServicesQuery,
)
from comanda.api.online_order.reservation_shapes import (
    ExperienceOut,
    ReservationOut,
    ReservationSummaryOut,
    ServiceOut,
    TableSectionOut,
)
from comanda.api.online_order.schemas import LocationPageQuery
from comanda.api.online_order.services import (
    BASE_PATH,
    answer,
    app_asked,
    catalogue_at,
    catalogue_for,
    check_location,
    enter,
    identify,
    path_id,
    services,
)
from comanda.api.online_order.shapes import Many, One
from comanda.api.online_order.writes import writing, written
from comanda.identity.tokens import Caller
from comanda.kernel.errors import Invalid
from comanda.kernel.paging import Page
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.complete_booking import complete_booking
from comanda.reservations.change_booking import change_booking
from comanda.reservations.change_status import change_reservation_status
from comanda.reservations.day import load_day
from comanda.reservations.plan import BookingPlan
from comanda.reservations.queries import find_reservation, list_reservations
from comanda.reservations.reservation import Reservation
from comanda.reservations.rules.availability import services_on
from comanda.reservations.rules.slots import day_begins
from comanda.reservations.rules.status import Action
from comanda.reservations.seat_reservation import seat_reservation
from comanda.reservations.take_booking import take_booking
from comanda.restaurants.queries import menu_versions
from comanda.store.idempotency import Once

RESERVATION = One[ReservationOut]

router = APIRouter(prefix=BASE_PATH, route_class=PlainRoute)


@router.get(
    "/experiences",
    tags=["Reservations"],
    **list_described("13.1 Retrieve all experiences", LocationPageQuery, Many[ExperienceOut]),
)
async def get_experiences(request: Request) -> Response:
    """The kinds of dining that a location's guests choose between."""
    return await listed(
        request,
        "experiences",
        lambda found: [one for one in found.booking.experiences.values() if not one.archived],
        lambda row, _: presenters.experience(row),
    )


@router.get(
    "/table-sections",
    tags=["Reservations"],
    **list_described("13.2 Retrieve all table sections", LocationPageQuery, Many[TableSectionOut]),
)
async def get_table_sections(request: Request) -> Response:
    """The tables that a location lets book together."""
    return await listed(
        request,
        "table-sections",
        lambda found: [one for one in found.booking.sections.values() if not one.archived],
        lambda row, _: presenters.table_section(row),
    )


@router.get(
    "/services",
    tags=["Reservations"],
    **list_described("13.3 Get available reservation times", ServicesQuery, Many[ServiceOut]),
)
async def get_services(request: Request) -> Response:
    """The services that run on a day, each with the times at which a party of this size can come."""
    caller, query = await enter(request, read_query(request, ServicesQuery))
    catalogue = await catalogue_at(request, caller)
    plan, place, now = catalogue.booking, catalogue.place, caller.actor.at
    covers = query.adult + query.children
    if covers < 1:
        raise Invalid.field("adult", "at least one guest is expected", "out_of_range")
    base = day_begins(query.date, place.zone)
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        book = await load_day(work, place.location_id, plan, base, now)
    found = services_on(plan, place.opening, place.zone, query.date, covers, book, now)
    trades = caller.standing is not None and caller.standing.trades
    return answer([presenters.service(row.service, row.open_times if trades else ()) for row in found])


@router.post(
    "/reservations",
    tags=["Reservations"],
    **writing("13.4 Book a reservation", ReservationIn, RESERVATION, IDEMPOTENCY_KEY),
)
async def post_reservation(request: Request) -> Response:
    """Reserve tables for a party, chosen by the caller or by the house."""
    caller, asked = await enter(request, await read_body(request, ReservationIn))
    catalogue, standing = await catalogue_for(request, caller)

    async def take(once: Once[Reservation] | None) -> Reservation:
        return await take_booking(
            services(request).database,
            caller.actor,
            catalogue.booking,
            catalogue.place,
            booking_of(asked),
            trades=standing.trades,
            once=once,
        )

    return await _written(request, caller, catalogue, take)


@router.get(
    "/reservations",
    tags=["Reservations"],
    **list_described("13.5 List reservations", ReservationsQuery, Many[ReservationSummaryOut]),
)
async def get_reservations(request: Request) -> Response:
    """Reservations of every status and from everywhere, in the order they were last changed."""
    caller, query = await enter(request, read_query(request, ReservationsQuery))
    check_location(query.location_id, caller)
    app_id = app_asked(query.app_id, caller)
    tenant_id = caller.actor.tenant_id
    async with services(request).database.unit_of_work(tenant_id) as work:
        found = await list_reservations(
            work,
            Page(query.limit, query.page),
            location_id=query.location_id,
            app_id=app_id,
            reservation_no=query.reservation_no,
            updated_from=query.update_at_min,
        )
        versions = await menu_versions(work)
    there = {
        location_id: await services(request).catalogues.get(tenant_id, location_id, versions[location_id])
        for location_id in {row.location_id for row in found}
    }
    return answer([_present(row, there[row.location_id], presenters.reservation_summary) for row in found])


@router.get(
    "/reservations/{reservation_id}",
    tags=["Reservations"],
    **list_described("13.6 View reservation", None, RESERVATION),
)
async def get_reservation(request: Request) -> Response:
    """A reservation."""
    caller = await identify(request)
    reservation_id, tenant_id = _reservation_id(request), caller.actor.tenant_id
    async with services(request).database.unit_of_work(tenant_id) as work:
        found = await find_reservation(work, reservation_id)
        versions = await menu_versions(work)
    there = await services(request).catalogues.get(tenant_id, found.location_id, versions[found.location_id])
    return answer(_present(found, there, presenters.reservation))


@router.put(
    "/reservations/{reservation_id}",
    tags=["Reservations"],
    **writing("13.7 Update reservation", ReservationChangeIn, RESERVATION, IDEMPOTENCY_KEY),
)
async def put_reservation(request: Request) -> Response:
    """Change what is sent and keep the rest; the tables change only if they must."""
    caller, asked = await enter(request, await read_body(request, ReservationChangeIn))
    reservation_id = _reservation_id(request)
    catalogue = await services(request).catalogues.of_reservation(caller.actor.tenant_id, reservation_id)

    async def change(once: Once[Reservation] | None) -> Reservation:
        return await change_booking(
            services(request).database,
            caller.actor,
            catalogue.booking,
            catalogue.place,
            reservation_id,
            booking_change(asked),
            once=once,
        )

    return await _written(request, caller, catalogue, change)


_ACTIONS = {
    Action.BOOK: "Set a reservation as booked: its deposit is paid, or its party is expected after all.",
    Action.ARRIVE: "Say that the party has come.",
    Action.SEAT: "Seat the party: its dining session begins at the tables that are kept for it.",
    Action.COMPLETE: "Say that the party has left: its dining session ends, once the bill is paid.",
    Action.NO_SHOW: "Say that the party did not come; its tables are free for others.",
    Action.CANCEL: "Give the reservation up; its tables are free for others.",
    Action.PENDING_PAYMENT: "Let a booked reservation wait for its deposit.",
}


def _acting(action: Action) -> Callable[[Request], Awaitable[Response]]:
    async def act(request: Request) -> Response:
        caller = await identify(request)
        reservation_id, database = _reservation_id(request), services(request).database
        catalogue = await services(request).catalogues.of_reservation(caller.actor.tenant_id, reservation_id)
        plan, place = catalogue.booking, catalogue.place

        async def change(once: Once[Reservation] | None) -> Reservation:
            if action is Action.SEAT:
                currency = catalogue.menu.currency
                return await seat_reservation(database, caller.actor, plan, place, currency, reservation_id, once=once)
            if action is Action.COMPLETE:
                return await complete_booking(database, caller.actor, reservation_id, once=once)
            return await change_reservation_status(
                database, caller.actor, plan, place, reservation_id, action, once=once
            )

        return await _written(request, caller, catalogue, change)

    return act


for _action, _meaning in _ACTIONS.items():
    router.add_api_route(
        f"/reservations/{{reservation_id}}/{_action}",
        _acting(_action),
        methods=["POST"],
        tags=["Reservations"],
        name=f"reservation_{_action}",
        description=_meaning,
        **writing(f"Change reservation status: {_action}", None, RESERVATION, IDEMPOTENCY_KEY),
    )


async def _written(
    request: Request,
    caller: Caller,
    catalogue: Catalogue,
    work: Callable[[Once[Reservation] | None], Awaitable[Reservation]],
) -> Response:
    """Answer with the reservation that `work` makes, or with its refusal in the caller's words."""

    async def named(once: Once[Reservation] | None) -> Reservation:
        with naming_what_was_sent():
            return await work(once)

    return await written(request, caller, named, lambda made: _present(made, catalogue, presenters.reservation))


def _present(
    found: Reservation,
    there: Catalogue,
    present: Callable[[Reservation, BookingPlan, int], presenters.Json],
) -> presenters.Json:
    return present(found, there.booking, there.menu.exponent)


def _reservation_id(request: Request) -> UUID:
    return path_id(request, "reservation_id", "No such reservation.", "reservation_not_found")
