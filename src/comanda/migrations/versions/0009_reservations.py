"""Reservations of every surface: services and their slots, sections, joined tables, deposits, the waitlist.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from comanda.store.tenancy import let_platform_read, protect, watch_catalogue

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CATALOGUE = "experiences table_sections table_section_tables booking_services table_joins table_join_tables".split()
TENANT_OWNED = [*CATALOGUE, "waitlist_entries", "slot_closures"]


def upgrade() -> None:
    op.create_table(
        "experiences",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_experiences_tenant_id_location_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_experiences")),
    )
    op.create_table(
        "table_joins",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("covers", sa.Integer(), nullable=False),
        sa.Column("fixed", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint("covers > 0", name=op.f("ck_table_joins_covers")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_table_joins_tenant_id_location_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_table_joins")),
    )
    op.create_table(
        "table_sections",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_table_sections_tenant_id_location_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_table_sections")),
    )
    op.create_table(
        "booking_services",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("experience_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("days", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("first_slot", sa.Time(), nullable=False),
        sa.Column("last_slot", sa.Time(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("turn_minutes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("pacing", sa.Integer(), nullable=True),
        sa.Column("min_covers", sa.Integer(), nullable=False),
        sa.Column("max_covers", sa.Integer(), nullable=False),
        sa.Column("notice_minutes", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("deposit_amount", sa.BigInteger(), nullable=True),
        sa.Column("deposit_per_cover", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("deposit_from", sa.Integer(), server_default="1", nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("deposit_amount > 0 and deposit_from > 0", name=op.f("ck_booking_services_deposit")),
        sa.CheckConstraint("min_covers > 0 and max_covers >= min_covers", name=op.f("ck_booking_services_covers")),
        sa.CheckConstraint("notice_minutes >= 0 and horizon_days >= 0", name=op.f("ck_booking_services_ahead")),
        sa.CheckConstraint("pacing > 0", name=op.f("ck_booking_services_pacing")),
        sa.CheckConstraint("slot_minutes between 5 and 720", name=op.f("ck_booking_services_slot_minutes")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "experience_id"],
            ["experiences.tenant_id", "experiences.id"],
            name=op.f("fk_booking_services_tenant_id_experience_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_booking_services_tenant_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"],
            ["table_sections.tenant_id", "table_sections.id"],
            name=op.f("fk_booking_services_tenant_id_section_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_booking_services")),
    )
    op.create_table(
        "waitlist_entries",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("covers", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("quoted_minutes", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('waiting', 'called', 'seated', 'left')", name=op.f("ck_waitlist_entries_status")
        ),
        sa.CheckConstraint("covers > 0", name=op.f("ck_waitlist_entries_covers")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_waitlist_entries_tenant_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id"],
            ["dining_sessions.tenant_id", "dining_sessions.id"],
            name=op.f("fk_waitlist_entries_tenant_id_session_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_waitlist_entries")),
    )
    op.create_index(
        op.f("ix_waitlist_entries_location_id_created_at_id"),
        "waitlist_entries",
        ["location_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "slot_closures",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_slot_closures_period")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_slot_closures_tenant_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "service_id"],
            ["booking_services.tenant_id", "booking_services.id"],
            name=op.f("fk_slot_closures_tenant_id_service_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_slot_closures")),
    )
    op.create_index(
        op.f("ix_slot_closures_location_id_starts_at"), "slot_closures", ["location_id", "starts_at"], unique=False
    )
    op.create_table(
        "table_join_tables",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("join_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "join_id"],
            ["table_joins.tenant_id", "table_joins.id"],
            name=op.f("fk_table_join_tables_tenant_id_join_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "table_id"],
            ["dining_tables.tenant_id", "dining_tables.id"],
            name=op.f("fk_table_join_tables_tenant_id_table_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "join_id", "table_id", name=op.f("pk_table_join_tables")),
    )
    op.create_table(
        "table_section_tables",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "section_id"],
            ["table_sections.tenant_id", "table_sections.id"],
            name=op.f("fk_table_section_tables_tenant_id_section_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "table_id"],
            ["dining_tables.tenant_id", "dining_tables.id"],
            name=op.f("fk_table_section_tables_tenant_id_table_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "section_id", "table_id", name=op.f("pk_table_section_tables")),
    )
    op.create_table(
        "reservation_payments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reservation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("method_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('deposit', 'refund', 'credited')", name=op.f("ck_reservation_payments_kind")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_reservation_payments_amount")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "method_id"],
            ["payment_methods.tenant_id", "payment_methods.id"],
            name=op.f("fk_reservation_payments_tenant_id_method_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reservation_id"],
            ["reservations.tenant_id", "reservations.id"],
            name=op.f("fk_reservation_payments_tenant_id_reservation_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_reservation_payments")),
    )
    op.create_index(
        op.f("ix_reservation_payments_reservation_id"), "reservation_payments", ["reservation_id"], unique=False
    )
    op.add_column("reservations", sa.Column("app_id", sa.Uuid(), nullable=True))
    op.add_column("reservations", sa.Column("reservation_no", sa.Text(), nullable=True))
    op.add_column("reservations", sa.Column("service_id", sa.Uuid(), nullable=True))
    op.add_column("reservations", sa.Column("customer_id", sa.Uuid(), nullable=True))
    op.add_column("reservations", sa.Column("first_name", sa.Text(), nullable=True))
    op.add_column("reservations", sa.Column("last_name", sa.Text(), nullable=True))
    op.add_column("reservations", sa.Column("email", sa.Text(), nullable=True))
    op.add_column("reservations", sa.Column("phone", sa.Text(), nullable=True))
    op.add_column("reservations", sa.Column("adults", sa.Integer(), nullable=True))
    op.add_column("reservations", sa.Column("children", sa.Integer(), nullable=True))
    op.add_column("reservations", sa.Column("deposit", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("reservations", sa.Column("confirm_by", sa.Text(), nullable=True))
    op.add_column("reservations", sa.Column("cancel_reason", sa.Text(), nullable=True))
    op.add_column("reservations", sa.Column("fixed", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("reservations", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("reservations", sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True))
    # Even their owner sees no rows of a table whose row-level security is forced.
    op.execute("ALTER TABLE reservations NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE reservations SET reservation_no = upper(right(id::text, 10)), adults = covers, children = 0")
    op.execute("ALTER TABLE reservations FORCE ROW LEVEL SECURITY")
    for column in ("reservation_no", "adults", "children"):
        op.alter_column("reservations", column, nullable=False)
    op.create_index(
        op.f("ix_reservations_customer_id_starts_at"),
        "reservations",
        ["customer_id", "starts_at"],
        unique=False,
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_index(
        "ix_reservations_expected",
        "reservations",
        ["starts_at", "location_id"],
        unique=False,
        postgresql_where=sa.text("status IN ('pending_payment', 'booked')"),
    )
    op.create_index(
        op.f("ix_reservations_location_id_updated_at_id"),
        "reservations",
        ["location_id", "updated_at", "id"],
        unique=False,
    )
    op.create_unique_constraint(
        op.f("uq_reservations_reservation_no_tenant_id"), "reservations", ["reservation_no", "tenant_id"]
    )
    op.create_foreign_key(
        op.f("fk_reservations_tenant_id_customer_id"),
        "reservations",
        "customers",
        ["tenant_id", "customer_id"],
        ["tenant_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_reservations_tenant_id_service_id"),
        "reservations",
        "booking_services",
        ["tenant_id", "service_id"],
        ["tenant_id", "id"],
    )

    op.create_check_constraint(
        op.f("ck_reservations_adults"), "reservations", "adults >= 0 and children >= 0 and adults + children = covers"
    )
    op.create_check_constraint(
        op.f("ck_reservations_confirm_by"), "reservations", "confirm_by in ('restaurant', 'customer')"
    )
    op.create_check_constraint(op.f("ck_reservations_deposit"), "reservations", "deposit >= 0")
    for table in TENANT_OWNED:
        for statement in protect(table):
            op.execute(statement)
    for statement in protect("reservation_payments", append_only=True):
        op.execute(statement)
    for table in CATALOGUE:
        op.execute(watch_catalogue(table))
    op.execute(let_platform_read("reservations"))
