"""From reservations and the booking plan to what staff's programs read. Pure."""

from datetime import datetime
from typing import Any

from comanda.kernel.time import to_iso_seconds
from comanda.ordering.catalogue import Catalogue
from comanda.reservations.plan import BookingPlan
from comanda.reservations.reservation import Reservation
from comanda.reservations.rules.availability import Closure, ServiceDay
from comanda.reservations.view_book import Book
from comanda.reservations.waitlist import WaitlistEntry

Json = dict[str, Any]


def _time(at: datetime | None) -> str | None:
    return to_iso_seconds(at) if at is not None else None


def reservation(found: Reservation, plan: BookingPlan) -> Json:
    """A reservation."""
    service = plan.services.get(found.service_id) if found.service_id is not None else None
    return {
        "id": found.id,
        "reservation_no": found.reservation_no,
        "status": found.status,
        "source": found.source,
        "service": found.service_id,
        "service_name": service.name if service is not None else None,
        "time": _time(found.starts_at),
        "ends_at": _time(found.ends_at),
        "covers": found.covers,
        "adults": found.adults,
        "children": found.children,
        "name": found.name,
        "first_name": found.first_name,
        "last_name": found.last_name,
        "email": found.email,
        "phone": found.phone,
        "customer_id": found.customer_id,
        "notes": found.guest_requests,
        "host_notes": found.host_notes,
        "confirm_by": found.confirm_by,
        "cancel_reason": found.cancel_reason,
        "deposit": found.deposit,
        "paid": found.paid,
        "expires_at": _time(found.expires_at),
        "tables": [{"id": table, "name": name} for table, name in zip(found.tables, found.table_names, strict=True)],
        "tables_fixed": found.fixed,
        "arrived_at": _time(found.arrived_at),
        "session_id": found.session_id,
        "created_at": _time(found.created_at),
        "updated_at": _time(found.updated_at),
    }


def book(found: Book, catalogue: Catalogue, now: datetime) -> Json:
    """The reservation book of a day."""
    plan = catalogue.booking
    return {
        "date": found.day.isoformat(),
        "timezone": catalogue.place.zone.key,
        "currency": catalogue.menu.currency,
        "exponent": catalogue.menu.exponent,
        "now": _time(now),
        "begins_at": _time(found.begins_at),
        "ends_at": _time(found.ends_at),
        "tables": [
            {"id": table.id, "number": table.number, "name": table.name, "seats": table.pax, "area": area.name}
            for area in catalogue.areas
            for table in area.tables
        ],
        "services": [_service_day(one, plan) for one in found.services],
        "reservations": [reservation(one, plan) for one in found.reservations],
        "sitting": [
            {
                "session_id": one.session_id,
                "name": one.name,
                "covers": one.covers,
                "tables": list(one.tables),
                "started_at": _time(one.started_at),
                "due_at": _time(one.due_at),
                "ends_at": _time(one.ends_at),
            }
            for one in found.sitting
        ],
        "waitlist": [waiting(one) for one in found.waitlist],
        "closures": [closure(one) for one in found.closures],
    }


def waiting(entry: WaitlistEntry) -> Json:
    """A party that waits."""
    return {
        "id": entry.id,
        "status": entry.status,
        "name": entry.name,
        "phone": entry.phone,
        "covers": entry.covers,
        "notes": entry.notes,
        "quoted_minutes": entry.quoted_minutes,
        "session_id": entry.session_id,
        "created_at": _time(entry.created_at),
        "updated_at": _time(entry.updated_at),
    }


def closure(found: Closure) -> Json:
    """Slots that staff closed."""
    return {
        "id": found.id,
        "service": found.service_id,
        "starts_at": _time(found.starts_at),
        "ends_at": _time(found.ends_at),
        "reason": found.reason,
    }


def _service_day(found: ServiceDay, plan: BookingPlan) -> Json:
    service = found.service
    section = plan.sections[service.section_id]
    return {
        "id": service.id,
        "name": service.name,
        "experience": plan.experiences[service.experience_id].name,
        "section": section.name,
        "tables": sorted(section.tables),
        "pacing": service.pacing,
        "slot_minutes": service.slot_minutes,
        "slots": [
            {"time": _time(slot.at), "covers": slot.covers, "why": slot.why, "reason": slot.reason}
            for slot in found.slots
        ],
    }


def booking_plan(plan: BookingPlan) -> Json:
    """All that a location offers to book."""
    return {
        "experiences": [
            {"id": one.id, "name": dict(one.names)} for one in plan.experiences.values() if not one.archived
        ],
        "sections": [
            {"id": one.id, "name": dict(one.names), "tables": sorted(one.tables)}
            for one in plan.sections.values()
            if not one.archived
        ],
        "services": [
            {
                "id": one.id,
                "name": dict(one.names),
                "experience": one.experience_id,
                "section": one.section_id,
                "days": sorted(one.days),
                "first": one.first.isoformat("minutes"),
                "last": one.last.isoformat("minutes"),
                "slot_minutes": one.slot_minutes,
                "turns": [{"up_to": most, "minutes": minutes} for most, minutes in one.turn_minutes],
                "pacing": one.pacing,
                "min_covers": one.min_covers,
                "max_covers": one.max_covers,
                "notice_minutes": one.notice_minutes,
                "horizon_days": one.horizon_days,
                "deposit": one.deposit._asdict() if one.deposit is not None else None,
            }
            for one in plan.services.values()
            if not one.archived
        ],
        "joins": [{"tables": list(one.tables), "covers": one.covers, "fixed": one.fixed} for one in plan.joins],
    }
