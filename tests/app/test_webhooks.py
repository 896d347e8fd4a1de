"""What webhook endpoints are told, signed by what, how often, and what happens when they do not listen."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from comanda.demo.lima import LIMA
from comanda.demo.seed import demo_id
from comanda.identity.tokens import issue_token
from comanda.kernel.errors import Conflict, Invalid, NotFound
from comanda.kernel.ids import new_id
from comanda.menu.availability import set_availability
from comanda.notifications.webhooks import deliver as sending
from comanda.notifications.webhooks.deliver import CALLS_PER_ENDPOINT, Deliverer, claim
from comanda.notifications.webhooks.endpoints import (
    change_endpoint,
    delete_endpoint,
    list_endpoints,
    redeliver,
    resume_endpoint,
    rotate_secret,
    send_test,
)
from comanda.notifications.webhooks.log import forget_log, list_deliveries
from comanda.notifications.webhooks.rules import GAPS, TOPICS, verify
from comanda.reservations.book_for_terminal import BookingRequest, book
from comanda.reservations.change_for_terminal import cancel_reservation
from comanda.store.database import Database, Event
from tests.api.online_order import contract
from tests.api.online_order.bookings import asking, at, coming
from tests.api.online_order.carts import SINGAPORE as SHOP
from tests.app.running import an_app, with_database
from tests.app.singapore import CASH, LOCATION, NEIGHBOUR, RESTAURANT, TABLE, WINGS, cart
from tests.hooks import deliver, deliver_until, deliveries, endpoint, happened, hurry, orders, with_deliverer
from tests.partner import Partner
from tests.receiver import Receiver, Told, receiving, wait_until
from tests.truth import Truth

SIGNED = "x-dinlr-signature"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def status(truth: Truth, endpoint_id: UUID) -> tuple[str, str | None]:
    (row,) = truth.rows("SELECT status, disabled_reason FROM webhook_endpoints WHERE id = %s", endpoint_id)
    return row["status"], row["disabled_reason"]


def pay(partner: Partner, order: dict[str, Any]) -> None:
    """Pay an order in cash."""
    said = partner.post(f"/orders/{order['id']}/payments", {"payment": str(CASH), "amount": order["total"]})
    assert said.status == 200, said.body


def in_database(url: str, work: Callable[[Database], Any]) -> Any:
    return with_database(url, work)


def test_an_order_is_told_as_its_view_shows_it(singapore: Partner, receiver: Receiver, truth: Truth) -> None:
    _, secret = endpoint(truth.url, receiver.url + "/hook?from=here")
    placed = singapore.post("/cart/submit", cart()).data
    assert deliver(truth) == 1
    (told,) = receiver.heard
    assert (told.method, told.path) == ("POST", "/hook?from=here")
    assert told.headers["content-type"] == "application/json"
    assert verify(told.headers[SIGNED], told.raw, secret, time.time(), 10) is None
    (delivery,) = deliveries(truth)
    assert told.body == {
        "id": str(delivery["event_id"]),
        "object": "order",
        "topic": "order.created",
        "restaurant": str(RESTAURANT),
        "location": str(LOCATION),
        "created_at": told.body["created_at"],
        "data": placed,
    }
    assert abs(datetime.now(UTC) - datetime.fromisoformat(told.body["created_at"])) < timedelta(minutes=1)
    pay(singapore, placed)
    assert deliver(truth) == len(receiver.heard) - 1
    assert {told.body["topic"] for told in receiver.heard[1:]} == {"order.updated"}
    assert receiver.heard[-1].body["data"] == singapore.get(f"/orders/{placed['id']}").data
    assert {row["status"] for row in deliveries(truth)} == {"delivered"}
    assert truth.one("SELECT count(*) FROM webhook_queue") == 0


def test_customers_and_what_they_hold_are_told_as_their_views_show_them(
    singapore: Partner, receiver: Receiver, truth: Truth
) -> None:
    topics = [topic for topic in TOPICS if topic.startswith(("customer", "voucher", "loyalty", "store_credit"))]
    endpoint(truth.url, receiver.url, *topics)
    program = truth.one("SELECT id FROM loyalty_programs WHERE tenant_id = %s ORDER BY id LIMIT 1", RESTAURANT)
    customer = singapore.post("/customers", {"first_name": "Mei", "reference": "W-1"}).data
    member = singapore.post(f"/loyalty/{program}/members", {"customer": customer["id"]}).data
    points = singapore.post(f"/loyalty/{program}/transactions", {"member": member["id"], "points": 30}).data
    credit = singapore.post("/store-credit/transactions", {"customer": customer["id"], "amount": "12.50"}).data
    asked = {
        "voucher_code": "HOOK5",
        "type": "discount",
        "discount": str(NEIGHBOUR),
        "start_date": "2026-01-01T00:00:00Z",
    }
    voucher = singapore.post("/vouchers", asked).data
    deliver(truth)
    told = {one.body["topic"]: one.body for one in receiver.heard}
    assert told["customer.created"]["data"] == customer == singapore.get(f"/customers/{customer['id']}").data
    assert "location" not in told["customer.created"]
    member_now = singapore.get(f"/loyalty/{program}/members/{member['id']}").data
    assert told["loyalty_program_member.created"]["data"] == {**member_now, "loyalty_program": str(program)}
    assert told["loyalty_program_transaction.created"]["data"] == points
    assert told["store_credit_transaction.created"]["data"] == credit
    assert told["voucher.created"]["data"] == voucher == singapore.get(f"/vouchers/{voucher['id']}").data
    singapore.put(f"/customers/{customer['id']}", {"last_name": "Tan"})
    singapore.put(f"/vouchers/{voucher['id']}", {"max_redemptions": 3})
    deliver(truth)
    told = {one.body["topic"]: one.body["data"] for one in receiver.heard}
    assert told["customer.updated"]["last_name"] == "Tan"
    assert told["voucher.updated"]["max_redemptions"] == 3


def test_a_dish_that_is_sold_out_and_to_be_had_again(singapore: Partner, receiver: Receiver, truth: Truth) -> None:
    endpoint(truth.url, receiver.url, "item.blocked", "item.unblocked")

    async def work(database: Database) -> None:
        for available in (False, True):
            await set_availability(database, an_app(), LOCATION, WINGS, available=available)

    in_database(truth.url, work)
    assert deliver(truth) == 2
    (shown,) = [item for item in singapore.at_location("/items") if item["id"] == str(WINGS)]
    told = {one.body["topic"]: one.body for one in receiver.heard}
    for topic in ("item.blocked", "item.unblocked"):
        assert (told[topic]["object"], told[topic]["location"]) == ("item", str(LOCATION))
        assert told[topic]["data"] == shown


def test_variants_and_options_that_are_sold_out(singapore: Partner, receiver: Receiver, truth: Truth) -> None:
    endpoint(truth.url, receiver.url, "item_variant.blocked", "modifier_option.unblocked")
    (shown,) = [item for item in singapore.at_location("/items") if item["id"] == str(WINGS)]
    modifier = next(one for one in singapore.at_location("/modifiers") if one["modifier_options"])
    variant, option = shown["variants"][0], modifier["modifier_options"][0]
    changed = "menu.availability_changed"
    happened(truth.url, (changed, UUID(variant["id"])), variant=variant["id"], available=False)
    happened(truth.url, (changed, UUID(option["id"])), option=option["id"], available=True)
    assert deliver(truth) == 2
    told = {one.body["topic"]: one.body["data"] for one in receiver.heard}
    assert told == {
        "item_variant.blocked": {**variant, "item": str(WINGS)},
        "modifier_option.unblocked": {**option, "modifier": modifier["id"]},
    }


def test_reservations_are_told(receiver: Receiver, truth: Truth) -> None:
    endpoint(truth.url, receiver.url, "reservation.created", "reservation.cancelled")
    starts = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)

    async def work(database: Database) -> UUID:
        actor = an_app(datetime.now(UTC))
        asked = BookingRequest(
            "r-1", "Lim", 4, starts, starts + timedelta(hours=2), [TABLE], None, "By the window", b"1"
        )
        found = await book(database, actor, LOCATION, asked, trades=True)
        await cancel_reservation(database, actor, LOCATION, found.id)
        return found.id

    reservation = in_database(truth.url, work)
    assert deliver(truth) == 2
    told = {one.body["topic"]: one.body["data"] for one in receiver.heard}
    for data in told.values():
        contract.hold(data, contract.RESERVATION)
        assert (data["id"], data["pax"], data["notes"]) == (str(reservation), 4, "By the window")
        assert [kept["object"] for kept in data["objects"]] == [str(TABLE)]


def test_a_reservation_is_told_as_it_is_viewed(singapore: Partner, receiver: Receiver, truth: Truth) -> None:
    endpoint(truth.url, receiver.url, "reservation.created", "reservation.arrived")
    made = singapore.post("/reservations", asking(SHOP, "lunch", at(SHOP, coming(SHOP), "12:00"), 3)).data
    arrived = singapore.post(f"/reservations/{made['id']}/arrive").data
    assert deliver(truth) == 2
    assert sorted(one.body["topic"] for one in receiver.heard) == ["reservation.arrived", "reservation.created"]
    for one in receiver.heard:
        assert one.body["location"] == str(LOCATION)
        assert one.body["data"] == arrived, "as it is when it is sent"
    assert arrived["service_name"] == "Lunch Session"


@pytest.mark.parametrize(
    ("topic", "told"),
    [
        ("order.created", "order.created"),
        ("order.updated", "order.updated"),
        ("order.item_progressed", "order.updated"),
        ("order.paid", "order.updated"),
        ("order.cancelled", "order.updated"),
        ("order.locked", None),
        ("order.unlocked", None),
        ("order.void_seen", None),
        ("session.started", None),
        ("customer.created", "customer.created"),
        ("voucher.updated", "voucher.updated"),
        ("reservation.arrived", "reservation.arrived"),
        ("reservation.seated", "reservation.seated"),
        ("reservation.no_show", "reservation.no_show"),
        ("discount.updated", "discount.updated"),
        ("promotion.deleted", "promotion.deleted"),
        ("material.updated", "material.updated"),
        ("stock_take.created", "stock_take.created"),
    ],
)
def test_what_happens_is_told_in_the_contracts_words(
    topic: str, told: str | None, receiver: Receiver, truth: Truth
) -> None:
    """And what cannot be read any more, or is nobody's to read, is told by its id."""
    endpoint(truth.url, receiver.url, *TOPICS)
    thing = new_id()
    happened(truth.url, (topic, thing))
    assert deliver(truth) == (told is not None)
    assert [(one.body["topic"], one.body["data"]) for one in receiver.heard] == (
        [(told, {"id": str(thing)})] if told else []
    )


