"""What the routes stand on, and who may use them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.once import carried_out
from comanda.identity.people import Person, Workplace, resolve_bearer
from comanda.identity.signing import Signer
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Forbidden, NotFound, Unauthenticated
from comanda.kernel.ids import parse_id
from comanda.ordering.catalogue import Catalogue, Catalogues
from comanda.store.database import Database
from comanda.store.idempotency import Answer, Once

T = TypeVar("T")

_MANAGE = "apps:manage"
"""Among what only a restaurant's administrators may do."""


@dataclass(frozen=True, slots=True)
class ManageServices:
    """What wiring hands to the surface.

    Attributes:
        webhooks_allow_local: let webhook endpoints be on this machine.
    """

    database: Database
    catalogues: Catalogues
    signer: Signer
    webhooks_allow_local: bool


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff at the location that a request is about."""

    person: Person
    place: Workplace
    actor: Actor


def services(request: Request) -> ManageServices:
    """Return the services of the application that a request came to."""
    found: ManageServices = request.app.state.services
    return found


async def administered(request: Request) -> UUID:
    """Return the restaurant whose administrator calls.

    Raises:
        Unauthenticated: no token, or one that is unknown, expired or revoked.
        Forbidden: somebody else's.
    """
    person, _ = await _bearer(request, None)
    if person.tenant_id is None or not person.may(_MANAGE):
        raise Forbidden("Only a restaurant's administrators may do this.")
    return person.tenant_id


async def permitted(request: Request, permission: str) -> Actor:
    """Return who calls, somebody of a restaurant whose role covers a permission.

    Raises:
        Unauthenticated: no token, or one that is unknown, expired or revoked.
        Forbidden: somebody else's.
    """
    person, _ = await _bearer(request, None)
    return _acting(person, permission)


async def at_location(request: Request, permission: str) -> Staff:
    """Return the member of staff who calls, at the location in the path.

    Args:
        permission: what they must be allowed to do.

    Raises:
        Unauthenticated: no token, or one that is unknown, expired or revoked.
        Forbidden: they may not do this, or do not work there.
        NotFound: their restaurant has no such location.
    """
    location_id = parse_id(request.path_params["location_id"])
    person, place = await _bearer(request, location_id)
    actor = _acting(person, permission)
    if place is None:
        raise NotFound("This restaurant has no such location.", code="unknown_location")
    if not person.works_at(place.location_id):
        raise Forbidden("You do not work at this location.")
    return Staff(person, place, actor)


async def catalogue_of(request: Request, who: Staff) -> Catalogue:
    """Return the catalogue of the location that staff act at."""
    kept = services(request).catalogues
    return await kept.get(who.actor.tenant_id, who.place.location_id, who.place.menu_version)


def _acting(person: Person, permission: str) -> Actor:
    if person.tenant_id is None or not person.may(permission):
        raise Forbidden(f"Your role does not cover {permission}.")
    return Actor(person.tenant_id, person.at, user_id=person.id)


async def _bearer(request: Request, location_id: UUID | None) -> tuple[Person, Workplace | None]:
    at_hand = services(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("A token of somebody who signed in is needed: Authorization: Bearer {access_token}.")
    found = await resolve_bearer(at_hand.database, at_hand.signer, token.strip(), location_id)
    if found is None:
        raise Unauthenticated("The token is unknown, expired or revoked.")
    return found


def path_id(request: Request, name: str) -> UUID:
    """Return an id from the path; one that is none is nobody's.

    Raises:
        NotFound: it cannot be an id.
    """
    found = parse_id(request.path_params[name])
    if found is None:
        raise NotFound("There is no such thing.")
    return found


def answer(said: Any, status: int = 200) -> Response:
    """Return an object."""
    return Response(orjson.dumps(said), status, media_type="application/json")


async def once_or_now(
    request: Request,
    actor: Actor,
    work: Callable[[Once[T] | None], Awaitable[T]],
    present: Callable[[T], Any],
    status: int = 201,
) -> Response:
    """Answer with what `work` makes; with an Idempotency-Key, once for all its repetitions.

    Raises:
        Invalid: the key is longer than 255 characters.
    """

    def rendered(made: T) -> Answer:
        return Answer(status, orjson.dumps(present(made)))

    database = services(request).database
    return await carried_out(request, database, actor.tenant_id, f"user:{actor.user_id}", work, rendered)
