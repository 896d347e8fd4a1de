"""Tables of the floor."""

from sqlalchemy import CheckConstraint, Column, Double, Index, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy import text as text_of

from comanda.store.schema import instant, link, tenant_table, text

areas = tenant_table(
    "areas",
    Column("location_id", Uuid, nullable=False),
    text("name"),
    Column("description", Text, nullable=False, server_default=""),
    Column("floor_number", Integer, nullable=False, server_default="1"),
    Column("sort", Integer, nullable=False),
    instant("updated_at", now=True),
    link("location_id", "locations"),
    catalogue=True,
)

dining_tables = tenant_table(
    "dining_tables",
    Column("location_id", Uuid, nullable=False),
    Column("area_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("pax", Integer, nullable=False),
    Column("sort", Integer, nullable=False),
    Column("x", Double),
    Column("y", Double),
    Column("shape", Text, nullable=False, server_default="square"),
    instant("archived_at", nullable=True),
    link("location_id", "locations"),
    link("area_id", "areas"),
    UniqueConstraint("code", "tenant_id"),
    Index(
        "uq_dining_tables_number",
        "location_id",
        "number",
        "tenant_id",
        unique=True,
        postgresql_where=text_of("archived_at IS NULL"),
    ),
    CheckConstraint("pax > 0", name="pax"),
    CheckConstraint("shape in ('square', 'round', 'long')", name="shape"),
    catalogue=True,
)
"""`x` and `y` are where the table stands in its area, in the units of the staff's floor map."""

table_states = tenant_table(
    "table_states",
    Column("table_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    link("table_id", "dining_tables", on_delete="CASCADE"),
    CheckConstraint("state in ('occupied', 'reserved', 'maintenance')", name="state"),
    key=("table_id",),
)
"""What staff say of a table where nobody has a session; no row is free. Not the catalogue's: it changes all day."""

table_waiters = tenant_table(
    "table_waiters",
    Column("table_id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    instant("created_at", now=True),
    link("table_id", "dining_tables", on_delete="CASCADE"),
    key=("table_id", "user_id"),
)
"""Which waiters look after a table."""
