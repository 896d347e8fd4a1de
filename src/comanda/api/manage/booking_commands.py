"""Who writes in the reservation book, and what they said."""

from starlette.requests import Request

from comanda.api.http.reading import M, read_body
from comanda.api.manage.services import Staff, at_location, catalogue_of
from comanda.ordering.catalogue import Catalogue

READ, WRITE = "reservations:read", "reservations:update"


async def writing(request: Request, body: type[M]) -> tuple[Staff, Catalogue, M]:
    """Return who changes something of the book, where, and what they said."""
    who = await at_location(request, WRITE)
    said = (await read_body(request, body)).get()
    return who, await catalogue_of(request, who), said
