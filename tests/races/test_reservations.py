"""One book, wanted by many at once; `COMANDA_FULL_RACES=1` and `-s` show it at its full size.

No deadlock may show: a caller would be told to come again, and the database counts them.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest

from comanda.floor.edit_tables import add_table
from comanda.kernel.actor import Actor
from tests.api.manage.admin import Answer, Json
from tests.api.manage.booking import Host, at, days_ahead
from tests.app.running import with_database
from tests.app.singapore import LOCATION, RESTAURANT, SLUG
from tests.conftest import Template
from tests.server import Server, together
from tests.truth import Truth

FULL = bool(os.environ.get("COMANDA_FULL_RACES"))
ONE_TABLE, MANY_TABLES = (1_000, 5_000) if FULL else (150, 500)
ABREAST = 32
DAY, DAYS = days_ahead(40), 3
OVERLAPS = (
    "SELECT a.table_id FROM reservation_tables a JOIN reservation_tables b ON b.table_id = a.table_id"
    " AND b.reservation_id > a.reservation_id AND b.live AND b.starts_at < a.ends_at AND b.ends_at > a.starts_at"
    " WHERE a.live"
)
"""Tables that two parties would find reserved for them at once."""


@pytest.fixture(scope="module")
def host(server: Server, template: Template) -> Iterator[Host]:
    limits = httpx.Limits(max_connections=ABREAST)
    with httpx.Client(base_url=server.base_url, timeout=30, limits=limits) as http:
        yield Host(http, template.credentials.user_tokens[SLUG], LOCATION)


@pytest.fixture(scope="module")
def dinner(host: Host, truth: Truth) -> str:
    """Dinner at forty tables: sixteen for two, sixteen for four, eight for six, and ten joins of neighbours."""
    actor = Actor(RESTAURANT, datetime.now(UTC))
    sizes = [2] * 16 + [4] * 16 + [6] * 8

    async def build(database: Any) -> list[str]:
        return [
            str(await add_table(database, actor, LOCATION, SLUG, number=500 + place, pax=pax, area_id=None))
            for place, pax in enumerate(sizes)
        ]

    tables = with_database(truth.url, build)
    experience, section, service = (str(uuid4()) for _ in range(3))
    plan = {
        "experiences": [{"id": experience, "name": {"en": "Indoors"}}],
        "sections": [{"id": section, "name": {"en": "Room"}, "tables": tables}],
        "services": [
            {
                "id": service,
                "name": {"en": "Dinner"},
                "experience": experience,
                "section": section,
                "days": list(range(7)),
                "first": "17:00",
                "last": "22:00",
                "slot_minutes": 15,
                "turns": [{"up_to": 2, "minutes": 90}, {"up_to": 20, "minutes": 120}],
                "max_covers": 12,
            }
        ],
        "joins": [
            {"tables": [tables[place], tables[place + 1]], "covers": sizes[place] * 2, "fixed": place % 8 == 0}
            for place in range(0, 40, 4)
        ],
    }
    assert host.ask("PUT", "/booking-plan", plan).status == 200
    return service


def all_at_once(work: Sequence[Callable[[], Answer]], *, deadlocks: Callable[[], Any]) -> list[Answer]:
    """Do all of it, many at a time; nobody is told of a failure on our side, or of another's transaction."""
    before, took = deadlocks(), []

    def timed(one: Callable[[], Answer]) -> Answer:
        started = time.perf_counter()
        answer = one()
        took.append(time.perf_counter() - started)
        return answer

    with ThreadPoolExecutor(ABREAST) as threads:
        answers = list(threads.map(timed, work))
    found = Counter(f"{one.status}" if one.status < 400 else f"{one.status} {one.body.get('code')}" for one in answers)
    took.sort()
    print(
        f"{len(work)} requests, {ABREAST} abreast: {dict(found)};"
        f" median {took[len(took) // 2] * 1000:.0f} ms, p99 {took[len(took) * 99 // 100] * 1000:.0f} ms"
    )
    assert [answer for answer in answers if answer.status >= 500] == []
    time.sleep(1.5)  # counters are a second behind
    assert deadlocks() == before
    return answers


@pytest.fixture
def deadlocks(truth: Truth) -> Callable[[], Any]:
    return lambda: truth.one("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")


@pytest.fixture(autouse=True)
def _nobody_is_booked_over_another(truth: Truth) -> Iterator[None]:
    yield
    assert truth.rows(OVERLAPS) == []


def test_overlapping_bookings_of_one_table_are_one(
    host: Host, dinner: str, truth: Truth, deadlocks: Callable[[], Any]
) -> None:
    table = next(one["id"] for one in host.tables() if one["number"] == 502)
    dice = random.Random(1)  # noqa: S311 - nothing is to be kept secret
    day = days_ahead(39)
    work = [
        partial(
            host.ask,
            "POST",
            "/reservations",
            {
                "service": dinner,
                "time": at(day, dice.choice(["19:00", "19:15", "19:30"])),
                "adults": 2,
                "tables": [table],
            },
        )
        for _ in range(ONE_TABLE)
    ]
    answers = all_at_once(work, deadlocks=deadlocks)
    assert Counter(answer.status for answer in answers) == {201: 1, 409: ONE_TABLE - 1}
    assert {answer.body["code"] for answer in answers if answer.status == 409} == {"table_reserved"}
    assert truth.one("SELECT count(*) FROM reservation_tables WHERE table_id = %s AND live", table) == 1


