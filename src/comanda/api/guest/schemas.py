"""What phones and staff send."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from comanda.api.http.fields import Id, Instant, printable
from comanda.ordering.requests import CartRequest, LineRequest, OptionRequest, OrderInfo


def _empty_is_absent(value: Any) -> Any:
    return None if value == "" else value


Name = Annotated[str, StringConstraints(min_length=1, max_length=255, strip_whitespace=True), AfterValidator(printable)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=50, strip_whitespace=True), AfterValidator(printable)]
Secret = Annotated[
    str, StringConstraints(min_length=1, max_length=255, strip_whitespace=True), AfterValidator(printable)
]
_Phone = Annotated[
    str, StringConstraints(min_length=1, max_length=20, strip_whitespace=True), AfterValidator(printable)
]
_Words = Annotated[
    str, StringConstraints(min_length=0, max_length=500, strip_whitespace=True), AfterValidator(printable)
]
_Email = Annotated[
    str, StringConstraints(min_length=3, max_length=255, strip_whitespace=True), AfterValidator(printable)
]
Optional = BeforeValidator(_empty_is_absent)
Phone = Annotated[_Phone | None, Optional]
Notes = Annotated[_Words | None, Optional]
Email = Annotated[_Email | None, Optional]
MaybeId = Annotated[Id | None, Optional]
MaybeName = Annotated[Name | None, Optional]
MaybeShort = Annotated[Short | None, Optional]
Cents = Annotated[int, Field(ge=1, le=10**12)]


class Said(BaseModel):
    """A body; what it says beyond this is ignored."""

    model_config = ConfigDict(extra="ignore")


class SessionIn(Said):
    """Ask for a table."""

    customerName: Name  # noqa: N815 - the contract's name
    customerPhone: Phone = None  # noqa: N815


class RegisterIn(SessionIn):
    """Ask for a table and say more of oneself."""

    email: Email = None
    birthDate: Annotated[date | None, BeforeValidator(_empty_is_absent)] = None  # noqa: N815


class ModifierIn(Said):
    """A modifier, this many per unit."""

    modifierId: Id  # noqa: N815
    quantity: Annotated[int, Field(ge=1, le=99)] = 1


class LineIn(Said):
    """A line of an order or cart."""

    menuItemId: Id  # noqa: N815
    variantId: MaybeId = None  # noqa: N815
    quantity: Annotated[int, Field(ge=1, le=99)]
    notes: Notes = None
    modifiers: Annotated[list[ModifierIn], Field(max_length=50)] = []

    def request(self, default_variant: UUID | None) -> LineRequest:
        """Return the line as the core takes it."""
        options = tuple(OptionRequest(chosen.modifierId, chosen.quantity) for chosen in self.modifiers)
        variant_id = self.variantId or default_variant
        return LineRequest(self.menuItemId, variant_id, qty=self.quantity, notes=self.notes, options=options)


class OrderIn(Said):
    """Place a round."""

    type: Literal["dine_in", "takeout", "delivery"] = "dine_in"
    items: Annotated[list[LineIn], Field(max_length=100)] = []
    cartLineIds: Annotated[list[Id], Field(max_length=200)] = []  # noqa: N815
    customerName: MaybeName = None  # noqa: N815
    notes: Notes = None
    couponCode: MaybeShort = None  # noqa: N815
    redemptionId: MaybeId = None  # noqa: N815


class StaffOrderIn(OrderIn):
    """Place a round for a table."""

    tableSessionId: MaybeId = None  # noqa: N815
    tableId: MaybeId = None  # noqa: N815


class CodeIn(Said):
    """A voucher's code."""

    code: Short


class RewardIn(Said):
    """A reward to redeem."""

    rewardId: Id  # noqa: N815


class TableActionIn(Said):
    """Call for something."""

    action: Literal["call_waiter", "request_bill"]
    tableSessionId: MaybeId = None  # noqa: N815


class CancelCallIn(Said):
    """Take a call back."""

    requestId: Id  # noqa: N815


class LoginIn(Said):
    """Sign in."""

    email: Secret
    password: Annotated[str, StringConstraints(min_length=1, max_length=255), AfterValidator(printable)]


