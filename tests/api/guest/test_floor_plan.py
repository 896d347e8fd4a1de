"""Tables, areas, waiters of tables, and QR codes; settings of the location."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.api.guest.client import NOBODY, Json, Place

SVG = "{http://www.w3.org/2000/svg}"


def _areas(place: Place) -> dict[str, str]:
    return {area["name"]: area["id"] for area in place.staff().get("/spaces").data}


def test_a_table_is_added_changed_and_removed(own_lima: Place) -> None:
    manager = own_lima.staff("branch_manager")
    terrace, bar = (_areas(own_lima)[name] for name in ("Terraza", "Barra"))
    made = manager.post("/tables", {"number": 42, "capacity": 6, "spaceId": terrace}).created
    assert (made["number"], made["capacity"], made["space_id"], made["status"]) == (42, 6, terrace, "available")
    path = f"/tables/{made['id']}"
    asked = f"/customer/downtown-lima/{made['qr_code']}/session"
    assert own_lima.public.post(asked, {"customerName": "Carlos"}).created["session"]["table_number"] == 42
    assert manager.delete(path).refusal == (409, "TABLE_HAS_OPEN_SESSION")
    manager.post(f"{path}/free")
    changed = manager.patch(path, {"number": 43, "capacity": 2, "spaceId": bar}).data
    assert (changed["number"], changed["capacity"], changed["space_id"]) == (43, 2, bar)
    assert manager.patch(path, {"capacity": 3}).data["number"] == 43
    moved = manager.patch(f"{path}/position", {"x": 12.5, "y": -3}).data
    assert (moved["position_x"], moved["position_y"]) == (12.5, -3)
    assert manager.delete(path).status == 200
    assert manager.get(path).refusal == (404, "NOT_FOUND")
    assert manager.delete(path).refusal == (404, "NOT_FOUND")
    assert own_lima.public.post(asked, {"customerName": "Carlos"}).refusal == (404, "NOT_FOUND")
    assert 43 not in {table["number"] for table in manager.get("/tables").data["tables"]}
    assert manager.post("/tables", {"number": 43}).created["capacity"] == 4


def test_new_codes_cannot_be_guessed(own_lima: Place) -> None:
    manager = own_lima.staff("branch_manager")
    codes = [manager.post("/tables", {"number": number}).created["qr_code"] for number in range(50, 54)]
    codes += [manager.post(f"/tables/{own_lima.table(15)}/qr").data["qr_code"] for _ in range(2)]
    assert len(set(codes)) == 6
    for code in codes:
        assert code.startswith("downtown-lima-")
        assert len(code.rsplit("-", 1)[-1]) >= 6
        assert own_lima.public.get(f"/customer/downtown-lima/{code}/check-session").data == {"hasSession": False}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"number": 1}, 409),
        ({"number": 0}, 400),
        ({"number": -1}, 400),
        ({"number": 1.5}, 400),
        ({"number": "one"}, 400),
        ({"number": None}, 400),
        ({"capacity": 0}, 400),
        ({"capacity": 51}, 400),
        ({"capacity": "few"}, 400),
        ({"spaceId": NOBODY}, 400),
        ({"spaceId": "no-id"}, 400),
    ],
)
def test_a_table_that_cannot_be(change: Json, status: int, lima: Place) -> None:
    manager = lima.staff("branch_manager")
    refused = manager.post("/tables", {"number": 42, "capacity": 4} | change)
    assert refused.status == status
    if change != {"number": None}:
        assert manager.patch(f"/tables/{lima.table(15)}", change).status == status
    assert len(manager.get("/tables").data["tables"]) == 20


@pytest.mark.parametrize("body", [{}, {"x": 1}, {"x": "left", "y": 1}, {"x": 1e9, "y": 1}, {"x": None, "y": None}])
def test_a_position_that_is_none(body: Json, lima: Place) -> None:
    path = f"/tables/{lima.table(15)}/position"
    assert lima.staff().patch(path, body).refusal == (400, "VALIDATION_ERROR")


def test_an_area_is_added_changed_and_removed(own_lima: Place) -> None:
    manager = own_lima.staff("branch_manager")
    said = {"name": "Azotea", "description": "Con vista", "floor_number": 3}
    made = manager.post("/spaces", said).created
    assert {key: made[key] for key in said} == said
    path = f"/spaces/{made['id']}"
    assert manager.patch(path, {"name": "Mirador"}).data == made | {"name": "Mirador"}
    assert [area["name"] for area in manager.get("/spaces").data][-1] == "Mirador"
    table = manager.post("/tables", {"number": 42, "spaceId": made["id"]}).created
    assert manager.delete(path).status == 409
    manager.delete(f"/tables/{table['id']}")
    removed = manager.delete(path)
    assert removed.status == 200, removed.body
    assert "Mirador" not in _areas(own_lima)
    assert manager.delete(path).refusal == (404, "NOT_FOUND")
    assert manager.patch(path, {"name": "X"}).refusal == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"name": "x" * 256}, {"name": "\x00"}, {"name": 5}, {"name": "A", "floor_number": "top"}]
)
def test_an_area_that_cannot_be(body: Json, lima: Place) -> None:
    assert lima.staff("branch_manager").post("/spaces", body).refusal == (400, "VALIDATION_ERROR")
    assert len(_areas(lima)) == 3


def test_waiters_of_tables(own_lima: Place) -> None:
    manager, luis = own_lima.staff("branch_manager"), own_lima.staff("waiter")
    people = {one["name"]: one for one in luis.get("/staff").data}
    assert {name: one["role"] for name, one in people.items()}["Luis Ramos"] == "waiter"
    path = f"/tables/{own_lima.table(15)}/assignments"
    for _ in range(2):
        (row,) = manager.post(path, {"userId": people["Luis Ramos"]["id"]}).data
        assert (row["user_id"], row["user_name"], row["user_role"]) == (
            people["Luis Ramos"]["id"],
            "Luis Ramos",
            "waiter",
        )
    assert [row["user_name"] for row in manager.post(path, {"userId": people["Ana Torres"]["id"]}).data] == [
        "Luis Ramos",
        "Ana Torres",
    ]
    assert luis.get("/tables/my-assignments").data == [{"table_id": own_lima.table(15)}]
    for _ in range(2):
        left = manager.delete(f"{path}/{people['Luis Ramos']['id']}").data
        assert [row["user_name"] for row in left] == ["Ana Torres"]
    assert luis.get("/tables/my-assignments").data == []
    assert luis.get(path).data == left


def test_whoever_does_not_work_here_looks_after_no_table(lima: Place) -> None:
    manager = lima.staff("branch_manager")
    path = f"/tables/{lima.table(15)}/assignments"
    mei = str(lima.truth.one("SELECT id FROM users WHERE email LIKE 'mei@%%'"))
    for user_id in (NOBODY, mei):
        assert manager.post(path, {"userId": user_id}).status == 400
    bodies: tuple[Json, ...] = ({}, {"userId": "no-id"}, {"userId": None})
    for body in bodies:
        assert manager.post(path, body).refusal == (400, "VALIDATION_ERROR")
    assert manager.get(path).data == []


def test_every_table_has_a_code_to_print(lima: Place) -> None:
    luis = lima.staff()
    drawn = set()
    for table in luis.get("/tables").data["tables"]:
        response = luis.raw("GET", f"/tables/{table['id']}/qr.svg")
        assert response.headers["content-type"].startswith("image/svg+xml")
        picture = ET.fromstring(response.content)  # noqa: S314 - our own
        assert picture.tag == f"{SVG}svg"
        assert picture.findall(f".//{SVG}path")
        drawn.add(response.content)
    assert len(drawn) == 20
    pages = luis.raw("GET", "/tables/qr.pdf")
    assert pages.headers["content-type"] == "application/pdf"
    assert pages.content.startswith(b"%PDF-")
    assert pages.content.rstrip().endswith(b"%%EOF")
    for path in (f"/tables/{NOBODY}/qr.svg", "/tables/no-id/qr.svg"):
        assert luis.get(path).refusal == (404, "NOT_FOUND")


def test_a_replaced_code_is_dead(own_lima: Place) -> None:
    manager = own_lima.staff("branch_manager")
    before = manager.raw("GET", f"/tables/{own_lima.table(15)}/qr.svg").content
    carlos = own_lima.seat()
    page = own_lima.http.get("/downtown-lima/downtown-lima-15")
    assert (page.status_code, page.headers["content-type"].split(";")[0]) == (200, "text/html")
    made = manager.post(f"/tables/{own_lima.table(15)}/qr").data
    old, new = own_lima.path(15), f"/customer/downtown-lima/{made['qr_code']}"
    assert own_lima.public.get(f"{old}/menu").refusal == (404, "NOT_FOUND")
    assert own_lima.public.get(f"{old}/check-session").data == {"hasSession": False}
    assert own_lima.public.post(f"{old}/session", {"customerName": "Late"}).refusal == (404, "NOT_FOUND")
    assert own_lima.public.get(f"{old}/session-status/{carlos.session_id}").refusal == (404, "NOT_FOUND")
    assert own_lima.http.get("/downtown-lima/downtown-lima-15").status_code == 404
    assert own_lima.public.get(f"{new}/menu").data["table"]["number"] == 15
    assert own_lima.http.get(f"/downtown-lima/{made['qr_code']}").status_code == 200
    assert made["qr_url"].endswith(f"/downtown-lima/{made['qr_code']}")
    assert manager.raw("GET", f"/tables/{own_lima.table(15)}/qr.svg").content != before
    assert own_lima.public.post(f"{new}/session", {"customerName": "Maria"}).data["existing"] is True
    assert carlos.order(own_lima.line("arroz-blanco"))["table_number"] == 15


def test_settings_count_from_the_next_request(own_lima: Place) -> None:
    manager = own_lima.staff("branch_manager")
    branch = manager.get("/settings/branch").data
    assert (branch["name"], branch["slug"], branch["currency"], branch["tax_rate"], branch["timezone"]) == (
        "Centro de Lima",
        "downtown-lima",
        "PEN",
        1800,
        "America/Lima",
    )
    settings = branch["settings"]
    assert (settings["join_policy"], settings["pending_minutes"], settings["guest_token_minutes"]) == ("open", 10, 240)
    assert settings["waiter_table_assignment_enabled"] is False
    assert settings["stations"] == ["bar", "cold", "hot", "pastry"]
    wanted = {"pending_minutes": 3, "guest_token_minutes": 30, "waiter_table_assignment_enabled": True}
    changed = manager.patch("/settings/branch", {"settings": wanted}).data["settings"]
    assert changed == settings | wanted
    own_lima.ask()
    waits = "SELECT extract(epoch FROM expires_at - created_at)::int FROM dining_sessions"
    assert own_lima.truth.one(waits) == 180
    assert own_lima.staff("kitchen").get("/settings/branch").data["settings"] == changed


@pytest.mark.parametrize(
    "settings",
    [
        {"join_policy": "maybe"},
        {"join_policy": 5},
        {"show_guest_name": "yes"},
        {"pending_minutes": 0},
        {"pending_minutes": 121},
        {"pending_minutes": 1.5},
        {"pending_minutes": True},
        {"guest_token_minutes": 4},
        {"guest_token_minutes": 1441},
        {"kitchen_amber_minutes": 9, "kitchen_red_minutes": 8},
        {"no_such_setting": 1},
        {"a\x00b": 1},
    ],
)
def test_settings_that_cannot_be(settings: dict[str, Any], lima: Place) -> None:
    manager = lima.staff("branch_manager")
    before = manager.get("/settings/branch").data
    refused = manager.patch("/settings/branch", {"settings": settings | {"show_guest_name": False} | settings})
    assert refused.status == 400
    assert any(field.startswith("settings.") for field in refused.fields)
    assert manager.get("/settings/branch").data == before
    odd: tuple[Any, ...] = (5, [], None)
    for said in odd:
        assert manager.patch("/settings/branch", {"settings": said}).refusal == (400, "VALIDATION_ERROR")
