"""Ask for a table: the documented calls, their errors, and who gets what."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from tests.api.guest.client import NOBODY, Place, phone

PENDING = "Esta mesa esta en espera de aprobacion"
NOT_FOUND = "Sesion no encontrada"
CARLOS = {"customerName": "Carlos Rodriguez", "customerPhone": "+51912345678"}


def _claims(token: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


def test_an_empty_table_has_no_session(lima: Place) -> None:
    assert lima.public.get(f"{lima.path()}/check-session").body == {"success": True, "data": {"hasSession": False}}


@pytest.mark.parametrize(
    "path",
    [
        "downtown-lima/downtown-lima-99",
        "no-such-branch/downtown-lima-15",
        "downtown-lima/chinatown-singapore-1",
        "chinatown-singapore/downtown-lima-15",
        "downtown-lima/15",
    ],
)
def test_a_code_that_does_not_exist(path: str, lima: Place) -> None:
    who = lima.public
    assert who.get(f"/customer/{path}/check-session").data == {"hasSession": False}
    assert who.post(f"/customer/{path}/session", CARLOS).refusal == (404, "NOT_FOUND")
    assert who.post(f"/customer/{path}/register", CARLOS).refusal == (404, "NOT_FOUND")
    assert who.get(f"/customer/{path}/menu").refusal == (404, "NOT_FOUND")
    assert who.get(f"/customer/{path}/session-status/{NOBODY}").refusal == (404, "NOT_FOUND")


def test_the_documented_start_of_a_session(lima: Place) -> None:
    before = datetime.now(UTC)
    data = lima.public.post(f"{lima.path()}/session", CARLOS).created
    assert data.keys() == {"session", "token", "sessionId"}
    session = data["session"]
    assert {key: session[key] for key in ("id", "table_id", "customer_name", "customer_phone", "status")} == {
        "id": data["sessionId"],
        "table_id": lima.table(15),
        "customer_name": "Carlos Rodriguez",
        "customer_phone": "+51912345678",
        "status": "pending",
    }
    assert session["started_at"].endswith("Z")
    started = datetime.fromisoformat(session["started_at"])
    assert before - timedelta(seconds=1) <= started <= datetime.now(UTC) + timedelta(seconds=1)
    claims = _claims(data["token"])
    assert (claims["role"], claims["sub"], claims["branch"]) == ("customer", data["sessionId"], lima.branch)
    assert (claims["table"], claims["exp"] - claims["iat"]) == (lima.table(15), 4 * 3600)
    assert lima.public.get(f"{lima.path()}/check-session").data == {
        "hasSession": True,
        "status": "pending",
        "sessionId": data["sessionId"],
        "customerName": "Carlos Rodriguez",
    }
    status = lima.public.get(f"{lima.path()}/session-status/{data['sessionId']}").data
    assert {key: status[key] for key in ("id", "status", "customer_name")} == {
        "id": data["sessionId"],
        "status": "pending",
        "customer_name": "Carlos Rodriguez",
    }


def test_register_takes_more_and_answers_the_same(lima: Place) -> None:
    more = {"email": "carlos@example.com", "birthDate": "1990-05-17"}
    data = lima.public.post(f"{lima.path()}/register", CARLOS | more).created
    assert data.keys() == {"session", "token", "sessionId", "customer"}
    assert (data["session"]["id"], data["session"]["status"]) == (data["sessionId"], "pending")
    kept = lima.truth.rows("SELECT email, birth_date::text FROM guests")
    assert kept == [{"email": "carlos@example.com", "birth_date": "1990-05-17"}]
    refused = lima.public.post(f"{lima.path()}/register", CARLOS)
    assert (refused.refusal, refused.message) == ((409, "SESSION_PENDING"), PENDING)


def test_an_approved_session_is_active(lima: Place) -> None:
    maria = lima.seat(name="Maria Garcia")
    assert lima.public.get(f"{lima.path()}/check-session").data == {
        "hasSession": True,
        "status": "active",
        "sessionId": maria.session_id,
        "customerName": "Maria Garcia",
    }
    status = lima.public.get(f"{lima.path()}/session-status/{maria.session_id}").data
    assert (status["id"], status["status"], status["customer_name"]) == (maria.session_id, "active", "Maria Garcia")


def test_a_table_that_waits_takes_no_second_request(lima: Place) -> None:
    first = lima.ask()
    refused = lima.public.post(f"{lima.path()}/session", {"customerName": "Maria Garcia"})
    assert refused.status == 409
    assert refused.body == {"success": False, "error": {"code": "SESSION_PENDING", "message": PENDING}}
    assert lima.truth.one("SELECT count(*) FROM dining_sessions") == 1
    assert lima.ask(14, "Maria Garcia").session_id != first.session_id


def test_who_joins_an_active_table_gets_a_token_of_their_own(lima: Place) -> None:
    opener = lima.seat()
    for path in ("session", "register"):
        answer = lima.public.post(f"{lima.path()}/{path}", {"customerName": f"Maria {path}"})
        assert answer.status == 200
        data = answer.data
        assert (data["existing"], data["sessionId"], data["session"]["id"]) == (
            True,
            opener.session_id,
            opener.session_id,
        )
        assert data["token"] != opener.token
        assert _claims(data["token"])["jti"] != _claims(opener.token)["jti"]
        joined = lima.public.get("/customer/me").refusal
        assert joined == (401, "UNAUTHORIZED")
    names = {(guest["name"], guest["is_opener"]) for guest in opener.me["session"]["guests"]}
    assert names == {("Carlos Rodriguez", True), ("Maria session", False), ("Maria register", False)}
    assert opener.me["guest"]["name"] == "Carlos Rodriguez"


def test_a_rejected_session_reads_as_rejected_and_frees_the_table(lima: Place) -> None:
    carlos = lima.ask()
    assert lima.reject(carlos.session_id).data["status"] == "rejected"
    assert lima.public.get(f"{lima.path()}/session-status/{carlos.session_id}").data["status"] == "rejected"
    assert lima.public.get(f"{lima.path()}/check-session").data == {"hasSession": False}
    assert lima.ask(name="Maria Garcia").session_id != carlos.session_id


def test_an_ended_session_reads_as_completed_and_frees_the_table(lima: Place) -> None:
    carlos = lima.seat()
    ended = lima.end(carlos.session_id).data
    assert ended["status"] == "completed"
    assert ended["ended_at"]
    assert lima.public.get(f"{lima.path()}/session-status/{carlos.session_id}").data["status"] == "completed"
    assert lima.public.get(f"{lima.path()}/check-session").data == {"hasSession": False}


def test_a_request_that_nobody_answers_expires(lima: Place) -> None:
    carlos = lima.ask()
    waits = lima.truth.one("SELECT extract(epoch FROM expires_at - created_at)::int FROM dining_sessions")
    assert waits == 600
    lima.expire(carlos.session_id)
    assert lima.public.get(f"{lima.path()}/session-status/{carlos.session_id}").data["status"] == "rejected"
    assert lima.public.get(f"{lima.path()}/check-session").data == {"hasSession": False}
    assert lima.staff().get("/tables/sessions/pending").data == []
    assert lima.approve(carlos.session_id).refusal == (410, "SESSION_EXPIRED")
    assert lima.reject(carlos.session_id).refusal == (410, "SESSION_EXPIRED")
    maria = lima.seat(name="Maria Garcia")
    assert lima.approve(carlos.session_id).refusal == (404, "NOT_FOUND")
    assert lima.public.get(f"{lima.path()}/session-status/{carlos.session_id}").data["status"] == "rejected"
    assert carlos.get("/customer/my-orders").refusal == (403, "SESSION_ENDED")
    assert maria.orders() == []


@pytest.mark.parametrize("session_id", [NOBODY, "no-id", "550e8400-e29b-41d4-a716-446655440000", "'--"])
def test_the_status_of_a_session_that_is_not_there(session_id: str, lima: Place) -> None:
    answer = lima.public.get(f"{lima.path()}/session-status/{session_id}")
    assert answer.status == 404
    assert answer.body == {"success": False, "error": {"code": "NOT_FOUND", "message": NOT_FOUND}}


def test_the_status_of_another_tables_session(lima: Place, singapore: Place) -> None:
    carlos, mei = lima.ask(), singapore.ask(1)
    for place, table, session_id in (
        (lima, 14, carlos.session_id),
        (lima, 15, mei.session_id),
        (singapore, 1, carlos.session_id),
    ):
        answer = place.public.get(f"{place.path(table)}/session-status/{session_id}")
        assert (answer.refusal, answer.message) == ((404, "NOT_FOUND"), NOT_FOUND)


@pytest.mark.parametrize("kind", ["session", "register"])
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "customerName"),
        ({"customerName": ""}, "customerName"),
        ({"customerName": "   "}, "customerName"),
        ({"customerName": "x" * 256}, "customerName"),
        ({"customerName": None}, "customerName"),
        ({"customerName": 5}, "customerName"),
        ({"customerName": ["Carlos"]}, "customerName"),
        ({"customerName": "Car\x00los"}, "customerName"),
        ({"customerName": "Carlos", "customerPhone": "1" * 21}, "customerPhone"),
        ({"customerName": "Carlos", "customerPhone": 51912345678}, "customerPhone"),
        ({"customerName": "Carlos", "customerPhone": "+51\x00"}, "customerPhone"),
    ],
)
def test_what_a_request_must_say(body: Any, field: str, kind: str, lima: Place) -> None:
    answer = lima.public.post(f"{lima.path()}/{kind}", body)
    assert (answer.refusal, answer.fields) == ((400, "VALIDATION_ERROR"), {field})
    assert lima.truth.one("SELECT count(*) FROM dining_sessions") == 0


@pytest.mark.parametrize("content", [b"", b"{", b"null", b"[]", b'"Carlos"', b"customerName=Carlos", b"\xff\xfe"])
def test_a_body_that_is_no_json_object(content: bytes, lima: Place) -> None:
    answer = lima.public.call(
        "POST", f"{lima.path()}/session", content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.refusal == (400, "BAD_REQUEST")
    assert lima.truth.one("SELECT count(*) FROM dining_sessions") == 0


def test_the_longest_name_and_phone(lima: Place) -> None:
    said = {"customerName": "é" * 255, "customerPhone": "1" * 20}
    session = lima.public.post(f"{lima.path()}/session", said).created["session"]
    assert (session["customer_name"], session["customer_phone"]) == ("é" * 255, "1" * 20)


def test_an_empty_phone_is_none(lima: Place) -> None:
    for table, more in ((15, {"customerPhone": ""}), (14, {"customerPhone": None}), (13, {})):
        said = {"customerName": "Carlos", **more}
        assert lima.public.post(f"{lima.path(table)}/session", said).created["session"]["customer_phone"] is None


def test_names_come_back_as_they_were_sent(lima: Place) -> None:
    name = "D'Angelo <b>Ñandú</b> 田中 🌶️ \"; DROP TABLE guests; --"
    opener = lima.seat(name=name)
    assert lima.public.get(f"{lima.path()}/check-session").data["customerName"] == name
    assert opener.me["guest"]["name"] == name


def test_a_phone_that_shows_its_token_is_told_of_its_own_session(lima: Place) -> None:
    carlos = lima.seat(15)
    maria = lima.ask(14, "Maria Garcia")
    told = carlos.get(f"{lima.path(15)}/check-session").data
    assert (told["hasSession"], told["status"], told["sessionId"]) == (True, "active", carlos.session_id)
    told = maria.get(f"{lima.path(14)}/check-session").data
    assert (told["status"], told["sessionId"]) == ("pending", maria.session_id)
    lima.end(carlos.session_id)
    lima.seat(15, "The next party")
    told = carlos.get(f"{lima.path(15)}/check-session").data
    assert told["sessionId"] != carlos.session_id


def test_a_bad_token_does_not_keep_anybody_from_checking(lima: Place) -> None:
    lima.seat()
    for token in ("rubbish", "a.b.c", ""):
        told = lima.public.call(
            "GET", f"{lima.path()}/check-session", headers={"Authorization": f"Bearer {token}"}
        ).data
        assert told["hasSession"] is True


def test_asking_for_a_closed_table(lima: Place) -> None:
    assert lima.staff().patch(f"/tables/{lima.table(15)}/status", {"status": "maintenance"}).status == 200
    assert lima.public.post(f"{lima.path()}/session", CARLOS).refusal == (409, "TABLE_CLOSED")
    assert lima.public.get(f"{lima.path()}/check-session").data == {"hasSession": False}
    assert lima.staff().patch(f"/tables/{lima.table(15)}/status", {"status": "available"}).status == 200
    assert lima.ask().session_id


def test_a_location_may_hide_the_name(own_lima: Place) -> None:
    manager = own_lima.staff("branch_manager")
    manager.patch("/settings/branch", {"settings": {"show_guest_name": False}})
    carlos = own_lima.seat()
    assert own_lima.public.get(f"{own_lima.path()}/check-session").data == {
        "hasSession": True,
        "status": "active",
        "sessionId": carlos.session_id,
    }
    shown = own_lima.public.get(f"{own_lima.path()}/session-status/{carlos.session_id}").data
    assert shown["customer_name"] is None


def test_who_joins_is_not_told_the_openers_phone_number(lima: Place) -> None:
    opener = lima.ask(name="Carlos Rodriguez", customerPhone="+51912345678")
    lima.approve(opener.session_id)
    for path in ("session", "register"):
        joined = lima.public.post(f"{lima.path()}/{path}", {"customerName": "Stranger", "customerPhone": "+51999"})
        assert "+51912345678" not in str(joined.body)
        said = phone(lima.http, joined.data["token"])
        assert "+51912345678" not in str(said.me)
    for answer in (
        lima.public.get(f"{lima.path()}/check-session"),
        lima.public.get(f"{lima.path()}/session-status/{opener.session_id}"),
    ):
        assert "+51912345678" not in str(answer.body)
    assert lima.party(opener.session_id)["session"]["customer_phone"] == "+51912345678"
