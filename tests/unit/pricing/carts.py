"""Carts for the pricing tests: names as ids, short builders, and strategies for random carts."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import TypeVar
from uuid import NAMESPACE_OID, UUID, uuid5

from hypothesis import settings
from hypothesis import strategies as st

from comanda.kernel.money import RoundingMode
from comanda.pricing.inputs import (
    AmountOffItems,
    AmountOffOrder,
    BuyGet,
    Cart,
    Charge,
    Discount,
    DiscountUse,
    Effect,
    FixedPriceSet,
    ItemEffect,
    Line,
    Option,
    OrderEffect,
    PercentOffItems,
    PercentOffOrder,
    Pick,
    Promotion,
    PromotionUse,
    Reward,
    Tax,
    Terms,
)
from comanda.pricing.quote import quote
from comanda.pricing.result import DiscountRow, Quote

T = TypeVar("T")

NOON = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

by_rule = settings(max_examples=150, deadline=None, derandomize=True, database=None)


@cache
def uid(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, name)


def uids(names: str) -> frozenset[UUID]:
    return frozenset(uid(name) for name in names.split())


def m(text: str, decimals: int = 2) -> int:
    """Minor units of an amount as a table of the documentation shows it."""
    scaled = Decimal(text) * 10**decimals
    assert scaled == int(scaled)
    return int(scaled)


def pct(text: str) -> int:
    """Millionths of a rate written in percent."""
    return m(text, 4)


def tax(name: str, percent: str, *, inclusive: bool = False) -> Tax:
    return Tax(uid(name), name, pct(percent), inclusive)


def percent_off(
    percent: str,
    max_amount: int | None = None,
    *,
    name: str = "percent",
    manufacturer: bool = False,
    voucher: str | None = None,
) -> DiscountUse:
    discount = Discount(uid(name), name, True, pct(percent), max_amount, manufacturer=manufacturer)
    return DiscountUse(discount, pct(percent), uid(voucher) if voucher else None)


def amount_off(
    amount: int, max_amount: int | None = None, *, name: str = "amount", manufacturer: bool = False
) -> DiscountUse:
    return DiscountUse(Discount(uid(name), name, False, amount, max_amount, manufacturer=manufacturer), amount)


def promotion(
    effect: Effect, name: str = "promotion", *, min_spend: int = 0, max_amount: int | None = None
) -> Promotion:
    return Promotion(uid(name), name, effect, LONG_AGO, min_spend=min_spend, max_amount=max_amount)


def pick(items: str = "", categories: str = "") -> Pick:
    return Pick(uids(items), uids(categories))


def line(
    item: str,
    price: int,
    qty: int = 1,
    *discounts: DiscountUse,
    options: tuple[Option, ...] = (),
    taxes: str = "",
    categories: str = "",
    measure: int | None = None,
) -> Line:
    return Line(
        price,
        qty,
        measure,
        uid(item),
        options=options,
        categories=uids(categories),
        taxes=tuple(uid(name) for name in taxes.split()),
        discounts=discounts,
    )


def price(
    *lines: Line,
    terms: Terms | None = None,
    automatic: tuple[Promotion, ...] = (),
    at: datetime = NOON,
    dining_option: str | None = None,
    discounts: tuple[DiscountUse, ...] = (),
    vouchers: tuple[PromotionUse, ...] = (),
    rewards: tuple[Reward, ...] = (),
    charge_amounts: dict[UUID, int] | None = None,
) -> Quote:
    cart = Cart(
        lines,
        uid(dining_option) if dining_option else None,
        discounts,
        vouchers,
        rewards,
        charge_amounts or {},
    )
    return quote(cart, terms or Terms(), automatic, at)


def amounts(rows: tuple[DiscountRow, ...]) -> list[int]:
    return [row.amount for row in rows]


def line_nets(quoted: Quote) -> list[int]:
    """What each line costs after §3 (before the discounts on the order)."""
    return [entry.price - sum(amounts(entry.discounts)) for entry in quoted.lines]


@dataclass(frozen=True)
class Case:
    """All inputs of one quote, and how many decimals its currency has."""

    cart: Cart
    terms: Terms
    automatic: tuple[Promotion, ...] = ()
    at: datetime = field(default=NOON)
    decimals: int = 2

    def quote(self) -> Quote:
        return quote(self.cart, self.terms, self.automatic, self.at)


DINE_IN, TAKE_AWAY = uid("dine-in"), uid("take-away")
CATEGORIES_OF = {
    "soup": "food",
    "rice": "food",
    "cake": "food sweet",
    "tea": "drink",
    "cola": "drink sweet",
}
TAX_NAMES = ("vat", "city", "tourism", "sugar")

rates = st.one_of(
    st.sampled_from([pct(text) for text in ("0", "5", "7", "8.5", "9", "10", "12.5", "18", "50", "100")]),
    st.integers(0, 1_000_000),
)
picks = st.builds(
    Pick,
    st.frozensets(st.sampled_from([uid(name) for name in CATEGORIES_OF]), max_size=2),
    st.sampled_from([frozenset[UUID](), uids("food"), uids("drink"), uids("sweet")]),
)
times = st.sampled_from([None, 1, 2, 3])
tax_sets = st.lists(st.sampled_from([uid(name) for name in TAX_NAMES]), max_size=3, unique=True).map(tuple)
taxes = st.tuples(*(st.builds(Tax, st.just(uid(name)), st.just(name), rates, st.booleans()) for name in TAX_NAMES))
dining_option_sets = st.sampled_from(
    [frozenset((DINE_IN, TAKE_AWAY)), frozenset((DINE_IN,)), frozenset((TAKE_AWAY,)), frozenset[UUID]()]
)


# The strategies below are cached, because building one costs more than drawing from it.


@cache
def limits(most: int) -> st.SearchStrategy[int | None]:
    return st.one_of(st.none(), st.integers(0, most))


@cache
def discount_uses(most: int, *, manufacturer: bool) -> st.SearchStrategy[DiscountUse]:
    def use(percent: bool, rate: int, amount: int, max_amount: int | None, voucher: UUID | None) -> DiscountUse:
        value = rate if percent else amount
        name = f"{manufacturer} {percent} {value} {max_amount}"
        return DiscountUse(
            Discount(uid(name), name, percent, value, max_amount, manufacturer=manufacturer), value, voucher
        )

    vouchers = st.sampled_from([None, None, uid("voucher")])
    return st.builds(use, st.booleans(), rates, st.integers(0, most), limits(most), vouchers)


@cache
def item_effects(most: int) -> st.SearchStrategy[ItemEffect]:
    slots = st.lists(st.tuples(picks, st.integers(1, 2)), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(PercentOffItems, picks, rates),
        st.builds(AmountOffItems, picks, st.integers(0, most)),
        st.builds(BuyGet, picks, st.integers(0, 3), picks, st.integers(1, 2), rates, times),
        st.builds(FixedPriceSet, slots, st.integers(0, most), times),
    )


@cache
def order_effects(most: int) -> st.SearchStrategy[OrderEffect]:
    return st.one_of(st.builds(PercentOffOrder, rates), st.builds(AmountOffOrder, st.integers(0, most)))


@cache
def promotions_of(most: int) -> st.SearchStrategy[Promotion]:
    def build(number: int, effect: Effect, min_spend: int, max_amount: int | None, manufacturer: bool) -> Promotion:
        paid_by_manufacturer = manufacturer and isinstance(effect, PercentOffOrder | AmountOffOrder)
        return Promotion(
            uid(f"promotion {number}"),
            "promotion",
            effect,
            LONG_AGO,
            min_spend=min_spend,
            max_amount=max_amount,
            manufacturer=paid_by_manufacturer,
        )

    effects = st.one_of(item_effects(most), order_effects(most))
    spends = st.sampled_from([0, 0, most // 4, most])
    return st.builds(build, st.integers(0, 9), effects, spends, limits(most), st.booleans())


@cache
def rewards_of(most: int) -> st.SearchStrategy[Reward]:
    def build(effect: Effect, max_amount: int | None, manufacturer: bool) -> Reward:
        paid_by_manufacturer = manufacturer and isinstance(effect, PercentOffOrder | AmountOffOrder)
        return Reward(uid("reward"), "reward", 10, effect, max_amount, paid_by_manufacturer)

    return st.builds(build, st.one_of(item_effects(most), order_effects(most)), limits(most), st.booleans())


@cache
def lines_of(most: int) -> st.SearchStrategy[Line]:
    def build(
        name: str,
        unit_price: int,
        qty: int,
        measure: int | None,
        options: list[Option],
        tax_set: tuple[UUID, ...],
        discounts: list[DiscountUse],
    ) -> Line:
        return Line(
            unit_price,
            qty if measure is None else 1,
            measure,
            None if name == "open" else uid(name),
            options=tuple(options),
            categories=uids(CATEGORIES_OF.get(name, "")),
            taxes=tax_set,
            discounts=tuple(discounts),
        )

    option = st.builds(Option, st.just(uid("option")), st.integers(0, most // 10), st.integers(1, 3))
    return st.builds(
        build,
        st.sampled_from([*CATEGORIES_OF, "open"]),
        st.integers(0, most),
        st.integers(1, 6),
        st.sampled_from([None, None, None, 998, 1, 12_345]),
        st.lists(option, max_size=2),
        tax_sets,
        st.lists(discount_uses(most, manufacturer=False), max_size=2),
    )


@cache
def charges_of(most: int, name: str) -> st.SearchStrategy[Charge]:
    def build(dining_options: frozenset[UUID], rate: int | None, amount: int, tax_set: tuple[UUID, ...]) -> Charge:
        return Charge(uid(name), name, dining_options, rate, amount if rate is None else None, tax_set)

    return st.builds(build, dining_option_sets, st.one_of(st.none(), rates), st.integers(0, most), tax_sets)


@cache
def carts_of(most: int, *, promotions: bool) -> st.SearchStrategy[Cart]:
    use = st.one_of(
        discount_uses(most, manufacturer=False),
        discount_uses(most, manufacturer=False),
        discount_uses(most, manufacturer=True),
    )
    brought = st.builds(PromotionUse, promotions_of(most), st.just(uid("voucher")))
    return st.builds(
        Cart,
        st.lists(lines_of(most), min_size=1, max_size=4).map(tuple),
        st.sampled_from([DINE_IN, DINE_IN, TAKE_AWAY, None]),
        st.lists(use, max_size=3).map(tuple),
        st.lists(brought, max_size=1 if promotions else 0).map(tuple),
        st.lists(rewards_of(most), max_size=1 if promotions else 0).map(tuple),
        st.dictionaries(st.sampled_from([uid("charge 0"), uid("charge 1")]), st.integers(0, most), max_size=1),
    )


@cache
def terms_of(most: int) -> st.SearchStrategy[Terms]:
    return st.builds(
        Terms,
        taxes,
        st.sampled_from([(), ("charge 0",), ("charge 0", "charge 1")]).flatmap(
            lambda names: st.tuples(*(charges_of(most, name) for name in names))
        ),
        increment=st.sampled_from([1, 5, 10]),
        rounding=st.sampled_from(list(RoundingMode)),
    )


@cache
def cases(*, promotions: bool = True, one_tax_set: bool = False) -> st.SearchStrategy[Case]:
    """Random carts: every kind of line, discount, charge, tax and promotion, in a currency of 0, 2 or 3 decimals."""

    def build(decimals: int, cart: Cart, terms: Terms, automatic: list[Promotion]) -> Case:
        if one_tax_set:
            tax_set = cart.lines[0].taxes
            cart = replace(cart, lines=tuple(each._replace(taxes=tax_set) for each in cart.lines))
        return Case(cart, terms, tuple(automatic), decimals=decimals)

    def of(decimals: int, most: int) -> st.SearchStrategy[Case]:
        automatic = st.lists(promotions_of(most), max_size=2 if promotions else 0)
        return st.builds(build, st.just(decimals), carts_of(most, promotions=promotions), terms_of(most), automatic)

    return st.one_of(of(2, 5_000), of(0, 2_000), of(3, 20_000), of(2, 7))
