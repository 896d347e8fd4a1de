"""The reservation book behind the pages, and its bars on them."""

import itertools
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page

from comanda.demo.lima import LIMA
from comanda.demo.seed import demo_id
from tests.phone import House

ZONE = ZoneInfo("America/Lima")
_days = itertools.count(2)


def day_to_come() -> date:
    """Return a day that no other test books for."""
    return datetime.now(ZONE).date() + timedelta(days=next(_days))


def service(key: str) -> str:
    """Return the id of one of the demo restaurant's services."""
    return str(demo_id(LIMA.slug, LIMA.locations[0].slug, "service", key))


@dataclass(frozen=True)
class Book:
    """The book of a day as its API has it: for what a story needs before it begins, and what came of it."""

    house: House
    day: date

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request to the location's part of the Manage API."""
        headers = {"Authorization": f"Bearer {self.house.staff('branch_manager').token}"}
        url = f"/manage/v1/locations/{self.house.branch_id}{path}"
        response = self.house.http.request(method, url, json=body, headers=headers)
        assert response.is_success, response.text
        return response.json() if response.content else None

    def at(self, wall: str) -> datetime:
        """Return the instant of a local time of the day."""
        return datetime.fromisoformat(f"{self.day}T{wall}").replace(tzinfo=ZONE)

    def take(self, name: str, wall: str = "19:00", tables: tuple[int, ...] = (), **said: Any) -> str:
        """Take a booking for dinner, at these tables or where it fits, and return its id."""
        body = {
            "service": service("dinner"),
            "time": self.at(wall).isoformat(),
            "adults": 2,
            "first_name": name,
            "tables": [self.house.table(number) for number in tables] or None,
            **said,
        }
        found: str = self.call("POST", "/reservations", body)["id"]
        return found

    def take_now(self, name: str, table: int) -> str:
        """Book a table from this minute on, apart from every service."""
        return self.take(name, tables=(table,), service=None, time=datetime.now(UTC).isoformat(), freely=True)

    def stands(self, reservation: str) -> tuple[str, list[str]]:
        """Return the local time and the tables of a reservation."""
        said = self.call("GET", f"/reservations/{reservation}")
        wall = datetime.fromisoformat(said["time"]).astimezone(ZONE).strftime("%H:%M")
        return wall, [table["id"] for table in said["tables"]]

    def status(self, reservation: str) -> str:
        """Return where a reservation stands."""
        said: str = self.call("GET", f"/reservations/{reservation}")["status"]
        return said

    def clear(self) -> None:
        """Let nobody be expected on this day any more."""
        for each in self.call("GET", f"/book?date={self.day}")["reservations"]:
            if each["status"] in ("booked", "pending_payment", "arrived"):
                self.call("POST", f"/reservations/{each['id']}/cancel", {})


def bar(page: Page, name: str) -> Locator:
    """Return a bar of the timeline, by whom it is for."""
    return page.get_by_role("button", name=re.compile(rf"^\d\d:\d\d . \d\d:\d\d, {name},"))
