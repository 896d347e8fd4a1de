"""What a location has taken: its payments, and their sums for a day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from comanda.kernel.errors import Invalid
from comanda.kernel.paging import Page
from comanda.store.database import UnitOfWork


def day_of(said: str | None, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    """Return the beginning and the end of a day as a location's clocks show it.

    Args:
        said: the day as `2026-11-21`; None is the day it is.

    Raises:
        Invalid: that is no day.
    """
    try:
        day = date.fromisoformat(said) if said else now.astimezone(zone).date()
        start = datetime.combine(day, time(), zone)
        return start.astimezone(UTC), datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid.field("date", "a day such as 2026-11-21 is expected", "not_a_day") from None


async def payments_at(work: UnitOfWork, location_id: UUID, page: Page) -> tuple[list[dict[str, Any]], int]:
    """Return a page of a location's payments, newest first, and how many there are."""
    params = {"tenant": work.tenant_id, "location": location_id, "limit": page.limit, "offset": page.offset}
    counted = await work.send(
        "SELECT count(*) AS total FROM payments p JOIN orders o ON o.tenant_id = p.tenant_id AND o.id = p.order_id"
        " WHERE p.tenant_id = %(tenant)s AND o.location_id = %(location)s",
        params,
    )
    rows = await work.send(
        "SELECT p.id, p.order_id, o.order_no AS order_number, p.method_name AS method, p.amount, p.tip,"
        " coalesce(p.reference, p.receipt_no) AS reference, p.created_at FROM payments p"
        " JOIN orders o ON o.tenant_id = p.tenant_id AND o.id = p.order_id"
        " WHERE p.tenant_id = %(tenant)s AND o.location_id = %(location)s"
        " ORDER BY p.created_at DESC, p.id DESC LIMIT %(limit)s OFFSET %(offset)s",
        params,
    )
    total = await counted.one()
    return await rows.all(), total["total"] if total else 0


async def summary_of(work: UnitOfWork, location_id: UUID, start: datetime, end: datetime) -> list[dict[str, Any]]:
    """Return what a location took from `start` to before `end`, by method: amount and tips less refunds, and count."""
    return await work.all(
        "SELECT m.method_name AS method, sum(m.amount)::bigint AS amount, sum(m.tip)::bigint AS tips,"
        " sum(m.payments)::bigint AS count FROM ("
        "SELECT p.order_id, p.method_name, p.amount, p.tip, 1 AS payments, p.created_at FROM payments p"
        " WHERE p.tenant_id = %(tenant)s UNION ALL"
        " SELECT r.order_id, r.method_name, -r.amount, -r.tip, 0, f.created_at FROM refund_payments r"
        " JOIN refunds f ON f.tenant_id = r.tenant_id AND f.id = r.refund_id WHERE r.tenant_id = %(tenant)s) m"
        " JOIN orders o ON o.tenant_id = %(tenant)s AND o.id = m.order_id"
        " WHERE o.location_id = %(location)s AND m.created_at >= %(start)s AND m.created_at < %(end)s"
        " GROUP BY m.method_name ORDER BY m.method_name",
        {"tenant": work.tenant_id, "location": location_id, "start": start, "end": end},
    )
