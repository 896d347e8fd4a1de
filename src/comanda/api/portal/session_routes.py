"""Sessions: the dining sessions that portals open, list and close are the ones that guests and staff have."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.documenting import described
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body, read_query
from comanda.api.portal import presenters, shapes
from comanda.api.portal.errors import REFUSALS, WRITE_REFUSALS, ErrorOut
from comanda.api.portal.schemas import BAD_ID, OperatorQuery, SessionIn, SessionsQuery
from comanda.api.portal.services import Caller, actor_of, answer, identify, may, permitted, services
from comanda.dining.open_session import open_session
from comanda.dining.queries import sessions_of_user, view_session
from comanda.dining.session import SessionStatus, SessionView
from comanda.identity.people import Person, find_user
from comanda.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from comanda.kernel.ids import parse_id
from comanda.kernel.paging import Page
from comanda.ordering.close_session import close_session
from comanda.restaurants.place import Doorstep, doorstep
from comanda.restaurants.platform import find_location, location_slugs
from comanda.store.database import Database

SEAT = "tables:update"
OTHERS = "staff:manage"
"""Covers the sessions of other people."""
_OVER = (SessionStatus.COMPLETED, SessionStatus.REJECTED)
_API_KEY = {
    "name": "X-APIKey",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "A restaurant's key instead of a bearer token; X-API-Key is understood, too.",
}

router = APIRouter(prefix="/restaurant/sessions", route_class=PlainRoute)


@router.post(
    "",
    tags=["Sessions"],
    **described(
        summary="Create dine-in session",
        body=SessionIn,
        answer=shapes.Answer[shapes.SessionOut],
        status=201,
        refusals=WRITE_REFUSALS,
        error=ErrorOut,
        headers=[_API_KEY],
    ),
)
async def post_session(request: Request) -> Response:
    """Open a session: active at once, or planned when it starts in the future. The caller is its opener."""
    caller = await permitted(request, SEAT)
    asked = (await read_body(request, SessionIn)).get()
    _check_times(asked, caller)
    database = services(request).database
    where = await _location(database, caller, asked)
    customer_id = asked.customer_id or (caller.id if isinstance(caller, Person) else None)
    if customer_id is None:
        raise Invalid.field("customer_id", "is needed with an API key, which is nobody to fall back to", "missing")
    opened = await open_session(
        database,
        actor_of(caller, where.tenant_id),
        location_id=where.location_id,
        table_id=asked.table_id,
        customer_name=await _name_of(database, caller, where.tenant_id, customer_id),
        customer_id=customer_id,
        note=asked.note,
        started_at=asked.started_at,
        planned_until=asked.closed_at,
        source="portal",
    )
    return answer("Session created successfully", presenters.session(opened, where.tenant_id, where.slug), 201)


@router.get(
    "",
    tags=["Sessions"],
    **described(
        summary="List sessions (by user)",
        query=SessionsQuery,
        answer=shapes.Answer[shapes.SessionsOut],
        refusals=REFUSALS,
        error=ErrorOut,
        headers=[_API_KEY],
    ),
)
async def get_sessions(request: Request) -> Response:
    """Sessions that the caller, or another user, opened or is the customer of; to a key, by default everybody's."""
    caller = await identify(request)
    query = read_query(request, SessionsQuery).get()
    if query.from_date is not None and query.to_date is not None and query.to_date < query.from_date:
        raise Invalid.field("to_date", "a time after from_date is expected", "out_of_range")
    user_id = query.user_id or (caller.id if isinstance(caller, Person) else None)
    if user_id != caller.id and not may(caller, OTHERS):
        raise Forbidden("Insufficient Permissions")
    database, page = services(request).database, Page(query.limit, query.page)
    named = query.tenant_id
    if named is None and caller.tenant_id is None and query.user_id is not None:
        user = await find_user(database, query.user_id)
        named = user.tenant_id if user is not None else None
    tenant_id = _tenant_id(caller, named)
    async with database.unit_of_work(tenant_id) as work:
        found, total = await sessions_of_user(
            work,
            user_id,
            times=query.time_filter,
            descending=query.sort == "desc",
            started_from=query.from_date,
            started_to=query.to_date,
            page=page,
        )
    slugs = await location_slugs(database, tenant_id)
    return answer("Sessions retrieved successfully", presenters.sessions(found, total, page, tenant_id, slugs))


