"""What terminals send, by the contract's names in snake case.

Unknown keys are ignored but where the contract forbids them; null is the same as absent, but in an update, where it
takes away. The contract's examples and its schemas do not always agree; where both are taken, the field's
description says so.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.alias_generators import to_camel

from comanda.api.http.fields import Instant as ExactInstant
from comanda.api.http.fields import Text, printable

MAX_AMOUNT = 10**12
"""Largest amount that is read, in minor units; the core knows what an order may cost."""
MAX_COVERS = 9_999


def _phone(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _whole(value: Any) -> Any:
    """Return 5.0 as 5, which is the same number in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _to_milliseconds(at: datetime) -> datetime:
    """Cut a time to what is shown of it, so that whoever sends back what they read changes nothing."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


Instant = Annotated[ExactInstant, AfterValidator(_to_milliseconds)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(printable)]
Label = Annotated[str, StringConstraints(max_length=200), AfterValidator(printable)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(printable)]
Note = Annotated[str, StringConstraints(max_length=2000), AfterValidator(printable)]
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(printable)]
TaxId = Annotated[str, StringConstraints(max_length=60), AfterValidator(printable)]
TaxName = Annotated[str, StringConstraints(max_length=100), AfterValidator(printable)]
Phone = Annotated[
    str,
    BeforeValidator(_phone),
    StringConstraints(max_length=50),
    AfterValidator(printable),
    WithJsonSchema({"type": ["string", "integer"], "maxLength": 50}),
]
Value = Annotated[StrictInt, Field(ge=-MAX_AMOUNT, le=MAX_AMOUNT), BeforeValidator(_whole)]
Rate = Annotated[StrictInt, Field(ge=-1_000_000, le=1_000_000), BeforeValidator(_whole)]
Quantity = Annotated[StrictInt, Field(ge=1, le=9_999), BeforeValidator(_whole)]
Covers = Annotated[StrictInt, Field(ge=1, le=MAX_COVERS), BeforeValidator(_whole)]


class Said(BaseModel):
    """A body, or a part of one."""

    model_config = ConfigDict(extra="ignore", alias_generator=to_camel)


class Strict(BaseModel):
    """A body, or a part of one, that has no other keys."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)


class MoneyIn(Said):
    """An amount in minor units; the currency must be the location's."""

    value: Value
    currency_code: Annotated[str, StringConstraints(min_length=1, max_length=10)]


class CursorIn(Said):
    """A page of a list: of so many rows, behind or in front of where another page ended."""

    limit: Annotated[StrictInt, Field(ge=1, le=100), BeforeValidator(_whole)] | None = Field(
        None, description="Rows a page; by default 50."
    )
    before: Text | None = Field(None, description="As given by this search; not together with after.")
    after: Text | None = Field(None, description="As given by this search; not together with before.")


class SearchIn(Said):
    """Any search."""

    cursor: CursorIn | None = None


class SearchTablesRequest(SearchIn):
    """Which tables."""

    area_id: Text | None = None
    waiter_id: Text | None = None


class SearchOrdersDineIn(Said):
    """Where orders are, and whose."""

    table_id: Text | None = None
    waiter_id: Text | None = None
    party_id: Text | None = None
    reservation_id: Text | None = None


class SearchOrdersRequest(SearchIn):
    """Which orders."""

    dine_in: SearchOrdersDineIn | None = None
    payable_only: StrictBool | None = Field(None, description="Only orders that wait for money.")


class SearchPartiesRequest(SearchIn):
    """Which parties."""

    table_id: Text | None = None
    completed_only: StrictBool | None = Field(
        None, description="Parties that have left, instead of those that have not."
    )


class SearchReservationsRequest(SearchIn):
    """Which reservations: those that lie in the period with any part."""

    table_id: Text | None = None
    from_time: Instant | None = None
    to_time: Instant | None = None


class ModifierIn(Said):
    """A choice that goes with an item, so many for each one of it; below 0 when it makes the item cheaper."""

    name: Name
    quantity: Quantity
    amount_per_modifier: MoneyIn
    plu: Reference


class SubItemIn(Said):
    """An item inside another, so many for each one of it."""

    name: Name
    amount_per_item: MoneyIn
    plu: Reference
    quantity: Quantity
    note: Note | None = None
    modifiers: list[ModifierIn] | None = Field(None, max_length=100)


class OrderItemIn(SubItemIn):
    """An item; its amount is without modifiers, sub-items and discounts."""

    sub_items: list[SubItemIn] | None = Field(None, max_length=100)


class CustomerIn(Strict):
    """Who orders."""

    id: Label | None = None
    email_address: Email | None = None
    phone_number: Phone | None = None
    name: Label | None = None


class DiscountIn(Said):
    """A discount. `amount`, `value`, `isPercentage` and `discountCode` are names of the contract's example."""

    name: Name
    amount_total: MoneyIn | None = Field(None, description="What is taken off; needed, unless amount is given.")
    affected_plu: Label | None = Field(None, description="By default the whole order.")
    discount_reference: Label | None = None
    code: Label | None = None
    amount_percentage: Rate | None = Field(None, description="In hundredths of a percent.")
    amount: Value | None = Field(None, description="The same as amountTotal, in the location's currency.")
    value: Value | None = Field(None, description="The same as amountPercentage, or as amount, by isPercentage.")
    is_percentage: StrictBool | None = None
    discount_code: Label | None = Field(None, description="The same as code.")

    @model_validator(mode="before")
    @classmethod
    def _by_one_name(cls, said: Any) -> Any:
        """Say everything by the names of the schema; an amount that has no currency stays in `amount`."""
        if not isinstance(said, dict):
            return said
        found = dict(said)
        value, percentage = found.get("value"), found.get("isPercentage")
        if found.get("code") is None:
            found["code"] = found.get("discountCode")
        if percentage is True and found.get("amountPercentage") is None:
            found["amountPercentage"] = value
        if percentage is not True and found.get("amount") is None:
            found["amount"] = value
        return found


