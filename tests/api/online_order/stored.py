"""What the database holds, seen from outside the application."""

from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg

COUNTED: tuple[LiteralString, ...] = (
    "orders",
    "order_lines",
    "order_tables",
    "payments",
    "refunds",
    "refund_payments",
    "events",
    "idempotency_keys",
    "vouchers",
    "customers",
    "loyalty_members",
    "loyalty_transactions",
    "store_credit_transactions",
    "store_credit_topups",
    "reservations",
    "reservation_tables",
    "dining_sessions",
    "table_occupancy",
)


_POINTS: LiteralString = (
    "SELECT m.id, m.points, sum(t.points) FROM loyalty_members m LEFT JOIN loyalty_transactions t"
    " ON t.tenant_id = m.tenant_id AND t.member_id = m.id GROUP BY m.id, m.points"
    " HAVING m.points <> coalesce(sum(t.points), 0)"
)
_CREDIT: LiteralString = (
    "SELECT a.customer_id, a.balance, sum(t.amount) FROM store_credit_accounts a"
    " FULL JOIN store_credit_transactions t ON t.tenant_id = a.tenant_id AND t.customer_id = a.customer_id"
    " GROUP BY a.customer_id, a.balance HAVING a.balance IS DISTINCT FROM coalesce(sum(t.amount), 0)"
)
UNEQUAL = (_POINTS, _CREDIT)
"""Balances that are not what their ledgers sum to: there are none."""


def everything(url: str) -> dict[str, int]:
    """How many rows orders and customers consist of, how often orders changed and vouchers were used."""
    with psycopg.connect(url) as connection:
        found = {name: _number(connection, "SELECT count(*) FROM " + name) for name in COUNTED}
        found["versions"] = _number(connection, "SELECT coalesce(sum(version), 0) FROM orders")
        found["redeemed"] = _number(connection, "SELECT coalesce(sum(redeemed), 0) FROM vouchers")
        return found


def _number(connection: psycopg.Connection[Any], query: LiteralString) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def redeemed(url: str, voucher_id: str) -> int:
    """How often a voucher was used."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT redeemed FROM vouchers WHERE id = %s", (voucher_id,)).fetchone()
        assert row is not None
        return int(row[0])


def holdings(url: str, customer_id: str) -> tuple[list[int], int]:
    """A customer's points in each program they are in, and their credit; every balance is what its ledger sums to."""
    with psycopg.connect(url) as connection:
        for statement in UNEQUAL:
            assert connection.execute(statement).fetchall() == []
        points = connection.execute(
            "SELECT m.points FROM loyalty_members m JOIN loyalty_programs p USING (tenant_id)"
            " WHERE m.customer_id = %s AND p.id = m.program_id ORDER BY p.sort",
            (customer_id,),
        ).fetchall()
        credit = connection.execute(
            "SELECT balance FROM store_credit_accounts WHERE customer_id = %s", (customer_id,)
        ).fetchone()
        return [int(row[0]) for row in points], int(credit[0]) if credit else 0


def as_restaurant(url: str, restaurant_id: str, statement: LiteralString, params: Sequence[Any] = ()) -> None:
    """Run a statement the way a restaurant's own tools do: its menus are compiled again if it touches them."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT set_config('comanda.tenant', %s, true)", (restaurant_id,))
        connection.execute(statement, params)


def platform(url: str, statement: LiteralString, params: Sequence[Any] = ()) -> None:
    """Run a statement on the platform's own tables."""
    with psycopg.connect(url) as connection:
        connection.execute(statement, params)


def accept_nothing(url: str, restaurant_id: str) -> None:
    """Let new orders wait as pending until somebody accepts them."""
    as_restaurant(url, restaurant_id, "UPDATE locations SET auto_accept = '{}' WHERE tenant_id = %s", (restaurant_id,))


def sell_out(url: str, restaurant_id: str, location_id: str, item_id: str) -> None:
    """Mark an item as sold out at a location."""
    as_restaurant(
        url,
        restaurant_id,
        "INSERT INTO item_blocks (tenant_id, location_id, item_id) VALUES (%s, %s, %s)",
        (restaurant_id, location_id, item_id),
    )


def contact_of(url: str, order_id: str) -> Any:
    """The contact kept with an order."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT contact FROM orders WHERE id = %s", (order_id,)).fetchone()
        assert row is not None
        return row[0]
