"""Tables of offers. Discounts and promotions are part of the compiled menu; vouchers are looked up when used."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from comanda.store.schema import instant, link, sold_at, tenant_link, tenant_table, text

discounts = tenant_table(
    "discounts",
    text("name"),
    Column("kind", Text, nullable=False),
    Column("value", BigInteger),
    Column("max_amount", BigInteger),
    Column("stackable", Boolean, nullable=False),
    Column("manufacturer", Boolean, nullable=False),
    sold_at(),
    instant("updated_at", now=True),
    tenant_link(),
    CheckConstraint("kind in ('percent', 'price')", name="kind"),
    CheckConstraint("value >= 0 and (kind <> 'percent' or value <= 1000000)", name="value"),
    catalogue=True,
)
"""`value` is millionths for a percent discount, minor units for a price one, null for an open one."""

promotions = tenant_table(
    "promotions",
    text("name"),
    text("summary"),
    Column("kind", Text, nullable=False),
    Column("rule", JSONB, nullable=False),
    Column("manufacturer", Boolean, nullable=False),
    Column("sort", Integer, nullable=False),
    sold_at(),
    instant("starts_at"),
    instant("ends_at", nullable=True),
    instant("updated_at", now=True),
    tenant_link(),
    CheckConstraint("kind in ('auto', 'voucher')", name="kind"),
    catalogue=True,
)
"""`rule` is read by `offers.rules.promotion`, which says what it may hold."""

vouchers = tenant_table(
    "vouchers",
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("discount_id", Uuid),
    Column("promotion_id", Uuid),
    Column("customer_id", Uuid),
    Column("redeemed", Integer, nullable=False, server_default="0"),
    Column("max_redemptions", Integer),
    instant("starts_at"),
    instant("ends_at", nullable=True),
    instant("updated_at", now=True),
    tenant_link(),
    link("discount_id", "discounts"),
    link("promotion_id", "promotions"),
    link("customer_id", "customers"),
    UniqueConstraint("code", "tenant_id"),
    Index(None, "customer_id"),
    Index(None, "updated_at", "id"),
    CheckConstraint("redeemed >= 0 and redeemed <= coalesce(max_redemptions, redeemed)", name="redeemed"),
    CheckConstraint(
        "(kind = 'discount' and discount_id is not null and promotion_id is null)"
        " or (kind = 'promotion' and promotion_id is not null and discount_id is null)",
        name="kind",
    ),
)