class TaxLineIn(Strict):
    """A tax."""

    amount_total: MoneyIn
    id: TaxId | None = None
    name: TaxName | None = None
    affected_plu: Label | None = None
    amount_percentage: Rate | None = Field(None, description="In hundredths of a percent.")


class PaymentIn(Said):
    """A payment that was made with the order; the tip comes on top of what was paid of it."""

    paid_amount: MoneyIn
    payment_intent_id: Reference | None = None
    tips_amount: MoneyIn | None = None


class DineInIn(Said):
    """Where an order is for; all of it may be unknown."""

    table_id: Reference | None = None
    waiter_id: Reference | None = None
    party_id: Reference | None = None
    reservation_id: Reference | None = None
    ready_at: Instant | None = None


class CollectionIn(Said):
    """When an order is fetched."""

    asap: StrictBool | None = None
    collect_at: Instant | None = None
    collection_time: Instant | None = Field(None, description="The same as collectAt, by its name in the example.")


class OrderDetailsIn(Said):
    """How an order is taken."""

    order_type: Literal["DineIn", "Collection"]
    dine_in: DineInIn | None = None
    collection: CollectionIn | None = None


class CreateOrderRequest(Said):
    """An order with its prices."""

    details: OrderDetailsIn
    items: list[OrderItemIn] = Field(min_length=1, max_length=500)
    total_amount: MoneyIn
    dojo_order_id: Reference = Field(description="The same one again is the same order.")
    payments: list[PaymentIn] = Field(max_length=100)
    note: Note | None = None
    customer: CustomerIn | None = None
    discounts: list[DiscountIn] | None = Field(None, max_length=100)
    tax_lines: list[TaxLineIn] | None = Field(None, max_length=100)
    service_charge_amount: MoneyIn | None = None
    reference: Label | None = None
    display_name: Label | None = None


class CreateOrderLockRequest(Strict):
    """Keep a bill as it is."""

    lock_id: Reference
    expiry: Instant


class ExtendOrderLockRequest(Strict):
    """Keep a bill as it is for longer."""

    expiry: Instant


class RecordOrderPaymentRequest(Said):
    """A payment that was made."""

    payment_intent_id: Reference
    paid_amount: MoneyIn
    tips_amount: MoneyIn | None = None
    lock_id: Reference | None = None


class PartyDepositIn(Said):
    """What was paid before the party came."""

    total_amount: MoneyIn
    payment_intent_ids: list[Reference] | None = Field(None, max_length=100)
    description: Note | None = None


class CreatePartyRequest(Said):
    """A party that sits down."""

    dojo_party_id: Reference = Field(description="The same one again is the same party.")
    start_time: Instant
    table_ids: list[Reference] = Field(min_length=1, max_length=100)
    name: Label | None = None
    covers: Covers | None = None
    status: Label | None = None
    expected_end_time: Instant | None = None
    host_notes: Note | None = None
    guest_requests: Note | None = None
    reservation_id: Reference | None = None
    deposit: PartyDepositIn | None = None
    dojo_reservation_id: Reference | None = None


class UpdatePartyRequest(Said):
    """A party as it is now; what is absent stays, what is null is taken away."""

    start_time: Instant
    status: Name
    table_ids: list[Reference] = Field(min_length=1, max_length=100)
    dojo_party_id: Reference | None = None
    name: Label | None = None
    covers: Covers | None = None
    expected_end_time: Instant | None = None
    end_time: Instant | None = Field(None, description="When the party left; given, it leaves.")
    host_notes: Note | None = None
    guest_requests: Note | None = None
    deposit: PartyDepositIn | None = None


class UpdateReservationRequest(Said):
    """A reservation as it is now; notes that are absent stay, notes that are null are taken away."""

    name: Name
    covers: Covers
    start_time: Instant
    end_time: Instant
    table_ids: list[Reference] = Field(min_length=1, max_length=100)
    dojo_reservation_id: Reference | None = None
    host_notes: Note | None = None
    guest_requests: Note | None = None


class CreateReservationRequest(UpdateReservationRequest):
    """Tables kept for a party that is to come."""

    dojo_reservation_id: Reference = Field(description="The same one again is the same reservation.")


class PaymentIntentEvent(Said):
    """How far a card payment is."""

    payment_intent_id: Reference
    payment_status: Literal["Created", "Authorized", "Captured", "Reversed", "Refunded", "Canceled"]
    capture_mode: Literal["Auto", "Manual"]


class Event(Said):
    """Something that happened to a card payment."""

    id: Reference
    account_id: Reference
    event: Literal["payment_intent.created", "payment_intent.status_updated"]
    data: PaymentIntentEvent
    created_at: Instant


BODIES = (
    SearchTablesRequest,
    SearchOrdersRequest,
    SearchPartiesRequest,
    SearchReservationsRequest,
    CreateOrderRequest,
    CreateOrderLockRequest,
    ExtendOrderLockRequest,
    RecordOrderPaymentRequest,
    CreatePartyRequest,
    UpdatePartyRequest,
    CreateReservationRequest,
    UpdateReservationRequest,
    Event,
)
