"""The shapes of answers, for the documentation and for the tests that hold the presenters to it.

What may be absent is never null, so the schemas do not allow it either.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, WithJsonSchema
from pydantic.alias_generators import to_camel

Time = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
OrderStatus = Literal[
    "New",
    "Submitted",
    "Confirmed",
    "Accepted",
    "Preparing",
    "Prepared",
    "Ready",
    "Finalized",
    "Canceled",
    "Failed",
]


def _absent_not_null(schema: dict[str, Any]) -> None:
    for said in schema.get("properties", {}).values():
        if said.get("default", ...) is None:
            del said["default"]
            (kind,) = (one for one in said.pop("anyOf") if one != {"type": "null"})
            said.update(kind)


class Shape(BaseModel):
    """An object."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, json_schema_extra=_absent_not_null)


class Money(Shape):
    """An amount in minor units."""

    value: int
    currency_code: str


class Page(Shape):
    """A page of a list; a cursor is there when there is more on that side."""

    before: str | None = None
    after: str | None = None


class Area(Shape):
    """An area, with the waiters of its tables."""

    id: str
    name: str
    waiter_ids: list[str]


class AreasAnswer(RootModel[list[Area]]):
    """All areas."""


class Table(Shape):
    """A table."""

    id: str
    name: str
    max_covers: int
    area_id: str
    waiter_ids: list[str]


class PagedTables(Page):
    """A page of tables."""

    data: list[Table]


class TablesAnswer(RootModel[list[PagedTables]]):
    """One page, in a list."""


class Modifier(Shape):
    """A choice that goes with an item."""

    name: str
    quantity: int
    amount_per_modifier: Money
    plu: str


class OrderSubItem(Shape):
    """An item inside another."""

    name: str
    amount_per_item: Money
    plu: str
    quantity: int
    note: str | None = None
    modifiers: list[Modifier]


class OrderItem(OrderSubItem):
    """An item."""

    sub_items: list[OrderSubItem]


class Customer(Shape):
    """Who ordered."""

    id: str | None = None
    email_address: str | None = None
    phone_number: str | None = None
    name: str | None = None


class Discount(Shape):
    """A discount."""

    name: str
    amount_total: Money
    affected_plu: str | None = None
    discount_reference: str | None = None
    code: str | None = None
    amount_percentage: int | None = None


class TaxLine(Shape):
    """A tax."""

    amount_total: Money
    id: str | None = None
    name: str | None = None
    affected_plu: str | None = None
    amount_percentage: int | None = None


class Payment(Shape):
    """A payment, less what was given back of it."""

    payment_intent_id: str
    paid_amount: Money
    tips_amount: Money


class DineIn(Shape):
    """Where an order is for."""

    table_id: str | None = None
    waiter_id: str | None = None
    party_id: str | None = None
    reservation_id: str | None = None
    ready_at: Time | None = None


class Collection(Shape):
    """When an order is fetched."""

    asap: bool
    collect_at: Time | None = None


class OrderDetails(Shape):
    """How an order was taken; the object of its type is there."""

    order_type: Literal["DineIn", "Collection"]
    dine_in: DineIn | None = None
    collection: Collection | None = None


class Order(Shape):
    """An order."""

    id: str
    items: list[OrderItem]
    note: str | None = None
    customer: Customer | None = None
    discounts: list[Discount]
    tax_lines: list[TaxLine]
    status: OrderStatus
    created_at: Time
    updated_at: Time
    total_amount: Money
    payments: list[Payment]
    payable: bool
    paid_amount: Money
    service_charge_amount: Money
    reference: str
    tips_amount: Money
    details: OrderDetails
    display_name: str


class PagedOrders(Page):
    """A page of orders."""

    data: list[Order]


class Nothing(Shape):
    """An empty object."""


Align = Literal["Center", "Left", "Right"]


class BillImage(Shape):
    """A picture."""

    svg_image: str
    align: Align | None = None


class BillLogo(Shape):
    """The logo."""

    svg_image: str


class BillAddress(Shape):
    """The address."""

    address_lines: list[str]
    postcode: str


class BillEmail(Shape):
    """The e-mail address."""

    email_address: str


class BillName(Shape):
    """The name."""

    name: str


class BillPhone(Shape):
    """The telephone number."""

    phone_number: str


class BillText(Shape):
    """A text."""

    value: str
    size: Literal["Body", "Header1", "Header2"]
    align: Align | None = None
    bold: bool | None = None


class BillUrl(Shape):
    """An address on the web."""

    url: str
    description: str | None = None
    show_qr: bool | None = None
    show_url: bool | None = None


class BillRule(Shape):
    """A line across."""

    line: Literal["Single", "Double"]


class BillTaxNumber(Shape):
    """The number under which taxes are paid."""

    name: str
    number: str


class BillLine(Shape):
    """A line of a bill; the object of its type is there."""

    line_type: Literal[
        "Image",
        "Logo",
        "MerchantAddress",
        "MerchantEmailAddress",
        "MerchantName",
        "MerchantPhoneNumber",
        "Text",
        "URL",
        "HorizontalLine",
        "TaxNumber",
    ]
    image: BillImage | None = None
    logo: BillLogo | None = None
    merchant_address: BillAddress | None = None
    merchant_email_address: BillEmail | None = None
    merchant_name: BillName | None = None
    merchant_phone_number: BillPhone | None = None
    text: BillText | None = None
    url: BillUrl | None = None
    horizontal_line: BillRule | None = None
    tax_number: BillTaxNumber | None = None


class BillSection(Shape):
    """What stands above or below an order."""

    lines: list[BillLine]


class OrderBill(Shape):
    """An order with what stands above and below it."""

    header: BillSection
    order: Order
    footer: BillSection


class PartyDeposit(Shape):
    """What was paid before the party came."""

    total_amount: Money
    payment_intent_ids: list[str]
    description: str | None = None


class Party(Shape):
    """A party."""

    id: str
    name: str | None = None
    covers: int
    table_ids: list[str] = Field(min_length=1)
    status: str
    start_time: Time
    expected_end_time: Time | None = None
    end_time: Time | None = None
    host_notes: str | None = None
    guest_requests: str | None = None
    reservation_id: str | None = None
    deposit: PartyDeposit | None = None


class PagedParties(Page):
    """A page of parties."""

    data: list[Party]


class Reservation(Shape):
    """A reservation."""

    id: str
    name: str
    covers: int
    start_time: Time
    end_time: Time
    table_ids: list[str] = Field(min_length=1)
    host_notes: str | None = None
    guest_requests: str | None = None


class PagedReservations(Page):
    """A page of reservations."""

    data: list[Reservation]
