"""What every command needs: settings, a database that runs, and refusals said in a sentence."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console

from comanda.cli.serving import ignore_second_interrupt, stop_as_by_interrupt
from comanda.config import Settings
from comanda.kernel.errors import ComandaError
from comanda.store.database import Database

out = Console()
T = TypeVar("T")
Data = Annotated[Path | None, typer.Option(help="Folder of the embedded database.", envvar="COMANDA_DATA")]


@contextlib.contextmanager
def running_database(data: Path | None) -> Iterator[Settings]:
    """Give settings whose database runs: the one they name, or the embedded one for as long as the block lasts."""
    settings = _settings()
    if data is not None:
        settings = settings.model_copy(update={"data": data})
    if settings.database_url is not None:
        yield settings
        return
    from comanda.store.embedded import Embedded

    stop_as_by_interrupt()
    with out.status("Starting PostgreSQL …"):
        embedded = Embedded(settings.data)
    try:
        yield settings.model_copy(update={"database_url": embedded.url, "migration_url": embedded.url})
    finally:
        ignore_second_interrupt()
        embedded.stop()


def _settings() -> Settings:
    try:
        return Settings()
    except SettingsError as error:
        typer.echo(f"A setting cannot be read, lists are written as JSON: {error}", err=True)
        raise typer.Exit(2) from error
    except ValidationError as error:
        for problem in error.errors():
            typer.echo(f"COMANDA_{'_'.join(map(str, problem['loc'])).upper()}: {problem['msg']}", err=True)
        raise typer.Exit(2) from error


def with_database(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    """Return what `work` does with an open pool of connections."""

    async def run() -> T:
        assert settings.database_url is not None  # noqa: S101 - running_database has seen to it
        database = Database(settings.database_url, pool_size=4)
        await database.open()
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """Say in a sentence why something was refused, and end with status 1."""
    try:
        yield
    except ComandaError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from error
