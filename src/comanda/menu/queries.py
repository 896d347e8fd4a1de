"""Reads of the menu: everything a location sells, compiled."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from comanda.kernel.errors import NotFound
from comanda.kernel.money import RoundingMode, exponent
from comanda.kernel.texts import in_language
from comanda.menu.snapshot import (
    Category,
    DiningOption,
    Item,
    ListedCharge,
    Menu,
    MenuSnapshot,
    MenuTime,
    Modifier,
    Option,
    PaymentInput,
    PaymentMethod,
    Variant,
)
from comanda.pricing.inputs import Charge, Tax, Terms
from comanda.store.database import UnitOfWork

Rows = list[dict[str, Any]]


async def load_menu(work: UnitOfWork, location_id: UUID) -> MenuSnapshot:
    """Compile the menu of a location from one frozen unit of work.

    Raises:
        NotFound: no such location of this tenant.
    """
    here = {"tenant": work.tenant_id, "location": location_id}
    location = await work.send(
        "SELECT l.language, l.timezone, l.rounding_increment, l.rounding_mode, l.auto_accept, t.currency"
        " FROM locations l JOIN tenants t ON t.id = l.tenant_id"
        " WHERE l.tenant_id = %(tenant)s AND l.id = %(location)s",
        here,
    )
    dining_options = await work.send(
        "SELECT * FROM dining_options WHERE tenant_id = %(tenant)s"
        " AND (location_ids IS NULL OR %(location)s = ANY(location_ids)) ORDER BY sort, id",
        here,
    )
    taxes = await work.send(
        "SELECT * FROM taxes WHERE tenant_id = %(tenant)s"
        " AND (location_ids IS NULL OR %(location)s = ANY(location_ids)) ORDER BY sort, id",
        here,
    )
    charges = await work.send(
        "SELECT c.*, ARRAY(SELECT d.dining_option_id FROM charge_dining_options d JOIN dining_options o"
        " ON o.tenant_id = d.tenant_id AND o.id = d.dining_option_id"
        " WHERE d.tenant_id = c.tenant_id AND d.charge_id = c.id ORDER BY o.sort, o.id) AS dining_options,"
        " ARRAY(SELECT t.tax_id FROM charge_taxes t WHERE t.tenant_id = c.tenant_id AND t.charge_id = c.id) AS taxes"
        " FROM charges c WHERE c.tenant_id = %(tenant)s"
        " AND (c.location_ids IS NULL OR %(location)s = ANY(c.location_ids)) ORDER BY c.sort, c.id",
        here,
    )
    methods = await work.send(
        "SELECT * FROM payment_methods WHERE tenant_id = %(tenant)s"
        " AND (location_ids IS NULL OR %(location)s = ANY(location_ids)) ORDER BY sort, id",
        here,
    )
    inputs = await work.send("SELECT * FROM payment_inputs WHERE tenant_id = %(tenant)s ORDER BY sort, id", here)
    categories = await work.send("SELECT * FROM categories WHERE tenant_id = %(tenant)s ORDER BY sort, id", here)
    items = await work.send(
        "SELECT i.*, EXISTS (SELECT FROM item_blocks b WHERE b.tenant_id = i.tenant_id AND b.item_id = i.id"
        " AND b.location_id = %(location)s) AS blocked,"
        " ARRAY(SELECT m.modifier_id FROM item_modifiers m WHERE m.tenant_id = i.tenant_id AND m.item_id = i.id"
        " ORDER BY m.sort) AS modifiers,"
        " ARRAY(SELECT t.tax_id FROM item_taxes t WHERE t.tenant_id = i.tenant_id AND t.item_id = i.id) AS taxes"
        " FROM items i WHERE i.tenant_id = %(tenant)s AND i.archived_at IS NULL"
        " AND (i.location_ids IS NULL OR %(location)s = ANY(i.location_ids)) ORDER BY i.sort, i.id",
        here,
    )
    variants = await work.send(
        "SELECT v.*, EXISTS (SELECT FROM variant_blocks b WHERE b.tenant_id = v.tenant_id AND b.variant_id = v.id"
        " AND b.location_id = %(location)s) AS blocked"
        " FROM item_variants v WHERE v.tenant_id = %(tenant)s ORDER BY v.sort, v.id",
        here,
    )
    modifiers = await work.send(
        "SELECT * FROM modifiers WHERE tenant_id = %(tenant)s"
        " AND (location_ids IS NULL OR %(location)s = ANY(location_ids)) ORDER BY sort, id",
        here,
    )
    options = await work.send(
        "SELECT o.*, EXISTS (SELECT FROM option_blocks b WHERE b.tenant_id = o.tenant_id AND b.option_id = o.id"
        " AND b.location_id = %(location)s) AS blocked"
        " FROM modifier_options o WHERE o.tenant_id = %(tenant)s ORDER BY o.sort, o.id",
        here,
    )
    menus = await work.send(
        "SELECT m.*, ARRAY(SELECT i.item_id FROM menu_items i WHERE i.tenant_id = m.tenant_id AND i.menu_id = m.id"
        " ORDER BY i.sort) AS items FROM menus m WHERE m.tenant_id = %(tenant)s"
        " AND (m.location_ids IS NULL OR %(location)s = ANY(m.location_ids)) ORDER BY m.sort, m.id",
        here,
    )
    times = await work.send("SELECT * FROM menu_times WHERE tenant_id = %(tenant)s ORDER BY weekday, start_time", here)
    head = await location.one()
    if head is None:
        raise NotFound("No such location.")
    language = head["language"]
    tax_rows, charge_rows = await taxes.all(), await charges.all()
    all_categories = {row["id"]: _category(row, language) for row in await categories.all()}
    all_modifiers = _modifiers(await modifiers.all(), await options.all(), language)
    all_items = _items(
        await items.all(), await variants.all(), all_categories, all_modifiers, [t["id"] for t in tax_rows], language
    )
    return MenuSnapshot(
        location_id=location_id,
        currency=head["currency"],
        exponent=exponent(head["currency"]),
        language=language,
        auto_accept=head["auto_accept"],
        terms=_terms(head, tax_rows, charge_rows),
        dining_options={row["id"]: _dining_option(row, language) for row in await dining_options.all()},
        payment_methods=_payment_methods(await methods.all(), await inputs.all(), language),
        charges={row["id"]: _charge(row, language) for row in charge_rows},
        categories=all_categories,
        items=all_items,
        modifiers=all_modifiers,
        menus=_menus(await menus.all(), await times.all(), all_items, language),
    )


def _terms(head: Mapping[str, Any], taxes: Rows, charges: Rows) -> Terms:
    language, known = head["language"], {row["id"] for row in taxes}
    return Terms(
        taxes=tuple(Tax(r["id"], in_language(r["name"], language), r["rate"], r["inclusive"]) for r in taxes),
        charges=tuple(
            Charge(
                r["id"],
                in_language(r["name"], language),
                frozenset(r["dining_options"]),
                r["rate"],
                r["amount"],
                tuple(tax for tax in r["taxes"] if tax in known),
                r["kind"],
            )
            for r in charges
        ),
        zone=ZoneInfo(head["timezone"]),
        increment=head["rounding_increment"],
        rounding=RoundingMode(head["rounding_mode"]),
    )


def _dining_option(row: Mapping[str, Any], language: str) -> DiningOption:
    return DiningOption(
        row["id"], row["name"], in_language(row["name"], language), row["kind"], row["sort"], row["updated_at"]
    )


def _charge(row: Mapping[str, Any], language: str) -> ListedCharge:
    return ListedCharge(row["id"], in_language(row["name"], language), row["updated_at"], tuple(row["dining_options"]))


def _category(row: Mapping[str, Any], language: str) -> Category:
    name = in_language(row["name"], language)
    return Category(row["id"], row["name"], name, row["parent_id"], row["sort"], row["updated_at"])


def _payment_methods(methods: Rows, inputs: Rows, language: str) -> dict[UUID, PaymentMethod]:
    asked = defaultdict(list)
    for row in inputs:
        asked[row["payment_method_id"]].append(PaymentInput(row["id"], in_language(row["name"], language), row["sort"]))
    return {
        row["id"]: PaymentMethod(
            row["id"],
            row["name"],
            in_language(row["name"], language),
            row["kind"],
            row["sort"],
            row["updated_at"],
            tuple(asked[row["id"]]),
        )
        for row in methods
    }


def _modifiers(modifiers: Rows, options: Rows, language: str) -> dict[UUID, Modifier]:
    choices = defaultdict(list)
    for row in options:
        choices[row["modifier_id"]].append(
            Option(
                row["id"],
                row["modifier_id"],
                row["name"],
                in_language(row["name"], language),
                row["sku"],
                in_language(row["summary"], language) or None,
                row["price"],
                row["max_qty"],
                row["default_selected"],
                row["show_in_menu"],
                tuple(row["allergens"]),
                row["sort"],
                row["blocked"],
            )
        )
    return {
        row["id"]: Modifier(
            row["id"],
            row["name"],
            in_language(row["name"], language),
            row["min_selection"],
            row["max_selection"],
            row["sort"],
            row["updated_at"],
            tuple(choices[row["id"]]),
        )
        for row in modifiers
    }


def _items(
    items: Rows,
    variants: Rows,
    categories: Mapping[UUID, Category],
    modifiers: Mapping[UUID, Modifier],
    taxes: list[UUID],
    language: str,
) -> dict[UUID, Item]:
    sold_as = defaultdict(list)
    for row in variants:
        sold_as[row["item_id"]].append(
            Variant(
                row["id"],
                row["item_id"],
                row["name"],
                in_language(row["name"], language),
                row["sku"],
                in_language(row["summary"], language) or None,
                row["price"],
                row["unit"],
                row["show_in_menu"],
                row["sort"],
                row["blocked"],
            )
        )
    tax_sets: dict[tuple[UUID, ...], tuple[UUID, ...]] = {}
    in_menu_order = sorted(items, key=lambda row: (_place(row["category_id"], categories), row["sort"], row["id"]))
    return {
        row["id"]: Item(
            row["id"],
            row["item_no"],
            row["name"],
            in_language(row["name"], language),
            row["description"],
            in_language(row["description"], language) or None,
            row["image"],
            row["category_id"],
            frozenset(_with_parents(row["category_id"], categories)),
            tuple(row["allergens"]),
            tuple(row["diets"]),
            row["station"],
            tax_sets.setdefault(key := tuple(tax for tax in taxes if tax in row["taxes"]), key),
            row["sort"],
            row["updated_at"],
            tuple(sold_as[row["id"]]),
            asks := tuple(modifiers[modifier_id] for modifier_id in row["modifiers"] if modifier_id in modifiers),
            {option.id: (option, place) for place, modifier in enumerate(asks) for option in modifier.options},
            row["blocked"],
        )
        for row in in_menu_order
    }


def _place(category_id: UUID, categories: Mapping[UUID, Category]) -> tuple[tuple[int, UUID], ...]:
    """Return a category's place in the tree, as the places from the top down to it."""
    path = _with_parents(category_id, categories)
    return tuple((categories[id_].sort, id_) for id_ in reversed(path))


