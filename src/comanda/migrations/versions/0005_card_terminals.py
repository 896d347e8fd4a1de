"""Card terminals: their credentials and what they are told, bill locks, card payments, reservations.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from comanda.store.tenancy import protect

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TENANT_OWNED = "payment_intents order_locks reservations reservation_tables".split()
APPEND_ONLY = "payment_events terminal_calls".split()
NO_DOUBLE_BOOKING = """
ALTER TABLE reservation_tables ADD CONSTRAINT no_double_booking EXCLUDE USING gist (
    uuid_range(table_id, table_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
) WHERE (live)
"""
NOTE_FOR_TERMINALS = """
CREATE FUNCTION note_for_terminals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Most locations tell nobody, and every change of every location comes by here.
    IF NOT EXISTS (SELECT FROM terminal_links l WHERE l.location_id = NEW.location_id) THEN
        RETURN NULL;
    END IF;
    INSERT INTO terminal_notifications (location_id, kind, object_id, tenant_id, due_at)
    SELECT NEW.location_id, k.kind, k.object_id, NEW.tenant_id, now() + interval '300 milliseconds'
      FROM (VALUES
           (CASE split_part(NEW.topic, '.', 1) WHEN 'order' THEN 'OrderUpdated' WHEN 'session' THEN 'PartyUpdated'
            WHEN 'reservation' THEN 'ReservationUpdated' END, NEW.object_id),
           -- What a party ordered and paid is part of how far it is.
           (CASE WHEN NEW.topic LIKE 'order.%' AND NEW.payload ? 'session' THEN 'PartyUpdated' END,
            (NEW.payload ->> 'session')::uuid)) k (kind, object_id)
     WHERE k.kind IS NOT NULL
       AND NEW.topic NOT IN
           ('order.locked', 'order.unlocked', 'order.void_seen', 'session.requested', 'session.rejected')
        ON CONFLICT (location_id, kind, object_id)
        DO UPDATE SET version = terminal_notifications.version + 1, created_at = now();
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    # Ranges of ids let a table be compared inside a GiST index without any extension.
    op.execute("CREATE TYPE uuid_range AS RANGE (subtype = uuid)")
    op.create_table(
        "payment_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("intent_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_payment_events_tenant_id_location_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "location_id", "event_id", name=op.f("pk_payment_events")),
    )
    op.create_index(op.f("ix_payment_events_intent_id"), "payment_events", ["intent_id"], unique=False)
    op.create_table(
        "payment_intents",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("intent_id", sa.Text(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("capture_mode", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('created', 'authorized', 'captured', 'reversed', 'refunded', 'canceled')",
            name=op.f("ck_payment_intents_status"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_payment_intents_tenant_id_location_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "location_id", "intent_id", name=op.f("pk_payment_intents")),
    )
    op.create_table(
        "terminal_calls",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("trace_id", sa.Text(), nullable=False),
        sa.Column("waiter_id", sa.Text(), nullable=True),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("device_id", sa.Text(), nullable=True),
        sa.Column("device_type", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_terminal_calls_tenant_id_location_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_terminal_calls")),
    )
    op.create_index(
        op.f("ix_terminal_calls_location_id_created_at"), "terminal_calls", ["location_id", "created_at"], unique=False
    )
    op.create_table(
        "terminal_credentials",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location_directory.location_id"], name=op.f("fk_terminal_credentials_location_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_terminal_credentials_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terminal_credentials")),
        sa.UniqueConstraint("username", name=op.f("uq_terminal_credentials_username")),
    )
    op.create_index(op.f("ix_terminal_credentials_location_id"), "terminal_credentials", ["location_id"], unique=False)
    op.create_table(
        "terminal_links",
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("events_url", sa.Text(), nullable=False),
        sa.Column("api_key", sa.Text(), nullable=False),
        sa.Column("api_headers", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location_directory.location_id"], name=op.f("fk_terminal_links_location_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_terminal_links_tenant_id")),
        sa.PrimaryKeyConstraint("location_id", name=op.f("pk_terminal_links")),
    )
    op.create_table(
        "terminal_notifications",
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "kind in ('OrderUpdated', 'PartyUpdated', 'ReservationUpdated')",
            name=op.f("ck_terminal_notifications_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location_directory.location_id"], name=op.f("fk_terminal_notifications_location_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_terminal_notifications_tenant_id")),
        sa.PrimaryKeyConstraint("location_id", "kind", "object_id", name=op.f("pk_terminal_notifications")),
    )
    op.create_index(
        op.f("ix_terminal_notifications_location_id_due_at"),
        "terminal_notifications",
        ["location_id", "due_at"],
        unique=False,
    )
    op.create_table(
        "reservations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("covers", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("host_notes", sa.Text(), nullable=True),
        sa.Column("guest_requests", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("external_digest", sa.LargeBinary(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source in ('guest', 'staff', 'partner', 'terminal')", name=op.f("ck_reservations_source")),
        sa.CheckConstraint(
            "status in ('pending_payment', 'booked', 'arrived', 'seated', 'completed', 'no_show', 'cancelled', 'cancelled_payment')",
            name=op.f("ck_reservations_status"),
        ),
        sa.CheckConstraint("covers > 0", name=op.f("ck_reservations_covers")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_reservations_period")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_reservations_tenant_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id"],
            ["dining_sessions.tenant_id", "dining_sessions.id"],
            name=op.f("fk_reservations_tenant_id_session_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_reservations")),
    )
    op.create_index(
        op.f("ix_reservations_location_id_starts_at_id"),
        "reservations",
        ["location_id", "starts_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_reservations_session_id"),
        "reservations",
        ["session_id"],
        unique=False,
        postgresql_where=sa.text("session_id IS NOT NULL"),
    )
    op.create_index(
        "uq_reservations_external_id",
        "reservations",
        ["external_id", "location_id", "tenant_id"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_table(
        "reservation_tables",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("reservation_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reservation_id"],
            ["reservations.tenant_id", "reservations.id"],
            name=op.f("fk_reservation_tables_tenant_id_reservation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "table_id"],
            ["dining_tables.tenant_id", "dining_tables.id"],
            name=op.f("fk_reservation_tables_tenant_id_table_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "reservation_id", "table_id", name=op.f("pk_reservation_tables")),
    )
    op.create_index(
        op.f("ix_reservation_tables_table_id_starts_at"), "reservation_tables", ["table_id", "starts_at"], unique=False
    )
    op.create_table(
        "order_locks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("lock_id", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"], name=op.f("fk_order_locks_tenant_id_order_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "order_id", name=op.f("pk_order_locks")),
    )
    op.add_column("charges", sa.Column("kind", sa.Text(), server_default="service", nullable=False))
    op.add_column("dining_sessions", sa.Column("guest_requests", sa.Text(), nullable=True))
    op.add_column("dining_sessions", sa.Column("stage", sa.Text(), nullable=True))
    op.add_column("dining_sessions", sa.Column("deposit", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("dining_sessions", sa.Column("external_id", sa.Text(), nullable=True))
    op.add_column("dining_sessions", sa.Column("external_digest", sa.LargeBinary(), nullable=True))
    op.add_column("dining_sessions", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "uq_dining_sessions_external_id",
        "dining_sessions",
        ["external_id", "location_id", "tenant_id"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.add_column("orders", sa.Column("external_id", sa.Text(), nullable=True))
    op.add_column("orders", sa.Column("service_charge", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("orders", sa.Column("as_sent", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.create_index(
        "uq_orders_external_id",
        "orders",
        ["external_id", "location_id", "tenant_id"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.add_column("payments", sa.Column("service_charge", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("payments", sa.Column("intent_id", sa.Text(), nullable=True))
    op.create_index(
        "uq_payments_intent_id",
        "payments",
        ["intent_id", "tenant_id"],
        unique=True,
        postgresql_where=sa.text("intent_id IS NOT NULL"),
    )
    op.add_column("refund_payments", sa.Column("tip", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("refund_payments", sa.Column("service_charge", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("refund_payments", sa.Column("payment_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_refund_payments_tenant_id_payment_id"),
        "refund_payments",
        "payments",
        ["tenant_id", "payment_id"],
        ["tenant_id", "id"],
    )

    op.execute("UPDATE charges SET kind = 'fee' WHERE rate IS NULL")
    op.create_check_constraint(op.f("ck_charges_kind"), "charges", "kind in ('service', 'fee')")
    op.create_check_constraint(op.f("ck_payments_service_charge"), "payments", "service_charge between 0 and amount")
    op.drop_constraint(op.f("ck_refund_payments_amount"), "refund_payments", type_="check")
    op.create_check_constraint(
        op.f("ck_refund_payments_amount"), "refund_payments", "amount >= 0 and tip >= 0 and amount + tip > 0"
    )
    op.create_check_constraint(
        op.f("ck_refund_payments_service_charge"), "refund_payments", "service_charge between 0 and amount"
    )
    op.execute(NO_DOUBLE_BOOKING)
    for table in TENANT_OWNED:
        for statement in protect(table):
            op.execute(statement)
    for table in APPEND_ONLY:
        for statement in protect(table, append_only=True):
            op.execute(statement)
    op.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON terminal_credentials, terminal_links, terminal_notifications TO comanda_app"
    )
    op.execute(NOTE_FOR_TERMINALS)
    op.execute(
        "CREATE TRIGGER note_for_terminals AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION note_for_terminals()"
    )
