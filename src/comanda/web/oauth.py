"""The pages on which a restaurant's administrator connects an app: sign in, choose, consent. They need no script.

No cookie says who signed in: what was checked travels in the form, signed and good for ten minutes. So no other page
can answer for somebody, and what is consented to is exactly what was shown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from comanda.identity.apps import find_client
from comanda.identity.grants import Choice, choices, issue_code
from comanda.identity.oauth_rules import (
    Client,
    OAuthRefusal,
    RefusedToApp,
    Wish,
    find_redirect,
    once_each,
    origin_of,
    read_pairs,
    read_wish,
    with_answer,
)
from comanda.identity.people import Person, find_user
from comanda.identity.sign_in import check_password, count_try
from comanda.identity.signing import Signer
from comanda.identity.tokens import ONLINE_ORDER
from comanda.kernel.errors import ComandaError, Conflict, Forbidden, Malformed, TooMany, Unauthenticated, Unavailable
from comanda.kernel.ids import parse_id
from comanda.store.database import Database
from comanda.web.oauth_words import WORDS, Words

PATH = "/oauth/authorize"
_LASTS = timedelta(minutes=10)
_ASKED, _SIGNED_IN = "oauth_request", "oauth_consent"
_LONGEST_FORM = 16_000
_LONGEST_FIELD = 255
_HEADERS = {
    # The pages hold what opens doors, so nothing keeps them and nobody is told their address.
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request whose app and address are good, so that the app can be told of the rest."""

    client: Client
    wish: Wish
    issuer: str


class _Problem(Exception):
    """Something that is told to the person alone, and never by redirecting: nobody knows where to."""

    def __init__(self, word: str, status: int = 400) -> None:
        super().__init__(word)
        self.word = word
        self.status = status


def oauth_routes(database: Database, signer: Signer, public_url: str | None) -> list[Route]:
    """Return the route of the pages.

    Args:
        public_url: where this installation is reached, None to take it from the request.
    """
    desk = _Desk(database, signer, public_url)
    return [Route(PATH, desk.answer, methods=["GET", "POST"])]


