"""Reads of orders."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from comanda.kernel.errors import NotFound
from comanda.kernel.paging import Page
from comanda.ordering.order import Order, OrderSummary
from comanda.ordering.rows import to_order
from comanda.ordering.rules.settlement import financial_status
from comanda.ordering.rules.status import Status, roll_up
from comanda.store.database import UnitOfWork


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders a list shows; None does not narrow. Times are inclusive."""

    location_id: UUID | None = None
    app_id: UUID | None = None
    ids: tuple[UUID, ...] | None = None
    order_no: str | None = None
    customer_id: UUID | None = None
    updated_from: datetime | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None


async def view_order(work: UnitOfWork, order_id: UUID) -> Order:
    """Return an order.

    Raises:
        NotFound: no such order of this tenant.
    """
    found = await load_orders(work, [order_id])
    if not found:
        raise NotFound("No such order.")
    return found[0]


async def lock_order(work: UnitOfWork, order_id: UUID) -> Order:
    """Return an order, and let nobody else change it until this unit of work ends.

    Raises:
        NotFound: no such order of this tenant.
        Conflict: somebody else has been changing it for too long.
    """
    await work.send(
        "SELECT id FROM orders WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE", (work.tenant_id, order_id)
    )
    return await view_order(work, order_id)


async def load_orders(work: UnitOfWork, ids: Sequence[UUID]) -> list[Order]:
    """Return those of the orders that exist, in the order asked for."""
    which = (work.tenant_id, list(ids))
    heads = await work.send(
        "SELECT o.*, t.currency, k.lock_id, k.expires_at AS lock_expires_at FROM orders o"
        " JOIN tenants t ON t.id = o.tenant_id"
        " LEFT JOIN order_locks k ON k.tenant_id = o.tenant_id AND k.order_id = o.id AND k.expires_at > now()"
        " WHERE o.tenant_id = %s AND o.id = ANY(%s)",
        which,
    )
    lines = await work.send(
        "SELECT * FROM order_lines WHERE tenant_id = %s AND order_id = ANY(%s) ORDER BY sort, id", which
    )
    tables = await work.send(
        "SELECT o.order_id, o.table_id, o.pax, t.name, t.number FROM order_tables o"
        " JOIN dining_tables t ON t.tenant_id = o.tenant_id AND t.id = o.table_id"
        " WHERE o.tenant_id = %s AND o.order_id = ANY(%s) ORDER BY o.sort",
        which,
    )
    payments = await work.send(
        "SELECT * FROM payments WHERE tenant_id = %s AND order_id = ANY(%s) ORDER BY created_at, id", which
    )
    refunds = await work.send(
        "SELECT * FROM refunds WHERE tenant_id = %s AND order_id = ANY(%s) ORDER BY created_at, id", which
    )
    parts = await work.send(
        "SELECT * FROM refund_payments WHERE tenant_id = %s AND order_id = ANY(%s) ORDER BY sort", which
    )
    by_id = {row["id"]: row for row in await heads.all()}
    grouped = [_by_order(await rows.all()) for rows in (lines, tables, payments, refunds, parts)]
    return [to_order(by_id[id_], *(rows[id_] for rows in grouped)) for id_ in ids if id_ in by_id]


async def lock_orders_of(work: UnitOfWork, session_id: UUID) -> list[Order]:
    """Return the orders of a dining session, oldest first, and let nobody else change them."""
    await work.send(
        "SELECT id FROM orders WHERE tenant_id = %s AND session_id = %s ORDER BY id FOR NO KEY UPDATE",
        (work.tenant_id, session_id),
    )
    return await orders_of(work, session_id)


async def orders_of(work: UnitOfWork, session_id: UUID, guest_id: UUID | None = None) -> list[Order]:
    """Return the orders of a dining session, oldest first: of one guest of it, or of everybody."""
    rows = await work.all(
        "SELECT id FROM orders WHERE tenant_id = %(tenant)s AND session_id = %(session)s"
        " AND (%(guest)s::uuid IS NULL OR guest_id = %(guest)s) ORDER BY created_at, id",
        {"tenant": work.tenant_id, "session": session_id, "guest": guest_id},
    )
    return await load_orders(work, [row["id"] for row in rows])


