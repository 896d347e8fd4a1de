"""Section 10: customers' store credit."""

from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.once import IDEMPOTENCY_KEY
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body, read_query
from comanda.api.online_order import customer_presenters as presenters
from comanda.api.online_order.customer_commands import credit_amount, top_up_request
from comanda.api.online_order.customer_schemas import CreditIn, CreditSearchQuery, TopUpIn
from comanda.api.online_order.customer_shapes import CreditOut, StoreCreditOut, TopUpOut
from comanda.api.online_order.listing import list_described
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
from comanda.customers.customer import CreditTransaction, TopUp
from comanda.customers.queries import search_credit, view_credit
from comanda.customers.store_credit import give_credit
from comanda.identity.tokens import Caller
from comanda.kernel.money import exponent
from comanda.kernel.paging import Page
from comanda.ordering.top_up_credit import top_up_credit
from comanda.restaurants import queries as restaurants
from comanda.store.database import UnitOfWork
from comanda.store.idempotency import Once

router = APIRouter(prefix=BASE_PATH, route_class=PlainRoute)


async def _decimals(work: UnitOfWork) -> int:
    return exponent((await restaurants.restaurant(work)).currency)


async def _decimals_for(request: Request, caller: Caller) -> int:
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        return await _decimals(work)


@router.get(
    "/store-credit/customers/{customer_id}",
    tags=["Store credit"],
    **list_described("10.1 Retrieve customer store credit", None, One[StoreCreditOut]),
)
async def get_store_credit(request: Request) -> Response:
    """What a customer has to their credit; 0 for one who never had any."""
    caller = await identify(request)
    customer_id = path_id(request, "customer_id", "No such customer.", "customer_not_found")
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await view_credit(work, customer_id)
        decimals = await _decimals(work)
    return answer(presenters.store_credit(found, decimals))


@router.post(
    "/store-credit/transactions",
    tags=["Store credit"],
    **writing("10.2 Create store credit transaction", CreditIn, One[CreditOut], IDEMPOTENCY_KEY),
)
async def post_credit(request: Request) -> Response:
    """Give a customer credit, or take some away; never more than they have."""
    caller, said = await enter(request, await read_body(request, CreditIn))
    decimals = await _decimals_for(request, caller)

    async def move(once: Once[CreditTransaction] | None) -> CreditTransaction:
        return await give_credit(
            services(request).database,
            caller.actor,
            customer_id=said.customer,
            amount=credit_amount(said, decimals),
            location_id=said.location,
            notes=said.notes,
            once=once,
        )

    return await written(request, caller, move, partial(presenters.credit, exponent=decimals))


@router.get(
    "/store-credit/transactions/search",
    tags=["Store credit"],
    **list_described("10.3 Search store credit transactions", CreditSearchQuery, Many[CreditOut]),
)
async def search_transactions(request: Request) -> Response:
    """Credit that customers got or spent, newest first: by hand, topped up, with orders, and back with refunds."""
    caller, query = await enter(request, read_query(request, CreditSearchQuery))
    check_location(query.location_id, caller)
    app_id = app_asked(query.app_id, caller)
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await search_credit(
            work,
            Page(query.limit, query.page),
            location_id=query.location_id,
            order_id=query.order_id,
            customer_id=query.customer_id,
            app_id=app_id,
            created_from=query.create_at_min,
        )
        decimals = await _decimals(work)
    return answer([presenters.credit(row, decimals) for row in found])


@router.post(
    "/store-credit/topups",
    tags=["Store credit"],
    **writing("10.4 Top up store credit", TopUpIn, One[TopUpOut], IDEMPOTENCY_KEY),
)
async def post_top_up(request: Request) -> Response:
    """Give a customer credit for money that was paid, which may be less; a transaction is written with it."""
    caller, said = await enter(request, await read_body(request, TopUpIn))
    decimals = await _decimals_for(request, caller)

    async def make(once: Once[TopUp] | None) -> TopUp:
        asked = top_up_request(said, decimals)
        return await top_up_credit(services(request).database, caller.actor, asked, said.topup_no, once=once)

    return await written(request, caller, make, partial(presenters.top_up, exponent=decimals))
