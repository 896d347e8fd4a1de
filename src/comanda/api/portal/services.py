"""What the routes stand on, and who may use them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response

from comanda.identity.api_keys import KeyHolder, resolve_key
from comanda.identity.people import Person, resolve_bearer
from comanda.identity.permissions import PLATFORM_ONLY
from comanda.identity.signing import Signer
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Forbidden, Unauthenticated
from comanda.store.database import Database

Caller = Person | KeyHolder
MANAGE_SYSTEM = "manage:system"


@dataclass(frozen=True, slots=True)
class PortalServices:
    """What wiring hands to the surface."""

    database: Database
    signer: Signer


def services(request: Request) -> PortalServices:
    """Return the services of the application that a request came to."""
    found: PortalServices = request.app.state.services
    return found


async def identify(request: Request) -> Caller:
    """Return who calls: somebody who signed in, or a program with a restaurant's key; a bearer token counts first.

    Raises:
        Unauthenticated: no credential, or one that is unknown, expired or revoked.
    """
    at_hand = services(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    key = request.headers.get("x-apikey") or request.headers.get("x-api-key")
    caller: Caller | None = None
    if scheme.lower() == "bearer" and token.strip():
        found = await resolve_bearer(at_hand.database, at_hand.signer, token.strip())
        caller = found[0] if found is not None else None
    elif key:
        caller = await resolve_key(at_hand.database, key)
    if caller is None:
        raise Unauthenticated("Unauthorized")
    return caller


def may(caller: Caller, permission: str) -> bool:
    """Tell whether a caller may do something; a key may do whatever its restaurant may."""
    return permission not in PLATFORM_ONLY if isinstance(caller, KeyHolder) else caller.may(permission)


async def permitted(request: Request, permission: str) -> Caller:
    """Return who calls, if they may do something.

    Raises:
        Unauthenticated: nobody we know.
        Forbidden: it is not among what they may do.
    """
    caller = await identify(request)
    if not may(caller, permission):
        raise Forbidden("Insufficient Permissions")
    return caller


async def operator(request: Request) -> Person:
    """Return the operator of the platform who calls.

    Raises:
        Unauthenticated: nobody we know.
        Forbidden: somebody else.
    """
    caller = await permitted(request, MANAGE_SYSTEM)
    assert isinstance(caller, Person)  # noqa: S101 - no key covers it
    return caller


def actor_of(caller: Caller, tenant_id: UUID) -> Actor:
    """Return a caller who acts in a restaurant that is theirs, or that they govern."""
    return Actor(tenant_id, caller.at, user_id=caller.id if isinstance(caller, Person) else None)


def answer(message: str, data: Any, status: int = 200) -> Response:
    """Return `data` in the success envelope."""
    body = orjson.dumps({"success": True, "message": message, "data": data})
    return Response(body, status, media_type="application/json")
