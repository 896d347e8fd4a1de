"""A real browser on a real server. Debian's chromium drives it; without that these tests are skipped."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from typing import Any, Literal

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from comanda.demo.lima import LIMA
from tests.browser.people import Restaurant
from tests.conftest import Template
from tests.phone import House, house_at
from tests.server import Server, serving
from tests.truth import Truth

CHROMIUM = shutil.which("chromium")
PATIENCE_MS = 15_000
"""Only ever waited for whole when a test fails."""
_OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync".split()
)
_tables = itertools.cycle(range(1, 21))
Open = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=_OPTIONS)
        yield found
        found.close()


@pytest.fixture(scope="package")
def truth(browser: Browser, template: Template) -> Iterator[Truth]:  # noqa: ARG001 - skips first
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE browser TEMPLATE {template.name} STRATEGY file_copy")
        yield Truth(template.admin_url.replace("/postgres?", "/browser?"))
        admin.execute("DROP DATABASE browser WITH (FORCE)")


@pytest.fixture(scope="package")
def site(truth: Truth, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as environment:
        # Receivers of webhooks that tests listen with are on this machine.
        environment.setenv("COMANDA_WEBHOOKS_ALLOW_LOCAL", "true")
        environment.setenv("COMANDA_WORK_INLINE", "true")
        with serving(truth.url, tmp_path_factory.mktemp("site")) as server:
            yield server


@pytest.fixture(scope="package")
def house(site: Server, template: Template) -> Iterator[House]:
    """The Lima restaurant as its API sees it: for what a story needs before it begins."""
    with house_at(site.base_url, LIMA, template.credentials) as found:
        yield found


@pytest.fixture(autouse=True)
def fresh_minute(truth: Truth) -> None:
    """Let nobody be told to wait because the test before signed in as often as a minute allows."""
    truth.rows("DELETE FROM rate_windows WHERE key ~ '^login:' RETURNING key")


def _free_table(house: House) -> Iterator[int]:
    number = next(_tables)
    yield number
    house.staff("waiter").free(number)


@pytest.fixture
def table(house: House) -> Iterator[int]:
    """A free table."""
    yield from _free_table(house)


@pytest.fixture
def second_table(house: House) -> Iterator[int]:
    """Another free table."""
    yield from _free_table(house)


def _complaint(said: ConsoleMessage) -> list[str]:
    """Return what a page complains of, but for a connection that a test took away and a refusal it asked for."""
    expected = "net::" in said.text or "Failed to load resource" in said.text
    return [f"{said.location['url']}: {said.text}"] if said.type == "error" and not expected else []


@pytest.fixture
def open_page(browser: Browser, site: Server) -> Iterator[Open]:
    """Open pages of people who share nothing; whatever a page complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(
        width: int, height: int, scheme: Literal["light", "dark"] = "light", locale: str = "en-GB", **more: Any
    ) -> Page:
        context = browser.new_context(
            base_url=site.base_url,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            locale=locale,
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: complaints.extend(_complaint(said)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def restaurant(house: House, open_page: Open) -> Restaurant:
    """The people of the Lima restaurant, each at a screen of their own."""
    return Restaurant(house, open_page)
