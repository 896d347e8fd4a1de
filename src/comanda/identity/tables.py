"""Tables of identity. They are read before a tenant is known, so they are the platform's own.

Tokens and keys are kept as SHA-256 of 256 random bits; `hint` is their first characters, for people to tell them apart.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from comanda.store.schema import instant, link, metadata, tenant_table, words

apps = Table(
    "apps",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column(
        "client_id",
        Text,
        nullable=False,
        unique=True,
        server_default=text("'cma_' || replace(gen_random_uuid()::text, '-', '')"),
    ),
    Column("tenant_id", Uuid, ForeignKey("tenants.id"), index=True),
    Column("name", Text, nullable=False),
    words("redirect_uris"),
    Column("public", Boolean, nullable=False, server_default="false"),
    Column("active", Boolean, nullable=False, server_default="true"),
    instant("created_at", now=True),
    Index(
        "uq_apps_name",
        "name",
        "tenant_id",
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=text("active"),
    ),
)
"""Partner apps; of one name only one is active. A null `tenant_id` is the platform's own app, which any restaurant may
connect; another is its restaurant's alone. A public app keeps no secret, as it runs on other people's devices."""

app_secrets = Table(
    "app_secrets",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("app_id", Uuid, ForeignKey("apps.id"), nullable=False, index=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("hint", Text, nullable=False),
    instant("created_at", now=True),
    instant("expires_at", nullable=True),
)
"""What apps sign in with; two may live at once, so that one can be replaced."""

oauth_grants = Table(
    "oauth_grants",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("app_id", Uuid, ForeignKey("apps.id"), nullable=False),
    Column("tenant_id", Uuid, ForeignKey("tenants.id"), nullable=False),
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False),
    words("scopes"),
    instant("created_at", now=True),
    instant("revoked_at", nullable=True),
    Column("revoked_reason", Text),
    Index(None, "tenant_id", "app_id"),
)
"""A restaurant's consent to an app, by whom, and the family of all tokens made from it."""

oauth_codes = Table(
    "oauth_codes",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("app_id", Uuid, ForeignKey("apps.id"), nullable=False),
    Column("tenant_id", Uuid, ForeignKey("tenants.id"), nullable=False),
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False),
    words("scopes"),
    Column("redirect_uri", Text, nullable=False),
    Column("code_challenge", Text),
    instant("created_at", now=True),
    instant("expires_at"),
    instant("used_at", nullable=True),
    Column("grant_id", Uuid, ForeignKey("oauth_grants.id")),
    CheckConstraint("(used_at IS NULL) = (grant_id IS NULL)", name="used"),
)
"""Authorization codes; a used one says which grant came of it, so that using it again can revoke that."""

oauth_refresh_tokens = Table(
    "oauth_refresh_tokens",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("grant_id", Uuid, ForeignKey("oauth_grants.id"), nullable=False, index=True),
    Column("parent_id", Uuid, ForeignKey("oauth_refresh_tokens.id"), unique=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    instant("created_at", now=True),
    instant("expires_at"),
    instant("spent_at", nullable=True),
)
"""Refresh tokens of apps. Each is used once and has at most one child; a spent one that turns up again revokes the
grant."""

access_tokens = Table(
    "access_tokens",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("hint", Text, nullable=False),
    Column("tenant_id", Uuid, ForeignKey("tenants.id"), nullable=False),
    Column("app_id", Uuid, ForeignKey("apps.id"), nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    instant("created_at", now=True),
    instant("expires_at", nullable=True),
    instant("revoked_at", nullable=True),
    Column("grant_id", Uuid, ForeignKey("oauth_grants.id"), index=True),
    Index(None, "tenant_id", "app_id"),
)
"""What apps call with; a null `grant_id` is a token that was issued without asking anybody."""

users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("tenant_id", Uuid, ForeignKey("tenants.id"), index=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("location_ids", ARRAY(Uuid)),
    Column("password_hash", Text),
    Column("active", Boolean, nullable=False, server_default="true"),
    instant("created_at", now=True),
    CheckConstraint(
        "role in ('super_admin', 'org_admin', 'branch_manager', 'cashier', 'waiter', 'kitchen')", name="role"
    ),
    CheckConstraint("(tenant_id IS NULL) = (role = 'super_admin')", name="tenant"),
    CheckConstraint("email = lower(email)", name="email"),
)
"""People: a restaurant's staff, and the platform's operators, who belong to none. A null
`location_ids` is all of them."""

user_tokens = Table(
    "user_tokens",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False, index=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("hint", Text, nullable=False),
    instant("created_at", now=True),
    instant("expires_at", nullable=True),
    instant("revoked_at", nullable=True),
)
"""Long-lived bearer tokens of people, for scripts and portals."""

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False, index=True),
    Column("family_id", Uuid, nullable=False, index=True),
    Column("parent_id", Uuid, ForeignKey("refresh_tokens.id"), index=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    instant("created_at", now=True),
    instant("expires_at"),
    instant("spent_at", nullable=True),
    instant("revoked_at", nullable=True),
)
"""A login is a family of refresh tokens, each made from its parent. A parent is spent once a child of it is used."""

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("tenant_id", Uuid, ForeignKey("tenants.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    Column("hint", Text, nullable=False),
    instant("created_at", now=True),
    instant("expires_at", nullable=True),
    instant("revoked_at", nullable=True),
)
"""Keys that let a program act for a whole restaurant."""

terminal_credentials = Table(
    "terminal_credentials",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("tenant_id", Uuid, ForeignKey("tenants.id"), nullable=False),
    Column("location_id", Uuid, ForeignKey("location_directory.location_id"), nullable=False, index=True),
    Column("username", Text, nullable=False, unique=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("hint", Text, nullable=False),
    instant("created_at", now=True),
    instant("revoked_at", nullable=True),
)
"""What the backend of a location's card terminals signs in with."""

terminal_calls = tenant_table(
    "terminal_calls",
    Column("location_id", Uuid, nullable=False),
    Column("operation", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("trace_id", Text, nullable=False),
    Column("waiter_id", Text),
    Column("product", Text),
    Column("device_id", Text),
    Column("device_type", Text),
    instant("created_at"),
    link("location_id", "locations"),
    Index(None, "location_id", "created_at"),
    append_only=True,
)
"""Every call of a terminal's backend: what was asked, how it was answered, and on whose behalf."""

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("secret", LargeBinary, nullable=False),
    instant("created_at", now=True),
)
"""What signed tokens are signed with, so that every process believes every other's; the highest id signs."""

rate_windows = Table(
    "rate_windows",
    metadata,
    Column("key", Text, primary_key=True),
    instant("starts_at"),
    Column("count", Integer, nullable=False),
    prefixes=["UNLOGGED"],
)
"""How often something was asked in the present window, over all processes; worth nothing after a crash."""
