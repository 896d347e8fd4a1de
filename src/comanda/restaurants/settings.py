"""What a location leaves to its own taste, with the defaults of a restaurant that never asked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any, Literal

from comanda.kernel.errors import FieldProblem, Invalid


@dataclass(frozen=True, slots=True)
class LocationSettings:
    """Settings of a location.

    Attributes:
        join_policy: `open` lets everybody who scans the code of an active table in; `approve` lets staff or the guest
            who opened the table decide.
        show_guest_name: whether a phone that only scanned the code is told who opened the table.
        pending_minutes: how long a request for a table waits for an answer.
        guest_token_minutes: how long a phone's token lasts.
        kitchen_amber_minutes: age from which a ticket is late.
        kitchen_red_minutes: age from which it is very late.
        no_show_minutes: how late a party with a reservation may be before it counts as not coming.
        waiter_table_assignment_enabled: whether waiters look after tables of their own.
    """

    join_policy: Literal["open", "approve"] = "open"
    show_guest_name: bool = True
    pending_minutes: int = 10
    guest_token_minutes: int = 240
    kitchen_amber_minutes: int = 5
    kitchen_red_minutes: int = 8
    no_show_minutes: int = 30
    waiter_table_assignment_enabled: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "LocationSettings":
        """Return the settings that a location keeps; what it does not say is as by default."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})

    @property
    def pending_lasts(self) -> timedelta:
        """How long a request for a table waits."""
        return timedelta(minutes=self.pending_minutes)

    @property
    def guest_token_lasts(self) -> timedelta:
        """How long a phone's token lasts."""
        return timedelta(minutes=self.guest_token_minutes)


_MINUTES = {
    "pending_minutes": (1, 120),
    "guest_token_minutes": (5, 1440),
    "kitchen_amber_minutes": (1, 240),
    "kitchen_red_minutes": (1, 240),
    "no_show_minutes": (5, 240),
}


def changed(kept: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return a location's settings with some of them changed.

    Raises:
        Invalid: naming each setting that is not known or cannot have its value.
    """
    problems = []
    for name, value in wanted.items():
        expected = _expected(name, value)
        if expected is not None:
            problems.append(FieldProblem(f"settings.{name}", expected))
    if problems:
        raise Invalid.fields_of(problems)
    merged = LocationSettings.of({**kept, **wanted})
    if merged.kitchen_red_minutes < merged.kitchen_amber_minutes:
        raise Invalid.field("settings.kitchen_red_minutes", "no less than kitchen_amber_minutes is expected")
    return asdict(merged)


def _expected(name: str, value: object) -> str | None:
    """Return what a setting expects, or None when `value` is that."""
    if name == "join_policy":
        return None if value in ("open", "approve") else "open or approve is expected"
    if name in ("show_guest_name", "waiter_table_assignment_enabled"):
        return None if isinstance(value, bool) else "true or false is expected"
    if name in _MINUTES:
        low, high = _MINUTES[name]
        fits = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return None if fits else f"a whole number from {low} to {high} is expected"
    return "there is no such setting"
