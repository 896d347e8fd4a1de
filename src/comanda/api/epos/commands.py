"""From what terminals send to what the core takes.

Everything is said in one form first (`normalised`), so that the same request twice is the same, whichever of the
contract's names and notations it uses.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import orjson
from pydantic import BaseModel

from comanda.api.epos.presenters.plain import Json, instant, money
from comanda.api.epos.schemas import (
    CreateOrderRequest,
    CreatePartyRequest,
    CreateReservationRequest,
    CustomerIn,
    DineInIn,
    DiscountIn,
    Event,
    ModifierIn,
    MoneyIn,
    OrderDetailsIn,
    OrderItemIn,
    PartyDepositIn,
    RecordOrderPaymentRequest,
    SubItemIn,
    UpdatePartyRequest,
    UpdateReservationRequest,
)
from comanda.kernel.errors import FieldProblem, Invalid, NotFound
from comanda.kernel.ids import parse_id
from comanda.kernel.unsaid import UNSAID, Unsaid
from comanda.ordering.change_party import PartyChange
from comanda.ordering.payment_events import PaymentEvent
from comanda.ordering.requests import (
    IntentPayment,
    PricedDiscount,
    PricedLine,
    PricedOption,
    PricedOrder,
    PricedPart,
    PricedTax,
)
from comanda.ordering.rules.intents import Intent
from comanda.reservations.book_for_terminal import BookingRequest
from comanda.reservations.change_for_terminal import BookingChange
from comanda.reservations.seat_party import PartyRequest

T = TypeVar("T")


def check_currency(body: BaseModel, currency: str) -> None:
    """Refuse amounts of another currency than the location's.

    Raises:
        Invalid: naming every `currencyCode` that is not `currency`.
    """
    problems = [
        FieldProblem(f"{path}.currencyCode", f"{currency} is expected, as everything here", "currency")
        for path, amount in _amounts(body, "")
        if amount.currency_code != currency
    ]
    if problems:
        raise Invalid.fields_of(problems)


def _amounts(value: object, path: str) -> Iterator[tuple[str, MoneyIn]]:
    if isinstance(value, MoneyIn):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            said = field.alias or name
            yield from _amounts(getattr(value, name), f"{path}.{said}" if path else said)
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _amounts(entry, f"{path}[{index}]")


def normalised(body: BaseModel) -> Json:
    """Return a body JSON-ready, by the contract's names: null is absent, and times are in one notation."""
    plain: Json = _plain(body.model_dump(by_alias=True, exclude_none=True))
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return instant(value) if isinstance(value, datetime) else value


def digest_of(said: Mapping[str, Any]) -> bytes:
    """Return what tells a request from every other."""
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()


def order_as_sent(body: CreateOrderRequest, currency: str) -> Json:
    """Return all that an order says, with discounts and details by the names of the contract's schemas."""
    said = normalised(body)
    said["details"] = _details_as_sent(body.details)
    if body.discounts is not None:
        said["discounts"] = [_discount_as_sent(found, currency) for found in body.discounts]
    return said


def _details_as_sent(details: OrderDetailsIn) -> Json:
    if details.order_type == "DineIn":
        return {"orderType": "DineIn", "dineIn": _dine_in_as_sent(details.dine_in) if details.dine_in else {}}
    at = _collect_at(details)
    when = {"asap": True} if at is None else {"asap": False, "collectAt": instant(at)}
    return {"orderType": "Collection", "collection": when}


_OURS = ("tableId", "partyId", "reservationId")


def _dine_in_as_sent(dine_in: DineInIn) -> Json:
    """Return where an order is for; ids of ours are written in one way."""
    said = normalised(dine_in)
    ours = {name: str(found) for name in _OURS if (found := parse_id(said.get(name, ""))) is not None}
    return said | ours


def _collect_at(details: OrderDetailsIn) -> datetime | None:
    """Return when an order is fetched, None for as soon as it is ready."""
    said = details.collection
    if said is None or said.asap:
        return None
    return said.collect_at or said.collection_time


def _discount_as_sent(found: DiscountIn, currency: str) -> Json:
    plain = normalised(found)
    kept = {name: plain[name] for name in _DISCOUNT if name in plain}
    return {"amountTotal": money(found.amount or 0, currency)} | kept


_DISCOUNT = ("name", "amountTotal", "affectedPlu", "discountReference", "code", "amountPercentage")


def priced_order(body: CreateOrderRequest, currency: str) -> PricedOrder:
    """Return an order with its prices.

    Raises:
        Invalid: an amount of another currency, or a discount without an amount.
        NotFound: naming the table, party or reservation that is none of ours.
    """
    check_currency(body, currency)
    for index, discount in enumerate(body.discounts or ()):
        if discount.amount_total is None and discount.amount is None:
            raise Invalid.field(f"discounts[{index}].amountTotal", "is missing", "missing")
    dine_in, place = body.details.order_type == "DineIn", "details.dineIn"
    where = (body.details.dine_in if dine_in else None) or DineInIn()
    sent = order_as_sent(body, currency)
    return PricedOrder(
        external_id=body.dojo_order_id,
        lines=tuple(_line(item) for item in body.items),
        discounts=tuple(_discount(found) for found in body.discounts or ()),
        taxes=tuple(PricedTax(tax.id, tax.name, tax.amount_total.value) for tax in body.tax_lines or ()),
        service_charge=body.service_charge_amount.value if body.service_charge_amount else 0,
        total=body.total_amount.value,
        payments=tuple(
            IntentPayment(paid.payment_intent_id, paid.paid_amount.value, _value(paid.tips_amount))
            for paid in body.payments
        ),
        as_sent=sent,
        notes=body.note or None,
        contact=_contact(body.customer),
        dine_in=dine_in,
        table_id=_our_id(f"{place}.tableId", where.table_id, "table"),
        session_id=_our_id(f"{place}.partyId", where.party_id, "party"),
        reservation_id=_our_id(f"{place}.reservationId", where.reservation_id, "reservation"),
        order_at=where.ready_at if dine_in else _collect_at(body.details),
    )


