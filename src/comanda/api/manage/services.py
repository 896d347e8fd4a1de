"""What the routes stand on, and who may use them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response

from comanda.identity.people import resolve_bearer
from comanda.identity.signing import Signer
from comanda.kernel.errors import Forbidden, NotFound, Unauthenticated
from comanda.kernel.ids import parse_id
from comanda.store.database import Database

_MANAGE = "apps:manage"
"""Among what only a restaurant's administrators may do."""


@dataclass(frozen=True, slots=True)
class ManageServices:
    """What wiring hands to the surface.

    Attributes:
        webhooks_allow_local: let webhook endpoints be on this machine.
    """

    database: Database
    signer: Signer
    webhooks_allow_local: bool


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
    at_hand = services(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("A token of somebody who signed in is needed: Authorization: Bearer {access_token}.")
    person = await resolve_bearer(at_hand.database, at_hand.signer, token.strip())
    if person is None:
        raise Unauthenticated("The token is unknown, expired or revoked.")
    if person.tenant_id is None or not person.may(_MANAGE):
        raise Forbidden("Only a restaurant's administrators may do this.")
    return person.tenant_id


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
