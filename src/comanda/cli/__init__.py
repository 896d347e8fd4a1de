"""The `comanda` command."""

from comanda.cli.main import app

__all__ = ["app"]
