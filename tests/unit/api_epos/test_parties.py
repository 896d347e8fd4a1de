"""Parties, reservations, areas and tables as terminals read them."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from comanda.api.epos import shapes
from comanda.api.epos.presenters import floor, parties
from comanda.dining.session import SeatedTable, SessionStatus, SessionView
from comanda.floor.snapshot import Area, FloorTable
from comanda.ordering.floor import NOTHING, PartyTotals
from comanda.reservations.reservation import Reservation, ReservationStatus
from tests.unit.api_epos.scene import NOON, gbp, uid

PARTY = SessionView(
    id=uid("party"),
    location_id=uid("location"),
    status=SessionStatus.ACTIVE,
    source="guest",
    customer_name="",
    customer_phone=None,
    customer_id=None,
    guest_count=2,
    note=None,
    opened_by=None,
    created_at=NOON,
    started_at=NOON,
    expires_at=None,
    planned_until=None,
    ended_at=None,
    tables=(SeatedTable(uid("t1"), 1, "Table 1", "T1"), SeatedTable(uid("t2"), 2, "Table 2", "T2")),
)


def totals(total: int, paid: int) -> PartyTotals:
    return replace(NOTHING, order_count=1, total=total, paid=paid)


def test_a_party_of_which_little_is_known() -> None:
    shown = parties.party(PARTY, None, None)
    assert shown == {
        "id": str(uid("party")),
        "covers": 2,
        "tableIds": [str(uid("t1")), str(uid("t2"))],
        "status": "Seated",
        "startTime": "2026-03-06T12:00:30.123Z",
    }
    shapes.Party.model_validate(shown)


def test_a_party_of_which_everything_is_known() -> None:
    known = replace(
        PARTY,
        customer_name="Martin B.",
        note="by the window",
        guest_requests="nut allergy",
        stage="partially arrived",
        planned_until=NOON + timedelta(hours=2),
        ended_at=NOON + timedelta(hours=1),
        deposit={"totalAmount": gbp(5000), "paymentIntentIds": ["pi_1"]},
    )
    shown = parties.party(known, None, uid("reservation"))
    shapes.Party.model_validate(shown)
    assert set(shown) == set(shapes.Party.model_json_schema()["properties"])
    assert shown["status"] == "partially arrived"
    assert shown["hostNotes"] == "by the window"
    assert shown["guestRequests"] == "nut allergy"
    assert shown["expectedEndTime"] == "2026-03-06T14:00:30.123Z"
    assert shown["endTime"] == "2026-03-06T13:00:30.123Z"


@pytest.mark.parametrize(
    ("status", "found", "said"),
    [
        (SessionStatus.ACTIVE, NOTHING, "Seated"),
        (SessionStatus.ACTIVE, totals(500, 0), "Ordered"),
        (SessionStatus.ACTIVE, totals(500, 200), "Ordered"),
        (SessionStatus.ACTIVE, totals(500, 500), "Paid"),
        (SessionStatus.COMPLETED, totals(500, 500), "Left"),
        (SessionStatus.COMPLETED, NOTHING, "Left"),
    ],
)
def test_how_far_a_party_is_when_nobody_says(status: SessionStatus, found: PartyTotals, said: str) -> None:
    assert parties.derived_status(status, found) == said
    assert parties.party(replace(PARTY, status=status), found, None)["status"] == said


def test_a_reservation() -> None:
    found = Reservation(
        id=uid("reservation"),
        location_id=uid("location"),
        status=ReservationStatus.BOOKED,
        source="terminal",
        app_id=None,
        reservation_no="LFO298",
        service_id=None,
        customer_id=None,
        name="Sasha J.",
        first_name="Sasha J.",
        last_name=None,
        email=None,
        phone=None,
        covers=3,
        adults=3,
        children=0,
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=2),
        deposit=0,
        paid=0,
        confirm_by=None,
        host_notes=None,
        guest_requests="a dog",
        cancel_reason=None,
        fixed=True,
        expires_at=None,
        arrived_at=None,
        external_id="dojo-res-1",
        session_id=None,
        tables=(uid("t1"),),
        table_names=("T1",),
        created_at=NOON,
        updated_at=NOON,
    )
    shown = parties.reservation(found)
    shapes.Reservation.model_validate(shown)
    assert shown == {
        "id": str(uid("reservation")),
        "name": "Sasha J.",
        "covers": 3,
        "startTime": "2026-03-06T12:00:30.123Z",
        "endTime": "2026-03-06T14:00:30.123Z",
        "tableIds": [str(uid("t1"))],
        "guestRequests": "a dog",
    }


def table(name: str) -> FloorTable:
    return cast("FloorTable", SimpleNamespace(id=uid(name), area_id=uid("terrace"), name=name, pax=4))


def test_an_area_is_served_by_whoever_serves_its_tables() -> None:
    waiters = {uid("t1"): [uid("ana"), uid("ben")], uid("t2"): [uid("ben"), uid("cy")]}
    where = cast("Area", SimpleNamespace(id=uid("terrace"), name="Terrace", tables=[table("t1"), table("t2")]))
    shown: Any = floor.areas([where], waiters)
    shapes.AreasAnswer.model_validate(shown)
    assert shown == [
        {"id": str(uid("terrace")), "name": "Terrace", "waiterIds": [str(uid(name)) for name in ("ana", "ben", "cy")]}
    ]
    shown = floor.table(table("t2"), waiters)
    shapes.Table.model_validate(shown)
    assert shown == {
        "id": str(uid("t2")),
        "name": "t2",
        "maxCovers": 4,
        "areaId": str(uid("terrace")),
        "waiterIds": [str(uid("ben")), str(uid("cy"))],
    }
