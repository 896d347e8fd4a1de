"""A server on a database of the test's own, to be hurt."""

import pytest

from tests.api.conftest import http, singapore
from tests.app.conftest import truth
from tests.app.singapore import SLUG
from tests.conftest import Template

__all__ = ["http", "singapore", "token", "truth"]


@pytest.fixture
def token(template: Template) -> str:
    """An access token of the Singapore restaurant."""
    return template.tokens[SLUG]
