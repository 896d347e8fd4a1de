"""Slices of lists that are read from either end."""

import pytest

from comanda.kernel.paging import Seek, Slice

ROWS = list(range(10))


def read(seek: Seek) -> Slice[int]:
    """Read ten rows as a query does: one more than asked for, in the direction of the seek."""
    rows = ROWS
    if seek.backwards:
        rows = [row for row in reversed(rows) if row < seek.key[0]]  # type: ignore[index]
    elif seek.key is not None:
        rows = [row for row in rows if row > seek.key[0]]
    return Slice.of(seek, rows[: seek.limit + 1])


@pytest.mark.parametrize(
    ("seek", "expected"),
    [
        (Seek(3), Slice((0, 1, 2), more_before=False, more_after=True)),
        (Seek(10), Slice(tuple(ROWS), more_before=False, more_after=False)),
        (Seek(3, after=(2,)), Slice((3, 4, 5), more_before=True, more_after=True)),
        (Seek(3, after=(6,)), Slice((7, 8, 9), more_before=True, more_after=False)),
        (Seek(3, after=(9,)), Slice((), more_before=True, more_after=False)),
        (Seek(3, before=(6,)), Slice((3, 4, 5), more_before=True, more_after=True)),
        (Seek(3, before=(3,)), Slice((0, 1, 2), more_before=False, more_after=True)),
        (Seek(3, before=(2,)), Slice((0, 1), more_before=False, more_after=True)),
        (Seek(3, before=(0,)), Slice((), more_before=False, more_after=True)),
    ],
)
def test_a_slice_is_in_the_lists_order_and_says_what_is_beside_it(seek: Seek, expected: Slice[int]) -> None:
    assert read(seek) == expected
