"""What phones and staff are shown: pure functions from the core's values to this surface's shapes.

Money is whole minor units.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from comanda.dining.session import Guest, GuestStatus, ServiceRequest, SessionStatus, SessionView
from comanda.floor.snapshot import Area, FloorTable
from comanda.identity.people import Person
from comanda.menu.snapshot import Category, Item, MenuSnapshot, Modifier, Option
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.floor import TableView
from comanda.ordering.kitchen import Ticket
from comanda.ordering.order import Order, OrderLine
from comanda.ordering.price_cart import PricedCart
from comanda.ordering.rules.bill import Bill
from comanda.ordering.shared_cart import CartLine
from comanda.pricing.result import ChargeRow, DiscountRow, TaxRow
from comanda.restaurants.rules import is_open

Shape = dict[str, Any]


def instant(at: datetime | None) -> str | None:
    """Return a time in ISO 8601 with milliseconds and Z."""
    if at is None:
        return None
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def menu(catalogue: Catalogue, restaurant: str, at: datetime) -> Shape:
    """Return everything about the menu of a location that is the same for all its tables."""
    found, place = catalogue.menu, catalogue.place
    rates = [tax.rate for tax in found.terms.taxes]
    dine_in = dining_option(found, "dine_in")
    return {
        "branch": {
            "id": place.location_id,
            "name": place.name,
            "restaurant": restaurant,
            "slug": place.slug,
            "address": place.address,
            "currency": found.currency,
            "currency_exponent": found.exponent,
            "language": place.language,
            "languages": place.languages,
            "tax_rate": sum(rates) // 100,
            "prices_include_tax": all(tax.inclusive for tax in found.terms.taxes),
            "time_zone": str(place.zone),
            "is_open": is_open(place.opening, place.zone, at),
        },
        "menu_version": catalogue.version,
        "categories": [category(each) for each in in_menu_order(found)],
        "items": [item(dish) for dish in found.items.values()],
        "charges": [
            {
                "id": charge.id,
                "name": charge.name,
                "rate": charge.rate / 10_000 if charge.rate is not None else None,
                "amount": charge.amount,
            }
            for charge in found.terms.charges
            if dine_in in charge.dining_options
        ],
        "promotions": [{"name": offer.name} for offer in catalogue.offers.automatic],
    }


def dining_option(found: MenuSnapshot, kind: str) -> UUID | None:
    """Return the location's dining option of a kind, or None when it has none."""
    return next((option.id for option in found.dining_options.values() if option.kind == kind), None)


def in_menu_order(found: MenuSnapshot) -> list[Category]:
    """Return the categories that have dishes, in the order their dishes are in."""
    used = dict.fromkeys(dish.category_id for dish in found.items.values())
    return [found.categories[category_id] for category_id in used]


def category(found: Category) -> Shape:
    """Return a category."""
    return {
        "id": found.id,
        "name": found.name,
        "names": found.names,
        "parent_id": found.parent_id,
        "sort_order": found.sort,
    }


def orderable_variants(dish: Item) -> list[Any]:
    """Return the ways a guest can order a dish: not what is weighed or priced at the table."""
    return [variant for variant in dish.variants if variant.price is not None and variant.unit is None]


def default_variant(dish: Item) -> UUID | None:
    """Return the variant that a guest who names none gets: the first that can be had."""
    ways = orderable_variants(dish)
    at_hand = [variant for variant in ways if not variant.blocked] or ways
    return at_hand[0].id if at_hand else None


def item(dish: Item) -> Shape:
    """Return a dish."""
    ways = orderable_variants(dish)
    default = next((way for way in ways if way.id == default_variant(dish)), None)
    return {
        "id": dish.id,
        "category_id": dish.category_id,
        "name": dish.name,
        "names": dish.names,
        "description": dish.description,
        "descriptions": dish.descriptions,
        "price": default.price if default is not None else 0,
        "image_url": dish.image,
        "is_available": not dish.blocked and default is not None and not default.blocked,
        "ask_staff": not ways,
        "has_modifiers": bool(dish.asks),
        "allergens": dish.allergens,
        "dietary_tags": [diet for diet in dish.diets if diet != "spicy"],
        "spice_level": int("spicy" in dish.diets),
        "station": dish.station,
        "variants": [
            {
                "id": way.id,
                "name": way.name,
                "names": way.names,
                "price": way.price,
                "is_available": not way.blocked,
            }
            for way in ways
        ],
        "modifier_groups": [modifier_group(group, every=True) for group in dish.asks],
    }


