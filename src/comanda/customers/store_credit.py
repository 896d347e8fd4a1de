"""Move store credit. A balance is changed by one statement that also decides whether it may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from comanda.customers.customer import CreditTransaction, TopUp
from comanda.customers.events import credit_event
from comanda.customers.queries import unknown_references
from comanda.kernel.actor import Actor
from comanda.kernel.errors import FieldProblem, Invalid
from comanda.kernel.ids import new_id
from comanda.store.database import Database, UnitOfWork
from comanda.store.idempotency import Once

MAX_CREDIT = 10**9


@dataclass(frozen=True, slots=True)
class TopUpRequest:
    """Money paid in: the credit given for it, by which method it was paid, and how much that was."""

    customer_id: UUID
    topup_amount: int
    payment_method_id: UUID
    payment_amount: int
    location_id: UUID | None = None


async def give_credit(
    database: Database,
    actor: Actor,
    *,
    customer_id: UUID,
    amount: int,
    location_id: UUID | None,
    notes: str | None,
    once: Once[CreditTransaction] | None = None,
) -> CreditTransaction:
    """Give a customer credit, or take some (a negative amount).

    Raises:
        Invalid: naming `customer`, `location` or `amount`: zero, out of range, or more than the customer has.
    """
    problems = []
    if not amount or abs(amount) > MAX_CREDIT:
        problems.append(FieldProblem("amount", "an amount other than 0 is expected", "out_of_range"))
    async with database.unit_of_work(actor.tenant_id) as work:
        problems += await unknown_references(work, customer_id=customer_id, location_id=location_id)
        if problems:
            raise Invalid.fields_of(problems)
        moved = await move_credit(work, actor, customer_id, amount, "manual", location_id=location_id, notes=notes)
        if moved is None:
            raise Invalid.field("amount", "more than the customer has", "not_enough_credit")
        if once is not None:
            await once.keep(work, moved)
    return moved


async def top_up(
    work: UnitOfWork, actor: Actor, asked: TopUpRequest, topup_no: str, *, problems: Sequence[FieldProblem] = ()
) -> TopUp:
    """Give a customer credit for money that was paid in.

    Args:
        problems: what the caller has found wrong with it already, to be told with the rest.

    Raises:
        Invalid: naming `customer`, `location`, `topup_amount` or `payment_amount`.
        psycopg.errors.UniqueViolation: the number is taken.
    """
    found = await unknown_references(work, customer_id=asked.customer_id, location_id=asked.location_id)
    if not 0 < asked.topup_amount <= MAX_CREDIT:
        found.append(FieldProblem("topup_amount", "an amount above 0 is expected", "out_of_range"))
    if not 0 <= asked.payment_amount <= MAX_CREDIT:
        found.append(FieldProblem("payment_amount", "0 or more is expected", "out_of_range"))
    if found or problems:
        raise Invalid.fields_of([*found, *problems])
    moved = await move_credit(
        work, actor, asked.customer_id, asked.topup_amount, "topup", location_id=asked.location_id
    )
    assert moved is not None  # noqa: S101 - more credit always fits
    made = TopUp(
        new_id(),
        asked.customer_id,
        asked.location_id,
        topup_no,
        asked.topup_amount,
        asked.payment_method_id,
        asked.payment_amount,
        actor.at,
    )
    await work.send(
        "INSERT INTO store_credit_topups (tenant_id, id, customer_id, transaction_id, topup_no, topup_amount,"
        " payment_method_id, payment_amount, location_id, app_id, created_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            work.tenant_id,
            made.id,
            made.customer_id,
            moved.id,
            made.topup_no,
            made.topup_amount,
            made.payment_method_id,
            made.payment_amount,
            made.location_id,
            actor.app_id,
            actor.at,
        ),
    )
    return made


async def move_credit(
    work: UnitOfWork,
    actor: Actor,
    customer_id: UUID,
    amount: int,
    kind: str,
    *,
    location_id: UUID | None = None,
    order_id: UUID | None = None,
    notes: str | None = None,
) -> CreditTransaction | None:
    """Change a customer's credit and write the transaction; None when there is not enough, and nothing is written."""
    params = {"tenant": work.tenant_id, "customer": customer_id, "amount": amount, "at": actor.at}
    if amount > 0:
        changed = await work.one(
            "INSERT INTO store_credit_accounts AS a (tenant_id, customer_id, balance, updated_at)"
            " VALUES (%(tenant)s, %(customer)s, %(amount)s, %(at)s) ON CONFLICT (tenant_id, customer_id)"
            " DO UPDATE SET balance = a.balance + excluded.balance, updated_at = excluded.updated_at"
            " RETURNING customer_id",
            params,
        )
    else:
        changed = await work.one(
            "UPDATE store_credit_accounts SET balance = balance + %(amount)s, updated_at = %(at)s"
            " WHERE tenant_id = %(tenant)s AND customer_id = %(customer)s AND balance + %(amount)s >= 0"
            " RETURNING customer_id",
            params,
        )
    if changed is None:
        return None
    moved = CreditTransaction(new_id(), customer_id, kind, amount, location_id, order_id, notes, actor.at)
    await work.send(
        "INSERT INTO store_credit_transactions (tenant_id, id, customer_id, kind, amount, location_id, order_id,"
        " app_id, notes, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            work.tenant_id,
            moved.id,
            customer_id,
            kind,
            amount,
            location_id,
            order_id,
            actor.app_id,
            notes,
            actor.at,
        ),
    )
    work.record(credit_event(moved, actor.app_id))
    return moved
