"""Tables of ordering. Payments and refunds are a ledger: rows are added, never changed."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from comanda.store.schema import instant, link, tenant_table

orders = tenant_table(
    "orders",
    Column("location_id", Uuid, nullable=False),
    Column("channel", Text, nullable=False),
    Column("app_id", Uuid),
    Column("session_id", Uuid),
    Column("guest_id", Uuid),
    Column("order_no", Text, nullable=False),
    Column("order_ticket", Text),
    Column("external_id", Text),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("dining_option_id", Uuid),
    Column("dining_option_name", Text),
    Column("pax", Integer, nullable=False),
    Column("customer_id", Uuid),
    Column("notes", Text),
    Column("void_reason", Text),
    Column("contact", JSONB, nullable=False),
    instant("order_at", nullable=True),
    Column("subtotal", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("rounding", BigInteger, nullable=False),
    Column("service_charge", BigInteger, nullable=False, server_default="0"),
    Column("breakdown", JSONB, nullable=False),
    Column("as_sent", JSONB),
    instant("created_at"),
    instant("updated_at"),
    link("location_id", "locations"),
    link("session_id", "dining_sessions"),
    link("guest_id", "guests"),
    UniqueConstraint("order_no", "tenant_id"),
    CheckConstraint(
        "status in ('pending', 'pending_payment', 'open', 'closed', 'cancelled', 'cancelled_payment')", name="status"
    ),
    CheckConstraint("total >= 0 and subtotal >= 0", name="not_negative"),
    Index(None, "location_id", "created_at", "id"),
    Index(None, "location_id", "updated_at"),
    Index(None, "session_id", postgresql_where=text("session_id IS NOT NULL")),
    Index("ix_orders_live", "location_id", "created_at", postgresql_where=text("status in ('pending', 'open')")),
    Index(
        "uq_orders_external_id",
        "external_id",
        "location_id",
        "tenant_id",
        unique=True,
        postgresql_where=text("external_id IS NOT NULL"),
    ),
)
"""`breakdown` is the quote as it was given: discounts, charges, taxes, vouchers, the rounding mode, and what the caller
asked for, so that a later change starts from it. `contact` is the guest's name, address and timeslot as sent.
`service_charge` is the part of the total that is service charge. `external_id` and `as_sent` are of orders that came
with their prices from a terminal: its own id, and all that it sent."""

order_lines = tenant_table(
    "order_lines",
    Column("order_id", Uuid, nullable=False),
    Column("sort", Integer, nullable=False),
    Column("item_id", Uuid),
    Column("variant_id", Uuid),
    Column("item_no", Text),
    Column("sku", Text),
    Column("name", Text, nullable=False),
    Column("variant_name", Text),
    Column("unit_price", BigInteger, nullable=False),
    Column("price_per", BigInteger, nullable=False),
    Column("qty", Integer, nullable=False),
    Column("measure", Integer),
    Column("price", BigInteger, nullable=False),
    Column("net", BigInteger, nullable=False),
    Column("notes", Text),
    Column("options", JSONB, nullable=False),
    Column("discounts", JSONB, nullable=False),
    Column("manual_discounts", JSONB, nullable=False),
    Column("tax_ids", ARRAY(Uuid), nullable=False),
    Column("materials", JSONB, nullable=False, server_default="[]"),
    Column("kitchen", Text, nullable=False),
    Column("expedite", Text, nullable=False),
    link("order_id", "orders"),
    CheckConstraint("kitchen in ('default', 'pending', 'fulfilled')", name="kitchen"),
    CheckConstraint("expedite in ('default', 'pending', 'expedited')", name="expedite"),
    CheckConstraint("net >= 0 and net <= price", name="net"),
    Index(None, "order_id"),
)
"""A line keeps what was sold, as it was sold: names and prices do not follow later changes of the menu, and what it
took of each material (`[[id, thousandths], …]`) does not follow later changes of the recipe."""

voided_lines = tenant_table(
    "voided_lines",
    Column("order_id", Uuid, nullable=False),
    Column("location_id", Uuid, nullable=False),
    Column("item_id", Uuid),
    Column("name", Text, nullable=False),
    Column("variant_name", Text),
    Column("qty", Integer, nullable=False),
    Column("price", BigInteger, nullable=False),
    Column("reason", Text),
    Column("voided_by", Uuid),
    instant("voided_at"),
    instant("seen_at", nullable=True),
    link("order_id", "orders"),
    Index(None, "order_id"),
    Index("ix_voided_lines_unseen", "location_id", postgresql_where=text("seen_at IS NULL")),
)
"""What was taken off an order after it was sent: the kitchen sees it struck through until somebody has seen it."""

order_tables = tenant_table(
    "order_tables",
    Column("order_id", Uuid, nullable=False),
    Column("table_id", Uuid, nullable=False),
    Column("pax", Integer),
    Column("sort", Integer, nullable=False),
    link("order_id", "orders"),
    link("table_id", "dining_tables"),
    key=("order_id", "table_id"),
)

order_locks = tenant_table(
    "order_locks",
    Column("order_id", Uuid, nullable=False),
    Column("lock_id", Text, nullable=False),
    instant("expires_at"),
    instant("created_at"),
    link("order_id", "orders"),
    key=("order_id",),
)
"""Who keeps an order's bill as it is while it is paid: one holder an order, until it expires."""

