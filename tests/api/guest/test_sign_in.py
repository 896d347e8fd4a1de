"""Sign in, stay signed in, sign out; and how often one may try."""

from starlette.testclient import TestClient

from tests.api.guest.client import Answer, Caller, Place

WRONG = "Correo o contrasena incorrectos"


def _staff(place: Place, access_token: str) -> Caller:
    return Caller(place.http, {"Authorization": f"Bearer {access_token}", "X-Branch-Id": place.branch})


def _refresh(place: Place, token: str) -> Answer:
    return place.public.post("/auth/refresh", {"refreshToken": token})


def test_what_a_client_reads_of_a_sign_in(lima: Place) -> None:
    found = lima.sign_in("waiter")
    assert found.keys() >= {"user", "accessToken", "refreshToken"}
    user = found["user"]
    assert {key: user[key] for key in ("email", "name", "role", "organizationId", "branches")} == {
        "email": "luis@caleta-morena.example",
        "name": "Luis Ramos",
        "role": "waiter",
        "organizationId": lima.shop.id(),
        "branches": [lima.branch],
    }
    me = _staff(lima, found["accessToken"]).get("/auth/me").data["user"]
    assert me == user
    assert "tables:update" in user["permissions"]
    assert lima.sign_in("kitchen")["user"]["role"] == "kitchen"


def test_an_address_in_capitals_is_the_same(lima: Place) -> None:
    email = lima.email("waiter")
    said = {"email": f"  {email.upper()} ", "password": lima.credentials.passwords[email]}
    assert lima.public.post("/auth/login", said).data["user"]["email"] == email


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(lima: Place) -> None:
    wrong = lima.public.post("/auth/login", {"email": lima.email("waiter"), "password": "wrong-password"})
    unknown = lima.public.post("/auth/login", {"email": "nobody@example.com", "password": "wrong-password"})
    no_password = lima.public.post("/auth/login", {"email": "operator@comanda.example", "password": "wrong-password"})
    assert (wrong.refusal, wrong.message) == ((401, "UNAUTHORIZED"), WRONG)
    assert wrong.body == unknown.body == no_password.body


def test_a_sign_in_that_cannot_be_taken(lima: Place) -> None:
    for body in (
        {},
        {"email": "a@b.c"},
        {"password": "x"},
        {"email": 5, "password": "x"},
        {"email": "\x00", "password": "x"},
    ):
        assert lima.public.post("/auth/login", body).refusal == (400, "VALIDATION_ERROR")
    password = {"email": "a@example.com", "password": "\x00"}
    assert lima.public.post("/auth/login", password).refusal == (400, "VALIDATION_ERROR")
    assert lima.public.post("/auth/login", []).refusal == (400, "BAD_REQUEST")


def test_staying_signed_in(lima: Place) -> None:
    first = lima.sign_in("waiter")
    second = _refresh(lima, first["refreshToken"]).data
    assert second["refreshToken"] != first["refreshToken"]
    assert second["user"] == first["user"]
    for found in (first, second):
        assert _staff(lima, found["accessToken"]).get("/tables").status == 200
    # The answer may have been lost: the first token works until the second has been used.
    again = _refresh(lima, first["refreshToken"]).data
    third = _refresh(lima, again["refreshToken"]).data
    assert _staff(lima, third["accessToken"]).get("/tables").status == 200


def test_a_token_that_was_spent_ends_it_for_everybody_who_holds_one(lima: Place) -> None:
    first, other = lima.sign_in("waiter"), lima.sign_in("waiter")
    second = _refresh(lima, first["refreshToken"]).data
    third = _refresh(lima, second["refreshToken"]).data
    stolen = _refresh(lima, first["refreshToken"])
    assert stolen.refusal == (401, "UNAUTHORIZED")
    for found in (second, third):
        assert _refresh(lima, found["refreshToken"]).refusal == (401, "UNAUTHORIZED")
    for found in (first, second, third):
        assert _staff(lima, found["accessToken"]).get("/tables").refusal == (401, "UNAUTHORIZED")
    assert _refresh(lima, other["refreshToken"]).status == 200


def test_a_refresh_token_that_is_none(lima: Place) -> None:
    access = lima.sign_in("waiter")["accessToken"]
    for token in ("rubbish", "cmr_" + "0" * 64, access):
        answer = _refresh(lima, token[:255])
        assert answer.refusal == (401, "UNAUTHORIZED")
    assert _refresh(lima, "").refusal == (400, "VALIDATION_ERROR")
    assert lima.public.post("/auth/refresh", {}).refusal == (400, "VALIDATION_ERROR")


