"""Phones and staff want different things of one table at once."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psycopg
import pytest

from comanda.demo.singapore import SINGAPORE
from tests.conftest import Template
from tests.phone import House, Phone, Reply, Work, house_at, until
from tests.server import Server, together
from tests.truth import Truth


@pytest.fixture(scope="module")
def house(server: Server, template: Template) -> Iterator[House]:
    with house_at(server.base_url, SINGAPORE, template.credentials) as found:
        yield found
        for number in range(1, 17):
            found.staff("waiter").free(number)


def never_failed(answers: list[Reply]) -> None:
    """Check that nobody was told that something broke on our side."""
    assert [answer.body for answer in answers if answer.status >= 500] == []


def at_table(truth: Truth, house: House, number: int) -> list[str]:
    """Return the statuses of the sessions that hold a table."""
    rows = truth.rows(
        "SELECT s.status FROM table_occupancy o JOIN dining_sessions s ON s.id = o.session_id WHERE o.table_id = %s",
        house.table(number),
    )
    return [row["status"] for row in rows]


def topics(truth: Truth, session: str, *wanted: str) -> list[str]:
    """Return which of the wanted topics the log has of a session, in order."""
    rows = truth.rows(
        "SELECT topic FROM events WHERE object_id = %s AND topic = ANY(%s) ORDER BY seq", session, list(wanted)
    )
    return [row["topic"] for row in rows]


def adds_up(truth: Truth) -> None:
    """Check that a table is held by exactly the sessions that are at it, and that orders are where their party is."""
    held = truth.rows(
        "SELECT o.table_id, o.session_id FROM table_occupancy o JOIN dining_sessions s ON s.id = o.session_id"
        " WHERE s.status NOT IN ('pending', 'active') OR NOT EXISTS (SELECT FROM session_tables t"
        " WHERE t.session_id = o.session_id AND t.table_id = o.table_id)"
    )
    assert held == [], "a table is held by a session that is not at it"
    lost = truth.rows(
        "SELECT t.table_id, t.session_id FROM session_tables t JOIN dining_sessions s ON s.id = t.session_id"
        " WHERE s.status = 'active' AND NOT EXISTS (SELECT FROM table_occupancy o"
        " WHERE o.session_id = t.session_id AND o.table_id = t.table_id)"
    )
    assert lost == [], "a session sits at a table that it does not hold"
    astray = truth.rows(
        "SELECT o.id, s.status FROM orders o JOIN dining_sessions s ON s.id = o.session_id"
        " JOIN order_tables t ON t.order_id = o.id WHERE s.status = 'active' AND NOT EXISTS"
        " (SELECT FROM session_tables n WHERE n.session_id = s.id AND n.table_id = t.table_id)"
    )
    assert astray == [], "an order is for a table that its party is not at"


def test_twenty_phones_ask_and_one_request_waits(house: House, truth: Truth) -> None:
    for table in (1, 2, 3):
        answers = together([partial(house.ask, table, f"Guest {number}") for number in range(20)])
        never_failed(answers)
        made = [answer.data for answer in answers if answer.status == 201]
        assert len(made) == 1
        assert {answer.refusal for answer in answers if answer.status != 201} == {(409, "SESSION_PENDING")}
        assert at_table(truth, house, table) == ["pending"]
        session = made[0]["sessionId"]
        assert truth.one("SELECT count(*) FROM guests WHERE session_id = %s", session) == 1
        assert topics(truth, session, "session.requested") == ["session.requested"]
        house.staff("waiter").free(table)
    adds_up(truth)


def test_phones_that_scan_while_staff_approve_join_or_wait(house: House, truth: Truth) -> None:
    waiter = house.staff("waiter")
    for _ in range(5):
        opener = house.phone(4)
        approved, *answers = together(
            [
                partial(waiter.approve, opener.session),
                *[partial(house.ask, 4, f"Guest {number}") for number in range(8)],
            ]
        )
        assert approved.status == 200
        never_failed(answers)
        joined = [answer.data for answer in answers if answer.status == 200]
        assert {answer.refusal for answer in answers if answer.status != 200} <= {(409, "SESSION_PENDING")}
        assert all(said["existing"] and said["sessionId"] == opener.session for said in joined)
        assert len({said["token"] for said in joined} | {opener.token}) == len(joined) + 1, (
            "each has a token of its own"
        )
        assert truth.one("SELECT count(*) FROM guests WHERE session_id = %s", opener.session) == len(joined) + 1
        assert at_table(truth, house, 4) == ["active"]
        waiter.free(4)


def test_approving_and_rejecting_at_once_has_one_outcome(house: House, truth: Truth) -> None:
    one, other = house.staff("waiter"), house.staff("waiter", 1)
    for turn in range(10):
        phone = house.phone(5)
        work: Work = [partial(one.approve, phone.session), partial(other.reject, phone.session)] * 2
        answers = together(work if turn % 2 else work[::-1])
        assert sorted(answer.status for answer in answers) == [200, 404, 404, 404]
        (status,) = [answer.data["status"] for answer in answers if answer.status == 200]
        row = truth.rows("SELECT status, decided_by FROM dining_sessions WHERE id = %s", phone.session)[0]
        assert row["status"] == status
        assert str(row["decided_by"]) == (one.id if status == "active" else other.id)
        decided = topics(truth, phone.session, "session.approved", "session.rejected")
        assert decided == ["session.approved" if status == "active" else "session.rejected"]
        assert at_table(truth, house, 5) == (["active"] if status == "active" else [])
        assert phone.order().status == (201 if status == "active" else 403)
        one.free(5)


def test_a_request_that_expires_is_approved_or_given_up_but_not_both(house: House, truth: Truth) -> None:
    """Somebody else asks for the table just when the first request runs out and a waiter approves it."""
    waiter, outcomes = house.staff("waiter"), set()
    for turn in range(10):
        phone = house.phone(6, "First")
        late = "-1 second" if turn % 3 == 0 else f"{turn * 2} milliseconds"
        truth.rows(
            "UPDATE dining_sessions SET expires_at = clock_timestamp() + %s::interval WHERE id = %s RETURNING id",
            late,
            phone.session,
        )
        approved, asked = together([partial(waiter.approve, phone.session), partial(house.ask, 6, "Second")])
        never_failed([approved, asked])
        first = truth.one("SELECT status FROM dining_sessions WHERE id = %s", phone.session)
        outcomes.add(approved.status)
        if approved.status == 200:
            assert first == "active"
            assert at_table(truth, house, 6) == ["active"]
            assert asked.status in (200, 409)
        else:
            assert approved.refusal in {(410, "SESSION_EXPIRED"), (404, "NOT_FOUND")}
            assert phone.order().status == 403
            assert topics(truth, phone.session, "session.approved") == []
            if asked.status == 201:
                assert (first, at_table(truth, house, 6)) == ("rejected", ["pending"])
        waiter.free(6)
    assert len(outcomes) > 1, "nothing was ever a race"
    adds_up(truth)


def test_two_parties_that_move_to_one_free_table(house: House, truth: Truth) -> None:
    waiter, other = house.staff("waiter"), house.staff("waiter", 1)
    for _ in range(8):
        parties = {7: house.seated(7), 8: house.seated(8)}
        for phone in parties.values():
            assert phone.order().status == 201
        answers = together([partial(waiter.move, 7, 9), partial(other.move, 8, 9)])
        assert sorted(answer.status for answer in answers) == [200, 409]
        (lost,) = [answer for answer in answers if answer.status == 409]
        assert lost.refusal in {(409, "TABLE_ALREADY_ACTIVE"), (409, "CONFLICT")}
        left = 7 if answers[0].status == 200 else 8
        assert at_table(truth, house, left) == []
        assert at_table(truth, house, 15 - left) == at_table(truth, house, 9) == ["active"]
        adds_up(truth)
        for table in (7, 8, 9):
            waiter.free(table)


def test_a_move_and_a_request_for_the_same_free_table(house: House, truth: Truth) -> None:
    waiter = house.staff("waiter")
    for _ in range(8):
        party = house.seated(7)
        moved, asked = together([partial(waiter.move, 7, 9), partial(house.ask, 9, "Newcomer")])
        never_failed([moved, asked])
        if moved.status == 200:
            assert asked.status in (200, 409)
            assert at_table(truth, house, 9) == ["active"]
        else:
            assert moved.refusal == (409, "SESSION_PENDING")
            assert asked.status == 201
            assert at_table(truth, house, 9) == ["pending"]
            assert at_table(truth, house, 7) == ["active"]
        assert party.order().status == 201
        adds_up(truth)
        for table in (7, 9):
            waiter.free(table)


def test_parties_that_merge_the_other_way_round_are_one(house: House, truth: Truth) -> None:
    waiter, other = house.staff("waiter"), house.staff("waiter", 1)
    for _ in range(8):
        here, there = house.seated(10, "Here"), house.seated(11, "There")
        for phone in (here, there):
            assert phone.order().status == 201
        answers = together([partial(waiter.merge, 10, 11), partial(other.merge, 11, 10)])
        never_failed(answers)
        assert min(answer.status for answer in answers) == 200
        assert [answer.status for answer in answers if answer.status != 200] in ([409], [404])
        rows = truth.rows(
            "SELECT id, status FROM dining_sessions WHERE id = ANY(%s::uuid[])", [here.session, there.session]
        )
        assert sorted(row["status"] for row in rows) == ["active", "completed"]
        (kept,) = [row["id"] for row in rows if row["status"] == "active"]
        assert truth.one("SELECT count(*) FROM table_occupancy WHERE session_id = %s", kept) == 2
        assert truth.one("SELECT count(*) FROM orders WHERE session_id = %s", kept) == 2
        assert truth.one("SELECT count(*) FROM guests WHERE session_id = %s", kept) == 2
        assert here.order().data["table_session_id"] == there.order().data["table_session_id"] == str(kept)
        adds_up(truth)
        waiter.free(10)


def test_a_ring_of_merges_ends_without_a_deadlock(house: House, truth: Truth) -> None:
    waiter = house.staff("waiter")
    for _ in range(5):
        phones = [house.seated(table) for table in (10, 11, 12)]
        answers = together([partial(waiter.merge, *pair) for pair in ((10, 11), (11, 12), (12, 10))])
        never_failed(answers)
        assert any(answer.status == 200 for answer in answers)
        live = truth.rows(
            "SELECT DISTINCT s.id FROM dining_sessions s JOIN table_occupancy o ON o.session_id = s.id"
            " WHERE s.id = ANY(%s::uuid[])",
            [phone.session for phone in phones],
        )
        assert len(live) == 3 - [answer.status for answer in answers].count(200)
        assert [phone.order().status for phone in phones] == [201, 201, 201]
        adds_up(truth)
        for table in (10, 11, 12):
            waiter.free(table)


def test_a_party_that_moves_while_it_is_merged_is_where_it_says(house: House, truth: Truth) -> None:
    waiter, other = house.staff("waiter"), house.staff("waiter", 1)
    for turn in range(12):
        phone, host = house.seated(10, "Moving"), house.seated(11, "Host")
        assert phone.order().status == 201
        work: Work = [partial(waiter.move, 10, 12), partial(other.merge, 10, 11)]
        answers = together(work if turn % 2 else work[::-1])
        never_failed(answers)
        assert 200 in {answer.status for answer in answers}
        adds_up(truth)
        assert phone.order().status == host.order().status == 201
        adds_up(truth)
        for table in (10, 11, 12):
            waiter.free(table)


def test_ending_and_moving_and_merging_at_once(house: House, truth: Truth) -> None:
    waiter, other = house.staff("waiter"), house.staff("waiter", 1)
    for _ in range(8):
        phone, host = house.seated(13), house.seated(14)
        answers = together(
            [
                partial(waiter.end, phone.session),
                partial(other.move, 13, 15),
                partial(waiter.merge, 13, 14),
                partial(other.end, host.session),
            ]
        )
        never_failed(answers)
        adds_up(truth)
        for table in (13, 14, 15):
            waiter.free(table)


def test_a_table_that_is_closed_while_a_phone_asks_for_it(house: House, truth: Truth) -> None:
    waiter, outcomes = house.staff("waiter"), set()
    for turn in range(20):
        close = partial(waiter.patch, f"/tables/{house.table(16)}/status", {"status": "maintenance"})
        work: Work = [close, partial(house.ask, 16, "Ana")]
        answers = together(work if turn % 2 else work[::-1])
        closed, asked = answers if turn % 2 else answers[::-1]
        never_failed(answers)
        state = truth.rows("SELECT state FROM table_states WHERE table_id = %s", house.table(16))
        sits = at_table(truth, house, 16)
        outcomes.add((closed.status, asked.status))
        assert (closed.status == 200) is (state != []), "closed is what it was said to be"
        assert (asked.status == 201) is (sits != [])
        assert not (state and sits), "a closed table was given to a party"
        waiter.free(16)
        waiter.patch(f"/tables/{house.table(16)}/status", {"status": "available"})


def test_a_table_that_is_closed_between_two_steps_of_asking_for_it(house: House, truth: Truth) -> None:
    """The phone is held up after it was found open, by somebody who takes the table and thinks better of it."""
    waiter = house.staff("waiter")
    ended = house.seated(16)
    waiter.free(16)
    with psycopg.connect(truth.url) as holding, ThreadPoolExecutor(1) as threads:
        holding.execute(
            "INSERT INTO table_occupancy (tenant_id, table_id, session_id)"
            " SELECT tenant_id, %s, id FROM dining_sessions WHERE id = %s",
            (house.table(16), ended.session),
        )
        asking = threads.submit(house.ask, 16, "Ana")
        until(
            lambda: truth.one("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'") > 0,
            within=2,
        )
        closed = waiter.patch(f"/tables/{house.table(16)}/status", {"status": "maintenance"})
        holding.rollback()
        asked = asking.result()
    state = truth.rows("SELECT state FROM table_states WHERE table_id = %s", house.table(16))
    sits = at_table(truth, house, 16)
    never_failed([closed, asked])
    assert (closed.status == 200) is (state != [])
    assert (asked.status == 201) is (sits != [])
    assert not (state and sits)
    waiter.free(16)
    waiter.patch(f"/tables/{house.table(16)}/status", {"status": "available"})


def test_a_walk_in_and_a_scan_at_once(house: House, truth: Truth) -> None:
    waiter = house.staff("waiter")
    for _ in range(8):
        seat = partial(waiter.post, "/tables/sessions", {"tableId": house.table(1), "customerName": "Walk-in"})
        seated, again, asked = together([seat, seat, partial(house.ask, 1, "Scan")])
        never_failed([seated, again, asked])
        assert [seated.status, again.status, asked.status].count(201) == 1
        assert len(at_table(truth, house, 1)) == 1
        waiter.free(1)
    adds_up(truth)


def test_two_waiters_answer_one_call(house: House, truth: Truth) -> None:
    waiters = [house.staff("waiter"), house.staff("waiter", 1)]
    phone = house.seated(2)
    for kind in itertools.islice(itertools.cycle(("call_waiter", "request_bill")), 8):
        calls = together([partial(phone.ask_for, kind)] * 4)
        (call,) = {answer.data["requestId"] for answer in calls}
        assert [answer.data["alreadyPending"] for answer in calls].count(False) == 1
        answers = together([partial(waiter.post, f"/service-requests/{call}/ack") for waiter in waiters])
        assert sorted(answer.status for answer in answers) == [200, 409]
        winner = waiters[0] if answers[0].status == 200 else waiters[1]
        kept = truth.rows("SELECT status, acknowledged_by FROM service_requests WHERE id = %s", call)[0]
        assert (kept["status"], str(kept["acknowledged_by"])) == ("acknowledged", winner.id)
        done = together([partial(waiter.post, f"/service-requests/{call}/resolve") for waiter in waiters])
        assert [answer.status for answer in done] == [200, 200]
        wanted = ("service_request.created", "service_request.acknowledged", "service_request.resolved")
        assert topics(truth, call, *wanted) == list(wanted), "each was said once"
        # A table may call ten times in ten minutes; these are more patient guests.
        truth.rows(
            "UPDATE service_requests SET created_at = created_at - interval '1 hour' WHERE session_id = %s"
            " RETURNING id",
            phone.session,
        )
    house.staff("waiter").free(2)


def test_a_call_is_taken_back_while_it_is_answered(house: House, truth: Truth) -> None:
    phone, waiter = house.seated(3), house.staff("waiter")
    for _ in range(6):
        call = phone.ask_for("call_waiter").data["requestId"]
        cancelled, answered = together(
            [
                partial(phone.post, "/customer/table-action/cancel", {"requestId": call}),
                partial(waiter.post, f"/service-requests/{call}/resolve"),
            ]
        )
        assert min(cancelled.status, answered.status) == 200
        assert {cancelled.status, answered.status} & {404, 409}
        status = truth.one("SELECT status FROM service_requests WHERE id = %s", call)
        assert status == ("cancelled" if cancelled.status == 200 else "resolved")
        assert len(topics(truth, call, "service_request.resolved", "service_request.cancelled")) == 1
    waiter.free(3)


def test_a_phone_is_let_in_and_refused_at_once(house: House, truth: Truth) -> None:
    manager, waiter = house.staff("branch_manager"), house.staff("waiter")
    opener = house.seated(4)
    assert manager.patch("/settings/branch", {"settings": {"join_policy": "approve"}}).status == 200
    try:
        for _ in range(8):
            phone: Phone = house.phone(4, "Luis")
            path = f"/tables/sessions/{opener.session}/guests/{phone.session}"
            answers = together(
                [
                    partial(waiter.patch, f"{path}/reject"),
                    partial(opener.post, f"/customer/guests/{phone.session}/approve"),
                ]
            )
            assert sorted(answer.status for answer in answers) == [200, 404]
            status = truth.one("SELECT status FROM guests WHERE id = %s", phone.session)
            assert status == ("refused" if answers[0].status == 200 else "admitted")
            assert phone.order().status == (403 if status == "refused" else 201)
    finally:
        assert manager.patch("/settings/branch", {"settings": {"join_policy": "open"}}).status == 200
    waiter.free(4)