async def guest_names(work: UnitOfWork, orders: Sequence[Order]) -> dict[UUID, str]:
    """Return the names of the guests who sent these orders, by guest."""
    ids = list({order.guest_id for order in orders if order.guest_id is not None})
    if not ids:
        return {}
    rows = await work.all("SELECT id, name FROM guests WHERE tenant_id = %s AND id = ANY(%s)", (work.tenant_id, ids))
    return {row["id"]: row["name"] for row in rows}


async def newest_orders(
    work: UnitOfWork, location_id: UUID, statuses: Sequence[Status] | None, started: str | None, page: Page
) -> tuple[list[UUID], int]:
    """Return the ids of a page of a location's orders, newest first, and how many there are.

    Args:
        statuses: any of these; None is all.
        started: for open orders, how far they are: `confirmed`, `preparing`, `ready` or `served`.
    """
    chosen: LiteralString = (
        " FROM orders o CROSS JOIN LATERAL (SELECT bool_and(l.expedite = 'expedited') AS served,"
        " bool_and(l.kitchen = 'fulfilled') AS ready,"
        " bool_and(l.kitchen = 'default' AND l.expedite <> 'expedited') AS untouched FROM order_lines l"
        " WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id) far"
        " WHERE o.tenant_id = %(tenant)s AND o.location_id = %(location)s"
        " AND (%(any)s OR o.status = ANY(%(statuses)s)) AND (%(started)s::text IS NULL OR %(started)s ="
        " CASE WHEN far.served THEN 'served' WHEN far.ready THEN 'ready' WHEN far.untouched THEN 'confirmed'"
        " ELSE 'preparing' END)"
    )
    params = {
        "tenant": work.tenant_id,
        "location": location_id,
        "any": statuses is None,
        "statuses": list(statuses or ()),
        "started": started,
        "limit": page.limit,
        "offset": page.offset,
    }
    counted = await work.send("SELECT count(*) AS total" + chosen, params)
    rows = await work.send(
        "SELECT o.id" + chosen + " ORDER BY o.created_at DESC, o.id DESC LIMIT %(limit)s OFFSET %(offset)s", params
    )
    total = await counted.one()
    return [row["id"] for row in await rows.all()], total["total"] if total else 0


async def unpaid_orders(work: UnitOfWork, location_id: UUID) -> list[UUID]:
    """Return the ids of a location's orders with something left to pay, oldest first."""
    rows = await work.all(
        "SELECT o.id FROM orders o WHERE o.tenant_id = %s AND o.location_id = %s"
        " AND o.status IN ('pending', 'open', 'closed') AND o.total + o.rounding >"
        " (SELECT coalesce(sum(p.amount), 0) FROM payments p WHERE p.tenant_id = o.tenant_id AND p.order_id = o.id)"
        " - (SELECT coalesce(sum(r.amount), 0) FROM refund_payments r WHERE r.tenant_id = o.tenant_id"
        " AND r.order_id = o.id) ORDER BY o.created_at, o.id LIMIT 300",
        (work.tenant_id, location_id),
    )
    return [row["id"] for row in rows]


def _by_order(rows: Sequence[dict[str, Any]]) -> dict[UUID, list[dict[str, Any]]]:
    grouped: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row["order_id"]].append(row)
    return grouped


async def order_ids(work: UnitOfWork, wanted: OrderFilter, page: Page) -> list[UUID]:
    """Return the ids of a page of orders, oldest first."""
    selected, params = _page_of(work.tenant_id, wanted, page)
    return [row["id"] for row in await work.all("SELECT o.id FROM " + selected, params)]


