"""What a demo restaurant is made of, in words a restaurateur would use.

A blueprint refers to its own parts by short keys (``modifiers=("doneness",)``), prices are decimal strings in the
restaurant's currency, and a name is either one string (in the restaurant's default language) or a mapping from
language code to string. `comanda.demo.seed` turns a blueprint into rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from comanda.restaurants.branding import Branding

Name = str | Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Table:
    number: int
    pax: int
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class Area:
    name: Name
    tables: tuple[Table, ...]


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Open on `days` (`mon` … `sun`) from `opens` to `closes`, local time; closing at or before opening means next day."""

    days: tuple[str, ...]
    opens: str
    closes: str


@dataclass(frozen=True, kw_only=True)
class Location:
    slug: str
    name: str
    timezone: str
    address: str
    city: str
    district: str
    latitude: float
    longitude: float
    areas: tuple[Area, ...]
    hours: tuple[Hours, ...]
    rounding_increment: str | None = None
    """Smallest coin that a bill is rounded to, e.g. `"0.05"`; None rounds to the currency's own decimals."""
    branding: Branding = field(default_factory=Branding)
    """What its bills and receipts show."""


@dataclass(frozen=True, kw_only=True)
class Tax:
    key: str
    name: Name
    percent: str
    inclusive: bool


@dataclass(frozen=True, kw_only=True)
class Charge:
    """A service charge or fee, by percent of the discounted subtotal or a fixed amount: exactly one of the two."""

    name: Name
    dining_options: tuple[str, ...]
    percent: str | None = None
    amount: str | None = None
    taxes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DiningOption:
    key: str
    name: Name


