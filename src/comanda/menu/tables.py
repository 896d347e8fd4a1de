"""Tables of the menu. A change of any of them makes a new menu version (see the migration's trigger)."""

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, Text, Time, UniqueConstraint, Uuid

from comanda.store.schema import instant, link, sold_at, tenant_link, tenant_table, text, words

dining_options = tenant_table(
    "dining_options",
    text("name"),
    Column("kind", Text),
    Column("sort", Integer, nullable=False),
    sold_at(),
    instant("updated_at", now=True),
    tenant_link(),
    CheckConstraint("kind in ('dine_in', 'takeaway', 'delivery')", name="kind"),
    catalogue=True,
)
"""`kind` is which of the three ways of taking an order it is, for surfaces that know no others."""

taxes = tenant_table(
    "taxes",
    text("name"),
    Column("rate", Integer, nullable=False),
    Column("inclusive", Boolean, nullable=False),
    Column("sort", Integer, nullable=False),
    sold_at(),
    instant("updated_at", now=True),
    tenant_link(),
    CheckConstraint("rate >= 0", name="rate"),
    catalogue=True,
)

charges = tenant_table(
    "charges",
    text("name"),
    Column("rate", Integer),
    Column("amount", Integer),
    Column("kind", Text, nullable=False, server_default="service"),
    Column("sort", Integer, nullable=False),
    sold_at(),
    instant("updated_at", now=True),
    tenant_link(),
    CheckConstraint("kind in ('service', 'fee')", name="kind"),
    CheckConstraint("(rate is null) <> (amount is null)", name="rate_or_amount"),
    CheckConstraint("coalesce(rate, amount) >= 0", name="not_negative"),
    catalogue=True,
)
"""`service` charges are the service charge, which staff are owed an account of; a `fee` pays for boxes or a ride."""

charge_dining_options = tenant_table(
    "charge_dining_options",
    Column("charge_id", Uuid, nullable=False),
    Column("dining_option_id", Uuid, nullable=False),
    link("charge_id", "charges", on_delete="CASCADE"),
    link("dining_option_id", "dining_options", on_delete="CASCADE"),
    key=("charge_id", "dining_option_id"),
    catalogue=True,
)

charge_taxes = tenant_table(
    "charge_taxes",
    Column("charge_id", Uuid, nullable=False),
    Column("tax_id", Uuid, nullable=False),
    link("charge_id", "charges", on_delete="CASCADE"),
    link("tax_id", "taxes", on_delete="CASCADE"),
    key=("charge_id", "tax_id"),
    catalogue=True,
)

payment_methods = tenant_table(
    "payment_methods",
    text("name"),
    Column("kind", Text, nullable=False),
    Column("sort", Integer, nullable=False),
    sold_at(),
    instant("updated_at", now=True),
    tenant_link(),
    catalogue=True,
)

payment_inputs = tenant_table(
    "payment_inputs",
    Column("payment_method_id", Uuid, nullable=False),
    text("name"),
    Column("sort", Integer, nullable=False),
    link("payment_method_id", "payment_methods", on_delete="CASCADE"),
    catalogue=True,
)

categories = tenant_table(
    "categories",
    text("name"),
    Column("parent_id", Uuid),
    Column("sort", Integer, nullable=False),
    instant("updated_at", now=True),
    tenant_link(),
    link("parent_id", "categories"),
    catalogue=True,
)

items = tenant_table(
    "items",
    Column("category_id", Uuid, nullable=False),
    Column("item_no", Text),
    text("name"),
    text("description"),
    Column("image", Text),
    words("allergens"),
    words("diets"),
    Column("station", Text),
    Column("sort", Integer, nullable=False),
    sold_at(),
    instant("updated_at", now=True),
    instant("archived_at", nullable=True),
    link("category_id", "categories"),
    catalogue=True,
)

item_variants = tenant_table(
    "item_variants",
    Column("item_id", Uuid, nullable=False),
    text("name"),
    Column("sku", Text),
    text("summary"),
    Column("price", Integer),
    Column("unit", Text),
    Column("show_in_menu", Boolean, nullable=False),
    Column("sort", Integer, nullable=False),
    link("item_id", "items", on_delete="CASCADE"),
    UniqueConstraint("sku", "tenant_id"),
    CheckConstraint("price >= 0", name="price"),
    catalogue=True,
)
"""`price` null is an open price, given with the order; `unit` not null is sold by measure (kg, l)."""

