"""How lists are answered: a page at a time, from ready bytes where the catalogue holds them."""

from collections.abc import Callable, Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.documenting import described
from comanda.api.http.reading import read_query
from comanda.api.online_order.errors import REFUSALS, ErrorOut
from comanda.api.online_order.schemas import LocationPageQuery, PageQuery, Said
from comanda.api.online_order.services import answer, catalogue_at, encode, enter, services, tagged
from comanda.kernel.paging import Page
from comanda.ordering.catalogue import Catalogue


def list_described(summary: str, query: type[Said] | None, shape: Any) -> dict[str, Any]:
    """Return the description of a route that reads."""
    return described(summary=summary, query=query, answer=shape, refusals=REFUSALS, error=ErrorOut)


def page_of(rows: Iterable[Any], query: PageQuery) -> Iterable[Any]:
    """Return the page that was asked for, of those rows that changed since the time asked for."""
    since = query.update_at_min
    kept = [row for row in rows if since is None or row.updated_at >= since]
    return Page(query.limit, query.page).of(kept)


async def listed(
    request: Request,
    kind: str,
    rows: Callable[[Catalogue], Iterable[Any]],
    present: Callable[[Any, int], Any],
) -> Response:
    """Answer a page of something the catalogue holds, from ready bytes when it was asked for before."""
    caller, query = await enter(request, read_query(request, LocationPageQuery))
    catalogue = await catalogue_at(request, caller)
    if query.update_at_min is not None:
        return answer([present(row, catalogue.menu.exponent) for row in page_of(rows(catalogue), query)])
    ready = services(request).encoded.setdefault(catalogue, {})
    key = (kind, query.limit, query.page)
    encoded = ready.get(key)
    if encoded is None:
        page = Page(query.limit, query.page).of(list(rows(catalogue)))
        encoded = encode([present(row, catalogue.menu.exponent) for row in page])
        if page:  # pages past the end are not kept: there is no end to them
            ready[key] = encoded
    return tagged(request, encoded)
