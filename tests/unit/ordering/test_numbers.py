"""Numbers that nobody gave: readable, and far apart enough."""

import pytest

from comanda.store.numbers import new_number


@pytest.mark.parametrize("length", [1, 6, 8])
def test_a_number_has_no_characters_that_look_alike(length: int) -> None:
    drawn = [new_number(length) for _ in range(500)]
    assert {len(number) for number in drawn} == {length}
    assert set("".join(drawn)) <= set("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")


def test_every_character_occurs_at_every_place() -> None:
    drawn = [new_number() for _ in range(3000)]
    for place in range(6):
        assert len({number[place] for number in drawn}) == 32


def test_numbers_fit_the_contracts_ten_letters_and_digits() -> None:
    assert len(new_number()) <= 10
    assert new_number(8).isalnum()


def test_numbers_rarely_repeat() -> None:
    assert len({new_number(8) for _ in range(2000)}) == 2000
