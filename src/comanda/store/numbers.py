"""Short codes that people read out: order, receipt, refund, top-up and reservation numbers that nobody gave."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import LiteralString, TypeVar
from uuid import UUID

from psycopg.errors import UniqueViolation

from comanda.kernel.errors import Conflict, FieldProblem, Unavailable
from comanda.store.database import Database

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


_UNIQUE: dict[str, tuple[str, LiteralString]] = {
    "uq_orders_order_no_tenant_id": ("order_no", "SELECT order_no AS number FROM orders WHERE order_no = ANY(%s)"),
    "uq_payments_receipt_no_tenant_id": (
        "receipt_no",
        "SELECT receipt_no AS number FROM payments WHERE receipt_no = ANY(%s)",
    ),
    "uq_refunds_refund_no_tenant_id": (
        "refund_no",
        "SELECT refund_no AS number FROM refunds WHERE refund_no = ANY(%s)",
    ),
    "uq_store_credit_topups_topup_no_tenant_id": (
        "topup_no",
        "SELECT topup_no AS number FROM store_credit_topups WHERE topup_no = ANY(%s)",
    ),
    "uq_reservations_reservation_no_tenant_id": (
        "reservation_no",
        "SELECT reservation_no AS number FROM reservations WHERE reservation_no = ANY(%s)",
    ),
}
_TRIES = 5

Given = Mapping[tuple[str, str | None], str]
"""The numbers a caller gave, by kind (`order_no`, `receipt_no` and so on), and the field each stands in."""


async def with_numbers(database: Database, tenant_id: UUID, work: Callable[[], Awaitable[T]], given: Given) -> T:
    """Do `work`, which makes up the numbers that nobody gave, and again when one of those was taken.

    Raises:
        Conflict: a number that the caller gave is taken, naming its field.
    """
    for _ in range(_TRIES):
        try:
            return await work()
        except UniqueViolation as error:
            found = _UNIQUE.get(error.diag.constraint_name or "")
            if found is None:
                raise
            kind, statement = found
            # Which number it was, the database does not tell whoever is under row-level security.
            numbers = [number for asked, number in given if asked == kind and number is not None]
            async with database.unit_of_work(tenant_id) as reading:
                taken = await reading.all(statement, (numbers,))
            if taken:
                field = given[kind, taken[0]["number"]]
                message = "this number has been used before in this restaurant"
                problem = FieldProblem(field, message, f"{kind}_taken")
                raise Conflict(f"{field}: {message}", code=f"{kind}_taken", fields=(problem,)) from error
    raise Unavailable("No free number was found; send it again.")