def test_a_party_is_seated_once_though_several_press(host: Host, dinner: str, truth: Truth) -> None:
    when = at(days_ahead(38), "19:00")
    tables = [one["id"] for one in host.tables() if 518 <= one["number"] < 524]
    for table in tables:
        said = {"service": dinner, "time": when, "adults": 2, "tables": [table], "freely": True}
        booked = host.ask("POST", "/reservations", said).body["id"]
        answers = together([partial(host.ask, "POST", f"/reservations/{booked}/seat", {})] * 6)
        assert {answer.status for answer in answers} == {200}, [answer.body for answer in answers]
        assert len({answer.body["session_id"] for answer in answers}) == 1
    held = truth.one(
        "SELECT count(*) FROM table_occupancy o JOIN reservations r ON r.session_id = o.session_id"
        " WHERE r.starts_at = %s",
        when,
    )
    assert held == len(tables) == 6


def test_bookings_over_many_tables_never_overlap(
    host: Host, dinner: str, truth: Truth, deadlocks: Callable[[], Any]
) -> None:
    """Book, move, grow and give up in the same evenings; parties of up to twelve get joined tables.

    Fails without the lock of `lock_book`: the constraint refuses then, which callers see as a failure on our side.
    """
    dice = random.Random(2)  # noqa: S311 - nothing is to be kept secret
    slots = [f"{hour}:{minute:02}" for hour in range(17, 22) for minute in (0, 15, 30, 45)]

    def when() -> str:
        return at(DAY + timedelta(days=dice.randrange(DAYS)), dice.choice(slots))

    def book() -> Json:
        return {"service": dinner, "time": when(), "adults": dice.choice([1, 2, 2, 2, 3, 4, 4, 5, 6, 8, 12])}

    known: list[str] = []

    def take(said: Json) -> Answer:
        answer = host.ask("POST", "/reservations", said)
        if answer.status == 201:
            known.append(answer.body["id"])
        return answer

    def change(place: int, said: Json) -> Answer:
        chosen = known[place % len(known)] if known else uuid4()
        return host.ask("PATCH", f"/reservations/{chosen}", said)

    def act(place: int, action: str) -> Answer:
        chosen = known[place % len(known)] if known else uuid4()
        return host.ask("POST", f"/reservations/{chosen}/{action}", {})

    work: list[Callable[[], Answer]] = []
    for turn in range(MANY_TABLES):
        work.append(partial(take, book()))
        if turn % 5 == 1:
            work.append(partial(change, dice.randrange(10**6), {"time": when()}))
        if turn % 5 == 2:
            work.append(partial(change, dice.randrange(10**6), {"adults": dice.randrange(1, 8)}))
        if turn % 5 == 3:
            work.append(partial(act, dice.randrange(10**6), dice.choice(["cancel", "arrive", "no-show", "book"])))
        if turn % 100 == 50:
            work.append(partial(host.ask, "POST", "/replan", {"date": str(DAY)}))
    answers = all_at_once(work, deadlocks=deadlocks)
    refused = {answer.body["code"] for answer in answers if answer.status >= 400}
    assert refused <= {
        "no_table",
        "table_reserved",
        "wrong_transition",
        "reservation_not_changeable",
        "reservation_not_found",
        "no_better_plan",
    }
    live = truth.one(
        "SELECT count(*) FROM reservations WHERE status IN ('booked', 'arrived') AND service_id = %s", dinner
    )
    joined = truth.one(
        "SELECT count(*) FROM (SELECT r.id FROM reservation_tables t JOIN reservations r ON r.id = t.reservation_id"
        " WHERE t.live AND r.service_id = %s GROUP BY r.id HAVING count(*) > 1) several",
        dinner,
    )
    print(f"{live} parties are expected, {joined} of them at joined tables")
    assert joined > 0
    too_small = truth.rows(
        "SELECT r.id FROM reservations r JOIN reservation_tables t ON t.reservation_id = r.id AND t.live"
        " JOIN dining_tables d ON d.id = t.table_id WHERE r.status IN ('booked', 'arrived') AND r.service_id = %s"
        " GROUP BY r.id, r.covers HAVING sum(d.pax) < r.covers",
        dinner,
    )
    assert too_small == []
    split = truth.rows(
        "SELECT r.id FROM reservations r JOIN reservation_tables t ON t.reservation_id = r.id AND t.live"
        " JOIN table_join_tables m ON m.table_id = t.table_id JOIN table_joins j ON j.id = m.join_id AND j.fixed"
        " JOIN table_join_tables o ON o.join_id = j.id AND NOT EXISTS (SELECT FROM reservation_tables x"
        " WHERE x.reservation_id = r.id AND x.live AND x.table_id = o.table_id)"
    )
    assert split == []
