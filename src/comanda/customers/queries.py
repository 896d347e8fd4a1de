"""Reads of customers and what they hold."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from comanda.customers.customer import (
    CreditTransaction,
    Customer,
    CustomerGroup,
    ListedReward,
    LoyaltyProgram,
    LoyaltyTransaction,
    Member,
    Standing,
    StoreCredit,
)
from comanda.customers.rules import earning, reward
from comanda.kernel.errors import FieldProblem, NotFound
from comanda.kernel.paging import Page
from comanda.kernel.texts import in_language
from comanda.store.database import UnitOfWork

_CUSTOMER: LiteralString = (
    "SELECT id, reference, first_name, last_name, company_name, email, phone, dob, gender, address1, address2, city,"
    " country, postal, notes, marketing_consent_email, marketing_consent_text, marketing_consent_phone,"
    " customer_group_id, updated_at FROM customers"
)
_MEMBER: LiteralString = "SELECT id, program_id, customer_id, points, updated_at FROM loyalty_members"
_POINTS: LiteralString = (
    "SELECT id, program_id, member_id, kind, points, reward_id, location_id, order_id, notes, created_at"
    " FROM loyalty_transactions"
)
_CREDIT: LiteralString = (
    "SELECT id, customer_id, kind, amount, location_id, order_id, notes, created_at FROM store_credit_transactions"
)


async def view_customer(work: UnitOfWork, customer_id: UUID) -> Customer:
    """Return a customer.

    Raises:
        NotFound: `customer_not_found`.
    """
    row = await work.one(_CUSTOMER + " WHERE tenant_id = %s AND id = %s", (work.tenant_id, customer_id))
    if row is None:
        raise NotFound("No such customer.", code="customer_not_found")
    return Customer(**row)


async def list_customers(
    work: UnitOfWork,
    page: Page,
    *,
    email: str | None = None,
    phone: str | None = None,
    updated_from: datetime | None = None,
) -> list[Customer]:
    """Return a page of customers, in the order they were last changed; None does not narrow."""
    rows = await work.all(
        _CUSTOMER + " WHERE tenant_id = %(tenant)s AND (%(email)s::text IS NULL OR lower(email) = lower(%(email)s))"
        " AND (%(phone)s::text IS NULL OR phone = %(phone)s)"
        " AND updated_at >= coalesce(%(since)s::timestamptz, '-infinity')"
        " ORDER BY updated_at, id LIMIT %(limit)s OFFSET %(offset)s",
        {
            "tenant": work.tenant_id,
            "email": email,
            "phone": phone,
            "since": updated_from,
            "limit": page.limit,
            "offset": page.offset,
        },
    )
    return [Customer(**row) for row in rows]


async def list_groups(work: UnitOfWork, page: Page, updated_from: datetime | None = None) -> list[CustomerGroup]:
    """Return a page of customer groups, in the order they were last changed."""
    rows = await work.all(
        "SELECT id, name, updated_at FROM customer_groups WHERE tenant_id = %s"
        " AND updated_at >= coalesce(%s::timestamptz, '-infinity') ORDER BY updated_at, id LIMIT %s OFFSET %s",
        (work.tenant_id, updated_from, page.limit, page.offset),
    )
    return [CustomerGroup(**row) for row in rows]


async def standing_of(work: UnitOfWork, customer_id: UUID) -> Standing | None:
    """Return what counts of a customer when they order, None when there is no such customer."""
    row = await work.one(
        "SELECT c.id, (SELECT jsonb_object_agg(m.program_id, m.points) FROM loyalty_members m"
        " WHERE m.tenant_id = c.tenant_id AND m.customer_id = c.id) AS points FROM customers c"
        " WHERE c.tenant_id = %s AND c.id = %s",
        (work.tenant_id, customer_id),
    )
    if row is None:
        return None
    return Standing(row["id"], {UUID(program): points for program, points in (row["points"] or {}).items()})


async def load_programs(work: UnitOfWork, language: str) -> tuple[LoyaltyProgram, ...]:
    """Compile the loyalty programs of a restaurant, with their rewards."""
    programs = await work.send(
        "SELECT * FROM loyalty_programs WHERE tenant_id = %s ORDER BY sort, id", (work.tenant_id,)
    )
    rewards = await work.send("SELECT * FROM loyalty_rewards WHERE tenant_id = %s ORDER BY sort, id", (work.tenant_id,))
    given: dict[UUID, list[ListedReward]] = defaultdict(list)
    program_rows = await programs.all()
    for row in await rewards.all():
        found = reward(row["id"], in_language(row["name"], language), row["points"], row["rule"])
        given[row["program_id"]].append(ListedReward(found, row["program_id"], row["name"], row["updated_at"]))
    return tuple(
        LoyaltyProgram(
            row["id"],
            in_language(row["name"], language),
            in_language(row["term_single"], language),
            in_language(row["term_plural"], language),
            earning(row["rule"]),
            tuple(given[row["id"]]),
            row["updated_at"],
        )
        for row in program_rows
    )


async def check_program(work: UnitOfWork, program_id: UUID) -> None:
    """Refuse a loyalty program that is not there.

    Raises:
        NotFound: `program_not_found`.
    """
    if not await work.all(
        "SELECT id FROM loyalty_programs WHERE tenant_id = %s AND id = %s", (work.tenant_id, program_id)
    ):
        raise NotFound("No such loyalty program.", code="program_not_found")


async def unknown_references(
    work: UnitOfWork,
    *,
    customer_id: UUID | None = None,
    location_id: UUID | None = None,
    member: tuple[UUID, UUID] | None = None,
) -> list[FieldProblem]:
    """Return a problem for each of these that is not there: `customer`, `member` (of a program) and `location`."""
    program_id, member_id = member or (None, None)
    row = await work.one(
        "SELECT EXISTS (SELECT FROM customers WHERE tenant_id = %(tenant)s AND id = %(customer)s) AS customer,"
        " EXISTS (SELECT FROM loyalty_members WHERE tenant_id = %(tenant)s AND program_id = %(program)s"
        " AND id = %(member)s) AS member,"
        " EXISTS (SELECT FROM locations WHERE tenant_id = %(tenant)s AND id = %(location)s) AS location",
        {
            "tenant": work.tenant_id,
            "customer": customer_id,
            "program": program_id,
            "member": member_id,
            "location": location_id,
        },
    )
    assert row is not None  # noqa: S101 - it selects no table
    asked = {"customer": customer_id, "member": member, "location": location_id}
    return [
        FieldProblem(name, f"no such {name}", f"unknown_{name}")
        for name, given in asked.items()
        if given is not None and not row[name]
    ]


async def view_member(work: UnitOfWork, program_id: UUID, member_id: UUID) -> Member:
    """Return a member of a program.

    Raises:
        NotFound: `member_not_found`.
    """
    row = await work.one(
        _MEMBER + " WHERE tenant_id = %s AND program_id = %s AND id = %s", (work.tenant_id, program_id, member_id)
    )
    if row is None:
        raise NotFound("No such member of this program.", code="member_not_found")
    return Member(**row)


async def list_members(
    work: UnitOfWork, program_id: UUID, page: Page, updated_from: datetime | None = None
) -> list[Member]:
    """Return a page of a program's members, in the order they last changed."""
    rows = await work.all(
        _MEMBER + " WHERE tenant_id = %s AND program_id = %s AND updated_at >= coalesce(%s::timestamptz, '-infinity')"
        " ORDER BY updated_at, id LIMIT %s OFFSET %s",
        (work.tenant_id, program_id, updated_from, page.limit, page.offset),
    )
    return [Member(**row) for row in rows]


