"""Price a cart without placing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from comanda.customers.customer import Standing
from comanda.customers.queries import standing_of
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Invalid
from comanda.offers import queries as offers
from comanda.offers.rules import Voucher
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.order import UsedReward
from comanda.ordering.requests import CartRequest
from comanda.ordering.rules.cart import (
    CheckedCart,
    check_cart,
    check_rewards_took_effect,
    check_vouchers_took_effect,
)
from comanda.ordering.rules.payments import check_payment_methods, check_refund_amounts
from comanda.ordering.rules.settlement import Ledger, check_payments, check_refunds, financial_status
from comanda.ordering.rules.status import Status
from comanda.ordering.store_credit import check_credit, takes_credit
from comanda.pricing.quote import quote
from comanda.pricing.result import Quote
from comanda.store.database import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class PricedCart:
    """A cart, checked and priced, with what its payments and refunds would make of it."""

    checked: CheckedCart
    quote: Quote
    ledger: Ledger
    financial_status: str


async def price_cart(database: Database, actor: Actor, catalogue: Catalogue, request: CartRequest) -> PricedCart:
    """Check and price a cart exactly as placing it would, and write nothing.

    Raises:
        Invalid: naming every field that cannot be taken.
    """
    found: dict[UUID, Voucher] = {}
    customer = None
    if request.vouchers or request.info.customer_id is not None:
        async with database.unit_of_work(actor.tenant_id) as work:
            found, customer = await looked_up(work, request.vouchers, request.info.customer_id)
    checked = check_cart(
        request,
        catalogue.menu,
        catalogue.offers,
        catalogue.tables,
        found,
        actor.at,
        customer=customer,
        rewards=catalogue.rewards,
        redeemed=redeemed_by(request),
    )
    priced = price_checked(catalogue, request, checked)
    if takes_credit(catalogue.menu, request.payments):
        async with database.unit_of_work(actor.tenant_id) as work:
            await check_credit(work, catalogue.menu, request.info.customer_id, request.payments)
    return priced


async def looked_up(
    work: UnitOfWork, voucher_ids: Sequence[UUID], customer_id: UUID | None
) -> tuple[dict[UUID, Voucher], Standing | None]:
    """Return what a cart names that no catalogue holds: its vouchers, and what counts of its customer."""
    found = await offers.vouchers(work, voucher_ids) if voucher_ids else {}
    customer = await standing_of(work, customer_id) if customer_id is not None else None
    return found, customer


def redeemed_by(request: CartRequest) -> tuple[UsedReward, ...]:
    """Return the rewards of a cart that a redemption has paid for already."""
    paid = request.redemption
    return (UsedReward(paid.reward_id, paid.program_id, paid.points),) if paid is not None else ()


def price_checked(catalogue: Catalogue, request: CartRequest, checked: CheckedCart) -> PricedCart:
    """Price a checked cart, and check its payments and refunds against the result.

    Raises:
        Invalid: a payment or refund that cannot be taken.
    """
    priced = quote(checked.cart, catalogue.menu.terms, catalogue.offers.automatic, checked.at)
    check_vouchers_took_effect(request.vouchers, priced)
    check_rewards_took_effect(request.rewards, priced)
    ledger = settle(catalogue, request, priced)
    status = financial_status(Status.PENDING, priced.due, ledger.payments, ledger.refunds)
    return PricedCart(checked, priced, ledger, status)


def settle(catalogue: Catalogue, request: CartRequest, priced: Quote) -> Ledger:
    """Check a cart's payments and refunds, and return their sums.

    Raises:
        Invalid: a payment or refund that cannot be taken.
    """
    check_payment_methods(catalogue.menu, request.payments)
    paid: dict[UUID, int] = {}
    for payment in request.payments:
        paid[payment.method_id] = paid.get(payment.method_id, 0) + payment.amount
    refunded: dict[UUID, int] = {}
    numbers = [refund.refund_no for refund in request.refunds]
    for index, refund in enumerate(request.refunds):
        check_refund_amounts(refund, f"refunds[{index}].")
        if refund.refund_no is not None and refund.refund_no in numbers[:index]:
            raise Invalid.field(f"refunds[{index}].refund_no", "used twice", "refund_no_taken")
        parts = [
            (f"refunds[{index}].refund_payments[{at}]", method_id, amount)
            for at, (method_id, amount) in enumerate(refund.parts)
        ]
        check_refunds(Ledger(paid, refunded), parts)
        for _, method_id, amount in parts:
            refunded[method_id] = refunded.get(method_id, 0) + amount
    ledger = Ledger(paid, refunded)
    amounts = [(f"payments[{index}].amount", payment.amount) for index, payment in enumerate(request.payments)]
    check_payments(priced.due, -ledger.refunds, amounts, catalogue.menu.exponent)
    return ledger
