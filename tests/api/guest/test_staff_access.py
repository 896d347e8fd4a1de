"""Who of the staff may do what, where."""

import pytest

from tests.api.guest.client import NOBODY, Caller, Place

ROLES = ("org_admin", "branch_manager", "cashier", "waiter", "kitchen")
EVERYBODY = frozenset(ROLES)
FLOOR = EVERYBODY - {"kitchen"}
MANAGERS = frozenset({"org_admin", "branch_manager"})
MONEY = FLOOR
TABLE = f"/tables/{NOBODY}"
SESSION = f"/tables/sessions/{NOBODY}"
ORDER = f"/orders/{NOBODY}"

MATRIX: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("GET", "/tables", EVERYBODY),
    ("GET", TABLE, EVERYBODY),
    ("POST", "/tables", MANAGERS),
    ("PATCH", TABLE, MANAGERS),
    ("DELETE", TABLE, MANAGERS),
    ("PATCH", f"{TABLE}/status", FLOOR),
    ("PATCH", f"{TABLE}/position", FLOOR),
    ("GET", f"{TABLE}/history", EVERYBODY),
    ("GET", f"{TABLE}/active-session", EVERYBODY),
    ("POST", f"{TABLE}/free", FLOOR),
    ("POST", f"{TABLE}/session/move", FLOOR),
    ("POST", f"{TABLE}/session/merge", FLOOR),
    ("GET", f"{TABLE}/qr.svg", EVERYBODY),
    ("POST", f"{TABLE}/qr", MANAGERS),
    ("GET", f"{TABLE}/assignments", EVERYBODY),
    ("POST", f"{TABLE}/assignments", MANAGERS),
    ("DELETE", f"{TABLE}/assignments/{NOBODY}", MANAGERS),
    ("GET", "/tables/my-assignments", EVERYBODY),
    ("GET", "/tables/sessions", EVERYBODY),
    ("GET", "/tables/sessions/pending", EVERYBODY),
    ("POST", "/tables/sessions", FLOOR),
    ("GET", SESSION, EVERYBODY),
    ("PATCH", f"{SESSION}/approve", FLOOR),
    ("PATCH", f"{SESSION}/reject", FLOOR),
    ("PATCH", f"{SESSION}/end", FLOOR),
    ("PATCH", f"{SESSION}/guests/{NOBODY}/approve", FLOOR),
    ("PATCH", f"{SESSION}/guests/{NOBODY}/reject", FLOOR),
    ("GET", "/spaces", EVERYBODY),
    ("POST", "/spaces", MANAGERS),
    ("PATCH", f"/spaces/{NOBODY}", MANAGERS),
    ("DELETE", f"/spaces/{NOBODY}", MANAGERS),
    ("GET", "/service-requests", FLOOR),
    ("POST", f"/service-requests/{NOBODY}/ack", FLOOR),
    ("POST", f"/service-requests/{NOBODY}/resolve", FLOOR),
    ("GET", "/orders", EVERYBODY),
    ("POST", "/orders", FLOOR),
    ("GET", ORDER, EVERYBODY),
    ("PATCH", f"{ORDER}/status", EVERYBODY),
    ("PATCH", f"{ORDER}/items/{NOBODY}/status", EVERYBODY),
    ("DELETE", f"{ORDER}/lock", FLOOR),
    ("POST", f"{ORDER}/void", FLOOR),
    ("POST", f"{ORDER}/items/{NOBODY}/void", FLOOR),
    ("GET", "/kitchen/orders", EVERYBODY),
    ("PATCH", f"/kitchen/items/{NOBODY}/status", EVERYBODY),
    ("POST", f"/kitchen/orders/{NOBODY}/bump", EVERYBODY),
    ("POST", f"/kitchen/orders/{NOBODY}/serve", EVERYBODY),
    ("POST", f"/kitchen/orders/{NOBODY}/recall", EVERYBODY),
    ("POST", f"/kitchen/voids/{NOBODY}/seen", EVERYBODY),
    ("GET", "/payments", MONEY),
    ("POST", "/payments", MONEY),
    ("GET", "/payments/methods", MONEY),
    ("GET", "/payments/summary", MONEY),
    ("GET", "/payments/unpaid-orders", MONEY),
    ("GET", "/menu/categories", EVERYBODY),
    ("GET", "/menu/items", EVERYBODY),
    ("GET", f"/menu/items/{NOBODY}/modifier-groups", EVERYBODY),
    ("PATCH", f"/menu/items/{NOBODY}/availability", MANAGERS | {"kitchen"}),
    ("GET", "/staff", EVERYBODY),
    ("GET", "/settings/branch", EVERYBODY),
    ("PATCH", "/settings/branch", MANAGERS),
)
NO_BRANCH = (("GET", "/settings/org"), ("GET", "/branches"), ("GET", "/auth/me"))


