"""From core values to what portals and operators read. Pure; ids are texts, times end in Z, names are by language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from comanda.dining.session import SeatedTable, SessionStatus, SessionView
from comanda.kernel.paging import Page
from comanda.kernel.time import to_iso_seconds
from comanda.restaurants.change_governance import GovernanceState
from comanda.restaurants.platform import GroupPage, LocationFilter, LocationGroup, PlatformLocation, Tenant

Json = dict[str, Any]
_OPERATIONAL = {True: "open", False: "closed"}
_ACTIVE = {True: "active", False: "inactive"}
_STATUS = {SessionStatus.COMPLETED: "closed"}


def _time(at: datetime) -> str:
    return to_iso_seconds(at).removesuffix("+00:00") + "Z"


def _time_or_none(at: datetime | None) -> str | None:
    return _time(at) if at is not None else None


def locations(found: GroupPage, page: Page, wanted: LocationFilter) -> Json:
    """List Restaurant Locations."""
    return {
        "groups": [_group(group) for group in found.groups],
        "pagination": {
            "page": page.number,
            "limit": page.limit,
            "total_groups": found.total_groups,
            "total_locations": found.total_locations,
        },
        "filters": {
            "search": wanted.search or "",
            "tenant_id": wanted.tenant_id,
            "city": wanted.city,
            "area": wanted.area,
            "active_status": _ACTIVE[wanted.active] if wanted.active is not None else None,
            "operational_status": _OPERATIONAL[wanted.is_open] if wanted.is_open is not None else None,
            "admin_status": wanted.governance,
            "include_empty_tenants": wanted.empty_tenants,
        },
    }


def _group(group: LocationGroup) -> Json:
    total = len(group.locations)
    active = sum(location.active for location in group.locations)
    opened = sum(location.is_open for location in group.locations)
    return {
        "tenant": _tenant(group.tenant),
        "summary": {
            "total_locations": total,
            "active_locations": active,
            "inactive_locations": total - active,
            "open_locations": opened,
            "closed_locations": total - opened,
        },
        "locations": [_row(location) for location in group.locations],
    }


def _tenant(tenant: Tenant) -> Json:
    return {
        "id": tenant.id,
        "name": {tenant.language: tenant.name},
        "slug": tenant.slug,
        "status": _ACTIVE[tenant.active],
    }


def _row(location: PlatformLocation) -> Json:
    return {
        "id": location.id,
        "code": location.code,
        "name": {location.language: location.name},
        "slug": location.slug,
        "admin_status": location.governance,
        "active": location.active,
        "is_open": location.is_open,
        **_address(location),
        "accept_dining": location.accept_dining,
        "accept_delivery": location.accept_delivery,
        "accept_takeout": location.accept_takeout,
        "created_at": _time(location.created_at),
    }


def _address(location: PlatformLocation) -> Json:
    return {
        "city": location.city,
        "area": location.area,
        "full_address": location.address,
        "latitude": location.latitude,
        "longitude": location.longitude,
    }


def location(tenant: Tenant, found: PlatformLocation) -> Json:
    """Get Restaurant Location Detail."""
    return {
        "id": found.id,
        "tenant_id": found.tenant_id,
        "name": {found.language: found.name},
        "slug": found.slug,
        "active": found.active,
        "admin_status": found.governance,
        "approved_by": found.approved_by,
        "approved_at": _time_or_none(found.approved_at),
        "admin_notes": found.admin_notes,
        "is_open": found.is_open,
        "languages": found.languages,
        "time_zone": found.timezone,
        "created_at": _time(found.created_at),
        "updated_at": _time(found.updated_at),
        "code": found.code,
        "latitude": found.latitude,
        "longitude": found.longitude,
        "address": _address(found),
        "branding_settings": {
            "logo": found.branding.get("logo"),
            "cover_image": found.branding.get("cover_image"),
            "banners": found.branding.get("banners") or [],
        },
        "is_manual_mode": found.manual,
        "manual_is_open": found.manual_is_open,
        "availability_version": found.availability_version,
        "accept_dining": found.accept_dining,
        "accept_delivery": found.accept_delivery,
        "accept_takeout": found.accept_takeout,
        "tenant": _tenant(tenant),
    }


def governance(state: GovernanceState) -> Json:
    """Update Restaurant Location Status."""
    return {
        "id": state.location_id,
        "tenant_id": state.tenant_id,
        "slug": state.slug,
        "admin_status": state.governance,
        "approved_by": state.approved_by,
        "approved_at": _time_or_none(state.approved_at),
        "admin_notes": state.admin_notes,
    }


def session(found: SessionView, tenant_id: UUID, slug: str) -> Json:
    """A dine-in session; one that goes on shows when it is meant to end."""
    table = found.table
    return {
        "id": found.id,
        "tenant_id": tenant_id,
        "location_id": found.location_id,
        "slug": slug,
        "table_id": table.id if table is not None else None,
        "table": _table(table) if table is not None else None,
        "customer_id": found.customer_id or found.opened_by,
        "user_id": found.opened_by,
        "status": _STATUS.get(found.status, found.status),
        "started_at": _time(found.started_at),
        "closed_at": _time_or_none(found.ended_at or found.planned_until),
        "note": found.note,
        "created_at": _time(found.created_at),
    }


def _table(table: SeatedTable) -> Json:
    return {"id": table.id, "name": table.name, "number": table.number}


def sessions(found: Sequence[SessionView], total: int, page: Page, tenant_id: UUID, slugs: Mapping[UUID, str]) -> Json:
    """List Sessions."""
    return {
        "sessions": [session(view, tenant_id, slugs[view.location_id]) for view in found],
        "pagination": {"page": page.number, "limit": page.limit, "total": total},
    }