def test_an_endpoint_hears_only_what_it_asked_for_of_its_own_restaurant(receiver: Receiver, truth: Truth) -> None:
    endpoint(truth.url, receiver.url + "/orders", "order.updated")
    endpoint(truth.url, receiver.url + "/customers", "customer.created")
    endpoint(truth.url, receiver.url + "/lima", "order.updated", tenant_id=demo_id(LIMA.slug))
    happened(truth.url, ("order.updated", new_id()), ("order.created", new_id()))
    assert deliver(truth) == 1
    assert [told.path for told in receiver.heard] == ["/orders"]


def test_what_one_transaction_says_twice_of_an_object_is_told_once(receiver: Receiver, truth: Truth) -> None:
    endpoint(truth.url, receiver.url)
    order = new_id()
    said = ("order.created", "order.item_progressed", "order.item_progressed", "order.updated", "order.paid")
    happened(truth.url, *((topic, order) for topic in said))
    assert deliver(truth) == 2
    assert sorted(told.body["topic"] for told in receiver.heard) == ["order.created", "order.updated"]


def test_several_endpoints_hear_the_same_bytes(singapore: Partner, receiver: Receiver, truth: Truth) -> None:
    for number in range(3):
        endpoint(truth.url, f"{receiver.url}/{number}")
    singapore.post("/cart/submit", cart())
    assert deliver(truth) == 3
    assert len({told.raw for told in receiver.heard}) == 1
    assert len({told.headers[SIGNED] for told in receiver.heard}) == 3, "each is signed by its own secret"


