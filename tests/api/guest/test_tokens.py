"""Who a token is believed to be, and where."""

from datetime import timedelta
from typing import Any

import jwt
import pytest

from comanda.identity.signing import Signer
from comanda.store.database import Database
from tests.api.guest.client import NOBODY, Caller, Phone, Place, phone
from tests.app.running import with_database

GUEST_ROUTES = (
    ("GET", "/customer/me"),
    ("POST", "/customer/orders"),
    ("POST", "/customer/quote"),
    ("GET", f"/customer/orders/{NOBODY}"),
    ("POST", f"/customer/orders/{NOBODY}/cancel"),
    ("GET", "/customer/my-orders"),
    ("GET", "/customer/bill"),
    ("GET", "/customer/cart"),
    ("PUT", f"/customer/cart/lines/{NOBODY}"),
    ("DELETE", f"/customer/cart/lines/{NOBODY}"),
    ("POST", "/customer/table-action"),
    ("POST", "/customer/table-action/cancel"),
    ("POST", "/customer/validate-coupon"),
    ("GET", "/customer/my-coupons"),
    ("GET", "/customer/my-redemptions"),
    ("GET", "/customer/my-loyalty"),
    ("POST", "/customer/redeem-reward"),
    ("POST", f"/customer/guests/{NOBODY}/approve"),
    ("POST", f"/customer/guests/{NOBODY}/reject"),
)
STAFF_ROUTES = (
    ("GET", "/auth/me"),
    ("GET", "/tables"),
    ("GET", "/tables/sessions"),
    ("PATCH", f"/tables/sessions/{NOBODY}/approve"),
    ("GET", "/orders"),
    ("POST", "/orders"),
    ("PATCH", f"/orders/{NOBODY}/status"),
    ("GET", "/kitchen/orders"),
    ("POST", "/payments"),
    ("GET", "/settings/org"),
    ("GET", "/settings/branch"),
    ("GET", "/branches"),
    ("GET", "/staff"),
    ("GET", "/service-requests"),
)


