"""What can be booked on a day, and why not (availability.md §3, §4 and §6)."""

from datetime import date, datetime, time, timedelta

import pytest

from comanda.reservations.plan import Seating
from comanda.reservations.rules.availability import SPAN_DAYS, DayBook, Held, Tables, covers_at, refusal
from comanda.restaurants.rules import DayHours, Opening
from tests.unit.reservations.scene import (
    CLOCK_OF_UTC,
    LONDON,
    MONDAY,
    SINGAPORE,
    arriving,
    at,
    closure,
    days_of,
    held,
    join,
    opening,
    plan,
    service,
    uids,
    utc,
    why,
)

MIDNIGHT = at("00:00")


# §3: reasons, and which comes first


def test_a_free_evening_is_open_at_every_slot() -> None:
    days = days_of(plan({"T1": 4}, service()), 4)
    assert [one.service.name for one in days] == ["Dinner"]
    assert why(days) == dict.fromkeys(["18:00", "18:30", "19:00", "19:30", "20:00", "20:30", "21:00"])
    assert days[0].open_times == tuple(slot.at for slot in days[0].slots)
    assert [slot.covers for slot in days[0].slots] == [0] * 7


def test_services_of_the_day_in_their_order_and_no_archived_one() -> None:
    lunch, old = service("Lunch", "12:00", "13:00"), service("Brunch", archived=True)
    sundays = service("Roast", days=(6,))
    days = days_of(plan({"T1": 4}, service(), old, lunch, sundays), 2)
    assert [one.service.name for one in days] == ["Dinner", "Lunch"]


@pytest.mark.parametrize(
    ("now", "first_open"), [("17:59:59", "18:00"), ("18:00", "18:00"), ("18:00:01", "18:30"), ("20:59", "21:00")]
)
def test_what_has_passed_is_not_to_be_had(now: str, first_open: str) -> None:
    found = why(days_of(plan({"T1": 4}, service()), 2, now=at(now)))
    assert {hour: reason for hour, reason in found.items() if hour < first_open} == {
        hour: "past" for hour in found if hour < first_open
    }
    assert all(reason is None for hour, reason in found.items() if hour >= first_open)


@pytest.mark.parametrize(("now", "reason"), [("16:30", None), ("16:30:01", "too_soon"), ("18:30", "too_soon")])
def test_notice(now: str, reason: str | None) -> None:
    assert why(days_of(plan({"T1": 4}, service(notice=120)), 2, now=at(now)))["18:30"] == reason


@pytest.mark.parametrize(("day", "reason"), [("2026-06-08", None), ("2026-06-09", "too_far")])
def test_horizon_counts_local_days(day: str, reason: str | None) -> None:
    """At 17:00 UTC on 31 May it is Monday in Singapore already."""
    offered = plan({"T1": 4}, service(horizon=7))
    days = days_of(offered, 2, now=utc("2026-05-31T17:00"), day=date.fromisoformat(day), zone=SINGAPORE)
    assert set(why(days).values()) == {reason}


@pytest.mark.parametrize(("covers", "reason"), [(1, "party_size"), (2, None), (6, None), (7, "party_size")])
def test_party_size(covers: int, reason: str | None) -> None:
    assert set(why(days_of(plan({"T1": 8}, service(covers=(2, 6))), covers)).values()) == {reason}


def test_a_closed_day_and_one_of_shorter_hours() -> None:
    offered = plan({"T1": 4}, service())
    assert set(why(days_of(offered, 2, hours=opening({MONDAY: DayHours(None, None)}))).values()) == {"closed"}
    shorter = why(days_of(offered, 2, hours=opening({MONDAY: DayHours(time(12), time(19))})))
    assert [hour for hour, reason in shorter.items() if reason is None] == ["18:00", "18:30"]


def test_staff_close_slots_of_one_service_or_of_all_and_say_why() -> None:
    offered = plan({"T1": 4}, service(), service("Bar", "19:00", "20:00"))
    book = DayBook(
        closures=(closure("Dinner", "18:30", "19:30", "Wedding"), closure(None, "20:00", "20:01", "Fire drill"))
    )
    dinner, bar = days_of(offered, 2, book)
    assert {f"{slot.at:%H:%M}": slot.reason for slot in dinner.slots if slot.why == "closed"} == {
        "18:30": "Wedding", "19:00": "Wedding", "20:00": "Fire drill",
    }  # fmt: skip
    assert {f"{slot.at:%H:%M}": slot.reason for slot in bar.slots if slot.why == "closed"} == {"20:00": "Fire drill"}
    assert all(slot.reason is None for slot in (*dinner.slots, *bar.slots) if slot.why is None)


