"""What a quote says: every amount rounded once, every row that a bill or a receipt shows."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from comanda.kernel.money import RoundingMode
from comanda.pricing.inputs import Line


class DiscountRow(NamedTuple):
    """An amount taken off, and what took it: exactly one of discount, promotion, reward, perhaps by a voucher."""

    amount: int
    name: str
    discount_id: UUID | None = None
    promotion_id: UUID | None = None
    reward_id: UUID | None = None
    voucher_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """A charge on the order: the service charge (`kind` is `service`) or a `fee`."""

    charge_id: UUID
    name: str
    amount: int
    kind: str = "service"


@dataclass(frozen=True, slots=True)
class TaxRow:
    """A tax on the order; an inclusive one is information, already inside the prices."""

    tax_id: UUID
    name: str
    amount: int
    inclusive: bool


class QuotedLine(NamedTuple):
    """A line with its price before discounts, its discounts, and its net after all discounts that reach it.

    `net` is after this line's share of the order's discounts; it is what taxes are computed on.
    """

    line: Line
    price_per: int
    price: int
    discounts: tuple[DiscountRow, ...]
    net: int


@dataclass(frozen=True, slots=True)
class Quote:
    """The priced cart. `total + rounding` is what is due."""

    lines: tuple[QuotedLine, ...]
    discounts: tuple[DiscountRow, ...]
    subtotal: int
    charges: tuple[ChargeRow, ...]
    taxes: tuple[TaxRow, ...]
    manufacturer_discounts: tuple[DiscountRow, ...]
    total: int
    rounding: int
    mode: RoundingMode

    @property
    def due(self) -> int:
        """What the guest owes for the order, before any payment."""
        return self.total + self.rounding
