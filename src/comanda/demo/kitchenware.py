"""Short ways of writing the parts of a demo restaurant."""

from collections.abc import Callable, Mapping

from comanda.demo.blueprint import (
    ALLERGENS,
    DIETS,
    BuyGet,
    Category,
    Item,
    MenuTime,
    Modifier,
    Name,
    Option,
    Pick,
    Table,
    Variant,
)

EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAYS = EVERY_DAY[:5]
WEEKEND = EVERY_DAY[5:]


def in_languages(*languages: str) -> Callable[..., Mapping[str, str]]:
    """A function from one text per language to a name in those languages."""

    def name(*texts: str) -> Mapping[str, str]:
        return dict(zip(languages, texts, strict=True))

    return name


def tables(first: int, *pax: int, names: Mapping[int, str] | None = None) -> tuple[Table, ...]:
    """Tables numbered from `first`, one for each number of seats; `names` by table number."""
    named = names or {}
    return tuple(Table(number=number, pax=seats, name=named.get(number)) for number, seats in enumerate(pax, first))


def variant(
    name: Name,
    sku: str,
    price: str | None,
    *,
    unit: str | None = None,
    summary: Name | None = None,
    show_in_menu: bool = True,
) -> Variant:
    """A way an item is sold; price None is an open price."""
    return Variant(name=name, price=price, sku=sku, summary=summary, unit=unit, show_in_menu=show_in_menu)


def option(
    name: Name,
    sku: str | None = None,
    price: str = "0",
    allergens: str = "",
    *,
    summary: Name | None = None,
    max_qty: int = 1,
    default: bool = False,
    sold_out: bool = False,
) -> Option:
    """An option of a modifier. `allergens` are keys separated by spaces."""
    return Option(
        name=name,
        price=price,
        sku=sku,
        summary=summary,
        max_qty=max_qty,
        default=default,
        allergens=tuple(allergens.split()),
        sold_out=sold_out,
    )


def modifier(key: str, name: Name, limits: tuple[int | None, int | None], *options: Option) -> Modifier:
    """A modifier with its `limits` as (min, max)."""
    low, high = limits
    return Modifier(key=key, name=name, options=options, min=low, max=high)


def dish(
    no: str | None,
    key: str,
    name: Name,
    description: Name,
    variants: Variant | tuple[Variant, ...],
    tags: str,
    modifiers: str = "",
    *,
    taxes: tuple[str, ...] | None = None,
    sold_out: bool = False,
    only_at: tuple[str, ...] | None = None,
) -> Item:
    """An item. `tags` are its allergens and diets, `modifiers` their keys, both separated by spaces."""
    words = tags.split()
    if unknown := set(words) - {*ALLERGENS, *DIETS}:
        raise ValueError(f"{key}: neither allergens nor diets: {sorted(unknown)}")
    return Item(
        key=key,
        name=name,
        variants=(variants,) if isinstance(variants, Variant) else variants,
        no=no,
        description=description,
        modifiers=tuple(modifiers.split()),
        allergens=tuple(word for word in words if word in ALLERGENS),
        diets=tuple(word for word in words if word in DIETS),
        taxes=taxes,
        sold_out=sold_out,
        only_at=only_at,
    )


def shelf(key: str, name: Name, *items: Item) -> Category:
    """A category with items."""
    return Category(key=key, name=name, items=items)


def group(key: str, name: Name, *children: Category) -> Category:
    """A category of categories."""
    return Category(key=key, name=name, children=children)


def on(days: tuple[str, ...], start: str, end: str) -> MenuTime:
    """From `start` to `end` on these days."""
    return MenuTime(days=days, start=start, end=end)


def of_items(*keys: str) -> Pick:
    """Any of these items."""
    return Pick(items=keys)


def of_categories(*keys: str) -> Pick:
    """Any item of these categories."""
    return Pick(categories=keys)


def free(pick: Pick) -> BuyGet:
    """One of these, the cheapest on the order, for nothing."""
    return BuyGet(buy=pick, buy_qty=0, get=pick, get_qty=1, max_times=1)
