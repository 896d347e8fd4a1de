"""From what a partner app sent of customers and what they hold to what the core is asked."""

from typing import Any

from comanda.api.online_order.commands import Amounts
from comanda.api.online_order.customer_schemas import CreditIn, CustomerIn, NewVoucherIn, TopUpIn, VoucherChangeIn
from comanda.customers.store_credit import TopUpRequest
from comanda.offers.edit_vouchers import VoucherTerms

_CORE_NAMES = {
    "voucher_code": "code",
    "type": "kind",
    "discount": "discount_id",
    "promotion": "promotion_id",
    "customer": "customer_id",
    "max_redemptions": "max_redemptions",
    "start_date": "starts_at",
    "end_date": "ends_at",
}
_NEVER_NULL = frozenset({"voucher_code", "type", "start_date"})


def customer_said(customer: CustomerIn) -> dict[str, Any]:
    """Return the fields that were sent, by the core's names."""
    said = {key: getattr(customer, key) for key in customer.model_fields_set}
    if "customer_group" in said:
        said["customer_group_id"] = said.pop("customer_group")
    return said


def voucher_terms(voucher: NewVoucherIn) -> VoucherTerms:
    """Return what a new voucher is for."""
    return VoucherTerms(
        code=voucher.voucher_code,
        kind=voucher.type,
        discount_id=voucher.discount,
        promotion_id=voucher.promotion,
        for_customer=voucher.applicable is not None,
        customer_id=voucher.customer,
        max_redemptions=voucher.max_redemptions,
        starts_at=voucher.start_date,
        ends_at=voucher.end_date,
    )


def voucher_change(change: VoucherChangeIn) -> dict[str, Any]:
    """Return the terms that were sent, by the core's names; null does not change what is never null."""
    said: dict[str, Any] = {}
    for key in change.model_fields_set:
        value = getattr(change, key)
        if key == "applicable":
            said["for_customer"] = value is not None
        elif value is not None or key not in _NEVER_NULL:
            said[_CORE_NAMES[key]] = value
    return said


def credit_amount(credit: CreditIn, exponent: int) -> int:
    """Return the amount in minor units.

    Raises:
        Invalid: it has more decimals than the currency.
    """
    amounts = Amounts(exponent)
    amount = amounts.money("amount", credit.amount)
    amounts.check()
    return amount


def top_up_request(asked: TopUpIn, exponent: int) -> TopUpRequest:
    """Return what was paid in.

    Raises:
        Invalid: an amount has more decimals than the currency.
    """
    amounts = Amounts(exponent)
    request = TopUpRequest(
        customer_id=asked.customer,
        topup_amount=amounts.money("topup_amount", asked.topup_amount),
        payment_method_id=asked.payment,
        payment_amount=amounts.money("payment_amount", asked.payment_amount),
        location_id=asked.location,
    )
    amounts.check()
    return request
