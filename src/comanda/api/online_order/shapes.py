"""The shapes of answers, for the documentation and for the tests that hold the presenters to it."""

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")
Amount = int | float
FinancialStatus = Literal["pending", "partially_paid", "paid", "partially_refunded", "refunded", "voided"]
OrderStatus = Literal["pending", "open", "closed", "cancelled", "pending_payment", "cancelled_payment"]


class Shape(BaseModel):
    """An object whose keys are all listed; `Field(None)` ones may be absent."""

    model_config = ConfigDict(extra="forbid", strict=True)


class One(Shape, Generic[T]):
    """An answer with one object."""

    data: T


class Many(Shape, Generic[T]):
    """An answer with a list; a page past the end is empty."""

    data: list[T]


class RestaurantOut(Shape):
    """2.1."""

    id: str
    name: str
    currency: str
    updated_at: str


class LocationOut(Shape):
    """2.2."""

    id: str
    name: str
    updated_at: str


class DiningOptionOut(Shape):
    """2.3."""

    id: str
    name: str
    sort: int
    updated_at: str


class PaymentInputOut(Shape):
    """What a payment method asks for."""

    id: str
    name: str
    sort: int


class PaymentMethodOut(Shape):
    """2.4."""

    id: str
    name: str
    sort: int
    updated_at: str
    payment_inputs: list[PaymentInputOut]


class Reference(Shape):
    """A bare reference."""

    id: str


class ChargeOut(Shape):
    """2.5."""

    id: str
    name: str
    updated_at: str
    dining_options: list[Reference]


class Named(Shape):
    """An id and a name."""

    id: str
    name: str


class NamedSorted(Named):
    """An id, a name and a place."""

    sort: int


class SettingsCategoryOut(Named):
    """A top category with those below it."""

    sub_categories: list[Named]


class SettingsOptionOut(Shape):
    """A modifier option of 2.6."""

    id: str
    name: str
    price: Amount
    max_qty: int
    default_selected: bool
    show_in_menu: bool
    sort: int


class SettingsModifierOut(NamedSorted):
    """A modifier of 2.6."""

    min_selection: int | None
    max_selection: int | None
    modifier_options: list[SettingsOptionOut]


class SettingsChargeOut(Named):
    """A charge of 2.6, with plain ids."""

    dining_options: list[str]


class SettingsOut(Shape):
    """2.6, deprecated."""

    locations: list[Named]
    dining_options: list[NamedSorted]
    payments: list[NamedSorted]
    categories: list[SettingsCategoryOut]
    modifiers: list[SettingsModifierOut]
    charges: list[SettingsChargeOut]
    customer_groups: list[Named]


class FloorObjectOut(Shape):
    """A table."""

    id: str
    name: str
    pax: int


class FloorplanOut(Shape):
    """3.1."""

    id: str
    name: str
    sort: int
    updated_at: str
    objects: list[FloorObjectOut]


class VariantOut(Shape):
    """A variant; without `price` it is sold at an open price."""

    id: str
    name: str
    sku: str | None
    summary: str | None
    price: Amount = Field(0, json_schema_extra={"description": "Absent for an open price."})
    show_in_menu: bool
    sort: int


class ItemOut(Shape):
    """4.1."""

    id: str
    item_no: str | None
    name: str
    description: str | None
    image: str | None
    category: str
    updated_at: str
    variants: list[VariantOut]
    modifiers: list[Reference]


class ModifierOptionOut(SettingsOptionOut):
    """An option of 4.2."""

    sku: str | None
    summary: str | None


class ModifierOut(Shape):
    """4.2."""

    id: str
    name: str
    min_selection: int | None
    max_selection: int | None
    sort: int
    updated_at: str
    modifier_options: list[ModifierOptionOut]


class CategoryOut(Shape):
    """4.3."""

    id: str
    name: str
    parent_category: str | None
    updated_at: str


class DiscountOut(Shape):
    """5.1."""

    id: str
    name: str
    type: Literal["percent", "price"]
    stackable: bool
    manufacturer_discount: bool
    value: Amount | None
    max_value: Amount | None
    updated_at: str


class PromotionOut(Shape):
    """5.2."""

    id: str
    name: str
    summary: str
    type: Literal["auto", "voucher"]
    start_date: str
    end_date: str | None
    updated_at: str


class MenuItemOut(Shape):
    """An item of a menu."""

    id: str
    item_no: str | None
    name: str
    description: str | None
    sort: int
    image: str | None
    category: str
    variants: list[VariantOut]
    modifiers: list[Reference]


class MenuTimeOut(Shape):
    """When a menu is offered."""

    day: str
    start_time: str
    end_time: str


class MenuOut(Shape):
    """A menu."""

    id: str
    name: str
    sort: int
    items: list[MenuItemOut]
    times: list[MenuTimeOut]


class MenusOut(Shape):
    """7."""

    menus: list[MenuOut]


class DiscountRowOut(Shape):
    """A discount taken off: exactly one of discount, promotion and loyalty_program_reward is there."""

    discount: str = ""
    promotion: str = ""
    loyalty_program_reward: str = ""
    voucher: str = ""
    amount: Amount


