"""Enrol members, and move their points. A balance is changed by one statement that also decides whether it may be."""

from uuid import UUID

from psycopg.errors import ForeignKeyViolation

from comanda.customers.customer import LoyaltyTransaction, Member
from comanda.customers.events import points_event
from comanda.customers.queries import check_program, members_of, unknown_references
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, FieldProblem, Invalid
from comanda.kernel.ids import new_id
from comanda.store.database import Database, Event, UnitOfWork
from comanda.store.idempotency import Once

MAX_POINTS = 10_000_000
MAX_BALANCE = 2_000_000_000
"""What a member may have; more does not fit."""


async def enrol(
    database: Database, actor: Actor, program_id: UUID, customer_id: UUID, *, once: Once[Member] | None = None
) -> Member:
    """Make a customer a member of a program, with no points.

    Raises:
        Conflict: `already_member`.
        Invalid: `unknown_customer`, naming `customer`.
        NotFound: `program_not_found`.
    """
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            await check_program(work, program_id)
            member = await work.one(
                "INSERT INTO loyalty_members (tenant_id, id, program_id, customer_id, points, created_at, updated_at)"
                " VALUES (%s, %s, %s, %s, 0, %s, %s) ON CONFLICT DO NOTHING"
                " RETURNING id, program_id, customer_id, points, updated_at",
                (work.tenant_id, new_id(), program_id, customer_id, actor.at, actor.at),
            )
            if member is None:
                raise Conflict("This customer is a member of the program already.", code="already_member")
            enrolled = Member(**member)
            work.record(Event("loyalty_program_member.created", enrolled.id, actor.at, app_id=actor.app_id))
            if once is not None:
                await once.keep(work, enrolled)
    except ForeignKeyViolation as error:
        if error.diag.constraint_name != "fk_loyalty_members_tenant_id_customer_id":
            raise
        raise Invalid.field("customer", "no such customer", "unknown_customer") from error
    return enrolled


async def give_points(
    database: Database,
    actor: Actor,
    program_id: UUID,
    *,
    member_id: UUID,
    points: int,
    location_id: UUID | None,
    notes: str | None,
    once: Once[LoyaltyTransaction] | None = None,
) -> LoyaltyTransaction:
    """Give a member points, or take some (a negative number).

    Raises:
        Invalid: naming `member`, `location` or `points`: zero, out of range, or more than the member has.
        NotFound: `program_not_found`.
    """
    problems = []
    if not points or abs(points) > MAX_POINTS:
        message = f"a whole number other than 0, up to {MAX_POINTS}, is expected"
        problems.append(FieldProblem("points", message, "out_of_range"))
    async with database.unit_of_work(actor.tenant_id) as work:
        await check_program(work, program_id)
        problems += await unknown_references(work, member=(program_id, member_id), location_id=location_id)
        if problems:
            raise Invalid.fields_of(problems)
        moved = await move_points(
            work,
            actor,
            program_id,
            member_id,
            points,
            "manual",
            location_id=location_id,
            notes=notes,
        )
        if moved is None and points > 0:
            raise Invalid.field("points", f"a member has at most {MAX_BALANCE}", "out_of_range")
        if moved is None:
            raise Invalid.field("points", "more than the member has", "not_enough_points")
        if once is not None:
            await once.keep(work, moved)
    return moved


async def move_points(
    work: UnitOfWork,
    actor: Actor,
    program_id: UUID,
    member_id: UUID,
    points: int,
    kind: str,
    *,
    location_id: UUID | None = None,
    order_id: UUID | None = None,
    reward_id: UUID | None = None,
    notes: str | None = None,
) -> LoyaltyTransaction | None:
    """Change a member's points and write the transaction; None when there are not enough, and nothing is written."""
    changed = await work.one(
        "UPDATE loyalty_members SET points = points + %(points)s, updated_at = %(at)s WHERE tenant_id = %(tenant)s"
        " AND id = %(id)s AND points::bigint + %(points)s BETWEEN 0 AND %(most)s RETURNING id",
        {"points": points, "at": actor.at, "tenant": work.tenant_id, "id": member_id, "most": MAX_BALANCE},
    )
    if changed is None:
        return None
    moved = LoyaltyTransaction(
        new_id(), program_id, member_id, kind, points, reward_id, location_id, order_id, notes, actor.at
    )
    await work.send(
        "INSERT INTO loyalty_transactions (tenant_id, id, program_id, member_id, kind, points, reward_id, location_id,"
        " order_id, app_id, notes, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            work.tenant_id,
            moved.id,
            program_id,
            member_id,
            kind,
            points,
            reward_id,
            location_id,
            order_id,
            actor.app_id,
            notes,
            actor.at,
        ),
    )
    work.record(points_event(moved, actor.app_id))
    return moved


async def lock_members(work: UnitOfWork, customer_id: UUID) -> dict[UUID, Member]:
    """Return a customer's memberships, by program, and let nobody else move their points."""
    await work.send(
        "SELECT id FROM loyalty_members WHERE tenant_id = %s AND customer_id = %s ORDER BY id FOR UPDATE",
        (work.tenant_id, customer_id),
    )
    return await members_of(work, customer_id)