def test_what_was_sent_once_is_sent_again_byte_by_byte(singapore: Partner, receiver: Receiver, truth: Truth) -> None:
    """Even when the order has changed since; only the signature is new."""
    _, secret = endpoint(truth.url, receiver.url, "order.created")
    receiver.answer = lambda _: 500
    placed = singapore.post("/cart/submit", cart()).data
    assert deliver(truth) == 0
    pay(singapore, placed)
    receiver.answer = lambda _: 204
    time.sleep(1.1 - time.time() % 1)
    assert deliver(truth) == 1
    first, second = receiver.heard
    assert first.raw == second.raw
    assert first.headers[SIGNED] != second.headers[SIGNED]
    assert verify(second.headers[SIGNED], second.raw, secret, time.time(), 1.5) is None


def test_what_is_undone_is_told_to_nobody(receiver: Receiver, truth: Truth) -> None:
    endpoint(truth.url, receiver.url)

    async def work(database: Database) -> None:
        with pytest.raises(RuntimeError):
            async with database.unit_of_work(RESTAURANT) as unit:
                unit.record(Event("order.created", new_id(), datetime.now(UTC), LOCATION))
                await unit._flush()
                raise RuntimeError

    in_database(truth.url, work)
    assert deliveries(truth) == []


@pytest.mark.parametrize("code", [200, 201, 202, 204, 299])
def test_any_2xx_counts_as_heard(code: int, receiver: Receiver, truth: Truth) -> None:
    endpoint(truth.url, receiver.url)
    receiver.answer = lambda _: code
    orders(truth.url, 1)
    assert deliver(truth) == 1
    assert [row["status"] for row in deliveries(truth)] == ["delivered"]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (300, "HTTP 300; redirects are not followed"),
        (302, "HTTP 302; redirects are not followed"),
        (308, "HTTP 308; redirects are not followed"),
        (400, "HTTP 400"),
        (410, "HTTP 410"),
        (500, "HTTP 500"),
    ],
)
def test_anything_else_is_tried_again(code: int, error: str, receiver: Receiver, truth: Truth) -> None:
    with receiving() as elsewhere:
        endpoint(truth.url, receiver.url)
        receiver.answer = lambda _: code
        receiver.also = {"location": elsewhere.url}
        orders(truth.url, 1)
        before = datetime.now(UTC)
        assert deliver(truth) == 0
        assert elsewhere.heard == []
    (row,) = deliveries(truth)
    assert (row["status"], row["failures"]) == ("pending", 1)
    assert timedelta(seconds=4) < row["due_at"] - before < timedelta(seconds=30)
    (attempt,) = truth.rows("SELECT * FROM webhook_attempts")
    assert (attempt["response_status"], attempt["error"]) == (code, error)
    assert attempt["request_headers"]["X-Dinlr-Signature"].startswith("t=")


