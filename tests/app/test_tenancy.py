"""Row-level security as it stands in a migrated database, and what it keeps apart."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import Table

from comanda.demo.lima import LIMA
from comanda.demo.seed import demo_id
from comanda.schema import metadata
from comanda.store.database import Database
from comanda.store.schema import APPEND_ONLY, CATALOGUE, TENANT_OWNED
from tests.app.running import with_database
from tests.app.singapore import LOCATION, RESTAURANT
from tests.conftest import Template
from tests.truth import Truth

OTHER = demo_id(LIMA.slug)
PLATFORM = {
    "location_directory",
    "apps",
    "access_tokens",
    "oauth_grants",
    "oauth_codes",
    "users",
    "api_keys",
    "terminal_credentials",
    "terminal_links",
    "terminal_notifications",
    "webhook_queue",
}
"""Read before a tenant is known."""
PLATFORM_READ = {
    "events",
    "governance_decisions",
    "location_hour_exceptions",
    "location_hours",
    "locations",
    "reservations",
}
"""What the platform may read of every restaurant, and only read."""
OURS = [table for table in metadata.tables.values() if table.info.get(TENANT_OWNED)]


def named(tables: list[Table], mark: str) -> list[str]:
    return sorted(table.name for table in tables if table.info.get(mark))


def test_every_table_with_a_tenant_is_guarded(truth: Truth) -> None:
    rows = truth.rows(
        "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS forced,"
        " (SELECT array_agg(p.polcmd::text || ' ' || (p.polqual IS NOT NULL) || ' ' || (p.polwithcheck IS NOT NULL))"
        " FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant') AS policies,"
        " (SELECT array_agg(p.polname || ' ' || p.polcmd::text) FROM pg_policy p"
        " WHERE p.polrelid = c.oid AND p.polname <> 'tenant') AS others FROM pg_class c"
        " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
        " AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')"
    )
    found = {row["relname"]: row for row in rows}
    assert set(found) - PLATFORM == {table.name for table in OURS}
    for name in set(found) - PLATFORM:
        assert found[name]["forced"], name
        assert found[name]["policies"] == ["* true true"], name
        assert found[name]["others"] == (["platform r"] if name in PLATFORM_READ else None), name


def test_every_policy_says_the_same(truth: Truth) -> None:
    said = truth.rows(
        "SELECT DISTINCT qual, with_check FROM pg_policies WHERE schemaname = 'public' AND policyname = 'tenant'"
    )
    assert len(said) == 1
    assert said[0]["qual"] == said[0]["with_check"]


def test_every_tenant_owned_row_is_keyed_by_its_tenant(truth: Truth) -> None:
    rows = truth.rows(
        "SELECT c.relname, (SELECT attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = i.indkey[0])"
        " AS first FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE i.indisprimary"
        " AND c.relnamespace = 'public'::regnamespace"
    )
    first = {row["relname"]: row["first"] for row in rows}
    assert {table.name: first[table.name] for table in OURS} == {table.name: "tenant_id" for table in OURS}


def test_no_reference_can_point_across_tenants(truth: Truth) -> None:
    rows = truth.rows(
        "SELECT f.conname, f.conrelid::regclass::text AS source, f.confrelid::regclass::text AS target,"
        " (SELECT array_agg(s.attname::text || '=' || t.attname ORDER BY n)"
        " FROM unnest(f.conkey, f.confkey) WITH ORDINALITY AS k(s, t, n)"
        " JOIN pg_attribute s ON s.attrelid = f.conrelid AND s.attnum = k.s"
        " JOIN pg_attribute t ON t.attrelid = f.confrelid AND t.attnum = k.t) AS pairs"
        " FROM pg_constraint f WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace"
    )
    ours = {table.name for table in OURS}
    between = [row for row in rows if row["source"] in ours and row["target"] in ours]
    assert len(between) > 30
    for row in between:
        assert "tenant_id=tenant_id" in row["pairs"], row["conname"]
        assert len(row["pairs"]) >= 2, row["conname"]


def test_the_application_role_has_no_power_over_the_guard(truth: Truth) -> None:
    (role,) = truth.rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcanlogin FROM pg_roles WHERE rolname = 'comanda_app'"
    )
    assert not any(role.values())
    assert truth.rows("SELECT relname FROM pg_class WHERE relowner = 'comanda_app'::regrole") == []
    assert truth.rows("SELECT FROM pg_auth_members WHERE member = 'comanda_app'::regrole") == []
    assert truth.one("SELECT has_schema_privilege('comanda_app', 'public', 'CREATE')") is False


def test_every_connection_of_the_pool_is_the_application_role(database_url: str) -> None:
    async def run(database: Database) -> None:
        (row,) = await database.all("SELECT current_user AS who, current_setting('comanda.tenant', true) AS tenant")
        assert row["who"] == "comanda_app"
        assert row["tenant"] in (None, "")

    with_database(database_url, run)


def test_without_a_tenant_no_row_is_seen(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> dict[str, int]:
        seen = {}
        for table in OURS:
            (row,) = await database.all(b"SELECT count(*) FROM " + table.name.encode())
            seen[table.name] = row["count"]
        return seen

    assert truth.one("SELECT count(*) FROM items") > 0
    assert with_database(database_url, run) == {table.name: 0 for table in OURS}


def test_a_tenant_sees_its_own_rows_and_no_others(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        for tenant, other in ((RESTAURANT, OTHER), (OTHER, RESTAURANT)):
            async with database.unit_of_work(tenant) as work:
                for table in OURS:
                    name = table.name.encode()
                    rows = await work.all(b"SELECT tenant_id FROM " + name + b" GROUP BY tenant_id")
                    assert [row["tenant_id"] for row in rows] in ([], [tenant]), table.name
                    assert await work.all(b"SELECT FROM " + name + b" WHERE tenant_id = %s", (other,)) == []

    for tenant in (RESTAURANT, OTHER):
        assert truth.one("SELECT count(*) FROM items WHERE tenant_id = %s", tenant) > 0
    with_database(database_url, run)


def test_a_tenant_changes_and_removes_no_others_rows(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        async with database.unit_of_work(RESTAURANT) as work:
            changed = await work.all("UPDATE items SET sort = 99 WHERE tenant_id = %s RETURNING id", (OTHER,))
            removed = await work.all("DELETE FROM item_taxes WHERE tenant_id = %s RETURNING item_id", (OTHER,))
        assert changed == removed == []

    before = truth.one("SELECT count(*) FROM item_taxes")
    with_database(database_url, run)
    assert truth.one("SELECT count(*) FROM item_taxes") == before


@pytest.mark.parametrize("mine", [True, False])
def test_a_tenant_cannot_write_a_row_of_another(database_url: str, truth: Truth, mine: bool) -> None:
    async def run(database: Database) -> None:
        async with database.unit_of_work(RESTAURANT) as work:
            await work.send(
                "INSERT INTO menus (tenant_id, id, name, sort) VALUES (%s, gen_random_uuid(), '{}', 1234)",
                (RESTAURANT if mine else OTHER,),
            )

    if mine:
        with_database(database_url, run)
    else:
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            with_database(database_url, run)
    assert truth.one("SELECT count(*) FROM menus WHERE sort = 1234") == int(mine)


def test_a_tenant_cannot_give_its_row_to_another(database_url: str) -> None:
    async def run(database: Database) -> None:
        async with database.unit_of_work(RESTAURANT) as work:
            await work.send("UPDATE menus SET tenant_id = %s", (OTHER,))

    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        with_database(database_url, run)


def test_the_tenant_does_not_stay_on_the_connection(database_url: str) -> None:
    async def run(database: Database) -> None:
        async with database.unit_of_work(RESTAURANT) as work:
            assert await work.all("SELECT id FROM items LIMIT 1") != []
        assert await database.all("SELECT id FROM items LIMIT 1") == []
        with pytest.raises(RuntimeError):
            async with database.unit_of_work(RESTAURANT) as work:
                await work.all("SELECT id FROM items LIMIT 1")
                raise RuntimeError
        assert await database.all("SELECT id FROM items LIMIT 1") == []
        async with database.unit_of_work(OTHER) as work:
            rows = await work.all("SELECT DISTINCT tenant_id FROM items")
        assert [row["tenant_id"] for row in rows] == [OTHER]

    with_database(database_url, run, pool_size=1)


def test_these_tables_are_append_only() -> None:
    kept = (
        "events governance_decisions loyalty_transactions payment_events payments refund_payments refunds"
        " reservation_payments stock_movements store_credit_topups store_credit_transactions terminal_calls"
    )
    assert named(OURS, APPEND_ONLY) == kept.split()


@pytest.fixture(scope="module")
def shared(template: Template) -> Iterator[psycopg.Connection]:
    """One database for many tests that undo what they do."""
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE shared TEMPLATE {template.name} STRATEGY file_copy")
        with psycopg.connect(template.admin_url.replace("/postgres?", "/shared?"), autocommit=True) as connection:
            yield connection
        admin.execute("DROP DATABASE shared WITH (FORCE)")


@pytest.mark.parametrize("name", named(OURS, APPEND_ONLY))
@pytest.mark.parametrize("statement", [b"UPDATE %b SET tenant_id = tenant_id", b"DELETE FROM %b", b"TRUNCATE %b"])
def test_what_was_recorded_is_neither_changed_nor_removed(
    shared: psycopg.Connection, name: str, statement: bytes
) -> None:
    with pytest.raises(errors.InsufficientPrivilege, match="permission denied"), shared.transaction():
        shared.execute("SET LOCAL ROLE comanda_app")
        shared.execute("SELECT set_config('comanda.tenant', %s, true)", (str(RESTAURANT),))
        shared.execute(statement % name.encode())


def write(connection: psycopg.Connection, name: str, kind: str) -> None:
    if kind == "update":
        connection.execute(f"UPDATE {name} SET tenant_id = tenant_id WHERE tenant_id = %s", (RESTAURANT,))
    elif kind == "delete":
        connection.execute(f"DELETE FROM {name} WHERE false")
    else:
        connection.execute(f"INSERT INTO {name} SELECT * FROM {name} WHERE false")


def versions(connection: psycopg.Connection) -> dict[object, int]:
    return dict(connection.execute("SELECT location_id, menu_version FROM location_directory").fetchall())


@pytest.mark.parametrize("kind", ["insert", "update", "delete"])
@pytest.mark.parametrize("table", OURS, ids=lambda table: table.name)
def test_a_write_makes_a_new_menu_version_exactly_when_it_is_to_the_catalogue(
    shared: psycopg.Connection, table: Table, kind: str
) -> None:
    before = versions(shared)
    with shared.transaction(force_rollback=True):
        shared.execute("SELECT set_config('comanda.tenant', %s, true)", (str(RESTAURANT),))
        write(shared, table.name, kind)
        after = versions(shared)
    changed = {location for location in before if after[location] != before[location]}
    mine = {demo_id("lantern-and-tiffin", slug) for slug in ("chinatown-singapore", "katong-singapore")}
    assert LOCATION in mine
    assert changed == (mine if table.info[CATALOGUE] else set())
