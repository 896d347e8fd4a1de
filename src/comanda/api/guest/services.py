"""What the routes stand on, and who may use them: phones with a guest token, staff with an access token."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

import orjson
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.once import carried_out
from comanda.dining.guest_tokens import SeatedGuest, resolve_guest
from comanda.dining.rules import check_active, check_admitted
from comanda.identity.people import Person, Workplace, resolve_staff
from comanda.identity.signing import Signer
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Forbidden, Malformed, NotFound, Unauthenticated
from comanda.kernel.ids import parse_id
from comanda.ordering.catalogue import Catalogue, Catalogues
from comanda.store.database import Database
from comanda.store.idempotency import Answer, Once

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A body ready to send, and the tag that names exactly it."""

    data: bytes
    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class GuestServices:
    """What wiring hands to the surface.

    Attributes:
        public_url: where guests reach the pages, None to take it from the request.
    """

    database: Database
    catalogues: Catalogues
    signer: Signer
    public_url: str | None = None
    encoded: WeakKeyDictionary[Catalogue, Encoded] = field(default_factory=WeakKeyDictionary)
    """The guest menu of a catalogue, ready to send, for as long as it is current."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff at the location they act at."""

    person: Person
    place: Workplace
    actor: Actor


def services(request: Request) -> GuestServices:
    """Return the services of the application that a request came to."""
    found: GuestServices = request.app.state.services
    return found


def bearer(request: Request) -> str:
    """Return the token of a request.

    Raises:
        Unauthenticated: it has none.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("A token is needed: Authorization: Bearer {token}.")
    return token.strip()


async def guest(request: Request) -> SeatedGuest:
    """Return the phone that asks, whether or not it has been let in yet.

    Raises:
        Unauthenticated: no token, or one that is not valid.
        Forbidden: somebody else's kind of token, or one of a session that is over.
    """
    found = services(request)
    return await resolve_guest(found.database, found.signer, bearer(request))


async def seated(request: Request) -> SeatedGuest:
    """Return the phone that asks, which must have been let in to a session that is going on.

    Raises:
        Forbidden: `session_pending` or `session_ended`.
    """
    found = await guest(request)
    check_active(found.session.status)
    check_admitted(found.guest.status)
    return found


def guest_caller(who: SeatedGuest) -> str:
    """Return whose idempotency keys a phone's are."""
    return f"guest:{who.guest.id}"


async def person(request: Request) -> Person:
    """Return the member of staff who asks, wherever they act.

    Raises:
        Unauthenticated: no token, or one that is not valid.
    """
    found = await resolve_staff(services(request).database, services(request).signer, bearer(request))
    if found is None:
        raise Unauthenticated("The token is not valid, or has expired.")
    return found[0]


async def staff(request: Request, permission: str) -> Staff:
    """Return the member of staff who asks, at the location that `X-Branch-Id` or `branchId` names.

    Args:
        permission: what they must be allowed to do.

    Raises:
        Unauthenticated: no token, or one that is not valid.
        Malformed: no location is named.
        Forbidden: they do not work there, or may not do this.
    """
    said = request.headers.get("x-branch-id") or request.query_params.get("branchId")
    location_id = parse_id(said) if said else None
    found = await resolve_staff(services(request).database, services(request).signer, bearer(request), location_id)
    if found is None:
        raise Unauthenticated("The token is not valid, or has expired.")
    who, place = found
    if not said:
        raise Malformed("The header X-Branch-Id is needed.")
    if place is None or not who.works_at(place.location_id) or who.tenant_id is None:
        raise Forbidden("You do not work at this location.")
    if not who.may(permission):
        raise Forbidden(f"The permission {permission} is needed.")
    return Staff(who, place, Actor(who.tenant_id, who.at, user_id=who.id))


async def catalogue_of(request: Request, who: Staff) -> Catalogue:
    """Return the catalogue of the location that staff act at."""
    return await services(request).catalogues.get(who.actor.tenant_id, who.place.location_id, who.place.menu_version)


async def catalogue_for(request: Request, who: SeatedGuest) -> Catalogue:
    """Return the catalogue of the location that a phone is at."""
    return await services(request).catalogues.get(who.actor.tenant_id, who.session.location_id, who.menu_version)


def path_id(request: Request, name: str, missing: str) -> UUID:
    """Return an id from the path.

    Args:
        missing: the code of the refusal when it is not one.

    Raises:
        NotFound: what stands there is no id.
    """
    found = parse_id(request.path_params[name])
    if found is None:
        raise NotFound("No such thing here.", code=missing)
    return found


def data(body: object, status: int = 200, headers: dict[str, str] | None = None, **beside: Any) -> Response:
    """Return `body` in the success envelope.

    Args:
        beside: what the contract puts next to `data`.
    """
    said = {"success": True, "data": body, **beside}
    return Response(orjson.dumps(said), status, headers, media_type="application/json")


async def once_or_now(
    request: Request,
    actor: Actor,
    caller: str,
    work: Callable[[Once[T] | None], Awaitable[T]],
    present: Callable[[T], object],
    status: int = 200,
) -> Response:
    """Answer with what `work` makes; with an Idempotency-Key, once for all its repetitions.

    Raises:
        Invalid: the key is longer than 255 characters.
    """

    def rendered(result: T) -> Answer:
        return Answer(status, orjson.dumps({"success": True, "data": present(result)}))

    return await carried_out(request, services(request).database, actor.tenant_id, caller, work, rendered)


def base_url(request: Request) -> str:
    """Return where guests reach the pages."""
    return (services(request).public_url or str(request.base_url)).rstrip("/")