def test_each_failure_is_waited_out_longer_and_the_19th_pauses_the_event(receiver: Receiver, truth: Truth) -> None:
    endpoint_id, _ = endpoint(truth.url, receiver.url)
    receiver.answer = lambda _: 503
    orders(truth.url, 1)
    waits = []

    async def work(deliverer: Deliverer) -> None:
        for _ in range(19):
            hurry(truth)
            await deliverer.deliver_due()
            (row,) = deliveries(truth)
            if row["due_at"] is not None:
                waits.append(round((row["due_at"] - datetime.now(UTC)).total_seconds()))

    with_deliverer(truth.url, work)
    assert [abs(wait - gap) <= 1 for wait, gap in zip(waits, GAPS, strict=True)] == [True] * 18
    (row,) = deliveries(truth)
    assert (row["status"], row["failures"], row["due_at"]) == ("paused", 19, None)
    assert len(receiver.heard) == 19
    assert len({told.raw for told in receiver.heard}) == 1
    assert deliver(truth) == 0
    assert len(receiver.heard) == 19, "and it is tried no more"
    assert status(truth, endpoint_id) == ("enabled", None)


def test_an_endpoint_with_more_than_20_paused_events_is_disabled_until_it_is_resumed(
    receiver: Receiver, truth: Truth
) -> None:
    endpoint_id, _ = endpoint(truth.url, receiver.url)
    receiver.answer = lambda _: 500

    def fail(count: int) -> list[UUID]:
        found = orders(truth.url, count)
        with psycopg.connect(truth.url, autocommit=True) as connection:
            connection.execute("UPDATE webhook_deliveries SET failures = 18 WHERE status = 'pending'")
        deliver(truth, times=3)
        return found

    told = fail(20)
    assert [row["status"] for row in deliveries(truth)] == ["paused"] * 20
    assert status(truth, endpoint_id) == ("enabled", None)
    waiting = orders(truth.url, 1)
    with psycopg.connect(truth.url, autocommit=True) as connection:
        connection.execute("UPDATE webhook_deliveries SET failures = 5 WHERE status = 'pending'")
    with psycopg.connect(truth.url, autocommit=True) as connection:
        connection.execute("UPDATE webhook_queue SET due_at = now() + interval '1 hour'")
    last = orders(truth.url, 1)
    with psycopg.connect(truth.url, autocommit=True) as connection:
        connection.execute("UPDATE webhook_deliveries SET failures = 18 WHERE status = 'pending' AND failures = 0")
    with_deliverer(truth.url, lambda deliverer: deliverer.deliver_due())
    assert status(truth, endpoint_id) == ("disabled", "failing")
    assert {row["status"] for row in deliveries(truth)} == {"paused"}
    assert truth.one("SELECT count(*) FROM webhook_queue") == 0, "what waited is paused, too"
    meanwhile = orders(truth.url, 2)
    receiver.answer, calls = (lambda _: 200), len(receiver.heard)
    assert deliver(truth) == 0
    assert len(receiver.heard) == calls, "nothing is sent while it is disabled"
    in_database(truth.url, lambda database: resume_endpoint(database, RESTAURANT, endpoint_id))
    assert status(truth, endpoint_id) == ("enabled", None)
    assert deliver(truth, times=4) == 24
    heard = {told.body["data"]["id"] for told in receiver.heard[calls:]}
    assert heard == set(map(str, [*told, *waiting, *last, *meanwhile])), "nothing was lost"
    assert {row["status"] for row in deliveries(truth)} == {"delivered"}


