"""What customers hold, wanted by many at once; `COMANDA_FULL_RACES=1` and `-s` show it at its full size."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import LiteralString
from uuid import UUID, uuid4

import pytest

from comanda.demo.seed import demo_id
from comanda.demo.singapore import SINGAPORE
from tests.api.online_order.stored import UNEQUAL
from tests.app.singapore import RESTAURANT, SLUG, cart, cash, eggs, voucher, wings
from tests.conftest import Template
from tests.partner import Answer, Json, Partner
from tests.phone import house_at
from tests.races.test_vouchers import live_uses, make, redeemed
from tests.server import Server, never_failed, together
from tests.truth import Truth

FULL = bool(os.environ.get("COMANDA_FULL_RACES"))
REDEMPTIONS, USES = (10_000, 200) if FULL else (600, 20)
SUBMITS = 500 if FULL else 200
SPENDS, TOP_UPS, REFUNDS = (1_000, 200, 50) if FULL else (300, 60, 20)
ROUNDS = 100 if FULL else 15
ABREAST = 48

CREDIT = str(demo_id(SLUG, "payment", "store_credit"))
LANTERNS = demo_id(SLUG, "program", "lanterns")
BILL = str(demo_id(SLUG, "reward", "lanterns", "bill"))
"""15.00 off for 150 points."""


def all_at_once(work: Iterable[Callable[[], Answer]]) -> list[Answer]:
    """Do all of it, many at a time, and check that nobody was told 500."""
    started = time.perf_counter()
    with ThreadPoolExecutor(ABREAST) as threads:
        answers = list(threads.map(lambda one: one(), work))
    never_failed(answers)
    found = Counter(f"{one.status} {one.error['code']}" if one.status >= 400 else "200" for one in answers)
    print(f"{len(answers)} requests in {time.perf_counter() - started:.1f} s: {dict(found)}")
    return answers


def told(truth: Truth, statement: LiteralString, *params: object) -> object:
    """What a statement says, printed with it."""
    found = truth.one(statement, *params)
    print(f"{statement} -> {found}")
    return found


def refusals(answers: Iterable[Answer]) -> set[str]:
    """The codes of those that were refused, first fields before the rest."""
    return {next(iter(one.fields.values()), one.error["code"]) for one in answers if one.status != 200}


@pytest.fixture(autouse=True)
def _balances_are_their_ledgers(truth: Truth) -> Iterable[None]:
    yield
    for statement in UNEQUAL:
        assert truth.rows(statement) == []


def customer(partner: Partner) -> str:
    """Somebody new."""
    found: str = partner.post("/customers", {"reference": uuid4().hex}).data["id"]
    return found


def member(partner: Partner, customer_id: str, points: int = 0) -> str:
    """Enrol somebody in the Lantern Club, where 1.00 earns a point."""
    found: str = partner.post(f"/loyalty/{LANTERNS}/members", {"customer": customer_id}).data["id"]
    if points:
        said = {"member": found, "points": points}
        assert partner.post(f"/loyalty/{LANTERNS}/transactions", said).status == 200
    return found


def of(customer_id: str, *lines: Json, **more: object) -> Json:
    """A cart of somebody's."""
    return cart(*lines, **more, order_info={"customer": customer_id})


def test_a_voucher_is_carried_by_as_many_orders_as_it_has_uses(partner: Partner, truth: Truth) -> None:
    voucher_id = make(truth, USES)
    body = cart(vouchers=voucher(voucher_id))
    answers = all_at_once([partial(partner.post, "/cart/submit", body)] * REDEMPTIONS)
    assert [one.status for one in answers].count(200) == USES
    assert refusals(answers) <= {"voucher_used_up", "voucher_not_usable"}
    carried = told(
        truth,
        "SELECT count(*) FROM orders WHERE breakdown->'vouchers' @> %s::jsonb",
        f'[{{"id": "{voucher_id}"}}]',
    )
    assert carried == live_uses(truth, voucher_id) == redeemed(truth, voucher_id) == USES


def test_one_customers_own_voucher_is_used_once(partner: Partner, truth: Truth) -> None:
    customer_id, voucher_id = customer(partner), make(truth, 1)
    truth.rows("UPDATE vouchers SET customer_id = %s WHERE id = %s RETURNING id", customer_id, voucher_id)
    body = of(customer_id, vouchers=voucher(voucher_id))
    answers = all_at_once([partial(partner.post, "/cart/submit", body)] * SUBMITS)
    assert [one.status for one in answers].count(200) == 1
    assert refusals(answers) <= {"voucher_used_up", "voucher_not_usable"}
    assert told(truth, "SELECT redeemed FROM vouchers WHERE id = %s", voucher_id) == live_uses(truth, voucher_id) == 1
    assert told(truth, "SELECT count(*) FROM orders WHERE customer_id = %s", customer_id) == 1