def _with_parents(category_id: UUID, categories: Mapping[UUID, Category]) -> list[UUID]:
    path: list[UUID] = []
    at: UUID | None = category_id
    while at is not None and at not in path:
        path.append(at)
        at = categories[at].parent_id
    return path


def _menus(menus: Rows, times: Rows, items: Mapping[UUID, Item], language: str) -> tuple[Menu, ...]:
    offered = defaultdict(list)
    for row in times:
        offered[row["menu_id"]].append(MenuTime(row["weekday"], row["start_time"], row["end_time"]))
    return tuple(
        Menu(
            row["id"],
            in_language(row["name"], language),
            row["sort"],
            tuple(item for item in row["items"] if item in items),
            tuple(offered[row["id"]]),
        )
        for row in menus
    )


async def restaurant_categories(work: UnitOfWork) -> list[Category]:
    """Return all categories of the restaurant, those at the top first, named in its first location's language."""
    rows = await work.all(
        "SELECT c.*,"
        " (SELECT language FROM locations l WHERE l.tenant_id = c.tenant_id ORDER BY l.id LIMIT 1) AS language"
        " FROM categories c WHERE c.tenant_id = %s ORDER BY c.parent_id NULLS FIRST, c.sort, c.id",
        (work.tenant_id,),
    )
    return [_category(row, row["language"] or "en") for row in rows]
