"""Reservations that come to nothing by themselves, in time and not a minute earlier."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from comanda.config import Settings
from comanda.demo.lima import LIMA
from comanda.demo.seed import demo_id
from comanda.kernel.actor import Actor
from comanda.ordering.catalogue import Catalogues
from comanda.reservations.change_status import change_reservation_status
from comanda.reservations.lapse import sweep
from comanda.reservations.reservation import ReservationStatus
from comanda.reservations.rules.status import Action
from comanda.reservations.take_booking import Booking, take_booking
from comanda.restaurants.change_settings import change_settings
from comanda.store.database import Database
from comanda.wiring import create_app
from tests.app.running import with_database
from tests.app.singapore import LOCATION, RESTAURANT, SECOND_TABLE, TABLE
from tests.receiver import wait_until
from tests.truth import Truth

LIMA_AT = (demo_id(LIMA.slug), demo_id(LIMA.slug, LIMA.locations[0].slug))
Reserve = Callable[..., Awaitable[UUID]]


def ago(minutes: float) -> datetime:
    return datetime.now(UTC) - timedelta(minutes=minutes)


def ahead(hours: float) -> datetime:
    return datetime.now(UTC) + timedelta(hours=hours)


async def reserve(
    database: Database,
    at: datetime,
    table: UUID | None = TABLE,
    *,
    asked: datetime | None = None,
    unpaid: bool = False,
    source: str = "partner",
    where: tuple[UUID, UUID] = (RESTAURANT, LOCATION),
) -> UUID:
    """Reserve a table for two, whatever the hour.

    Args:
        asked: when, by default an hour before the party comes.
    """
    there = await Catalogues(database).get(*where, 1)
    booking = Booking(
        source=source,
        service_id=None,
        at=at,
        adults=2,
        tables=(table,) if table is not None else None,
        status=ReservationStatus.PENDING_PAYMENT if unpaid else None,
        freely=True,
    )
    actor = Actor(where[0], asked or at - timedelta(hours=1))
    made = await take_booking(database, actor, there.booking, there.place, booking, trades=True)
    return made.id


def status(truth: Truth, reservation: UUID) -> tuple[str, list[bool]]:
    """What became of a reservation, and whether it keeps its tables."""
    kept = truth.rows("SELECT live FROM reservation_tables WHERE reservation_id = %s", reservation)
    return truth.one("SELECT status FROM reservations WHERE id = %s", reservation), [row["live"] for row in kept]


def told(truth: Truth, reservation: UUID) -> list[str]:
    rows = truth.rows("SELECT topic FROM events WHERE object_id = %s ORDER BY seq", reservation)
    return [row["topic"] for row in rows]


def test_a_deposit_that_nobody_paid_in_half_an_hour(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        late = await reserve(database, ahead(50), asked=ago(31), unpaid=True)
        in_time = await reserve(database, ahead(50), SECOND_TABLE, asked=ago(29), unpaid=True)
        assert await sweep(database) == 1
        assert status(truth, late) == ("cancelled_payment", [False])
        assert status(truth, in_time) == ("pending_payment", [True])
        assert told(truth, late) == ["reservation.created", "reservation.cancelled"]
        assert told(truth, in_time) == ["reservation.created"]
        # The table is there for somebody else.
        assert status(truth, await reserve(database, ahead(50), asked=ago(1))) == ("booked", [True])
        assert await sweep(database) == 0

    with_database(database_url, run)


def test_what_staff_took_waits_for_staff(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        found = await reserve(database, ahead(50), asked=ago(600), unpaid=True, source="staff")
        assert await sweep(database) == 0
        assert status(truth, found) == ("pending_payment", [True])

    with_database(database_url, run)


def test_what_staff_took_is_over_when_nobody_came(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        late = await reserve(database, ago(30.1), unpaid=True, source="staff")
        in_time = await reserve(database, ago(29), SECOND_TABLE, unpaid=True, source="staff")
        assert await sweep(database) == 1
        assert status(truth, late) == ("cancelled_payment", [False])
        assert status(truth, in_time) == ("pending_payment", [True])

    with_database(database_url, run)


@pytest.mark.parametrize("minutes", [None, 5, 45])
def test_a_party_that_is_late(minutes: int | None, database_url: str, truth: Truth) -> None:
    """Half an hour, or as long as the location waits."""

    async def run(database: Database) -> None:
        if minutes is not None:
            await change_settings(database, Actor(RESTAURANT, ago(0)), LOCATION, {"no_show_minutes": minutes})
        waits = minutes or 30
        late = await reserve(database, ago(waits + 0.1))
        in_time = await reserve(database, ago(waits - 1), SECOND_TABLE)
        assert await sweep(database) == 1
        assert status(truth, late) == ("no_show", [False])
        assert status(truth, in_time) == ("booked", [True])
        assert told(truth, late) == ["reservation.created", "reservation.no_show"]
        assert await sweep(database) == 0

    with_database(database_url, run)


def test_whoever_has_come_or_is_given_up_stays_so(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        there = await Catalogues(database).get(RESTAURANT, LOCATION, 1)
        found = {}
        for table, action in ((TABLE, Action.ARRIVE), (SECOND_TABLE, Action.CANCEL)):
            found[action] = await reserve(database, ago(90), table)
            actor = Actor(RESTAURANT, ago(89))
            await change_reservation_status(database, actor, there.booking, there.place, found[action], action)
        assert await sweep(database) == 0
        assert status(truth, found[Action.ARRIVE]) == ("arrived", [True])
        assert status(truth, found[Action.CANCEL]) == ("cancelled", [False])

    with_database(database_url, run)


def test_all_restaurants_are_looked_through(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        found = [await reserve(database, ago(40)), await reserve(database, ago(40), None, where=LIMA_AT)]
        assert await sweep(database) == 2
        assert [status(truth, one)[0] for one in found] == ["no_show", "no_show"]

    with_database(database_url, run)


def test_a_reservation_that_is_being_changed_waits_for_the_next_time(database_url: str) -> None:
    async def run(database: Database) -> None:
        late = await reserve(database, ago(40))
        async with database.unit_of_work(RESTAURANT) as work:
            await work.one(
                "SELECT id FROM reservations WHERE tenant_id = %s AND id = %s FOR UPDATE", (RESTAURANT, late)
            )
            assert await sweep(database) == 0
        assert await sweep(database) == 1

    with_database(database_url, run)


def test_a_web_process_does_it_where_it_is_told_to(database_url: str, truth: Truth) -> None:
    late = with_database(database_url, lambda database: reserve(database, ago(40)))
    with TestClient(create_app(Settings(database_url=database_url, work_inline=True))):
        wait_until(lambda: status(truth, late) == ("no_show", [False]))
