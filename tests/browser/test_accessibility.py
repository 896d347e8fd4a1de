"""Nothing on any page keeps somebody out: what axe calls serious or critical, in light and in dark."""

import re
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from tests.browser.book import Book, bar, day_to_come
from tests.browser.people import SUSPIRO, Restaurant, Staff

# The size of targets is not among axe's usual rules, but part of WCAG 2.2 AA.
EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# The same elements, other colours.
CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
# While a dialog is open, it is all there is.
RUN = "rules => axe.run(document.querySelector('dialog[open]') ?? document, rules)"


class Inspector:
    """Collects what is wrong, so that one run tells of every page."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def look(self, name: str, page: Page) -> None:
        """Inspect what a page shows now."""
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(AXE_SCRIPT)
        self._look(f"{name}, dark", page, "dark", CONTRAST)
        self._look(name, page, "light", EVERYTHING)

    def _look(self, name: str, page: Page, scheme: Literal["light", "dark"], rules: dict[str, Any]) -> None:
        page.emulate_media(color_scheme=scheme)
        for violation in page.evaluate(RUN, rules)["violations"]:
            if violation["impact"] in ("serious", "critical"):
                nodes = [f"{node['html'][:200]}: {node['failureSummary']}" for node in violation["nodes"]]
                self.found.append("\n  ".join([f"{name}: {violation['id']}", *nodes]))

    def verdict(self) -> None:
        """Fail if anything was found."""
        assert not self.found, "\n".join(self.found)


def test_guest_page(restaurant: Restaurant, table: int) -> None:
    inspector = Inspector()
    ana = restaurant.guest(table)
    page = ana.page
    inspector.look("entry", page)
    page.get_by_role("button", name="Pedir la mesa").click()
    expect(page.get_by_text("Dinos tu nombre, por favor.")).to_be_visible()
    inspector.look("entry without a name", page)
    ana.asks_for_table("Ana")
    expect(page.get_by_text("Solicitud enviada")).to_be_visible()
    inspector.look("waiting", page)
    restaurant.house.staff("waiter").approve(restaurant.house.look(table)["sessionId"])
    ana.is_in("Ana")
    inspector.look("menu", page)
    page.get_by_role("button", name="Alergias y dietas").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    inspector.look("filters", page)
    page.get_by_role("dialog").get_by_role("button", name="Cerrar").click()
    sheet = ana.opens("Helado artesanal")
    inspector.look("item sheet", page)
    sheet.get_by_role("button", name="Añadir").click()
    expect(sheet.get_by_text("Falta elegir 2.")).to_be_visible()
    inspector.look("item sheet with a choice missing", page)
    for _ in range(2):
        sheet.get_by_role("button", name="Uno más de Lúcuma").click()
    ana.adds(sheet)
    ana.goes_to("Carrito")
    expect(page.get_by_role("button", name="Pedir ahora")).to_be_enabled()
    inspector.look("cart", page)
    ana.orders()
    expect(ana.order).to_contain_text("Enviado, espera confirmación")
    inspector.look("orders", page)
    ana.goes_to("Cuenta")
    expect(page.get_by_role("heading", name="Dividir la cuenta")).to_be_visible()
    inspector.look("bill", page)
    page.get_by_role("button", name="Mozo").click()
    expect(page.get_by_role("dialog", name="¿Qué necesitas?")).to_be_visible()
    inspector.look("calling the waiter", page)
    inspector.verdict()


def test_staff_pages(restaurant: Restaurant, table: int, second_table: int) -> None:
    inspector = Inspector()
    signing_in = restaurant.open_page(1280, 800)
    signing_in.goto("/staff")
    expect(signing_in.get_by_role("heading", name="Sign in")).to_be_visible()
    inspector.look("sign-in", signing_in)

    party = restaurant.party(table, "Ana", "suspiro", "picarones")
    assert restaurant.house.ask(second_table, "Jorge").data
    cooked = party.post("/customer/orders", {"type": "dine_in", "items": [{"menuItemId": SUSPIRO, "quantity": 1}]}).data
    restaurant.house.staff("kitchen").post(f"/kitchen/orders/{cooked['id']}/bump")
    assert party.post("/customer/table-action", {"action": "call_waiter", "tableSessionId": party.session}).data

    manager = restaurant.staff("branch_manager")
    page = manager.page
    expect(manager.ask(f"Table {table} calls")).to_be_visible()
    inspector.look("floor", page)
    page.get_by_role("button", name="List", exact=True).click()
    expect(page.get_by_role("button", name="List", exact=True)).to_have_attribute("aria-pressed", "true")
    inspector.look("floor as a list", page)
    page.get_by_role("button", name="Map", exact=True).click()
    manager.tile(table).click()
    expect(page.get_by_role("button", name="Accept", exact=True)).to_be_visible()
    inspector.look("table", page)
    page.get_by_role("button", name="Take payment").click()
    expect(page.get_by_role("dialog", name=re.compile("Payment"))).to_be_visible()
    inspector.look("payment", page)
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Add round").click()
    round_of = page.get_by_role("dialog", name=f"Add round to table {table}")
    expect(round_of.get_by_text("Ceviche clásico")).to_be_visible()
    inspector.look("new round", page)
    round_of.get_by_role("button", name="Close").click()
    manager.goes_to("Kitchen")
    expect(manager.ticket(table).first).to_be_visible()
    inspector.look("kitchen", page)
    book_pages(restaurant, manager, inspector)
    manager.goes_to("Expedite")
    expect(manager.ticket(table).first).to_be_visible()
    inspector.look("expedite", page)
    manager.goes_to("QR codes")
    expect(page.get_by_role("img", name="QR code of table 1", exact=True)).to_be_visible()
    inspector.look("QR codes", page)
    inspector.verdict()


def book_pages(restaurant: Restaurant, manager: Staff, inspector: Inspector) -> None:
    book, page = Book(restaurant.house, day_to_come()), manager.page
    book.take("María", "19:00", (5,), phone="+51 999 111 222", notes="By the window")
    book.take("Pía", "20:00", (8,), adults=6)
    waiting = book.call("POST", "/waitlist", {"name": "Fernanda", "covers": 3, "phone": "+51 999 222 333"})
    manager.goes_to("Book")
    page.get_by_label("Day", exact=True).and_(page.locator("input")).fill(str(book.day))
    expect(bar(page, "María")).to_be_visible()
    expect(page.get_by_role("heading", name="Fernanda")).to_be_visible()
    inspector.look("book", page)
    page.get_by_role("button", name="List", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="María")).to_be_visible()
    inspector.look("book as a list", page)
    page.get_by_role("listitem").filter(has_text="Pía").get_by_role("button").click()
    expect(page.get_by_role("dialog", name="Pía")).to_be_visible()
    inspector.look("reservation", page)
    page.get_by_role("button", name="Record a payment").click()
    expect(page.get_by_role("dialog", name="Deposit of Pía")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="New booking").click()
    expect(page.get_by_role("button", name="19:30", exact=True)).to_be_visible()
    page.get_by_role("button", name="Take the booking").click()
    expect(page.get_by_text("Choose a time.")).to_be_visible()
    inspector.look("new booking with a time missing", page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Walk-in").click()
    expect(page.get_by_role("dialog", name="Walk-in")).to_be_visible()
    inspector.look("walk-in", page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^19:00, 2 of 24")).click()
    expect(page.get_by_role("button", name="Close the slot")).to_be_visible()
    inspector.look("slot", page)
    page.keyboard.press("Escape")
    book.call("POST", f"/waitlist/{waiting['id']}/leave")
    book.clear()


def test_what_is_wrong_is_found(restaurant: Restaurant, table: int) -> None:
    page = restaurant.guest(table, bypass_csp=True).page
    page.add_style_tag(content="@media (prefers-color-scheme: dark) { h2 { color: #333 !important } }")
    page.evaluate("document.body.append(document.createElement('button'))")
    inspector = Inspector()
    inspector.look("entry", page)
    assert [said.splitlines()[0] for said in inspector.found] == ["entry, dark: color-contrast", "entry: button-name"]