def test_store_credit_is_neither_overdrawn_nor_lost(partner: Partner, truth: Truth) -> None:
    customer_id = customer(partner)
    given = {"customer": customer_id, "amount": 100 + REFUNDS}
    assert partner.post("/store-credit/transactions", given).status == 200
    one = {"payment": CREDIT, "amount": 1.00}
    spend = partial(partner.post, "/cart/submit", of(customer_id, eggs(), payments=[one]))
    to_refund = [spend().data["id"] for _ in range(REFUNDS)]
    top_up = {"customer": customer_id, "topup_amount": 1, "payment": cash(1)["payment"], "payment_amount": 1}
    work: list[Callable[[], Answer]] = [spend] * SPENDS
    step = SPENDS // TOP_UPS + 1
    for at in range(TOP_UPS):
        work.insert(at * step, partial(partner.post, "/store-credit/topups", top_up))
    for at, order in enumerate(to_refund):
        refund = {"refund_payments": [one]}
        work.insert(at * step * 3, partial(partner.post, f"/orders/{order}/refunds", refund))
    answers = all_at_once(work)
    assert refusals(answers) <= {"not_enough_credit"}
    balance = told(truth, "SELECT balance FROM store_credit_accounts WHERE customer_id = %s", customer_id)
    ledger = told(truth, "SELECT sum(amount) FROM store_credit_transactions WHERE customer_id = %s", customer_id)
    spent = told(
        truth,
        "SELECT count(*) FROM store_credit_transactions WHERE customer_id = %s AND kind = 'spent'",
        customer_id,
    )
    paid = told(
        truth,
        "SELECT count(*) FROM payments p JOIN orders o USING (tenant_id) WHERE o.id = p.order_id"
        " AND o.customer_id = %s",
        customer_id,
    )
    assert isinstance(spent, int)
    assert spent == paid
    assert balance == ledger == (100 + 2 * REFUNDS + TOP_UPS - spent) * 100
    assert 100 + REFUNDS <= spent <= 100 + 2 * REFUNDS + TOP_UPS
    rows = truth.rows(
        "SELECT count(*) FILTER (WHERE kind = 'topup') AS topups, count(*) FILTER (WHERE kind = 'refunded') AS refunds"
        " FROM store_credit_transactions WHERE customer_id = %s",
        customer_id,
    )
    assert rows == [{"topups": TOP_UPS, "refunds": REFUNDS}]


def test_two_payments_that_complete_an_order_at_once_earn_its_points_once(partner: Partner, truth: Truth) -> None:
    customer_id = customer(partner)
    member_id = member(partner, customer_id)
    for _ in range(ROUNDS):
        order = partner.post("/cart/submit", of(customer_id, wings())).data["id"]
        pay = f"/orders/{order}/payments"
        answers = together([partial(partner.post, pay, cash(amount)) for amount in ("6.95", "7.00", "7.00")])
        never_failed(answers)
        assert sorted(one.status for one in answers) == [200, 200, 422]
        assert truth.order(order)["paid"] == 1395
    earned = "SELECT count(*) FROM loyalty_transactions WHERE member_id = %s AND kind = 'earned'"
    assert told(truth, earned, member_id) == ROUNDS
    # 12.80 before tax is twelve points.
    assert told(truth, "SELECT points FROM loyalty_members WHERE id = %s", member_id) == 12 * ROUNDS


