"""Card payments as the ledger meets them: which method takes them, and how far each is."""

from datetime import datetime
from uuid import UUID

from comanda.kernel.errors import Conflict
from comanda.menu.snapshot import MenuSnapshot, PaymentMethod
from comanda.ordering.rules.intents import Intent
from comanda.store.database import UnitOfWork


def card_method(menu: MenuSnapshot) -> PaymentMethod:
    """Return the payment method that card terminals take: the location's cards, or else its first method.

    Raises:
        Conflict: `no_payment_method`: the location takes no payments.
    """
    methods = list(menu.payment_methods.values())
    if not methods:
        raise Conflict("This location has no payment method.", code="no_payment_method")
    return next((method for method in methods if method.kind == "card"), methods[0])


async def hold_intent(work: UnitOfWork, location_id: UUID, intent_id: str, at: datetime) -> Intent:
    """Return how far a card payment is, and let nobody hear more of it until this unit of work ends."""
    row = await work.one(
        "INSERT INTO payment_intents AS i (tenant_id, intent_id, location_id, status, capture_mode, updated_at)"
        " VALUES (%s, %s, %s, 'created', 'Auto', %s)"
        " ON CONFLICT (tenant_id, location_id, intent_id) DO UPDATE SET updated_at = i.updated_at RETURNING status",
        (work.tenant_id, intent_id, location_id, at),
    )
    assert row is not None  # noqa: S101 - written or found
    return Intent(row["status"])
