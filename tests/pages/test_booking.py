"""Guests book a table by themselves, in a browser without script."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.api.guest.client import Place
from tests.pages.scriptless import Document, Tab

LIMA = ZoneInfo("America/Lima")
BOOK = "/downtown-lima/book"
ANA = {"name": "Ana Quispe", "phone": "+51 987 654 321", "email": "ana@example.com", "notes": "Una trona"}
LUNCH = ["12:00", "12:30", "13:00", "13:30", "14:00", "14:30", "15:00", "15:30"]
DINNER = ["18:30", "19:00", "19:30", "20:00", "20:30", "21:00", "21:30"]
"""Every half hour from the first slot to the last, on all days of the week."""


def wednesday() -> date:
    """A day between one and two weeks ahead, on which the terrace is not booked."""
    today = datetime.now(LIMA).date()
    return today + timedelta(days=7 + (2 - today.weekday()) % 7)


def at(day: date, hour: int, minute: int = 0, zone: ZoneInfo = LIMA) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)


@pytest.fixture
def tab(lima: Place) -> Tab:
    return Tab(lima.http)


def times(page: Document) -> list[str]:
    """The times that can be chosen."""
    return [text for text in page.links if re.match(r"\d\d:\d\d", text)]


def chosen(tab: Tab, time: str = "20:00", **search: object) -> Document:
    """Look for a table and choose a time."""
    tab.open(BOOK)
    tab.look(**{"day": wednesday(), "adults": 2} | search)
    return tab.follow(time)


def booked(tab: Tab, time: str = "20:00", typed: dict[str, str] = ANA, **search: object) -> Document:
    """Book a table, and return the booking's page."""
    chosen(tab, time, **search)
    return tab.send(**typed)


def reservations(place: Place) -> list[dict[str, Any]]:
    return place.truth.rows(
        "SELECT r.*, s.name->>'en' AS service, l.slug, (SELECT count(*)::int FROM reservation_tables t"
        " WHERE t.reservation_id = r.id AND t.live) AS tables FROM reservations r"
        " JOIN booking_services s ON s.id = r.service_id JOIN location_directory l ON l.location_id = r.location_id"
        " ORDER BY r.created_at"
    )


def reservation(place: Place) -> dict[str, Any]:
    (found,) = reservations(place)
    return found


def close_day(place: Place, day: date, reason: str) -> None:
    place.truth.rows(
        "INSERT INTO slot_closures (tenant_id, id, location_id, starts_at, ends_at, reason, created_at)"
        " SELECT tenant_id, gen_random_uuid(), id, %s, %s, %s, now() FROM locations WHERE id = %s RETURNING id",
        at(day, 0),
        at(day + timedelta(days=1), 0),
        reason,
        place.branch,
    )


def set_services(place: Place, pacing: int) -> None:
    place.truth.rows("UPDATE booking_services SET pacing = %s WHERE pacing IS NOT NULL RETURNING id", pacing)


def test_a_table_is_booked(lima: Place, tab: Tab) -> None:
    day = wednesday()
    page = tab.open(BOOK)
    assert page.heading == "Book a table"
    assert "Caleta Morena" in page.said
    page = tab.look(day=day, adults=2, children=1)
    assert times(page) == LUNCH + DINNER
    assert page.said[page.said.index("Family dinner") :].count("For 6 to 10 guests.") == 1

    page = tab.follow("20:00")
    assert f"Wednesday {day.day} {day:%B} {day.year}, 20:00" in page.said
    assert "2 adults, 1 child" in page.said
    # Parties of three to six stay two hours.
    assert "The table is yours until 22:00." in page.said
    assert "deposit" not in page.text.lower()

    page = tab.send(**ANA)
    made = reservation(lima)
    assert page.heading == "Your table is booked"
    assert {made["reservation_no"], "Ana Quispe", "Booked", "2 adults, 1 child"} <= set(page.said)
    assert made["starts_at"] == at(day, 20)
    assert made["ends_at"] == at(day, 22)
    told = ("source", "status", "service", "covers", "adults", "children", "tables", "deposit", "guest_requests")
    assert tuple(made[name] for name in told) == ("guest", "booked", "Dinner", 3, 2, 1, 1, 0, "Una trona")
    assert (made["name"], made["email"], made["phone"]) == ("Ana Quispe", "ana@example.com", "+51987654321")
    assert made["slug"] == "downtown-lima"
    events = lima.truth.rows("SELECT topic FROM events WHERE object_id = %s", made["id"])
    assert events == [{"topic": "reservation.created"}]