def test_s3_the_first_reason_that_holds_is_the_one_that_is_said() -> None:
    """Everything stands against the 18:00 slot; one after another is taken away."""
    strict = plan({"T1": 4}, service(notice=60, horizon=1, covers=(3, 4), pacing=4))
    shut = opening({MONDAY: DayHours(None, None)})
    taken = (held("T1", "18:00", "19:00"),)
    full = (arriving("Dinner", "18:00", 4),)
    private = (closure(None, "18:00", "18:30", "Private"),)
    three_days_before = MIDNIGHT - timedelta(days=3)

    def said(covers: int, book: DayBook, now: datetime, hours: Opening | None = None) -> str | None:
        return why(days_of(strict, covers, book, now=now, hours=hours))["18:00"]

    assert said(2, DayBook(taken, full, private), at("18:00:01"), shut) == "past"
    assert said(2, DayBook(taken, full), at("17:30"), shut) == "closed"
    assert said(2, DayBook(taken, full, private), at("17:30")) == "closed"
    assert said(2, DayBook(taken, full), at("17:30")) == "too_soon"
    assert said(2, DayBook(taken, full), three_days_before) == "too_far"
    assert said(2, DayBook(taken, full), at("12:00")) == "party_size"
    assert said(3, DayBook(taken, full), at("12:00")) == "pacing"
    assert said(3, DayBook(taken), at("12:00")) == "no_table"
    assert said(3, DayBook(), at("12:00")) is None


def test_a_closed_day_is_closed_without_words_and_staff_s_words_come_second() -> None:
    book = DayBook(closures=(closure(None, "18:00", "22:00", "Private"),))
    days = days_of(plan({"T1": 4}, service()), 2, book, hours=opening({MONDAY: DayHours(None, None)}))
    assert {(slot.why, slot.reason) for slot in days[0].slots} == {("closed", None)}


# §4: pacing

PACED = service("Dinner", "18:00", "19:00", every=30, pacing=10)
COMING = (
    arriving("Dinner", "18:00", 4),
    arriving(None, "18:20", 3),
    arriving("Dinner", "18:45", 5),
    arriving("Bar", "18:30", 6),
    arriving(None, "19:29", 2),
    arriving(None, "19:30", 9),
    arriving(None, "17:59", 9),
)


def test_s4_parties_between_two_slots_count_for_the_one_before() -> None:
    (dinner,) = days_of(plan({"T1": 8}, PACED), 1, DayBook(arriving=COMING))
    assert [(f"{slot.at:%H:%M}", slot.covers) for slot in dinner.slots] == [("18:00", 7), ("18:30", 5), ("19:00", 2)]
    assert [covers_at(PACED, slot.at, COMING) for slot in dinner.slots] == [7, 5, 2]


@pytest.mark.parametrize(
    ("covers", "open_at"),
    [(3, "18:00 18:30 19:00"), (4, "18:30 19:00"), (5, "18:30 19:00"), (6, "19:00"), (8, "19:00"), (9, "")],
)
def test_s4_pacing(covers: int, open_at: str) -> None:
    found = why(days_of(plan({"T1": 20}, PACED), covers, DayBook(arriving=COMING)))
    assert " ".join(hour for hour, reason in found.items() if reason is None) == open_at
    assert set(found.values()) <= {None, "pacing"}


def test_without_a_limit_any_number_may_arrive_at_once() -> None:
    found = why(days_of(plan({"T1": 20}, service()), 20, DayBook(arriving=(arriving("Dinner", "18:00", 500),))))
    assert set(found.values()) == {None}


def test_parties_after_midnight_count_in_the_evening_before() -> None:
    late = service("Late", "23:00", "01:00", every=60, pacing=4)
    found = why(days_of(plan({"T1": 8}, late), 2, DayBook(arriving=(arriving("Late", "24:30", 3),))))
    assert found == {"23:00": None, "00:00": "pacing", "01:00": None}


