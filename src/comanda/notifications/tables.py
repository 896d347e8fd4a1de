"""Tables of what is sent to others. What a deliverer looks through, for all restaurants, is the platform's own."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from comanda.store.schema import instant, link, metadata, tenant_link, tenant_table, words

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

webhook_endpoints = tenant_table(
    "webhook_endpoints",
    Column("app_id", Uuid, ForeignKey("apps.id")),
    Column("url", Text, nullable=False),
    words("topics"),
    Column("description", Text),
    Column("status", Text, nullable=False, server_default="enabled"),
    Column("disabled_reason", Text),
    instant("disabled_at", nullable=True),
    instant("created_at", now=True),
    instant("updated_at", now=True),
    instant("deleted_at", nullable=True),
    tenant_link(),
    CheckConstraint("status in ('enabled', 'disabled')", name="status"),
    CheckConstraint("disabled_reason in ('failing', 'by_hand')", name="disabled_reason"),
    CheckConstraint("(status = 'disabled') = (disabled_reason IS NOT NULL)", name="disabled"),
)
"""Where a partner app wants to hear of events. One that was deleted is kept, without secrets, as long as its log."""

webhook_secrets = tenant_table(
    "webhook_secrets",
    Column("endpoint_id", Uuid, nullable=False),
    Column("secret", Text, nullable=False),
    instant("created_at", now=True),
    instant("expires_at", nullable=True),
    link("endpoint_id", "webhook_endpoints", on_delete="CASCADE"),
    Index(None, "endpoint_id"),
)
"""What messages to an endpoint are signed with, kept as it is for that; two may live at once, to replace one."""

webhook_events = tenant_table(
    "webhook_events",
    Column("topic", Text, nullable=False),
    Column("object_id", Uuid, nullable=False),
    Column("location_id", Uuid),
    Column("body", LargeBinary),
    instant("created_at"),
    tenant_link(),
    Index(None, "created_at"),
)
"""What somebody wants to hear of. `body` is what is sent, byte by byte; it is made when it is sent first and stays."""

webhook_deliveries = tenant_table(
    "webhook_deliveries",
    Column("event_id", Uuid, nullable=False),
    Column("endpoint_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    instant("created_at", now=True),
    instant("delivered_at", nullable=True),
    link("event_id", "webhook_events", on_delete="CASCADE"),
    link("endpoint_id", "webhook_endpoints", on_delete="CASCADE"),
    CheckConstraint("status in ('pending', 'delivered', 'paused')", name="status"),
    Index(None, "endpoint_id", "created_at", "id"),
    Index("ix_webhook_deliveries_paused", "endpoint_id", postgresql_where=text("status = 'paused'")),
    UniqueConstraint("event_id", "endpoint_id", "tenant_id"),
)
"""What each endpoint is to hear of. `failures` counts those in a row; after so many it is paused."""

webhook_attempts = tenant_table(
    "webhook_attempts",
    Column("delivery_id", Uuid, nullable=False),
    Column("request_headers", JSONB, nullable=False),
    Column("response_status", Integer),
    Column("response_body", Text, nullable=False),
    Column("error", Text),
    Column("duration_ms", Integer, nullable=False),
    instant("at"),
    link("delivery_id", "webhook_deliveries", on_delete="CASCADE"),
    Index(None, "delivery_id"),
    Index(None, "at"),
)
"""What was sent and answered, for 30 days. It may be added to and forgotten, never changed."""

webhook_queue = Table(
    "webhook_queue",
    metadata,
    Column("delivery_id", Uuid, primary_key=True),
    Column("tenant_id", Uuid, ForeignKey("tenants.id"), nullable=False),
    Column("endpoint_id", Uuid, nullable=False),
    instant("due_at"),
    instant("claimed_until", nullable=True),
    instant("created_at", now=True),
    ForeignKeyConstraint(
        ["tenant_id", "delivery_id"],
        ["webhook_deliveries.tenant_id", "webhook_deliveries.id"],
        ondelete="CASCADE",
    ),
    Index(None, "endpoint_id", "due_at"),
    Index(None, "endpoint_id", "created_at"),
)
"""The deliveries that wait to be sent, of all restaurants, so that a deliverer finds them without looking into each."""