payments = tenant_table(
    "payments",
    Column("order_id", Uuid, nullable=False),
    Column("payment_method_id", Uuid, nullable=False),
    Column("method_name", Text, nullable=False),
    Column("receipt_no", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("tip", BigInteger, nullable=False, server_default="0"),
    Column("service_charge", BigInteger, nullable=False, server_default="0"),
    Column("intent_id", Text),
    Column("reference", Text),
    Column("inputs", JSONB, nullable=False),
    Column("app_id", Uuid),
    instant("created_at"),
    link("order_id", "orders"),
    UniqueConstraint("receipt_no", "tenant_id"),
    CheckConstraint("amount > 0", name="amount"),
    CheckConstraint("tip >= 0", name="tip"),
    CheckConstraint("service_charge between 0 and amount", name="service_charge"),
    Index(None, "order_id"),
    Index(
        "uq_payments_intent_id",
        "intent_id",
        "tenant_id",
        unique=True,
        postgresql_where=text("intent_id IS NOT NULL"),
    ),
    append_only=True,
)
"""`amount` is what was paid of the order, and `service_charge` the share of it that is service charge; `tip` came on
top of it. `intent_id` is the card payment's id, which counts once; `reference` is what staff noted down."""

refunds = tenant_table(
    "refunds",
    Column("order_id", Uuid, nullable=False),
    Column("refund_no", Text, nullable=False),
    Column("app_id", Uuid),
    instant("created_at"),
    link("order_id", "orders"),
    UniqueConstraint("refund_no", "tenant_id"),
    Index(None, "order_id"),
    append_only=True,
)

refund_payments = tenant_table(
    "refund_payments",
    Column("order_id", Uuid, nullable=False),
    Column("refund_id", Uuid, nullable=False),
    Column("payment_method_id", Uuid, nullable=False),
    Column("method_name", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("tip", BigInteger, nullable=False, server_default="0"),
    Column("service_charge", BigInteger, nullable=False, server_default="0"),
    Column("payment_id", Uuid),
    Column("sort", Integer, nullable=False),
    link("refund_id", "refunds"),
    link("order_id", "orders"),
    link("payment_id", "payments"),
    CheckConstraint("amount >= 0 and tip >= 0 and amount + tip > 0", name="amount"),
    CheckConstraint("service_charge between 0 and amount", name="service_charge"),
    Index(None, "order_id"),
    append_only=True,
    key=("refund_id", "sort"),
)
"""What went back by a method, its tip and its share of service charge; `payment_id` when it is of one payment."""

payment_intents = tenant_table(
    "payment_intents",
    Column("intent_id", Text, nullable=False),
    Column("location_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("capture_mode", Text, nullable=False),
    instant("updated_at"),
    link("location_id", "locations"),
    CheckConstraint(
        "status in ('created', 'authorized', 'captured', 'reversed', 'refunded', 'canceled')", name="status"
    ),
    key=("location_id", "intent_id"),
)
"""How far a card payment is, as far as we were told; it may be told before its payment is recorded."""

payment_events = tenant_table(
    "payment_events",
    Column("event_id", Text, nullable=False),
    Column("location_id", Uuid, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("intent_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    instant("sent_at"),
    instant("created_at"),
    link("location_id", "locations"),
    Index(None, "intent_id"),
    append_only=True,
    key=("location_id", "event_id"),
)
"""What we were told of card payments: each event once, whatever it changed."""
