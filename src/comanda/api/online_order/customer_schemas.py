"""What partner apps send of customers and what they hold. Unknown keys are ignored, empty texts count as null."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from comanda.api.http.fields import Code, Day, Id, Instant, Number, Text, Text50, Text100, Text200
from comanda.api.online_order.schemas import MAX_LIMIT, Clearable, PageQuery, Said

_VOUCHER_CODE = re.compile(r"[A-Za-z0-9]+")


def _voucher_code(value: str) -> str:
    if not _VOUCHER_CODE.fullmatch(value):
        raise PydanticCustomError("pattern", "letters and digits without spaces are expected")
    return value


def _plus(value: Any) -> Any:
    """Read a `+` that a URL turned into a space."""
    return "+" + value[1:] if isinstance(value, str) and value.startswith(" ") else value


VoucherCode = Annotated[str, StringConstraints(max_length=50), AfterValidator(_voucher_code)]
CountryCode = Annotated[str, StringConstraints(max_length=50, to_upper=True)]
Uses = Annotated[int, Field(ge=1, le=1_000_000_000)]


class CustomerIn(Clearable):
    """8.2 and 8.3. A change keeps what is not sent and takes away what is null."""

    reference: Text50 | None = None
    first_name: Text50 | None = None
    last_name: Text50 | None = None
    company_name: Text50 | None = None
    email: Text50 | None = None
    phone: Text50 | None = None
    dob: Day | None = None
    gender: Text50 | None = None
    address1: Text100 | None = None
    address2: Text100 | None = None
    city: Text100 | None = None
    country: CountryCode | None = Field(None, description="Two letters.")
    postal: Text50 | None = None
    notes: Text200 | None = None
    marketing_consent_email: bool | None = None
    marketing_consent_text: bool | None = None
    marketing_consent_phone: bool | None = None
    customer_group: Id | None = None


class NewVoucherIn(Clearable):
    """6.2. Of `discount`, `promotion` and `customer`, what the type and `applicable` do not need is ignored."""

    voucher_code: VoucherCode
    applicable: Literal["customer"] | None = None
    type: Literal["discount", "promotion"]
    discount: Id | None = None
    promotion: Id | None = None
    customer: Id | None = None
    max_redemptions: Uses | None = Field(None, description="Null is as often as one likes.")
    start_date: Instant
    end_date: Instant | None = Field(None, description="Null is for ever.")


class VoucherChangeIn(Clearable):
    """6.3. What is not sent stays; null makes it good for everybody, as often as one likes, or for ever."""

    voucher_code: VoucherCode | None = None
    applicable: Literal["customer"] | None = None
    type: Literal["discount", "promotion"] | None = None
    discount: Id | None = None
    promotion: Id | None = None
    customer: Id | None = None
    max_redemptions: Uses | None = None
    start_date: Instant | None = None
    end_date: Instant | None = None


class MemberIn(Said):
    """9.5."""

    customer: Id


class PointsIn(Clearable):
    """9.6."""

    member: Id
    points: int = Field(description="Below 0 takes points away.")
    location: Id | None = None
    notes: Text200 | None = None


class CreditIn(Clearable):
    """10.2."""

    customer: Id
    amount: Number = Field(description="Below 0 takes credit away.")
    location: Id | None = None
    notes: Text200 | None = None


class TopUpIn(Clearable):
    """10.4."""

    customer: Id
    topup_amount: Number = Field(description="The credit that is given.")
    payment: Id
    payment_amount: Number = Field(description="What was paid for it, which may be less.")
    location: Id | None = None
    topup_no: Code | None = None


class VoucherSearchQuery(PageQuery):
    """6.4."""

    voucher_code: Text50 | None = None
    customer_id: Id | None = None


class CustomerSearchQuery(PageQuery):
    """8.4."""

    email: Text50 | None = Field(None, description="In capital or small letters.")
    phone: Annotated[Text50, BeforeValidator(_plus)] | None = Field(None, description="Write + as %2B.")


class LedgerQuery(Said):
    """A page of transactions, newest first."""

    location_id: Id | None = None
    order_id: Id | None = None
    app_id: Text | None = Field(None, description="`current` for the calling app, or an app's id.")
    limit: int = Field(50, ge=1, le=MAX_LIMIT, description="Rows per page.")
    page: int = Field(1, ge=1, le=1_000_000, description="1-based; a page past the end is empty.")
    create_at_min: Instant | None = Field(
        None,
        validation_alias=AliasChoices("create_at_min", "created_at_min"),
        description="Only what was made at or after this time. Write + as %2B.",
    )


class PointsSearchQuery(LedgerQuery):
    """9.7."""

    member_id: Id | None = None


class CreditSearchQuery(LedgerQuery):
    """10.3."""

    customer_id: Id | None = None


BODIES = (CustomerIn, NewVoucherIn, VoucherChangeIn, MemberIn, PointsIn, CreditIn, TopUpIn)
"""Every body that a route reads, for the documentation."""
