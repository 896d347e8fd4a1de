"""Webhooks: who wants to hear of which events, what they were sent, and how they answered.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from comanda.store.tenancy import protect

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TENANT_OWNED = "webhook_endpoints webhook_secrets webhook_events webhook_deliveries webhook_attempts".split()
APP_IS_CONNECTED = """
CREATE FUNCTION app_is_connected(tenant uuid, app uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    -- A restaurant's own app, or one that it let in and has not put out again.
    SELECT EXISTS (SELECT FROM apps a WHERE a.id = app AND a.active AND (a.tenant_id = tenant
        OR EXISTS (SELECT FROM oauth_grants g WHERE g.app_id = app AND g.tenant_id = tenant AND g.revoked_at IS NULL)
        OR EXISTS (SELECT FROM access_tokens t WHERE t.app_id = app AND t.tenant_id = tenant AND t.grant_id IS NULL
                      AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now()))))
$$
"""
NOTE_FOR_WEBHOOKS = """
CREATE FUNCTION note_for_webhooks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Most restaurants have no endpoint, and what happens there should not pay for those that have.
    PERFORM FROM webhook_endpoints w WHERE w.deleted_at IS NULL LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    WITH happened AS MATERIALIZED (
        -- What one statement says of an object in the same words is said once.
        SELECT DISTINCT ON (topic, object_id) gen_random_uuid() AS id, told.* FROM (
            SELECT e.seq, e.tenant_id, e.object_id, e.location_id, e.created_at, CASE
                   WHEN e.topic IN ('order.item_progressed', 'order.paid', 'order.cancelled') THEN 'order.updated'
                   WHEN e.topic = 'menu.availability_changed' THEN
                        CASE WHEN e.payload ? 'option' THEN 'modifier_option'
                             WHEN e.payload ? 'variant' THEN 'item_variant' ELSE 'item' END
                        || CASE WHEN (e.payload ->> 'available')::boolean THEN '.unblocked' ELSE '.blocked' END
                   ELSE e.topic END AS topic
              FROM added e) told
         ORDER BY topic, object_id, seq
    ), wanted AS MATERIALIZED (
        SELECT gen_random_uuid() AS id, h.id AS event_id, w.id AS endpoint_id, w.tenant_id, w.status = 'enabled' AS live
          FROM happened h
          JOIN webhook_endpoints w ON w.tenant_id = h.tenant_id AND h.topic = ANY (w.topics)
         WHERE w.deleted_at IS NULL AND (w.status = 'enabled' OR w.disabled_reason = 'failing')
           AND (w.app_id IS NULL OR app_is_connected(w.tenant_id, w.app_id))
           -- Whoever is being resumed or disabled just now is waited for, so that no event is noted for how it was.
           FOR KEY SHARE OF w
    ), events_kept AS (
        INSERT INTO webhook_events (tenant_id, id, topic, object_id, location_id, created_at)
        SELECT h.tenant_id, h.id, h.topic, h.object_id, h.location_id, h.created_at FROM happened h
         WHERE EXISTS (SELECT FROM wanted w WHERE w.event_id = h.id)
    ), deliveries_kept AS (
        INSERT INTO webhook_deliveries (tenant_id, id, event_id, endpoint_id, status)
        SELECT w.tenant_id, w.id, w.event_id, w.endpoint_id, CASE WHEN w.live THEN 'pending' ELSE 'paused' END
          FROM wanted w
    )
    INSERT INTO webhook_queue (delivery_id, tenant_id, endpoint_id, due_at)
    SELECT w.id, w.tenant_id, w.endpoint_id, now() FROM wanted w WHERE w.live;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "webhook_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_webhook_events_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_webhook_events")),
    )
    op.create_index(op.f("ix_webhook_events_created_at"), "webhook_events", ["created_at"], unique=False)
    op.create_table(
        "webhook_endpoints",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("app_id", sa.Uuid(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("topics", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="enabled", nullable=False),
        sa.Column("disabled_reason", sa.Text(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'disabled') = (disabled_reason IS NOT NULL)", name=op.f("ck_webhook_endpoints_disabled")
        ),
        sa.CheckConstraint(
            "disabled_reason in ('failing', 'by_hand')", name=op.f("ck_webhook_endpoints_disabled_reason")
        ),
        sa.CheckConstraint("status in ('enabled', 'disabled')", name=op.f("ck_webhook_endpoints_status")),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_webhook_endpoints_app_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_webhook_endpoints_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_webhook_endpoints")),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status in ('pending', 'delivered', 'paused')", name=op.f("ck_webhook_deliveries_status")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "endpoint_id"],
            ["webhook_endpoints.tenant_id", "webhook_endpoints.id"],
            name=op.f("fk_webhook_deliveries_tenant_id_endpoint_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["webhook_events.tenant_id", "webhook_events.id"],
            name=op.f("fk_webhook_deliveries_tenant_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_webhook_deliveries")),
        sa.UniqueConstraint(
            "event_id", "endpoint_id", "tenant_id", name=op.f("uq_webhook_deliveries_event_id_endpoint_id_tenant_id")
        ),
    )
    op.create_index(
        op.f("ix_webhook_deliveries_endpoint_id_created_at_id"),
        "webhook_deliveries",
        ["endpoint_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_webhook_deliveries_paused",
        "webhook_deliveries",
        ["endpoint_id"],
        unique=False,
        postgresql_where=sa.text("status = 'paused'"),
    )
    op.create_table(
        "webhook_secrets",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "endpoint_id"],
            ["webhook_endpoints.tenant_id", "webhook_endpoints.id"],
            name=op.f("fk_webhook_secrets_tenant_id_endpoint_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_webhook_secrets")),
    )
    op.create_index(op.f("ix_webhook_secrets_endpoint_id"), "webhook_secrets", ["endpoint_id"], unique=False)
    op.create_table(
        "webhook_attempts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("request_headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("response_status", sa.Integer(), nullable=True),
        sa.Column("response_body", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "delivery_id"],
            ["webhook_deliveries.tenant_id", "webhook_deliveries.id"],
            name=op.f("fk_webhook_attempts_tenant_id_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_webhook_attempts")),
    )
    op.create_index(op.f("ix_webhook_attempts_at"), "webhook_attempts", ["at"], unique=False)
    op.create_index(op.f("ix_webhook_attempts_delivery_id"), "webhook_attempts", ["delivery_id"], unique=False)
    op.create_table(
        "webhook_queue",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "delivery_id"],
            ["webhook_deliveries.tenant_id", "webhook_deliveries.id"],
            name=op.f("fk_webhook_queue_tenant_id_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_webhook_queue_tenant_id")),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_webhook_queue")),
    )
    op.create_index(
        op.f("ix_webhook_queue_endpoint_id_due_at"), "webhook_queue", ["endpoint_id", "due_at"], unique=False
    )
    op.create_index(
        op.f("ix_webhook_queue_endpoint_id_created_at"), "webhook_queue", ["endpoint_id", "created_at"], unique=False
    )

    for table in TENANT_OWNED:
        for statement in protect(table, append_only=table == "webhook_attempts"):
            op.execute(statement)
    op.execute("GRANT DELETE ON webhook_attempts TO comanda_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_queue TO comanda_app")
    op.execute(APP_IS_CONNECTED)
    op.execute(NOTE_FOR_WEBHOOKS)
    op.execute(
        "CREATE TRIGGER note_for_webhooks AFTER INSERT ON events REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION note_for_webhooks()"
    )
