"""One server of three processes for all races, on a database of their own."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.app.singapore import SLUG
from tests.conftest import Template
from tests.partner import Partner
from tests.server import Server, serving
from tests.truth import Truth


@pytest.fixture(scope="package")
def truth(template: Template) -> Iterator[Truth]:
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE races TEMPLATE {template.name} STRATEGY file_copy")
        yield Truth(template.admin_url.replace("/postgres?", "/races?"))
        admin.execute("DROP DATABASE races WITH (FORCE)")


@pytest.fixture(scope="package")
def server(truth: Truth, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(truth.url, tmp_path_factory.mktemp("server"), workers=3) as found:
        yield found


@pytest.fixture(scope="package")
def partner(server: Server, template: Template) -> Iterator[Partner]:
    found = server.partner(template.tokens[SLUG])
    with found.http:
        yield found


@pytest.fixture(scope="module", autouse=True)
def finished(truth: Truth) -> Iterator[None]:
    """Close what a module leaves open, so that the next one's kitchen has only its own tickets before it."""
    yield
    truth.rows("UPDATE orders SET status = 'closed' WHERE status IN ('pending', 'open') RETURNING id")
