"""What promotions take off, and when (docs/algorithms/pricing.md §3 and §10)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comanda.kernel.money import MILLION, RoundingMode, allocate, divide
from comanda.pricing.inputs import (
    AmountOffItems,
    BuyGet,
    FixedPriceSet,
    ItemEffect,
    Line,
    PercentOffItems,
    Pick,
    Promotion,
)


def applies_at(promotion: Promotion, dining_option_id: UUID | None, at: datetime, local: datetime) -> bool:
    """Tell whether a promotion's dates, hours and dining options allow it.

    Args:
        at: the instant, zone-aware.
        local: the same instant in the location's zone.
    """
    if at < promotion.starts_at or (promotion.ends_at is not None and at >= promotion.ends_at):
        return False
    if promotion.dining_options and dining_option_id not in promotion.dining_options:
        return False
    return not promotion.windows or any(window.contains(local) for window in promotion.windows)


class Units:
    """The single units of a cart's lines, and how many of each line a promotion has already used.

    A unit that was bought or given in one deal (`BuyGet`, `FixedPriceSet`) counts for no other deal. Lines sold by
    measure have no units.
    """

    def __init__(self, lines: Sequence[Line], price_per: Sequence[int]) -> None:
        self.lines = lines
        self.price_per = price_per
        self.free = [line.qty if line.measure is None else 0 for line in lines]
        self._items = {line.item_id for line in lines}
        self._categories = frozenset[UUID]().union(*(line.categories for line in lines))

    def holds(self, pick: Pick) -> bool:
        """Tell whether `pick` is about any line; most promotions are about none, and need no further look."""
        if not pick.items and not pick.categories:
            return bool(self.lines)
        return not (pick.items.isdisjoint(self._items) and pick.categories.isdisjoint(self._categories))

    def picked(self, pick: Pick) -> list[bool]:
        """Tell for each line whether `pick` is about it."""
        if not pick.items and not pick.categories:
            return [True] * len(self.lines)
        return [line.item_id in pick.items or not pick.categories.isdisjoint(line.categories) for line in self.lines]

    def by_price(self, *, dearest: bool) -> list[int]:
        """Return line indices by unit price. Ties are broken by content, so the order of lines decides nothing."""

        def key(index: int) -> tuple[int, str]:
            line = self.lines[index]
            categories = sorted(map(str, line.categories))
            content = (line.item_id, line.variant_id, line.qty, line.options, line.discounts, line.taxes, categories)
            return (-self.price_per[index] if dearest else self.price_per[index], repr(content))

        return sorted(range(len(self.lines)), key=key)


def item_amounts(effect: ItemEffect, units: Units, nets: Sequence[int], mode: RoundingMode) -> list[int]:
    """Return what an effect on items takes off each line: 0 to the line's net."""
    if not all(units.holds(pick) for pick in _picks(effect)):
        return [0] * len(nets)
    if isinstance(effect, PercentOffItems):
        return [
            divide(effect.rate * net, MILLION, mode) if picked else 0
            for picked, net in zip(units.picked(effect.pick), nets, strict=True)
        ]
    if isinstance(effect, AmountOffItems):
        return [
            min(net, effect.amount * line.qty) if picked else 0
            for picked, line, net in zip(units.picked(effect.pick), units.lines, nets, strict=True)
        ]
    if isinstance(effect, BuyGet):
        return _buy_get(effect, units, nets, mode)
    return _fixed_price_set(effect, units, nets, mode)


def _picks(effect: ItemEffect) -> tuple[Pick, ...]:
    """Return the picks that must all be about some line for an effect to take anything off."""
    match effect:
        case BuyGet():
            return (effect.buy, effect.get) if effect.buy_qty else (effect.get,)
        case FixedPriceSet():
            return tuple(pick for pick, _ in effect.slots)
        case _:
            return (effect.pick,)


def _buy_get(effect: BuyGet, units: Units, nets: Sequence[int], mode: RoundingMode) -> list[int]:
    buy, get = units.picked(effect.buy), units.picked(effect.get)
    count = range(len(nets))
    buy_only = sum(units.free[i] for i in count if buy[i] and not get[i])
    get_only = sum(units.free[i] for i in count if get[i] and not buy[i])
    both = sum(units.free[i] for i in count if buy[i] and get[i])
    times = min(
        (get_only + both) // effect.get_qty,
        (buy_only + get_only + both) // (effect.buy_qty + effect.get_qty),
        (buy_only + both) // effect.buy_qty if effect.buy_qty else MILLION,
        effect.max_times if effect.max_times is not None else MILLION,
    )
    amounts = [0] * len(nets)
    if times == 0:
        return amounts
    wanted = times * effect.get_qty
    spare = buy_only + both - times * effect.buy_qty  # units of both kinds that buying can do without
    for index in units.by_price(dearest=False):
        if not get[index]:
            continue
        taken = min(wanted, units.free[index])
        if buy[index]:
            taken = min(taken, spare)
            spare -= taken
        if taken:
            amounts[index] = divide(effect.rate * nets[index] * taken, MILLION * units.lines[index].qty, mode)
            units.free[index] -= taken
            wanted -= taken
    to_buy = times * effect.buy_qty
    for index in units.by_price(dearest=True):
        if buy[index]:
            taken = min(to_buy, units.free[index])
            units.free[index] -= taken
            to_buy -= taken
    return amounts


def _fixed_price_set(effect: FixedPriceSet, units: Units, nets: Sequence[int], mode: RoundingMode) -> list[int]:
    amounts = [0] * len(nets)
    picked = [(units.picked(pick), qty) for pick, qty in effect.slots]
    before = list(units.free)
    order = units.by_price(dearest=True)

    def cost(index: int, used: int) -> int:
        return divide(nets[index] * used, units.lines[index].qty, mode)

    left = effect.max_times if effect.max_times is not None else MILLION
    while left > 0:
        chosen = _fill_slots(picked, order, units.free)
        if chosen is None:
            break
        # The same lines can serve as many sets as the scarcest of them has units for.
        sets = min(left, *(units.free[index] // count for index, count in chosen.items()))
        values = {}
        for index, count in chosen.items():
            used = before[index] - units.free[index]
            values[index] = cost(index, used + count * sets) - cost(index, used)
        saved = sum(values.values()) - effect.price * sets
        if saved <= 0:
            break
        for (index, _), share in zip(values.items(), allocate(saved, list(values.values())), strict=True):
            amounts[index] += share
        for index, count in chosen.items():
            units.free[index] -= count * sets
        left -= sets
    return amounts


def _fill_slots(
    slots: Sequence[tuple[list[bool], int]], order: Sequence[int], free: Sequence[int]
) -> dict[int, int] | None:
    """Return units per line for one set, or None when some slot cannot be filled; slots fill in the order written."""
    chosen: dict[int, int] = {}
    for picked, qty in slots:
        wanted = qty
        for index in order:
            if wanted and picked[index]:
                taken = min(wanted, free[index] - chosen.get(index, 0))
                if taken > 0:
                    chosen[index] = chosen.get(index, 0) + taken
                    wanted -= taken
        if wanted:
            return None
    return chosen
