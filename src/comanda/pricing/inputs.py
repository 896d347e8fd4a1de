"""What a quote is made from. `menu` and `offers` produce these values; nothing here knows where they came from.

Values that a cart has many of are named tuples, which are as frozen as the other ones and far cheaper to make.

Amounts are integer minor units of one currency, rates are millionths (90_000 is 9 %).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from comanda.kernel.money import RoundingMode
from comanda.kernel.time import WeeklyWindow

ANY: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax; `inclusive` means that prices already contain it."""

    id: UUID
    name: str
    rate: int
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Charge:
    """A service charge or fee on orders with one of its dining options: `rate` of the subtotal, or a fixed `amount`.

    Attributes:
        kind: `service` for the service charge, `fee` for a box or a ride.
    """

    id: UUID
    name: str
    dining_options: frozenset[UUID]
    rate: int | None = None
    amount: int | None = None
    taxes: tuple[UUID, ...] = ()
    kind: str = "service"


@dataclass(frozen=True, slots=True)
class Discount:
    """A manual discount: `percent` (value is a rate) or not (value is an amount); `value` None is an open discount."""

    id: UUID
    name: str
    percent: bool
    value: int | None
    max_amount: int | None = None
    stackable: bool = True
    manufacturer: bool = False


class DiscountUse(NamedTuple):
    """A discount as a cart applies it, with its value settled, and the voucher that brought it, if one did."""

    discount: Discount
    value: int
    voucher_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """Which lines an effect is about: any of these items or categories; both empty means every line."""

    items: frozenset[UUID] = ANY
    categories: frozenset[UUID] = ANY


@dataclass(frozen=True, slots=True)
class PercentOffItems:
    """`rate` off every picked line."""

    pick: Pick
    rate: int


@dataclass(frozen=True, slots=True)
class AmountOffItems:
    """`amount` off every unit of the picked lines."""

    pick: Pick
    amount: int


@dataclass(frozen=True, slots=True)
class PercentOffOrder:
    """`rate` off the order."""

    rate: int


@dataclass(frozen=True, slots=True)
class AmountOffOrder:
    """`amount` off the order."""

    amount: int


@dataclass(frozen=True, slots=True)
class BuyGet:
    """For every `buy_qty` units of `buy`, `get_qty` units of `get` at `rate` off, the cheapest ones first."""

    buy: Pick
    buy_qty: int
    get: Pick
    get_qty: int
    rate: int = 1_000_000
    max_times: int | None = None


@dataclass(frozen=True, slots=True)
class FixedPriceSet:
    """The units of all slots (pick, quantity) together for `price`, the dearest ones first."""

    slots: tuple[tuple[Pick, int], ...]
    price: int
    max_times: int | None = None


ItemEffect = PercentOffItems | AmountOffItems | BuyGet | FixedPriceSet
OrderEffect = PercentOffOrder | AmountOffOrder
Effect = ItemEffect | OrderEffect


def _refuse_on_items(manufacturer: bool, effect: Effect) -> None:
    if manufacturer and not isinstance(effect, PercentOffOrder | AmountOffOrder):
        raise ValueError("what a manufacturer pays is taken off the order, never off items")


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion and the conditions it applies under. `windows` and `dining_options` empty mean no such condition."""

    id: UUID
    name: str
    effect: Effect
    starts_at: datetime
    ends_at: datetime | None = None
    windows: tuple[WeeklyWindow, ...] = ()
    dining_options: frozenset[UUID] = ANY
    min_spend: int = 0
    max_amount: int | None = None
    manufacturer: bool = False

    def __post_init__(self) -> None:
        _refuse_on_items(self.manufacturer, self.effect)


@dataclass(frozen=True, slots=True)
class PromotionUse:
    """A promotion that a voucher brought into the cart."""

    promotion: Promotion
    voucher_id: UUID


@dataclass(frozen=True, slots=True)
class Reward:
    """A loyalty reward that the customer redeems on this order, at a cost of `points`."""

    id: UUID
    name: str
    points: int
    effect: Effect
    max_amount: int | None = None
    manufacturer: bool = False

    def __post_init__(self) -> None:
        _refuse_on_items(self.manufacturer, self.effect)


class Option(NamedTuple):
    """A chosen modifier option: its price each, and how many per unit of the line."""

    id: UUID
    price: int
    qty: int = 1


class Line(NamedTuple):
    """One line of a cart.

    Attributes:
        unit_price: price of one unit, without options.
        qty: units; 1 for a line sold by measure.
        measure: thousandths of the unit of measure (998 is 0.998 kg) for a line sold by measure, else None.
        item_id: None for an open item, which no promotion picks unless it picks every line.
        categories: the item's category and all categories above it.
        taxes: the taxes on it.
        discounts: manual discounts on this line, in the order the caller gave them.
    """

    unit_price: int
    qty: int = 1
    measure: int | None = None
    item_id: UUID | None = None
    variant_id: UUID | None = None
    options: tuple[Option, ...] = ()
    categories: frozenset[UUID] = ANY
    taxes: tuple[UUID, ...] = ()
    discounts: tuple[DiscountUse, ...] = ()


@dataclass(frozen=True, slots=True)
class Cart:
    """All that is being bought and applied.

    Attributes:
        discounts: on the whole order, manual ones first in the order given, then those of vouchers.
        promotions: brought by vouchers.
        charge_amounts: amounts that replace a charge's own, by charge id.
    """

    lines: tuple[Line, ...]
    dining_option_id: UUID | None = None
    discounts: tuple[DiscountUse, ...] = ()
    promotions: tuple[PromotionUse, ...] = ()
    rewards: tuple[Reward, ...] = ()
    charge_amounts: dict[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a location charges, and how it rounds.

    Attributes:
        taxes: all taxes of the location, in the order they are listed.
        charges: all charges of the location, likewise.
        zone: the location's time zone, for promotions with hours.
        increment: the smallest step of a bill in minor units: 1 for none, 5 for 0.05.
    """

    taxes: tuple[Tax, ...] = ()
    charges: tuple[Charge, ...] = ()
    zone: ZoneInfo = ZoneInfo("UTC")  # noqa: RUF009 - a constant, not a call per instance
    increment: int = 1
    rounding: RoundingMode = RoundingMode.HALF_UP