def test_a_form_that_is_sent_twice_books_once(lima: Place, tab: Tab) -> None:
    chosen(tab)
    first, second = tab.sends(**ANA), tab.sends(**ANA)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert reservation(lima)["name"] == "Ana Quispe"


def test_a_form_that_is_sent_twice_books_once_although_the_time_is_full_then(lima: Place, tab: Tab) -> None:
    set_services(lima, pacing=2)
    chosen(tab)
    first, second = tab.sends(**ANA), tab.sends(**ANA)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert len(reservations(lima)) == 1


def test_a_form_that_is_sent_four_times_at_once_books_once(lima: Place, tab: Tab) -> None:
    chosen(tab)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: tab.sends(**ANA), range(4)))
    assert [answer.status_code for answer in answers] == [303] * 4
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(reservations(lima)) == 1


def test_of_four_who_want_the_last_place_at_once_one_gets_it(lima: Place) -> None:
    set_services(lima, pacing=2)
    tabs = [Tab(lima.http) for _ in range(4)]
    for one in tabs:
        chosen(one)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda at: tabs[at].sends(**ANA | {"phone": f"98700011{at}", "email": ""}), range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert len(reservations(lima)) == 1


def test_a_form_that_comes_again_with_other_words_is_asked_about(lima: Place, tab: Tab) -> None:
    chosen(tab)
    assert tab.sends(**ANA).status_code == 303
    page = tab.send(409, **ANA | {"name": "Ana María Quispe"})
    assert any(said.startswith("You sent this form before") for said in page.said)
    assert page.form.fields["name"] == "Ana María Quispe"
    assert len(reservations(lima)) == 1
    tab.send()
    assert [made["name"] for made in reservations(lima)] == ["Ana Quispe", "Ana María Quispe"]


def test_a_time_that_is_taken_meanwhile(lima: Place, tab: Tab) -> None:
    set_services(lima, pacing=4)
    chosen(tab)
    booked(Tab(lima.http), typed={**ANA, "name": "Luis", "phone": "987000111", "email": ""}, adults=4)
    page = tab.send(409, **ANA)
    assert "Somebody else has just taken that time." in page.said
    assert {name: page.form.fields[name] for name in ANA} == ANA
    left = page.form.choices["other_time"]
    assert list(left) == LUNCH + [time for time in DINNER if time != "20:00"]
    tab.send(other_time=left["20:30"])
    assert [(made["name"], made["starts_at"]) for made in reservations(lima)] == [
        ("Luis", at(wednesday(), 20)),
        ("Ana Quispe", at(wednesday(), 20, 30)),
    ]


def test_a_day_that_is_full_meanwhile_leaves_the_next_days(lima: Place, tab: Tab) -> None:
    day = wednesday()
    chosen(tab)
    close_day(lima, day, "A wedding")
    page = tab.send(409, **ANA)
    assert "That time cannot be booked any more." in page.said
    following = [day + timedelta(days=ahead) for ahead in (1, 2, 3)]
    assert [said for said in page.said if said.startswith("Times that are left")] == [
        f"Times that are left on {one:%A} {one.day} {one:%B} {one.year}" for one in following
    ]
    assert page.form.fields["notes"] == ANA["notes"]
    tab.send(other_time=page.form.choices["other_time"]["20:00"])
    assert reservation(lima)["starts_at"] == at(following[0], 20)


def test_a_day_without_anything_leads_to_the_next_that_have(lima: Place, tab: Tab) -> None:
    day = wednesday()
    close_day(lima, day, "A wedding")
    close_day(lima, day + timedelta(days=2), "Repairs")
    tab.open(BOOK)
    page = tab.look(day=day)
    assert times(page) == []
    assert page.said.count("Closed: A wedding") == 3, "lunch, dinner, and the family's table"
    days = [day + timedelta(days=ahead) for ahead in (1, 3, 4)]
    texts = [f"{one:%A} {one.day} {one:%B} {one.year}" for one in days]
    assert [text for text in page.links if text in texts] == texts
    page = tab.follow(texts[1])
    assert "20:00" in times(page)
    assert tab.query["day"] == str(days[1])


