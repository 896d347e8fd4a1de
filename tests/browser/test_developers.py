"""An owner at the office: an app is registered, and a webhook is set up, tried, looked at and sent again."""

import re

import httpx2 as httpx
from playwright.sync_api import Locator, Page, expect

from comanda.demo.lima import LIMA
from comanda.demo.serve import email_of
from tests.administrator import Administrator
from tests.browser.people import Restaurant
from tests.browser.test_accessibility import Inspector
from tests.browser.test_an_evening import picture
from tests.receiver import Receiver, receiving
from tests.server import Server

APP = "Harbour Orders"
CALLBACK = "https://quay.example/callback"


def test_from_an_app_to_a_delivery_sent_again(restaurant: Restaurant) -> None:
    inspector = Inspector()
    with receiving() as receiver:
        tell(restaurant, receiver, inspector)
    inspector.verdict()


def tell(restaurant: Restaurant, receiver: Receiver, inspector: Inspector) -> None:
    page = restaurant.office()
    expect(page.get_by_role("heading", name="No apps yet")).to_be_visible()
    inspector.look("no apps", page)

    # An app without a name or with an address that is none is not registered, and the form says why.
    page.get_by_role("button", name="Register app").click()
    form = page.get_by_role("dialog", name="Register app")
    form.get_by_role("button", name="Register app").click()
    expect(form.get_by_text("Enter a name.")).to_be_visible()
    form.get_by_label("Name").fill(APP)
    form.get_by_label("Redirect URIs").fill("http://harbour.example/callback")
    form.get_by_role("button", name="Register app").click()
    expect(form.get_by_label("Redirect URIs")).to_have_attribute("aria-invalid", "true")
    inspector.look("app that cannot be registered", page)
    form.get_by_label("Redirect URIs").fill("https://harbour.example/callback")
    form.get_by_role("button", name="Register app").click()

    # Its secret is shown once.
    shown = page.get_by_role("dialog", name=f"{APP} is registered")
    secret = shown.get_by_text(re.compile("^cms_"))
    expect(secret).to_be_visible()
    inspector.look("secret", page)
    whole = secret.inner_text()
    page.keyboard.press("Escape")
    page.get_by_text("Show it again").click()
    expect(secret).to_be_visible()
    shown.get_by_role("button", name="I have copied it").click()
    card = page.get_by_role("article", name=APP)
    expect(card).to_contain_text(whole[:8])
    expect(page.get_by_text(whole)).to_have_count(0)
    inspector.look("apps", page)

    # Who has access: the demo's own token.
    page.get_by_role("link", name="Access").click()
    by_hand = page.get_by_role("article", name="Comanda demo").filter(has_text="Issued by hand")
    expect(by_hand).to_have_count(1)
    inspector.look("access", page)

    # An endpoint of the app.
    page.get_by_role("link", name="Webhooks", exact=True).click()
    expect(page.get_by_role("heading", name="No webhook endpoints yet")).to_be_visible()
    page.get_by_role("button", name="Add endpoint").click()
    form = page.get_by_role("dialog", name="Add endpoint")
    form.get_by_label("Address").fill(f"{receiver.url}/webhooks")
    form.get_by_label("App", exact=True).select_option(APP)
    form.get_by_role("button", name="Add endpoint").click()
    expect(form.get_by_text("Choose at least one topic.")).to_be_visible()
    form.get_by_text("Orders", exact=True).click()
    form.get_by_label("order.created").check()
    expect(form.get_by_text("1/3")).to_be_visible()
    inspector.look("endpoint to be added", page)
    form.get_by_role("button", name="Add endpoint").click()
    shown = page.get_by_role("dialog", name="The endpoint is added")
    expect(shown.get_by_text(re.compile("^whsec_"))).to_be_visible()
    shown.get_by_role("button", name="I have copied it").click()

    # A test event arrives and is in the log, and arrives again with the same bytes.
    expect(page.get_by_role("heading", name=f"{receiver.url}/webhooks")).to_be_visible()
    expect(page.get_by_text("Nothing was sent yet")).to_be_visible()
    page.get_by_role("button", name="Send test event").click()
    entry = page.get_by_role("listitem").filter(has_text="webhook_endpoint.test").first
    expect(entry).to_contain_text("Delivered")
    receiver.wait_for(1)
    entry.get_by_text("webhook_endpoint.test").click()
    expect(entry.get_by_text("HTTP 200")).to_be_visible()
    expect(entry).to_contain_text("X-Dinlr-Signature", ignore_case=True)
    entry.get_by_role("button", name="Send again").click()
    receiver.wait_for(2)
    expect(entry).to_contain_text("2 attempts")
    first, second = receiver.bodies
    assert first == second
    assert first["topic"] == "webhook_endpoint.test"
    inspector.look("endpoint with its log", page)
    picture_of_the_log(page)

    # Sent again by the hour.
    page.get_by_role("button", name="Send a range again").click()
    form = page.get_by_role("dialog", name="Send a range again")
    form.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("1 event is being sent again.").first).to_be_visible()
    receiver.wait_for(3)

    # What cannot be undone asks first.
    page.get_by_role("button", name="Delete").click()
    asked = page.get_by_role("dialog", name="Delete this endpoint?")
    inspector.look("deleting an endpoint", page)
    asked.get_by_text("Cancel").click()
    page.get_by_role("button", name="Delete").click()
    asked.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="No webhook endpoints yet")).to_be_visible()


