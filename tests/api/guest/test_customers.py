"""Guests who gave a phone or an e-mail are customers: their points, vouchers and rewards are those of every surface."""

from typing import Any

import pytest

from tests.api.guest.client import Json, Phone, Place, phone
from tests.api.online_order.stored import holdings
from tests.truth import Truth

ROSA: Json = {"customerPhone": "+51900000101"}
CARLA: Json = {"email": "carla@correo.example"}


def register(place: Place, table: int = 15, name: str = "Rosa", **more: Any) -> tuple[Phone, Json]:
    """Register at a table and be let sit down; what the answer called the customer comes with the phone."""
    said = place.public.post(f"{place.path(table)}/register", {"customerName": name, **more}).data
    if not said.get("existing"):
        assert place.approve(said["sessionId"]).status == 200
    return phone(place.http, said["token"], said["sessionId"]), said["customer"]


def points(place: Place, key: str = "rosa") -> list[int]:
    """The points somebody has, in both programs."""
    return holdings(place.truth.url, place.shop.customer(key))[0]


def customers(truth: Truth) -> int:
    found: int = truth.one("SELECT count(*) FROM customers")
    return found


def test_a_phone_number_or_an_address_is_a_customers(own_lima: Place) -> None:
    known = customers(own_lima.truth)
    _, rosa = register(own_lima, 1, **ROSA)
    assert rosa == {
        "id": own_lima.shop.customer("rosa"),
        "name": "Rosa",
        "phone": "+51900000101",
        "email": None,
        "birth_date": None,
    }
    _, carla = register(own_lima, 2, "Carla", email="CARLA@correo.example")
    assert carla["id"] == own_lima.shop.customer("carla")
    assert customers(own_lima.truth) == known
    _, new = register(own_lima, 3, "Nuevo", email="nuevo@correo.example", birthDate="1990-05-04")
    assert (new["email"], new["birth_date"]) == ("nuevo@correo.example", "1990-05-04")
    assert customers(own_lima.truth) == known + 1
    (row,) = own_lima.truth.rows("SELECT first_name, email, dob::text FROM customers WHERE id = %s", new["id"])
    assert tuple(row.values()) == ("Nuevo", "nuevo@correo.example", "1990-05-04")
    assert own_lima.truth.one("SELECT count(*) FROM events WHERE topic = 'customer.created'") == 1
    # The same address again is the same customer, with or without registering.
    again = own_lima.ask(4, "Otra vez", customerPhone="+51900000101")
    assert (
        own_lima.truth.one("SELECT customer_id::text FROM guests WHERE session_id = %s", again.session_id) == rosa["id"]
    )


@pytest.mark.parametrize(
    "more", [{}, {"email": "nobody"}, {"customerPhone": "call me"}, {"email": "e" * 60 + "@b.example"}]
)
def test_without_a_good_one_nobody_is_registered(more: Json, own_lima: Place) -> None:
    known = customers(own_lima.truth)
    carlos, customer = register(own_lima, **more)
    assert customer is None
    assert customers(own_lima.truth) == known
    assert carlos.get("/customer/my-loyalty").body == {"success": True, "data": None}
    refused = carlos.post("/customer/redeem-reward", {"rewardId": own_lima.shop.reward("puntos", "cuenta")})
    assert refused.refusal == (400, "LOYALTY_NOT_FOUND")


def test_a_customers_points_and_rewards(own_lima: Place) -> None:
    rosa, _ = register(own_lima, **ROSA)
    said = rosa.get("/customer/my-loyalty").data
    assert {
        key: said[key] for key in ("points_balance", "total_points_earned", "program_name", "tier_name", "next_tier")
    } == {
        "points_balance": 200,
        "total_points_earned": 220,
        "program_name": "Puntos Caleta",
        "tier_name": None,
        "next_tier": None,
    }
    assert said["rewards"] == [
        {
            "id": own_lima.shop.reward("puntos", "cuenta"),
            "name": "S/ 15 menos en la cuenta",
            "points_cost": 50,
            "discount_type": "fixed",
            "discount_value": 1500,
        },
        {
            "id": own_lima.shop.reward("puntos", "suspiro"),
            "name": "Un suspiro por la casa",
            "points_cost": 30,
            "discount_type": "promotion",
            "discount_value": None,
        },
    ]
    assert [(one["program_name"], one["points_balance"]) for one in said["programs"]] == [
        ("Puntos Caleta", 200),
        ("Tarjeta del café", 7),
    ]
    carla, _ = register(own_lima, 2, "Carla", **CARLA)
    assert carla.get("/customer/my-loyalty").body == {"success": True, "data": None}


def test_a_customers_orders_carry_them_and_earn_points(own_lima: Place) -> None:
    rosa, customer = register(own_lima, **ROSA)
    order = rosa.order(own_lima.line("arroz-blanco", qty=5), own_lima.line("espresso", variant="Doble"))
    assert order["customer_id"] == customer["id"]
    own_lima.pay(5100, orderId=order["id"])
    # 51.00 at 10.00 a point, and one stamp.
    assert points(own_lima) == [205, 8]
    credit = rosa.order(own_lima.line("arroz-blanco"))
    assert own_lima.pay(800, orderId=credit["id"], method="store_credit").status == 201
    assert holdings(own_lima.truth.url, customer["id"])[1] == 19200


