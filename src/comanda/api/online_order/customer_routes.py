"""Section 8: customers and their groups."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.once import IDEMPOTENCY_KEY
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body, read_query
from comanda.api.online_order import customer_presenters as presenters
from comanda.api.online_order.customer_commands import customer_said
from comanda.api.online_order.customer_schemas import CustomerIn, CustomerSearchQuery
from comanda.api.online_order.customer_shapes import CustomerGroupOut, CustomerOut
from comanda.api.online_order.listing import list_described
from comanda.api.online_order.schemas import PageQuery
from comanda.api.online_order.services import BASE_PATH, answer, enter, identify, path_id, services
from comanda.api.online_order.shapes import Many, One
from comanda.api.online_order.writes import writing, written
from comanda.customers.customer import Customer
from comanda.customers.edit_customers import create_customer, update_customer
from comanda.customers.queries import list_customers, list_groups, view_customer
from comanda.identity.tokens import Caller
from comanda.kernel.paging import Page
from comanda.store.idempotency import Once

router = APIRouter(prefix=BASE_PATH, route_class=PlainRoute)


@router.get(
    "/customers", tags=["Customers"], **list_described("8.1 Retrieve all customers", PageQuery, Many[CustomerOut])
)
async def get_customers(request: Request) -> Response:
    """The restaurant's customers, in the order they were last changed."""
    caller, query = await enter(request, read_query(request, PageQuery))
    return await _listed(request, caller, query)


@router.get(
    "/customers/search",
    tags=["Customers"],
    **list_described("8.4 Search customers", CustomerSearchQuery, Many[CustomerOut]),
)
async def search_customers(request: Request) -> Response:
    """Customers with this e-mail and this phone; there may be several."""
    caller, query = await enter(request, read_query(request, CustomerSearchQuery))
    return await _listed(request, caller, query, query.email, query.phone)


async def _listed(
    request: Request, caller: Caller, query: PageQuery, email: str | None = None, phone: str | None = None
) -> Response:
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await list_customers(
            work, Page(query.limit, query.page), email=email, phone=phone, updated_from=query.update_at_min
        )
    return answer([presenters.customer(row) for row in found])


@router.post(
    "/customers",
    tags=["Customers"],
    **writing("8.2 Create customer", CustomerIn, One[CustomerOut], IDEMPOTENCY_KEY),
)
async def post_customer(request: Request) -> Response:
    """One of reference, first_name and last_name is needed."""
    caller, said = await enter(request, await read_body(request, CustomerIn))

    async def make(once: Once[Customer] | None) -> Customer:
        return await create_customer(services(request).database, caller.actor, customer_said(said), once=once)

    return await written(request, caller, make, presenters.customer)


@router.put(
    "/customers/{customer_id}",
    tags=["Customers"],
    **writing("8.3 Update customer", CustomerIn, One[CustomerOut], IDEMPOTENCY_KEY),
)
async def put_customer(request: Request) -> Response:
    """Change what is sent; null takes it away."""
    caller, said = await enter(request, await read_body(request, CustomerIn))
    customer_id = path_id(request, "customer_id", "No such customer.", "customer_not_found")

    async def change(once: Once[Customer] | None) -> Customer:
        database = services(request).database
        return await update_customer(database, caller.actor, customer_id, customer_said(said), once=once)

    return await written(request, caller, change, presenters.customer)


@router.get(
    "/customers/{customer_id}", tags=["Customers"], **list_described("8.5 View customer", None, One[CustomerOut])
)
async def get_customer(request: Request) -> Response:
    """A customer."""
    caller = await identify(request)
    customer_id = path_id(request, "customer_id", "No such customer.", "customer_not_found")
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await view_customer(work, customer_id)
    return answer(presenters.customer(found))


@router.get(
    "/customer-groups",
    tags=["Customers"],
    **list_described("8.6 Retrieve all customer groups", PageQuery, Many[CustomerGroupOut]),
)
async def get_customer_groups(request: Request) -> Response:
    """The groups a customer may be in."""
    caller, query = await enter(request, read_query(request, PageQuery))
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await list_groups(work, Page(query.limit, query.page), query.update_at_min)
    return answer([presenters.customer_group(row) for row in found])
