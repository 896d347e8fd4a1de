"""A guest books a table, moves it and gives it up in a real browser, on a phone, with script and without."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.test_accessibility import Inspector
from tests.browser.test_an_evening import picture
from tests.browser.test_connecting_an_app import no_sideways
from tests.truth import Truth

BOOK = "/downtown-lima/book"
SMALL = (360, 640)
PHONE = (390, 844)


def wednesday() -> date:
    today = datetime.now(ZoneInfo("America/Lima")).date()
    return today + timedelta(days=7 + (2 - today.weekday()) % 7)


@pytest.fixture(autouse=True)
def empty_book(truth: Truth) -> Iterator[None]:
    """Leave nothing behind that is in anybody's way."""
    yield
    truth.rows("DELETE FROM reservation_tables RETURNING table_id")
    truth.rows("DELETE FROM reservations WHERE source = 'guest' RETURNING id")
    truth.rows("DELETE FROM slot_closures RETURNING id")
    truth.rows("DELETE FROM rate_windows WHERE key ~ '^book:' RETURNING key")


def look(page: Page, adults: int, day: date) -> None:
    page.get_by_label("Adults").select_option(str(adults))
    page.get_by_label("Day", exact=True).fill(str(day))
    page.get_by_role("button", name="Show times").click()


def details(page: Page, phone: str = "+51 987 654 321") -> None:
    page.get_by_label("Name").fill("Ana Quispe")
    page.get_by_label("Phone").fill(phone)
    page.get_by_role("button", name="Book this table").click()


def large_enough(page: Page) -> None:
    """Whatever is pressed is as large as a thumb: 44 by 44, but for links in a line of text."""
    small = page.evaluate(
        "[...document.querySelectorAll('main :is(button, .button, input:not([type=hidden]), select, textarea)')]"
        ".map(one => [one.textContent.trim() || one.name, one.getBoundingClientRect()])"
        ".filter(([, box]) => box.width && (box.width < 44 || box.height < 44)).map(([name]) => name)"
    )
    assert small == []


@pytest.mark.parametrize(("scheme", "script"), [("light", True), ("dark", False)])
def test_booking_and_giving_it_up_on_a_small_phone(
    open_page: Open, truth: Truth, scheme: Literal["light", "dark"], script: bool
) -> None:
    day = wednesday()
    page = open_page(*SMALL, scheme, java_script_enabled=script)

    def fits() -> None:
        if script:
            page.wait_for_load_state()  # with its styles
            no_sideways(page)
            large_enough(page)

    page.goto(BOOK)
    fits()
    look(page, 2, day)
    expect(page.get_by_role("heading", name=f"Times on Wednesday {day.day} {day:%B} {day.year}")).to_be_visible()
    fits()
    expect(page.get_by_role("link", name="20:00")).to_have_accessible_description("Dinner · Dining room")
    page.get_by_role("link", name="20:00").click()
    expect(page.get_by_text("The table is yours until 21:30.")).to_be_visible()
    fits()

    page.get_by_role("button", name="Book this table").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Tell us your name.").click()
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_accessible_description("Tell us your name.")
    fits()
    details(page)
    expect(page.get_by_role("heading", name="Your table is booked")).to_be_visible()
    expect(page).to_have_url(re.compile(f"{BOOK}/[A-Za-z0-9_-]{{64}}$"))
    number = truth.one("SELECT reservation_no FROM reservations WHERE source = 'guest'")
    expect(page.get_by_text(number)).to_be_visible()
    fits()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Add to the calendar").click()
    assert downloading.value.suggested_filename == "booking.ics"

    page.get_by_role("link", name="Change time or party").click()
    page.get_by_role("link", name="19:00").click()
    expect(page.get_by_role("heading", name="Change it to this?")).to_be_visible()
    fits()
    page.get_by_role("button", name="Change the booking").click()
    expect(page.get_by_text("Your booking is changed.")).to_be_visible()
    expect(page.get_by_text(re.compile(", 19:00$"))).to_be_visible()

    page.get_by_role("link", name="Cancel the booking").click()
    expect(page.get_by_role("heading", name="Cancel your booking?")).to_be_visible()
    fits()
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.get_by_text("Your booking is cancelled.")).to_be_visible()
    assert truth.one("SELECT status FROM reservations WHERE source = 'guest'") == "cancelled"
    fits()


