"""Orders and parties as the core knows them, and bodies as terminals send them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import NAMESPACE_OID, UUID, uuid5

from comanda.kernel.money import RoundingMode
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.order import Breakdown, ChosenOption, Order, OrderLine, OrderTable, Payment
from comanda.ordering.rules.status import Expedite, Kitchen, Status
from comanda.pricing.result import Quote

NOON = datetime(2026, 3, 6, 12, 0, 30, 123456, tzinfo=UTC)
Json = dict[str, Any]


def uid(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, name)


def gbp(value: int) -> Json:
    return {"value": value, "currencyCode": "GBP"}


NO_BREAKDOWN = Breakdown(RoundingMode.HALF_UP, (), (), (), (), (), (), {})


def sold(name: str = "Soup", unit_price: int = 500, qty: int = 1, **changed: Any) -> OrderLine:
    options: tuple[ChosenOption, ...] = changed.pop("options", ())
    price_per = unit_price + sum(option.price * option.qty for option in options)
    found = OrderLine(
        id=uid(f"line {name}"),
        sort=0,
        item_id=uid(f"item {name}"),
        variant_id=uid(f"variant {name}"),
        item_no=None,
        sku=None,
        name=name,
        variant_name=None,
        unit_price=unit_price,
        price_per=price_per,
        qty=qty,
        measure=None,
        price=price_per * qty,
        net=price_per * qty,
        notes=None,
        options=options,
        discounts=(),
        manual_discounts=(),
        tax_ids=(),
        kitchen=Kitchen.DEFAULT,
        expedite=Expedite.DEFAULT,
    )
    return replace(found, **changed)


def placed(*lines: OrderLine, **changed: Any) -> Order:
    lines = lines or (sold(),)
    total = sum(line.price for line in lines)
    found = Order(
        id=uid("order"),
        location_id=uid("location"),
        currency="GBP",
        channel="staff",
        app_id=None,
        session_id=None,
        guest_id=None,
        order_no="0012",
        order_ticket=None,
        status=Status.OPEN,
        version=1,
        dining_option_id=None,
        dining_option_name=None,
        pax=1,
        customer_id=None,
        notes=None,
        void_reason=None,
        contact={},
        order_at=None,
        subtotal=total,
        total=total,
        rounding=0,
        breakdown=NO_BREAKDOWN,
        created_at=NOON,
        updated_at=NOON,
        lines=lines,
        tables=(),
        payments=(),
        refunds=(),
    )
    return replace(found, **changed)


def quoted_order(quoted: Quote, kinds: Sequence[bool]) -> Order:
    """The order that a quote becomes; `kinds` says of each charge whether it is a fee."""
    lines = [
        sold(
            f"dish {place}",
            entry.line.unit_price,
            entry.line.qty,
            measure=entry.line.measure,
            price=entry.price,
            options=tuple(ChosenOption(one.id, "option", one.price, one.qty) for one in entry.line.options),
            discounts=entry.discounts,
        )
        for place, entry in enumerate(quoted.lines)
    ]
    charges = tuple(
        replace(charge, kind="fee" if fee else "service") for charge, fee in zip(quoted.charges, kinds, strict=False)
    )
    breakdown = replace(
        NO_BREAKDOWN,
        discounts=quoted.discounts,
        manufacturer_discounts=quoted.manufacturer_discounts,
        charges=charges,
        taxes=quoted.taxes,
    )
    return placed(
        *lines,
        total=quoted.total,
        rounding=quoted.rounding,
        breakdown=breakdown,
        service_charge=sum(charge.amount for charge in charges if charge.kind == "service"),
    )


def paid(amount: int, tip: int = 0, intent_id: str | None = None, name: str = "payment") -> Payment:
    return Payment(uid(name), uid("card"), "Card", name, amount, (), NOON, tip, None, 0, intent_id)


def seat(name: str) -> OrderTable:
    return OrderTable(uid(f"table {name}"), name, None, 1)


def dish(name: str, *units: str | None) -> Any:
    """An item with a variant for each unit; the first is the variant that `sold` sells."""
    names = [f"variant {name}", *(f"variant {name} {place}" for place in range(1, len(units)))]
    return SimpleNamespace(
        variants=[SimpleNamespace(id=uid(one), unit=unit) for one, unit in zip(names, units, strict=True)]
    )


def catalogue(dishes: dict[UUID, Any] | None = None, **kinds: str) -> Catalogue:
    """A catalogue with these dishes, and a dining option of each kind by name."""
    options = {uid(name): SimpleNamespace(kind=kind) for name, kind in kinds.items()}
    return cast("Catalogue", SimpleNamespace(menu=SimpleNamespace(items=dishes or {}, dining_options=options)))


def item_body(**changed: Any) -> Json:
    return {"name": "Soup", "amountPerItem": gbp(500), "plu": "SOUP", "quantity": 1} | changed


def order_body(**changed: Any) -> Json:
    return {
        "items": [item_body()],
        "totalAmount": gbp(500),
        "dojoOrderId": "dojo-1",
        "payments": [],
        "details": {"orderType": "DineIn", "dineIn": {}},
    } | changed


def party_body(**changed: Any) -> Json:
    return {
        "dojoPartyId": "dojo-party-1",
        "startTime": "2024-08-12T09:30:00.000Z",
        "tableIds": [str(uid("table 1"))],
    } | changed


def booking_body(**changed: Any) -> Json:
    return {
        "dojoReservationId": "dojo-res-210345",
        "name": "Sasha J.",
        "covers": 3,
        "startTime": "2024-08-12T13:00:00.000Z",
        "endTime": "2024-08-12T15:00:00.000Z",
        "tableIds": [str(uid("table 1"))],
    } | changed
