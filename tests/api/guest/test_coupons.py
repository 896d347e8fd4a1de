"""Vouchers by phone, and what a phone that is nobody's in particular has."""

import pytest

from tests.api.guest.client import NOBODY, Place

HEAT, FISH = ("picor", "Suave"), ("pesca", "Corvina")


def test_a_voucher_of_an_amount(lima: Place) -> None:
    carlos = lima.seat()
    said = carlos.post("/customer/validate-coupon", {"code": "FELIZDIA"}).data
    assert {key: said[key] for key in ("code", "name", "type", "discount_value", "menu_item_id")} == {
        "code": "FELIZDIA",
        "name": "Cumpleaños",
        "type": "fixed",
        "discount_value": 2000,
        "menu_item_id": None,
    }
    assert said["id"] == lima.shop.voucher("FELIZDIA")


def test_a_voucher_takes_off_what_it_says(lima: Place) -> None:
    carlos = lima.seat()
    line = lima.line("ceviche-clasico", HEAT, FISH)
    # 54.00 - 20.00 = 34.00, with 34.00 * 18 / 118 = 5.19 in it.
    order = carlos.order(line, couponCode="FELIZDIA")
    assert (order["subtotal"], order["discount"], order["tax"], order["total"]) == (5400, 2000, 519, 3400)
    assert order["discounts"] == [{"name": "Cumpleaños", "amount": 2000}]
    # Four of 76.00 are 304.00; 15 % of it is 45.60.
    mixto = lima.line("ceviche-mixto", HEAT, variant="Para compartir", qty=4)
    order = carlos.order(mixto, couponCode="GRANMESA15")
    assert (order["subtotal"], order["discount"], order["total"]) == (30400, 4560, 25840)


def test_a_voucher_that_is_not_there(lima: Place, singapore: Place) -> None:
    carlos = lima.seat()
    for code in ("NOSUCH", "KAKI5", "%", "'--"):
        refused = carlos.post("/customer/validate-coupon", {"code": code})
        assert (refused.refusal, refused.message) == ((404, "NOT_FOUND"), "Cupon no encontrado")
        said = {"items": [lima.line("arroz-blanco")], "couponCode": code}
        assert carlos.post("/customer/orders", said).refusal == (404, "NOT_FOUND")
    assert carlos.orders() == []
    assert singapore.seat(1).post("/customer/validate-coupon", {"code": "KAKI5"}).data["discount_value"] == 500


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": None}, {"code": 5}, {"code": "x" * 51}, {"code": "\x00"}])
def test_a_code_that_cannot_be_one(body: dict[str, object], lima: Place) -> None:
    refused = lima.seat().post("/customer/validate-coupon", body)
    assert (refused.refusal, refused.fields) == ((400, "VALIDATION_ERROR"), {"code"})


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE vouchers SET redeemed = 3 WHERE code = 'PALLARES25' RETURNING id",
        "UPDATE vouchers SET ends_at = now() - interval '1 minute' WHERE code = 'PALLARES25' RETURNING id",
        "UPDATE vouchers SET starts_at = now() + interval '1 hour' WHERE code = 'PALLARES25' RETURNING id",
    ],
    ids=["used up", "expired", "not yet"],
)
def test_a_voucher_that_cannot_be_used_now(change: str, own_lima: Place) -> None:
    carlos = own_lima.seat()
    assert carlos.post("/customer/validate-coupon", {"code": "PALLARES25"}).status == 200
    own_lima.truth.rows(change)
    refused = carlos.post("/customer/validate-coupon", {"code": "PALLARES25"})
    assert refused.refusal == (400, "INVALID")
    said = {"items": [own_lima.line("arroz-blanco", qty=20)], "couponCode": "PALLARES25"}
    assert carlos.post("/customer/orders", said).status == 400
    assert carlos.orders() == []


def test_a_cancelled_order_gives_its_voucher_back(own_lima: Place) -> None:
    carlos = own_lima.seat()
    line = own_lima.line("arroz-blanco", qty=20)
    orders = [carlos.order(line, couponCode="PALLARES25") for _ in range(3)]
    # 160.00 - 25.00, paid by the winery.
    assert orders[0]["total"] == 13500
    used_up = carlos.post("/customer/orders", {"items": [line], "couponCode": "PALLARES25"})
    assert used_up.status in (400, 409)
    assert carlos.post(f"/customer/orders/{orders[0]['id']}/cancel").status == 200
    assert carlos.order(line, couponCode="PALLARES25")["total"] == 13500


def test_a_phone_of_no_member_has_no_coupons_points_or_rewards(lima: Place) -> None:
    carlos = lima.seat()
    assert carlos.get("/customer/my-coupons").data == []
    assert carlos.get("/customer/my-redemptions").data == []
    assert carlos.get("/customer/my-loyalty").body == {"success": True, "data": None}
    refused = carlos.post("/customer/redeem-reward", {"rewardId": NOBODY})
    assert refused.refusal[0] == 404
    assert carlos.post("/customer/redeem-reward", {"rewardId": "no-id"}).refusal == (400, "VALIDATION_ERROR")
