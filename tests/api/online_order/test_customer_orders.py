"""Rewards, points and store credit in orders: they move when an order is placed, paid, changed, cancelled, refunded."""

from typing import Any

from tests.api.online_order.carts import LIMA, LONDON, NOBODY, calculate, quiet_cart, rice, rows, submit, view
from tests.api.online_order.stored import everything, holdings
from tests.partner import Json, Partner

ROSA, MARTIN, CARLA = (LIMA.customer(key) for key in ("rosa", "martin", "carla"))
BILL, SUSPIRO = LIMA.reward("puntos", "cuenta"), LIMA.reward("puntos", "suspiro")
CAPPUCCINO = LIMA.reward("cafe", "capuchino")
REWARDS = "loyalty_program_rewards"


def cart(*lines: Json, customer: str | None = ROSA, rewards: tuple[str, ...] = (), **more: Any) -> Json:
    """A cart of a customer at an hour without promotions; rice is S/ 8 a portion, all taxes in it."""
    info = {"customer": customer} if customer else {}
    asked: Json = {REWARDS: [{"loyalty_program_reward": reward} for reward in rewards]} if rewards else {}
    return quiet_cart(*lines, **asked, **more, order_info=info)


def used(*rewards: str) -> Json:
    """A change to exactly these rewards."""
    return {REWARDS: [{"loyalty_program_reward": reward} for reward in rewards]}


def test_a_reward_on_the_bill_takes_its_points_when_the_order_is_placed(lima: Partner, database_url: str) -> None:
    asked = cart(rice(15), rewards=(BILL,))
    before = everything(database_url)
    priced = calculate(lima, asked)
    assert (priced["total"], priced["discounts"]) == (105, [{"loyalty_program_reward": BILL, "amount": 15}])
    assert everything(database_url) == before
    order = submit(lima, asked)
    assert order["customer"] == ROSA
    assert (order["total"], order["discounts"]) == (105, [{"loyalty_program_reward": BILL, "amount": 15}])
    assert order[REWARDS] == [{"loyalty_program_reward": BILL, "point": 50}]
    assert holdings(database_url, ROSA) == ([150, 7], 20000)
    (moved,) = lima.get(f"/loyalty/{LIMA.program('puntos')}/transactions/search", order_id=order["id"]).data
    assert (moved["point"], moved["order"], moved["location"]) == (-50, order["id"], LIMA.location)
    lima.post(f"/orders/{order['id']}/cancel")
    assert holdings(database_url, ROSA) == ([200, 7], 20000)
    lima.post(f"/orders/{order['id']}/cancel")
    assert holdings(database_url, ROSA) == ([200, 7], 20000)


def test_a_reward_on_an_item_makes_one_of_it_free(lima: Partner, database_url: str) -> None:
    asked = cart(LIMA.line("suspiro", "Porción", qty=2), rice(), rewards=(SUSPIRO,))
    order = submit(lima, asked)
    # Two at 19.00 and rice at 8.00; one of the two is on the house.
    assert (order["total"], rows(order)) == (27, [("loyalty_program_reward", 19)])
    assert order["items"][0]["discounts"] == [{"loyalty_program_reward": SUSPIRO, "amount": 19}]
    assert order["discounts"] == []
    assert holdings(database_url, ROSA) == ([170, 7], 20000)


def test_a_change_gives_points_back_and_takes_them(lima: Partner, database_url: str) -> None:
    order = submit(lima, cart(rice(15), LIMA.line("suspiro", "Porción"), rewards=(BILL,)))
    path = f"/orders/{order['id']}"
    for rewards, total, left in (
        ((SUSPIRO, BILL), 105, 120),
        ((SUSPIRO,), 120, 170),
        ((), 139, 200),
        ((BILL,), 124, 150),
    ):
        changed = lima.put(path, used(*rewards)).data
        assert (changed["total"], [row["loyalty_program_reward"] for row in changed[REWARDS]]) == (total, list(rewards))
        assert holdings(database_url, ROSA) == ([left, 7], 20000)
    kept = lima.put(path, {"items": [rice(20)]}).data
    assert (kept["total"], holdings(database_url, ROSA)[0]) == (145, [150, 7])
    other = lima.put(path, {"order_info": {"customer": MARTIN}})
    assert other.fields == {"order_info.customer": "customer_committed"}


