"""One book: what a guest, a partner app, a terminal and staff reserve keeps apart, and each sees all."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from comanda.api.manage import booking_shapes as shapes
from comanda.demo.singapore import SINGAPORE
from tests.api.manage.booking import SINGAPORE_TIME, Host, at, days_ahead, dinner_for_eight, utc
from tests.app.singapore import LOCATION, SLUG
from tests.conftest import Template
from tests.pages.scriptless import Tab
from tests.partner import Partner
from tests.terminal import Terminal

DAY = days_ahead(9)
PAGE = f"/{SINGAPORE.locations[0].slug}/book"


@pytest.fixture
def host(http: TestClient, template: Template) -> Host:
    return Host(http, template.credentials.user_tokens[SLUG], LOCATION)


@pytest.fixture
def terminal(http: TestClient, template: Template) -> Terminal:
    return Terminal(http, *template.credentials.terminals[SLUG])


def partner_times(partner: Partner) -> set[str]:
    """The local times that a partner app is offered for two."""
    (dinner,) = partner.at_location("/services", date=str(DAY), adult=2, children=0)
    times = [datetime.fromisoformat(slot["time"]) for slot in dinner["available_times"]]
    return {time.astimezone(SINGAPORE_TIME).strftime("%H:%M") for time in times}


def page_times(tab: Tab) -> set[str]:
    """The local times that a guest is offered for two."""
    tab.open(PAGE)
    return {text[:5] for text in tab.look(day=DAY, adults=2).links if re.match(r"\d\d:\d\d", text)}


def staff_times(host: Host) -> set[str]:
    """The local times that staff see open for two."""
    return {time for time, why in host.slots(DAY).items() if why is None}


def test_a_day_from_every_side(http: TestClient, host: Host, singapore: Partner, terminal: Terminal) -> None:
    plan, tab = dinner_for_eight(host), Tab(http)

    def offered() -> set[str]:
        found = [partner_times(singapore), page_times(tab), staff_times(host)]
        assert found[0] == found[1] == found[2]
        return found[0]

    evening = {"18:00", "18:30", "19:00", "19:30", "20:00", "20:30", "21:00"}
    assert offered() == evening

    # Two tables for two and one for four. A guest books on the page, an app for its customer, a terminal the third.
    tab.open(PAGE)
    tab.look(day=DAY, adults=2)
    tab.follow("19:00")
    tab.send(name="Mei Lin", phone="+65 9123 4567", email="", notes="")
    info = {
        "reservation_time": at(DAY, "19:00"),
        "service": plan.dinner,
        "first_name": "Mark",
        "last_name": "Clinton",
        "pax": 2,
        "adult": 2,
        "children": 0,
    }
    by_app = singapore.post("/reservations", {"location": str(LOCATION), "reservation_info": info}).data
    starts = datetime.fromisoformat(at(DAY, "19:00")).astimezone(UTC)
    by_terminal = terminal.book(plan.four, starts=starts).data

    # Parties of two stay 90 minutes, so their tables are left from 20:30 on; the table for four is held until 21:00.
    assert offered() == {"20:30", "21:00"}
    book = host.book(DAY)["reservations"]
    assert {one["source"]: one["name"] for one in book} == {
        "guest": "Mei Lin",
        "partner": "Mark Clinton",
        "terminal": "Mrs Tan",
    }
    kept = [table["id"] for one in book for table in one["tables"]]
    assert sorted(kept) == sorted([*plan.pairs, plan.four])
    ids = {one["id"] for one in book}
    listed = singapore.at_location("/reservations")
    assert ids <= {one["id"] for one in listed}
    window = {"fromTime": iso(starts), "toTime": iso(starts + timedelta(hours=1))}
    assert {one["id"] for one in terminal.reservations(**window)} == ids

    # The app gives its table up, and everybody is offered the evening again.
    assert singapore.post(f"/reservations/{by_app['id']}/cancel").data["status"] == "cancelled"
    assert offered() == evening
    assert {one["id"] for one in terminal.reservations(**window)} == ids - {by_app["id"]}

    # The guest comes. Staff seat her; the terminal reads the party, and the app follows until it leaves.
    (by_guest,) = [one for one in book if one["source"] == "guest"]
    seated = host.act(by_guest, "seat", {}).good(shapes.ReservationOut)
    party = terminal.party(seated["session_id"])
    assert (party["name"], party["reservationId"], party["covers"]) == ("Mei Lin", by_guest["id"], 2)
    assert party["tableIds"] == [table["id"] for table in by_guest["tables"]]
    view: Any = singapore.get(f"/reservations/{by_guest['id']}").data
    assert (view["status"], utc(view["reservation_time"])) == ("seated", starts)
    assert singapore.post(f"/reservations/{by_guest['id']}/complete").data["status"] == "completed"
    assert host.view(by_guest)["status"] == "completed"
    assert seated["session_id"] not in {one["session_id"] for one in host.book(days_ahead(0))["sitting"]}
    assert by_terminal["id"] in {one["id"] for one in host.book(DAY)["reservations"]}


def iso(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
