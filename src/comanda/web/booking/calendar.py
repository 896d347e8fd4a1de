"""A booking as an entry for calendars (RFC 5545)."""

from datetime import UTC, datetime
from uuid import UUID

from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.status import GONE

_LONGEST_LINE = 75
"""Bytes, its end not counted (3.1)."""


def calendar_entry(reservation: Reservation, *, summary: str, where: str, text: str, url: str) -> str:
    """Return an iCalendar document with one event; a newer one of the same booking takes its place.

    Args:
        url: the page of the booking.
    """
    status = "CONFIRMED"
    if reservation.status in GONE:
        status = "CANCELLED"
    elif reservation.status is ReservationStatus.PENDING_PAYMENT:
        status = "TENTATIVE"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Comanda//Booking//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_uid(reservation.id)}",
        f"DTSTAMP:{_instant(reservation.updated_at)}",
        f"SEQUENCE:{int((reservation.updated_at - reservation.created_at).total_seconds())}",
        f"DTSTART:{_instant(reservation.starts_at)}",
        f"DTEND:{_instant(reservation.ends_at)}",
        f"SUMMARY:{_text(summary)}",
        f"LOCATION:{_text(where)}",
        f"DESCRIPTION:{_text(text)}",
        f"URL:{url}",
        f"STATUS:{status}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines)


def _uid(reservation_id: UUID) -> str:
    return f"{reservation_id}@comanda"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(said: str) -> str:
    """Text in which nothing ends the value or begins another line (3.3.11)."""
    plain = said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    """A long line as several, of which each but the first begins with a blank; no letter is cut in two."""
    parts, part, room = [], b"", _LONGEST_LINE
    for letter in line:
        written = letter.encode()
        if len(part) + len(written) > room:
            parts.append(part)
            part, room = b"", _LONGEST_LINE - 1
        part += written
    return b"\r\n ".join([*parts, part]).decode()
