"""An administrator connects an app in a real browser, on a phone, without any script of ours."""

from typing import Literal
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, Route, expect

from comanda.demo.lima import LIMA
from comanda.demo.serve import REDIRECT_URI, email_of
from tests.browser.conftest import Open
from tests.browser.test_accessibility import Inspector
from tests.conftest import Template
from tests.server import Server
from tests.truth import Truth

LINK = "/oauth/authorize?"
SMALL = (360, 640)


@pytest.fixture
def link(template: Template) -> str:
    client_id, _ = template.credentials.client
    return LINK + urlencode({"client_id": client_id, "redirect_uri": REDIRECT_URI, "state": "a b"})


@pytest.fixture
def account(template: Template) -> tuple[str, str]:
    email = email_of(LIMA, next(person for person in LIMA.staff if person.role == "org_admin"))
    return email, template.credentials.passwords[email]


def sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def arrives(page: Page) -> list[str]:
    """Wait at the app's address, which nobody else answers in a test, and return the addresses asked there."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<!doctype html><title>App</title><p>Back at the app")

    page.route(REDIRECT_URI + "*", answer)
    return asked


def no_sideways(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_connecting_an_app_on_a_small_phone(
    open_page: Open,
    link: str,
    account: tuple[str, str],
    template: Template,
    site: Server,
    scheme: Literal["light", "dark"],
) -> None:
    page = open_page(*SMALL, scheme)
    asked = arrives(page)

    page.goto(link)
    expect(page.get_by_role("heading", name="Sign in to connect Comanda demo")).to_be_visible()
    no_sideways(page)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("E-mail address")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("E-mail address")).to_have_accessible_description("Enter your e-mail address.")
    sign_in(page, account[0], "wrong")
    expect(page.get_by_role("alert")).to_have_text("The e-mail address or the password is wrong.")
    expect(page.get_by_label("E-mail address")).to_have_value(account[0])
    sign_in(page, *account)
    expect(page.get_by_role("heading", name="Connect Comanda demo?")).to_be_visible()
    expect(page.get_by_text(LIMA.name)).to_be_visible()
    no_sideways(page)
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("Back at the app")).to_be_visible()
    told = {name: values[0] for name, values in parse_qs(urlsplit(asked[-1]).query).items()}
    assert (told["state"], told["iss"]) == ("a b", site.base_url)

    client_id, secret = template.credentials.client
    form = {"grant_type": "authorization_code", "code": told["code"], "client_id": client_id, "client_secret": secret}
    answer = httpx.post(f"{site.base_url}/v1/{told['restaurant_id']}/oauth/token", data=form)
    assert answer.status_code == 200


def test_the_same_without_script_at_all_and_refused(open_page: Open, link: str, account: tuple[str, str]) -> None:
    page = open_page(*SMALL, java_script_enabled=False)
    asked = arrives(page)
    page.goto(link)
    sign_in(page, *account)
    page.get_by_role("button", name="Do not connect").click()
    expect(page.get_by_text("Back at the app")).to_be_visible()
    assert parse_qs(urlsplit(asked[-1]).query)["error"] == ["access_denied"]


def test_nothing_keeps_anybody_out(open_page: Open, link: str, account: tuple[str, str], truth: Truth) -> None:
    inspector = Inspector()
    page = open_page(1280, 800, bypass_csp=True)
    page.goto(LINK + "client_id=cma_nobody")
    expect(page.get_by_role("heading", name="This app cannot be connected")).to_be_visible()
    inspector.look("problem", page)
    page.goto(link)
    inspector.look("sign-in", page)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Enter your password.")).to_be_visible()
    inspector.look("sign-in with fields missing", page)
    sign_in(page, account[0], "wrong")
    expect(page.get_by_role("alert")).to_be_visible()
    inspector.look("sign-in refused", page)
    sign_in(page, *account)
    expect(page.get_by_role("heading", name="Connect Comanda demo?")).to_be_visible()
    inspector.look("consent", page)

    # Somebody who looks after several restaurants chooses.
    operator = truth.one(
        "UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE email = %s)"
        " WHERE role = 'super_admin' RETURNING email",
        account[0],
    )
    page.goto(link)
    sign_in(page, operator, account[1])
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Choose a restaurant.")
    inspector.look("choosing", page)
    inspector.verdict()
