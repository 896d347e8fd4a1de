"""Commands for restaurants as a whole."""

from typing import Annotated

import typer

from comanda.cli.common import Data, out, refusals, running_database, with_database
from comanda.restaurants.suspend import set_active

app = typer.Typer(no_args_is_help=True, help="Restaurants on this platform.")
Slug = Annotated[str, typer.Argument(help="The restaurant's slug.")]


@app.command("suspend")
def suspend(restaurant: Slug, data: Data = None) -> None:
    """Stop every token of a restaurant's partner apps from the next request, and issue no new ones."""
    with running_database(data) as settings, refusals():
        with_database(settings, lambda database: set_active(database, restaurant, active=False))
        out.print("Suspended: its partner apps are answered 401. Its locations are suspended over the Portal API.")


@app.command("reinstate")
def reinstate(restaurant: Slug, data: Data = None) -> None:
    """Let a restaurant's partner apps call again, with the tokens they have."""
    with running_database(data) as settings, refusals():
        with_database(settings, lambda database: set_active(database, restaurant, active=True))
        out.print("Reinstated.")
