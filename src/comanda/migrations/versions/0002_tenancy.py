"""Tenancy: row-level security, rights of the application role, and the trigger that versions the menu.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

from comanda.store.tenancy import protect, watch_catalogue

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CATALOGUE = (
    "locations dining_options taxes charges charge_dining_options charge_taxes payment_methods payment_inputs"
    " categories items item_variants item_taxes modifiers modifier_options item_modifiers item_blocks variant_blocks"
    " option_blocks menus menu_items menu_times discounts promotions areas dining_tables"
).split()
TENANT_OWNED = (
    "location_hours location_hour_exceptions vouchers orders order_lines order_tables idempotency_keys".split()
)
APPEND_ONLY = "governance_decisions events payments refunds refund_payments".split()

BUMP = """
CREATE FUNCTION bump_menu_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE location_directory SET menu_version = menu_version + 1
     WHERE tenant_id = NULLIF(current_setting('comanda.tenant', true), '')::uuid;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute("GRANT SELECT, INSERT, UPDATE ON tenants, location_directory, apps, access_tokens TO comanda_app")
    op.execute("GRANT SELECT ON alembic_version TO comanda_app")
    for table in (*CATALOGUE, *TENANT_OWNED):
        for statement in protect(table):
            op.execute(statement)
    for table in APPEND_ONLY:
        for statement in protect(table, append_only=True):
            op.execute(statement)
    op.execute(BUMP)
    for table in CATALOGUE:
        op.execute(watch_catalogue(table))
