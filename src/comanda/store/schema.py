"""How tables are declared, so that every tenant-owned row is keyed by its tenant.

Each area declares its own tables in its `tables.py`. SQLAlchemy describes them, for Alembic; statements are written in
SQL and run by psycopg (docs/decisions/0002-sql-by-hand.md).
"""

from typing import Any

from sqlalchemy import Column, DateTime, ForeignKeyConstraint, MetaData, PrimaryKeyConstraint, Table, Text, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

TENANT_OWNED = "tenant_owned"
CATALOGUE = "catalogue"
APPEND_ONLY = "append_only"


def tenant_table(
    name: str,
    *parts: Any,
    key: tuple[str, ...] = ("id",),
    catalogue: bool = False,
    append_only: bool = False,
) -> Table:
    """Declare a table whose rows belong to a tenant: primary key `(tenant_id, *key)`, row-level security forced.

    Further indexes and unique constraints begin with another column than `tenant_id`. On a table too new to have
    statistics, PostgreSQL takes an index on `(tenant_id, anything)` to be as good as the primary key, and checks
    references by walking through all the tenant's rows.

    Args:
        name: the table's name.
        parts: columns and constraints; `id` is added when it is in the key.
        key: the rest of the primary key.
        catalogue: a change of it makes a new version of the compiled menu.
        append_only: the application may add and read rows, never change or remove them.
    """
    columns = [Column("tenant_id", Uuid, nullable=False)]
    if "id" in key:
        columns.append(Column("id", Uuid, nullable=False))
    info = {TENANT_OWNED: True, CATALOGUE: catalogue, APPEND_ONLY: append_only}
    return Table(name, metadata, *columns, *parts, PrimaryKeyConstraint("tenant_id", *key), info=info)


def link(column: str, table: str, *, on_delete: str | None = None) -> ForeignKeyConstraint:
    """Declare a reference to another row of the same tenant; it cannot point across tenants."""
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=on_delete)


def tenant_link() -> ForeignKeyConstraint:
    """Declare that the tenant exists, for tables that no other reference ties to it."""
    return ForeignKeyConstraint(["tenant_id"], ["tenants.id"])


def instant(name: str, *, nullable: bool = False, now: bool = False) -> Column[Any]:
    """Declare a point in time; `now` makes it the time of the row's writing unless given."""
    return Column(name, DateTime(timezone=True), nullable=nullable, server_default=func.now() if now else None)


def text(name: str) -> Column[Any]:
    """Declare a name that customers read, as a JSON object from language code to string."""
    return Column(name, JSONB, nullable=False)


def words(name: str) -> Column[Any]:
    """Declare a list of keys."""
    return Column(name, ARRAY(Text), nullable=False, server_default="{}")


def sold_at() -> Column[Any]:
    """Declare where a row counts: the ids of locations, or null for all of the restaurant's."""
    return Column("location_ids", ARRAY(Uuid))
