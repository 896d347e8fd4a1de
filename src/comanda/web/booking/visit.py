"""What every booking page needs: where the guest is, in which language, and a page to answer with."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from comanda.identity.signing import Signer
from comanda.kernel.actor import Actor
from comanda.kernel.errors import (
    ComandaError,
    Conflict,
    Forbidden,
    Malformed,
    NotFound,
    TooLarge,
    TooMany,
    Unavailable,
)
from comanda.ordering.catalogue import Catalogue, Catalogues
from comanda.restaurants.place import Doorstep, doorstep
from comanda.store.database import Database
from comanda.store.rate_limits import count_against
from comanda.web.booking.words import WORDS, Words, words_for
from comanda.web.letterhead import letterhead

FORMS_PER_WINDOW = 30
"""How many forms one address may send in ten minutes; whoever shares it, as guests of one network do, counts too."""
_WINDOW_SECONDS = 600
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    ),
    # Times are of this moment, and a booking's address opens it: nothing keeps the pages, nobody is told of them.
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A guest at a location's booking pages.

    Attributes:
        language: the one that the address asks for, which its links then keep.
    """

    request: Request
    here: Doorstep
    catalogue: Catalogue
    words: Words
    language: str | None

    @property
    def actor(self) -> Actor:
        """The guest, as the core knows whoever asks."""
        return Actor(self.here.tenant_id, self.here.at)

    def url(self, tail: str = "", /, **query: object) -> str:
        """Return the address of a page of this location's, in the guest's language.

        Args:
            tail: what comes after `/{slug}/book`.
        """
        said = query | ({"lang": self.language} if self.language else {})
        return f"/{self.here.slug}/book{tail}" + (f"?{urlencode(said)}" if said else "")

    def page(self, view: str, status: int = 200, **shown: Any) -> Response:
        """Return a page."""
        return page(self.request, self.words, view, status, catalogue=self.catalogue, visit=self, **shown)

    def goes_to(self, tail: str, /, **query: object) -> Response:
        """Send the browser on to another page, after a form was taken."""
        return RedirectResponse(self.url(tail, **query), 303, _HEADERS)


def page(
    request: Request,
    words: Words,
    view: str,
    status: int = 200,
    *,
    catalogue: Catalogue | None = None,
    **shown: Any,
) -> Response:
    """Return a page, with the location's name and address if it is known."""
    languages = []
    if request.method == "GET" and catalogue is not None:
        said = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
        languages = [
            (code, WORDS[code]["language"], f"?{urlencode([*said, ('lang', code)])}")
            for code in WORDS
            if code != words["code"]
        ]
    text = _templates.get_template(f"booking/{view}.html").render(
        words=words,
        house=letterhead(catalogue.place) if catalogue is not None else None,
        languages=languages,
        **shown,
    )
    return HTMLResponse(text, status, headers=_HEADERS)


class Desk:
    """What the pages stand on."""

    def __init__(self, database: Database, catalogues: Catalogues, signer: Signer, public_url: str | None) -> None:
        self.database = database
        self.catalogues = catalogues
        self.signer = signer
        self.public_url = public_url

    async def visit(self, request: Request) -> Visit:
        """Return where a guest is.

        Raises:
            NotFound: the address names no location.
        """
        here = await doorstep(self.database, request.path_params["branch_slug"])
        catalogue = await self.catalogues.get(here.tenant_id, here.location_id, here.menu_version)
        asked = request.query_params.get("lang")
        language = asked if asked in WORDS else None
        first = [language] if language is not None else []
        words = words_for(*first, *_accepted(request), catalogue.place.language)
        return Visit(request, here, catalogue, words, language)

    async def count(self, request: Request) -> None:
        """Count a form that an address sends.

        Raises:
            TooMany: wait a little.
        """
        where = request.client.host if request.client else "unknown"
        await count_against(self.database, f"book:{where}", limit=FORMS_PER_WINDOW, seconds=_WINDOW_SECONDS)


def answering(work: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Return a handler that answers refusals with a page."""

    async def answer(request: Request) -> Response:
        try:
            if request.method == "POST":
                _check_own(request)
            return await work(request)
        except NotFound:
            return _sorry(request, 404, "unknown_title", "unknown_text")
        except Forbidden as error:
            return _sorry(request, 403, "sorry_title", "cross_site" if error.code == "cross_site" else "unreadable")
        except (Malformed, ClientDisconnect):
            return _sorry(request, 400, "sorry_title", "unreadable")
        except TooLarge:
            return _sorry(request, 413, "sorry_title", "unreadable")
        except TooMany as error:
            return waiting(_sorry(request, 429, "sorry_title", "too_many"), error)
        except (Conflict, Unavailable) as error:
            return waiting(_sorry(request, 503, "sorry_title", "busy"), error)

    return answer


def waiting(response: Response, error: ComandaError) -> Response:
    """Return an answer that says when to try again."""
    response.headers["Retry-After"] = str(getattr(error, "retry_after", Unavailable.retry_after))
    return response


def _check_own(request: Request) -> None:
    """Refuse a form that another site's page sends.

    Browsers say so themselves. They would name the page in `Origin`, too, if ours did not forbid to tell addresses.

    Raises:
        Forbidden: `cross_site`.
    """
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Forbidden("Forms are sent from these pages only.", code="cross_site")


def _accepted(request: Request) -> list[str]:
    return re.findall(r"\b[a-z]{2}\b", request.headers.get("accept-language", "").lower())


def _sorry(request: Request, status: int, title: str, text: str) -> Response:
    asked = request.query_params.get("lang", "")
    words = words_for(asked, *_accepted(request))
    return page(request, words, "sorry", status, title=words[title], text=words[text])
