"""RecordOrderPayment, and how card payments stand on the ledger: amount, tip and service charge apart."""

import pytest

from tests.api.epos.client import House, Json, at_table, fresh, item, order, pounds
from tests.api.online_order.carts import LONDON


@pytest.fixture
def table(london: House) -> Json:
    """A party of a phone that has ordered eight plates of chips: £44.00, and 12.5 % of it, £5.50: £49.50."""
    guest = london.guest.seat(4, "Ana")
    placed = guest.order(london.guest.line("chips", qty=8))
    assert london.guest.staff().patch(f"/orders/{placed['id']}/status", {"status": "confirmed"}).status == 200
    return {"phone": guest, "order": placed["id"], "session": guest.session_id}


def money(order: Json) -> tuple[int, int, int, int, bool]:
    """Total, paid, tips, service charge, payable."""
    return (
        order["totalAmount"]["value"],
        order["paidAmount"]["value"],
        order["tipsAmount"]["value"],
        order["serviceChargeAmount"]["value"],
        order["payable"],
    )


def test_a_payment_is_recorded(london: House) -> None:
    placed = london.place()
    body = {"paymentIntentId": "pi_1", "paidAmount": pounds(2000), "tipsAmount": pounds(250)}
    paid = london.terminal.post(f"/orders/{placed['id']}/record-payment", body).good
    assert paid["payments"] == [body]
    # The tip is in neither the total nor what was paid.
    assert money(paid) == (5500, 2000, 250, 0, True)
    assert paid["updatedAt"] >= placed["updatedAt"]
    assert {name: paid[name] for name in ("id", "items", "status", "createdAt", "details", "reference")} == {
        name: placed[name] for name in ("id", "items", "status", "createdAt", "details", "reference")
    }
    assert london.terminal.order(placed["id"]) == paid


def test_the_same_payment_again(london: House) -> None:
    """A terminal that lost our answer must not be told to give the money back."""
    placed = london.place()
    first = london.terminal.pay(placed["id"], 5500, 100, intent="pi").good
    assert london.terminal.pay(placed["id"], 5500, 100, intent="pi").good == first
    assert london.payments(placed["id"]) == [(5500, 100, 0)]
    other = london.place()
    for order_id, amount, tip in (
        (placed["id"], 5499, 100),
        (placed["id"], 5500, 99),
        (placed["id"], 5500, None),
        (other["id"], 5500, 100),
    ):
        assert london.terminal.pay(order_id, amount, tip, intent="pi").conflict
    assert london.payments(placed["id"]) == [(5500, 100, 0)]
    assert london.payments(other["id"]) == []


def test_the_same_payment_again_when_everything_has_changed(london: House) -> None:
    """By then it is locked by somebody else, or paid, or finished."""
    party = london.seat(5)
    placed = london.place(details=at_table(london.table(5)))
    london.terminal.pay(placed["id"], 500, intent="pi")
    london.terminal.lock(placed["id"], "l2")
    assert london.terminal.pay(placed["id"], 500, intent="pi").good["paidAmount"] == pounds(500)
    assert london.terminal.pay(placed["id"], 500, intent="pi", lockId="l9").good["paidAmount"] == pounds(500)
    london.terminal.pay(placed["id"], 5000, lockId="l2")
    london.terminal.unlock(placed["id"], "l2")
    assert london.terminal.delete(f"/parties/{party['id']}").status == 200
    again = london.terminal.pay(placed["id"], 500, intent="pi").good
    assert (again["status"], again["paidAmount"]) == ("Finalized", pounds(5500))
    assert london.payments(placed["id"]) == [(500, 0, 0), (5000, 0, 0)]


def test_a_payment_that_came_with_the_order_is_recorded_already(london: House) -> None:
    sent = order(payments=[{"paymentIntentId": "pi", "paidAmount": pounds(1000), "tipsAmount": pounds(50)}])
    placed = london.terminal.post("/orders", sent).good
    assert london.terminal.pay(placed["id"], 1000, 50, intent="pi").good == placed
    assert london.terminal.pay(placed["id"], 1000, 51, intent="pi").conflict
    second = order(payments=[{"paymentIntentId": "pi", "paidAmount": pounds(1000)}])
    assert london.terminal.post("/orders", second).conflict
    assert london.truth.one("SELECT count(*) FROM orders") == 1


