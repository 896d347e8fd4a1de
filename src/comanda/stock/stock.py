"""Materials and what is known of them, as frozen values. Quantities are whole thousandths of a unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from comanda.kernel.errors import Conflict

UNITS = (
    "pc", "portion", "slice", "g", "kg", "ml", "cl", "litre", "can", "bottle", "jar", "pack", "bag", "box", "bunch",
)  # fmt: skip
"""What materials are counted in."""
MAX_QTY = 10**12
"""The largest quantity that anybody may say: a billion units."""
MAX_LEVEL = 10**15
"""The largest level; a JSON number still shows it exactly."""
MAX_INGREDIENTS = 50


class Need(NamedTuple):
    """So much of a material: what one of something takes, or what a line of an order took."""

    material_id: UUID
    qty: int


class Portion(NamedTuple):
    """Something sold that may have a recipe: a variant or an option, so many thousandths of it."""

    sold_id: UUID | None
    amount: int


@dataclass(frozen=True, slots=True)
class Recipes:
    """What a location's dishes and options are made of, by the id of the variant or option.

    Materials that the location does not keep are left out: nothing is known of them there.
    """

    by_sold: Mapping[UUID, tuple[Need, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What one of something that is sold takes; nothing when it has no recipe.

    Attributes:
        kind: `variant` or `option`.
        name: of its item or modifier, and `part` its own.
    """

    kind: str
    sold_id: UUID
    name: str
    part: str
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """Something that dishes are made of."""

    id: UUID
    name: str
    sku: str | None
    unit: str
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """How much of a material is at a location.

    Attributes:
        low_at: it is low when no more than this is there; None when nobody wants to know.
    """

    material_id: UUID
    name: str
    sku: str | None
    unit: str
    qty: int
    low_at: int | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Movement:
    """An entry of the ledger: what came (above 0) or went, and why."""

    id: UUID
    material_id: UUID
    kind: str
    qty: int
    order_id: UUID | None
    stock_take_id: UUID | None
    note: str | None
    user_id: UUID | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted of a material.

    Attributes:
        expected: the level at that moment.
    """

    material_id: UUID
    counted: int
    expected: int
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class StockTake:
    """Somebody goes round and counts; `ended_at` None while they do."""

    id: UUID
    location_id: UUID
    notes: str | None
    cancelled: bool
    started_at: datetime
    ended_at: datetime | None
    updated_at: datetime
    counts: tuple[Count, ...]


class NotEnough(Conflict):
    """More was to be taken than is there; nothing was.

    Attributes:
        at_hand: how much is there of each material that was asked for.
    """

    code = "insufficient_stock"

    def __init__(self, at_hand: Mapping[UUID, int]) -> None:
        super().__init__("There is not that much of it.")
        self.at_hand = at_hand
