"""Commands to serve, migrate, seed, work, look after tokens and see what is wrong."""

import socket
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from psycopg import OperationalError
from psycopg.errors import InsufficientPrivilege
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from comanda import __version__
from comanda.cli import doctor as checks
from comanda.cli import partners, restaurants, terminals, webhooks
from comanda.cli.common import Data, out, refusals, running_database, with_database
from comanda.cli.serving import bind
from comanda.cli.serving import serve as run_server
from comanda.cli.table_codes import renew_codes, write_codes
from comanda.config import Settings
from comanda.demo.book import fill_books
from comanda.demo.serve import RESTAURANTS, Credentials, prepare, ready_document, write_ready_file
from comanda.identity.tokens import issue_token, list_tokens, revoke_token
from comanda.jobs import delivering, job_app
from comanda.logs import configure_logs
from comanda.migrations.apply import migrate as apply_migrations
from comanda.store.database import Database

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Comanda, an open restaurant platform.")
tokens = typer.Typer(no_args_is_help=True, help="Access tokens of partner apps.")
app.add_typer(tokens, name="token")
tables = typer.Typer(no_args_is_help=True, help="Tables and their QR codes.")
app.add_typer(tables, name="tables")
app.add_typer(terminals.app, name="epos")
app.add_typer(partners.app, name="app")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(restaurants.app, name="restaurant")

Host = Annotated[str, typer.Option(help="Address to listen on.", envvar="COMANDA_HOST")]
Port = Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", envvar="COMANDA_PORT")]
Workers = Annotated[int, typer.Option(min=1, help="Web processes.")]


def _check_reachable(settings: Settings) -> None:
    """Refuse to serve from a database that cannot be used at all; one that is only behind answers 503 at /readyz."""
    for finding in checks.examine(settings.database_url or ""):
        if finding.what in ("database", "roles") and not finding.well:
            typer.echo(f"{finding.what}: {finding.found}\n{finding.advice}", err=True)
            raise typer.Exit(1)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return bind(host, port)
    except OSError as error:
        typer.echo(f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with --port.", err=True)
        raise typer.Exit(1) from error


def _migrate(settings: Settings) -> str:
    url = settings.migration_url or settings.database_url
    assert url is not None  # noqa: S101 - running_database has seen to it
    try:
        with out.status("Bringing the database up to date …"):
            return apply_migrations(url)
    except InsufficientPrivilege as error:
        typer.echo(f"{error.diag.message_primary}. Give a login that may, with COMANDA_MIGRATION_URL.", err=True)
        raise typer.Exit(1) from error
    except OperationalError as error:
        typer.echo(f"The database cannot be reached: {error}", err=True)
        raise typer.Exit(1) from error


@app.command()
def serve(
    data: Data = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 1,
) -> None:
    """Serve every API and page on one port. Run `comanda migrate` first."""
    with running_database(data) as settings:
        _check_reachable(settings)
        listening = _listen(host, port)
        base_url = f"http://{host}:{listening.getsockname()[1]}"
        run_server(settings, listening, workers, lambda: out.print(f"Comanda answers at [bold]{base_url}[/bold]"))


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the database's schema up to date."""
    with running_database(data) as settings:
        out.print(f"The database is at revision [bold]{_migrate(settings)}[/bold].")


@app.command()
def demo(
    data: Data = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 1,
    ready_file: Annotated[Path | None, typer.Option(help="Write where to go, and with what, as JSON.")] = None,
) -> None:
    """Serve three demo restaurants, with everything they need."""
    with running_database(data) as settings:
        listening = _listen(host, port)
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)
        _migrate(settings)
        found = with_database(settings, lambda database: _seed(database, settings.data))
        document = ready_document(f"http://{host}:{listening.getsockname()[1]}", found)

        def ready() -> None:
            if ready_file is not None:
                write_ready_file(ready_file, document)
            _welcome(document)

        run_server(
            settings.model_copy(update={"work_inline": True, "webhooks_allow_local": True}), listening, workers, ready
        )
        out.print("Stopped; the data is kept.")


async def _seed(database: Database, folder: Path) -> Credentials:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task("Seeding the demo restaurants", total=None)
        found = await prepare(database, folder, lambda what: progress.update(task, description=f"Seeding {what}"))
        progress.update(task, description="Taking reservations")
        await fill_books(database, RESTAURANTS)
    return found


