"""The words of the booking pages, and what calendars are told."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from comanda.reservations.reservation import ReservationStatus
from comanda.web.booking.calendar import calendar_entry
from comanda.web.booking.shown import date_text, party_text
from comanda.web.booking.words import WORDS, words_for
from tests.unit.reservations.test_guests import AT, BOOKED

HOLES = re.compile(r"\{(\w+)\}")
WEB = Path(__file__).parents[3] / "src" / "comanda" / "web"
PAGES = [*(WEB / "templates" / "booking").glob("*.html")]
MODULES = [*(WEB / "booking").glob("*.py")]


@pytest.mark.parametrize("language", WORDS)
def test_each_language_says_all_of_it(language: str) -> None:
    def holes(code: str) -> dict[str, list[str]]:
        return {key: sorted(HOLES.findall(said)) for key, said in WORDS[code].items()}

    assert holes(language) == holes("en")
    assert WORDS[language]["code"] == language
    assert len(WORDS[language]["months"].split()) == 12
    assert len(WORDS[language]["weekdays"].split()) == 7


def test_all_that_is_said_has_words() -> None:
    asked = {key for page in PAGES for key in re.findall(r"\bwords\.(\w+)", page.read_text())}
    asked |= {key for module in MODULES for key in re.findall(r"\bwords\[\"(\w+)\"\]", module.read_text())}
    assert len(asked) > 50
    assert asked <= WORDS["en"].keys()


def test_words_of_the_first_language_there_is() -> None:
    assert words_for("zh", "es", "en")["code"] == "es"
    assert words_for("zh")["code"] == "en"


def test_who_comes() -> None:
    english, spanish = WORDS["en"], WORDS["es"]
    assert [party_text(1, 0, english), party_text(2, 0, english)] == ["1 guest", "2 guests"]
    assert party_text(2, 1, spanish) == "2 adultos, 1 niño"
    assert party_text(0, 2, english) == "2 children"


def test_a_day_in_words() -> None:
    assert date_text(AT.date(), WORDS["en"]) == "Wednesday 1 July 2026"
    assert date_text(AT.date(), WORDS["es"]) == "miércoles, 1 de julio de 2026"


def entry(text: str = "Text", **changed: object) -> str:
    found = replace(BOOKED, **changed)  # type: ignore[arg-type]
    return calendar_entry(found, summary="A; B, C\\D", where="Here", text=text, url="https://example.com/x")


def test_an_event() -> None:
    assert entry().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Comanda//Booking//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "UID:00000000-0000-0000-0000-000000000005@comanda",
        "DTSTAMP:20260701T200000Z",
        "SEQUENCE:0",
        "DTSTART:20260701T200000Z",
        "DTEND:20260701T220000Z",
        r"SUMMARY:A\; B\, C\\D",
        "LOCATION:Here",
        "DESCRIPTION:Text",
        "URL:https://example.com/x",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_a_text_cannot_begin_another_line(line_break: str) -> None:
    lines = entry(f"One{line_break}ATTENDEE:mailto:eve@example.com").split("\r\n")
    assert r"DESCRIPTION:One\nATTENDEE:mailto:eve@example.com" in lines
    assert not [line for line in lines if line.startswith("ATTENDEE")]


@pytest.mark.parametrize("letter", ["a", "ñ", "李", "🦀"])
def test_long_lines_are_folded_between_letters(letter: str) -> None:
    lines = entry(letter * 100).split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert f"DESCRIPTION:{letter * 100}" in "\r\n".join(lines).replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (ReservationStatus.PENDING_PAYMENT, "TENTATIVE"),
        (ReservationStatus.SEATED, "CONFIRMED"),
        (ReservationStatus.CANCELLED, "CANCELLED"),
        (ReservationStatus.CANCELLED_PAYMENT, "CANCELLED"),
        (ReservationStatus.NO_SHOW, "CANCELLED"),
    ],
)
def test_how_it_stands(status: ReservationStatus, said: str) -> None:
    assert f"\r\nSTATUS:{said}\r\n" in entry(status=status)


def test_a_later_state_has_a_higher_number() -> None:
    assert "\r\nSEQUENCE:90\r\n" in entry(updated_at=AT + timedelta(seconds=90))
