"""5.1 and 5.2: discounts and promotions."""

from comanda.api.online_order import shapes
from tests.api.online_order import contract
from tests.api.online_order.carts import LIMA, LONDON, SINGAPORE
from tests.partner import Partner


def test_discounts_say_what_they_take_off_and_at_most(quiet_lima: Partner) -> None:
    found = quiet_lima.get("/discounts", location_id=LIMA.location)
    shapes.Many[shapes.DiscountOut].model_validate(found.body)
    contract.hold(found.body, {"data": [contract.DISCOUNT]})
    told = {
        row["name"]: (row["type"], row["value"], row["max_value"], row["stackable"], row["manufacturer_discount"])
        for row in found.data
    }
    assert told == {
        "Vecino del Centro": ("percent", 10, 30, True, False),
        "Personal de la casa": ("percent", 25, None, False, False),
        "Cortesía en porcentaje": ("percent", None, None, True, False),
        "Cumpleaños": ("price", 20, None, True, False),
        "Cortesía en soles": ("price", None, None, True, False),
        "Cupón Bodega Los Pallares": ("price", 12, None, True, True),
    }
    assert {row["id"] for row in found.data} == {LIMA.discount(name) for name in told}


def test_promotions_say_whether_they_need_a_voucher(quiet_lima: Partner, quiet_london: Partner) -> None:
    found = quiet_lima.get("/promotions", location_id=LIMA.location)
    shapes.Many[shapes.PromotionOut].model_validate(found.body)
    contract.hold(found.body, {"data": [contract.PROMOTION]})
    assert {row["id"]: row["type"] for row in found.data} == {
        LIMA.promotion("martes-dulce"): "auto",
        LIMA.promotion("sour-2x1"): "auto",
        LIMA.promotion("menu-ejecutivo"): "auto",
        LIMA.promotion("lunes-de-wok"): "auto",
        LIMA.promotion("gran-mesa"): "voucher",
        LIMA.promotion("bodega-invita"): "voucher",
    }
    assert {row["end_date"] for row in found.data} == {None}
    assert found.data[0]["name"] == "Martes dulce"
    assert {row["id"]: row["type"] for row in quiet_london.at_location("/promotions")}[
        LONDON.promotion("burger-thursday")
    ] == "voucher"


def test_offers_are_the_restaurants_own(quiet_singapore: Partner) -> None:
    assert {row["id"] for row in quiet_singapore.at_location("/discounts")} >= {SINGAPORE.discount("Staff meal")}
    assert LIMA.discount("Cumpleaños") not in {row["id"] for row in quiet_singapore.at_location("/discounts")}
