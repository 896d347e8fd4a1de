"""Section 9: loyalty programs, their members and their points."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.once import IDEMPOTENCY_KEY
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body, read_query
from comanda.api.online_order import customer_presenters as presenters
from comanda.api.online_order.customer_schemas import MemberIn, PointsIn, PointsSearchQuery
from comanda.api.online_order.customer_shapes import LoyaltyProgramOut, MemberOut, PointsOut, RewardOut
from comanda.api.online_order.listing import list_described, page_of
from comanda.api.online_order.schemas import PageQuery
from comanda.api.online_order.services import (
    BASE_PATH,
    answer,
    app_asked,
    check_location,
    enter,
    identify,
    path_id,
    services,
)
from comanda.api.online_order.shapes import Many, One
from comanda.api.online_order.writes import writing, written
from comanda.customers.customer import LoyaltyProgram, LoyaltyTransaction, Member
from comanda.customers.loyalty import enrol, give_points
from comanda.customers.queries import check_program, list_members, load_programs, search_points, view_member
from comanda.identity.tokens import Caller
from comanda.kernel.errors import NotFound
from comanda.kernel.paging import Page
from comanda.restaurants import queries as restaurants
from comanda.store.idempotency import Once

router = APIRouter(prefix=BASE_PATH, route_class=PlainRoute)


def _program_id(request: Request) -> UUID:
    return path_id(request, "loyalty_program_id", "No such loyalty program.", "program_not_found")


async def _programs(request: Request, caller: Caller) -> tuple[LoyaltyProgram, ...]:
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        return await load_programs(work, await restaurants.language(work))


@router.get(
    "/loyalty/programs",
    tags=["Loyalty"],
    **list_described("9.1 Retrieve all loyalty programs", PageQuery, Many[LoyaltyProgramOut]),
)
async def get_programs(request: Request) -> Response:
    """The restaurant's loyalty programs, and what their points are called."""
    caller, query = await enter(request, read_query(request, PageQuery))
    return answer([presenters.program(row) for row in page_of(await _programs(request, caller), query)])


@router.get(
    "/loyalty/{loyalty_program_id}/rewards",
    tags=["Loyalty"],
    **list_described("9.2 Retrieve all rewards", None, Many[RewardOut]),
)
async def get_rewards(request: Request) -> Response:
    """What a program's members may redeem, and for how many points."""
    caller = await identify(request)
    program_id = _program_id(request)
    for program in await _programs(request, caller):
        if program.id == program_id:
            return answer([presenters.reward(row) for row in program.rewards])
    raise NotFound("No such loyalty program.", code="program_not_found")


@router.get(
    "/loyalty/{loyalty_program_id}/members",
    tags=["Loyalty"],
    **list_described("9.3 Retrieve all members", PageQuery, Many[MemberOut]),
)
async def get_members(request: Request) -> Response:
    """A program's members, in the order their points last changed."""
    caller, query = await enter(request, read_query(request, PageQuery))
    program_id = _program_id(request)
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        await check_program(work, program_id)
        found = await list_members(work, program_id, Page(query.limit, query.page), query.update_at_min)
    return answer([presenters.member(row) for row in found])


@router.get(
    "/loyalty/{loyalty_program_id}/members/{member_id}",
    tags=["Loyalty"],
    **list_described("9.4 View member", None, One[MemberOut]),
)
async def get_member(request: Request) -> Response:
    """A member, with the points they have."""
    caller = await identify(request)
    program_id = _program_id(request)
    member_id = path_id(request, "member_id", "No such member of this program.", "member_not_found")
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        await check_program(work, program_id)
        found = await view_member(work, program_id, member_id)
    return answer(presenters.member(found))


@router.post(
    "/loyalty/{loyalty_program_id}/members",
    tags=["Loyalty"],
    **writing("9.5 Enrol member", MemberIn, One[MemberOut], IDEMPOTENCY_KEY),
)
async def post_member(request: Request) -> Response:
    """Make a customer a member, with no points."""
    caller, said = await enter(request, await read_body(request, MemberIn))
    program_id = _program_id(request)

    async def make(once: Once[Member] | None) -> Member:
        return await enrol(services(request).database, caller.actor, program_id, said.customer, once=once)

    return await written(request, caller, make, presenters.member)


@router.post(
    "/loyalty/{loyalty_program_id}/transactions",
    tags=["Loyalty"],
    **writing("9.6 Create loyalty transactions", PointsIn, One[PointsOut], IDEMPOTENCY_KEY),
)
async def post_points(request: Request) -> Response:
    """Give a member points, or take some away; never more than they have."""
    caller, said = await enter(request, await read_body(request, PointsIn))
    program_id = _program_id(request)

    async def move(once: Once[LoyaltyTransaction] | None) -> LoyaltyTransaction:
        return await give_points(
            services(request).database,
            caller.actor,
            program_id,
            member_id=said.member,
            points=said.points,
            location_id=said.location,
            notes=said.notes,
            once=once,
        )

    return await written(request, caller, move, presenters.points)


@router.get(
    "/loyalty/{loyalty_program_id}/transactions/search",
    tags=["Loyalty"],
    **list_described("9.7 Search loyalty transactions", PointsSearchQuery, Many[PointsOut]),
)
async def search_transactions(request: Request) -> Response:
    """Points that members got or gave, newest first: by hand, with orders, and back with refunds."""
    caller, query = await enter(request, read_query(request, PointsSearchQuery))
    program_id = _program_id(request)
    check_location(query.location_id, caller)
    app_id = app_asked(query.app_id, caller)
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        await check_program(work, program_id)
        found = await search_points(
            work,
            program_id,
            Page(query.limit, query.page),
            location_id=query.location_id,
            order_id=query.order_id,
            member_id=query.member_id,
            app_id=app_id,
            created_from=query.create_at_min,
        )
    return answer([presenters.points(row) for row in found])
