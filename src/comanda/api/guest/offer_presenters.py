"""From vouchers, points and rewards to what phones read. Pure; money is whole minor units."""

from collections.abc import Sequence
from typing import Any

from comanda.api.guest.presenters import instant
from comanda.customers.customer import ListedReward, LoyaltyProgram, Redemption
from comanda.customers.redemptions import Redeemed
from comanda.offers.rules import Voucher
from comanda.offers.snapshot import OfferSnapshot
from comanda.pricing.inputs import AmountOffItems, AmountOffOrder, Effect, PercentOffItems, PercentOffOrder

Shape = dict[str, Any]
_PER_PERCENT = 10_000


def coupon(voucher: Voucher, offers: OfferSnapshot) -> Shape:
    """What a voucher is worth: a percentage, an amount, or a promotion of its own words."""
    listed = offers.discounts.get(voucher.discount_id) if voucher.discount_id else None
    offer = offers.promotions.get(voucher.promotion_id) if voucher.promotion_id else None
    percent = listed is not None and listed.discount.percent
    value = listed.discount.value if listed else None
    return {
        "id": voucher.id,
        "code": voucher.code,
        "name": listed.discount.name if listed else offer.promotion.name if offer else voucher.code,
        "type": "percentage" if percent else "fixed" if listed else "promotion",
        "discount_value": value // _PER_PERCENT if percent and value is not None else value,
        "menu_item_id": None,
        "expires_at": instant(voucher.ends_at),
    }


def _worth(effect: Effect) -> tuple[str, int | None]:
    match effect:
        case PercentOffItems() | PercentOffOrder():
            return "percentage", effect.rate // _PER_PERCENT
        case AmountOffItems() | AmountOffOrder():
            return "fixed", effect.amount
        case _:
            return "promotion", None


def loyalty(program: LoyaltyProgram, balance: int, earned: int) -> Shape:
    """A customer's points in a program, and what they may be redeemed for. There are no tiers."""
    return {
        "program_id": program.id,
        "program_name": program.name,
        "term_single": program.term_single,
        "term_plural": program.term_plural,
        "points_balance": balance,
        "total_points_earned": earned,
        "tier_name": None,
        "next_tier": None,
        "rewards": [_reward(listed) for listed in program.rewards],
    }


def _reward(listed: ListedReward) -> Shape:
    kind, value = _worth(listed.reward.effect)
    return {
        "id": listed.reward.id,
        "name": listed.reward.name,
        "points_cost": listed.reward.points,
        "discount_type": kind,
        "discount_value": value,
    }


def redemption(found: Redemption, listed: ListedReward) -> Shape:
    """A reward that was paid for and not used yet."""
    kind, value = _worth(listed.reward.effect)
    return {
        "id": found.id,
        "reward_id": found.reward_id,
        "reward_name": listed.reward.name,
        "points": found.points,
        "discount_type": kind,
        "discount_value": value,
        "created_at": instant(found.created_at),
    }


def redeemed(made: Redeemed, listed: ListedReward) -> Shape:
    """What redeeming a reward came to."""
    kind, value = _worth(listed.reward.effect)
    return {
        "id": made.redemption.id,
        "redemption": redemption(made.redemption, listed),
        "discount": {"type": kind, "value": value},
        "newBalance": made.balance,
    }


def memberships(programs: Sequence[tuple[LoyaltyProgram, int, int]]) -> Shape | None:
    """Every program a customer is in; the first one's fields are those that older clients read. None for no program."""
    shown = [loyalty(program, balance, earned) for program, balance, earned in programs]
    return shown[0] | {"programs": shown} if shown else None
