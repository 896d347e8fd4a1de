"""The reservation book over the Manage API: what staff take, move, seat and close, and what is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from comanda.api.manage import booking_shapes as shapes
from comanda.demo.lima import LIMA
from tests.api.epos.conftest import house
from tests.api.manage.admin import Answer, Json
from tests.api.manage.booking import Host, Plan, at, days_ahead, dinner_for_eight
from tests.app.singapore import CARD, LOCATION, SLUG
from tests.conftest import Template
from tests.truth import Truth

DAY = days_ahead(20)


@pytest.fixture
def host(local: TestClient, template: Template) -> Host:
    return Host(local, template.credentials.user_tokens[SLUG], LOCATION)


@pytest.fixture
def plan(host: Host) -> Plan:
    return dinner_for_eight(host)


def dinner(plan: Plan, wall: str = "19:00", adults: int = 2, **more: Any) -> Json:
    return {"service": plan.dinner, "time": at(DAY, wall), "adults": adults, "first_name": "Ada", **more}


def tables_of(reservation: Json) -> list[str]:
    return [table["id"] for table in reservation["tables"]]


def test_the_plan_is_given_back_as_it_was_set(host: Host, plan: Plan) -> None:
    found = host.ask("GET", "/booking-plan").good(shapes.BookingPlanOut)
    assert found["services"] == [plan.body["services"][0] | {"min_covers": 1, "notice_minutes": 0, "deposit": None}]
    assert found["experiences"] == plan.body["experiences"]
    assert [sorted(section["tables"]) for section in found["sections"]] == [sorted([*plan.pairs, plan.four])]
    assert found["joins"] == plan.body["joins"]


def test_a_service_left_out_is_offered_no_more_and_its_bookings_keep_it(host: Host, plan: Plan) -> None:
    booked = host.take(**dinner(plan))
    host.ask("PUT", "/booking-plan", plan.body | {"services": []}).good(shapes.BookingPlanOut)
    assert host.book(DAY)["services"] == []
    assert host.view(booked)["service_name"] == "Dinner"
    assert host.ask("POST", "/reservations", dinner(plan)).refused(422, "unknown_service") == {
        "service": "unknown_service"
    }
    # So may all it belonged to go.
    found = host.ask("PUT", "/booking-plan", {"experiences": [], "sections": [], "services": [], "joins": []})
    assert found.good(shapes.BookingPlanOut)["sections"] == []
    assert host.view(booked)["service_name"] == "Dinner"


def _service(**changed: Any) -> Any:
    return lambda plan: plan.body | {"services": [plan.body["services"][0] | changed]}


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        (_service(experience=str(uuid4())), "services[0].experience", "unknown_experience"),
        (_service(section=str(uuid4())), "services[0].section", "unknown_section"),
        (_service(days=[7]), "services[0].days", "out_of_range"),
        (_service(days=[]), "services[0].days", "out_of_range"),
        (_service(slot_minutes=4), "services[0].slot_minutes", "out_of_range"),
        (_service(min_covers=9), "services[0].max_covers", "out_of_range"),
        (_service(pacing=0), "services[0].pacing", "out_of_range"),
        (_service(turns=[]), "services[0].turn_minutes", "out_of_order"),
        (
            _service(turns=[{"up_to": 4, "minutes": 90}, {"up_to": 2, "minutes": 60}]),
            "services[0].turn_minutes",
            "out_of_order",
        ),
        (_service(deposit={"amount": 0}), "services[0].deposit_amount", "out_of_range"),
        (
            lambda plan: plan.body | {"joins": [{"tables": [plan.four], "covers": 4}]},
            "joins[0].tables",
            "too_short",
        ),
        (
            lambda plan: plan.body | {"joins": [{"tables": [plan.four, str(uuid4())], "covers": 4}]},
            "joins[0].tables[1]",
            "unknown_table",
        ),
        (
            lambda plan: (
                plan.body
                | {"joins": [{"tables": [plan.four, table], "covers": 6, "fixed": True} for table in plan.pairs]}
            ),
            "joins",
            "duplicate_table",
        ),
    ],
)
def test_a_plan_that_does_not_hold_together_changes_nothing(
    host: Host, plan: Plan, wrong: Any, field: str, code: str
) -> None:
    before = host.ask("GET", "/booking-plan").body
    assert host.ask("PUT", "/booking-plan", wrong(plan)).refused(422, code)[field] == code
    assert host.ask("GET", "/booking-plan").body == before


def test_bookings_get_the_smallest_table_then_joined_ones_then_none(host: Host, plan: Plan) -> None:
    first, second = host.take(**dinner(plan)), host.take(**dinner(plan))
    assert sorted(tables_of(first) + tables_of(second)) == sorted(plan.pairs)
    assert tables_of(host.take(**dinner(plan))) == [plan.four]
    refused = host.ask("POST", "/reservations", dinner(plan))
    assert refused.refused(409, "no_table") == {"time": "no_table"}
    # Dinner is 90 minutes for two: 20:30 is the next time those tables are free, and 17:30 would have been before.
    assert host.slots(DAY) == {
        "18:00": "no_table",
        "18:30": "no_table",
        "19:00": "no_table",
        "19:30": "no_table",
        "20:00": "no_table",
        "20:30": None,
        "21:00": None,
    }


def test_four_sit_at_the_table_for_four_and_then_at_two_put_together(host: Host, plan: Plan) -> None:
    assert tables_of(host.take(**dinner(plan, adults=4))) == [plan.four]
    assert sorted(tables_of(host.take(**dinner(plan, adults=3, children=1)))) == sorted(plan.pairs)


def test_as_many_arrive_in_a_slot_as_can_be_looked_after(host: Host) -> None:
    plan = dinner_for_eight(host, pacing=5)
    host.take(**dinner(plan, adults=4))
    assert host.slots(DAY)["19:00"] == "pacing"
    assert host.slots(DAY, covers=1)["19:00"] is None
    assert host.ask("POST", "/reservations", dinner(plan)).refused(409, "slot_full") == {"time": "slot_full"}
    # Staff may all the same.
    assert host.take(**dinner(plan, freely=True))["status"] == "booked"


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"time": at(DAY, "19:10")}, "time", "between_slots"),
        ({"time": at(DAY, "16:00")}, "time", "outside_service_hours"),
        ({"time": at(days_ahead(-1), "19:00")}, "time", "in_the_past"),
        ({"time": at(days_ahead(61), "19:00")}, "time", "too_far"),
        ({"adults": 9}, "covers", "party_size"),
        ({"adults": 0}, "covers", "out_of_range"),
        ({"service": str(uuid4())}, "service", "unknown_service"),
        ({"service": None}, "service", "unknown_service"),
        ({"customer_id": str(uuid4())}, "customer", "unknown_customer"),
        ({"ends_at": at(DAY, "19:00")}, "ends_at", "out_of_range"),
        ({"tables": [str(uuid4())]}, "tables[0]", "unknown_table"),
        ({"first_name": "A" * 51}, "first_name", "too_long"),
        ({"time": "tomorrow"}, "time", "not_a_time"),
        ({"oops": 1}, "oops", "extra_forbidden"),
    ],
)
def test_a_booking_that_cannot_be_is_refused_by_name(
    host: Host, plan: Plan, changed: Json, field: str, code: str
) -> None:
    answer = host.ask("POST", "/reservations", dinner(plan) | changed)
    assert answer.refused(422, code) == {field: code}
    assert host.book(DAY)["reservations"] == []


def test_chosen_tables_must_suit_unless_staff_say_so(host: Host, plan: Plan) -> None:
    outside = next(table["id"] for table in host.tables() if table["id"] not in (*plan.pairs, plan.four))
    chosen = dinner(plan, adults=3, tables=[plan.pairs[0]])
    assert host.ask("POST", "/reservations", chosen).refused(422, "table_too_small") == {"tables": "table_too_small"}
    elsewhere = dinner(plan, tables=[outside])
    assert host.ask("POST", "/reservations", elsewhere).refused(422, "wrong_section") == {"tables[0]": "wrong_section"}
    twice = dinner(plan, tables=[plan.four, plan.four])
    assert host.ask("POST", "/reservations", twice).refused(422, "duplicate_table") == {"tables[1]": "duplicate_table"}
    kept = host.take(**chosen, freely=True)
    assert (tables_of(kept), kept["tables_fixed"]) == ([plan.pairs[0]], True)
    # What is reserved is reserved, for staff too.
    host.ask("POST", "/reservations", chosen | {"freely": True}).refused(409, "table_reserved")


def test_what_stands_together_is_never_split(host: Host, plan: Plan) -> None:
    fixed = plan.body | {"joins": [{"tables": list(plan.pairs), "covers": 4, "fixed": True}]}
    host.ask("PUT", "/booking-plan", fixed).good(shapes.BookingPlanOut)
    assert tables_of(host.take(**dinner(plan))) == [plan.four]
    assert sorted(tables_of(host.take(**dinner(plan)))) == sorted(plan.pairs)
    one = dinner(plan, "21:00", tables=[plan.pairs[0]], freely=True)
    assert host.ask("POST", "/reservations", one).refused(422, "joined_table") == {"tables[0]": "joined_table"}


def test_moving_a_booking_keeps_its_table_if_it_can(host: Host, plan: Plan) -> None:
    booked = host.take(**dinner(plan))
    moved = host.ask("PATCH", f"/reservations/{booked['id']}", {"time": at(DAY, "20:30")}).good(shapes.ReservationOut)
    assert tables_of(moved) == tables_of(booked)
    assert moved["ends_at"] == datetime.fromisoformat(at(DAY, "22:00")).astimezone(UTC).isoformat()
    # Four do not fit at it; they stay for two hours.
    grown = host.ask("PATCH", f"/reservations/{booked['id']}", {"adults": 4}).good(shapes.ReservationOut)
    assert (tables_of(grown), grown["covers"]) == ([plan.four], 4)
    assert grown["ends_at"] == datetime.fromisoformat(at(DAY, "22:30")).astimezone(UTC).isoformat()
    words = {"notes": "A window, please", "host_notes": "Regular", "phone": "+6591234567"}
    said = host.ask("PATCH", f"/reservations/{booked['id']}", words).good(shapes.ReservationOut)
    assert {name: said[name] for name in words} == words
    assert said["customer_id"] is not None
    assert tables_of(said) == [plan.four]


def test_a_table_that_was_chosen_stays_until_it_is_left_to_the_plan(host: Host, plan: Plan) -> None:
    booked = host.take(**dinner(plan, tables=[plan.four]))
    path = f"/reservations/{booked['id']}"
    moved = host.ask("PATCH", path, {"time": at(DAY, "18:00")}).good(shapes.ReservationOut)
    assert tables_of(moved) == [plan.four]
    assert host.ask("PATCH", path, {"adults": 5}).refused(422, "table_too_small") == {"tables": "table_too_small"}
    freed = host.ask("PATCH", path, {"tables": None}).good(shapes.ReservationOut)
    # It suits, so nobody is moved for nothing; but it may be planned anew.
    assert (tables_of(freed), freed["tables_fixed"]) == ([plan.four], False)
    assert host.ask("POST", "/replan", {"date": str(DAY)}).good(shapes.ReplannedOut)["moved"] == [booked["id"]]
    assert tables_of(host.view(booked))[0] in plan.pairs


def test_planning_anew_makes_room_for_a_large_party(host: Host, plan: Plan) -> None:
    large = host.take(**dinner(plan, "20:00", adults=4))
    small = host.take(**dinner(plan, "18:00", tables=[plan.four]))
    host.ask("PATCH", f"/reservations/{small['id']}", {"tables": None}).good(shapes.ReservationOut)
    fixed = host.take(**dinner(plan, "18:00", tables=[plan.pairs[0]]))
    assert host.slots(DAY, covers=4)["18:00"] == "no_table"
    moved = host.ask("POST", "/replan", {"date": str(DAY)}).good(shapes.ReplannedOut)["moved"]
    assert moved == [small["id"]]
    assert (tables_of(host.view(small)), tables_of(host.view(fixed)), tables_of(host.view(large))) == (
        [plan.pairs[1]],
        [plan.pairs[0]],
        [plan.four],
    )
    # The four leave at 20:00 just as the next four come.
    assert host.slots(DAY, covers=4)["18:00"] is None


def test_slots_are_closed_and_opened_again(host: Host, plan: Plan) -> None:
    closed = {"starts_at": at(DAY, "19:00"), "ends_at": at(DAY, "20:00"), "reason": "Private party"}
    closure = host.ask("POST", "/closures", closed).good(shapes.ClosureOut, 201)
    slots = host.slots(DAY)
    assert (slots["18:30"], slots["19:00"], slots["19:30"], slots["20:00"]) == (None, "closed", "closed", None)
    refused = host.ask("POST", "/reservations", dinner(plan))
    assert refused.refused(422, "closed") == {"time": "closed"}
    assert "Private party" in refused.body["detail"]
    assert host.ask("DELETE", f"/closures/{closure['id']}").status == 204
    assert host.slots(DAY)["19:00"] is None
    host.ask("DELETE", f"/closures/{closure['id']}").refused(404, "closure_not_found")
    backwards = closed | {"ends_at": at(DAY, "18:00")}
    assert host.ask("POST", "/closures", backwards).refused(422, "out_of_range") == {"ends_at": "out_of_range"}


def test_a_party_comes_sits_and_its_table_is_taken(host: Host, plan: Plan) -> None:
    booked = host.take(**dinner(plan, notes="Nuts!", host_notes="VIP"))
    assert host.act(booked, "arrive").good(shapes.ReservationOut)["status"] == "arrived"
    # Far too early, which is for staff to decide.
    seated = host.act(booked, "seat", {}).good(shapes.ReservationOut)
    assert seated["status"] == "seated"
    book = host.book(days_ahead(0))
    (party,) = [one for one in book["sitting"] if one["session_id"] == seated["session_id"]]
    assert (party["name"], party["covers"], party["tables"]) == ("Ada", 2, tables_of(booked))
    # A lost answer may be asked for again.
    assert host.act(booked, "seat", {}).good(shapes.ReservationOut)["session_id"] == seated["session_id"]
    host.act(booked, "cancel", {}).refused(409, "wrong_transition")
    late = host.ask("PATCH", f"/reservations/{booked['id']}", {"time": at(DAY, "20:00")})
    late.refused(409, "reservation_not_changeable")
    other = host.take(**dinner(plan, "21:00"))
    taken = host.act(other, "seat", {"tables": tables_of(booked)})
    taken.refused(409, "table_occupied")
    assert host.view(other)["status"] == "booked"


def test_a_party_that_was_given_up_comes_after_all(host: Host, plan: Plan) -> None:
    booked = host.take(**dinner(plan))
    assert host.act(booked, "no-show").good(shapes.ReservationOut)["status"] == "no_show"
    # Others have its table by now, and all others.
    others = [host.take(**dinner(plan)) for _ in range(3)]
    host.act(booked, "book").refused(409, "no_table")
    assert host.act(others[2], "cancel", {"reason": "Ill"}).good(shapes.ReservationOut)["cancel_reason"] == "Ill"
    again = host.act(booked, "book").good(shapes.ReservationOut)
    assert (again["status"], tables_of(again)) == ("booked", [plan.four])
    host.act(others[2], "book").refused(409, "wrong_transition")


def test_a_party_that_gets_another_table_than_it_chose_has_not_chosen_that(host: Host, plan: Plan) -> None:
    chosen = dinner(plan, tables=[plan.pairs[0]])
    booked = host.take(**chosen)
    host.act(booked, "no-show").good(shapes.ReservationOut)
    host.take(**chosen)
    again = host.act(booked, "book").good(shapes.ReservationOut)
    assert (tables_of(again), again["tables_fixed"]) == ([plan.pairs[1]], False)


def test_who_stands_at_the_door_is_let_in_though_no_table_is_left(host: Host, plan: Plan) -> None:
    booked = host.take(**dinner(plan))
    host.act(booked, "no-show").good(shapes.ReservationOut)
    for _ in range(3):
        host.take(**dinner(plan))
    assert host.act(booked, "arrive").good(shapes.ReservationOut)["status"] == "arrived"
    assert tables_of(host.view(booked)) == []


def test_a_deposit_is_asked_for_paid_in_parts_and_given_back(host: Host) -> None:
    plan = dinner_for_eight(host, deposit={"amount": 1000, "per_cover": True, "from_covers": 2})
    booked = host.take(**dinner(plan))
    assert (booked["status"], booked["deposit"], booked["paid"]) == ("pending_payment", 2000, 0)
    pay = {"payment": str(CARD), "amount": 500, "reference": "TX-1"}
    half = host.act(booked, "deposits", pay).good(shapes.ReservationOut, 201)
    assert (half["status"], half["paid"]) == ("pending_payment", 500)
    assert host.act(booked, "deposits", pay | {"amount": 1501}).refused(422, "overpayment") == {"amount": "overpayment"}
    unknown = host.act(booked, "deposits", pay | {"payment": str(uuid4())})
    assert unknown.refused(422, "unknown_payment") == {"payment": "unknown_payment"}
    key = str(uuid4())
    for _ in range(2):  # the first answer was lost
        paid = host.act(booked, "deposits", pay | {"amount": 1500}, Idempotency_Key=key).good(
            shapes.ReservationOut, 201
        )
        assert (paid["status"], paid["paid"]) == ("booked", 2000)
    assert host.act(booked, "deposit-refunds", {"amount": 2001}).refused(422, "amount_out_of_range") == {
        "amount": "amount_out_of_range"
    }
    back = host.act(booked, "deposit-refunds", {"amount": 700}).good(shapes.ReservationOut, 201)
    assert back["paid"] == 1300
    host.act(booked, "cancel", {}).good(shapes.ReservationOut)
    assert host.act(booked, "deposit-refunds", {"amount": 1300}).good(shapes.ReservationOut, 201)["paid"] == 0
    host.act(booked, "deposits", pay).refused(409, "reservation_not_expected")


def test_a_change_that_leaves_nothing_to_pay_books_the_table(host: Host) -> None:
    plan = dinner_for_eight(host, deposit={"amount": 1000, "per_cover": True, "from_covers": 3})
    waits = host.take(**dinner(plan, adults=4))
    assert (waits["status"], waits["deposit"]) == ("pending_payment", 4000)
    path = f"/reservations/{waits['id']}"
    fewer = host.ask("PATCH", path, {"adults": 3}).good(shapes.ReservationOut)
    assert (fewer["status"], fewer["deposit"]) == ("pending_payment", 3000)
    two = host.ask("PATCH", path, {"adults": 2}).good(shapes.ReservationOut)
    assert (two["status"], two["deposit"], two["expires_at"]) == ("booked", 0, None)
    # Staff's word stands beside another time.
    large = host.take(**dinner(plan, adults=4))
    waived = {"deposit": 1500, "time": at(DAY, "20:30")}
    less = host.ask("PATCH", f"/reservations/{large['id']}", waived).good(shapes.ReservationOut)
    assert (less["status"], less["deposit"]) == ("pending_payment", 1500)


def test_the_kitchen_does_not_see_the_book(local: TestClient, template: Template, database_url: str) -> None:
    people = house(local, template, database_url, "singapore", {}).guest
    for role, status in (("waiter", 200), ("cashier", 200), ("kitchen", 403)):
        token = people.staff(role).headers["Authorization"].removeprefix("Bearer ")
        assert Host(local, token, LOCATION).ask("GET", f"/book?date={DAY}").status == status, role


def test_walk_ins_sit_where_they_fit_and_not_where_somebody_is_expected_soon(host: Host) -> None:
    tables = {table["id"]: table["seats"] for table in host.tables()}
    seated = host.ask("POST", "/walk-ins", {"covers": 3, "name": "Bo"}).good(shapes.SeatedOut, 201)
    (party,) = [one for one in host.book(days_ahead(0))["sitting"] if one["session_id"] == seated["session_id"]]
    least = min(seats for seats in tables.values() if seats >= 3)
    assert [tables[table] for table in party["tables"]] == [least]
    again = {"covers": 2, "tables": party["tables"]}
    host.ask("POST", "/walk-ins", again).refused(409, "table_occupied")
    assert host.ask("POST", "/walk-ins", {"covers": 0}).refused(422, "out_of_range") == {"covers": "out_of_range"}
    host.ask("POST", "/walk-ins", {"covers": 999}).refused(409, "no_table")


def test_parties_wait_are_called_and_sit(host: Host) -> None:
    assert host.ask("GET", "/wait?covers=2").good(shapes.WaitOut) == {"minutes": 0}
    entry = host.ask("POST", "/waitlist", {"covers": 2, "name": "Cy", "phone": "+6591234567"}).good(
        shapes.WaitingOut, 201
    )
    assert (entry["status"], entry["quoted_minutes"]) == ("waiting", 0)
    path = f"/waitlist/{entry['id']}"
    for _ in range(2):
        assert host.ask("POST", f"{path}/call").good(shapes.WaitingOut)["status"] == "called"
    assert [one["id"] for one in host.book(days_ahead(0))["waitlist"]] == [entry["id"]]
    host.ask("POST", f"{path}/seat", {}).good(shapes.SeatedOut)
    assert host.book(days_ahead(0))["waitlist"] == []
    host.ask("POST", f"{path}/leave").refused(409, "not_waiting")
    host.ask("POST", f"/waitlist/{uuid4()}/call").refused(404, "waitlist_entry_not_found")


def test_a_lost_answer_books_once(host: Host, plan: Plan) -> None:
    key = str(uuid4())
    answers = [host.ask("POST", "/reservations", dinner(plan), Idempotency_Key=key) for _ in range(2)]
    first, second = (answer.good(shapes.ReservationOut, 201) for answer in answers)
    assert first == second
    assert len(host.book(DAY)["reservations"]) == 1
    other = host.ask("POST", "/reservations", dinner(plan, "21:00"), Idempotency_Key=key)
    other.refused(409, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/walk-ins", {"covers": 2}),
        ("/waitlist", {"covers": 2, "name": "Cy"}),
        ("/closures", {"starts_at": at(DAY, "19:00"), "ends_at": at(DAY, "20:00"), "reason": "Private party"}),
    ],
)
def test_a_lost_answer_at_the_door_is_given_again(host: Host, path: str, said: Json) -> None:
    key = str(uuid4())
    first, second = (host.ask("POST", path, said, Idempotency_Key=key) for _ in range(2))
    assert first.status == second.status == 201
    assert first.body == second.body
    assert host.ask("POST", path, said, Idempotency_Key=str(uuid4())).body != first.body


def test_only_people_who_work_there_see_the_book(local: TestClient, template: Template, host: Host, plan: Plan) -> None:
    booked = host.take(**dinner(plan))
    stranger = Host(local, template.credentials.user_tokens[LIMA.slug], LOCATION)
    nobody = Host(local, None, LOCATION)
    asked: list[tuple[str, str, Any]] = [
        ("GET", f"/book?date={DAY}", None),
        ("GET", f"/reservations/{booked['id']}", None),
        ("PATCH", f"/reservations/{booked['id']}", {"adults": 1}),
        ("POST", f"/reservations/{booked['id']}/cancel", {}),
        ("POST", "/reservations", dinner(plan)),
        ("PUT", "/booking-plan", plan.body),
    ]
    for method, path, body in asked:
        answers: list[Answer] = [who.ask(method, path, body) for who in (stranger, nobody)]
        assert [answer.status for answer in answers] == [404, 401], (method, path)
    assert host.view(booked)["status"] == "booked"


def test_a_reservation_is_not_found_from_another_location(
    local: TestClient, host: Host, plan: Plan, truth: Truth
) -> None:
    booked = host.take(**dinner(plan))
    elsewhere = truth.rows(
        "SELECT location_id FROM location_directory WHERE tenant_id = (SELECT tenant_id FROM location_directory"
        " WHERE location_id = %s) AND location_id <> %s",
        LOCATION,
        LOCATION,
    )
    for row in elsewhere:
        other = Host(local, host.token, row["location_id"])
        other.ask("GET", f"/reservations/{booked['id']}").refused(404, "reservation_not_found")
        other.ask("POST", f"/reservations/{booked['id']}/cancel", {}).refused(404, "reservation_not_found")


def test_reservations_number_as_the_caller_says_once(host: Host, plan: Plan) -> None:
    host.take(**dinner(plan, reservation_no="VIP1"))
    again = host.ask("POST", "/reservations", dinner(plan, "21:00", reservation_no="VIP1"))
    assert again.refused(409, "reservation_no_taken") == {"reservation_no": "reservation_no_taken"}


def test_the_book_says_when_who_comes(host: Host, plan: Plan) -> None:
    booked = host.take(**dinner(plan, adults=3, children=1))
    book = host.book(DAY)
    assert [one["id"] for one in book["reservations"]] == [booked["id"]]
    (service,) = book["services"]
    assert {slot["covers"] for slot in service["slots"]} == {0, 4}
    assert datetime.fromisoformat(book["ends_at"]) - datetime.fromisoformat(book["begins_at"]) == timedelta(days=1)
