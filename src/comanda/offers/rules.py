"""What a promotion's rule may say, and when a voucher may be used.

A rule is JSON, with ids, minor units and millionths::

    {"effect": {"kind": "percent_off_items", "pick": {"items": [], "categories": ["…"]}, "rate": 300000},
     "windows": [{"days": [0, 1, 2, 3, 4], "start": "12:00", "end": "15:00"}],
     "dining_options": ["…"], "min_spend": 5000, "max_amount": 1500}

Only `effect` is required. Kinds and their fields: `percent_off_items` (pick, rate), `amount_off_items` (pick, amount),
`percent_off_order` (rate), `amount_off_order` (amount), `buy_get` (buy, buy_qty, get, get_qty, rate, max_times),
`fixed_price_set` (slots: [{pick, qty}], price, max_times).
"""

from collections.abc import Mapping
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
            effect=_effect(rule["effect"]),
            starts_at=starts_at,
            ends_at=ends_at,
            windows=tuple(
                WeeklyWindow(frozenset(w["days"]), time.fromisoformat(w["start"]), time.fromisoformat(w["end"]))
                for w in rule.get("windows", ())
            ),
            dining_options=frozenset(UUID(option) for option in rule.get("dining_options", ())),
            min_spend=rule.get("min_spend", 0),
            max_amount=rule.get("max_amount"),
            manufacturer=manufacturer,
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"promotion {id}: {error!r} in its rule") from error


def _effect(said: Mapping[str, Any]) -> Effect:
    match said["kind"]:
        case "percent_off_items":
            return PercentOffItems(_pick(said["pick"]), said["rate"])
        case "amount_off_items":
            return AmountOffItems(_pick(said["pick"]), said["amount"])
        case "percent_off_order":
            return PercentOffOrder(said["rate"])
        case "amount_off_order":
            return AmountOffOrder(said["amount"])
        case "buy_get":
            return BuyGet(
                _pick(said["buy"]),
                said["buy_qty"],
                _pick(said["get"]),
                said["get_qty"],
                said.get("rate", MILLION),
                said.get("max_times"),
            )
        case "fixed_price_set":
            slots = tuple((_pick(slot["pick"]), slot["qty"]) for slot in said["slots"])
            return FixedPriceSet(slots, said["price"], said.get("max_times"))
        case kind:
            raise ValueError(f"unknown kind of promotion {kind!r}")


def _pick(said: Mapping[str, Any]) -> Pick:
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
