"""Payments, changes and cancellations of one order at once."""

from functools import partial
from uuid import uuid4

from tests.app.singapore import cart, cash, eggs, wings
from tests.partner import Partner
from tests.server import never_failed, together
from tests.truth import Truth

ROUNDS = 20


def test_the_last_amount_is_paid_once(partner: Partner, truth: Truth) -> None:
    for _ in range(ROUNDS):
        order = partner.post("/cart/submit", cart(payments=[cash("3.95")])).data["id"]
        answers = together([partial(partner.post, f"/orders/{order}/payments", cash("10.00"))] * 3)
        never_failed(answers)
        assert sorted(answer.status for answer in answers) == [200, 422, 422]
        assert {answer.error["code"] for answer in answers if answer.status == 422} == {"overpayment"}
        stands = truth.order(order)
        assert stands["paid"] == stands["due"] == 1395
        assert stands["versions"] == [1, 2]


def test_small_payments_at_once_all_count_and_stop_at_what_is_due(partner: Partner, truth: Truth) -> None:
    order = partner.post("/cart/submit", cart()).data["id"]
    answers = together([partial(partner.post, f"/orders/{order}/payments", cash("2.00"))] * 12)
    never_failed(answers)
    assert [answer.status for answer in answers].count(200) == 6
    stands = truth.order(order)
    assert stands["paid"] == 1200
    assert stands["versions"] == [1, 2, 3, 4, 5, 6, 7] == list(range(1, stands["version"] + 1))


def test_no_more_goes_back_than_came_in(partner: Partner, truth: Truth) -> None:
    for _ in range(5):
        paid = cart(payments=[cash("13.95")])
        order = partner.post("/cart/submit", paid).data["id"]
        refund = {"refund_payments": [cash("10.00")]}
        answers = together([partial(partner.post, f"/orders/{order}/refunds", refund)] * 4)
        never_failed(answers)
        assert sorted(answer.status for answer in answers) == [200, 422, 422, 422]
        assert truth.order(order)["refunded"] == 1000


def test_an_order_is_not_made_smaller_than_what_is_being_paid(partner: Partner, truth: Truth) -> None:
    outcomes = set()
    for _ in range(ROUNDS):
        order = partner.post("/cart/submit", cart(wings(2))).data["id"]
        changed, paid = together(
            [
                partial(partner.put, f"/orders/{order}", {"items": [wings(1)]}),
                partial(partner.post, f"/orders/{order}/payments", cash("27.90")),
            ]
        )
        never_failed([changed, paid])
        stands = truth.order(order)
        assert stands["paid"] <= stands["due"]
        if paid.status == 200:
            assert (changed.status, changed.error["code"]) == (409, "paid_beyond_total")
            assert (stands["paid"], stands["due"]) == (2790, 2790)
        else:
            assert (paid.status, paid.error["code"]) == (422, "overpayment")
            assert (changed.status, stands["paid"], stands["due"]) == (200, 0, 1395)
        outcomes.add(paid.status)
    truth.has_only_whole_orders()


def test_of_two_changes_of_one_version_one_is_stale(partner: Partner, truth: Truth) -> None:
    for _ in range(10):
        order = partner.post("/cart/submit", cart()).data["id"]
        answers = together(
            [
                partial(partner.put, f"/orders/{order}", {"items": [line]}, **{"If-Match": '"1"'})
                for line in (wings(3), eggs(4))
            ]
        )
        never_failed(answers)
        won, lost = sorted(answers, key=lambda answer: answer.status)
        assert (won.status, lost.status, lost.error["code"]) == (200, 409, "stale_version")
        stands = truth.order(order)
        assert (stands["version"], stands["lines"]) == (2, 1)
        assert partner.get(f"/orders/{order}").data["items"] == won.data["items"]


def test_an_order_is_never_cancelled_with_a_payment(partner: Partner, truth: Truth) -> None:
    for _ in range(ROUNDS):
        order = partner.post("/cart/submit", cart()).data["id"]
        cancelled, paid = together(
            [
                partial(partner.post, f"/orders/{order}/cancel"),
                partial(partner.post, f"/orders/{order}/payments", cash("13.95")),
            ]
        )
        never_failed([cancelled, paid])
        stands = truth.order(order)
        assert (stands["status"] == "cancelled") is (stands["paid"] == 0)
        if paid.status == 200:
            assert (cancelled.status, cancelled.error["code"]) == (409, "has_transactions")
        else:
            assert (paid.status, paid.error["code"], cancelled.status) == (409, "order_cancelled", 200)
        assert stands["versions"] == [1, 2]


def test_one_keyed_payment_sent_at_once_counts_once(partner: Partner, truth: Truth) -> None:
    for _ in range(10):
        order, key = partner.post("/cart/submit", cart()).data["id"], str(uuid4())
        answers = together(
            [partial(partner.post, f"/orders/{order}/payments", cash("4.00"), **{"Idempotency-Key": key})] * 4
        )
        never_failed(answers)
        assert [answer.status for answer in answers] == [200] * 4
        assert all(answer.body == answers[0].body for answer in answers)
        assert truth.order(order)["paid"] == 400
