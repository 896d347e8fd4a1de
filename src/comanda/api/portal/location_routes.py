"""System configuration, restaurant administration: what operators of the platform see of locations and decide."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.documenting import described
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import M, Parsed, read_body, read_query
from comanda.api.portal import presenters, shapes
from comanda.api.portal.errors import REFUSALS, WRITE_REFUSALS, ErrorOut
from comanda.api.portal.schemas import BAD_ID, CHOICE, LocationsQuery, LocationStatusIn
from comanda.api.portal.services import answer, operator, services
from comanda.kernel.errors import Conflict, Invalid, NotFound
from comanda.kernel.ids import parse_id
from comanda.kernel.paging import Page
from comanda.restaurants.change_governance import change_governance
from comanda.restaurants.platform import LocationFilter, find_location, list_locations, view_location
from comanda.restaurants.rules import Governance

router = APIRouter(prefix="/system/restaurant/locations", route_class=PlainRoute)
_DECIDED = {
    Governance.APPROVED: "Restaurant location approved successfully",
    Governance.REJECTED: "Restaurant location rejected successfully",
    Governance.SUSPENDED: "Restaurant location suspended successfully",
}


@router.get(
    "",
    tags=["Restaurant administration"],
    **described(
        summary="List restaurant locations",
        query=LocationsQuery,
        answer=shapes.Answer[shapes.LocationsOut],
        refusals=REFUSALS,
        error=ErrorOut,
    ),
)
async def get_locations(request: Request) -> Response:
    """Locations of every restaurant, a page of restaurants at a time; needs manage:system."""
    caller = await operator(request)
    query = _told(read_query(request, LocationsQuery))
    wanted = LocationFilter(
        query.search,
        query.tenant_id,
        query.city,
        query.area,
        query.active_status == "active" if query.active_status is not None else None,
        query.operational_status == "open" if query.operational_status is not None else None,
        query.admin_status,
        query.include_empty_tenants == "true",
    )
    page = Page(query.limit, query.page)
    found = await list_locations(services(request).database, wanted, page, caller.at)
    return answer("Restaurants retrieved successfully", presenters.locations(found, page, wanted))


@router.get(
    "/{locationId}",
    tags=["Restaurant administration"],
    **described(
        summary="Get restaurant location detail",
        answer=shapes.Answer[shapes.LocationOut],
        refusals=REFUSALS,
        error=ErrorOut,
    ),
)
async def get_location(request: Request) -> Response:
    """One location; needs manage:system."""
    caller = await operator(request)
    found = await view_location(services(request).database, _location_id(request), caller.at)
    if found is None:
        raise NotFound("Location Not Found", code="unknown_location")
    return answer("Restaurant location retrieved successfully", presenters.location(*found))


@router.put(
    "/{locationId}/status",
    tags=["Restaurant administration"],
    **described(
        summary="Update restaurant location status",
        body=LocationStatusIn,
        answer=shapes.Answer[shapes.GovernanceOut],
        refusals=WRITE_REFUSALS,
        error=ErrorOut,
    ),
)
async def put_status(request: Request) -> Response:
    """Approve, reject, suspend or reinstate a location; every API obeys from the next request. Needs manage:system."""
    caller = await operator(request)
    location_id = _location_id(request)
    decision = _told(await read_body(request, LocationStatusIn))
    database = services(request).database
    found = await find_location(database, location_id)
    if found is None:
        raise NotFound("Location Not Found", code="unknown_location")
    if decision.status not in _DECIDED:
        # To ask for approval is the restaurant's own step.
        raise Conflict("That is not for the platform to decide.", code="wrong_transition")
    state = await change_governance(
        database, found.tenant_id, location_id, decision.status, decided_by=str(caller.id), reason=decision.notes
    )
    return answer(_DECIDED[decision.status], presenters.governance(state))


def _location_id(request: Request) -> UUID:
    found = parse_id(request.path_params["locationId"])
    if found is None:
        raise Invalid("Invalid UUID", code=BAD_ID)
    return found


def _told(parsed: Parsed[M]) -> M:
    """Return what was said; of a wrong choice or id the contract tells no more than what was expected."""
    if isinstance(parsed.problem, Invalid) and parsed.problem.fields:
        first = parsed.problem.fields[0]
        if first.code in (CHOICE, BAD_ID):
            raise Invalid(first.message, code=first.code)
    return parsed.get()
