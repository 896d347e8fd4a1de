"""The documented shapes of answers, by operation.

Written from the contract, apart from the application's own models, so that each is held to the other. A key that may
be absent ends with `?`; nothing is ever null, and nothing else is there.
"""

import re
from collections.abc import Mapping
from typing import Any

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def text(found: Any) -> bool:
    return isinstance(found, str) and found != ""


def count(found: Any) -> bool:
    return type(found) is int


def flag(found: Any) -> bool:
    return type(found) is bool


def time(found: Any) -> bool:
    return isinstance(found, str) and _TIME.fullmatch(found) is not None


class OneOf(frozenset[str]):
    """One of these words."""


MONEY = {"value": count, "currencyCode": text}
AREA = {"id": text, "name": text, "waiterIds?": [text]}
TABLE = {"id": text, "name": text, "maxCovers?": count, "areaId?": text, "waiterIds?": [text]}
MODIFIER = {"name": text, "quantity": count, "amountPerModifier": MONEY, "plu": text}
SUB_ITEM = {
    "name": text,
    "amountPerItem": MONEY,
    "plu": text,
    "quantity": count,
    "note?": text,
    "modifiers?": [MODIFIER],
}
ITEM = {**SUB_ITEM, "subItems?": [SUB_ITEM]}
CUSTOMER = {"id?": text, "emailAddress?": text, "phoneNumber?": text, "name?": text}
DISCOUNT = {
    "name": text,
    "amountTotal": MONEY,
    "affectedPlu?": text,
    "discountReference?": text,
    "code?": text,
    "amountPercentage?": count,
}
TAX_LINE = {"amountTotal": MONEY, "id?": text, "name?": text, "affectedPlu?": text, "amountPercentage?": count}
PAYMENT = {"paymentIntentId": text, "paidAmount": MONEY, "tipsAmount?": MONEY}
DETAILS = {
    "orderType": OneOf({"DineIn", "Collection"}),
    "dineIn?": {"tableId?": text, "waiterId?": text, "partyId?": text, "reservationId?": text, "readyAt?": time},
    "collection?": {"asap?": flag, "collectAt?": time},
}
STATUS = OneOf(
    {
        "New",
        "Submitted",
        "Confirmed",
        "Accepted",
        "Preparing",
        "Prepared",
        "Ready",
        "Finalized",
        "Canceled",
        "Failed",
    }
)
ORDER = {
    "id": text,
    "status": STATUS,
    "details": DETAILS,
    "items": [ITEM],
    "note?": text,
    "customer?": CUSTOMER,
    "discounts": [DISCOUNT],
    "taxLines": [TAX_LINE],
    "createdAt": time,
    "updatedAt": time,
    "totalAmount": MONEY,
    "payments": [PAYMENT],
    "payable": flag,
    "paidAmount": MONEY,
    "serviceChargeAmount": MONEY,
    "reference": text,
    "tipsAmount": MONEY,
    "displayName": text,
}
LINE_TYPES: dict[str, dict[str, Any]] = {
    "Image": {"image": {"svgImage": text, "align?": OneOf({"Center", "Left", "Right"})}},
    "Logo": {"logo": {"svgImage": text}},
    "MerchantAddress": {"merchantAddress": {"addressLines": [text], "postcode": text}},
    "MerchantEmailAddress": {"merchantEmailAddress": {"emailAddress": text}},
    "MerchantName": {"merchantName": {"name": text}},
    "MerchantPhoneNumber": {"merchantPhoneNumber": {"phoneNumber": text}},
    "Text": {
        "text": {
            "value": text,
            "size": OneOf({"Body", "Header1", "Header2"}),
            "align?": OneOf({"Center", "Left", "Right"}),
            "bold?": flag,
        }
    },
    "URL": {"url": {"url": text, "description?": text, "showQr?": flag, "showUrl?": flag}},
    "HorizontalLine": {"horizontalLine": {"line": OneOf({"Single", "Double"})}},
    "TaxNumber": {"taxNumber": {"name": text, "number": text}},
}
DEPOSIT = {"totalAmount": MONEY, "paymentIntentIds": [text], "description?": text}
PARTY = {
    "id": text,
    "startTime": time,
    "status": text,
    "tableIds": [text],
    "name?": text,
    "covers?": count,
    "expectedEndTime?": time,
    "endTime?": time,
    "hostNotes?": text,
    "guestRequests?": text,
    "reservationId?": text,
    "deposit?": DEPOSIT,
}
RESERVATION = {
    "id": text,
    "name": text,
    "covers": count,
    "startTime": time,
    "endTime": time,
    "tableIds": [text],
    "hostNotes?": text,
    "guestRequests?": text,
}
ERROR = {
    "errorType": OneOf({"NotFound", "UnexpectedError", "InvalidRequest", "Conflict"}),
    "debugMessage": text,
    "traceId": text,
}


