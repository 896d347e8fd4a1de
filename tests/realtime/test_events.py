"""Every documented message: its payload, who hears it, from whichever process it was written."""

from collections.abc import Iterator

import pytest

from tests.app.singapore import SLUG, WINGS, WINGS_VARIANT
from tests.phone import Ear, House, Json, Phone, Staff, plate
from tests.realtime.hearing import everywhere, told
from tests.server import Server
from tests.storekeeper import Storekeeper


@pytest.fixture
def waiter(house: House) -> Staff:
    return house.staff("waiter")


@pytest.fixture
def floor(server: Server, house: House) -> Iterator[list[Ear]]:
    """A staff screen in each process."""
    with everywhere(server, house.staff("kitchen")) as ears:
        yield ears


def says(payload: Json, expected: Json) -> None:
    """Check that a payload has the documented fields; it may say more."""
    assert {name: payload.get(name) for name in expected} == expected


def test_asking_and_being_let_in(server: Server, house: House, waiter: Staff, floor: list[Ear], table: int) -> None:
    phone = house.phone(table, "Ana")
    about = {"sessionId": phone.session, "tableId": house.table(table), "tableNumber": table}
    says(told(floor, "session:pending", sessionId=phone.session), about | {"customerName": "Ana"})
    with everywhere(server, phone) as ears:
        assert waiter.approve(phone.session).status == 200
        says(told(floor, "session:approved", sessionId=phone.session), about)
        says(told(ears, "session:approved"), about)
        says(
            told(floor, "table:status", tableId=house.table(table)),
            {"tableId": house.table(table), "number": table, "status": "occupied"},
        )
        assert phone.order().status == 201
        told(ears, "order:new")
        assert [ear.kinds() for ear in ears] == [["session:approved", "order:new"]] * len(ears), (
            "table:status is for staff"
        )


def test_being_turned_down(server: Server, house: House, waiter: Staff, floor: list[Ear], table: int) -> None:
    phone = house.phone(table)
    about = {"sessionId": phone.session, "tableId": house.table(table), "tableNumber": table}
    with everywhere(server, phone) as ears:
        assert waiter.reject(phone.session).status == 200
        says(told(floor, "session:rejected", sessionId=phone.session), about)
        says(told(ears, "session:rejected"), about)
        for ear in ears:
            assert ear.closed() == 4401
            assert ear.kinds()[-1] == "auth:expired"
    says(told(floor, "table:status", tableId=house.table(table)), {"status": "available"})


def test_a_walk_in_and_its_end(house: House, waiter: Staff, floor: list[Ear], table: int) -> None:
    seated = waiter.post("/tables/sessions", {"tableId": house.table(table), "customerName": "Walk"}).data
    about = {"sessionId": seated["sessionId"], "tableId": house.table(table), "tableNumber": table}
    says(told(floor, "session:started", sessionId=seated["sessionId"]), about | {"customerName": "Walk"})
    says(told(floor, "table:status", tableId=house.table(table)), {"status": "occupied"})
    assert waiter.end(seated["sessionId"]).status == 200
    says(told(floor, "session:ended", sessionId=seated["sessionId"]), about)
    says(told(floor, "table:status", tableId=house.table(table)), {"status": "available"})


def test_the_end_of_a_session_is_heard_and_closes_its_phones(
    server: Server, house: House, waiter: Staff, table: int
) -> None:
    phone = house.seated(table)
    with everywhere(server, phone) as ears:
        assert waiter.end(phone.session).status == 200
        says(told(ears, "session:ended"), {"sessionId": phone.session, "tableId": house.table(table)})
        for ear in ears:
            assert ear.closed() == 4401
            assert ear.kinds() == ["session:ended", "auth:expired"]


def test_a_move_hands_out_a_token_that_works(
    server: Server, house: House, waiter: Staff, floor: list[Ear], table: int, second_table: int
) -> None:
    phone = house.seated(table)
    with everywhere(server, phone) as ears:
        assert waiter.move(table, second_table).status == 200
        about = {"sessionId": phone.session, "tableId": house.table(second_table), "tableNumber": second_table}
        heard = told(floor, "session:moved", sessionId=phone.session)
        says(heard, about)
        assert "token" not in heard, "a phone's token is for that phone"
        says(told(floor, "table:status", tableId=house.table(second_table)), {"status": "occupied"})
        says(told(floor, "table:status", tableId=house.table(table)), {"status": "available"})
        tokens = []
        for ear in ears:
            heard = ear.next("session:moved")["payload"]
            says(heard, about)
            tokens.append(heard["token"])
        for token in {*tokens, phone.token}:
            moved = Phone(house, token, phone.session)
            assert moved.get("/customer/me").data["session"]["table"]["number"] == second_table
            with moved.listening() as ear:
                assert f"table:{house.table(second_table)}" in ear.rooms
                assert f"table:{house.table(table)}" not in ear.rooms
        order = Phone(house, tokens[0], phone.session).order().data
        assert order["table_number"] == second_table
        told(ears, "order:new", orderId=order["id"])


