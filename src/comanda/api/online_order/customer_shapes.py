"""The shapes of answers about customers and what they hold."""

from typing import Literal

from comanda.api.online_order.shapes import Amount, Named, Shape


class VoucherOut(Shape):
    """6.1 and 6.5."""

    id: str
    voucher_code: str
    applicable: Literal["customer"] | None
    type: Literal["discount", "promotion"]
    discount: str | None
    promotion: str | None
    customer: str | None
    redeemed: int
    max_redemptions: int | None
    start_date: str
    end_date: str | None
    updated_at: str


class CustomerOut(Shape):
    """8.1 and 8.5."""

    id: str
    reference: str | None
    first_name: str | None
    last_name: str | None
    company_name: str | None
    email: str | None
    phone: str | None
    dob: str | None
    gender: str | None
    address1: str | None
    address2: str | None
    city: str | None
    country: str | None
    postal: str | None
    notes: str | None
    marketing_consent_email: bool
    marketing_consent_text: bool
    marketing_consent_phone: bool
    customer_group: str | None
    updated_at: str


class CustomerGroupOut(Named):
    """8.6."""

    updated_at: str


class LoyaltyProgramOut(Named):
    """9.1."""

    term_single: str
    term_plural: str
    updated_at: str


class RewardOut(Shape):
    """9.2: `point` is what it costs."""

    id: str
    point: int
    name: str


class MemberOut(Shape):
    """9.3 and 9.4: `point` is what they have."""

    id: str
    point: int
    customer: str
    updated_at: str


class PointsOut(Shape):
    """9.6 and 9.7."""

    id: str
    member: str
    location: str | None
    order: str | None
    point: int
    notes: str | None
    created_at: str


class StoreCreditOut(Shape):
    """10.1: the id is the customer's."""

    id: str
    store_credit: Amount
    updated_at: str


class CreditOut(Shape):
    """10.2 and 10.3."""

    id: str
    customer: str
    location: str | None
    order: str | None
    amount: Amount
    notes: str | None
    created_at: str


class TopUpOut(Shape):
    """10.4."""

    id: str
    customer: str
    location: str | None
    topup_no: str
    topup_amount: Amount
    payment: str
    payment_amount: Amount
    created_at: str
