"""Update Restaurant Location Status: the documented answers, every transition, the trail, and who feels it."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from comanda.api.portal.shapes import GovernanceOut
from comanda.restaurants.rules import Governance
from tests.api.online_order.carts import LIMA, rice_cart
from tests.api.portal.caller import Answer, Caller
from tests.api.portal.conftest import As
from tests.api.portal.people import People
from tests.api.portal.scene import DECIDED, OPERATOR, TENANT_ONE, Owner, Spot, add_owner, add_spot
from tests.partner import Partner
from tests.truth import Truth

NOBODY = "01950000-0000-7000-8000-ffffffffffff"
NOT_ALLOWED = {
    "success": False,
    "message": "Restaurant location status transition is not allowed",
    "data": None,
}
ALLOWED = {
    ("pending_approval", "approved"),
    ("pending_approval", "rejected"),
    ("approved", "suspended"),
    ("suspended", "approved"),
}
CHOICES = "Must be one of: draft, pending_approval, approved, rejected, suspended"


@pytest.fixture
def owner(truth: Truth) -> Owner:
    """A restaurant without locations."""
    found = Owner(TENANT_ONE.slug, TENANT_ONE.name, id=TENANT_ONE.id)
    add_owner(truth, found)
    return found


def location(truth: Truth, owner: Owner, governance: str, code: int = 7001) -> str:
    return str(add_spot(truth, owner.id, Spot(f"branch-{code}", code, governance=governance)))


def state(truth: Truth, location_id: str) -> dict[str, Any]:
    (row,) = truth.rows(
        "SELECT governance, approved_by, approved_at, admin_notes, updated_at FROM location_directory"
        " WHERE location_id = %s",
        location_id,
    )
    return row


def trail(truth: Truth, location_id: str) -> list[tuple[Any, ...]]:
    rows = truth.rows(
        "SELECT was, became, reason, decided_by FROM governance_decisions WHERE location_id = %s ORDER BY id",
        location_id,
    )
    return [tuple(row.values()) for row in rows]


def test_approved_as_documented(operator: Caller, people: People, owner: Owner, truth: Truth) -> None:
    waiting = location(truth, owner, "pending_approval")
    answer = operator.decide(waiting, {"status": "approved", "notes": "Ready for public launch"})
    approved_at = answer.body["data"].pop("approved_at")
    assert answer.body == {
        "success": True,
        "message": "Restaurant location approved successfully",
        "data": {
            "id": waiting,
            "tenant_id": str(owner.id),
            "slug": "branch-7001",
            "admin_status": "approved",
            "approved_by": people["operator"].id,
            "admin_notes": "Ready for public launch",
        },
    }
    kept = state(truth, waiting)
    assert datetime.fromisoformat(approved_at) == kept["approved_at"].replace(microsecond=0)
    assert approved_at.endswith("Z")
    assert kept["updated_at"] == kept["approved_at"]
    assert answer.status == 200
    assert operator.view(waiting).location["approved_by"] == people["operator"].id


def test_suspended_as_documented(operator: Caller, owner: Owner, truth: Truth) -> None:
    approved = location(truth, owner, "approved")
    answer = operator.decide(approved, {"status": "suspended", "notes": "Compliance issue"})
    assert (answer.status, answer.body) == (
        200,
        {
            "success": True,
            "message": "Restaurant location suspended successfully",
            "data": {
                "id": approved,
                "tenant_id": str(owner.id),
                "slug": "branch-7001",
                "admin_status": "suspended",
                "approved_by": OPERATOR,
                "approved_at": DECIDED,
                "admin_notes": "Compliance issue",
            },
        },
    )


def test_rejected_as_documented(operator: Caller, owner: Owner, truth: Truth) -> None:
    waiting = location(truth, owner, "pending_approval")
    answer = operator.decide(waiting, {"status": "rejected", "notes": "Does not meet quality standards"})
    assert (answer.status, answer.body) == (
        200,
        {
            "success": True,
            "message": "Restaurant location rejected successfully",
            "data": {
                "id": waiting,
                "tenant_id": str(owner.id),
                "slug": "branch-7001",
                "admin_status": "rejected",
                "approved_by": None,
                "approved_at": None,
                "admin_notes": "Does not meet quality standards",
            },
        },
    )


def test_a_location_that_waits_again_after_an_approval_loses_it_when_rejected(
    operator: Caller, owner: Owner, truth: Truth
) -> None:
    waiting = location(truth, owner, "approved")
    truth.rows(
        "UPDATE location_directory SET governance = 'pending_approval' WHERE location_id = %s RETURNING code", waiting
    )
    told = operator.decide(waiting, {"status": "rejected"}).body["data"]
    assert (told["approved_by"], told["approved_at"]) == (None, None)
    assert (state(truth, waiting)["approved_by"], state(truth, waiting)["approved_at"]) == (None, None)


@pytest.mark.parametrize(("was", "wanted"), list(itertools.product(Governance, Governance)))
def test_every_transition(was: str, wanted: str, operator: Caller, owner: Owner, truth: Truth, people: People) -> None:
    location_id = location(truth, owner, was)
    before = state(truth, location_id)
    answer = operator.decide(location_id, {"status": str(wanted), "notes": "because"})
    after = state(truth, location_id)
    if (was, wanted) in ALLOWED:
        assert answer.status == 200
        assert (after["governance"], after["admin_notes"]) == (wanted, "because")
        assert trail(truth, location_id) == [(was, wanted, "because", people["operator"].id)]
        assert operator.view(location_id).location["admin_status"] == wanted
    else:
        assert (answer.status, answer.body) == (400, NOT_ALLOWED)
        assert after == before
        assert trail(truth, location_id) == []
        assert truth.one("SELECT count(*) FROM events WHERE object_id = %s", location_id) == 0


def test_who_decided_what_and_why_is_kept(portal: As, owner: Owner, truth: Truth, people: People) -> None:
    waiting = location(truth, owner, "pending_approval")
    first, second = people["operator"].id, people["second operator"].id
    portal("operator").decide(waiting, {"status": "approved"})
    portal("second operator").decide(waiting, {"status": "suspended", "notes": "  Compliance issue "})
    reinstated = portal("second operator").decide(waiting, {"status": "approved", "notes": ""}).body["data"]
    assert trail(truth, waiting) == [
        ("pending_approval", "approved", None, first),
        ("approved", "suspended", "Compliance issue", second),
        ("suspended", "approved", None, second),
    ]
    assert (reinstated["approved_by"], reinstated["admin_notes"]) == (second, None)
    assert (state(truth, waiting)["approved_by"], state(truth, waiting)["admin_notes"]) == (second, None)
    events = truth.rows(
        "SELECT topic, location_id::text, payload FROM events WHERE object_id = %s ORDER BY seq", waiting
    )
    assert [(row["topic"], row["location_id"], row["payload"]["became"]) for row in events] == [
        ("location.governance_changed", waiting, became) for became in ("approved", "suspended", "approved")
    ]


def test_suspension_reaches_the_online_order_api_with_the_next_request(operator: Caller, lima: Partner) -> None:
    assert lima.post("/cart/calculate", rice_cart()).status == 200
    assert operator.decide(LIMA.location, {"status": "suspended"}).status == 200
    refused = lima.post("/cart/submit", rice_cart())
    assert (refused.status, refused.error["code"]) == (403, "location_not_trading")
    assert operator.decide(LIMA.location, {"status": "approved"}).status == 200
    assert lima.post("/cart/submit", rice_cart()).status == 200


def test_a_suspended_location_opens_no_sessions_and_closes_those_it_has(portal: As, operator: Caller) -> None:
    waiter, body = portal("waiter"), {"location_id": LIMA.location, "table_id": LIMA.table(1)}
    opened = waiter.open(body).opened
    operator.decide(LIMA.location, {"status": "suspended"})
    for who in ("waiter", "owner", "operator"):
        assert portal(who).open(body).refusal == (403, "The location is not taking guests.")
        assert portal(who).open({"slug": "downtown-lima"}).refusal == (403, "The location is not taking guests.")
    assert [session["id"] for session in waiter.sessions().sessions["sessions"]] == [opened["id"]]
    assert waiter.close(opened["id"]).closed["status"] == "closed"
    operator.decide(LIMA.location, {"status": "approved"})
    assert waiter.open(body).status == 201


@pytest.mark.parametrize("governance", ["draft", "pending_approval", "rejected"])
def test_a_location_that_was_never_approved_opens_no_sessions(governance: str, portal: As, truth: Truth) -> None:
    truth.rows("UPDATE location_directory SET governance = %s WHERE slug = 'downtown-lima' RETURNING code", governance)
    assert portal("waiter").open({"slug": "downtown-lima"}).refusal[0] == 403


def test_an_inactive_location_opens_no_sessions(portal: As, truth: Truth) -> None:
    truth.rows("UPDATE location_directory SET active = false WHERE slug = 'downtown-lima' RETURNING code")
    assert portal("waiter").open({"slug": "downtown-lima"}).refusal[0] == 403


def test_of_two_operators_at_once_one_decides(portal: As, owner: Owner, truth: Truth) -> None:
    places = [location(truth, owner, "pending_approval", 7100 + turn) for turn in range(15)]
    for place in places:

        def decide(said: tuple[str, str], place: str = place) -> Answer:
            who, wanted = said
            return portal(who).decide(place, {"status": wanted, "notes": who})

        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(decide, [("operator", "approved"), ("second operator", "rejected")]))
        assert sorted(answer.status for answer in answers) == [200, 400]
        (won,) = [answer for answer in answers if answer.status == 200]
        (lost,) = [answer for answer in answers if answer.status == 400]
        assert lost.body == NOT_ALLOWED
        kept = state(truth, place)
        assert kept["governance"] == won.body["data"]["admin_status"]
        assert kept["admin_notes"] == won.body["data"]["admin_notes"]
        assert [(was, became) for was, became, _, _ in trail(truth, place)] == [
            ("pending_approval", kept["governance"])
        ]


def test_the_same_decision_twice_at_once_counts_once(portal: As, owner: Owner, truth: Truth) -> None:
    place = location(truth, owner, "pending_approval")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: portal("operator").decide(place, {"status": "approved"}), range(8)))
    assert sorted(answer.status for answer in answers) == [200] + [400] * 7
    assert len(trail(truth, place)) == 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "status: is missing"),
        ({"status": None}, CHOICES),
        ({"status": ""}, "status: is missing"),
        ({"status": "closed"}, CHOICES),
        ({"status": "APPROVED"}, CHOICES),
        ({"status": 1}, CHOICES),
        ({"status": ["approved"]}, CHOICES),
        ({"status": {"status": "approved"}}, CHOICES),
        ({"status": "{{status}}"}, CHOICES),
        ({"status": "approved\x00"}, CHOICES),
        ({"status": "suspended", "notes": 5}, "notes: a text is expected"),
        ({"status": "suspended", "notes": ["x"]}, "notes: a text is expected"),
        ({"status": "suspended", "notes": "a\x00b"}, "notes: a text without NUL characters is expected"),
        ({"status": "suspended", "notes": "x" * 1001}, "notes: is too long: at most 1000 characters"),
        ([], "The body must be a JSON object."),
        ("approved", "The body must be a JSON object."),
    ],
)
def test_a_decision_that_cannot_be_taken(body: Any, message: str, desk: Caller) -> None:
    answer = desk.call("PUT", f"/system/restaurant/locations/{LIMA.location}/status", json=body)
    assert answer.refusal == (400, message)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"status=approved", b'{"status": "approved"', b"\xff\xfe", b'"\\ud800"', b"null"]
)
def test_a_body_that_is_not_json(content: bytes, desk: Caller) -> None:
    answer = desk.call("PUT", f"/system/restaurant/locations/{LIMA.location}/status", content=content)
    status, message = answer.refusal
    assert status == 400
    assert message.startswith("The body ")


def test_a_body_that_is_too_large(desk: Caller) -> None:
    path = f"/system/restaurant/locations/{LIMA.location}/status"
    assert desk.call("PUT", path, content=b" " * 1_000_001).refusal[0] == 413


def test_unknown_fields_are_ignored_and_a_form_that_says_it_is_json_is_read(
    operator: Caller, owner: Owner, truth: Truth
) -> None:
    waiting = location(truth, owner, "pending_approval")
    path = f"/system/restaurant/locations/{waiting}/status"
    content = b'{"status": "approved", "reason": 1, "admin_status": "rejected"}'
    answer = operator.call("PUT", path, content=content, headers={"Content-Type": "text/plain"})
    assert answer.body["data"]["admin_status"] == "approved"


@pytest.mark.parametrize("location_id", ["nonsense", "1", "%00", NOBODY.replace("-", "")])
def test_an_id_that_is_none(location_id: str, desk: Caller) -> None:
    answer = desk.decide(location_id, {"status": "approved"})
    assert (answer.status, answer.body) == (400, {"success": False, "message": "Invalid UUID"})


@pytest.mark.parametrize("status", ["approved", "draft"])
def test_a_location_that_is_not_there(status: str, desk: Caller) -> None:
    answer = desk.decide(NOBODY, {"status": status})
    assert (answer.status, answer.body) == (404, {"success": False, "message": "Location Not Found", "data": None})


def test_the_answer_has_exactly_the_documented_fields(operator: Caller) -> None:
    answer = operator.decide(LIMA.location, {"status": "suspended"})
    answer.good("Restaurant location suspended successfully", GovernanceOut)
