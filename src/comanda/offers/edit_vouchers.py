"""Make vouchers, and change them. Their uses are counted by `redeem_vouchers`, never set."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, FieldProblem, Invalid
from comanda.kernel.ids import new_id
from comanda.offers.queries import view_voucher
from comanda.offers.rules import ListedVoucher
from comanda.store.database import Database, Event, UnitOfWork
from comanda.store.idempotency import Once


@dataclass(frozen=True, slots=True)
class VoucherTerms:
    """What a voucher is for: a discount or a promotion, for everybody or one customer, how often and how long."""

    code: str
    kind: str
    discount_id: UUID | None
    promotion_id: UUID | None
    for_customer: bool
    customer_id: UUID | None
    max_redemptions: int | None
    starts_at: datetime
    ends_at: datetime | None


async def create_voucher(
    database: Database, actor: Actor, terms: VoucherTerms, *, once: Once[ListedVoucher] | None = None
) -> ListedVoucher:
    """Make a voucher. References that its kind does not need are ignored.

    Raises:
        Invalid: naming every field that cannot be taken.
        Conflict: `voucher_code_taken`.
    """
    voucher_id, terms = new_id(), _needed(terms)
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            await _check(work, terms, 0)
            await work.send(
                "INSERT INTO vouchers (tenant_id, id, code, kind, discount_id, promotion_id, customer_id,"
                " max_redemptions, starts_at, ends_at, updated_at) VALUES (%(tenant)s, %(id)s, %(code)s, %(kind)s,"
                " %(discount_id)s, %(promotion_id)s, %(customer_id)s, %(max_redemptions)s, %(starts_at)s, %(ends_at)s,"
                " %(at)s)",
                _params(work, actor, voucher_id, terms),
            )
            voucher = await view_voucher(work, voucher_id)
            work.record(Event("voucher.created", voucher_id, actor.at, app_id=actor.app_id))
            if once is not None:
                await once.keep(work, voucher)
    except UniqueViolation as error:
        raise _taken(error) from error
    return voucher


async def update_voucher(
    database: Database,
    actor: Actor,
    voucher_id: UUID,
    said: Mapping[str, Any],
    *,
    once: Once[ListedVoucher] | None = None,
) -> ListedVoucher:
    """Change a voucher. References that its kind does not need are ignored.

    Args:
        said: any of the fields of `VoucherTerms`; what is not said stays.

    Raises:
        Invalid: naming every field that cannot be taken; fewer uses than there were among them.
        Conflict: `voucher_code_taken`.
        NotFound: `voucher_not_found`.
    """
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            await work.send(
                "SELECT id FROM vouchers WHERE tenant_id = %s AND id = %s FOR UPDATE", (work.tenant_id, voucher_id)
            )
            before = await view_voucher(work, voucher_id)
            terms = _merged(before, said)
            await _check(work, terms, before.voucher.redeemed)
            await work.send(
                "UPDATE vouchers SET code = %(code)s, kind = %(kind)s, discount_id = %(discount_id)s,"
                " promotion_id = %(promotion_id)s, customer_id = %(customer_id)s,"
                " max_redemptions = %(max_redemptions)s, starts_at = %(starts_at)s, ends_at = %(ends_at)s,"
                " updated_at = %(at)s WHERE tenant_id = %(tenant)s AND id = %(id)s",
                _params(work, actor, voucher_id, terms),
            )
            voucher = await view_voucher(work, voucher_id)
            work.record(Event("voucher.updated", voucher_id, actor.at, app_id=actor.app_id))
            if once is not None:
                await once.keep(work, voucher)
    except UniqueViolation as error:
        raise _taken(error) from error
    return voucher


def _params(work: UnitOfWork, actor: Actor, voucher_id: UUID, terms: VoucherTerms) -> dict[str, Any]:
    return {**asdict(terms), "tenant": work.tenant_id, "id": voucher_id, "at": actor.at}


def _merged(before: ListedVoucher, said: Mapping[str, Any]) -> VoucherTerms:
    """Return the terms a change makes."""
    kept = before.voucher
    terms = {
        "code": kept.code,
        "kind": before.kind,
        "discount_id": kept.discount_id,
        "promotion_id": kept.promotion_id,
        "for_customer": kept.customer_id is not None,
        "customer_id": kept.customer_id,
        "max_redemptions": kept.max_redemptions,
        "starts_at": kept.starts_at,
        "ends_at": kept.ends_at,
    } | dict(said)
    return _needed(VoucherTerms(**terms))


def _needed(terms: VoucherTerms) -> VoucherTerms:
    """Return the terms without references that the kind, or a voucher for everybody, does not need."""
    return replace(
        terms,
        discount_id=terms.discount_id if terms.kind == "discount" else None,
        promotion_id=terms.promotion_id if terms.kind == "promotion" else None,
        customer_id=terms.customer_id if terms.for_customer else None,
    )


async def _check(work: UnitOfWork, terms: VoucherTerms, redeemed: int) -> None:
    problems = []
    for kind, field, given in (
        ("discount", "discount", terms.discount_id),
        ("promotion", "promotion", terms.promotion_id),
    ):
        if terms.kind == kind and given is None:
            problems.append(FieldProblem(field, f"is needed for a voucher of type {kind}", "missing"))
    if terms.for_customer and terms.customer_id is None:
        problems.append(FieldProblem("customer", "is needed for a voucher of one customer", "missing"))
    if terms.ends_at is not None and terms.ends_at <= terms.starts_at:
        problems.append(FieldProblem("end_date", "a time after start_date is expected", "out_of_range"))
    if terms.max_redemptions is not None and terms.max_redemptions < max(1, redeemed):
        least = max(1, redeemed)
        problems.append(FieldProblem("max_redemptions", f"{least} or more is expected", "out_of_range"))
    problems += await _unknown(work, terms)
    if problems:
        raise Invalid.fields_of(problems)


async def _unknown(work: UnitOfWork, terms: VoucherTerms) -> list[FieldProblem]:
    """Return problems with ids that are not there, or not good for a voucher."""
    row = await work.one(
        "SELECT (SELECT value IS NULL FROM discounts WHERE tenant_id = %(tenant)s AND id = %(discount)s) AS open,"
        " (SELECT kind FROM promotions WHERE tenant_id = %(tenant)s AND id = %(promotion)s) AS promotion,"
        " EXISTS (SELECT FROM customers WHERE tenant_id = %(tenant)s AND id = %(customer)s) AS customer",
        {
            "tenant": work.tenant_id,
            "discount": terms.discount_id,
            "promotion": terms.promotion_id,
            "customer": terms.customer_id,
        },
    )
    assert row is not None  # noqa: S101 - it selects no table
    problems = []
    if terms.discount_id is not None and row["open"] is None:
        problems.append(FieldProblem("discount", "no such discount", "unknown_discount"))
    elif row["open"]:
        problems.append(FieldProblem("discount", "an open discount has no value for a voucher", "discount_is_open"))
    if terms.promotion_id is not None and row["promotion"] is None:
        problems.append(FieldProblem("promotion", "no such promotion", "unknown_promotion"))
    elif row["promotion"] == "auto":
        problems.append(FieldProblem("promotion", "this promotion applies by itself", "promotion_is_automatic"))
    if terms.customer_id is not None and not row["customer"]:
        problems.append(FieldProblem("customer", "no such customer", "unknown_customer"))
    return problems


def _taken(error: UniqueViolation) -> Exception:
    if error.diag.constraint_name != "uq_vouchers_code_tenant_id":
        return error
    problem = FieldProblem("voucher_code", "another voucher has this code", "voucher_code_taken")
    return Conflict("voucher_code: another voucher has this code", code="voucher_code_taken", fields=(problem,))