def _claims(token: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


def _signed(place: Place, claims: dict[str, Any], *, ago: timedelta = timedelta(0)) -> str:
    async def sign(database: Database) -> str:
        rows = await database.all("SELECT now() AS at")
        return await Signer(database).sign(claims, rows[0]["at"] - ago, timedelta(hours=4))

    return with_database(place.truth.url, sign)


def _refused_everywhere(who: Caller, routes: tuple[tuple[str, str], ...], refusal: tuple[int, str]) -> None:
    for method, path in routes:
        answer = who.call(method, path, json={} if method in ("POST", "PUT", "PATCH") else None)
        assert answer.refusal == refusal, (method, path)


def test_no_token(lima: Place) -> None:
    _refused_everywhere(lima.public, GUEST_ROUTES + STAFF_ROUTES, (401, "UNAUTHORIZED"))
    for header in ("Bearer", "Bearer ", "Basic Y2FybG9z", "rubbish"):
        who = Caller(lima.http, {"Authorization": header})
        assert who.get("/customer/my-orders").refusal == (401, "UNAUTHORIZED")
        assert who.get("/tables").refusal == (401, "UNAUTHORIZED")


def test_a_token_that_was_tampered_with(lima: Place) -> None:
    opener = lima.seat()
    head, claims, signature = opener.token.split(".")
    other = lima.seat(14).token.split(".")
    none = jwt.encode(_claims(opener.token), "", algorithm="none")
    foreign = jwt.encode(_claims(opener.token), "x" * 32, algorithm="HS256", headers={"kid": "1"})
    for token in (
        f"{head}.{other[1]}.{signature}",
        f"{head}.{claims}.{other[2]}",
        f"{head}.{claims}.",
        f"{head}.{claims}",
        none,
        foreign,
        "x" * 3000,
        "cmu_" + "0" * 64,
    ):
        assert phone(lima.http, token).get("/customer/my-orders").refusal == (401, "UNAUTHORIZED")
        assert phone(lima.http, token).get("/tables").refusal == (401, "UNAUTHORIZED")


def test_a_token_that_has_expired(lima: Place) -> None:
    opener = lima.seat()
    claims = {key: value for key, value in _claims(opener.token).items() if key not in ("exp", "iat")}
    fresh, stale = _signed(lima, claims), _signed(lima, claims, ago=timedelta(hours=4, minutes=1))
    assert phone(lima.http, fresh).orders() == []
    _refused_everywhere(phone(lima.http, stale), GUEST_ROUTES, (401, "UNAUTHORIZED"))


def test_a_phone_waits_until_its_table_is_approved(lima: Place) -> None:
    carlos = lima.ask()
    routes = tuple(route for route in GUEST_ROUTES if route[1] != "/customer/me")
    _refused_everywhere(carlos, routes, (403, "SESSION_PENDING"))
    assert carlos.me["session"]["status"] == "pending"


def _over(who: Phone) -> None:
    routes = tuple(route for route in GUEST_ROUTES if route[1] != "/customer/me")
    _refused_everywhere(who, routes, (403, "SESSION_ENDED"))


def test_the_token_of_a_session_that_has_ended(lima: Place) -> None:
    carlos, maria = lima.seat(), lima.ask(name="Maria Garcia")
    lima.end(carlos.session_id)
    lima.seat(15, "The next party")
    _over(carlos)
    _over(maria)


def test_the_token_of_a_guest_who_was_turned_away(lima: Place) -> None:
    carlos = lima.ask()
    lima.reject(carlos.session_id)
    lima.seat(15, "The next party")
    _over(carlos)


def test_the_token_of_a_request_that_expired(lima: Place) -> None:
    carlos = lima.ask()
    lima.expire(carlos.session_id)
    _over(carlos)
    lima.seat(15, "The next party")
    _over(carlos)


def test_a_token_leads_to_its_own_tables_orders_only(lima: Place, singapore: Place) -> None:
    carlos, maria, mei = lima.seat(15), lima.seat(14, "Maria Garcia"), singapore.seat(1, "Mei")
    order = carlos.order(lima.line("arroz-blanco"))
    for stranger in (maria, mei):
        assert stranger.get(f"/customer/orders/{order['id']}").refusal == (404, "NOT_FOUND")
        assert stranger.post(f"/customer/orders/{order['id']}/cancel").refusal == (404, "NOT_FOUND")
        assert stranger.orders(scope="session") == []
        assert stranger.bill["orders"] == []
        assert stranger.act(tableSessionId=carlos.session_id).refusal == (403, "FORBIDDEN")
    assert mei.post("/customer/orders", {"items": [lima.line("arroz-blanco")]}).refusal == (400, "BAD_REQUEST")
    assert carlos.get(f"/customer/orders/{order['id']}").data["status"] == "pending"


@pytest.mark.parametrize(
    "claim", [{"org": NOBODY}, {"jti": NOBODY}, {"org": None}, {"jti": None}, {"jti": "no-id"}, {"org": "no-id"}]
)
def test_claims_that_lead_nowhere(claim: dict[str, Any], lima: Place) -> None:
    opener = lima.seat()
    token = _signed(lima, {key: val for key, val in _claims(opener.token).items() if key not in ("exp", "iat")} | claim)
    assert phone(lima.http, token).get("/customer/my-orders").status in (401, 403)


def test_a_phone_of_one_restaurant_is_nobody_in_another(lima: Place, singapore: Place) -> None:
    carlos = lima.seat()
    claims = {key: value for key, value in _claims(carlos.token).items() if key not in ("exp", "iat")}
    token = _signed(lima, claims | {"org": singapore.shop.id()})
    assert phone(lima.http, token).get("/customer/my-orders").refusal == (403, "SESSION_ENDED")


def test_staff_tokens_are_not_for_phones_nor_phones_for_staff(lima: Place) -> None:
    carlos = lima.seat()
    for role in ("org_admin", "waiter", "kitchen"):
        _refused_everywhere(lima.staff(role), GUEST_ROUTES, (403, "FORBIDDEN"))
    as_staff = Caller(lima.http, carlos.headers | {"X-Branch-Id": lima.branch})
    for method, path in STAFF_ROUTES:
        answer = as_staff.call(method, path, json={} if method != "GET" else None)
        assert answer.status in (401, 403), (method, path)
    assert lima.truth.one("SELECT count(*) FROM orders") == 0