def test_pressing_twice_books_once(open_page: Open, truth: Truth) -> None:
    page = open_page(*SMALL)
    page.goto(BOOK)
    look(page, 2, wednesday())
    page.get_by_role("link", name="20:00").click()
    page.get_by_label("Name").fill("Ana Quispe")
    page.get_by_label("Phone").fill("+51 987 654 321")
    page.get_by_role("button", name="Book this table").dblclick()
    expect(page.get_by_role("heading", name="Your table is booked")).to_be_visible()
    assert truth.one("SELECT count(*)::int FROM reservations WHERE source = 'guest'") == 1


def test_nothing_keeps_anybody_out(open_page: Open, truth: Truth) -> None:
    inspector, day = Inspector(), wednesday()
    page = open_page(1280, 800, bypass_csp=True)
    page.goto("/nowhere/book")
    inspector.look("unknown", page)
    page.goto(BOOK)
    inspector.look("search", page)
    look(page, 6, day)
    expect(page.get_by_text("Deposit S/\u00a0120.00")).to_be_visible()
    inspector.look("times", page)
    page.get_by_role("region", name="Dinner · Dining room").get_by_role("link", name="20:00").click()
    expect(page.get_by_role("heading", name="Your details")).to_be_visible()
    inspector.look("details", page)
    page.get_by_role("button", name="Book this table").click()
    expect(page.get_by_role("alert")).to_be_visible()
    inspector.look("details with fields missing", page)
    closed = datetime(day.year, day.month, day.day, 20, tzinfo=ZoneInfo("America/Lima"))
    truth.rows(
        "INSERT INTO slot_closures (tenant_id, id, location_id, starts_at, ends_at, reason, created_at)"
        " SELECT tenant_id, gen_random_uuid(), location_id, %s, %s, 'A wedding', now()"
        " FROM location_directory WHERE slug = 'downtown-lima' RETURNING id",
        closed,
        closed + timedelta(minutes=1),
    )
    details(page)
    expect(page.get_by_text("That time cannot be booked any more.")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Ana Quispe")
    inspector.look("taken", page)
    page.get_by_role("radio", name="20:30 Dinner").check()
    page.get_by_role("button", name="Book this table").click()
    expect(page.get_by_role("heading", name="Your table is kept until the deposit is paid")).to_be_visible()
    inspector.look("pending", page)
    page.get_by_role("link", name="Change time or party").click()
    page.get_by_role("link", name="19:30").first.click()
    expect(page.get_by_role("heading", name="Change it to this?")).to_be_visible()
    inspector.look("change", page)
    page.get_by_role("link", name="Leave it as it is").click()
    page.get_by_role("link", name="Cancel the booking").click()
    expect(page.get_by_role("heading", name="Cancel your booking?")).to_be_visible()
    inspector.look("cancel", page)
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.get_by_text("Your booking is cancelled.")).to_be_visible()
    inspector.look("cancelled", page)
    inspector.verdict()


def test_a_guest_in_lima(open_page: Open) -> None:
    """In Spanish, with the pictures for the documentation."""
    page = open_page(*PHONE, locale="es-PE", device_scale_factor=1)
    page.goto(f"{BOOK}?day={wednesday()}&adults=2&children=1")
    expect(page.get_by_role("heading", name="Reserva una mesa")).to_be_visible()
    picture(page, "booking-times")
    page.get_by_role("link", name="20:00").click()
    page.get_by_label("Nombre").fill("Ana Quispe")
    page.get_by_label("Teléfono").fill("+51 987 654 321")
    page.get_by_role("button", name="Reservar esta mesa").click()
    expect(page.get_by_role("heading", name="Tu mesa está reservada")).to_be_visible()
    picture(page, "booking-booked")
