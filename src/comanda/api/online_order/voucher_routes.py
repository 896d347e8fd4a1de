"""Section 6: vouchers."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.once import IDEMPOTENCY_KEY
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body, read_query
from comanda.api.online_order import customer_presenters as presenters
from comanda.api.online_order.customer_commands import voucher_change, voucher_terms
from comanda.api.online_order.customer_schemas import NewVoucherIn, VoucherChangeIn, VoucherSearchQuery
from comanda.api.online_order.customer_shapes import VoucherOut
from comanda.api.online_order.listing import list_described
from comanda.api.online_order.schemas import PageQuery
from comanda.api.online_order.services import BASE_PATH, answer, enter, identify, path_id, services
from comanda.api.online_order.shapes import Many, One
from comanda.api.online_order.writes import writing, written
from comanda.identity.tokens import Caller
from comanda.kernel.paging import Page
from comanda.offers.edit_vouchers import create_voucher, update_voucher
from comanda.offers.queries import list_vouchers, view_voucher
from comanda.offers.rules import ListedVoucher
from comanda.store.idempotency import Once

router = APIRouter(prefix=BASE_PATH, route_class=PlainRoute)


@router.get("/vouchers", tags=["Vouchers"], **list_described("6.1 Retrieve all vouchers", PageQuery, Many[VoucherOut]))
async def get_vouchers(request: Request) -> Response:
    """The restaurant's vouchers, in the order they were last changed or used."""
    caller, query = await enter(request, read_query(request, PageQuery))
    return await _listed(request, caller, query)


@router.get(
    "/vouchers/search",
    tags=["Vouchers"],
    **list_described("6.4 Search voucher", VoucherSearchQuery, Many[VoucherOut]),
)
async def search_vouchers(request: Request) -> Response:
    """Vouchers by their code, or of a customer."""
    caller, query = await enter(request, read_query(request, VoucherSearchQuery))
    return await _listed(request, caller, query, query.voucher_code, query.customer_id)


async def _listed(
    request: Request, caller: Caller, query: PageQuery, code: str | None = None, customer_id: UUID | None = None
) -> Response:
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await list_vouchers(
            work,
            Page(query.limit, query.page),
            code=code,
            customer_id=customer_id,
            updated_from=query.update_at_min,
        )
    return answer([presenters.voucher(row) for row in found])


@router.post(
    "/vouchers",
    tags=["Vouchers"],
    **writing("6.2 Create voucher", NewVoucherIn, One[VoucherOut], IDEMPOTENCY_KEY),
)
async def post_voucher(request: Request) -> Response:
    """A code for a discount with a value of its own, or for a promotion of type voucher."""
    caller, said = await enter(request, await read_body(request, NewVoucherIn))

    async def make(once: Once[ListedVoucher] | None) -> ListedVoucher:
        return await create_voucher(services(request).database, caller.actor, voucher_terms(said), once=once)

    return await written(request, caller, make, presenters.voucher)


@router.put(
    "/vouchers/{voucher_id}",
    tags=["Vouchers"],
    **writing("6.3 Update voucher", VoucherChangeIn, One[VoucherOut], IDEMPOTENCY_KEY),
)
async def put_voucher(request: Request) -> Response:
    """Change what is sent; orders that have used it keep what it gave them."""
    caller, said = await enter(request, await read_body(request, VoucherChangeIn))
    voucher_id = path_id(request, "voucher_id", "No such voucher.", "voucher_not_found")

    async def change(once: Once[ListedVoucher] | None) -> ListedVoucher:
        database = services(request).database
        return await update_voucher(database, caller.actor, voucher_id, voucher_change(said), once=once)

    return await written(request, caller, change, presenters.voucher)


@router.get("/vouchers/{voucher_id}", tags=["Vouchers"], **list_described("6.5 View voucher", None, One[VoucherOut]))
async def get_voucher(request: Request) -> Response:
    """A voucher, with how often it was used."""
    caller = await identify(request)
    voucher_id = path_id(request, "voucher_id", "No such voucher.", "voucher_not_found")
    async with services(request).database.unit_of_work(caller.actor.tenant_id) as work:
        found = await view_voucher(work, voucher_id)
    return answer(presenters.voucher(found))