def test_a_single_time_that_cannot_be_had_says_why(lima: Place, tab: Tab) -> None:
    set_services(lima, pacing=4)
    booked(tab, "19:00", adults=3)
    tab.open(BOOK)
    page = tab.look(day=wednesday(), adults=2)
    assert times(page) == LUNCH + [time for time in DINNER if time != "19:00"]
    assert page.said[page.said.index("19:00") + 1] == "full"


def test_the_experience_narrows_what_is_shown(lima: Place, tab: Tab) -> None:
    friday = wednesday() + timedelta(days=2)
    tab.open(BOOK)
    page = tab.look(day=friday)
    assert times(page) == [*LUNCH, *DINNER, "16:00", "16:30", "17:00", "17:30", "18:00"]
    page = tab.look(day=friday, experience=lima.shop.id("downtown-lima", "experience", "outdoor"))
    assert times(page) == ["16:00", "16:30", "17:00", "17:30", "18:00"]
    page = tab.follow("17:00")
    assert "Afternoon on the terrace · Terrace" in page.said


@pytest.mark.parametrize(
    ("time", "why"),
    [
        (-timedelta(days=1), "it is over"),
        (timedelta(days=61), "it is more than 60 days ahead"),
        (timedelta(minutes=17), "it is no slot"),
    ],
)
def test_a_time_that_is_not_offered(time: timedelta, why: str, lima: Place, tab: Tab) -> None:
    chosen(tab)
    service = lima.shop.id("downtown-lima", "service", "dinner")
    base = at(datetime.now(LIMA).date(), 20) if abs(time) > timedelta(hours=1) else at(wednesday(), 20)
    value = f"{service}@{base + time:%Y-%m-%dT%H:%M:%SZ}"
    page = tab.send(409, **ANA, time=value)
    assert "That time cannot be booked any more." in page.said, why
    assert reservations(lima) == []
    page = tab.open(f"{BOOK}?time={value}")
    assert "That time cannot be booked any more." in page.said, why


def test_a_party_that_is_too_large_is_asked_to_call(lima: Place, tab: Tab) -> None:
    chosen(tab)
    tab.document.form.fields["children"] = "11"
    tab.send(409, **ANA)
    assert reservations(lima) == []
    page = tab.open(f"{BOOK}?adults=12&children=1&day={wednesday()}")
    assert times(page) == []
    assert "For more than 12 guests please call us: +51 1 555 0142" in page.said


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"name": "  "}, "name", "Tell us your name."),
        ({"name": "x" * 51}, "name", "The name is longer than 50 letters."),
        ({"phone": "12345"}, "phone", "This is no phone number. Write it like +51 987 654 321."),
        ({"phone": "1" * 16}, "phone", "This is no phone number. Write it like +51 987 654 321."),
        ({"phone": "call me"}, "phone", "This is no phone number. Write it like +51 987 654 321."),
        ({"phone": "", "email": ""}, "phone", "Tell us a phone number or an e-mail address."),
        ({"email": "ana@"}, "email", "This is no e-mail address. Write it like ana@example.com."),
        ({"email": "a" * 50 + "@example.com"}, "email", "The e-mail address is longer than 50 letters."),
        ({"notes": "n" * 201}, "notes", "This is longer than 200 letters."),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(
    said: dict[str, str], field: str, words: str, lima: Place, tab: Tab
) -> None:
    chosen(tab)
    page = tab.send(422, **ANA | said)
    assert page.links[words] == f"#{field}"
    assert page.said.count(words) == 2, "above the form and at the field"
    (marked,) = [found for _, found in page.tags if found.get("aria-invalid") == "true"]
    assert marked["id"] == field
    assert f"{field}-problem" in (marked["aria-describedby"] or "").split()
    assert {name: page.form.fields[name] for name in ANA} == ANA | said
    assert "<title>Please check" in page.html
    assert reservations(lima) == []
    tab.send(**ANA)
    assert len(reservations(lima)) == 1


def test_all_that_is_wrong_is_said_at_once(tab: Tab) -> None:
    chosen(tab)
    page = tab.send(422, name="", phone="x", email="x", notes="n" * 201)
    assert [link for link in page.links.values() if link.startswith("#") and link != "#main"] == [
        "#name",
        "#phone",
        "#email",
        "#notes",
    ]


def test_two_hundred_letters_of_several_lines_are_not_too_many(lima: Place, tab: Tab) -> None:
    notes = "\r\n".join(["ñ" * 99, "ñ" * 100])
    booked(tab, typed=ANA | {"notes": notes})
    assert reservation(lima)["guest_requests"] == "ñ" * 99 + "\n" + "ñ" * 100


