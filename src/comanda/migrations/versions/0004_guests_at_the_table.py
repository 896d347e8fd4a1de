"""Guests at the table: people who sign in, dining sessions, calls, shared carts, and what the floor and kitchen show.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from comanda.store.tenancy import let_platform_read, protect, watch_catalogue

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TENANT_OWNED = (
    "table_states table_waiters dining_sessions session_tables table_occupancy guests service_requests cart_lines"
    " voided_lines".split()
)
PLATFORM_READ = "events locations location_hours location_hour_exceptions governance_decisions".split()
BUMP = """
CREATE FUNCTION bump_availability_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE location_directory SET availability_version = availability_version + 1
     WHERE tenant_id = NULLIF(current_setting('comanda.tenant', true), '')::uuid;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "rate_windows",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_windows")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_keys")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_api_keys_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_keys_key_hash")),
    )
    op.create_index(op.f("ix_api_keys_tenant_id"), "api_keys", ["tenant_id"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("location_ids", postgresql.ARRAY(sa.Uuid()), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(tenant_id IS NULL) = (role = 'super_admin')", name=op.f("ck_users_tenant")),
        sa.CheckConstraint(
            "role in ('super_admin', 'org_admin', 'branch_manager', 'cashier', 'waiter', 'kitchen')",
            name=op.f("ck_users_role"),
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_users_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_index(op.f("ix_users_tenant_id"), "users", ["tenant_id"], unique=False)
    op.create_table(
        "dining_sessions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("customer_phone", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("guest_count", sa.Integer(), server_default="1", nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(status = 'pending') = (expires_at IS NOT NULL)", name=op.f("ck_dining_sessions_expires")),
        sa.CheckConstraint(
            "source in ('guest', 'staff', 'portal', 'terminal')", name=op.f("ck_dining_sessions_source")
        ),
        sa.CheckConstraint(
            "status in ('planned', 'pending', 'active', 'completed', 'rejected')",
            name=op.f("ck_dining_sessions_status"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_dining_sessions_tenant_id_location_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dining_sessions")),
    )
    op.create_index(
        op.f("ix_dining_sessions_customer_id_started_at"),
        "dining_sessions",
        ["customer_id", "started_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_dining_sessions_location_id_started_at_id"),
        "dining_sessions",
        ["location_id", "started_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_dining_sessions_opened_by_started_at"), "dining_sessions", ["opened_by", "started_at"], unique=False
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["refresh_tokens.id"], name=op.f("fk_refresh_tokens_parent_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_refresh_tokens_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_refresh_tokens_token_hash")),
    )
    op.create_index(op.f("ix_refresh_tokens_family_id"), "refresh_tokens", ["family_id"], unique=False)
    op.create_index(op.f("ix_refresh_tokens_parent_id"), "refresh_tokens", ["parent_id"], unique=False)
    op.create_index(op.f("ix_refresh_tokens_user_id"), "refresh_tokens", ["user_id"], unique=False)
    op.create_table(
        "user_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_tokens_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_tokens_token_hash")),
    )
    op.create_index(op.f("ix_user_tokens_user_id"), "user_tokens", ["user_id"], unique=False)
    op.create_table(
        "guests",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("is_opener", sa.Boolean(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status in ('waiting', 'admitted', 'refused')", name=op.f("ck_guests_status")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id"],
            ["dining_sessions.tenant_id", "dining_sessions.id"],
            name=op.f("fk_guests_tenant_id_session_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_guests")),
    )
    op.create_index(op.f("ix_guests_session_id"), "guests", ["session_id"], unique=False)
    op.create_table(
        "cart_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("guest_id", sa.Uuid(), nullable=False),
        sa.Column("line", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "guest_id"], ["guests.tenant_id", "guests.id"], name=op.f("fk_cart_lines_tenant_id_guest_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id"],
            ["dining_sessions.tenant_id", "dining_sessions.id"],
            name=op.f("fk_cart_lines_tenant_id_session_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_cart_lines")),
    )
    op.create_index(op.f("ix_cart_lines_session_id"), "cart_lines", ["session_id"], unique=False)
    op.create_table(
        "service_requests",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("guest_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('call_waiter', 'request_bill')", name=op.f("ck_service_requests_kind")),
        sa.CheckConstraint(
            "status in ('pending', 'acknowledged', 'resolved', 'cancelled')", name=op.f("ck_service_requests_status")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id"],
            ["dining_sessions.tenant_id", "dining_sessions.id"],
            name=op.f("fk_service_requests_tenant_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "table_id"],
            ["dining_tables.tenant_id", "dining_tables.id"],
            name=op.f("fk_service_requests_tenant_id_table_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_service_requests")),
    )
    op.create_index(
        op.f("ix_service_requests_location_id_created_at"),
        "service_requests",
        ["location_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "uq_service_requests_open",
        "service_requests",
        ["session_id", "kind", "tenant_id"],
        unique=True,
        postgresql_where=sa.text("status in ('pending', 'acknowledged')"),
    )
    op.create_table(
        "session_tables",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id"],
            ["dining_sessions.tenant_id", "dining_sessions.id"],
            name=op.f("fk_session_tables_tenant_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "table_id"],
            ["dining_tables.tenant_id", "dining_tables.id"],
            name=op.f("fk_session_tables_tenant_id_table_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "session_id", "table_id", name=op.f("pk_session_tables")),
    )
    op.create_index(
        op.f("ix_session_tables_table_id_session_id"), "session_tables", ["table_id", "session_id"], unique=False
    )
    op.create_table(
        "table_occupancy",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id"],
            ["dining_sessions.tenant_id", "dining_sessions.id"],
            name=op.f("fk_table_occupancy_tenant_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "table_id"],
            ["dining_tables.tenant_id", "dining_tables.id"],
            name=op.f("fk_table_occupancy_tenant_id_table_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "table_id", name=op.f("pk_table_occupancy")),
    )
    op.create_index(op.f("ix_table_occupancy_session_id"), "table_occupancy", ["session_id"], unique=False)
    op.create_table(
        "table_states",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("state in ('occupied', 'reserved', 'maintenance')", name=op.f("ck_table_states_state")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "table_id"],
            ["dining_tables.tenant_id", "dining_tables.id"],
            name=op.f("fk_table_states_tenant_id_table_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "table_id", name=op.f("pk_table_states")),
    )
    op.create_table(
        "table_waiters",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "table_id"],
            ["dining_tables.tenant_id", "dining_tables.id"],
            name=op.f("fk_table_waiters_tenant_id_table_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "table_id", "user_id", name=op.f("pk_table_waiters")),
    )
    op.create_table(
        "voided_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("variant_name", sa.Text(), nullable=True),
        sa.Column("qty", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_voided_lines_tenant_id_order_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_voided_lines")),
    )
    op.create_index(op.f("ix_voided_lines_order_id"), "voided_lines", ["order_id"], unique=False)
    op.create_index(
        "ix_voided_lines_unseen",
        "voided_lines",
        ["location_id"],
        unique=False,
        postgresql_where=sa.text("seen_at IS NULL"),
    )
    op.add_column("areas", sa.Column("description", sa.Text(), server_default="", nullable=False))
    op.add_column("areas", sa.Column("floor_number", sa.Integer(), server_default="1", nullable=False))
    op.add_column("dining_tables", sa.Column("x", sa.Double(), nullable=True))
    op.add_column("dining_tables", sa.Column("y", sa.Double(), nullable=True))
    op.add_column("dining_tables", sa.Column("shape", sa.Text(), server_default="square", nullable=False))
    op.add_column("dining_tables", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("uq_dining_tables_location_id_number_tenant_id"), "dining_tables", type_="unique")
    op.create_index(
        "uq_dining_tables_number",
        "dining_tables",
        ["location_id", "number", "tenant_id"],
        unique=True,
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(op.f("ix_events_seq"), "events", ["seq"], unique=False)
    op.add_column("dining_options", sa.Column("kind", sa.Text(), nullable=True))
    op.create_check_constraint("kind", "dining_options", "kind in ('dine_in', 'takeaway', 'delivery')")
    op.add_column("items", sa.Column("station", sa.Text(), nullable=True))
    op.add_column(
        "location_directory", sa.Column("availability_version", sa.BigInteger(), server_default="1", nullable=False)
    )
    op.add_column(
        "location_directory", sa.Column("code", sa.Integer(), sa.Identity(always=False, start=1001), nullable=False)
    )
    op.add_column("location_directory", sa.Column("approved_by", sa.Text(), nullable=True))
    op.add_column("location_directory", sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("location_directory", sa.Column("admin_notes", sa.Text(), nullable=True))
    op.add_column(
        "location_directory",
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.add_column(
        "location_directory",
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.create_unique_constraint(op.f("uq_location_directory_code"), "location_directory", ["code"])
    op.add_column("locations", sa.Column("languages", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("locations", sa.Column("city", sa.Text(), nullable=True))
    op.add_column("locations", sa.Column("area", sa.Text(), nullable=True))
    op.add_column("locations", sa.Column("latitude", sa.Double(), nullable=True))
    op.add_column("locations", sa.Column("longitude", sa.Double(), nullable=True))
    op.add_column("locations", sa.Column("accept_dining", sa.Boolean(), server_default="true", nullable=False))
    op.add_column("locations", sa.Column("accept_takeout", sa.Boolean(), server_default="true", nullable=False))
    op.add_column("locations", sa.Column("accept_delivery", sa.Boolean(), server_default="false", nullable=False))
    op.add_column(
        "locations", sa.Column("branding", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False)
    )
    op.add_column(
        "locations", sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False)
    )
    op.add_column(
        "locations",
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.add_column("orders", sa.Column("session_id", sa.Uuid(), nullable=True))
    op.add_column("orders", sa.Column("guest_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_orders_live",
        "orders",
        ["location_id", "created_at"],
        unique=False,
        postgresql_where=sa.text("status in ('pending', 'open')"),
    )
    op.create_index(
        op.f("ix_orders_session_id"),
        "orders",
        ["session_id"],
        unique=False,
        postgresql_where=sa.text("session_id IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_orders_tenant_id_guest_id"), "orders", "guests", ["tenant_id", "guest_id"], ["tenant_id", "id"]
    )
    op.create_foreign_key(
        op.f("fk_orders_tenant_id_session_id"),
        "orders",
        "dining_sessions",
        ["tenant_id", "session_id"],
        ["tenant_id", "id"],
    )
    op.add_column("payments", sa.Column("reference", sa.Text(), nullable=True))
    op.add_column("payments", sa.Column("tip", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("tenants", sa.Column("language", sa.Text(), server_default="en", nullable=False))
    op.add_column("tenants", sa.Column("active", sa.Boolean(), server_default="true", nullable=False))

    op.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON users, user_tokens, refresh_tokens, api_keys, rate_windows TO comanda_app"
    )
    op.execute("GRANT SELECT, INSERT ON signing_keys TO comanda_app")
    for table in TENANT_OWNED:
        for statement in protect(table):
            op.execute(statement)
    for table in PLATFORM_READ:
        op.execute(let_platform_read(table))
    op.execute(BUMP)
    for table in ("location_hours", "location_hour_exceptions"):
        op.execute(watch_catalogue(table))
        op.execute(
            f"CREATE TRIGGER hours_changed AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION bump_availability_version()"
        )
    op.execute(
        "CREATE TRIGGER hours_changed AFTER UPDATE OF opening_mode, manual_is_open ON locations"
        " FOR EACH STATEMENT EXECUTE FUNCTION bump_availability_version()"
    )
