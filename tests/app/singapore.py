"""What tests order in Singapore: 9 % tax on top, bills in steps of 0.05, and dishes that no promotion touches."""

from typing import Any
from uuid import UUID

from comanda.demo.seed import demo_id
from comanda.demo.singapore import SINGAPORE

SLUG = SINGAPORE.slug
RESTAURANT = demo_id(SLUG)
LOCATION = demo_id(SLUG, SINGAPORE.locations[0].slug)
DINE_IN = demo_id(SLUG, "dining-option", "dine_in")
TABLE = demo_id(SLUG, SINGAPORE.locations[0].slug, "table", "4")
SECOND_TABLE = demo_id(SLUG, SINGAPORE.locations[0].slug, "table", "5")
CASH = demo_id(SLUG, "payment", "cash")
CARD = demo_id(SLUG, "payment", "card")
CARD_DIGITS = demo_id(SLUG, "payment", "card", "Card last 4 digits")

WINGS = demo_id(SLUG, "item", "har-cheong-gai")
"""12.80, 13.95 with tax; one variant, nothing to choose."""
WINGS_VARIANT = demo_id(SLUG, "item", "har-cheong-gai", "Regular")
EGGS = demo_id(SLUG, "item", "soft-eggs")
"""2.60; one variant, nothing to choose."""
EGGS_VARIANT = demo_id(SLUG, "item", "soft-eggs", "Regular")
SEABASS = demo_id(SLUG, "item", "steamed-seabass")
"""58.00 a kilo."""
RICE = demo_id(SLUG, "modifier", "rice-sides", "Steamed rice")
NEIGHBOUR = demo_id(SLUG, "discount", "Neighbour $5")
"""5.00 off."""
VOUCHER = demo_id(SLUG, "voucher", "KAKI5")
"""For the same, without a limit."""

Json = dict[str, Any]


def cart(*lines: Json, **more: Any) -> Json:
    """Return a cart as partner apps send it: by default one plate of wings."""
    return {"location": str(LOCATION), "items": list(lines) or [wings()], **more}


def wings(qty: int = 1, **more: Any) -> Json:
    """Return a line of wings."""
    return {"item": str(WINGS), "qty": qty, **more}


def eggs(qty: int = 1, **more: Any) -> Json:
    """Return a line of eggs."""
    return {"item": str(EGGS), "qty": qty, **more}


def voucher(voucher_id: UUID = VOUCHER) -> list[Json]:
    """Return the vouchers of a cart that uses one."""
    return [{"voucher": str(voucher_id)}]


def cash(amount: float | str, **more: Any) -> Json:
    """Return a payment in cash."""
    return {"payment": str(CASH), "amount": amount, **more}
