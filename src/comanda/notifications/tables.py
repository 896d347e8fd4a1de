"""Tables of what is sent to others. A deliverer works for all restaurants, so they are the platform's own."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from comanda.store.schema import instant, metadata

terminal_links = Table(
    "terminal_links",
    metadata,
    Column("location_id", Uuid, ForeignKey("location_directory.location_id"), primary_key=True),
    Column("tenant_id", Uuid, ForeignKey("tenants.id"), nullable=False),
    Column("events_url", Text, nullable=False),
    Column("api_key", Text, nullable=False),
    Column("api_headers", JSONB, nullable=False, server_default="{}"),
    instant("created_at", now=True),
)
"""Where a location's terminals want to hear of changes. The key is sent with every call, so it is kept as it is."""

terminal_notifications = Table(
    "terminal_notifications",
    metadata,
    Column("location_id", Uuid, ForeignKey("location_directory.location_id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("object_id", Uuid, nullable=False),
    Column("tenant_id", Uuid, ForeignKey("tenants.id"), nullable=False),
    Column("version", BigInteger, nullable=False, server_default="1"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("last_error", Text),
    instant("due_at"),
    instant("claimed_until", nullable=True),
    instant("created_at", now=True),
    PrimaryKeyConstraint("location_id", "kind", "object_id"),
    CheckConstraint("kind in ('OrderUpdated', 'PartyUpdated', 'ReservationUpdated')", name="kind"),
    Index(None, "location_id", "due_at"),
)
"""What terminals have yet to hear: one row an object, however often it changed. A trigger on the event log writes it in
the transaction of the change; `version` counts changes, so that one made while the row is being sent is sent, too."""
