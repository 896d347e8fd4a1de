"""Short codes that people read out: order, receipt and refund numbers that nobody gave."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from psycopg.errors import UniqueViolation

from comanda.kernel.errors import Conflict, FieldProblem, Unavailable

T = TypeVar("T")

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0/O and no 1/I, which look alike on paper."""


def new_number(length: int = 6) -> str:
    """Return a random code of 5 bits a character.

    Random rather than counted: a counter would make every order of a restaurant wait for the one before it to be
    written to disk, and would tell customers how many there were. Uniqueness is the database's to keep.
    """
    bits = secrets.randbits(5 * length)
    return "".join(_ALPHABET[(bits >> shift) & 31] for shift in range(0, 5 * length, 5))


_UNIQUE = {
    "uq_orders_order_no_tenant_id": "order_no",
    "uq_payments_receipt_no_tenant_id": "receipt_no",
    "uq_refunds_refund_no_tenant_id": "refund_no",
}
_TRIES = 5

Given = Mapping[tuple[str, str | None], str]
"""The numbers a caller gave, by kind (`order_no`, `receipt_no`, `refund_no`), and the field each stands in."""


async def with_numbers(work: Callable[[], Awaitable[T]], given: Given) -> T:
    """Do `work`, which makes up the numbers that nobody gave, and again when one of those was taken.

    Raises:
        Conflict: a number that the caller gave is taken, naming its field.
    """
    for _ in range(_TRIES):
        try:
            return await work()
        except UniqueViolation as error:
            kind = _UNIQUE.get(error.diag.constraint_name or "")
            if kind is None:
                raise
            number = (error.diag.message_detail or "").partition("=(")[2].partition(",")[0]
            field = given.get((kind, number))
            if field is not None:
                message = "this number has been used before in this restaurant"
                problem = FieldProblem(field, message, f"{kind}_taken")
                raise Conflict(f"{field}: {message}", code=f"{kind}_taken", fields=(problem,)) from error
    raise Unavailable("No free number was found; send it again.")
