"""Bring a database to the newest version of the schema, or tell how far behind it is."""

from pathlib import Path

import psycopg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from comanda.schema import metadata
from comanda.store.roles import ensure_roles


def head() -> str:
    """Return the newest revision this version of Comanda knows."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    assert found is not None  # noqa: S101 - the package ships at least one migration
    return found


def migrate(url: str) -> str:
    """Create the roles if needed, apply all migrations that are missing, and return the revision reached.

    Only one process at a time does so; others wait for it and then find nothing left to do.
    """
    with psycopg.connect(url, autocommit=True) as guard:
        guard.execute("SELECT pg_advisory_lock(hashtext('comanda.migrate'))")
        ensure_roles(guard)
        with _engine_connection(url) as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return head()


def current(url: str) -> str | None:
    """Return the revision the database is at, or None for one that was never migrated."""
    with _engine_connection(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def drift(url: str) -> list[object]:
    """Return the differences between a migrated database and the declared tables; none when they are in step."""
    with _engine_connection(url) as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        return list(compare_metadata(context, metadata))


def ours(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    """Tell Alembic which tables are ours to compare: not those of the job queue."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def _engine_connection(url: str) -> Connection:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    return engine.connect()