def test_what_guests_write_is_only_text(lima: Place, tab: Tab) -> None:
    evil = "<script>1</script>"
    close_day(lima, wednesday() + timedelta(days=1), evil)
    page = booked(tab, typed=ANA | {"name": evil, "notes": f'"{evil}</textarea>'})
    assert evil in page.said
    assert page.form.fields["notes"] == f'"{evil}</textarea>'
    assert "<script" not in page.html
    chosen(tab)
    page = tab.send(422, **ANA | {"name": f'{evil}"', "phone": f'"{evil}'})
    assert page.form.fields["name"] == f'{evil}"'
    assert "<script" not in page.html
    page = tab.open(f"{BOOK}?day={wednesday() + timedelta(days=1)}")
    assert f"Closed: {evil}" in page.said
    assert "<script" not in page.html


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("adults=0", "Choose how many adults come, from 1 to 12."),
        ("adults=two", "Choose how many adults come, from 1 to 12."),
        ("adults=%00", "Choose how many adults come, from 1 to 12."),
        ("children=-1", "Choose how many children come, from 0 to 12."),
        ("children=99999999999999999999", "Choose how many children come, from 0 to 12."),
        ("day=2020-01-01", "Choose a day from"),
        ("day=9999-12-31", "Choose a day from"),
        ("day=tomorrow", "Choose a day from"),
        ("experience=01950000-0000-7000-8000-0000000000ff", "Choose one of the places that we have."),
        ("experience=%ff", "Choose one of the places that we have."),
    ],
)
def test_what_is_looked_for_must_be_there(query: str, words: str, tab: Tab) -> None:
    page = tab.open(f"{BOOK}?{query}", 422)
    assert any(text.startswith(words) for text in page.links)
    assert times(page) == []


