"""The floor at a glance: every table with its party, its calls, and how its bill stands."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from comanda.dining.queries import calls_at, guests_of, sessions_at
from comanda.dining.session import GuestStatus, ServiceRequest, SessionStatus, SessionView
from comanda.dining.table_states import table_states
from comanda.store.database import UnitOfWork


@dataclass(frozen=True, slots=True)
class PartyTotals:
    """How far a party's orders are, and what they come to in minor units.

    Attributes:
        ready_items: lines that the kitchen has made and nobody has brought yet.
    """

    order_count: int
    pending_orders: int
    open_items: int
    total: int
    paid: int
    last_order_at: datetime | None
    ready_items: int = 0

    @property
    def outstanding(self) -> int:
        """What is still owed."""
        return max(0, self.total - self.paid)


NOTHING = PartyTotals(0, 0, 0, 0, 0, None)


@dataclass(frozen=True, slots=True)
class TableView:
    """What staff see of a table.

    Attributes:
        status: `available`, `occupied`, `reserved` or `maintenance`.
        waiting_guests: phones that wait to be let in.
    """

    table_id: UUID
    status: str
    session: SessionView | None
    calls: tuple[ServiceRequest, ...]
    waiting_guests: int
    totals: PartyTotals


async def floor_of(work: UnitOfWork, location_id: UUID, table_ids: Sequence[UUID]) -> dict[UUID, TableView]:
    """Return the state of tables of a location, by id, with a fixed number of statements."""
    live = await sessions_at(work, location_id, (SessionStatus.PENDING, SessionStatus.ACTIVE), limit=1000)
    ids = [session.id for session in live]
    states = await table_states(work, table_ids)
    calls: dict[UUID, list[ServiceRequest]] = defaultdict(list)
    for call in await calls_at(work, location_id, ("pending", "acknowledged"), ids):
        calls[call.session_id].append(call)
    waiting: dict[UUID, int] = defaultdict(int)
    phones: dict[UUID, int] = defaultdict(int)
    for guest in await guests_of(work, ids):
        waiting[guest.session_id] += guest.status is GuestStatus.WAITING
        phones[guest.session_id] += guest.status is GuestStatus.ADMITTED
    # Nobody says how many they are when they scan; there are at least as many as phones.
    live = [replace(session, guest_count=max(session.guest_count, phones[session.id])) for session in live]
    totals = await party_totals(work, ids)
    by_table = {table.id: session for session in live for table in session.tables}
    found = {}
    for table_id in table_ids:
        session = by_table.get(table_id)
        active = session is not None and session.status is SessionStatus.ACTIVE
        found[table_id] = TableView(
            table_id,
            "occupied" if active else states.get(table_id, "available"),
            session,
            tuple(calls[session.id]) if session else (),
            waiting[session.id] if session else 0,
            totals.get(session.id, NOTHING) if session else NOTHING,
        )
    return found


async def party_totals(work: UnitOfWork, session_ids: Sequence[UUID]) -> Mapping[UUID, PartyTotals]:
    """Return the totals of parties that have ordered, with one statement."""
    rows = await work.all(
        "SELECT o.session_id, count(*) AS order_count, count(*) FILTER (WHERE o.status = 'pending') AS pending_orders,"
        " coalesce(sum(i.open), 0)::bigint AS open_items,"
        " coalesce(sum(i.ready) FILTER (WHERE o.status = 'open'), 0)::bigint AS ready_items,"
        " sum(o.total + o.rounding)::bigint AS total,"
        " coalesce(sum(p.amount), 0)::bigint - coalesce(sum(r.amount), 0)::bigint AS paid,"
        " max(o.created_at) AS last_order_at FROM orders o"
        " CROSS JOIN LATERAL (SELECT count(*) AS open, count(*) FILTER (WHERE l.kitchen = 'fulfilled') AS ready"
        " FROM order_lines l WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id AND l.expedite <> 'expedited') i"
        " CROSS JOIN LATERAL (SELECT sum(amount) AS amount FROM payments p WHERE p.tenant_id = o.tenant_id"
        " AND p.order_id = o.id) p"
        " CROSS JOIN LATERAL (SELECT sum(amount) AS amount FROM refund_payments r WHERE r.tenant_id = o.tenant_id"
        " AND r.order_id = o.id) r"
        " WHERE o.tenant_id = %s AND o.session_id = ANY(%s) AND o.status NOT IN ('cancelled', 'cancelled_payment')"
        " GROUP BY o.session_id",
        (work.tenant_id, list(session_ids)),
    )
    return {row.pop("session_id"): PartyTotals(**row) for row in rows}
