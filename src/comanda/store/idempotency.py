"""The first answer again: a request that carries a key is carried out once.

The answer is kept in the transaction that did the work, so one exists exactly when the other does. Nothing is kept of
a request that was refused: it may be corrected and sent again with the same key.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from psycopg import errors

from comanda.kernel.errors import ComandaError, Conflict
from comanda.store.database import Database, UnitOfWork

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Once(Generic[T]):
    """A key, what it stands for, and how the result of the work becomes the answer to keep.

    Attributes:
        caller: whose key it is; two callers may use the same one.
        fingerprint: digest of everything the request says.
    """

    tenant_id: UUID
    caller: str
    key: str
    fingerprint: bytes
    render: Callable[[T], Answer]

    async def keep(self, work: UnitOfWork, result: T) -> None:
        """Keep the answer, in the transaction of the work."""
        answer = self.render(result)
        await work.send(
            "INSERT INTO idempotency_keys (tenant_id, caller, key, fingerprint, status, answer)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (self.tenant_id, self.caller, self.key, self.fingerprint, answer.status, answer.body),
        )


async def answer_once(database: Database, once: Once[T], work: Callable[[], Awaitable[T]]) -> Answer:
    """Do `work`, which keeps its answer with `once`, or give the answer that was kept when it was done before.

    The kept answer is looked for only when the work fails, which it must when it was done before: at the latest on
    the key itself. So a request that is new pays for one more row and nothing else.

    Raises:
        Conflict: the key was used for a request that said something else.
    """
    try:
        return once.render(await work())
    except (ComandaError, errors.UniqueViolation):
        kept = await _kept(database, once)
        if kept is None:
            raise
        return kept


async def forget_answers(database: Database, hours: int) -> int:
    """Delete the answers of all tenants that are older than so many hours, and return how many there were."""
    forgotten = 0
    for tenant in await database.all("SELECT id FROM tenants"):
        async with database.unit_of_work(tenant["id"]) as work:
            gone = await work.all(
                "DELETE FROM idempotency_keys WHERE tenant_id = %s AND created_at < now() - make_interval(hours => %s)"
                " RETURNING key",
                (tenant["id"], hours),
            )
            forgotten += len(gone)
    return forgotten


async def _kept(database: Database, once: Once[T]) -> Answer | None:
    async with database.unit_of_work(once.tenant_id) as work:
        row = await work.one(
            "SELECT fingerprint, status, answer FROM idempotency_keys"
            " WHERE tenant_id = %s AND caller = %s AND key = %s",
            (once.tenant_id, once.caller, once.key),
        )
    if row is None:
        return None
    if bytes(row["fingerprint"]) != once.fingerprint:
        raise Conflict("This idempotency key was used for a different request.", code="idempotency_key_reused")
    return Answer(row["status"], bytes(row["answer"]))
