"""What a promotion's rule may say, and when a voucher may be used.

A rule is JSON, with ids, minor units and millionths::

    {"effect": {"kind": "percent_off_items", "pick": {"items": [], "categories": ["…"]}, "rate": 300000},
     "windows": [{"days": [0, 1, 2, 3, 4], "start": "12:00", "end": "15:00"}],
     "dining_options": ["…"], "min_spend": 5000, "max_amount": 1500}

Only `effect` is required. Kinds and their fields: `percent_off_items` (pick, rate), `amount_off_items` (pick, amount),
`percent_off_order` (rate), `amount_off_order` (amount), `buy_get` (buy, buy_qty, get, get_qty, rate, max_times),
`fixed_price_set` (slots: [{pick, qty}], price, max_times).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from comanda.kernel.money import MILLION
from comanda.kernel.time import WeeklyWindow
from comanda.pricing.inputs import (
    AmountOffItems,
    AmountOffOrder,
    BuyGet,
    Effect,
    FixedPriceSet,
    PercentOffItems,
    PercentOffOrder,
    Pick,
    Promotion,
)


def promotion(
    *,
    id: UUID,  # noqa: A002 - the field's name
    name: str,
    rule: Mapping[str, Any],
    starts_at: datetime,
    ends_at: datetime | None,
    manufacturer: bool,
) -> Promotion:
    """Return a promotion as the quote engine takes it.

    Raises:
        ValueError: the rule says something it may not.
    """
    try:
        return Promotion(
            id=id,
            name=name,
            effect=effect(rule["effect"]),
            starts_at=starts_at,
            ends_at=ends_at,
            windows=windows(rule.get("windows", ())),
            dining_options=frozenset(UUID(option) for option in rule.get("dining_options", ())),
            min_spend=whole(rule.get("min_spend", 0)),
            max_amount=None if rule.get("max_amount") is None else whole(rule["max_amount"]),
            manufacturer=manufacturer,
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"promotion {id}: {error!r} in its rule") from error


def effect(said: Mapping[str, Any]) -> Effect:
    """Return what a rule's `effect` takes off.

    Raises:
        AttributeError, KeyError, TypeError, ValueError: it says something it may not.
    """
    match said["kind"]:
        case "percent_off_items":
            return PercentOffItems(pick(said["pick"]), _rate(said["rate"]))
        case "amount_off_items":
            return AmountOffItems(pick(said["pick"]), whole(said["amount"]))
        case "percent_off_order":
            return PercentOffOrder(_rate(said["rate"]))
        case "amount_off_order":
            return AmountOffOrder(whole(said["amount"]))
        case "buy_get":
            return BuyGet(
                pick(said["buy"]),
                whole(said["buy_qty"]),
                pick(said["get"]),
                whole(said["get_qty"], least=1),
                _rate(said.get("rate", MILLION)),
                _times(said.get("max_times")),
            )
        case "fixed_price_set":
            slots = tuple((pick(slot["pick"]), whole(slot["qty"], least=1)) for slot in said["slots"])
            return FixedPriceSet(slots, whole(said["price"]), _times(said.get("max_times")))
        case kind:
            raise ValueError(f"unknown kind of promotion {kind!r}")


def windows(said: Iterable[Mapping[str, Any]]) -> tuple[WeeklyWindow, ...]:
    """Return the hours that a rule names."""
    return tuple(
        WeeklyWindow(frozenset(w["days"]), time.fromisoformat(w["start"]), time.fromisoformat(w["end"])) for w in said
    )


def whole(said: object, *, least: int = 0) -> int:
    """Return a whole number that a rule says.

    Raises:
        ValueError: it is none, or too small.
    """
    if not isinstance(said, int) or isinstance(said, bool) or said < least:
        raise ValueError(f"{said!r} where a whole number of at least {least} is expected")
    return said


def _rate(said: object) -> int:
    rate = whole(said)
    if rate > MILLION:
        raise ValueError(f"{said!r} where at most {MILLION} millionths are expected")
    return rate


def _times(said: object) -> int | None:
    return None if said is None else whole(said, least=1)


def pick(said: Mapping[str, Any]) -> Pick:
    """Return which lines a rule is about."""
    return Pick(
        frozenset(UUID(item) for item in said.get("items", ())),
        frozenset(UUID(category) for category in said.get("categories", ())),
    )


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher as it stands: what it is for, for whom, and how often it was used."""

    id: UUID
    code: str
    discount_id: UUID | None
    promotion_id: UUID | None
    customer_id: UUID | None
    redeemed: int
    max_redemptions: int | None
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListedVoucher:
    """A voucher with its kind (`discount` or `promotion`), and when it was last changed."""

    voucher: Voucher
    kind: str
    updated_at: datetime


def voucher_problem(voucher: Voucher, customer_id: UUID | None, at: datetime) -> str | None:
    """Return why a voucher cannot be used by this customer at this instant, or None when it can."""
    if at < voucher.starts_at:
        return "this voucher is not valid yet"
    if voucher.ends_at is not None and at >= voucher.ends_at:
        return "this voucher has expired"
    if voucher.max_redemptions is not None and voucher.redeemed >= voucher.max_redemptions:
        return "this voucher has been used up"
    if voucher.customer_id is not None and voucher.customer_id != customer_id:
        return "this voucher belongs to another customer"
    return None
