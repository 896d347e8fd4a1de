"""What the event log says of reservations."""

from comanda.kernel.actor import Actor
from comanda.reservations.reservation import Reservation
from comanda.store.database import Event


def reservation_event(topic: str, reservation: Reservation, actor: Actor) -> Event:
    """Return the event of something that happened to a reservation."""
    payload = {
        "status": reservation.status,
        "tables": [str(table) for table in reservation.tables],
        "starts_at": reservation.starts_at.isoformat(),
    }
    return Event(topic, reservation.id, actor.at, reservation.location_id, actor.app_id, payload)