def test_rewards_that_cannot_be_had_are_named(quiet_lima: Partner) -> None:
    for asked, code in (
        (cart(rice(15), customer=None, rewards=(BILL,)), "customer_missing"),
        (cart(rice(15), customer=CARLA, rewards=(BILL,)), "not_a_member"),
        (cart(rice(15), customer=LIMA.customer("lucia"), rewards=(BILL,)), "not_enough_points"),
        (cart(rice(15), rewards=(CAPPUCCINO,)), "not_enough_points"),
        (cart(rice(15), rewards=(SUSPIRO,)), "reward_not_applicable"),
        (cart(rice(15), rewards=(NOBODY,)), "unknown_reward"),
        (cart(rice(15), rewards=(LONDON.reward("arches", "bill"),)), "unknown_reward"),
    ):
        for path in ("/cart/calculate", "/cart/submit"):
            refused = quiet_lima.post(path, asked)
            assert (refused.status, refused.fields) == (422, {f"{REWARDS}[0].loyalty_program_reward": code})
    five = cart(rice(60), rewards=(BILL,) * 5)
    assert quiet_lima.post("/cart/submit", five).fields == {f"{REWARDS}[4].loyalty_program_reward": "not_enough_points"}
    for customer in (NOBODY, LONDON.customer("hattie")):
        refused = quiet_lima.post("/cart/submit", cart(rice(), customer=customer))
        assert refused.fields == {"order_info.customer": "unknown_customer"}


def test_points_are_earned_once_when_all_is_paid(lima: Partner, database_url: str) -> None:
    order = submit(lima, cart(rice(15)))
    path = f"/orders/{order['id']}"
    assert holdings(database_url, ROSA)[0] == [200, 7]
    lima.post(f"{path}/payments", LIMA.pays("cash", 60))
    assert holdings(database_url, ROSA)[0] == [200, 7]
    lima.post(f"{path}/payments", LIMA.pays("card", 60))
    # 120.00 at 10.00 a point.
    assert holdings(database_url, ROSA)[0] == [212, 7]
    lima.post(f"{path}/close")
    lima.post(f"{path}/open")
    assert holdings(database_url, ROSA)[0] == [212, 7]
    (moved,) = lima.get(f"/loyalty/{LIMA.program('puntos')}/transactions/search", order_id=order["id"]).data
    assert (moved["point"], moved["location"]) == (12, LIMA.location)


def test_points_are_earned_on_what_was_spent_after_discounts_and_on_items(lima: Partner, database_url: str) -> None:
    coffees = LIMA.line("espresso", "Doble", qty=3)
    # 33.00 + 120.00 - 15.00 = 138.00: 13 points, less 50 for the reward; and three stamps.
    submit(lima, cart(coffees, rice(15), rewards=(BILL,), payments=[LIMA.pays("cash", 138)]))
    assert holdings(database_url, ROSA)[0] == [163, 10]
    # Nobody in particular, and a customer in no program, earn nothing.
    submit(lima, cart(rice(15), customer=None, payments=[LIMA.pays("cash", 120)]))
    submit(lima, cart(rice(15), customer=CARLA, payments=[LIMA.pays("cash", 120)]))
    assert holdings(database_url, CARLA)[0] == []


def test_an_order_that_costs_nothing_earns_nothing(lima: Partner, database_url: str) -> None:
    member = LIMA.member("cafe", "rosa")
    lima.post(f"/loyalty/{LIMA.program('cafe')}/transactions", {"member": member, "points": 3})
    order = submit(lima, cart(LIMA.line("capuchino", "Taza", ("leche", "Entera")), rewards=(CAPPUCCINO,)))
    assert (order["total"], order["financial_status"]) == (0, "paid")
    assert holdings(database_url, ROSA)[0] == [200, 0]
    lima.post(f"/orders/{order['id']}/cancel")
    assert holdings(database_url, ROSA)[0] == [200, 10]


def test_points_go_with_refunds_in_proportion(lima: Partner, database_url: str) -> None:
    order = submit(lima, cart(rice(15), payments=[LIMA.pays("cash", 120)]))
    path = f"/orders/{order['id']}/refunds"
    lima.post(path, {"refund_payments": [LIMA.pays("cash", 50)]})
    # Of twelve points, 70.00 of 120.00 keep seven.
    assert holdings(database_url, ROSA)[0] == [207, 7]
    lima.post(path, {"refund_payments": [LIMA.pays("cash", 1)]})
    assert holdings(database_url, ROSA)[0] == [206, 7]
    lima.post(path, {"refund_payments": [LIMA.pays("cash", 69)]})
    assert holdings(database_url, ROSA)[0] == [200, 7]
    lima.post(f"/orders/{order['id']}/payments", LIMA.pays("cash", 120))
    assert holdings(database_url, ROSA)[0] == [200, 7]


def test_no_more_points_go_than_the_member_still_has(lima: Partner, database_url: str) -> None:
    bruno, member = LIMA.customer("bruno"), LIMA.member("puntos", "bruno")
    order = submit(lima, cart(rice(15), customer=bruno, payments=[LIMA.pays("cash", 120)]))
    lima.post(f"/loyalty/{LIMA.program('puntos')}/transactions", {"member": member, "points": -10})
    lima.post(f"/orders/{order['id']}/refunds", {"refund_payments": [LIMA.pays("cash", 120)]})
    assert holdings(database_url, bruno)[0] == [0, 0]