class RefreshIn(Said):
    """Stay signed in."""

    refreshToken: Secret  # noqa: N815


class WalkInIn(Said):
    """Seat a party."""

    tableId: Id  # noqa: N815
    customerName: MaybeName = None  # noqa: N815
    customerPhone: Phone = None  # noqa: N815
    guestCount: Annotated[int, Field(ge=1, le=500)] = 1  # noqa: N815


class ReasonIn(Said):
    """Why, if anybody wants to say."""

    reason: Notes = None


class EndIn(Said):
    """End a session."""

    force: bool = False


class StatusIn(Said):
    """A status that is wanted; which ones there are depends on what it is of."""

    status: Short


class PositionIn(Said):
    """Where a table stands on the floor map."""

    x: Annotated[float, Field(ge=-100_000, le=100_000, allow_inf_nan=False)]
    y: Annotated[float, Field(ge=-100_000, le=100_000, allow_inf_nan=False)]


class TableIn(Said):
    """A new table."""

    number: Annotated[int, Field(ge=1, le=100_000)]
    capacity: Annotated[int, Field(ge=1, le=50)] = 4
    spaceId: MaybeId = None  # noqa: N815


class TableChangeIn(Said):
    """A change of a table."""

    number: Annotated[int, Field(ge=1, le=100_000)] | None = None
    capacity: Annotated[int, Field(ge=1, le=50)] | None = None
    spaceId: MaybeId = None  # noqa: N815


class TargetIn(Said):
    """The other table."""

    targetTableId: Id  # noqa: N815


class SpaceIn(Said):
    """An area."""

    name: Name
    description: Notes = None
    floor_number: Annotated[int, Field(ge=-10, le=200)] = 1


class SpaceChangeIn(Said):
    """A change of an area."""

    name: Name | None = None
    description: Notes = None
    floor_number: Annotated[int, Field(ge=-10, le=200)] | None = None


class AssignmentIn(Said):
    """A waiter for a table."""

    userId: Id  # noqa: N815


class AvailabilityIn(Said):
    """Whether an item can be had."""

    is_available: bool


class SettingsIn(Said):
    """Settings to change."""

    settings: dict[str, Any] = {}


class PaymentIn(Said):
    """A payment of an order or of a whole party, in minor units; the tip comes on top."""

    orderId: MaybeId = None  # noqa: N815
    tableSessionId: MaybeId = None  # noqa: N815
    method: Short
    amount: Cents
    tip: Annotated[int, Field(ge=0, le=10**12)] = 0
    reference: MaybeShort = None


class PageQuery(Said):
    """Which page of a list."""

    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    limit: Annotated[int, Field(ge=1, le=300)] = 20


class OrdersQuery(PageQuery):
    """Which orders a list shows."""

    status: str | None = None


class HistoryQuery(Said):
    """Which time a history covers."""

    from_: Annotated[Instant | None, Field(alias="from")] = None
    to: Instant | None = None


def cart_request(
    said: OrderIn,
    lines: tuple[LineRequest, ...],
    dining_option_id: UUID | None,
    vouchers: tuple[UUID, ...],
    *,
    customer_id: UUID | None = None,
    **more: Any,
) -> CartRequest:
    """Return what was asked as the core takes it."""
    contact: dict[str, Any] = {"name": said.customerName} if said.customerName else {}
    info = OrderInfo(dining_option_id=dining_option_id, notes=said.notes, customer_id=customer_id, contact=contact)
    return CartRequest(lines=lines, info=info, vouchers=vouchers, cart_line_ids=tuple(said.cartLineIds), **more)


BODIES: tuple[type[BaseModel], ...] = (
    SessionIn,
    RegisterIn,
    OrderIn,
    StaffOrderIn,
    LineIn,
    CodeIn,
    RewardIn,
    TableActionIn,
    CancelCallIn,
    LoginIn,
    RefreshIn,
    WalkInIn,
    ReasonIn,
    EndIn,
    StatusIn,
    PositionIn,
    TableIn,
    TableChangeIn,
    TargetIn,
    SpaceIn,
    SpaceChangeIn,
    AssignmentIn,
    AvailabilityIn,
    SettingsIn,
    PaymentIn,
)
