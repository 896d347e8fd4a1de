"""An order as the core knows it: one frozen value, the same for whoever reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from comanda.kernel.money import RoundingMode
from comanda.ordering.rules import status as progress
from comanda.ordering.rules.settlement import Ledger, financial_status
from comanda.ordering.rules.status import Expedite, ItemStatus, Kitchen, Round, Status
from comanda.pricing.result import ChargeRow, DiscountRow, TaxRow
from comanda.stock.stock import Need


class ChosenOption(NamedTuple):
    """A modifier option as it was sold, this many per unit of the line.

    Attributes:
        is_item: it is an item of its own that is sold inside the line, as in a set menu.
        part: the place among the line's options of such an item, when this option is of that item.
    """

    id: UUID
    name: str
    price: int
    qty: int
    sku: str | None = None
    notes: str | None = None
    is_item: bool = False
    part: int | None = None


@dataclass(frozen=True, slots=True)
class ManualDiscount:
    """A manual discount as it was asked for: its settled value in millionths or minor units."""

    id: UUID
    value: int


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line as it was sold.

    Attributes:
        materials: what it took from stock.
    """

    id: UUID
    sort: int
    item_id: UUID | None
    variant_id: UUID | None
    item_no: str | None
    sku: str | None
    name: str
    variant_name: str | None
    unit_price: int
    price_per: int
    qty: int
    measure: int | None
    price: int
    net: int
    notes: str | None
    options: tuple[ChosenOption, ...]
    discounts: tuple[DiscountRow, ...]
    manual_discounts: tuple[ManualDiscount, ...]
    tax_ids: tuple[UUID, ...]
    kitchen: Kitchen
    expedite: Expedite
    materials: tuple[Need, ...] = ()

    @property
    def status(self) -> ItemStatus:
        """See `rules.status.item_status`."""
        return progress.item_status(self.kitchen, self.expedite)


@dataclass(frozen=True, slots=True)
class OrderTable:
    """A table an order is for."""

    id: UUID
    name: str
    pax: int | None
    number: int


@dataclass(frozen=True, slots=True)
class UsedVoucher:
    """A voucher that an order used."""

    id: UUID
    code: str


