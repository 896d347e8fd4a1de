"""The shapes of answers, for the documentation and for the tests that hold the presenters to it."""

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")
Names = dict[str, str]
Standing = Literal["draft", "pending_approval", "approved", "rejected", "suspended"]


class Shape(BaseModel):
    """An object whose keys are all there."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(Shape, Generic[T]):
    """A good answer."""

    success: Literal[True]
    message: str
    data: T


class TenantOut(Shape):
    """A restaurant; its name by language."""

    id: str
    name: Names
    slug: str
    status: Literal["active", "inactive"]


class SummaryOut(Shape):
    """Counts over the locations shown with a restaurant."""

    total_locations: int
    active_locations: int
    inactive_locations: int
    open_locations: int
    closed_locations: int


class LocationRowOut(Shape):
    """A location in the list."""

    id: str
    code: int
    name: Names
    slug: str
    admin_status: Standing
    active: bool
    is_open: bool
    city: str | None
    area: str | None
    full_address: str
    latitude: float | None
    longitude: float | None
    accept_dining: bool
    accept_delivery: bool
    accept_takeout: bool
    created_at: str


class GroupOut(Shape):
    """A restaurant and its locations."""

    tenant: TenantOut
    summary: SummaryOut
    locations: list[LocationRowOut]


class GroupPaginationOut(Shape):
    """The page, which counts restaurants."""

    page: int
    limit: int
    total_groups: int
    total_locations: int


class FiltersOut(Shape):
    """What was asked for, as it was understood."""

    search: str
    tenant_id: str | None
    city: str | None
    area: str | None
    active_status: Literal["active", "inactive"] | None
    operational_status: Literal["open", "closed"] | None
    admin_status: Standing | None
    include_empty_tenants: bool


class LocationsOut(Shape):
    """A page of restaurants."""

    groups: list[GroupOut]
    pagination: GroupPaginationOut
    filters: FiltersOut


class AddressOut(Shape):
    """Where a location is."""

    city: str | None
    area: str | None
    full_address: str
    latitude: float | None
    longitude: float | None


class BrandingOut(Shape):
    """What a location's pages look like."""

    logo: str | None
    cover_image: str | None
    banners: list[Any]


class LocationOut(Shape):
    """A whole location."""

    id: str
    tenant_id: str
    name: Names
    slug: str
    active: bool
    admin_status: Standing
    approved_by: str | None
    approved_at: str | None
    admin_notes: str | None
    is_open: bool
    languages: list[str]
    time_zone: str
    created_at: str
    updated_at: str
    code: int
    latitude: float | None
    longitude: float | None
    address: AddressOut
    branding_settings: BrandingOut
    is_manual_mode: bool
    manual_is_open: bool
    availability_version: int
    accept_dining: bool
    accept_delivery: bool
    accept_takeout: bool
    tenant: TenantOut


class GovernanceOut(Shape):
    """A location after a decision about it."""

    id: str
    tenant_id: str
    slug: str
    admin_status: Standing
    approved_by: str | None
    approved_at: str | None
    admin_notes: str | None


class TableOut(Shape):
    """The table a session is at."""

    id: str
    name: str
    number: int


class SessionOut(Shape):
    """A dine-in session."""

    id: str
    tenant_id: str
    location_id: str
    slug: str
    table_id: str | None
    table: TableOut | None
    customer_id: str | None
    user_id: str | None
    status: Literal["planned", "pending", "active", "closed", "rejected"]
    started_at: str
    closed_at: str | None
    note: str | None
    created_at: str


class PaginationOut(Shape):
    """The page, and how many there are on all pages."""

    page: int
    limit: int
    total: int


class SessionsOut(Shape):
    """A page of sessions."""

    sessions: list[SessionOut]
    pagination: PaginationOut
