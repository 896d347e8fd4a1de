"""The Manage API on a database of the test's own, with the demo's administrator of Singapore."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from comanda.config import Settings
from comanda.wiring import create_app
from tests.api.manage.admin import Admin
from tests.app.conftest import truth
from tests.app.singapore import SLUG
from tests.conftest import Template

__all__ = ["truth"]


@pytest.fixture
def local(database_url: str) -> Iterator[TestClient]:
    """The whole application, where endpoints may be on this machine."""
    settings = Settings(database_url=database_url, pool_size=4, webhooks_allow_local=True)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def admin(local: TestClient, template: Template) -> Admin:
    return Admin(local, template.credentials.user_tokens[SLUG])
