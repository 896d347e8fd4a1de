"""The application in this process, as partner apps see it, and what is in its database."""

from tests.api.conftest import http, singapore
from tests.app.conftest import truth

__all__ = ["http", "singapore", "truth"]
