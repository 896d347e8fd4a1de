"""Commands for a location's card terminals: credentials, where changes are told, and registering."""

import asyncio
from typing import Annotated, Any

import httpx2 as httpx
import orjson
import typer
from rich.console import Console
from rich.table import Table

from comanda.cli.common import Data, out, refusals, running_database, with_database
from comanda.identity.terminal_credentials import issue_credential, list_credentials, revoke_credential
from comanda.kernel.errors import Unavailable
from comanda.notifications.terminal_links import (
    CAPABILITIES,
    api_headers,
    check_header,
    check_url,
    connect_link,
    disconnect_link,
    registration_document,
    send_registration,
)
from comanda.restaurants.place import doorstep
from comanda.store.database import Database

DOJO_API = "https://api.dojo.tech"
DOJO_VERSION = "2026-02-27"

app = typer.Typer(no_args_is_help=True, help="Card terminals, over the EPOS API.")
Location = Annotated[str, typer.Option(help="The location's slug.")]
Username = Annotated[str, typer.Option(help="The credential's username.")]
ApiKey = Annotated[
    str, typer.Option(help="The key that Dojo gave (sk_…), sent with every call.", envvar="COMANDA_EPOS_API_KEY")
]
SoftwareHouse = Annotated[str | None, typer.Option(help="The software-house-id that Dojo gave.")]
Reseller = Annotated[str | None, typer.Option(help="The reseller-id that Dojo gave.")]
Version = Annotated[str, typer.Option(help="The version of Dojo's API, a date.")]


async def _issue(database: Database, slug: str) -> tuple[str, str]:
    here = await doorstep(database, slug)
    return await issue_credential(database, here.tenant_id, here.location_id)


async def _revoke(database: Database, slug: str, username: str) -> None:
    await revoke_credential(database, (await doorstep(database, slug)).location_id, username)


@app.command("credential")
def credential(location: Location, data: Data = None) -> None:
    """Issue a credential and print it: the one time it can be seen. Two may be in use at once, to replace one."""
    with running_database(data) as settings, refusals():
        username, password = with_database(settings, lambda database: _issue(database, location))
        typer.echo(f"username: {username}\npassword: {password}")


@app.command("credentials")
def credentials(location: Location, data: Data = None) -> None:
    """List a location's credentials, newest first."""

    async def find(database: Database) -> list[Any]:
        return await list_credentials(database, (await doorstep(database, location)).location_id)

    with running_database(data) as settings, refusals():
        found = with_database(settings, find)
    table = Table("username", "password", "issued", "revoked")
    for record in found:
        revoked = record.revoked_at.isoformat(timespec="seconds") if record.revoked_at else ""
        table.add_row(record.username, f"{record.hint}…", record.created_at.isoformat(timespec="seconds"), revoked)
    Console(width=max(out.width, 120)).print(table)


@app.command("revoke")
def revoke(location: Location, username: Username, data: Data = None) -> None:
    """Revoke a credential; it stops working from the next request."""
    with running_database(data) as settings, refusals():
        with_database(settings, lambda database: _revoke(database, location, username))
        out.print("Revoked.")


@app.command("connect")
def connect(
    location: Location,
    events_url: Annotated[str, typer.Option(help="Where changes are told: https://api.dojo.tech/epos/events.")],
    api_key: ApiKey,
    software_house_id: SoftwareHouse = None,
    reseller_id: Reseller = None,
    version: Version = DOJO_VERSION,
    data: Data = None,
) -> None:
    """Tell somebody of every change of a location's orders, parties and reservations from now on."""

    async def work(database: Database) -> None:
        here = await doorstep(database, location)
        headers = api_headers(version, software_house_id, reseller_id)
        await connect_link(database, here.tenant_id, here.location_id, events_url, api_key, headers)

    with running_database(data) as settings, refusals():
        with_database(settings, work)
        out.print("Connected: changes are told as long as `comanda worker` runs.")


@app.command("disconnect")
def disconnect(location: Location, data: Data = None) -> None:
    """Tell nobody of a location's changes any more; what is still untold is forgotten."""

    async def work(database: Database) -> None:
        await disconnect_link(database, (await doorstep(database, location)).location_id)

    with running_database(data) as settings, refusals():
        with_database(settings, work)
        out.print("Disconnected.")


@app.command("register")
def register(
    location: Location,
    url: Annotated[str, typer.Option(help="Where Dojo reaches this installation: https://eat.example/epos.")],
    send: Annotated[bool, typer.Option("--send", help="Send it to Dojo instead of printing it.")] = False,
    api_url: Annotated[str, typer.Option(help="Dojo's API.")] = DOJO_API,
    api_key: Annotated[
        str | None, typer.Option(help="The key that Dojo gave (sk_…).", envvar="COMANDA_EPOS_API_KEY")
    ] = None,
    software_house_id: SoftwareHouse = None,
    reseller_id: Reseller = None,
    version: Version = DOJO_VERSION,
    data: Data = None,
) -> None:
    """Issue a credential and print the document that registers this location's terminals, or send it to Dojo."""
    if send and api_key is None:
        typer.echo("Say with which key to send it: --api-key, or COMANDA_EPOS_API_KEY.", err=True)
        raise typer.Exit(2)
    with running_database(data) as settings, refusals():
        check_url("url", url)
        headers = api_headers(version, software_house_id, reseller_id)
        if send:
            check_url("api_url", api_url)
            for name, value in {"api_key": api_key or "", **headers}.items():
                check_header(name, value)
        username, password = with_database(settings, lambda database: _issue(database, location))
        document = registration_document(url, username, password)
        if not send:
            typer.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())
            return
        problem = _refusal(api_url, api_key or "", headers, document)
        if problem is not None:
            with_database(settings, lambda database: _revoke(database, location, username))
            raise Unavailable(f"Not registered: {problem}\nThe new credential, {username}, was revoked again.")
        out.print(f"Registered, with {len(CAPABILITIES)} capabilities and the username {username}.", soft_wrap=True)


def _refusal(api_url: str, api_key: str, headers: dict[str, str], document: dict[str, Any]) -> str | None:
    """Send a registration, and return None if it was taken, else how it was answered."""
    try:
        status, said = asyncio.run(send_registration(api_url, api_key, headers, document))
    except httpx.HTTPError as error:
        return f"no answer from {api_url} ({type(error).__name__})."
    return None if 200 <= status < 300 else f"{api_url} answered {status}. {said}".rstrip()