@router.post(
    "/{session_id}/close",
    tags=["Sessions"],
    **described(
        summary="Close session",
        query=OperatorQuery,
        answer=shapes.Answer[shapes.SessionOut],
        refusals=WRITE_REFUSALS,
        error=ErrorOut,
        headers=[_API_KEY],
    ),
)
async def post_close(request: Request) -> Response:
    """Close a session; one that is over already stays as it is. Refused while money is owed."""
    caller = await permitted(request, SEAT)
    session_id = parse_id(request.path_params["session_id"])
    if session_id is None:
        raise Invalid("Invalid UUID", code=BAD_ID)
    tenant_id = _tenant_id(caller, read_query(request, OperatorQuery).get().tenant_id)
    database = services(request).database
    found = await _session(database, tenant_id, session_id)
    if not _works_at(caller, found.location_id):
        raise Forbidden("Insufficient Permissions")
    if found.status not in _OVER:
        found = await _close(database, caller, tenant_id, session_id)
    slugs = await location_slugs(database, tenant_id)
    return answer("Session closed successfully", presenters.session(found, tenant_id, slugs[found.location_id]))


def _check_times(asked: SessionIn, caller: Caller) -> None:
    """Refuse an end before the start, and a session that would be over before it is opened."""
    if asked.closed_at is None:
        return
    if asked.closed_at <= (asked.started_at or caller.at):
        raise Invalid.field("closed_at", "a time after started_at is expected", "out_of_range")
    if asked.closed_at <= caller.at:
        raise Invalid.field(
            "closed_at", "a time yet to come is expected, as what is over cannot be opened", "out_of_range"
        )


async def _location(database: Database, caller: Caller, asked: SessionIn) -> Doorstep:
    """Return the location that a session is for, by its id or its slug.

    Raises:
        Invalid: neither was given, or the two mean different locations.
        NotFound: the caller's restaurant has no such location.
        Forbidden: the caller works elsewhere, or the location takes nobody.
    """
    if asked.location_id is not None:
        found = await find_location(database, asked.location_id)
    elif asked.slug is not None:
        found = await doorstep(database, asked.slug)
    else:
        raise Invalid.field("location_id", "is missing, and so is slug", "missing")
    if found is None or caller.tenant_id not in (None, found.tenant_id):
        raise NotFound("Location Not Found", code="unknown_location")
    if asked.slug not in (None, found.slug):
        raise Invalid.field("slug", "the slug of the location that location_id means is expected", "not_the_same")
    if not _works_at(caller, found.location_id):
        raise Forbidden("Insufficient Permissions")
    if not found.trades:
        raise Forbidden("The location is not taking guests.", code="location_not_trading")
    return found


async def _name_of(database: Database, caller: Caller, tenant_id: UUID, customer_id: UUID) -> str:
    """Return what staff call the party: its customer, if that is the caller or somebody of the restaurant."""
    if isinstance(caller, Person) and caller.id == customer_id:
        return caller.name
    customer = await find_user(database, customer_id)
    return customer.name if customer is not None and customer.tenant_id == tenant_id else "Guest"


async def _close(database: Database, caller: Caller, tenant_id: UUID, session_id: UUID) -> SessionView:
    try:
        return await close_session(database, actor_of(caller, tenant_id), session_id)
    except NotFound:
        found = await _session(database, tenant_id, session_id)
        if found.status in _OVER:
            return found  # somebody else was faster
        raise Conflict("The session waits for approval: it has not begun.", code="session_pending") from None


async def _session(database: Database, tenant_id: UUID, session_id: UUID) -> SessionView:
    async with database.unit_of_work(tenant_id) as work:
        return await view_session(work, session_id)


def _works_at(caller: Caller, location_id: UUID) -> bool:
    return not isinstance(caller, Person) or caller.works_at(location_id)


def _tenant_id(caller: Caller, named: UUID | None) -> UUID:
    """Return the restaurant that a request is about: the caller's own, or the one that was named to an operator.

    Raises:
        Forbidden: it is somebody else's.
        Invalid: an operator named none.
    """
    found = named or caller.tenant_id
    if found is None:
        raise Invalid.field("tenant_id", "is needed from operators, who belong to no restaurant", "missing")
    if caller.tenant_id not in (None, found):
        raise Forbidden("Insufficient Permissions")
    return found
