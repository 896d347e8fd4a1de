"""What a phone may do at its table."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.guest import presenters
from comanda.api.guest.documenting import by_guest
from comanda.api.guest.ordering import cart_request_of, prepared
from comanda.api.guest.schemas import CancelCallIn, LineIn, OrderIn, TableActionIn
from comanda.api.guest.services import (
    catalogue_for,
    data,
    guest,
    guest_caller,
    once_or_now,
    path_id,
    seated,
    services,
)
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body
from comanda.dining.calls import call, cancel_call
from comanda.dining.decide_session import decide_guest
from comanda.dining.guest_tokens import SeatedGuest
from comanda.dining.queries import calls_at, guests_of
from comanda.kernel.errors import ComandaError, Conflict, Forbidden, NotFound
from comanda.ordering.change_status import change_status
from comanda.ordering.order import Order
from comanda.ordering.place_order import place_order
from comanda.ordering.price_cart import price_cart
from comanda.ordering.queries import orders_of, view_order
from comanda.ordering.requests import CartRequest
from comanda.ordering.rules.bill import bill_of
from comanda.ordering.rules.status import Action, ItemStatus, Status
from comanda.ordering.shared_cart import CartLine, cart_of, put_cart_line, remove_cart_line
from comanda.restaurants.rules import check_trading
from comanda.store.idempotency import Once

CHANNEL = "guest"
router = APIRouter(prefix="/api/customer", route_class=PlainRoute)


async def _names(request: Request, who: SeatedGuest) -> dict[UUID, str]:
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        return {each.id: each.name for each in await guests_of(work, [who.session.id])}


@router.get("/me", tags=["Guest"], **by_guest("Who this phone is, and at which table"))
async def get_me(request: Request) -> Response:
    """The phone, its session, who else is there, and what is called for."""
    who = await guest(request)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        others = await guests_of(work, [who.session.id]) if who.is_in else []
        calls = await calls_at(work, who.session.location_id, ("pending", "acknowledged"), [who.session.id])
    catalogue = await catalogue_for(request, who)
    seat = presenters.session_for(who.session, who.guest, show_name=catalogue.place.settings.show_guest_name)
    return data(
        {
            "guest": presenters.guest(who.guest),
            "session": seat
            | {
                "table": seat["tables"][0] if seat["tables"] else None,
                "guests": [presenters.guest(other) for other in others],
            },
            "open_requests": [presenters.call(each) for each in calls] if who.is_in else [],
        }
    )


async def _let_in(request: Request, *, admit: bool) -> Response:
    who = await seated(request)
    if not who.guest.is_opener:
        raise Forbidden("Only the guest who opened the table lets others in.")
    guest_id = path_id(request, "guestId", "guest_not_found")
    decided = await decide_guest(services(request).database, who.actor, who.session.id, guest_id, admit=admit)
    return data(presenters.guest(decided))


@router.post("/guests/{guestId}/approve", tags=["Guest"], **by_guest("Let a phone in that waits to join"))
async def approve_guest(request: Request) -> Response:
    """For the guest who opened the table."""
    return await _let_in(request, admit=True)


@router.post("/guests/{guestId}/reject", tags=["Guest"], **by_guest("Refuse a phone that waits to join"))
async def reject_guest(request: Request) -> Response:
    """For the guest who opened the table."""
    return await _let_in(request, admit=False)


@router.post("/quote", tags=["Orders"], **by_guest("What a round would cost", OrderIn))
async def post_quote(request: Request) -> Response:
    """Priced exactly as ordering it would; nothing is written."""
    who = await seated(request)
    said = (await read_body(request, OrderIn)).get()
    check_trading(trades=who.trades)
    catalogue = await catalogue_for(request, who)
    asked = await cart_request_of(request, who.actor, catalogue, said, who.guest)
    if said.cartLineIds:
        async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
            kept = {each.id: each.asked for each in await cart_of(work, who.session.id)}
        if any(line_id not in kept for line_id in said.cartLineIds):
            raise Conflict("Somebody at the table has just changed or ordered this cart.", code="cart_changed")
        asked = prepared(asked, lines=asked.lines + tuple(kept[line_id] for line_id in said.cartLineIds))
    return data(presenters.quote(await price_cart(services(request).database, who.actor, catalogue, asked)))


@router.post("/orders", tags=["Orders"], **by_guest("Place a round", OrderIn, status=201, once=True))
async def post_order(request: Request) -> Response:
    """It waits as pending until staff accept it, unless the location accepts phones at once."""
    who = await seated(request)
    said = (await read_body(request, OrderIn)).get()

    async def place(once: Once[Order] | None) -> Order:
        check_trading(trades=who.trades)
        catalogue = await catalogue_for(request, who)
        asked = await cart_request_of(request, who.actor, catalogue, said, who.guest)
        asked = prepared(asked, session_id=who.session.id, guest_id=who.guest.id)
        return await place_order(services(request).database, who.actor, catalogue, asked, channel=CHANNEL, once=once)

    names = {who.guest.id: who.guest.name}
    return await once_or_now(
        request, who.actor, guest_caller(who), place, lambda order: presenters.order(order, names), 201
    )


async def _own_order(request: Request, who: SeatedGuest) -> Order:
    """Return the order in the path, which must be of this phone's session.

    Raises:
        NotFound: `order_not_found`.
    """
    order_id = path_id(request, "orderId", "order_not_found")
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        try:
            order = await view_order(work, order_id)
        except NotFound:
            raise NotFound("No such order.", code="order_not_found") from None
    if order.session_id != who.session.id:
        raise NotFound("No such order.", code="order_not_found")
    return order


@router.get("/orders/{orderId}", tags=["Orders"], **by_guest("A round of this table"))
async def get_order(request: Request) -> Response:
    """A whole order, with how far each of its items is."""
    who = await seated(request)
    order = await _own_order(request, who)
    return data(presenters.order(order, await _names(request, who)))


@router.post("/orders/{orderId}/cancel", tags=["Orders"], **by_guest("Cancel one's own pending round"))
async def post_cancel(request: Request) -> Response:
    """Only while nobody has accepted it or begun with it; its voucher and the points for its reward come back."""
    who = await seated(request)
    order = await _own_order(request, who)
    if order.guest_id != who.guest.id:
        raise Forbidden("This order is somebody else's at the table.")
    order = await change_status(services(request).database, who.actor, order.id, Action.CANCEL, check=_still_pending)
    return data(presenters.order(order, {who.guest.id: who.guest.name}))


def _still_pending(order: Order) -> None:
    begun = any(line.status is not ItemStatus.PENDING for line in order.lines)
    if order.status is not Status.PENDING or begun:
        raise Conflict("Only a pending order can be cancelled.", code="order_not_pending")


@router.get("/my-orders", tags=["Orders"], **by_guest("This phone's rounds, or the table's with scope=session"))
async def my_orders(request: Request) -> Response:
    """Newest first."""
    who = await seated(request)
    everybody = request.query_params.get("scope") == "session"
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        orders = await orders_of(work, who.session.id, None if everybody else who.guest.id)
        names = {each.id: each.name for each in await guests_of(work, [who.session.id])}
    return data([presenters.order(order, names) for order in reversed(orders)])


@router.get("/bill", tags=["Orders"], **by_guest("The table's bill"))
async def get_bill(request: Request) -> Response:
    """Every round, charge and payment of the table, and what is still owed."""
    who = await seated(request)
    catalogue = await catalogue_for(request, who)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        orders = await orders_of(work, who.session.id)
        names = {each.id: each.name for each in await guests_of(work, [who.session.id])}
    return data(presenters.bill(bill_of(orders), catalogue.menu.currency, names))


@router.get("/cart", tags=["Cart"], **by_guest("The table's shared cart"))
async def get_cart(request: Request) -> Response:
    """What the phones of the table mean to order together, priced line by line."""
    return await _cart(request, await seated(request))


@router.put("/cart/lines/{lineId}", tags=["Cart"], **by_guest("Put a line into the shared cart", LineIn))
async def put_line(request: Request) -> Response:
    """The id is the phone's own, so sending it twice changes nothing."""
    who = await seated(request)
    line_id = path_id(request, "lineId", "item_not_found")
    said = (await read_body(request, LineIn)).get()
    catalogue = await catalogue_for(request, who)
    asked = await cart_request_of(request, who.actor, catalogue, OrderIn(items=[said]))
    await price_cart(services(request).database, who.actor, catalogue, asked)
    await put_cart_line(services(request).database, who.actor, who.session.id, who.guest.id, line_id, asked.lines[0])
    return await _cart(request, who)


