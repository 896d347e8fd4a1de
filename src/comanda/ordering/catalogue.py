"""What a location sells, offers and seats, compiled once per menu version and kept in memory."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from comanda.customers.customer import ListedReward, LoyaltyProgram
from comanda.customers.queries import load_programs
from comanda.floor.queries import load_areas
from comanda.floor.snapshot import Area, FloorTable
from comanda.kernel.errors import NotFound
from comanda.menu.queries import load_menu
from comanda.menu.snapshot import MenuSnapshot
from comanda.offers.queries import load_offers
from comanda.offers.snapshot import OfferSnapshot
from comanda.reservations.plan import BookingPlan
from comanda.reservations.plan_queries import load_plan
from comanda.restaurants.place import Place, load_place
from comanda.stock.queries import load_recipes
from comanda.stock.stock import Recipes
from comanda.store.database import Database

_PLACE_OF: LiteralString = (
    "SELECT d.location_id, d.menu_version FROM {} o JOIN location_directory d"
    " ON d.tenant_id = o.tenant_id AND d.location_id = o.location_id WHERE o.tenant_id = %s AND o.id = %s"
)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Catalogue:
    """Everything an order is checked and priced against.

    Attributes:
        version: the menu version it was compiled from.
        codes: the tables by what their QR codes carry.
        programs: the restaurant's loyalty programs, and `rewards` all of theirs.
        booking: what can be reserved.
        recipes: what its dishes and options are made of.
    """

    version: int
    place: Place
    menu: MenuSnapshot
    offers: OfferSnapshot
    areas: tuple[Area, ...]
    tables: Mapping[UUID, FloorTable]
    codes: Mapping[str, FloorTable]
    programs: tuple[LoyaltyProgram, ...]
    rewards: Mapping[UUID, ListedReward]
    booking: BookingPlan
    recipes: Recipes


class Catalogues:
    """The newest catalogue of each location this process was asked about."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[UUID, Catalogue] = {}
        self._loading: dict[UUID, asyncio.Lock] = {}

    async def get(self, tenant_id: UUID, location_id: UUID, version: int) -> Catalogue:
        """Return the catalogue of a location at `version` or newer.

        Raises:
            NotFound: no such location of this tenant.
        """
        kept = self._kept.get(location_id)
        if kept is not None and kept.version >= version:
            return kept
        async with self._loading.setdefault(location_id, asyncio.Lock()):
            kept = self._kept.get(location_id)
            if kept is None or kept.version < version:
                kept = await self._load(tenant_id, location_id)
                self._kept[location_id] = kept
            return kept

    async def of_order(self, tenant_id: UUID, order_id: UUID) -> Catalogue:
        """Return the current catalogue of the location that an order is at.

        Raises:
            NotFound: no such order of this tenant.
        """
        found = await self._where(tenant_id, _PLACE_OF.format("orders"), order_id)
        if found is None:
            raise NotFound("No such order.")
        return found

    async def of_reservation(self, tenant_id: UUID, reservation_id: UUID) -> Catalogue:
        """Return the current catalogue of the location that a reservation is for.

        Raises:
            NotFound: `reservation_not_found`.
        """
        found = await self._where(tenant_id, _PLACE_OF.format("reservations"), reservation_id)
        if found is None:
            raise NotFound("No such reservation.", code="reservation_not_found")
        return found

    async def _where(self, tenant_id: UUID, statement: LiteralString, object_id: UUID) -> Catalogue | None:
        async with self._database.unit_of_work(tenant_id) as work:
            row = await work.one(statement, (tenant_id, object_id))
        return await self.get(tenant_id, row["location_id"], row["menu_version"]) if row is not None else None

    async def _load(self, tenant_id: UUID, location_id: UUID) -> Catalogue:
        async with self._database.unit_of_work(tenant_id, frozen=True) as work:
            version = await work.send(
                "SELECT menu_version FROM location_directory WHERE tenant_id = %s AND location_id = %s",
                (tenant_id, location_id),
            )
            place = await load_place(work, location_id)
            menu = await load_menu(work, location_id)
            offers = await load_offers(work, location_id, menu.language)
            areas = await load_areas(work, location_id, menu.language)
            programs = await load_programs(work, menu.language)
            tables = {table.id: table for area in areas for table in area.tables}
            booking = await load_plan(work, location_id, menu.language, tuple(tables.values()))
            recipes = await load_recipes(work, location_id)
            row = await version.one()
        assert row is not None  # noqa: S101 - load_menu has refused an unknown location
        codes = {table.code: table for table in tables.values()}
        rewards = {listed.reward.id: listed for program in programs for listed in program.rewards}
        return Catalogue(
            row["menu_version"], place, menu, offers, areas, tables, codes, programs, rewards, booking, recipes
        )
