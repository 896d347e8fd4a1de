"""What stands in a location's book around a day, read for the rules."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from comanda.reservations.plan import BookingPlan
from comanda.reservations.rules.availability import SPAN_DAYS, Arriving, Closure, DayBook, Held
from comanda.reservations.rules.wishes import LONGEST_STAY
from comanda.store.database import UnitOfWork

_OVERSTAYS = timedelta(minutes=15)
"""How much longer a party is taken to stay that should have left by now."""
_SAID_BY_STAFF = timedelta(hours=2)
"""How long a table is taken to be unusable that staff said is occupied or reserved, without saying until when."""

_SITTING = (
    "SELECT s.id, s.customer_name, s.started_at, s.planned_until, s.guest_count, array_agg(o.table_id) AS tables"
    " FROM dining_sessions s JOIN table_occupancy o ON o.tenant_id = s.tenant_id AND o.session_id = s.id"
    " WHERE s.tenant_id = %(tenant)s AND s.location_id = %(location)s AND s.status IN ('pending', 'active')"
    " AND (s.expires_at IS NULL OR s.expires_at > %(now)s) GROUP BY s.tenant_id, s.id ORDER BY s.started_at, s.id"
)


class SittingParty(NamedTuple):
    """A party that is at tables now.

    Attributes:
        due_at: when it was to leave.
        ends_at: when it is taken to leave: later than now, whatever was planned.
    """

    session_id: UUID
    name: str
    covers: int
    tables: tuple[UUID, ...]
    started_at: datetime
    due_at: datetime
    ends_at: datetime

    def held(self, now: datetime) -> Held:
        """Return what it means for whoever wants its tables."""
        return Held(self.tables, min(self.started_at, now), self.ends_at)


async def load_day(
    work: UnitOfWork,
    location_id: UUID,
    plan: BookingPlan,
    base: datetime,
    now: datetime,
    *,
    excluding: Sequence[UUID] = (),
) -> DayBook:
    """Return what stands in the book from `base`, the beginning of a local day, until its parties have left.

    Tables are taken by reservations, by parties that sit there now, and by what staff said of them.

    Args:
        excluding: reservations that are about to get other tables.
    """
    end = base + timedelta(days=SPAN_DAYS)
    here = {
        "tenant": work.tenant_id,
        "location": location_id,
        "base": base,
        "end": end,
        "from": base - LONGEST_STAY,
        "now": now,
        "excluding": list(excluding),
    }
    booked = await work.send(
        "SELECT r.service_id, r.covers, r.starts_at, r.ends_at, ARRAY(SELECT t.table_id FROM reservation_tables t"
        " WHERE t.tenant_id = r.tenant_id AND t.reservation_id = r.id AND t.live) AS tables FROM reservations r"
        " WHERE r.tenant_id = %(tenant)s AND r.location_id = %(location)s AND r.starts_at < %(end)s"
        " AND r.starts_at > %(from)s AND r.ends_at > %(base)s AND r.id <> ALL(%(excluding)s::uuid[])"
        " AND r.status NOT IN ('no_show', 'cancelled', 'cancelled_payment')"
        " AND NOT (r.status = 'pending_payment' AND coalesce(r.expires_at <= %(now)s, false)) ORDER BY r.starts_at",
        here,
    )
    sitting = await work.send(_SITTING, here)
    said = await work.send(
        "SELECT s.table_id, s.state FROM table_states s JOIN dining_tables d ON d.tenant_id = s.tenant_id"
        " AND d.id = s.table_id WHERE s.tenant_id = %(tenant)s AND d.location_id = %(location)s",
        here,
    )
    closures = await work.send(
        "SELECT id, service_id, starts_at, ends_at, reason FROM slot_closures WHERE tenant_id = %(tenant)s"
        " AND location_id = %(location)s AND starts_at < %(end)s AND ends_at > %(base)s ORDER BY starts_at, id",
        here,
    )
    reservations = await booked.all()
    held = [Held(tuple(row["tables"]), row["starts_at"], row["ends_at"]) for row in reservations if row["tables"]]
    held += [_sitting(plan, row, now).held(now) for row in await sitting.all()]
    for row in await said.all():
        until = now + (timedelta(days=1) if row["state"] == "maintenance" else _SAID_BY_STAFF)
        held.append(Held((row["table_id"],), now, until))
    return DayBook(
        tuple(held),
        tuple(Arriving(row["service_id"], row["starts_at"], row["covers"]) for row in reservations),
        tuple(Closure(**row) for row in await closures.all()),
    )


async def sitting_parties(work: UnitOfWork, location_id: UUID, plan: BookingPlan, now: datetime) -> list[SittingParty]:
    """Return the parties that are at tables just now, the earliest first."""
    rows = await work.all(_SITTING, {"tenant": work.tenant_id, "location": location_id, "now": now})
    return [_sitting(plan, row, now) for row in rows]


def _sitting(plan: BookingPlan, row: dict[str, Any], now: datetime) -> SittingParty:
    until = row["planned_until"] or row["started_at"] + timedelta(minutes=plan.usual_turn(row["guest_count"]))
    return SittingParty(
        row["id"],
        row["customer_name"],
        row["guest_count"],
        tuple(row["tables"]),
        row["started_at"],
        until,
        max(until, now + _OVERSTAYS),
    )
