"""The two database roles: one owns the tables, the other is what the application runs as.

`comanda_app` owns nothing and may not bypass row-level security, so a statement that forgets its tenant sees no rows.
"""

from psycopg import Connection

OWNER = "comanda_owner"
APPLICATION = "comanda_app"

_CREATE = """
DO $$
DECLARE wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['comanda_owner', 'comanda_app'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- another process was faster
            END;
        END IF;
        IF NOT pg_has_role(current_user, wanted, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
        END IF;
    END LOOP;
END $$
"""


def ensure_roles(connection: Connection[tuple[object, ...]]) -> None:
    """Create both roles if they are missing, and let them use the public schema.

    Raises:
        psycopg.errors.InsufficientPrivilege: the login may not create roles and somebody else has not done so.
    """
    connection.execute(_CREATE)
    connection.execute("GRANT USAGE, CREATE ON SCHEMA public TO comanda_owner")
    connection.execute("GRANT USAGE ON SCHEMA public TO comanda_app")
