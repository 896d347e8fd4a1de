"""Customers as the core knows them, and what they hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from comanda.kernel.texts import Text
from comanda.kernel.time import WeeklyWindow
from comanda.pricing.inputs import Pick, Reward

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{3,}")
MAX_TEXT = 50
"""Letters of a name or an e-mail address."""


def is_email(text: str) -> bool:
    """Tell whether a text looks like an e-mail address; whether anybody reads there, nobody knows."""
    return _EMAIL.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """Tell whether a text looks like a phone number such as +6511221122."""
    return _PHONE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class CustomerGroup:
    """A group of customers."""

    id: UUID
    name: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody the restaurant knows; one of reference, first and last name is always there."""

    id: UUID
    reference: str | None
    first_name: str | None
    last_name: str | None
    company_name: str | None
    email: str | None
    phone: str | None
    dob: date | None
    gender: str | None
    address1: str | None
    address2: str | None
    city: str | None
    country: str | None
    postal: str | None
    notes: str | None
    marketing_consent_email: bool
    marketing_consent_text: bool
    marketing_consent_phone: bool
    customer_group_id: UUID | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts of a customer when they order.

    Attributes:
        points: of each loyalty program they are a member of.
    """

    id: UUID
    points: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Multiplier:
    """Points count `times` as much at these local hours; no windows means always."""

    windows: tuple[WeeklyWindow, ...]
    times: int


@dataclass(frozen=True, slots=True)
class Earning:
    """How a program's points are earned.

    Attributes:
        spend: minor units for which `points` are given, 0 for a program that does not count money.
        picks: points for each unit of what is picked.
        multipliers: the highest one that applies counts.
    """

    spend: int
    points: int
    picks: tuple[tuple[Pick, int], ...]
    multipliers: tuple[Multiplier, ...]


@dataclass(frozen=True, slots=True)
class ListedReward:
    """A reward of a loyalty program, as orders apply it."""

    reward: Reward
    program_id: UUID
    names: Text
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class LoyaltyProgram:
    """A loyalty program, its words for one point and for several, its earning rule and its rewards."""

    id: UUID
    name: str
    term_single: str
    term_plural: str
    earning: Earning
    rewards: tuple[ListedReward, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A customer in a loyalty program, with the points they hold."""

    id: UUID
    program_id: UUID
    customer_id: UUID
    points: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class LoyaltyTransaction:
    """Points that a member got, or gave."""

    id: UUID
    program_id: UUID
    member_id: UUID
    kind: str
    points: int
    reward_id: UUID | None
    location_id: UUID | None
    order_id: UUID | None
    notes: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Redemption:
    """A reward that a member has paid for with points, for an order to come."""

    id: UUID
    member_id: UUID
    program_id: UUID
    reward_id: UUID
    points: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StoreCredit:
    """What a customer has to their credit, in minor units."""

    customer_id: UUID
    balance: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CreditTransaction:
    """Credit that a customer got, or spent."""

    id: UUID
    customer_id: UUID
    kind: str
    amount: int
    location_id: UUID | None
    order_id: UUID | None
    notes: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TopUp:
    """Money paid in, and the credit given for it."""

    id: UUID
    customer_id: UUID
    location_id: UUID | None
    topup_no: str
    topup_amount: int
    payment_method_id: UUID
    payment_amount: int
    created_at: datetime