# §6: tables


EVENING = plan({"A": 2, "B": 2, "C": 4}, service("Dinner", "17:00", "20:00"), joins=[join("B+C", 6)])
TAKEN = (held("A", "18:00", "19:30"), held("B", "19:00", "20:30"), held("C", "20:00", "22:00"))


@pytest.mark.parametrize(
    ("covers", "open_at"),
    [(2, "17:00 17:30 18:00 18:30 19:30 20:00"), (4, "17:00 17:30 18:00"), (6, "17:00"), (7, "")],
)
def test_s6_a_slot_is_open_where_one_seating_is_free_for_the_whole_stay(covers: int, open_at: str) -> None:
    found = why(days_of(EVENING, covers, DayBook(TAKEN)))
    assert set(found.values()) <= {None, "no_table"}
    assert " ".join(hour for hour, reason in found.items() if reason is None) == open_at


@pytest.mark.parametrize(
    ("tables", "minutes", "free_at"),
    [
        ("A", 90, "19:30 20:00"),
        ("B", 90, "17:00 17:30"),
        ("C", 90, "17:00 17:30 18:00 18:30"),
        ("C", 120, "17:00 17:30 18:00"),
        ("B+C", 120, "17:00"),
    ],
)
def test_s6_each_seating_and_when_it_is_free(tables: str, minutes: int, free_at: str) -> None:
    taken = Tables(MIDNIGHT, TAKEN)
    starts = taken.starts(Seating(uids(tables), 2), minutes)
    hours = ["17:00", "17:30", "18:00", "18:30", "19:00", "19:30", "20:00"]
    assert " ".join(hour for hour in hours if starts >> taken.minute(at(hour)) & 1) == free_at


def minutes_of(bits: int, count: int) -> str:
    return "".join("1" if bits >> minute & 1 else "." for minute in range(count))


@pytest.mark.parametrize(
    ("minutes", "free"), [(1, "111..11111"), (2, "11...1111."), (3, "1....111.."), (4, ".....11..."), (6, "..........")]
)
def test_s6_minutes_as_bits(minutes: int, free: str) -> None:
    end_of_all = MIDNIGHT + timedelta(days=SPAN_DAYS)
    tables = Tables(MIDNIGHT, [held("T1", "00:03", "00:05"), Held(uids("T1"), at("00:10"), end_of_all)])
    assert minutes_of(tables.starts(Seating(uids("T1"), 2), minutes), 10) == free


def test_a_minute_that_is_begun_counts_whole() -> None:
    tables = Tables(MIDNIGHT, [held("T1", "00:03:59", "00:05:01")])
    assert minutes_of(tables.starts(Seating(uids("T1"), 2), 1), 10) == "111...1111"
    assert tables.is_free(uids("T1"), at("00:06"), at("00:07"))
    assert not tables.is_free(uids("T1"), at("00:05:30"), at("00:07"))
    assert not tables.is_free(uids("T1"), at("00:01:30"), at("00:03:30"))
    assert tables.is_free(uids("T1"), at("00:01:30"), at("00:02:30"))


def test_what_reaches_into_the_day_takes_its_first_minutes_and_no_more() -> None:
    from_before = Held(uids("T1"), MIDNIGHT - timedelta(hours=5), at("00:02"))
    gone_before = Held(uids("T1"), MIDNIGHT - timedelta(hours=5), MIDNIGHT)
    tables = Tables(MIDNIGHT, [from_before, gone_before])
    assert minutes_of(tables.starts(Seating(uids("T1"), 2), 1), 4) == "..11"


def test_tables_put_together_are_free_when_each_is() -> None:
    tables = Tables(MIDNIGHT, [held("T1", "00:01", "00:02"), held("T2", "00:03", "00:05")])
    assert minutes_of(tables.starts(Seating(uids("T1+T2"), 4), 1), 7) == "1.1..11"
    assert minutes_of(tables.starts(Seating(uids("T1+T2"), 4), 2), 7) == ".....11"
    assert tables.is_free(uids("T1+T2"), at("00:02"), at("00:03"))
    assert not tables.is_free(uids("T1+T2"), at("00:02"), at("00:04"))


