"""The door: parties without a booking, and those that wait."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_query
from comanda.api.manage import booking_presenters as presenters
from comanda.api.manage import booking_schemas as schemas
from comanda.api.manage import booking_shapes as shapes
from comanda.api.manage.booking_commands import READ, WRITE, writing
from comanda.api.manage.describing import reads, writes
from comanda.api.manage.services import answer, at_location, catalogue_of, once_or_now, path_id, services
from comanda.dining.session import SessionView
from comanda.reservations import waitlist
from comanda.reservations.seat_reservation import WalkIn, seat_walk_in
from comanda.store.idempotency import Once

router = APIRouter(prefix="/manage/v1/locations/{location_id}", route_class=PlainRoute, tags=["Door"])


@router.get("/wait", **reads("How long a party would wait", shapes.WaitOut, schemas.WaitQuery))
async def get_wait(request: Request) -> Response:
    """Behind those that wait already."""
    who, query = await at_location(request, READ), read_query(request, schemas.WaitQuery).get()
    catalogue = await catalogue_of(request, who)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        ahead = await waitlist.waiting(work, who.place.location_id)
        minutes = await waitlist.quote(work, catalogue.booking, catalogue.place, query.covers, ahead, who.actor.at)
    return answer({"minutes": minutes})


@router.post(
    "/walk-ins", **writes("Seat a party without a booking", schemas.WalkInIn, shapes.SeatedOut, 201, once=True)
)
async def post_walk_in(request: Request) -> Response:
    """At tables of its choice, or where it fits best for as long as it stays."""
    who, catalogue, said = await writing(request, schemas.WalkInIn)
    asked = WalkIn(
        said.covers,
        said.name,
        said.phone or None,
        said.notes or None,
        tuple(said.tables) if said.tables else None,
        said.ends_at,
    )

    async def seat(once: Once[SessionView] | None) -> SessionView:
        return await seat_walk_in(
            services(request).database,
            who.actor,
            catalogue.booking,
            catalogue.place,
            asked,
            trades=who.place.trades,
            once=once,
        )

    return await once_or_now(request, who.actor, seat, _seated)


@router.post("/waitlist", **writes("Put a party on the waitlist", schemas.WaitingIn, shapes.WaitingOut, 201, once=True))
async def post_waiting(request: Request) -> Response:
    """At its end, with the wait it is quoted."""
    who, catalogue, said = await writing(request, schemas.WaitingIn)

    async def join(once: Once[waitlist.WaitlistEntry] | None) -> waitlist.WaitlistEntry:
        return await waitlist.join_waitlist(
            services(request).database,
            who.actor,
            catalogue.booking,
            catalogue.place,
            name=said.name,
            covers=said.covers,
            phone=said.phone or None,
            notes=said.notes or None,
            trades=who.place.trades,
            once=once,
        )

    return await once_or_now(request, who.actor, join, presenters.waiting)


@router.post("/waitlist/{entry_id}/call", **writes("Call a party that waits", None, shapes.WaitingOut))
async def post_call(request: Request) -> Response:
    """It was told that its table is ready."""
    who = await at_location(request, WRITE)
    entry = await waitlist.call_party(
        services(request).database, who.actor, who.place.location_id, path_id(request, "entry_id")
    )
    return answer(presenters.waiting(entry))


@router.post("/waitlist/{entry_id}/leave", **writes("A party that waited has left", None, shapes.WaitingOut))
async def post_leave(request: Request) -> Response:
    """It is taken from the list."""
    who = await at_location(request, WRITE)
    entry = await waitlist.leave_waitlist(
        services(request).database, who.actor, who.place.location_id, path_id(request, "entry_id")
    )
    return answer(presenters.waiting(entry))


@router.post(
    "/waitlist/{entry_id}/seat", **writes("Seat a party that waits", schemas.SeatIn, shapes.SeatedOut, once=True)
)
async def post_seat_waiting(request: Request) -> Response:
    """At tables of its choice, or where it fits best."""
    who, catalogue, said = await writing(request, schemas.SeatIn)

    async def seat(once: Once[SessionView] | None) -> SessionView:
        return await waitlist.seat_waiting(
            services(request).database,
            who.actor,
            catalogue.booking,
            catalogue.place,
            path_id(request, "entry_id"),
            tables=tuple(said.tables) if said.tables else None,
            trades=who.place.trades,
            once=once,
        )

    return await once_or_now(request, who.actor, seat, _seated, 200)


def _seated(session: SessionView) -> dict[str, UUID]:
    return {"session_id": session.id}
