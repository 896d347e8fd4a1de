"""What stands in the demo's books when it starts, at whatever hour."""

from datetime import UTC, datetime, timedelta

import pytest

from comanda.demo.book import fill_books
from comanda.demo.lima import LIMA
from comanda.demo.london import LONDON
from comanda.demo.seed import demo_id
from comanda.demo.serve import RESTAURANTS
from comanda.demo.singapore import SINGAPORE
from comanda.reservations.lapse import sweep
from comanda.reservations.reservation import ReservationStatus
from comanda.store.database import Database
from tests.app.running import with_database
from tests.truth import Truth


@pytest.mark.parametrize("hour", [4, 12, 20])
def test_every_stage_of_an_evening_is_there(hour: int, database_url: str, truth: Truth) -> None:
    at = datetime.now(UTC).replace(hour=hour, minute=7)
    with_database(database_url, lambda database: fill_books(database, RESTAURANTS, at))
    for restaurant in (LIMA, SINGAPORE, LONDON):
        rows = truth.rows(
            "SELECT status, source, starts_at FROM reservations WHERE tenant_id = %s", demo_id(restaurant.slug)
        )
        every = {str(status) for status in ReservationStatus} - {"seated"}
        assert {row["status"] for row in rows} == every, restaurant.name
        assert {row["source"] for row in rows} == {"guest", "staff", "partner"}
        assert {row["starts_at"] > at for row in rows} == {True, False}
        # Nobody sits: every table is there for whoever tries the demo.
        assert truth.one("SELECT count(*) FROM table_occupancy WHERE tenant_id = %s", demo_id(restaurant.slug)) == 0


def test_a_second_start_changes_nothing_and_the_next_day_fills_the_next(database_url: str, truth: Truth) -> None:
    now = datetime.now(UTC)
    count = "SELECT count(*) FROM reservations"

    async def run(database: Database) -> None:
        await fill_books(database, RESTAURANTS, now)
        before = truth.one(count)
        assert await sweep(database) == 0, "nobody is missed or owes anything as it begins"
        await fill_books(database, RESTAURANTS, now)
        assert truth.one(count) == before
        await fill_books(database, RESTAURANTS, now + timedelta(days=1))
        assert truth.one(count) > before
        assert truth.one("SELECT count(*) FROM dining_sessions WHERE status = 'active'") == 0

    with_database(database_url, run)
