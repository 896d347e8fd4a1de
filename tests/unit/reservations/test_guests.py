"""What guests who book by themselves may say and do."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest

from comanda.kernel.errors import Conflict, Invalid
from comanda.reservations.plan import Deposit, Service
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.guests import (
    MOST_A_DAY,
    Contact,
    check_contact,
    check_not_too_many,
    check_notes,
    check_same_deposit,
)

AT = datetime(2026, 7, 1, 20, tzinfo=UTC)
DINNER = Service(
    id=UUID(int=1),
    names={"en": "Dinner"},
    name="Dinner",
    experience_id=UUID(int=2),
    section_id=UUID(int=3),
    days=frozenset(range(7)),
    first=time(18),
    last=time(21),
    slot_minutes=30,
    turn_minutes=((99, 120),),
    pacing=None,
    min_covers=1,
    max_covers=12,
    notice_minutes=0,
    horizon_days=60,
    deposit=Deposit(2000, per_cover=True, from_covers=6),
    sort=0,
    archived=False,
    updated_at=AT,
)
LUNCH = replace(DINNER, id=UUID(int=4), deposit=None)
BOOKED = Reservation(
    id=UUID(int=5),
    location_id=UUID(int=6),
    status=ReservationStatus.BOOKED,
    source="guest",
    app_id=None,
    reservation_no="ABC234",
    service_id=DINNER.id,
    customer_id=None,
    name="Ana",
    first_name="Ana",
    last_name=None,
    email=None,
    phone=None,
    covers=4,
    adults=4,
    children=0,
    starts_at=AT,
    ends_at=AT + timedelta(hours=2),
    deposit=0,
    paid=0,
    confirm_by=None,
    host_notes=None,
    guest_requests=None,
    cancel_reason=None,
    fixed=False,
    expires_at=None,
    arrived_at=None,
    external_id=None,
    session_id=None,
    tables=(),
    table_names=(),
    created_at=AT,
    updated_at=AT,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (("Ana", "", "+51 987 654 321", ""), Contact("Ana", None, "+51987654321", None)),
        (("  Ana\t Quispe ", " ana@example.com ", "", " "), Contact("Ana Quispe", "ana@example.com", None, None)),
        (("李", "", "(01) 555-01.42", "Silla\r\nalta"), Contact("李", None, "015550142", "Silla\nalta")),
        (("A\x00\x07na", "", "123456", "\x1b[31m"), Contact("A na", None, "123456", "[31m")),
        (("x" * 50, "a" * 38 + "@example.com", "1" * 15, "n" * 200), None),
    ],
)
def test_what_somebody_typed_is_kept_plainly(typed: tuple[str, str, str, str], kept: Contact | None) -> None:
    name, email, phone, notes = typed
    assert check_contact(name, email, phone, notes) == (kept or Contact(name, email, phone, notes))


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        (("", "", "", ""), [("name", "too_short"), ("phone", "contact_missing")]),
        (("\x00\x07", "x", "x", ""), [("name", "too_short"), ("phone", "not_a_phone"), ("email", "not_an_email")]),
        (("x" * 51, "a" * 39 + "@example.com", "", ""), [("name", "too_long"), ("email", "too_long")]),
        (("Ana", "", "12345", ""), [("phone", "not_a_phone")]),
        (("Ana", "", "1" * 16, ""), [("phone", "not_a_phone")]),
        (("Ana", "", "51+987654", ""), [("phone", "not_a_phone")]),
        (("Ana", "", "\u0661\u0662\u0663\u0664\u0665\u0666", ""), [("phone", "not_a_phone")]),
        (("Ana", "ana@", "", ""), [("email", "not_an_email")]),
        (("Ana", "ana@example", "", ""), [("email", "not_an_email")]),
        (("Ana", "ana@example.com", "", "n" * 201), [("notes", "too_long")]),
    ],
)
def test_what_cannot_be_taken_is_named(typed: tuple[str, str, str, str], problems: list[tuple[str, str]]) -> None:
    with pytest.raises(Invalid) as refused:
        check_contact(*typed)
    assert [(problem.field, problem.code) for problem in refused.value.fields] == problems


def test_a_line_break_is_one_letter() -> None:
    assert check_notes("a" * 99 + "\r\n" + "b" * 100) == "a" * 99 + "\n" + "b" * 100
    with pytest.raises(Invalid):
        check_notes("a" * 100 + "\r\n" + "b" * 100)


def test_nothing_is_no_wish() -> None:
    assert check_notes(" \r\n ") is None


def test_a_guest_may_have_so_many_bookings_of_a_day() -> None:
    check_not_too_many(MOST_A_DAY - 1)
    with pytest.raises(Conflict) as refused:
        check_not_too_many(MOST_A_DAY)
    assert refused.value.code == "too_many_bookings"


@pytest.mark.parametrize(
    ("before", "was", "service", "covers", "allowed"),
    [
        (BOOKED, DINNER, DINNER, 5, True),
        (BOOKED, DINNER, DINNER, 6, False),
        (BOOKED, LUNCH, LUNCH, 12, True),
        (BOOKED, LUNCH, DINNER, 6, False),
        (BOOKED, None, DINNER, 5, True),
        # 8 guests have paid 160.00: fewer may come, but no more.
        (replace(BOOKED, covers=8, deposit=16_000), DINNER, DINNER, 8, True),
        (replace(BOOKED, covers=8, deposit=16_000), DINNER, DINNER, 6, True),
        (replace(BOOKED, covers=8, deposit=16_000), DINNER, DINNER, 9, False),
        # The restaurant let 8 guests off it; they may choose another time.
        (replace(BOOKED, covers=8), DINNER, DINNER, 8, True),
        (replace(BOOKED, covers=8), DINNER, DINNER, 9, False),
        # What waits for its deposit has it counted anew.
        (replace(BOOKED, covers=8, deposit=16_000, status=ReservationStatus.PENDING_PAYMENT), DINNER, DINNER, 9, True),
    ],
)
def test_a_change_by_the_guest_costs_no_larger_deposit(
    before: Reservation, was: Service | None, service: Service, covers: int, allowed: bool
) -> None:
    if allowed:
        check_same_deposit(before, was, service, covers)
    else:
        with pytest.raises(Conflict) as refused:
            check_same_deposit(before, was, service, covers)
        assert refused.value.code == "more_deposit"
