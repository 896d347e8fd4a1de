"""Fill the books of the demo restaurants from yesterday to tomorrow, with parties at every stage of their evening.

Apart from the seed, since it depends on the clock: what is seeded is the same at every start.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from comanda.demo import blueprint as bp
from comanda.demo.bookings import BOOKABLE
from comanda.demo.seed import demo_id
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict
from comanda.ordering.catalogue import Catalogue, Catalogues
from comanda.ordering.complete_booking import complete_booking
from comanda.reservations.change_status import change_reservation_status
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.slots import DAY, day_begins, runs_on, slots_of
from comanda.reservations.rules.status import Action
from comanda.reservations.seat_reservation import seat_reservation
from comanda.reservations.take_booking import Booking, Guest, take_booking
from comanda.store.database import Database

_AHEAD = timedelta(days=2)
"""How long before they come the parties book: sooner than the VIP rooms want to know of it."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Party:
    """A party of the script.

    Attributes:
        slot: which of the service's.
        fate: what becomes of it: `comes`, `no_show`, `cancelled`, `unpaid` (its deposit was not paid in time) or
            `waits` (for the deposit).
    """

    service: str
    slot: int
    adults: int
    children: int = 0
    source: str = "guest"
    fate: str = "comes"
    notes: str | None = None


_SCRIPT = (
    _Party("lunch", 0, 2, source="partner"),
    _Party("lunch", 1, 2, 2, notes="A high chair, please"),
    _Party("lunch", 2, 2, source="staff", fate="no_show"),
    _Party("lunch", 3, 4, source="partner", fate="cancelled"),
    _Party("vip", 0, 6, source="staff", notes="Birthday of the grandmother"),
    _Party("dinner", 0, 4, notes="By the window"),
    _Party("dinner", 1, 2, source="staff", notes="Wedding anniversary"),
    _Party("dinner", 2, 6, source="partner", fate="unpaid"),
    _Party("dinner", 3, 7, source="staff", fate="waits"),
    _Party("dinner", 3, 2, 2, source="partner"),
)


async def fill_books(database: Database, restaurants: tuple[bp.Restaurant, ...], now: datetime | None = None) -> None:
    """Let parties book at each restaurant's first location, on those days from yesterday to tomorrow when nobody has.

    Args:
        now: for tests; the clock's time by default.
    """
    catalogues = Catalogues(database)
    apps = await database.all("SELECT id FROM apps ORDER BY created_at, id LIMIT 1")
    for restaurant in restaurants:
        place = restaurant.locations[0]
        if place.slug in BOOKABLE:
            there = await catalogues.get(demo_id(restaurant.slug), demo_id(restaurant.slug, place.slug), 1)
            app_id = apps[0]["id"] if apps else None
            await _Book(database, restaurant, there, app_id, now or datetime.now(UTC)).fill()


