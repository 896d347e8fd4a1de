"""Section 11: pricing carts and placing orders."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.once import IDEMPOTENCY_KEY
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body
from comanda.api.online_order import presenters, shapes
from comanda.api.online_order.commands import cart_request
from comanda.api.online_order.order_answers import ORDER, once_or_now
from comanda.api.online_order.schemas import CartIn
from comanda.api.online_order.services import BASE_PATH, answer, catalogue_for, enter, services
from comanda.api.online_order.writes import writing
from comanda.ordering.order import Order
from comanda.ordering.place_order import place_order
from comanda.ordering.price_cart import price_cart
from comanda.restaurants.rules import check_trading
from comanda.store.idempotency import Once

CHANNEL = "online"

router = APIRouter(prefix=BASE_PATH, route_class=PlainRoute)


@router.post(
    "/cart/calculate", tags=["Cart"], **writing("11.1 Cart summary", CartIn, shapes.One[shapes.CartSummaryOut])
)
async def calculate_cart(request: Request) -> Response:
    """What a cart costs, exactly as placing it would; nothing is written."""
    caller, cart = await enter(request, await read_body(request, CartIn))
    catalogue, standing = await catalogue_for(request, caller)
    check_trading(trades=standing.trades)
    asked = cart_request(cart, catalogue.menu.exponent)
    priced = await price_cart(services(request).database, caller.actor, catalogue, asked)
    return answer(presenters.cart_summary(priced, asked, catalogue.menu.exponent))


@router.post("/cart/submit", tags=["Cart"], **writing("11.2 Place order", CartIn, ORDER, IDEMPOTENCY_KEY))
async def submit_cart(request: Request) -> Response:
    """Place an order, with payments and refunds if it has any."""
    caller, cart = await enter(request, await read_body(request, CartIn))
    catalogue, standing = await catalogue_for(request, caller)

    async def place(once: Once[Order] | None) -> Order:
        check_trading(trades=standing.trades)
        asked = cart_request(cart, catalogue.menu.exponent)
        return await place_order(services(request).database, caller.actor, catalogue, asked, channel=CHANNEL, once=once)

    return await once_or_now(request, caller, place)
