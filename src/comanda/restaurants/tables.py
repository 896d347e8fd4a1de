"""Tables of restaurants. `tenants` and `location_directory` are the platform's own and are not tenant-owned."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKey,
    Identity,
    Integer,
    Table,
    Text,
    Time,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from comanda.store.schema import instant, link, metadata, tenant_link, tenant_table, words

tenants = Table(
    "tenants",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("language", Text, nullable=False, server_default="en"),
    Column("active", Boolean, nullable=False, server_default="true"),
    instant("created_at", now=True),
    instant("updated_at", now=True),
    CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
)

location_directory = Table(
    "location_directory",
    metadata,
    Column("location_id", Uuid, primary_key=True),
    Column("tenant_id", Uuid, ForeignKey("tenants.id"), nullable=False, index=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("governance", Text, nullable=False),
    Column("active", Boolean, nullable=False, server_default="true"),
    Column("menu_version", BigInteger, nullable=False, server_default="1"),
    Column("availability_version", BigInteger, nullable=False, server_default="1"),
    Column("code", Integer, Identity(start=1001), nullable=False, unique=True),
    Column("approved_by", Text),
    instant("approved_at", nullable=True),
    Column("admin_notes", Text),
    instant("created_at", now=True),
    instant("updated_at", now=True),
    CheckConstraint(
        "governance in ('draft', 'pending_approval', 'approved', 'rejected', 'suspended')", name="governance"
    ),
)
"""What the platform knows of a location before it knows who asks: its slug and code, whether it may trade and who said
so, and which version its compiled menu has. A restaurant cannot approve itself, so its standing is not among its own
rows. `availability_version` grows with every change of its hours."""

locations = tenant_table(
    "locations",
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("language", Text, nullable=False),
    words("languages"),
    Column("address", Text, nullable=False, server_default=""),
    Column("city", Text),
    Column("area", Text),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("accept_dining", Boolean, nullable=False, server_default="true"),
    Column("accept_takeout", Boolean, nullable=False, server_default="true"),
    Column("accept_delivery", Boolean, nullable=False, server_default="false"),
    Column("branding", JSONB, nullable=False, server_default="{}"),
    Column("settings", JSONB, nullable=False, server_default="{}"),
    Column("rounding_increment", Integer, nullable=False, server_default="1"),
    Column("rounding_mode", Text, nullable=False, server_default="half_up"),
    Column("auto_accept", JSONB, nullable=False, server_default="{}"),
    Column("opening_mode", Text, nullable=False, server_default="schedule"),
    Column("manual_is_open", Boolean, nullable=False, server_default="false"),
    instant("created_at", now=True),
    instant("updated_at", now=True),
    tenant_link(),
    CheckConstraint("rounding_increment > 0", name="increment"),
    CheckConstraint("rounding_mode in ('half_up', 'half_even')", name="rounding_mode"),
    CheckConstraint("opening_mode in ('schedule', 'manual')", name="opening_mode"),
    catalogue=True,
)
"""`settings` holds what is left to the restaurant's taste (`settings.LocationSettings`)."""

location_hours = tenant_table(
    "location_hours",
    Column("location_id", Uuid, nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("opens", Time, nullable=False),
    Column("closes", Time, nullable=False),
    link("location_id", "locations"),
    CheckConstraint("weekday between 0 and 6", name="weekday"),
    catalogue=True,
    key=("location_id", "weekday", "opens"),
)

location_hour_exceptions = tenant_table(
    "location_hour_exceptions",
    Column("location_id", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    Column("opens", Time),
    Column("closes", Time),
    link("location_id", "locations"),
    catalogue=True,
    key=("location_id", "day"),
)
"""A day that differs from the week: other hours, or closed when both are null."""

governance_decisions = tenant_table(
    "governance_decisions",
    Column("location_id", Uuid, nullable=False),
    Column("was", Text, nullable=False),
    Column("became", Text, nullable=False),
    Column("reason", Text),
    Column("decided_by", Text, nullable=False),
    instant("decided_at", now=True),
    link("location_id", "locations"),
    append_only=True,
)
