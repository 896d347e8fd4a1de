"""Tables of identity. They are read before a tenant is known, so they are the platform's own.

Tokens and keys are kept as SHA-256 of 256 random bits; `hint` is their first characters, for people to tell them apart.
"""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from comanda.store.schema import instant, metadata

apps = Table(
    "apps",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    instant("created_at", now=True),
)

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
    Index(None, "tenant_id", "app_id"),
)

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
