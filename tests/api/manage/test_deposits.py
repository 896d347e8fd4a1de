"""What a party paid when it reserved is on its bill: counted once, whoever asks for the bill first."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from comanda.api.manage import booking_shapes as shapes
from tests.api.epos.client import House
from tests.api.epos.conftest import house
from tests.api.manage.admin import Json
from tests.api.manage.booking import Host, at, days_ahead, dinner_for_eight
from tests.app.singapore import CARD, LOCATION, SLUG
from tests.conftest import Template

PAID = 2000


@pytest.fixture
def host(local: TestClient, template: Template) -> Host:
    return Host(local, template.credentials.user_tokens[SLUG], LOCATION)


@pytest.fixture
def lantern(local: TestClient, template: Template, database_url: str) -> House:
    return house(local, template, database_url, "singapore", {})


@pytest.fixture
def seated(host: Host) -> Json:
    """A party of two that paid 20.00 beforehand, at its table."""
    plan = dinner_for_eight(host, deposit={"amount": 1000})
    when = at(days_ahead(2), "19:00")
    booked = host.take(service=plan.dinner, time=when, adults=2, first_name="Ada", last_name="Byron")
    host.act(booked, "deposits", {"payment": str(CARD), "amount": PAID}).good(shapes.ReservationOut, 201)
    return host.act(booked, "seat", {}).good(shapes.ReservationOut)


def ordered(lantern: House, seated: Json, dish: str, qty: int) -> Any:
    """Let a waiter place a round for the party."""
    said = {"items": [lantern.guest.line(dish, qty=qty)], "tableId": seated["tables"][0]["id"]}
    return lantern.guest.staff().post("/orders", said).created


def test_a_terminal_is_told_of_the_deposit_and_sees_what_is_left_to_pay(
    host: Host, lantern: House, seated: Json
) -> None:
    party = lantern.terminal.get(f"/parties/{seated['session_id']}").good
    assert party["name"] == "Ada Byron"
    assert party["reservationId"] == seated["id"]
    assert party["deposit"] == {
        "totalAmount": {"value": PAID, "currencyCode": "SGD"},
        "paymentIntentIds": [],
        "description": f"Reservation {seated['reservation_no']}",
    }
    placed = ordered(lantern, seated, "har-cheong-gai", 3)
    before = lantern.terminal.order(placed["id"])
    assert before["paidAmount"]["value"] == 0
    locked = lantern.terminal.lock(placed["id"], "lock-1").good
    assert locked["paidAmount"]["value"] == PAID
    # Once: the same bill again, and another lock, find it counted.
    lantern.terminal.unlock(placed["id"], "lock-1")
    assert lantern.terminal.lock(placed["id"], "lock-2").good["paidAmount"]["value"] == PAID
    assert host.act(seated, "deposit-refunds", {"amount": 1}).refused(422, "amount_out_of_range") == {
        "amount": "amount_out_of_range"
    }


def test_staff_take_what_is_left_after_the_deposit(lantern: House, seated: Json) -> None:
    placed = ordered(lantern, seated, "har-cheong-gai", 3)
    cashier = lantern.guest.staff("cashier")
    whole = {"tableSessionId": seated["session_id"], "method": "cash", "amount": placed["total"]}
    too_much = cashier.post("/payments", whole)
    assert too_much.refusal[0] in (400, 422)
    rest = cashier.post("/payments", whole | {"amount": placed["total"] - PAID}).created
    assert (rest["fully_paid"], rest["remaining"]) == (True, 0)
    assert lantern.terminal.order(placed["id"])["paidAmount"]["value"] == placed["total"]


def test_a_bill_smaller_than_the_deposit_is_paid_and_the_rest_can_be_given_back(
    host: Host, lantern: House, seated: Json
) -> None:
    placed = ordered(lantern, seated, "soft-eggs", 1)
    path = f"/sessions/{seated['session_id']}/count-deposit"
    assert host.ask("POST", path).good(shapes.CountedOut) == {"counted": placed["total"]}
    assert host.ask("POST", path).good(shapes.CountedOut) == {"counted": 0}
    left = PAID - placed["total"]
    assert host.act(seated, "deposit-refunds", {"amount": left + 1}).status == 422
    back = host.act(seated, "deposit-refunds", {"amount": left}).good(shapes.ReservationOut, 201)
    assert back["paid"] == placed["total"]