def test_more_than_is_owed(london: House) -> None:
    placed = london.place()
    assert london.terminal.pay(placed["id"], 5501).conflict
    london.terminal.pay(placed["id"], 5000)
    assert london.terminal.pay(placed["id"], 501).conflict
    paid = london.terminal.pay(placed["id"], 500, 9999).good
    assert money(paid) == (5500, 5500, 9999, 0, False)
    assert london.terminal.pay(placed["id"], 1).conflict
    assert money(london.terminal.order(placed["id"])) == (5500, 5500, 9999, 0, False)


def test_the_money_of_a_refused_payment_may_come_with_another_try(london: House) -> None:
    """What was refused is not on the ledger, and its id is free."""
    placed = london.place()
    london.terminal.pay(placed["id"], 5000)
    assert london.terminal.pay(placed["id"], 501, intent="pi").conflict
    assert london.terminal.pay(placed["id"], 500, intent="pi").good["payable"] is False


def test_a_bill_is_split_at_the_terminal(london: House, table: Json) -> None:
    """Equal parts, odd parts, each with its tip; the last pays what is left."""
    shown = london.terminal.order(table["order"])
    assert money(shown) == (4950, 0, 0, 550, True)
    assert shown["items"][0]["amountPerItem"] == pounds(550)
    assert shown["items"][0]["quantity"] == 8
    for amount, tip, paid in ((1650, 200, 1650), (1650, 0, 3300), (1650, 300, 4950)):
        now = london.terminal.pay(table["order"], amount, tip).good
        assert now["paidAmount"] == pounds(paid)
    assert money(now) == (4950, 4950, 500, 550, False)
    # Of 4950, 550 is service charge: of 1650 it is 183, of 3300 367, of all 550.
    assert london.payments(table["order"]) == [(1650, 200, 183), (1650, 0, 184), (1650, 300, 183)]


@pytest.mark.parametrize(
    "parts", [[4950], [1, 4949], [4949, 1], [707, 707, 707, 707, 707, 707, 708], [1237, 1238, 1237, 1238], [33] * 150]
)
def test_the_parts_of_the_service_charge_are_the_whole(parts: list[int], london: House, table: Json) -> None:
    for amount in parts:
        assert london.terminal.pay(table["order"], amount).status == 200
    shares = [share for _, _, share in london.payments(table["order"])]
    assert sum(shares) == 550
    held = 0
    for amount, share in zip(parts, shares, strict=True):
        held += amount
        # Halves are rounded up.
        expected = (2 * 550 * held + 4950) // (2 * 4950) - (2 * 550 * (held - amount) + 4950) // (2 * 4950)
        assert share == expected
    assert london.terminal.order(table["order"])["payable"] is False


def test_card_and_cash_together(london: House, table: Json) -> None:
    """The worked table's way: one running sum, whoever takes the money."""
    assert london.terminal.pay(table["order"], 1650, 100).status == 200
    assert london.guest.pay(3300, orderId=table["order"], tip=50).created["fully_paid"] is True
    shown = london.terminal.order(table["order"])
    assert money(shown) == (4950, 4950, 150, 550, False)
    card, cash = shown["payments"]
    assert (card["paidAmount"], card["tipsAmount"]) == (pounds(1650), pounds(100))
    assert (cash["paidAmount"], cash["tipsAmount"]) == (pounds(3300), pounds(50))
    assert cash["paymentIntentId"] != card["paymentIntentId"]
    assert london.payments(table["order"]) == [(1650, 100, 183), (3300, 50, 367)]
    bill = table["phone"].bill
    assert (bill["paid"], bill["tips"], bill["outstanding"]) == (4950, 150, 0)
    assert {payment["amount"] for payment in bill["payments"]} == {1650, 3300}


def test_the_documented_table_of_shares(london: House) -> None:
    """Due 112.50 with 12.50 of service charge: 37.50 by card is 4.17 of it, 75.00 in cash 8.33."""
    london.seat(1)
    bill = london.place(
        item(quantity=10, price=1000),
        serviceChargeAmount=pounds(1250),
        totalAmount=pounds(11250),
        details=at_table(london.table(1)),
    )
    assert london.terminal.pay(bill["id"], 3750).status == 200
    assert london.guest.pay(7500, orderId=bill["id"]).created["fully_paid"] is True
    assert london.payments(bill["id"]) == [(3750, 0, 417), (7500, 0, 833)]


