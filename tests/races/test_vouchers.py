"""A voucher with few uses, wanted by many."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

from tests.app.singapore import NEIGHBOUR, RESTAURANT, cart, voucher
from tests.partner import Answer, Partner
from tests.server import never_failed
from tests.truth import Truth

USES = 6


def make(truth: Truth, uses: int) -> UUID:
    voucher_id = uuid4()
    truth.rows(
        "INSERT INTO vouchers (tenant_id, id, code, kind, discount_id, max_redemptions, starts_at)"
        " VALUES (%s, %s, %s, 'discount', %s, %s, now()) RETURNING id",
        RESTAURANT,
        voucher_id,
        str(voucher_id),
        NEIGHBOUR,
        uses,
    )
    return voucher_id


def live_uses(truth: Truth, voucher_id: UUID) -> int:
    found: int = truth.one(
        "SELECT count(*) FROM orders WHERE status <> 'cancelled' AND breakdown->'vouchers' @> %s::jsonb",
        f'[{{"id": "{voucher_id}"}}]',
    )
    return found


def redeemed(truth: Truth, voucher_id: UUID) -> int:
    found: int = truth.one("SELECT redeemed FROM vouchers WHERE id = %s", voucher_id)
    return found


def test_a_voucher_is_used_exactly_as_often_as_it_may_be(partner: Partner, truth: Truth) -> None:
    voucher_id = make(truth, USES)
    body = cart(vouchers=voucher(voucher_id))
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: partner.post("/cart/submit", body), range(10 * USES)))
    never_failed(answers)
    refusals = {answer.error["code"] for answer in answers if answer.status != 200}
    assert refusals <= {"voucher_used_up", "voucher_not_usable"}
    assert [answer.status for answer in answers].count(200) == USES
    assert redeemed(truth, voucher_id) == live_uses(truth, voucher_id) == USES


def test_uses_given_back_by_cancelled_orders_are_neither_lost_nor_doubled(partner: Partner, truth: Truth) -> None:
    voucher_id, answers, lock = make(truth, 3), list[Answer](), threading.Lock()

    def order_and_cancel(_: int) -> None:
        placed = partner.post("/cart/submit", cart(vouchers=voucher(voucher_id)))
        if placed.status == 200:
            cancelled = [partner.post(f"/orders/{placed.data['id']}/cancel") for _ in range(2)]
            assert [answer.status for answer in cancelled] == [200, 409]
            placed = cancelled[0]
        with lock:
            answers.append(placed)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(order_and_cancel, range(60)))
    never_failed(answers)
    assert redeemed(truth, voucher_id) == live_uses(truth, voucher_id) == 0
    assert partner.post("/cart/submit", cart(vouchers=voucher(voucher_id))).status == 200
    assert redeemed(truth, voucher_id) == live_uses(truth, voucher_id) == 1


def test_orders_that_swap_vouchers_with_each_other_all_get_an_answer(partner: Partner, truth: Truth) -> None:
    """Each gives one voucher back and takes the other, so the two are always wanted in both orders."""
    pair = make(truth, 100), make(truth, 100)
    orders = [partner.post("/cart/submit", cart(vouchers=voucher(pair[at % 2]))).data["id"] for at in range(4)]

    def swap(at: int) -> list[Answer]:
        return [
            partner.put(f"/orders/{orders[at]}", {"vouchers": voucher(pair[(at + turn + 1) % 2])}) for turn in range(15)
        ]

    with ThreadPoolExecutor(len(orders)) as threads:
        answers = [answer for found in threads.map(swap, range(len(orders))) for answer in found]
    assert {answer.status for answer in answers} == {200}
    for voucher_id in pair:
        assert redeemed(truth, voucher_id) == live_uses(truth, voucher_id)
