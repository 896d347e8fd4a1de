"""Reservations that come to nothing by themselves: deposits that nobody paid, parties that did not come."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from comanda.restaurants.settings import LocationSettings
from comanda.store.database import Database, Event, UnitOfWork

_GIVE_UP: LiteralString = (
    "WITH gone AS (UPDATE reservations r SET status = %(status)s, expires_at = NULL, updated_at = %(at)s"
    " WHERE r.tenant_id = %(tenant)s AND r.location_id = %(location)s AND r.id IN (SELECT o.id FROM reservations o"
    " WHERE o.tenant_id = %(tenant)s AND o.location_id = %(location)s AND {} ORDER BY o.id FOR UPDATE SKIP LOCKED)"
    " RETURNING r.id), freed AS (UPDATE reservation_tables t SET live = false FROM gone"
    " WHERE t.tenant_id = %(tenant)s AND t.reservation_id = gone.id) SELECT id FROM gone"
)
_IS_LATE: LiteralString = " AND o.starts_at <= %(at)s - make_interval(mins => %(late)s)"
_LATE: dict[str, LiteralString] = {
    "no_show": _GIVE_UP.format("o.status = 'booked'" + _IS_LATE),
    "cancelled_payment": _GIVE_UP.format("o.status = 'pending_payment'" + _IS_LATE),
}


async def give_up_unpaid(work: UnitOfWork, location_id: UUID, at: datetime) -> int:
    """Free the tables of reservations whose deposit was not paid in time, and return how many there were."""
    rows = await work.all(
        _GIVE_UP.format("o.status = 'pending_payment' AND o.expires_at <= %(at)s"),
        {"tenant": work.tenant_id, "location": location_id, "status": "cancelled_payment", "at": at},
    )
    for row in rows:
        work.record(_lapsed(row["id"], location_id, "cancelled_payment", at))
    return len(rows)


async def sweep(database: Database) -> int:
    """Give up what nobody paid and whom nobody expects any more, everywhere, and return how many there were.

    A party that is as late as its location's `no_show_minutes` counts as not coming, and so does one whose deposit
    staff had left open. Staff may still seat whoever did not come.
    """
    places = await database.read_platform(
        "SELECT DISTINCT tenant_id, location_id, now() AS at FROM reservations"
        " WHERE (status = 'pending_payment' AND expires_at <= now())"
        " OR (status IN ('pending_payment', 'booked') AND starts_at < now() - interval '5 minutes')"
    )
    swept = 0
    for place in places:
        async with database.unit_of_work(place["tenant_id"]) as work:
            location_id, at = place["location_id"], place["at"]
            swept += await give_up_unpaid(work, location_id, at)
            row = await work.one(
                "SELECT settings FROM locations WHERE tenant_id = %s AND id = %s", (work.tenant_id, location_id)
            )
            assert row is not None  # noqa: S101 - the reservations refer to it
            late = {
                "tenant": work.tenant_id,
                "location": location_id,
                "at": at,
                "late": LocationSettings.of(row["settings"]).no_show_minutes,
            }
            for status, statement in _LATE.items():
                absent = await work.all(statement, {**late, "status": status})
                for one in absent:
                    work.record(_lapsed(one["id"], location_id, status, at))
                swept += len(absent)
    return swept


def _lapsed(reservation_id: UUID, location_id: UUID, status: str, at: datetime) -> Event:
    topic = "reservation.no_show" if status == "no_show" else "reservation.cancelled"
    return Event(topic, reservation_id, at, location_id, payload={"status": status})
