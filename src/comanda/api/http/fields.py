"""Types of fields that several surfaces read: ids, amounts, times and texts, taken liberally and checked exactly."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from comanda.kernel.time import parse_iso

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")


def _decimal(value: Any) -> Decimal:
    text = str(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise PydanticCustomError("not_a_number", "a plain decimal number is expected, with at most 6 decimals")
    return Decimal(text)


def _instant(value: Any) -> datetime:
    found = parse_iso(value) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("not_a_time", "a time in ISO 8601 is expected, such as 2026-07-10T06:00:00+00:00")
    return found


def _day(value: Any) -> date:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("not_a_date", "a date is expected, such as 1960-06-22")


def printable(value: str) -> str:
    """Return a text that has no NUL character, which PostgreSQL cannot keep."""
    if "\x00" in value:
        raise PydanticCustomError("nul_character", "a text without NUL characters is expected")
    return value


Id = Annotated[UUID, WithJsonSchema({"type": "string"})]
Number = Annotated[Decimal, BeforeValidator(_decimal), WithJsonSchema({"type": ["number", "string"]})]
Instant = Annotated[datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Text = Annotated[str, AfterValidator(printable)]
Text50 = Annotated[str, StringConstraints(max_length=50), AfterValidator(printable)]
Text100 = Annotated[str, StringConstraints(max_length=100), AfterValidator(printable)]
Text200 = Annotated[str, StringConstraints(max_length=200), AfterValidator(printable)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,10}$")]
