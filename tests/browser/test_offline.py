"""A phone that loses its connection goes on with what it has."""

from playwright.sync_api import expect

from tests.browser.people import Restaurant
from tests.truth import Truth


def test_the_menu_is_readable_and_an_order_waits(restaurant: Restaurant, table: int, truth: Truth) -> None:
    ana = restaurant.seated_guest(table, "Ana")
    page = ana.page
    # What the page keeps for later is kept once it has this address.
    page.wait_for_function(
        "async () => Boolean(await (await caches.open('comanda-menus')).match(location.pathname))", polling=100
    )
    ana.adds(ana.opens("Suspiro a la limeña"))
    ana.goes_to("Carrito")
    # The price was known before the connection went.
    order = page.get_by_role("button", name="Pedir ahora")
    expect(order).to_be_enabled()

    page.context.set_offline(True)
    expect(page.get_by_text("Sin conexión. La carta y tu carrito están aquí")).to_be_visible()
    order.click()
    expect(page.get_by_role("heading", name="Aún no enviado")).to_be_visible()

    # Even after the page was closed and opened again there is the menu, and the order still waits.
    page.reload()
    expect(page.get_by_role("heading", name="Aún no enviado")).to_be_visible()
    ana.goes_to("Carta")
    expect(page.get_by_role("heading", name="Ceviche clásico", exact=True)).to_be_visible()
    page.get_by_label("Buscar en la carta").fill("lomo saltado")
    sheet = ana.opens("Lomo saltado")
    expect(sheet.get_by_text("Lomo fino al wok con cebolla")).to_be_visible()
    sheet.get_by_role("button", name="Cerrar").click()
    session = restaurant.house.look(table)["sessionId"]
    ordered = "SELECT count(*)::int FROM orders WHERE session_id = %s"
    assert truth.one(ordered, session) == 0

    page.context.set_offline(False)
    ana.goes_to("Pedidos")
    expect(page.get_by_role("heading", name="Aún no enviado")).to_be_hidden()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(ana.order).to_contain_text("Enviado, espera confirmación")
    assert truth.one(ordered, session) == 1
