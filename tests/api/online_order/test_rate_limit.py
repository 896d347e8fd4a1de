"""What an app may ask for a restaurant in a minute, and what it is told of that."""

from collections.abc import Iterator

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from comanda.config import Settings
from comanda.demo.seed import demo_id
from comanda.wiring import create_app
from tests.app.singapore import LOCATION, RESTAURANT, SLUG
from tests.conftest import Template
from tests.partner import Partner

LIMIT = 5


@pytest.fixture
def partner(database_url: str, template: Template) -> Iterator[Partner]:
    settings = Settings(database_url=database_url, app_requests_per_minute=LIMIT)
    with TestClient(create_app(settings)) as http:
        yield Partner(http, str(RESTAURANT), str(LOCATION), template.tokens[SLUG])


def _told(headers: httpx.Headers) -> tuple[int, int]:
    assert 1 <= int(headers["ratelimit-reset"]) <= 60
    return int(headers["ratelimit-limit"]), int(headers["ratelimit-remaining"])


def test_an_app_is_told_what_is_left_and_then_to_wait(partner: Partner) -> None:
    told = [_told(partner.get("/restaurant").headers) for _ in range(LIMIT)]
    assert told == [(LIMIT, left) for left in (4, 3, 2, 1, 0)]
    refused = partner.get("/restaurant")
    assert (refused.status, refused.error["code"]) == (429, "rate_limited")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert _told(refused.headers) == (LIMIT, 0)


def test_refused_requests_count_and_unknown_callers_do_not(partner: Partner) -> None:
    assert "ratelimit-limit" not in Partner(partner.http, str(RESTAURANT), str(LOCATION), "cmd_no").get("/x").headers
    assert partner.post("/cart/submit", {}).status == 422
    assert _told(partner.get("/restaurant").headers) == (LIMIT, LIMIT - 2)


def test_another_restaurant_has_a_limit_of_its_own(partner: Partner, template: Template) -> None:
    for _ in range(LIMIT + 1):
        partner.get("/restaurant")
    slug = "caleta-morena"
    other = Partner(partner.http, str(demo_id(slug)), str(LOCATION), template.tokens[slug])
    assert other.get("/restaurant").status == 200
