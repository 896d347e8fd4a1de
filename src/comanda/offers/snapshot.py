"""The offers of a location, compiled with its menu."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comanda.pricing.inputs import Discount, Promotion


@dataclass(frozen=True, slots=True)
class ListedDiscount:
    """A discount, and when it was last changed."""

    discount: Discount
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ListedPromotion:
    """A promotion, what guests are told about it, and whether it needs a voucher."""

    promotion: Promotion
    summary: str
    by_voucher: bool
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class OfferSnapshot:
    """All discounts and promotions of a location.

    Attributes:
        automatic: the promotions that apply by themselves, in the order they are tried.
    """

    discounts: Mapping[UUID, ListedDiscount]
    promotions: Mapping[UUID, ListedPromotion]
    automatic: tuple[Promotion, ...]