def test_an_app_from_its_second_secret_to_its_end(restaurant: Restaurant, site: Server) -> None:
    page = restaurant.office()
    register(page, "Quay Kitchen")
    card = page.get_by_role("article", name="Quay Kitchen")

    card.get_by_role("button", name="New secret").click()
    page.get_by_role("dialog").get_by_role("button", name="New secret").click()
    client_id, secret = client_of(page, card)
    expect(card.get_by_text(re.compile("^cms_"))).to_have_count(2)

    card.get_by_role("button", name="Change").click()
    form = page.get_by_role("dialog", name="Change Quay Kitchen")
    form.get_by_label("Name").fill("Quay Bistro")
    form.get_by_label("Redirect URIs").fill(f"{CALLBACK}\nhttps://quay.example/other")
    form.get_by_role("button", name="Save").click()
    card = page.get_by_role("article", name="Quay Bistro")
    expect(card).to_contain_text("https://quay.example/other")

    # Somebody connects it; the owner sees that, and ends it.
    credentials = restaurant.house.credentials
    email = email_of(LIMA, LIMA.staff[0])
    with httpx.Client(base_url=site.base_url) as http:
        owner = Administrator(http, email, credentials.passwords[email])
        code = owner.allows(client_id=client_id, redirect_uri=CALLBACK, state="s")["code"]
        asked = {"grant_type": "authorization_code", "code": code}
        tokens = http.post("/oauth/token", data=asked, auth=(client_id, secret)).json()
        path = f"/v1/{tokens['restaurant_id']}/onlineorder/restaurant"
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert http.get(path, headers=bearer).status_code == 200

        page.get_by_role("link", name="Access").click()
        access = page.get_by_role("article", name="Quay Bistro")
        expect(access).to_contain_text(f"Connected by{LIMA.staff[0].name}")
        access.get_by_role("button", name="Revoke").click()
        page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
        expect(access).to_be_hidden()
        assert http.get(path, headers=bearer).status_code == 401

    page.get_by_role("link", name="Apps").click()
    card.get_by_role("button", name="Deactivate").click()
    page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
    expect(card).to_contain_text("Deactivated")
    expect(card.get_by_role("button", name="New secret")).to_be_hidden()


def register(page: Page, name: str) -> None:
    page.get_by_role("button", name="Register app").first.click()
    form = page.get_by_role("dialog", name="Register app")
    form.get_by_label("Name").fill(name)
    form.get_by_label("Redirect URIs").fill(CALLBACK)
    form.get_by_role("button", name="Register app").click()
    page.get_by_role("button", name="I have copied it").click()


