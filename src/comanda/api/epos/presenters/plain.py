"""The words everything else is made of: amounts, times, and objects without what nobody said."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


def money(value: int, currency: str) -> Json:
    """Return an amount of minor units."""
    return {"value": value, "currencyCode": currency}


def instant(at: datetime) -> str:
    """Return a time in UTC, to the millisecond: `2024-08-12T09:30:00.000Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def instant_or_none(at: datetime | None) -> str | None:
    """Return a time, or None."""
    return instant(at) if at is not None else None


def known(fields: Mapping[str, Any]) -> Json:
    """Return an object without the fields that have no value; an empty text is none."""
    return {name: value for name, value in fields.items() if value is not None and value != ""}
