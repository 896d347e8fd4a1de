"""Stock: materials, levels, recipes, stock takes and the ledger; dishes that are out of what they are made of.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from comanda.store.tenancy import protect, watch_catalogue

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CATALOGUE = "materials variant_materials option_materials".split()
TENANT_OWNED = "stock_levels stock_takes stock_take_counts".split()


def upgrade() -> None:
    op.create_table(
        "materials",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_materials_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_materials")),
    )
    op.create_index(op.f("ix_materials_updated_at_id"), "materials", ["updated_at", "id"], unique=False)
    op.create_index(
        "uq_materials_sku",
        "materials",
        ["sku", "tenant_id"],
        unique=True,
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_table(
        "stock_levels",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("material_id", sa.Uuid(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("low_at", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("low_at >= 0", name=op.f("ck_stock_levels_low_at")),
        sa.CheckConstraint("qty >= 0", name=op.f("ck_stock_levels_qty")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_stock_levels_tenant_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "material_id"],
            ["materials.tenant_id", "materials.id"],
            name=op.f("fk_stock_levels_tenant_id_material_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "location_id", "material_id", name=op.f("pk_stock_levels")),
    )
    op.create_index(op.f("ix_stock_levels_material_id"), "stock_levels", ["material_id"], unique=False)
    op.create_table(
        "stock_takes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("not cancelled or ended_at is not null", name=op.f("ck_stock_takes_cancelled")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_stock_takes_tenant_id_location_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stock_takes")),
    )
    op.create_index(op.f("ix_stock_takes_updated_at_id"), "stock_takes", ["updated_at", "id"], unique=False)
    op.create_index(
        "uq_stock_takes_running",
        "stock_takes",
        ["location_id", "tenant_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "option_materials",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("option_id", sa.Uuid(), nullable=False),
        sa.Column("material_id", sa.Uuid(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("qty > 0", name=op.f("ck_option_materials_qty")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "material_id"],
            ["materials.tenant_id", "materials.id"],
            name=op.f("fk_option_materials_tenant_id_material_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "option_id"],
            ["modifier_options.tenant_id", "modifier_options.id"],
            name=op.f("fk_option_materials_tenant_id_option_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "option_id", "material_id", name=op.f("pk_option_materials")),
    )
    op.create_index(op.f("ix_option_materials_material_id"), "option_materials", ["material_id"], unique=False)
    op.create_table(
        "stock_take_counts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("stock_take_id", sa.Uuid(), nullable=False),
        sa.Column("material_id", sa.Uuid(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_stock_take_counts_counted")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "material_id"],
            ["materials.tenant_id", "materials.id"],
            name=op.f("fk_stock_take_counts_tenant_id_material_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "stock_take_id"],
            ["stock_takes.tenant_id", "stock_takes.id"],
            name=op.f("fk_stock_take_counts_tenant_id_stock_take_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "stock_take_id", "material_id", name=op.f("pk_stock_take_counts")),
    )
    op.create_index(op.f("ix_stock_take_counts_material_id"), "stock_take_counts", ["material_id"], unique=False)
    op.create_table(
        "variant_materials",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("material_id", sa.Uuid(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("qty > 0", name=op.f("ck_variant_materials_qty")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "material_id"],
            ["materials.tenant_id", "materials.id"],
            name=op.f("fk_variant_materials_tenant_id_material_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "variant_id"],
            ["item_variants.tenant_id", "item_variants.id"],
            name=op.f("fk_variant_materials_tenant_id_variant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "variant_id", "material_id", name=op.f("pk_variant_materials")),
    )
    op.create_index(op.f("ix_variant_materials_material_id"), "variant_materials", ["material_id"], unique=False)
    op.create_table(
        "stock_movements",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("material_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("stock_take_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('sale', 'return', 'purchase', 'waste', 'adjustment', 'count')",
            name=op.f("ck_stock_movements_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id", "material_id"],
            ["stock_levels.tenant_id", "stock_levels.location_id", "stock_levels.material_id"],
            name=op.f("fk_stock_movements_tenant_id_location_id_material_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_stock_movements_tenant_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "stock_take_id"],
            ["stock_takes.tenant_id", "stock_takes.id"],
            name=op.f("fk_stock_movements_tenant_id_stock_take_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stock_movements")),
    )
    op.create_index(op.f("ix_stock_movements_location_id_id"), "stock_movements", ["location_id", "id"], unique=False)
    op.create_index(
        op.f("ix_stock_movements_order_id"),
        "stock_movements",
        ["order_id"],
        unique=False,
        postgresql_where=sa.text("order_id IS NOT NULL"),
    )
    for table, kind in (("variant_blocks", "variant"), ("option_blocks", "option")):
        op.add_column(table, sa.Column("reason", sa.Text(), server_default="staff", nullable=False))
        op.create_check_constraint(op.f(f"ck_{table}_reason"), table, "reason in ('staff', 'stock')")
        op.drop_constraint(op.f(f"pk_{table}"), table, type_="primary")
        op.create_primary_key(op.f(f"pk_{table}"), table, ["tenant_id", "location_id", f"{kind}_id", "reason"])
    op.add_column(
        "order_lines",
        sa.Column("materials", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
    for table in (*CATALOGUE, *TENANT_OWNED):
        for statement in protect(table):
            op.execute(statement)
    for statement in protect("stock_movements", append_only=True):
        op.execute(statement)
    for table in CATALOGUE:
        op.execute(watch_catalogue(table))
