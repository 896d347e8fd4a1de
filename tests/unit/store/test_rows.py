"""Statements that write whole rows, and those that guard a table."""

from sqlalchemy import Column, Identity, Integer, MetaData, Table

from comanda.store.rows import insert_rows
from comanda.store.tenancy import protect


def test_identity_columns_are_left_to_the_database() -> None:
    table = Table("things", MetaData(), Column("a", Integer), Column("seq", Integer, Identity()), Column("b", Integer))
    assert insert_rows(table) == (
        b'INSERT INTO "things" ("a", "b") SELECT "a", "b" FROM jsonb_populate_recordset(NULL::"things", %s::jsonb)'
    )


def test_an_append_only_table_is_granted_neither_update_nor_delete() -> None:
    assert "GRANT SELECT, INSERT ON payments TO comanda_app" in protect("payments", append_only=True)
    assert "GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO comanda_app" in protect("orders")
