"""Guests and staff at their screens. They find what they look for by its role, its label and its words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from comanda.demo.lima import LIMA
from comanda.demo.seed import demo_id
from comanda.demo.serve import email_of
from tests.phone import House, Phone

SIGN_IN = re.compile("^(Sign in|Iniciar sesión)$")
SUSPIRO = str(demo_id(LIMA.slug, "item", "suspiro"))
"""Suspiro a la limeña: one variant, nothing to choose, made at the pastry station."""


@dataclass(frozen=True)
class Guest:
    """Somebody with a phone; the page speaks Spanish."""

    page: Page

    def asks_for_table(self, name: str) -> None:
        """Give a name and ask."""
        self.page.get_by_label("Tu nombre").fill(name)
        self.page.get_by_role("button", name="Pedir la mesa").click()

    def is_in(self, name: str) -> None:
        """See that the table is theirs to order at."""
        expect(self.page.get_by_text(f"Hola, {name}")).to_be_visible()

    def opens(self, dish: str) -> Locator:
        """Tap a dish of the menu and return its sheet."""
        self.page.get_by_role("link").filter(has=self.page.get_by_role("heading", name=dish, exact=True)).click()
        sheet = self.page.get_by_role("dialog", name=dish)
        expect(sheet).to_be_visible()
        return sheet

    def adds(self, sheet: Locator) -> None:
        """Put what the open sheet shows into the cart."""
        sheet.get_by_role("button", name="Añadir").click()
        expect(sheet).to_be_hidden()

    def goes_to(self, view: str) -> None:
        """Switch to another part of the page: Carta, Carrito, Pedidos or Cuenta."""
        self.page.get_by_role("navigation", name="Partes de esta página").get_by_role("link", name=view).click()
        if view != "Carta":
            expect(self.page.get_by_role("heading", name=view, exact=True)).to_be_visible()

    def orders(self, button: str = "Pedir") -> None:
        """Press the button that orders, once it knows what that will cost."""
        self.page.get_by_role("button", name=button).click()

    def said(self, words: str) -> Locator:
        """Return what the page says in passing."""
        return self.page.get_by_text(words).first

    @property
    def order(self) -> Locator:
        """The newest order on the page of orders."""
        return self.page.get_by_role("article").first


@dataclass(frozen=True)
class Staff:
    """Somebody who works here, signed in; the page speaks English."""

    page: Page

    def goes_to(self, name: str) -> None:
        """Switch to another page: Floor, Kitchen, Expedite or QR codes."""
        self.page.get_by_role("link", name=name, exact=True).filter(visible=True).click()

    def ask(self, words: str) -> Locator:
        """Return the card of something that waits."""
        return self.page.get_by_role("article").filter(has=self.page.get_by_role("link", name=words))

    def tile(self, table: int) -> Locator:
        """Return a table on the map."""
        return self.page.get_by_role("link", name=f"Table {table},")

    def ticket(self, table: int, words: str = "") -> Locator:
        """Return what the kitchen has to cook for a table."""
        return self.page.get_by_role("article", name=f"Table {table},").filter(has_text=words)

    def is_live(self) -> None:
        """See that the screen hears what happens."""
        expect(self.page.locator(".link-badge[data-status=live]")).to_be_visible()


@dataclass(frozen=True)
class Restaurant:
    """The Lima restaurant."""

    house: House
    open_page: Callable[..., Page]

    def guest(self, table: int, **screen: Any) -> Guest:
        """Return somebody who has just scanned a table's code with a phone."""
        page = self.open_page(390, 844, **screen)
        page.goto(f"/{self.house.slug}/{self.house.slug}-{table}")
        guest = Guest(page)
        expect(page.get_by_role("button", name="Pedir la mesa")).to_be_enabled()
        return guest

    def seated_guest(self, table: int, name: str, **screen: Any) -> Guest:
        """Return somebody with a phone who was let in."""
        guest = self.guest(table, **screen)
        guest.asks_for_table(name)
        expect(guest.page.get_by_text("Solicitud enviada")).to_be_visible()
        asked = self.house.look(table)
        self.house.staff("waiter").approve(asked["sessionId"])
        guest.is_in(name)
        return guest

    def staff(self, role: str, width: int = 1280, height: int = 800, **screen: Any) -> Staff:
        """Return somebody of a role who has signed in."""
        page = self.open_page(width, height, **screen)
        page.goto("/staff")
        self._sign_in(page, role)
        someone = Staff(page)
        someone.is_live()
        return someone

    def office(self, role: str = "org_admin", width: int = 1280, height: int = 800, **screen: Any) -> Page:
        """Return the office, as somebody of a role who has signed in there."""
        page = self.open_page(width, height, **screen)
        page.goto("/office")
        self._sign_in(page, role)
        expect(page.get_by_role("heading", name=SIGN_IN)).to_be_hidden()
        return page

    def _sign_in(self, page: Page, role: str) -> None:
        (person, *_) = (each for each in LIMA.staff if each.role == role)
        email = email_of(LIMA, person)
        page.get_by_label(re.compile("^(Email|Correo)$")).fill(email)
        page.get_by_label(re.compile("^(Password|Contraseña)$")).fill(self.house.credentials.passwords[email])
        page.get_by_role("button", name=SIGN_IN).click()

    def party(self, table: int, name: str, *dishes: str) -> Phone:
        """Seat a party by other means than these pages, with an order of theirs."""
        phone = self.house.seated(table, name)
        if dishes:
            items = [{"menuItemId": str(demo_id(LIMA.slug, "item", dish)), "quantity": 1} for dish in dishes]
            assert phone.post("/customer/orders", {"type": "dine_in", "items": items}).data
        return phone