def test_store_credit_pays_and_comes_back_with_the_refund(lima: Partner, database_url: str) -> None:
    pays = [LIMA.pays("store_credit", 100)]
    asked = cart(rice(15), payments=pays)
    assert calculate(lima, asked)["financial_status"] == "partially_paid"
    assert holdings(database_url, ROSA)[1] == 20000
    order = submit(lima, asked)
    assert (order["paid"], holdings(database_url, ROSA)[1]) == (100, 10000)
    (spent, *_) = lima.get("/store-credit/transactions/search", order_id=order["id"]).data
    assert (spent["amount"], spent["customer"], spent["location"]) == (-100, ROSA, LIMA.location)
    path = f"/orders/{order['id']}"
    lima.post(f"{path}/payments", LIMA.pays("store_credit", 20))
    assert holdings(database_url, ROSA) == ([212, 7], 8000)
    lima.post(f"{path}/refunds", {"refund_payments": [LIMA.pays("store_credit", 30)]})
    # Thirty soles are back, and a quarter of the points gone.
    assert holdings(database_url, ROSA) == ([209, 7], 11000)
    changed = lima.put(path, {"items": [rice(20)], "payments": [LIMA.pays("store_credit", 40)]}).data
    assert (changed["paid"], holdings(database_url, ROSA)[1]) == (130, 7000)
    assert view(lima, order["id"]) == changed


def test_store_credit_is_never_overdrawn(lima: Partner, database_url: str) -> None:
    before = everything(database_url)
    for asked, fields in (
        (cart(rice(30), payments=[LIMA.pays("store_credit", 200.01)]), {"payments[0].amount": "not_enough_credit"}),
        (
            cart(rice(30), payments=[LIMA.pays("store_credit", 150), LIMA.pays("store_credit", 50.01)]),
            {"payments[1].amount": "not_enough_credit"},
        ),
        (
            cart(rice(), customer=MARTIN, payments=[LIMA.pays("store_credit", 1)]),
            {"payments[0].amount": "not_enough_credit"},
        ),
        (
            cart(rice(), customer=None, payments=[LIMA.pays("store_credit", 1)]),
            {"payments[0].payment": "customer_missing"},
        ),
    ):
        for path in ("/cart/calculate", "/cart/submit"):
            refused = lima.post(path, asked)
            assert (refused.status, refused.fields) == (422, fields)
    assert everything(database_url) == before
    order = submit(lima, cart(rice(30), payments=[LIMA.pays("store_credit", 200)]))
    refused = lima.post(f"/orders/{order['id']}/payments", LIMA.pays("store_credit", 1))
    assert (refused.status, refused.fields) == (422, {"amount": "not_enough_credit"})
    nobody = submit(lima, cart(rice(), customer=None))
    refused = lima.post(f"/orders/{nobody['id']}/payments", LIMA.pays("store_credit", 1))
    assert (refused.status, refused.fields) == (422, {"payment": "customer_missing"})
    assert holdings(database_url, ROSA)[1] == 0


def test_everything_of_an_order_is_given_and_taken_once_for_a_key(lima: Partner, database_url: str) -> None:
    key = {"Idempotency-Key": "everything"}
    vouchers = [{"voucher": LIMA.voucher("SOLOROSA20")}]
    # 120.00 - 20.00 - 15.00 = 85.00: 8 points.
    asked = cart(rice(15), rewards=(BILL,), vouchers=vouchers, payments=[LIMA.pays("store_credit", 85)])
    first = lima.post("/cart/submit", asked, **key)
    assert (first.data["total"], first.data["financial_status"]) == (85, "paid")
    assert lima.post("/cart/submit", asked, **key).body == first.body
    assert holdings(database_url, ROSA) == ([158, 7], 11500)
    assert lima.get(f"/vouchers/{LIMA.voucher('SOLOROSA20')}").data["redeemed"] == 1


def test_a_refused_order_takes_nothing(lima: Partner, database_url: str) -> None:
    submit(lima, quiet_cart(rice(), order_info={"order_no": "TAKEN"}))
    before = everything(database_url)
    vouchers = [{"voucher": LIMA.voucher("SOLOROSA20")}]
    asked = cart(rice(15), rewards=(BILL,), vouchers=vouchers, payments=[LIMA.pays("store_credit", 85)])
    asked["order_info"]["order_no"] = "TAKEN"
    refused = lima.post("/cart/submit", asked)
    assert (refused.status, refused.error["code"]) == (409, "order_no_taken")
    assert everything(database_url) == before
    assert holdings(database_url, ROSA) == ([200, 7], 20000)