class _Desk:
    def __init__(self, database: Database, signer: Signer, public_url: str | None) -> None:
        self.database = database
        self.signer = signer
        self.public_url = public_url

    async def answer(self, request: Request) -> Response:
        words, issuer = _words(request), (self.public_url or str(request.base_url)).rstrip("/")
        try:
            if request.method == "POST":
                return await self._answered(request, await _form(request), issuer)
            return await self._begin(request, issuer)
        except RefusedToApp as refused:
            said = {"error": refused.error, "error_description": refused.description}
            return _redirect(refused.redirect_uri, said | {"state": refused.state, "iss": issuer})
        except _Problem as problem:
            return _page(words, problem.status, "problem", problem=getattr(words, problem.word))
        except (Malformed, OAuthRefusal, ClientDisconnect):
            return _page(words, 400, "problem", problem=words.unreadable)
        except (Conflict, Unavailable):
            page = _page(words, 503, "problem", problem=words.busy)
            page.headers["Retry-After"] = str(Unavailable.retry_after)
            return page

    async def _begin(self, request: Request, issuer: str) -> Response:
        """Check what an app asks for, and show the sign-in."""
        pairs = read_pairs(request.scope["query_string"])
        ids = [value for name, value in pairs if name == "client_id"]
        client = await find_client(self.database, ids[0]) if len(ids) == 1 else None
        if client is None:
            raise _Problem("unknown_app")
        redirect_uri = find_redirect(client, [value for name, value in pairs if name == "redirect_uri"])
        if redirect_uri is None:
            raise _Problem("wrong_redirect")
        asked = _Asked(client, read_wish(client, redirect_uri, pairs, ONLINE_ORDER), issuer)
        return await self._sign_in_page(request, asked)

    async def _answered(self, request: Request, form: Mapping[str, str], issuer: str) -> Response:
        """Go on from what a form brings back."""
        claims = await self.signer.read(form.get("asked", ""))
        if claims is None or claims.get("kind") not in (_ASKED, _SIGNED_IN):
            raise _Problem("too_late")
        client = await find_client(self.database, claims["client"])
        if client is None:
            raise _Problem("unknown_app")
        if claims["to"] not in client.redirect_uris:
            raise _Problem("wrong_redirect")
        wish = Wish(client.client_id, claims["to"], claims["state"], tuple(claims["scopes"]), claims["challenge"])
        asked = _Asked(client, wish, issuer)
        if form.get("decision") == "deny":
            raise RefusedToApp(wish.redirect_uri, wish.state, "access_denied", "The restaurant did not consent.")
        if claims["kind"] == _ASKED:
            return await self._sign_in(request, asked, form)
        return await self._decide(request, asked, parse_id(claims["sub"]), form)

    async def _sign_in(self, request: Request, asked: _Asked, form: Mapping[str, str]) -> Response:
        words = _words(request)
        email, password = form.get("email", "").strip(), form.get("password", "")
        missing = {"email": not email and words.email_missing, "password": not password and words.password_missing}
        problems = {name: said for name, said in missing.items() if said}
        if problems:
            return await self._sign_in_page(request, asked, 422, email=email, problems=problems)
        try:
            await count_try(self.database, _where(request), _short(email))
            person = await self._person(email, password)
            found = await choices(self.database, person, asked.client)
        except TooMany as error:
            page = await self._sign_in_page(request, asked, 429, email=email, refused=words.too_many)
            page.headers["Retry-After"] = str(error.retry_after)
            return page
        except (Unauthenticated, Forbidden) as error:
            status = 401 if isinstance(error, Unauthenticated) else 403
            return await self._sign_in_page(request, asked, status, email=email, refused=_said(words, error))
        return await self._consent_page(request, asked, person, found)

    async def _person(self, email: str, password: str) -> Person:
        if max(len(email), len(password)) > _LONGEST_FIELD or "\x00" in email + password:
            raise Unauthenticated("Nobody has these.", code="wrong_password")
        user_id, _ = await check_password(self.database, email, password)
        person = await find_user(self.database, user_id)
        if person is None:  # gone at this very moment
            raise Unauthenticated("Nobody has these.", code="wrong_password")
        return person

    async def _decide(self, request: Request, asked: _Asked, user_id: UUID | None, form: Mapping[str, str]) -> Response:
        """Grant what was consented to, if whoever signed in may still do so."""
        words = _words(request)
        person = await find_user(self.database, user_id) if user_id is not None else None
        if person is None:
            raise _Problem("too_late")
        try:
            found = await choices(self.database, person, asked.client)
        except Forbidden as error:
            return await self._sign_in_page(request, asked, 403, email=person.email, refused=_said(words, error))
        chosen = next((one for one in found if str(one.tenant_id) == form.get("restaurant")), None)
        if form.get("decision") != "allow" or chosen is None:
            return await self._consent_page(request, asked, person, found, 422, problem=words.choose_missing)
        code = await issue_code(self.database, asked.client, asked.wish, person, chosen.tenant_id)
        said = {"code": code, "restaurant_id": str(chosen.tenant_id), "state": asked.wish.state, "iss": asked.issuer}
        return _redirect(asked.wish.redirect_uri, said)

    async def _sign_in_page(self, request: Request, asked: _Asked, status: int = 200, **shown: Any) -> Response:
        shown = {"problems": {}, "email": "", "refused": None} | shown
        token = await self._signed(asked, _ASKED, asked.client.client_id)
        return _page(_words(request), status, "sign_in", asked, token=token, **shown)

    async def _consent_page(
        self,
        request: Request,
        asked: _Asked,
        person: Person,
        found: list[Choice],
        status: int = 200,
        problem: str | None = None,
    ) -> Response:
        token = await self._signed(asked, _SIGNED_IN, str(person.id))
        return _page(
            _words(request), status, "consent", asked, token=token, person=person, choices=found, problem=problem
        )

    async def _signed(self, asked: _Asked, kind: str, subject: str) -> str:
        wish = asked.wish
        claims = {
            "kind": kind,
            "sub": subject,
            "client": wish.client_id,
            "to": wish.redirect_uri,
            "state": wish.state,
            "scopes": list(wish.scopes),
            "challenge": wish.challenge,
        }
        return await self.signer.sign(claims, datetime.now(UTC), _LASTS)


async def _form(request: Request) -> dict[str, str]:
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > _LONGEST_FORM:
            raise _Problem("unreadable", 413)
    return once_each(read_pairs(bytes(read), longest=_LONGEST_FORM))


def _words(request: Request) -> Words:
    asked = re.findall(r"\b[a-z]{2}\b", request.headers.get("accept-language", "").lower())
    return next((WORDS[language] for language in asked if language in WORDS), WORDS["en"])


def _said(words: Words, error: ComandaError) -> str:
    said: str = getattr(words, error.code)
    return said


def _where(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _short(email: str) -> str:
    return email.replace("\x00", "")[:_LONGEST_FIELD]


def _redirect(redirect_uri: str, said: Mapping[str, str | None]) -> Response:
    # See Other: a browser that is told Found might send the password on to the app (RFC 9700 4.12).
    return RedirectResponse(with_answer(redirect_uri, said), 303, _HEADERS)


def _page(words: Words, status: int, view: str, asked: _Asked | None = None, **shown: Any) -> Response:
    goes_to = "'self'"
    if asked is not None:
        client, origin = asked.client, origin_of(asked.wish.redirect_uri)
        # The redirect counts as a place that the form goes to; an address of brackets cannot be named, but its scheme.
        goes_to += f" {origin.partition(':')[0]}:" if "[" in origin else f" {origin}"
        host = urlsplit(asked.wish.redirect_uri).netloc or origin
        shown |= {"app": client.name, "own": client.tenant_id is not None, "host": host}
    page = _templates.get_template("oauth.html").render(words=words, view=view, **shown)
    policy = (
        f"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action {goes_to};"
        " frame-ancestors 'none'"
    )
    return HTMLResponse(page, status, headers=_HEADERS | {"Content-Security-Policy": policy})
