"""Choose the tables of a day's bookings anew, all together."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict
from comanda.reservations.day import load_day
from comanda.reservations.events import reservation_event
from comanda.reservations.keep_tables import keep_tables, lock_book
from comanda.reservations.plan import BookingPlan
from comanda.reservations.queries import find_reservation, reservations_between
from comanda.reservations.rules.seating import Movable, replanned
from comanda.reservations.rules.slots import day_begins
from comanda.reservations.rules.status import KEEPS_TABLES
from comanda.restaurants.place import Place
from comanda.store.database import Database


async def replan_day(database: Database, actor: Actor, plan: BookingPlan, place: Place, day: date) -> tuple[UUID, ...]:
    """Give a local day's bookings the tables that fit best when all are looked at together, and return which moved.

    What somebody chose stays, and so do parties that are there. Nothing moves if anybody would lose their table by it.

    Raises:
        Conflict: `no_better_plan`.
    """
    base = day_begins(day, place.zone)
    end = day_begins(day + timedelta(days=1), place.zone)
    async with database.unit_of_work(actor.tenant_id) as work:
        # Whoever changes one of them has locked it before it waits for the book, so here it goes in the same order.
        locked = await work.all(
            "SELECT id FROM reservations WHERE tenant_id = %s AND location_id = %s AND starts_at >= %s"
            " AND starts_at < %s ORDER BY id FOR UPDATE",
            (work.tenant_id, place.location_id, max(base, actor.at), end),
        )
        known = {row["id"] for row in locked}
        await lock_book(work, place.location_id, actor.at)
        found = await reservations_between(work, place.location_id, base, end)
        open_ = {
            one.id: one
            for one in found
            if one.id in known and one.status in KEEPS_TABLES and not one.fixed and one.tables
        }
        book = await load_day(work, place.location_id, plan, base, actor.at, excluding=tuple(open_))
        movable = []
        for one in open_.values():
            service = plan.services.get(one.service_id) if one.service_id is not None else None
            section = plan.sections[service.section_id].tables if service is not None else None
            movable.append(Movable(one.id, section, one.covers, one.starts_at, one.ends_at, one.tables))
        # A full day takes a tenth of a second, in which others are answered.
        chosen = await asyncio.to_thread(replanned, plan, base, book.held, movable)
        if chosen is None:
            raise Conflict("Every other way would leave somebody without a table.", code="no_better_plan")
        moved = [open_[key] for key, tables in chosen.items() if sorted(tables) != sorted(open_[key].tables)]
        for one in moved:
            await work.send(
                "DELETE FROM reservation_tables WHERE tenant_id = %s AND reservation_id = %s", (work.tenant_id, one.id)
            )
        for one in moved:
            await keep_tables(work, one.id, chosen[one.id], one.starts_at, one.ends_at)
            await work.send(
                "UPDATE reservations SET updated_at = %s WHERE tenant_id = %s AND id = %s",
                (actor.at, work.tenant_id, one.id),
            )
            work.record(reservation_event("reservation.updated", await find_reservation(work, one.id), actor))
    return tuple(one.id for one in moved)
