"""What `comanda doctor` looks at."""

import time
from dataclasses import dataclass

import psycopg

from comanda.migrations.apply import head

OLDEST_POSTGRES = 150000
MAX_CLOCK_DIFFERENCE = 2.0
HEARTBEAT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and what to do if it is not. Not all things are needed to serve."""

    what: str
    well: bool
    found: str
    advice: str = ""
    needed: bool = True


def examine(url: str) -> list[Finding]:
    """Look at a database and everything around it; the first thing that cannot be reached ends the examination."""
    try:
        connection = psycopg.connect(url, connect_timeout=5, autocommit=True)
    except psycopg.OperationalError as error:
        advice = "Check COMANDA_DATABASE_URL, that the server runs, and that this machine may connect."
        return [Finding("database", well=False, found=str(error).strip(), advice=advice)]
    with connection:
        findings = [_server(connection), *_roles(connection)]
        if not all(finding.well for finding in findings):
            return findings
        connection.execute("SET ROLE comanda_app")
        findings.append(_migrations(connection))
        if not findings[-1].well:
            return findings
        told = (_terminals(connection), _webhooks(connection))
        return [*findings, _tenancy(connection), _worker(connection), *told, _clock(connection)]


def _server(connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    version = connection.info.server_version
    well = version >= OLDEST_POSTGRES
    return Finding("database", well, f"PostgreSQL {version // 10000}", "" if well else "Use PostgreSQL 15 or newer.")


def _roles(connection: psycopg.Connection[tuple[object, ...]]) -> list[Finding]:
    rows = connection.execute(
        "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname IN ('comanda_owner', 'comanda_app')"
    ).fetchall()
    missing = {"comanda_owner", "comanda_app"} - {str(name) for name, _ in rows}
    if missing:
        names = ", ".join(sorted(missing))
        return [Finding("roles", well=False, found=f"{names} missing", advice="Run: comanda migrate")]
    strong = sorted(str(name) for name, bypasses in rows if bypasses)
    advice = "Take SUPERUSER and BYPASSRLS away from them: they switch the tenancy guard off." if strong else ""
    return [Finding("roles", not strong, ", ".join(strong) or "owner and application", advice)]


def _migrations(connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    wanted = head()
    exists = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
    row = None
    if exists is not None and exists[0] is not None:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    at = row[0] if row else None
    well = at == wanted
    found = f"at {at}" if well else f"at {at}, {wanted} expected"
    return Finding("migrations", well, found, "" if well else "Run: comanda migrate")


def _tenancy(connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    rows = connection.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'"
        " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        " AND c.relname NOT IN ('location_directory', 'apps', 'access_tokens', 'oauth_grants', 'oauth_codes', 'users',"
        " 'api_keys', 'terminal_credentials',"
        " 'terminal_links', 'terminal_notifications', 'webhook_queue')"
        " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
    ).fetchall()
    open_tables = ", ".join(str(name) for (name,) in rows)
    advice = "Put back what the migrations set: ALTER TABLE … FORCE ROW LEVEL SECURITY." if open_tables else ""
    return Finding("tenancy guard", not open_tables, open_tables or "forced on every table", advice)


def _worker(connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    row = connection.execute(
        "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
    ).fetchone()
    age = float(row[0]) if row and row[0] is not None else None  # type: ignore[arg-type]
    well = age is not None and age < HEARTBEAT_SECONDS
    found = "none has been seen" if age is None else f"last heard of {age:.0f} s ago"
    return Finding("worker", well, found, "" if well else "Run: comanda worker", needed=False)


def _terminals(connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    row = connection.execute(
        "SELECT count(*), (array_agg(last_error ORDER BY attempts DESC))[1] FROM terminal_notifications"
        " WHERE attempts > 0"
    ).fetchone()
    assert row is not None  # noqa: S101 - the statement always has a row
    count, error = row
    if not count:
        return Finding("terminals", well=True, found="nothing that could not be told")
    advice = "See whether the link's address and key are right, and change them with: comanda epos connect"
    return Finding("terminals", well=False, found=f"{count} changes not told yet: {error}", advice=advice, needed=False)


def _webhooks(connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    row = connection.execute(
        "SELECT count(*), count(DISTINCT endpoint_id) FROM webhook_queue"
        " WHERE created_at < now() - interval '2 minutes'"
    ).fetchone()
    assert row is not None  # noqa: S101 - the statement always has a row
    waiting, endpoints = row
    if not waiting:
        return Finding("webhooks", well=True, found="nothing waits for longer than 2 minutes")
    advice = "See the endpoints' delivery logs in the office, and that comanda worker runs."
    found = f"{waiting} messages to {endpoints} endpoints wait for longer than 2 minutes"
    return Finding("webhooks", well=False, found=found, advice=advice, needed=False)


def _clock(connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    before = time.time()
    row = connection.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone()
    assert row is not None  # noqa: S101 - the statement always has a row
    difference = abs(float(row[0]) - (before + time.time()) / 2)  # type: ignore[arg-type]
    well = difference <= MAX_CLOCK_DIFFERENCE
    advice = "" if well else "Let both machines keep time by NTP."
    return Finding("clock", well, f"{difference:.2f} s from the database's", advice)
