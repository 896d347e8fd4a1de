"""Vouchers in orders: used when the order is placed, given back when it is cancelled or lets go of them."""

from tests.api.online_order.carts import LIMA, LONDON, calculate, quiet_cart, rice, rows, submit, view
from tests.api.online_order.stored import as_restaurant, everything, redeemed
from tests.partner import Json, Partner

BIRTHDAY, BIG_TABLE, WINERY = (LIMA.voucher(code) for code in ("FELIZDIA", "GRANMESA15", "PALLARES25"))


def _with(*vouchers: str, qty: int = 15) -> Json:
    return quiet_cart(rice(qty), vouchers=[{"voucher": voucher} for voucher in vouchers])


def test_a_voucher_is_used_up_after_its_redemptions(lima: Partner, database_url: str) -> None:
    orders = [submit(lima, _with(WINERY)) for _ in range(3)]
    assert [order["total"] for order in orders] == [95, 95, 95]
    assert redeemed(database_url, WINERY) == 3
    before = everything(database_url)
    for path in ("/cart/calculate", "/cart/submit"):
        refused = lima.post(path, _with(WINERY))
        assert (refused.status, refused.fields) == (422, {"vouchers[0].voucher": "voucher_not_usable"})
    assert everything(database_url) == before
    still_changeable = lima.put(f"/orders/{orders[0]['id']}", {"items": [rice(20)]}).data
    assert (still_changeable["total"], redeemed(database_url, WINERY)) == (135, 3)


def test_a_cancelled_order_gives_its_vouchers_back(lima: Partner, database_url: str) -> None:
    first, *_ = [submit(lima, _with(WINERY)) for _ in range(3)]
    lima.post(f"/orders/{first['id']}/cancel")
    assert redeemed(database_url, WINERY) == 2
    assert submit(lima, _with(WINERY))["total"] == 95
    waiting = quiet_cart(rice(15), vouchers=[{"voucher": BIRTHDAY}], order_info={"status": "pending_payment"})
    order = submit(lima, waiting)
    assert redeemed(database_url, BIRTHDAY) == 1
    assert lima.post(f"/orders/{order['id']}/cancel").data["status"] == "cancelled_payment"
    assert redeemed(database_url, BIRTHDAY) == 0
    assert lima.post(f"/orders/{order['id']}/cancel").status == 409
    assert redeemed(database_url, BIRTHDAY) == 0


def test_a_change_takes_new_vouchers_and_lets_go_of_others(lima: Partner, database_url: str) -> None:
    order = submit(lima, _with(BIRTHDAY, qty=30))
    assert (order["total"], rows(order)) == (220, [("discount+voucher", 20)])
    both = lima.put(f"/orders/{order['id']}", {"vouchers": [{"voucher": BIRTHDAY}, {"voucher": BIG_TABLE}]}).data
    assert rows(both) == [("discount+voucher", 20), ("promotion+voucher", 33)]
    assert [voucher["voucher_code"] for voucher in both["vouchers"]] == ["FELIZDIA", "GRANMESA15"]
    assert (redeemed(database_url, BIRTHDAY), redeemed(database_url, BIG_TABLE)) == (1, 1)
    one = lima.put(f"/orders/{order['id']}", {"vouchers": [{"voucher": BIG_TABLE}]}).data
    assert (rows(one), one["total"]) == ([("promotion+voucher", 36)], 204)
    assert (redeemed(database_url, BIRTHDAY), redeemed(database_url, BIG_TABLE)) == (0, 1)
    none = lima.put(f"/orders/{order['id']}", {"vouchers": []}).data
    assert (none["total"], none["vouchers"], redeemed(database_url, BIG_TABLE)) == (240, [], 0)


def test_a_voucher_that_cannot_be_used_is_named(lima: Partner, database_url: str) -> None:
    far = "2099-01-01T00:00:00Z"
    for change in (
        ("UPDATE vouchers SET starts_at = %s WHERE id = %s", far),
        ("UPDATE vouchers SET starts_at = '2026-01-01', ends_at = %s WHERE id = %s", "2026-01-02T00:00:00Z"),
    ):
        as_restaurant(database_url, LIMA.id(), change[0], (change[1], BIRTHDAY))
        refused = lima.post("/cart/submit", _with(BIG_TABLE, BIRTHDAY))
        assert (refused.status, refused.fields) == (422, {"vouchers[1].voucher": "voucher_not_usable"})
    assert redeemed(database_url, BIG_TABLE) == 0
    for vouchers, fields in (
        ((BIG_TABLE, BIG_TABLE), {"vouchers[1].voucher": "duplicate_voucher"}),
        ((LONDON.voucher("HAPPYDAY"),), {"vouchers[0].voucher": "unknown_voucher"}),
    ):
        refused = lima.post("/cart/submit", _with(*vouchers))
        assert (refused.status, refused.fields) == (422, fields)


def test_a_promotion_by_voucher_is_not_asked_for_by_hand(quiet_lima: Partner) -> None:
    for level in ("order", "item"):
        for key, code in (("gran-mesa", "voucher_needed"), ("martes-dulce", "promotion_is_automatic")):
            by_hand = [{"promotion": LIMA.promotion(key)}]
            cart = quiet_cart(rice(30), discounts=by_hand) if level == "order" else quiet_cart(rice(discounts=by_hand))
            refused = quiet_lima.post("/cart/submit", cart)
            path = "discounts[0].promotion" if level == "order" else "items[0].discounts[0].promotion"
            assert (refused.status, refused.fields) == (422, {path: code})
    with_voucher = calculate(quiet_lima, _with(BIG_TABLE, qty=30))
    assert rows(with_voucher) == [("promotion+voucher", 36)]


def test_a_voucher_stays_with_the_order_it_was_used_for(lima: Partner, database_url: str) -> None:
    order = submit(lima, _with(BIRTHDAY))
    as_restaurant(
        database_url, LIMA.id(), "UPDATE vouchers SET ends_at = now() - interval '1 hour' WHERE id = %s", (BIRTHDAY,)
    )
    changed = lima.put(f"/orders/{order['id']}", {"items": [rice(10)]}).data
    assert (changed["total"], view(lima, order["id"])["vouchers"][0]["voucher_code"]) == (60, "FELIZDIA")
