"""The demo restaurants are written wholly or not at all, and once."""

from dataclasses import replace

import pytest

from comanda.demo.seed import demo_id, seed_restaurant
from comanda.demo.singapore import SINGAPORE
from comanda.store.database import Database
from tests.app.running import with_database
from tests.truth import Truth

ANOTHER = replace(
    SINGAPORE,
    slug="another",
    locations=tuple(replace(location, slug=f"{location.slug}-too") for location in SINGAPORE.locations),
)
TENANT = demo_id("another")


class Stopped(Exception):
    pass


def test_a_seeding_that_was_stopped_is_done_again_wholly(database_url: str, truth: Truth) -> None:
    def stop_at_menus(what: str) -> None:
        if what.endswith("menu items"):
            raise Stopped

    async def run(database: Database) -> None:
        with pytest.raises(Stopped):
            await seed_restaurant(database, ANOTHER, stop_at_menus)
        assert truth.one("SELECT count(*) FROM items WHERE tenant_id = %s", TENANT) == 0
        await seed_restaurant(database, ANOTHER, lambda _: None)

    with_database(database_url, run)
    sold = truth.one("SELECT count(*) FROM items WHERE tenant_id = %s", demo_id(SINGAPORE.slug))
    assert truth.one("SELECT count(*) FROM items WHERE tenant_id = %s", TENANT) == sold > 40


def test_seeding_again_changes_nothing(database_url: str, truth: Truth) -> None:
    versions = "SELECT location_id, menu_version FROM location_directory ORDER BY location_id"
    before = truth.rows(versions)
    with_database(database_url, lambda database: seed_restaurant(database, SINGAPORE, lambda _: None))
    assert truth.rows(versions) == before
