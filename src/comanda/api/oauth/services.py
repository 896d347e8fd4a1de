"""What the routes stand on, and which app calls."""

import base64
import binascii
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import unquote_plus

from starlette.requests import Request

from comanda.identity.apps import authenticate_client
from comanda.identity.oauth_rules import Client, OAuthRefusal, once_each, read_pairs
from comanda.store.database import Database
from comanda.store.rate_limits import count_against

CALLS_PER_MINUTE = 1_200
"""Tokens that one app may ask for; of a public app, from one address."""
TRIES_PER_MINUTE = 3_000
"""Requests from one address, whoever they say they are."""
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class OAuthServices:
    """What wiring hands to the surface.

    Attributes:
        access_lasts: how long an access token lives.
        public_url: where this installation is reached, None to take it from the request.
    """

    database: Database
    access_lasts: timedelta
    public_url: str | None = None


def services(request: Request) -> OAuthServices:
    """Return the services of the application that a request came to."""
    found: OAuthServices = request.app.state.services
    return found


def issuer(request: Request) -> str:
    """Return what this server calls itself: its address, without a slash at the end."""
    return (services(request).public_url or str(request.base_url)).rstrip("/")


async def enter(request: Request) -> tuple[Client, dict[str, str]]:
    """Return which app calls and what its form says.

    Raises:
        OAuthRefusal: `invalid_request`, `invalid_client`.
        TooMany: it asks too often.
    """
    database, where = services(request).database, request.client.host if request.client else "unknown"
    await count_against(database, f"oauth:{where}", limit=TRIES_PER_MINUTE, seconds=60)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise OAuthRefusal(f"A body in {FORM} is expected.", code="invalid_request")
    form = once_each(read_pairs(await request.body()))
    client_id, secret = _credentials(request.headers.get("authorization"), form)
    client = await authenticate_client(database, client_id, secret)
    # Anybody can say the id of a public app, so nobody elsewhere must suffer from how often it is said.
    whose = f"{client.id}:{where}" if client.public else str(client.id)
    await count_against(database, f"oauth:app:{whose}", limit=CALLS_PER_MINUTE, seconds=60)
    return client, form


def _credentials(header: str | None, form: dict[str, str]) -> tuple[str, str | None]:
    """Return client id and secret, by HTTP Basic or from the form (RFC 6749 2.3.1)."""
    if header is None:
        if "client_id" not in form:
            raise OAuthRefusal("Say which app this is: HTTP Basic, or client_id.", code="invalid_client")
        return form["client_id"], form.get("client_secret")
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise OAuthRefusal("Apps sign in by HTTP Basic, or in the form.", code="invalid_client")
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise OAuthRefusal("The Authorization header cannot be read.", code="invalid_client") from error
    name, _, password = decoded.partition(":")
    client_id, secret = unquote_plus(name), unquote_plus(password) or None
    if "client_secret" in form or form.get("client_id", client_id) != client_id:
        raise OAuthRefusal("The app signs in twice: by HTTP Basic and in the form.", code="invalid_request")
    return client_id, secret
