"""Apps that act for restaurants: their secrets, what restaurants granted them, and the tokens made from it.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CLIENT_ID = sa.text("'cma_' || replace(gen_random_uuid()::text, '-', '')")


def upgrade() -> None:
    op.add_column("apps", sa.Column("client_id", sa.Text(), server_default=CLIENT_ID, nullable=False))
    op.add_column("apps", sa.Column("tenant_id", sa.Uuid(), nullable=True))
    op.add_column("apps", sa.Column("redirect_uris", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("apps", sa.Column("public", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("apps", sa.Column("active", sa.Boolean(), server_default="true", nullable=False))
    op.drop_constraint(op.f("uq_apps_name"), "apps", type_="unique")
    op.create_index(
        "uq_apps_name",
        "apps",
        ["name", "tenant_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("active"),
    )
    op.create_unique_constraint(op.f("uq_apps_client_id"), "apps", ["client_id"])
    op.create_foreign_key(op.f("fk_apps_tenant_id"), "apps", "tenants", ["tenant_id"], ["id"])
    op.create_index(op.f("ix_apps_tenant_id"), "apps", ["tenant_id"], unique=False)
    op.create_table(
        "app_secrets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("app_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_app_secrets_app_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_secrets")),
    )
    op.create_index(op.f("ix_app_secrets_app_id"), "app_secrets", ["app_id"], unique=False)
    op.create_table(
        "oauth_grants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("app_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_oauth_grants_app_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_oauth_grants_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_oauth_grants_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_grants")),
    )
    op.create_index(op.f("ix_oauth_grants_tenant_id_app_id"), "oauth_grants", ["tenant_id", "app_id"], unique=False)
    op.create_table(
        "oauth_codes",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("app_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("code_challenge", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("grant_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(used_at IS NULL) = (grant_id IS NULL)", name=op.f("ck_oauth_codes_used")),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_oauth_codes_app_id")),
        sa.ForeignKeyConstraint(["grant_id"], ["oauth_grants.id"], name=op.f("fk_oauth_codes_grant_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_oauth_codes_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_oauth_codes_user_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_oauth_codes")),
    )
    op.create_table(
        "oauth_refresh_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["grant_id"], ["oauth_grants.id"], name=op.f("fk_oauth_refresh_tokens_grant_id")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["oauth_refresh_tokens.id"], name=op.f("fk_oauth_refresh_tokens_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_refresh_tokens")),
        sa.UniqueConstraint("parent_id", name=op.f("uq_oauth_refresh_tokens_parent_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_oauth_refresh_tokens_token_hash")),
    )
    op.create_index(op.f("ix_oauth_refresh_tokens_grant_id"), "oauth_refresh_tokens", ["grant_id"], unique=False)
    op.add_column("access_tokens", sa.Column("grant_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_access_tokens_grant_id"), "access_tokens", "oauth_grants", ["grant_id"], ["id"])
    op.create_index(op.f("ix_access_tokens_grant_id"), "access_tokens", ["grant_id"], unique=False)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON app_secrets, oauth_codes, oauth_refresh_tokens TO comanda_app")
    op.execute("GRANT SELECT, INSERT, UPDATE ON oauth_grants TO comanda_app")
