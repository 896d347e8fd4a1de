"""Points of an order's customer: taken for rewards, given when it is paid, taken back when it is refunded."""

from collections.abc import Sequence
from uuid import UUID

from comanda.customers.customer import LoyaltyProgram
from comanda.customers.loyalty import lock_members, move_points
from comanda.customers.rules import Bought, points_earned, points_to_reverse
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.order import Order, UsedReward
from comanda.store.database import UnitOfWork


async def redeem_rewards(work: UnitOfWork, actor: Actor, order: Order, rewards: Sequence[UsedReward]) -> None:
    """Take the points of rewards that an order uses.

    Raises:
        Conflict: `not_enough_points`: they were spent elsewhere just before.
    """
    if not rewards or order.customer_id is None:
        return
    members = await lock_members(work, order.customer_id)
    for used in rewards:
        member = members.get(used.program_id)
        moved = member and await move_points(
            work,
            actor,
            used.program_id,
            member.id,
            -used.points,
            "redeemed",
            location_id=order.location_id,
            order_id=order.id,
            reward_id=used.id,
        )
        if not moved:
            raise Conflict("The customer's points have just been spent.", code="not_enough_points")


async def return_rewards(work: UnitOfWork, actor: Actor, order: Order, rewards: Sequence[UsedReward]) -> None:
    """Give back the points of rewards that an order no longer uses."""
    if not rewards or order.customer_id is None:
        return
    members = await lock_members(work, order.customer_id)
    for used in rewards:
        if used.program_id in members:
            await move_points(
                work,
                actor,
                used.program_id,
                members[used.program_id].id,
                used.points,
                "returned",
                location_id=order.location_id,
                order_id=order.id,
                reward_id=used.id,
            )


async def earn_points(work: UnitOfWork, actor: Actor, catalogue: Catalogue, order: Order) -> None:
    """Give the points of an order that is paid, of every program its customer is a member of, once.

    One that costs nothing earns nothing: it could be cancelled, and nothing would take its points back.
    """
    programs = catalogue.programs
    if order.customer_id is None or not programs or order.due <= 0 or order.financial_status != "paid":
        return
    members = await lock_members(work, order.customer_id)
    if not members:
        return
    earned = await _earned(work, order.id)
    for program in programs:
        member = members.get(program.id)
        points = _points(program, catalogue, order) if member is not None and program.id not in earned else 0
        if member is not None and points:
            await move_points(
                work,
                actor,
                program.id,
                member.id,
                points,
                "earned",
                location_id=order.location_id,
                order_id=order.id,
            )


async def reverse_points(work: UnitOfWork, actor: Actor, order: Order) -> None:
    """Take back the part of an order's points that went with its refunds, as far as the member still has them."""
    if order.customer_id is None or not order.refunds:
        return
    earned = await _earned(work, order.id)
    if not earned:
        return
    members = await lock_members(work, order.customer_id)
    for program_id, (points, reversed_so_far) in earned.items():
        member = members.get(program_id)
        goes = points_to_reverse(points, reversed_so_far, order.due, order.ledger.refunds)
        goes = min(goes, member.points) if member is not None else 0
        if member is not None and goes:
            await move_points(
                work,
                actor,
                program_id,
                member.id,
                -goes,
                "reversed",
                location_id=order.location_id,
                order_id=order.id,
            )


async def _earned(work: UnitOfWork, order_id: UUID) -> dict[UUID, tuple[int, int]]:
    """Return what an order earned, and what of it went again, by program."""
    rows = await work.all(
        "SELECT program_id, coalesce(sum(points) FILTER (WHERE kind = 'earned'), 0)::int AS earned,"
        " coalesce(-sum(points) FILTER (WHERE kind = 'reversed'), 0)::int AS reversed FROM loyalty_transactions"
        " WHERE tenant_id = %s AND order_id = %s AND kind IN ('earned', 'reversed') GROUP BY program_id",
        (work.tenant_id, order_id),
    )
    return {row["program_id"]: (row["earned"], row["reversed"]) for row in rows}


def _points(program: LoyaltyProgram, catalogue: Catalogue, order: Order) -> int:
    lines = []
    for line in order.lines:
        item = catalogue.menu.items.get(line.item_id) if line.item_id is not None else None
        lines.append(Bought(line.item_id, item.categories if item else frozenset(), line.qty))
    local = order.created_at.astimezone(catalogue.place.zone)
    return points_earned(program.earning, order.subtotal, lines, local)