def _send(who: Caller, method: str, path: str, **headers: str) -> tuple[int, str]:
    response = who.raw(method, path, json={} if method != "GET" else None, headers=headers)
    body = response.json() if response.headers["content-type"] == "application/json" else {}
    return response.status_code, body.get("error", {}).get("code", "")


@pytest.mark.parametrize(("method", "path", "allowed"), MATRIX, ids=[f"{method} {path}" for method, path, _ in MATRIX])
def test_who_may(method: str, path: str, allowed: frozenset[str], lima: Place) -> None:
    for role in ROLES:
        status, code = _send(lima.staff(role), method, path)
        assert status < 500
        assert (status != 403) is (role in allowed), (role, status, code)
        if role not in allowed:
            assert code == "FORBIDDEN"
        assert status != 401


def test_every_route_of_staff_is_in_the_matrix(lima: Place) -> None:
    document = lima.http.get("/api/openapi.json").json()["paths"]
    listed = {(method, path.replace(NOBODY, "{}")) for method, path, _ in MATRIX}
    for path, methods in document.items():
        plain = "/".join("{}" if part.startswith("{") else part for part in path.removeprefix("/api").split("/"))
        for method in methods:
            public = plain.startswith(("/customer", "/auth")) or plain in ("/settings/org", "/branches")
            if not public and not plain.endswith("qr.pdf"):
                assert (method.upper(), plain) in listed


@pytest.mark.parametrize(("method", "path", "_allowed"), MATRIX, ids=[f"{one[0]} {one[1]}" for one in MATRIX])
def test_where_staff_act(method: str, path: str, _allowed: frozenset[str], lima: Place, singapore: Place) -> None:
    rosa = lima.staff("org_admin")
    nowhere = Caller(lima.http, {"Authorization": rosa.headers["Authorization"]})
    assert _send(nowhere, method, path) == (400, "BAD_REQUEST")
    for branch in (singapore.branch, NOBODY, "no-id"):
        assert _send(nowhere, method, path, **{"X-Branch-Id": branch}) == (403, "FORBIDDEN")
    named = _send(nowhere, method, f"{path}?branchId={lima.branch}")
    assert named == _send(rosa, method, path)


def test_what_needs_no_branch(lima: Place) -> None:
    for role in ROLES:
        who = Caller(lima.http, {"Authorization": lima.staff(role).headers["Authorization"]})
        for method, path in NO_BRANCH:
            assert who.call(method, path).status == 200
    assert lima.staff("kitchen").get("/settings/org").data["name"] == "Caleta Morena"
    assert lima.staff("kitchen").get("/branches").data == [{"id": lima.branch, "name": "Centro de Lima"}]


def test_staff_of_one_location_are_nobody_at_another(own_lima: Place) -> None:
    katong = own_lima.truth.one("SELECT location_id::text FROM location_directory WHERE slug = 'katong-singapore'")
    chinatown = own_lima.truth.one(
        "SELECT location_id::text FROM location_directory WHERE slug = 'chinatown-singapore'"
    )
    own_lima.truth.rows(
        "UPDATE users SET location_ids = ARRAY[%s]::uuid[] WHERE email LIKE 'kumar@%%' RETURNING id", katong
    )
    said = {"email": "kumar@lantern-and-tiffin.example"}
    said["password"] = own_lima.credentials.passwords[said["email"]]
    found = own_lima.public.post("/auth/login", said).data
    assert found["user"]["branches"] == [katong]
    kumar = Caller(own_lima.http, {"Authorization": f"Bearer {found['accessToken']}"})
    assert [place["id"] for place in kumar.get("/branches").data] == [katong]
    assert kumar.call("GET", "/tables", headers={"X-Branch-Id": katong}).status == 200
    assert kumar.call("GET", "/tables", headers={"X-Branch-Id": chinatown}).refusal == (403, "FORBIDDEN")


