"""One evening at one table, from the first scan to the closed table, on four screens that nobody ever reloads."""

import os
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.neighbours import busy
from tests.browser.people import Restaurant
from tests.truth import Truth

IMAGES = Path(__file__).parents[2] / "docs" / "images"
SCREENSHOTS = os.environ.get("COMANDA_SCREENSHOTS") == "1"
"""Set to have the pictures of the documentation taken along the way."""


def picture(page: Page, name: str) -> None:
    if SCREENSHOTS:
        IMAGES.mkdir(parents=True, exist_ok=True)
        page.evaluate("document.querySelector('.toasts')?.replaceChildren()")
        page.screenshot(path=IMAGES / f"{name}.png")


def mark(*pages: Page) -> None:
    """Have pages remember that they were there; whatever reloads them takes that away."""
    for page in pages:
        page.evaluate("window.neverReloaded = true")


def test_an_evening(restaurant: Restaurant, table: int, truth: Truth) -> None:
    with busy(restaurant.house, truth, table):
        tell(restaurant, table)


def tell(restaurant: Restaurant, table: int) -> None:
    waiter = restaurant.staff("waiter")
    kitchen = restaurant.staff("kitchen")
    maria = restaurant.guest(table)
    mark(waiter.page, kitchen.page, maria.page)

    # Maria asks for the table; the waiter sees it and lets her in.
    maria.asks_for_table("María")
    expect(maria.page.get_by_text("Solicitud enviada")).to_be_visible()
    asks = waiter.ask(f"María asks for table {table}")
    expect(asks).to_be_visible()
    expect(waiter.tile(table)).to_have_accessible_name(re.compile("Asks to open"))
    asks.get_by_role("button", name="Let in").click()
    expect(asks).to_be_hidden()
    maria.is_in("María")
    expect(waiter.tile(table)).to_have_accessible_name(re.compile("Seated, María"))

    # Jorge joins her with a phone of his own.
    jorge = restaurant.guest(table)
    mark(jorge.page)
    jorge.asks_for_table("Jorge")
    jorge.is_in("Jorge")
    expect(maria.page.get_by_text("En la mesa con Jorge")).to_be_visible()
    picture(maria.page, "guest-menu")

    # Maria's ceviche wants choices, and costs what they cost; Jorge shares a dessert with the table.
    sheet = maria.opens("Ceviche clásico")
    sheet.get_by_label("Para compartir").check()
    sheet.get_by_role("group", name=re.compile("Nivel de picor")).get_by_label("Bravo").check()
    sheet.get_by_role("group", name=re.compile("Elija su pescado")).get_by_label("Corvina").check()
    sheet.get_by_label("¿Algo que debamos saber?").fill("Sin cebolla")
    # 68 to share, and 12 for the sea bass.
    expect(sheet.get_by_role("button", name="Añadir")).to_have_text(re.compile(r"80\.00"))
    maria.adds(sheet)

    sheet = jorge.opens("Suspiro a la limeña")
    sheet.get_by_role("button", name="Para la mesa").click()
    jorge.adds(sheet)

    # What is for the table shows on every phone, and says whose it was.
    maria.goes_to("Carrito")
    expect(maria.page.get_by_role("listitem").filter(has_text="Ceviche clásico")).to_contain_text("Bravo")
    picture(maria.page, "guest-cart")
    maria.page.get_by_role("button", name="Para la mesa").click()
    expect(maria.page.get_by_role("listitem").filter(has_text="Suspiro a la limeña")).to_contain_text("de Jorge")
    maria.page.get_by_role("button", name="Para mí").click()

    # Both order. Neither order is shown as taken before somebody has taken it.
    maria.orders("Pedir lo mío")
    expect(maria.page.get_by_text("Tu pedido fue enviado").first).to_be_visible()
    expect(maria.order).to_contain_text("Enviado, espera confirmación")
    jorge.goes_to("Carrito")
    jorge.orders("Pedir lo de la mesa")
    expect(jorge.order).to_contain_text("Enviado, espera confirmación")

    # The waiter accepts them at the table.
    to_accept = waiter.ask(f"Table {table} has 2 orders to accept")
    expect(to_accept).to_be_visible()
    to_accept.get_by_role("link", name="Look").click()
    accept = waiter.page.get_by_role("button", name="Accept", exact=True)
    expect(accept).to_have_count(2)
    accept.first.click()
    expect(accept).to_have_count(1)
    accept.click()
    expect(accept).to_have_count(0)
    expect(maria.order).to_contain_text("Aceptado")
    waiter.page.get_by_role("heading", name="Phones at the table").scroll_into_view_if_needed()
    picture(waiter.page, "table")

    # The kitchen has both tickets with all that matters for cooking, and bumps them.
    ceviche = kitchen.ticket(table, "Ceviche clásico")
    for words in ("Para compartir", "Bravo", "Corvina", "Sin cebolla"):
        expect(ceviche).to_contain_text(words)
    dessert = kitchen.ticket(table, "Suspiro a la limeña")
    expect(dessert).to_be_visible()
    picture(kitchen.page, "kitchen")
    ceviche.get_by_role("button", name="Bump").click()
    expect(ceviche).to_be_hidden()
    expect(maria.order).to_contain_text("Listo")
    picture(maria.page, "guest-orders")
    dessert.get_by_role("button", name="Bump").click()
    expect(jorge.order).to_contain_text("Listo")

    # The waiter hands them out.
    waiter.goes_to("Expedite")
    ready = waiter.ticket(table)
    for left in (2, 1):
        expect(ready).to_have_count(left)
        ready.first.get_by_role("button", name="Served").click()
    expect(ready).to_have_count(0)
    expect(maria.order).to_contain_text("Servido")

    # Maria asks for the bill. Somebody is on the way.
    maria.goes_to("Cuenta")
    waiter.goes_to("Floor")
    maria.page.get_by_role("button", name="Pedir la cuenta").click()
    expect(maria.page.get_by_text("Avisamos a las")).to_be_visible()
    bill = waiter.ask(f"Table {table} wants the bill")
    picture(waiter.page, "floor")
    bill.get_by_role("button", name="On my way").click()
    expect(maria.page.get_by_text("Ya va alguien en camino")).to_be_visible()
    bill.get_by_role("button", name="Done").click()
    expect(bill).to_be_hidden()

    # The waiter takes the money, 80.00 and 19.00, and closes the table; the phones say that the visit is over.
    waiter.tile(table).click()
    waiter.page.get_by_role("button", name="Take payment").click()
    payment = waiter.page.get_by_role("dialog", name=f"Payment for table {table}")
    payment.get_by_role("button", name="Efectivo").click()
    payment.get_by_role("button", name=re.compile(r"^Take .*99\.00$")).click()
    paid = waiter.page.get_by_role("dialog", name="Everything is paid")
    expect(maria.page.get_by_text("Todo está pagado")).to_be_visible()
    paid.get_by_role("button", name="Close table").click()
    expect(waiter.tile(table)).to_have_accessible_name(re.compile("Free"))
    for guest in (maria, jorge):
        expect(guest.page.get_by_text("Esta visita terminó")).to_be_visible()
    for page in (waiter.page, kitchen.page, maria.page, jorge.page):
        assert page.evaluate("window.neverReloaded === true")
