"""Take a booking from a guest who makes it alone, with nobody of the restaurant looking on."""

from comanda.kernel.actor import Actor
from comanda.reservations.plan import BookingPlan
from comanda.reservations.reservation import Reservation
from comanda.reservations.rules.guests import Contact, check_not_too_many
from comanda.reservations.rules.slots import DAY, day_begins
from comanda.reservations.take_booking import Booking, take_booking
from comanda.restaurants.place import Place
from comanda.store.database import Database
from comanda.store.idempotency import Once


async def take_guest_booking(
    database: Database,
    actor: Actor,
    plan: BookingPlan,
    place: Place,
    booking: Booking,
    contact: Contact,
    *,
    trades: bool,
    once: Once[Reservation],
) -> Reservation:
    """Reserve tables for a guest, unless the same guest has enough bookings of that day.

    Two requests at the same moment may both be let through: the limit keeps somebody from filling a house, and is no
    promise.

    Args:
        booking: for the guest that `contact` names.

    Raises:
        Conflict: `too_many_bookings`, or what `take_booking` raises.
        Forbidden: `location_not_trading`.
        Invalid: what `take_booking` raises.
    """
    day = booking.at.astimezone(place.zone).date()
    digits = contact.phone.lstrip("+") if contact.phone is not None else None
    async with database.unit_of_work(actor.tenant_id) as work:
        row = await work.one(
            "SELECT count(*) AS there FROM reservations WHERE tenant_id = %(tenant)s AND location_id = %(location)s"
            " AND starts_at >= %(from)s AND starts_at < %(to)s AND source = 'guest'"
            " AND status IN ('pending_payment', 'booked') AND coalesce(expires_at > %(now)s, true)"
            " AND (lower(email) = lower(%(email)s::text) OR ltrim(phone, '+') = %(digits)s::text)",
            {
                "tenant": actor.tenant_id,
                "location": place.location_id,
                "from": day_begins(day, place.zone),
                "to": day_begins(day + DAY, place.zone),
                "now": actor.at,
                "email": contact.email,
                "digits": digits,
            },
        )
    check_not_too_many(row["there"] if row is not None else 0)
    return await take_booking(database, actor, plan, place, booking, trades=trades, once=once)
