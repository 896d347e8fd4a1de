"""The page by which guests see, change and give up their own booking, and nobody else's."""

import asyncio
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from comanda.demo.seed import demo_id
from comanda.identity.booking_codes import BookingCode, booking_code
from comanda.identity.receipt_codes import Receipt, receipt_code
from comanda.identity.signing import Signer
from comanda.store.database import Database
from tests.api.guest.client import NOBODY, Place
from tests.pages.scriptless import Document, Tab
from tests.pages.test_booking import (
    ANA,
    BOOK,
    LIMA,
    at,
    booked,
    reservation,
    reservations,
    set_services,
    times,
    wednesday,
)


@pytest.fixture
def tab(lima: Place) -> Tab:
    return Tab(lima.http)


def sealed(place: Place, reservation_id: str, tenant_id: UUID, kind: str = "booking") -> str:
    """The code of a thing, made as the page makes it."""

    async def made() -> str:
        database = Database(place.truth.url, pool_size=1)
        await database.open()
        try:
            if kind == "receipt":
                return await receipt_code(Signer(database), Receipt(UUID(reservation_id), tenant_id))
            return await booking_code(Signer(database), BookingCode(UUID(reservation_id), tenant_id))
        finally:
            await database.close()

    return asyncio.run(made())


def manage(place: Place, method: str, path: str, body: Any = None) -> Any:
    """Staff work in the reservation book."""
    email = place.email("org_admin")
    said = {"email": email, "password": place.credentials.passwords[email]}
    token = place.http.post("/api/auth/login", json=said).json()["data"]["accessToken"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = place.http.request(method, f"/manage/v1/locations/{place.branch}{path}", json=body, headers=headers)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def only_status(page: Document, status: str) -> None:
    """A booking that is over shows how it stands and has nothing to press."""
    assert page.heading == "Your booking"
    assert status in page.said
    assert "It cannot be changed here any more." in page.said
    assert not page.forms
    assert not {"Change time or party", "Cancel the booking"} & page.links.keys()


def test_another_time_and_a_larger_party(lima: Place, tab: Tab) -> None:
    day = wednesday()
    booked(tab)
    page = tab.follow("Change time or party")
    assert page.heading == "Change your booking"
    assert f"So far: Wednesday {day.day} {day:%B} {day.year}, 20:00, 2 guests" in page.said
    page = tab.look(adults=4, children=1, day=day + timedelta(days=1))
    page = tab.follow("19:30")
    assert page.heading == "Change it to this?"
    thursday = day + timedelta(days=1)
    assert f"Thursday {thursday.day} {thursday:%B} {thursday.year}, 19:30" in page.said
    assert "4 adults, 1 child" in page.said
    page = tab.send()
    assert page.heading == "Your table is booked"
    assert "Your booking is changed." in page.said
    made = reservation(lima)
    assert (made["starts_at"], made["ends_at"]) == (at(thursday, 19, 30), at(thursday, 21, 30))
    assert (made["adults"], made["children"], made["status"], made["tables"]) == (4, 1, "booked", 1)
    assert made["name"] == "Ana Quispe"


def test_ones_own_table_is_in_nobodys_way(lima: Place, tab: Tab) -> None:
    """A house that takes two at a time has them already: the guests who want to come half an hour later."""
    set_services(lima, pacing=2)
    booked(tab)
    page = Tab(lima.http).open(f"{BOOK}?day={wednesday()}")
    assert "20:00" not in times(page)
    page = tab.follow("Change time or party")
    assert "20:00" in times(page)
    tab.follow("20:30")
    tab.send()
    assert reservation(lima)["starts_at"] == at(wednesday(), 20, 30)


def test_a_new_time_that_is_taken_meanwhile(lima: Place, tab: Tab) -> None:
    set_services(lima, pacing=2)
    booked(tab)
    tab.follow("Change time or party")
    tab.follow("19:00")
    booked(Tab(lima.http), "19:00", {**ANA, "name": "Luis", "phone": "987000111", "email": ""})
    page = tab.send(409)
    assert "Somebody else has just taken that time." in page.said
    assert "20:00" in times(page)
    assert "19:00" not in times(page)
    assert [made["starts_at"] for made in reservations(lima)] == [at(wednesday(), 20), at(wednesday(), 19)]
    tab.follow("19:30")
    tab.send()
    assert reservations(lima)[0]["starts_at"] == at(wednesday(), 19, 30)


def test_a_party_that_would_owe_a_deposit_asks_the_restaurant(lima: Place, tab: Tab) -> None:
    """Dinner asks parties of six and more for 20.00 each."""
    booked(tab, adults=5)
    tab.follow("Change time or party")
    tab.look(adults=6)
    page = tab.follow("20:00")
    said = "A deposit of S/ 120.00 is due for this, so the change cannot be made here. Please call us."
    assert said in page.said
    page = tab.send(409)
    assert said in page.said
    assert reservation(lima)["covers"] == 5


def test_what_is_looked_for_must_be_there(lima: Place, tab: Tab) -> None:
    booked(tab)
    link = tab.document.links["Change time or party"]
    page = tab.open(f"{link}?adults=0", 422)
    assert "Choose how many adults come, from 1 to 12." in page.links
    page = tab.open(f"{link}?time=x")
    assert "That time cannot be booked any more." in page.said
    tab.open(link)
    tab.follow("19:00")
    page = tab.send(422, adults="none")
    assert "Choose how many adults come, from 1 to 12." in page.links
    tab.open(link)
    tab.follow("19:00")
    tab.send(422, time="")
    for time in ("0001-01-03T17:00:00Z", "9999-12-30T17:00:00Z"):
        tab.open(link)
        tab.follow("19:00")
        tab.send(409, time=f"{lima.shop.id('downtown-lima', 'service', 'lunch')}@{time}")
    assert reservation(lima)["starts_at"] == at(wednesday(), 20)


def test_giving_it_up(lima: Place, tab: Tab) -> None:
    booked(tab)
    home = tab.url
    page = tab.follow("Cancel the booking")
    assert page.heading == "Cancel your booking?"
    assert reservation(lima)["status"] == "booked", "asking is not doing"
    first, second = tab.sends(), tab.sends()
    assert (first.status_code, second.status_code) == (303, 303)
    page = tab.open(first.headers["location"])
    assert "Your booking is cancelled." in page.said
    only_status(page, "Cancelled")
    made = reservation(lima)
    assert (made["status"], made["tables"]) == ("cancelled", 0)
    topics = lima.truth.rows("SELECT topic FROM events WHERE object_id = %s ORDER BY seq", made["id"])
    assert [row["topic"] for row in topics] == ["reservation.created", "reservation.cancelled"]
    for tail in ("/change", "/cancel"):
        only_status(tab.open(home + tail, 409), "Cancelled")
    assert tab.open(home).links["Book another table"] == BOOK


@pytest.mark.parametrize(
    ("action", "status"), [("arrive", "You are here"), ("seat", "You are at your table"), ("no-show", "Nobody came")]
)
def test_once_the_party_came_or_did_not_only_its_status_is_shown(
    action: str, status: str, lima: Place, tab: Tab
) -> None:
    booked(tab)
    home, stale = tab.url, tab
    tab.follow("Cancel the booking")
    made = reservation(lima)
    manage(lima, "POST", f"/reservations/{made['id']}/{action}", {} if action == "seat" else None)
    only_status(Tab(lima.http).open(home), status)
    only_status(stale.send(409), status)
    for tail in ("/notes", "/change"):
        answer = lima.http.post(home + tail, data={"notes": "x"})
        assert answer.status_code == 409
    assert reservation(lima)["status"] != "cancelled"
    assert reservation(lima)["guest_requests"] == "Una trona"


def test_wishes_are_kept(lima: Place, tab: Tab) -> None:
    booked(tab)
    page = tab.send(422, notes="n" * 201)
    assert "This is longer than 200 letters." in page.said
    assert page.form.fields["notes"] == "n" * 201
    page = tab.send(notes=" Alergia al maní\r\ny una vela ")
    assert "Your wishes are saved." in page.said
    assert page.form.fields["notes"] == "Alergia al maní\ny una vela"
    assert reservation(lima)["guest_requests"] == "Alergia al maní\ny una vela"
    tab.send(notes="")
    assert reservation(lima)["guest_requests"] is None


def test_a_deposit_that_is_to_be_paid(lima: Place, tab: Tab) -> None:
    tab.open(BOOK)
    page = tab.look(day=wednesday(), adults=5, children=1)
    assert page.said[page.said.index("Dinner") :].index("Deposit S/ 120.00") < 4
    page = tab.follow("20:00")
    assert "A deposit of S/ 120.00 is to be paid. Once you book, the table is kept for 30 minutes." in page.said
    assert "You pay it at the restaurant or by phone: +51 1 555 0142" in page.said
    page = tab.send(**ANA)
    made = reservation(lima)
    assert (made["status"], made["deposit"]) == ("pending_payment", 12_000)
    assert made["expires_at"] - made["created_at"] == timedelta(minutes=30)
    until = made["expires_at"].astimezone(LIMA)
    assert page.heading == "Your table is kept until the deposit is paid"
    assert {"Waits for the deposit", "S/ 120.00 to be paid"} <= set(page.said)
    assert (
        f"Pay the deposit of S/ 120.00 by {until:%A} {until.day} {until:%B} {until.year}, {until:%H:%M},"
        " at the restaurant or by phone. Until then your table is kept." in page.said
    )

    home = tab.url
    manage(lima, "POST", f"/reservations/{made['id']}/deposits", {"payment": cash(lima), "amount": 5_000})
    assert "S/ 50.00 paid, S/ 70.00 to be paid" in tab.open(home).said
    manage(lima, "POST", f"/reservations/{made['id']}/deposits", {"payment": cash(lima), "amount": 7_000})
    page = tab.open(home)
    assert page.heading == "Your table is booked"
    assert "S/ 120.00 paid" in page.said
    page = tab.follow("Cancel the booking")
    assert "You paid a deposit of S/ 120.00. The restaurant tells you what becomes of it." in page.said


def test_a_deposit_that_nobody_paid(lima: Place, tab: Tab) -> None:
    booked(tab, adults=6)
    home = tab.url
    lima.truth.rows("UPDATE reservations SET expires_at = now() - interval '1 second' RETURNING id")
    only_status(tab.open(home), "Cancelled: no deposit came")
    only_status(tab.open(home + "/change", 409), "Cancelled: no deposit came")
    assert lima.http.post(home + "/cancel").status_code == 409


def test_a_deposit_follows_the_party_while_it_is_not_paid(lima: Place, tab: Tab) -> None:
    booked(tab, adults=6)
    made = reservation(lima)
    tab.follow("Change time or party")
    tab.look(adults=8)
    page = tab.follow("20:00")
    until = made["expires_at"].astimezone(LIMA)
    assert (
        f"A deposit of S/ 160.00 is to be paid, as before by"
        f" {until:%A} {until.day} {until:%B} {until.year}, {until:%H:%M}." in page.said
    )
    page = tab.send()
    assert "S/ 160.00 to be paid" in page.said
    after = reservation(lima)
    assert (after["deposit"], after["expires_at"], after["status"]) == (16_000, made["expires_at"], "pending_payment")


def cash(place: Place) -> str:
    return place.shop.method("cash")


def unfolded(entry: str) -> dict[str, str]:
    lines = entry.replace("\r\n ", "").split("\r\n")
    return dict(line.split(":", 1) for line in lines if ":" in line)


def test_an_entry_for_the_calendar(lima: Place, tab: Tab) -> None:
    day = wednesday()
    booked(tab, adults=2, children=1)
    home, made = tab.url, reservation(lima)
    answer = lima.http.get(tab.document.links["Add to the calendar"], headers={"Accept-Language": "en"})
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n"))
    said = unfolded(answer.text)
    tomorrow = day + timedelta(days=1)
    assert said["DTSTART"] == f"{tomorrow:%Y%m%d}T010000Z"
    assert said["DTEND"] == f"{tomorrow:%Y%m%d}T030000Z"
    assert said["SUMMARY"] == r"2 adults\, 1 child at Caleta Morena"
    assert said["LOCATION"] == r"Caleta Morena\, Jirón Carabaya 1020\, Cercado de Lima\, Lima 15001"
    assert said["DESCRIPTION"] == f"Booking {made['reservation_no']}. See\\, change or cancel: {home}"
    assert said["URL"] == home
    assert (said["STATUS"], said["UID"]) == ("CONFIRMED", f"{made['id']}@comanda")
    tab.follow("Cancel the booking")
    tab.send()
    after = unfolded(lima.http.get(home + "/calendar.ics").text)
    assert (after["STATUS"], after["UID"]) == ("CANCELLED", said["UID"])
    assert int(after["SEQUENCE"]) >= int(said["SEQUENCE"])


@pytest.mark.parametrize("tail", ["", "/change", "/cancel", "/notes", "/calendar.ics"])
def test_a_code_that_is_none(tail: str, lima: Place, tab: Tab) -> None:
    booked(tab)
    made = reservation(lima)
    code = tab.url.rpartition("/")[2]
    altered = [code[:at] + ("A" if code[at] != "A" else "B") + code[at + 1 :] for at in (0, 20, 21, 42, 43, 63)]
    ids = urlsafe_b64decode(code)[:32]
    own = demo_id(lima.restaurant.slug)
    others = [
        urlsafe_b64encode(ids + bytes(16)).decode(),
        str(made["id"]),
        made["reservation_no"],
        sealed(lima, NOBODY, own),
        sealed(lima, str(made["id"]), demo_id("lantern-and-tiffin")),
        sealed(lima, str(made["id"]), own, "receipt"),
    ]
    assert sealed(lima, str(made["id"]), own) == code
    for wrong in [*altered, *others]:
        page = tab.open(f"{BOOK}/{wrong}{tail}", 404)
        assert wrong not in page.html
        assert "Quispe" not in page.html
        assert lima.http.post(f"{BOOK}/{wrong}/cancel").status_code == 404
    assert reservation(lima)["status"] == "booked"


def test_a_booking_is_at_its_own_location_only(lima: Place, tab: Tab) -> None:
    booked(tab)
    code = tab.url.rpartition("/")[2]
    for slug in ("bermondsey-london", "chinatown-singapore", "nowhere"):
        tab.open(f"/{slug}/book/{code}", 404)
    assert lima.http.get(f"/receipt/{code}").status_code == 404


def test_a_suspended_locations_bookings_are_seen_and_given_up_and_not_moved(lima: Place, tab: Tab) -> None:
    booked(tab)
    home = tab.url
    tab.follow("Change time or party")
    tab.follow("19:00")
    lima.truth.rows(
        "UPDATE location_directory SET governance = 'suspended' WHERE location_id = %s RETURNING slug", lima.branch
    )
    tab.send(409)
    page = tab.open(home)
    assert "Change time or party" not in page.links
    tab.follow("Cancel the booking")
    tab.send()
    made = reservation(lima)
    assert (made["status"], made["starts_at"]) == ("cancelled", at(wednesday(), 20))


def test_what_staff_note_stays_with_them(lima: Place, tab: Tab) -> None:
    booked(tab)
    home, made = tab.url, reservation(lima)
    manage(lima, "PATCH", f"/reservations/{made['id']}", {"host_notes": "Complains about everything"})
    for tail in ("", "/change", "/cancel"):
        page = tab.open(home + tail)
        assert "Complains" not in page.html
        assert not re.search(r"987 ?654 ?321|ana@example", page.html), "nor is it a place to look up phone numbers"


def test_what_staff_chose_and_cannot_be_kept_is_theirs_to_change(lima: Place, tab: Tab) -> None:
    booked(tab)
    made = reservation(lima)
    manage(lima, "PATCH", f"/reservations/{made['id']}", {"tables": [lima.table(5)]})
    tab.open(tab.url)
    tab.follow("Change time or party")
    tab.look(adults=5)
    tab.follow("20:00")
    page = tab.send(409)
    assert "This cannot be changed here. Please call us: +51 1 555 0142" in page.said
    assert reservation(lima)["covers"] == 2


def test_times_are_told_at_the_moment_they_are_asked(lima: Place, tab: Tab) -> None:
    """A booking's page is never kept, so what staff change is seen at once."""
    booked(tab)
    made = reservation(lima)
    later = at(wednesday(), 21)
    manage(lima, "PATCH", f"/reservations/{made['id']}", {"time": later.isoformat()})
    page = tab.open(tab.url)
    assert any(said.endswith(", 21:00") for said in page.said)
    assert datetime.now(UTC) < later
