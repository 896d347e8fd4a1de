"""Find tables for a party in the book, inside somebody's unit of work that has locked it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comanda.reservations.day import load_day
from comanda.reservations.plan import BookingPlan
from comanda.reservations.rules.availability import Tables, Why
from comanda.reservations.rules.seating import best_seating
from comanda.reservations.rules.slots import day_begins
from comanda.reservations.rules.wishes import Wish, book_day, check_slot, refused, taken
from comanda.restaurants.place import Place
from comanda.store.database import UnitOfWork


async def find_tables(
    work: UnitOfWork,
    plan: BookingPlan,
    place: Place,
    wish: Wish,
    now: datetime,
    *,
    excluding: Sequence[UUID] = (),
    rather: tuple[UUID, ...] = (),
) -> tuple[UUID, ...]:
    """Return the tables for a party: those it chose, those it had if they do, or where it fits best.

    Args:
        wish: one that `check_wish` has let through.
        excluding: the reservation that is to be changed.
        rather: tables it has so far.

    Raises:
        Conflict: `slot_full`, `no_table`, or `table_reserved` for tables that were chosen.
        Invalid: naming `time` or `covers`.
    """
    base = day_begins(book_day(wish, place.zone), place.zone)
    book = await load_day(work, place.location_id, plan, base, now, excluding=excluding)
    if not wish.freely:
        check_slot(place.opening, place.zone, wish, book, now)
    if wish.tables is not None and wish.freely:
        return wish.tables  # whoever sits there now, staff know better when they leave
    until = wish.until(plan)
    tables = Tables(base, book.held)
    if wish.tables is not None:
        if not tables.is_free(wish.tables, wish.at, until):
            raise taken("tables", "reserved or occupied at that time", "table_reserved")
        return wish.tables
    section = plan.sections[wish.service.section_id].tables if wish.service is not None else None
    chairs = plan.chairs(rather) if rather else None
    suits = chairs is not None and chairs >= wish.covers and (section is None or section.issuperset(rather))
    if suits and tables.is_free(rather, wish.at, until):
        return rather
    found = best_seating(plan, section, wish.covers, wish.at, until, tables)
    if found is None:
        if wish.service is None:
            raise taken("time", "no table of that size is free then", "no_table")
        raise refused(Why.TABLES, wish.service)
    return found.tables
