"""Short codes that people read out: order, receipt and refund numbers that nobody gave."""

import secrets

from comanda.kernel.errors import Conflict, FieldProblem

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0/O and no 1/I, which look alike on paper."""


def new_number(length: int = 6) -> str:
    """Return a random code of 5 bits a character.

    Random rather than counted: a counter would make every order of a restaurant wait for the one before it to be
    written to disk, and would tell customers how many there were. Uniqueness is the database's to keep.
    """
    bits = secrets.randbits(5 * length)
    return "".join(_ALPHABET[(bits >> shift) & 31] for shift in range(0, 5 * length, 5))


def number_taken(field: str, name: str) -> Conflict:
    """Return the refusal of a number that the restaurant has used before."""
    message = "this number has been used before in this restaurant"
    return Conflict(
        f"{field}: {message}", code=f"{name}_taken", fields=(FieldProblem(field, message, f"{name}_taken"),)
    )
