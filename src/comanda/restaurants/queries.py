"""Reads of restaurants and locations."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comanda.kernel.errors import NotFound
from comanda.store.database import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class Restaurant:
    """A tenant."""

    id: UUID
    slug: str
    name: str
    currency: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class LocationSummary:
    """A location as lists show it."""

    id: UUID
    name: str
    updated_at: datetime


async def restaurant(work: UnitOfWork) -> Restaurant:
    """Return the restaurant whose unit of work this is."""
    row = await work.one("SELECT id, slug, name, currency, updated_at FROM tenants WHERE id = %s", (work.tenant_id,))
    assert row is not None  # noqa: S101 - a credential refers to its tenant
    return Restaurant(**row)


async def language(work: UnitOfWork) -> str:
    """Return the language of the restaurant's first location, in which what belongs to all of them is named."""
    row = await work.one("SELECT language FROM locations WHERE tenant_id = %s ORDER BY id LIMIT 1", (work.tenant_id,))
    return row["language"] if row is not None else "en"


async def locations(work: UnitOfWork) -> list[LocationSummary]:
    """Return all locations, oldest change first."""
    rows = await work.all(
        "SELECT id, name, updated_at FROM locations WHERE tenant_id = %s ORDER BY updated_at, id", (work.tenant_id,)
    )
    return [LocationSummary(**row) for row in rows]


async def menu_versions(work: UnitOfWork) -> dict[UUID, int]:
    """Return the current menu version of every location."""
    rows = await work.all(
        "SELECT location_id, menu_version FROM location_directory WHERE tenant_id = %s", (work.tenant_id,)
    )
    return {row["location_id"]: row["menu_version"] for row in rows}


async def location_ids(database: Database, tenant_id: UUID) -> list[UUID]:
    """Return the locations of a restaurant, oldest first."""
    rows = await database.all(
        "SELECT location_id FROM location_directory WHERE tenant_id = %s ORDER BY code", (tenant_id,)
    )
    return [row["location_id"] for row in rows]


async def tenant_id_of(database: Database, slug: str) -> UUID:
    """Return the restaurant with a slug.

    Raises:
        NotFound: `unknown_restaurant`.
    """
    rows = await database.all("SELECT id FROM tenants WHERE slug = %s", (slug.replace("\x00", ""),))
    if not rows:
        raise NotFound(f"No restaurant has the slug {slug!r}.", code="unknown_restaurant")
    found: UUID = rows[0]["id"]
    return found