def test_a_service_charge_that_was_sent(london: House) -> None:
    placed = london.place(
        item(price=1000), serviceChargeAmount=pounds(125), totalAmount=pounds(1125), payments=[_card(375), _card(375)]
    )
    assert placed["serviceChargeAmount"] == pounds(125)
    london.terminal.pay(placed["id"], 375)
    # Of 1125, 125 is service charge: of 375 it is 42, of 750 83, of all 125.
    assert london.payments(placed["id"]) == [(375, 0, 42), (375, 0, 41), (375, 0, 42)]


def _card(amount: int) -> Json:
    return {"paymentIntentId": fresh("pi"), "paidAmount": pounds(amount)}


def test_no_service_charge_no_share(lima: House) -> None:
    soles = {"value": 800, "currencyCode": "PEN"}
    sent = {
        "items": [
            {"amountPerItem": soles, "quantity": 1, "name": "Arroz", "plu": lima.guest.shop.item("arroz-blanco")}
        ],
        "totalAmount": soles,
        "dojoOrderId": "o",
        "payments": [],
        "details": {"orderType": "DineIn"},
    }
    placed = lima.terminal.post("/orders", sent).good
    body = {"paymentIntentId": "pi", "paidAmount": soles}
    assert lima.terminal.post(f"/orders/{placed['id']}/record-payment", body).good["payable"] is False
    assert lima.payments(placed["id"]) == [(800, 0, 0)]


def test_singapore_has_everything_at_once(singapore: House) -> None:
    """Tax on top, a taxed service charge, and a bill in steps of five cents: 6.50, 0.65, 0.64, and 0.01 of rounding."""
    mei = singapore.guest.seat(1, "Mei")
    placed = mei.order(singapore.guest.line("otah"))
    singapore.guest.staff().patch(f"/orders/{placed['id']}/status", {"status": "confirmed"})
    shown = singapore.terminal.order(placed["id"])
    assert money(shown) == (780, 0, 0, 65, True)
    assert [(line["name"], line["amountPerItem"]["value"], line["quantity"]) for line in shown["items"]] == [
        ("Otah", 650, 1),
        ("Rounding", 1, 1),
    ]
    assert [(tax["name"], tax["amountTotal"]) for tax in shown["taxLines"]] == [("GST", pounds(64, "SGD"))]
    body = {"paymentIntentId": "pi", "paidAmount": pounds(780, "SGD")}
    assert singapore.terminal.post(f"/orders/{placed['id']}/record-payment", body).good["payable"] is False
    assert singapore.payments(placed["id"]) == [(780, 0, 65)]


@pytest.mark.parametrize(
    ("qty", "items", "discounts", "tax", "total"),
    [
        # 4.80 and a box at 0.60, 9 % of it 0.49: 5.89, to be paid 5.90.
        (1, [("Milo dinosaur", 480, 1), ("Takeaway box", 60, 1), ("Rounding", 1, 1)], [], 49, 590),
        # 9.60 and 0.60, 0.92: 11.12, to be paid 11.10.
        (2, [("Milo dinosaur", 480, 2), ("Takeaway box", 60, 1)], [("Rounding", 2)], 92, 1110),
    ],
)
def test_fees_are_items_and_rounding_is_one_or_a_discount(
    qty: int,
    items: list[tuple[str, int, int]],
    discounts: list[tuple[str, int]],
    tax: int,
    total: int,
    singapore: House,
) -> None:
    shop = singapore.guest.shop
    cart = shop.cart(shop.line("milo-dinosaur", "Iced", qty=qty), dining="takeaway")
    shown = singapore.terminal.order(singapore.partner.post("/cart/submit", cart).data["id"])
    lines = [(line["name"], line["amountPerItem"]["value"], line["quantity"]) for line in shown["items"]]
    assert lines == items
    assert [(row["name"], row["amountTotal"]["value"]) for row in shown["discounts"]] == discounts
    assert [line["amountTotal"]["value"] for line in shown["taxLines"]] == [tax]
    assert money(shown) == (total, 0, 0, 0, True)
    assert shown["details"] == {"orderType": "Collection", "collection": {"asap": True}}


