"""Customers, their loyalty and their store credit.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from comanda.store.tenancy import protect, watch_catalogue

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TENANT_OWNED = (
    "customer_groups customers loyalty_programs loyalty_rewards loyalty_members loyalty_redemptions"
    " store_credit_accounts".split()
)
APPEND_ONLY = "loyalty_transactions store_credit_transactions store_credit_topups".split()


def upgrade() -> None:
    op.create_table(
        "customer_groups",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_customer_groups_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_customer_groups")),
    )
    op.create_table(
        "loyalty_programs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("term_single", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("term_plural", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rule", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_loyalty_programs_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_loyalty_programs")),
    )
    op.create_table(
        "customers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("company_name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("dob", sa.Date(), nullable=True),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("address1", sa.Text(), nullable=True),
        sa.Column("address2", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("postal", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("marketing_consent_email", sa.Boolean(), nullable=False),
        sa.Column("marketing_consent_text", sa.Boolean(), nullable=False),
        sa.Column("marketing_consent_phone", sa.Boolean(), nullable=False),
        sa.Column("customer_group_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("coalesce(reference, first_name, last_name) IS NOT NULL", name=op.f("ck_customers_named")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_group_id"],
            ["customer_groups.tenant_id", "customer_groups.id"],
            name=op.f("fk_customers_tenant_id_customer_group_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_customers_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_customers")),
    )
    op.create_index("ix_customers_email", "customers", [sa.literal_column("lower(email)")], unique=False)
    op.create_index(op.f("ix_customers_phone"), "customers", ["phone"], unique=False)
    op.create_index(op.f("ix_customers_updated_at_id"), "customers", ["updated_at", "id"], unique=False)
    op.create_table(
        "loyalty_rewards",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("rule", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_loyalty_rewards_points")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "program_id"],
            ["loyalty_programs.tenant_id", "loyalty_programs.id"],
            name=op.f("fk_loyalty_rewards_tenant_id_program_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_loyalty_rewards")),
    )
    op.create_table(
        "loyalty_members",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("points >= 0", name=op.f("ck_loyalty_members_points")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_loyalty_members_tenant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "program_id"],
            ["loyalty_programs.tenant_id", "loyalty_programs.id"],
            name=op.f("fk_loyalty_members_tenant_id_program_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_loyalty_members")),
        sa.UniqueConstraint(
            "program_id", "customer_id", "tenant_id", name=op.f("uq_loyalty_members_program_id_customer_id_tenant_id")
        ),
    )
    op.create_index(op.f("ix_loyalty_members_customer_id"), "loyalty_members", ["customer_id"], unique=False)
    op.create_table(
        "store_credit_accounts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_store_credit_accounts_balance")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_store_credit_accounts_tenant_id_customer_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "customer_id", name=op.f("pk_store_credit_accounts")),
    )
    op.create_table(
        "store_credit_transactions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("app_id", sa.Uuid(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('manual', 'topup', 'spent', 'refunded')", name=op.f("ck_store_credit_transactions_kind")
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_store_credit_transactions_amount")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_store_credit_transactions_tenant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_store_credit_transactions_tenant_id_location_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_store_credit_transactions")),
    )
    op.create_index(
        op.f("ix_store_credit_transactions_created_at"), "store_credit_transactions", ["created_at"], unique=False
    )
    op.create_index(
        op.f("ix_store_credit_transactions_customer_id_created_at"),
        "store_credit_transactions",
        ["customer_id", "created_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_store_credit_transactions_order_id"), "store_credit_transactions", ["order_id"], unique=False
    )
    op.create_table(
        "loyalty_transactions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reward_id", sa.Uuid(), nullable=True),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("app_id", sa.Uuid(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('manual', 'earned', 'redeemed', 'returned', 'reversed')",
            name=op.f("ck_loyalty_transactions_kind"),
        ),
        sa.CheckConstraint("points <> 0", name=op.f("ck_loyalty_transactions_points")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_loyalty_transactions_tenant_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "member_id"],
            ["loyalty_members.tenant_id", "loyalty_members.id"],
            name=op.f("fk_loyalty_transactions_tenant_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "program_id"],
            ["loyalty_programs.tenant_id", "loyalty_programs.id"],
            name=op.f("fk_loyalty_transactions_tenant_id_program_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_loyalty_transactions")),
    )
    op.create_index(
        op.f("ix_loyalty_transactions_member_id_created_at"),
        "loyalty_transactions",
        ["member_id", "created_at"],
        unique=False,
    )
    op.create_index(op.f("ix_loyalty_transactions_order_id"), "loyalty_transactions", ["order_id"], unique=False)
    op.create_index(
        op.f("ix_loyalty_transactions_program_id_created_at"),
        "loyalty_transactions",
        ["program_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "uq_loyalty_transactions_earned",
        "loyalty_transactions",
        ["order_id", "program_id", "tenant_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'earned'"),
    )
    op.create_table(
        "loyalty_redemptions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("reward_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_loyalty_redemptions_points")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "member_id"],
            ["loyalty_members.tenant_id", "loyalty_members.id"],
            name=op.f("fk_loyalty_redemptions_tenant_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "program_id"],
            ["loyalty_programs.tenant_id", "loyalty_programs.id"],
            name=op.f("fk_loyalty_redemptions_tenant_id_program_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "transaction_id"],
            ["loyalty_transactions.tenant_id", "loyalty_transactions.id"],
            name=op.f("fk_loyalty_redemptions_tenant_id_transaction_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_loyalty_redemptions")),
    )
    op.create_index(op.f("ix_loyalty_redemptions_member_id"), "loyalty_redemptions", ["member_id"], unique=False)
    op.create_table(
        "store_credit_topups",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("topup_no", sa.Text(), nullable=False),
        sa.Column("topup_amount", sa.BigInteger(), nullable=False),
        sa.Column("payment_method_id", sa.Uuid(), nullable=False),
        sa.Column("payment_amount", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("app_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("topup_amount > 0 and payment_amount >= 0", name=op.f("ck_store_credit_topups_amounts")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_store_credit_topups_tenant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name=op.f("fk_store_credit_topups_tenant_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "transaction_id"],
            ["store_credit_transactions.tenant_id", "store_credit_transactions.id"],
            name=op.f("fk_store_credit_topups_tenant_id_transaction_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_store_credit_topups")),
        sa.UniqueConstraint("topup_no", "tenant_id", name=op.f("uq_store_credit_topups_topup_no_tenant_id")),
    )
    op.create_index(op.f("ix_vouchers_customer_id"), "vouchers", ["customer_id"], unique=False)
    op.create_index(op.f("ix_vouchers_updated_at_id"), "vouchers", ["updated_at", "id"], unique=False)
    op.create_foreign_key(
        op.f("fk_vouchers_tenant_id_customer_id"),
        "vouchers",
        "customers",
        ["tenant_id", "customer_id"],
        ["tenant_id", "id"],
    )

    for table in TENANT_OWNED:
        for statement in protect(table):
            op.execute(statement)
    for table in APPEND_ONLY:
        for statement in protect(table, append_only=True):
            op.execute(statement)
    for table in ("loyalty_programs", "loyalty_rewards"):
        op.execute(watch_catalogue(table))
