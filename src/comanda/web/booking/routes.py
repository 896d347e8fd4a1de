"""The addresses of the booking pages."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comanda.identity.signing import Signer
from comanda.ordering.catalogue import Catalogues
from comanda.store.database import Database
from comanda.web.booking import manage, take
from comanda.web.booking.visit import Desk, answering

_BOOK = "/{branch_slug}/book"
_Work = Callable[[Desk, Request], Awaitable[Response]]


def booking_routes(database: Database, catalogues: Catalogues, signer: Signer, public_url: str | None) -> list[Route]:
    """Return the routes of the pages.

    Args:
        public_url: where this installation is reached, None to take it from the request.
    """
    desk = Desk(database, catalogues, signer, public_url)

    def route(tail: str, shows: _Work, takes: _Work | None = None) -> Route:
        answers = {"GET": shows, "HEAD": shows} | ({"POST": takes} if takes is not None else {})

        async def answer(request: Request) -> Response:
            return await answering(partial(answers[request.method], desk))(request)

        return Route(_BOOK + tail, answer, methods=list(answers))

    return [
        route("", take.ask, take.send),
        route("/{code}", manage.view),
        route("/{code}/notes", manage.view, manage.save_notes),
        route("/{code}/change", manage.ask_change, manage.send_change),
        route("/{code}/cancel", manage.ask_cancel, manage.send_cancel),
        route("/{code}/calendar.ics", manage.calendar),
    ]
