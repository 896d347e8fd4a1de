"""The reservation book on the staff's screens: bookings are taken, moved, seated and refused, and others hear of it."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, LiteralString

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.book import ZONE, Book, bar, day_to_come, service
from tests.browser.conftest import Open
from tests.browser.people import Restaurant
from tests.browser.test_an_evening import SCREENSHOTS, picture
from tests.phone import House
from tests.truth import Truth


@pytest.fixture
def book(house: House) -> Iterator[Book]:
    """An empty day to come."""
    found = Book(house, day_to_come())
    yield found
    found.clear()


OVERSTAYS: LiteralString = (
    "UPDATE dining_sessions SET started_at = now() - interval '100 minutes',"
    " planned_until = now() - interval '20 minutes' WHERE id = %s RETURNING id"
)


def opened(restaurant: Restaurant, book: Book, role: str = "branch_manager", **screen: Any) -> Page:
    """Return the book of a day on the screen of somebody who signed in."""
    page = restaurant.staff(role, **screen).page
    page.goto(f"/staff/book/{book.day}")
    expect(page.locator(".book-slots")).to_be_visible()
    return page


def says(begins: str, ends: str, rest: str) -> re.Pattern[str]:
    """Return what the name of a bar begins with."""
    return re.compile(rf"^{begins} . {ends}, {rest}")


def drag(page: Page, held: Locator, *, slots: int, rows: int) -> None:
    """Drag a bar by so many slots and so many tables."""
    held.scroll_into_view_if_needed()
    box = held.bounding_box()
    assert box is not None
    # A party of two stays 90 minutes, which is three slots; a table's row is 48 px high.
    x, y = box["x"] + 20, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y, steps=2)
    page.mouse.move(x + slots * box["width"] / 3, y + rows * 48, steps=8)
    page.mouse.up()


def test_a_bar_is_dragged_and_others_see_it(restaurant: Restaurant, book: Book) -> None:
    table = book.house.table
    maria = book.take("María", "19:00", (5,))
    page = opened(restaurant, book)
    elsewhere = opened(restaurant, book, "waiter", width=1024, height=768)
    expect(bar(elsewhere, "María")).to_have_accessible_name(says("19:00", "20:30", "María, 2 covers, Table 5, Booked"))

    drag(page, bar(page, "María"), slots=2, rows=1)
    for screen in (page, elsewhere):
        expect(bar(screen, "María")).to_have_accessible_name(says("20:00", "21:30", "María, 2 covers, Table 6"))
    expect(page.get_by_text("María: 20:00, table")).to_be_visible()
    assert book.stands(maria) == ("20:00", [table(6)])

    page.get_by_role("button", name="Undo").click()
    for screen in (page, elsewhere):
        expect(bar(screen, "María")).to_have_accessible_name(says("19:00", "20:30", "María, 2 covers, Table 5"))
    assert book.stands(maria) == ("19:00", [table(5)])


def test_the_keyboard_moves_as_well(restaurant: Restaurant, book: Book) -> None:
    lucia = book.take("Lucía", "19:00", (5,))
    page = opened(restaurant, book)
    held = bar(page, "Lucía")
    held.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text("19:30, table 6. Enter puts it down, Escape puts it back.")).to_be_attached()
    page.keyboard.press("Escape")
    expect(page.get_by_text("It is back where it was.")).to_be_attached()
    expect(held).to_have_accessible_name(says("19:00", "20:30", "Lucía, 2 covers, Table 5"))
    assert book.stands(lucia) == ("19:00", [book.house.table(5)])

    expect(held).to_be_focused()
    for key in ("ArrowLeft", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(held).to_have_accessible_name(says("18:30", "20:00", "Lucía, 2 covers, Table 4"))
    expect(page.get_by_text("Lucía: 18:30, table")).to_be_visible()
    assert book.stands(lucia) == ("18:30", [book.house.table(4)])
    expect(held).to_be_focused()


def test_a_finger_holds_before_it_drags(restaurant: Restaurant, book: Book) -> None:
    elsa = book.take("Elsa", "19:00", (5,))
    page = opened(restaurant, book, width=1024, height=768, has_touch=True)
    bar(page, "Elsa").scroll_into_view_if_needed()
    box = bar(page, "Elsa").bounding_box()
    assert box is not None
    fingers = page.context.new_cdp_session(page)
    x, y = box["x"] + 20, box["y"] + box["height"] / 2

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": across, "y": down} for across, down in points]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", (x, y))
    expect(page.locator(".book-bar-held")).to_be_visible()
    for part in (10, 30, 48):
        touch("touchMove", (x, y + part))
    touch("touchEnd")
    expect(bar(page, "Elsa")).to_have_accessible_name(says("19:00", "20:30", "Elsa, 2 covers, Table 6"))
    expect(page.get_by_text("Elsa: 19:00, table")).to_be_visible()
    assert book.stands(elsa) == ("19:00", [book.house.table(6)])


def test_a_taken_table_puts_the_bar_back(restaurant: Restaurant, book: Book) -> None:
    ana, _ = book.take("Ana", "19:00", (5,)), book.take("Bruno", "19:00", (6,))
    page = opened(restaurant, book)
    drag(page, bar(page, "Ana"), slots=0, rows=1)
    expect(page.get_by_role("alert")).to_contain_text("That table is reserved or occupied at that time.")
    expect(bar(page, "Ana")).to_have_accessible_name(says("19:00", "20:30", "Ana, 2 covers, Table 5"))
    assert book.stands(ana) == ("19:00", [book.house.table(5)])
    # Who has a table is not the staff's to decide against.
    expect(page.get_by_role("button", name="Move anyway")).to_have_count(0)


def test_a_closed_slot_says_why_to_whoever_drags(restaurant: Restaurant, book: Book) -> None:
    hugo = book.take("Hugo", "19:00", (5,))
    closing = {"service": service("dinner"), "reason": "Choir rehearsal"}
    closing |= {"starts_at": book.at("20:00").isoformat(), "ends_at": book.at("20:30").isoformat()}
    book.call("POST", "/closures", closing)
    page = opened(restaurant, book)
    drag(page, bar(page, "Hugo"), slots=2, rows=0)
    expect(page.get_by_role("alert")).to_contain_text("Closed at that time. Choir rehearsal")
    expect(bar(page, "Hugo")).to_have_accessible_name(says("19:00", "20:30", "Hugo, 2 covers, Table 5"))
    assert book.stands(hugo) == ("19:00", [book.house.table(5)])
    page.get_by_role("button", name="Move anyway").click()
    expect(bar(page, "Hugo")).to_have_accessible_name(says("20:00", "21:30", "Hugo, 2 covers, Table 5"))
    expect(page.get_by_text("Hugo: 20:00, table")).to_be_visible()
    assert book.stands(hugo) == ("20:00", [book.house.table(5)])


def test_a_small_table_is_the_staffs_decision(restaurant: Restaurant, book: Book) -> None:
    diego = book.take("Diego", "19:00", (4,), adults=4)
    page = opened(restaurant, book)
    bar(page, "Diego").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Table 5 seats 2, and 4 are coming.")
    assert book.stands(diego) == ("19:00", [book.house.table(4)])
    page.get_by_role("button", name="Move anyway").click()
    expect(bar(page, "Diego")).to_have_accessible_name(re.compile("Table 5"))
    expect(page.get_by_text("Diego: 19:00, table")).to_be_visible()
    assert book.stands(diego) == ("19:00", [book.house.table(5)])


def test_a_telephone_booking(restaurant: Restaurant, book: Book) -> None:
    page = opened(restaurant, book)
    page.get_by_role("button", name="New booking").click()
    form = page.get_by_role("dialog", name="New booking")
    form.get_by_role("button", name="Adults: more").click()
    form.get_by_role("button", name="Children: more").click()
    form.get_by_role("button", name="Take the booking").click()
    expect(form.get_by_text("Choose a time.")).to_be_visible()
    expect(form.get_by_text("Enter a name.")).to_be_visible()
    dinner = form.locator(".book-choice").filter(has_text=re.compile("^Cena(?! fam)|^Dinner"))
    dinner.get_by_role("button", name="20:00", exact=True).click()
    form.get_by_label("First name").fill("Rosa")
    form.get_by_label("Last name").fill("Quispe")
    form.get_by_label("Phone").fill("+51 999 111 222")
    form.get_by_label("What the guests ask for").fill("By the window")
    form.get_by_role("button", name="Take the booking").click()
    expect(form).to_be_hidden()
    expect(page.get_by_text("Booked: Rosa Quispe, 20:00")).to_be_visible()

    # It stands in the timeline, in the list, and in the covers of its slot.
    expect(bar(page, "Rosa Quispe")).to_have_accessible_name(re.compile("4 covers"))
    expect(page.get_by_role("button", name=re.compile("^20:00, 4 of 24 covers, Open"))).to_be_visible()
    page.get_by_role("button", name="List", exact=True).click()
    page.get_by_label("Name, phone or number").fill("999 111")
    row = page.get_by_role("listitem").filter(has_text="Rosa Quispe")
    expect(row).to_contain_text("By the window")
    expect(row.get_by_role("link", name=re.compile("Call Rosa"))).to_have_attribute("href", "tel:+51999111222")
    page.get_by_label("Name, phone or number").fill("nobody")
    expect(row).to_have_count(0)
    page.get_by_label("Name, phone or number").fill("QUÍSPE")
    row.get_by_role("button").click()
    sheet = page.get_by_role("dialog", name="Rosa Quispe")
    expect(sheet.get_by_text("4 covers, 1 of them children")).to_be_visible()

    sheet.get_by_role("button", name="Change", exact=True).click()
    change = page.get_by_role("dialog", name="Change Rosa Quispe")
    change.get_by_label("House notes").fill("Knows the chef")
    change.get_by_role("button", name="Save").click()
    expect(sheet.get_by_text("Knows the chef")).to_be_visible()

    sheet.get_by_role("button", name="Cancel booking").click()
    why = page.get_by_role("dialog", name="Cancel Rosa Quispe?")
    why.get_by_label("Reason (optional)").fill("Ill")
    why.get_by_role("button", name="Cancel booking").click()
    expect(sheet.get_by_text("Cancelled", exact=True)).to_be_visible()
    expect(sheet.get_by_text("Ill", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name=re.compile("^Expected")).click()
    expect(page.get_by_text("No booking is like that")).to_be_visible()


def test_a_closed_slot_refuses_and_says_why(restaurant: Restaurant, book: Book) -> None:
    page = opened(restaurant, book)
    on_the_phone = opened(restaurant, book, "cashier")
    on_the_phone.get_by_role("button", name=re.compile("^19:30, 0 of 24")).click()
    on_the_phone.get_by_role("button", name="Take a booking here").click()
    form = on_the_phone.get_by_role("dialog", name="New booking")
    form.get_by_label("First name").fill("Iván")
    chosen = form.get_by_role("button", name="19:30", exact=True)
    expect(chosen.and_(form.locator("[aria-pressed=true]"))).to_be_visible()

    page.get_by_role("button", name=re.compile("^19:30, 0 of 24")).click()
    page.get_by_role("button", name="Close the slot").click()
    closing = page.get_by_role("dialog", name=re.compile("^Close .*, 19:30"))
    closing.get_by_role("button", name="Close the slot").click()
    expect(closing.get_by_text("Say why it is closed.")).to_be_visible()
    closing.get_by_label("Reason").fill("Private party")
    closing.get_by_role("button", name="Close the slot").click()
    expect(closing).to_be_hidden()
    closed = page.get_by_role("button", name=re.compile("^19:30, 0 of 24 covers, Closed: Private party"))
    expect(closed).to_be_visible()

    # Who chose the slot before it was closed is refused, and nothing is booked.
    form.get_by_role("button", name="Take the booking").click()
    expect(form.get_by_text("Closed at that time.")).to_be_visible()
    assert book.call("GET", f"/book?date={book.day}")["reservations"] == []
    # It is the staff's own decision to book all the same.
    form.get_by_label("Book anyway").check()
    form.get_by_role("button", name="Take the booking").click()
    expect(on_the_phone.get_by_text("Booked: Iván, 19:30")).to_be_visible()

    page.get_by_role("button", name=re.compile("^19:30, 2 of 24 covers, Closed: Private party")).click()
    page.get_by_role("button", name="Open again").click()
    page.get_by_role("dialog", name="Take bookings again?").get_by_role("button", name="Open again").click()
    for screen in (page, on_the_phone):
        expect(screen.get_by_role("button", name=re.compile("^19:30, 2 of 24 covers, Open"))).to_be_visible()


def test_a_walk_in_sits(restaurant: Restaurant, book: Book, table: int) -> None:
    floor = restaurant.staff("waiter")
    expect(floor.tile(table)).to_have_accessible_name(re.compile("Free"))
    page = opened(restaurant, book)
    page.get_by_role("button", name="Walk-in").click()
    form = page.get_by_role("dialog", name="Walk-in")
    expect(form.get_by_text(re.compile("^A table is free now|^A table will be free in about"))).to_be_visible()
    form.get_by_label("Name (optional)").fill("Paulo")
    form.get_by_role("button", name=re.compile(rf"^{table}\b")).click()
    form.get_by_role("button", name="Seat", exact=True).click()
    expect(page.get_by_text("Paulo sits at table")).to_be_visible()
    expect(floor.tile(table)).to_have_accessible_name(re.compile("Seated, Paulo, 2 covers"))


def test_a_taken_table_seats_no_walk_in(restaurant: Restaurant, book: Book, table: int) -> None:
    page = opened(restaurant, book)
    page.get_by_role("button", name="Walk-in").click()
    form = page.get_by_role("dialog", name="Walk-in")
    form.get_by_role("button", name=re.compile(rf"^{table}\b")).click()
    book.house.seated(table, "Ana")
    form.get_by_role("button", name="Seat", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("Somebody sits at that table.")


def test_the_waitlist(restaurant: Restaurant, book: Book, table: int) -> None:
    page = opened(restaurant, book)
    elsewhere = opened(restaurant, book, "cashier")
    page.get_by_role("button", name="Add to waitlist").click()
    form = page.get_by_role("dialog", name="Add to waitlist")
    form.get_by_label("Name").fill("Familia Rojas")
    form.get_by_role("button", name="Guests: more").click()
    form.get_by_role("button", name="Put on the list").click()
    expect(page.get_by_text("Familia Rojas is on the list.")).to_be_visible()
    for screen in (page, elsewhere):
        card = screen.get_by_role("listitem").filter(has_text="Familia Rojas")
        expect(card).to_contain_text(re.compile(r"Waits\s+\d+ s"))
        expect(card).to_contain_text(re.compile(r"Told|No time was given"))

    page.get_by_role("listitem").filter(has_text="Familia Rojas").get_by_role("button", name="Call").click()
    card = elsewhere.get_by_role("listitem").filter(has_text="Familia Rojas")
    expect(card).to_contain_text("Called")
    card.get_by_role("button", name="Seat").click()
    form = elsewhere.get_by_role("dialog", name="Seat Familia Rojas")
    form.get_by_role("button", name=re.compile(rf"^{table}\b")).click()
    form.get_by_role("button", name="Seat", exact=True).click()
    expect(elsewhere.get_by_text("Familia Rojas sits at table")).to_be_visible()
    for screen in (page, elsewhere):
        expect(screen.get_by_role("listitem").filter(has_text="Familia Rojas")).to_have_count(0)

    # A party that gives up is taken from the list.
    book.call("POST", "/waitlist", {"name": "Señor Paz", "covers": 2})
    card = page.get_by_role("listitem").filter(has_text="Señor Paz")
    card.get_by_role("button", name="Left").click()
    expect(card).to_have_count(0)


def test_a_reservation_is_seated(restaurant: Restaurant, house: House, table: int) -> None:
    today = Book(house, datetime.now(ZONE).date())
    nora = today.take_now("Nora", table)
    floor = restaurant.staff("waiter")
    page = restaurant.staff("branch_manager").page
    page.get_by_role("link", name="Book", exact=True).filter(visible=True).click()
    bar(page, "Nora").click()
    sheet = page.get_by_role("dialog", name="Nora")
    sheet.get_by_role("button", name="Is here").click()
    expect(sheet.get_by_text("Waiting here", exact=True)).to_be_visible()
    assert today.status(nora) == "arrived"
    sheet.get_by_role("button", name="Seat", exact=True).click()
    page.get_by_role("dialog", name="Seat Nora").get_by_role("button", name="Seat", exact=True).click()
    expect(sheet.get_by_text("Seated", exact=True)).to_be_visible()
    assert today.status(nora) == "seated"
    expect(floor.tile(table)).to_have_accessible_name(re.compile("Seated, Nora, 2 covers"))
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(bar(page, "Nora")).to_have_accessible_name(re.compile("Seated$"))

    # The visit ends where it always does, and with it the reservation.
    house.staff("waiter").free(table)
    expect(bar(page, "Nora")).to_have_count(0)
    assert today.status(nora) == "completed"


def test_who_overstays_and_whose_table_is_taken_stand_out(restaurant: Restaurant, table: int, truth: Truth) -> None:
    today = Book(restaurant.house, datetime.now(ZONE).date())
    session = restaurant.house.seated(table, "Tomás").session
    truth.one(OVERSTAYS, session)
    expected = today.take_now("Vera", table)
    page = restaurant.staff("waiter").page
    page.goto("/staff/book")
    expect(bar(page, "Tomás")).to_have_accessible_name(re.compile(r"Overstaying, should have left 2\d min ago$"))
    expect(bar(page, "Vera")).to_have_accessible_name(re.compile(r"Booked, its table is taken until \d\d:\d\d$"))
    # A party that sits is opened where it is served.
    bar(page, "Tomás").click()
    expect(page).to_have_url(re.compile(f"/staff/tables/{restaurant.house.table(table)}$"))
    today.call("POST", f"/reservations/{expected}/cancel", {})


def test_a_deposit_is_recorded_and_given_back(restaurant: Restaurant, book: Book) -> None:
    pia = book.take("Pía", "19:00", (8,), adults=6)
    assert book.status(pia) == "pending_payment"
    page = opened(restaurant, book)
    bar(page, "Pía").click()
    sheet = page.get_by_role("dialog", name="Pía")
    sheet.get_by_role("button", name="Record a payment").click()
    form = page.get_by_role("dialog", name="Deposit of Pía")
    form.get_by_label("Amount").fill("121")
    form.get_by_role("button", name="Record a payment").click()
    expect(form.get_by_text(re.compile(r"At most .*120\.00 is expected"))).to_be_visible()
    form.get_by_label("Amount").fill("120")
    form.get_by_role("button", name="Record a payment").click()
    expect(sheet.get_by_text("Booked", exact=True)).to_be_visible()
    assert book.call("GET", f"/reservations/{pia}")["paid"] == 12000
    sheet.get_by_role("button", name="Give back").click()
    back = page.get_by_role("dialog", name="Give back the deposit of Pía")
    back.get_by_role("button", name="Give back").click()
    expect(page.get_by_text("The money is recorded as given back.")).to_be_visible()
    assert book.call("GET", f"/reservations/{pia}")["paid"] == 0


def test_tables_are_planned_anew(restaurant: Restaurant, book: Book) -> None:
    two = book.take("Dos", "19:00")
    (placed,) = book.stands(two)[1]
    page = opened(restaurant, book)
    page.get_by_role("button", name="Plan tables anew").click()
    page.get_by_role("dialog").get_by_role("button", name="Plan tables anew").click()
    expect(page.get_by_text("Everybody is at the best table already.")).to_be_visible()
    assert book.stands(two)[1] == [placed]


def lose_first_answer(page: Page, path: str) -> list[int]:
    """Let the first answer of a path be lost on its way; return what the server answered, as it answers."""
    answers: list[int] = []

    def pass_on(route: Route) -> None:
        answer = route.fetch()
        answers.append(answer.status)
        if len(answers) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route(path, pass_on)
    return answers


def test_a_lost_answer_books_once(restaurant: Restaurant, book: Book) -> None:
    page = opened(restaurant, book)
    answers = lose_first_answer(page, "**/reservations")
    page.get_by_role("button", name=re.compile("^19:00, 0 of 24")).click()
    page.get_by_role("button", name="Take a booking here").click()
    form = page.get_by_role("dialog", name="New booking")
    form.get_by_label("First name").fill("Olga")
    form.get_by_role("button", name="Take the booking").click()
    expect(form.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    form.get_by_role("button", name="Take the booking").click()
    expect(page.get_by_text("Booked: Olga, 19:00")).to_be_visible()
    assert answers == [201, 201]
    assert len(book.call("GET", f"/book?date={book.day}")["reservations"]) == 1


def test_a_lost_answer_seats_a_walk_in_once(restaurant: Restaurant, book: Book, table: int) -> None:
    page = opened(restaurant, book)
    answers = lose_first_answer(page, "**/walk-ins")
    page.get_by_role("button", name="Walk-in").click()
    form = page.get_by_role("dialog", name="Walk-in")
    form.get_by_label("Name (optional)").fill("Ramiro")
    form.get_by_role("button", name=re.compile(rf"^{table}\b")).click()
    form.get_by_role("button", name="Seat", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    form.get_by_role("button", name="Seat", exact=True).click()
    expect(page.get_by_text("Ramiro sits at table")).to_be_visible()
    assert answers == [201, 201]


def test_a_lost_answer_lists_a_party_once(restaurant: Restaurant, book: Book) -> None:
    page = opened(restaurant, book)
    answers = lose_first_answer(page, "**/waitlist")
    page.get_by_role("button", name="Add to waitlist").click()
    form = page.get_by_role("dialog", name="Add to waitlist")
    form.get_by_label("Name").fill("Susana")
    form.get_by_role("button", name="Put on the list").click()
    expect(form.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    form.get_by_role("button", name="Put on the list").click()
    expect(page.get_by_text("Susana is on the list.")).to_be_visible()
    assert answers == [201, 201]
    card = page.get_by_role("listitem").filter(has_text="Susana")
    expect(card).to_have_count(1)
    card.get_by_role("button", name="Left").click()
    expect(card).to_have_count(0)


def test_a_lost_connection_is_said_and_caught_up_with(restaurant: Restaurant, book: Book) -> None:
    page = opened(restaurant, book)
    page.context.set_offline(True)
    expect(page.get_by_text("Not live")).to_be_visible()
    expect(page.get_by_text("No connection. This is what was known at")).to_be_visible()
    book.take("Gonzalo", "19:00", (5,))
    expect(bar(page, "Gonzalo")).to_have_count(0)
    page.context.set_offline(False)
    expect(bar(page, "Gonzalo")).to_be_visible()
    expect(page.get_by_text("No connection.")).to_be_hidden()


def test_a_phone_in_spanish(restaurant: Restaurant, book: Book) -> None:
    book.take("María", "19:00", (5,), phone="+51999333444")
    page = opened(restaurant, book, width=390, height=844, locale="es-PE")
    expect(page.get_by_role("button", name="Lista", exact=True)).to_have_attribute("aria-pressed", "true")
    row = page.get_by_role("listitem").filter(has_text="María")
    expect(row).to_contain_text("Reservada")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    row.get_by_role("button").click()
    sheet = page.get_by_role("dialog", name="María")
    for action in ("Sentar", "Ya llegó", "No vino", "Cancelar reserva"):
        expect(sheet.get_by_role("button", name=action)).to_be_visible()
    sheet.get_by_role("button", name="No vino").click()
    expect(sheet.get_by_role("button", name="Esperar de nuevo")).to_be_visible()


def test_times_are_the_restaurants(restaurant: Restaurant, book: Book) -> None:
    book.take("María", "19:00", (5,))
    page = opened(restaurant, book, timezone_id="Asia/Tokyo")
    expect(bar(page, "María")).to_have_accessible_name(says("19:00", "20:30", "María"))


@pytest.mark.parametrize(
    ("day", "wall", "zone", "instant"),
    [
        ("2026-11-21", "19:00", "America/Lima", "2026-11-22T00:00:00Z"),
        ("2026-01-01", "00:00", "Asia/Singapore", "2025-12-31T16:00:00Z"),
        ("2026-07-01", "19:30", "Europe/London", "2026-07-01T18:30:00Z"),
        # Clocks are put back from 2 to 1 o'clock: the first of the two counts.
        ("2026-10-25", "01:30", "Europe/London", "2026-10-25T00:30:00Z"),
        # They are put on from 1 to 2 o'clock: half past one is half past two.
        ("2026-03-29", "01:30", "Europe/London", "2026-03-29T01:30:00Z"),
    ],
)
def test_wall_time_is_the_zones(open_page: Open, day: str, wall: str, zone: str, instant: str) -> None:
    page = open_page(800, 600)
    page.goto("/staff")
    asked = "async (said) => (await import('/static/staff/book/clock.js')).instantOf(...said)"
    assert page.evaluate(asked, [day, wall, zone]) == instant
    shown = "async (said) => (await import('/static/staff/book/clock.js')).dayOf(...said)"
    assert page.evaluate(shown, [instant, zone]) == day


EVENING = (
    ("Familia Rojas", "18:30", (1,), 4),
    ("Lucía Vargas", "18:30", (5,), 2),
    ("Andrés Salas", "19:00", (3,), 4),
    ("María Quispe", "19:30", (6,), 2),
    ("Renzo Paz", "20:00", (4,), 3),
    ("Camila Torres", "20:30", (1,), 4),
    ("Pía Montes", "20:00", (8,), 6),
    ("Diego Ríos", "21:00", (5,), 2),
)


@pytest.mark.skipif(not SCREENSHOTS, reason="takes pictures of the documentation")
def test_pictures(restaurant: Restaurant, book: Book) -> None:
    for name, wall, tables, covers in EVENING:
        first, last = name.split(" ")
        book.take(first, wall, tables, adults=covers, last_name=last, phone="+51 999 111 222", freely=True)
    arrived = book.take("Valeria", "19:00", (7,), last_name="Luna", notes="Cumpleaños")
    book.call("POST", f"/reservations/{arrived}/arrive")
    waiting = book.call("POST", "/waitlist", {"name": "Fernanda", "covers": 3, "phone": "+51 999 222 333"})
    closing = {"service": service("lunch"), "reason": "Private party"}
    closing |= {"starts_at": book.at("14:00").isoformat(), "ends_at": book.at("15:00").isoformat()}
    closure = book.call("POST", "/closures", closing)
    page = opened(restaurant, book, height=1000)
    page.locator(".book-scroll").evaluate("scroller => { scroller.scrollLeft = 700 }")
    picture(page, "reservations")
    page.get_by_role("button", name="List", exact=True).click()
    page.get_by_role("heading", level=1).scroll_into_view_if_needed()
    picture(page, "reservations-list")
    book.call("POST", f"/waitlist/{waiting['id']}/leave")
    book.call("DELETE", f"/closures/{closure['id']}")
