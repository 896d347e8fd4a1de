"""Connections to PostgreSQL and the unit of work.

A unit of work is one transaction for one tenant. Its statements travel in a pipeline: what needs no answer waits for
what does, so that a write costs one round trip and its commit another.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import orjson
import psycopg
from psycopg import AsyncConnection, AsyncCursor, errors
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from comanda.kernel.errors import Conflict, Unavailable
from comanda.store.rows import insert_rows
from comanda.store.tables import events
from comanda.store.tenancy import SET_PLATFORM, SET_TENANT

Params = Sequence[Any] | Mapping[str, Any] | None
Statement = LiteralString | bytes

_INSERT_EVENTS = insert_rows(events)
SESSION_OPTIONS = (
    "-c role=comanda_app -c timezone=UTC -c lock_timeout=3s -c statement_timeout=15s"
    " -c idle_in_transaction_session_timeout=30s"
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an object, as the log keeps it.

    Attributes:
        topic: what happened, `object.verb` (`order.created`).
        object_id: to what.
        payload: what a reader needs to know without asking, JSON-ready.
    """

    topic: str
    object_id: UUID
    at: datetime
    location_id: UUID | None = None
    app_id: UUID | None = None
    payload: Mapping[str, Any] | None = None


def event_row(tenant_id: UUID, event: Event) -> dict[str, Any]:
    """Return the row of `events`."""
    return {
        "tenant_id": tenant_id,
        "topic": event.topic,
        "object_id": event.object_id,
        "location_id": event.location_id,
        "app_id": event.app_id,
        "payload": event.payload or {},
        "created_at": event.at,
    }


class Result:
    """The answer to one statement, fetched when asked for."""

    __slots__ = ("_cursor",)

    def __init__(self, cursor: AsyncCursor[DictRow]) -> None:
        self._cursor = cursor

    async def all(self) -> list[DictRow]:
        """Return every row."""
        return await self._cursor.fetchall()

    async def one(self) -> DictRow | None:
        """Return the first row, or None."""
        return await self._cursor.fetchone()


class UnitOfWork:
    """One transaction for one tenant. See `Database.unit_of_work`."""

    __slots__ = ("_connection", "_database", "_events", "happened", "tenant_id")

    def __init__(self, database: "Database", connection: AsyncConnection[DictRow], tenant_id: UUID) -> None:
        self._database = database
        self._connection = connection
        self._events: list[Event] = []
        self.happened = False
        """Whether it adds to the event log, so that readers are told once it is committed."""
        self.tenant_id = tenant_id

    async def send(self, statement: Statement, params: Params = None) -> Result:
        """Queue a statement; it runs at the latest when the work commits, and its failure shows then."""
        self._database.statements += 1
        return Result(await self._connection.execute(statement, params))

    async def all(self, statement: Statement, params: Params = None) -> list[DictRow]:
        """Run a statement and return its rows."""
        return await (await self.send(statement, params)).all()

    async def one(self, statement: Statement, params: Params = None) -> DictRow | None:
        """Run a statement and return its first row, or None."""
        return await (await self.send(statement, params)).one()

    def record(self, event: Event) -> None:
        """Append to the event log, with the commit."""
        self._events.append(event)
        self.happened = True

    async def _flush(self) -> None:
        if self._events:
            rows = [event_row(self.tenant_id, event) for event in self._events]
            await self.send(_INSERT_EVENTS, (orjson.dumps(rows).decode(),))


class Database:
    """A pool of connections that all run as the application role."""

    def __init__(self, url: str, *, pool_size: int = 16) -> None:
        self.statements = 0
        """Statements sent so far, for the statement budget."""
        self.after_events: Callable[[], None] | None = None
        """Called after every commit that added to the event log."""
        self._pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
            url,
            connection_class=AsyncConnection[DictRow],
            # Prepared at first use: a statement that is prepared later is taken for prepared even when an error before
            # it in the pipeline kept it from being so.
            kwargs={"autocommit": True, "row_factory": dict_row, "options": SESSION_OPTIONS, "prepare_threshold": 0},
            min_size=1,
            max_size=pool_size,
            timeout=5,
            max_waiting=1000,
            open=False,
        )

    async def open(self) -> None:
        """Connect; waits until one connection stands.

        Raises:
            psycopg_pool.PoolTimeout: the database cannot be reached.
        """
        await self._pool.open(wait=True, timeout=15)

    async def close(self) -> None:
        """Give all connections back."""
        await self._pool.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[DictRow]]:
        """Lend a connection in autocommit, with no tenant: for the platform's own tables.

        Raises:
            Unavailable: the database cannot be reached, or had no time for us.
        """
        with _translated():
            async with self._pool.connection() as connection:
                yield connection

    async def all(self, statement: Statement, params: Params = None) -> list[DictRow]:
        """Run one statement on the platform's own tables and return its rows."""
        async with self.connection() as connection:
            self.statements += 1
            return await (await connection.execute(statement, params)).fetchall()

    async def read_platform(self, statement: Statement, params: Params = None) -> list[DictRow]:
        """Run one statement that sees what the platform may read of every restaurant, and return its rows."""
        async with self.connection() as connection, connection.transaction(), connection.pipeline():
            await connection.execute(b"SET TRANSACTION READ ONLY")
            await connection.execute(SET_PLATFORM)
            self.statements += 1
            cursor = await connection.execute(statement, params)
            return await cursor.fetchall()

    @asynccontextmanager
    async def unit_of_work(self, tenant_id: UUID, *, frozen: bool = False) -> AsyncIterator[UnitOfWork]:
        """Run one transaction for a tenant; it is committed when the block ends, and undone when it raises.

        Args:
            tenant_id: whose rows it may touch.
            frozen: let every statement see the database as it was at the first one.

        Raises:
            Conflict: somebody else's write or lock stands against it.
            Unavailable: the database cannot be reached or had no time; nothing was written, except when the
                connection broke during the commit itself, when nobody can know and the caller should ask again.
        """
        async with self.connection() as connection:
            work = UnitOfWork(self, connection, tenant_id)
            try:
                async with connection.pipeline():
                    await work.send(b"BEGIN ISOLATION LEVEL REPEATABLE READ" if frozen else b"BEGIN")
                    await work.send(SET_TENANT, (str(tenant_id),))
                    yield work
                    await work._flush()  # noqa: SLF001 - the other half of the same thing
                    commit = await connection.execute(b"COMMIT")
                    self.statements += 1
            except BaseException:
                await _rollback(connection)
                raise
            if commit.statusmessage != "COMMIT":
                await _rollback(connection)
                raise Unavailable("The change could not be committed; nothing was written.")
            if work.happened and self.after_events is not None:
                self.after_events()


async def _rollback(connection: AsyncConnection[DictRow]) -> None:
    try:
        if not connection.closed:
            await connection.execute(b"ROLLBACK")
    except psycopg.Error:
        await connection.close()


class _translated:  # noqa: N801 - used like a function
    """Turn what the driver raises into what callers understand; constraint violations are left to the use case."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, errors.LockNotAvailable | errors.DeadlockDetected | errors.SerializationFailure):
            raise Conflict("Somebody else is changing this just now; send it again.", code="busy") from error
        if isinstance(error, errors.QueryCanceled):
            raise Unavailable("The database took too long; send it again.") from error
        if isinstance(error, PoolTimeout | psycopg.OperationalError):
            raise Unavailable("The database cannot be reached; send it again.") from error