def test_a_phone_that_was_away_while_its_party_moved_is_told_with_its_token(
    house: House, waiter: Staff, table: int, second_table: int
) -> None:
    phone = house.seated(table)
    with phone.listening() as ear:
        seen = ear.seq
    assert waiter.move(table, second_table).status == 200
    with phone.listening(seq=seen) as ear:
        heard = ear.next("session:moved")["payload"]
        assert Phone(house, heard["token"], phone.session).order().status == 201


def test_a_merge_is_heard_by_both_parties_and_they_are_one_from_then_on(
    server: Server, house: House, waiter: Staff, floor: list[Ear], table: int, second_table: int
) -> None:
    host, joining = house.seated(second_table, "Host"), house.seated(table, "Joining")
    with everywhere(server, host) as hosts, everywhere(server, joining) as joiners:
        assert waiter.merge(table, second_table).data["id"] == host.session
        about = {"sessionId": host.session, "mergedSessionId": joining.session}
        for ears in (floor, hosts, joiners):
            says(told(ears, "session:merged", sessionId=host.session), about)
        for ear in joiners:
            ear.say(type="subscribe", room=f"session:{host.session}")
            ear.next("subscribed")
        order = host.order().data
        told(joiners, "order:new", orderId=order["id"])
        order = joining.order().data
        assert order["table_session_id"] == host.session
        for ears in (hosts, joiners, floor):
            told(ears, "order:new", orderId=order["id"])


def test_an_order_from_pending_to_served(
    server: Server, house: House, waiter: Staff, floor: list[Ear], table: int
) -> None:
    phone, cook = house.seated(table), house.staff("kitchen")
    with everywhere(server, phone) as ears:
        order = phone.order(2, notes="no chilli").data
        (line,) = order["items"]
        about = {"orderId": order["id"], "orderNumber": order["order_number"]}
        item = {"id": line["id"], "name": line["name"], "quantity": 2}
        for listeners in (floor, ears):
            heard = told(listeners, "order:new", orderId=order["id"])
            says(heard, about | {"status": "pending", "tableSessionId": phone.session, "notes": "no chilli"})
            says(heard, {"items": [item | {"status": "pending"}], "tableNumber": table})
        assert waiter.accept(order["id"]).status == 200
        for listeners in (floor, ears):
            says(told(listeners, "order:updated", orderId=order["id"]), about | {"status": "confirmed"})
        for step in ("preparing", "ready", "served"):
            assert cook.patch(f"/kitchen/items/{line['id']}/status", {"status": step}).status == 200
            for listeners in (floor, ears):
                heard = told(listeners, "order:item_status", orderId=order["id"])
                says(heard, about | {"item": item | {"status": step}, "status": step})


def test_starting_a_pending_order_tells_that_it_was_accepted(
    server: Server, house: House, floor: list[Ear], table: int
) -> None:
    phone = house.seated(table)
    order = phone.order().data
    with everywhere(server, phone) as ears:
        path = f"/kitchen/items/{order['items'][0]['id']}/status"
        assert house.staff("kitchen").patch(path, {"status": "ready"}).status == 200
        for listeners in (floor, ears):
            says(told(listeners, "order:updated", orderId=order["id"]), {"status": "ready"})
            says(told(listeners, "order:item_status", orderId=order["id"])["item"], {"status": "ready"})


@pytest.mark.parametrize("by", ["guest", "staff"])
def test_a_cancelled_order(server: Server, house: House, waiter: Staff, floor: list[Ear], table: int, by: str) -> None:
    phone = house.seated(table)
    order = phone.order().data
    about = {"orderId": order["id"], "orderNumber": order["order_number"], "status": "cancelled"}
    with everywhere(server, phone) as ears:
        if by == "guest":
            assert phone.post(f"/customer/orders/{order['id']}/cancel").status == 200
        else:
            assert waiter.post(f"/orders/{order['id']}/void", {"reason": "Out of wings"}).status == 200
        for listeners in (floor, ears):
            heard = told(listeners, "order:cancelled", orderId=order["id"])
            says(heard, about | {"reason": None if by == "guest" else "Out of wings"})


def test_a_round_that_staff_take_is_heard_at_the_table(
    server: Server, house: House, waiter: Staff, floor: list[Ear], table: int
) -> None:
    phone = house.seated(table)
    with everywhere(server, phone) as ears:
        order = waiter.post("/orders", {"tableSessionId": phone.session, "items": [plate()]}).data
        for listeners in (floor, ears):
            heard = told(listeners, "order:new", orderId=order["id"])
            says(heard, {"status": "confirmed", "tableSessionId": phone.session})


def test_a_payment_is_heard(server: Server, house: House, waiter: Staff, floor: list[Ear], table: int) -> None:
    phone = house.seated(table)
    order = phone.order().data
    with everywhere(server, phone) as ears:
        assert waiter.pay(phone.session, 500).data["remaining"] == order["total"] - 500
        for listeners in (floor, ears):
            heard = told(listeners, "payment:recorded", orderId=order["id"])
            says(heard, {"paid": 500, "outstanding": order["total"] - 500})


