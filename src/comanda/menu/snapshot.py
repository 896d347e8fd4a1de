"""The compiled menu of a location: one immutable value a version, answered and priced from memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from comanda.kernel.texts import Text
from comanda.pricing.inputs import Terms


@dataclass(frozen=True, slots=True)
class DiningOption:
    """How an order is taken: dine-in, takeaway, delivery."""

    id: UUID
    names: Text
    name: str
    kind: str | None
    sort: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentInput:
    """Something that is asked for with a payment, such as a card's last digits."""

    id: UUID
    name: str
    sort: int


STORE_CREDIT = "store_credit"
"""The kind of payment method that is the customer's own account at the restaurant."""


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A way to pay."""

    id: UUID
    names: Text
    name: str
    kind: str
    sort: int
    updated_at: datetime
    inputs: tuple[PaymentInput, ...]


@dataclass(frozen=True, slots=True)
class ListedCharge:
    """A charge as lists show it; what it amounts to is in the terms."""

    id: UUID
    name: str
    updated_at: datetime
    dining_options: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """A heading of the menu; `parent_id` is None at the top."""

    id: UUID
    names: Text
    name: str
    parent_id: UUID | None
    sort: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Variant:
    """A way an item is sold. `price` None is an open price; `unit` not None is sold by measure."""

    id: UUID
    item_id: UUID
    names: Text
    name: str
    sku: str | None
    summary: str | None
    price: int | None
    unit: str | None
    show_in_menu: bool
    sort: int
    blocked: bool


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a modifier."""

    id: UUID
    modifier_id: UUID
    names: Text
    name: str
    sku: str | None
    summary: str | None
    price: int
    max_qty: int
    default_selected: bool
    show_in_menu: bool
    allergens: tuple[str, ...]
    sort: int
    blocked: bool


@dataclass(frozen=True, slots=True)
class Modifier:
    """A group of choices; `min_selection` None or 0 is optional, `max_selection` None is unlimited."""

    id: UUID
    names: Text
    name: str
    min_selection: int | None
    max_selection: int | None
    sort: int
    updated_at: datetime
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A dish or drink.

    Attributes:
        categories: its category and all above it.
        station: where in the kitchen it is made, None when nobody has said.
        taxes: ids of the taxes on it, in the terms' order; items with the same taxes share the tuple.
        asks: its modifiers.
        choices: every option of its modifiers, and which of them (by place in `asks`) it belongs to.
        blocked: sold out at this location.
    """

    id: UUID
    item_no: str | None
    names: Text
    name: str
    descriptions: Text
    description: str | None
    image: str | None
    category_id: UUID
    categories: frozenset[UUID]
    allergens: tuple[str, ...]
    diets: tuple[str, ...]
    station: str | None
    taxes: tuple[UUID, ...]
    sort: int
    updated_at: datetime
    variants: tuple[Variant, ...]
    asks: tuple[Modifier, ...]
    choices: Mapping[UUID, tuple[Option, int]]
    blocked: bool


@dataclass(frozen=True, slots=True)
class MenuTime:
    """When a menu is offered: a weekday (0 is Monday) and local times."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu as guests see it; no times means always."""

    id: UUID
    name: str
    sort: int
    items: tuple[UUID, ...]
    times: tuple[MenuTime, ...]


@dataclass(frozen=True, slots=True)
class MenuSnapshot:
    """All that is sold at a location and charged on it.

    Items, variants and options that the location does not sell are absent; sold-out ones are there, blocked.
    """

    location_id: UUID
    currency: str
    exponent: int
    language: str
    auto_accept: Mapping[str, bool]
    terms: Terms
    dining_options: Mapping[UUID, DiningOption]
    payment_methods: Mapping[UUID, PaymentMethod]
    charges: Mapping[UUID, ListedCharge]
    categories: Mapping[UUID, Category]
    items: Mapping[UUID, Item]
    modifiers: Mapping[UUID, Modifier]
    menus: tuple[Menu, ...]
