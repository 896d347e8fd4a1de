"""Row-level security: the statements that migrations put on a tenant-owned table.

With no tenant set, a policy compares with null and no row is seen or written.
"""

SETTING = "comanda.tenant"
SET_TENANT = "SELECT set_config('comanda.tenant', %s, true)"
"""Sets the tenant for the rest of the transaction, and no longer."""
SET_PLATFORM = "SELECT set_config('comanda.platform', 'on', true)"
"""Lets the rest of the transaction read, and only read, what the platform may see of every tenant."""


def protect(table: str, *, append_only: bool = False) -> list[str]:
    """Return the statements that force row-level security on `table` and grant it to the application.

    Args:
        table: name of a table with a `tenant_id` column.
        append_only: grant reading and adding, not changing or removing.
    """
    current = "NULLIF(current_setting('comanda.tenant', true), '')::uuid"
    rights = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant ON {table} USING (tenant_id = {current}) WITH CHECK (tenant_id = {current})",
        f"GRANT {rights} ON {table} TO comanda_app",
    ]


def watch_catalogue(table: str) -> str:
    """Return the statement that makes every change of `table` a new menu version of the tenant's locations."""
    return (
        f"CREATE TRIGGER menu_changed AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION bump_menu_version()"
    )


def let_platform_read(table: str) -> str:
    """Return the statement that lets a platform read see the rows of every tenant (`Database.platform`)."""
    return f"CREATE POLICY platform ON {table} FOR SELECT USING (current_setting('comanda.platform', true) = 'on')"
