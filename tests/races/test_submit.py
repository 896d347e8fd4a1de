"""The same order sent many times at once, and orders that want the same number."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import uuid4

from tests.app.singapore import cart, cash, wings
from tests.partner import Answer, Partner
from tests.server import never_failed, together
from tests.truth import Truth


def test_one_key_makes_one_order_and_one_answer(partner: Partner, truth: Truth) -> None:
    key, body = str(uuid4()), cart(payments=[cash("13.95")], order_info={"notes": "one key"})

    def submit(_: int) -> Answer:
        return partner.post("/cart/submit", body, **{"Idempotency-Key": key})

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(submit, range(300)))
    never_failed(answers)
    assert {answer.error["code"] for answer in answers if answer.status == 409} <= {"busy"}
    told = [answer.body for answer in answers if answer.status == 200]
    assert told
    assert all(body == told[0] for body in told)
    orders = truth.rows("SELECT id FROM orders WHERE notes = 'one key'")
    assert [str(row["id"]) for row in orders] == [told[0]["data"]["id"]]
    stands = truth.order(orders[0]["id"])
    assert (stands["lines"], stands["paid"], stands["versions"]) == (1, 1395, [1])
    assert truth.one("SELECT count(*) FROM idempotency_keys WHERE key = %s", key) == 1


def test_one_key_for_two_orders_at_once_makes_one_and_refuses_the_other(partner: Partner, truth: Truth) -> None:
    for _ in range(10):
        key, notes = str(uuid4()), str(uuid4())
        answers = together(
            [
                partial(
                    partner.post,
                    "/cart/submit",
                    cart(wings(qty), order_info={"notes": notes}),
                    **{"Idempotency-Key": key},
                )
                for qty in (1, 1, 2, 2)
            ]
        )
        never_failed(answers)
        refused = [answer.error["code"] for answer in answers if answer.status == 409]
        assert refused == ["idempotency_key_reused"] * 2
        told = [answer.data["id"] for answer in answers if answer.status == 200]
        assert len(told) == 2
        assert set(told) == {str(row["id"]) for row in truth.rows("SELECT id FROM orders WHERE notes = %s", notes)}
        assert len(set(told)) == 1


def test_one_order_number_makes_one_order(partner: Partner, truth: Truth) -> None:
    for number in ("RACE1", "RACE2", "RACE3"):
        answers = together([partial(partner.post, "/cart/submit", cart(order_info={"order_no": number}))] * 12)
        never_failed(answers)
        assert [answer.status for answer in answers].count(200) == 1
        for answer in answers:
            if answer.status != 200:
                assert answer.status == 409
                assert answer.fields == {"order_info.order_no": "order_no_taken"}
        assert truth.one("SELECT count(*) FROM orders WHERE order_no = %s", number) == 1


def test_one_receipt_number_makes_one_payment(partner: Partner, truth: Truth) -> None:
    orders = [partner.post("/cart/submit", cart()).data["id"] for _ in range(6)]
    answers = together(
        [partial(partner.post, f"/orders/{order}/payments", cash("1.00", receipt_no="R1")) for order in orders]
    )
    never_failed(answers)
    assert sorted(answer.status for answer in answers) == [200] + [409] * 5
    assert truth.one("SELECT count(*) FROM payments WHERE receipt_no = 'R1'") == 1