def paged(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {"data": [shape], "before?": text, "after?": text}


def bill_line(found: Any) -> bool:
    hold(found, {"lineType": OneOf(LINE_TYPES), **LINE_TYPES[found["lineType"]]})
    return True


SECTION = {"lines": [bill_line]}
BILL = {"header": SECTION, "order": ORDER, "footer": SECTION}

ANSWERS: tuple[tuple[str, str, Any], ...] = (
    ("GET", r"/areas", [AREA]),
    ("POST", r"/tables/search", [paged(TABLE)]),
    ("POST", r"/orders", ORDER),
    ("POST", r"/orders/search", paged(ORDER)),
    ("GET", r"/orders/[^/]+", ORDER),
    ("DELETE", r"/orders/[^/]+", ORDER),
    ("POST", r"/orders/[^/]+/lock", ORDER),
    ("PUT", r"/orders/[^/]+/locks/[^/]+", {}),
    ("DELETE", r"/orders/[^/]+/locks/[^/]+", ORDER),
    ("GET", r"/orders/[^/]+/bill", BILL),
    ("POST", r"/orders/[^/]+/record-payment", ORDER),
    ("POST", r"/parties", PARTY),
    ("POST", r"/parties/search", paged(PARTY)),
    ("GET", r"/parties/[^/]+", PARTY),
    ("PUT", r"/parties/[^/]+", PARTY),
    ("DELETE", r"/parties/[^/]+", None),
    ("POST", r"/reservations", RESERVATION),
    ("POST", r"/reservations/search", paged(RESERVATION)),
    ("GET", r"/reservations/[^/]+", RESERVATION),
    ("PUT", r"/reservations/[^/]+", RESERVATION),
    ("DELETE", r"/reservations/[^/]+", None),
    ("POST", r"/events", None),
)
"""The 22 operations: verb, path and what a good answer holds; None is an answer without a body."""


def hold(found: Any, shape: Any, path: str = "") -> None:
    """Check that something has exactly the keys and types of a shape."""
    if isinstance(shape, OneOf):
        assert found in shape, (path, found)
    elif isinstance(shape, Mapping):
        assert isinstance(found, dict), (path, found)
        allowed = {key.rstrip("?"): inner for key, inner in shape.items()}
        needed = {key for key in shape if not key.endswith("?")}
        assert needed <= found.keys() <= allowed.keys(), (path, needed - found.keys(), found.keys() - allowed.keys())
        for key, value in found.items():
            hold(value, allowed[key], f"{path}.{key}")
    elif isinstance(shape, list):
        assert isinstance(found, list), (path, found)
        for index, value in enumerate(found):
            hold(value, shape[0], f"{path}[{index}]")
    else:
        assert shape(found), (path, found)


def answer_of(method: str, path: str) -> Any:
    """Return what a good answer of an operation holds, by the path below `/epos/v1`."""
    for verb, pattern, shape in ANSWERS:
        if verb == method and re.fullmatch(pattern, path):
            return shape
    raise AssertionError(f"{method} {path} is no operation of the contract")


def adds_up(order: Mapping[str, Any]) -> None:
    """Check that the parts of an order are its total, and its payments what was paid of it."""

    def value(part: Mapping[str, Any], name: str) -> int:
        found: int = part[name]["value"]
        return found

    def modifiers(part: Mapping[str, Any]) -> int:
        return sum(value(one, "amountPerModifier") * one["quantity"] for one in part.get("modifiers", []))

    items = sum(
        item["quantity"]
        * (
            value(item, "amountPerItem")
            + modifiers(item)
            + sum(part["quantity"] * (value(part, "amountPerItem") + modifiers(part)) for part in item["subItems"])
        )
        for item in order["items"]
    )
    off = sum(value(one, "amountTotal") for one in order["discounts"])
    inside = items - off + value(order, "serviceChargeAmount")
    taxes = sum(value(one, "amountTotal") for one in order["taxLines"])
    assert value(order, "totalAmount") in (inside, inside + taxes), order
    assert value(order, "paidAmount") == sum(value(one, "paidAmount") for one in order["payments"])
    assert value(order, "tipsAmount") == sum(value(one, "tipsAmount") for one in order["payments"])
    going_on = order["status"] not in ("Finalized", "Canceled", "Failed")
    assert order["payable"] is (going_on and value(order, "totalAmount") > value(order, "paidAmount"))
