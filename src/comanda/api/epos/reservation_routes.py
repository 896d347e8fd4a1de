"""Reservations: tables kept for parties that are to come."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.epos import commands, shapes
from comanda.api.epos.paging import Search, instant_and_id, page, seek_of
from comanda.api.epos.presenters import parties
from comanda.api.epos.routing import TerminalRoute, operation
from comanda.api.epos.schemas import CreateReservationRequest, SearchReservationsRequest, UpdateReservationRequest
from comanda.api.epos.services import answer, done, identify, path_id, services, wanted_id
from comanda.api.http.reading import read_body
from comanda.kernel.errors import Invalid
from comanda.reservations.book_for_terminal import book
from comanda.reservations.change_for_terminal import cancel_reservation, change_reservation
from comanda.reservations.queries import reservation_at, search_reservations

MISSING = "reservation_not_found"
router = APIRouter(prefix="/epos/v1/reservations", route_class=TerminalRoute, tags=["Reservations"])


@router.post(
    "",
    **operation(
        "createReservation",
        "Create reservation",
        body=CreateReservationRequest,
        answer=shapes.Reservation,
        writes=True,
        links={
            followed: {"reservationId": "$response.body#/id"}
            for followed in ("getReservationById", "updateReservationById", "deleteReservationById")
        },
    ),
)
async def create_reservation(request: Request) -> Response:
    """Keep tables for a time; the same dojoReservationId again is the same reservation."""
    terminal = await identify(request)
    said = (await read_body(request, CreateReservationRequest)).get()
    asked = commands.booking_request(said)
    booked = await book(services(request).database, terminal.actor, terminal.location_id, asked, trades=terminal.trades)
    return answer(parties.reservation(booked))


@router.post(
    "/search",
    **operation(
        "searchReservations",
        "Search reservations",
        body=SearchReservationsRequest,
        answer=shapes.PagedReservations,
    ),
)
async def post_search(request: Request) -> Response:
    """Reservations, earliest first: those that lie between the times with any part of them."""
    terminal = await identify(request)
    said = (await read_body(request, SearchReservationsRequest)).get()
    if said.from_time is not None and said.to_time is not None and said.to_time < said.from_time:
        raise Invalid.field("toTime", "a time after fromTime is expected", "out_of_range")
    filters = {"tableId": said.table_id, "fromTime": said.from_time, "toTime": said.to_time}
    search = Search("searchReservations", terminal.location_id, filters)
    seek = seek_of(search, said.cursor, instant_and_id)
    async with services(request).database.unit_of_work(terminal.actor.tenant_id) as work:
        found = await search_reservations(
            work,
            terminal.location_id,
            table_id=wanted_id(said.table_id),
            from_time=said.from_time,
            to_time=said.to_time,
            seek=seek,
        )
    shown = [parties.reservation(one) for one in found.rows]
    return answer(page(search, found, lambda one: (one.starts_at, one.id), shown))


@router.get("/{reservationId}", **operation("getReservationById", "Get reservation", answer=shapes.Reservation))
async def get_reservation(request: Request) -> Response:
    """A reservation that was not given up."""
    terminal = await identify(request)
    reservation_id = path_id(request, "reservationId", MISSING)
    async with services(request).database.unit_of_work(terminal.actor.tenant_id) as work:
        found = await reservation_at(work, terminal.location_id, reservation_id)
    return answer(parties.reservation(found))


@router.put(
    "/{reservationId}",
    **operation(
        "updateReservationById",
        "Update reservation",
        body=UpdateReservationRequest,
        answer=shapes.Reservation,
        writes=True,
    ),
)
async def put_reservation(request: Request) -> Response:
    """Set what is said and keep what is not."""
    terminal = await identify(request)
    reservation_id = path_id(request, "reservationId", MISSING)
    change = commands.booking_change((await read_body(request, UpdateReservationRequest)).get())
    database = services(request).database
    changed = await change_reservation(database, terminal.actor, terminal.location_id, reservation_id, change)
    return answer(parties.reservation(changed))


@router.delete("/{reservationId}", **operation("deleteReservationById", "Delete reservation", writes=True))
async def delete_reservation(request: Request) -> Response:
    """Give a reservation up."""
    terminal = await identify(request)
    reservation_id = path_id(request, "reservationId", MISSING)
    await cancel_reservation(services(request).database, terminal.actor, terminal.location_id, reservation_id)
    return done()