def test_an_endpoint_disabled_by_hand_misses_what_happens(receiver: Receiver, truth: Truth) -> None:
    endpoint_id, _ = endpoint(truth.url, receiver.url)
    before = orders(truth.url, 1)

    def switch(on: bool) -> None:
        in_database(
            truth.url,
            lambda database: change_endpoint(database, RESTAURANT, endpoint_id, enabled=on, allow_local=True),
        )

    switch(False)
    orders(truth.url, 1)
    assert deliver(truth) == 0
    switch(True)
    after = orders(truth.url, 1)
    assert deliver(truth) == 2
    assert {told.body["data"]["id"] for told in receiver.heard} == {str(before[0]), str(after[0])}


def test_a_deleted_endpoint_hears_nothing_any_more(receiver: Receiver, truth: Truth) -> None:
    endpoint_id, _ = endpoint(truth.url, receiver.url)
    orders(truth.url, 1)
    in_database(truth.url, lambda database: delete_endpoint(database, RESTAURANT, endpoint_id))
    orders(truth.url, 1)
    assert deliver(truth) == 0
    assert receiver.heard == []
    assert truth.one("SELECT count(*) FROM webhook_secrets") == 0
    for work in (
        lambda database: resume_endpoint(database, RESTAURANT, endpoint_id),
        lambda database: send_test(database, RESTAURANT, endpoint_id),
        lambda database: delete_endpoint(database, RESTAURANT, endpoint_id),
    ):
        with pytest.raises(NotFound):
            in_database(truth.url, work)


def test_an_app_that_was_put_out_hears_nothing_any_more(receiver: Receiver, truth: Truth) -> None:
    token = in_database(truth.url, lambda database: issue_token(database, "lantern-and-tiffin", "Bookkeeper"))
    app_id = truth.one("SELECT id FROM apps WHERE name = 'Bookkeeper'")
    endpoint(truth.url, receiver.url, app_id=app_id)
    orders(truth.url, 1)
    assert deliver(truth) == 1
    orders(truth.url, 1)
    with psycopg.connect(truth.url, autocommit=True) as connection:
        connection.execute(
            "UPDATE access_tokens SET revoked_at = now() WHERE hint = %s AND app_id = %s", (token[:8], app_id)
        )
    orders(truth.url, 1)
    assert deliver(truth) == 0
    assert [row["status"] for row in deliveries(truth)] == ["delivered", "paused"]
    assert len(receiver.heard) == 1
    with pytest.raises(Invalid) as refused:
        endpoint(truth.url, receiver.url, app_id=app_id)
    assert refused.value.code == "unknown_app"


