"""A served application whose Singapore branch has 60 tables and 300 bookings on one day."""

import asyncio
import random
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from rich.console import Console
from rich.table import Table

from benchmarks.load import measure
from benchmarks.stage import Stage, cpu_seconds, stage
from comanda.demo.seed import demo_id
from comanda.demo.singapore import SINGAPORE
from comanda.floor.edit_tables import add_table
from comanda.kernel.actor import Actor
from comanda.kernel.errors import ComandaError
from comanda.kernel.ids import new_id
from comanda.ordering.catalogue import Catalogue, Catalogues
from comanda.reservations.edit_plan import edit_plan
from comanda.reservations.rules.drafts import JoinDraft, NamedDraft, PlanDraft, SectionDraft, ServiceDraft
from comanda.reservations.rules.slots import day_begins, slots_of
from comanda.reservations.take_booking import Booking, take_booking
from comanda.store.database import Database

TENANT, LOCATION = demo_id(SINGAPORE.slug), demo_id(SINGAPORE.slug, SINGAPORE.locations[0].slug)
DAYS_AHEAD = 20


def served(sizes: Iterable[int], parties: tuple[int, ...], bookings: int, joins: int, seconds: float) -> None:
    """Build the day, ask for its times, and print what a request cost."""
    with stage(1) as on:
        day = asyncio.run(_build(on, list(sizes), parties, bookings, joins))
        printed = Table("request", "connections", "requests/s", "p50 ms", "server CPU ms", "database CPU ms")
        for connections in (1, 8):
            path = f"/services?location_id={on.location_id}&date={day}&adult=2&children=0"
            measure(on.target("GET", path), connections, 0.5)
            before = cpu_seconds(on.server), cpu_seconds(on.postgres)
            found = measure(on.target("GET", path), connections, seconds)
            spent = [
                (cpu_seconds(process) - was) * 1000 / found.requests
                for process, was in zip((on.server, on.postgres), before, strict=True)
            ]
            printed.add_row(
                "times of a day",
                str(connections),
                f"{found.rps:.0f}",
                f"{found.p50_ms:.1f}",
                f"{spent[0]:.2f}",
                f"{spent[1]:.2f}",
            )
        Console(width=120).print(printed)


async def _build(on: Stage, sizes: list[int], parties: tuple[int, ...], bookings: int, joins: int) -> str:
    database = Database(on.admin_url, pool_size=2)
    await database.open()
    try:
        actor = Actor(TENANT, datetime.now(UTC))
        tables = [
            await add_table(database, actor, LOCATION, SINGAPORE.slug, number=500 + at, pax=pax, area_id=None)
            for at, pax in enumerate(sizes)
        ]
        before = await Catalogues(database).get(TENANT, LOCATION, 0)
        await edit_plan(database, actor, LOCATION, list(before.tables), _draft(tables, sizes, joins))
        return await _fill(database, actor, await Catalogues(database).get(TENANT, LOCATION, 0), parties, bookings)
    finally:
        await database.close()


def _draft(tables: list[UUID], sizes: list[int], joins: int) -> PlanDraft:
    indoors, third = NamedDraft(new_id(), {"en": "Indoors"}), len(tables) // 3
    sections = [
        SectionDraft(new_id(), {"en": f"Room {at + 1}"}, tables[at * third : (at + 1) * third]) for at in range(3)
    ]
    services = [
        ServiceDraft(
            id=new_id(),
            name={"en": f"Service {at + 1}"},
            experience=indoors.id,
            section=section.id,
            days=range(7),
            first=time(11),
            last=time(22, 30),
            slot_minutes=15,
            turn_minutes=[(2, 90), (4, 105), (99, 120)],
            pacing=24,
            min_covers=1,
            max_covers=16,
            notice_minutes=60,
            horizon_days=60,
            deposit_amount=None,
            deposit_per_cover=True,
            deposit_from=1,
        )
        for at, section in enumerate(sections)
    ]
    pairs = [at // 3 * 2 + at % 3 * third for at in range(joins)]
    return PlanDraft(
        [indoors],
        sections,
        services,
        [
            JoinDraft(tables[at : at + 2], sizes[at] + sizes[at + 1], fixed=place % 4 == 0)
            for place, at in enumerate(pairs)
        ],
    )


async def _fill(database: Database, actor: Actor, catalogue: Catalogue, parties: tuple[int, ...], bookings: int) -> str:
    """Take bookings until there are so many, and return their day."""
    chance, plan, zone = random.Random(7), catalogue.booking, catalogue.place.zone
    day = (datetime.now(UTC) + timedelta(days=DAYS_AHEAD)).astimezone(zone).date()
    assert day_begins(day, zone) > actor.at
    services, made = [one for one in plan.services.values() if not one.archived], 0
    while made < bookings:
        service = chance.choice(services)
        at = chance.choice(list(slots_of(service, day, zone)))
        try:
            booking = Booking("staff", service.id, at, chance.choice(parties))
            await take_booking(database, actor, plan, catalogue.place, booking, trades=True)
        except ComandaError:
            continue
        made += 1
    return day.isoformat()
