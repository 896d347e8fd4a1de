"""What the event log says of dining sessions: enough for a reader to tell people without asking."""

from datetime import datetime
from typing import Any
from uuid import UUID

from comanda.dining.session import ServiceRequest, SessionView
from comanda.store.database import Event


def session_event(topic: str, session: SessionView, at: datetime, **more: Any) -> Event:
    """Return the event of something that happened to a session."""
    payload = {
        "session": str(session.id),
        "customer_name": session.customer_name,
        "tables": [{"id": str(table.id), "number": table.number} for table in session.tables],
        **more,
    }
    return Event(topic, session.id, at, session.location_id, payload=payload)


def guest_event(topic: str, session: SessionView, guest_id: UUID, name: str, at: datetime) -> Event:
    """Return the event of a phone that waits, or was let in or refused."""
    return session_event(topic, session, at, guest=str(guest_id), guest_name=name)


def call_event(topic: str, call: ServiceRequest, at: datetime) -> Event:
    """Return the event of a call."""
    payload = {
        "call": str(call.id),
        "kind": call.kind,
        "session": str(call.session_id),
        "table": {"id": str(call.table_id), "number": call.table_number},
        "guest_name": call.guest_name,
    }
    return Event(topic, call.id, at, call.location_id, payload=payload)


def table_event(location_id: UUID, table_id: UUID, number: int, status: str, at: datetime) -> Event:
    """Return the event of a table whose state staff changed."""
    payload = {"table": {"id": str(table_id), "number": number}, "status": status}
    return Event("table.status_changed", table_id, at, location_id, payload=payload)