def test_what_staff_say_of_a_table(house: House, waiter: Staff, floor: list[Ear], table: int) -> None:
    path = f"/tables/{house.table(table)}/status"
    for status in ("reserved", "maintenance", "available"):
        assert waiter.patch(path, {"status": status}).status == 200
        heard = told(floor, "table:status", tableId=house.table(table), status=status)
        says(heard, {"number": table})


@pytest.mark.parametrize("action", ["call_waiter", "request_bill"])
def test_a_call_until_it_is_dealt_with(
    server: Server, house: House, waiter: Staff, floor: list[Ear], table: int, action: str
) -> None:
    phone = house.seated(table, "Ana")
    with everywhere(server, phone) as ears:
        call = phone.ask_for(action).data["requestId"]
        about = {
            "requestId": call,
            "tableSessionId": phone.session,
            "tableId": house.table(table),
            "tableNumber": table,
            "action": action,
            "customerName": "Ana",
        }
        says(told(floor, f"table:{action}", requestId=call), about)
        assert phone.ask_for(action).data["alreadyPending"] is True
        assert waiter.post(f"/service-requests/{call}/ack").status == 200
        assert waiter.post(f"/service-requests/{call}/ack").status == 200
        assert waiter.post(f"/service-requests/{call}/resolve").status == 200
        assert waiter.post(f"/service-requests/{call}/resolve").status == 200
        assert phone.order().status == 201
        for listeners in (floor, ears):
            says(told(listeners, "service_request:acknowledged", requestId=call), about)
            says(told(listeners, "service_request:resolved", requestId=call), about)
            told(listeners, "order:new", tableSessionId=phone.session)
        kinds = [f"table:{action}", "service_request:acknowledged", "service_request:resolved", "order:new"]
        assert [ear.kinds() for ear in ears] == [kinds] * len(ears), "said once each, whoever pressed how often"


def test_a_sold_out_dish_is_heard_by_staff_and_guests(
    server: Server, house: House, floor: list[Ear], table: int
) -> None:
    phone, cook = house.seated(table), house.staff("branch_manager")
    with everywhere(server, phone) as ears:
        for is_available in (False, True):
            path = f"/menu/items/{WINGS}/availability"
            assert cook.patch(path, {"is_available": is_available}).status == 200
            for listeners in (floor, ears):
                says(told(listeners, "menu:availability"), {"menuItemId": str(WINGS), "isAvailable": is_available})


def test_a_dish_that_runs_out_is_heard_by_staff_and_guests(
    server: Server, house: House, floor: list[Ear], table: int
) -> None:
    keeper, phone = Storekeeper(house.http, house.credentials.user_tokens[SLUG]), house.seated(table)
    keeper.recipe(WINGS_VARIANT, (keeper.stock(1), 1))
    with everywhere(server, phone) as ears:
        for sold, is_available in ((True, False), (False, True)):
            if sold:
                assert phone.order(1).status == 201
            else:
                keeper.recipe(WINGS_VARIANT)
            of_the_variant = {"variantId": str(WINGS_VARIANT), "isVariantAvailable": is_available}
            for listeners in (floor, ears):
                heard = {"menuItemId": str(WINGS), "isAvailable": is_available}
                says(told(listeners, "menu:availability", **of_the_variant), heard | of_the_variant)
                says(told(listeners, "menu:availability"), heard)


def test_phones_that_wait_to_join_are_decided_live(server: Server, house: House, floor: list[Ear], table: int) -> None:
    manager = house.staff("branch_manager")
    opener = house.seated(table, "Ana")
    assert manager.patch("/settings/branch", {"settings": {"join_policy": "approve"}}).status == 200
    try:
        luis, eva = house.phone(table, "Luis"), house.phone(table, "Eva")
    finally:
        assert manager.patch("/settings/branch", {"settings": {"join_policy": "open"}}).status == 200
    with everywhere(server, opener) as openers, everywhere(server, luis) as let_in, everywhere(server, eva) as refused:
        for name in ("Luis", "Eva"):
            says(told(floor, "guest:waiting", guestName=name), {"sessionId": opener.session})
        assert opener.order().status == 201
        assert opener.post(f"/customer/guests/{luis.session}/approve").status == 200
        assert opener.post(f"/customer/guests/{eva.session}/reject").status == 200
        told(let_in, "session:approved")
        told(refused, "session:rejected")
        for ear in refused:
            assert ear.closed() == 4401
            assert ear.kinds() == ["session:rejected", "auth:expired"], "a waiting phone hears nothing of the table"
        for ear in let_in:
            assert ear.kinds() == ["session:approved"]
            ear.say(type="subscribe", room=f"session:{opener.session}")
            ear.next("subscribed")
        order = opener.order().data
        told(let_in, "order:new", orderId=order["id"])
        for listeners in (floor, openers):
            told(listeners, "guest:admitted", guestName="Luis")
            told(listeners, "guest:refused", guestName="Eva")
