"""Commands for partner apps: registering them, and their secrets."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from comanda.cli.common import Data, out, refusals, running_database, with_database
from comanda.identity.apps import AppRecord, deactivate, find_app, list_apps, register_app, rotate_secret
from comanda.restaurants.queries import tenant_id_of
from comanda.store.database import Database

app = typer.Typer(no_args_is_help=True, help="Partner apps that restaurants connect, over OAuth 2.0.")
ClientId = Annotated[str, typer.Argument(help="The app's client id.")]


@app.command("register")
def register(
    name: Annotated[str, typer.Option(help="What restaurants are asked to connect.")],
    redirect_uri: Annotated[
        list[str], typer.Option(help="Where restaurants are sent back to; say it again for another address.")
    ],
    restaurant: Annotated[
        str | None, typer.Option(help="The slug of the only restaurant that may connect it; else any may.")
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="It runs on other people's devices, keeps no secret, and uses PKCE.")
    ] = False,
    data: Data = None,
) -> None:
    """Register an app and print its client id and secret: the one time the latter can be seen."""

    async def work(database: Database) -> tuple[str, str | None]:
        tenant_id = await tenant_id_of(database, restaurant) if restaurant is not None else None
        return await register_app(database, tenant_id, name, redirect_uri, public)

    with running_database(data) as settings, refusals():
        client_id, secret = with_database(settings, work)
        typer.echo(f"client_id: {client_id}" + (f"\nclient_secret: {secret}" if secret is not None else ""))


@app.command("list")
def list_all(data: Data = None) -> None:
    """List all apps, newest first."""
    with running_database(data) as settings:
        found = with_database(settings, lambda database: list_apps(database, everybody=True))
    table = Table("client_id", "name", "restaurant", "kind", "redirect URIs", "secrets", "registered")
    for record in found:
        kind = ("public" if record.public else "confidential") if record.active else "deactivated"
        made = record.created_at.isoformat(timespec="seconds")
        uris = "\n".join(record.redirect_uris)
        table.add_row(record.client_id, record.name, record.restaurant or "any", kind, uris, _secrets(record), made)
    Console(width=max(out.width, 220)).print(table)


def _secrets(record: AppRecord) -> str:
    return "\n".join(
        f"{one.hint}…" + (f" until {one.expires_at.isoformat(timespec='seconds')}" if one.expires_at else "")
        for one in record.secrets
    )


@app.command("rotate-secret")
def rotate(
    client_id: ClientId,
    at_once: Annotated[bool, typer.Option("--at-once", help="End every other secret now, not in a day.")] = False,
    data: Data = None,
) -> None:
    """Give an app a new secret and print it: the one time it can be seen. The present one works for another day."""

    async def work(database: Database) -> str:
        return await rotate_secret(database, (await find_app(database, client_id)).id, at_once=at_once)

    with running_database(data) as settings, refusals():
        typer.echo(with_database(settings, work))


@app.command("deactivate")
def end(client_id: ClientId, data: Data = None) -> None:
    """End an app for good: every token it has, at any restaurant, stops working from the next request."""

    async def work(database: Database) -> None:
        await deactivate(database, (await find_app(database, client_id)).id)

    with running_database(data) as settings, refusals():
        with_database(settings, work)
        out.print("Deactivated.")
