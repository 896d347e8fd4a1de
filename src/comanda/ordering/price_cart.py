"""Price a cart without placing it."""

from dataclasses import dataclass
from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Forbidden, Invalid
from comanda.offers import queries as offers
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.requests import CartRequest
from comanda.ordering.rules.cart import CheckedCart, check_cart, check_vouchers_took_effect
from comanda.ordering.rules.payments import check_payment_methods, check_refund_amounts
from comanda.ordering.rules.settlement import Ledger, check_payments, check_refunds, financial_status
from comanda.ordering.rules.status import Status
from comanda.pricing.quote import quote
from comanda.pricing.result import Quote
from comanda.store.database import Database


@dataclass(frozen=True, slots=True)
class PricedCart:
    """A cart, checked and priced, with what its payments and refunds would make of it."""

    checked: CheckedCart
    quote: Quote
    ledger: Ledger
    financial_status: str


def check_trading(*, trades: bool) -> None:
    """Refuse new business at a location that is not approved and active.

    Raises:
        Forbidden: `location_not_trading`.
    """
    if not trades:
        raise Forbidden("This location is not taking orders at the moment.", code="location_not_trading")


async def price_cart(database: Database, actor: Actor, catalogue: Catalogue, request: CartRequest) -> PricedCart:
    """Check and price a cart exactly as placing it would, and write nothing.

    Raises:
        Invalid: naming every field that cannot be taken.
    """
    found = {}
    if request.vouchers:
        async with database.unit_of_work(actor.tenant_id) as work:
            found = await offers.vouchers(work, request.vouchers)
    checked = check_cart(request, catalogue.menu, catalogue.offers, catalogue.tables, found, actor.at)
    return price_checked(catalogue, request, checked)


def price_checked(catalogue: Catalogue, request: CartRequest, checked: CheckedCart) -> PricedCart:
    """Price a checked cart, and check its payments and refunds against the result.

    Raises:
        Invalid: a payment or refund that cannot be taken.
    """
    priced = quote(checked.cart, catalogue.menu.terms, catalogue.offers.automatic, checked.at)
    check_vouchers_took_effect(request.vouchers, priced)
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