@dataclass(frozen=True, kw_only=True)
class PaymentMethod:
    key: str
    name: Name
    inputs: tuple[Name, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Option:
    name: Name
    price: str = "0"
    sku: str | None = None
    summary: Name | None = None
    max_qty: int = 1
    default: bool = False
    allergens: tuple[str, ...] = ()
    sold_out: bool = False


@dataclass(frozen=True, kw_only=True)
class Modifier:
    """A group of options. `min` None means optional, `max` None means as many as you like."""

    key: str
    name: Name
    options: tuple[Option, ...]
    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A way an item is sold. `price` None is an open price, typed in at the till; `unit` (e.g. `"kg"`) sells by measure."""

    name: Name
    price: str | None
    sku: str | None = None
    summary: Name | None = None
    unit: str | None = None
    show_in_menu: bool = True


@dataclass(frozen=True, kw_only=True)
class Item:
    """A dish or drink. Allergens are the 14 of EU law by the keys in `ALLERGENS`; diets by the keys in `DIETS`."""

    key: str
    name: Name
    variants: tuple[Variant, ...]
    no: str | None = None
    description: Name | None = None
    modifiers: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()
    diets: tuple[str, ...] = ()
    taxes: tuple[str, ...] | None = None
    """Keys of the taxes on it; None means all of the restaurant's taxes."""
    sold_out: bool = False
    only_at: tuple[str, ...] | None = None
    """Slugs of the locations that sell it; None means all."""


@dataclass(frozen=True, kw_only=True)
class Category:
    key: str
    name: Name
    items: tuple[Item, ...] = ()
    children: tuple["Category", ...] = ()


@dataclass(frozen=True, kw_only=True)
class MenuTime:
    days: tuple[str, ...]
    start: str
    end: str


@dataclass(frozen=True, kw_only=True)
class Menu:
    """A menu as guests see it: the items of some categories at some times of the week (no times: always)."""

    name: Name
    categories: tuple[str, ...]
    times: tuple[MenuTime, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Discount:
    """A discount that staff or an app applies. Neither `percent` nor `amount` is an open discount of that `type`."""

    name: Name
    type: str
    percent: str | None = None
    amount: str | None = None
    max_amount: str | None = None
    stackable: bool = True
    manufacturer: bool = False


@dataclass(frozen=True, kw_only=True)
class Pick:
    """Which dishes a promotion is about: any of these items (keys) or categories (keys, with their children)."""

    items: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PercentOffItems:
    pick: Pick
    percent: str


@dataclass(frozen=True, kw_only=True)
class AmountOffItems:
    """An amount off each unit."""

    pick: Pick
    amount: str


@dataclass(frozen=True, kw_only=True)
class PercentOffOrder:
    percent: str


@dataclass(frozen=True, kw_only=True)
class AmountOffOrder:
    amount: str


@dataclass(frozen=True, kw_only=True)
class BuyGet:
    """Buy `buy_qty` of one pick, get `get_qty` of another at `percent` off (100 is free), at most `max_times` an order."""

    buy: Pick
    buy_qty: int
    get: Pick
    get_qty: int
    percent: str = "100"
    max_times: int | None = None


@dataclass(frozen=True, kw_only=True)
class FixedPriceSet:
    """One of each slot (pick, quantity) together for a fixed price."""

    slots: tuple[tuple[Pick, int], ...]
    price: str
    max_times: int | None = None


Effect = PercentOffItems | AmountOffItems | PercentOffOrder | AmountOffOrder | BuyGet | FixedPriceSet


@dataclass(frozen=True, kw_only=True)
class Promotion:
    key: str
    name: Name
    summary: Name
    effect: Effect
    type: str = "auto"
    """`auto` applies by itself; `voucher` only with one."""
    times: tuple[MenuTime, ...] = ()
    """Days and hours in the location's time zone; none means always."""
    dining_options: tuple[str, ...] = ()
    """Keys; none means any."""
    min_spend: str | None = None
    max_amount: str | None = None
    manufacturer: bool = False


@dataclass(frozen=True, kw_only=True)
class Voucher:
    """A code for a discount (by its name in the default language) or a promotion (by its key): exactly one of the two."""

    code: str
    discount: str | None = None
    promotion: str | None = None
    max_redemptions: int | None = None
    redeemed: int = 0
    customer: str | None = None
    """Key of the one who may use it; None for everybody."""
    ends: str | None = None
    """ISO 8601."""


@dataclass(frozen=True, kw_only=True)
class Reward:
    """What a member gets for so many points."""

    key: str
    name: Name
    points: int
    effect: Effect
    max_amount: str | None = None


@dataclass(frozen=True, kw_only=True)
class LoyaltyProgram:
    """How points are earned, what they are called, and what they are good for."""

    key: str
    name: Name
    term_single: Name
    term_plural: Name
    rewards: tuple[Reward, ...]
    spend: str | None = None
    """The amount that earns one point; None where money does not count."""
    items: tuple[tuple[Pick, int], ...] = ()
    """Points for each unit of these dishes."""
    multipliers: tuple[tuple[MenuTime, int], ...] = ()
    """How many times as much points count at these hours."""


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Somebody the restaurant knows. Points and credit are ledgers: what they have is the sum."""

    key: str
    reference: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company_name: str | None = None
    email: str | None = None
    phone: str | None = None
    dob: str | None = None
    gender: str | None = None
    city: str | None = None
    country: str | None = None
    notes: str | None = None
    consents: tuple[str, ...] = ()
    """Of `email`, `text` and `phone`."""
    group: str | None = None
    points: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Transactions by program (key); no transactions is no member, a single 0 one without points."""
    top_ups: tuple[tuple[str, str], ...] = ()
    """Store credit, and what was paid in cash for it."""
    goodwill: tuple[str, ...] = ()
    """Store credit given or taken by hand."""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Somebody who signs in; the demo makes the address and the password up."""

    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Restaurant:
    slug: str
    name: str
    currency: str
    languages: tuple[str, ...]
    """The default language first."""
    locations: tuple[Location, ...]
    taxes: tuple[Tax, ...]
    charges: tuple[Charge, ...]
    dining_options: tuple[DiningOption, ...]
    payment_methods: tuple[PaymentMethod, ...]
    modifiers: tuple[Modifier, ...]
    categories: tuple[Category, ...]
    menus: tuple[Menu, ...]
    discounts: tuple[Discount, ...]
    promotions: tuple[Promotion, ...]
    vouchers: tuple[Voucher, ...] = field(default=())
    loyalty_programs: tuple[LoyaltyProgram, ...] = ()
    customer_groups: tuple[str, ...] = ()
    customers: tuple[Customer, ...] = ()
    stations: Mapping[str, str] = field(default_factory=dict)
    """Which kitchen station makes the dishes of a category (by key) and of those below it."""
    staff: tuple[Staff, ...] = ()


ALLERGENS = (
    "celery", "gluten", "crustaceans", "eggs", "fish", "lupin", "milk", "molluscs", "mustard", "nuts", "peanuts",
    "sesame", "soya", "sulphites",
)  # fmt: skip
DIETS = ("vegetarian", "vegan", "gluten_free", "dairy_free", "halal", "spicy", "alcohol")