def test_one_delivery_or_a_period_is_sent_again(receiver: Receiver, truth: Truth) -> None:
    endpoint_id, _ = endpoint(truth.url, receiver.url)
    for _ in range(3):
        orders(truth.url, 1)
    assert deliver(truth) == 3
    first, second, third = deliveries(truth)

    def again(**what: Any) -> int:
        count: int = in_database(truth.url, lambda database: redeliver(database, RESTAURANT, endpoint_id, **what))
        deliver(truth)
        return count

    assert again(delivery_id=second["id"]) == 1
    assert receiver.heard[3].body["id"] == str(second["event_id"])
    assert receiver.heard[3].raw in [told.raw for told in receiver.heard[:3]]
    assert again(since=second["created_at"]) == 2
    assert {told.body["id"] for told in receiver.heard[4:]} == {str(second["event_id"]), str(third["event_id"])}
    assert again(since=first["created_at"], until=second["created_at"]) == 1
    assert receiver.heard[-1].body["id"] == str(first["event_id"])
    assert len(receiver.heard) == 7
    assert truth.one("SELECT count(*) FROM webhook_attempts") == 7
    with pytest.raises(NotFound):
        again(delivery_id=new_id())
    in_database(
        truth.url, lambda database: change_endpoint(database, RESTAURANT, endpoint_id, enabled=False, allow_local=True)
    )
    with pytest.raises(Conflict) as refused:
        again(delivery_id=first["id"])
    assert refused.value.code == "endpoint_disabled"


def test_a_test_event_reaches_even_a_disabled_endpoint(receiver: Receiver, truth: Truth) -> None:
    endpoint_id, secret = endpoint(truth.url, receiver.url)
    in_database(
        truth.url, lambda database: change_endpoint(database, RESTAURANT, endpoint_id, enabled=False, allow_local=True)
    )
    in_database(truth.url, lambda database: send_test(database, RESTAURANT, endpoint_id))
    assert deliver(truth) == 1
    (told,) = receiver.heard
    assert verify(told.headers[SIGNED], told.raw, secret, time.time(), 10) is None
    assert (told.body["object"], told.body["topic"]) == ("webhook_endpoint", "webhook_endpoint.test")
    assert told.body["data"]["id"] == str(endpoint_id)


def test_two_secrets_sign_until_the_old_one_ends(receiver: Receiver, truth: Truth) -> None:
    endpoint_id, old = endpoint(truth.url, receiver.url)
    _, new = in_database(truth.url, lambda database: rotate_secret(database, RESTAURANT, endpoint_id))
    orders(truth.url, 1)
    deliver(truth)
    header = receiver.heard[-1].headers[SIGNED]
    assert header.count("v1=") == 2
    for secret in (old, new):
        assert verify(header, receiver.heard[-1].raw, secret, time.time(), 10) is None
    (left,) = truth.rows("SELECT expires_at - now() AS left FROM webhook_secrets WHERE expires_at IS NOT NULL")
    assert timedelta(hours=23, minutes=59) < left["left"] <= timedelta(hours=24)
    with pytest.raises(Conflict) as refused:
        in_database(truth.url, lambda database: rotate_secret(database, RESTAURANT, endpoint_id))
    assert refused.value.code == "two_secrets_live"
    with psycopg.connect(truth.url, autocommit=True) as connection:
        connection.execute("UPDATE webhook_secrets SET expires_at = now() WHERE expires_at IS NOT NULL")
    orders(truth.url, 1)
    deliver(truth)
    header, raw = receiver.heard[-1].headers[SIGNED], receiver.heard[-1].raw
    assert header.count("v1=") == 1
    assert verify(header, raw, new, time.time(), 10) is None
    assert verify(header, raw, old, time.time(), 10) == "no signature is by this secret"
    _, newest = in_database(
        truth.url, lambda database: rotate_secret(database, RESTAURANT, endpoint_id, keep_old_seconds=0)
    )
    orders(truth.url, 1)
    deliver(truth)
    header, raw = receiver.heard[-1].headers[SIGNED], receiver.heard[-1].raw
    assert [verify(header, raw, key, time.time(), 10) is None for key in (old, new, newest)] == [False, False, True]


def test_the_log_has_what_was_sent_and_answered_and_no_more_than_2_kb_of_it(receiver: Receiver, truth: Truth) -> None:
    endpoint(truth.url, receiver.url)
    orders(truth.url, 1)
    deliver(truth)
    (attempt,) = truth.rows("SELECT * FROM webhook_attempts")
    assert (attempt["response_status"], attempt["response_body"], attempt["error"]) == (200, "ok", None)
    assert 0 <= attempt["duration_ms"] < 5000
    assert set(attempt["request_headers"]) == {"Content-Type", "User-Agent", "X-Dinlr-Signature"}


