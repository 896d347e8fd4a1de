"""A terminal's backend hears that something changed, asks for it again, and finds what changed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from comanda.config import Settings
from comanda.notifications.terminal_links import connect_link
from comanda.wiring import create_app
from tests.app.running import with_database
from tests.app.singapore import LOCATION, RESTAURANT, SECOND_TABLE, TABLE, cart
from tests.conftest import Template
from tests.partner import Partner
from tests.receiver import Receiver, receiving

Json = dict[str, Any]
PATHS = {"OrderUpdated": "orders", "PartyUpdated": "parties", "ReservationUpdated": "reservations"}


class Backend:
    """The backend of the Singapore location's card terminals."""

    def __init__(self, http: TestClient, receiver: Receiver, auth: tuple[str, str]) -> None:
        self.http = http
        self.receiver = receiver
        self.auth = auth
        self.read = 0

    def send(self, method: str, path: str, body: Json | None = None) -> Any:
        """Return what a call is answered with."""
        answer = self.http.request(method, f"/epos/v1/{path}", json=body, auth=self.auth)
        assert answer.status_code == 200, answer.text
        return answer.json() if answer.content else None

    def hears(self, *kinds: str) -> list[tuple[int, Json]]:
        """Wait for calls of these kinds, and return for each what asking again is answered with: status and body."""
        said = self.receiver.wait_for(self.read + len(kinds))[self.read :]
        self.read += len(said)
        assert sorted(one.body["eventType"] for one in said) == sorted(kinds)
        found = []
        for one in sorted(said, key=lambda one: str(one.body["eventType"])):
            (object_id,) = one.body["event"].values()
            answer = self.http.get(f"/epos/v1/{PATHS[one.body['eventType']]}/{object_id}", auth=self.auth)
            found.append((answer.status_code, answer.json()))
        return found


@pytest.fixture
def http(database_url: str) -> Iterator[TestClient]:
    settings = Settings(database_url=database_url, work_inline=True)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def backend(database_url: str, http: TestClient, template: Template) -> Iterator[Backend]:
    with receiving() as receiver:
        link = (RESTAURANT, LOCATION, receiver.url, "sk_sandbox_x", {"version": "2026-02-27"})
        with_database(database_url, lambda database: connect_link(database, *link))
        yield Backend(http, receiver, template.credentials.terminals["lantern-and-tiffin"])


def wire(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_an_order_of_a_partner_app_reaches_the_terminal(http: TestClient, backend: Backend, template: Template) -> None:
    partner = Partner(http, str(RESTAURANT), str(LOCATION), template.tokens["lantern-and-tiffin"])
    order = partner.post("/cart/submit", cart()).data["id"]
    ((status, found),) = backend.hears("OrderUpdated")
    assert (status, found["id"], found["paidAmount"]["value"]) == (200, order, 0)

    assert partner.post(f"/orders/{order}/cancel").status == 200
    ((status, found),) = backend.hears("OrderUpdated")
    assert (status, found["status"]) == (200, "Canceled")


def test_a_party_and_what_it_orders_reach_the_terminal(http: TestClient, backend: Backend, template: Template) -> None:
    now = datetime.now(UTC)
    seated = {"dojoPartyId": "party-1", "startTime": wire(now), "tableIds": [str(TABLE)], "name": "Mei", "covers": 2}
    party = backend.send("POST", "parties", seated)["id"]
    ((status, found),) = backend.hears("PartyUpdated")
    assert (status, found["id"], found["name"]) == (200, party, "Mei")

    partner = Partner(http, str(RESTAURANT), str(LOCATION), template.tokens["lantern-and-tiffin"])
    order = partner.post("/cart/submit", cart(objects=[{"object": str(TABLE)}])).data["id"]
    (_, found), (_, of_party) = backend.hears("OrderUpdated", "PartyUpdated")
    assert (found["id"], found["details"]["dineIn"]["partyId"], of_party["id"]) == (order, party, party)
    assert of_party["status"] != "Seated"


def test_a_reservation_reaches_the_terminal_until_it_is_gone(backend: Backend) -> None:
    starts = datetime.now(UTC) + timedelta(days=1)
    asked = {
        "dojoReservationId": "reservation-1",
        "name": "Mei",
        "covers": 2,
        "startTime": wire(starts),
        "endTime": wire(starts + timedelta(hours=2)),
        "tableIds": [str(SECOND_TABLE)],
    }
    reservation = backend.send("POST", "reservations", asked)["id"]
    ((status, found),) = backend.hears("ReservationUpdated")
    assert (status, found["id"], found["covers"]) == (200, reservation, 2)

    backend.send("PUT", f"reservations/{reservation}", {**asked, "covers": 3})
    ((status, found),) = backend.hears("ReservationUpdated")
    assert (status, found["covers"]) == (200, 3)

    backend.send("DELETE", f"reservations/{reservation}")
    ((status, found),) = backend.hears("ReservationUpdated")
    assert (status, found["errorType"]) == (404, "NotFound")
