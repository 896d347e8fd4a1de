"""Tables of the floor."""

from sqlalchemy import CheckConstraint, Column, Integer, Text, UniqueConstraint, Uuid

from comanda.store.schema import instant, link, tenant_table, text

areas = tenant_table(
    "areas",
    Column("location_id", Uuid, nullable=False),
    text("name"),
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
    link("location_id", "locations"),
    link("area_id", "areas"),
    UniqueConstraint("code", "tenant_id"),
    UniqueConstraint("location_id", "number", "tenant_id"),
    CheckConstraint("pax > 0", name="pax"),
    catalogue=True,
)