def _line(item: OrderItemIn) -> PricedLine:
    return PricedLine(
        item.plu,
        item.name,
        item.amount_per_item.value,
        item.quantity,
        item.note or None,
        _options(item.modifiers),
        tuple(_part(part) for part in item.sub_items or ()),
    )


def _part(part: SubItemIn) -> PricedPart:
    amount = part.amount_per_item.value
    return PricedPart(part.plu, part.name, amount, part.quantity, part.note or None, _options(part.modifiers))


def _options(modifiers: Sequence[ModifierIn] | None) -> tuple[PricedOption, ...]:
    return tuple(
        PricedOption(found.plu, found.name, found.amount_per_modifier.value, found.quantity)
        for found in modifiers or ()
    )


def _discount(found: DiscountIn) -> PricedDiscount:
    amount = found.amount_total.value if found.amount_total is not None else found.amount or 0
    return PricedDiscount(found.name, amount, found.affected_plu or None)


def _value(amount: MoneyIn | None) -> int:
    return amount.value if amount is not None else 0


def _contact(customer: CustomerIn | None) -> Json:
    """Return how to reach whoever ordered, by the core's names."""
    if customer is None:
        return {}
    said = {"name": customer.name, "email": customer.email_address, "phone": customer.phone_number}
    return {name: value for name, value in said.items() if value}


def payment(body: RecordOrderPaymentRequest) -> IntentPayment:
    """Return a payment that was made."""
    return IntentPayment(body.payment_intent_id, body.paid_amount.value, _value(body.tips_amount), body.lock_id)


def party_request(body: CreatePartyRequest) -> PartyRequest:
    """Return a party that sits down.

    Raises:
        NotFound: naming the table or reservation that is none of ours.
    """
    return PartyRequest(
        external_id=body.dojo_party_id,
        name=body.name or None,
        covers=body.covers,
        table_ids=_tables(body.table_ids),
        stage=body.status or None,
        started_at=body.start_time,
        expected_end=body.expected_end_time,
        host_notes=body.host_notes or None,
        guest_requests=body.guest_requests or None,
        reservation_id=_our_id("reservationId", body.reservation_id, "reservation"),
        deposit=_deposit(body.deposit),
        digest=digest_of(normalised(body)),
    )


def party_change(body: UpdatePartyRequest) -> PartyChange:
    """Return what a party is to be.

    Raises:
        NotFound: naming the table that is none of ours.
    """

    def said(field: str, value: T) -> T | Unsaid:
        return value if field in body.model_fields_set else UNSAID

    return PartyChange(
        external_id=body.dojo_party_id,
        table_ids=_tables(body.table_ids),
        stage=body.status,
        started_at=body.start_time,
        name=said("name", body.name),
        covers=said("covers", body.covers),
        expected_end=said("expected_end_time", body.expected_end_time),
        ended_at=said("end_time", body.end_time),
        host_notes=said("host_notes", body.host_notes or None),
        guest_requests=said("guest_requests", body.guest_requests or None),
        deposit=said("deposit", _deposit(body.deposit)),
    )


def _deposit(deposit: PartyDepositIn | None) -> Json | None:
    return {"paymentIntentIds": []} | normalised(deposit) if deposit is not None else None


def booking_request(body: CreateReservationRequest) -> BookingRequest:
    """Return a reservation to be made.

    Raises:
        NotFound: naming the table that is none of ours.
    """
    return BookingRequest(
        external_id=body.dojo_reservation_id,
        name=body.name,
        covers=body.covers,
        starts_at=body.start_time,
        ends_at=body.end_time,
        table_ids=_tables(body.table_ids),
        host_notes=body.host_notes or None,
        guest_requests=body.guest_requests or None,
        digest=digest_of(normalised(body)),
    )


def booking_change(body: UpdateReservationRequest) -> BookingChange:
    """Return what a reservation is to be.

    Raises:
        NotFound: naming the table that is none of ours.
    """
    said = body.model_fields_set
    return BookingChange(
        external_id=body.dojo_reservation_id,
        name=body.name,
        covers=body.covers,
        starts_at=body.start_time,
        ends_at=body.end_time,
        table_ids=_tables(body.table_ids),
        host_notes=(body.host_notes or None) if "host_notes" in said else UNSAID,
        guest_requests=(body.guest_requests or None) if "guest_requests" in said else UNSAID,
    )


def payment_event(body: Event) -> PaymentEvent:
    """Return what we are told of a card payment."""
    return PaymentEvent(
        id=body.id,
        account_id=body.account_id,
        topic=body.event,
        intent_id=body.data.payment_intent_id,
        status=Intent(body.data.payment_status.lower()),
        capture_mode=body.data.capture_mode,
        sent_at=body.created_at,
    )


def _tables(ids: Sequence[str]) -> tuple[UUID, ...]:
    found = (_our_id(f"tableIds[{index}]", text, "table") for index, text in enumerate(ids))
    return tuple(table_id for table_id in found if table_id is not None)


def _our_id(field: str, text: str | None, what: str) -> UUID | None:
    """Return an id that a body names; what is no id at all is nothing that we have."""
    found = parse_id(text) if text is not None else None
    if text is not None and found is None:
        raise NotFound(f"{field}: no such {what} at this location.", code=f"{what}_not_found")
    return found
