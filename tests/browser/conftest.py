"""A real browser on a real server. Debian's chromium drives it; without that these tests are skipped."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.server import Server, serving

CHROMIUM = shutil.which("chromium")
_OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync".split()
)
Open = Callable[[int, int], Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=_OPTIONS)
        yield found
        found.close()


@pytest.fixture
def site(browser: Browser, database_url: str, tmp_path: Path) -> Iterator[Server]:  # noqa: ARG001 - skips first
    with serving(database_url, tmp_path) as server:
        yield server


@pytest.fixture
def open_page(browser: Browser, site: Server) -> Iterator[Open]:
    """Open pages of people who share nothing; whatever a page complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(width: int, height: int) -> Page:
        context = browser.new_context(
            base_url=site.base_url, viewport={"width": width, "height": height}, reduced_motion="reduce", locale="en-GB"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
