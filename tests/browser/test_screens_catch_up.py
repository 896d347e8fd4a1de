"""A kitchen screen that has lost its connection says so, and catches up by itself."""

from playwright.sync_api import expect

from tests.browser.people import SUSPIRO, Restaurant

STALE_WITHIN_MS = 12_000


def test_a_kitchen_screen_catches_up(restaurant: Restaurant, table: int) -> None:
    phone = restaurant.party(table, "Ana")
    kitchen = restaurant.staff("kitchen")
    kitchen.page.context.set_offline(True)
    expect(kitchen.page.get_by_text("Not live")).to_be_visible(timeout=STALE_WITHIN_MS)
    expect(kitchen.page.get_by_text("No connection. This is what was known at")).to_be_visible()

    assert phone.post("/customer/orders", {"type": "dine_in", "items": [{"menuItemId": SUSPIRO, "quantity": 1}]}).data
    expect(kitchen.ticket(table)).to_have_count(0)
    kitchen.page.context.set_offline(False)
    expect(kitchen.ticket(table, "Suspiro a la limeña")).to_be_visible()
    kitchen.is_live()
    expect(kitchen.page.get_by_text("No connection.")).to_be_hidden()