def modifier_group(group: Modifier, *, every: bool) -> Shape:
    """Return a group of modifiers: every one of them, or only those that can be had."""
    return {
        "id": group.id,
        "name": group.name,
        "names": group.names,
        "min_selections": group.min_selection or 0,
        "max_selections": group.max_selection if group.max_selection is not None else _capacity(group),
        "is_required": bool(group.min_selection),
        "modifiers": [_modifier(option) for option in group.options if every or not option.blocked],
    }


def _capacity(group: Modifier) -> int:
    return sum(option.max_qty for option in group.options)


def _modifier(option: Option) -> Shape:
    return {
        "id": option.id,
        "name": option.name,
        "names": option.names,
        "price": option.price,
        "max_quantity": option.max_qty,
        "is_default": option.default_selected,
        "is_available": not option.blocked,
        "allergens": option.allergens,
    }


def session(found: SessionView) -> Shape:
    """Return a dining session."""
    table = found.table
    return {
        "id": found.id,
        "table_id": table.id if table else None,
        "table_number": table.number if table else None,
        "table_name": table.name if table else None,
        "branch_id": found.location_id,
        "customer_name": found.customer_name,
        "customer_phone": found.customer_phone,
        "guest_count": found.guest_count,
        "status": found.status,
        "started_at": instant(found.started_at),
        "expires_at": instant(found.expires_at),
        "ended_at": instant(found.ended_at),
        "tables": [{"id": seat.id, "number": seat.number, "name": seat.name} for seat in found.tables],
    }


def staff_session(found: SessionView) -> Shape:
    """Return a session as staff see it: with the host's words, and with those of the guests, who may have allergies."""
    return session(found) | {"notes": found.note, "guest_requests": found.guest_requests, "stage": found.stage}


def session_for(found: SessionView, who: Guest, *, show_name: bool = True) -> Shape:
    """Return a session as one of its phones may see it: only who opened it sees the opener's number.

    A phone that is not let in sees its own request: it has the phone's id, its name, and how far it is.

    Args:
        show_name: whether those who join are told who opened the table.
    """
    seen = session(found)
    if who.is_opener:
        return seen
    if who.status is GuestStatus.ADMITTED:
        return seen | {"customer_phone": None} | ({} if show_name else {"customer_name": None})
    status = SessionStatus.PENDING if who.status is GuestStatus.WAITING else SessionStatus.REJECTED
    return seen | {"id": who.id, "status": status, "customer_name": who.name, "customer_phone": None}


def guest(found: Guest) -> Shape:
    """Return a phone at a table."""
    return {
        "id": found.id,
        "name": found.name,
        "status": found.status,
        "is_opener": found.is_opener,
        "created_at": instant(found.created_at),
    }


def call(found: ServiceRequest) -> Shape:
    """Return a call."""
    return {
        "id": found.id,
        "kind": found.kind,
        "status": found.status,
        "table_id": found.table_id,
        "table_number": found.table_number,
        "table_session_id": found.session_id,
        "guest_name": found.guest_name,
        "acknowledged_by": found.acknowledged_by,
        "created_at": instant(found.created_at),
    }


def order(found: Order, guests: Mapping[UUID, str] | None = None) -> Shape:
    """Return a whole order."""
    table = found.tables[0] if found.tables else None
    name = (guests or {}).get(found.guest_id) if found.guest_id else None
    paid = found.ledger.net
    return {
        "id": found.id,
        "order_number": found.order_no,
        "type": "dine_in" if found.session_id or table else "takeout",
        "status": found.round_status,
        "version": found.version,
        "customer_name": found.contact.get("name") or name,
        "customer_id": found.customer_id,
        "guest_id": found.guest_id,
        "guest_name": name,
        "table_id": table.id if table else None,
        "table_name": table.name if table else None,
        "table_number": table.number if table else None,
        "table_session_id": found.session_id,
        "notes": found.notes,
        "void_reason": found.void_reason,
        "currency": found.currency,
        **_amounts(
            found.gross, found.discount, found.breakdown.charges, found.breakdown.taxes, found.rounding, found.due
        ),
        "discounts": _discounts(
            [
                *(row for line in found.lines for row in line.discounts),
                *found.breakdown.discounts,
                *found.breakdown.manufacturer_discounts,
            ]
        ),
        "total_paid": paid,
        "payment_status": payment_status(found.due, paid),
        "created_at": instant(found.created_at),
        "updated_at": instant(found.updated_at),
        "items": [line(sold) for sold in found.lines],
    }


