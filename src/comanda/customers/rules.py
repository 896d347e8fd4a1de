"""How points are earned and given back, and what rewards take off.

A program's rule is JSON, with ids and minor units::

    {"per_amount": {"spend": 1000, "points": 1},
     "items": [{"pick": {"items": ["…"], "categories": []}, "points": 5}],
     "multipliers": [{"windows": [{"days": [1], "start": "15:00", "end": "18:00"}], "times": 2}]}

Each part may be absent. A reward's rule is `{"effect": …, "max_amount": …}`, in the words of `offers.rules`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from comanda.customers.customer import Earning, Multiplier
from comanda.offers.rules import effect, pick, whole, windows
from comanda.pricing.inputs import Pick, Reward


class Bought(NamedTuple):
    """A line as points see it: what it is, what it belongs to, how many."""

    item_id: UUID | None
    categories: frozenset[UUID]
    qty: int


def earning(rule: Mapping[str, Any]) -> Earning:
    """Return how points are earned.

    Raises:
        ValueError: the rule says something it may not.
    """
    try:
        money = rule.get("per_amount") or {"spend": 0, "points": 0}
        return Earning(
            whole(money["spend"]),
            whole(money["points"]),
            tuple((pick(part["pick"]), whole(part["points"], least=1)) for part in rule.get("items", ())),
            tuple(
                Multiplier(windows(part.get("windows", ())), whole(part["times"], least=1))
                for part in rule.get("multipliers", ())
            ),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{error!r} in an earning rule") from error


def reward(reward_id: UUID, name: str, points: int, rule: Mapping[str, Any]) -> Reward:
    """Return a reward as the quote engine takes it.

    Raises:
        ValueError: its rule says something it may not.
    """
    try:
        most = rule.get("max_amount")
        return Reward(reward_id, name, points, effect(rule["effect"]), None if most is None else whole(most))
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"reward {reward_id}: {error!r} in its rule") from error


def points_earned(rule: Earning, spent: int, lines: Iterable[Bought], local: datetime) -> int:
    """Return the points for an order.

    Args:
        spent: what its items cost after all discounts, without charges and taxes.
        local: when it was placed, on the location's clock.
    """
    points = spent // rule.spend * rule.points if rule.spend else 0
    for line in lines:
        points += sum(each * line.qty for wanted, each in rule.picks if _picks(wanted, line))
    times = [
        part.times for part in rule.multipliers if not part.windows or any(w.contains(local) for w in part.windows)
    ]
    return points * max(times, default=1)


def _picks(wanted: Pick, line: Bought) -> bool:
    if not wanted.items and not wanted.categories:
        return True
    return line.item_id in wanted.items or not wanted.categories.isdisjoint(line.categories)


def points_to_reverse(earned: int, reversed_so_far: int, due: int, refunded: int) -> int:
    """Return how many of an order's points go, now that so much of it was given back: its part of them, rounded up.

    Args:
        earned: what the order earned.
        reversed_so_far: of that, what went before.
        due: what the order costs.
        refunded: all that was given back of it.
    """
    if due <= 0:
        return 0
    kept = earned * max(0, due - refunded) // due
    return max(0, earned - kept - reversed_so_far)
