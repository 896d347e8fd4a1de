"""Tables of dining. A session is one party at one or more tables; guests are the phones in it."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Index, Integer, LargeBinary, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from comanda.store.schema import instant, link, tenant_table

dining_sessions = tenant_table(
    "dining_sessions",
    Column("location_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("customer_name", Text, nullable=False),
    Column("customer_phone", Text),
    Column("customer_id", Uuid),
    Column("guest_count", Integer, nullable=False, server_default="1"),
    Column("note", Text),
    Column("guest_requests", Text),
    Column("stage", Text),
    Column("deposit", JSONB),
    Column("external_id", Text),
    Column("external_digest", LargeBinary),
    Column("opened_by", Uuid),
    Column("decided_by", Uuid),
    Column("reason", Text),
    instant("created_at"),
    instant("started_at"),
    instant("expires_at", nullable=True),
    instant("planned_until", nullable=True),
    instant("ended_at", nullable=True),
    instant("removed_at", nullable=True),
    instant("updated_at"),
    link("location_id", "locations"),
    CheckConstraint("status in ('planned', 'pending', 'active', 'completed', 'rejected')", name="status"),
    CheckConstraint("source in ('guest', 'staff', 'portal', 'terminal')", name="source"),
    CheckConstraint("(status = 'pending') = (expires_at IS NOT NULL)", name="expires"),
    Index(None, "location_id", "started_at", "id"),
    Index(None, "opened_by", "started_at"),
    Index(None, "customer_id", "started_at"),
    Index(
        "uq_dining_sessions_external_id",
        "external_id",
        "location_id",
        "tenant_id",
        unique=True,
        postgresql_where=text("external_id IS NOT NULL"),
    ),
)
"""`expires_at` is when a pending request is given up; `planned_until` when the party means to leave. `note` is the
host's, `guest_requests` the guests' own words, `stage` what staff say of how far they are. `external_id` is the id
that a terminal's backend gave the party, `external_digest` of what it asked for then; `removed_at` is when it took it
back."""

session_tables = tenant_table(
    "session_tables",
    Column("session_id", Uuid, nullable=False),
    Column("table_id", Uuid, nullable=False),
    Column("sort", Integer, nullable=False),
    link("session_id", "dining_sessions"),
    link("table_id", "dining_tables", on_delete="CASCADE"),
    Index(None, "table_id", "session_id"),
    key=("session_id", "table_id"),
)
"""The tables a session is at, or was at when it ended."""

table_occupancy = tenant_table(
    "table_occupancy",
    Column("table_id", Uuid, nullable=False),
    Column("session_id", Uuid, nullable=False),
    link("table_id", "dining_tables"),
    link("session_id", "dining_sessions"),
    Index(None, "session_id"),
    key=("table_id",),
)
"""The live session of a table: its key is why there is never a second."""

guests = tenant_table(
    "guests",
    Column("session_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text),
    Column("email", Text),
    Column("birth_date", Date),
    Column("status", Text, nullable=False),
    Column("is_opener", Boolean, nullable=False),
    Column("customer_id", Uuid),
    instant("created_at"),
    link("session_id", "dining_sessions"),
    CheckConstraint("status in ('waiting', 'admitted', 'refused')", name="status"),
    Index(None, "session_id"),
)
"""A phone at the table, with a token of its own."""

service_requests = tenant_table(
    "service_requests",
    Column("session_id", Uuid, nullable=False),
    Column("location_id", Uuid, nullable=False),
    Column("table_id", Uuid, nullable=False),
    Column("guest_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("acknowledged_by", Uuid),
    Column("resolved_by", Uuid),
    instant("created_at"),
    instant("acknowledged_at", nullable=True),
    instant("resolved_at", nullable=True),
    link("session_id", "dining_sessions"),
    link("table_id", "dining_tables"),
    CheckConstraint("kind in ('call_waiter', 'request_bill')", name="kind"),
    CheckConstraint("status in ('pending', 'acknowledged', 'resolved', 'cancelled')", name="status"),
    Index(
        "uq_service_requests_open",
        "session_id",
        "kind",
        "tenant_id",
        unique=True,
        postgresql_where=text("status in ('pending', 'acknowledged')"),
    ),
    Index(None, "location_id", "created_at"),
)
"""A call that waits until somebody deals with it, whether or not a screen was open when it came."""

cart_lines = tenant_table(
    "cart_lines",
    Column("session_id", Uuid, nullable=False),
    Column("guest_id", Uuid, nullable=False),
    Column("line", JSONB, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    link("session_id", "dining_sessions"),
    link("guest_id", "guests"),
    Index(None, "session_id"),
)
"""The shared cart of a table, as its phones asked; ordering takes lines out of it, so each is ordered once."""
