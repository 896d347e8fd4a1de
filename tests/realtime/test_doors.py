"""Who may listen, and to what: tokens, rooms, origins."""

from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from comanda.demo.singapore import SINGAPORE
from tests.conftest import Template
from tests.phone import House, house_at, listening, raw_socket
from tests.server import Server, serving


def refused(server: Server, query: str = "", origin: str | None = None) -> int:
    """Return the status that an attempt to connect is answered with."""
    with pytest.raises(InvalidStatus) as refusal, raw_socket(server.base_url, query, origin):
        pass
    return refusal.value.response.status_code


@pytest.mark.parametrize("by_message", [False, True])
def test_a_phone_is_put_into_the_rooms_of_its_token(house: House, table: int, *, by_message: bool) -> None:
    phone = house.seated(table)
    with phone.listening(by_message=by_message) as ear:
        assert set(ear.greeting) == {"type", "userId", "payload", "timestamp", "seq"}
        assert ear.greeting["userId"] == phone.session
        me = phone.get("/customer/me").data["guest"]["id"]
        own = {f"session:{phone.session}", f"table:{house.table(table)}", f"guest:{me}"}
        assert ear.rooms == own | {f"menu:{house.branch_id}"}


@pytest.mark.parametrize("by_message", [False, True])
def test_staff_are_put_into_the_rooms_of_where_they_work(house: House, *, by_message: bool) -> None:
    waiter = house.staff("waiter")
    with waiter.listening(by_message=by_message) as ear:
        assert ear.greeting["userId"] == waiter.id
        assert {f"branch:{house.branch_id}", f"branch:{house.branch_id}:kitchen"} <= ear.rooms
        assert all(room.startswith("branch:") for room in ear.rooms)


def test_a_token_that_is_not_ours_is_refused_either_way(server: Server, house: House) -> None:
    token = house.staff("waiter").token
    head, claims, _ = token.split(".")
    for bad in ("", "x", "a.b.c", f"{head}.{claims}.{'A' * 43}", house.credentials.system_token):
        assert refused(server, f"?token={bad}") == 401
        with raw_socket(server.base_url) as ear:
            ear.say(type="auth", token=bad)
            assert set(ear.next("auth:error")) == {"type", "message", "timestamp"}
            assert ear.closed() == 4401


@pytest.mark.parametrize(
    "said", ["{}", "[]", "no JSON", '{"type":"ping"}', '{"type":"auth"}', '{"type":"auth","token":7}']
)
def test_nobody_is_heard_before_saying_who_they_are(server: Server, said: str) -> None:
    with raw_socket(server.base_url) as ear:
        ear.connection.send(said)
        ear.next("auth:error")
        assert ear.closed() == 4401


def test_a_token_of_an_ended_or_rejected_session_opens_nothing(server: Server, house: House, table: int) -> None:
    waiter = house.staff("waiter")
    ended = house.seated(table)
    assert waiter.end(ended.session).status == 200
    rejected = house.phone(table)
    assert waiter.reject(rejected.session).status == 200
    for phone in (ended, rejected):
        assert refused(server, f"?token={phone.token}") == 401
        with raw_socket(server.base_url) as ear:
            ear.say(type="auth", token=phone.token)
            ear.next("auth:error")
            assert ear.closed() == 4401


def test_subscribing_is_accepted_for_ones_own_room_alone(house: House, table: int, second_table: int) -> None:
    phone, other = house.seated(table), house.seated(second_table)
    with phone.listening() as ear:
        own = f"session:{phone.session}"
        ear.say(type="subscribe", room=own)
        assert ear.next("subscribed")["room"] == own
        ear.say(type="subscribe", channel=own)
        assert ear.next("subscribed")["room"] == own
        theirs = f"session:{other.session}"
        for room in (
            theirs,
            f"branch:{house.branch_id}",
            f"table:{house.table(second_table)}",
            "",
            "*",
            None,
            7,
            [own],
        ):
            ear.say(type="subscribe", room=room)
            said = ear.next("error")
            assert said["message"]
            assert said.get("room") == (room if isinstance(room, str) and room else None)
        # And it has changed nothing: only the own table is heard.
        assert other.order().status == 201
        assert phone.ask_for("call_waiter").status == 200
        ear.next("table:call_waiter", tableSessionId=phone.session)
        assert [kind for kind in ear.kinds() if kind.startswith(("order:", "table:"))] == ["table:call_waiter"]


def test_staff_may_subscribe_to_their_branch_and_not_to_another(house: House, abroad: House) -> None:
    with house.staff("kitchen").listening() as ear:
        ear.say(type="subscribe", room=f"branch:{house.branch_id}:kitchen")
        ear.next("subscribed")
        ear.say(type="subscribe", room=f"branch:{abroad.branch_id}")
        ear.next("error")


def test_ping_is_answered_and_the_heart_beats(house: House) -> None:
    with house.staff("waiter").listening() as ear:
        ear.say(type="ping")
        assert set(ear.next("pong")) == {"type", "timestamp"}
        assert ear.next("heartbeat")["seq"] >= ear.greeting["seq"]
        ear.next("heartbeat")
        ear.say(type="auth", token=house.staff("waiter").token)
        assert ear.next("auth:success")["userId"] == house.staff("waiter").id


def test_what_cannot_be_understood_is_said_so_and_harms_nothing(house: House) -> None:
    with house.staff("waiter").listening() as ear:
        for said in ('{"type":"join","room":"x"}', "7", "null", "{", '"ping"', '{"type":["ping"]}', b"\x00\xff"):
            ear.connection.send(said)
            ear.next("error")
        ear.say(type="ping")
        ear.next("pong")


def test_whoever_talks_too_much_or_too_long_is_sent_off(house: House) -> None:
    with house.staff("waiter").listening() as ear:
        for _ in range(121):
            ear.say(type="ping")
        assert ear.closed() == 4429
        assert ear.kinds() == ["pong"] * 120
    for _ in range(10):
        with house.staff("waiter").listening() as ear:
            ear.say(type="ping", more="x" * 5000)
            assert ear.closed() in (1000, 1009)
            assert ear.kinds() == []


def test_foreign_pages_may_connect_only_where_the_setting_lets_them(
    template: Template, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMANDA_ALLOWED_ORIGINS", '["https://pages.example"]')
    with serving(database_url, tmp_path) as server, house_at(server.base_url, SINGAPORE, template.credentials) as house:
        query = f"?token={house.staff('waiter').token}"
        for foreign in ("https://evil.example", "https://pages.example.evil", "http://pages.example", "null"):
            assert refused(server, query, foreign) == 403
            assert refused(server, "", foreign) == 403
        for welcome in ("https://pages.example", server.base_url):
            with raw_socket(server.base_url, query, welcome) as ear:
                ear.next("auth:success")
        with listening(server.base_url, house.staff("waiter").token) as ear:
            assert ear.rooms, "programs send no origin"


def test_every_page_may_connect_where_nothing_is_set(server: Server, house: House) -> None:
    with raw_socket(server.base_url, f"?token={house.staff('waiter').token}", "https://any.example") as ear:
        ear.next("auth:success")
