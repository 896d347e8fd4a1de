"""Sell store credit: the payment is by one of the restaurant's methods, and never by store credit itself."""

from comanda.customers.customer import TopUp
from comanda.customers.store_credit import TopUpRequest, top_up
from comanda.kernel.actor import Actor
from comanda.kernel.errors import FieldProblem
from comanda.menu.snapshot import STORE_CREDIT
from comanda.store.database import Database, UnitOfWork
from comanda.store.idempotency import Once
from comanda.store.numbers import new_number, with_numbers


async def top_up_credit(
    database: Database, actor: Actor, asked: TopUpRequest, topup_no: str | None, *, once: Once[TopUp] | None = None
) -> TopUp:
    """Give a customer credit for money that was paid in.

    Args:
        topup_no: the top-up's number; one is made up where there is none.

    Raises:
        Invalid: naming every field that cannot be taken.
        Conflict: `topup_no_taken`.
    """

    async def make() -> TopUp:
        async with database.unit_of_work(actor.tenant_id) as work:
            made = await top_up(
                work, actor, asked, topup_no or new_number(8), problems=await _payment_problems(work, asked)
            )
            if once is not None:
                await once.keep(work, made)
        return made

    return await with_numbers(database, actor.tenant_id, make, {("topup_no", topup_no): "topup_no"})


async def _payment_problems(work: UnitOfWork, asked: TopUpRequest) -> list[FieldProblem]:
    row = await work.one(
        "SELECT kind FROM payment_methods WHERE tenant_id = %(tenant)s AND id = %(id)s"
        " AND (%(location)s::uuid IS NULL OR location_ids IS NULL OR %(location)s = ANY(location_ids))",
        {"tenant": work.tenant_id, "id": asked.payment_method_id, "location": asked.location_id},
    )
    if row is None:
        return [FieldProblem("payment", "no such payment method", "unknown_payment")]
    if row["kind"] == STORE_CREDIT:
        return [FieldProblem("payment", "store credit cannot be bought with store credit", "payment_not_allowed")]
    return []
