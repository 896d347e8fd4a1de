"""The reservation book: a day, its bookings, and slots that are closed."""

from typing import Any

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
from comanda.api.manage.services import Staff, answer, at_location, catalogue_of, once_or_now, path_id, services
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.credit_deposit import count_deposit
from comanda.reservations import deposits, slot_closures
from comanda.reservations.change_booking import change_booking
from comanda.reservations.change_status import change_reservation_status
from comanda.reservations.queries import find_reservation
from comanda.reservations.replan_day import replan_day
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.availability import Closure
from comanda.reservations.rules.status import Action
from comanda.reservations.seat_reservation import seat_reservation
from comanda.reservations.take_booking import Booking, Guest, take_booking
from comanda.reservations.view_book import view_book
from comanda.store.idempotency import Once

router = APIRouter(prefix="/manage/v1/locations/{location_id}", route_class=PlainRoute, tags=["Reservations"])


@router.get("/book", **reads("The reservation book of a day", shapes.BookOut, schemas.BookQuery))
async def get_book(request: Request) -> Response:
    """Every slot with why it cannot be booked, every reservation, who sits and who waits."""
    who, query = await at_location(request, READ), read_query(request, schemas.BookQuery).get()
    catalogue = await catalogue_of(request, who)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        found = await view_book(work, catalogue.booking, catalogue.place, query.date, query.covers, who.actor.at)
    return answer(presenters.book(found, catalogue, who.actor.at))


@router.post("/reservations", **writes("Take a booking", schemas.ReservationIn, shapes.ReservationOut, 201, once=True))
async def post_reservation(request: Request) -> Response:
    """For somebody on the telephone, or at the door for another day."""
    who, catalogue, said = await writing(request, schemas.ReservationIn)
    booking = Booking(
        source="staff",
        service_id=said.service,
        at=said.time,
        adults=said.adults,
        children=said.children,
        guest=Guest(
            said.first_name or None, said.last_name or None, said.email or None, said.phone or None, said.customer_id
        ),
        tables=tuple(said.tables) if said.tables else None,
        ends_at=said.ends_at,
        reservation_no=said.reservation_no,
        status=ReservationStatus(said.status) if said.status is not None else None,
        confirm_by=said.confirm_by,
        notes=said.notes or None,
        host_notes=said.host_notes or None,
        freely=said.freely,
    )

    async def take(once: Once[Reservation] | None) -> Reservation:
        return await take_booking(
            services(request).database,
            who.actor,
            catalogue.booking,
            catalogue.place,
            booking,
            trades=who.place.trades,
            once=once,
        )

    return await _shown_once(request, who, catalogue, take, 201)


@router.get("/reservations/{reservation_id}", **reads("View a reservation", shapes.ReservationOut))
async def get_reservation(request: Request) -> Response:
    """One reservation, of any status."""
    who = await at_location(request, READ)
    catalogue = await catalogue_of(request, who)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        found = await find_reservation(work, path_id(request, "reservation_id"), location_id=who.place.location_id)
    return answer(presenters.reservation(found, catalogue.booking))


_CORE_NAMES = {"service": "service_id", "time": "at", "notes": "guest_requests"}
_NEVER_NULL = frozenset({"time", "adults", "children", "reservation_no", "deposit"})


@router.patch(
    "/reservations/{reservation_id}",
    **writes("Change a reservation", schemas.ReservationChangeIn, shapes.ReservationOut, once=True),
)
async def patch_reservation(request: Request) -> Response:
    """Move it to another time or table, change its party, or its words."""
    who, catalogue, said = await writing(request, schemas.ReservationChangeIn)
    change = {
        _CORE_NAMES.get(name, name): getattr(said, name)
        for name in said.model_fields_set - {"freely"}
        if getattr(said, name) is not None or name not in _NEVER_NULL
    }
    if change.get("tables") == []:
        change["tables"] = None

    async def move(once: Once[Reservation] | None) -> Reservation:
        return await change_booking(
            services(request).database,
            who.actor,
            catalogue.booking,
            catalogue.place,
            path_id(request, "reservation_id"),
            change,
            freely=said.freely,
            once=once,
        )

    return await _shown_once(request, who, catalogue, move)


@router.post(
    "/reservations/{reservation_id}/seat", **writes("Seat a party", schemas.SeatIn, shapes.ReservationOut, once=True)
)
async def post_seat(request: Request) -> Response:
    """Open its dining session, at the tables that were kept or at others. Early or late is up to staff."""
    who, catalogue, said = await writing(request, schemas.SeatIn)

    async def seat(once: Once[Reservation] | None) -> Reservation:
        return await seat_reservation(
            services(request).database,
            who.actor,
            catalogue.booking,
            catalogue.place,
            catalogue.menu.currency,
            path_id(request, "reservation_id"),
            tables=tuple(said.tables) if said.tables else None,
            once=once,
        )

    return await _shown_once(request, who, catalogue, seat)


@router.post(
    "/reservations/{reservation_id}/cancel",
    **writes("Cancel a reservation", schemas.CancelIn, shapes.ReservationOut, once=True),
)
async def post_cancel(request: Request) -> Response:
    """Its tables are free for others; what was paid beforehand stays until it is given back."""
    who, catalogue, said = await writing(request, schemas.CancelIn)
    return await _act(request, who, catalogue, Action.CANCEL, said.reason or None)


