"""Minor units, the two divisions, and text and numbers in 0, 2 and 3 decimals."""

import json
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comanda.kernel.money import RoundingMode, allocate, divide, exponent, to_minor, to_number, to_text

UP, EVEN = RoundingMode.HALF_UP, RoundingMode.HALF_EVEN
by_rule = settings(max_examples=200, deadline=None, derandomize=True, database=None)
signed = st.integers(-(10**12), 10**12)
decimals = st.sampled_from([0, 2, 3])


@pytest.mark.parametrize(
    ("numerator", "denominator", "up", "even"),
    [
        (0, 7, 0, 0),
        (6, 3, 2, 2),
        (1, 3, 0, 0),
        (2, 3, 1, 1),
        (1, 2, 1, 0),
        (3, 2, 2, 2),
        (5, 2, 3, 2),
        (-1, 2, -1, 0),
        (-3, 2, -2, -2),
        (-5, 2, -3, -2),
        (-1, 3, 0, 0),
        (-2, 3, -1, -1),
        (-6, 3, -2, -2),
        (499_999, 1_000_000, 0, 0),
        (500_000, 1_000_000, 1, 0),
        (500_001, 1_000_000, 1, 1),
        (1_500_000, 1_000_000, 2, 2),
    ],
)
def test_divide_rounds_to_the_nearest_and_ties_by_mode(numerator: int, denominator: int, up: int, even: int) -> None:
    assert divide(numerator, denominator, UP) == up
    assert divide(numerator, denominator, EVEN) == even


def test_divide_rounds_half_up_unless_told() -> None:
    assert divide(5, 2) == 3


@by_rule
@given(signed, st.integers(1, 10**6))
def test_divide_agrees_with_exact_fractions_and_is_symmetric(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    assert divide(numerator, denominator, EVEN) == round(exact)
    half_up = floor(abs(exact) + Fraction(1, 2))
    assert divide(numerator, denominator, UP) == (half_up if exact >= 0 else -half_up)
    for mode in (UP, EVEN):
        assert divide(-numerator, denominator, mode) == -divide(numerator, denominator, mode)


@by_rule
@given(st.integers(-1000, 1000), st.integers(1, 50))
def test_divide_of_exact_halves(whole: int, half: int) -> None:
    numerator, denominator = (2 * whole + 1) * half, 2 * half
    assert divide(numerator, denominator, UP) == (whole + 1 if whole >= 0 else whole)
    assert divide(numerator, denominator, EVEN) == (whole if whole % 2 == 0 else whole + 1)


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (1000, [1, 1, 1], [334, 333, 333]),
        (1001, [1, 1, 1], [334, 334, 333]),
        (1000, [700, 500, 250], [483, 345, 172]),
        (1000, [1754, 1000], [637, 363]),
        (200, [1117, 637], [127, 73]),
        (5, [300, 100, 0], [4, 1, 0]),
        (2, [1, 3], [1, 1]),
        (2, [3, 1], [2, 0]),
        (1, [0, 0, 5], [0, 0, 1]),
        (0, [3, 4], [0, 0]),
        (7, [7], [7]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
    ],
)
def test_allocate_by_largest_remainder_and_ties_to_the_earlier(
    amount: int, weights: list[int], parts: list[int]
) -> None:
    assert allocate(amount, weights) == parts


@by_rule
@given(st.lists(st.integers(0, 10**9), max_size=8), st.data())
def test_allocate_is_exact_fair_and_within_bounds(weights: list[int], data: st.DataObject) -> None:
    total = sum(weights)
    amount = data.draw(st.integers(0, total))
    parts = allocate(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert 0 <= part <= weight
        assert abs(part - Fraction(amount * weight, max(total, 1))) < 1
    for part, weight in zip(parts, weights, strict=True):
        assert all(part >= other for other, less in zip(parts, weights, strict=True) if less < weight)


@by_rule
@given(st.integers(0, 10**12), st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_allocate_of_more_than_the_weights(amount: int, weights: list[int]) -> None:
    assert sum(allocate(amount, weights)) == amount


@pytest.mark.parametrize(("currency", "expected"), [("JPY", 0), ("KRW", 0), ("SGD", 2), ("EUR", 2), ("KWD", 3)])
def test_exponent(currency: str, expected: int) -> None:
    assert exponent(currency) == expected


@pytest.mark.parametrize(
    ("text", "places", "expected"),
    [
        ("10.54", 2, 1054),
        ("10.5", 2, 1050),
        ("10.540", 2, 1054),
        ("10", 2, 1000),
        ("1e1", 2, 1000),
        ("0.001", 2, None),
        ("-0.01", 2, -1),
        ("1054", 0, 1054),
        ("1054.0", 0, 1054),
        ("10.5", 0, None),
        ("1.054", 3, 1054),
        ("1.0545", 3, None),
        ("0", 3, 0),
    ],
)
def test_to_minor_refuses_more_decimals_than_the_currency_has(text: str, places: int, expected: int | None) -> None:
    assert to_minor(Decimal(text), places) == expected


@pytest.mark.parametrize(
    ("amount", "places", "text"),
    [
        (1054, 2, "10.54"),
        (1050, 2, "10.50"),
        (5, 2, "0.05"),
        (-1, 2, "-0.01"),
        (-1054, 2, "-10.54"),
        (0, 2, "0.00"),
        (1054, 0, "1054"),
        (-3, 0, "-3"),
        (0, 0, "0"),
        (1054, 3, "1.054"),
        (-1, 3, "-0.001"),
        (1_000, 3, "1.000"),
    ],
)
def test_to_text_shows_all_decimals(amount: int, places: int, text: str) -> None:
    assert to_text(amount, places) == text


@pytest.mark.parametrize(
    ("amount", "places", "body"),
    [(1054, 2, "10.54"), (1050, 2, "10.5"), (-1, 2, "-0.01"), (1054, 0, "1054"), (1054, 3, "1.054"), (10, 3, "0.01")],
)
def test_to_number_is_what_a_body_shows(amount: int, places: int, body: str) -> None:
    assert json.dumps(to_number(amount, places)) == body


@by_rule
@given(signed, decimals)
def test_numbers_and_texts_carry_the_exact_amount(amount: int, places: int) -> None:
    exact = Decimal(amount) / 10**places
    assert Decimal(to_text(amount, places)) == exact
    assert Decimal(repr(to_number(amount, places))) == exact
    assert to_minor(Decimal(to_text(amount, places)), places) == amount
    assert to_minor(Decimal(repr(to_number(amount, places))), places) == amount
