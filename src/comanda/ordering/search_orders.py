"""Find the orders of a location by where they are, whose they are and whether they wait for money."""

from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from comanda.kernel.errors import NotFound
from comanda.kernel.paging import Seek, Slice
from comanda.ordering.order import Order
from comanda.ordering.queries import load_orders, view_order
from comanda.store.database import UnitOfWork
from comanda.store.seeking import sought


@dataclass(frozen=True, slots=True)
class OrderSearch:
    """Which orders are wanted; None does not narrow.

    Attributes:
        waiter_id: who sent the order, or looks after one of its tables.
        session_id: the party's.
        payable_only: those that are going on and not paid in full.
    """

    table_id: UUID | None = None
    waiter_id: str | None = None
    session_id: UUID | None = None
    reservation_id: UUID | None = None
    payable_only: bool = False


_PAYABLE: LiteralString = (
    "o.status IN ('pending', 'pending_payment', 'open') AND o.total + o.rounding >"
    " (SELECT coalesce(sum(p.amount), 0) FROM payments p WHERE p.tenant_id = o.tenant_id AND p.order_id = o.id)"
    " - (SELECT coalesce(sum(r.amount), 0) FROM refund_payments r WHERE r.tenant_id = o.tenant_id"
    " AND r.order_id = o.id)"
)
_AT_TABLE: LiteralString = (
    "EXISTS (SELECT FROM order_tables t WHERE t.tenant_id = o.tenant_id AND t.order_id = o.id"
    " AND t.table_id = %(table)s)"
)
_OF_WAITER: LiteralString = (
    "(o.as_sent #>> '{details,dineIn,waiterId}' = %(waiter)s OR EXISTS (SELECT FROM order_tables t"
    " JOIN table_waiters w ON w.tenant_id = t.tenant_id AND w.table_id = t.table_id"
    " WHERE t.tenant_id = o.tenant_id AND t.order_id = o.id AND w.user_id::text = %(waiter)s))"
)
_OF_RESERVATION: LiteralString = (
    "(o.as_sent #>> '{details,dineIn,reservationId}' = %(reservation)s::text OR o.session_id IN"
    " (SELECT r.session_id FROM reservations r WHERE r.tenant_id = %(tenant)s AND r.id = %(reservation)s))"
)


async def search_orders(work: UnitOfWork, location_id: UUID, wanted: OrderSearch, seek: Seek) -> Slice[Order]:
    """Return orders of a location, newest first, by `(created_at, id)`."""
    conditions: list[LiteralString] = ["o.tenant_id = %(tenant)s", "o.location_id = %(location)s"]
    if wanted.payable_only:
        conditions.append(_PAYABLE)
    if wanted.table_id is not None:
        conditions.append(_AT_TABLE)
    if wanted.session_id is not None:
        conditions.append("o.session_id = %(session)s")
    if wanted.waiter_id is not None:
        conditions.append(_OF_WAITER)
    if wanted.reservation_id is not None:
        conditions.append(_OF_RESERVATION)
    part = sought(seek, "o.created_at", "o.id", newest_first=True)
    conditions.append(part.condition)
    rows = await work.all(
        "SELECT o.id FROM orders o WHERE " + " AND ".join(conditions) + part.order,
        {
            "tenant": work.tenant_id,
            "location": location_id,
            "table": wanted.table_id,
            "session": wanted.session_id,
            "waiter": wanted.waiter_id,
            "reservation": wanted.reservation_id,
            **part.params,
        },
    )
    found = Slice.of(seek, [row["id"] for row in rows])
    return Slice(tuple(await load_orders(work, found.rows)), found.more_before, found.more_after)


async def order_at_location(work: UnitOfWork, location_id: UUID, order_id: UUID) -> Order:
    """Return an order of a location.

    Raises:
        NotFound: `order_not_found`.
    """
    order = await view_order(work, order_id)
    check_at_location(order, location_id)
    return order


def check_at_location(order: Order, location_id: UUID) -> None:
    """Refuse an order of another location.

    Raises:
        NotFound: `order_not_found`.
    """
    if order.location_id != location_id:
        raise NotFound("No such order at this location.", code="order_not_found")