def _welcome(document: dict[str, Any]) -> None:
    documents = [document, *document["other_restaurants"]]
    table = Table("Restaurant", "Currency", "restaurant_id", "location_id", "access_token")
    for restaurant, said in zip(RESTAURANTS, documents, strict=True):
        keys = said["online_order"]
        table.add_row(
            restaurant.name, restaurant.currency, keys["restaurant_id"], keys["location_id"], keys["access_token"]
        )
    base_url = document["base_url"]
    out.print(f"\n[bold]Comanda[/bold] is ready at [link={base_url}]{base_url}[/link]; Ctrl-C stops it.")
    out.print(
        "API documentation: " + ", ".join(f"{base_url}/{at}/docs" for at in ("v1", "api", "restaurant", "manage"))
    )
    out.print(
        f"A guest's table: {base_url}/{document['guest']['branch_slug']}/{document['guest']['tables'][0]['code']}"
    )
    out.print(f"Book a table: {base_url}/{document['guest']['branch_slug']}/book")
    terminal = document["epos"]
    how = f"{terminal['base_url']}, username {terminal['username']}, password {terminal['password']}"
    out.print(f"Card terminals: {how}", soft_wrap=True)
    people = Table("Sign in at /staff as", "Email", "Password")
    for role, said in document["staff"]["by_role"].items():
        people.add_row(role.replace("_", " "), said["email"], said["password"])
    out.print(people)
    Console(width=max(out.width, 210)).print(table)


@app.command()
def worker(data: Data = None) -> None:
    """Do background work; run as many as wanted."""
    with running_database(data) as settings:
        assert settings.database_url is not None  # noqa: S101 - running_database has seen to it
        url = settings.database_url
        configure_logs()

        async def run(database: Database) -> None:
            jobs = job_app(url, database)
            async with jobs.open_async(), delivering(database, webhooks_allow_local=settings.webhooks_allow_local):
                out.print("Working; Ctrl-C stops.")
                await jobs.run_worker_async(concurrency=8)

        with_database(settings, run)


@app.command()
def doctor(data: Data = None) -> None:
    """Check the database, its roles and migrations, the worker and the clock, and say what to do."""
    with running_database(data) as settings:
        assert settings.database_url is not None  # noqa: S101 - running_database has seen to it
        findings = checks.examine(settings.database_url)
    for finding in findings:
        mark = (
            "[green]ok[/green]  " if finding.well else "[red]fail[/red]" if finding.needed else "[yellow]note[/yellow]"
        )
        out.print(f"{mark} {finding.what}: {finding.found}")
        if finding.advice:
            out.print(f"     {finding.advice}")
    if any(not finding.well and finding.needed for finding in findings):
        raise typer.Exit(1)


@app.command()
def version() -> None:
    """Say which version this is."""
    out.print(__version__)


@tokens.command("issue")
def issue(
    restaurant: Annotated[str, typer.Option(help="The restaurant's slug.")],
    app_name: Annotated[str, typer.Option("--app", help="The app's name; registered if new.")],
    data: Data = None,
) -> None:
    """Issue an access token and print it: the one time it can be seen."""
    with running_database(data) as settings, refusals():
        typer.echo(with_database(settings, lambda database: issue_token(database, restaurant, app_name)))


@tokens.command("list")
def list_all(data: Data = None) -> None:
    """List all access tokens, newest first."""
    with running_database(data) as settings:
        found = with_database(settings, list_tokens)
    table = Table("id", "restaurant", "app", "token", "scopes", "issued", "revoked")
    for token in found:
        revoked = token.revoked_at.isoformat(timespec="seconds") if token.revoked_at else ""
        issued = token.created_at.isoformat(timespec="seconds")
        row = (str(token.id), token.restaurant, token.app, f"{token.hint}…", " ".join(token.scopes), issued, revoked)
        table.add_row(*row)
    Console(width=max(out.width, 180)).print(table)


@tokens.command("revoke")
def revoke(token_id: UUID, data: Data = None) -> None:
    """Revoke an access token; it stops working from the next request."""
    with running_database(data) as settings, refusals():
        with_database(settings, lambda database: revoke_token(database, token_id))
        out.print("Revoked.")


@tables.command("qr")
def qr(
    location: Annotated[str, typer.Option(help="The location's slug.")],
    url: Annotated[str | None, typer.Option(help="Where guests reach the pages; else COMANDA_PUBLIC_URL.")] = None,
    folder: Annotated[Path, typer.Option(help="Where the PDF and the SVG files go.")] = Path("qr-codes"),
    data: Data = None,
) -> None:
    """Write the QR codes of all tables: one PDF to print, and an SVG for each."""
    with running_database(data) as settings, refusals():
        home = url or settings.public_url
        if home is None:
            typer.echo("Say where guests reach the pages: --url https://eat.example, or COMANDA_PUBLIC_URL.", err=True)
            raise typer.Exit(2)
        written = with_database(settings, lambda database: write_codes(database, location, home, folder))
        out.print(f"{written} codes are in [bold]{folder}[/bold]: tables.pdf, and an SVG for each table.")


@tables.command("new-code")
def new_code(
    location: Annotated[str, typer.Option(help="The location's slug.")],
    number: Annotated[int | None, typer.Option(help="The table's number; without it, every table.")] = None,
    data: Data = None,
) -> None:
    """Give tables new codes that nobody can guess; the old ones are dead at once. Print them again afterwards."""
    with running_database(data) as settings, refusals():
        changed = with_database(settings, lambda database: renew_codes(database, location, number))
        out.print(f"{changed} new codes; print them with: comanda tables qr --location {location} --url …")
