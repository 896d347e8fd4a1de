"""The application in this process, and the same database seen by somebody who may see all of it."""

import pytest

from tests.api.conftest import http, singapore
from tests.truth import Truth

__all__ = ["http", "singapore", "truth"]


@pytest.fixture
def truth(database_url: str) -> Truth:
    return Truth(database_url)
