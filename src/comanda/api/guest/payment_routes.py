"""Payments that staff take."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.guest import presenters
from comanda.api.guest.documenting import by_staff
from comanda.api.guest.order_routes import own_order
from comanda.api.guest.schemas import PageQuery, PaymentIn
from comanda.api.guest.services import catalogue_of, data, once_or_now, services, staff
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body, read_query
from comanda.dining.queries import view_session
from comanda.kernel.errors import Invalid, NotFound
from comanda.kernel.paging import Page
from comanda.menu.snapshot import MenuSnapshot
from comanda.ordering.order import Order
from comanda.ordering.pay_session import PaidParty, pay_session
from comanda.ordering.payments_taken import day_of, payments_at, summary_of
from comanda.ordering.queries import guest_names, load_orders, unpaid_orders
from comanda.ordering.record_payment import record_payment
from comanda.ordering.requests import PaymentRequest
from comanda.store.idempotency import Once

router = APIRouter(prefix="/api/payments", route_class=PlainRoute)


def _method(menu: MenuSnapshot, said: str) -> UUID:
    """Return the location's payment method of a kind or id.

    Raises:
        Invalid: it takes no such payments.
    """
    for method in menu.payment_methods.values():
        if said in (method.kind, str(method.id)):
            return method.id
    kinds = ", ".join(dict.fromkeys(method.kind for method in menu.payment_methods.values()))
    raise Invalid.field("method", f"one of {kinds} is expected", "unknown_payment")


@router.get("/methods", tags=["Payments"], **by_staff("How guests may pay"))
async def methods(request: Request) -> Response:
    """In the location's order."""
    who = await staff(request, "payments:create")
    menu = (await catalogue_of(request, who)).menu
    ways = menu.payment_methods.values()
    return data([{"method": way.kind, "name": way.name, "id": way.id} for way in ways])


@router.post("", tags=["Payments"], **by_staff("Take a payment", PaymentIn, status=201, once=True))
async def post_payment(request: Request) -> Response:
    """Of one order, or of a whole party: then its oldest order is paid first. Never more than what is owed."""
    who = await staff(request, "payments:create")
    said = (await read_body(request, PaymentIn)).get()
    if (said.orderId is None) == (said.tableSessionId is None):
        raise Invalid.field("orderId", "either orderId or tableSessionId is expected", "missing")
    catalogue = await catalogue_of(request, who)
    database = services(request).database
    asked = PaymentRequest(_method(catalogue.menu, said.method), said.amount, tip=said.tip, reference=said.reference)
    caller = f"user:{who.person.id}"
    if said.tableSessionId is not None:
        session_id = said.tableSessionId
        async with database.unit_of_work(who.actor.tenant_id) as work:
            session = await view_session(work, session_id)
        if session.location_id != who.place.location_id:
            raise NotFound("No such session.", code="session_not_found")

        async def pay_party(once: Once[PaidParty] | None) -> PaidParty:
            return await pay_session(database, who.actor, catalogue, session_id, asked, once=once)

        return await once_or_now(
            request,
            who.actor,
            caller,
            pay_party,
            lambda paid: {
                "id": paid.payments[0].id,
                "fully_paid": paid.remaining == 0,
                "remaining": paid.remaining,
                "order_number": ", ".join(paid.order_numbers),
                "payments": [{"id": part.id, "amount": part.amount, "tip": part.tip} for part in paid.payments],
            },
            201,
        )
    order_id = said.orderId
    assert order_id is not None  # noqa: S101 - one of the two is there
    async with database.unit_of_work(who.actor.tenant_id) as work:
        await own_order(work, who, order_id)

    async def pay_order(once: Once[Order] | None) -> Order:
        return await record_payment(database, who.actor, catalogue, order_id, asked, once=once)

    return await once_or_now(
        request,
        who.actor,
        caller,
        pay_order,
        lambda order: {
            "id": order.payments[-1].id,
            "fully_paid": order.outstanding == 0,
            "remaining": order.outstanding,
            "order_number": order.order_no,
        },
        201,
    )


@router.get("", tags=["Payments"], **by_staff("Payments, newest first", query=PageQuery))
async def list_payments(request: Request) -> Response:
    """Of the location."""
    who = await staff(request, "payments:read")
    said = read_query(request, PageQuery).get()
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        found, total = await payments_at(work, who.place.location_id, Page(said.limit, said.page))
    rows = [{**row, "created_at": presenters.instant(row["created_at"])} for row in found]
    pages = max(1, -(-total // said.limit))
    return data(rows, pagination={"page": said.page, "limit": said.limit, "total": total, "totalPages": pages})


@router.get("/summary", tags=["Payments"], **by_staff("What was taken today"))
async def summary(request: Request) -> Response:
    """By method, for the location's own day, or the one that `date` names."""
    who = await staff(request, "payments:read")
    catalogue = await catalogue_of(request, who)
    start, end = day_of(request.query_params.get("date"), catalogue.place.zone, who.actor.at)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        by_method = await summary_of(work, who.place.location_id, start, end)
    return data(
        {
            "from": presenters.instant(start),
            "to": presenters.instant(end),
            "total": sum(row["amount"] for row in by_method),
            "tips": sum(row["tips"] for row in by_method),
            "count": sum(row["count"] for row in by_method),
            "by_method": by_method,
        }
    )


@router.get("/unpaid-orders", tags=["Payments"], **by_staff("Orders with something left to pay"))
async def get_unpaid(request: Request) -> Response:
    """Oldest first."""
    who = await staff(request, "payments:read")
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        orders = await load_orders(work, await unpaid_orders(work, who.place.location_id))
        names = await guest_names(work, orders)
    rows = [presenters.order_row(order, names) for order in orders]
    return data([row | {"remaining": row["total"] - row["total_paid"]} for row in rows])
