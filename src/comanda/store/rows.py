"""Whole rows into a table with one statement and one parameter."""

from psycopg import sql
from sqlalchemy import Identity, Table


def insert_rows(table: Table) -> bytes:
    """Return the statement that inserts a JSON array of objects keyed by column name.

    A column that an object lacks becomes null; identity columns are left to the database.
    """
    columns = sql.SQL(", ").join(
        sql.Identifier(column.name) for column in table.columns if not isinstance(column.server_default, Identity)
    )
    return (
        sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, {rows})")
        .format(table=sql.Identifier(table.name), columns=columns, rows=sql.SQL("%s::jsonb"))
        .as_bytes(None)
    )