def test_what_belongs_to_another_restaurant_is_not_there(lima: Place, singapore: Place) -> None:
    carlos, waiting = lima.seat(), lima.ask(14)
    order = carlos.order(lima.line("arroz-blanco"))
    line = order["items"][0]["id"]
    mei = singapore.staff("org_admin")
    table, session = f"/tables/{lima.table(15)}", f"/tables/sessions/{carlos.session_id}"
    guest = carlos.me["guest"]["id"]
    for method, path, body in (
        ("GET", table, None),
        ("PATCH", table, {"capacity": 9}),
        ("DELETE", f"/tables/{lima.table(1)}", None),
        ("PATCH", f"{table}/status", {"status": "reserved"}),
        ("PATCH", f"{table}/position", {"x": 1, "y": 1}),
        ("GET", f"{table}/history", None),
        ("GET", f"{table}/active-session", None),
        ("POST", f"{table}/free", None),
        ("POST", f"{table}/session/move", {"targetTableId": lima.table(13)}),
        ("POST", f"{table}/session/move", {"targetTableId": singapore.table(13)}),
        ("POST", f"{table}/session/merge", {"targetTableId": lima.table(13)}),
        ("GET", f"{table}/qr.svg", None),
        ("POST", f"{table}/qr", None),
        ("GET", f"{table}/assignments", None),
        ("POST", f"{table}/assignments", {"userId": NOBODY}),
        ("POST", "/tables/sessions", {"tableId": lima.table(1)}),
        ("GET", session, None),
        ("PATCH", f"/tables/sessions/{waiting.session_id}/approve", None),
        ("PATCH", f"/tables/sessions/{waiting.session_id}/reject", None),
        ("PATCH", f"{session}/end", None),
        ("PATCH", f"{session}/guests/{guest}/reject", None),
        ("GET", f"/orders/{order['id']}", None),
        ("PATCH", f"/orders/{order['id']}/status", {"status": "confirmed"}),
        ("PATCH", f"/orders/{order['id']}/items/{line}/status", {"status": "ready"}),
        ("DELETE", f"/orders/{order['id']}/lock", None),
        ("POST", f"/orders/{order['id']}/void", None),
        ("POST", f"/orders/{order['id']}/items/{line}/void", None),
        ("PATCH", f"/kitchen/items/{line}/status", {"status": "ready"}),
        ("POST", f"/kitchen/orders/{order['id']}/bump", None),
        ("POST", f"/kitchen/orders/{order['id']}/serve", None),
        ("POST", f"/kitchen/orders/{order['id']}/recall", None),
        ("POST", "/payments", {"orderId": order["id"], "method": "cash", "amount": 1}),
        ("POST", "/payments", {"tableSessionId": carlos.session_id, "method": "cash", "amount": 1}),
        ("PATCH", f"/menu/items/{lima.shop.item('arroz-blanco')}/availability", {"is_available": False}),
        ("GET", f"/menu/items/{lima.shop.item('arroz-blanco')}/modifier-groups", None),
    ):
        status, code = mei.call(method, path, json=body).refusal if method != "GET" else _send(mei, method, path)
        assert (status, code) == (404, "NOT_FOUND"), (method, path)
    for path in ("/tables/sessions", "/orders", "/kitchen/orders", "/payments", "/payments/unpaid-orders"):
        assert mei.get(path).data == []
    assert carlos.get(f"/customer/orders/{order['id']}").data == order
    assert lima.staff().get(f"/tables/sessions/{waiting.session_id}").data["session"]["status"] == "pending"


