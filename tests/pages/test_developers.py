"""The pages for developers: the guide, and the shell of the office."""

import re

import pytest
from starlette.testclient import TestClient

from comanda.notifications.webhooks.rules import TOPICS


def test_the_landing_page_leads_to_them(http: TestClient) -> None:
    page = http.get("/")
    for address in ("/office", "/guide/first-partner-app"):
        assert f'href="{address}"' in page.text
        assert http.get(address).status_code == 200


def test_the_guide_is_the_page_of_the_documentation(http: TestClient) -> None:
    page = http.get("/guide/first-partner-app")
    assert "<h1>Your first partner app</h1>" in page.text
    assert '<pre tabindex="0"><code class="language-python">' in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/office", "/office/developers", "/office/developers/webhooks/some-id", "/office/x/y"]
)
def test_the_office_answers_whatever_the_address(http: TestClient, path: str) -> None:
    page = http.get(path)
    assert page.status_code == 200
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert all(f'"{topic}"' in page.text for topic in TOPICS)
    for file in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
        assert http.get(file).status_code == 200, file