async def members_of(work: UnitOfWork, customer_id: UUID) -> dict[UUID, Member]:
    """Return a customer's memberships, by program."""
    rows = await work.all(_MEMBER + " WHERE tenant_id = %s AND customer_id = %s", (work.tenant_id, customer_id))
    return {row["program_id"]: Member(**row) for row in rows}


async def points_earned_by(work: UnitOfWork, member_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return all the points that members have ever been given, whatever became of them."""
    rows = await work.all(
        "SELECT member_id, sum(points) AS points FROM loyalty_transactions WHERE tenant_id = %s"
        " AND member_id = ANY(%s) AND kind IN ('earned', 'manual') AND points > 0 GROUP BY member_id",
        (work.tenant_id, list(member_ids)),
    )
    return {row["member_id"]: int(row["points"]) for row in rows}


async def search_points(
    work: UnitOfWork,
    program_id: UUID,
    page: Page,
    *,
    location_id: UUID | None = None,
    order_id: UUID | None = None,
    member_id: UUID | None = None,
    app_id: UUID | None = None,
    created_from: datetime | None = None,
) -> list[LoyaltyTransaction]:
    """Return a page of a program's transactions, newest first; None does not narrow."""
    rows = await _ledger(
        work,
        _POINTS + " WHERE tenant_id = %(tenant)s AND program_id = %(of)s"
        " AND (%(who)s::uuid IS NULL OR member_id = %(who)s)",
        {"of": program_id, "who": member_id},
        page,
        location_id,
        order_id,
        app_id,
        created_from,
    )
    return [LoyaltyTransaction(**row) for row in rows]


async def find_member(work: UnitOfWork, member_id: UUID) -> Member:
    """Return a member of whichever program.

    Raises:
        NotFound: `member_not_found`.
    """
    row = await work.one(_MEMBER + " WHERE tenant_id = %s AND id = %s", (work.tenant_id, member_id))
    if row is None:
        raise NotFound("No such member.", code="member_not_found")
    return Member(**row)


async def find_points(work: UnitOfWork, transaction_id: UUID) -> LoyaltyTransaction:
    """Return a transaction of whichever program.

    Raises:
        NotFound: no such transaction of this tenant.
    """
    row = await work.one(_POINTS + " WHERE tenant_id = %s AND id = %s", (work.tenant_id, transaction_id))
    if row is None:
        raise NotFound("No such loyalty program transaction.")
    return LoyaltyTransaction(**row)


async def find_credit(work: UnitOfWork, transaction_id: UUID) -> CreditTransaction:
    """Return a store credit transaction.

    Raises:
        NotFound: no such transaction of this tenant.
    """
    row = await work.one(_CREDIT + " WHERE tenant_id = %s AND id = %s", (work.tenant_id, transaction_id))
    if row is None:
        raise NotFound("No such store credit transaction.")
    return CreditTransaction(**row)


async def view_credit(work: UnitOfWork, customer_id: UUID) -> StoreCredit:
    """Return a customer's store credit, 0 for one who never had any.

    Raises:
        NotFound: `customer_not_found`.
    """
    row = await work.one(
        "SELECT c.id AS customer_id, coalesce(a.balance, 0) AS balance,"
        " coalesce(a.updated_at, c.created_at) AS updated_at FROM customers c"
        " LEFT JOIN store_credit_accounts a ON a.tenant_id = c.tenant_id AND a.customer_id = c.id"
        " WHERE c.tenant_id = %s AND c.id = %s",
        (work.tenant_id, customer_id),
    )
    if row is None:
        raise NotFound("No such customer.", code="customer_not_found")
    return StoreCredit(**row)


async def search_credit(
    work: UnitOfWork,
    page: Page,
    *,
    location_id: UUID | None = None,
    order_id: UUID | None = None,
    customer_id: UUID | None = None,
    app_id: UUID | None = None,
    created_from: datetime | None = None,
) -> list[CreditTransaction]:
    """Return a page of store credit transactions, newest first; None does not narrow."""
    rows = await _ledger(
        work,
        _CREDIT + " WHERE tenant_id = %(tenant)s AND (%(who)s::uuid IS NULL OR customer_id = %(who)s)",
        {"who": customer_id},
        page,
        location_id,
        order_id,
        app_id,
        created_from,
    )
    return [CreditTransaction(**row) for row in rows]


async def _ledger(
    work: UnitOfWork,
    selected: LiteralString,
    more: Mapping[str, Any],
    page: Page,
    location_id: UUID | None,
    order_id: UUID | None,
    app_id: UUID | None,
    created_from: datetime | None,
) -> Sequence[dict[str, Any]]:
    return await work.all(
        selected + " AND (%(location)s::uuid IS NULL OR location_id = %(location)s)"
        " AND (%(order)s::uuid IS NULL OR order_id = %(order)s) AND (%(app)s::uuid IS NULL OR app_id = %(app)s)"
        " AND created_at >= coalesce(%(since)s::timestamptz, '-infinity')"
        " ORDER BY created_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s",
        {
            **more,
            "tenant": work.tenant_id,
            "location": location_id,
            "order": order_id,
            "app": app_id,
            "since": created_from,
            "limit": page.limit,
            "offset": page.offset,
        },
    )
