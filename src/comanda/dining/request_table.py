"""A guest who scanned a table's code asks for the table, or joins whoever sits there."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comanda.customers.edit_customers import find_or_register
from comanda.dining.events import guest_event, session_event
from comanda.dining.occupancy import TableTaken, give_up_expired, refusal_of, take_tables, who_has
from comanda.dining.queries import guests_of, hold_session, view_session
from comanda.dining.session import Guest, GuestStatus, SessionStatus, SessionView
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, NotFound
from comanda.kernel.ids import new_id
from comanda.restaurants.settings import LocationSettings
from comanda.store.database import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What a guest says of themselves."""

    name: str
    phone: str | None = None
    email: str | None = None
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came of it: the session, the guest in it, and whether the session was there before."""

    session: SessionView
    guest: Guest
    joined: bool


async def request_table(
    database: Database, actor: Actor, location_id: UUID, table_id: UUID, settings: LocationSettings, who: Newcomer
) -> Arrival:
    """Ask for a table. Where nobody sits, a request waits for staff; where somebody sits, the guest joins them.

    Raises:
        Conflict: `session_pending` while somebody else's request for the table waits; `table_closed`.
    """
    try:
        return await _ask(database, actor, location_id, table_id, settings, who)
    except TableTaken:
        occupant = await who_has(database, actor.tenant_id, table_id)
        if occupant is None or occupant.status is not SessionStatus.ACTIVE:
            raise refusal_of(occupant) from None
        return await _join(database, actor, occupant.id, settings, who)


async def _ask(
    database: Database, actor: Actor, location_id: UUID, table_id: UUID, settings: LocationSettings, who: Newcomer
) -> Arrival:
    session_id = new_id()
    async with database.unit_of_work(actor.tenant_id) as work:
        await check_usable(work, table_id)
        await give_up_expired(work, [table_id], actor.at)
        await work.send(
            "INSERT INTO dining_sessions (tenant_id, id, location_id, status, source, customer_name, customer_phone,"
            " guest_count, created_at, started_at, expires_at, updated_at)"
            " VALUES (%(tenant)s, %(id)s, %(location)s, 'pending', 'guest', %(name)s, %(phone)s, 1, %(at)s, %(at)s,"
            " %(expires)s, %(at)s)",
            {
                "tenant": work.tenant_id,
                "id": session_id,
                "location": location_id,
                "name": who.name,
                "phone": who.phone,
                "at": actor.at,
                "expires": actor.at + settings.pending_lasts,
            },
        )
        await take_tables(work, session_id, [table_id])
        guest = await _add_guest(work, actor, session_id, who, GuestStatus.ADMITTED, is_opener=True)
        session = await view_session(work, session_id)
        work.record(session_event("session.requested", session, actor.at))
    return Arrival(session, guest, joined=False)


async def _join(
    database: Database, actor: Actor, session_id: UUID, settings: LocationSettings, who: Newcomer
) -> Arrival:
    status = GuestStatus.ADMITTED if settings.join_policy == "open" else GuestStatus.WAITING
    async with database.unit_of_work(actor.tenant_id) as work:
        session = await hold_session(work, session_id)
        known = await guests_of(work, [session_id])
        if len(known) >= MAX_PHONES:
            raise Conflict("Too many phones are at this table already.", code="table_full")
        guest = await _add_guest(work, actor, session_id, who, status, is_opener=False)
        waits = status is GuestStatus.WAITING
        topic = "guest.waiting" if waits else "guest.joined"
        work.record(guest_event(topic, session, guest.id, guest.name, actor.at))
    return Arrival(session, guest, joined=True)


MAX_PHONES = 100
"""Phones that one session may have; more is somebody playing with the code."""


async def check_usable(work: UnitOfWork, table_id: UUID) -> None:
    """Refuse a table that staff have closed, and keep them from closing it until this unit of work ends.

    Raises:
        Conflict: `table_closed`.
        NotFound: `table_not_found`: it was taken off the floor.
    """
    which = (work.tenant_id, table_id)
    known = await work.one(
        "SELECT id FROM dining_tables WHERE tenant_id = %s AND id = %s AND archived_at IS NULL FOR SHARE", which
    )
    row = await work.one("SELECT state FROM table_states WHERE tenant_id = %s AND table_id = %s", which)
    if known is None:
        raise NotFound("No such table.", code="table_not_found")
    if row is not None and row["state"] == "maintenance":
        raise Conflict("This table is closed at the moment.", code="table_closed")


async def _add_guest(
    work: UnitOfWork, actor: Actor, session_id: UUID, who: Newcomer, status: GuestStatus, *, is_opener: bool
) -> Guest:
    customer_id = await find_or_register(
        work, actor, name=who.name, email=who.email, phone=who.phone, dob=who.birth_date
    )
    guest = Guest(new_id(), session_id, who.name, status, is_opener, actor.at, customer_id)
    await work.send(
        "INSERT INTO guests (tenant_id, id, session_id, name, phone, email, birth_date, status, is_opener, created_at,"
        " customer_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            work.tenant_id,
            guest.id,
            session_id,
            who.name,
            who.phone,
            who.email,
            who.birth_date,
            status,
            is_opener,
            actor.at,
            customer_id,
        ),
    )
    return guest
