"""Money as integer minor units, and the two divisions everything else is built from.

An amount is an `int` in the smallest unit of its currency: 1054 is 10.54 SGD, 1054 JPY or 1.054 KWD. A rate is an
`int` in millionths: 90_000 is 9 %. Decimals exist only where text comes in or goes out.
"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

MILLION = 1_000_000

_MAX_DIGITS = 14
"""Before and after the point: more than any amount has, and few enough for decimal arithmetic to be exact."""

_EXPONENTS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}


class RoundingMode(StrEnum):
    """What happens to exactly half a minor unit."""

    HALF_UP = "half_up"
    """Away from zero: 0.5 becomes 1, the rule tills are usually set to."""
    HALF_EVEN = "half_even"
    """To the even neighbour, as bankers do: 0.5 becomes 0, 1.5 becomes 2."""


def exponent(currency: str) -> int:
    """Return how many decimals `currency` (ISO 4217) has: 0, 2 or 3."""
    return _EXPONENTS.get(currency, 2)


def divide(numerator: int, denominator: int, mode: RoundingMode = RoundingMode.HALF_UP) -> int:
    """Return numerator / denominator rounded to an integer; `denominator` is positive."""
    quotient, rest = divmod(abs(numerator), denominator)
    twice = rest * 2
    if twice > denominator or (twice == denominator and (mode is RoundingMode.HALF_UP or quotient & 1)):
        quotient += 1
    return quotient if numerator >= 0 else -quotient


def allocate(amount: int, weights: Sequence[int]) -> list[int]:
    """Split `amount` over `weights` in proportion, by largest remainder, so that the parts sum to it exactly.

    Args:
        amount: minor units to split, 0 or more.
        weights: one non-negative integer a part; when all are zero, nothing is given (and `amount` must be 0).

    Returns:
        One part per weight, in order. Equal remainders go to the earlier part.
    """
    total = sum(weights)
    if total == 0:
        return [0] * len(weights)
    parts = []
    remainders = []
    left = amount
    for index, weight in enumerate(weights):
        part, remainder = divmod(amount * weight, total)
        parts.append(part)
        remainders.append((-remainder, index))
        left -= part
    if left:
        remainders.sort()
        for _, index in remainders[:left]:
            parts[index] += 1
    return parts


def to_minor(value: Decimal, exponent: int) -> int | None:
    """Return `value` in minor units, or None when it has more decimals than the currency or is out of all range."""
    if not value.is_finite() or value.adjusted() >= _MAX_DIGITS or int(value.as_tuple().exponent) < -_MAX_DIGITS:
        return None
    scaled = value.scaleb(exponent)
    whole = int(scaled)
    return whole if whole == scaled else None


def to_number(amount: int, exponent: int) -> int | float:
    """Return `amount` as the number a JSON body shows: 1054 with exponent 2 is 10.54.

    The division is correctly rounded, so the shortest text of the float is the exact decimal.
    """
    return amount if exponent == 0 else amount / 10**exponent


def to_text(amount: int, exponent: int) -> str:
    """Return `amount` with all the currency's decimals: -1 with exponent 2 is `"-0.01"`."""
    if exponent == 0:
        return str(amount)
    sign = "-" if amount < 0 else ""
    whole, fraction = divmod(abs(amount), 10**exponent)
    return f"{sign}{whole}.{fraction:0{exponent}d}"
