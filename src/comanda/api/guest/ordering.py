"""From what phones and staff send to what the core takes."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from starlette.requests import Request

from comanda.api.guest import presenters
from comanda.api.guest.schemas import OrderIn, cart_request
from comanda.api.guest.services import services
from comanda.customers.customer import Redemption
from comanda.customers.redemptions import redemptions_of
from comanda.dining.session import Guest
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Invalid, NotFound
from comanda.offers.queries import voucher_by_code
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.requests import CartRequest

_KINDS = {"dine_in": "dine_in", "takeout": "takeaway", "delivery": "delivery"}


async def cart_request_of(
    request: Request, actor: Actor, catalogue: Catalogue, said: OrderIn, guest: Guest | None = None
) -> CartRequest:
    """Return a round as the core takes it, with the variant that a guest gets who names none.

    Args:
        guest: the phone that sends it, whose customer the order is for; None for staff.

    Raises:
        Invalid: a redemption that the guest does not have; an item that is weighed or priced at the table.
        NotFound: `voucher_not_found`.
    """
    customer_id = guest.customer_id if guest is not None else None
    redemption = await _redemption(request, actor, customer_id, said.redemptionId) if said.redemptionId else None
    lines = []
    for index, line in enumerate(said.items):
        item = catalogue.menu.items.get(line.menuItemId)
        if item is not None and not presenters.orderable_variants(item):
            raise Invalid.field(f"items[{index}].item", f"{item.name} is ordered from a waiter", "ask_staff")
        lines.append(line.request(presenters.default_variant(item) if item else None))
    vouchers: tuple[UUID, ...] = ()
    if said.couponCode is not None:
        async with services(request).database.unit_of_work(actor.tenant_id) as work:
            voucher = await voucher_by_code(work, said.couponCode)
        if voucher is None:
            raise NotFound("No such voucher.", code="voucher_not_found")
        vouchers = (voucher.id,)
    dining_option_id = presenters.dining_option(catalogue.menu, _KINDS[said.type])
    return cart_request(
        said,
        tuple(lines),
        dining_option_id,
        vouchers,
        customer_id=customer_id,
        rewards=(redemption.reward_id,) if redemption else (),
        redemption=redemption,
    )


async def _redemption(request: Request, actor: Actor, customer_id: UUID | None, redemption_id: UUID) -> Redemption:
    if customer_id is not None:
        async with services(request).database.unit_of_work(actor.tenant_id) as work:
            for found in await redemptions_of(work, customer_id):
                if found.id == redemption_id:
                    return found
    raise Invalid.field("redemptionId", "no such redemption", "unknown_redemption")


def prepared(asked: CartRequest, **more: Any) -> CartRequest:
    """Return a request with more that only the surface knows: whose it is, and what the shared cart adds."""
    return replace(asked, **more)
