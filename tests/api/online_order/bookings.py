"""What partner apps reserve, at the demo restaurants' own services."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.api.online_order.carts import Shop
from tests.partner import Json, Partner

ZONES = {
    "downtown-lima": ZoneInfo("America/Lima"),
    "chinatown-singapore": ZoneInfo("Asia/Singapore"),
    "katong-singapore": ZoneInfo("Asia/Singapore"),
    "bermondsey-london": ZoneInfo("Europe/London"),
}
FRIDAY = 4


def coming(shop: Shop, weekday: int | None = None) -> date:
    """A local day a week or two ahead: this weekday (0 is Monday), or any."""
    day = datetime.now(ZONES[shop.place]).date() + timedelta(days=7)
    return day if weekday is None else day + timedelta(days=(weekday - day.weekday()) % 7)


def at(shop: Shop, day: date, wall: str) -> str:
    """A time on the wall as the API shows it."""
    local = datetime.combine(day, datetime.strptime(wall, "%H:%M").time(), ZONES[shop.place])  # noqa: DTZ007 - zoned here
    return local.astimezone(ZoneInfo("UTC")).isoformat(timespec="seconds")


def service(shop: Shop, key: str) -> str:
    return shop.id(shop.place, "service", key)


def experience(shop: Shop, key: str) -> str:
    return shop.id(shop.place, "experience", key)


def section(shop: Shop, key: str) -> str:
    return shop.id(shop.place, "section", key)


def tables(shop: Shop, *numbers: int) -> list[Json]:
    """Chosen tables."""
    return [{"object": shop.table(number)} for number in numbers]


def asking(shop: Shop, key: str, when: str, adult: int = 2, children: int = 0, **more: Any) -> Json:
    """A reservation of a service; `objects` goes beside the rest."""
    body: Json = {"location": shop.location}
    if "objects" in more:
        body["objects"] = more.pop("objects")
    info = {
        "reservation_time": when,
        "service": service(shop, key),
        "pax": adult + children,
        "adult": adult,
        "children": children,
    }
    return body | {"reservation_info": info | more}


def book(partner: Partner, shop: Shop, key: str, when: str, adult: int = 2, **more: Any) -> Json:
    """Reserve, and return the reservation."""
    made: Json = partner.post("/reservations", asking(shop, key, when, adult, **more)).data
    return made


def times(partner: Partner, day: date, adult: int = 2, children: int = 0) -> dict[str, list[str]]:
    """What can be reserved on a day, by service."""
    found = partner.get(
        "/services", location_id=partner.location_id, date=day.isoformat(), adult=adult, children=children
    )
    return {row["id"]: [slot["time"] for slot in row["available_times"]] for row in found.data}


def names(reservation: Json) -> list[str]:
    """The tables kept for a reservation."""
    return [kept["name"] for kept in reservation["objects"]]
