"""Orders as staff handle them, and what the kitchen makes of them."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.guest import presenters
from comanda.api.guest.documenting import by_staff
from comanda.api.guest.ordering import cart_request_of, prepared
from comanda.api.guest.schemas import OrdersQuery, ReasonIn, StaffOrderIn, StatusIn
from comanda.api.guest.services import Staff, catalogue_of, data, once_or_now, path_id, services, staff
from comanda.api.guest.session_routes import read_optional
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body, read_query
from comanda.dining.queries import live_session_at, view_session
from comanda.kernel.errors import Forbidden, Invalid, NotFound
from comanda.kernel.paging import Page
from comanda.ordering.bill_lock import break_lock
from comanda.ordering.change_status import change_status
from comanda.ordering.kitchen import order_of_line, tickets
from comanda.ordering.order import Order, OrderLine
from comanda.ordering.place_order import place_order
from comanda.ordering.progress_order import progress_order
from comanda.ordering.queries import guest_names, load_orders, newest_orders, view_order
from comanda.ordering.requests import TableRequest
from comanda.ordering.rules.status import (
    Action,
    ItemStatus,
    Round,
    Status,
    check_item_step,
    check_round_step,
    moves_along,
)
from comanda.ordering.void_item import void_item
from comanda.ordering.void_lines import see_void
from comanda.restaurants.rules import check_trading
from comanda.store.database import UnitOfWork
from comanda.store.idempotency import Once

CHANNEL = "staff"
router = APIRouter(prefix="/api", route_class=PlainRoute)
_STATUSES: dict[str, tuple[Status, ...]] = {
    Round.PENDING: (Status.PENDING, Status.PENDING_PAYMENT),
    Round.COMPLETED: (Status.CLOSED,),
    Round.CANCELLED: (Status.CANCELLED, Status.CANCELLED_PAYMENT),
}


async def own_order(work: UnitOfWork, who: Staff, order_id: UUID) -> Order:
    """Return an order of the location that staff act at.

    Raises:
        NotFound: `order_not_found`.
    """
    try:
        order = await view_order(work, order_id)
    except NotFound:
        raise NotFound("No such order.", code="order_not_found") from None
    if order.location_id != who.place.location_id:
        raise NotFound("No such order.", code="order_not_found")
    return order


async def _order(request: Request, who: Staff) -> Order:
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        return await own_order(work, who, path_id(request, "orderId", "order_not_found"))


async def _shown(request: Request, who: Staff, order: Order) -> Response:
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        names = await guest_names(work, [order])
    return data(presenters.order_row(order, names))


@router.get("/orders", tags=["Orders"], **by_staff("Orders, newest first", query=OrdersQuery))
async def list_orders(request: Request) -> Response:
    """With one status, or all."""
    who = await staff(request, "orders:read")
    said = read_query(request, OrdersQuery).get()
    known = {str(one) for one in Round}
    if said.status is not None and said.status not in known:
        raise Invalid.field("status", f"one of {', '.join(sorted(known))} is expected", "not_a_choice")
    statuses = _STATUSES.get(said.status, (Status.OPEN,)) if said.status else None
    started = said.status if statuses == (Status.OPEN,) else None
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        page = Page(said.limit, said.page)
        ids, total = await newest_orders(work, who.place.location_id, statuses, started, page)
        orders = await load_orders(work, ids)
        names = await guest_names(work, orders)
    rows = [presenters.order_row(order, names) for order in orders]
    pages = max(1, -(-total // said.limit))
    return data(rows, pagination={"page": said.page, "limit": said.limit, "total": total, "totalPages": pages})


@router.post("/orders", tags=["Orders"], **by_staff("Take a round for a table", StaffOrderIn, status=201, once=True))
async def post_order(request: Request) -> Response:
    """Accepted at once: whoever takes it has seen it."""
    who = await staff(request, "orders:create")
    said = (await read_body(request, StaffOrderIn)).get()

    async def place(once: Once[Order] | None) -> Order:
        check_trading(trades=who.place.trades)
        catalogue = await catalogue_of(request, who)
        if said.tableId is not None and said.tableId not in catalogue.tables:
            raise NotFound("No such table.", code="table_not_found")
        asked = await cart_request_of(request, who.actor, catalogue, said)
        session_id = said.tableSessionId
        if session_id is None and said.tableId is not None:
            async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
                found = await live_session_at(work, said.tableId)
            if found is None:
                asked = prepared(asked, tables=(TableRequest(said.tableId),))
            else:
                session_id = found.id
        if session_id is not None:
            async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
                session = await view_session(work, session_id)
            if session.location_id != who.place.location_id:
                raise NotFound("No such session.", code="session_not_found")
        asked = prepared(asked, session_id=session_id)
        return await place_order(
            services(request).database, who.actor, catalogue, asked, channel=CHANNEL, accepted=True, once=once
        )

    return await once_or_now(request, who.actor, f"user:{who.person.id}", place, presenters.order, 201)


@router.get("/orders/{orderId}", tags=["Orders"], **by_staff("An order"))
async def get_order(request: Request) -> Response:
    """A whole one."""
    who = await staff(request, "orders:read")
    return await _shown(request, who, await _order(request, who))


@router.patch("/orders/{orderId}/status", tags=["Orders"], **by_staff("Move an order along", StatusIn))
async def patch_status(request: Request) -> Response:
    """Pending → confirmed → preparing → ready → served → completed; one step back while it is being made."""
    who = await staff(request, "orders:update")
    said = (await read_body(request, StatusIn)).get()
    known = {str(one) for one in Round}
    if said.status not in known:
        raise Invalid.field("status", f"one of {', '.join(sorted(known))} is expected", "not_a_choice")
    if said.status == Round.CANCELLED and not who.person.may("orders:void"):
        raise Forbidden("The permission orders:void is needed.")
    order = await _order(request, who)
    return await _shown(request, who, await _move(request, who, order, Round(said.status)))


async def _move(request: Request, who: Staff, order: Order, wanted: Round) -> Order:
    database = services(request).database

    def check(found: Order) -> None:
        check_round_step(found.round_status, wanted)

    def check_lines(found: Order, _lines: Sequence[OrderLine]) -> None:
        check(found)

    check(order)
    if order.round_status is wanted:
        return order
    if wanted is Round.CONFIRMED and order.status is Status.PENDING:
        return await change_status(database, who.actor, order.id, Action.ACCEPT, check=check)
    if wanted is Round.COMPLETED:
        return await change_status(database, who.actor, order.id, Action.CLOSE, check=check)
    if wanted is Round.CANCELLED:
        return await change_status(database, who.actor, order.id, Action.CANCEL, check=check)
    progress = ItemStatus.PENDING if wanted is Round.CONFIRMED else ItemStatus(wanted)
    ids = [line.id for line in order.lines if moves_along(order.round_status, line.status, progress)]
    return await progress_order(database, who.actor, order.id, progress, line_ids=ids, check=check_lines)


def _item_status(said: StatusIn) -> ItemStatus:
    known = {str(one) for one in ItemStatus}
    if said.status not in known:
        raise Invalid.field("status", f"one of {', '.join(sorted(known))} is expected", "not_a_choice")
    return ItemStatus(said.status)


async def _progress_item(request: Request, who: Staff, order_id: UUID, line_id: UUID, wanted: ItemStatus) -> Order:
    def check(_order: Order, lines: Sequence[OrderLine]) -> None:
        for line in lines:
            check_item_step(line.status, wanted)

    return await progress_order(
        services(request).database, who.actor, order_id, wanted, line_ids=[line_id], check=check
    )


@router.patch("/orders/{orderId}/items/{itemId}/status", tags=["Orders"], **by_staff("Move an item along", StatusIn))
async def patch_item(request: Request) -> Response:
    """Pending → preparing → ready → served, or straight from pending to ready, or one step back."""
    who = await staff(request, "orders:update_item_status")
    wanted = _item_status((await read_body(request, StatusIn)).get())
    order = await _order(request, who)
    line_id = path_id(request, "itemId", "item_not_found")
    return await _shown(request, who, await _progress_item(request, who, order.id, line_id, wanted))


@router.post("/orders/{orderId}/void", tags=["Orders"], **by_staff("Cancel an order", ReasonIn))
async def void_order(request: Request) -> Response:
    """The kitchen sees an accepted one struck through."""
    who = await staff(request, "orders:void")
    said = await read_optional(request, ReasonIn)
    order = await _order(request, who)
    database = services(request).database
    voided = await change_status(database, who.actor, order.id, Action.CANCEL, reason=said.reason)
    return await _shown(request, who, voided)


@router.post("/orders/{orderId}/items/{itemId}/void", tags=["Orders"], **by_staff("Take an item off", ReasonIn))
async def void_line(request: Request) -> Response:
    """The order is priced again; taking off the last item cancels it."""
    who = await staff(request, "orders:void")
    said = await read_optional(request, ReasonIn)
    order = await _order(request, who)
    line_id = path_id(request, "itemId", "item_not_found")
    catalogue = await catalogue_of(request, who)
    changed = await void_item(services(request).database, who.actor, catalogue, order.id, line_id, said.reason)
    return await _shown(request, who, changed)


@router.delete("/orders/{orderId}/lock", tags=["Orders"], **by_staff("Take a bill back from a card terminal"))
async def unlock_order(request: Request) -> Response:
    """For a terminal that is lost or broken: others may change and pay the bill again before its lock expires."""
    who = await staff(request, "payments:create")
    order = await _order(request, who)
    unlocked = await break_lock(services(request).database, who.actor, order.location_id, order.id)
    return await _shown(request, who, unlocked)


_VIEWS = ("kitchen", "expedite", "recent", "live")
_MADE = (Round.PENDING, Round.CONFIRMED, Round.PREPARING, Round.READY)


@router.get("/kitchen/orders", tags=["Kitchen"], **by_staff("Tickets, oldest first"))
async def kitchen_orders(request: Request) -> Response:
    """By `view` (kitchen, expedite, recent, live), or by `status`; by default everything that is not served yet."""
    who = await staff(request, "orders:read")
    view, status = request.query_params.get("view"), request.query_params.get("status")
    if view and view not in _VIEWS:
        raise Invalid.field("view", f"one of {', '.join(_VIEWS)} is expected", "not_a_choice")
    if status and status not in _MADE:
        raise Invalid.field("status", f"one of {', '.join(_MADE)} is expected", "not_a_choice")
    catalogue = await catalogue_of(request, who)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        found = await tickets(work, who.place.location_id, view or "live")
        names = await guest_names(work, [ticket.order for ticket in found])
    wanted = None if view else {status} if status else set(_MADE)
    return data(
        [
            presenters.ticket(ticket, catalogue, names)
            for ticket in found
            if wanted is None or ticket.order.round_status in wanted
        ]
    )


@router.patch("/kitchen/items/{itemId}/status", tags=["Kitchen"], **by_staff("Bump or recall an item", StatusIn))
async def kitchen_item(request: Request) -> Response:
    """Starting one accepts its order."""
    who = await staff(request, "orders:update_item_status")
    wanted = _item_status((await read_body(request, StatusIn)).get())
    line_id = path_id(request, "itemId", "item_not_found")
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        order_id = await order_of_line(work, line_id)
        if order_id is None:
            raise NotFound("No such item.", code="item_not_found")
        await own_order(work, who, order_id)
    return await _shown(request, who, await _progress_item(request, who, order_id, line_id, wanted))


@router.post("/kitchen/orders/{orderId}/bump", tags=["Kitchen"], **by_staff("Bump a ticket"))
async def bump(request: Request) -> Response:
    """Everything on it that is not ready yet becomes ready."""
    who = await staff(request, "orders:update_item_status")
    order = await _order(request, who)
    ids = [line.id for line in order.lines if line.status in (ItemStatus.PENDING, ItemStatus.PREPARING)]
    made = await progress_order(services(request).database, who.actor, order.id, ItemStatus.READY, line_ids=ids)
    return await _shown(request, who, made)


@router.post("/kitchen/orders/{orderId}/serve", tags=["Kitchen"], **by_staff("Serve a ticket"))
async def serve(request: Request) -> Response:
    """Everything on it that is ready goes to the guests."""
    who = await staff(request, "orders:update_item_status")
    order = await _order(request, who)
    ids = [line.id for line in order.lines if line.status is ItemStatus.READY]
    served = await progress_order(services(request).database, who.actor, order.id, ItemStatus.SERVED, line_ids=ids)
    return await _shown(request, who, served)


@router.post("/kitchen/orders/{orderId}/recall", tags=["Kitchen"], **by_staff("Take a ticket back"))
async def recall(request: Request) -> Response:
    """Everything on it is being prepared again; it stands where its age puts it."""
    who = await staff(request, "orders:update_item_status")
    order = await _order(request, who)
    ids = [line.id for line in order.lines if line.status in (ItemStatus.READY, ItemStatus.SERVED)]
    again = await progress_order(services(request).database, who.actor, order.id, ItemStatus.PREPARING, line_ids=ids)
    return await _shown(request, who, again)


@router.post("/kitchen/voids/{voidId}/seen", tags=["Kitchen"], **by_staff("Say that a void was seen"))
async def seen(request: Request) -> Response:
    """It disappears from the kitchen's screens."""
    who = await staff(request, "orders:update_item_status")
    void_id = path_id(request, "voidId", "item_not_found")
    await see_void(services(request).database, who.actor, who.place.location_id, void_id)
    return data({"id": void_id, "seen": True})
