"""From what a partner app sent of a reservation to what the core is asked, and back from its refusals."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

from comanda.api.online_order.reservation_schemas import ReservationChangeIn, ReservationIn
from comanda.api.online_order.schemas import ObjectIn
from comanda.kernel.errors import Conflict, FieldProblem, Invalid
from comanda.reservations.reservation import ReservationStatus
from comanda.reservations.take_booking import Booking, Guest

SOURCE = "partner"
_INFO = {
    "time": "reservation_time",
    "ends_at": "reservation_time",
    "covers": "pax",
    "service": "service",
    "customer": "customer",
    "reservation_no": "reservation_no",
}
_CORE_NAMES = {
    "customer": "customer_id",
    "reservation_time": "at",
    "service": "service_id",
    "pax": "covers",
    "adult": "adults",
    "notes": "guest_requests",
}
_MAY_BE_NULL = frozenset({"customer", "first_name", "last_name", "email", "phone", "confirm_by", "notes"})


def booking_of(asked: ReservationIn) -> Booking:
    """Return what a reservation asks for.

    Raises:
        Invalid: `party_mismatch`.
    """
    info = asked.reservation_info
    if info.pax != info.adult + info.children:
        message = "the sum of adult and children is expected"
        raise Invalid.field("reservation_info.pax", message, "party_mismatch")
    return Booking(
        source=SOURCE,
        service_id=info.service,
        at=info.reservation_time,
        adults=info.adult,
        children=info.children,
        guest=Guest(info.first_name, info.last_name, info.email, info.phone, info.customer),
        tables=_tables(asked.objects),
        reservation_no=info.reservation_no,
        status=ReservationStatus(info.status) if info.status is not None else None,
        confirm_by=info.confirm_by,
        notes=info.notes,
    )


def booking_change(change: ReservationChangeIn) -> dict[str, Any]:
    """Return what was sent, by the core's names; null does not change what is never null."""
    said: dict[str, Any] = {}
    if "objects" in change.model_fields_set:
        said["tables"] = _tables(change.objects)
    info = change.reservation_info
    for key in info.model_fields_set if info is not None else ():
        value = getattr(info, key)
        if value is not None or key in _MAY_BE_NULL:
            said[_CORE_NAMES.get(key, key)] = value
    if "status" in said:
        said["status"] = ReservationStatus(said["status"])
    return said


def _tables(objects: Sequence[ObjectIn] | None) -> tuple[UUID, ...] | None:
    return tuple(chosen.object for chosen in objects) if objects else None


@contextmanager
def naming_what_was_sent() -> Iterator[None]:
    """Let refusals name fields the way partner apps write them."""
    try:
        yield
    except (Conflict, Invalid) as error:
        if not error.fields:
            raise
        fields = tuple(replace(problem, field=_as_sent(problem)) for problem in error.fields)
        detail = f"{fields[0].field}: {fields[0].message}"
        raise type(error)(detail, code=error.code, fields=fields) from error


def _as_sent(problem: FieldProblem) -> str:
    if problem.field in _INFO:
        return f"reservation_info.{_INFO[problem.field]}"
    if problem.field == "tables":
        return "objects"
    if problem.field.startswith("tables["):
        return f"objects{problem.field.removeprefix('tables')}.object"
    return problem.field
