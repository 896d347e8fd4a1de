"""Tables of reservations."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, LargeBinary, Text, Uuid, text

from comanda.store.schema import instant, link, tenant_table

reservations = tenant_table(
    "reservations",
    Column("location_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("covers", Integer, nullable=False),
    instant("starts_at"),
    instant("ends_at"),
    Column("host_notes", Text),
    Column("guest_requests", Text),
    Column("external_id", Text),
    Column("external_digest", LargeBinary),
    Column("session_id", Uuid),
    instant("created_at"),
    instant("updated_at"),
    link("location_id", "locations"),
    link("session_id", "dining_sessions"),
    CheckConstraint(
        "status in ('pending_payment', 'booked', 'arrived', 'seated', 'completed', 'no_show', 'cancelled',"
        " 'cancelled_payment')",
        name="status",
    ),
    CheckConstraint("source in ('guest', 'staff', 'partner', 'terminal')", name="source"),
    CheckConstraint("ends_at > starts_at", name="period"),
    CheckConstraint("covers > 0", name="covers"),
    Index(None, "location_id", "starts_at", "id"),
    Index(None, "session_id", postgresql_where=text("session_id IS NOT NULL")),
    Index(
        "uq_reservations_external_id",
        "external_id",
        "location_id",
        "tenant_id",
        unique=True,
        postgresql_where=text("external_id IS NOT NULL"),
    ),
)
"""`session_id` is the dining session it became when the party was seated. `external_id` is the id that a terminal's
backend gave it, `external_digest` of what it asked for then."""

reservation_tables = tenant_table(
    "reservation_tables",
    Column("reservation_id", Uuid, nullable=False),
    Column("table_id", Uuid, nullable=False),
    Column("sort", Integer, nullable=False),
    instant("starts_at"),
    instant("ends_at"),
    Column("live", Boolean, nullable=False),
    link("reservation_id", "reservations"),
    link("table_id", "dining_tables"),
    Index(None, "table_id", "starts_at"),
    key=("reservation_id", "table_id"),
)
"""The tables kept for a reservation. Whoever books waits for the location's day first; behind that, an exclusion
constraint (`no_double_booking`, in the migration) lets no two live rows of a table overlap."""