def test_a_redeemed_reward_is_used_in_one_order(own_lima: Place) -> None:
    rosa, _ = register(own_lima, **ROSA)
    reward = own_lima.shop.reward("puntos", "cuenta")
    made = rosa.post("/customer/redeem-reward", {"rewardId": reward}).created
    assert (made["discount"], made["newBalance"]) == ({"type": "fixed", "value": 1500}, 150)
    assert points(own_lima) == [150, 7]
    (listed,) = rosa.get("/customer/my-redemptions").data
    assert {key: listed[key] for key in ("id", "reward_name", "discount_type", "discount_value")} == {
        "id": made["id"],
        "reward_name": "S/ 15 menos en la cuenta",
        "discount_type": "fixed",
        "discount_value": 1500,
    }
    body = {"items": [own_lima.line("arroz-blanco", qty=10)], "redemptionId": made["id"]}
    assert rosa.post("/customer/quote", body).data["total"] == 6500
    assert rosa.get("/customer/my-redemptions").data == [listed]
    order = rosa.post("/customer/orders", body).created
    assert (order["discount"], order["total"]) == (1500, 6500)
    assert points(own_lima) == [150, 7]
    assert rosa.get("/customer/my-redemptions").data == []
    again = rosa.post("/customer/orders", body)
    assert (again.status, again.fields) == (400, {"redemptionId"})
    # Cancelling gives the points back, and so the reward can be redeemed again.
    rosa.post(f"/customer/orders/{order['id']}/cancel")
    assert points(own_lima) == [200, 7]
    assert rosa.get("/customer/my-redemptions").data == []
    paid = rosa.order(own_lima.line("arroz-blanco", qty=10))
    own_lima.pay(8000, orderId=paid["id"])
    assert points(own_lima) == [208, 7]


def test_a_redemption_that_gives_nothing_is_kept(own_lima: Place) -> None:
    rosa, _ = register(own_lima, **ROSA)
    made = rosa.post("/customer/redeem-reward", {"rewardId": own_lima.shop.reward("puntos", "suspiro")}).created
    body = {"items": [own_lima.line("arroz-blanco")], "redemptionId": made["id"]}
    refused = rosa.post("/customer/orders", body)
    assert (refused.status, refused.fields) == (400, {"loyalty_program_rewards[0].redemptionId"})
    assert [one["id"] for one in rosa.get("/customer/my-redemptions").data] == [made["id"]]
    order = rosa.order(own_lima.line("suspiro"), own_lima.line("arroz-blanco"), redemptionId=made["id"])
    assert (order["discount"], order["total"]) == (1900, 800)


def test_rewards_that_cannot_be_redeemed(own_lima: Place) -> None:
    rosa, _ = register(own_lima, **ROSA)
    for reward, refusal in (
        (own_lima.shop.reward("cafe", "capuchino"), (400, "INSUFFICIENT_POINTS")),
        (own_lima.shop.reward("puntos", "nada"), (404, "REWARD_NOT_FOUND")),
    ):
        assert rosa.post("/customer/redeem-reward", {"rewardId": reward}).refusal == refusal
    carla, _ = register(own_lima, 2, "Carla", **CARLA)
    body = {"rewardId": own_lima.shop.reward("puntos", "cuenta")}
    assert carla.post("/customer/redeem-reward", body).refusal == (400, "LOYALTY_NOT_FOUND")
    assert points(own_lima) == [200, 7]
    made = rosa.post("/customer/redeem-reward", body, Idempotency_Key="once").created
    assert rosa.post("/customer/redeem-reward", body, Idempotency_Key="once").created == made
    assert points(own_lima) == [150, 7]
    # Somebody else's redemption is not there.
    stolen = carla.post("/customer/orders", {"items": [own_lima.line("arroz-blanco")], "redemptionId": made["id"]})
    assert (stolen.status, stolen.fields) == (400, {"redemptionId"})


def test_a_customers_own_voucher(own_lima: Place) -> None:
    rosa, _ = register(own_lima, **ROSA)
    (coupon,) = rosa.get("/customer/my-coupons").data
    assert {key: coupon[key] for key in ("id", "code", "name", "type", "discount_value", "expires_at")} == {
        "id": own_lima.shop.voucher("SOLOROSA20"),
        "code": "SOLOROSA20",
        "name": "Cumpleaños",
        "type": "fixed",
        "discount_value": 2000,
        "expires_at": None,
    }
    assert rosa.post("/customer/validate-coupon", {"code": "SOLOROSA20"}).data == coupon
    carla, _ = register(own_lima, 2, "Carla", **CARLA)
    assert carla.get("/customer/my-coupons").data == []
    assert carla.post("/customer/validate-coupon", {"code": "SOLOROSA20"}).refusal == (400, "INVALID")
    line = own_lima.line("arroz-blanco", qty=10)
    assert carla.post("/customer/orders", {"items": [line], "couponCode": "SOLOROSA20"}).status == 400
    order = rosa.order(line, couponCode="SOLOROSA20")
    assert order["total"] == 6000
    assert rosa.get("/customer/my-coupons").data == []
    rosa.post(f"/customer/orders/{order['id']}/cancel")
    assert rosa.get("/customer/my-coupons").data == [coupon]
