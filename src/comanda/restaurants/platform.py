"""What the platform's operators see: the locations of every restaurant, grouped by restaurant.

A list is read in two steps: which locations are meant, in a few columns, and then those on the page, whole. Hours are
read for all of them only when it is asked which are open.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, LiteralString
from uuid import UUID
from zoneinfo import ZoneInfo

from comanda.kernel.paging import Page
from comanda.kernel.time import WeeklyWindow
from comanda.restaurants import rules
from comanda.restaurants.place import Doorstep
from comanda.restaurants.rules import DayHours, Governance, Opening
from comanda.store.database import Database


@dataclass(frozen=True, slots=True)
class LocationFilter:
    """Which locations are asked for; None asks for any.

    Attributes:
        search: part of the restaurant's name or slug, or of the location's name, slug or code, in any case.
        city: the city, in any case.
        area: the area, in any case.
        active: whether the location is active.
        is_open: whether it is open just now.
        governance: its standing with the platform.
        empty_tenants: show restaurants that fit, too, when none of their locations does.
    """

    search: str | None = None
    tenant_id: UUID | None = None
    city: str | None = None
    area: str | None = None
    active: bool | None = None
    is_open: bool | None = None
    governance: Governance | None = None
    empty_tenants: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A location that fits all that a statement can tell; or a restaurant that has none, when `location_id` is None.

    Attributes:
        tenant_fits: whether the restaurant fits by itself, so that it may be shown without locations.
        is_open: None when nobody asked.
    """

    tenant_id: UUID
    tenant_fits: bool
    location_id: UUID | None
    is_open: bool | None


@dataclass(frozen=True, slots=True)
class Tenant:
    """A restaurant as an operator sees it."""

    id: UUID
    slug: str
    name: str
    language: str
    active: bool


