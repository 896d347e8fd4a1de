"""Webhook endpoints by the Manage API: who may, what they are told, what is refused."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from comanda.api.manage import shapes
from comanda.demo.lima import LIMA
from comanda.demo.serve import email_of
from comanda.demo.singapore import SINGAPORE
from comanda.identity.people import issue_user_token
from comanda.kernel.ids import new_id
from comanda.notifications.webhooks.outward import LOCAL_NAMES
from comanda.notifications.webhooks.rules import TOPICS, verify
from tests.api.manage.admin import BASE, Admin
from tests.app.running import with_database
from tests.app.singapore import LOCATION, RESTAURANT, SLUG, cart
from tests.conftest import Template
from tests.hooks import deliver
from tests.partner import Partner
from tests.receiver import receiving
from tests.truth import Truth

NOBODY = str(new_id())


@pytest.fixture
def lima(local: TestClient, template: Template) -> Admin:
    return Admin(local, template.credentials.user_tokens[LIMA.slug])


@pytest.fixture
def partner(local: TestClient, template: Template) -> Partner:
    return Partner(local, str(RESTAURANT), str(LOCATION), template.tokens[SLUG])


def test_an_endpoint_is_made_and_its_secret_shown_once(admin: Admin) -> None:
    made = admin.create(description="Ours", topics=["order.created", "voucher.created", "order.created"])
    assert made["secret"].startswith("whsec_")
    assert (made["status"], made["topics"], made["app_id"]) == ("enabled", ["order.created", "voucher.created"], None)
    found = admin.view(made["id"])
    assert found == {key: value for key, value in made.items() if key != "secret"}
    (hint,) = found["secrets"]
    assert hint["hint"] == made["secret"][:10] + "…"
    assert admin.call("GET").good(shapes.EndpointsOut) == {"data": [found]}


def test_an_endpoint_of_an_app(admin: Admin, truth: Truth) -> None:
    app_id = str(truth.one("SELECT id FROM apps WHERE name = 'Comanda demo'"))
    assert admin.create(app_id=app_id)["app_id"] == app_id
    asked = {"url": "https://8.8.8.8/", "topics": ["order.created"], "app_id": NOBODY}
    assert admin.call("POST", "", asked).refused(422, "unknown_app") == {"app_id": "unknown_app"}


def test_an_endpoint_is_changed_and_deleted(admin: Admin) -> None:
    made = admin.create(description="Ours")
    where = f"/{made['id']}"
    changed = admin.call("PATCH", where, {"url": "https://1.1.1.1/other"}).good(shapes.EndpointOut)
    assert (changed["url"], changed["topics"], changed["description"]) == (
        "https://1.1.1.1/other",
        made["topics"],
        "Ours",
    )
    changed = admin.call("PATCH", where, {"topics": list(TOPICS), "description": None}).good(shapes.EndpointOut)
    assert (changed["topics"], changed["description"]) == (list(TOPICS), None)
    changed = admin.call("PATCH", where, {"status": "disabled"}).good(shapes.EndpointOut)
    assert (changed["status"], changed["disabled_reason"]) == ("disabled", "by_hand")
    again = admin.call("POST", where + "/resume").good(shapes.EndpointOut)
    assert (again["status"], again["disabled_reason"], again["disabled_at"]) == ("enabled", None, None)
    assert admin.call("DELETE", where).status == 204
    for method, path in EVERY:
        admin.call(method, path.format(made["id"], NOBODY), ANY_BODY.get(path)).refused(404, "endpoint_not_found")
    assert admin.call("GET").good(shapes.EndpointsOut) == {"data": []}


EVERY = [
    ("GET", "/{0}"),
    ("PATCH", "/{0}"),
    ("DELETE", "/{0}"),
    ("POST", "/{0}/rotate-secret"),
    ("POST", "/{0}/resume"),
    ("POST", "/{0}/test"),
    ("GET", "/{0}/deliveries"),
    ("GET", "/{0}/deliveries/{1}"),
    ("POST", "/{0}/redeliver"),
]
ANY_BODY: dict[str, Any] = {"/{0}": {}, "/{0}/redeliver": {"delivery_id": NOBODY}}


def test_nobody_else_finds_it(admin: Admin, lima: Admin) -> None:
    made = admin.create()
    for method, path in EVERY:
        body = ANY_BODY.get(path) if method != "GET" else None
        lima.call(method, path.format(made["id"], NOBODY), body).refused(404, "endpoint_not_found")
        lima.call(method, path.format("what", NOBODY), body).refused(404, "not_found")
    admin.call("GET", f"/{made['id']}/deliveries/{NOBODY}").refused(404, "delivery_not_found")
    assert lima.call("GET").good(shapes.EndpointsOut) == {"data": []}
    assert admin.view(made["id"])["status"] == "enabled"


@pytest.mark.parametrize("role", ["branch_manager", "cashier", "waiter", "kitchen"])
def test_only_administrators_may(role: str, local: TestClient, database_url: str, admin: Admin) -> None:
    made = admin.create()
    person = next((one for one in SINGAPORE.staff if one.role == role), None)
    assert person is not None
    token = with_database(database_url, lambda database: issue_user_token(database, email_of(SINGAPORE, person)))
    caller = Admin(local, token)
    caller.call("GET").refused(403, "forbidden")
    caller.call("POST", "", {"url": "nonsense"}).refused(403, "forbidden")
    for method, path in EVERY:
        caller.call(method, path.format(made["id"], NOBODY)).refused(403, "forbidden")


@pytest.mark.parametrize("token", [None, "cmu_0000", "nonsense", "cmd_x"])
def test_a_token_is_needed(token: str | None, local: TestClient) -> None:
    caller = Admin(local, token)
    answer = caller.call("GET")
    answer.refused(401, "unauthenticated")
    assert answer.response.headers["www-authenticate"] == "Bearer"
    caller.call("POST", "", {"url": "nonsense"}).refused(401, "unauthenticated")


def test_operators_and_apps_are_no_administrators(local: TestClient, template: Template) -> None:
    Admin(local, template.credentials.system_token).call("GET").refused(403, "forbidden")
    Admin(local, template.tokens[SLUG]).call("GET").refused(401, "unauthenticated")


def test_somebody_who_signed_in_may(local: TestClient, template: Template) -> None:
    email = email_of(SINGAPORE, next(one for one in SINGAPORE.staff if one.role == "org_admin"))
    said = local.post("/api/auth/login", json={"email": email, "password": template.credentials.passwords[email]})
    token = said.json()["data"]["accessToken"]
    assert Admin(local, token).call("GET").good(shapes.EndpointsOut) == {"data": []}


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({}, {"url": "missing", "topics": "missing"}),
        ({"url": None, "topics": None}, {"url": "not_a_text", "topics": "not_a_list"}),
        ({"url": 7, "topics": "order.created"}, {"url": "not_a_text", "topics": "not_a_list"}),
        ({"url": "https://8.8.8.8", "topics": []}, {"topics": "missing"}),
        ({"url": "https://8.8.8.8", "topics": ["order.created", "order.eaten"]}, {"topics[1]": "unknown_topic"}),
        ({"url": "https://8.8.8.8", "topics": [3]}, {"topics[0]": "not_a_text"}),
        ({"url": "https://8.8.8.8", "topics": ["order.created"], "color": 1}, {"color": "extra_forbidden"}),
        ({"url": "https://8.8.8.8", "topics": ["order.created"], "app_id": "x"}, {"app_id": "unknown_id"}),
        (
            {"url": "https://8.8.8.8", "topics": ["order.created"], "description": "x" * 201},
            {"description": "too_long"},
        ),
        (
            {"url": "https://8.8.8.8", "topics": ["order.created"], "description": "\x00"},
            {"description": "nul_character"},
        ),
    ],
)
def test_what_cannot_be_taken_is_named(asked: Any, fields: dict[str, str], admin: Admin, truth: Truth) -> None:
    assert admin.call("POST", "", asked).refused(422, next(iter(fields.values()))) == fields
    assert truth.one("SELECT count(*) FROM webhook_endpoints") == 0


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "not_a_url"),
        ("ftp://app.example/", "not_https"),
        ("http://app.example/", "not_https"),
        ("https://10.0.0.1/", "not_public"),
        ("https://169.254.169.254/latest/meta-data/", "not_public"),
        ("https://[::ffff:10.0.0.1]/", "not_public"),
        ("https://2130706433/", "not_public"),
        ("https://0177.0.0.1/", "not_public"),
        ("https://printer.local/", "not_public"),
        ("https://app..example/", "not_a_url"),
        (f"https://{'a' * 64}.example/", "not_a_url"),
        ("https://user@8.8.8.8/", "has_username"),
        ("https://8.8.8.8:22/", "bad_port"),
        ("https://8.8.8.8/" + "x" * 2000, "too_long"),
    ],
)
def test_addresses_that_lead_inside_are_refused_and_nothing_changes(
    url: str, code: str, admin: Admin, truth: Truth
) -> None:
    made = admin.create()
    asked = {"url": url, "topics": ["order.created"]}
    if url != "https://0177.0.0.1/":  # which this machine takes for itself, where that is allowed
        assert admin.call("POST", "", asked).refused(422, code) == {"url": code}
        assert admin.call("PATCH", f"/{made['id']}", {"url": url}).refused(422, code) == {"url": code}
    assert admin.view(made["id"])["url"] == made["url"]
    assert truth.one("SELECT count(*) FROM webhook_endpoints") == 1


def test_without_the_setting_this_machine_is_refused(http: TestClient, template: Template) -> None:
    admin = Admin(http, template.credentials.user_tokens[SLUG])
    for name in (*LOCAL_NAMES[:2], "[::1]", "0177.0.0.1", "127.1", "localhost.", "x.localhost"):
        for scheme in ("http", "https"):
            asked = {"url": f"{scheme}://{name}:9000/", "topics": ["order.created"]}
            fields = admin.call("POST", "", asked).refused(422, "not_https" if scheme == "http" else "not_public")
            assert set(fields) == {"url"}


@pytest.mark.parametrize(
    ("body", "code"), [(b"", "malformed"), (b"{", "malformed"), (b"[]", "malformed"), (b"\xff", "malformed")]
)
def test_a_body_that_is_no_object(body: bytes, code: str, admin: Admin) -> None:
    admin.call("POST", "", content=body).refused(400, code)


def test_the_secret_is_replaced(admin: Admin, truth: Truth) -> None:
    made = admin.create()
    where = f"/{made['id']}/rotate-secret"
    new = admin.call("POST", where).good(shapes.NewSecretOut)
    assert new["secret"] != made["secret"]
    newest, old = new["secrets"]
    assert newest["expires_at"] is None
    assert abs(datetime.fromisoformat(old["expires_at"]) - datetime.now(UTC) - timedelta(hours=24)) < timedelta(
        minutes=1
    )
    admin.call("POST", where).refused(409, "two_secrets_live")
    admin.call("POST", where, {"keep_old_for_seconds": -1}).refused(422, "out_of_range")
    admin.call("POST", where, {"keep_old_for_seconds": 604_801}).refused(422, "out_of_range")
    last = admin.call("POST", where, {"keep_old_for_seconds": 0}).good(shapes.NewSecretOut)
    assert len(last["secrets"]) == 1
    assert truth.one("SELECT secret FROM webhook_secrets WHERE expires_at IS NULL") == last["secret"]


def test_the_log_of_a_working_and_a_broken_receiver(admin: Admin, partner: Partner, truth: Truth) -> None:
    with receiving() as receiver:
        made = admin.create(url=receiver.url, topics=["order.created"])
        sent = admin.call("POST", f"/{made['id']}/test").good(shapes.TestOut, 202)
        assert deliver(truth) == 1
        receiver.answer = lambda _: 500
        order = partner.post("/cart/submit", cart()).data
        assert deliver(truth) == 0
        page = admin.deliveries(made["id"])
        assert page["next"] is None
        failed, test = page["data"]
        assert test["id"] == sent["delivery_id"]
        assert (test["status"], test["topic"], test["failures"]) == ("delivered", "webhook_endpoint.test", 0)
        assert (failed["status"], failed["topic"], failed["failures"]) == ("pending", "order.created", 1)
        assert (failed["object_id"], failed["location_id"]) == (order["id"], str(LOCATION))
        assert failed["next_attempt_at"] is not None
        (attempt,) = failed["attempts"]
        assert (attempt["response_status"], attempt["response_body"], attempt["error"]) == (500, "ok", "HTTP 500")
        header = attempt["request_headers"]["X-Dinlr-Signature"]
        whole = admin.call("GET", f"/{made['id']}/deliveries/{failed['id']}").good(shapes.WholeDeliveryOut)
        assert whole == {**failed, "request_body": receiver.heard[1].raw.decode()}
        assert verify(header, whole["request_body"].encode(), made["secret"], time.time()) is None
        receiver.answer = lambda _: 200
        again = {"delivery_id": failed["id"]}
        assert admin.call("POST", f"/{made['id']}/redeliver", again).good(shapes.RedeliveredOut, 202) == {"count": 1}
        assert deliver(truth) == 1
        (done,) = admin.deliveries(made["id"], topic="order.created")["data"]
        assert (done["status"], len(done["attempts"])) == ("delivered", 2)
        since = {"from": test["created_at"]}
        assert admin.call("POST", f"/{made['id']}/redeliver", since).good(shapes.RedeliveredOut, 202) == {"count": 2}


def test_the_log_is_paged_and_narrowed(admin: Admin, truth: Truth) -> None:
    with receiving() as receiver:
        made = admin.create(url=receiver.url)
        sent = [admin.call("POST", f"/{made['id']}/test").body["delivery_id"] for _ in range(5)]
        deliver(truth)
    found: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = admin.deliveries(made["id"], limit=2, **after)
        found += [one["id"] for one in page["data"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert found == sent[::-1]
    assert len(admin.deliveries(made["id"], status="delivered")["data"]) == 5
    assert admin.deliveries(made["id"], status="paused")["data"] == []
    assert admin.deliveries(made["id"], topic="order.created")["data"] == []
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert len(admin.deliveries(made["id"], to=tomorrow)["data"]) == 5
    assert admin.deliveries(made["id"], **{"from": "2999-01-01"})["data"] == []


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({"limit": "0"}, {"limit": "out_of_range"}),
        ({"limit": "201"}, {"limit": "out_of_range"}),
        ({"after": "x"}, {"after": "unknown_id"}),
        ({"status": "lost"}, {"status": "not_a_choice"}),
        ({"from": "soon"}, {"from": "not_a_time"}),
        ({"page": "2"}, {"page": "extra_forbidden"}),
    ],
)
def test_queries_that_cannot_be_taken(query: dict[str, str], fields: dict[str, str], admin: Admin) -> None:
    made = admin.create()
    answer = admin.call("GET", f"/{made['id']}/deliveries", params=query)
    assert answer.refused(422, next(iter(fields.values()))) == fields


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "delivery_id"),
        ({"to": "2026-01-01"}, "delivery_id"),
        ({"delivery_id": NOBODY, "from": "2026-01-01"}, "delivery_id"),
        ({"from": "2026-01-02", "to": "2026-01-01"}, "to"),
    ],
)
def test_what_is_to_be_sent_again_must_be_said(body: Any, field: str, admin: Admin) -> None:
    made = admin.create()
    answer = admin.call("POST", f"/{made['id']}/redeliver", body)
    assert set(answer.refused(422, answer.body["code"])) == {field}
    admin.call("POST", f"/{made['id']}/redeliver", {"delivery_id": NOBODY}).refused(404, "delivery_not_found")


def test_there_are_at_most_100_endpoints(admin: Admin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comanda.notifications.webhooks.endpoints.MOST_ENDPOINTS", 2)
    for _ in range(2):
        admin.create()
    admin.call("POST", "", {"url": "https://8.8.8.8/", "topics": ["order.created"]}).refused(409, "too_many_endpoints")


def test_unknown_addresses_and_methods_are_problems(local: TestClient) -> None:
    for response, code in (
        (local.get("/manage/v1/nothing"), "not_found"),
        (local.put(BASE), "method_not_allowed"),
    ):
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["code"] == code


def test_the_document_shows_every_route(local: TestClient) -> None:
    document = local.get("/manage/openapi.json").json()
    assert local.get("/manage/docs").status_code == 200
    assert sorted(path.removeprefix(BASE) for path in document["paths"] if path.startswith(BASE)) == [
        "",
        "/{endpoint_id}",
        "/{endpoint_id}/deliveries",
        "/{endpoint_id}/deliveries/{delivery_id}",
        "/{endpoint_id}/redeliver",
        "/{endpoint_id}/resume",
        "/{endpoint_id}/rotate-secret",
        "/{endpoint_id}/test",
    ]
