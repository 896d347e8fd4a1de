"""Rewards that a guest has paid for with points and not used yet; each goes into one order, once."""

from dataclasses import dataclass
from uuid import UUID

from comanda.customers.customer import ListedReward, Redemption
from comanda.customers.loyalty import lock_members, move_points
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, Invalid
from comanda.kernel.ids import new_id
from comanda.store.database import Database, UnitOfWork
from comanda.store.idempotency import Once


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A redemption, and the points that were left."""

    redemption: Redemption
    balance: int


async def redeem(
    database: Database,
    actor: Actor,
    customer_id: UUID | None,
    listed: ListedReward,
    location_id: UUID,
    *,
    once: Once[Redeemed] | None = None,
) -> Redeemed:
    """Take a reward's points from a customer, for a redemption that they may use in an order.

    Raises:
        Invalid: `not_a_member`: the customer, or nobody, is no member of the reward's program; `not_enough_points`.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        members = await lock_members(work, customer_id) if customer_id is not None else {}
        member = members.get(listed.program_id)
        if member is None:
            raise Invalid("You are no member of this reward's program.", code="not_a_member")
        made = Redemption(new_id(), member.id, listed.program_id, listed.reward.id, listed.reward.points, actor.at)
        moved = await move_points(
            work,
            actor,
            made.program_id,
            member.id,
            -made.points,
            "redeemed",
            location_id=location_id,
            reward_id=made.reward_id,
        )
        if moved is None:
            raise Invalid("You have not enough points.", code="not_enough_points")
        await work.send(
            "INSERT INTO loyalty_redemptions (tenant_id, id, member_id, program_id, reward_id, points, transaction_id,"
            " created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            (
                work.tenant_id,
                made.id,
                made.member_id,
                made.program_id,
                made.reward_id,
                made.points,
                moved.id,
                made.created_at,
            ),
        )
        redeemed = Redeemed(made, member.points - made.points)
        if once is not None:
            await once.keep(work, redeemed)
    return redeemed


async def redemptions_of(work: UnitOfWork, customer_id: UUID) -> list[Redemption]:
    """Return what a customer has redeemed and not used, oldest first."""
    rows = await work.all(
        "SELECT r.id, r.member_id, r.program_id, r.reward_id, r.points, r.created_at FROM loyalty_redemptions r"
        " JOIN loyalty_members m ON m.tenant_id = r.tenant_id AND m.id = r.member_id"
        " WHERE r.tenant_id = %s AND m.customer_id = %s AND r.order_id IS NULL ORDER BY r.created_at, r.id",
        (work.tenant_id, customer_id),
    )
    return [Redemption(**row) for row in rows]


async def use_redemption(work: UnitOfWork, redemption_id: UUID, order_id: UUID) -> None:
    """Use a redemption up for an order. When the order lets go of its reward, its points come back, not the redemption.

    Raises:
        Conflict: `redemption_used`: another order has it.
    """
    used = await work.one(
        "UPDATE loyalty_redemptions SET order_id = %s WHERE tenant_id = %s AND id = %s AND order_id IS NULL"
        " RETURNING id",
        (order_id, work.tenant_id, redemption_id),
    )
    if used is None:
        raise Conflict("This redemption has been used.", code="redemption_used")
