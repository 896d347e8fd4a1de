"""What portions take, what is left for whom, what a count changes: the worked tables of docs/algorithms/stock.md."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comanda.kernel.errors import FieldProblem
from comanda.stock.rules import (
    AskedLine,
    Shortage,
    VariantState,
    after_blocks,
    as_number,
    became_low,
    changes,
    correction,
    in_units,
    items_to_be_had,
    needs_of,
    recipe_problems,
    shortages,
    thousandths,
    total,
    unit_problem,
)
from comanda.stock.stock import MAX_LEVEL, MAX_QTY, UNITS, Need, Portion, Recipes

PASTE, PRAWNS, CRAB, EGGS = (UUID(int=number) for number in range(1, 5))
LAKSA, EXTRA_PRAWNS, CHILLI_CRAB, WATER = (UUID(int=number) for number in range(11, 15))
RECIPES = Recipes(
    {
        LAKSA: (Need(PASTE, 60), Need(PRAWNS, 40), Need(EGGS, 500)),
        EXTRA_PRAWNS: (Need(PRAWNS, 50),),
        CHILLI_CRAB: (Need(CRAB, 1000), Need(EGGS, 1000)),
    }
)


def laksa(line: int, bowls: int, prawns: int = 0) -> AskedLine:
    portions = [Portion(LAKSA, bowls * 1000)]
    if prawns:
        portions.append(Portion(EXTRA_PRAWNS, bowls * prawns * 1000))
    return AskedLine(line, portions, needs_of(RECIPES, portions))


def test_two_bowls_with_three_extra_prawns_each() -> None:
    assert laksa(0, 2, 3).needs == (Need(PASTE, 120), Need(PRAWNS, 2 * 40 + 6 * 50), Need(EGGS, 1000))


def test_a_weighed_dish_takes_by_its_weight() -> None:
    assert needs_of(RECIPES, [Portion(CHILLI_CRAB, 1250)]) == (Need(CRAB, 1250), Need(EGGS, 1250))


def test_half_a_thousandth_is_rounded_up_and_less_is_nothing() -> None:
    recipes = Recipes({LAKSA: (Need(PASTE, 1),)})
    assert needs_of(recipes, [Portion(LAKSA, 500)]) == (Need(PASTE, 1),)
    assert needs_of(recipes, [Portion(LAKSA, 499)]) == ()


def test_what_has_no_recipe_takes_nothing() -> None:
    assert needs_of(RECIPES, [Portion(WATER, 5000), Portion(None, 1000)]) == ()


def test_no_order_takes_more_than_can_be_counted() -> None:
    recipes = Recipes({LAKSA: (Need(PASTE, MAX_QTY),)})
    needs = needs_of(recipes, [Portion(LAKSA, 9_999_000)] * 50)
    assert needs == (Need(PASTE, MAX_LEVEL + 1),)
    assert total(needs * 500) == {PASTE: MAX_LEVEL + 1}


@given(
    had=st.dictionaries(st.sampled_from([PASTE, PRAWNS, CRAB]), st.integers(1, 10**9)),
    has=st.dictionaries(st.sampled_from([PASTE, PRAWNS, CRAB]), st.integers(1, 10**9)),
)
def test_a_change_moves_only_the_difference(had: dict[UUID, int], has: dict[UUID, int]) -> None:
    moved = changes(had, has)
    assert 0 not in moved.values()
    assert list(moved) == sorted(moved)
    for material in (PASTE, PRAWNS, CRAB):
        assert had.get(material, 0) - has.get(material, 0) == moved.get(material, 0)


@pytest.mark.parametrize(
    ("at_hand", "expected"),
    [
        ({PASTE: 300, PRAWNS: 500, EGGS: 2500}, []),
        ({PASTE: 299, PRAWNS: 500, EGGS: 2500}, [Shortage(1, 0, 2983)]),
        ({PASTE: 300, PRAWNS: 280, EGGS: 2500}, [Shortage(1, 1, 1428)]),
        ({PASTE: 300, PRAWNS: 79, EGGS: 2500}, [Shortage(0, 0, 1975), Shortage(1, 0, 564)]),
        ({PASTE: 300, EGGS: 2500}, [Shortage(0, 0, 0), Shortage(1, 0, 0)]),
        ({PASTE: 300, PRAWNS: 500, EGGS: 2499}, [Shortage(1, 0, 2998)]),
    ],
)
def test_who_comes_first_is_served_first(at_hand: dict[UUID, int], expected: list[Shortage]) -> None:
    """Two bowls, then three with two extra prawns each: 120 and 180 of paste, 80 and 420 of prawns, 1 and 1.5 eggs."""
    assert shortages(RECIPES, [laksa(0, 2), laksa(1, 3, 2)], at_hand) == expected


@pytest.mark.parametrize(
    ("level", "counted", "expected", "change"),
    [
        (10_000, 10_000, 10_000, 0),
        (10_000, 8_000, 10_000, -2_000),
        (7_000, 8_000, 10_000, -2_000),
        (7_000, 12_000, 10_000, 2_000),
        (1_000, 8_000, 10_000, -1_000),
        (0, 0, 10_000, 0),
    ],
)
def test_a_count_changes_a_level_by_what_was_missing_then(level: int, counted: int, expected: int, change: int) -> None:
    assert correction(level, counted, expected) == change


@pytest.mark.parametrize(
    ("qty", "change", "low_at", "told"),
    [
        (5000, -1000, 5000, True),
        (4000, -1000, 5000, False),
        (5001, -1000, 5000, False),
        (5000, 1000, 5000, False),
        (0, -5000, None, False),
        (0, -1, 0, True),
    ],
)
def test_what_becomes_low_is_told_once(qty: int, change: int, low_at: int | None, told: bool) -> None:
    assert became_low(qty, change, low_at) is told


def test_an_item_can_be_had_while_one_of_its_variants_can() -> None:
    small, large, whole = UUID(int=21), UUID(int=22), UUID(int=23)
    one, other = UUID(int=31), UUID(int=32)
    before = {
        small: VariantState(one, by_staff=False, by_stock=False),
        large: VariantState(one, by_staff=True, by_stock=False),
        whole: VariantState(other, by_staff=False, by_stock=True),
    }
    assert items_to_be_had(before) == {one: True, other: False}
    assert items_to_be_had(after_blocks(before, {small: True, whole: False})) == {one: False, other: True}
    assert items_to_be_had(after_blocks(before, {large: False})) == {one: True, other: False}


@pytest.mark.parametrize(
    ("said", "found"),
    [("30", 30_000), ("10.252", 10_252), ("30.01", 30_010), ("0", 0), ("1000000000", MAX_QTY)],
)
def test_quantities_are_exact(said: str, found: int) -> None:
    problems: list[FieldProblem] = []
    assert (thousandths("qty", Decimal(said), problems), problems) == (found, [])
    assert Decimal(in_units(found)) == Decimal(said)
    assert as_number(found) == float(said)


def test_whole_quantities_are_shown_as_whole_numbers() -> None:
    assert [as_number(found) for found in (30_000, 10_252, 30_010, 3_500, MAX_LEVEL - 1)] == [
        30, 10.252, 30.01, 3.5, 999_999_999_999.999,
    ]  # fmt: skip
    assert isinstance(as_number(30_000), int)


@pytest.mark.parametrize(
    ("said", "lowest", "code"),
    [
        ("0.0001", 0, "too_many_decimals"),
        ("1.2345", 0, "too_many_decimals"),
        ("-0.001", 0, "out_of_range"),
        ("0", 1, "out_of_range"),
        ("1000000000.001", 0, "out_of_range"),
    ],
)
def test_quantities_that_cannot_be(said: str, lowest: int, code: str) -> None:
    problems: list[FieldProblem] = []
    thousandths("materials[0].qty", Decimal(said), problems, lowest=lowest)
    assert [(one.field, one.code) for one in problems] == [("materials[0].qty", code)]


def test_a_unit_is_one_of_the_list() -> None:
    assert {"pc", "litre", "can"} <= set(UNITS), "the contract shows these"
    assert [unit_problem(unit) for unit in UNITS] == [None] * len(UNITS)
    refused = unit_problem("furlong")
    assert refused is not None
    assert refused.code == "unknown_unit"
    assert all(unit in refused.message for unit in UNITS)


def test_a_recipe_names_each_material_once() -> None:
    problems = recipe_problems([PASTE, CRAB, PASTE], {PASTE, PRAWNS})
    assert [(one.field, one.code) for one in problems] == [
        ("materials[1].material", "unknown_material"),
        ("materials[2].material", "duplicate_material"),
    ]