item_taxes = tenant_table(
    "item_taxes",
    Column("item_id", Uuid, nullable=False),
    Column("tax_id", Uuid, nullable=False),
    link("item_id", "items", on_delete="CASCADE"),
    link("tax_id", "taxes", on_delete="CASCADE"),
    key=("item_id", "tax_id"),
    catalogue=True,
)

modifiers = tenant_table(
    "modifiers",
    text("name"),
    Column("min_selection", Integer),
    Column("max_selection", Integer),
    Column("sort", Integer, nullable=False),
    sold_at(),
    instant("updated_at", now=True),
    tenant_link(),
    catalogue=True,
)

modifier_options = tenant_table(
    "modifier_options",
    Column("modifier_id", Uuid, nullable=False),
    text("name"),
    Column("sku", Text),
    text("summary"),
    Column("price", Integer, nullable=False),
    Column("max_qty", Integer, nullable=False),
    Column("default_selected", Boolean, nullable=False),
    Column("show_in_menu", Boolean, nullable=False),
    words("allergens"),
    Column("sort", Integer, nullable=False),
    link("modifier_id", "modifiers", on_delete="CASCADE"),
    UniqueConstraint("sku", "tenant_id"),
    CheckConstraint("price >= 0", name="price"),
    CheckConstraint("max_qty >= 1", name="max_qty"),
    catalogue=True,
)

item_modifiers = tenant_table(
    "item_modifiers",
    Column("item_id", Uuid, nullable=False),
    Column("modifier_id", Uuid, nullable=False),
    Column("sort", Integer, nullable=False),
    link("item_id", "items", on_delete="CASCADE"),
    link("modifier_id", "modifiers", on_delete="CASCADE"),
    key=("item_id", "modifier_id"),
    catalogue=True,
)

item_blocks = tenant_table(
    "item_blocks",
    Column("location_id", Uuid, nullable=False),
    Column("item_id", Uuid, nullable=False),
    link("location_id", "locations"),
    link("item_id", "items", on_delete="CASCADE"),
    key=("location_id", "item_id"),
    catalogue=True,
)
"""Sold out at a location, until the row goes."""

variant_blocks = tenant_table(
    "variant_blocks",
    Column("location_id", Uuid, nullable=False),
    Column("variant_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False, server_default="staff"),
    link("location_id", "locations"),
    link("variant_id", "item_variants", on_delete="CASCADE"),
    CheckConstraint("reason in ('staff', 'stock')", name="reason"),
    key=("location_id", "variant_id", "reason"),
    catalogue=True,
)
"""`staff` said that it is sold out, or the `stock` of what it is made of does; it is to be had when neither does."""

option_blocks = tenant_table(
    "option_blocks",
    Column("location_id", Uuid, nullable=False),
    Column("option_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False, server_default="staff"),
    link("location_id", "locations"),
    link("option_id", "modifier_options", on_delete="CASCADE"),
    CheckConstraint("reason in ('staff', 'stock')", name="reason"),
    key=("location_id", "option_id", "reason"),
    catalogue=True,
)

menus = tenant_table(
    "menus",
    text("name"),
    Column("sort", Integer, nullable=False),
    sold_at(),
    tenant_link(),
    catalogue=True,
)

menu_items = tenant_table(
    "menu_items",
    Column("menu_id", Uuid, nullable=False),
    Column("item_id", Uuid, nullable=False),
    Column("sort", Integer, nullable=False),
    link("menu_id", "menus", on_delete="CASCADE"),
    link("item_id", "items", on_delete="CASCADE"),
    key=("menu_id", "item_id"),
    catalogue=True,
)

menu_times = tenant_table(
    "menu_times",
    Column("menu_id", Uuid, nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("start_time", Time, nullable=False),
    Column("end_time", Time, nullable=False),
    link("menu_id", "menus", on_delete="CASCADE"),
    CheckConstraint("weekday between 0 and 6", name="weekday"),
    key=("menu_id", "weekday", "start_time"),
    catalogue=True,
)
