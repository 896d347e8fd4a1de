"""Phones of one table order, pay and are moved about at once; what the kitchen and the bill say adds up."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlsplit
from uuid import uuid4

import orjson
import pytest

from comanda.demo.singapore import SINGAPORE
from tests.conftest import Template
from tests.phone import House, Phone, Reply, Staff, Work, house_at, plate
from tests.races.test_tables import adds_up, never_failed
from tests.server import Server, together
from tests.truth import Truth

KEYS = 1_000
"""How often one order is sent with the same key."""


@pytest.fixture(scope="module")
def house(server: Server, template: Template) -> Iterator[House]:
    with house_at(server.base_url, SINGAPORE, template.credentials) as found:
        for number in range(1, 17):
            found.staff("waiter").free(number)
        yield found
        for number in range(1, 17):
            found.staff("waiter").free(number)


@pytest.fixture
def waiter(house: House) -> Staff:
    return house.staff("waiter")


def orders_of(truth: Truth, session: str) -> list[str]:
    rows = truth.rows("SELECT id FROM orders WHERE session_id = %s ORDER BY created_at, id", session)
    return [str(row["id"]) for row in rows]


def test_one_key_sent_a_thousand_times_is_one_order(house: House, waiter: Staff, truth: Truth) -> None:
    phone, key = house.seated(1), str(uuid4())
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: phone.order(2, key), range(KEYS)))
    never_failed(answers)
    told = [answer.body for answer in answers if answer.status == 201]
    assert {answer.refusal for answer in answers if answer.status != 201} <= {(409, "CONFLICT")}
    assert len(told) > KEYS // 2
    assert all(body == told[0] for body in told)
    assert orders_of(truth, phone.session) == [told[0]["data"]["id"]]
    assert truth.order(told[0]["data"]["id"])["lines"] == 1
    assert truth.one("SELECT count(*) FROM idempotency_keys WHERE key = %s", key) == 1
    assert phone.get("/customer/bill").data["outstanding"] == told[0]["data"]["total"]
    other = house.phone(1, "Luis").order(2, key)
    assert other.data["id"] != told[0]["data"]["id"], "a key is one phone's own"
    assert phone.order(3, key).refusal == (409, "CONFLICT")
    waiter.free(1)


def test_an_order_whose_answer_was_lost_is_placed_once(
    server: Server, house: House, waiter: Staff, truth: Truth
) -> None:
    """The phone loses its connection as soon as it has sent, and sends again with its key when it is back."""
    phone, address, body = house.seated(2), urlsplit(server.base_url), orjson.dumps({"items": [plate()]})
    told = []
    for turn in range(30):
        key = str(uuid4())
        head = (
            "POST /api/customer/orders HTTP/1.1",
            f"Host: {address.netloc}",
            f"Authorization: Bearer {phone.token}",
            f"Idempotency-Key: {key}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        )
        with socket.create_connection((address.hostname or "", address.port or 80)) as connection:
            if turn % 2:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        answers = together([partial(phone.order, key=key, items=[plate()])] * 2)
        never_failed(answers)
        told.append({answer.data["id"] for answer in answers if answer.status == 201})
    assert all(len(ids) == 1 for ids in told)
    assert sorted(orders_of(truth, phone.session)) == sorted(id_ for ids in told for id_ in ids)
    truth.has_only_whole_orders()
    waiter.free(2)


def while_ordering(phones: list[Phone], rounds: int, meanwhile: Callable[[], Reply]) -> tuple[list[Reply], Reply]:
    """Let every phone order so often, and do something else in the midst of it."""

    def order(phone: Phone) -> list[Reply]:
        return [phone.order(key=str(uuid4())) for _ in range(rounds)]

    work: list[Callable[[], list[Reply]]] = [partial(order, phone) for phone in phones]
    *placed, done = together([*work, lambda: [meanwhile()]])
    answers = [answer for each in placed for answer in each]
    never_failed([*answers, *done])
    return answers, done[0]


def test_a_table_that_moves_while_its_guests_order(house: House, waiter: Staff, truth: Truth) -> None:
    for _ in range(5):
        phones = [house.seated(3, "Ana"), *(house.phone(3, name) for name in ("Luis", "Eva"))]
        answers, moved = while_ordering(phones, 4, partial(waiter.move, 3, 4))
        assert moved.status == 200
        assert {answer.status for answer in answers} == {201}
        rows = truth.rows(
            "SELECT o.id, array_agg(t.table_id::text) AS tables FROM orders o JOIN order_tables t ON t.order_id = o.id"
            " WHERE o.session_id = %s GROUP BY o.id",
            phones[0].session,
        )
        assert {str(row["id"]) for row in rows} == {answer.data["id"] for answer in answers}
        assert {tuple(row["tables"]) for row in rows} == {(house.table(4),)}
        tickets = [found for found in waiter.get("/kitchen/orders").data if found["id"] in {str(r["id"]) for r in rows}]
        assert {ticket["table_number"] for ticket in tickets} == {4}
        adds_up(truth)
        waiter.free(4)


def test_a_table_that_is_merged_while_its_guests_order(house: House, waiter: Staff, truth: Truth) -> None:
    for _ in range(5):
        host, joining = house.seated(6, "Host"), house.seated(5, "Joining")
        answers, merged = while_ordering([host, joining], 5, partial(waiter.merge, 5, 6))
        assert merged.status == 200
        placed = {answer.data["id"] for answer in answers if answer.status == 201}
        assert {answer.refusal for answer in answers if answer.status != 201} <= {(403, "SESSION_ENDED")}
        assert set(orders_of(truth, host.session)) == placed
        assert orders_of(truth, joining.session) == []
        assert {
            order["id"] for order in waiter.get(f"/tables/sessions/{host.session}").data["bill"]["orders"]
        } == placed
        adds_up(truth)
        waiter.free(6)


@pytest.mark.parametrize("force", [False, True])
def test_a_session_that_ends_while_its_guests_order(house: House, waiter: Staff, truth: Truth, *, force: bool) -> None:
    """Each order is in the bill or was refused; none is left behind that nobody answers for."""
    ended_with = set()
    for turn in range(8):
        phones = [house.seated(7, "Ana"), house.phone(7, "Luis")]
        session = phones[0].session
        answers, ended = while_ordering(phones, 1 + turn % 3, partial(waiter.end, session, force=force))
        placed = {answer.data["id"] for answer in answers if answer.status == 201}
        assert {answer.refusal for answer in answers if answer.status != 201} <= {(403, "SESSION_ENDED")}
        assert set(orders_of(truth, session)) == placed
        status = truth.one("SELECT status FROM dining_sessions WHERE id = %s", session)
        statuses = {row["status"] for row in truth.rows("SELECT status FROM orders WHERE session_id = %s", session)}
        if ended.status == 200:
            assert status == "completed"
            assert statuses <= {"cancelled"}, "what nobody accepted is cancelled, not left waiting"
            assert not placed or force
        else:
            assert ended.refusal == (409, "SESSION_HAS_OPEN_ORDERS")
            assert (status, statuses) == ("active", {"pending"})
        ended_with.add((ended.status, bool(placed)))
        waiter.free(7)
    assert ended_with
    adds_up(truth)


def test_an_order_is_accepted_while_its_session_is_forced_to_an_end(house: House, waiter: Staff, truth: Truth) -> None:
    cook, outcomes = house.staff("kitchen"), set()
    for turn in range(10):
        phone = house.seated(8)
        order = phone.order().data
        path = f"/kitchen/items/{order['items'][0]['id']}/status"
        work: Work = [
            partial(waiter.end, phone.session, force=True),
            partial(cook.patch, path, {"status": "preparing"}),
            partial(phone.post, f"/customer/orders/{order['id']}/cancel"),
        ]
        answers = together(work if turn % 2 else work[::-1])
        never_failed(answers)
        stands = truth.order(order["id"])
        assert stands["status"] in {"closed", "cancelled"}, "nothing goes on in a session that is over"
        assert sorted(set(stands["versions"])) == list(range(1, stands["version"] + 1))
        outcomes.add(stands["status"])
        waiter.free(8)
    assert outcomes


def test_an_order_is_cancelled_by_its_guest_while_it_is_accepted(house: House, waiter: Staff, truth: Truth) -> None:
    phone = house.seated(8)
    for turn in range(10):
        order = phone.order().data
        work: Work = [
            partial(waiter.accept, order["id"]),
            partial(phone.post, f"/customer/orders/{order['id']}/cancel"),
        ]
        answers = together(work if turn % 2 else work[::-1])
        accepted, cancelled = answers if turn % 2 else answers[::-1]
        never_failed(answers)
        status = truth.order(order["id"])["status"]
        assert min(answer.status for answer in answers) == 200
        assert [answer.status for answer in answers].count(200) == 1
        assert status == ("open" if accepted.status == 200 else "cancelled")
        assert cancelled.status in (200, 409)
    waiter.free(8)


def test_two_phones_order_the_same_cart(house: House, waiter: Staff, truth: Truth) -> None:
    phones = [house.seated(9, "Ana"), house.phone(9, "Luis")]
    session = phones[0].session
    for turn in range(10):
        lines = [str(uuid4()) for _ in range(3)]
        for place, line in enumerate(lines):
            assert phones[place % 2].put(f"/customer/cart/lines/{line}", plate(place + 1)).status == 200
        before = set(orders_of(truth, session))
        wanted = [lines, lines if turn % 2 else lines[1:]]
        answers = together(
            [
                partial(phone.order, key=str(uuid4()), items=[], cartLineIds=ids)
                for phone, ids in zip(phones, wanted, strict=True)
            ]
        )
        never_failed(answers)
        assert sorted(answer.status for answer in answers) == [201, 409]
        (lost,) = [answer for answer in answers if answer.status == 409]
        assert lost.refusal == (409, "CART_CHANGED")
        (made,) = [answer.data for answer in answers if answer.status == 201]
        assert set(orders_of(truth, session)) - before == {made["id"]}
        ordered = [3, 2, 1] if len(made["items"]) == 3 else [3, 2]
        assert sorted((item["quantity"] for item in made["items"]), reverse=True) == ordered
        left = truth.one("SELECT count(*) FROM cart_lines WHERE session_id = %s", session)
        assert left == 3 - len(made["items"])
        for line in lines:
            phones[0].call("DELETE", f"/customer/cart/lines/{line}")
    waiter.free(9)


def test_a_cart_line_that_is_changed_or_taken_away_while_it_is_ordered(
    house: House, waiter: Staff, truth: Truth
) -> None:
    ana, luis = house.seated(9, "Ana"), house.phone(9, "Luis")
    for turn in range(10):
        line = str(uuid4())
        assert ana.put(f"/customer/cart/lines/{line}", plate(1)).status == 200
        change: Callable[[], Reply] = (
            partial(luis.put, f"/customer/cart/lines/{line}", plate(5))
            if turn % 2
            else partial(luis.call, "DELETE", f"/customer/cart/lines/{line}")
        )
        work: Work = [partial(ana.order, items=[], cartLineIds=[line]), change]
        ordered, changed = together(work)
        never_failed([ordered, changed])
        assert changed.status == 200
        left = truth.rows("SELECT line->>'qty' AS qty FROM cart_lines WHERE id = %s", line)
        if ordered.status == 201:
            (item,) = ordered.data["items"]
            assert item["quantity"] in ((1, 5) if turn % 2 else (1,))
            assert left == ([] if item["quantity"] == 5 or not turn % 2 else left)
        else:
            assert ordered.refusal == (409, "CART_CHANGED")
            assert left == []
        luis.call("DELETE", f"/customer/cart/lines/{line}")
    waiter.free(9)


def owed(truth: Truth, session: str) -> tuple[int, int]:
    """Return what the orders of a session come to, and what was paid."""
    row = truth.rows(
        "SELECT (SELECT coalesce(sum(total + rounding), 0)::int FROM orders WHERE session_id = %s"
        " AND status NOT LIKE 'cancelled%%') AS due, (SELECT coalesce(sum(p.amount), 0)::int FROM payments p"
        " JOIN orders o ON o.id = p.order_id WHERE o.session_id = %s) AS paid",
        session,
        session,
    )[0]
    return row["due"], row["paid"]


def test_eight_payments_at_once_never_pay_too_much(house: House, waiter: Staff, truth: Truth) -> None:
    cashiers = [waiter, house.staff("waiter", 1), house.staff("cashier")]
    for share in (2, 3, 8):
        phone = house.seated(10)
        rounds = [phone.order(quantity).data for quantity in (1, 2, 3)]
        for order in rounds:
            assert waiter.accept(order["id"]).status == 200
        due = sum(order["total"] for order in rounds)
        part = -(-due // share)
        answers = together([partial(cashiers[place % 3].pay, phone.session, part, tip=place) for place in range(8)])
        never_failed(answers)
        fits = min(8, due // part)
        assert [answer.status for answer in answers].count(201) == fits
        assert all("amount" in answer.body["error"]["details"] for answer in answers if answer.status != 201)
        assert owed(truth, phone.session) == (due, fits * part)
        per_order = truth.rows(
            "SELECT o.id FROM orders o WHERE o.session_id = %s AND o.total + o.rounding <"
            " (SELECT coalesce(sum(amount), 0) FROM payments p WHERE p.order_id = o.id)",
            phone.session,
        )
        assert per_order == []
        if due > fits * part:
            assert waiter.end(phone.session).refusal == (409, "TABLE_HAS_BALANCE")
            assert waiter.pay(phone.session, due - fits * part).data["fully_paid"] is True
        assert waiter.end(phone.session).status == 200
        for order in rounds:
            assert truth.order(order["id"])["status"] == "closed"


def test_one_key_pays_once(house: House, waiter: Staff, truth: Truth) -> None:
    phone = house.seated(11)
    order = phone.order(4).data
    body = {"tableSessionId": phone.session, "method": "cash", "amount": 1000}
    answers = together([partial(waiter.post, "/payments", body, Idempotency_Key="pay once")] * 8)
    never_failed(answers)
    told = [answer.body for answer in answers if answer.status == 201]
    assert told
    assert all(body == told[0] for body in told)
    assert owed(truth, phone.session) == (order["total"], 1000)
    waiter.free(11)


def test_a_bill_that_is_paid_while_another_round_is_ordered_and_the_table_closed(
    house: House, waiter: Staff, truth: Truth
) -> None:
    """The table is closed with everything paid, or not at all."""
    for _ in range(8):
        phone = house.seated(12)
        order = waiter.post("/orders", {"tableSessionId": phone.session, "items": [plate(2)]}).data
        work: Work = [
            partial(waiter.pay, phone.session, order["total"]),
            partial(waiter.post, "/orders", {"tableSessionId": phone.session, "items": [plate(1)]}),
            partial(waiter.end, phone.session),
        ]
        paid, ordered, ended = together(work)
        never_failed([paid, ordered, ended])
        assert paid.status == 201
        due, came_in = owed(truth, phone.session)
        status = truth.one("SELECT status FROM dining_sessions WHERE id = %s", phone.session)
        if ended.status == 200:
            assert (status, due) == ("completed", came_in)
            assert ordered.refusal == (403, "SESSION_ENDED")
        else:
            assert ended.refusal == (409, "TABLE_HAS_BALANCE")
            assert status == "active"
        waiter.free(12)


def test_a_payment_while_the_party_is_merged_away_is_not_lost(house: House, waiter: Staff, truth: Truth) -> None:
    for _ in range(8):
        joining, host = house.seated(13, "Joining"), house.seated(14, "Host")
        order = waiter.post("/orders", {"tableSessionId": joining.session, "items": [plate(2)]}).data
        paid, merged = together([partial(waiter.pay, joining.session, 500), partial(waiter.merge, 13, 14)])
        never_failed([paid, merged])
        assert merged.status == 200
        due, came_in = owed(truth, host.session)
        assert due == order["total"]
        assert came_in == (500 if paid.status == 201 else 0)
        assert waiter.get(f"/tables/sessions/{host.session}").data["bill"]["outstanding"] == due - came_in
        waiter.free(14)
    adds_up(truth)