def test_the_kitchen_takes_nothing_off_a_bill(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"))
    refused = lima.staff("kitchen").patch(f"/orders/{order['id']}/status", {"status": "cancelled"})
    assert refused.refusal == (403, "FORBIDDEN")
    assert carlos.bill["total"] == 800


def test_what_belongs_to_another_location_of_the_restaurant_is_not_there(own_lima: Place) -> None:
    truth = own_lima.truth
    katong = truth.one("SELECT location_id::text FROM location_directory WHERE slug = 'katong-singapore'")
    chinatown = truth.one("SELECT location_id::text FROM location_directory WHERE slug = 'chinatown-singapore'")
    email = "mei@lantern-and-tiffin.example"
    said = {"email": email, "password": own_lima.credentials.passwords[email]}
    token = own_lima.public.post("/auth/login", said).data["accessToken"]
    here, there = (
        Caller(own_lima.http, {"Authorization": f"Bearer {token}", "X-Branch-Id": branch})
        for branch in (chinatown, katong)
    )
    tables = {table["number"]: table["id"] for table in there.get("/tables").data["tables"]}
    home = {table["number"]: table["id"] for table in here.get("/tables").data["tables"]}
    space = there.get("/spaces").data[0]["id"]
    session = there.post("/tables/sessions", {"tableId": tables[1]}).created["sessionId"]
    there.post("/tables/sessions", {"tableId": tables[2]})
    mine = here.post("/tables/sessions", {"tableId": home[1]}).created["sessionId"]
    asked = own_lima.public.post("/customer/katong-singapore/katong-singapore-3/session", {"customerName": "Wei"}).data
    joined = own_lima.public.post("/customer/katong-singapore/katong-singapore-1/session", {"customerName": "Li"}).data
    guest = Caller(own_lima.http, {"Authorization": f"Bearer {joined['token']}"})
    call = guest.post("/customer/table-action", {"action": "call_waiter"}).data["requestId"]
    otah = own_lima.truth.one("SELECT id::text FROM items WHERE name->>'en' = 'Otah'")
    line = {"menuItemId": otah, "quantity": 1}
    order = guest.post("/customer/orders", {"items": [line]}).created
    item = order["items"][0]["id"]
    phone = guest.get("/customer/me").data["guest"]["id"]
    for method, path, body in (
        ("GET", f"/tables/{tables[1]}", None),
        ("PATCH", f"/tables/{tables[1]}", {"capacity": 9}),
        ("DELETE", f"/tables/{tables[7]}", None),
        ("PATCH", f"/tables/{tables[7]}/status", {"status": "reserved"}),
        ("PATCH", f"/tables/{tables[7]}/position", {"x": 1, "y": 1}),
        ("POST", f"/tables/{tables[1]}/free", {}),
        ("POST", f"/tables/{tables[1]}/session/move", {"targetTableId": home[5]}),
        ("POST", f"/tables/{home[1]}/session/move", {"targetTableId": tables[5]}),
        ("POST", f"/tables/{home[1]}/session/merge", {"targetTableId": tables[1]}),
        ("POST", f"/tables/{tables[1]}/qr", {}),
        ("GET", f"/tables/{tables[1]}/history", None),
        ("POST", "/tables/sessions", {"tableId": tables[5]}),
        ("GET", f"/tables/sessions/{session}", None),
        ("PATCH", f"/tables/sessions/{asked['sessionId']}/approve", {}),
        ("PATCH", f"/tables/sessions/{asked['sessionId']}/reject", {}),
        ("PATCH", f"/tables/sessions/{session}/end", {"force": True}),
        ("PATCH", f"/tables/sessions/{session}/guests/{phone}/reject", {}),
        ("POST", f"/service-requests/{call}/ack", {}),
        ("POST", f"/service-requests/{call}/resolve", {}),
        ("GET", f"/orders/{order['id']}", None),
        ("PATCH", f"/orders/{order['id']}/status", {"status": "confirmed"}),
        ("PATCH", f"/orders/{order['id']}/items/{item}/status", {"status": "ready"}),
        ("POST", f"/orders/{order['id']}/void", {}),
        ("POST", f"/orders/{order['id']}/items/{item}/void", {}),
        ("PATCH", f"/kitchen/items/{item}/status", {"status": "ready"}),
        ("POST", f"/kitchen/orders/{order['id']}/bump", {}),
        ("POST", "/payments", {"orderId": order["id"], "method": "cash", "amount": 1}),
        ("POST", "/payments", {"tableSessionId": session, "method": "cash", "amount": 1}),
        ("POST", "/orders", {"tableSessionId": session, "items": [line]}),
        ("POST", "/orders", {"tableId": tables[1], "items": [line]}),
        ("PATCH", f"/spaces/{space}", {"name": "Taken"}),
        ("DELETE", f"/spaces/{space}", None),
    ):
        answer = here.call(method, path, json=body)
        assert answer.refusal == (404, "NOT_FOUND"), (method, path, answer.body)
    assert here.post("/tables", {"number": 77, "spaceId": space}).status == 400
    assert [row["id"] for row in here.get("/tables/sessions").data] == [mine]
    for path in ("/orders", "/kitchen/orders", "/payments", "/payments/unpaid-orders", "/service-requests"):
        assert here.get(path).data == [], path
    assert guest.get(f"/customer/orders/{order['id']}").data == order
    assert [row["id"] for row in there.get("/service-requests").data] == [call]