@router.post(
    "/reservations/{reservation_id}/book", **writes("Expect a party again", None, shapes.ReservationOut, once=True)
)
async def post_book(request: Request) -> Response:
    """It is expected, whether or not it has paid: one that waited for a deposit, or was given up."""
    who = await at_location(request, WRITE)
    return await _act(request, who, await catalogue_of(request, who), Action.BOOK)


@router.post(
    "/reservations/{reservation_id}/arrive", **writes("A party is here", None, shapes.ReservationOut, once=True)
)
async def post_arrive(request: Request) -> Response:
    """It stands at the door and waits for its table."""
    who = await at_location(request, WRITE)
    return await _act(request, who, await catalogue_of(request, who), Action.ARRIVE)


@router.post(
    "/reservations/{reservation_id}/no-show", **writes("A party did not come", None, shapes.ReservationOut, once=True)
)
async def post_no_show(request: Request) -> Response:
    """Its tables are free for others."""
    who = await at_location(request, WRITE)
    return await _act(request, who, await catalogue_of(request, who), Action.NO_SHOW)


@router.post(
    "/reservations/{reservation_id}/deposits",
    **writes("Record a deposit", schemas.DepositIn, shapes.ReservationOut, 201, once=True),
)
async def post_deposit(request: Request) -> Response:
    """Once all of it is paid, a reservation that waited for it is booked."""
    who, catalogue, said = await writing(request, schemas.DepositIn)

    async def pay(once: Once[Reservation] | None) -> Reservation:
        return await deposits.pay_deposit(
            services(request).database,
            who.actor,
            catalogue.menu,
            path_id(request, "reservation_id"),
            said.payment,
            said.amount,
            said.reference or None,
            once=once,
        )

    return await _shown_once(request, who, catalogue, pay, 201)


@router.post(
    "/reservations/{reservation_id}/deposit-refunds",
    **writes("Record that a deposit was given back", schemas.DepositRefundIn, shapes.ReservationOut, 201, once=True),
)
async def post_deposit_refund(request: Request) -> Response:
    """Up to what has neither been given back nor counted towards the bill."""
    who, catalogue, said = await writing(request, schemas.DepositRefundIn)

    async def refund(once: Once[Reservation] | None) -> Reservation:
        return await deposits.refund_deposit(
            services(request).database,
            who.actor,
            catalogue.menu,
            path_id(request, "reservation_id"),
            said.amount,
            once=once,
        )

    return await _shown_once(request, who, catalogue, refund, 201)


@router.post("/sessions/{session_id}/count-deposit", **writes("Count a deposit", None, shapes.CountedOut))
async def post_count_deposit(request: Request) -> Response:
    """Towards what the party owes. It happens by itself when the party pays or a terminal locks its bill."""
    who = await at_location(request, WRITE)
    catalogue = await catalogue_of(request, who)
    counted = await count_deposit(services(request).database, who.actor, catalogue, path_id(request, "session_id"))
    return answer({"counted": counted})


@router.post("/closures", **writes("Close slots", schemas.ClosureIn, shapes.ClosureOut, 201, once=True))
async def post_closure(request: Request) -> Response:
    """No more bookings for them; those that stand are not touched."""
    who, catalogue, said = await writing(request, schemas.ClosureIn)

    async def close(once: Once[Closure] | None) -> Closure:
        return await slot_closures.close_slots(
            services(request).database,
            who.actor,
            who.place.location_id,
            catalogue.booking,
            service_id=said.service,
            starts_at=said.starts_at,
            ends_at=said.ends_at,
            reason=said.reason,
            once=once,
        )

    return await once_or_now(request, who.actor, close, presenters.closure)


@router.delete("/closures/{closure_id}", **writes("Open slots again", None, None, 204))
async def delete_closure(request: Request) -> Response:
    """They can be booked again."""
    who = await at_location(request, WRITE)
    await slot_closures.reopen_slots(
        services(request).database, who.actor, who.place.location_id, path_id(request, "closure_id")
    )
    return Response(status_code=204)


@router.post("/replan", **writes("Plan a day's tables anew", schemas.ReplanIn, shapes.ReplannedOut, once=True))
async def post_replan(request: Request) -> Response:
    """All together, so that as many as possible fit; tables that somebody chose stay."""
    who, catalogue, said = await writing(request, schemas.ReplanIn)
    moved = await replan_day(services(request).database, who.actor, catalogue.booking, catalogue.place, said.date)
    return answer({"moved": list(moved)})


async def _act(
    request: Request, who: Staff, catalogue: Catalogue, action: Action, reason: str | None = None
) -> Response:
    async def change(once: Once[Reservation] | None) -> Reservation:
        return await change_reservation_status(
            services(request).database,
            who.actor,
            catalogue.booking,
            catalogue.place,
            path_id(request, "reservation_id"),
            action,
            reason=reason,
            once=once,
        )

    return await _shown_once(request, who, catalogue, change)


async def _shown_once(request: Request, who: Staff, catalogue: Catalogue, work: Any, status: int = 200) -> Response:
    return await once_or_now(
        request, who.actor, work, lambda found: presenters.reservation(found, catalogue.booking), status
    )
