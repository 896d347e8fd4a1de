"""QR codes of a location's tables, as files to print."""

from pathlib import Path

from comanda.floor.edit_tables import replace_code
from comanda.floor.qr_codes import TableCode, as_pdf, as_svg_card
from comanda.kernel.actor import Actor
from comanda.kernel.errors import NotFound
from comanda.ordering.catalogue import Catalogue, Catalogues
from comanda.restaurants.place import Doorstep, doorstep
from comanda.store.database import Database


async def write_codes(database: Database, slug: str, url: str, folder: Path) -> int:
    """Write one PDF with the codes of all tables and an SVG for each, and return how many there are.

    Args:
        slug: of the location.
        url: where guests reach the pages.

    Raises:
        NotFound: no location has that slug.
    """
    _, catalogue = await _location(database, slug)
    return _write(catalogue, f"{url.rstrip('/')}/{slug}", folder)


def _write(catalogue: Catalogue, home: str, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    codes = []
    for area in catalogue.areas:
        for table in area.tables:
            code = TableCode(table.name, area.name, f"{home}/{table.code}")
            codes.append(code)
            (folder / f"table-{table.number}.svg").write_bytes(as_svg_card(code))
    (folder / "tables.pdf").write_bytes(as_pdf(catalogue.place.name, codes))
    return len(codes)


async def renew_codes(database: Database, slug: str, number: int | None) -> int:
    """Give one table of a location a new code, or all of them, and return how many changed.

    Raises:
        NotFound: no location has that slug, or it has no such table.
    """
    here, catalogue = await _location(database, slug)
    tables = [table for table in catalogue.tables.values() if number in (None, table.number)]
    if not tables:
        raise NotFound(f"This location has no table {number}.")
    for table in tables:
        await replace_code(database, Actor(here.tenant_id, here.at), here.location_id, slug, table.id)
    return len(tables)


async def _location(database: Database, slug: str) -> tuple[Doorstep, Catalogue]:
    here = await doorstep(database, slug)
    return here, await Catalogues(database).get(here.tenant_id, here.location_id, here.menu_version)