class UsedReward(NamedTuple):
    """A loyalty reward that an order used, and what it cost."""

    id: UUID
    program_id: UUID
    points: int


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment on the ledger; the tip came on top of the amount, the service charge is a share of it.

    Attributes:
        intent_id: the card payment's own id, None for what was paid otherwise.
    """

    id: UUID
    method_id: UUID
    method_name: str
    receipt_no: str
    amount: int
    inputs: tuple[tuple[UUID, str], ...]
    created_at: datetime
    tip: int
    reference: str | None
    service_charge: int = 0
    intent_id: str | None = None


@dataclass(frozen=True, slots=True)
class RefundPart:
    """What a refund gave back by one method; `payment_id` when it is of one payment."""

    method_id: UUID
    method_name: str
    amount: int
    tip: int = 0
    service_charge: int = 0
    payment_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund on the ledger."""

    id: UUID
    refund_no: str
    created_at: datetime
    parts: tuple[RefundPart, ...]

    @property
    def amount(self) -> int:
        """Everything given back."""
        return sum(part.amount for part in self.parts)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The quote as it was given, and what was asked for, so that a change starts from it."""

    mode: RoundingMode
    discounts: tuple[DiscountRow, ...]
    manufacturer_discounts: tuple[DiscountRow, ...]
    charges: tuple[ChargeRow, ...]
    taxes: tuple[TaxRow, ...]
    vouchers: tuple[UsedVoucher, ...]
    manual_discounts: tuple[ManualDiscount, ...]
    charge_amounts: Mapping[UUID, int]
    rewards: tuple[UsedReward, ...] = ()


@dataclass(frozen=True, slots=True)
class BillLock:
    """Somebody keeps a bill as it is while it is paid."""

    lock_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class HeldPayment:
    """A payment less what was given back of it."""

    payment: Payment
    amount: int
    tip: int


@dataclass(frozen=True, slots=True)
class Order:
    """An order with all that belongs to it.

    Attributes:
        session_id: the dining session it is a round of, None for an order of its own.
        guest_id: the phone in that session that sent it, None for a waiter.
        service_charge: the part of the total that is service charge.
        external_id: the id that a terminal gave it which sent it with its prices.
        as_sent: all that such a terminal sent.
        lock: who keeps its bill as it is, None when nobody does or no longer.
    """

    id: UUID
    location_id: UUID
    currency: str
    channel: str
    app_id: UUID | None
    session_id: UUID | None
    guest_id: UUID | None
    order_no: str
    order_ticket: str | None
    status: Status
    version: int
    dining_option_id: UUID | None
    dining_option_name: str | None
    pax: int
    customer_id: UUID | None
    notes: str | None
    void_reason: str | None
    contact: Mapping[str, Any]
    order_at: datetime | None
    subtotal: int
    total: int
    rounding: int
    breakdown: Breakdown
    created_at: datetime
    updated_at: datetime
    lines: tuple[OrderLine, ...]
    tables: tuple[OrderTable, ...]
    payments: tuple[Payment, ...]
    refunds: tuple[Refund, ...]
    service_charge: int = 0
    external_id: str | None = None
    as_sent: Mapping[str, Any] | None = None
    lock: BillLock | None = None

    @property
    def due(self) -> int:
        """Total plus rounding: what the order costs the guest."""
        return self.total + self.rounding

    @property
    def discount(self) -> int:
        """Everything taken off, on lines and on the whole."""
        said = self.breakdown
        on_lines = [row for line in self.lines for row in line.discounts]
        return sum(row.amount for row in (*on_lines, *said.discounts, *said.manufacturer_discounts))

    @property
    def gross(self) -> int:
        """What the lines cost before anything is taken off."""
        return sum(line.price for line in self.lines)

    @property
    def ledger(self) -> Ledger:
        """The sums of payments and refunds."""
        paid: dict[UUID, int] = {}
        for payment in self.payments:
            paid[payment.method_id] = paid.get(payment.method_id, 0) + payment.amount
        refunded: dict[UUID, int] = {}
        for refund in self.refunds:
            for part in refund.parts:
                refunded[part.method_id] = refunded.get(part.method_id, 0) + part.amount
        return Ledger(paid, refunded)

    @property
    def outstanding(self) -> int:
        """What is still owed of it; nothing of a cancelled one."""
        if self.status in (Status.CANCELLED, Status.CANCELLED_PAYMENT):
            return 0
        return max(0, self.due - self.ledger.net)

    @property
    def payable(self) -> bool:
        """Whether it waits for money."""
        return self.status in progress.LIVE and self.outstanding > 0

    @property
    def held(self) -> tuple[HeldPayment, ...]:
        """Its payments less what was given back.

        What went back by a method came from the newest payment by that method there was by then.
        """
        returned = {payment.id: [0, 0] for payment in self.payments}
        for refund in self.refunds:
            for part in refund.parts:
                if part.payment_id is not None:
                    returned[part.payment_id][0] += part.amount
                    returned[part.payment_id][1] += part.tip
                    continue
                left = part.amount
                by_method = [payment for payment in reversed(self.payments) if payment.method_id == part.method_id]
                # Those that the clock puts after the refund come last: two requests at once may be dated either way.
                for payment in sorted(by_method, key=lambda payment: payment.created_at > refund.created_at):
                    taken = min(left, payment.amount - returned[payment.id][0])
                    returned[payment.id][0] += taken
                    left -= taken
        kept = (
            HeldPayment(payment, payment.amount - returned[payment.id][0], payment.tip - returned[payment.id][1])
            for payment in self.payments
        )
        return tuple(found for found in kept if found.amount or found.tip)

    @property
    def tips(self) -> int:
        """Tips that came on top of its payments, less what was given back."""
        return sum(found.tip for found in self.held)

    @property
    def round_status(self) -> Round:
        """See `rules.status.round_status`."""
        return progress.round_status(self.status, [line.status for line in self.lines])

    @property
    def financial_status(self) -> str:
        """See `rules.settlement.financial_status`."""
        ledger = self.ledger
        return financial_status(self.status, self.due, ledger.payments, ledger.refunds)

    @property
    def kitchen_status(self) -> str | None:
        """`fulfilled`, `partial` or None."""
        return progress.kitchen_status([line.kitchen for line in self.lines])

    @property
    def expedite_status(self) -> str | None:
        """`expedited`, `partial` or None."""
        return progress.expedite_status([line.expedite for line in self.lines])


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order as a list shows it."""

    id: UUID
    location_id: UUID
    currency: str
    customer_id: UUID | None
    order_no: str
    order_ticket: str | None
    dining_option_id: UUID | None
    subtotal: int
    total: int
    rounding: int
    paid: int
    status: Status
    financial_status: str
    kitchen_status: str | None
    expedite_status: str | None
    created_at: datetime
    updated_at: datetime
    tables: tuple[tuple[UUID, str], ...]
