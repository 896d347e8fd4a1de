"""Where a location's terminals hear of changes: the link to whoever runs them, and registering with it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx2 as httpx
import orjson

from comanda.kernel.errors import Invalid, NotFound
from comanda.store.database import Database

REGISTRATION_PATH = "/epos/integrations/rest"
CAPABILITIES = (
    "ListAreas",
    "SearchTables",
    "CreateOrder",
    "GetOrderById",
    "CancelOrderById",
    "SearchOrders",
    "CreateOrderLock",
    "ExtendOrderLock",
    "DeleteOrderLock",
    "GetOrderBill",
    "RecordOrderPayment",
    "CreateParty",
    "GetPartyById",
    "UpdatePartyById",
    "DeletePartyById",
    "SearchParties",
    "CreateReservation",
    "GetReservationById",
    "UpdateReservationById",
    "DeleteReservationById",
    "SearchReservations",
    "HandleEvent:payment_intent.created",
    "HandleEvent:payment_intent.status_updated",
)
"""All that the EPOS API can be asked to do, by the names under which it is registered."""
_VERSION = "v1"
_REGISTER_SECONDS = 30.0


def registration_document(url: str, username: str, password: str) -> dict[str, Any]:
    """Return what an integration is registered with: where it answers, what it can do, and how to sign in to it."""
    return {
        "url": url,
        "capabilities": [{"name": name, "version": _VERSION} for name in CAPABILITIES],
        "auth": {"authType": "basic", "basic": {"username": username, "password": password}},
    }


def api_headers(version: str, software_house_id: str | None, reseller_id: str | None) -> dict[str, str]:
    """Return the headers that tell the other side which version we speak, and who we are."""
    said = {"version": version, "software-house-id": software_house_id, "reseller-id": reseller_id}
    return {name: value for name, value in said.items() if value is not None}


def check_url(field: str, url: str) -> None:
    """Refuse an address that cannot be called, or that would send secrets where anybody can read them.

    Raises:
        Invalid: it has no host, another scheme than https (http only to this machine), or a password in it.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or not url.isascii() or not url.isprintable() or " " in url:
        raise Invalid.field(field, "an address such as https://api.example/epos is expected")
    if parts.username is not None or parts.password is not None:
        raise Invalid.field(field, "an address without a username is expected")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in ("localhost", "127.0.0.1", "::1")):
        raise Invalid.field(field, "an https address is expected; http is for this machine only")


def check_header(field: str, value: str) -> None:
    """Refuse a text that cannot be sent as a header.

    Raises:
        Invalid: it is empty, or has other characters than ASCII ones, or blanks around it.
    """
    if not value or not value.isascii() or not value.isprintable() or value.strip() != value:
        raise Invalid.field(field, "a text of ASCII characters is expected, without blanks around it")


async def connect_link(
    database: Database, tenant_id: UUID, location_id: UUID, events_url: str, api_key: str, headers: Mapping[str, str]
) -> None:
    """Say where changes of a location are told from now on; what is still untold is told there, too, and at once.

    Raises:
        Invalid: an address or a header that cannot be used.
    """
    check_url("events_url", events_url)
    for name, value in {"api_key": api_key, **headers}.items():
        check_header(name, value)
    async with database.connection() as connection, connection.transaction():
        await connection.execute(
            "INSERT INTO terminal_links (location_id, tenant_id, events_url, api_key, api_headers)"
            " VALUES (%s, %s, %s, %s, %s::jsonb) ON CONFLICT (location_id) DO UPDATE SET"
            " events_url = excluded.events_url, api_key = excluded.api_key, api_headers = excluded.api_headers",
            (location_id, tenant_id, events_url, api_key, orjson.dumps(dict(headers)).decode()),
        )
        await connection.execute(
            "UPDATE terminal_notifications SET due_at = now(), attempts = 0 WHERE location_id = %s", (location_id,)
        )


async def disconnect_link(database: Database, location_id: UUID) -> None:
    """Tell nobody of a location's changes any more, and forget those still untold.

    Raises:
        NotFound: it has no link.
    """
    async with database.connection() as connection, connection.transaction():
        gone = await connection.execute("DELETE FROM terminal_links WHERE location_id = %s", (location_id,))
        if gone.rowcount == 0:
            raise NotFound("This location tells nobody of its changes.", code="no_link")
        await connection.execute("DELETE FROM terminal_notifications WHERE location_id = %s", (location_id,))


async def send_registration(
    api_url: str, api_key: str, headers: Mapping[str, str], document: Mapping[str, Any]
) -> tuple[int, str]:
    """Register with whoever runs the terminals, and return how it was answered: the status, and the answer's beginning.

    Raises:
        httpx2.HTTPError: no answer came.
    """
    async with httpx.AsyncClient(timeout=_REGISTER_SECONDS) as client:
        response = await client.put(
            api_url.rstrip("/") + REGISTRATION_PATH,
            content=orjson.dumps(document),
            headers={**headers, "Authorization": f"Basic {api_key}", "Content-Type": "application/json"},
        )
    return response.status_code, response.text[:500]