@pytest.mark.parametrize("time", ["", "x", "@", "%00@%00", "01950000-0000-7000-8000-0000000000ff@2030-01-01T00:00Z"])
def test_a_time_that_is_none(time: str, tab: Tab) -> None:
    page = tab.open(f"{BOOK}?day={wednesday()}&time={time}")
    assert "That time cannot be booked any more." in page.said
    assert times(page) == LUNCH + DINNER


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_times_at_the_ends_of_the_calendar(year: str, lima: Place, tab: Tab) -> None:
    chosen(tab)
    for day in ("01-02", "01-03", "12-29", "12-30"):
        time = f"{lima.shop.id('downtown-lima', 'service', 'lunch')}@{year}-{day}T17:00:00Z"
        assert "That time cannot be booked any more." in Tab(lima.http).open(f"{BOOK}?time={time}").said
        answer = tab.sends(**ANA, time=time)
        assert answer.status_code == 409
    assert reservations(lima) == []


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"form=%ff", b"&" * 100, b"a=1&" * 60, b"x" * 20_000])
def test_what_is_no_form_of_ours(body: bytes, lima: Place) -> None:
    answer = lima.http.post(BOOK, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code in (400, 413, 422)
    assert answer.headers["content-type"].startswith("text/html")
    assert reservations(lima) == []


def test_characters_that_nobody_can_read_are_left_out(lima: Place, tab: Tab) -> None:
    booked(tab, typed=ANA | {"name": " Ana\x00\n Quispe\x07 ", "notes": "\x00"})
    made = reservation(lima)
    assert (made["name"], made["guest_requests"]) == ("Ana Quispe", None)


@pytest.mark.parametrize("form", ["", "x", "eyJhbGciOiJIUzI1NiJ9.e30.x"])
def test_a_form_that_is_not_ours_or_too_old_is_shown_anew(form: str, lima: Place, tab: Tab) -> None:
    chosen(tab)
    page = tab.send(409, **ANA, form=form)
    assert any(said.startswith("This page was open for long.") for said in page.said)
    assert reservations(lima) == []
    tab.send()
    assert reservation(lima)["name"] == "Ana Quispe"


def test_one_guest_books_three_tables_of_a_day_at_most(lima: Place, tab: Tab) -> None:
    for time, typed in (
        ("12:00", ANA),
        ("15:00", ANA | {"phone": "0051-987", "email": "ANA@example.com"}),
        ("18:30", ANA | {"phone": "(51) 987 654-321", "email": ""}),
    ):
        booked(tab, time, typed)
    chosen(tab, "21:00")
    page = tab.send(409, **ANA)
    assert "You have 3 bookings on that day already. For more, please call us." in page.said
    assert len(reservations(lima)) == 3
    tab.send(phone="987000111", email="luis@example.com")
    booked(tab, "21:00", day=wednesday() + timedelta(days=1))
    assert len(reservations(lima)) == 5


def test_who_gives_one_up_may_book_another(lima: Place, tab: Tab) -> None:
    for time in ("12:00", "15:00", "18:30"):
        booked(tab, time)
    tab.follow("Cancel the booking")
    tab.send()
    booked(tab, "21:00")
    assert [made["status"] for made in reservations(lima)] == ["booked", "booked", "cancelled", "booked"]


def test_one_address_sends_thirty_forms_in_ten_minutes_at_most(lima: Place, tab: Tab) -> None:
    chosen(tab)
    for _ in range(30):
        assert tab.sends(name="").status_code == 422
    answer = tab.sends(**ANA)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 600
    page = Document(answer.text)
    assert page.form.fields["name"] == "Ana Quispe"
    assert reservations(lima) == []


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_sites_page_sends_no_forms(site: str, lima: Place, tab: Tab) -> None:
    chosen(tab)
    answer = tab.sends({"Sec-Fetch-Site": site}, **ANA)
    assert answer.status_code == 403
    assert reservations(lima) == []


def test_a_suspended_location_takes_no_bookings(lima: Place, tab: Tab) -> None:
    chosen(tab)
    lima.truth.rows(
        "UPDATE location_directory SET governance = 'suspended' WHERE location_id = %s RETURNING slug", lima.branch
    )
    page = tab.send(403, **ANA)
    assert page.heading == "No bookings here at the moment"
    assert reservations(lima) == []
    assert tab.open(BOOK, 403).heading == "No bookings here at the moment"


def test_a_location_without_services_takes_no_bookings(lima: Place, tab: Tab) -> None:
    lima.truth.rows("UPDATE booking_services SET archived_at = now() RETURNING id")
    assert tab.open(BOOK, 403).heading == "No bookings here at the moment"


def test_an_address_that_is_none(tab: Tab) -> None:
    for slug in ("nowhere", "%00", "downtown-lima%20"):
        page = tab.open(f"/{slug}/book", 404)
        assert page.heading == "There is nothing to book here"
        assert slug not in page.html


def test_tables_keep_their_addresses(lima: Place, tab: Tab) -> None:
    lima.truth.rows("UPDATE dining_tables SET code = 'booking' WHERE id = %s RETURNING id", lima.table(7))
    assert "Ventana" in tab.open("/downtown-lima/booking").text
    assert "Ventana" not in tab.open(BOOK).text


def test_the_pages_run_nothing_and_are_kept_by_nobody(tab: Tab) -> None:
    def checked() -> None:
        assert tab.response is not None
        headers, page = tab.response.headers, tab.document
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "form-action 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert not [tag for tag, _ in page.tags if tag in ("script", "style", "iframe", "svg")]
        assert not [name for _, found in page.tags for name in found if name.startswith("on") or name == "style"]

    robots = ("meta", {"name": "robots", "content": "noindex, nofollow"})
    tab.open(BOOK)
    checked()
    assert robots not in tab.document.tags, "who looks for a table may find it"
    chosen(tab)
    checked()
    tab.send(**ANA)
    checked()
    assert robots in tab.document.tags
    for words in ("Change time or party", "Cancel the booking"):
        page = tab.url
        tab.follow(words)
        checked()
        assert robots in tab.document.tags
        tab.open(page)


def test_in_spanish(tab: Tab) -> None:
    day = wednesday()
    tab.language = "es-PE,es;q=0.9,en;q=0.5"
    page = tab.open(BOOK)
    assert page.heading == "Reserva una mesa"
    assert ("html", {"lang": "es"}) in page.tags
    page = tab.look(day=day, adults=2, children=2)
    assert {"Almuerzo", "Cena", "Cena familiar"} <= set(page.said)
    page = tab.follow("20:00")
    assert "2 adultos, 2 niños" in page.said
    assert "La mesa es tuya hasta las 22:00." in page.said
    page = tab.send(422, **ANA | {"name": ""})
    assert page.links["Dinos tu nombre."] == "#name"
    page = tab.send(**ANA)
    assert page.heading == "Tu mesa está reservada"
    months = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
    assert f"miércoles, {day.day} de {months[day.month - 1]} de {day.year}, 20:00" in page.said


def test_a_language_that_is_chosen_stays(tab: Tab) -> None:
    tab.open(BOOK)
    assert tab.look(day=wednesday()).heading == "Book a table"
    assert tab.follow("Español").heading == "Reserva una mesa"
    assert tab.query["day"] == str(wednesday())
    tab.look(adults=3)
    tab.follow("20:00")
    assert tab.send(**ANA).heading == "Tu mesa está reservada"
    assert tab.follow("Cancelar la reserva").heading == "¿Cancelar tu reserva?"
    assert tab.send().said.count("Tu reserva está cancelada.") == 1


def test_a_language_that_we_do_not_have_falls_back_on_the_locations(tab: Tab) -> None:
    tab.language = "zh-CN,zh;q=0.9"
    assert tab.open(BOOK).heading == "Reserva una mesa"


def test_names_that_a_language_lacks_are_those_of_the_location(london: Place) -> None:
    """London's services have English names only."""
    tab = Tab(london.http, language="es")
    page = tab.open(f"/bermondsey-london/book?day={wednesday()}")
    assert page.heading == "Reserva una mesa"
    assert {"Lunch", "Dinner"} <= set(page.said)


def test_a_hall_for_hundreds_has_numbers_to_type(lima: Place, tab: Tab) -> None:
    lima.truth.rows("UPDATE booking_services SET max_covers = 400 RETURNING id")
    page = tab.open(BOOK)
    (field,) = [found for tag, found in page.tags if tag == "input" and found.get("id") == "adults"]
    assert (field["type"], field["min"], field["max"], field["value"]) == ("number", "1", "400", "2")
    page = tab.look(day=wednesday(), adults=3)
    assert "20:00" in times(page)


def last_sunday(month: int) -> date:
    """The next last Sunday of a month, on which London's clocks change, at least a day ahead."""
    today = datetime.now(UTC).date()
    for year in (today.year, today.year + 1):
        day = date(year, month, 31)
        day -= timedelta(days=(day.weekday() + 1) % 7)
        if day > today + timedelta(days=1):
            return day
    raise AssertionError


@pytest.mark.parametrize(
    ("month", "expected", "first", "last"),
    [
        # Clocks go from 01:00 to 02:00: there is no 01:30. The instants are half an hour apart all the same.
        (3, ["00:00", "00:30", "02:00", "02:30", "03:00"], (0, 0), (2, 0)),
        # Clocks go from 02:00 back to 01:00: it is 01:00 and 01:30 twice.
        (
            10,
            ["00:00", "00:30", "01:00 BST", "01:30 BST", "01:00 GMT", "01:30 GMT", "02:00", "02:30", "03:00"],
            (-1, 0),
            (3, 0),
        ),
    ],
)
def test_nights_on_which_clocks_change(
    month: int, expected: list[str], first: tuple[int, int], last: tuple[int, int], london: Place
) -> None:
    day = last_sunday(month)
    london.truth.rows(
        "UPDATE booking_services SET first_slot = '00:00', last_slot = '03:00', days = '{6}', horizon_days = 400"
        " WHERE id = %s RETURNING id",
        london.shop.id("bermondsey-london", "service", "dinner"),
    )
    tab = Tab(london.http)
    tab.open("/bermondsey-london/book")
    page = tab.look(day=day, experience=london.shop.id("bermondsey-london", "experience", "indoor"))
    found = times(page)
    assert found[-len(expected) :] == expected
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    for text, (hour, minute) in ((expected[0], first), (expected[-1], last)):
        instant = midnight + timedelta(hours=hour, minutes=minute)
        assert page.links[text].endswith(f"{instant:%Y-%m-%dT%H}%3A{instant:%M}%3A00Z")
    tab.follow(expected[-2])
    tab.send(**ANA)
    assert reservation(london)["starts_at"] == midnight + timedelta(hours=last[0], minutes=-30)


def test_times_after_midnight_name_their_day(london: Place) -> None:
    friday = wednesday() + timedelta(days=2)
    tab = Tab(london.http)
    tab.open("/bermondsey-london/book")
    page = tab.look(day=friday, experience=london.shop.id("bermondsey-london", "experience", "outdoor"))
    assert times(page) == ["22:00", "22:30", "23:00", "23:30", "00:00 (Saturday)"]
    page = tab.follow("00:00 (Saturday)")
    saturday = friday + timedelta(days=1)
    assert f"Saturday {saturday.day} {saturday:%B} {saturday.year}, 00:00" in page.said
