"""What the event log says of reservations."""

from datetime import datetime

from comanda.reservations.reservation import Reservation
from comanda.store.database import Event


def reservation_event(topic: str, reservation: Reservation, at: datetime) -> Event:
    """Return the event of something that happened to a reservation."""
    payload = {"status": reservation.status, "tables": [str(table) for table in reservation.tables]}
    return Event(topic, reservation.id, at, reservation.location_id, payload=payload)
