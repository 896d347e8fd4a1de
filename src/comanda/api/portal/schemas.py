"""What portals and operators send. Unknown keys are ignored; null, absent and an empty text are the same."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from comanda.api.http.fields import Instant, Text, Text100, Text200
from comanda.kernel.ids import parse_id
from comanda.kernel.time import parse_iso
from comanda.restaurants.rules import Governance

CHOICE = "must_be_one_of"
BAD_ID = "invalid_uuid"
TIMES = ("past", "present", "future")
MAX_PAGE = 1_000_000
MAX_NOTE = 1000
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT_OF_DAY = timedelta(days=1) - timedelta(microseconds=1)


def _one_of(*choices: str) -> tuple[BeforeValidator, WithJsonSchema]:
    def read(value: Any) -> Any:
        if value not in choices:
            raise PydanticCustomError(CHOICE, "Must be one of: {choices}", {"choices": ", ".join(choices)})
        return value

    return BeforeValidator(read), WithJsonSchema({"type": "string", "enum": list(choices)})


def _id(value: Any) -> UUID:
    found = parse_id(value) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError(BAD_ID, "Invalid UUID")
    return found


def _whole(low: int, high: int) -> tuple[BeforeValidator, WithJsonSchema]:
    def read(value: str) -> int:
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
        if number is None or not low <= number <= high:
            expected = {"low": low, "high": high}
            raise PydanticCustomError("out_of_range", "a whole number from {low} to {high} is expected", expected)
        return number

    return BeforeValidator(read), WithJsonSchema({"type": "integer", "minimum": low, "maximum": high})


def _times(value: str) -> frozenset[str]:
    said = {part.strip() for part in value.split(",") if part.strip()}
    if not said or not said <= {*TIMES, "all"}:
        raise PydanticCustomError(
            "unknown_time", "past, present, future, several of them separated by commas, or all is expected"
        )
    return frozenset(TIMES) if "all" in said else frozenset(said)


def _day_begins(value: str) -> datetime:
    found = parse_iso(value)
    if found is None:
        raise PydanticCustomError("not_a_time", "a date, or a time in ISO 8601, is expected")
    return found


def _day_ends(value: str) -> datetime:
    found = _day_begins(value)
    return found + _INSTANT_OF_DAY if _DATE.fullmatch(value) else found


def _short(value: str) -> str:
    if len(value) > MAX_NOTE:
        raise PydanticCustomError("too_long", "is too long: at most {most} characters", {"most": MAX_NOTE})
    return value


Id = Annotated[UUID, BeforeValidator(_id), WithJsonSchema({"type": "string", "format": "uuid"})]
PageNumber = Annotated[int, *_whole(1, MAX_PAGE)]
Times = Annotated[frozenset[str], BeforeValidator(_times), WithJsonSchema({"type": "string"})]
From = Annotated[datetime, BeforeValidator(_day_begins), WithJsonSchema({"type": "string"})]
To = Annotated[datetime, BeforeValidator(_day_ends), WithJsonSchema({"type": "string"})]
Note = Annotated[Text, AfterValidator(_short)]


class Said(BaseModel):
    """A query, or a body."""

    model_config = ConfigDict(extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, said: Any) -> Any:
        """Trim texts, and leave out the empty ones that template clients send for a variable without a value."""
        if not isinstance(said, dict):
            return said
        trimmed = {key: value.strip() if isinstance(value, str) else value for key, value in said.items()}
        return {key: value for key, value in trimmed.items() if value != ""}


class LocationsQuery(Said):
    """The list of all restaurants' locations."""

    page: PageNumber = Field(1, description="Page of restaurants, 1-based; one past the end is empty.")
    limit: Annotated[int, *_whole(1, 50)] = Field(10, description="Restaurants per page.")
    search: Text200 | None = Field(
        None, description="Part of the restaurant's name or slug, or of the location's name, slug or code."
    )
    tenant_id: Id | None = Field(None, description="One restaurant.")
    city: Text100 | None = Field(None, description="The location's city, in any case.")
    area: Text100 | None = Field(None, description="The location's area, in any case.")
    active_status: Annotated[Literal["active", "inactive"], *_one_of("active", "inactive")] | None = Field(
        None, description="Whether the location is active."
    )
    operational_status: Annotated[Literal["open", "closed"], *_one_of("open", "closed")] | None = Field(
        None, description="Whether it is open just now."
    )
    admin_status: Annotated[Governance, *_one_of(*Governance)] | None = Field(
        None, description="Its standing with the platform."
    )
    include_empty_tenants: Annotated[Literal["true", "false"], *_one_of("true", "false")] = Field(
        "false", description="Show restaurants that fit when none of their locations does."
    )


class LocationStatusIn(Said):
    """A decision about a location."""

    status: Annotated[Governance, *_one_of(*Governance)]
    notes: Note | None = Field(None, description="Why; replaces what was said with the last decision.")


class SessionIn(Said):
    """A dine-in session to be opened."""

    location_id: Id | None = Field(None, description="The location, unless its slug is given.")
    slug: Text100 | None = Field(None, description="The location's slug; must agree with location_id.")
    table_id: Id | None = Field(None, description="The table it sits at.")
    customer_id: Id | None = Field(None, description="Whom it is for; by default whoever opens it.")
    started_at: Instant | None = Field(None, description="By default now; a time to come plans the session.")
    closed_at: Instant | None = Field(None, description="When it is meant to end: after it starts, and yet to come.")
    note: Note | None = None


class OperatorQuery(Said):
    """Which restaurant is meant, when that does not go without saying."""

    tenant_id: Id | None = Field(None, description="The restaurant; needed from operators, who belong to none.")


class SessionsQuery(OperatorQuery):
    """The list of somebody's sessions."""

    user_id: Id | None = Field(None, description="Whose; by default the caller's. Managers and keys may name others.")
    time_filter: Times = Field(
        default_factory=lambda: frozenset(TIMES),
        description="Any of past, present and future, separated by commas, or all.",
        examples=["all"],
    )
    sort: Annotated[Literal["asc", "desc"], *_one_of("asc", "desc")] = Field("desc", description="By started_at.")
    page: PageNumber = Field(1, description="1-based; a page past the end is empty.")
    limit: Annotated[int, *_whole(1, 100)] = Field(20, description="Sessions per page.")
    from_date: From | None = Field(None, description="Started at or after this; a date is its first moment in UTC.")
    to_date: To | None = Field(None, description="Started at or before this; a date is its last moment in UTC.")


BODIES = (LocationStatusIn, SessionIn)