def test_a_refund_at_the_till_is_shown_at_once(london: House) -> None:
    """What lists show for each payment is what is still held of it."""
    shop = LONDON
    cart = shop.cart(shop.line("chips", "Regular", qty=10), dining="takeaway")
    placed = london.partner.post("/cart/submit", cart | {"payments": [shop.pays("cash", 30)]}).data
    assert money(london.terminal.order(placed["id"])) == (5500, 3000, 0, 0, True)
    path = f"/orders/{placed['id']}/refunds"
    assert london.partner.post(path, {"refund_payments": [shop.pays("cash", 12)]}).status == 200
    shown = london.terminal.order(placed["id"])
    assert money(shown) == (5500, 1800, 0, 0, True)
    assert [payment["paidAmount"] for payment in shown["payments"]] == [pounds(1800)]
    assert london.partner.post(path, {"refund_payments": [shop.pays("cash", 18)]}).status == 200
    shown = london.terminal.order(placed["id"])
    assert (shown["payments"], shown["paidAmount"]) == ([], pounds(0))


def test_tips_are_for_whoever_waits(london: House) -> None:
    placed = london.place()
    for tip in (100, 0, 250):
        london.terminal.pay(placed["id"], 1000, tip)
    shown = london.terminal.order(placed["id"])
    assert money(shown) == (5500, 3000, 350, 0, True)
    assert [payment["tipsAmount"]["value"] for payment in shown["payments"]] == [100, 0, 250]
    cashier = london.guest.staff("cashier")
    summary = cashier.get("/payments/summary").data
    assert (summary["total"], summary["tips"]) == (3000, 350)


def test_a_tip_stays_when_the_till_gives_back_the_rest(london: House) -> None:
    """A refund at the till is of what was owed; the tip on top was the waiter's."""
    placed = london.place()
    london.terminal.pay(placed["id"], 3000, 100, intent="pi")
    path = f"/orders/{placed['id']}/refunds"
    assert london.partner.post(path, {"refund_payments": [LONDON.pays("card", 30)]}).status == 200
    shown = london.terminal.order(placed["id"])
    assert money(shown) == (5500, 0, 100, 0, True)
    assert shown["payments"] == [
        {"paymentIntentId": "pi", "paidAmount": pounds(0), "tipsAmount": pounds(100)},
    ]
    london.terminal.tell("pi", "Reversed")
    assert money(london.terminal.order(placed["id"])) == (5500, 0, 0, 0, True)
    assert london.terminal.order(placed["id"])["payments"] == []


def test_the_newest_payment_by_its_method_is_given_back_first(london: House) -> None:
    """The documented rule for refunds that name a method and no payment."""
    placed = london.place()
    london.terminal.pay(placed["id"], 2000, intent="pi-1")
    london.terminal.pay(placed["id"], 1000, intent="pi-2")
    path = f"/orders/{placed['id']}/refunds"
    assert london.partner.post(path, {"refund_payments": [LONDON.pays("card", 12)]}).status == 200
    shown = london.terminal.order(placed["id"])
    assert [(one["paymentIntentId"], one["paidAmount"]["value"]) for one in shown["payments"]] == [("pi-1", 1800)]
    assert money(shown) == (5500, 1800, 0, 0, True)


def test_what_comes_and_goes_leaves_exactly_the_service_charge(london: House, table: Json) -> None:
    """Payments less refunds of an order that is paid in full hold its service charge to the penny."""
    order_id, path = table["order"], f"/orders/{table['order']}/refunds"
    terminal = london.terminal
    terminal.pay(order_id, 1237, intent="pi-1")
    terminal.pay(order_id, 713, 50, intent="pi-2")
    assert london.partner.post(path, {"refund_payments": [LONDON.pays("card", 3.33)]}).status == 200
    assert london.guest.pay(901, orderId=order_id).status == 201
    terminal.tell("pi-1", "Reversed")
    assert london.partner.post(path, {"refund_payments": [LONDON.pays("cash", 1.99)]}).status == 200
    left = 4950 - terminal.order(order_id)["paidAmount"]["value"]
    # 713 less 333, and 901 less 199.
    assert left == 4950 - 380 - 702
    for amount in (1001, 999, left - 2000):
        assert terminal.pay(order_id, amount).status == 200
    assert money(terminal.order(order_id))[:2] == (4950, 4950)
    taken, given = london.payments(order_id), london.given_back(order_id)
    assert sum(share for *_, share in taken) - sum(share for *_, share in given) == 550
    assert all(0 <= share <= amount for amount, _, share in (*taken, *given))