class NamedDiscountRowOut(DiscountRowOut):
    """A discount taken off an order; one by a loyalty reward has no name."""

    name: str = ""


class CartOptionOut(Shape):
    """A chosen option, priced."""

    modifier_option: str
    price_per: Amount
    qty: int
    price: Amount


class CartItemOut(Shape):
    """A line, priced. `item`, `variant` and `variant_price` are null for an open item."""

    cart_item_key: str = ""
    item: str | None
    price_per: Amount
    qty: int
    qty_unit: Amount = 0
    price: Amount
    variant: str | None
    variant_price: Amount | None
    sort: int
    modifier_options: list[CartOptionOut]
    discounts: list[DiscountRowOut]


class ChargeRowOut(Shape):
    """A charge on the order."""

    charge: str
    amount: Amount
    name: str


class TaxRowOut(Shape):
    """A tax on the order; an inclusive one is in the prices already."""

    tax: str
    amount: Amount
    name: str
    inclusive: bool


class PaymentInputValueOut(Shape):
    """What was given for a payment input."""

    payment_input: str
    value: str


class CartPaymentOut(Shape):
    """A payment as sent."""

    payment: str
    amount: Amount
    payment_inputs: list[PaymentInputValueOut]


class CartRefundPaymentOut(Shape):
    """A part of a refund as sent."""

    payment: str
    amount: Amount


class CartRefundOut(Shape):
    """A refund as sent."""

    amount: Amount
    refund_payments: list[CartRefundPaymentOut]


class CartObjectOut(Shape):
    """A table as sent."""

    object: str
    pax: int = 0


class VoucherRefOut(Shape):
    """A voucher as sent."""

    voucher: str


class CartSummaryOut(Shape):
    """11.1."""

    subtotal: Amount
    total: Amount
    financial_status: FinancialStatus
    items: list[CartItemOut]
    discounts: list[DiscountRowOut]
    charges: list[ChargeRowOut]
    taxes: list[TaxRowOut]
    manufacturer_discounts: list[DiscountRowOut]
    payments: list[CartPaymentOut]
    refunds: list[CartRefundOut]
    objects: list[CartObjectOut]
    vouchers: list[VoucherRefOut]


class OrderObjectOut(Shape):
    """A table of an order."""

    object: str
    name: str


class OrderOptionOut(CartOptionOut):
    """A chosen option of an order."""

    name: str


class OrderItemOut(Shape):
    """A line of an order. `item`, `variant` and their like are null for an open item."""

    id: str
    item: str | None
    item_no: str | None
    name: str
    price_per: Amount
    qty: int
    qty_unit: Amount = 0
    price: Amount
    notes: str | None
    variant: str | None
    variant_name: str | None
    variant_price: Amount | None
    sort: int
    modifier_options: list[OrderOptionOut]
    discounts: list[NamedDiscountRowOut]


class RewardRowOut(Shape):
    """A redeemed loyalty reward."""

    loyalty_program_reward: str
    point: int


class OrderVoucherOut(Shape):
    """A voucher that the order used."""

    voucher: str
    voucher_code: str


class OrderPaymentOut(Shape):
    """A payment of an order; its id is the receipt's."""

    id: str
    payment: str
    payment_name: str
    receipt_no: str
    amount: Amount
    created_at: str
    payment_inputs: list[PaymentInputValueOut]


class OrderRefundPaymentOut(Shape):
    """A part of a refund."""

    payment: str
    payment_name: str
    amount: Amount


class OrderRefundOut(Shape):
    """A refund of an order."""

    id: str
    refund_no: str
    amount: Amount
    created_at: str
    refund_payments: list[OrderRefundPaymentOut]


class OrderHead(Shape):
    """What the list and the whole order have in common."""

    id: str
    customer: str | None
    order_no: str
    order_ticket: str | None
    dining_option: str | None
    status: OrderStatus
    financial_status: FinancialStatus
    kitchen_status: Literal["fulfilled", "partial"] | None
    expedite_status: Literal["expedited", "partial"] | None
    updated_at: str
    created_at: str
    objects: list[OrderObjectOut]


class OrderSummaryOut(OrderHead):
    """12.1 without detail: amounts are strings."""

    subtotal: str
    total: str
    rounding: str
    paid: str


class OrderOut(OrderHead):
    """12.2."""

    dining_option_name: str | None
    pax: int
    subtotal: Amount
    total: Amount
    rounding: Amount
    paid: Amount
    notes: str | None
    void_reason: str | None
    items: list[OrderItemOut]
    discounts: list[NamedDiscountRowOut]
    charges: list[ChargeRowOut]
    taxes: list[TaxRowOut]
    manufacturer_discounts: list[NamedDiscountRowOut]
    loyalty_program_rewards: list[RewardRowOut]
    vouchers: list[OrderVoucherOut]
    payments: list[OrderPaymentOut]
    refunds: list[OrderRefundOut]