async def list_orders(work: UnitOfWork, wanted: OrderFilter, page: Page) -> list[OrderSummary]:
    """Return a page of orders in summary, oldest first, with one statement."""
    selected, params = _page_of(work.tenant_id, wanted, page)
    rows = await work.all(
        "SELECT o.id, o.location_id, restaurant.currency, o.customer_id, o.order_no, o.order_ticket,"
        " o.dining_option_id, o.subtotal, o.total, o.rounding, o.status, o.created_at, o.updated_at,"
        " paid.amount AS payments, given_back.amount AS refunds, lines.count, lines.fulfilled, lines.expedited,"
        " seated.tables FROM " + selected + " JOIN tenants restaurant ON restaurant.id = o.tenant_id"
        " CROSS JOIN LATERAL (SELECT coalesce(sum(p.amount), 0)::bigint AS amount FROM payments p"
        " WHERE p.tenant_id = o.tenant_id AND p.order_id = o.id) paid"
        " CROSS JOIN LATERAL (SELECT coalesce(sum(r.amount), 0)::bigint AS amount FROM refund_payments r"
        " WHERE r.tenant_id = o.tenant_id AND r.order_id = o.id) given_back"
        " CROSS JOIN LATERAL (SELECT count(*) AS count, count(*) FILTER (WHERE l.kitchen = 'fulfilled') AS fulfilled,"
        " count(*) FILTER (WHERE l.expedite = 'expedited') AS expedited FROM order_lines l"
        " WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id) lines"
        " CROSS JOIN LATERAL (SELECT array_agg(ARRAY[s.table_id::text, t.name] ORDER BY s.sort) AS tables"
        " FROM order_tables s JOIN dining_tables t ON t.tenant_id = s.tenant_id AND t.id = s.table_id"
        " WHERE s.tenant_id = o.tenant_id AND s.order_id = o.id) seated"
        " ORDER BY o.created_at, o.id",
        params,
    )
    return [_summary(row) for row in rows]


def _summary(row: dict[str, Any]) -> OrderSummary:
    status, due = Status(row["status"]), row["total"] + row["rounding"]
    return OrderSummary(
        row["id"],
        row["location_id"],
        row["currency"],
        row["customer_id"],
        row["order_no"],
        row["order_ticket"],
        row["dining_option_id"],
        row["subtotal"],
        row["total"],
        row["rounding"],
        row["payments"] - row["refunds"],
        status,
        financial_status(status, due, row["payments"], row["refunds"]),
        roll_up(row["fulfilled"], row["count"], "fulfilled"),
        roll_up(row["expedited"], row["count"], "expedited"),
        row["created_at"],
        row["updated_at"],
        tuple((UUID(table_id), name) for table_id, name in row["tables"] or ()),
    )


def _page_of(tenant_id: UUID, wanted: OrderFilter, page: Page) -> tuple[LiteralString, dict[str, Any]]:
    """Return a table expression named `o` of the page's orders, oldest first, and its parameters.

    Each location's orders are read in order from its own index, and only as many as the page needs.
    """
    conditions: list[LiteralString] = ["o.tenant_id = l.tenant_id", "o.location_id = l.id"]
    if wanted.app_id is not None:
        conditions.append("o.app_id = %(app)s")
    if wanted.ids is not None:
        conditions.append("o.id = ANY(%(ids)s)")
    if wanted.order_no is not None:
        conditions.append("o.order_no = %(order_no)s")
    if wanted.customer_id is not None:
        conditions.append("o.customer_id = %(customer)s")
    if wanted.updated_from is not None:
        conditions.append("o.updated_at >= %(updated_from)s")
    if wanted.created_from is not None:
        conditions.append("o.created_at >= %(created_from)s")
    if wanted.created_to is not None:
        # Times on the wire have whole seconds, so "at or before 12:00:00" includes all of that second.
        conditions.append("o.created_at < %(created_to)s + interval '1 second'")
    here: LiteralString = "" if wanted.location_id is None else " AND l.id = %(location)s"
    selected: LiteralString = (
        "(SELECT o.* FROM locations l CROSS JOIN LATERAL (SELECT * FROM orders o WHERE "
        + " AND ".join(conditions)
        + " ORDER BY o.created_at, o.id LIMIT %(reach)s) o WHERE l.tenant_id = %(tenant)s"
        + here
        + " ORDER BY o.created_at, o.id LIMIT %(limit)s OFFSET %(offset)s) o"
    )
    return selected, {
        "tenant": tenant_id,
        "location": wanted.location_id,
        "app": wanted.app_id,
        "ids": list(wanted.ids or ()),
        "order_no": wanted.order_no,
        "customer": wanted.customer_id,
        "updated_from": wanted.updated_from,
        "created_from": wanted.created_from,
        "created_to": wanted.created_to,
        "limit": page.limit,
        "offset": page.offset,
        "reach": page.offset + page.limit,
    }
