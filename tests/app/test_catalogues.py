"""The compiled menu kept in memory: never older than the version asked for, loaded once however many ask."""

import asyncio
from uuid import UUID

import psycopg
import pytest

from comanda.demo.lima import LIMA
from comanda.demo.seed import demo_id
from comanda.floor.queries import load_areas
from comanda.floor.snapshot import Area
from comanda.kernel.errors import NotFound
from comanda.ordering.catalogue import Catalogue, Catalogues
from comanda.store.database import Database, UnitOfWork
from tests.app.running import with_database
from tests.app.singapore import EGGS, LOCATION, RESTAURANT, SEABASS, SLUG, TABLE, WINGS, WINGS_VARIANT
from tests.truth import Truth

VERSION = "SELECT menu_version FROM location_directory WHERE location_id = %s"


async def raise_price(database: Database, price: int) -> None:
    async with database.unit_of_work(RESTAURANT) as work:
        await work.send("UPDATE item_variants SET price = %s WHERE id = %s", (price, WINGS_VARIANT))


def price_in(catalogue: Catalogue) -> int | None:
    return catalogue.menu.items[WINGS].variants[0].price


def test_after_a_write_the_newer_version_is_given(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        catalogues, version = Catalogues(database), truth.one(VERSION, LOCATION)
        before = await catalogues.get(RESTAURANT, LOCATION, version)
        assert (before.version, price_in(before)) == (version, 1280)
        await raise_price(database, 1500)
        assert truth.one(VERSION, LOCATION) == version + 1
        after = await catalogues.get(RESTAURANT, LOCATION, version + 1)
        assert (after.version, price_in(after)) == (version + 1, 1500)
        assert price_in(before) == 1280
        assert await catalogues.get(RESTAURANT, LOCATION, version) is after

    with_database(database_url, run)


def test_a_version_that_is_kept_costs_no_statement(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        catalogues, version = Catalogues(database), truth.one(VERSION, LOCATION)
        first = await catalogues.get(RESTAURANT, LOCATION, version)
        sent = database.statements
        assert await catalogues.get(RESTAURANT, LOCATION, version) is first
        assert database.statements == sent

    with_database(database_url, run)


def test_many_who_ask_at_once_load_it_once(database_url: str, truth: Truth) -> None:
    async def run(database: Database) -> None:
        version = truth.one(VERSION, LOCATION)
        await Catalogues(database).get(RESTAURANT, LOCATION, version)
        once = database.statements
        catalogues = Catalogues(database)
        found = await asyncio.gather(*(catalogues.get(RESTAURANT, LOCATION, version) for _ in range(20)))
        assert all(one is found[0] for one in found)
        assert database.statements == 2 * once

    with_database(database_url, run, pool_size=4)


def test_a_change_during_the_load_is_wholly_in_the_next_version(
    database_url: str, truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def change_and_load(work: UnitOfWork, location_id: UUID, language: str) -> tuple[Area, ...]:
        with psycopg.connect(database_url) as connection:
            connection.execute("SELECT set_config('comanda.tenant', %s, true)", (str(RESTAURANT),))
            connection.execute("UPDATE dining_tables SET name = 'moved' WHERE id = %s", (TABLE,))
        return await load_areas(work, location_id, language)

    async def run(database: Database) -> None:
        catalogues, version = Catalogues(database), truth.one(VERSION, LOCATION)
        with monkeypatch.context() as changing:
            changing.setattr("comanda.ordering.catalogue.load_areas", change_and_load)
            before = await catalogues.get(RESTAURANT, LOCATION, version)
        assert (before.version, before.tables[TABLE].name) == (version, "T4")
        after = await catalogues.get(RESTAURANT, LOCATION, version + 1)
        assert (after.version, after.tables[TABLE].name) == (version + 1, "moved")

    with_database(database_url, run)


def test_a_load_that_failed_is_tried_again_by_the_next(
    database_url: str, truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(database: Database) -> None:
        catalogues, version = Catalogues(database), truth.one(VERSION, LOCATION)

        async def fail(*_: object) -> None:
            raise RuntimeError

        with monkeypatch.context() as broken:
            broken.setattr(catalogues, "_load", fail)
            for _ in range(2):
                with pytest.raises(RuntimeError):
                    await catalogues.get(RESTAURANT, LOCATION, version)
        assert (await catalogues.get(RESTAURANT, LOCATION, version)).version == version

    with_database(database_url, run)


def test_a_location_of_another_restaurant_is_not_found(database_url: str) -> None:
    async def run(database: Database) -> None:
        with pytest.raises(NotFound):
            await Catalogues(database).get(demo_id(LIMA.slug), LOCATION, 1)

    with_database(database_url, run)


def test_a_location_sells_what_is_its_own_and_not_archived_and_knows_what_is_sold_out(database_url: str) -> None:
    def item(key: str) -> object:
        return demo_id(SLUG, "item", key)

    async def run(database: Database) -> None:
        async with database.unit_of_work(RESTAURANT) as work:
            await work.send("UPDATE items SET archived_at = now() WHERE id = %s", (EGGS,))
            await work.send(
                "INSERT INTO item_blocks (tenant_id, location_id, item_id) VALUES (%s, %s, %s)",
                (RESTAURANT, LOCATION, SEABASS),
            )
        catalogues = Catalogues(database)
        katong = demo_id(SLUG, "katong-singapore")
        chinatown_sells = (await catalogues.get(RESTAURANT, LOCATION, 1)).menu.items
        katong_sells = (await catalogues.get(RESTAURANT, katong, 1)).menu.items
        assert EGGS not in chinatown_sells
        assert EGGS not in katong_sells
        assert item("pepper-crab") in katong_sells
        assert item("pepper-crab") not in chinatown_sells
        assert chinatown_sells[SEABASS].blocked
        assert not katong_sells[SEABASS].blocked
        assert not chinatown_sells[WINGS].blocked

    with_database(database_url, run)


def test_items_come_in_the_order_of_the_category_tree(database_url: str) -> None:
    async def run(database: Database) -> None:
        items = (await Catalogues(database).get(RESTAURANT, LOCATION, 1)).menu.items
        numbers = [item.item_no for item in items.values()]
        assert numbers == sorted(numbers, key=lambda number: (str(number)[0], int(str(number)[1:])))

    with_database(database_url, run)