@dataclass(frozen=True, slots=True)
class PlatformLocation:
    """A location as an operator sees it.

    Attributes:
        is_open: whether it was open when it was read.
        manual: whether somebody says when it is open, rather than its hours.
        branding: what its pages look like, as the restaurant keeps it.
    """

    id: UUID
    tenant_id: UUID
    code: int
    slug: str
    name: str
    language: str
    languages: tuple[str, ...]
    timezone: str
    governance: Governance
    active: bool
    approved_by: str | None
    approved_at: datetime | None
    admin_notes: str | None
    is_open: bool
    manual: bool
    manual_is_open: bool
    availability_version: int
    city: str | None
    area: str | None
    address: str
    latitude: float | None
    longitude: float | None
    accept_dining: bool
    accept_delivery: bool
    accept_takeout: bool
    branding: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class LocationGroup:
    """A restaurant with those of its locations that were asked for."""

    tenant: Tenant
    locations: Sequence[PlatformLocation]


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A page of restaurants, and how many restaurants and locations there are on all pages."""

    groups: Sequence[LocationGroup]
    total_groups: int
    total_locations: int


_PLACED: LiteralString = "(location_directory d JOIN locations l ON l.tenant_id = d.tenant_id AND l.id = d.location_id)"
# The hours that count begin today or yesterday, by the location's clock; that is at most two days from the database's.
_OPENING: LiteralString = (
    " l.timezone, l.opening_mode = 'manual' AS manual, l.manual_is_open,"
    " (SELECT json_agg(json_build_array(h.weekday, h.opens, h.closes)) FROM location_hours h"
    " WHERE h.tenant_id = l.tenant_id AND h.location_id = l.id) AS week,"
    " (SELECT json_agg(json_build_array(e.day, e.opens, e.closes)) FROM location_hour_exceptions e"
    " WHERE e.tenant_id = l.tenant_id AND e.location_id = l.id"
    " AND e.day BETWEEN current_date - 2 AND current_date + 2) AS exceptions"
)
_TENANT_FITS: LiteralString = (
    "(%(search)s::text IS NULL OR strpos(lower(t.name), lower(%(search)s)) > 0"
    " OR strpos(t.slug, lower(%(search)s)) > 0)"
)
_LOCATION_FITS: LiteralString = (
    "(%(search)s::text IS NULL OR strpos(lower(l.name), lower(%(search)s)) > 0"
    " OR strpos(d.slug, lower(%(search)s)) > 0 OR strpos(d.code::text, %(search)s) > 0)"
)
_FROM_WHICH: LiteralString = (
    " FROM tenants t LEFT JOIN " + _PLACED + " ON d.tenant_id = t.id"
    " AND (" + _TENANT_FITS + " OR " + _LOCATION_FITS + ")"
    " AND (%(city)s::text IS NULL OR lower(l.city) = lower(%(city)s))"
    " AND (%(area)s::text IS NULL OR lower(l.area) = lower(%(area)s))"
    " AND (%(active)s::boolean IS NULL OR d.active = %(active)s)"
    " AND (%(governance)s::text IS NULL OR d.governance = %(governance)s)"
    " WHERE (%(tenant)s::uuid IS NULL OR t.id = %(tenant)s) AND (d.location_id IS NOT NULL OR %(empty)s)"
    " ORDER BY t.slug, d.code"
)
_WHICH: LiteralString = "SELECT t.id AS tenant_id, d.location_id, " + _TENANT_FITS + " AS tenant_fits"
_SHOWN: LiteralString = (
    "SELECT t.id AS tenant_id, t.slug AS tenant_slug, t.name AS tenant_name, t.language AS tenant_language,"
    " t.active AS tenant_active, d.location_id, d.code, d.slug, d.governance, d.active, d.approved_by, d.approved_at,"
    " d.admin_notes, d.availability_version, d.created_at, greatest(d.updated_at, l.updated_at) AS updated_at,"
    " l.name, l.language, l.languages, l.city, l.area, l.address, l.latitude, l.longitude, l.accept_dining,"
    " l.accept_delivery, l.accept_takeout, l.branding," + _OPENING + " FROM tenants t LEFT JOIN " + _PLACED
)


def group(candidates: Iterable[Candidate], wanted: LocationFilter) -> dict[UUID, list[UUID]]:
    """Return the locations that fit, by restaurant, both in the order they came.

    A restaurant without any is there only when empty ones are wanted and it fits by itself.
    """
    groups: dict[UUID, list[UUID]] = {}
    for candidate in candidates:
        fits = wanted.is_open is None or candidate.is_open is wanted.is_open
        if candidate.location_id is not None and fits:
            groups.setdefault(candidate.tenant_id, []).append(candidate.location_id)
        elif wanted.empty_tenants and candidate.tenant_fits:
            groups.setdefault(candidate.tenant_id, [])
    return groups


def opening_of(row: Mapping[str, Any]) -> Opening:
    """Return the hours of a location from its row: `week` and `exceptions` as JSON, null for none."""
    windows: dict[tuple[time, time], set[int]] = defaultdict(set)
    for weekday, opens, closes in row["week"] or ():
        windows[time.fromisoformat(opens), time.fromisoformat(closes)].add(weekday)
    exceptions = {
        date.fromisoformat(day): DayHours(_time(opens), _time(closes)) for day, opens, closes in row["exceptions"] or ()
    }
    week = [WeeklyWindow(frozenset(days), opens, closes) for (opens, closes), days in windows.items()]
    return Opening(row["manual"], row["manual_is_open"], week, exceptions)


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text is not None else None


async def list_locations(database: Database, wanted: LocationFilter, page: Page, at: datetime) -> GroupPage:
    """Return a page of restaurants with their locations, by slug and code.

    Args:
        page: counts restaurants.
        at: when it is to be told whether they are open.
    """
    which = _WHICH + ("," + _OPENING if wanted.is_open is not None else "") + _FROM_WHICH
    found = await database.read_platform(which, _params(wanted))
    groups = group([_candidate(row, at) for row in found], wanted)
    shown = dict(page.of(list(groups.items())))
    rows = await database.read_platform(
        _SHOWN + " ON d.tenant_id = t.id AND d.location_id = ANY(%(locations)s)"
        " WHERE t.id = ANY(%(tenants)s) ORDER BY t.slug, d.code",
        {"tenants": list(shown), "locations": [location for group in shown.values() for location in group]},
    )
    return GroupPage(_groups(rows, at), len(groups), sum(len(group) for group in groups.values()))


async def view_location(database: Database, location_id: UUID, at: datetime) -> tuple[Tenant, PlatformLocation] | None:
    """Return a location of any restaurant, and the restaurant; None when there is no such location."""
    rows = await database.read_platform(
        _SHOWN + " ON d.tenant_id = t.id WHERE d.location_id = %(location)s", {"location": location_id}
    )
    return (_tenant(rows[0]), _location(rows[0], at)) if rows else None


async def find_location(database: Database, location_id: UUID) -> Doorstep | None:
    """Return what is known of a location of any restaurant before it is known who asks."""
    rows = await database.all(
        "SELECT tenant_id, location_id, slug, governance, active, menu_version, now() AS at FROM location_directory"
        " WHERE location_id = %s",
        (location_id,),
    )
    if not rows:
        return None
    row = rows[0]
    may_trade = rules.trades(Governance(row["governance"]), active=row["active"])
    return Doorstep(row["tenant_id"], row["location_id"], row["slug"], may_trade, row["menu_version"], row["at"])


async def location_slugs(database: Database, tenant_id: UUID) -> dict[UUID, str]:
    """Return the slug of every location of a restaurant, by id."""
    rows = await database.all("SELECT location_id, slug FROM location_directory WHERE tenant_id = %s", (tenant_id,))
    return {row["location_id"]: row["slug"] for row in rows}


def _params(wanted: LocationFilter) -> dict[str, Any]:
    return {
        "search": wanted.search,
        "tenant": wanted.tenant_id,
        "city": wanted.city,
        "area": wanted.area,
        "active": wanted.active,
        "governance": wanted.governance,
        "empty": wanted.empty_tenants,
    }


def _candidate(row: Mapping[str, Any], at: datetime) -> Candidate:
    is_open = _is_open(row, at) if row["location_id"] is not None and "week" in row else None
    return Candidate(row["tenant_id"], row["tenant_fits"], row["location_id"], is_open)


def _is_open(row: Mapping[str, Any], at: datetime) -> bool:
    return rules.is_open(opening_of(row), ZoneInfo(row["timezone"]), at)


def _groups(rows: Iterable[Mapping[str, Any]], at: datetime) -> list[LocationGroup]:
    tenants: dict[UUID, Tenant] = {}
    locations: dict[UUID, list[PlatformLocation]] = defaultdict(list)
    for row in rows:
        tenants.setdefault(row["tenant_id"], _tenant(row))
        if row["location_id"] is not None:
            locations[row["tenant_id"]].append(_location(row, at))
    return [LocationGroup(tenant, locations[tenant.id]) for tenant in tenants.values()]


def _tenant(row: Mapping[str, Any]) -> Tenant:
    return Tenant(
        row["tenant_id"], row["tenant_slug"], row["tenant_name"], row["tenant_language"], row["tenant_active"]
    )


def _location(row: Mapping[str, Any], at: datetime) -> PlatformLocation:
    return PlatformLocation(
        id=row["location_id"],
        tenant_id=row["tenant_id"],
        code=row["code"],
        slug=row["slug"],
        name=row["name"],
        language=row["language"],
        languages=tuple(row["languages"]) or (row["language"],),
        timezone=row["timezone"],
        governance=Governance(row["governance"]),
        active=row["active"],
        approved_by=row["approved_by"],
        approved_at=row["approved_at"],
        admin_notes=row["admin_notes"],
        is_open=_is_open(row, at),
        manual=row["manual"],
        manual_is_open=row["manual_is_open"],
        availability_version=row["availability_version"],
        city=row["city"],
        area=row["area"],
        address=row["address"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        accept_dining=row["accept_dining"],
        accept_delivery=row["accept_delivery"],
        accept_takeout=row["accept_takeout"],
        branding=row["branding"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
