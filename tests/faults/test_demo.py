"""`comanda demo`: started, stopped and started again on one folder."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx2 as httpx
import orjson
import pytest

from comanda.demo.lima import LIMA
from comanda.demo.london import LONDON
from comanda.demo.seed import demo_id
from comanda.demo.singapore import SINGAPORE
from comanda.notifications.webhooks.rules import verify
from tests.app.singapore import cart
from tests.partner import Partner
from tests.receiver import receiving
from tests.server import COMANDA, Server, is_running, start

SIGN = "Comanda is ready at "


def postgres_of(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def partner_of(said: dict[str, Any]) -> Partner:
    keys = said["online_order"]
    http = httpx.Client(base_url=said["base_url"], timeout=30)
    return Partner(http, keys["restaurant_id"], keys["location_id"], keys["access_token"])


def demo(data: Path, folder: Path, ready: Path, *more: str) -> Any:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COMANDA_")}
    arguments = ["demo", "--data", str(data), "--port", "0", "--ready-file", str(ready), *more]
    return start(arguments, folder, environment, SIGN)


def check_document(said: dict[str, Any], server: Server) -> None:
    assert list(said) == ["base_url", "online_order", "guest", "staff", "portal", "epos", "manage", "other_restaurants"]
    assert said["base_url"] == server.base_url
    assert len(said["other_restaurants"]) == 2
    for part, restaurant in zip((said, *said["other_restaurants"]), (LIMA, SINGAPORE, LONDON), strict=True):
        assert part["base_url"] == server.base_url
        assert set(part["online_order"]) == {
            "restaurant_id",
            "location_id",
            "access_token",
            "client_id",
            "client_secret",
            "redirect_uri",
        }
        assert part["online_order"]["restaurant_id"] == str(demo_id(restaurant.slug))
        caller = partner_of(part)
        with caller.http:
            assert caller.get("/restaurant").data["name"] == restaurant.name
            assert caller.location_id in [location["id"] for location in caller.get("/locations").data]
            check_people(part, caller.http)


def check_people(part: dict[str, Any], http: httpx.Client) -> None:
    """Check that every credential of the document opens its door."""
    guest, staff, portal = part["guest"], part["staff"], part["portal"]
    table = guest["tables"][0]
    assert set(table) == {"id", "number", "code"}
    menu = http.get(f"/api/customer/{guest['branch_slug']}/{table['code']}/menu").json()["data"]
    assert (menu["branch"]["id"], menu["table"]["id"]) == (guest["branch_id"], table["id"])
    roles = {"org_admin", "branch_manager", "cashier", "waiter", "kitchen"}
    assert set(staff) == {"email", "password", "by_role"}
    assert set(staff["by_role"]) == roles
    for role, said in staff["by_role"].items():
        signed_in = http.post("/api/auth/login", json=said).json()["data"]
        assert signed_in["user"]["role"] == role
        assert guest["branch_id"] in signed_in["user"]["branches"]
    assert set(portal) == {"system_access_token", "user_access_token", "tenant_api_key"}
    system = http.get(
        "/system/restaurant/locations", headers={"Authorization": f"Bearer {portal['system_access_token']}"}
    )
    assert system.json()["data"]["pagination"]["total_groups"] == 3
    user = http.get("/restaurant/sessions", headers={"Authorization": f"Bearer {portal['user_access_token']}"})
    key = http.get("/restaurant/sessions", headers={"X-API-Key": portal["tenant_api_key"]})
    assert (user.status_code, key.status_code) == (200, 200)
    terminal = part["epos"]
    assert set(terminal) == {"base_url", "username", "password"}
    assert terminal["base_url"] == part["base_url"] + "/epos"
    areas = http.get(terminal["base_url"] + "/v1/areas", auth=(terminal["username"], terminal["password"]))
    assert areas.status_code == 200
    assert areas.json()
    manage = part["manage"]
    assert set(manage) == {"base_url", "access_token"}
    assert manage["base_url"] == part["base_url"] + "/manage/v1"
    administrator = {"Authorization": f"Bearer {manage['access_token']}"}
    assert http.get(manage["base_url"] + "/webhook-endpoints", headers=administrator).json() == {"data": []}


@pytest.mark.parametrize("workers", [1, 2])
def test_the_demo_keeps_its_data_and_leaves_nothing_running(tmp_path: Path, workers: int) -> None:
    data, ready, folder = tmp_path / "data", tmp_path / "ready.json", tmp_path / "logs"
    folder.mkdir()
    more = ("--workers", str(workers))
    with demo(data, folder, ready, *more) as server:
        first = orjson.loads(ready.read_bytes())
        check_document(first, server)
        database = postgres_of(data)
        assert is_running(database)
        singapore = partner_of(first["other_restaurants"][0])
        with singapore.http:
            order = singapore.post("/cart/submit", cart()).data
        assert server.stop(signal.SIGTERM) == 0
    assert not is_running(database), "the embedded database stops with the demo"
    with demo(data, folder, ready, *more) as server:
        second = orjson.loads(ready.read_bytes())
        check_document(second, server)
        for door in ("online_order", "epos"):
            again = [part[door] for part in (second, *second["other_restaurants"])]
            assert [{**said, "base_url": None} for said in again] == [
                {**part[door], "base_url": None} for part in (first, *first["other_restaurants"])
            ]
        database = postgres_of(data)
        singapore = partner_of(second["other_restaurants"][0])
        with singapore.http:
            assert singapore.get(f"/orders/{order['id']}").data == order
        assert server.stop(signal.SIGINT) == 0
    assert not is_running(database), "the embedded database stops with the demo"
    lines = [line for path in folder.iterdir() for line in path.read_text().splitlines()]
    assert all("terminal call" in line for line in lines), lines


def test_the_demo_tells_terminals_of_changes_without_a_worker(tmp_path: Path) -> None:
    data, ready, folder = tmp_path / "data", tmp_path / "ready.json", tmp_path / "logs"
    folder.mkdir()
    with demo(data, folder, ready) as server, receiving() as receiver:
        said = orjson.loads(ready.read_bytes())["other_restaurants"][0]
        link = ["--location", said["guest"]["branch_slug"], "--events-url", receiver.url, "--api-key", "sk_x"]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("COMANDA_")}
        connect = [COMANDA, "epos", "connect", *link, "--data", str(data)]
        done = subprocess.run(connect, env=environment, capture_output=True, timeout=30, check=False)
        assert done.returncode == 0, done.stderr
        singapore = partner_of(said)
        with singapore.http:
            order = singapore.post("/cart/submit", cart()).data
        (told,) = receiver.wait_for(1)
        assert told.body == {"eventType": "OrderUpdated", "event": {"orderId": order["id"]}}
        assert server.stop(signal.SIGTERM) == 0
    assert [path.read_text() for path in folder.iterdir()] == [""]


def test_the_demo_tells_webhook_endpoints_on_this_machine(tmp_path: Path) -> None:
    data, ready, folder = tmp_path / "data", tmp_path / "ready.json", tmp_path / "logs"
    folder.mkdir()
    with demo(data, folder, ready, "--workers", "2"), receiving() as receiver:
        said = orjson.loads(ready.read_bytes())["other_restaurants"][0]
        manage, partner = said["manage"], partner_of(said)
        administrator = {"Authorization": f"Bearer {manage['access_token']}"}
        with partner.http as http:
            asked = {"url": receiver.url + "/hook", "topics": ["order.created"]}
            made = http.post(manage["base_url"] + "/webhook-endpoints", json=asked, headers=administrator).json()
            order = partner.post("/cart/submit", cart()).data
        (told,) = receiver.wait_for(1)
    assert told.body["data"] == order
    assert verify(told.headers["x-dinlr-signature"], told.raw, made["secret"], time.time()) is None
