"""The restaurant has taken the order, and the phone never hears of it."""

from playwright.sync_api import Route, expect

from tests.browser.people import Restaurant
from tests.truth import Truth


def test_a_lost_answer_orders_once(restaurant: Restaurant, table: int, truth: Truth) -> None:
    ana = restaurant.seated_guest(table, "Ana")
    ana.adds(ana.opens("Suspiro a la limeña"))
    ana.goes_to("Carrito")
    keys: list[str] = []

    def lose_first_answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        answer = route.fetch()
        assert answer.status == 201
        if len(keys) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    ana.page.route("**/api/customer/orders", lose_first_answer)
    ana.orders()
    # Nobody has said yes: it is shown as what it is, in doubt.
    expect(ana.page.get_by_role("heading", name="Enviado, sin respuesta")).to_be_visible()
    expect(ana.page.get_by_text("Tu pedido fue enviado")).to_have_count(0)
    # It asks again by itself, and hears then that the order was taken.
    expect(ana.page.get_by_text("Tu pedido fue enviado").first).to_be_visible()
    expect(ana.page.get_by_role("heading", name="Enviado, sin respuesta")).to_be_hidden()
    expect(ana.page.get_by_role("article")).to_have_count(1)
    expect(ana.order).to_contain_text("Enviado, espera confirmación")

    assert len(keys) == 2
    assert len(set(keys)) == 1
    session = restaurant.house.look(table)["sessionId"]
    assert truth.one("SELECT count(*)::int FROM orders WHERE session_id = %s", session) == 1
