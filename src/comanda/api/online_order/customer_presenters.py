"""From customers and what they hold to what partner apps read. Pure; money is a number."""

from typing import Any

from comanda.customers.customer import (
    CreditTransaction,
    Customer,
    CustomerGroup,
    ListedReward,
    LoyaltyProgram,
    LoyaltyTransaction,
    Member,
    StoreCredit,
    TopUp,
)
from comanda.kernel.money import to_number
from comanda.kernel.time import to_iso_seconds
from comanda.offers.rules import ListedVoucher

Json = dict[str, Any]


def voucher(listed: ListedVoucher) -> Json:
    """6.5."""
    found = listed.voucher
    return {
        "id": found.id,
        "voucher_code": found.code,
        "applicable": "customer" if found.customer_id is not None else None,
        "type": listed.kind,
        "discount": found.discount_id,
        "promotion": found.promotion_id,
        "customer": found.customer_id,
        "redeemed": found.redeemed,
        "max_redemptions": found.max_redemptions,
        "start_date": to_iso_seconds(found.starts_at),
        "end_date": None if found.ends_at is None else to_iso_seconds(found.ends_at),
        "updated_at": to_iso_seconds(listed.updated_at),
    }


def customer(found: Customer) -> Json:
    """8.5."""
    return {
        "id": found.id,
        "reference": found.reference,
        "first_name": found.first_name,
        "last_name": found.last_name,
        "company_name": found.company_name,
        "email": found.email,
        "phone": found.phone,
        "dob": None if found.dob is None else found.dob.isoformat(),
        "gender": found.gender,
        "address1": found.address1,
        "address2": found.address2,
        "city": found.city,
        "country": found.country,
        "postal": found.postal,
        "notes": found.notes,
        "marketing_consent_email": found.marketing_consent_email,
        "marketing_consent_text": found.marketing_consent_text,
        "marketing_consent_phone": found.marketing_consent_phone,
        "customer_group": found.customer_group_id,
        "updated_at": to_iso_seconds(found.updated_at),
    }


def customer_group(found: CustomerGroup) -> Json:
    """8.6."""
    return {"id": found.id, "name": found.name, "updated_at": to_iso_seconds(found.updated_at)}


def program(found: LoyaltyProgram) -> Json:
    """9.1."""
    return {
        "id": found.id,
        "name": found.name,
        "term_single": found.term_single,
        "term_plural": found.term_plural,
        "updated_at": to_iso_seconds(found.updated_at),
    }


def reward(listed: ListedReward) -> Json:
    """9.2."""
    return {"id": listed.reward.id, "point": listed.reward.points, "name": listed.reward.name}


def member(found: Member) -> Json:
    """9.4."""
    return {
        "id": found.id,
        "point": found.points,
        "customer": found.customer_id,
        "updated_at": to_iso_seconds(found.updated_at),
    }


def points(moved: LoyaltyTransaction) -> Json:
    """9.6."""
    return {
        "id": moved.id,
        "member": moved.member_id,
        "location": moved.location_id,
        "order": moved.order_id,
        "point": moved.points,
        "notes": moved.notes,
        "created_at": to_iso_seconds(moved.created_at),
    }


def store_credit(found: StoreCredit, exponent: int) -> Json:
    """10.1."""
    return {
        "id": found.customer_id,
        "store_credit": to_number(found.balance, exponent),
        "updated_at": to_iso_seconds(found.updated_at),
    }


def credit(moved: CreditTransaction, exponent: int) -> Json:
    """10.2."""
    return {
        "id": moved.id,
        "customer": moved.customer_id,
        "location": moved.location_id,
        "order": moved.order_id,
        "amount": to_number(moved.amount, exponent),
        "notes": moved.notes,
        "created_at": to_iso_seconds(moved.created_at),
    }


def top_up(made: TopUp, exponent: int) -> Json:
    """10.4."""
    return {
        "id": made.id,
        "customer": made.customer_id,
        "location": made.location_id,
        "topup_no": made.topup_no,
        "topup_amount": to_number(made.topup_amount, exponent),
        "payment": made.payment_method_id,
        "payment_amount": to_number(made.payment_amount, exponent),
        "created_at": to_iso_seconds(made.created_at),
    }
