"""A location with a booking plan that tests know by heart, and its staff's program."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx2 as httpx

from comanda.api.manage import booking_shapes as shapes
from tests.api.manage.admin import Answer, Json

SINGAPORE_TIME = ZoneInfo("Asia/Singapore")


@dataclass(frozen=True)
class Host:
    """Staff at a location."""

    http: httpx.Client
    token: str | None
    location: UUID

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send a request below the location's address."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        address = f"/manage/v1/locations/{self.location}{path}"
        response = self.http.request(method, address, json=body, headers=sent)
        return Answer(response.status_code, response.json() if response.content else None, response)

    def tables(self) -> list[Json]:
        """Return the floor, in its order."""
        found: list[Json] = self.book(days_ahead(1))["tables"]
        return found

    def book(self, day: date, covers: int = 2) -> Json:
        """Return the book of a day."""
        return self.ask("GET", f"/book?date={day}&covers={covers}").good(shapes.BookOut)

    def slots(self, day: date, covers: int = 2, service: str = "Dinner") -> dict[str, str | None]:
        """Return why each slot of a service cannot be booked, by its local time."""
        (found,) = [one for one in self.book(day, covers)["services"] if one["name"] == service]
        return {wall(slot["time"]): slot["why"] for slot in found["slots"]}

    def take(self, **said: Any) -> Json:
        """Take a booking and return it."""
        return self.ask("POST", "/reservations", said).good(shapes.ReservationOut, 201)

    def act(self, reservation: Json, action: str, body: Any = None, **headers: str) -> Answer:
        """Do something with a reservation."""
        return self.ask("POST", f"/reservations/{reservation['id']}/{action}", body, **headers)

    def view(self, reservation: Json) -> Json:
        """Return a reservation as it stands."""
        return self.ask("GET", f"/reservations/{reservation['id']}").good(shapes.ReservationOut)


@dataclass(frozen=True)
class Plan:
    """A plan: dinner at 18:00 to 21:00 each half hour, two tables for two and one for four, 8 covers a slot."""

    body: Json
    dinner: str
    pairs: tuple[str, str]
    four: str


def dinner_for_eight(host: Host, **more: Any) -> Plan:
    """Set a plan on the first tables of the floor that seat two and four."""
    tables = host.tables()
    first, second = [table["id"] for table in tables if table["seats"] == 2][:2]
    four = next(table["id"] for table in tables if table["seats"] == 4)
    experience, section, dinner = (str(uuid4()) for _ in range(3))
    service = {
        "id": dinner,
        "name": {"en": "Dinner"},
        "experience": experience,
        "section": section,
        "days": [0, 1, 2, 3, 4, 5, 6],
        "first": "18:00",
        "last": "21:00",
        "slot_minutes": 30,
        "turns": [{"up_to": 2, "minutes": 90}, {"up_to": 8, "minutes": 120}],
        "pacing": 8,
        "max_covers": 8,
        "horizon_days": 60,
        **more,
    }
    body = {
        "experiences": [{"id": experience, "name": {"en": "Indoors"}}],
        "sections": [{"id": section, "name": {"en": "Main room"}, "tables": [first, second, four]}],
        "services": [service],
        "joins": [{"tables": [first, second], "covers": 4, "fixed": False}],
    }
    host.ask("PUT", "/booking-plan", body).good(shapes.BookingPlanOut)
    return Plan(body, dinner, (first, second), four)


def days_ahead(days: int) -> date:
    """Return a local day to come."""
    return datetime.now(SINGAPORE_TIME).date() + timedelta(days=days)


def at(day: date, wall_time: str) -> str:
    """Return a local time of a day as programs send it."""
    return datetime.combine(day, time.fromisoformat(wall_time), SINGAPORE_TIME).isoformat()


def wall(instant: str) -> str:
    """Return the local time of an instant."""
    return datetime.fromisoformat(instant).astimezone(SINGAPORE_TIME).strftime("%H:%M")


def utc(instant: str) -> datetime:
    """Return an instant."""
    return datetime.fromisoformat(instant).astimezone(UTC)