@router.delete("/cart/lines/{lineId}", tags=["Cart"], **by_guest("Take a line out of the shared cart"))
async def delete_line(request: Request) -> Response:
    """One that is not there is no error."""
    who = await seated(request)
    line_id = path_id(request, "lineId", "item_not_found")
    await remove_cart_line(services(request).database, who.actor, who.session.id, line_id)
    return await _cart(request, who)


async def _cart(request: Request, who: SeatedGuest) -> Response:
    catalogue = await catalogue_for(request, who)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        lines = await cart_of(work, who.session.id)
    shown = [await _cart_line(request, who, line) for line in lines]
    return data(
        {"lines": shown, "total": sum(line["total"] or 0 for line in shown), "currency": catalogue.menu.currency}
    )


async def _cart_line(request: Request, who: SeatedGuest, line: CartLine) -> dict[str, Any]:
    catalogue = await catalogue_for(request, who)
    item = catalogue.menu.items.get(line.asked.item_id) if line.asked.item_id else None
    try:
        priced = await price_cart(services(request).database, who.actor, catalogue, CartRequest(lines=(line.asked,)))
    except ComandaError:
        return presenters.cart_line(line, item.name if item else "", None, None)
    (found,) = priced.quote.lines
    return presenters.cart_line(line, item.name if item else "", found.price_per, found.price)


@router.post("/table-action", tags=["Service"], **by_guest("Call the waiter or ask for the bill", TableActionIn))
async def table_action(request: Request) -> Response:
    """One call of a kind is open at a time; calling again returns it."""
    who = await seated(request)
    said = (await read_body(request, TableActionIn)).get()
    if said.tableSessionId not in (None, who.session.id, who.guest.id, who.issued_for):
        raise Forbidden("This is not your table's session.")
    found, already = await call(services(request).database, who.actor, who.session.id, said.action)
    words = {"call_waiter": "Se ha llamado al mozo", "request_bill": "Se ha pedido la cuenta"}
    return data(
        {
            "message": words[said.action],
            "requestId": found.id,
            "alreadyPending": already,
            "status": found.status,
            "created_at": presenters.instant(found.created_at),
        }
    )


@router.post("/table-action/cancel", tags=["Service"], **by_guest("Take a call back", CancelCallIn))
async def cancel_action(request: Request) -> Response:
    """For whoever found that it is not needed any more."""
    who = await seated(request)
    said = (await read_body(request, CancelCallIn)).get()
    found = await cancel_call(services(request).database, who.actor, who.session.id, said.requestId)
    return data(presenters.call(found))