def test_an_answer_that_is_long_and_no_text_is_cut(truth: Truth) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n" + b"\x00\xff" * 2500)
        await writer.drain()
        writer.close()

    async def work(deliverer: Deliverer) -> int:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await asyncio.to_thread(endpoint, truth.url, f"http://127.0.0.1:{port}")
            await asyncio.to_thread(orders, truth.url, 1)
            return await deliverer.deliver_due()

    assert with_deliverer(truth.url, work) == 1
    (attempt,) = truth.rows("SELECT * FROM webhook_attempts")
    assert attempt["response_body"] == "\ufffd" * 2048


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"", "the connection was closed, or is not HTTP"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "the connection was closed, or is not HTTP"),
        (b"HTTP/1.1 99", "the connection was closed, or is not HTTP"),
    ],
)
def test_somebody_who_speaks_no_http(answer: bytes, error: str, truth: Truth) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    async def work(deliverer: Deliverer) -> int:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await asyncio.to_thread(endpoint, truth.url, f"http://127.0.0.1:{port}")
            await asyncio.to_thread(orders, truth.url, 1)
            return await deliverer.deliver_due()

    assert with_deliverer(truth.url, work) == 0
    assert truth.one("SELECT error FROM webhook_attempts") == error


def test_nobody_there(truth: Truth) -> None:
    with receiving() as gone:
        url = gone.url
    endpoint(truth.url, url)
    orders(truth.url, 1)
    assert deliver(truth) == 0
    assert truth.one("SELECT error FROM webhook_attempts") == "nobody answers there"


