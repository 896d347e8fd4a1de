"""Card terminals, phones, tills and staff want different things at once; what holds then is asked of the database.

Each test says what it would fail without.
"""

import os
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import psycopg
import pytest

from comanda.api.epos.presenters.plain import instant
from comanda.demo.singapore import SINGAPORE
from comanda.notifications.terminal_links import connect_link
from tests.app.running import with_database
from tests.app.singapore import LOCATION, RESTAURANT, SLUG, WINGS, cash
from tests.conftest import Template
from tests.partner import Partner
from tests.phone import House, Staff, house_at, until
from tests.races.test_tables import adds_up, at_table
from tests.receiver import receiving, wait_until
from tests.server import COMANDA, Server, together
from tests.terminal import Answer, Terminal, after, new_id, new_intent, terminal_at, whole
from tests.truth import Truth

Json = dict[str, Any]
TOTAL = 3000
FAR = datetime(2031, 1, 1, 18, tzinfo=UTC)
"""An evening that nobody else reserves for."""


@pytest.fixture(scope="module")
def house(server: Server, template: Template) -> Iterator[House]:
    with house_at(server.base_url, SINGAPORE, template.credentials) as found:
        for number in range(1, 17):
            found.staff("waiter").free(number)
        yield found
        for number in range(1, 17):
            found.staff("waiter").free(number)


@pytest.fixture(scope="module")
def terminal(server: Server, template: Template) -> Iterator[Terminal]:
    with terminal_at(server.base_url, *template.credentials.terminals[SLUG]) as found:
        yield found


@pytest.fixture
def waiter(house: House) -> Staff:
    return house.staff("waiter")


@pytest.fixture(autouse=True, scope="module")
def _nobody_deadlocks(truth: Truth) -> Iterator[None]:
    """Whoever waits for each other in a circle is torn apart by the database, which counts that."""
    count = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    before = truth.one(count)
    yield
    time.sleep(1.5)  # counters are a second behind
    assert truth.one(count) == before


