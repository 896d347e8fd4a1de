"""Tables of stock. Quantities are whole thousandths of a material's unit."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Text,
    Uuid,
    text,
)

from comanda.store.schema import instant, link, tenant_link, tenant_table

materials = tenant_table(
    "materials",
    Column("name", Text, nullable=False),
    Column("sku", Text),
    Column("unit", Text, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    instant("archived_at", nullable=True),
    tenant_link(),
    Index("uq_materials_sku", "sku", "tenant_id", unique=True, postgresql_where=text("archived_at IS NULL")),
    Index(None, "updated_at", "id"),
    catalogue=True,
)
"""Whoever begins to keep a material at a location touches its row, so that compiled menus learn of it."""

stock_levels = tenant_table(
    "stock_levels",
    Column("location_id", Uuid, nullable=False),
    Column("material_id", Uuid, nullable=False),
    Column("qty", BigInteger, nullable=False),
    Column("low_at", BigInteger),
    instant("updated_at"),
    link("location_id", "locations"),
    link("material_id", "materials"),
    CheckConstraint("qty >= 0", name="qty"),
    CheckConstraint("low_at >= 0", name="low_at"),
    Index(None, "material_id"),
    key=("location_id", "material_id"),
)
"""A location keeps the materials that it has a level of. `qty` is the sum of the material's movements there."""

variant_materials = tenant_table(
    "variant_materials",
    Column("variant_id", Uuid, nullable=False),
    Column("material_id", Uuid, nullable=False),
    Column("qty", BigInteger, nullable=False),
    link("variant_id", "item_variants", on_delete="CASCADE"),
    link("material_id", "materials"),
    CheckConstraint("qty > 0", name="qty"),
    Index(None, "material_id"),
    key=("variant_id", "material_id"),
    catalogue=True,
)
"""What one of a variant takes: one piece, or one unit of measure."""

option_materials = tenant_table(
    "option_materials",
    Column("option_id", Uuid, nullable=False),
    Column("material_id", Uuid, nullable=False),
    Column("qty", BigInteger, nullable=False),
    link("option_id", "modifier_options", on_delete="CASCADE"),
    link("material_id", "materials"),
    CheckConstraint("qty > 0", name="qty"),
    Index(None, "material_id"),
    key=("option_id", "material_id"),
    catalogue=True,
)

stock_takes = tenant_table(
    "stock_takes",
    Column("location_id", Uuid, nullable=False),
    Column("notes", Text),
    Column("cancelled", Boolean, nullable=False, server_default="false"),
    instant("started_at"),
    instant("ended_at", nullable=True),
    instant("updated_at"),
    link("location_id", "locations"),
    CheckConstraint("not cancelled or ended_at is not null", name="cancelled"),
    Index("uq_stock_takes_running", "location_id", "tenant_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    Index(None, "updated_at", "id"),
)
"""Somebody goes round and counts. One runs at a location at a time."""

stock_take_counts = tenant_table(
    "stock_take_counts",
    Column("stock_take_id", Uuid, nullable=False),
    Column("material_id", Uuid, nullable=False),
    Column("counted", BigInteger, nullable=False),
    Column("expected", BigInteger, nullable=False),
    instant("counted_at"),
    link("stock_take_id", "stock_takes", on_delete="CASCADE"),
    link("material_id", "materials"),
    CheckConstraint("counted >= 0", name="counted"),
    Index(None, "material_id"),
    key=("stock_take_id", "material_id"),
)
"""`expected` is the level at the moment of the count: what is sold afterwards is no difference."""

stock_movements = tenant_table(
    "stock_movements",
    Column("location_id", Uuid, nullable=False),
    Column("material_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("qty", BigInteger, nullable=False),
    Column("order_id", Uuid),
    Column("stock_take_id", Uuid),
    Column("note", Text),
    Column("user_id", Uuid),
    instant("created_at"),
    ForeignKeyConstraint(
        ["tenant_id", "location_id", "material_id"],
        ["stock_levels.tenant_id", "stock_levels.location_id", "stock_levels.material_id"],
    ),
    link("order_id", "orders"),
    link("stock_take_id", "stock_takes"),
    CheckConstraint("kind in ('sale', 'return', 'purchase', 'waste', 'adjustment', 'count')", name="kind"),
    Index(None, "location_id", "id"),
    Index(None, "order_id", postgresql_where=text("order_id IS NOT NULL")),
    append_only=True,
)
"""What came (`qty` above 0) and went, and why. It is read by id, newest first."""
