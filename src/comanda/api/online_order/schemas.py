"""What partner apps send. Unknown keys are ignored; null and absent are the same."""

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from comanda.api.http.fields import Code, Id, Instant, Number, Text, Text50, Text100, Text200

MAX_LIMIT = 200
Country = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2}$", to_upper=True)]
Pax = Annotated[int, Field(ge=1, le=9_999)]
Coordinate = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class Said(BaseModel):
    """A body or a part of one."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, populate_by_name=True)


class Clearable(Said):
    """A body whose empty texts count as null, so that either takes a field away."""

    @model_validator(mode="before")
    @classmethod
    def _empty_is_null(cls, said: Any) -> Any:
        return {key: None if value == "" else value for key, value in said.items()} if isinstance(said, dict) else said


class PageQuery(Said):
    """A page of a list of the whole restaurant."""

    limit: int = Field(50, ge=1, le=MAX_LIMIT, description="Rows per page.")
    page: int = Field(1, ge=1, le=1_000_000, description="1-based; a page past the end is empty.")
    update_at_min: Instant | None = Field(
        None,
        validation_alias=AliasChoices("update_at_min", "updated_at_min"),
        description="Only what was changed at or after this time. Write + as %2B.",
    )


class LocationQuery(Said):
    """Something of one location."""

    location_id: Id


class LocationPageQuery(PageQuery):
    """A page of a list of one location."""

    location_id: Id


def _ids(value: Any) -> Any:
    return [part for part in value.split(",") if part] if isinstance(value, str) else value


class OrdersQuery(PageQuery):
    """A page of orders."""

    location_id: Id | None = None
    app_id: Text | None = Field(None, description="`current` for the calling app, or an app's id.")
    ids: Annotated[list[Id], BeforeValidator(_ids), Field(max_length=MAX_LIMIT)] | None = Field(
        None, description="Order ids, separated by commas.", json_schema_extra={"type": "string"}
    )
    order_no: Text50 | None = None
    customer_id: Id | None = None
    detail: Literal["all"] | None = Field(None, description="`all` for whole orders; then limit is at most 100.")
    create_at_min: Instant | None = Field(
        None, validation_alias=AliasChoices("create_at_min", "created_at_min"), description="With create_at_max."
    )
    create_at_max: Instant | None = Field(
        None,
        validation_alias=AliasChoices("create_at_max", "created_at_max"),
        description="With create_at_min, at most 32 days later.",
    )


class ModifierOptionIn(Said):
    """A chosen modifier option."""

    modifier_option: Id
    qty: int | None = None


class DiscountIn(Said):
    """A manual discount; `value` for an open one only."""

    discount: Id | None = None
    value: Number | None = None
    promotion: Id | None = Field(None, description="Promotions are never given by hand; naming one is an error.")


class ItemIn(Said):
    """An item of the menu, or an open item: a name and a price instead of `item`."""

    id: Id | None = Field(None, description="12.3 only: the order item this is, so that it keeps its progress.")
    cart_item_key: Text50 | None = None
    item: Id | None = None
    variant: Id | None = None
    name: Text50 | None = None
    qty: int | None = None
    qty_unit: Number | None = None
    price: Number | None = None
    notes: Text200 | None = None
    modifier_options: list[ModifierOptionIn] | None = Field(None, max_length=200)
    discounts: list[DiscountIn] | None = Field(None, max_length=50)


class ChargeIn(Said):
    """A charge at another amount than its own."""

    charge: Id
    amount: Number


class PaymentInputIn(Said):
    """What a payment method asks for."""

    payment_input: Id
    value: Text200


class PaymentIn(Said):
    """A payment."""

    payment: Id
    amount: Number
    receipt_no: Code | None = None
    payment_inputs: list[PaymentInputIn] | None = Field(None, max_length=50)


class RefundPaymentIn(Said):
    """Money given back by one method."""

    payment: Id
    amount: Number


class RefundIn(Said):
    """A refund."""

    refund_payments: list[RefundPaymentIn] = Field(max_length=50)
    refund_no: Code | None = None


class ObjectIn(Said):
    """A table."""

    object: Id
    pax: Pax | None = None


class RewardIn(Said):
    """A loyalty reward to redeem."""

    loyalty_program_reward: Id


class VoucherIn(Said):
    """A voucher, by id."""

    voucher: Id


_CLEARABLE = frozenset(
    "notes first_name last_name email phone timeslot delivery_zone address1 address2 city postal".split()
)
"""Texts that an empty string takes away in a change; elsewhere an empty string is the same as nothing."""


class OrderInfoIn(Said):
    """Everything about an order that is not bought."""

    dining_option: Id | None = None
    order_no: Code | None = None
    order_ticket: Text50 | None = None
    pax: Pax | None = None
    status: Literal["pending", "pending_payment", "open"] | None = None
    notes: Text200 | None = None
    customer: Id | None = None
    first_name: Text50 | None = None
    last_name: Text50 | None = None
    email: Text50 | None = None
    phone: Text50 | None = None
    timeslot: Text50 | None = None
    timeslot_start: Instant | None = None
    timeslot_end: Instant | None = None
    delivery_zone: Text50 | None = None
    address1: Text100 | None = None
    address2: Text100 | None = None
    city: Text100 | None = None
    country: Country | None = None
    postal: Text50 | None = None
    address_lat: Coordinate | None = None
    address_lng: Coordinate | None = None
    order_at: Instant | None = None

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, said: Any) -> Any:
        if isinstance(said, dict):
            return {key: value for key, value in said.items() if value != "" or key in _CLEARABLE}
        return said


class CartIn(Said):
    """11.1 and 11.2: a cart."""

    location: Id
    items: list[ItemIn]
    charges: list[ChargeIn] | None = Field(None, max_length=50)
    discounts: list[DiscountIn] | None = Field(None, max_length=50)
    payments: list[PaymentIn] | None = Field(None, max_length=50)
    refunds: list[RefundIn] | None = Field(None, max_length=50)
    objects: list[ObjectIn] | None = Field(None, max_length=50)
    loyalty_program_rewards: list[RewardIn] | None = Field(None, max_length=20)
    vouchers: list[VoucherIn] | None = Field(None, max_length=20)
    order_info: OrderInfoIn | None = None

    @property
    def location_id(self) -> Id:
        """The location the cart is for."""
        return self.location


class OrderChangeIn(Said):
    """12.3: a change of an order. An absent list keeps what the order has; payments are only added."""

    items: list[ItemIn] | None = None
    charges: list[ChargeIn] | None = Field(None, max_length=50)
    discounts: list[DiscountIn] | None = Field(None, max_length=50)
    payments: list[PaymentIn] | None = Field(None, max_length=50)
    objects: list[ObjectIn] | None = Field(None, max_length=50)
    loyalty_program_rewards: list[RewardIn] | None = Field(None, max_length=20)
    vouchers: list[VoucherIn] | None = Field(None, max_length=20)
    order_info: OrderInfoIn | None = None


BODIES = (CartIn, OrderChangeIn, PaymentIn, RefundIn)
"""Every body that a route reads, for the documentation."""
