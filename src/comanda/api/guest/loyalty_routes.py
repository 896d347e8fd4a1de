"""What a phone's customer has: vouchers, points, and rewards redeemed with them."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.guest import offer_presenters as presenters
from comanda.api.guest.documenting import by_guest
from comanda.api.guest.schemas import CodeIn, RewardIn
from comanda.api.guest.services import catalogue_for, data, guest_caller, once_or_now, seated, services
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body
from comanda.customers.queries import members_of, points_earned_by
from comanda.customers.redemptions import Redeemed, redeem, redemptions_of
from comanda.kernel.errors import Invalid, NotFound
from comanda.offers.queries import voucher_by_code, vouchers_of
from comanda.offers.rules import voucher_problem
from comanda.store.idempotency import Once

router = APIRouter(prefix="/api/customer", route_class=PlainRoute)


@router.post("/validate-coupon", tags=["Offers"], **by_guest("What a voucher's code is worth", CodeIn))
async def validate_coupon(request: Request) -> Response:
    """The voucher a code stands for, if this guest can use it now."""
    who = await seated(request)
    said = (await read_body(request, CodeIn)).get()
    catalogue = await catalogue_for(request, who)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        voucher = await voucher_by_code(work, said.code)
    if voucher is None:
        raise NotFound("No such voucher.", code="voucher_not_found")
    problem = voucher_problem(voucher, who.guest.customer_id, who.actor.at)
    if problem is not None:
        raise Invalid(problem, code="voucher_unusable")
    return data(presenters.coupon(voucher, catalogue.offers))


@router.get("/my-coupons", tags=["Offers"], **by_guest("Vouchers given to this customer"))
async def my_coupons(request: Request) -> Response:
    """Those that can be used now; none for a phone that gave no address or number."""
    who = await seated(request)
    if who.guest.customer_id is None:
        return data([])
    catalogue = await catalogue_for(request, who)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        found = await vouchers_of(work, who.guest.customer_id)
    usable = [one for one in found if voucher_problem(one, who.guest.customer_id, who.actor.at) is None]
    return data([presenters.coupon(voucher, catalogue.offers) for voucher in usable])


@router.get("/my-loyalty", tags=["Offers"], **by_guest("This customer's loyalty"))
async def my_loyalty(request: Request) -> Response:
    """Points and rewards of the programs the customer is in, all in `programs`; null for a phone of no member."""
    who = await seated(request)
    if who.guest.customer_id is None:
        return data(None)
    catalogue = await catalogue_for(request, who)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        members = await members_of(work, who.guest.customer_id)
        earned = await points_earned_by(work, [member.id for member in members.values()])
    return data(
        presenters.memberships(
            [
                (program, members[program.id].points, earned.get(members[program.id].id, 0))
                for program in catalogue.programs
                if program.id in members
            ]
        )
    )


@router.get("/my-redemptions", tags=["Offers"], **by_guest("Rewards this customer has redeemed"))
async def my_redemptions(request: Request) -> Response:
    """Those that are paid for and not used: name one as `redemptionId` of an order."""
    who = await seated(request)
    if who.guest.customer_id is None:
        return data([])
    catalogue = await catalogue_for(request, who)
    async with services(request).database.unit_of_work(who.actor.tenant_id) as work:
        found = await redemptions_of(work, who.guest.customer_id)
    return data(
        [
            presenters.redemption(one, catalogue.rewards[one.reward_id])
            for one in found
            if one.reward_id in catalogue.rewards
        ]
    )


@router.post("/redeem-reward", tags=["Offers"], **by_guest("Redeem a reward", RewardIn, status=201, once=True))
async def redeem_reward(request: Request) -> Response:
    """Takes its points now; the redemption is good for one order, and cancelling that gives the points back."""
    who = await seated(request)
    said = (await read_body(request, RewardIn)).get()
    catalogue = await catalogue_for(request, who)
    listed = catalogue.rewards.get(said.rewardId)
    if listed is None:
        raise NotFound("No such reward.", code="reward_not_found")

    async def pay(once: Once[Redeemed] | None) -> Redeemed:
        database, location_id = services(request).database, who.session.location_id
        return await redeem(database, who.actor, who.guest.customer_id, listed, location_id, once=once)

    return await once_or_now(
        request, who.actor, guest_caller(who), pay, lambda made: presenters.redeemed(made, listed), 201
    )
