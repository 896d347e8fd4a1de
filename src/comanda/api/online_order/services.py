"""What the routes stand on, and who may use them."""

import hashlib
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

import orjson
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.reading import M, Parsed
from comanda.identity.tokens import ONLINE_ORDER, Caller, Standing, TokenQuestion
from comanda.kernel.errors import Forbidden, Invalid, NotFound, TooMany, Unauthenticated
from comanda.kernel.ids import parse_id
from comanda.ordering.catalogue import Catalogue, Catalogues
from comanda.store.batching import Batcher
from comanda.store.database import Database
from comanda.store.rate_limits import Allowance, Allowances

T = TypeVar("T")
BASE_PATH = "/v1/{restaurant_id}/onlineorder"


@dataclass(frozen=True, slots=True)
class Encoded:
    """A body ready to send, and the tag that names exactly it."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Services:
    """What wiring hands to the surface."""

    database: Database
    catalogues: Catalogues
    callers: Batcher[TokenQuestion, Caller | None]
    allowances: Allowances
    encoded: WeakKeyDictionary[Catalogue, dict[object, Encoded]] = field(default_factory=WeakKeyDictionary)
    """Answers ready to send, for as long as the catalogue they show is current."""


def services(request: Request) -> Services:
    """Return the services of the application that a request came to."""
    found: Services = request.app.state.services
    return found


async def identify(request: Request, location_id: UUID | None = None) -> Caller:
    """Return who calls, having checked that the token is for the restaurant in the path.

    Args:
        location_id: the location the request is about, whose standing comes with the caller.

    Raises:
        Unauthenticated: no token, or one that is unknown, expired or revoked.
        Forbidden: a token of another restaurant or for something else.
        TooMany: the app has asked too often for this restaurant.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("An access token is needed: Authorization: Bearer {access_token}.")
    caller = await services(request).callers.get(TokenQuestion(token.strip(), location_id))
    if caller is None:
        raise Unauthenticated("The access token is unknown, expired or revoked.")
    if caller.actor.tenant_id != parse_id(request.path_params["restaurant_id"]):
        raise Forbidden("The access token is for another restaurant.")
    if ONLINE_ORDER not in caller.actor.scopes:
        raise Forbidden("The access token does not cover the Online Order API.")
    key = f"app:{caller.actor.app_id}:{caller.actor.tenant_id}"
    allowances = services(request).allowances
    try:
        request.state.allowance = await allowances.take(key)
    except TooMany as error:
        request.state.allowance = Allowance(allowances.limit, 0, error.retry_after)
        raise
    return caller


async def enter(request: Request, parsed: Parsed[M]) -> tuple[Caller, M]:
    """Return who calls and what they said; a bad token is told before a bad request."""
    location_id = getattr(parsed.value, "location_id", None)
    caller = await identify(request, location_id)
    return caller, parsed.get()


async def catalogue_at(request: Request, caller: Caller) -> Catalogue:
    """Return the catalogue of the location that a query named.

    Raises:
        NotFound: the restaurant has no such location.
    """
    if caller.standing is None:
        raise NotFound("This restaurant has no such location.", code="unknown_location")
    return await _catalogue(request, caller, caller.standing)


async def catalogue_for(request: Request, caller: Caller) -> tuple[Catalogue, Standing]:
    """Return the catalogue and standing of the location that a body named.

    Raises:
        Invalid: the restaurant has no such location.
    """
    if caller.standing is None:
        raise Invalid.field("location", "this restaurant has no such location", "unknown_location")
    return await _catalogue(request, caller, caller.standing), caller.standing


def check_location(location_id: UUID | None, caller: Caller) -> None:
    """Refuse a location that a query narrows to and the restaurant does not have.

    Raises:
        NotFound: `unknown_location`.
    """
    if location_id is not None and caller.standing is None:
        raise NotFound("This restaurant has no such location.", code="unknown_location")


def app_asked(said: str | None, caller: Caller) -> UUID | None:
    """Return the app that a query narrows to: `current` is the calling one, None is any.

    Raises:
        Invalid: naming `app_id`.
    """
    app_id = caller.actor.app_id if said == "current" else None
    if said is not None and app_id is None:
        app_id = parse_id(said)
        if app_id is None:
            raise Invalid.field("app_id", "current, or an app's id, is expected", "unknown_id")
    return app_id


def path_id(request: Request, name: str, message: str, code: str) -> UUID:
    """Return an id of the path.

    Raises:
        NotFound: with this message and code: it is none.
    """
    found = parse_id(request.path_params[name])
    if found is None:
        raise NotFound(message, code=code)
    return found


async def _catalogue(request: Request, caller: Caller, standing: Standing) -> Catalogue:
    tenant_id = caller.actor.tenant_id
    return await services(request).catalogues.get(tenant_id, standing.location_id, standing.menu_version)


def answer(data: object) -> Response:
    """Return `data` in the success envelope."""
    return Response(orjson.dumps({"data": data}), media_type="application/json")


def tagged(request: Request, encoded: Encoded) -> Response:
    """Return a ready body, or 304 to a caller that has it already."""
    headers = {"ETag": encoded.etag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == encoded.etag:
        return Response(status_code=304, headers=headers)
    return Response(encoded.body, headers=headers, media_type="application/json")


def encode(data: object) -> Encoded:
    """Return `data` in the success envelope, ready to send."""
    body = orjson.dumps({"data": data})
    return Encoded(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
