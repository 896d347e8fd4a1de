"""Seat a party at tables at once, inside somebody's unit of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from comanda.dining.events import session_event
from comanda.dining.occupancy import give_up_expired, take_tables
from comanda.dining.queries import view_session
from comanda.dining.request_table import check_usable
from comanda.dining.session import SessionView
from comanda.kernel.actor import Actor
from comanda.kernel.ids import new_id
from comanda.store.database import UnitOfWork


@dataclass(frozen=True, slots=True)
class Arrived:
    """A party that stands at the door.

    Attributes:
        source: who seats it: `staff` or `terminal`.
        planned_until: when it is expected to leave.
        note: the host's words.
        deposit: what was paid beforehand, as card terminals are shown it.
        external_id: the id that a terminal's backend gave it, `external_digest` of what it asked for.
    """

    location_id: UUID
    source: str
    name: str
    covers: int
    started_at: datetime
    planned_until: datetime | None = None
    note: str | None = None
    guest_requests: str | None = None
    stage: str | None = None
    deposit: Mapping[str, Any] | None = None
    phone: str | None = None
    customer_id: UUID | None = None
    external_id: str | None = None
    external_digest: bytes | None = None


async def sit_down(work: UnitOfWork, actor: Actor, party: Arrived, table_ids: Sequence[UUID]) -> SessionView:
    """Open a dining session, active at once, at tables of its location.

    Raises:
        Conflict: `table_occupied` or `table_closed`.
    """
    session_id = new_id()
    for table_id in table_ids:
        await check_usable(work, table_id)
    await give_up_expired(work, table_ids, actor.at)
    await work.send(
        "INSERT INTO dining_sessions (tenant_id, id, location_id, status, source, customer_name, customer_phone,"
        " customer_id, guest_count, note, guest_requests, stage, deposit, external_id, external_digest, opened_by,"
        " created_at, started_at, planned_until, updated_at) VALUES (%(tenant)s, %(id)s, %(location)s, 'active',"
        " %(source)s, %(name)s, %(phone)s, %(customer)s, %(covers)s, %(note)s, %(requests)s, %(stage)s,"
        " %(deposit)s::jsonb, %(external)s, %(digest)s, %(user)s, %(at)s, %(starts)s, %(until)s, %(at)s)",
        {
            "tenant": work.tenant_id,
            "id": session_id,
            "location": party.location_id,
            "source": party.source,
            "name": party.name,
            "phone": party.phone,
            "customer": party.customer_id,
            "covers": party.covers,
            "note": party.note,
            "requests": party.guest_requests,
            "stage": party.stage,
            "deposit": orjson.dumps(party.deposit).decode() if party.deposit is not None else None,
            "external": party.external_id,
            "digest": party.external_digest,
            "user": actor.user_id,
            "at": actor.at,
            "starts": party.started_at,
            "until": party.planned_until,
        },
    )
    await take_tables(work, session_id, table_ids)
    session = await view_session(work, session_id)
    work.record(session_event("session.started", session, actor.at))
    return session