def test_refunds_at_once_take_no_more_points_than_were_earned(partner: Partner, truth: Truth) -> None:
    customer_id = customer(partner)
    member_id = member(partner, customer_id)
    for _ in range(ROUNDS // 3):
        paid = of(customer_id, wings(), payments=[cash("13.95")])
        order = partner.post("/cart/submit", paid).data["id"]
        refund = {"refund_payments": [cash("4.65")]}
        answers = together([partial(partner.post, f"/orders/{order}/refunds", refund)] * 4)
        never_failed(answers)
        assert sorted(one.status for one in answers) == [200, 200, 200, 422]
        gone = "SELECT -sum(points) FROM loyalty_transactions WHERE order_id = %s AND kind = 'reversed'"
        assert truth.one(gone, order) == 12
    assert truth.one("SELECT points FROM loyalty_members WHERE id = %s", member_id) == 0


def test_points_for_one_reward_buy_one(partner: Partner, truth: Truth) -> None:
    customer_id = customer(partner)
    member_id = member(partner, customer_id, points=299)
    body = of(customer_id, wings(3), loyalty_program_rewards=[{"loyalty_program_reward": BILL}])
    answers = all_at_once([partial(partner.post, "/cart/submit", body)] * (SUBMITS // 4))
    assert [one.status for one in answers].count(200) == 1
    assert refusals(answers) == {"not_enough_points"}
    assert told(truth, "SELECT points FROM loyalty_members WHERE id = %s", member_id) == 149
    order = next(one.data["id"] for one in answers if one.status == 200)
    cancelled = together([partial(partner.post, f"/orders/{order}/cancel")] * 4)
    assert sorted(one.status for one in cancelled) == [200, 409, 409, 409]
    assert told(truth, "SELECT points FROM loyalty_members WHERE id = %s", member_id) == 299


def test_a_redemption_is_used_in_one_order(server: Server, template: Template, partner: Partner, truth: Truth) -> None:
    customer_id = customer(partner)
    member_id = member(partner, customer_id, points=299)
    with house_at(server.base_url, SINGAPORE, template.credentials) as house:
        house.staff("waiter").free(14)
        phone = house.seated(14)
        mine = "UPDATE guests SET customer_id = %s WHERE session_id = %s RETURNING id"
        assert len(truth.rows(mine, customer_id, phone.session)) == 1
        redeem = partial(phone.post, "/customer/redeem-reward", {"rewardId": BILL})
        redeemed_once = together([redeem] * 8)
        assert sorted(one.status for one in redeemed_once) == [201] + [400] * 7
        assert {one.refusal for one in redeemed_once if one.status == 400} == {(400, "INSUFFICIENT_POINTS")}
        assert truth.one("SELECT points FROM loyalty_members WHERE id = %s", member_id) == 149
        redemption = next(one.data["id"] for one in redeemed_once if one.status == 201)
        answers = together([partial(phone.order, 3, redemptionId=redemption)] * 8)
        assert {one.status for one in answers} <= {201, 400, 409}
        (placed,) = [one.data for one in answers if one.status == 201]
        assert placed["discount"] == 1500
        used = "SELECT order_id::text FROM loyalty_redemptions WHERE id = %s"
        assert told(truth, used, redemption) == placed["id"]
        assert truth.one("SELECT points FROM loyalty_members WHERE id = %s", member_id) == 149
        house.staff("waiter").free(14)


def test_points_and_credit_of_one_customer_move_together(partner: Partner, truth: Truth) -> None:
    """Some orders take points first and credit later, some credit and then earn points: none waits for another."""
    customer_id = customer(partner)
    member_id = member(partner, customer_id, points=150 * ROUNDS)
    given = {"customer": customer_id, "amount": 5_000}
    assert partner.post("/store-credit/transactions", given).status == 200
    rewards = [{"loyalty_program_reward": BILL}]
    work: list[Callable[[], Answer]] = []
    for _ in range(ROUNDS):
        # 38.40 less 15.00 is 23.40, 25.50 with tax; wings alone are 13.95.
        pays = [{"payment": CREDIT, "amount": 1}]
        work.append(
            partial(
                partner.post, "/cart/submit", of(customer_id, wings(3), loyalty_program_rewards=rewards, payments=pays)
            )
        )
        pays = [{"payment": CREDIT, "amount": 13.95}]
        work.append(partial(partner.post, "/cart/submit", of(customer_id, wings(), payments=pays)))
    answers = all_at_once(work)
    assert {one.status for one in answers} == {200}
    assert truth.one("SELECT points FROM loyalty_members WHERE id = %s", member_id) == 12 * ROUNDS
    spent = (100 + 1395) * ROUNDS
    assert (
        told(truth, "SELECT balance FROM store_credit_accounts WHERE customer_id = %s", customer_id) == 500_000 - spent
    )


def test_a_member_a_code_and_a_number_are_made_once(partner: Partner, truth: Truth) -> None:
    customer_id, code, number = customer(partner), uuid4().hex, uuid4().hex[:10]
    discount = str(demo_id(SLUG, "discount", "Neighbour $5"))
    voucher_in = {"voucher_code": code, "type": "discount", "discount": discount, "start_date": "2026-01-01T00:00:00Z"}
    top_up = {"customer": customer_id, "topup_amount": 1, "payment": cash(1)["payment"], "payment_amount": 1}
    for path, body, taken in (
        (f"/loyalty/{LANTERNS}/members", {"customer": customer_id}, "already_member"),
        ("/vouchers", voucher_in, "voucher_code_taken"),
        ("/store-credit/topups", top_up | {"topup_no": number}, "topup_no_taken"),
    ):
        answers = together([partial(partner.post, path, body)] * 8)
        never_failed(answers)
        assert sorted(one.status for one in answers) == [200] + [409] * 7
        assert {one.error["code"] for one in answers if one.status == 409} == {taken}
    assert truth.one("SELECT balance FROM store_credit_accounts WHERE customer_id = %s", UUID(customer_id)) == 100
    assert truth.one("SELECT count(*) FROM vouchers WHERE tenant_id = %s AND code = %s", RESTAURANT, code) == 1
