"""What the routes stand on, and who may use them: the backend of one location's card terminals."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response

from comanda.identity.signing import Signer
from comanda.identity.terminal_credentials import Terminal, resolve_credential
from comanda.kernel.errors import NotFound, Unauthenticated
from comanda.kernel.ids import parse_id
from comanda.ordering.catalogue import Catalogue, Catalogues
from comanda.store.database import Database

_NOTHING = UUID(int=0)


@dataclass(frozen=True, slots=True)
class EposServices:
    """What wiring hands to the surface.

    Attributes:
        public_url: where guests reach the pages, None to take it from the request.
    """

    database: Database
    catalogues: Catalogues
    signer: Signer
    public_url: str | None = None


@dataclass(frozen=True, slots=True)
class Requester:
    """What a call says of who caused it; it is written down and not believed."""

    waiter_id: str | None
    product: str | None
    device_id: str | None
    device_type: str | None


def services(request: Request) -> EposServices:
    """Return the services of the application that a request came to."""
    found: EposServices = request.app.state.services
    return found


async def identify(request: Request) -> Terminal:
    """Return who calls, and remember it for the audit.

    Raises:
        Unauthenticated: no credential, or one that is unknown or revoked.
    """
    said = read_basic(request.headers.get("authorization", ""))
    if said is None:
        raise Unauthenticated("A username and a password are needed: Authorization: Basic {credentials}.")
    terminal = await resolve_credential(services(request).database, *said)
    if terminal is None:
        raise Unauthenticated("The username or the password is wrong, or the credential was revoked.")
    request.state.terminal = terminal
    return terminal


def identified(request: Request) -> Terminal | None:
    """Return who called, None when nobody we know did."""
    found: Terminal | None = getattr(request.state, "terminal", None)
    return found


def read_basic(header: str) -> tuple[str, str] | None:
    """Return the username and password of an Authorization header, or None when it has none of HTTP Basic."""
    scheme, _, encoded = header.strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    username, colon, password = text.partition(":")
    return (username, password) if colon else None


def requester(request: Request) -> Requester:
    """Return what the four headers say."""
    said = request.headers.get
    return Requester(
        said("waiter-id") or None,
        said("dojo-requesting-product") or None,
        said("device-id") or None,
        said("device-type") or None,
    )


async def catalogue_of(request: Request, terminal: Terminal) -> Catalogue:
    """Return the catalogue of the terminal's location."""
    kept = services(request).catalogues
    return await kept.get(terminal.actor.tenant_id, terminal.location_id, terminal.menu_version)


def path_id(request: Request, name: str, missing: str) -> UUID:
    """Return an id from the path.

    Args:
        missing: the code of the refusal when it is not one.

    Raises:
        NotFound: what stands there is no id.
    """
    found = parse_id(request.path_params[name])
    if found is None:
        raise NotFound("No such thing at this location.", code=missing)
    return found


def wanted_id(text: str | None) -> UUID | None:
    """Return an id to search by; what is no id at all becomes one that nothing has."""
    return None if text is None else parse_id(text) or _NOTHING


def answer(data: Mapping[str, Any] | list[dict[str, Any]]) -> Response:
    """Return `data` as it is: the contract has no envelope."""
    return Response(orjson.dumps(data), media_type="application/json")


def done() -> Response:
    """Return the answer that says nothing but that it is done."""
    return Response(status_code=200)


def base_url(request: Request) -> str:
    """Return where guests reach the pages."""
    return (services(request).public_url or str(request.base_url)).rstrip("/")
