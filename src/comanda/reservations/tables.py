"""Tables of reservations."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from comanda.store.schema import instant, link, tenant_table
from comanda.store.schema import text as text_of

reservations = tenant_table(
    "reservations",
    Column("location_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("app_id", Uuid),
    Column("reservation_no", Text, nullable=False),
    Column("service_id", Uuid),
    Column("customer_id", Uuid),
    Column("name", Text, nullable=False),
    Column("first_name", Text),
    Column("last_name", Text),
    Column("email", Text),
    Column("phone", Text),
    Column("covers", Integer, nullable=False),
    Column("adults", Integer, nullable=False),
    Column("children", Integer, nullable=False),
    instant("starts_at"),
    instant("ends_at"),
    Column("deposit", BigInteger, nullable=False, server_default="0"),
    Column("confirm_by", Text),
    Column("host_notes", Text),
    Column("guest_requests", Text),
    Column("cancel_reason", Text),
    Column("fixed", Boolean, nullable=False, server_default="false"),
    instant("expires_at", nullable=True),
    instant("arrived_at", nullable=True),
    Column("external_id", Text),
    Column("external_digest", LargeBinary),
    Column("session_id", Uuid),
    instant("created_at"),
    instant("updated_at"),
    link("location_id", "locations"),
    link("session_id", "dining_sessions"),
    link("service_id", "booking_services"),
    link("customer_id", "customers"),
    UniqueConstraint("reservation_no", "tenant_id"),
    CheckConstraint(
        "status in ('pending_payment', 'booked', 'arrived', 'seated', 'completed', 'no_show', 'cancelled',"
        " 'cancelled_payment')",
        name="status",
    ),
    CheckConstraint("source in ('guest', 'staff', 'partner', 'terminal')", name="source"),
    CheckConstraint("ends_at > starts_at", name="period"),
    CheckConstraint("covers > 0", name="covers"),
    CheckConstraint("adults >= 0 and children >= 0 and adults + children = covers", name="adults"),
    CheckConstraint("confirm_by in ('restaurant', 'customer')", name="confirm_by"),
    CheckConstraint("deposit >= 0", name="deposit"),
    Index(None, "location_id", "starts_at", "id"),
    Index(None, "location_id", "updated_at", "id"),
    Index(None, "customer_id", "starts_at", postgresql_where=text("customer_id IS NOT NULL")),
    Index(
        "ix_reservations_expected",
        "starts_at",
        "location_id",
        postgresql_where=text("status IN ('pending_payment', 'booked')"),
    ),
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

reservation_payments = tenant_table(
    "reservation_payments",
    Column("reservation_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("method_id", Uuid, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("reference", Text),
    Column("user_id", Uuid),
    instant("created_at"),
    link("reservation_id", "reservations"),
    link("method_id", "payment_methods"),
    CheckConstraint("kind in ('deposit', 'refund', 'credited')", name="kind"),
    CheckConstraint("amount > 0", name="amount"),
    Index(None, "reservation_id"),
    append_only=True,
)
"""What was paid before a party came, what of it went back to the guest, and what was credited to the party's bill."""