def payment_status(due: int, paid: int) -> str:
    """Return `paid`, `partial` or `unpaid`."""
    if paid >= due:
        return "paid"
    return "partial" if paid > 0 else "unpaid"


def _amounts(
    gross: int,
    discount: int,
    charges: Sequence[ChargeRow] | Sequence[tuple[str, int]],
    taxes: Sequence[TaxRow],
    rounding: int,
    due: int,
) -> Shape:
    named = [(row.name, row.amount) if isinstance(row, ChargeRow) else row for row in charges]
    return {
        "subtotal": gross,
        "discount": discount,
        "charges": [{"name": name, "amount": amount} for name, amount in named],
        "taxes": [{"name": row.name, "amount": row.amount, "inclusive": row.inclusive} for row in taxes],
        "tax": sum(row.amount for row in taxes),
        "rounding": rounding,
        "total": due,
    }


def _discounts(rows: Iterable[DiscountRow]) -> list[Shape]:
    merged: dict[str, int] = {}
    for row in rows:
        merged[row.name] = merged.get(row.name, 0) + row.amount
    return [{"name": name, "amount": amount} for name, amount in merged.items()]


def line(sold: OrderLine) -> Shape:
    """Return a line of an order."""
    return {
        "id": sold.id,
        "menu_item_id": sold.item_id,
        "variant_id": sold.variant_id,
        "name": sold.name,
        "variant_name": sold.variant_name,
        "quantity": sold.qty,
        "unit_price": sold.price_per,
        "total": sold.price,
        "notes": sold.notes,
        "status": sold.status,
        "modifiers": [
            {"id": chosen.id, "name": chosen.name, "price": chosen.price, "quantity": chosen.qty}
            for chosen in sold.options
        ],
    }


def order_row(found: Order, guests: Mapping[UUID, str]) -> Shape:
    """Return an order as the staff's list shows it."""
    return order(found, guests) | {
        "item_count": sum(sold.qty for sold in found.lines),
        "locked_until": instant(found.lock.expires_at) if found.lock else None,
    }


def party_order(found: Order, catalogue: Catalogue, guests: Mapping[UUID, str]) -> Shape:
    """Return an order as the staff at its table see it."""
    return order_row(found, guests) | {"items": [_staff_line(sold, catalogue) for sold in found.lines]}


def quote(priced: PricedCart) -> Shape:
    """Return what a cart would cost."""
    quoted = priced.quote
    rows = [
        *(row for found in quoted.lines for row in found.discounts),
        *quoted.discounts,
        *quoted.manufacturer_discounts,
    ]
    return {
        **_amounts(
            sum(found.price for found in quoted.lines),
            sum(row.amount for row in rows),
            quoted.charges,
            quoted.taxes,
            quoted.rounding,
            quoted.due,
        ),
        "discounts": _discounts(rows),
        "items": [
            {
                "name": checked.name,
                "variant_name": checked.variant_name,
                "quantity": found.line.qty,
                "unit_price": found.price_per,
                "total": found.price,
            }
            for checked, found in zip(priced.checked.lines, quoted.lines, strict=True)
        ],
    }


def bill(found: Bill, currency: str, guests: Mapping[UUID, str]) -> Shape:
    """Return a party's bill."""
    return {
        "currency": currency,
        "orders": [order(each, guests) for each in found.orders],
        **_amounts(found.gross, found.discount, found.charges, found.taxes, found.rounding, found.total),
        "paid": found.paid,
        "tips": found.tips,
        "outstanding": found.outstanding,
        "locked_until": instant(max((each.lock.expires_at for each in found.orders if each.lock), default=None)),
        "guests": [
            {"id": guest_id, "name": guests.get(guest_id) if guest_id else None, "total": total}
            for guest_id, total in found.by_guest
        ],
        "payments": [
            {
                "id": payment.id,
                "amount": payment.amount,
                "tip": payment.tip,
                "method": payment.method_name,
                "created_at": instant(payment.created_at),
            }
            for payment in found.payments
        ],
    }


