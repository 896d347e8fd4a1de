"""Jobs: the tables and functions of procrastinate, for the application role.

Revision ID: 0003
Revises: 0002
"""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RIGHTS = """
DO $$
DECLARE found text;
BEGIN
    FOR found IN SELECT tablename FROM pg_tables WHERE tablename LIKE 'procrastinate\\_%' LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO comanda_app', found);
    END LOOP;
    FOR found IN SELECT sequencename FROM pg_sequences WHERE sequencename LIKE 'procrastinate\\_%' LOOP
        EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %I TO comanda_app', found);
    END LOOP;
END $$
"""


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None  # noqa: S101 - migrations run online
    # Handed to the driver as it is: the schema holds colons and percent signs that are not parameters.
    connection.execute(SchemaManager.get_schema())
    connection.execute(RIGHTS)
