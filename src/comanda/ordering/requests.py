"""What a surface asks of an order, as plain values: parsed and in minor units, not yet checked against anything.

Names of fields are those a refusal names (`items[0].modifier_options[1].qty`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from comanda.customers.customer import Redemption


class OptionRequest(NamedTuple):
    """A modifier option, this many per unit."""

    option_id: UUID
    qty: int = 1


class DiscountRequest(NamedTuple):
    """A manual discount, with a value (percent or currency units) if it is an open one.

    Attributes:
        promotion_id: a promotion asked for by hand, which is always refused, with the reason.
        settled: the value this discount has on the order that is being changed, in millionths or minor units.
    """

    discount_id: UUID | None
    value: Decimal | None = None
    promotion_id: UUID | None = None
    settled: int | None = None


class LineRequest(NamedTuple):
    """One line: an item of the menu, or an open item (`item_id` None) with a name and a price.

    Attributes:
        key: the caller's own name for the line, echoed and not kept.
        line_id: of a line the order has already.
        measure: thousandths of the unit of measure.
        price: minor units, for open prices.
    """

    item_id: UUID | None = None
    variant_id: UUID | None = None
    name: str | None = None
    qty: int | None = None
    measure: int | None = None
    price: int | None = None
    notes: str | None = None
    options: tuple[OptionRequest, ...] = ()
    discounts: tuple[DiscountRequest, ...] = ()
    key: str | None = None
    line_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """A payment: `inputs` are what the method asks for, by input id; the tip comes on top of the amount.

    Attributes:
        intent_id: the card payment's own id.
    """

    method_id: UUID
    amount: int
    receipt_no: str | None = None
    inputs: tuple[tuple[UUID, str], ...] = ()
    tip: int = 0
    reference: str | None = None
    intent_id: str | None = None


class PricedOption(NamedTuple):
    """A modifier option with its price, this many per unit of what it is of."""

    plu: str
    name: str
    price: int
    qty: int


class PricedPart(NamedTuple):
    """An item inside a line, as in a set menu, this many per unit of the line."""

    plu: str
    name: str
    price: int
    qty: int
    notes: str | None = None
    options: tuple[PricedOption, ...] = ()


class PricedLine(NamedTuple):
    """A line with the price of one unit, without its options and parts."""

    plu: str
    name: str
    price: int
    qty: int
    notes: str | None = None
    options: tuple[PricedOption, ...] = ()
    parts: tuple[PricedPart, ...] = ()


class PricedDiscount(NamedTuple):
    """An amount taken off everything, or off what has this `plu`."""

    name: str
    amount: int
    plu: str | None = None


class PricedTax(NamedTuple):
    """A tax as the caller reckoned it, with the caller's own id for it."""

    id: str | None
    name: str | None
    amount: int


class IntentPayment(NamedTuple):
    """A card payment: its own id, None if the caller did not say; the tip came on top of the amount.

    Attributes:
        lock_id: of the lock under which it was made.
    """

    intent_id: str | None
    amount: int
    tip: int = 0
    lock_id: str | None = None


@dataclass(frozen=True, slots=True)
class PricedOrder:
    """An order that comes with its prices, from a terminal that showed them to the guest.

    Attributes:
        external_id: the caller's own id for it: the same one again is the same order.
        total: what it costs, discounts, taxes and service charge included, tips not.
        as_sent: all that was sent, in one form, so that the same request twice is the same value.
    """

    external_id: str
    lines: tuple[PricedLine, ...]
    discounts: tuple[PricedDiscount, ...]
    taxes: tuple[PricedTax, ...]
    service_charge: int
    total: int
    payments: tuple[IntentPayment, ...]
    as_sent: Mapping[str, Any]
    notes: str | None = None
    contact: Mapping[str, Any] = field(default_factory=dict)
    dine_in: bool = True
    table_id: UUID | None = None
    session_id: UUID | None = None
    reservation_id: UUID | None = None
    order_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Money given back, by method."""

    parts: tuple[tuple[UUID, int], ...]
    refund_no: str | None = None


@dataclass(frozen=True, slots=True)
class TableRequest:
    """A table the order is for, and how many sit there."""

    table_id: UUID
    pax: int | None = None


@dataclass(frozen=True, slots=True)
class OrderInfo:
    """Everything about an order that is not bought: None means not said, an empty text means to take away.

    Attributes:
        contact: the guest's name, address, timeslot and delivery zone, kept as sent.
        order_at: when the kitchen is to see it.
    """

    dining_option_id: UUID | None = None
    order_no: str | None = None
    order_ticket: str | None = None
    pax: int | None = None
    status: str | None = None
    notes: str | None = None
    customer_id: UUID | None = None
    order_at: datetime | None = None
    contact: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CartRequest:
    """A cart to price or to place.

    Attributes:
        session_id: the dining session it is a round of.
        guest_id: the phone in that session that sends it.
        cart_line_ids: lines of the session's shared cart that are ordered with it.
        redemption: pays for one of the rewards.
    """

    lines: tuple[LineRequest, ...]
    info: OrderInfo = field(default_factory=OrderInfo)
    charges: tuple[tuple[UUID, int], ...] = ()
    discounts: tuple[DiscountRequest, ...] = ()
    payments: tuple[PaymentRequest, ...] = ()
    refunds: tuple[RefundRequest, ...] = ()
    tables: tuple[TableRequest, ...] = ()
    rewards: tuple[UUID, ...] = ()
    vouchers: tuple[UUID, ...] = ()
    session_id: UUID | None = None
    guest_id: UUID | None = None
    cart_line_ids: tuple[UUID, ...] = ()
    redemption: Redemption | None = None


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A change of an order: None keeps what it has, an empty tuple takes it away. Payments are only ever added.

    Attributes:
        without: a line to take off, instead of saying all that stay.
        void_reason: why lines are taken off, for those who have begun to make them.
    """

    lines: tuple[LineRequest, ...] | None = None
    info: OrderInfo = field(default_factory=OrderInfo)
    charges: tuple[tuple[UUID, int], ...] | None = None
    discounts: tuple[DiscountRequest, ...] | None = None
    payments: tuple[PaymentRequest, ...] = ()
    tables: tuple[TableRequest, ...] | None = None
    rewards: tuple[UUID, ...] | None = None
    vouchers: tuple[UUID, ...] | None = None
    without: UUID | None = None
    void_reason: str | None = None
