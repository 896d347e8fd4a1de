"""Tables of customers. What they earn, spend and are credited are ledgers: rows are added, never changed."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, Index, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy import text as text_of
from sqlalchemy.dialects.postgresql import JSONB

from comanda.store.schema import instant, link, tenant_link, tenant_table, text

customer_groups = tenant_table(
    "customer_groups",
    Column("name", Text, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    tenant_link(),
)

customers = tenant_table(
    "customers",
    Column("reference", Text),
    Column("first_name", Text),
    Column("last_name", Text),
    Column("company_name", Text),
    Column("email", Text),
    Column("phone", Text),
    Column("dob", Date),
    Column("gender", Text),
    Column("address1", Text),
    Column("address2", Text),
    Column("city", Text),
    Column("country", Text),
    Column("postal", Text),
    Column("notes", Text),
    Column("marketing_consent_email", Boolean, nullable=False),
    Column("marketing_consent_text", Boolean, nullable=False),
    Column("marketing_consent_phone", Boolean, nullable=False),
    Column("customer_group_id", Uuid),
    instant("created_at"),
    instant("updated_at"),
    tenant_link(),
    link("customer_group_id", "customer_groups"),
    CheckConstraint("coalesce(reference, first_name, last_name) IS NOT NULL", name="named"),
    Index("ix_customers_email", text_of("lower(email)")),
    Index(None, "phone"),
    Index(None, "updated_at", "id"),
)
"""Somebody the restaurant knows. Nobody has to be unique: families share a phone, and tills register people twice."""

loyalty_programs = tenant_table(
    "loyalty_programs",
    text("name"),
    text("term_single"),
    text("term_plural"),
    Column("rule", JSONB, nullable=False),
    Column("sort", Integer, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    tenant_link(),
    catalogue=True,
)
"""`rule` says how points are earned; `customers.rules.earning` reads it and says what it may hold."""

loyalty_rewards = tenant_table(
    "loyalty_rewards",
    Column("program_id", Uuid, nullable=False),
    text("name"),
    Column("points", Integer, nullable=False),
    Column("rule", JSONB, nullable=False),
    Column("sort", Integer, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    link("program_id", "loyalty_programs"),
    CheckConstraint("points > 0", name="points"),
    catalogue=True,
)
"""`points` is what it costs; `rule` what it takes off, in the words of a promotion's rule (`offers.rules`)."""

loyalty_members = tenant_table(
    "loyalty_members",
    Column("program_id", Uuid, nullable=False),
    Column("customer_id", Uuid, nullable=False),
    Column("points", Integer, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    link("program_id", "loyalty_programs"),
    link("customer_id", "customers"),
    UniqueConstraint("program_id", "customer_id", "tenant_id"),
    CheckConstraint("points >= 0", name="points"),
    Index(None, "customer_id"),
)
"""`points` is the sum of the member's transactions."""

loyalty_transactions = tenant_table(
    "loyalty_transactions",
    Column("program_id", Uuid, nullable=False),
    Column("member_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("reward_id", Uuid),
    Column("location_id", Uuid),
    Column("order_id", Uuid),
    Column("app_id", Uuid),
    Column("notes", Text),
    instant("created_at"),
    link("program_id", "loyalty_programs"),
    link("member_id", "loyalty_members"),
    link("location_id", "locations"),
    CheckConstraint("kind in ('manual', 'earned', 'redeemed', 'returned', 'reversed')", name="kind"),
    CheckConstraint("points <> 0", name="points"),
    Index(None, "member_id", "created_at"),
    Index(None, "program_id", "created_at"),
    Index(None, "order_id"),
    Index(
        "uq_loyalty_transactions_earned",
        "order_id",
        "program_id",
        "tenant_id",
        unique=True,
        postgresql_where=text_of("kind = 'earned'"),
    ),
    append_only=True,
)
"""An order earns points of a program once, whatever pays for it."""

loyalty_redemptions = tenant_table(
    "loyalty_redemptions",
    Column("member_id", Uuid, nullable=False),
    Column("program_id", Uuid, nullable=False),
    Column("reward_id", Uuid, nullable=False),
    Column("points", Integer, nullable=False),
    Column("transaction_id", Uuid, nullable=False),
    Column("order_id", Uuid),
    instant("created_at"),
    link("member_id", "loyalty_members"),
    link("program_id", "loyalty_programs"),
    link("transaction_id", "loyalty_transactions"),
    CheckConstraint("points > 0", name="points"),
    Index(None, "member_id"),
)
"""A reward paid for with points ahead of the order that uses it; `order_id` is that order, once there is one."""

store_credit_accounts = tenant_table(
    "store_credit_accounts",
    Column("customer_id", Uuid, nullable=False),
    Column("balance", BigInteger, nullable=False),
    instant("updated_at"),
    link("customer_id", "customers"),
    CheckConstraint("balance >= 0", name="balance"),
    key=("customer_id",),
)
"""`balance` is the sum of the customer's transactions, in minor units."""

store_credit_transactions = tenant_table(
    "store_credit_transactions",
    Column("customer_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("location_id", Uuid),
    Column("order_id", Uuid),
    Column("app_id", Uuid),
    Column("notes", Text),
    instant("created_at"),
    link("customer_id", "customers"),
    link("location_id", "locations"),
    CheckConstraint("kind in ('manual', 'topup', 'spent', 'refunded')", name="kind"),
    CheckConstraint("amount <> 0", name="amount"),
    Index(None, "customer_id", "created_at"),
    Index(None, "created_at"),
    Index(None, "order_id"),
    append_only=True,
)

store_credit_topups = tenant_table(
    "store_credit_topups",
    Column("customer_id", Uuid, nullable=False),
    Column("transaction_id", Uuid, nullable=False),
    Column("topup_no", Text, nullable=False),
    Column("topup_amount", BigInteger, nullable=False),
    Column("payment_method_id", Uuid, nullable=False),
    Column("payment_amount", BigInteger, nullable=False),
    Column("location_id", Uuid),
    Column("app_id", Uuid),
    instant("created_at"),
    link("customer_id", "customers"),
    link("transaction_id", "store_credit_transactions"),
    link("location_id", "locations"),
    UniqueConstraint("topup_no", "tenant_id"),
    CheckConstraint("topup_amount > 0 and payment_amount >= 0", name="amounts"),
    append_only=True,
)
"""Money paid in, and the credit given for it, which may be more."""