class _Book:
    def __init__(
        self, database: Database, restaurant: bp.Restaurant, there: Catalogue, app_id: UUID | None, now: datetime
    ) -> None:
        self.database = database
        self.restaurant = restaurant
        self.there = there
        self.app_id = app_id
        self.now = now
        self.guests = [one for one in restaurant.customers if one.first_name is not None]

    async def fill(self) -> None:
        today = self.now.astimezone(self.there.place.zone).date()
        for day in (today - DAY, today, today + DAY):
            if await self._is_empty(day):
                if day == today:
                    await self._stand_at_the_door()
                for place, party in enumerate(_SCRIPT):
                    await self._comes_about(party, day, self._guest(place))

    def _guest(self, place: int) -> Guest:
        one = self.guests[place % len(self.guests)]
        return Guest(one.first_name, one.last_name, one.email, one.phone)

    def _actor(self, source: str, at: datetime) -> Actor:
        user_id = demo_id(self.restaurant.slug, "staff", self.restaurant.staff[0].name) if source == "staff" else None
        app_id = self.app_id if source == "partner" else None
        return Actor(demo_id(self.restaurant.slug), at, app_id, user_id=user_id)

    async def _is_empty(self, day: date) -> bool:
        zone = self.there.place.zone
        async with self.database.unit_of_work(demo_id(self.restaurant.slug)) as work:
            row = await work.one(
                "SELECT id FROM reservations WHERE tenant_id = %s AND location_id = %s AND starts_at >= %s"
                " AND starts_at < %s LIMIT 1",
                (work.tenant_id, self.there.place.location_id, day_begins(day, zone), day_begins(day + DAY, zone)),
            )
        return row is None

    async def _stand_at_the_door(self) -> None:
        """Let two parties stand at the door, at whatever hour. Nobody sits, so that every table can be tried."""
        place = self.restaurant.locations[0].slug
        at = self.now.replace(minute=self.now.minute // 5 * 5, second=0, microsecond=0)
        numbers = BOOKABLE[place].sections["indoor"][1]
        for number, adults, since, guest in ((numbers[-1], 4, 30, 10), (numbers[-2], 2, 10, 11)):
            begins = at - since * _MINUTE
            booking = Booking(
                source="staff",
                service_id=None,
                at=begins,
                adults=adults,
                guest=self._guest(guest),
                tables=(demo_id(self.restaurant.slug, place, "table", str(number)),),
                freely=True,
            )
            made = await self._take(booking, begins - _AHEAD)
            await self._act(made, Action.ARRIVE, begins)

    async def _comes_about(self, party: _Party, day: date, guest: Guest) -> None:
        service = self.there.booking.services[
            demo_id(self.restaurant.slug, self.restaurant.locations[0].slug, "service", party.service)
        ]
        if not runs_on(service, day):
            return
        at = list(slots_of(service, day, self.there.place.zone))[party.slot]
        unpaid = party.fate in ("unpaid", "waits")
        booking = Booking(
            source=party.source,
            service_id=service.id,
            at=at,
            adults=party.adults,
            children=party.children,
            guest=guest,
            status=ReservationStatus.PENDING_PAYMENT if unpaid else ReservationStatus.BOOKED,
            confirm_by="customer" if party.fate == "comes" and party.source == "guest" else None,
            notes=party.notes,
        )
        try:
            made = await self._take(booking, at - _AHEAD)
        except Conflict:
            return  # whoever stands at the door has the last table
        if party.fate == "unpaid" or (party.fate == "waits" and at < self.now):
            await self._act(made, Action.CANCEL, made.created_at + 31 * _MINUTE)
        elif party.fate == "cancelled":
            await self._act(made, Action.CANCEL, made.created_at + DAY, "Changed their plans")
        elif party.fate == "no_show" and at + 30 * _MINUTE < self.now:
            await self._act(made, Action.NO_SHOW, at + 30 * _MINUTE)
        elif party.fate == "comes" and at + 15 * _MINUTE < self.now:
            # Whoever came today has left by now, so that their tables are there for whoever tries the demo.
            await self._seat(made, at + 5 * _MINUTE)
            leaves = min(self.now, made.ends_at - 10 * _MINUTE)
            await complete_booking(self.database, self._actor("staff", leaves), made.id)

    async def _take(self, booking: Booking, at: datetime) -> Reservation:
        plan, place = self.there.booking, self.there.place
        return await take_booking(self.database, self._actor(booking.source, at), plan, place, booking, trades=True)

    async def _act(self, made: Reservation, action: Action, at: datetime, reason: str | None = None) -> None:
        plan, place = self.there.booking, self.there.place
        actor = self._actor("staff", at)
        await change_reservation_status(self.database, actor, plan, place, made.id, action, reason=reason)

    async def _seat(self, made: Reservation, at: datetime) -> None:
        plan, place, currency = self.there.booking, self.there.place, self.there.menu.currency
        await seat_reservation(self.database, self._actor("staff", at), plan, place, currency, made.id)
