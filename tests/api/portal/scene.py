"""Restaurants beside the demo's: the contract's own example, and what filters have to tell apart."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from tests.truth import Truth

CREATED = "2026-03-20T12:00:00Z"
DECIDED = "2026-03-20T12:05:00Z"
UPDATED = "2026-03-20T12:10:00Z"
OPERATOR = "01950000-0000-7000-8000-00000000ad01"


NEW = UUID(int=0)


@dataclass(frozen=True)
class Spot:
    """A location: what is said of it here, anything else as in the contract's example."""

    slug: str
    code: int
    name: str = "Downtown Branch"
    governance: str = "approved"
    active: bool = True
    is_open: bool = True
    city: str | None = "Erbil"
    area: str | None = "Ankawa"
    id: UUID = NEW


@dataclass(frozen=True)
class Owner:
    """A restaurant and its locations."""

    slug: str
    name: str
    spots: tuple[Spot, ...] = ()
    active: bool = True
    id: UUID = NEW


def _id(kind: int, number: int) -> UUID:
    return UUID(f"01950000-0000-7000-800{kind}-{number:012d}")


TENANT_ONE = Owner(
    "tenant-one",
    "Tenant One",
    (
        Spot("downtown-branch", 5001, id=_id(1, 5001)),
        Spot("airport-branch", 5002, "Airport Branch", is_open=False, area="Ainkawa Road", id=_id(1, 5002)),
    ),
    id=_id(0, 1),
)
DATE_PALM = Owner(
    "date-palm",
    "Date Palm",
    (
        Spot("palm-draft", 5101, "Palm Draft", "draft", is_open=False, city="Basra", area=None, id=_id(1, 5101)),
        Spot("palm-waiting", 5102, "Palm Waiting", "pending_approval", city="Basra", id=_id(1, 5102)),
        Spot("palm-refused", 5103, "Palm Refused", "rejected", active=False, city="Basra", id=_id(1, 5103)),
        Spot("palm-stopped", 5104, "Palm Stopped", "suspended", city="ERBIL", area="ankawa", id=_id(1, 5104)),
        Spot("palm-100-percent", 5105, "100% Palm_Grove", city=None, area=None, is_open=False, id=_id(1, 5105)),
    ),
    id=_id(0, 2),
)
EMPTY = Owner("no-places-yet", "No Places Yet", active=False, id=_id(0, 3))
OWNERS = (TENANT_ONE, DATE_PALM, EMPTY)
DEMO = ("caleta-morena", "lantern-and-tiffin", "tallow-and-rye")


def build(truth: Truth) -> None:
    """Write them all, as the restaurants' and the platform's own tools would."""
    for owner in OWNERS:
        add_owner(truth, owner)


def add_owner(truth: Truth, owner: Owner) -> None:
    """Write a restaurant with its locations."""
    truth.rows(
        "INSERT INTO tenants (id, slug, name, currency, language, active) VALUES (%s, %s, %s, 'IQD', 'en', %s)"
        " RETURNING id",
        owner.id,
        owner.slug,
        owner.name,
        owner.active,
    )
    for spot in owner.spots:
        add_spot(truth, owner.id, spot)


def add_spot(truth: Truth, tenant_id: UUID | str, spot: Spot, **columns: Any) -> UUID:
    """Write a location that somebody has approved once, unless it is new or was refused."""
    spot_id = spot.id if spot.id != NEW else uuid4()
    approved = spot.governance in ("approved", "suspended")
    truth.rows(
        "INSERT INTO location_directory (location_id, tenant_id, slug, code, governance, active, approved_by,"
        " approved_at, admin_notes, availability_version, created_at, updated_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 12, %s, %s) RETURNING code",
        spot_id,
        tenant_id,
        spot.slug,
        spot.code,
        spot.governance,
        spot.active,
        OPERATOR if approved else None,
        DECIDED if approved else None,
        "Approved for public access" if approved else None,
        CREATED,
        UPDATED,
    )
    truth.rows(
        "INSERT INTO locations (tenant_id, id, name, timezone, language, languages, address, city, area, latitude,"
        " longitude, accept_dining, accept_takeout, accept_delivery, branding, opening_mode, manual_is_open,"
        " created_at, updated_at)"
        " VALUES (%s, %s, %s, 'Asia/Baghdad', 'en', '{en,ar}', 'Street 60, Ankawa, Erbil', %s, %s, 36.23, 43.98,"
        " true, true, true, %s, 'manual', %s, %s, %s) RETURNING id",
        tenant_id,
        spot_id,
        spot.name,
        spot.city,
        spot.area,
        columns.get("branding", "{}"),
        spot.is_open,
        CREATED,
        CREATED,
    )
    return spot_id
