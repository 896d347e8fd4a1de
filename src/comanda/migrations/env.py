"""How Alembic runs our migrations: as the owner role, with short lock waits, on the connection it is handed."""

from alembic import context

from comanda.migrations.apply import ours
from comanda.schema import metadata

LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "10min"


connection = context.config.attributes["connection"]
connection.exec_driver_sql("SET ROLE comanda_owner")
connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
connection.exec_driver_sql(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
connection.commit()
context.configure(connection=connection, target_metadata=metadata, include_object=ours, compare_server_default=False)
with context.begin_transaction():
    context.run_migrations()
