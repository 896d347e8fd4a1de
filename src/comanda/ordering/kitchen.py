"""What the kitchen and the pass have before them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from comanda.ordering.order import Order
from comanda.ordering.queries import load_orders
from comanda.ordering.void_lines import VoidedLine, unseen_voids
from comanda.store.database import UnitOfWork

_MOST = 200
_LINES: LiteralString = "SELECT FROM order_lines l WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id AND "
_VIEWS: dict[str, LiteralString] = {
    "kitchen": "EXISTS (" + _LINES + "l.kitchen <> 'fulfilled') AND o.status IN ('pending', 'open')",
    "expedite": (
        "EXISTS ("
        + _LINES
        + "l.kitchen = 'fulfilled' AND l.expedite <> 'expedited') AND o.status IN ('pending', 'open')"
    ),
    "recent": (
        "NOT EXISTS (" + _LINES + "l.kitchen <> 'fulfilled') AND o.status IN ('open', 'closed')"
        " AND o.updated_at > now() - interval '2 hours'"
    ),
    "live": "o.status IN ('pending', 'open')",
}


@dataclass(frozen=True, slots=True)
class Ticket:
    """An order as the kitchen sees it, with what was taken off it."""

    order: Order
    voided: tuple[VoidedLine, ...]


async def tickets(work: UnitOfWork, location_id: UUID, view: str) -> list[Ticket]:
    """Return the tickets of a location, oldest first (newest first for `recent`).

    Args:
        view: `kitchen`: something is still to be made, or was taken off unseen; `expedite`: something is ready to be
            served; `recent`: made in the last two hours; `live`: every order that is not over.
    """
    voids = await unseen_voids(work, location_id) if view in ("kitchen", "live") else []
    order: LiteralString = "o.updated_at DESC, o.id" if view == "recent" else "o.created_at, o.id"
    rows = await work.all(
        "SELECT o.id FROM orders o WHERE o.tenant_id = %(tenant)s AND o.location_id = %(location)s AND (("
        + _VIEWS[view]
        + ") OR o.id = ANY(%(voided)s)) ORDER BY "
        + order
        + " LIMIT %(most)s",
        {
            "tenant": work.tenant_id,
            "location": location_id,
            "voided": list({void.order_id for void in voids}),
            "most": _MOST,
        },
    )
    orders = await load_orders(work, [row["id"] for row in rows])
    return [Ticket(found, _of(found.id, voids)) for found in orders]


def _of(order_id: UUID, voids: Sequence[VoidedLine]) -> tuple[VoidedLine, ...]:
    return tuple(void for void in voids if void.order_id == order_id)


async def order_of_line(work: UnitOfWork, line_id: UUID) -> UUID | None:
    """Return the order that a line belongs to, or None."""
    row = await work.one("SELECT order_id FROM order_lines WHERE tenant_id = %s AND id = %s", (work.tenant_id, line_id))
    return row["order_id"] if row is not None else None