@pytest.fixture(autouse=True, scope="module")
def _all_is_told(truth: Truth, _nobody_deadlocks: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """All the while somebody tells the terminals' back end what changed, which must hear of everything."""
    first = truth.one("SELECT coalesce(max(seq), 0) FROM events")
    with receiving() as backend, (tmp_path_factory.mktemp("worker") / "output.txt").open("wb") as sink:
        with_database(truth.url, lambda database: connect_link(database, RESTAURANT, LOCATION, backend.url, "sk_x", {}))
        environment = {**os.environ, "COMANDA_DATABASE_URL": truth.url}
        worker = subprocess.Popen([COMANDA, "worker"], stdout=sink, stderr=sink, env=environment)
        try:
            yield
            wait_until(lambda: truth.one("SELECT count(*) FROM terminal_notifications") == 0, within=60)
        finally:
            worker.terminate()
            worker.wait(20)
            truth.rows("DELETE FROM terminal_links RETURNING location_id")
    told = {id_ for body in backend.bodies for id_ in body["event"].values()}
    changed = truth.rows(
        "SELECT DISTINCT object_id FROM events WHERE seq > %s AND location_id = %s AND (topic LIKE 'order.%%'"
        " OR topic LIKE 'reservation.%%' OR topic IN ('session.started', 'session.approved', 'session.ended'))"
        " AND topic NOT IN ('order.locked', 'order.unlocked', 'order.void_seen')",
        first,
        LOCATION,
    )
    assert {str(row["object_id"]) for row in changed} - told == set()


def well(*answers: Any) -> None:
    """Check that nobody was told of a failure on our side, or to come again."""
    bad = [
        (answer.status, answer.body) for answer in answers if answer.status >= 500 or "retry-after" in answer.headers
    ]
    assert bad == []


def statuses(answers: list[Answer]) -> list[int]:
    well(*answers)
    return sorted(answer.status for answer in answers)


def an_order(terminal: Terminal, **said: Any) -> Json:
    """Return what a terminal says of one plate at a price of its own."""
    money = terminal.money
    return {
        "dojoOrderId": new_id("order"),
        "details": {"orderType": "DineIn"},
        "items": [{"name": "Har cheong gai", "plu": str(WINGS), "quantity": 1, "amountPerItem": money(TOTAL)}],
        "totalAmount": money(TOTAL),
        "payments": [],
        **said,
    }


def placed(terminal: Terminal, **said: Any) -> str:
    """Place an order and return its id."""
    found: str = terminal.place(**an_order(terminal, **said)).data["id"]
    return found


def payments_of(truth: Truth, intent: str) -> int:
    count: int = truth.one("SELECT count(*) FROM payments WHERE intent_id = %s", intent)
    return count


def dice(number: int) -> random.Random:
    """Return dice that fall the same way each time."""
    return random.Random(number)  # noqa: S311 - nothing is to be kept secret


def shuffled(turn: int, *work: Callable[[], Any]) -> list[Any]:
    """Do all at once, let go in another order each turn; the answers are in the order asked."""
    order = list(range(len(work)))
    dice(turn).shuffle(order)
    answers = together([work[place] for place in order])
    return [answers[order.index(place)] for place in range(len(work))]


# Money


def test_the_last_amount_is_paid_by_one_card(terminal: Terminal, truth: Truth) -> None:
    """Fails without `FOR NO KEY UPDATE` in `queries.lock_order`."""
    for turn in range(10):
        order = placed(terminal)
        assert terminal.record(order, new_intent(), TOTAL - 1000).status == 200
        answers = shuffled(turn, *[partial(terminal.record, order, new_intent(), 1000, turn) for _ in range(2)])
        assert statuses(answers) == [200, 409]
        stands = truth.order(order)
        assert stands["paid"] == stands["due"] == TOTAL
        assert stands["versions"] == [1, 2, 3]
        assert terminal.order(order)["tipsAmount"]["value"] == turn


def test_many_cards_at_once_stop_at_what_is_due(terminal: Terminal, truth: Truth) -> None:
    """Fails without `FOR NO KEY UPDATE` in `queries.lock_order`."""
    order = placed(terminal)
    answers = together([partial(terminal.record, order, new_intent(), 400, 10) for _ in range(20)])
    assert statuses(answers) == [200] * 7 + [409] * 13
    stands = truth.order(order)
    assert (stands["paid"], stands["versions"]) == (2800, list(range(1, 9)))
    assert terminal.order(order)["tipsAmount"]["value"] == 70


def test_one_payment_told_twenty_times_at_once_is_one(terminal: Terminal, truth: Truth) -> None:
    """Fails without `if await _recorded(...): return order` in `record_intent_payment`."""
    for turn in range(5):
        order, intent = placed(terminal), new_intent()
        amount = TOTAL if turn % 2 else 1000
        answers = together([partial(terminal.record, order, intent, amount, 50)] * 20)
        assert statuses(answers) == [200] * 20
        assert all(answer.body == answers[0].body for answer in answers)
        assert payments_of(truth, intent) == 1
        stands = truth.order(order)
        assert (stands["paid"], stands["versions"]) == (amount, [1, 2])


def test_one_payment_for_two_orders_at_once_is_on_one(terminal: Terminal, truth: Truth) -> None:
    """Fails without the unique index `uq_payments_intent_id`, and without `recorded_elsewhere` with 500."""
    for turn in range(10):
        orders, intent = [placed(terminal), placed(terminal)], new_intent()
        answers = shuffled(turn, *[partial(terminal.record, order, intent, 1000) for order in orders])
        assert statuses(answers) == [200, 409]
        assert payments_of(truth, intent) == 1
        paid = [truth.order(order)["paid"] for order in orders]
        assert paid == [1000 if answer.status == 200 else 0 for answer in answers]


def test_one_payment_for_an_order_and_with_another_order_at_once(terminal: Terminal, truth: Truth) -> None:
    """Fails without `recorded_elsewhere` in `place_priced_order`, with 500."""
    for turn in range(12):
        order, intent = placed(terminal), new_intent()
        body = an_order(terminal, payments=[terminal.paid(intent, 1000)])
        recorded, came = shuffled(
            turn, partial(terminal.record, order, intent, 1000), partial(terminal.call, "POST", "/orders", body)
        )
        assert statuses([recorded, came]) == [200, 409]
        assert payments_of(truth, intent) == 1
        assert truth.one("SELECT count(*) FROM orders WHERE external_id = %s", body["dojoOrderId"]) == (
            1 if came.status == 200 else 0
        ), "an order whose payment is refused is not placed"


def test_money_that_went_back_never_counts(terminal: Terminal, truth: Truth) -> None:
    """Fails without `check_recordable(...)` in `record_intent_payment`, or without `_give_back` in `payment_events`."""
    outcomes = set()
    for turn in range(60):
        order, intent = placed(terminal), new_intent()

        def late(work: Callable[[], Answer], milliseconds: int) -> Answer:
            time.sleep(milliseconds / 1000)
            return work()

        recorded, reversed_, *_ = answers = shuffled(
            turn,
            partial(late, partial(terminal.record, order, intent, 1000, 100), turn % 4 * 3),
            partial(late, partial(terminal.event, intent, "Reversed"), turn % 3 * 3),
            partial(terminal.event, intent, "Authorized"),
            partial(terminal.event, intent, "Captured"),
        )
        well(*answers)
        assert reversed_.status == 200
        assert recorded.status in (200, 409)
        outcomes.add(recorded.status)
        stands = truth.order(order)
        assert stands["paid"] == stands["refunded"] == (1000 if recorded.status == 200 else 0)
        assert truth.one("SELECT status FROM payment_intents WHERE intent_id = %s", intent) == "reversed"
        shown = terminal.order(order)
        assert (shown["payments"], shown["payable"]) == ([], True)
        assert terminal.record(order, intent, 999).status == 409
    assert outcomes == {200, 409}, "one of both always came first"


def test_a_payment_that_is_recorded_just_when_it_is_heard_of(terminal: Terminal, truth: Truth) -> None:
    """Somebody looks for the order of a payment, and finds none; it is recorded before they hold the payment.

    Fails without `raise _RecordedMeanwhile` in `payment_events`.
    """
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"
    order, intent = placed(terminal), new_intent()
    assert terminal.event(intent, "Created").status == 200
    with psycopg.connect(truth.url) as holding, ThreadPoolExecutor(2) as threads:
        holding.execute("SELECT 1 FROM payment_intents WHERE intent_id = %s FOR UPDATE", (intent,))
        recording = threads.submit(terminal.record, order, intent, 1000, 100)
        until(lambda: truth.one(waiting) == 1, within=2)
        hearing = threads.submit(terminal.event, intent, "Reversed")
        until(lambda: truth.one(waiting) == 2, within=2)
        holding.rollback()
        assert statuses([recording.result(), hearing.result()]) == [200, 200]
    stands = truth.order(order)
    assert (stands["paid"], stands["refunded"]) == (1000, 1000)
    assert terminal.order(order)["payments"] == []


def test_one_event_told_ten_times_at_once_gives_back_once(terminal: Terminal, truth: Truth) -> None:
    """Fails without `if now is was` and `lock_order` in `payment_events._hear`; either of them is enough."""
    for turn in range(5):
        order, intent = placed(terminal), new_intent()
        assert terminal.record(order, intent, TOTAL, 200).status == 200
        ids = [new_id("evt")] * 5 + [new_id("evt") for _ in range(5)]
        kinds = ["Reversed", "Canceled", "Refunded"]
        answers = together(
            [partial(terminal.event, intent, kinds[turn % 3 and at % 3], id_=id_) for at, id_ in enumerate(ids)]
        )
        assert statuses(answers) == [200] * 10
        stands = truth.order(order)
        assert stands["refunded"] == TOTAL
        back = truth.rows("SELECT tip FROM refund_payments WHERE order_id = %s", order)
        assert [row["tip"] for row in back] == [200]
        assert stands["versions"] == [1, 2, 3]


def test_one_card_pays_while_another_is_reversed(terminal: Terminal, truth: Truth) -> None:
    """Fails without `lock_order` in `payment_events._hear`: a change of the order would be lost."""
    service = {"serviceChargeAmount": terminal.money(300), "totalAmount": terminal.money(TOTAL + 300)}
    for turn in range(20):
        order, gone, new = placed(terminal, **service), new_intent(), new_intent()
        assert terminal.record(order, gone, 1000, 100).status == 200
        answers = shuffled(
            turn, partial(terminal.event, gone, "Reversed"), partial(terminal.record, order, new, 700, 70)
        )
        assert statuses(answers) == [200, 200]
        stands = truth.order(order)
        assert (stands["paid"], stands["refunded"], stands["versions"]) == (1700, 1000, [1, 2, 3, 4])
        shown = terminal.order(order)
        assert [paid["paymentIntentId"] for paid in shown["payments"]] == [new]
        share = truth.one(
            "SELECT (SELECT sum(service_charge) FROM payments WHERE order_id = %s)::int"
            " - (SELECT sum(service_charge) FROM refund_payments WHERE order_id = %s)::int",
            order,
            order,
        )
        assert share == 64, "300 x 700 / 3300 is 63.6"


# Locks


def test_of_two_locks_at_once_one_holds(terminal: Terminal, truth: Truth) -> None:
    """Fails without `check_unlocked` in `take_lock`, or without `FOR NO KEY UPDATE` in `queries.lock_order`."""
    for turn in range(15):
        order, locks = placed(terminal), [new_id("lock") for _ in range(3)]
        if turn % 2:
            assert terminal.lock(order, new_id("lock"), seconds=0.05).status == 200
            time.sleep(0.1)
        answers = shuffled(turn, *[partial(terminal.lock, order, lock) for lock in locks])
        assert statuses(answers) == [200, 409, 409]
        (held,) = truth.rows("SELECT lock_id FROM order_locks WHERE order_id = %s", order)
        (winner,) = [lock for lock, answer in zip(locks, answers, strict=True) if answer.status == 200]
        assert held["lock_id"] == winner
        assert all(winner in answer.message for answer in answers if answer.status == 409)


@pytest.mark.parametrize("till", ["partner app", "staff", "party"])
def test_what_a_lock_was_answered_with_stays(
    till: str, terminal: Terminal, partner: Partner, house: House, waiter: Staff, truth: Truth
) -> None:
    """Fails without `check_unlocked` in `record_payment` and `pay_session`, or without the lock on the order's row."""
    phone = house.seated(1)
    for turn in range(15):
        order = phone.order().data["id"] if till == "party" else placed(terminal)
        ways: dict[str, Callable[[], Any]] = {
            "partner app": partial(partner.post, f"/orders/{order}/payments", cash(10)),
            "staff": partial(waiter.post, "/payments", {"orderId": order, "method": "cash", "amount": 1000}),
            "party": partial(waiter.pay, phone.session, 1000),
        }
        lock = new_id("lock")
        locked, paid = shuffled(turn, partial(terminal.lock, order, lock), ways[till])
        well(locked, paid)
        assert locked.status == 200
        assert paid.status in (200, 201, 409)
        held = 0 if paid.status == 409 else 1000
        assert locked.data["paidAmount"]["value"] == held == truth.order(order)["paid"]
        assert truth.one("SELECT count(*) FROM order_locks WHERE order_id = %s", order) == 1
        assert terminal.unlock(order, lock).status == 200
        if till == "party":
            waiter.pay(phone.session, 1535 - held)
    waiter.free(1)


def test_a_lock_runs_out_while_cards_and_the_till_wait_for_it(
    terminal: Terminal, partner: Partner, truth: Truth
) -> None:
    """Whoever comes too early is refused, whoever comes later pays: together never more than is due.

    Fails without `k.expires_at > now()` in `queries.load_orders`, or without the lock on the order's row.
    """
    for _ in range(4):
        order, lock = placed(terminal), new_id("lock")
        assert terminal.lock(order, lock, seconds=0.2).status == 200

        def try_for_long(by_card: bool, order: str = order) -> list[Any]:
            answers, deadline = [], time.monotonic() + 0.5
            while time.monotonic() < deadline:
                by_cash = partial(partner.post, f"/orders/{order}/payments", cash(7))
                answers.append(terminal.record(order, new_intent(), 700) if by_card else by_cash())
            return answers

        tried = together([partial(try_for_long, by_card) for by_card in (True, False)])
        answers = [answer for each in tried for answer in each]
        well(*answers)
        assert [answer.status for answer in answers].count(200) == 4
        assert truth.order(order)["paid"] == 2800


# Orders


def test_an_order_is_never_cancelled_with_a_card_on_it(terminal: Terminal, truth: Truth) -> None:
    """Fails without `check_live` in `record_intent_payment` or `has_transactions` in `cancel_order`."""
    for turn in range(20):
        order = placed(terminal)
        cancelled, paid = shuffled(
            turn, partial(terminal.cancel, order), partial(terminal.record, order, new_intent(), TOTAL)
        )
        assert statuses([cancelled, paid]) == [200, 409]
        stands = truth.order(order)
        assert (stands["status"] == "cancelled") is (cancelled.status == 200) is (stands["paid"] == 0)
        assert stands["versions"] == [1, 2]


def test_one_order_sent_twenty_times_at_once_is_one(terminal: Terminal, truth: Truth) -> None:
    """Fails without the unique index `uq_orders_external_id`, and without `return await place()` after it with 500."""
    for turn in range(5):
        intents = [new_intent() for _ in range(turn)]
        body = an_order(terminal, payments=[terminal.paid(intent, 500, 10) for intent in intents])
        answers = together([partial(terminal.call, "POST", "/orders", body)] * 20)
        assert statuses(answers) == [200] * 20
        assert len({answer.body["id"] for answer in answers}) == 1
        assert all(answer.body == answers[0].body for answer in answers)
        assert truth.one("SELECT count(*) FROM orders WHERE external_id = %s", body["dojoOrderId"]) == 1
        assert [payments_of(truth, intent) for intent in intents] == [1] * turn
        assert truth.order(answers[0].body["id"])["versions"] == [1]


def test_two_orders_under_one_id_at_once_are_not_mixed_up(terminal: Terminal, truth: Truth) -> None:
    """Fails without `if order.as_sent != asked.as_sent` in `place_priced_order`."""
    for turn in range(8):
        body = an_order(terminal)
        other = {**body, "note": "without chilli"}
        answers = shuffled(turn, *[partial(terminal.call, "POST", "/orders", said) for said in (body, other) * 3])
        assert statuses(answers) == [200, 200, 200, 409, 409, 409]
        won = {answer.body.get("note") for answer in answers if answer.status == 200}
        kept = truth.rows("SELECT notes FROM orders WHERE external_id = %s", body["dojoOrderId"])
        assert [row["notes"] for row in kept] == list(won)


# Parties


def test_ten_parties_for_one_table_at_once(terminal: Terminal, house: House, waiter: Staff, truth: Truth) -> None:
    """Fails without the key of `table_occupancy`, or the count of rows in `take_tables`."""
    for table in (2, 3, 4):
        answers = together([partial(terminal.seat, house.table(table)) for _ in range(10)])
        assert statuses(answers) == [200] + [409] * 9
        assert at_table(truth, house, table) == ["active"]
        (party,) = [answer.body["id"] for answer in answers if answer.status == 200]
        assert [found["id"] for found in terminal.parties(tableId=house.table(table))] == [party]
        waiter.free(table)
    adds_up(truth)


def test_parties_that_want_the_same_tables_in_any_order(
    terminal: Terminal, house: House, waiter: Staff, truth: Truth
) -> None:
    """Fails without the key of `table_occupancy`, or the count of rows in `take_tables`."""
    tables = [house.table(number) for number in (2, 3, 4)]
    for turn in range(8):
        wanted = [tables, tables[::-1], tables[1:], [tables[2], tables[0]]] * 3
        answers = shuffled(turn, *[partial(terminal.seat, *said) for said in wanted])
        well(*answers)
        won = [said for said, answer in zip(wanted, answers, strict=True) if answer.status == 200]
        assert 1 <= len(won) <= 1 + (len(won[0]) < 3)
        seats = [table for said in won for table in said]
        assert len(seats) == len(set(seats))
        adds_up(truth)
        for number in (2, 3, 4):
            waiter.free(number)


def test_two_parties_that_take_the_same_tables_the_other_way_round(
    terminal: Terminal, house: House, waiter: Staff, truth: Truth
) -> None:
    """Both wait for the table in the middle, which somebody takes and thinks better of.

    Fails without `ORDER BY t` in `take_tables`: each would have what the other wants.
    """
    tables = [house.table(number) for number in (2, 3, 4)]
    middle = sorted(tables)[1]
    gone = terminal.seat(tables[0]).data["id"]
    waiter.free(2)
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
    with psycopg.connect(truth.url) as holding, ThreadPoolExecutor(2) as threads:
        holding.execute(
            "INSERT INTO table_occupancy (tenant_id, table_id, session_id)"
            " SELECT tenant_id, %s, id FROM dining_sessions WHERE id = %s",
            (middle, gone),
        )
        seating = [threads.submit(terminal.seat, *wanted) for wanted in (sorted(tables), sorted(tables)[::-1])]
        until(lambda: truth.one(waiting) == 2, within=2)
        holding.rollback()
        assert statuses([found.result() for found in seating]) == [200, 409]
    adds_up(truth)
    for number in (2, 3, 4):
        waiter.free(number)


def test_one_party_sent_ten_times_at_once_is_one(terminal: Terminal, house: House, waiter: Staff, truth: Truth) -> None:
    """Fails without `except UniqueViolation` in `seat_party`, with 500."""
    for _ in range(5):
        said = {"dojoPartyId": new_id("party"), "startTime": after(0), "tableIds": [house.table(5), house.table(6)]}
        answers = together([partial(terminal.call, "POST", "/parties", said)] * 10)
        assert statuses(answers) == [200] * 10
        assert all(answer.body == answers[0].body for answer in answers)
        kept = "SELECT count(*) FROM dining_sessions WHERE external_id = %s"
        assert truth.one(kept, said["dojoPartyId"]) == 1
        told = "SELECT count(*) FROM events WHERE object_id = %s AND topic = 'session.started'"
        assert truth.one(told, answers[0].body["id"]) == 1
        waiter.free(5)
        assert [at_table(truth, house, number) for number in (5, 6)] == [[], []]


def test_a_phone_asks_for_a_table_while_a_party_is_seated_there(
    terminal: Terminal, house: House, waiter: Staff, truth: Truth
) -> None:
    """Fails without the key of `table_occupancy`, or the count of rows in `take_tables`."""
    for turn in range(12):
        seated, asked = shuffled(turn, partial(terminal.seat, house.table(7)), partial(house.ask, 7, "Ana"))
        well(seated, asked)
        assert (seated.status, asked.status) in {(200, 200), (409, 201)}
        assert at_table(truth, house, 7) == (["active"] if seated.status == 200 else ["pending"])
        if seated.status == 200:
            assert asked.data["sessionId"] == seated.body["id"], "the phone has joined them"
        waiter.free(7)
    adds_up(truth)


def test_a_party_moves_to_a_table_while_another_is_seated_there(
    terminal: Terminal, house: House, waiter: Staff, truth: Truth
) -> None:
    """Fails without the key of `table_occupancy`, or the count of rows in `take_tables`."""
    here, there = house.table(8), house.table(9)
    for turn in range(10):
        party, phone = terminal.seat(here).data, house.phone(8)
        order = phone.order().data["id"]
        moved, seated, ordered = shuffled(
            turn, partial(terminal.change, party, tableIds=[there]), partial(terminal.seat, there), phone.order
        )
        assert statuses([moved, seated]) == [200, 409]
        assert ordered.status == 201
        table = there if moved.status == 200 else here
        rows = truth.rows(
            "SELECT table_id FROM order_tables WHERE order_id = ANY(%s::uuid[])", [order, ordered.data["id"]]
        )
        assert {str(row["table_id"]) for row in rows} == {table}
        adds_up(truth)
        for number in (8, 9):
            waiter.free(number)


def no_order_is_open_in_a_party_that_left(truth: Truth) -> None:
    open_ones = truth.rows(
        "SELECT o.id, o.status FROM orders o JOIN dining_sessions s ON s.id = o.session_id"
        " WHERE s.status = 'completed' AND o.status IN ('open', 'pending', 'pending_payment')"
    )
    assert open_ones == []


@pytest.mark.parametrize("comes_by", ["phone", "party", "table"])
def test_a_party_leaves_while_a_round_is_ordered(
    comes_by: str, terminal: Terminal, house: House, waiter: Staff, truth: Truth
) -> None:
    """Fails without `FOR SHARE` in `hold_session` and `active_session_at`, or `check_closable` in `change_party`."""
    for turn in range(12):
        party, phone = terminal.seat(house.table(10)).data, house.phone(10)
        where = {"partyId": party["id"]} if comes_by == "party" else {"tableId": house.table(10)}
        body = an_order(terminal, details={"orderType": "DineIn", "dineIn": where})
        order: Callable[[], Any] = (
            partial(phone.order) if comes_by == "phone" else partial(terminal.call, "POST", "/orders", body)
        )
        ordered, left = shuffled(turn, order, partial(terminal.leave, party))
        well(ordered, left)
        no_order_is_open_in_a_party_that_left(truth)
        sessions = truth.one("SELECT count(*) FROM orders WHERE session_id = %s", party["id"])
        assert sessions == (1 if left.status == 409 else 0)
        assert at_table(truth, house, 10) == (["active"] if left.status == 409 else [])
        if left.status == 200 and comes_by == "phone":
            assert ordered.refusal == (403, "SESSION_ENDED")
        elif left.status == 200 and comes_by == "party":
            assert ordered.refusal == (409, "Conflict")
        else:
            assert ordered.status in (200, 201)
        waiter.free(10)


def test_a_party_leaves_while_its_last_money_comes(
    terminal: Terminal, house: House, waiter: Staff, truth: Truth
) -> None:
    """Fails without `check_closable` in `change_party._leave`."""
    for turn in range(12):
        party = terminal.seat(house.table(11)).data
        order = placed(terminal, details={"orderType": "DineIn", "dineIn": {"partyId": party["id"]}})
        assert terminal.record(order, new_intent(), TOTAL - 1000).status == 200
        paid, left = shuffled(turn, partial(terminal.record, order, new_intent(), 1000), partial(terminal.leave, party))
        well(paid, left)
        assert (paid.status, left.status) in {(200, 200), (200, 409)}
        stands = truth.order(order)
        assert stands["paid"] == TOTAL
        assert stands["status"] == ("closed" if left.status == 200 else "open")
        whole(terminal.order(order))
        no_order_is_open_in_a_party_that_left(truth)
        waiter.free(11)


def test_a_party_leaves_while_its_bill_is_locked(terminal: Terminal, house: House, truth: Truth) -> None:
    """Fails without `check_unlocked` or `lock_orders_of` in `change_party._leave`, or `check_live` in `take_lock`."""
    waiter = house.staff("waiter")
    for turn in range(10):
        party = terminal.seat(house.table(12)).data
        order = placed(terminal, details={"orderType": "DineIn", "dineIn": {"partyId": party["id"]}})
        assert terminal.record(order, new_intent(), TOTAL).status == 200
        lock = new_id("lock")
        locked, left = shuffled(turn, partial(terminal.lock, order, lock), partial(terminal.leave, party))
        assert statuses([locked, left]) == [200, 409]
        assert truth.order(order)["status"] == ("closed" if left.status == 200 else "open")
        assert terminal.unlock(order, lock).status == 200
        waiter.free(12)


# Reservations


def no_table_is_booked_twice(truth: Truth) -> None:
    twice = truth.rows(
        "SELECT a.reservation_id, b.reservation_id FROM reservation_tables a JOIN reservation_tables b"
        " ON b.table_id = a.table_id AND b.reservation_id > a.reservation_id AND a.live AND b.live"
        " AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)"
    )
    assert twice == []


def test_a_hundred_reservations_of_one_table_at_once(terminal: Terminal, house: House, truth: Truth) -> None:
    """Fails without `pg_advisory_xact_lock` in `keep_tables`: the constraint behind it answers with 500."""
    table = house.table(13)
    starts = [FAR + timedelta(minutes=dice(number).randrange(110)) for number in range(100)]
    answers = together([partial(terminal.book, table, starts=at) for at in starts])
    assert [answer.body for answer in answers if answer.status >= 500] == []
    assert sorted(answer.status for answer in answers) == [200] + [409] * 99
    assert len(terminal.reservations(tableId=table, fromTime=instant(FAR))) == 1
    assert truth.one("SELECT count(*) FROM reservation_tables WHERE table_id = %s AND live", table) == 1
    no_table_is_booked_twice(truth)


def test_hundreds_of_reservations_over_ten_tables(terminal: Terminal, house: House, truth: Truth) -> None:
    """Bookings of one to three tables, some of which are moved or given up at once.

    Fails without `pg_advisory_xact_lock` in `keep_tables`, as above; without the constraint too, with overlaps.
    """
    evening = FAR + timedelta(days=7)
    tables = [house.table(number) for number in range(1, 11)]

    def guest(number: int) -> list[Answer]:
        mine = dice(number)
        wanted = mine.sample(tables, mine.choice((1, 1, 1, 2, 3)))
        starts = evening + timedelta(minutes=15 * mine.randrange(40))
        booking = terminal.book(*wanted, starts=starts, hours=mine.choice((1, 1.5, 2)))
        answers = [booking]
        if booking.status == 200 and number % 2:
            moved = {**booking.body, "startTime": instant(starts - timedelta(minutes=30))}
            moved["tableIds"] = mine.sample(tables, 2)
            answers.append(terminal.call("PUT", f"/reservations/{booking.body['id']}", moved))
        if booking.status == 200 and number % 3 == 0:
            answers.append(terminal.call("DELETE", f"/reservations/{booking.body['id']}"))
        return answers

    numbers = list(range(400))
    dice(2).shuffle(numbers)
    with ThreadPoolExecutor(40) as threads:
        answers = [answer for each in threads.map(guest, numbers) for answer in each]
    assert [answer.body for answer in answers if answer.status >= 500] == []
    assert {answer.status for answer in answers} == {200, 409}
    no_table_is_booked_twice(truth)
    told = {answer.body["id"] for answer in answers if answer.status == 200 and answer.body}
    kept = truth.rows(
        "SELECT r.id, r.status, bool_and(t.live) AS live, bool_and(t.starts_at = r.starts_at AND t.ends_at = r.ends_at)"
        " AS same FROM reservations r JOIN reservation_tables t ON t.reservation_id = r.id"
        " WHERE r.starts_at BETWEEN %s AND %s GROUP BY r.id, r.status",
        evening - timedelta(hours=1),
        evening + timedelta(days=1),
    )
    assert {str(row["id"]) for row in kept} == told
    assert {(row["status"], row["live"], row["same"]) for row in kept} == {
        ("booked", True, True),
        ("cancelled", False, True),
    }


def test_one_reservation_sent_ten_times_at_once_is_one(terminal: Terminal, house: House, truth: Truth) -> None:
    """Fails without `except UniqueViolation` in `book`, with 500."""
    for day in range(14, 19):
        id_, starts = new_id("reservation"), FAR + timedelta(days=day)
        answers = together([partial(terminal.book, house.table(14), starts=starts, dojoReservationId=id_)] * 10)
        assert statuses(answers) == [200] * 10
        assert all(answer.body == answers[0].body for answer in answers)
        kept = "SELECT count(*) FROM reservations WHERE external_id = %s"
        assert truth.one(kept, id_) == 1


def test_a_reservation_is_seated_once_or_given_up(
    terminal: Terminal, house: House, waiter: Staff, truth: Truth
) -> None:
    """Fails without `lock=True` in `seat_party._seat_reservation` or `cancel_reservation`."""
    for turn in range(12):
        booked = terminal.book(house.table(15), starts=FAR + timedelta(days=30 + turn)).data["id"]
        one, other, given_up = shuffled(
            turn,
            partial(terminal.seat, house.table(15), reservationId=booked),
            partial(terminal.seat, house.table(16), reservationId=booked),
            partial(terminal.call, "DELETE", f"/reservations/{booked}"),
        )
        well(one, other, given_up)
        assert [answer.status for answer in (one, other, given_up)].count(200) == 1
        status = truth.one("SELECT status FROM reservations WHERE id = %s", booked)
        assert status == ("cancelled" if given_up.status == 200 else "seated")
        assert truth.one("SELECT count(*) FROM reservation_tables WHERE reservation_id = %s AND live", booked) == 0
        seats = at_table(truth, house, 15) + at_table(truth, house, 16)
        assert seats == ([] if given_up.status == 200 else ["active"])
        for number in (15, 16):
            waiter.free(number)
    adds_up(truth)