def cart_line(found: CartLine, name: str, unit_price: int | None, total: int | None) -> Shape:
    """Return a line of the shared cart; the price is None when it cannot be ordered as it stands."""
    asked = found.asked
    return {
        "id": found.id,
        "guest_id": found.guest_id,
        "guest_name": found.guest_name,
        "menuItemId": asked.item_id,
        "variantId": asked.variant_id,
        "quantity": asked.qty,
        "notes": asked.notes,
        "modifiers": [{"modifierId": option.option_id, "quantity": option.qty} for option in asked.options],
        "name": name,
        "unit_price": unit_price,
        "total": total,
    }


def table(found: FloorTable, view: TableView, base_url: str, slug: str) -> Shape:
    """Return a table as the floor shows it."""
    totals = view.totals
    return {
        "id": found.id,
        "number": found.number,
        "name": found.name,
        "capacity": found.pax,
        "status": view.status,
        "space_id": found.area_id,
        "qr_code": found.code,
        "qr_url": f"{base_url}/{slug}/{found.code}",
        "position_x": found.x,
        "position_y": found.y,
        "shape": found.shape,
        "session": staff_session(view.session) if view.session else None,
        "requests": [call(each) for each in view.calls],
        "waiting_guests": view.waiting_guests,
        "order_count": totals.order_count,
        "pending_orders": totals.pending_orders,
        "open_items": totals.open_items,
        "ready_items": totals.ready_items,
        "total": totals.total,
        "paid": totals.paid,
        "outstanding": totals.outstanding,
        "last_order_at": instant(totals.last_order_at),
    }


def space(found: Area) -> Shape:
    """Return an area."""
    return {
        "id": found.id,
        "name": found.name,
        "description": found.description,
        "floor_number": found.floor_number,
    }


def ticket(found: Ticket, catalogue: Catalogue, guests: Mapping[UUID, str]) -> Shape:
    """Return an order as the kitchen sees it."""
    sold = found.order
    seat = sold.tables[0] if sold.tables else None
    name = guests.get(sold.guest_id) if sold.guest_id else None
    return {
        "id": sold.id,
        "order_number": sold.order_no,
        "status": sold.round_status,
        "type": "dine_in" if seat else "takeout",
        "created_at": instant(sold.created_at),
        "updated_at": instant(sold.updated_at),
        "notes": sold.notes,
        "table_id": seat.id if seat else None,
        "table_name": seat.name if seat else None,
        "table_number": seat.number if seat else None,
        "dining_option": sold.dining_option_name,
        "customer_name": sold.contact.get("name") or name,
        "items": [_ticket_line(each, catalogue) for each in sold.lines],
        "voided": [
            {
                "id": void.id,
                "name": void.name,
                "variant_name": _way(void.item_id, void.variant_name, catalogue),
                "quantity": void.qty,
                "reason": void.reason,
                "station": _station(void.item_id, catalogue),
                "voided_at": instant(void.voided_at),
            }
            for void in found.voided
        ],
    }


_ALLERGY_WORDS = ("alerg", "allerg", "celiac", "coeliac", "intoler", "过敏")


def _plain(text: str) -> str:
    """Return a text in small letters without accents, as people type it and as they ought to."""
    return "".join(each for each in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(each))


def _staff_line(sold: OrderLine, catalogue: Catalogue) -> Shape:
    return line(sold) | {"variant_name": _way(sold.item_id, sold.variant_name, catalogue)}


def _way(item_id: UUID | None, name: str | None, catalogue: Catalogue) -> str | None:
    """Return the name of the way a dish is made, None for a dish that is made in one way only."""
    dish = catalogue.menu.items.get(item_id) if item_id else None
    return None if dish is not None and len(dish.variants) == 1 else name


def _ticket_line(sold: OrderLine, catalogue: Catalogue) -> Shape:
    dish = catalogue.menu.items.get(sold.item_id) if sold.item_id else None
    notes = _plain(sold.notes or "")
    return {
        **_staff_line(sold, catalogue),
        "station": _station(sold.item_id, catalogue),
        "allergens": dish.allergens if dish else [],
        "allergy_note": any(word in notes for word in _ALLERGY_WORDS),
    }


def _station(item_id: UUID | None, catalogue: Catalogue) -> str | None:
    dish = catalogue.menu.items.get(item_id) if item_id else None
    return dish.station if dish else None


def user(found: Person, locations: Sequence[UUID]) -> Shape:
    """Return who is signed in."""
    return {
        "id": found.id,
        "email": found.email,
        "name": found.name,
        "role": found.role,
        "organizationId": found.tenant_id,
        "branches": locations,
    }
