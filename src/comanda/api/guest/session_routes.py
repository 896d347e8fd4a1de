"""Parties: approve, seat, end, move, merge, and answer what they call for."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.guest import presenters
from comanda.api.guest.documenting import by_staff
from comanda.api.guest.errors import refusal
from comanda.api.guest.schemas import EndIn, ReasonIn, TargetIn, WalkInIn
from comanda.api.guest.services import Staff, catalogue_of, data, path_id, services, staff
from comanda.api.guest.table_routes import table_at
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import M, read_body
from comanda.dining.calls import acknowledge_call, resolve_call
from comanda.dining.decide_session import approve_session, decide_guest, reject_session
from comanda.dining.open_session import open_session
from comanda.dining.queries import calls_at, guests_of, live_session_at, sessions_at, view_session
from comanda.dining.session import ServiceRequest, SessionStatus, SessionView
from comanda.dining.table_states import set_table_state
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, Invalid, NotFound
from comanda.ordering.close_session import close_session
from comanda.ordering.move_party import merge_parties, move_party
from comanda.ordering.queries import orders_of
from comanda.ordering.rules.bill import bill_of
from comanda.restaurants.rules import check_trading
from comanda.store.database import Database

router = APIRouter(prefix="/api", route_class=PlainRoute)
MOST_SESSIONS = 300


async def read_optional(request: Request, model: type[M]) -> M:
    """Read a body that may be left out, whatever content type the request says it has.

    Raises:
        Malformed: it is there and is not JSON.
        Invalid: naming every field that cannot be taken.
    """
    if not (await request.body()).strip():
        return model()
    return (await read_body(request, model)).get()


def _session_id(request: Request, missing: str = "session_not_found") -> UUID:
    return path_id(request, "sessionId", missing)


@router.get("/tables/sessions", tags=["Sessions"], **by_staff("Sessions, newest first"))
async def list_sessions(request: Request) -> Response:
    """With one status (`status`), or all."""
    who = await staff(request, "tables:read")
    said = request.query_params.get("status")
    statuses = None
    if said:
        known = {str(status) for status in SessionStatus}
        if said not in known:
            raise Invalid.field("status", f"one of {', '.join(sorted(known))} is expected", "not_a_choice")
        statuses = (SessionStatus(said),)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        found = await sessions_at(work, who.place.location_id, statuses, MOST_SESSIONS)
    return data([presenters.session(session) for session in found])


@router.get("/tables/sessions/pending", tags=["Sessions"], **by_staff("Requests that wait for an answer"))
async def pending_sessions(request: Request) -> Response:
    """Oldest first, so that nobody is overlooked."""
    who = await staff(request, "tables:read")
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        found = await sessions_at(work, who.place.location_id, (SessionStatus.PENDING,), MOST_SESSIONS)
    return data([presenters.session(session) for session in reversed(found)])


@router.post("/tables/sessions", tags=["Sessions"], **by_staff("Seat a party", WalkInIn, status=201))
async def post_session(request: Request) -> Response:
    """A walk-in: active at once."""
    who = await staff(request, "tables:update")
    said = (await read_body(request, WalkInIn)).get()
    check_trading(trades=who.place.trades)
    found = await open_session(
        services(request).database,
        who.actor,
        location_id=who.place.location_id,
        table_id=said.tableId,
        customer_name=said.customerName or "Walk-in",
        customer_phone=said.customerPhone,
        guest_count=said.guestCount,
        source="staff",
    )
    return data({"session": presenters.session(found), "sessionId": found.id}, 201)


@router.get("/tables/sessions/{sessionId}", tags=["Sessions"], **by_staff("A party: guests, rounds, bill, calls"))
async def get_session(request: Request) -> Response:
    """Everything about one party in one answer."""
    who = await staff(request, "tables:read")
    session_id = _session_id(request)
    catalogue = await catalogue_of(request, who)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        session = await view_session(work, session_id)
        if session.location_id != who.place.location_id:
            raise NotFound("No such session.", code="session_not_found")
        guests = await guests_of(work, [session_id])
        orders = await orders_of(work, session_id)
        calls = await calls_at(work, session.location_id, ("pending", "acknowledged"), [session_id])
    names = {guest.id: guest.name for guest in guests}
    return data(
        {
            "session": presenters.staff_session(session),
            "guests": [presenters.guest(guest) for guest in guests],
            "orders": [presenters.party_order(order, catalogue, names) for order in reversed(orders)],
            "bill": presenters.bill(bill_of(orders), catalogue.menu.currency, names),
            "requests": [presenters.call(call) for call in calls],
        }
    )


@router.patch("/tables/sessions/{sessionId}/approve", tags=["Sessions"], **by_staff("Let a party sit down"))
async def approve(request: Request) -> Response:
    """Its phones are told at once."""
    who = await staff(request, "tables:update")
    check_trading(trades=who.place.trades)
    session_id = _session_id(request, "pending_session_not_found")
    found = await approve_session(services(request).database, who.actor, who.place.location_id, session_id)
    return data(presenters.session(found))


@router.patch("/tables/sessions/{sessionId}/reject", tags=["Sessions"], **by_staff("Turn a request down", ReasonIn))
async def reject(request: Request) -> Response:
    """The table is free again at once."""
    who = await staff(request, "tables:update")
    said = await read_optional(request, ReasonIn)
    session_id = _session_id(request, "pending_session_not_found")
    found = await reject_session(services(request).database, who.actor, who.place.location_id, session_id, said.reason)
    return data(presenters.session(found))


@router.patch("/tables/sessions/{sessionId}/end", tags=["Sessions"], **by_staff("End a session", EndIn))
async def end(request: Request) -> Response:
    """Refused while money is owed or an order waits, unless `force` is true."""
    who = await staff(request, "tables:update")
    said = await read_optional(request, EndIn)
    return await _end(request, who, _session_id(request, "active_session_not_found"), force=said.force)


async def _end(request: Request, who: Staff, session_id: UUID, *, force: bool) -> Response:
    database = services(request).database
    try:
        found = await close_session(database, who.actor, session_id, location_id=who.place.location_id, force=force)
    except Conflict as error:
        if error.code != "table_has_balance":
            raise
        async with database.unit_of_work(who.actor.tenant_id) as work:
            outstanding = bill_of(await orders_of(work, session_id)).outstanding
        return refusal(error, {"outstanding": outstanding})
    return data(presenters.session(found))


async def _decide_guest(request: Request, *, admit: bool) -> Response:
    who = await staff(request, "tables:update")
    session_id, guest_id = _session_id(request), path_id(request, "guestId", "guest_not_found")
    database = services(request).database
    async with database.unit_of_work(who.actor.tenant_id) as work:
        session = await view_session(work, session_id)
    if session.location_id != who.place.location_id:
        raise NotFound("No such session.", code="session_not_found")
    return data(presenters.guest(await decide_guest(database, who.actor, session_id, guest_id, admit=admit)))


@router.patch(
    "/tables/sessions/{sessionId}/guests/{guestId}/approve", tags=["Sessions"], **by_staff("Let a phone join")
)
async def approve_guest(request: Request) -> Response:
    """One that waits to join an active table."""
    return await _decide_guest(request, admit=True)


@router.patch("/tables/sessions/{sessionId}/guests/{guestId}/reject", tags=["Sessions"], **by_staff("Refuse a phone"))
async def reject_guest(request: Request) -> Response:
    """One that waits to join an active table."""
    return await _decide_guest(request, admit=False)


@router.get("/tables/{tableId}/active-session", tags=["Sessions"], **by_staff("The live session of a table"))
async def active_session(request: Request) -> Response:
    """Null when nobody sits there."""
    who = await staff(request, "tables:read")
    _, table = await table_at(request, who)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        found = await live_session_at(work, table.id)
    return data(presenters.session(found) if found else None)


@router.post("/tables/{tableId}/free", tags=["Sessions"], **by_staff("Free a table", EndIn))
async def free(request: Request) -> Response:
    """End the session at it, or take back what was said of it."""
    who = await staff(request, "tables:update")
    said = await read_optional(request, EndIn)
    _, table = await table_at(request, who)
    database = services(request).database
    async with database.unit_of_work(who.actor.tenant_id) as work:
        found = await live_session_at(work, table.id)
    if found is None:
        await set_table_state(database, who.actor, who.place.location_id, table.id, "available")
        return data({"id": table.id, "status": "available"})
    if found.status is SessionStatus.PENDING:
        return data(presenters.session(await reject_session(database, who.actor, who.place.location_id, found.id)))
    return await _end(request, who, found.id, force=said.force)


async def _relocate(
    request: Request, how: Callable[[Database, Actor, UUID, UUID, UUID], Awaitable[SessionView]]
) -> Response:
    who = await staff(request, "tables:update")
    said = (await read_body(request, TargetIn)).get()
    table_id = path_id(request, "tableId", "table_not_found")
    found = await how(services(request).database, who.actor, who.place.location_id, table_id, said.targetTableId)
    return data(presenters.session(found))


@router.post("/tables/{tableId}/session/move", tags=["Sessions"], **by_staff("Move a party", TargetIn))
async def move(request: Request) -> Response:
    """To a free table: its orders, phones and calls go with it."""
    return await _relocate(request, move_party)


@router.post("/tables/{tableId}/session/merge", tags=["Sessions"], **by_staff("Join two parties", TargetIn))
async def merge(request: Request) -> Response:
    """The party at this table joins the one at the other: one session, one bill."""
    return await _relocate(request, merge_parties)


@router.get("/service-requests", tags=["Service"], **by_staff("What tables call for"))
async def list_calls(request: Request) -> Response:
    """Open calls, oldest first; or those with one status (`status`)."""
    who = await staff(request, "service_requests:read")
    said = request.query_params.get("status")
    known = {"pending", "acknowledged", "resolved", "cancelled"}
    if said and said not in known:
        raise Invalid.field("status", f"one of {', '.join(sorted(known))} is expected", "not_a_choice")
    wanted = (said,) if said else ("pending", "acknowledged")
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        found = await calls_at(work, who.place.location_id, wanted)
    return data([presenters.call(call) for call in found])


async def _answer(
    request: Request, how: Callable[[Database, Actor, UUID, UUID], Awaitable[ServiceRequest]]
) -> Response:
    who = await staff(request, "service_requests:update")
    call_id = path_id(request, "requestId", "call_not_found")
    return data(presenters.call(await how(services(request).database, who.actor, who.place.location_id, call_id)))


@router.post("/service-requests/{requestId}/ack", tags=["Service"], **by_staff("Say that one is on the way"))
async def acknowledge(request: Request) -> Response:
    """Whoever comes second is told that somebody is."""
    return await _answer(request, acknowledge_call)


@router.post("/service-requests/{requestId}/resolve", tags=["Service"], **by_staff("Say that it was dealt with"))
async def resolve(request: Request) -> Response:
    """Doing so twice changes nothing."""
    return await _answer(request, resolve_call)
