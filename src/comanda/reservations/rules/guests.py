"""What guests who book by themselves say of themselves, and how much they may do without the restaurant's people."""

import re
import unicodedata
from typing import NamedTuple

from comanda.customers.customer import MAX_TEXT, is_email
from comanda.kernel.errors import Conflict, FieldProblem, Invalid
from comanda.reservations.plan import Service
from comanda.reservations.reservation import Reservation, ReservationStatus

MAX_NOTES = 200
"""Letters of what guests ask for."""
MOST_A_DAY = 3
"""Bookings of one location and day that one phone number or e-mail address may have; more are taken by staff."""
_BETWEEN_DIGITS = re.compile(r"[\s().\-/]")
_PHONE = re.compile(r"\+?[0-9]{6,15}")
"""At most as many digits as there are in the world (ITU-T E.164)."""


class Contact(NamedTuple):
    """Who books, and what they ask for; a phone number or an e-mail address is always there.

    Attributes:
        phone: digits, behind a plus perhaps, so that one number is always written in one way.
    """

    name: str
    email: str | None
    phone: str | None
    notes: str | None


def check_contact(name: str, email: str, phone: str, notes: str) -> Contact:
    """Return what somebody typed as it is kept: without blanks around it, and without what nobody can read.

    Raises:
        Invalid: naming every one of `name`, `phone`, `email` and `notes` that cannot be taken.
    """
    name, email, notes = _line(name), _line(email), clean_notes(notes)
    number = _BETWEEN_DIGITS.sub("", _line(phone))
    problems = []
    if not name:
        problems.append(FieldProblem("name", "a name is expected", "too_short"))
    elif len(name) > MAX_TEXT:
        problems.append(FieldProblem("name", f"at most {MAX_TEXT} letters are expected", "too_long"))
    if number and not _PHONE.fullmatch(number):
        problems.append(FieldProblem("phone", "a phone number such as +6511221122 is expected", "not_a_phone"))
    if len(email) > MAX_TEXT:
        problems.append(FieldProblem("email", f"at most {MAX_TEXT} letters are expected", "too_long"))
    elif email and not is_email(email):
        problems.append(FieldProblem("email", "an e-mail address is expected", "not_an_email"))
    if not number and not email:
        problems.append(FieldProblem("phone", "a phone number or an e-mail address is expected", "contact_missing"))
    problems += _too_long(notes)
    if problems:
        raise Invalid.fields_of(problems)
    return Contact(name, email or None, number or None, notes or None)


def check_notes(notes: str) -> str | None:
    """Return what guests ask for as it is kept, None for nothing.

    Raises:
        Invalid: naming `notes`.
    """
    notes = clean_notes(notes)
    if problems := _too_long(notes):
        raise Invalid.fields_of(problems)
    return notes or None


def clean_notes(notes: str) -> str:
    """Return a text of several lines without blanks around it and without characters that nobody can read."""
    lines = notes.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(letter for letter in line if _readable(letter)) for line in lines).strip()


def check_not_too_many(there: int) -> None:
    """Refuse one more booking of a day to somebody who has so many.

    Raises:
        Conflict: `too_many_bookings`.
    """
    if there >= MOST_A_DAY:
        message = f"at most {MOST_A_DAY} bookings of a day are taken from one guest"
        raise Conflict(message, code="too_many_bookings")


def check_same_deposit(before: Reservation, was: Service | None, service: Service, covers: int) -> None:
    """Refuse a change by the guest alone that would cost a larger deposit than what stands.

    What waits for its deposit still is counted anew with the change. What is booked already stays so, and nobody is
    asked for more behind their back: that is for the restaurant's people to agree on.

    Args:
        was: the service that is booked so far.
        service: the one it would be.

    Raises:
        Conflict: `more_deposit`.
    """
    if before.status is ReservationStatus.PENDING_PAYMENT:
        return
    stands = max(before.deposit, _deposit(was, before.covers))
    if _deposit(service, covers) > stands:
        raise Conflict("A larger deposit would be due; the restaurant changes that.", code="more_deposit")


def _deposit(service: Service | None, covers: int) -> int:
    return service.deposit.of(covers) if service is not None and service.deposit is not None else 0


def _line(text: str) -> str:
    return " ".join("".join(letter if _readable(letter) else " " for letter in text).split())


def _readable(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cs")


def _too_long(notes: str) -> list[FieldProblem]:
    if len(notes) <= MAX_NOTES:
        return []
    return [FieldProblem("notes", f"at most {MAX_NOTES} letters are expected", "too_long")]
