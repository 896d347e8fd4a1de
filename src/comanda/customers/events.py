"""What the event log says of customers and what they hold."""

from datetime import datetime
from uuid import UUID

from comanda.customers.customer import CreditTransaction, Customer, LoyaltyTransaction
from comanda.store.database import Event


def customer_event(topic: str, customer: Customer, at: datetime, app_id: UUID | None) -> Event:
    """Return the event of a customer who was created or changed."""
    return Event(topic, customer.id, at, app_id=app_id)


def points_event(moved: LoyaltyTransaction, app_id: UUID | None) -> Event:
    """Return the event of points that a member got, or gave."""
    payload = {"program": str(moved.program_id), "member": str(moved.member_id), "points": moved.points}
    topic = "loyalty_program_transaction.created"
    return Event(topic, moved.id, moved.created_at, moved.location_id, app_id, payload)


def credit_event(moved: CreditTransaction, app_id: UUID | None) -> Event:
    """Return the event of credit that a customer got, or spent."""
    payload = {"customer": str(moved.customer_id), "amount": moved.amount}
    topic = "store_credit_transaction.created"
    return Event(topic, moved.id, moved.created_at, moved.location_id, app_id, payload)
