"""The documented shapes of answers: every key, and whether it is a number, a text, a time or a list.

Written from the contract, apart from the application's own models, so that each is held to the other.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DECIMAL = re.compile(r"-?\d+\.\d\d")
_NUMBER = re.compile(r"[A-Za-z0-9]{1,10}")

Test = Callable[[Any], bool]


def text(found: Any) -> bool:
    return isinstance(found, str)


def count(found: Any) -> bool:
    return type(found) is int


def amount(found: Any) -> bool:
    return type(found) in (int, float) and round(found, 3) == found


def flag(found: Any) -> bool:
    return type(found) is bool


def identifier(found: Any) -> bool:
    return isinstance(found, str) and str(UUID(found)) == found


def time(found: Any) -> bool:
    return isinstance(found, str) and _TIME.fullmatch(found) is not None


def date(found: Any) -> bool:
    return isinstance(found, str) and _DATE.fullmatch(found) is not None


def decimal(found: Any) -> bool:
    return isinstance(found, str) and _DECIMAL.fullmatch(found) is not None


def code(found: Any) -> bool:
    return isinstance(found, str) and _NUMBER.fullmatch(found) is not None


def maybe(test: Test) -> Test:
    return lambda found: found is None or test(found)


def one_of(*words: str | None) -> Test:
    return lambda found: found in words


class Either(tuple[Mapping[str, Any], ...]):
    """One of several shapes, told apart by their keys."""


REFERENCE = {"id": identifier}
NAMED = {"id": identifier, "name": text}
SORTED = {"id": identifier, "name": text, "sort": count}

RESTAURANT = {"id": identifier, "name": text, "currency": text, "updated_at": time}
LOCATION = NAMED | {"updated_at": time}
DINING_OPTION = SORTED | {"updated_at": time}
PAYMENT = SORTED | {"updated_at": time, "payment_inputs": [SORTED]}
CHARGE = NAMED | {"updated_at": time, "dining_options": [REFERENCE]}
FLOORPLAN = SORTED | {"updated_at": time, "objects": [{"id": identifier, "name": text, "pax": count}]}

VARIANT = {
    "id": identifier,
    "name": text,
    "sku": maybe(text),
    "summary": maybe(text),
    "price?": amount,
    "show_in_menu": flag,
    "sort": count,
}
ITEM = {
    "id": identifier,
    "item_no": maybe(text),
    "name": text,
    "description": maybe(text),
    "image": maybe(text),
    "category": identifier,
    "updated_at": time,
    "variants": [VARIANT],
    "modifiers": [REFERENCE],
}
_SETTINGS_OPTION = {
    "id": identifier,
    "name": text,
    "price": amount,
    "max_qty": count,
    "default_selected": flag,
    "show_in_menu": flag,
    "sort": count,
}
_SETTINGS_MODIFIER = SORTED | {
    "min_selection": maybe(count),
    "max_selection": maybe(count),
    "modifier_options": [_SETTINGS_OPTION],
}
MODIFIER = _SETTINGS_MODIFIER | {
    "updated_at": time,
    "modifier_options": [_SETTINGS_OPTION | {"sku": maybe(text), "summary": maybe(text)}],
}
CATEGORY = NAMED | {"parent_category": maybe(identifier), "updated_at": time}
SETTINGS = {
    "locations": [NAMED],
    "dining_options": [SORTED],
    "payments": [SORTED],
    "categories": [NAMED | {"sub_categories": [NAMED]}],
    "modifiers": [_SETTINGS_MODIFIER],
    "charges": [NAMED | {"dining_options": [identifier]}],
    "customer_groups": [NAMED],
}
DISCOUNT = NAMED | {
    "type": one_of("percent", "price"),
    "stackable": flag,
    "manufacturer_discount": flag,
    "value": maybe(amount),
    "max_value": maybe(amount),
    "updated_at": time,
}
PROMOTION = NAMED | {
    "summary": text,
    "type": one_of("auto", "voucher"),
    "start_date": time,
    "end_date": maybe(time),
    "updated_at": time,
}
MENU_ITEM = {key: test for key, test in ITEM.items() if key != "updated_at"} | {"sort": count}
MENUS = {
    "menus": [
        SORTED
        | {
            "items": [MENU_ITEM],
            "times": [
                {
                    "day": one_of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
                    "start_time": text,
                    "end_time": text,
                }
            ],
        }
    ]
}

FINANCIAL_STATUS = one_of("pending", "partially_paid", "paid", "partially_refunded", "refunded", "voided")
_ROWS: tuple[dict[str, Any], ...] = (
    {"discount": identifier, "amount": amount},
    {"discount": identifier, "voucher": identifier, "amount": amount},
    {"promotion": identifier, "voucher": identifier, "amount": amount},
    {"promotion": identifier, "amount": amount},
)
CART_DISCOUNT = Either(_ROWS)
ORDER_DISCOUNT = Either(
    [row | {"name": text} for row in _ROWS] + [{"loyalty_program_reward": identifier, "amount": amount}]
)
_CART_OPTION = {"modifier_option": identifier, "price_per": amount, "qty": count, "price": amount}
_PAYMENT_INPUT = {"payment_input": identifier, "value": text}
CART = {
    "subtotal": amount,
    "total": amount,
    "financial_status": FINANCIAL_STATUS,
    "items": [
        {
            "cart_item_key?": text,
            "item": maybe(identifier),
            "price_per": amount,
            "qty": count,
            "qty_unit?": amount,
            "price": amount,
            "variant": maybe(identifier),
            "variant_price": maybe(amount),
            "sort": count,
            "modifier_options": [_CART_OPTION],
            "discounts": [CART_DISCOUNT],
        }
    ],
    "discounts": [CART_DISCOUNT],
    "charges": [{"charge": identifier, "amount": amount, "name": text}],
    "taxes": [{"tax": identifier, "amount": amount, "name": text, "inclusive": flag}],
    "manufacturer_discounts": [CART_DISCOUNT],
    "payments": [{"payment": identifier, "amount": amount, "payment_inputs": [_PAYMENT_INPUT]}],
    "refunds": [{"amount": amount, "refund_payments": [{"payment": identifier, "amount": amount}]}],
    "objects": [{"object": identifier, "pax?": count}],
    "vouchers": [{"voucher": identifier}],
}

_HEAD = {
    "id": identifier,
    "customer": maybe(identifier),
    "order_no": code,
    "order_ticket": maybe(text),
    "dining_option": maybe(identifier),
    "status": one_of("pending", "open", "closed", "cancelled", "pending_payment", "cancelled_payment"),
    "financial_status": FINANCIAL_STATUS,
    "kitchen_status": one_of(None, "fulfilled", "partial"),
    "expedite_status": one_of(None, "expedited", "partial"),
    "updated_at": time,
    "created_at": time,
    "objects": [{"object": identifier, "name": text}],
}
ORDER_SUMMARY = _HEAD | {"subtotal": decimal, "total": decimal, "rounding": decimal, "paid": decimal}
ORDER = _HEAD | {
    "dining_option_name": maybe(text),
    "pax": count,
    "subtotal": amount,
    "total": amount,
    "rounding": amount,
    "paid": amount,
    "notes": maybe(text),
    "void_reason": maybe(text),
    "items": [
        {
            "id": identifier,
            "item": maybe(identifier),
            "item_no": maybe(text),
            "name": text,
            "price_per": amount,
            "qty": count,
            "qty_unit?": amount,
            "price": amount,
            "notes": maybe(text),
            "variant": maybe(identifier),
            "variant_name": maybe(text),
            "variant_price": maybe(amount),
            "sort": count,
            "modifier_options": [_CART_OPTION | {"name": text}],
            "discounts": [ORDER_DISCOUNT],
        }
    ],
    "discounts": [ORDER_DISCOUNT],
    "charges": [{"charge": identifier, "name": text, "amount": amount}],
    "taxes": [{"tax": identifier, "name": text, "amount": amount, "inclusive": flag}],
    "manufacturer_discounts": [ORDER_DISCOUNT],
    "loyalty_program_rewards": [{"loyalty_program_reward": identifier, "point": count}],
    "vouchers": [{"voucher": identifier, "voucher_code": text}],
    "payments": [
        {
            "id": identifier,
            "payment": identifier,
            "payment_name": text,
            "receipt_no": code,
            "amount": amount,
            "created_at": time,
            "payment_inputs": [_PAYMENT_INPUT],
        }
    ],
    "refunds": [
        {
            "id": identifier,
            "refund_no": code,
            "amount": amount,
            "created_at": time,
            "refund_payments": [{"payment": identifier, "payment_name": text, "amount": amount}],
        }
    ],
}

VOUCHER = {
    "id": identifier,
    "voucher_code": text,
    "applicable": one_of(None, "customer"),
    "type": one_of("discount", "promotion"),
    "discount": maybe(identifier),
    "promotion": maybe(identifier),
    "customer": maybe(identifier),
    "redeemed": count,
    "max_redemptions": maybe(count),
    "start_date": time,
    "end_date": maybe(time),
    "updated_at": time,
}
CUSTOMER = {
    "id": identifier,
    "reference": maybe(text),
    "first_name": maybe(text),
    "last_name": maybe(text),
    "company_name": maybe(text),
    "email": maybe(text),
    "phone": maybe(text),
    "dob": maybe(date),
    "gender": maybe(text),
    "address1": maybe(text),
    "address2": maybe(text),
    "city": maybe(text),
    "country": maybe(text),
    "postal": maybe(text),
    "notes": maybe(text),
    "marketing_consent_email": flag,
    "marketing_consent_text": flag,
    "marketing_consent_phone": flag,
    "customer_group": maybe(identifier),
    "updated_at": time,
}
CUSTOMER_GROUP = NAMED | {"updated_at": time}
PROGRAM = NAMED | {"term_single": text, "term_plural": text, "updated_at": time}
REWARD = {"id": identifier, "point": count, "name": text}
MEMBER = {"id": identifier, "point": count, "customer": identifier, "updated_at": time}
POINTS = {
    "id": identifier,
    "member": identifier,
    "location": maybe(identifier),
    "order": maybe(identifier),
    "point": count,
    "notes": maybe(text),
    "created_at": time,
}
STORE_CREDIT = {"id": identifier, "store_credit": amount, "updated_at": time}
CREDIT = {
    "id": identifier,
    "customer": identifier,
    "location": maybe(identifier),
    "order": maybe(identifier),
    "amount": amount,
    "notes": maybe(text),
    "created_at": time,
}
TOP_UP = {
    "id": identifier,
    "customer": identifier,
    "location": maybe(identifier),
    "topup_no": code,
    "topup_amount": amount,
    "payment": identifier,
    "payment_amount": amount,
    "created_at": time,
}
EXPERIENCE = SORTED | {"updated_at": time}
TABLE_SECTION = NAMED | {"updated_at": time}
SERVICE = NAMED | {"experience": identifier, "table_section": identifier, "available_times": [{"time": time}]}
RESERVATION_SUMMARY = {
    "id": identifier,
    "customer": maybe(identifier),
    "reservation_no": code,
    "reservation_time": time,
    "service": maybe(identifier),
    "experience": maybe(identifier),
    "table_section": maybe(identifier),
    "pax": count,
    "adult": count,
    "children": count,
    "total_deposit": amount,
    "status": one_of(
        "booked", "arrived", "seated", "completed", "no_show", "cancelled", "pending_payment", "cancelled_payment"
    ),
    "confirm_by": one_of(None, "restaurant", "customer"),
    "updated_at": time,
    "created_at": time,
    "objects": [{"object": identifier, "name": text}],
}
RESERVATION = RESERVATION_SUMMARY | {
    "service_name": maybe(text),
    "experience_name": maybe(text),
    "table_section_name": maybe(text),
    "notes": maybe(text),
    "cancel_reason": maybe(text),
}
MATERIAL = NAMED | {"sku": maybe(text), "unit": text, "updated_at": time}
MATERIAL_STOCK = {"material": identifier, "qty": amount, "updated_at": time}
STOCK_TAKE = {
    "id": identifier,
    "notes": maybe(text),
    "start_date": time,
    "end_date": maybe(time),
    "updated_at": time,
    "materials": [{"material": identifier, "counted": amount}],
}


def hold(found: Any, shape: Any, path: str = "data") -> None:
    """Fail unless `found` has exactly this shape; a key ending in ? may be absent."""
    if isinstance(shape, Either):
        assert isinstance(found, dict), path
        fitting = [each for each in shape if set(each) == set(found)]
        assert fitting, f"{path}: {sorted(found)} are the keys of no documented row"
        hold(found, fitting[0], path)
    elif isinstance(shape, dict):
        assert isinstance(found, dict), f"{path} is no object"
        required = {key for key in shape if not key.endswith("?")}
        allowed = {key.rstrip("?") for key in shape}
        assert required <= set(found) <= allowed, f"{path}: {sorted(set(found) ^ required)} missing or unknown"
        for key, value in found.items():
            hold(value, shape.get(key, shape.get(f"{key}?")), f"{path}.{key}")
    elif isinstance(shape, list):
        assert isinstance(found, list), f"{path} is no list"
        for index, entry in enumerate(found):
            hold(entry, shape[0], f"{path}[{index}]")
    else:
        assert shape(found), f"{path}: {found!r} is not {getattr(shape, '__name__', 'as documented')}"
