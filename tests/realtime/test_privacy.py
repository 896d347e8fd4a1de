"""Nobody hears of what is not theirs: other tables, other restaurants, a table they were not let into."""

from comanda.demo.seed import demo_id
from tests.phone import House, Phone, Staff
from tests.realtime.hearing import everywhere
from tests.server import Server
from tests.truth import Truth


def a_busy_evening(house: House, waiter: Staff, table: int, elsewhere: int, last: int) -> None:
    """Let everything happen at one table that is ever told of."""
    refused = house.phone(table, "Refused")
    assert waiter.reject(refused.session).status == 200
    phone = house.seated(table, "Seated")
    assert phone.order().status == 201
    order = phone.order().data
    assert phone.post(f"/customer/orders/{order['id']}/cancel").status == 200
    order = phone.order().data
    assert waiter.accept(order["id"]).status == 200
    assert waiter.post(f"/kitchen/orders/{order['id']}/bump").status == 200
    call = phone.ask_for("call_waiter").data["requestId"]
    assert phone.ask_for("request_bill").status == 200
    assert waiter.post(f"/service-requests/{call}/ack").status == 200
    assert waiter.post(f"/service-requests/{call}/resolve").status == 200
    assert waiter.pay(phone.session, 100).status == 201
    assert waiter.move(table, elsewhere).status == 200
    host = house.seated(last, "Host")
    assert waiter.merge(elsewhere, last).status == 200
    assert waiter.end(host.session, force=True).status == 200


def test_another_table_hears_nothing(server: Server, house: House, table: int, second_table: int) -> None:
    waiter, tables = house.staff("waiter"), [number for number in range(1, 17) if number not in (table, second_table)]
    phone, waiting = house.seated(table), house.phone(second_table)
    with everywhere(server, phone) as seated, everywhere(server, waiting) as pending:
        a_busy_evening(house, waiter, *tables[:3])
        # Whatever was to be told has been told before this.
        assert phone.ask_for("call_waiter").status == 200
        for ear in seated:
            ear.next("table:call_waiter")
            assert ear.kinds() == ["table:call_waiter"]
        assert waiter.approve(waiting.session).status == 200
        for ear in pending:
            ear.next("session:approved")
            assert ear.kinds() == ["session:approved"]


def test_a_phone_that_waits_to_join_hears_nothing_of_the_table(server: Server, house: House, table: int) -> None:
    manager, opener = house.staff("branch_manager"), house.seated(table)
    assert manager.patch("/settings/branch", {"settings": {"join_policy": "approve"}}).status == 200
    try:
        waiting = house.phone(table, "Luis")
    finally:
        assert manager.patch("/settings/branch", {"settings": {"join_policy": "open"}}).status == 200
    with everywhere(server, waiting) as ears:
        for ear in ears:
            assert not any(room.startswith(("session:", "table:", "branch:")) for room in ear.rooms)
            ear.say(type="subscribe", room=f"session:{opener.session}")
            ear.next("error")
        assert opener.order().status == 201
        assert opener.ask_for("request_bill").status == 200
        assert manager.patch(f"/tables/sessions/{opener.session}/guests/{waiting.session}/approve").status == 200
        for ear in ears:
            ear.next("session:approved")
            assert ear.kinds() == ["error", "session:approved"]


def test_staff_of_another_restaurant_hear_nothing(
    server: Server, house: House, abroad: House, table: int, second_table: int
) -> None:
    other = next(number for number in range(1, 17) if number not in (table, second_table))
    theirs = abroad.staff("waiter")
    with everywhere(server, theirs) as ears:
        a_busy_evening(house, house.staff("waiter"), table, second_table, other)
        asked = abroad.phone(1)
        for ear in ears:
            ear.next("session:pending", sessionId=asked.session)
            assert ear.kinds() == ["session:pending"]
    theirs.free(1)


def test_staff_of_another_location_hear_nothing(
    server: Server, house: House, truth: Truth, table: int, second_table: int
) -> None:
    """Siti works at the second location from now on."""
    elsewhere = demo_id(house.restaurant.slug, house.restaurant.locations[1].slug)
    siti = house.staff("waiter", 1)
    truth.rows("UPDATE users SET location_ids = ARRAY[%s] WHERE id = %s RETURNING id", elsewhere, siti.id)
    try:
        other = next(number for number in range(1, 17) if number not in (table, second_table))
        with everywhere(server, siti) as ears:
            for ear in ears:
                assert ear.rooms == {f"branch:{elsewhere}", f"branch:{elsewhere}:kitchen"}
            a_busy_evening(house, house.staff("waiter"), table, second_table, other)
            truth.rows(
                "INSERT INTO events (tenant_id, topic, object_id, location_id, payload, created_at)"
                ' SELECT id, \'menu.availability_changed\', id, %s, \'{"item": "x", "available": true}\', now()'
                " FROM tenants WHERE slug = %s RETURNING seq",
                elsewhere,
                house.restaurant.slug,
            )
            for ear in ears:
                ear.next("menu:availability")
                assert ear.kinds() == ["menu:availability"]
    finally:
        truth.rows("UPDATE users SET location_ids = NULL WHERE id = %s RETURNING id", siti.id)


def test_the_next_party_at_a_table_is_not_heard_by_the_last(house: House, table: int) -> None:
    waiter, before = house.staff("waiter"), house.seated(table)
    with before.listening() as ear:
        assert waiter.end(before.session).status == 200
        after = house.seated(table)
        assert after.order().status == 201
        assert ear.closed() == 4401
        assert ear.kinds() == ["session:ended", "auth:expired"]
    assert before.order().refusal == (403, "SESSION_ENDED")
    assert Phone(house, before.token, after.session).get("/customer/bill").refusal == (403, "SESSION_ENDED")
