"""2.1 View restaurant."""

from comanda.api.online_order import shapes
from tests.partner import Partner


def test_the_restaurant_has_a_name_and_a_currency(lima: Partner) -> None:
    found = lima.get("/restaurant")
    shapes.One[shapes.RestaurantOut].model_validate(found.body)
    assert found.data["id"] == lima.restaurant_id
    assert found.data["currency"] == "PEN"