def test_a_refresh_token_expires(lima: Place) -> None:
    found = lima.sign_in("waiter")
    lima.truth.rows("UPDATE refresh_tokens SET expires_at = now() WHERE revoked_at IS NULL RETURNING id")
    assert _refresh(lima, found["refreshToken"]).refusal == (401, "UNAUTHORIZED")
    lima.truth.rows("UPDATE refresh_tokens SET expires_at = now() + interval '7 days' RETURNING id")


def test_signing_out_ends_access_at_once(lima: Place) -> None:
    found = lima.sign_in("waiter")
    again = _refresh(lima, found["refreshToken"]).data
    who = _staff(lima, found["accessToken"])
    assert who.get("/tables").status == 200
    assert who.post("/auth/logout").status == 200
    for token in (found["accessToken"], again["accessToken"]):
        assert _staff(lima, token).get("/tables").refusal == (401, "UNAUTHORIZED")
        assert _staff(lima, token).get("/auth/me").refusal == (401, "UNAUTHORIZED")
    for token in (found["refreshToken"], again["refreshToken"]):
        assert _refresh(lima, token).refusal == (401, "UNAUTHORIZED")


def test_signing_out_with_nothing_but_the_refresh_token(lima: Place) -> None:
    found = lima.sign_in("waiter")
    assert lima.public.post("/auth/logout", {"refreshToken": found["refreshToken"]}).status == 200
    assert _staff(lima, found["accessToken"]).get("/tables").refusal == (401, "UNAUTHORIZED")
    assert lima.public.post("/auth/logout", {"refreshToken": "unknown"}).status == 200


def test_who_left_is_out_at_once(own_lima: Place) -> None:
    found = own_lima.sign_in("waiter")
    who = _staff(own_lima, found["accessToken"])
    assert who.get("/tables").status == 200
    own_lima.truth.rows("UPDATE users SET role = 'kitchen' WHERE email = %s RETURNING id", own_lima.email("waiter"))
    assert who.get("/service-requests").refusal == (403, "FORBIDDEN")
    own_lima.truth.rows("UPDATE users SET active = false WHERE email = %s RETURNING id", own_lima.email("waiter"))
    assert who.get("/tables").refusal == (401, "UNAUTHORIZED")
    assert _refresh(own_lima, found["refreshToken"]).refusal == (401, "UNAUTHORIZED")


def _limited(answer: Answer) -> None:
    assert answer.refusal == (429, "RATE_LIMITED")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.body["data"]["retryAfterSec"] == int(answer.headers["retry-after"])


def test_guessing_passwords_is_slowed_down(lima: Place, elsewhere: TestClient) -> None:
    luis = lima.email("waiter")
    body = {"email": luis, "password": "wrong"}
    for _ in range(10):
        assert lima.public.post("/auth/login", body).status == 401
    _limited(lima.public.post("/auth/login", body))
    _limited(lima.public.post("/auth/login", {"email": luis.upper(), "password": lima.credentials.passwords[luis]}))
    # Neither colleagues at the same address nor the owner of the account elsewhere are locked out.
    assert lima.sign_in("cashier")["user"]["role"] == "cashier"
    said = {"email": luis, "password": lima.credentials.passwords[luis]}
    assert lima.public.at(elsewhere).post("/auth/login", said).status == 200


def test_asking_for_a_table_over_and_over_is_slowed_down(lima: Place, elsewhere: TestClient) -> None:
    body = {"customerName": "Carlos"}
    answers = [lima.public.post(f"{lima.path()}/session", body) for _ in range(11)]
    assert [answer.status for answer in answers[:10]] == [201] + [409] * 9
    _limited(answers[10])
    # Other tables at the same address, and the same table from elsewhere, are asked for all the same.
    assert lima.public.post(f"{lima.path(14)}/session", body).status == 201
    assert lima.public.at(elsewhere).post(f"{lima.path()}/session", body).status == 409
    assert lima.public.get(f"{lima.path()}/check-session").status == 200


def test_guessing_codes_is_slowed_down(lima: Place) -> None:
    for number in range(20):
        assert lima.public.get(f"/customer/downtown-lima/guess-{number}/menu").status == 404
    _limited(lima.public.get("/customer/downtown-lima/guess-20/menu"))
    assert lima.public.get(f"{lima.path()}/menu").status == 200
    assert lima.ask().session_id