def test_somebody_who_hangs_is_waited_for_no_longer_than_the_timeout(
    receiver: Receiver, truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sending.CALL_SECONDS == 5
    monkeypatch.setattr(sending, "CALL_SECONDS", 0.4)
    patience = threading.Event()

    def hang(_: Told) -> int:
        patience.wait(20)
        return 200

    receiver.answer = hang
    endpoint(truth.url, receiver.url)
    orders(truth.url, 1)
    began = time.monotonic()
    try:
        assert deliver(truth) == 0
    finally:
        patience.set()
    assert time.monotonic() - began < 5
    assert truth.one("SELECT error FROM webhook_attempts").startswith("no answer within")


def test_local_endpoints_are_not_called_once_the_setting_is_off(receiver: Receiver, truth: Truth) -> None:
    endpoint(truth.url, receiver.url)
    orders(truth.url, 1)
    assert deliver(truth, allow_local=False) == 0
    assert receiver.heard == []
    assert truth.one("SELECT error FROM webhook_attempts") == "the host does not lead to a public address"


def test_connections_are_used_again(receiver: Receiver, truth: Truth) -> None:
    endpoint(truth.url, receiver.url)
    for _ in range(4):
        orders(truth.url, CALLS_PER_ENDPOINT)
    assert deliver(truth, times=4) == 4 * CALLS_PER_ENDPOINT
    assert len({told.connection for told in receiver.heard}) <= CALLS_PER_ENDPOINT


def test_an_event_that_cannot_be_made_holds_up_no_other(receiver: Receiver, truth: Truth) -> None:
    endpoint(truth.url, receiver.url, "order.updated", "customer.created")

    async def broken(*_: Any) -> dict[str, Any]:
        raise ZeroDivisionError

    async def run(database: Database) -> int:
        deliverer = Deliverer(database, {"order": broken}, allow_local=True)
        try:
            return await deliverer.deliver_due()
        finally:
            await deliverer.close()

    happened(truth.url, ("order.updated", new_id()), ("customer.created", new_id()))
    assert with_database(truth.url, run) == 1
    assert [told.body["topic"] for told in receiver.heard] == ["customer.created"]
    found = {row["topic"]: (row["status"], row["failures"]) for row in deliveries(truth)}
    assert found == {"order.updated": ("pending", 1), "customer.created": ("delivered", 0)}


def test_two_deliverers_send_nothing_twice(receiver: Receiver, truth: Truth) -> None:
    for number in range(3):
        endpoint(truth.url, f"{receiver.url}/{number}")
    orders(truth.url, 40)

    async def run(database: Database) -> None:
        both = [Deliverer(database, {}, allow_local=True) for _ in range(2)]
        stop = asyncio.Event()
        tasks = [asyncio.create_task(one.keep_delivering(stop)) for one in both]
        await asyncio.to_thread(wait_until, lambda: truth.one("SELECT count(*) FROM webhook_queue") == 0)
        stop.set()
        await asyncio.gather(*tasks)
        for one in both:
            await one.close()

    with_database(truth.url, run, pool_size=6)
    heard = [(told.path, told.body["id"]) for told in receiver.heard]
    assert len(heard) == len(set(heard)) == 120


def test_a_claim_that_ran_out_is_somebody_elses(receiver: Receiver, truth: Truth) -> None:
    """Whoever was too slow changes nothing any more that the other has done."""
    endpoint(truth.url, receiver.url)
    orders(truth.url, 1)

    async def run(database: Database) -> None:
        slow = Deliverer(database, {}, allow_local=True)
        (claimed,) = (await claim(database, (), 0.05)).values()
        await asyncio.sleep(0.1)
        receiver.answer = lambda _: 500
        (again,) = (await claim(database, (), 60)).values()
        await slow._deliver_lane(claimed)
        (row,) = truth.rows("SELECT claimed_until FROM webhook_queue")
        assert row["claimed_until"] == again[0].claimed_until
        assert [row["failures"] for row in deliveries(truth)] == [0]
        await slow._deliver_lane(again)
        assert [row["failures"] for row in deliveries(truth)] == [1]
        await slow.close()

    with_database(truth.url, run)


def test_the_log_is_forgotten_after_30_days(receiver: Receiver, truth: Truth) -> None:
    endpoint_id, _ = endpoint(truth.url, receiver.url)
    orders(truth.url, 3)
    deliver(truth)
    old, again, _new = (row["id"] for row in deliveries(truth))
    with psycopg.connect(truth.url, autocommit=True) as connection:
        for table in (b"webhook_deliveries", b"webhook_events"):
            connection.execute(
                b"UPDATE " + table + b" t SET created_at = now() - interval '31 days' FROM webhook_deliveries d"
                b" WHERE d.id = ANY(%s) AND t.id IN (d.id, d.event_id)",
                ([old, again],),
            )
        connection.execute(
            "UPDATE webhook_attempts SET at = now() - interval '31 days' WHERE delivery_id = ANY(%s)", ([old, again],)
        )
    in_database(truth.url, lambda database: redeliver(database, RESTAURANT, endpoint_id, delivery_id=again))
    deliver(truth)
    assert in_database(truth.url, forget_log) == 1
    assert sorted(row["id"] for row in deliveries(truth)) == sorted([again, _new])
    assert truth.one("SELECT count(*) FROM webhook_attempts") == 2
    assert in_database(truth.url, forget_log) == 0
    in_database(truth.url, lambda database: delete_endpoint(database, RESTAURANT, endpoint_id))
    with psycopg.connect(truth.url, autocommit=True) as connection:
        connection.execute("UPDATE webhook_deliveries SET created_at = now() - interval '31 days'")
        connection.execute("UPDATE webhook_events SET created_at = now() - interval '31 days'")
        connection.execute("UPDATE webhook_attempts SET at = now() - interval '31 days'")
    assert in_database(truth.url, forget_log) == 2
    assert truth.one("SELECT count(*) FROM webhook_endpoints") == 0


def test_other_restaurants_see_nothing(receiver: Receiver, truth: Truth) -> None:
    endpoint_id, _ = endpoint(truth.url, receiver.url)
    orders(truth.url, 1)
    deliver(truth)

    async def run(database: Database) -> None:
        async with database.unit_of_work(demo_id(LIMA.slug)) as work:
            assert await list_endpoints(work) == []
            assert (await list_deliveries(work, endpoint_id, limit=10)).rows == ()
        for attempt in (resume_endpoint, delete_endpoint, rotate_secret, send_test):
            with pytest.raises(NotFound):
                await attempt(database, demo_id(LIMA.slug), endpoint_id)

    in_database(truth.url, run)


def test_a_deliverer_sees_by_itself_what_happens(receiver: Receiver, truth: Truth) -> None:
    endpoint(truth.url, receiver.url)

    def watch() -> None:
        for count in (1, 2, 3):
            orders(truth.url, 1)
            receiver.wait_for(count)
        wait_until(lambda: truth.one("SELECT count(*) FROM webhook_queue") == 0)

    deliver_until(truth.url, watch)
    assert len(receiver.heard) == 3
