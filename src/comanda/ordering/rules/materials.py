"""What the lines of an order take from stock, and which of them cannot be made (docs/algorithms/stock.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from comanda.kernel.errors import FieldProblem, Invalid
from comanda.ordering.order import OrderLine
from comanda.ordering.requests import LineRequest, PricedLine
from comanda.stock.rules import ONE, AskedLine, in_units, needs_of, shortages, total
from comanda.stock.stock import Portion, Recipes

Fields = Sequence[str]
"""Where the caller wrote a line's dish, and then each of its options."""


def portions(line: OrderLine) -> tuple[Portion, ...]:
    """Return what a line sells: its dish, and then its options, which are per unit of the line."""
    pieces = line.qty * ONE
    dish = Portion(line.variant_id, pieces if line.measure is None else line.measure)
    return (dish, *(Portion(option.id, option.qty * pieces) for option in line.options))


def with_materials(
    recipes: Recipes, lines: Iterable[OrderLine], had: Mapping[UUID, OrderLine] | None = None
) -> tuple[OrderLine, ...]:
    """Return lines that say what they take of each material.

    Args:
        had: lines of the order that is being changed, by id. Those that are the same sale took what they took, whatever
            the recipe says by now.
    """
    found = []
    for line in lines:
        sold, before = portions(line), (had or {}).get(line.id)
        same = before is not None and portions(before) == sold
        found.append(replace(line, materials=before.materials if before and same else needs_of(recipes, sold)))
    return tuple(found)


def taken(lines: Iterable[OrderLine]) -> dict[UUID, int]:
    """Return how much of each material lines take or took."""
    return total(need for line in lines for need in line.materials)


def sold_out(
    recipes: Recipes, lines: Sequence[OrderLine], at_hand: Mapping[UUID, int], fields: Sequence[Fields]
) -> Invalid:
    """Return the refusal of lines that there is not enough for, which says of how many there is.

    Args:
        at_hand: what there is for all of them together.
        fields: of each line.
    """
    asked = [AskedLine(at, portions(line), line.materials) for at, line in enumerate(lines)]
    problems = []
    for short in shortages(recipes, asked, at_hand):
        line, left = lines[short.line], str(short.left // ONE)
        if short.part:
            name = line.options[short.part - 1].name
        else:
            name = f"{line.name}, {line.variant_name}," if line.variant_name else line.name
        if line.measure is not None:
            # Less of a weighed dish needs no less of its options.
            left = "0" if short.part else in_units(short.left)
        message = f"{name} is sold out" if left == "0" else f"{name} is sold out but for {left}"
        problems.append(FieldProblem(fields[short.line][short.part], message, "sold_out"))
    return Invalid.fields_of(problems)


def cart_fields(asked: Sequence[LineRequest], lines: Sequence[OrderLine]) -> list[Fields]:
    """Return where a cart that was checked names what is in its lines."""
    found: list[Fields] = []
    for at, (request, line) in enumerate(zip(asked, lines, strict=True)):
        path, places = f"items[{at}]", [option.option_id for option in request.options]
        dish = f"{path}.variant" if request.variant_id is not None else f"{path}.item"
        options = [f"{path}.modifier_options[{places.index(option.id)}].modifier_option" for option in line.options]
        found.append([dish, *options])
    return found


def priced_fields(asked: Sequence[PricedLine]) -> list[Fields]:
    """Return where an order that came priced names what is in its lines."""
    found: list[Fields] = []
    for at, line in enumerate(asked):
        path = f"items[{at}]"
        fields = [f"{path}.plu", *(f"{path}.modifiers[{place}].plu" for place in range(len(line.options)))]
        for place, part in enumerate(line.parts):
            inside = f"{path}.subItems[{place}]"
            fields += [f"{inside}.plu", *(f"{inside}.modifiers[{deep}].plu" for deep in range(len(part.options)))]
        found.append(fields)
    return found
