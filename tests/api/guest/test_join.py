"""Where a location wants every phone let in: it gets nothing until the opener or staff let it in."""

import pytest

from tests.api.guest.client import NOBODY, Phone, Place, phone


@pytest.fixture
def strict(own_lima: Place) -> Place:
    own_lima.staff("branch_manager").patch("/settings/branch", {"settings": {"join_policy": "approve"}})
    return own_lima


def _own(who: Phone) -> str:
    found: str = who.me["guest"]["id"]
    return found


def _gets_nothing(who: Phone, place: Place, code: str) -> None:
    bodies = {"type": "dine_in", "items": [place.line("arroz-blanco")]}
    for method, path, body in (
        ("POST", "/customer/orders", bodies),
        ("POST", "/customer/quote", bodies),
        ("GET", "/customer/my-orders", None),
        ("GET", "/customer/bill", None),
        ("GET", "/customer/cart", None),
        ("GET", "/customer/my-coupons", None),
        ("GET", "/customer/my-loyalty", None),
        ("GET", "/customer/my-redemptions", None),
        ("POST", "/customer/validate-coupon", {"code": "FELIZDIA"}),
        ("POST", "/customer/table-action", {"action": "call_waiter"}),
        ("PUT", f"/customer/cart/lines/{NOBODY}", place.line("arroz-blanco")),
        ("DELETE", f"/customer/cart/lines/{NOBODY}", None),
        ("POST", f"/customer/guests/{NOBODY}/approve", None),
    ):
        assert who.call(method, path, json=body).refusal == (403, code), (method, path)
    me = who.me
    assert (me["open_requests"], me["session"]["guests"]) == ([], [])
    assert place.truth.one("SELECT count(*) FROM orders") == 0
    assert place.truth.one("SELECT count(*) FROM service_requests") == 0


def test_a_phone_that_waits_gets_nothing_and_follows_its_own_request(strict: Place) -> None:
    opener = strict.seat()
    answer = strict.public.post(f"{strict.path()}/session", {"customerName": "Maria Garcia"})
    data = answer.created
    assert "existing" not in data
    assert data["session"]["status"] == "pending"
    assert data["sessionId"] == data["session"]["id"] != opener.session_id
    maria = strict.ask(name="Ines")
    _gets_nothing(maria, strict, "SESSION_PENDING")
    status = strict.public.get(f"{strict.path()}/session-status/{maria.session_id}").data
    assert (status["status"], status["customer_name"]) == ("pending", "Ines")
    told = maria.get(f"{strict.path()}/check-session").data
    assert (told["hasSession"], told["status"]) == (True, "pending")
    told = opener.get(f"{strict.path()}/check-session").data
    assert (told["status"], told["sessionId"]) == ("active", opener.session_id)
    assert [table["waiting_guests"] for table in strict.staff().get("/tables").data["tables"] if table["session"]] == [
        2
    ]


@pytest.mark.parametrize("by", ["opener", "waiter"])
def test_whoever_may_lets_a_phone_in(by: str, strict: Place) -> None:
    opener = strict.seat()
    maria = strict.ask(name="Maria Garcia")
    guest_id = _own(maria)
    if by == "opener":
        decided = opener.post(f"/customer/guests/{guest_id}/approve")
    else:
        decided = strict.staff().patch(f"/tables/sessions/{opener.session_id}/guests/{guest_id}/approve")
    assert (decided.data["id"], decided.data["status"]) == (guest_id, "admitted")
    assert strict.public.get(f"{strict.path()}/session-status/{maria.session_id}").data["status"] == "active"
    assert maria.get(f"{strict.path()}/check-session").data["status"] == "active"
    order = maria.order(strict.line("arroz-blanco"))
    assert (order["guest_name"], order["table_session_id"]) == ("Maria Garcia", opener.session_id)
    assert maria.act(tableSessionId=maria.session_id).status == 200


@pytest.mark.parametrize("by", ["opener", "waiter"])
def test_a_phone_that_is_refused_gets_nothing(by: str, strict: Place) -> None:
    opener = strict.seat()
    maria = strict.ask(name="Maria Garcia")
    guest_id = _own(maria)
    if by == "opener":
        decided = opener.post(f"/customer/guests/{guest_id}/reject")
    else:
        decided = strict.staff().patch(f"/tables/sessions/{opener.session_id}/guests/{guest_id}/reject")
    assert decided.data["status"] == "refused"
    _gets_nothing(maria, strict, "SESSION_ENDED")
    assert strict.public.get(f"{strict.path()}/session-status/{maria.session_id}").data["status"] == "rejected"
    again = opener.post(f"/customer/guests/{guest_id}/approve")
    assert again.refusal == (404, "NOT_FOUND")


def test_only_the_opener_decides_and_only_for_its_own_table(strict: Place) -> None:
    opener = strict.seat()
    maria = strict.ask(name="Maria Garcia")
    opener.post(f"/customer/guests/{_own(maria)}/approve")
    ines = strict.ask(name="Ines")
    assert maria.post(f"/customer/guests/{_own(ines)}/approve").refusal == (403, "FORBIDDEN")
    assert maria.post(f"/customer/guests/{_own(ines)}/reject").refusal == (403, "FORBIDDEN")
    assert ines.post(f"/customer/guests/{_own(ines)}/approve").refusal == (403, "SESSION_PENDING")
    stranger = strict.seat(14, "Stranger")
    assert stranger.post(f"/customer/guests/{_own(ines)}/approve").refusal == (404, "NOT_FOUND")
    staff = strict.staff()
    other = f"/tables/sessions/{stranger.session_id}/guests/{_own(ines)}/approve"
    assert staff.patch(other).refusal == (404, "NOT_FOUND")
    for guest_id in (NOBODY, "no-id"):
        assert opener.post(f"/customer/guests/{guest_id}/approve").refusal == (404, "NOT_FOUND")
        assert staff.patch(f"/tables/sessions/{opener.session_id}/guests/{guest_id}/reject").refusal == (
            404,
            "NOT_FOUND",
        )
    assert ines.get("/customer/my-orders").refusal == (403, "SESSION_PENDING")


def test_when_the_party_leaves_nobody_waits_any_more(strict: Place) -> None:
    opener = strict.seat()
    maria = strict.ask(name="Maria Garcia")
    strict.end(opener.session_id)
    assert strict.public.get(f"{strict.path()}/session-status/{maria.session_id}").data["status"] == "completed"
    assert maria.get("/customer/my-orders").refusal == (403, "SESSION_ENDED")
    assert maria.get(f"{strict.path()}/check-session").data == {"hasSession": False}
    admit = f"/tables/sessions/{opener.session_id}/guests/{_own(maria)}/approve"
    assert strict.staff().patch(admit).status in (403, 404)


def test_the_opener_needs_no_second_approval(strict: Place) -> None:
    opener = strict.seat()
    assert opener.order(strict.line("arroz-blanco"))["status"] == "pending"


def test_a_phone_that_waits_or_was_refused_is_not_told_who_sits_there(strict: Place) -> None:
    opener = strict.ask(name="Carlos Rodriguez", customerPhone="+51912345678")
    strict.approve(opener.session_id)
    answer = strict.public.post(f"{strict.path()}/session", {"customerName": "Stranger"})
    assert "+51912345678" not in str(answer.body)
    assert "Carlos" not in str(answer.body)
    stranger = phone(strict.http, answer.data["token"])
    for decided in (False, True):
        if decided:
            opener.post(f"/customer/guests/{_own(stranger)}/reject")
        told = str(stranger.me)
        assert "+51912345678" not in told
        assert "Carlos" not in told
