"""A location as its surfaces know it: compiled with its menu, since a change of it makes a new menu version."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from comanda.kernel.errors import NotFound
from comanda.kernel.time import WeeklyWindow
from comanda.restaurants.branding import Branding
from comanda.restaurants.rules import DayHours, Governance, Opening, trades
from comanda.restaurants.settings import LocationSettings
from comanda.store.database import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class Place:
    """What a location is called, where it stands, when it is open, how it likes things and how it presents itself."""

    location_id: UUID
    slug: str
    name: str
    address: str
    language: str
    languages: tuple[str, ...]
    zone: ZoneInfo
    opening: Opening
    settings: LocationSettings
    accept_dining: bool
    branding: Branding


@dataclass(frozen=True, slots=True)
class Doorstep:
    """What is known of a location from its slug alone.

    Attributes:
        at: the instant it was asked, by the database's clock.
    """

    tenant_id: UUID
    location_id: UUID
    slug: str
    trades: bool
    menu_version: int
    at: datetime


async def doorstep(database: Database, slug: str) -> Doorstep:
    """Find a location by its slug.

    Raises:
        NotFound: `unknown_location`.
    """
    if "\x00" in slug:  # which no text of the database holds
        raise NotFound("No such location.", code="unknown_location")
    rows = await database.all(
        "SELECT tenant_id, location_id, slug, governance, active, menu_version, now() AS at FROM location_directory"
        " WHERE slug = %s",
        (slug,),
    )
    if not rows:
        raise NotFound("No such location.", code="unknown_location")
    row = rows[0]
    may_trade = trades(Governance(row["governance"]), active=row["active"])
    return Doorstep(row["tenant_id"], row["location_id"], row["slug"], may_trade, row["menu_version"], row["at"])


async def load_place(work: UnitOfWork, location_id: UUID) -> Place:
    """Return a location.

    Raises:
        NotFound: no such location of this tenant.
    """
    here = (work.tenant_id, location_id)
    location = await work.send(
        "SELECT l.name, l.address, l.language, l.languages, l.timezone, l.opening_mode, l.manual_is_open, l.settings,"
        " l.accept_dining, l.branding, d.slug FROM locations l"
        " JOIN location_directory d ON d.tenant_id = l.tenant_id AND d.location_id = l.id"
        " WHERE l.tenant_id = %s AND l.id = %s",
        here,
    )
    hours = await work.send(
        "SELECT weekday, opens, closes FROM location_hours WHERE tenant_id = %s AND location_id = %s", here
    )
    exceptions = await work.send(
        "SELECT day, opens, closes FROM location_hour_exceptions WHERE tenant_id = %s AND location_id = %s", here
    )
    row = await location.one()
    if row is None:
        raise NotFound("No such location.", code="unknown_location")
    days: dict[tuple[time, time], set[int]] = defaultdict(set)
    for found in await hours.all():
        days[found["opens"], found["closes"]].add(found["weekday"])
    opening = Opening(
        row["opening_mode"] == "manual",
        row["manual_is_open"],
        [WeeklyWindow(frozenset(on), opens, closes) for (opens, closes), on in days.items()],
        {found["day"]: DayHours(found["opens"], found["closes"]) for found in await exceptions.all()},
    )
    return Place(
        location_id,
        row["slug"],
        row["name"],
        row["address"],
        row["language"],
        tuple(row["languages"]) or (row["language"],),
        ZoneInfo(row["timezone"]),
        opening,
        LocationSettings.of(row["settings"]),
        row["accept_dining"],
        Branding.of(row["branding"]),
    )