def client_of(page: Page, card: Locator) -> tuple[str, str]:
    """Return what an app signs in with, from its card and the dialog that shows its new secret."""
    shown = page.get_by_role("dialog").get_by_text(re.compile("^cms_"))
    expect(shown).to_be_visible()
    found = shown.inner_text()
    page.get_by_role("button", name="I have copied it").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    return card.get_by_text(re.compile("^cma_")).inner_text(), found


def test_a_receiver_that_refuses_is_switched_off_and_on(restaurant: Restaurant) -> None:
    with receiving(Receiver(answer=lambda _: 500)) as receiver:
        page = restaurant.office(locale="es-PE")
        page.goto("/office/developers/webhooks")
        page.get_by_role("button", name="Añadir destino").first.click()
        form = page.get_by_role("dialog", name="Añadir destino")
        form.get_by_label("Dirección").fill("http://192.168.0.1/webhooks")
        form.get_by_text("Vales", exact=True).click()
        form.get_by_role("checkbox", name="Todos").check()
        form.get_by_role("button", name="Añadir destino").click()
        expect(form.get_by_label("Dirección")).to_have_attribute("aria-invalid", "true")
        form.get_by_label("Dirección").fill(receiver.url)
        form.get_by_role("button", name="Añadir destino").click()
        page.get_by_role("button", name="Ya lo copié").click()

        page.get_by_role("button", name="Enviar prueba").click()
        entry = page.get_by_role("listitem").filter(has_text="webhook_endpoint.test").first
        expect(entry).to_contain_text("En camino")
        entry.get_by_text("webhook_endpoint.test").click()
        expect(entry.get_by_text("HTTP 500").first).to_be_visible()
        expect(entry).to_contain_text("Próximo intento")

        page.get_by_role("button", name="Apagar").click()
        page.get_by_role("dialog").get_by_role("button", name="Apagar").click()
        expect(page.get_by_text("Apagado", exact=True)).to_be_visible()
        receiver.answer = lambda _: 200
        page.get_by_role("button", name="Reanudar").click()
        expect(page.get_by_text("Encendido", exact=True)).to_be_visible()
        expect(entry).to_contain_text("Entregado")

        # Without a connection the page says so, and catches up by itself.
        page.context.set_offline(True)
        expect(page.get_by_text("Sin conexión.")).to_be_visible()
        page.context.set_offline(False)
        expect(page.get_by_text("Sin conexión.")).to_be_hidden()

        page.get_by_role("button", name="Eliminar").click()
        page.get_by_role("dialog").get_by_role("button", name="Eliminar").click()
        expect(page).to_have_url(re.compile("/office/developers/webhooks$"))
    page.goto("/office/developers/webhooks/01a1fd5a-bef1-7498-9f2b-e2f9d918d7a3")
    expect(page.get_by_role("heading", name="Este destino ya no está")).to_be_visible()


def picture_of_the_log(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 1240})
    page.evaluate("scrollTo(0, 0)")
    picture(page, "developers")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_only_owners_see_the_office(restaurant: Restaurant) -> None:
    page = restaurant.office("waiter")
    expect(page.get_by_role("heading", name="The office is for owners and managers")).to_be_visible()
    inspector = Inspector()
    inspector.look("closed", page)
    inspector.verdict()


def test_an_owner_goes_over_from_the_staff_pages(restaurant: Restaurant) -> None:
    page = restaurant.staff("org_admin").page
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("link", name="Office").click()
    expect(page.get_by_role("heading", name="Developers")).to_be_visible()


def test_a_phone_shows_all_of_it(restaurant: Restaurant) -> None:
    page = restaurant.office(width=360, height=740)
    for address in ("/office/developers", "/office/developers/access", "/office/developers/webhooks"):
        page.goto(address)
        expect(page.get_by_role("heading", name="Developers")).to_be_visible()
        expect(page.locator(".skeleton")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_guide_for_a_first_app(restaurant: Restaurant) -> None:
    page = restaurant.open_page(360, 740)
    page.goto("/guide/first-partner-app")
    expect(page.get_by_role("heading", name="Your first partner app")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    inspector = Inspector()
    inspector.look("guide", page)
    inspector.verdict()