waitlist_entries = tenant_table(
    "waitlist_entries",
    Column("location_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text),
    Column("covers", Integer, nullable=False),
    Column("notes", Text),
    Column("quoted_minutes", Integer),
    Column("session_id", Uuid),
    instant("created_at"),
    instant("updated_at"),
    link("location_id", "locations"),
    link("session_id", "dining_sessions"),
    CheckConstraint("status in ('waiting', 'called', 'seated', 'left')", name="status"),
    CheckConstraint("covers > 0", name="covers"),
    Index(None, "location_id", "created_at", "id"),
)
"""Parties that wait at the door. `quoted_minutes` is what they were told."""

slot_closures = tenant_table(
    "slot_closures",
    Column("location_id", Uuid, nullable=False),
    Column("service_id", Uuid),
    instant("starts_at"),
    instant("ends_at"),
    Column("reason", Text, nullable=False),
    Column("user_id", Uuid),
    instant("created_at"),
    link("location_id", "locations"),
    link("service_id", "booking_services"),
    CheckConstraint("ends_at > starts_at", name="period"),
    Index(None, "location_id", "starts_at"),
)
"""Slots that staff closed; no service is all of them."""

experiences = tenant_table(
    "experiences",
    Column("location_id", Uuid, nullable=False),
    text_of("name"),
    Column("sort", Integer, nullable=False),
    instant("archived_at", nullable=True),
    instant("updated_at", now=True),
    link("location_id", "locations"),
    catalogue=True,
)

table_sections = tenant_table(
    "table_sections",
    Column("location_id", Uuid, nullable=False),
    text_of("name"),
    Column("sort", Integer, nullable=False),
    instant("archived_at", nullable=True),
    instant("updated_at", now=True),
    link("location_id", "locations"),
    catalogue=True,
)

table_section_tables = tenant_table(
    "table_section_tables",
    Column("section_id", Uuid, nullable=False),
    Column("table_id", Uuid, nullable=False),
    link("section_id", "table_sections", on_delete="CASCADE"),
    link("table_id", "dining_tables", on_delete="CASCADE"),
    key=("section_id", "table_id"),
    catalogue=True,
)

booking_services = tenant_table(
    "booking_services",
    Column("location_id", Uuid, nullable=False),
    text_of("name"),
    Column("experience_id", Uuid, nullable=False),
    Column("section_id", Uuid, nullable=False),
    Column("days", ARRAY(Integer), nullable=False),
    Column("first_slot", Time, nullable=False),
    Column("last_slot", Time, nullable=False),
    Column("slot_minutes", Integer, nullable=False),
    Column("turn_minutes", JSONB, nullable=False),
    Column("pacing", Integer),
    Column("min_covers", Integer, nullable=False),
    Column("max_covers", Integer, nullable=False),
    Column("notice_minutes", Integer, nullable=False),
    Column("horizon_days", Integer, nullable=False),
    Column("deposit_amount", BigInteger),
    Column("deposit_per_cover", Boolean, nullable=False, server_default="true"),
    Column("deposit_from", Integer, nullable=False, server_default="1"),
    Column("sort", Integer, nullable=False),
    instant("archived_at", nullable=True),
    instant("updated_at", now=True),
    link("location_id", "locations"),
    link("experience_id", "experiences"),
    link("section_id", "table_sections"),
    CheckConstraint("slot_minutes between 5 and 720", name="slot_minutes"),
    CheckConstraint("pacing > 0", name="pacing"),
    CheckConstraint("min_covers > 0 and max_covers >= min_covers", name="covers"),
    CheckConstraint("notice_minutes >= 0 and horizon_days >= 0", name="ahead"),
    CheckConstraint("deposit_amount > 0 and deposit_from > 0", name="deposit"),
    catalogue=True,
)
"""`turn_minutes` is a list of pairs: up to so many covers, so many minutes."""

table_joins = tenant_table(
    "table_joins",
    Column("location_id", Uuid, nullable=False),
    Column("covers", Integer, nullable=False),
    Column("fixed", Boolean, nullable=False, server_default="false"),
    link("location_id", "locations"),
    CheckConstraint("covers > 0", name="covers"),
    catalogue=True,
)

table_join_tables = tenant_table(
    "table_join_tables",
    Column("join_id", Uuid, nullable=False),
    Column("table_id", Uuid, nullable=False),
    Column("sort", Integer, nullable=False),
    link("join_id", "table_joins", on_delete="CASCADE"),
    link("table_id", "dining_tables", on_delete="CASCADE"),
    key=("join_id", "table_id"),
    catalogue=True,
)
"""Tables that can be put together; `fixed` ones stand so for good."""