@pytest.mark.parametrize(("minute", "idle"), [("00:02", 2), ("00:05", 0), ("00:09", 4)])
def test_how_long_a_seating_has_been_free(minute: str, idle: int) -> None:
    tables = Tables(MIDNIGHT, [held("T1", "00:03", "00:05"), held("T2", "00:20", "00:30")])
    assert tables.idle_before(Seating(uids("T1+T2"), 4), at(minute)) == idle


def test_tables_taken_one_by_one_are_as_those_that_were_taken_from_the_start() -> None:
    both = [held("T1+T2", "00:01", "00:02"), held("T2", "00:03", "00:05")]
    at_once, one_by_one = Tables(MIDNIGHT, both), Tables(MIDNIGHT, [])
    for one in both:
        one_by_one.take(one)
    for seating in (Seating(uids("T1"), 2), Seating(uids("T2"), 2)):
        assert one_by_one.starts(seating, 1) == at_once.starts(seating, 1)


def test_a_service_has_the_tables_of_its_section_only() -> None:
    sections = {"terrace": "T2", "hall": "T1+T3"}
    offered = plan({"T1": 2, "T2": 2, "T3": 2}, service(section="terrace"), joins=[join("T2+T3", 4)], sections=sections)
    assert set(why(days_of(offered, 2)).values()) == {None}
    assert set(why(days_of(offered, 4)).values()) == {"no_table"}
    taken = DayBook((held("T2", "00:00", "24:00"),))
    assert set(why(days_of(offered, 2, taken)).values()) == {"no_table"}


def test_services_of_one_section_let_parties_stay_for_different_times() -> None:
    quick, slow = (
        service("Lunch", "12:00", "12:00", turns=((9, 60),)),
        service("Feast", "12:00", "12:00", turns=((9, 61),)),
    )
    lunch, feast = days_of(plan({"T1": 2}, quick, slow), 2, DayBook((held("T1", "13:00", "14:00"),)))
    assert [lunch.slots[0].why, feast.slots[0].why] == [None, "no_table"]


def test_a_party_of_the_night_sits_on_into_the_next_day() -> None:
    late = service("Late", "23:00", "01:00", every=60, turns=((9, 120),))
    book = DayBook((held("T1", "26:00", "30:00"),))
    assert why(days_of(plan({"T1": 2}, late), 2, book)) == {"23:00": None, "00:00": None, "01:00": "no_table"}


@pytest.mark.parametrize(
    ("day", "held_from", "held_until", "shut"),
    [
        # In London the clock shows 01:00 to 01:30 twice that night; the party has the table for the second time of it.
        ("2026-10-24", "2026-10-25T01:00", "2026-10-25T01:30", "2026-10-25T01:00"),
        # And in spring it goes from 00:30 to 02:00 within half an hour.
        ("2026-03-28", "2026-03-29T01:00", "2026-03-29T01:30", "2026-03-29T01:00"),
    ],
)
def test_a_table_is_taken_by_elapsed_time_when_clocks_change(
    day: str, held_from: str, held_until: str, shut: str
) -> None:
    late = service("Late", "22:00", "02:30", turns=((9, 30),))
    book = DayBook((Held(uids("T1"), utc(held_from), utc(held_until)),))
    (found,) = days_of(plan({"T1": 2}, late), 2, book, day=date.fromisoformat(day), zone=LONDON)
    assert [slot.at for slot in found.slots if slot.why == "no_table"] == [utc(shut)]


def test_a_slot_asked_for_alone_is_refused_for_the_same_reason() -> None:
    book = DayBook(arriving=COMING, closures=(closure(None, "19:00", "19:30", "Private"),))
    asked = [
        refusal(PACED, opening(), CLOCK_OF_UTC, MONDAY, at(hour), 4, book, at("00:00"))
        for hour in ("18:00", "18:30", "19:00")
    ]
    assert asked == [("pacing", None), (None, None), ("closed", "Private")]


def test_a_closure_of_another_service_closes_nothing_here() -> None:
    book = DayBook(closures=(closure("Bar", "18:00", "22:00", "No barkeeper"),))
    assert set(why(days_of(plan({"T1": 4}, service()), 2, book)).values()) == {None}
