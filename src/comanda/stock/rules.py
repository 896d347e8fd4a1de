"""Decisions about stock (docs/algorithms/stock.md), on plain values."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from comanda.kernel.errors import FieldProblem
from comanda.kernel.money import divide, to_minor, to_number
from comanda.stock.stock import MAX_LEVEL, MAX_QTY, UNITS, Need, Portion, Recipes

ONE = 1000
"""One unit, in the thousandths that everything is counted in."""


class Shortage(NamedTuple):
    """A line that cannot be made whole.

    Attributes:
        line: which, as numbered by the caller.
        part: which of its portions is the first that there is not enough for.
        left: how much of the line can still be made, in thousandths.
    """

    line: int
    part: int
    left: int


class AskedLine(NamedTuple):
    """A line of an order: its dish, then its options, and what all of it takes."""

    line: int
    portions: Sequence[Portion]
    needs: Sequence[Need]


class VariantState(NamedTuple):
    """Whether staff blocked a variant, or its whole item, and whether stock blocks it."""

    item_id: UUID
    by_staff: bool
    by_stock: bool


def needs_of(recipes: Recipes, portions: Iterable[Portion]) -> tuple[Need, ...]:
    """Return what portions take of each material, in the order of the materials' ids.

    What a weighed portion takes of a material is rounded to the nearest thousandth, half away from zero.
    """
    taken: Counter[UUID] = Counter()
    for portion in portions:
        for need in recipes.by_sold.get(portion.sold_id, ()) if portion.sold_id is not None else ():
            taken[need.material_id] += divide(need.qty * portion.amount, ONE)
    # More than any level is as good as infinitely much, and the database can count that far.
    return tuple(Need(material, min(qty, MAX_LEVEL + 1)) for material, qty in sorted(taken.items()) if qty)


def total(needs: Iterable[Need]) -> dict[UUID, int]:
    """Return how much is taken of each material."""
    taken: dict[UUID, int] = {}
    for need in needs:
        taken[need.material_id] = min(taken.get(need.material_id, 0) + need.qty, MAX_LEVEL + 1)
    return taken


def changes(had: Mapping[UUID, int], has: Mapping[UUID, int]) -> dict[UUID, int]:
    """Return by how much levels change when an order that took `had` takes `has` instead: below 0 is taken."""
    moved = {material: had.get(material, 0) - has.get(material, 0) for material in sorted({*had, *has})}
    return {material: change for material, change in moved.items() if change}


def shortages(recipes: Recipes, lines: Iterable[AskedLine], at_hand: Mapping[UUID, int]) -> list[Shortage]:
    """Return the lines that cannot be made of what is at hand; what comes first is made first."""
    left, found = dict(at_hand), []
    for line in lines:
        if _enough(line.needs, left):
            for need in line.needs:
                left[need.material_id] -= need.qty
            continue
        part = 0
        while part < len(line.portions) - 1 and _enough(needs_of(recipes, line.portions[: part + 1]), left):
            part += 1
        whole = line.portions[0].amount
        fits = min(left.get(need.material_id, 0) * whole // need.qty for need in line.needs)
        found.append(Shortage(line.line, part, min(fits, whole)))
    return found


def _enough(needs: Iterable[Need], left: Mapping[UUID, int]) -> bool:
    return all(left.get(need.material_id, 0) >= need.qty for need in needs)


def correction(level: int, counted: int, expected: int) -> int:
    """Return by how much a count changes a level that has moved on since.

    What was missing or too much when it was counted still is; but nothing is ever less than nothing.
    """
    return max(counted - expected, -level)


def is_low(qty: int, low_at: int | None) -> bool:
    """Tell whether so much is little."""
    return low_at is not None and qty <= low_at


def became_low(qty: int, change: int, low_at: int | None) -> bool:
    """Tell whether a change that led to `qty` is the one that made it low."""
    return is_low(qty, low_at) and not is_low(qty - change, low_at)


def after_blocks(before: Mapping[UUID, VariantState], out: Mapping[UUID, bool]) -> dict[UUID, VariantState]:
    """Return variants as they are once those in `out` are blocked by stock (True) or no longer (False)."""
    return {id_: state._replace(by_stock=out.get(id_, state.by_stock)) for id_, state in before.items()}


def items_to_be_had(variants: Mapping[UUID, VariantState]) -> dict[UUID, bool]:
    """Tell of each item, all of whose variants are given, whether it can be had in any way."""
    found: dict[UUID, bool] = {}
    for state in variants.values():
        found[state.item_id] = found.get(state.item_id, False) or not (state.by_staff or state.by_stock)
    return found


def thousandths(field: str, value: Decimal, problems: list[FieldProblem], *, lowest: int = 0) -> int:
    """Return a quantity in thousandths, or add to `problems` why it is none.

    Args:
        lowest: the least it may be, in thousandths.
    """
    found = to_minor(value, 3)
    if found is None:
        problems.append(FieldProblem(field, "at most three decimals are expected", "too_many_decimals"))
        return lowest
    if not lowest <= found <= MAX_QTY:
        least = "more than 0" if lowest == 1 else f"{Decimal(lowest) / ONE:f} or more"
        message = f"{least}, and at most {MAX_QTY // ONE}, is expected"
        problems.append(FieldProblem(field, message, "out_of_range"))
        return lowest
    return found


def unit_problem(unit: str, field: str = "unit") -> FieldProblem | None:
    """Return why something is no unit, or None."""
    if unit in UNITS:
        return None
    return FieldProblem(field, f"one of {', '.join(UNITS)} is expected", "unknown_unit")


def recipe_problems(wanted: Sequence[UUID], known: Collection[UUID]) -> list[FieldProblem]:
    """Return what is wrong with the materials that a recipe names, in its order."""
    problems = []
    for at, material in enumerate(wanted):
        if material not in known:
            problems.append(FieldProblem(f"materials[{at}].material", "no such material", "unknown_material"))
        elif material in wanted[:at]:
            problems.append(FieldProblem(f"materials[{at}].material", "named twice", "duplicate_material"))
    return problems


def as_number(thousandths: int) -> int | float:
    """Return a quantity as the number a JSON body shows: 30000 is 30, 10252 is 10.252."""
    whole, rest = divmod(thousandths, ONE)
    return whole if rest == 0 else to_number(thousandths, 3)


def in_units(thousandths: int) -> str:
    """Return a quantity as people write it: 350 is `0.35`, 2000 is `2`."""
    return f"{Decimal(thousandths) / ONE:f}"
